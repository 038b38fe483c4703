"""Whether two final answers say the same, and what one comes to, in plain notation or LaTeX: by math-verify.

What stands around a value is settled here: words, dates and times are compared as text, plain numbers
exactly, and a unit counts where both answers have one. Texts reach sympy only as math-verify's tree; nothing
is evaluated as code. What needs algebra may take too long, ask too much or never end: it runs in a worker
(`workers/`), within its limits, and gets a verdict in time. Workers are started at the first such text,
shared by everything in this program and ended with it."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from seedbed.tools.checks.figures import SCALES
from seedbed.tools.checks.normal import other_prefix
from seedbed.tools.verification.calculator import MAX_TEXT, ExpressionFault, calculate, equal, format_value
from seedbed.tools.verification.units import is_unit, size, summed
from seedbed.tools.verification.workers.pool import LIMIT, Checked, shared_pool

ENGINE = "math-verify 0.9"
"""The `engine` of evidence for answers that are compared, and for expressions."""
_DIGITS = 6
"""Decimals at which a decimal number is the same as an exact one."""
_SIGNS = dict(zip("×·⋅÷−–", "***/--", strict=True)) | {"≤": "<=", "≥": ">="}
_NAMES = {"π": "pi", "∞": "oo", "±": r"\pm ", "∈": r"\in ", "∪": r"\cup ", "°": r"^\circ "}
_PLAIN = str.maketrans(_SIGNS | _NAMES | {"\u00a0": " ", "\u2009": " ", "\u202f": " "})
_WRAPPED = re.compile(r"\$\$(.+)\$\$|\$([^$]+)\$|\\\((.+)\\\)|\\\[(.+)\\\]|\\boxed\{(.+)\}", re.DOTALL)
_TEXT = r"\\(?:text|textbf|textit|mathrm|mbox|operatorname)"
_SET_AS_TEXT = re.compile(rf"{_TEXT}\s*\{{([^{{}}]*)\}}")
_CALENDAR = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?", re.IGNORECASE)
_HALF_OF_DAY = re.compile(r"(?<=\d) ?([ap])\.?m\b\.?")
_COMMA = re.compile(r"[^\d.,(){}\[\]]*\d{1,3}(?:\.\d{3})+,\d\d?[^\d.,(){}\[\]]*")
"""One number with points between its thousands and a comma before its decimals."""
_FUNCTIONS = "sin|cos|tan|cot|sec|csc|log|ln|exp|arcsin|arccos|arctan"
_MATHEMATICS = frozenset(f"pi oo inf infinity infty sqrt and or mod {_FUNCTIONS}".replace("|", " ").split())
_FUNCTION = re.compile(rf"(?<![A-Za-z\\])({_FUNCTIONS})(?=[ (0-9^_\\])")
_UNREAD = re.compile(rf"√|__|(?<![A-Za-z\\])(?:mod|sqrt|{_FUNCTIONS})(?![A-Za-z])")
_WORD = re.compile(
    r"(?<![A-Za-z\\])(?!(?:and|or)\b)(?:[A-Za-z]{4,}|[A-Za-z]{2,} *\d|(?<=[\w)}] )[A-Za-z]{2,} +(?=[\w({[]))"
)
"""In plain notation, letters that are no product, by their length or what they stand between; math-verify
would multiply them."""
_ROOT = re.compile(r"√ *(\d+(?:\.\d+)?|[A-Za-z])")
_ANGLE = re.compile(r"(\d+(?:\.\d+)?|[A-Za-z]) *\^ *(?:\{ *\\circ *\}|\\circ(?![A-Za-z]))")
_OF_ANGLES = re.compile(r"\\(?:sin|cos|tan|cot|sec|csc)(?![A-Za-z])")
_TWO_POWERS = re.compile(r"\^\s*(?:\{[^{}]*\}|\w)\s*\^")
"""`a^b^c`, which LaTeX hasn't got and math-verify reads from the left."""
_MEASURED = re.compile(
    rf"(?P<value>.*(?:[0-9)}}½¼¾π]|\\pi)) *(?P<set>{_TEXT}\s*\{{\s*)?"
    r"(?P<unit>\\?%|[£$€¥₹¢]|[A-Za-z][A-Za-z .'/²³-]*|(?:\^ ?\{? ?\\circ ?\}?|°) ?[A-Za-z]?)\}?"
    r"(?P<power>\^\{?[23]\}?|(?:(?<=[cdkm]m)|(?<=\bm)|(?<=\bft)|(?<=\bin))[23])?",
    re.DOTALL,
)
_SCALE = re.compile(rf"(?<=\d) ?({'|'.join(SCALES)})\b", re.IGNORECASE)
_RAISED = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_MONEY = re.compile(r"\\?(?:US)?([£$€¥₹]) *(.+)", re.DOTALL)


def at_once(a: str, b: str) -> tuple[bool, str] | None:
    """The verdict on two answers that needs no algebra; None where it does. Raises ExpressionFault: an answer
    that isn't read: empty, too long, with control characters."""
    first, second = _bare(a), _bare(b)
    if _as_text(first) == _as_text(second) != "":
        differ = other_prefix(*(_SET_AS_TEXT.sub(r"\1", one) for one in (first, second)))
        return (False, "the prefixes of the units differ") if differ else (True, "the same text")
    if _is_said(first) or _is_said(second):
        return False, "other words"
    (left, unit), (right, other) = _both_measured(first, second)
    try:
        return _same_numbers(calculate(left), unit, calculate(right), other)
    except ExpressionFault:
        return None


def computed(text: str, limit: float = LIMIT) -> Checked:
    """What `text` (arithmetic in plain notation, or LaTeX) comes to, in canonical text, as `result`.

    `limit` is in seconds of CPU time; on the clock a check ends within 1.6 times that, whatever the text is.
    From asyncio code: `await asyncio.to_thread(computed, text)`. Raises UserFault: the processes can't be
    started."""
    with suppress(ExpressionFault):
        return Checked("done", True, _computed_at_once(text), "")
    return shared_pool(__name__).run("compute", text, limit=limit)


def equivalent(a: str, b: str, limit: float = LIMIT) -> Checked:
    """Whether two answers (plain notation or LaTeX) mean the same: `ok`, and why or why not as `reason`.

    `limit` and errors as in `computed`."""
    try:
        found = at_once(a, b)
    except ExpressionFault as fault:
        return Checked("refused", False, "", str(fault))
    if found is not None:
        return Checked("done", found[0], "", found[1])
    return shared_pool(__name__).run("compare", a, b, limit=limit)


# in a worker ----------------------------------------------------------------------------------------------


def _compare(a: str, b: str) -> tuple[bool, str, str]:
    """Whether two answers say the same, and why, in a line, where `at_once` doesn't tell. Raises
    ExpressionFault: it can't be told."""
    (left, unit), (right, other) = _both_measured(_bare(a), _bare(b))
    if unit and other and size(unit) != size(other):
        return False, "", _units_differ(unit, other)
    first, second = _tree(left), _tree(right)
    if first is None or second is None:
        return False, "", "other texts, which can't both be read as mathematics"
    from math_verify import verify
    from sympy.core.relational import Relational

    ways = [(first, second), (second, first)]
    if isinstance(first, Relational) != isinstance(second, Relational):
        # As the second, `x + 1 = 3` would be no more than its 3.
        ways = [way for way in ways if isinstance(way[0], Relational)]
    try:
        same = any(
            verify(one, another, float_rounding=_DIGITS, timeout_seconds=None, raise_on_error=True)
            for one, another in ways
        )
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - sympy raises anything where it can't tell
        raise ExpressionFault(f"they can't be compared ({type(fault).__name__})") from None
    return same, "", "the same value" if same else "another value"


def _computed_at_once(text: str) -> str:
    """What plain arithmetic is worth, as text. Raises ExpressionFault: it is something else, or takes roots
    that aren't rational."""
    return format_value(calculate(_bare(text), exact=True))


def _compute(text: str) -> tuple[bool, str, str]:
    """What an expression is worth, as text; of an equation or inequality `true`, `false` or its solutions.
    Raises ExpressionFault: it can't be read, or is worth nothing that can be told."""
    bare = _bare(text)
    try:
        return True, _computed_at_once(bare), ""
    except ExpressionFault as fault:
        tree = None if len(_measured(bare, loosely=True)[1]) > 1 else _tree(bare)
        if tree is None:
            raise fault
    import sympy

    try:
        value = sympy.simplify(tree.doit())
    except MemoryError:
        raise
    except Exception as wrong:  # noqa: BLE001 - as above
        raise ExpressionFault(f"it can't be computed ({type(wrong).__name__})") from None
    if value.has(sympy.nan, sympy.zoo):
        raise ExpressionFault("it has no value: a division by zero, say")
    if isinstance(value, sympy.logic.boolalg.BooleanAtom):
        return True, "true" if value else "false", ""
    try:
        if isinstance(value, sympy.core.relational.Relational):
            value = sympy.solve(value) or False
        return True, "false" if value is False else str(sympy.sstr(value)), ""
    except NotImplementedError:
        raise ExpressionFault("it can't be solved") from None
    except ValueError:  # Python's own limit of digits
        raise ExpressionFault("its value is too long to be told") from None


JOBS = {"compute": _compute, "compare": _compare}
"""What a worker can be asked, by name."""
_FIRST_DUMMY = 10**8
"""Sympy draws this number at random from the system, up to nine million."""
_COMPARED = (
    (r"\frac{\sqrt{2}}{2}", r"\frac{1}{\sqrt{2}}"),
    ("(1, 2]", r"\left(1,2\right]"),
    ("{1, 2}", r"\{2, x\}"),
    ("x^2 - 1", "(x-1)(x+1)"),
    (r"\begin{pmatrix}1\\2\end{pmatrix}", r"\begin{pmatrix}1\\3\end{pmatrix}"),
    ("x > 3", r"(3, \infty)"),
    ("x = 1", "2x = 2"),
)
_COMPUTED = (
    "sqrt(2)",
    r"\int_0^1 x e^{-x} dx + \sin(1)^2 + \cos(1)^2",
    r"\prod_{n=1}^{k} n + \sum_{n=1}^{k} n^2 + \sqrt{2 + \sqrt{3}}",
    "x^2 = 2",
)


def warm() -> None:
    """Load what the jobs need and make the tables of parser and sympy, always the same way.

    Sympy tries random points to see whether something is zero, and orders sets by the numbers of dummies."""
    from sympy.core.cache import clear_cache
    from sympy.core.random import seed
    from sympy.core.symbol import Dummy

    Dummy._base_dummy_index = _FIRST_DUMMY
    for a, b in _COMPARED:
        with suppress(ExpressionFault):
            _compare(a, b)
    for text in _COMPUTED:
        with suppress(ExpressionFault):
            _compute(text)
    clear_cache()
    seed(0)


# what stands around a value -------------------------------------------------------------------------------


def _bare(text: str) -> str:
    """An answer without `$…$`, `\\boxed{…}`, outer spaces and a last full stop; «2 million» in figures, x² as
    x^{2}, 1.234,50 as 1234.50."""
    if len(text) > MAX_TEXT:
        raise ExpressionFault(f"an answer of {len(text):,} characters; at most {MAX_TEXT:,} are read")
    for position, character in enumerate(text):
        if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Cn"):
            raise ExpressionFault(f"a control character at character {position + 1}")
    text = text.strip()
    before = ""
    while text != before:
        before = text
        text = text.strip()
        if text.endswith(".") and not text.endswith(".."):
            text = text[:-1].rstrip()
        found = _WRAPPED.fullmatch(text)
        text = next(group for group in found.groups() if group) if found else text
    if not text:
        raise ExpressionFault("an empty answer")
    if _COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    text = _RAISED.sub(lambda found: f"^{{{unicodedata.normalize('NFKC', found[0])}}}", text)
    return _SCALE.sub(lambda found: f"*{SCALES[found[1].lower()]}", text)


def _as_text(text: str) -> str:
    text = " ".join(_SET_AS_TEXT.sub(r"\1", text).split()).casefold()
    text = re.sub(r"\b0(?=\d:\d\d)", "", _HALF_OF_DAY.sub(r" \1m", text))
    return text[1:-1] if re.fullmatch(r"\(\w+\)", text) else text


def _is_said(text: str) -> bool:
    """Whether an answer is a date, a time or words rather than mathematics."""
    plain = _SET_AS_TEXT.sub(r"\1", text).strip(" ().")
    if _CALENDAR.fullmatch(plain):
        return True
    words = re.findall(r"[^\W\d_]+", plain)
    told = bool(words) and re.fullmatch(r"[^\W\d_]+(?:[ .,;'’-]+[^\W\d_]+)*", plain) is not None
    return told and any(len(word) > 3 for word in words) and not _MATHEMATICS & set(words)


def _both_measured(a: str, b: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Of each answer its value and its unit, read loosely where both have one then."""
    loosely = _measured(a, loosely=True), _measured(b, loosely=True)
    return loosely if loosely[0][1] and loosely[1][1] else (_measured(a), _measured(b))


def _measured(text: str, *, loosely: bool = False) -> tuple[str, str]:
    """A value and its unit; no unit: empty.

    `loosely`: a letter at its number (`5m`) and letters behind a plain one (`5 qt`) are a unit, too."""
    text = re.sub(r"\\[ ,;:]|~", " ", text) if "\\" in text else text
    text = summed(" ".join(_SET_AS_TEXT.sub(r" \1 ", text).split())) or text
    if money := _MONEY.fullmatch(text):
        return money[2].strip(), money[1]
    found = _MEASURED.fullmatch(text)
    if found is None:
        return text, ""
    unit, value = found["unit"].strip(" .").removeprefix("\\"), found["value"].strip()
    if "circ" in unit or "°" in unit:
        return value, "°" + unit.rstrip(" }")[-1:].replace("c", "").replace("°", "")
    known = is_unit(unit)
    spaced = text[len(found["value"])] == " "
    letters = len(unit) > 1 and spaced and not _MATHEMATICS & set(unit.split()) and _is_number(value)
    read = (known and (loosely or spaced or len(unit) > 1 or unit in "%£$€¥₹¢")) or (loosely and letters)
    if not (found["set"] or read or _is_said(unit)):
        return text, ""
    power = re.sub(r"[^23]", "", found["power"] or "")
    return value, f"{unit}^{power}" if power else unit


def _is_number(text: str) -> bool:
    try:
        return bool(text) and calculate(text) is not None
    except ExpressionFault:
        return False


def _same_numbers(left: Fraction, unit: str, right: Fraction, other: str) -> tuple[bool, str]:
    """Exact numbers; a unit that only one of them has is let be, and so is a percent sign."""
    if unit and other:
        first, second = size(unit), size(other)
        if not (shared := first.keys() & second.keys()):
            return False, _units_differ(unit, other)
        same = any(equal(left * first[one], right * second[one]) for one in shared)
    else:
        same = equal(left, right)
        if not same and "share" in size(unit or other):
            same = left * (Fraction(1, 100) if unit else 100) == right
    return same, "the same number" if same else "another number"


def _units_differ(unit: str, other: str) -> str:
    return f"the units {unit[:30]!r} and {other[:30]!r} differ"


# mathematics ----------------------------------------------------------------------------------------------


def _tree(text: str) -> Any:
    """What math-verify reads in an answer; None where it can't."""
    latex = _latex(text)
    if not latex or _TWO_POWERS.search(latex):
        return None
    import math_verify

    found = math_verify.parse(
        f"${latex}$", _targets(), fallback_mode="no_fallback", parsing_timeout=None, raise_on_error=False
    )
    return found[0] if found and not isinstance(found[0], str) else None


@lru_cache(maxsize=1)
def _targets() -> Any:
    """LaTeX alone: what math-verify takes for plain arithmetic it hands to Python.

    The one place where its reader of LaTeX does so too, the digits of a number, is exchanged."""
    import logging

    from latex2sympy2_extended.latex2sympy2 import _Latex2Sympy
    from math_verify import LatexExtractionConfig

    read = LatexExtractionConfig(boxed_match_priority=0)
    _Latex2Sympy.parse_number = lambda _reader, digits: _number(digits)
    logging.getLogger("math_verify").setLevel(logging.ERROR)
    # It would drop units, and what looks like one: `2ab` was 2.
    return [replace(read, normalization_config=replace(read.normalization_config, units=False))]


def _number(digits: str) -> Any:
    import sympy

    plain = digits.replace(",", "")
    return sympy.Integer(int(plain)) if plain.isdecimal() else sympy.Float(plain)


def _latex(text: str) -> str:
    """Plain notation as LaTeX; LaTeX as it is; empty: letters in it can't be read."""
    bare = "\\" not in text
    text = text.translate(_PLAIN)
    plain = re.search(r"\\(?!(?:pm|in|cup|circ)(?![A-Za-z]))[A-Za-z]{2,}", text) is None
    text = _braced(_ROOT.sub(r"\\sqrt{\1}", text), "√", r"\sqrt")
    if plain:
        text = re.sub(r"(?<![A-Za-z0-9.])(\d+) (\d+)/(\d+)", r"(\1+\2/\3)", text.replace("**", "^"))
        text = re.sub(r"(?<=\d)[eE]([+-]?\d+)\b", r"*10^{\1}", text)
        text = re.sub(r"(?<![A-Za-z\\])(?:oo|inf|infinity)(?![A-Za-z])", r"\\infty ", text)
        text = re.sub(r"(?<![A-Za-z\\])pi(?![A-Za-z])", r"\\pi ", text)
        text = _braced(_braced(text, "sqrt", r"\sqrt"), "^", "^")
    text = _FUNCTION.sub(r"\\\1", text)
    if _UNREAD.search(text) or (bare and _WORD.search(text)):
        return ""
    if plain:
        text = re.sub(r"\^(-?\w+)", r"^{\1}", text).replace("*", r"\cdot ")
        text = text.replace("<=", r"\le ").replace(">=", r"\ge ").replace("!=", r"\ne ")
    if _OF_ANGLES.search(text):
        text = _ANGLE.sub(r"{\\frac{\1\\pi}{180}}", text)
        return "" if r"\circ" in text else text
    return text


def _braced(text: str, before: str, command: str) -> str:
    """`sqrt(x)` as `\\sqrt{x}`, `^(x)` as `^{x}`."""
    start = text.find(f"{before}(")
    while start >= 0:
        opening, depth = start + len(before), 0
        for position in range(opening, len(text)):
            depth += (text[position] == "(") - (text[position] == ")")
            if depth == 0:
                inside = text[opening + 1 : position]
                text = f"{text[:start]}{command}{{{inside}}}{text[position + 1 :]}"
                break
        else:
            return text
        start = text.find(f"{before}(")
    return text
