import re
from pathlib import Path

HERE = Path(__file__).parent
FORM = re.compile(r'^@sentence\("(.+)"\)$', re.MULTILINE)
LISTED = re.compile(r"^- `(.+)`$", re.MULTILINE)


def test_every_sentence_is_listed() -> None:
    """The README lists each form of sentence that scripts may use, and no other."""
    written = [form for file in sorted(HERE.glob("*.py")) for form in FORM.findall(file.read_text())]
    assert sorted(LISTED.findall((HERE / "README.md").read_text())) == sorted(written) != []
