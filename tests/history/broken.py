"""Histories that break a rule, written by hand: the checker must refuse each, for that rule."""

from collections.abc import Callable

from history.story import Story, event, message

BROKEN: list[tuple[str, Callable[[Story], None]]] = []


def breaks(rule: str) -> Callable[[Callable[[Story], None]], Callable[[Story], None]]:
    """Register a history under the rule that it breaks."""

    def register(tell: Callable[[Story], None]) -> Callable[[Story], None]:
        BROKEN.append((rule, tell))
        return tell

    return register


# ---- what was acknowledged is there ---------------------------------------------------------------------


@breaks("R-1")
def the_last_message_is_gone(story: Story) -> None:
    """Acknowledged, and not in the final read."""
    story.say("ada", "a1", 1)
    story.say("ada", "a2", 2)
    story.final(message("ada", "a1", 1))


@breaks("R-1")
def a_stub_stands_where_it_was(story: Story) -> None:
    """Shown to nobody though nothing held it."""
    story.say("ada", "a1", 1)
    story.final(event("stub", 1))


@breaks("R-1")
def its_words_are_gone(story: Story) -> None:
    """The message is there, empty, though nobody took it back."""
    story.say("ada", "a1", 1)
    story.final(message("ada", "", 1))


@breaks("R-1")
def a_deletion_is_undone(story: Story) -> None:
    """Taken back, acknowledged, and said again by a restart."""
    story.say("ada", "a1", 1)
    story.take_back("ada", "m1")
    story.final(message("ada", "a1", 1), event("deleted", 2, "m1"))


@breaks("R-1")
def a_change_is_undone(story: Story) -> None:
    """Edited, acknowledged, and as it was before."""
    story.say("ada", "a1", 1)
    story.change("ada", "m1", "a1b")
    story.final(message("ada", "a1", 1), event("edited", 2, "m1", "a1"))


# ---- one key, one message -------------------------------------------------------------------------------


@breaks("R-2")
def a_retry_gets_another_ack(story: Story) -> None:
    """The same key at two positions."""
    story.say("ada", "a1", 1)
    story.say("ada", "a1", 2)


@breaks("R-2")
def an_unsure_send_is_said_twice(story: Story) -> None:
    """The line was lost before the ack; the retry said it once more."""
    lost = story.send("ada", "a1")
    story.lose("ada", lost)
    story.say("ada", "a1", 2)
    story.final(message("ada", "a1", 1), message("ada", "a1", 2))


@breaks("R-2")
def a_key_carries_two_bodies(story: Story) -> None:
    """The second body should have been refused."""
    story.say("ada", "a1", 1, key="one")
    story.say("ada", "other words", 1, key="one")


# ---- one order ------------------------------------------------------------------------------------------


@breaks("R-3")
def a_position_is_given_twice(story: Story) -> None:
    """Two acks at one position, as after a restart with a stale counter."""
    story.say("ada", "a1", 1, id="ma")
    story.say("bo", "b1", 1, id="mb")


@breaks("R-3")
def two_people_hear_two_things_at_one_position(story: Story) -> None:
    """One hears a message, the other a change."""
    for who in ("ada", "bo"):
        story.enter(who, 0)
    story.say("ada", "a1", 1)
    story.hear("ada", message("ada", "a1", 1))
    story.hear("bo", event("deleted", 1, "m1"))


@breaks("R-3")
def a_receipt_goes_back(story: Story) -> None:
    """Position 1 after position 2."""
    story.enter("bo", 0)
    story.say("ada", "a1", 1)
    story.say("ada", "a2", 2)
    for pos in (1, 2, 1):
        story.hear("bo", message("ada", f"a{pos}", pos))


@breaks("R-3")
def what_was_shown_on_entry_is_pushed_too(story: Story) -> None:
    """Entered at 1, and position 1 comes once more."""
    story.say("ada", "a1", 1)
    story.enter("bo", 1, message("ada", "a1", 1))
    story.hear("bo", message("ada", "a1", 1))


@breaks("R-3")
def a_message_moves(story: Story) -> None:
    """Acknowledged at 1, read at 2."""
    story.say("ada", "a1", 1)
    story.read("bo", 9, message("ada", "a1", 2, "m1"), more=True)


@breaks("R-3")
def two_final_reads_differ(story: Story) -> None:
    """An unsure send is in through one node and out through the other."""
    story.lose("ada", story.send("ada", "a1"))
    story.final(message("ada", "a1", 1), whole=False)
    story.final(node="b", head=1, whole=False)


# ---- no hole --------------------------------------------------------------------------------------------


@breaks("R-4")
def the_store_has_a_hole(story: Story) -> None:
    """1 and 3."""
    for pos in (1, 3):
        story.say("ada", f"a{pos}", pos)
    story.final(*(message("ada", f"a{pos}", pos) for pos in (1, 3)))


@breaks("R-4")
def a_hole_is_passed_over(story: Story) -> None:
    """2 never comes, and nobody asks."""
    story.enter("bo", 0)
    for pos in (1, 2, 3):
        story.say("ada", f"a{pos}", pos)
    for pos in (1, 3):
        story.hear("bo", message("ada", f"a{pos}", pos))


@breaks("R-4")
def a_resumed_line_lacks_the_first(story: Story) -> None:
    """Resumed from 1, begins with 3."""
    story.enter("bo", 1)
    for pos in (1, 2, 3):
        story.say("ada", f"a{pos}", pos)
    story.lose("bo")
    story.resume("bo", 1, 3, message("ada", "a3", 3))


@breaks("R-4")
def another_epoch_is_taken_for_the_same(story: Story) -> None:
    """The place was restored; the client should have been told to start again."""
    story.enter("bo", 4)
    story.lose("bo")
    asked = story.ask("bo", "subscribe", **{"from": 4, "epoch": "e1"})
    story.end(asked, epoch="e2", pos=4, reset=False, more=False, seen=[], asked_epoch="e1")


@breaks("R-4")
def a_subscription_begins_too_late(story: Story) -> None:
    """Entered at 1, hears 3 first."""
    story.enter("bo", 1)
    story.hear("bo", event("stub", 3))


# ---- one's own words ------------------------------------------------------------------------------------


@breaks("R-5")
def a_read_begun_after_the_ack_lacks_it(story: Story) -> None:
    """The page was read from a stale copy."""
    story.say("ada", "a1", 1)
    story.say("ada", "a2", 2)
    story.read("ada", 9, message("ada", "a1", 1))


@breaks("R-5")
def one_enters_before_ones_own_words(story: Story) -> None:
    """Acknowledged at 2, entered at 1."""
    story.say("ada", "a1", 1)
    story.say("ada", "a2", 2)
    story.enter("ada", 1, message("ada", "a1", 1))


@breaks("R-5")
def the_second_word_stands_first(story: Story) -> None:
    """One connection, two sends, the wrong way round."""
    first, second = story.send("ada", "a1"), story.send("ada", "a2")
    story.said(second, 1)
    story.said(first, 2)


@breaks("R-5")
def a_read_shows_what_was_taken_back_before_it(story: Story) -> None:
    """Deleted, acknowledged, and still read."""
    story.say("ada", "a1", 1)
    story.take_back("ada", "m1")
    story.enter("bo", 2, message("ada", "a1", 1))


@breaks("R-5")
def a_resumed_line_shows_words_as_they_were_before_a_change(story: Story) -> None:
    """Events are shown as they stand, not as they stood."""
    story.enter("bo", 0)
    story.lose("bo")
    story.say("ada", "a1", 1)
    story.change("ada", "m1", "a1b")
    story.resume("bo", 0, 2, message("ada", "a1", 1), event("edited", 2, "m1", "a1b"))


# ---- revoked in time ------------------------------------------------------------------------------------


@breaks("R-6")
def a_session_that_ended_hears_on(story: Story) -> None:
    """Two seconds after its end."""
    story.enter("bo", 0)
    story.history.note("revoke", type="ok", member="bo")
    story.wait(2)
    story.hear("bo", event("stub", 1))


@breaks("R-6")
def a_ban_from_a_room_is_late(story: Story) -> None:
    """The place is named, and it is that place."""
    story.enter("bo", 0)
    story.history.note("revoke", type="ok", member="bo", place="tea")
    for pos in (1, 2):
        story.wait(0.7)
        story.hear("bo", event("stub", pos))


@breaks("R-6")
def a_blocked_author_is_heard(story: Story) -> None:
    """Bo blocked Ada, and hears Ada."""
    story.enter("bo", 0)
    story.history.note("revoke", type="ok", member="bo", author="ada")
    story.wait(1.5)
    story.say("ada", "a1", 1)
    story.hear("bo", message("ada", "a1", 1))


# ---- whole in the end -----------------------------------------------------------------------------------


@breaks("R-8")
def somebody_never_heard_the_last_word(story: Story) -> None:
    """Still connected, and behind."""
    story.enter("bo", 0)
    story.say("ada", "a1", 1)
    story.final(message("ada", "a1", 1))


@breaks("R-8")
def somebody_came_back_and_heard_nothing_more(story: Story) -> None:
    """Resumed to 1, while 2 was said."""
    story.enter("bo", 0)
    story.lose("bo")
    story.say("ada", "a1", 1)
    story.resume("bo", 0, 1, message("ada", "a1", 1))
    story.say("ada", "a2", 2)
    story.final(message("ada", "a1", 1), message("ada", "a2", 2))


@breaks("R-8")
def one_of_two_is_left_behind(story: Story) -> None:
    """Cleo hears, Bo does not."""
    for who in ("bo", "cleo"):
        story.enter(who, 0)
    story.say("ada", "a1", 1)
    story.hear("cleo", message("ada", "a1", 1))
    story.final(message("ada", "a1", 1))


# ---- nothing from nowhere -------------------------------------------------------------------------------


@breaks("R-9")
def nobody_said_this(story: Story) -> None:
    """Words without a cause."""
    story.enter("bo", 0)
    story.hear("bo", message("ada", "never sent", 1))


@breaks("R-9")
def somebody_else_said_this(story: Story) -> None:
    """Ada's words under Bo's name."""
    story.say("ada", "a1", 1)
    story.read("bo", 9, message("bo", "a1", 1))


@breaks("R-9")
def it_was_said_elsewhere(story: Story) -> None:
    """Sent to the room of cakes, heard in the room of tea."""
    story.say("ada", "a1", 1, place="cake")
    asked = story.send("ada", "a2", place="cake")
    story.end(asked, "unknown")
    story.enter("bo", 0)
    story.hear("bo", message("ada", "a2", 1, "mx"))


@breaks("R-9")
def dice_fall_in_somebody_elses_name(story: Story) -> None:
    """Ada threw, and Bo is shown to have."""
    story.enter("cleo", 0)
    story.said(story.ask("ada", "send", key="one", body=None), 1)
    story.hear("cleo", message("bo", "1d6: 4", 1))


@breaks("R-9")
def it_was_refused_and_is_shown(story: Story) -> None:
    """A refusal means: certainly not done."""
    story.end(story.send("ada", "a1"), "fail", err="refused")
    story.enter("bo", 0)
    story.hear("bo", message("ada", "a1", 1))


@breaks("R-9")
def somebody_elses_change_is_shown(story: Story) -> None:
    """Bo's edit of Ada's message was refused, and is shown."""
    story.say("ada", "a1", 1)
    story.end(story.ask("bo", "edit", id="m1", body="stolen"), "fail", err="not_yours")
    story.enter("cleo", 1, message("ada", "a1", 1))
    story.hear("cleo", event("edited", 2, "m1", "stolen"))
