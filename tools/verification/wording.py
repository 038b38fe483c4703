"""Whether a text that a model wrote for a problem still is that problem.

Every needed number with its unit or noun, no other number, one question, and it asks for the wanted quantity.
These checks are necessary, not sufficient: they do not understand the story. English only.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from seedbed.tools.verification.numerals import Numeral, numerals
from seedbed.tools.verification.problems.problem import Problem, Quantity
from seedbed.tools.verification.units import HUNDREDTHS, is_money, spellings, stem, words_in

MAX_TEXT = 1_500
MIN_TEXT = 25
_ENGLISH = 0.7
"""Share of known words from which a text is English: problems measured .80 and more, other languages .50 at
most."""
CHATTER = re.compile(
    r"\b(?:as an ai|language model|i cannot|i can't|i'm sorry|sure[,!]|certainly[,!]|here is|here's|let's"
    r"|let us|solution:|answer:|step 1|note:|hint:|calculate the following)",
    re.IGNORECASE,
)
"""What models say around a text."""

_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9£$€])")
_IDLE = frozenset(
    words_in(
        """
        a an and are as at be been by do does did done each for from has have he her him his how if in is it
        its of on or one only not out she so still than that the their them then there these they this those
        to up was were what when where which who whom will with would number many much more most asks wanted
        needed whole both
        """
    )
)
_SAME: tuple[frozenset[str], ...] = tuple(
    frozenset(stem(word) for word in group.split())
    for group in (
        "cost costs price pay pays paid spend spends bill charge charged due come expensive amount",
        "total altogether sum all overall whole together",
        "left remain remains remaining over rest",
        "change back",
        "save saves saving saved cheaper less reduction reduced",
        "mean average",
        "distance far long kilometres km",
        "time long take takes last lasts minutes hours",
        "age old",
        "share each person",
        "greatest most largest maximum",
        "missing more need needs",
        "difference exceed exceeds greater differ",
        "different possible allowed ways orders choices",
        "area square cover covers",
        "perimeter edge around",
        "height high reach reaches",
        "income take takes earn money",
        "end finished after when",
        "interest account",
    )
)


def check_wording(problem: Problem, text: str) -> tuple[str, ...]:
    """Why the text is not a wording of the problem; empty when nothing speaks against it."""
    if not MIN_TEXT <= len(text) <= MAX_TEXT:
        return (f"the text has {len(text)} characters; from {MIN_TEXT} to {MAX_TEXT:,} are read",)
    sentences = _SENTENCE.split(text.strip())
    reasons = [*_numbers(problem, text), *_question(problem, text, sentences)]
    chatter = CHATTER.search(text)
    if chatter:
        reasons.append(f"words that don't belong in a problem: {chatter.group()!r}")
    return tuple(reasons)


def _numbers(problem: Problem, text: str) -> list[str]:
    found = numerals(text)
    reasons = [f"a vague number: {text[n.start : n.end]!r}" for n in found if n.kind == "vague"]
    used: set[int] = set()
    for quantity in problem.quantities:
        value = Fraction(quantity.value.replace(",", ""))
        equal = [n for n in found if _value(n, text, quantity) == value]
        places = [n for n in equal if n.kind == "cardinal"] or [n for n in equal if n.kind == "one"]
        used |= {n.start for n in places}
        if not places:
            reasons.append(f"the number {quantity.value} ({quantity.name}) is missing")
        elif not all(_belongs(place, text, quantity) for place in places):
            reasons.append(f"{quantity.value} stands somewhere without {quantity.unit or quantity.noun}")
    answer = Fraction(problem.answer)
    for numeral in found:
        if numeral.kind != "cardinal" or numeral.start in used:
            continue
        shown = text[numeral.start : numeral.end]
        given_away = numeral.value == answer
        reasons.append(f"the answer {shown} stands in the text" if given_away else f"another number, {shown}")
    return reasons


def _value(numeral: Numeral, text: str, quantity: Quantity) -> Fraction:
    """The value in the quantity's unit: «45p» is 0.45 where pounds are meant."""
    if is_money(quantity.unit):
        after = re.match(r"\s?([a-z¢]+)\b|¢", text[numeral.end :].lower())
        if after and after.group().strip() in spellings(HUNDREDTHS[quantity.unit]):
            return numeral.value / 100
    return numeral.value


def _belongs(numeral: Numeral, text: str, quantity: Quantity) -> bool:
    """Whether the number has its unit, or else its noun, near it."""
    before, after = text[: numeral.start].rstrip(), text[numeral.end :].lower().lstrip(" -‑")
    if is_money(quantity.unit):
        signs = [spelling for spelling in spellings(quantity.unit) if not spelling[0].isalnum()]
        names = [*spellings(quantity.unit), *spellings(HUNDREDTHS[quantity.unit])]
        return before.endswith(tuple(signs)) or _starts_with(after, names)
    if quantity.unit == "%":
        return _starts_with(after, spellings("%"))
    around = _around(numeral, text)
    if quantity.unit:
        return any(
            re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", around) for name in spellings(quantity.unit)
        )
    stems = {stem(word) for word in words_in(quantity.noun) if word not in _IDLE}
    return not stems or bool(stems & {stem(word) for word in words_in(around)})


def _starts_with(text: str, names: Sequence[str]) -> bool:
    return any(re.match(rf"{re.escape(name)}(?![a-z])", text) for name in names)


def _around(numeral: Numeral, text: str) -> str:
    """The sentence that the number stands in and the one before it, in small letters."""
    starts = [0, *(boundary.end() for boundary in _SENTENCE.finditer(text))]
    own = max(place for place, start in enumerate(starts) if start <= numeral.start)
    ends = [*starts[1:], len(text)]
    return text[starts[max(own - 1, 0)] : ends[own]].lower()


def _question(problem: Problem, text: str, sentences: Sequence[str]) -> list[str]:
    if text.count("?") != 1:
        return [f"{text.count('?')} question marks; exactly one question is wanted"]
    if not text.rstrip(" \"'”’)").endswith("?"):
        return ["the text doesn't end with its question"]
    question = sentences[-1]
    asked = {stem(word) for word in words_in(question)}
    reasons = []
    missing = [name for name in re.findall(r"(?<!^)\b[A-Z][a-z]+\b", problem.asks) if name not in question]
    if missing:
        reasons.append(f"the question doesn't name {missing[0]}")
    wanted = [stem(word) for word in words_in(problem.asks) if word not in _IDLE]
    met = sum(word in asked or any(word in group and group & asked for group in _SAME) for word in wanted)
    if 2 * met < len(wanted):
        reasons.append(f"the question doesn't ask for {problem.asks}")
    if not _names_unit(problem, question):
        reasons.append(f"the question doesn't say that the answer is in {problem.answer_unit}")
    return reasons


def _names_unit(problem: Problem, question: str) -> bool:
    unit = problem.answer_unit
    if not unit:
        return True
    lowered = question.lower()
    if is_money(unit):
        money = ("how much", "cost", "price", "change", "pay", "spend", "money", "£", "$", "€")
        return any(word in lowered for word in (*spellings(unit), *money))
    if any(re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", lowered) for name in spellings(unit)):
        return True
    stems = {stem(word) for word in words_in(unit) if word not in _IDLE}
    return bool(stems & {stem(word) for word in words_in(question)})
