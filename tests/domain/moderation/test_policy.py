"""The catalogue: what may be reported, behind which choice, and what follows."""

import pytest

from palabre.kernel.errors import Refusal
from palabre.moderation.effects import PRIORITIES
from palabre.moderation.help_lines import HelpLines
from palabre.moderation.model import Priority
from palabre.moderation.policy.catalogue import DATA, Category, HoldKind, categories, category
from palabre.moderation.policy.choices import CHOICES
from palabre.moderation.policy.retention import retention
from palabre.moderation.policy.vocabulary import enumerations, keyword_tree
from palabre.moderation.queues import QUEUES, Queue, queue_of
from palabre.safety.tables import shipped_rules

ALL = categories().values()


def test_all_29_categories_stand_behind_the_seven_choices() -> None:
    """Whoever reports finds every category in two steps, and each in one place."""
    behind = [code for choice in CHOICES for code in choice.codes]
    assert (len(CHOICES), len(categories())) == (7, 29)
    assert sorted(behind) == sorted(categories())


def test_danger_and_minor_come_first() -> None:
    """What cannot wait is read first."""
    assert [choice.key for choice in CHOICES][:2] == ["danger", "minor"]


def test_every_label_is_in_both_languages() -> None:
    """Nobody chooses between codes."""
    words = [one.label for one in ALL] + [choice.label for choice in CHOICES]
    assert [word for word in words if not (word.fr.strip() and word.en.strip())] == []


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.code)
def test_a_category_speaks_the_vocabulary_of_the_commission(one: Category) -> None:
    """Its category and keywords are in the tree of the Regulation; the keywords stand under it or its addition."""
    tree = keyword_tree()
    branches = [tree[name] for name in (one.dsa_category, *one.dsa_category_addition)]
    assert [word for word in one.dsa_keywords if not any(branch.holds(word) for branch in branches)] == []


def test_what_the_database_takes_is_in_the_tree() -> None:
    """Every category of statements of reasons is one that the yearly report knows."""
    assert set(enumerations()["category"]) == {name for name, branch in keyword_tree().items() if branch.api}


def test_help_of_every_category_can_be_called() -> None:
    """No receipt names a number that the checked list of help lines does not have."""
    lines = HelpLines.load(shipped_rules())
    assert {one.code for one in ALL if len(lines.numbered(one.helplines)) != len(one.helplines)} == set()


def test_what_cannot_wait_is_held_at_once() -> None:
    """Every P0 has a protective step (section 5.4)."""
    assert [one.code for one in ALL if one.priority is Priority.P0 and one.protective_hold is HoldKind.NONE] == []


def test_suspected_abuse_material_is_sealed_and_waits_apart() -> None:
    """Its category goes to the restricted queue, asks neither name nor e-mail, and is sealed unseen."""
    sealed = [one for one in ALL if one.is_sealed]
    assert {one.code for one in sealed} == {"csam", "csam_synthetic"}
    assert {(one.queue, one.name_email_may_be_omitted_by_law) for one in sealed} == {(Queue.CHILD_SAFETY, True)}


def test_an_unknown_category_is_refused() -> None:
    """Nothing is guessed from a code."""
    with pytest.raises(Refusal, match="unknown_category"):
        category("nothing")


def test_what_the_engine_opens_has_a_queue() -> None:
    """Each word of a shipped rule's ``open_case`` waits in a queue said by name, or in triage by choice."""
    assert set(PRIORITIES) - set(QUEUES) == {"held", "rare_pattern"}
    assert queue_of("held") is queue_of("") is Queue.TRIAGE
    assert queue_of("threat minor_disclosure") is Queue.CHILD_SAFETY


def test_lives_are_read_from_the_table() -> None:
    """The spans that erasing will follow are those of the shipped file, in days."""
    kept = {name: retention()[name].days for name in ("notice", "evidence", "csam_sealed", "statement")}
    assert kept == {"notice": 180, "evidence": 180, "csam_sealed": 90, "statement": 365}


def test_copied_data_names_its_source() -> None:
    """Every file beside the catalogue is in the table of sources and licences."""
    source = (DATA / "SOURCE.md").read_text()
    assert [file.name for file in DATA.glob("*.json") if f"`{file.name}`" not in source] == []
