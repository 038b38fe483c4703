"""Texts and values compared as a person would: marks of typography and Markdown forgiven, nothing else.

«-5» isn't «5» and «C++» isn't «C»; 1.0 is 1, keys may stand in any order, lists may not unless it is said.
Nothing here knows a language."""

import math
import re
import unicodedata
from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeGuard

from seedbed.tools.checks.figures import figures

_CHARACTERS = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛‹›′", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
    | {"…": "..."}
)
_QUOTED_LINE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_BOLD = re.compile(r"(?<![\w*])(\*{1,3})(?=[\w\"'(])([^*\n]+?)(?<=[\w.!?)\"':,;%])\1(?![\w*])")
_FENCE = re.compile(r"\A\s*(`{3,}|~{3,})[^\n`]*\n(.*?)\n?[ \t]*\1\s*\Z", re.DOTALL)
_CODE = re.compile(r"\A\s*(`+)([^`]+)\1\s*\Z")
_PREFIXED = re.compile(r".*\d *([mp])((?-i:[A-Za-z]{0,4}[A-Z][A-Za-z]{0,4}))", re.DOTALL | re.IGNORECASE)
"""A number with a unit whose prefix means another size in the other case: `5 mW`, `5 MW`."""
_NEXT_CELL = re.compile(r",\S")
_AROUND = 80
"""Characters on either side of a place that tell whether it lies within a number."""
_LOOSE = frozenset("*`|#>_\\")
"""Marks of Markdown that a quote may have lost or won; where they belong to the text, both sides lose
them."""


def normal(text: str) -> str:
    """One spelling of a text for comparisons: letter case stays.

    Quotes, hyphens, minus and ellipsis in their plain form; `> ` before lines, marks of bold and italics, a
    code fence around the whole and letters without width taken off; every run of white space one space."""
    text = unicodedata.normalize("NFC", text)
    if fenced := _FENCE.match(text):
        text = fenced[2]
    elif code := _CODE.match(text):
        text = code[2]
    text = _QUOTED_LINE.sub("", text).translate(_CHARACTERS)
    return " ".join(_BOLD.sub(r"\2", text).split())


def find_quote(quote: str, text: str, *, whole: bool = False) -> tuple[int, int] | None:
    """Where a quote stands in a text: code points of `text`, first place; None: nowhere.

    Forgiven, on both sides: typography, white space, letter case, all marks of Markdown (a table's bars too),
    and around the quote its own quotation marks, ellipses and one closing mark. `whole`: whether letter case
    counts, and it may neither begin nor end within a number, or within a word of a script with capitals
    (others write words without a space between, or bind small words to them)."""
    characters, places = _text_laid(text, case=whole)
    wanted, _ = _laid(quote, case=whole)
    wanted = wanted.strip(" \"'").removeprefix("...").removesuffix("...").strip(" \"'")
    for form in dict.fromkeys((wanted, wanted.rstrip(".,;:!?").rstrip())):
        at = characters.find(form) if form else -1
        while whole and at >= 0 and (_joined(characters, at) or _joined(characters, at + len(form))):
            at = characters.find(form, at + 1)
        if at >= 0:
            return places[at], places[at + len(form) - 1] + 1
    return None


def _joined(text: str, at: int) -> bool:
    """Whether a place lies within a number («1,200», «-5»), or within a word of a script with capitals."""
    pair = text[max(0, at - 1) : at + 1] if at else ""
    if len(pair) < 2 or pair.isdigit() or all(one.upper() != one.lower() for one in pair):
        return len(pair) == 2
    if not any(map(str.isdigit, pair)):
        return False
    low = max(0, at - _AROUND)
    near = text[low : at + _AROUND]
    around = next((one for one in figures(near) if one.start < at - low < one.end), None)
    if around is None or set(around.written) & set(": "):  # a time; two cells of a table
        return False
    # Nor are cells of a line of CSV one number.
    return near[around.start - 1 : around.start] != "," and not _NEXT_CELL.match(near, around.end)


def find_pieces(quote: str, texts: Sequence[str]) -> tuple[tuple[int, int, int], ...]:
    """(number of the text, start, end) of a quote, or of each of its pieces where ellipses or lines part it.

    All in the first text that has them, else each wherever it stands; empty: a piece stands nowhere."""
    parts = quote.replace("…", "...").replace("...", "\n").splitlines()
    pieces = [one for one in parts if one.strip(" .\"'»«")]
    for number, text in enumerate(texts):
        whole = find_quote(quote, text)
        spans = [whole] if whole else [find_quote(piece, text) for piece in pieces]
        if spans and all(spans):
            return tuple((number, *span) for span in spans if span)
    found = []
    for piece in pieces:
        spans = [find_quote(piece, text) for text in texts]
        place = next(((number, *span) for number, span in enumerate(spans) if span), None)
        if place is None:
            return ()
        found.append(place)
    return tuple(found)


def _laid(text: str, *, case: bool) -> tuple[str, "array[int]"]:
    """The text in its loosest form, and where each of its characters stands in the text. `case`: whether
    letter case stays."""
    characters: list[str] = []
    places = array("I")
    for place, one in enumerate(text):
        if one in _LOOSE:
            continue
        if one.isspace():
            one = " " if characters and characters[-1] != " " else ""
        laid = one if one.isascii() else unicodedata.normalize("NFD", one).translate(_CHARACTERS)
        for plain in laid if case else laid.casefold():
            characters.append(plain)
            places.append(place)
    return "".join(characters), places


_text_laid = lru_cache(maxsize=64)(_laid)
"""For texts, in which one quote after another is looked for."""


def same_value(
    a: Any, b: Any, schema: Mapping[str, Any] | None = None, *, unordered: bool = False, case: bool = False
) -> bool:
    """Whether two values are the same by their types; a number in a text is no number.

    Args:
        schema: The JSON schema of both (of one value): numbers may then be written as texts, dates with or
            without seconds; values of an enum must be equal to the letter.
        unordered: Whether the outermost list's order is forgiven (lists of `uniqueItems` always).
        case: Whether letter case counts. Texts lose a full stop at their end."""
    root = schema or {}

    def same(a: Any, b: Any, schema: Mapping[str, Any], *, unordered: bool = False) -> bool:
        schema = _fitting(schema, root)
        if "enum" in schema or "const" in schema:
            return type(a) is type(b) and bool(a == b)
        kinds = kinds_of(schema)
        if kinds & {"integer", "number"} and "string" not in kinds:
            a, b = _number(a), _number(b)
        if isinstance(a, Mapping) and isinstance(b, Mapping):
            inner = _mapping(schema.get("properties"))
            return a.keys() == b.keys() and all(same(a[key], b[key], _mapping(inner.get(key))) for key in a)
        if _is_list(a) and _is_list(b):
            items = _mapping(schema.get("items"))
            if len(a) != len(b) or not (unordered or schema.get("uniqueItems")):
                return len(a) == len(b) and all(same(*pair, items) for pair in zip(a, b, strict=True))
            left = list(b)
            for one in a:
                found = next((n for n, other in enumerate(left) if same(one, other, items)), None)
                if found is None:
                    return False
                del left[found]
            return True
        if isinstance(a, str) and isinstance(b, str):
            if schema.get("format") == "date-time":
                return _moment(a) == _moment(b)
            a, b = (one.removesuffix(".") if len(one) > 1 else one for one in (normal(a), normal(b)))
            return bool(a == b if case else a.casefold() == b.casefold() and not other_prefix(a, b))
        if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
            return a is b
        numbers = isinstance(a, (int, float, Decimal)) and isinstance(b, (int, float, Decimal))
        return numbers and _same_numbers(a, b)

    return same(a, b, root, unordered=unordered)


def other_prefix(a: str, b: str) -> bool:
    """Whether two amounts that differ in letter case alone are of another size: 5 MW and 5 mW."""
    one, other = (_PREFIXED.fullmatch(text) for text in (a, b))
    return one is not None and other is not None and one[1] != other[1] and one[2] == other[2]


def _same_numbers(a: int | float | Decimal, b: int | float | Decimal) -> bool:
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    try:
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=0 if a and b else 1e-12)  # what should be 0
    except OverflowError:
        return bool(a == b)


def _moment(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return normal(text)


def kinds_of(schema: Mapping[str, Any]) -> set[str]:
    """The types that a JSON schema names."""
    kinds = schema.get("type")
    return {kinds} if isinstance(kinds, str) else set(kinds or ())


def _number(value: Any) -> Any:
    if not isinstance(value, str) or len(value) > 400:
        return value
    try:
        number = Decimal(value.translate(_CHARACTERS).strip())
    except InvalidOperation:
        return value
    return number if number.is_finite() else value


def _fitting(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema with its reference followed, and of alternatives the first that isn't null alone."""
    for _ in range(8):
        if isinstance(name := schema.get("$ref"), str):
            schema = _mapping(_mapping(root.get("$defs")).get(name.removeprefix("#/$defs/")))
        elif _is_list(ways := schema.get("anyOf") or schema.get("oneOf")):
            schema = next((_mapping(way) for way in ways if _mapping(way).get("type") != "null"), {})
        else:
            break
    return schema


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _is_list(value: Any) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, (list, tuple))
