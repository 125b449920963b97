"""What a message may say: what was sent, edited and taken back, and in which order that is certain."""

from collections import defaultdict

from palabre_client.history.evidence import FOREVER, Act, Evidence, Sight
from palabre_client.history.log import Line


def lost_words(evidence: Evidence, sight: Sight) -> tuple[Line, ...]:
    """Return what proves that words shown are older than an acknowledged change; nothing if they may be right."""
    if sight.kind not in {"said", "edited"} or sight.id is None:
        return ()
    changes = [act for act in evidence.edits[sight.id] if act.outcome != "fail"]
    removals = [act for act in evidence.deletes[sight.id] if act.outcome != "fail"]
    if not sight.body:
        return _emptied(evidence, sight, removals)
    return _stale(evidence, sight, changes, removals)


def _emptied(evidence: Evidence, sight: Sight, removals: list[Act]) -> tuple[Line, ...]:
    send = evidence.acked.get(sight.id or "")
    if send is None or evidence.may_be_gone(send) or any(act.begun < sight.at for act in removals):
        return ()
    return (send.answer, sight.line)


def _stale(evidence: Evidence, sight: Sight, changes: list[Act], removals: list[Act]) -> tuple[Line, ...]:
    for removal in removals:
        if _done(removal, sight) < sight.since:
            return (removal.answer, sight.line)
    sources = [act for act in changes if act.asked["body"] == sight.body]
    send = evidence.acked.get(sight.id or "")
    if send is not None and send.asked["body"] == sight.body:
        sources.append(send)
    for change in changes:
        if _done(change, sight) < sight.since and sources and all(act.done < change.begun for act in sources):
            return (change.answer, sight.line)
    return ()


def _done(act: Act, sight: Sight) -> int:
    # What was done in another epoch may be gone with it: an older copy was restored.
    return act.done if act.answer.get("epoch") == sight.epoch else FOREVER


class WordsKnown:
    """Every body sent or edited, by place. A send without a body is one whose words the server finds: dice."""

    def __init__(self, evidence: Evidence) -> None:
        self._sent: dict[tuple[str, str | None], list[Act]] = defaultdict(list)  # not acknowledged, by place and body
        self._evidence = evidence
        for send in evidence.sends:
            if send.outcome != "ok":
                self._sent[send.asked["place"], send.asked["body"]].append(send)

    def sources(self, sight: Sight) -> list[Act]:
        """Return the operations from which the words may come, those of their own message first."""
        number, body = sight.id or "", sight.body
        acked = self._evidence.acked.get(number)
        is_it = acked is not None and acked.answer["place"] == sight.place and acked.asked["body"] in {body, None}
        edits = [act for act in self._evidence.edits[number] if act.asked["body"] == body]
        unsure = [*self._sent[sight.place, body], *self._sent[sight.place, None]]
        return [*([acked] if acked is not None and is_it else []), *edits, *unsure]

    def refusal(self, sight: Sight) -> str:
        """Return why the words shown come from nowhere; nothing when they come from somewhere."""
        found = self.sources(sight)
        if not found:
            return "nobody sent these words to this place"
        if all(act.outcome == "fail" for act in found):
            return "these words were refused"
        author = sight.author or self._author(sight.id or "")
        if author and not any(act.asked["member"] == author for act in found if act.outcome != "fail"):
            return "these words were sent by somebody else"
        return ""

    def _author(self, number: str) -> str | None:
        send = self._evidence.acked.get(number)
        return send.asked["member"] if send else None
