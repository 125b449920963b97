"""Bars drawn as SVG, with the figures in words: readable without colour, in light and dark, and by a screen reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, LABELS, FIGURES, BAR, GAP, HEAD = 720, 230, 90, 18, 8, 40
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #231e2b } .title { font-weight: 600; font-size: 15px }
.ours { fill: #2b5a9b } .other { fill: #9aa3b2 }
@media (prefers-color-scheme: dark) { text { fill: #f3eff6 } .ours { fill: #9cc2ff } .other { fill: #5c6575 } }
"""


@dataclass(frozen=True)
class Bar:
    """One bar: what it is, how long, and whether it is the product's."""

    label: str
    value: float
    is_ours: bool = False

    @property
    def shown(self) -> str:
        """The value as people read it."""
        return f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:,.1f}"


def drawn(title: str, unit: str, bars: Sequence[Bar]) -> str:
    """Return a drawing of bars from the left, longest value full width."""
    most = max(bar.value for bar in bars)
    room = WIDTH - LABELS - FIGURES
    rows = "\n".join(
        _row(bar, HEAD + at * (BAR + GAP), round(room * bar.value / most, 1)) for at, bar in enumerate(bars)
    )
    height = HEAD + len(bars) * (BAR + GAP)
    words = "; ".join(f"{bar.label}: {bar.shown} {unit}" for bar in bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="t d">\n<title id="t">{escape(title)}</title><desc id="d">{escape(words)}</desc>\n'
        f'<style>{STYLE}</style>\n<text class="title" x="0" y="18">{escape(title)} ({escape(unit)})</text>\n'
        f"{rows}\n</svg>\n"
    )


def _row(bar: Bar, top: int, length: float) -> str:
    kind, middle = "ours" if bar.is_ours else "other", top + BAR - 5
    return (
        f'<text x="{LABELS - 8}" y="{middle}" text-anchor="end">{escape(bar.label)}</text>'
        f'<rect class="{kind}" x="{LABELS}" y="{top}" width="{max(length, 1)}" height="{BAR}" rx="2"/>'
        f'<text x="{LABELS + length + 6}" y="{middle}">{bar.shown}</text>'
    )
