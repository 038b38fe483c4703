"""Arithmetic as people write it, brought to the spelling that the closed grammar reads (`expression.py`).

Characters are exchanged for others; nothing is computed, and what is left that the grammar doesn't know is
refused there. It does not know names: in `3x5` the `x` is a sign."""

import re
import unicodedata

_SIGNS = {
    **dict.fromkeys("[{", "("),
    **dict.fromkeys("]}", ")"),
    **dict.fromkeys("×·⋅∙•∗✕✖", "*"),
    **dict.fromkeys("÷∕⁄➗", "/"),
    **dict.fromkeys("−‐‑‒–—➖", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
    **dict.fromkeys("\u200b\u2060\ufeff", ""),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # of full width
    "➕": "+",
    "٪": "%",
}
_TABLE = str.maketrans(_SIGNS)
_CURRENCY = "$€£¥₹"
_SPELT = (
    (r"(?<=[0-9.)%])( *)[xX]( *)(?=[-+0-9.($€£¥₹])", r"\1*\2"),
    (rf"(?:US)?[{_CURRENCY}](?=\s*[-+]?\s*[0-9.(])|(?<=[0-9.)])\s*[{_CURRENCY}](?!\s*[0-9.(])", ""),
    (r"(?<=[0-9])\.(?![0-9])", ""),
    (
        r"(?<![0-9.,A-Za-z_])([0-9]+(?:\.[0-9]+)?|\.[0-9]+)[eE]([-+]?[0-9]{1,3})(?![0-9.A-Za-z_])",
        r"(\1*10^(\2))",
    ),
    (r"(?<![0-9.,/])([0-9]+) +([0-9]+)/([1-9][0-9]*)(?![0-9.,/])", r"(\1+\2/\3)"),
)
"""Patterns and what stands in their place: `x`, currencies, a point at the end, `1.5e6`, `3 1/2`."""
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_VULGAR = re.compile("([0-9]*) ?([¼-¾⅐-⅞])")


def tidied(text: str) -> str:
    """The text in the grammar's spelling."""
    text = _RAISED.sub(lambda found: f"^{unicodedata.normalize('NFKC', found[0])}", text)
    text = _VULGAR.sub(_fraction, text.translate(_TABLE))
    for pattern, instead in _SPELT:
        text = re.sub(pattern, instead, text)
    return text.strip()


def _fraction(found: "re.Match[str]") -> str:
    """`2½` is two and a half."""
    part = unicodedata.normalize("NFKC", found[2]).replace("⁄", "/")
    return f"({found[1]}+{part})" if found[1] else f"({part})"
