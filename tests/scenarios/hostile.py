"""What somebody hostile puts in fields: texts, numbers, and values of no sensible type."""

HOSTILE = (
    "", " ", "comptoir", "jeux", "comptoir~2", "'; DROP TABLE message; --", "<script>alert(1)</script>", "%", "_", "\\",
    "\x00", "a\x00b", "\u202e", "\ufeff", "🌳" * 50, "é" * 190, "e" + "\u0301" * 150, "A" * 7_999, "../../etc/passwd",
    "true", "null", "-1", "clef-de-huit", "👍", "🏳️‍🌈", "Ada", "Bo", "@Ada @Bo", "\ud7ff\ue000", "\U0010ffff", "ﷺ" * 10,
    "İıſﬀẞ", "15 ans", "j'ai 15 ans", "none", "age", "town", "talk", "\n\n\n", "\t", "ᄀ" * 60, "(?:a+)+$", "%s%n{}",
)  # fmt: skip
NUMBERS = (0, 1, 2, 50, 300, 301, 2**31, 2**31 - 1, 87_085)
ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    2**31 + 1,
    2**63,
    2**64,
    10**30,
    1.5,
    1e308,
    [],
    {},
    [[]],
    {"t": "send"},
    "x" * 9_000,
)
