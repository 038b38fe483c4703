"""The text of an answer before it is read: delimiters off, signs in one spelling, and text compared as text.

It does not know grammar or values.
"""

import re
import unicodedata

from seedbed.tools.verification.algebra.latex_words import IGNORED, MACROS, PLAIN_WORDS, PROSE, TEXT_MACROS
from seedbed.tools.verification.syntax import MAX_TEXT, ExpressionFault

_SIGNS = str.maketrans(
    {
        "×": r"\times ",
        "·": r"\cdot ",
        "⋅": r"\cdot ",
        "÷": r"\div ",
        "−": "-",
        "–": "-",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "≤": "<=",
        "≥": ">=",
        "≠": r"\neq ",
        "±": r"\pm ",
        "∓": r"\mp ",
        "∞": r"\infty ",
        "π": r"\pi ",
        "θ": r"\theta ",
        "∈": r"\in ",
        "∅": r"\emptyset ",
        "²": "^2",
        "³": "^3",
        "ℝ": r"\mathbb{R}",
        "’": "'",
        "½": r"\frac{1}{2}",
        "⅓": r"\frac{1}{3}",
        "⅔": r"\frac{2}{3}",
        "¼": r"\frac{1}{4}",
        "¾": r"\frac{3}{4}",
        "€": r"\text{ euros}",
        "£": r"\text{ pounds sterling}",
    }
)
_ROOT = re.compile(r"√\s*(?:([0-9]+)|([A-Za-z])|(?=\())")
_WRAPPED = (
    re.compile(r"\$\$(.+)\$\$", re.DOTALL),
    re.compile(r"\$((?:[^$\\]|\\.)+)\$", re.DOTALL),
    re.compile(r"\\\((.+)\\\)", re.DOTALL),
    re.compile(r"\\\[(.+)\\\]", re.DOTALL),
)
_BOXES = ("\\boxed", "\\fbox")
_TEXTS = "|".join(TEXT_MACROS)
_LONE_TEXT = re.compile(rf"\\(?:{_TEXTS})\s*\{{([^{{}}\\]*)\}}")
_ORDINAL = re.compile(rf"\^\s*\{{?\s*\\(?:{_TEXTS})\s*\{{(st|nd|rd|th)\}}\s*\}}?")
_IN_BASE = re.compile(
    rf"\b([0-9A-F]{{1,60}})\s*(?:\\(?:{_TEXTS})\s*\{{\s*base\s*\}}|\\(?:{_TEXTS})\s*\{{\s*base(?=\s*\d+\s*\}})|base)"
    r"\s*([0-9]+)(?:\s*\})?"
)
_UNIT_FRACTION = re.compile(
    rf"\\[dt]?frac\s*\{{\s*\\(?:{_TEXTS})\s*\{{([^{{}}\\]*)\}}\s*\}}\s*\{{\s*\\(?:{_TEXTS})\s*\{{([^{{}}\\]*)\}}\s*\}}"
)
_CHOOSE = re.compile(r"\{([^{}\\]{1,40})\\(choose|over)(?![a-z])([^{}\\]{1,40})\}")
_OLD = {"choose": r"\binom", "over": r"\frac"}
_LETTERS = r"[^\W\d_]+"
_WORDS = re.compile(rf"\(?\s*{_LETTERS}(?:[ .'-]+{_LETTERS})*\.?\s*\)?")
_DIFFERENCE = re.compile(r"\b[^\W\d_]\s*-|-\s*[^\W\d_]\b")
_MACRO = re.compile(r"\\([A-Za-z]+)")


def admitted(text: str) -> str:
    """The text itself, where it may be read at all.

    Raises:
        ExpressionFault: longer than MAX_TEXT, empty, or with control or formatting characters.
    """
    if len(text) > MAX_TEXT:
        raise ExpressionFault(f"an answer of {len(text):,} characters; at most {MAX_TEXT:,} are read")
    if not text.strip():
        raise ExpressionFault("an empty answer")
    for position, character in enumerate(text):
        if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Cn"):
            raise ExpressionFault(f"a control character at character {position + 1}")
    return text


def undressed(text: str) -> str:
    """The answer without `$…$`, `\\boxed{…}`, outer spaces and a last full stop, its signs as LaTeX's."""
    text = admitted(text).translate(_SIGNS)
    text = _ROOT.sub(
        lambda found: rf"\sqrt{{{found.group(1) or found.group(2)}}}" if found.lastindex else r"sqrt", text
    )
    text = _IN_BASE.sub(r"\1_{\2}", text)
    text = _UNIT_FRACTION.sub(r"\\text{ \1/\2}", text)
    text = _ORDINAL.sub(r"\\text{\1}", text)
    text = _CHOOSE.sub(lambda found: rf"{_OLD[found.group(2)]}{{{found.group(1)}}}{{{found.group(3)}}}", text)
    before = ""
    while text != before:
        before = text
        text = _bare(text)
    return text


def _bare(text: str) -> str:
    text = re.sub(r"^\\(?:displaystyle|textstyle)(?![A-Za-z])", "", text.strip()).lstrip()
    if text.endswith(".") and not text.endswith(("..", "\\.")) and not re.search(r"\b[ap]\.m\.$", text):
        text = text[:-1].rstrip()
    text = re.sub(r"(?:\\[,;:! ]|\\q?quad|~)\s*$", "", text).rstrip() if not text.endswith("\\\\") else text
    for pattern in _WRAPPED:
        found = pattern.fullmatch(text)
        if found:
            return found.group(1)
    for box in _BOXES:
        if text.startswith(box) and text.endswith("}"):
            inside = boxed(text)
            if inside is not None and len(inside) >= len(text) - len(box) - 4:
                return inside
    return text


def boxed(text: str) -> str | None:
    """What stands in the last box of a solution; None where there is no box or it doesn't end."""
    start = max(text.rfind(box) for box in _BOXES)
    opening = text.find("{", start) if start >= 0 else -1
    if opening < 0:
        return None
    depth = 0
    for position in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return text[opening + 1 : position]
    return None


def lone_words(text: str) -> str | None:
    """The words of an answer that is words alone (`\\text{Monday}`, `(A)`), in one spelling; else None."""
    text = undressed(text)
    found = _LONE_TEXT.fullmatch(text)
    inside = found.group(1) if found else text
    if not _WORDS.fullmatch(inside) or _DIFFERENCE.search(inside):
        return None
    if any(len(word) > 1 and (word in PLAIN_WORDS or word in ("and", "or")) for word in inside.split()):
        return None
    return plain_words(inside)


def is_bare(text: str) -> bool:
    """Whether an answer is letters in mathematics, not set as text or in brackets."""
    return bool(re.fullmatch(r"[A-Za-z]+", undressed(text)))


def unwrapped_text(text: str) -> str:
    """`\\text{5 cm}` without its macro, where it holds more than words."""
    text = undressed(text)
    found = _LONE_TEXT.fullmatch(text)
    return found.group(1) if found else text


def plain_words(text: str) -> str:
    """Words in small letters, one space apart, without brackets, quotes and stops around them."""
    return " ".join(re.sub(r"[\s~]+", " ", text).strip(" .,;:!?()[]'\"`").casefold().split())


def as_text(text: str) -> str:
    """An answer as text for comparison alone: macros that change the looks, spaces and text macros are off.

    Raises:
        ExpressionFault: a macro that no answer needs.
    """
    text = undressed(text)
    for found in _MACRO.finditer(text):
        macro = found.group(1)
        if macro not in MACROS and macro not in PROSE and macro not in TEXT_MACROS and macro not in IGNORED:
            raise ExpressionFault(f"the macro {found.group()[:30]!r} isn't known")
    text = re.sub(rf"\\(?:{_TEXTS})\s*(?=\{{)", "", text)
    text = re.sub(rf"\\(?:{'|'.join(IGNORED)})(?![A-Za-z])|\\[,;:! ]|~", "", text)
    text = re.sub(r"\\[dtc]frac", r"\\frac", text)
    text = re.sub(r"[{}\s$]", "", text)
    return text.strip(".").casefold()
