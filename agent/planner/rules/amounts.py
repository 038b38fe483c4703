"""How much of a clause's rows is of one kind: «a fifth of them …», «60 … and 40 …», «30 % …».

Knows numbers and shares; what the kinds are, it is told.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from seedbed.agent.planner.rules.clauses import Mention
from seedbed.agent.planner.rules.numbers import numbers_in

_FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_COUNTED = {"a": 1, "one": 1, "": 1, "two": 2, "three": 3, "four": 4, "every": 1}
_IN = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_PART = (
    rf"(?:\b(?:(?P<times>a|one|two|three|four|every)[- ])?(?P<part>{'|'.join(_FRACTIONS)})s?\b"
    r"|(?<![\d/])(?P<over>\d)/(?P<under>[2-9])(?![\d/])"
    rf"|\bone in (?P<among>{'|'.join(_IN)})\b|(?P<percent>\d{{1,2}}(?:\.\d+)?) ?(?:%|percent\b|per cent\b))"
)
_OF_THEM = (
    r"(?: (?:each )?of (?:them|these|those|which|it|all|"
    r"the (?:questions|claims|rows|pairs|statements)))?"
    r"(?: each)?(?: (?:(?:that|which) )?(?:are|is|being|should be|must be|to be|as))?"
    r" (?:(?!of\b|and\b|or\b|to\b|that\b|questions\b|claims\b|pairs\b|rows\b|statements\b)[\w-]+ ){0,2}?"
)
_SOME = re.compile(
    r"(?:\b(?:some|a few|several|also|including|include|includes|with|plus|and|add)\b[\w ,-]{0,30})$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:no|not|never|without|avoid(?:ing)?|except|excluding|but)(?: any)? (?:[\w-]+ )?$", re.IGNORECASE
)
_MORE = re.compile(r"(?:\b(?:and|plus|as well as|along with|also)|[&+])(?: another)?\s*$", re.IGNORECASE)
_INSIDE = re.compile(
    r"\b(?:of (?:them|these|those|which|it)|including|include|among|incl)\b|:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of the rows is of one kind."""

    kind: str
    rows: int = 0
    share: float = 0.0
    """Where it says no number of rows."""
    more: bool = False
    """Rows beside those that the clause counts, not among them."""
    text: str = ""


def amounts_of(text: str, kinds: Mapping[str, str]) -> list[Amount]:
    """Every kind that stands right behind a number or a share, in order."""
    found: list[tuple[int, Amount]] = []
    for kind, form in kinds.items():
        ends = rf"(?:{form})\b"
        for match in re.finditer(rf"{_PART}{_OF_THEM}{ends}", text, re.IGNORECASE):
            found.append((match.start(), Amount(kind, share=_share(match), text=match[0])))
        for match in re.finditer(
            rf"\b(?:{form})(?: questions| claims| ones)?\s*[:=(]\s*{_PART}", text, re.IGNORECASE
        ):
            found.append((match.start(), Amount(kind, share=_share(match), text=match[0])))
        for number in numbers_in(text):
            behind = re.compile(rf"{_OF_THEM}{ends}", re.IGNORECASE).match(text, number.end)
            if behind and number.firmness != "vague":
                before = text[: number.start]
                more = bool(_MORE.search(before)) and not _INSIDE.search(before + behind[0])
                found.append((number.start, Amount(kind, number.value, more=more, text=number.text)))
    return [amount for _, amount in sorted(found, key=lambda pair: pair[0])]


def _share(match: re.Match[str]) -> float:
    if match["percent"]:
        return float(match["percent"]) / 100
    if match["among"]:
        return 1 / _IN[match["among"].lower()]
    if match["over"]:
        return min(1.0, int(match["over"]) / int(match["under"]))
    return _COUNTED[(match["times"] or "").lower()] / _FRACTIONS[match["part"].lower()]


def kinds_named(text: str, kinds: Mapping[str, str]) -> list[tuple[str, bool]]:
    """(kind, whether only some are to be of it) for every kind that is named and not ruled out, in order."""
    found: list[tuple[int, str, bool]] = []
    for kind, form in kinds.items():
        for match in re.finditer(rf"\b(?:{form})\b", text, re.IGNORECASE):
            before = text[: match.start()]
            if not _NO.search(before) and all(kind != other for _, other, _ in found):
                found.append((match.start(), kind, bool(_SOME.search(before))))
    return [(kind, some) for _, kind, some in sorted(found)]


def told_apart(
    mentions: Sequence[Mention], amounts: Sequence[Amount]
) -> tuple[tuple[Mention, ...], list[Amount]]:
    """The numbers that count a clause's rows, and those that say how many of them are of a kind.

    «100 multi-hop questions, 20 of them unanswerable» counts 100 rows; «50 extractive and 20 unanswerable
    questions» are two amounts and nothing else.
    """
    counted = [amount for amount in amounts if amount.rows]
    rows = [m.number.text for m in mentions if m.kind == "rows"]
    if counted and rows and counted[0].text == rows[0]:
        amounts = [amount for amount in amounts if amount is not counted[0]]
    taken = [amount.text for amount in amounts if amount.rows]
    among = next((place for place, amount in enumerate(amounts) if not amount.more), len(amounts))
    amounts = [replace(a, more=a.more and place < among) for place, a in enumerate(amounts)]
    return tuple(m for m in mentions if m.number.text not in taken), amounts
