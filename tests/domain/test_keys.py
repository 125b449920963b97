"""Which client keys are remembered, so that one that is new needs no look at the disk."""

from palabre.kernel.ids import MemberId
from palabre.store.keys import Keys

ADA, BO = MemberId("ada"), MemberId("bo")


def test_until_the_store_was_read_every_key_may_have_been_used() -> None:
    """A process that has just begun does not know what the one before it wrote."""
    keys = Keys()
    assert keys.may_hold(ADA, "new")
    keys.know([(ADA, "old")])
    assert [keys.may_hold(ADA, "old"), keys.may_hold(ADA, "new"), keys.may_hold(BO, "old")] == [True, False, False]


def test_what_was_noted_before_the_store_was_read_is_known_after() -> None:
    """A key used while the store is read is not taken for new."""
    keys = Keys()
    keys.note(ADA, "at once")
    keys.know([])
    assert keys.may_hold(ADA, "at once")


def test_the_last_keys_are_remembered_and_no_more() -> None:
    """Of a hundred, at least the last half is known, and never more than all of them kept."""
    keys = Keys(most=100)
    keys.know([])
    for number in range(1_000):
        keys.note(ADA, str(number))
        assert all(keys.may_hold(ADA, str(late)) for late in range(max(0, number - 49), number + 1))
    assert sum(keys.may_hold(ADA, str(number)) for number in range(1_000)) <= 101
