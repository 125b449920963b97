"""What safety remembers of an event, after its verdict, so that a replay judges alike (safety engine section 5)."""

from collections.abc import Callable, Mapping

from palabre.safety.entities.weighed import odds_of_harm
from palabre.safety.facts import MINORITY, SURE, Scene, found
from palabre.safety.model import EventType, Verdict
from palabre.safety.people import Counted, Register, key_of, side
from palabre.safety.rare import telling
from palabre.safety.talk import Talk

EARLY = 2  # messages of a conversation that count as its first

COUNTED_KINDS = {"contact": Counted.OFFPLATFORM, "payment": Counted.PAYMENT}
RISKY_LINK = 0.5


def learn(scene: Scene, verdict: Verdict, talk: Talk) -> None:
    """Remember an observation: its author's counts, its pair's, and the questions of its place."""
    lesson = LESSONS.get(scene.observation.type)
    if lesson is not None:
        lesson(scene, verdict, talk)


def _said(scene: Scene, verdict: Verdict, talk: Talk) -> None:
    observation, now = scene.observation, scene.now
    person = scene.register.kept_person(observation.subject)
    person.say(now, scene.digest)
    kinds = {one.kind for one in scene.entities if one.kind != "link" or one.confidence >= RISKY_LINK}
    for kind, what in COUNTED_KINDS.items():
        if kind in kinds:
            person.add(what, now)
    if "link" in kinds:
        person.add(Counted.LINK, now)
    if observation.text:
        person.score(telling(odds_of_harm(scene.views)))
    _follow(scene)
    if any(effect.name == "warn_sender" for effect in verdict.effects):
        person.add(Counted.WARNED, now)
    age = found("age_self", scene.entities)
    if age["present"] and int(age["value"]) < MINORITY and float(age["confidence"]) >= SURE:
        for other in observation.to:
            _disclosed(scene.register, observation.subject, other, now)
    talk.note(observation, scene.entities, now)


def _follow(scene: Scene) -> None:
    """Remember the stages that two people have reached, once there is anything to remember."""
    one, other = scene.observation.subject, scene.other
    if other and (scene.entities or key_of(one, other) in scene.register.pairs):
        scene.register.kept_pair(one, other).course = scene.course


def _disclosed(register: Register, minor: str, other: str, now: int) -> None:
    pair, bit = register.kept_pair(minor, other), side(minor, other)
    if not pair.disclosed & bit:
        pair.disclosed |= bit
        pair.disclosed_at = now
        register.kept_person(other).add(Counted.MINORS_TOLD, now)


def _edited(scene: Scene, _: Verdict, talk: Talk) -> None:
    talk.note(scene.observation, scene.entities, scene.now)


def _requested(scene: Scene, _: Verdict, __: Talk) -> None:
    observation, register, now = scene.observation, scene.register, scene.now
    person = register.kept_person(observation.subject)
    person.add(Counted.SENT, now)
    if not scene.other:
        return
    pair = register.kept_pair(observation.subject, scene.other)
    pair.asked_by_first = scene.bit == 1
    if pair.refusals_standing(scene.bit, now):
        person.add(Counted.PERSISTED, now)


def _accepted(scene: Scene, _: Verdict, __: Talk) -> None:
    """``subject`` accepted what ``to`` asked."""
    pair = scene.register.kept_pair(scene.observation.subject, scene.other)
    pair.is_open, pair.accepted_at = True, scene.now
    scene.register.kept_person(scene.other).add(Counted.ACCEPTED, scene.now)


def _refused(scene: Scene, _: Verdict, __: Talk) -> None:
    pair = scene.register.kept_pair(scene.observation.subject, scene.other)
    pair.refused_at = scene.now
    if side(scene.other, scene.observation.subject) == 1:
        pair.refused_first = min(pair.refused_first + 1, 255)
    else:
        pair.refused_second = min(pair.refused_second + 1, 255)
    scene.register.kept_person(scene.other).add(Counted.REFUSED, scene.now)


def _ignored(scene: Scene, _: Verdict, __: Talk) -> None:
    scene.register.kept_person(scene.other).add(Counted.IGNORED, scene.now)


def _blocked(scene: Scene, _: Verdict, __: Talk) -> None:
    _met(scene, "blocked", Counted.BLOCKED)


def _reported(scene: Scene, _: Verdict, __: Talk) -> None:
    _met(scene, "reported", Counted.REPORTED)


def _met(scene: Scene, bits: str, what: Counted) -> None:
    """Count what ``to`` did to ``subject``, once for each of those who did it; the pair remembers who."""
    subject, bit = scene.observation.subject, side(scene.other, scene.observation.subject)
    pair = scene.register.kept_pair(subject, scene.other)
    if not getattr(pair, bits) & bit:
        setattr(pair, bits, getattr(pair, bits) | bit)
        scene.register.kept_person(subject).add(what, scene.now)


def _wrote_privately(scene: Scene, _: Verdict, __: Talk) -> None:
    pair = scene.register.kept_pair(scene.observation.subject, scene.other)
    if scene.bit == 1:
        pair.from_first += 1
    else:
        pair.from_second += 1
    if pair.disclosed and not pair.disclosed & scene.bit:
        pair.attempts += 1


def _told(scene: Scene, _: Verdict, __: Talk) -> None:
    """``subject`` is whom the code speaks of, ``to`` whose device told it."""
    code, register, now = scene.observation.facts.get("code"), scene.register, scene.now
    subject = scene.observation.subject
    if code in {"self_disclosed_minor", "other_disclosed_minor"} and scene.other:
        _disclosed(register, subject, scene.other, now)
    if code == "contact_asked" and scene.other:
        pair = register.kept_pair(subject, scene.other)
        pair.asked_leave = min(pair.asked_leave + 1, 255)
        register.kept_person(subject).add(Counted.OFFPLATFORM, now)
    if code == "payment_asked":
        register.kept_person(subject).add(Counted.PAYMENT, now)
    if code == "age_asked" and scene.other:
        _age_asked(scene)


def _age_asked(scene: Scene) -> None:
    pair = scene.register.kept_pair(scene.observation.subject, scene.other)
    sent = pair.from_first if scene.bit == 1 else pair.from_second
    if sent <= EARLY and not pair.age_asked & scene.bit:
        pair.age_asked |= scene.bit
        scene.register.kept_person(scene.observation.subject).add(Counted.AGE_ASKED, scene.now)


LESSONS: Mapping[EventType, Callable[[Scene, Verdict, Talk], None]] = {
    EventType.MESSAGE_ROOM: _said,
    EventType.MESSAGE_EDITED: _edited,
    EventType.CONTACT_REQUESTED: _requested,
    EventType.CONTACT_ACCEPTED: _accepted,
    EventType.CONTACT_REFUSED: _refused,
    EventType.CONTACT_IGNORED: _ignored,
    EventType.MEMBER_BLOCKED: _blocked,
    EventType.MEMBER_REPORTED: _reported,
    EventType.MESSAGE_PRIVATE: _wrote_privately,
    EventType.DEVICE_TOLD: _told,
}
