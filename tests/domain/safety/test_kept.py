"""An attribute worked out when first read: once, and told like any other."""

from palabre.safety.kept import kept


class Slow:
    """Counts how often its words are worked out."""

    def __init__(self) -> None:
        self.times = 0

    @kept
    def words(self) -> str:
        """Words."""
        self.times += 1
        return "bonsoir"


def test_an_attribute_is_worked_out_once_when_it_is_first_read() -> None:
    """Nothing is worked out that nobody reads, and nothing twice."""
    slow = Slow()
    assert slow.times == 0
    assert [slow.words, slow.words] == ["bonsoir", "bonsoir"]
    assert slow.times == 1


def test_each_keeps_its_own() -> None:
    """What one keeps is not another's; of the class itself the decorator is told."""
    one, other = Slow(), Slow()
    assert one.words == other.words
    assert (one.times, other.times) == (1, 1)
    assert isinstance(Slow.words, kept)
