"""Whole runs: what makes one count for nothing, what the recorder writes of a line, and how long judging takes."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import palabre_client.history.checker as checker_module
from domain.effort import lines_run
from history.story import Story, event, message
from palabre_client.history import History, Line, Recorder, check, read_lines, tally, why_invalid

PACKAGE = Path(checker_module.__file__).parent


def lawful(seed: int, steps: int) -> Story:
    """Return a run that a right server could have given: four members, sends, changes, lost lines, reads."""
    chance, story, kept = random.Random(seed), Story(), list[Line]()
    place: dict[str, int] = {}  # up to where each has heard
    owners: dict[str, str] = {}
    for step in range(steps):
        who = chance.choice(["ada", "bo", "cleo", "dan"])
        if who not in place:
            story.enter(who, len(kept), *(one for one in kept if one["kind"] == "said"))
        else:
            for one in kept[place[who] :]:
                story.hear(who, one)
        place[who] = len(kept)
        act, mine = chance.random(), [number for number, owner in owners.items() if owner == who]
        if act < 0.6 or not mine:
            kept.append(message(who, f"{who}-{step}", len(kept) + 1))
            owners[f"m{len(kept)}"] = who
            _ = story.say(who, f"{who}-{step}", len(kept))
        elif act < 0.8:
            lost = story.send(who, f"{who}-{step}")
            story.lose(who, lost)
            if chance.random() < 0.5:
                kept.append(message(who, f"{who}-{step}", len(kept) + 1))
                owners[f"m{len(kept)}"] = who
            story.resume(who, place[who], len(kept), *kept[place[who] :])
            place[who] = len(kept)
        else:
            kept.append(event("reacted", len(kept) + 1, chance.choice(mine)))
    for who, position in place.items():
        for one in kept[position:]:
            story.hear(who, one)
    story.final(*kept)
    return story


@given(st.integers(0, 10_000), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_a_lawful_run_is_accepted(seed: int, steps: int) -> None:
    """Whatever the order in which a right server served, nothing is found."""
    story = lawful(seed, steps)
    assert [str(found) for found in check(story.lines, story.reads)] == []


def lost(story: Story) -> None:
    """Take the last acknowledged message out of the store."""
    acked = max((line for line in story.lines if line["f"] == "send" and line["type"] == "ok"), key=_position)
    story.reads[0]["events"] = [one for one in story.reads[0]["events"] if one["pos"] != acked["pos"]]


def doubled(story: Story) -> None:
    """Say the first message once more, at the end of the store."""
    read = story.reads[0]
    first = next(one for one in read["events"] if one["kind"] == "said")
    read["head"] += 1
    read["events"].append({**first, "pos": read["head"], "id": "again"})


def swapped(story: Story) -> None:
    """Exchange two receipts of one stream."""
    heard = [line for line in story.lines if line["f"] == "recv" and line["member"] == "ada"]
    one, other = heard[0], next(line for line in heard if line["pos"] != heard[0]["pos"])
    one["pos"], other["pos"] = other["pos"], one["pos"]


def renamed(story: Story) -> None:
    """Put somebody's words in another's mouth."""
    next(one for one in story.reads[0]["events"] if one["kind"] == "said")["author"] = "eve"


@pytest.mark.parametrize("spoil", [lost, doubled, swapped, renamed])
@pytest.mark.parametrize("seed", range(5))
def test_one_spoiled_line_is_found(spoil: Callable[[Story], None], seed: int) -> None:
    """A lawful run of sixty steps with one thing wrong in it is refused."""
    spoil(story := lawful(seed, 60))
    assert check(story.lines, story.reads) != []


def _position(line: Line) -> int:
    return int(line["pos"])


def effort(steps: int) -> int:
    """Count the lines of the checker's code that run for a history."""
    story = lawful(1, steps)
    return lines_run(lambda: check(story.lines, story.reads), PACKAGE)


def test_judging_grows_with_the_history_and_no_faster() -> None:
    """Four times the history, not five times the effort: an hour of talk can be judged."""
    assert effort(1_600) < 5 * effort(400)


class TestWhatCounts:
    """Runs that show nothing."""

    def test_a_run_with_a_fault_felt_and_a_line_taken_up_counts(self) -> None:
        """Acknowledged, killed, come back."""
        assert why_invalid(self._run().lines) == []

    def test_a_run_without_an_ack_is_invalid(self) -> None:
        """Nothing was promised, so nothing could be broken."""
        lines = [line for line in self._run().lines if line["f"] != "send"]
        assert why_invalid(lines) == ["nothing was acknowledged"]

    def test_a_run_whose_fault_nobody_felt_is_invalid(self) -> None:
        """A fault started, and no line was lost while it ran."""
        lines = [line for line in self._run().lines if line["f"] != "fault"]
        assert why_invalid(lines) == ["no fault took effect"]

    def test_a_run_without_anybody_coming_back_is_invalid(self) -> None:
        """Entering for the first time is not coming back."""
        lines = [line for line in self._run().lines if line.get("from") != 0]
        assert why_invalid(lines) == ["no reconnection happened"]

    def test_each_way_of_coming_back_is_counted(self) -> None:
        """Nothing missed, something missed, too much missed."""
        story = self._run()
        story.lose("ada")
        story.resume("ada", 1, 1)
        story.lose("ada")
        story.enter("ada", 99, asked=story.ask("ada", "subscribe", **{"from": 1, "epoch": "e1"}))
        counted = tally(story.lines)
        ways = ("entered", "resumed", "resumed with nothing missed", "refetched")
        assert {way: counted[way] for way in ways} == dict.fromkeys(ways, 1)

    def _run(self) -> Story:
        story = Story()
        story.enter("ada", 0)
        story.say("ada", "a1", 1)
        with story.history.fault("kill"):
            story.lose("ada")
        story.resume("ada", 0, 1, message("ada", "a1", 1))
        return story


class TestRecorder:
    """What is written of the frames of a connection."""

    def test_an_answer_ends_what_it_answers(self) -> None:
        """Two sends under way; each ack finds its own."""
        history, recorder = self._welcomed()
        for number in (2, 3):
            recorder.asked({"t": "send", "n": number, "place": "tea", "key": f"key-{number}", "text": "e\u0301"})
        for number in (3, 2):
            recorder.heard(self._ack(number))
        ends = [(line["key"], line["body"], line["op"]) for line in history.lines if line["type"] == "ok"]
        assert ends == [("key-3", "é", 1), ("key-2", "é", 0)]

    def test_what_has_no_answer_is_unknown_and_the_process_another(self) -> None:
        """Never counted as failed: it may have been done."""
        history, recorder = self._welcomed()
        recorder.asked({"t": "send", "n": 2, "place": "tea", "key": "key-2", "text": "a"})
        recorder.ended(1006)
        assert [line["type"] for line in history.lines] == ["invoke", "unknown", "lost"]
        following = recorder.following()
        assert (following.proc != recorder.proc, following.member) == (True, "ada")

    def test_a_line_lost_with_nothing_asked_keeps_its_number(self) -> None:
        """The same process goes on."""
        _, recorder = self._welcomed()
        recorder.ended(1006)
        assert recorder.following().proc == recorder.proc

    def test_a_fault_of_the_server_decides_nothing(self) -> None:
        """Refused is certainly not done; a fault may come after it was."""
        history, recorder = self._welcomed()
        for number, code in ((2, "refused"), (3, "fault")):
            recorder.asked({"t": "edit", "n": number, "place": "tea", "message": "m1", "text": "a"})
            recorder.heard({"t": "error", "n": number, "code": code})
        assert [line["type"] for line in history.lines if line["type"] != "invoke"] == ["fail", "unknown"]

    def test_frames_that_are_no_commands_are_passed_over(self) -> None:
        """Scripts send anything."""
        history, recorder = self._welcomed()
        for frame in ("{", b"\xff", "[]", '{"t": "rooms"}', '{"t": "send", "place": 3}', "[" * 60_000):
            recorder.asked(frame)
        shapes: list[Any] = [None, "", [], {}, [True], [{"place": 3}], [{"place": "tea", "position": "1", "epoch": ""}]]
        for odd in shapes:
            recorder.asked({"t": "hello", "n": 1, "resume": odd})
            recorder.asked({"t": "history", "n": odd, "place": "tea", "before": odd})
        recorder.heard({"t": "error", "n": 0, "code": "bad_frame"})
        assert history.lines == []

    def test_a_resumed_place_is_answered_without_a_number(self) -> None:
        """The hello asks, the room answers, then what was missed."""
        history, recorder = self._welcomed()
        recorder.asked({"t": "hello", "n": 1, "resume": [{"place": "tea", "epoch": "e1", "position": 4}]})
        recorder.heard(
            {"t": "joined", "n": 0, "place": "tea", "epoch": "e1", "head": 5, "reset": False, "more": False,
             "messages": [], "events": [{"t": "deleted", "position": 5, "message": "m1"}]}
        )  # fmt: skip
        assert [(line["f"], line.get("type"), line.get("pos")) for line in history.lines] == [
            ("subscribe", "invoke", None), ("subscribe", "ok", 5), ("recv", None, 5),
        ]  # fmt: skip

    def test_a_history_survives_being_written(self) -> None:
        """JSON lines, read back as they were."""
        history, recorder = self._welcomed()
        recorder.asked({"t": "send", "n": 2, "place": "tea", "key": "key-2", "text": "“é”"})
        assert read_lines(history.text()) == history.lines

    def _welcomed(self) -> tuple[History, Recorder]:
        recorder = Recorder.first(history := History())
        recorder.heard({"t": "welcome", "n": 1, "me": {"card": {"id": "ada"}}})
        return history, recorder

    def _ack(self, number: int) -> Line:
        return {
            "t": "ack", "n": number, "place": "tea", "key": f"key-{number}", "id": f"m{number}", "epoch": "e1",
            "position": number, "state": "said",
        }  # fmt: skip
