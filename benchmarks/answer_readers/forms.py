"""The small language in which a form of problem is written down, and the numbers it takes.

A form is what a problem tells, what it asks and what the answer is. In its texts `{word}` stands for words,
`{n:n}` for a number, `{p:£}` for pounds, `{r:%}` for a percentage, `{f:x}` for "twice" or "4 times" and
`{list:list}` for "3, 5 and 8"; a name that comes again stands for the same thing again, and where both
`thing` and `things` are named the second must be the plural of the first. `[a|an]` is a choice.

Written from texts of problems alone. It knows nothing of the program that makes them, shares no code
with it, and never reads more of a row than its question.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

Number = Fraction
Given = Fraction | list[Fraction]

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_KINDS = {
    "": r"[A-Za-zÀ-ÿ](?:[A-Za-zÀ-ÿ' -]*?[A-Za-zÀ-ÿ])?",
    "n": _DIGITS,
    "£": f"£{_DIGITS}",
    "%": f"{_DIGITS}%",
    "x": rf"twice|{_DIGITS} times",
    "list": rf"{_DIGITS}(?:, {_DIGITS})* and {_DIGITS}",
}
_TOKEN = re.compile(r"\{(?P<name>\w+)(?::(?P<kind>[^}]+))?\}|\[(?P<choice>[^\]]*)\]|(?P<plain>[^{\[]+)")


class Doubt(Exception):
    """The text was understood, but what it takes for granted doesn't hold, or it can be read in two ways."""


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of problem."""

    name: str
    told: tuple[str, ...]
    """Ways of telling it."""
    asked: tuple[str, ...]
    """Ways of asking, each after any of the tellings."""
    work: Callable[..., Number]
    """The answer from the named numbers; raises Doubt."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a text."""

    form: str
    answer: Number | None
    """None where there is a doubt."""
    doubt: str = ""
    said: dict[str, str] = field(default_factory=dict)
    """The words and figures of the text by the form's names for them."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    form: Form
    regex: re.Pattern[str]
    kinds: dict[str, str]


class Reader:
    """All forms, ready to read."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._patterns = tuple(
            _compiled(form, f"{told} {asked}" if told else asked)
            for form in forms
            for told in form.told
            for asked in form.asked
        )

    def read(self, text: str) -> list[Reading]:
        """Every reading of a text: none if it isn't understood, two if it can be taken in two ways.

        The whole text must fit, from its first letter to the last question mark.
        """
        found: dict[tuple[str, Number | None, str], Reading] = {}
        for pattern in self._patterns:
            match = pattern.regex.fullmatch(text)
            if match is None or not _plurals_fit(match.groupdict()):
                continue
            given = {k: _value(v, pattern.kinds[k]) for k, v in match.groupdict().items() if pattern.kinds[k]}
            try:
                reading = Reading(pattern.form.name, pattern.form.work(**given), said=match.groupdict())
            except Doubt as doubt:
                reading = Reading(pattern.form.name, None, str(doubt), match.groupdict())
            found.setdefault((reading.form, reading.answer, reading.doubt), reading)
        return list(found.values())


def count(number: Number, what: str = "a count") -> Number:
    """A number of things: whole and not negative.

    Raises:
        Doubt: it is neither.
    """
    if number.denominator != 1 or number < 0:
        raise Doubt(f"{what} would be {number}")
    return number


def pounds(number: Number) -> Number:
    """An amount of money that can be paid: whole pence, not negative.

    Raises:
        Doubt: it isn't.
    """
    if number < 0 or (number * 100).denominator != 1:
        raise Doubt(f"an amount of {number} pounds")
    return number


def more(number: Number) -> Number:
    """A difference that the text says is there.

    Raises:
        Doubt: it is nought or goes the other way.
    """
    if number <= 0:
        raise Doubt(f"a difference of {number}")
    return number


def plural(word: str) -> str:
    """The plural of a noun: `bag of charcoal` gives `bags of charcoal`."""
    head, of, rest = word.partition(" of ")
    if head.endswith(("s", "x", "ch", "sh")):
        head += "es"
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        head = head[:-1] + "ies"
    elif head.endswith(("shelf", "loaf", "knife", "scarf")):
        head = head.removesuffix("e").removesuffix("f").removesuffix("f") + "ves"
    elif head.endswith(("tomato", "potato")):
        head += "es"
    elif head.endswith("child"):
        head += "ren"
    elif head.endswith(("person",)):
        head = head.removesuffix("person") + "people"
    else:
        head += "s"
    return head + of + rest


def _plurals_fit(words: dict[str, str]) -> bool:
    return all(plural(words[name]) == words[name + "s"] for name in words if name + "s" in words)


def _value(text: str, kind: str) -> Given:
    if kind == "list":
        return [_number(part) for part in re.findall(_DIGITS, text)]
    if text == "twice":
        return Fraction(2)
    return _number(text.removesuffix(" times").strip("£%"))


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def _compiled(form: Form, text: str) -> _Pattern:
    kinds: dict[str, str] = {}
    parts: list[str] = []
    for token in _TOKEN.finditer(text):
        name, kind = token["name"], token["kind"] or ""
        if token["plain"] is not None:
            parts.append(re.escape(token["plain"]))
        elif token["choice"] is not None:
            parts.append("(?:" + "|".join(map(re.escape, token["choice"].split("|"))) + ")")
        elif name in kinds:
            parts.append(f"(?P={name})")
        else:
            kinds[name] = kind
            parts.append(f"(?P<{name}>{_KINDS[kind]})")
    return _Pattern(form, re.compile("".join(parts)), kinds)
