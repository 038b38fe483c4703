"""Arithmetic as people write it, brought to the spelling that the closed grammar reads (`grammar.py`).

Currency signs at a number, a trailing decimal point, `x` between numbers, `1.5e6`, superscripts, vulgar
fractions, mixed numbers, square brackets, full-width characters. Characters are exchanged for others; nothing
is computed, and whatever is left that the grammar doesn't know is refused there. It does not know names: in
`3x5` the `x` is a sign, so only text without unknowns may come here.
"""

import re
import unicodedata

from seedbed.tools.verification.numbers.syntax import MAX_TEXT

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = {
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
    "⋅": "*",
    "∙": "*",
    "•": "*",
    "∗": "*",
    "✕": "*",
    "✖": "*",
    "∕": "/",
    "⁄": "/",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "—": "-",
    "➖": "-",
    "➕": "+",
    "➗": "/",
    "٪": "%",
    "≈": "=",
    "\u2007": " ",
    "\u2009": " ",
    "\u200b": "",
    "\u202f": " ",
    "\u2060": "",
    "\ufeff": "",
}
_TABLE = str.maketrans({**{chr(code): chr(to) for code, to in _FULL_WIDTH.items()}, **_SIGNS})
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_VULGAR = re.compile(r"([0-9]*)[ ]?([¼-¾⅐-⅞])")
_MIXED = re.compile(r"(?<![0-9.,/])([0-9]+) +([0-9]+)/([1-9][0-9]*)(?![0-9.,/])")
_CURRENCY = re.compile(r"(?:US)?[$€£¥₹](?=\s*[-+]?\s*[0-9.(])|(?<=[0-9.)])\s*[$€£¥₹](?!\s*[0-9.(])")
_SCIENTIFIC = re.compile(
    r"(?<![0-9.,A-Za-z_])([0-9]+(?:\.[0-9]+)?|\.[0-9]+)[eE]([-+]?[0-9]{1,3})(?![0-9.A-Za-z_])"
)
_POINT = re.compile(r"(?<=[0-9])\.(?![0-9])")
_TIMES = re.compile(r"(?<=[0-9.)%])( *)[xX]( *)(?=[-+0-9.($€£¥₹])")


def tidied(text: str) -> str:
    """The text in the grammar's spelling; a text longer than the grammar reads comes back as it is."""
    if len(text) > MAX_TEXT:
        return text
    text = _RAISED.sub(lambda found: f"^{found.group().translate(_SUPERSCRIPTS)}", text).translate(_TABLE)
    text = _TIMES.sub(r"\1*\2", text)
    text = _CURRENCY.sub("", text)
    text = _VULGAR.sub(_fraction, text)
    text = _POINT.sub("", text)
    text = _SCIENTIFIC.sub(r"(\1*10^(\2))", text)
    return _MIXED.sub(r"(\1+\2/\3)", text).strip()


def _fraction(found: "re.Match[str]") -> str:
    """`2½` is two and a half."""
    whole, sign = found.groups()
    part = unicodedata.normalize("NFKC", sign).replace("⁄", "/")
    return f"({whole}+{part})" if whole else f"({part})"
