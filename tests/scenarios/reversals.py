"""Sentences of decisions and their undoing: signed by staff, contested by whoever is out, reversed by other readers."""

import html

from palabre.kernel.ids import MemberId
from palabre.moderation import recovery
from palabre.moderation.casework import By
from palabre.moderation.complaining import Answer
from palabre.moderation.complaints import Verdict
from palabre.moderation.deciding import Draft, Wanted
from palabre.moderation.decisions import Decision, DecisionState, Means, Outcome, Source
from palabre.moderation.model import Case, CaseState, Priority
from palabre.moderation.statements import Statement
from palabre_client import Visit
from scenarios.interpreter import sentence
from scenarios.scene import Scene
from scenarios.sentences import UNITS, same

AUTHOR, SIGNER = By("M-1", "moderator"), By("S-2", "senior")
READERS = By("A-3", "appeals"), By("A-4", "appeals")
WORDS = "Nous avons regardé ce qui a été signalé, et ce qui se trouvait autour."
VIEW = "I looked at the item and at the talk around it by myself."


@sentence("a decision upholds the case {field} of {name}")
async def upholds(scene: Scene, field: str, name: str) -> None:
    """Sign advice on a case: what the case holds is confirmed."""
    await decide(scene, await case_of(scene, field), scene.people[name].id, Wanted(Means.ADVICE))


@sentence("a decision of {number} {unit} keeps {name} apart from whoever sent the case {field}")
async def keeps_apart(scene: Scene, number: int, unit: str, name: str, field: str) -> None:
    """Sign that somebody and whoever reported them leave each other alone; who that is stands nowhere in it."""
    case = await case_of(scene, field)
    (notice,) = await scene.stage.node.hearing.notices.of_case(case.id)
    apart = Wanted(Means.FREEZE_PAIR, number * UNITS[unit], notice.id)
    decision = await decide(scene, case, scene.people[name].id, apart)
    told = await scene.people[name].next_frame(t="informed")
    same(told["title"]["fr"], "Vous ne pouvez plus écrire à une personne")
    assert notice.reporter not in repr(decision)
    assert notice.reporter not in repr(await newest(scene, name))


@sentence("{name} contests the decision with its code")
async def contests(scene: Scene, name: str) -> None:
    """Contest the newest decision from a browser that was never here, with the code that a measure's page shows."""
    told = await newest(scene, name)
    code = recovery.shown(scene.stage.node.court.recovery.of(told.id))
    visit = Visit.open(scene.stage.origin, scene.stage.wallet)
    headers = {"Origin": scene.stage.origin, "Sec-Fetch-Site": "same-origin"}
    form = {"code": code, "act": "complain", "words": "Regardez encore, s’il vous plaît."}
    answer = await visit.http.post(f"{scene.stage.origin}/mesure", data=form, headers=headers)
    await visit.close()
    assert "Quelqu’un d’autre lit votre demande" in html.unescape(answer.text), answer.text


@sentence("readers reverse the decision about {name}")
async def reverse(scene: Scene, name: str) -> None:
    """Read the complaint on the newest decision and undo it: two readers agree where one may not alone."""
    complaining, told = scene.stage.node.court.complaining, await newest(scene, name)
    (complaint,) = await complaining.store.complaints_on(told.decision)
    first, other = READERS
    await complaining.take(first, complaint.id)
    await complaining.write_opinion(first, complaint.id, VIEW)
    decision = await complaining.deciding.store.decision(told.decision)
    assert decision is not None
    if await complaining.guarded(decision) is not None:
        await complaining.agree(other, complaint.id, VIEW)
    await complaining.decide(first, complaint.id, Answer(Verdict.REVERSED, "La mesure est levée, voici pourquoi."))


async def case_of(scene: Scene, kind: str) -> Case:
    """Return the open case of a kind."""
    waiting = await scene.stage.node.law.store.cases([CaseState.OPEN], 99)
    (found,) = [one for one in waiting if kind in one.kind.split()]
    return found


async def newest(scene: Scene, name: str) -> Statement:
    """Return the newest statement delivered to somebody."""
    told = await scene.stage.node.court.decisions.statements_of(MemberId(scene.people[name].id))
    return told[0]


async def decide(scene: Scene, case: Case, subject: str, *wanted: Wanted) -> Decision:
    """Draft and sign a decision on a case, with a second person where one is needed."""
    deciding = scene.stage.node.court.deciding
    same(case.subject, subject)
    drafted, _ = await deciding.preview(
        AUTHOR,
        Draft(
            case.id, MemberId(subject), Outcome.VIOLATION_TERMS, Priority(case.priority), Source.OTHER_NOTICE, WORDS,
            "adults", wanted,
        ),
    )  # fmt: skip
    decided = await deciding.decide(AUTHOR, drafted.id)
    if decided.state is DecisionState.PENDING_SECOND:
        await deciding.view(SIGNER, drafted.id, VIEW)
        decided = await deciding.sign(SIGNER, drafted.id)
    return decided
