"""What kind of answer a text is, by its signs alone, for the rewrites (`rewrites.py`).

It shares no code with the checker that is measured, and is content with `other` where it isn't sure: an
answer of that kind is rewritten in ways that hold for anything.
"""

import re
from dataclasses import dataclass

_OPEN = re.compile(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])\s*")
_UNIT = re.compile(
    r"(?P<value>.*?[^\\,;\s])(?P<gap>(?:\s|\\[,;! ]|~)*)"
    r"(?P<unit>\\(?:text|mbox|textrm|mathrm)\s*\{[^{}]*[A-Za-z]{1,}[^{}]*\}(?:\s*\^\s*(?:\{\d\}|\d))?)"
)
_NOT_UNITS = re.compile(r"\b(?:and|or|if|for|where|when|to|base|a\.m|p\.m|am|pm)\b|\{[^a-z]*\}")


Rewrite = tuple[str, str]
"""Kind of a rewrite, and its text."""


INTEGER = re.compile(r"(?<![\d.^_{,\\!])(?<!\^\{)(\d+)(?![\d.,}!])")
"""A whole number that may be changed: no exponent, index, decimal or part of a group."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One answer taken apart."""

    kind: str
    """number, fraction, mixed, percent, money, degrees, unit, words, tuple, interval, union, set, list,
    equation, inequality, member, matrix, base, signs (±), expression, other."""
    text: str
    parts: tuple[str, ...] = ()
    """Members, entries, both ends, value and unit, or digits and base."""
    ends: str = ""
    """Brackets of a tuple or interval."""


def shape(answer: str) -> Shape:
    """The shape of an answer."""
    text = answer.strip()
    bare = _OPEN.sub("", text).strip()
    for find in (_numeral, _of_words, _marked, _in_brackets, _with_signs):
        found = find(text, bare)
        if found is not None:
            return found
    if re.search(r"\\(?:text|mbox|begin|equiv|overline|emptyset|varnothing|mathbf|vec)|[:;&]", text):
        return Shape("other", text)
    return Shape("expression", text)


def split(text: str, separator: str) -> tuple[str, ...]:
    """The pieces between separators that stand in no bracket."""
    pieces, depth, start = [], 0, 0
    position = 0
    while position < len(text):
        if depth == 0 and text.startswith(separator, position):
            pieces.append(text[start:position].strip())
            position = start = position + len(separator)
            continue
        depth += (text[position] in "([{") - (text[position] in ")]}")
        position += 2 if text[position] == "\\" and text[position + 1 : position + 2] not in ("{", "}") else 1
    return (*pieces, text[start:].strip())


def _numeral(text: str, _bare: str) -> Shape | None:
    if re.fullmatch(r"-?(?:\d+(?:\.\d+)?|\.\d+)", text):
        return Shape("number", text, (text,))
    if re.fullmatch(r"-?\d{1,3}(?:(?:,\\!|\{,\}|,)\d{3})+(?:\.\d+)?", text):
        return Shape("number", text, (re.sub(r"[^-\d.]", "", text),))
    found = re.fullmatch(r"(-?)\\[dt]?frac\s*(?:\{(\d+)\}|(\d))\s*(?:\{(\d+)\}|(\d))", text)
    if found:
        sign, *digits = found.groups()
        return Shape("fraction", text, (sign, *(digit for digit in digits if digit)))
    found = re.fullmatch(r"(-?\d+)\s*\\[dt]?frac\s*(?:\{(\d+)\}|(\d))\s*(?:\{(\d+)\}|(\d))", text)
    if found:
        return Shape("mixed", text, tuple(digit for digit in found.groups() if digit))
    found = re.fullmatch(r"([0-9A-F]+)_\s*(?:\{(?:\\text\{)?(\w+)\}?\}|(\d))", text)
    if found:
        return Shape("base", text, tuple(part for part in found.groups() if part))
    return None


def _of_words(text: str, _bare: str) -> Shape | None:
    found = re.fullmatch(r"\\(?:text|mbox|textbf|textrm)\s*\{([^{}$\\]*)\}", text)
    inside = found.group(1) if found else text
    wordy = found or len(inside) > 3 or re.fullmatch(r"[A-Z]", inside)
    if wordy and re.fullmatch(r"\(?[A-Za-z]{2,}(?:[ '.-]+[A-Za-z]+)*\.?\)?|\(?[A-Z]\)?", inside):
        return Shape("words", text, (inside,))
    return None


def _marked(text: str, _bare: str) -> Shape | None:
    """Answers with a percent sign, a currency, a degree or a unit."""
    found = re.fullmatch(r"\\\$\s*([-\d.,!{}\\]+)", text)
    if found:
        return Shape("money", text, (re.sub(r"[^-\d.]", "", found.group(1)),))
    if re.search(r"=|<|>|\\(?:le|ge|in|text\{ ?(?:and|or) ?\})(?![a-z])", text) or len(split(text, ",")) > 1:
        return None
    for mark, kind in ((r"\\%", "percent"), (r"\^\s*(?:\{\s*\\circ\s*\}|\\circ)", "degrees")):
        found = re.fullmatch(rf"(.*\S)\s*{mark}", text)
        if found:
            return Shape(kind, text, (found.group(1),))
    found = _UNIT.fullmatch(text)
    if found and not _NOT_UNITS.search(found["unit"]) and ":" not in text:
        return Shape("unit", text, (found["value"], found["unit"]))
    return None


def _in_brackets(text: str, bare: str) -> Shape | None:
    found = re.fullmatch(r"\\begin\{([pbv]matrix)\}(.*)\\end\{\1\}", text, re.DOTALL)
    if found and "begin" not in found.group(2) and found.group(1) != "vmatrix":
        return Shape("matrix", text, (found.group(1), found.group(2).strip()))
    if len(split(bare, r"\cup")) > 1 and "=" not in bare and r"\in" not in re.sub(r"\\infty", "", bare):
        return Shape("union", text, split(bare, r"\cup"))
    if bare[:1] in ("(", "[") and bare[-1:] in (")", "]") and _closed(bare):
        parts = split(bare[1:-1], ",")
        if len(parts) == 2 and (bare[0] == "[" or bare[-1] == "]" or r"\infty" in bare):
            return Shape("interval", text, parts, bare[0] + bare[-1])
        if len(parts) > 1 and bare[0] == "(" and bare[-1] == ")":
            return Shape("tuple", text, parts, "()")
    if bare.startswith(r"\{") and bare.endswith(r"\}") and bare.count(r"\{") == 1 and r"\mid" not in bare:
        return Shape("set", text, split(bare[2:-2], ","))
    return None


def _closed(text: str) -> bool:
    """Whether the first bracket is closed by the last sign alone."""
    depth = 0
    for position, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0 and position < len(text) - 1:
            return False
    return depth == 0


def _with_signs(text: str, bare: str) -> Shape | None:
    parts = split(bare, ",")
    if len(parts) > 1:
        plain = r"\text" not in text and r"\mbox" not in text
        return Shape("list", text, parts) if plain and all(parts) else Shape("other", text)
    if r"\pm" in text or r"\mp" in text:
        return Shape("signs", text, split(bare, "="))
    if re.search(r"\\(?:text|mbox)", text):
        return Shape("other", text)
    if re.search(r"\\in(?![a-z])", text):
        return Shape("member", text, re.split(r"\\in(?![a-z])", text))  # type: ignore[arg-type] # two strings
    if re.search(r"[<>]|\\(?:le|ge|leq|geq|neq|ne)(?![a-z])", text):
        return Shape("inequality", text)
    sides = split(text, "=")
    if len(sides) == 2:
        return Shape("equation", text, sides)
    return None if len(sides) == 1 else Shape("other", text)


_BEFORE_SIGN = re.compile(r"(?:[\^_(*/]|\\(?:cdot|times|div))\s*$")


def terms(text: str) -> list[str]:
    """The terms of a sum with their signs; one where it isn't a plain sum."""
    if re.search(r"[,=<>|]|\\(?:pm|mp|text|lfloor|lceil|sin|cos|tan|cot|sec|csc|ln|log|arc)", text):
        return [text]
    found, depth, start = [], 0, 0
    for position, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign in "+-" and position and not _BEFORE_SIGN.search(text[:position]):
            found.append(text[start:position].strip())
            start = position
    return [*found, text[start:].strip()]


def unique(answer: str, rewrites: list[Rewrite]) -> list[Rewrite]:
    """Each text once, without the answer itself."""
    seen = {answer}
    kept = []
    for kind, text in rewrites:
        if text not in seen:
            seen.add(text)
            kept.append((kind, text))
    return kept


def nought(text: str) -> bool:
    """Whether a number is written as nought."""
    return bool(re.fullmatch(r"-?0*\.?0*", text))
