"""Histories that look wrong and are lawful: the checker must accept each."""

from collections.abc import Callable

from history.story import Story, event, message

ODD: list[tuple[str, Callable[[Story], None]]] = []


def keeps(rule: str) -> Callable[[Callable[[Story], None]], Callable[[Story], None]]:
    """Register a history under the rule that it seems to break."""

    def register(tell: Callable[[Story], None]) -> Callable[[Story], None]:
        ODD.append((rule, tell))
        return tell

    return register


# ---- R-1 -----------------------------------------------------------------------------------------------------


@keeps("R-1")
def an_unsure_send_is_not_there(story: Story) -> None:
    """Nobody was told that it was done."""
    story.say("ada", "a1", 1)
    story.lose("ada", story.send("ada", "a2"))
    story.final(message("ada", "a1", 1))


@keeps("R-1")
def what_was_said_has_been_erased_with_its_author(story: Story) -> None:
    """Erased everything: a stub stands where the message was."""
    story.say("ada", "a1", 1)
    story.history.note("erase", type="ok", member="ada")
    story.final(event("stub", 1), event("deleted", 2, "m1"))


@keeps("R-1")
def what_is_held_is_seen_by_nobody_else(story: Story) -> None:
    """Acknowledged as held: others get a stub at its position."""
    story.say("ada", "a1", 1, held=True)
    story.final(event("stub", 1))


@keeps("R-1")
def old_words_have_faded(story: Story) -> None:
    """Their time was over; what is kept begins later."""
    story.say("ada", "a1", 1)
    story.history.note("fade", type="ok")
    story.say("ada", "a2", 2)
    story.final(message("ada", "a2", 2), first=2)


@keeps("R-1")
def a_deletion_nobody_was_told_of_was_done(story: Story) -> None:
    """Unknown: done or not done, for ever undecided."""
    story.say("ada", "a1", 1)
    story.lose("ada", story.ask("ada", "delete", id="m1"))
    story.final(message("ada", "", 1), event("deleted", 2, "m1"))


@keeps("R-1")
def a_copy_was_restored_from_before(story: Story) -> None:
    """Another epoch: what was acknowledged in the former one may be gone."""
    story.say("ada", "a1", 1)
    story.final(epoch="e2")


@keeps("R-1")
def a_deletion_went_with_the_former_epoch(story: Story) -> None:
    """The copy restored was made between the saying and the taking back."""
    story.say("ada", "a1", 1)
    story.take_back("ada", "m1")
    story.final(message("ada", "a1", 1), epoch="e2")


@keeps("R-1")
def the_later_of_two_changes_is_the_unsure_one(story: Story) -> None:
    """The acknowledged change was overtaken by one whose answer was lost."""
    story.say("ada", "a1", 1)
    lost = story.ask("ada", "edit", id="m1", body="a1b")
    story.change("ada", "m1", "a1c")
    story.lose("ada", lost)
    story.final(message("ada", "a1b", 1), event("edited", 2, "m1", "a1b"), event("edited", 3, "m1", "a1b"))


# ---- R-2 -----------------------------------------------------------------------------------------------------


@keeps("R-2")
def three_tries_and_one_message(story: Story) -> None:
    """Two lines lost, the third answers with the position of the first."""
    for _ in range(2):
        story.lose("ada", story.send("ada", "a1"))
    story.say("bo", "b1", 2)
    story.say("ada", "a1", 1)
    story.final(message("ada", "a1", 1), message("bo", "b1", 2))


@keeps("R-2")
def the_same_words_twice_under_two_keys(story: Story) -> None:
    """Somebody who repeats themselves."""
    story.say("ada", "yes", 1, key="one")
    story.say("ada", "yes", 2, key="two")
    story.final(message("ada", "yes", 1), message("ada", "yes", 2))


@keeps("R-2")
def two_members_chose_the_same_key(story: Story) -> None:
    """Keys are a member's own."""
    story.say("ada", "a1", 1, key="one")
    story.say("bo", "b1", 2, key="one")


@keeps("R-2")
def a_change_says_what_another_message_says(story: Story) -> None:
    """Two messages with the same words, one by an edit."""
    story.say("ada", "yes", 1)
    story.say("ada", "no", 2)
    story.change("ada", "m2", "yes")
    story.final(message("ada", "yes", 1), message("ada", "yes", 2), event("edited", 3, "m2", "yes"))


@keeps("R-2")
def a_key_is_reused_and_refused(story: Story) -> None:
    """The second body never was."""
    story.say("ada", "a1", 1, key="one")
    story.end(story.send("ada", "other words", key="one"), "fail", err="key_reused")


# ---- R-3 -----------------------------------------------------------------------------------------------------


@keeps("R-3")
def one_sees_a_stub_and_another_the_message(story: Story) -> None:
    """Held: its author sees it, the others a stub."""
    for who in ("ada", "bo"):
        story.enter(who, 0)
    story.say("ada", "a1", 1, held=True)
    story.hear("ada", message("ada", "a1", 1))
    story.hear("bo", event("stub", 1))


@keeps("R-3")
def positions_start_again_in_another_epoch(story: Story) -> None:
    """A copy was restored: the same position, another message."""
    story.say("ada", "a1", 1)
    story.say("bo", "b1", 1, id="mb", epoch="e2")


@keeps("R-3")
def the_same_event_after_coming_back(story: Story) -> None:
    """Received, the line lost, resumed from before it: each subscription rises by itself."""
    story.enter("bo", 0)
    story.say("ada", "a1", 1)
    story.hear("bo", message("ada", "a1", 1))
    story.lose("bo")
    story.resume("bo", 0, 1, message("ada", "a1", 1))


@keeps("R-3")
def an_event_pushed_while_one_asks_again(story: Story) -> None:
    """It comes before the answer, and within it."""
    story.enter("bo", 0)
    asked = story.ask("bo", "subscribe", **{"from": 0, "epoch": "e1"})
    story.say("ada", "a1", 1)
    story.hear("bo", message("ada", "a1", 1))
    story.resume("bo", 0, 1, message("ada", "a1", 1), asked=asked)


@keeps("R-3")
def a_message_is_shown_with_other_words(story: Story) -> None:
    """The same event for both: it was edited between."""
    story.enter("ada", 0)
    story.say("ada", "a1", 1)
    story.hear("ada", message("ada", "a1", 1))
    story.change("ada", "m1", "a1b")
    story.hear("ada", event("edited", 2, "m1", "a1b"))
    story.enter("bo", 2, message("ada", "a1b", 1))


# ---- R-4 -----------------------------------------------------------------------------------------------------


@keeps("R-4")
def a_hole_is_asked_for(story: Story) -> None:
    """3 after 1: the client asks, and shows nothing until the answer."""
    story.enter("bo", 0)
    for pos in (1, 2, 3):
        story.say("ada", f"a{pos}", pos)
    story.hear("bo", message("ada", "a1", 1))
    story.hear("bo", message("ada", "a3", 3))
    asked = story.ask("bo", "subscribe", **{"from": 1, "epoch": "e1"})
    story.hear("bo", event("stub", 4))
    events = [message("ada", "a2", 2), message("ada", "a3", 3), event("stub", 4)]
    story.resume("bo", 1, 4, *events, asked=asked)


@keeps("R-4")
def a_hole_and_then_the_line_is_lost(story: Story) -> None:
    """There was no time to ask."""
    story.enter("bo", 0)
    story.hear("bo", event("stub", 2))
    story.lose("bo")


@keeps("R-4")
def one_starts_again_after_a_long_absence(story: Story) -> None:
    """Too much was missed: the last messages, from far higher."""
    story.enter("bo", 3)
    story.lose("bo")
    asked = story.ask("bo", "subscribe", **{"from": 3, "epoch": "e1"})
    story.enter("bo", 900, asked=asked, more=True)
    story.hear("bo", event("stub", 901))


@keeps("R-4")
def another_epoch_starts_again(story: Story) -> None:
    """The place was restored, and the client is told to forget what it shows."""
    story.enter("bo", 40)
    story.lose("bo")
    asked = story.ask("bo", "subscribe", **{"from": 40, "epoch": "e1"})
    story.enter("bo", 12, asked=asked, epoch="e2", asked_epoch="e1")
    story.hear("bo", event("stub", 13), epoch="e2")


@keeps("R-4")
def messages_alone_have_holes(story: Story) -> None:
    """A page shows messages; 2 was a change."""
    story.say("ada", "a1", 1)
    story.change("ada", "m1", "a1b")
    story.say("ada", "a3", 3)
    story.final(message("ada", "a1b", 1), message("ada", "a3", 3), whole=False)


# ---- R-5 -----------------------------------------------------------------------------------------------------


@keeps("R-5")
def a_read_begun_before_the_ack_lacks_it(story: Story) -> None:
    """They ran at the same time: nothing follows."""
    asked = story.ask("bo", "read", to=9)
    story.say("ada", "a1", 1)
    story.read("bo", 9, asked=asked)


@keeps("R-5")
def an_older_page_does_not_reach_that_far(story: Story) -> None:
    """Asked for what came before position 2."""
    story.say("ada", "a1", 1)
    story.say("ada", "a2", 2)
    story.read("ada", 1, message("ada", "a1", 1))


@keeps("R-5")
def a_retry_keeps_its_old_place(story: Story) -> None:
    """Said by the lost line at 1; the new line said another word at 2 before it repeated the first."""
    story.lose("ada", story.send("ada", "a1"))
    story.say("ada", "a2", 2)
    story.say("ada", "a1", 1)


@keeps("R-5")
def somebody_elses_held_words_are_not_read(story: Story) -> None:
    """Held: a read by another does not contain it."""
    story.say("ada", "a1", 1, held=True)
    story.read("bo", 9)


@keeps("R-5")
def a_read_begun_before_a_deletion_shows_the_words(story: Story) -> None:
    """They ran at the same time."""
    story.say("ada", "a1", 1)
    asked = story.ask("bo", "read", to=9)
    story.take_back("ada", "m1")
    story.read("bo", 9, message("ada", "a1", 1), asked=asked)


@keeps("R-5")
def a_pushed_event_is_older_than_a_change(story: Story) -> None:
    """What is pushed shows the event as it was; the change follows."""
    story.enter("bo", 0)
    story.say("ada", "a1", 1)
    story.change("ada", "m1", "a1b")
    story.hear("bo", message("ada", "a1", 1))
    story.hear("bo", event("edited", 2, "m1", "a1b"))


# ---- R-6 -----------------------------------------------------------------------------------------------------


@keeps("R-6")
def words_under_way_arrive_within_the_second(story: Story) -> None:
    """They had left before."""
    story.enter("bo", 0)
    story.history.note("revoke", type="ok", member="bo")
    story.wait(0.5)
    story.hear("bo", event("stub", 1))


@keeps("R-6")
def others_hear_on(story: Story) -> None:
    """Somebody else's right ended."""
    story.enter("bo", 0)
    story.history.note("revoke", type="ok", member="ada")
    story.wait(5)
    story.hear("bo", event("stub", 1))


@keeps("R-6")
def the_blocked_author_is_a_stub(story: Story) -> None:
    """Bo blocked Ada, and hears Cleo."""
    story.enter("bo", 0)
    story.history.note("revoke", type="ok", member="bo", author="ada")
    story.wait(5)
    story.say("cleo", "c1", 2)
    story.hear("bo", event("stub", 1))
    story.hear("bo", message("cleo", "c1", 2))


# ---- R-8 -----------------------------------------------------------------------------------------------------


@keeps("R-8")
def who_left_the_room_is_not_behind(story: Story) -> None:
    """They hear no more because they asked to."""
    story.enter("bo", 0)
    story.end(story.ask("bo", "leave"))
    story.say("ada", "a1", 1)
    story.final(message("ada", "a1", 1))


@keeps("R-8")
def whose_line_is_lost_is_not_behind(story: Story) -> None:
    """They will ask when they return."""
    story.enter("bo", 0)
    story.lose("bo")
    story.say("ada", "a1", 1)
    story.final(message("ada", "a1", 1))


@keeps("R-8")
def who_entered_at_the_end_hears_nothing_more(story: Story) -> None:
    """Everything was shown on entry."""
    story.say("ada", "a1", 1)
    story.enter("bo", 1, message("ada", "a1", 1))
    story.final(message("ada", "a1", 1))


# ---- R-9 -----------------------------------------------------------------------------------------------------


@keeps("R-9")
def an_unsure_send_is_heard(story: Story) -> None:
    """It was done after all."""
    story.enter("bo", 0)
    story.lose("ada", story.send("ada", "a1"))
    story.hear("bo", message("ada", "a1", 1))


@keeps("R-9")
def refused_once_and_accepted_later(story: Story) -> None:
    """Too fast, then not: the same key and words."""
    story.end(story.send("ada", "a1"), "fail", err="refused")
    story.say("ada", "a1", 1)
    story.final(message("ada", "a1", 1))


@keeps("R-9")
def the_server_finds_the_words_of_dice(story: Story) -> None:
    """Thrown, acknowledged; thrown, the line lost: heard with what they showed."""
    story.enter("bo", 0)
    story.said(story.ask("ada", "send", key="one", body=None), 1)
    story.lose("ada", story.ask("ada", "send", key="two", body=None))
    story.hear("bo", message("ada", "1d6: 4", 1))
    story.hear("bo", message("ada", "1d6: 2", 2))


@keeps("R-9")
def heard_before_its_ack(story: Story) -> None:
    """Others may hear it first."""
    story.enter("bo", 0)
    asked = story.send("ada", "a1")
    story.hear("bo", message("ada", "a1", 1))
    story.said(asked, 1)


@keeps("R-9")
def an_unsure_change_is_seen(story: Story) -> None:
    """Nobody was told that it was done, and it was."""
    story.say("ada", "a1", 1)
    story.lose("ada", story.ask("ada", "edit", id="m1", body="a1b"))
    story.read("bo", 9, message("ada", "a1b", 1))
