"""Explains a decision to people: views, entities, signals, rules, what was done (section 1, principle 5)."""

from collections.abc import Iterator

from palabre.safety.engine import SafetyEngine
from palabre.safety.entities import extract
from palabre.safety.entities.weighed import shown, signs, totals
from palabre.safety.facts import SIGNAL_READINGS, Scene
from palabre.safety.model import Context, Effect, Observation, Verdict
from palabre.safety.weights import load_weights

SHOWN = ("raw", "base", "plain", "skeleton", "joined", "leet", "digits", "digits_joined", "digits_leet")


def explain(engine: SafetyEngine, observation: Observation, now: int) -> str:
    """Return the explanation of what the rules in force would decide; nothing is remembered."""
    scene = engine.scene(observation, now)
    verdict = engine.decide(scene)
    said = (_views(scene), _entities(scene), _weights(scene), _signals(scene))
    parts = [*said, _rules(engine, verdict), _decision(verdict)]
    return "\n\n".join("\n".join(part) for part in parts)


def _views(scene: Scene) -> Iterator[str]:
    yield "Views"
    seen = set()
    for name in SHOWN:
        text = getattr(scene.views, name).text
        if text not in seen:
            yield f"  {name:14}{text}"
        seen.add(text)
    if scene.views.obfuscation:
        yield f"  hidden or mixed characters: {scene.views.obfuscation:.2f}"


def _entities(scene: Scene) -> Iterator[str]:
    yield "Entities"
    for one in scene.entities:
        words = scene.observation.text[one.start : one.end]
        cues = f", by {', '.join(one.cues)}" if one.cues else ""
        place = f"{one.start}–{one.end}, {one.view}{cues}"
        yield f"  {one.kind:12}{one.value!s:14}{one.confidence:.2f}  “{words}” ({place})"
    if not scene.entities:
        yield "  none"


def _weights(scene: Scene) -> Iterator[str]:
    """Yield the odds of each kind by learned weights, of a message that answers nothing, and where it is said from."""
    yield "Weights (odds on a logarithmic scale; said from)"
    weights, views, context = load_weights(), scene.views, Context()
    sums = totals(weights, views, shown(views, views.digits_joined, context), signs(extract(views, context)))
    for head, total in zip(weights.header.heads, sums, strict=True):
        first = f"  ({head.steps[0].at / head.unit:+.1f})" if head.steps else ""
        yield f"  {head.name:14}{total / head.unit:+.2f}{first}"


def _signals(scene: Scene) -> Iterator[str]:
    yield "Signals"
    values = {name: read(scene) for name, read in SIGNAL_READINGS.items()}
    yield from (f"  {name:12}{value:.2f}" for name, value in values.items() if value)
    if not any(values.values()):
        yield "  none"


def _rules(engine: SafetyEngine, verdict: Verdict) -> Iterator[str]:
    yield f"Rules (policy {engine.rulebook.version})"
    known = {rule.id: rule for rule in engine.rulebook.rules}
    for name in (*verdict.fired, *verdict.shadow):
        rule = known[name]
        mode = "in shadow" if name in verdict.shadow else "fired"
        yield f"  {name} {mode} ({rule.where.split(':')[0]}, priority {rule.row.priority}): {rule.row.when}"
    if not verdict.fired and not verdict.shadow:
        yield "  none fired"


def _decision(verdict: Verdict) -> Iterator[str]:
    yield "Decision"
    yield f"  {verdict.outcome.value}" + (f", by {verdict.rule}" if verdict.rule else "")
    yield from (f"  {_said(effect)}" for effect in verdict.effects)
    yield from (f"  {language}: {sentence}" for language, sentence in verdict.sentence.items())


def _said(effect: Effect) -> str:
    if isinstance(effect.value, int):
        return f"{effect.name}: {effect.value / 60_000:g} min"
    return f"{effect.name}: {effect.value}" if effect.value else effect.name
