"""The answer to a problem of the library as one whole sentence with its unit: «The change is £4.50.»

It is made of what the problem asks for, which the library says in words; a few of these ask «how many more …»
and are turned by a pattern.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.tools.verification.expression import calculate, equal
from seedbed.tools.verification.numerals import numbers_in
from seedbed.tools.verification.problems.inflection import singular
from seedbed.tools.verification.problems.problem import Problem
from seedbed.tools.verification.problems.shape import grouped

_SIGN = re.compile(r"[£$€]")
_ONE = re.compile(r"(?<![\d.,/])1 \w+s\b")
_MONEY = ("pounds", "dollars", "euros")
_IN_WORDS: Mapping[str, str] = {
    "%": "percent",
    "km": "kilometres",
    "m": "metres",
    "cm": "centimetres",
    "g": "grams",
}
"""Unit → how what is asked for spells it."""
_COUNTED = re.compile(r"how many more\b|the (?:\w+ )*(?:number|product)\b")
"""What is asked for says what is counted, so that the amount needs no unit."""
_TURNED: tuple[tuple[str, str], ...] = (
    (r"how many (?P<of>more .+) are needed", "[] {of} are needed"),
    (r"how many \w+ (?P<how>cheaper) (?P<what>.+) is (?P<where>in .+)", "{What} is [] {how} {where}"),
    (r"how many hours (?P<what>the whole order) takes", "{What} takes []"),
    (r"how many (?P<of>more .+) (?P<who>\S+) gets than (?P<other>\S+)", "{Who} gets [] {of} than {other}"),
    (r"how many (?P<of>more .+) there are than (?P<when>.+)", "There are [] {of} than {when}"),
    (r"how many seconds (?P<what>pass until .+)", "[] {what}"),
    (r"how many metres (?P<what>.+) is shorter", "{What} is [] shorter"),
    (r"how much higher than (?P<who>\S+) (?P<what>.+) is", "{What} is [] higher than {who}"),
    (r"how many degrees greater (?P<what>.+) is than (?P<other>.+)", "{What} is [] greater than {other}"),
    (r"how many more times (?P<what>.+) at the same moment", "{What} at the same moment [] more times"),
    (r"by how many .+ the number grows each week", "The number grows by [] each week"),
    (r"by how much (?P<what>.+) exceeds (?P<other>.+)", "{What} exceeds {other} by []"),
    (r"how many .+ (?P<who>the number at the start) is above (?P<what>.+)", "{Who} is [] above {what}"),
    (r"how much more (?P<what>.+) costs (?P<who>.+)", "{What} costs {who} [] more"),
    (r"how much (?P<what>.+) saves", "{What} saves []"),
    (r"what is left in (?P<where>.+)", "There are [] left in {where}"),
    (r"the points (?P<who>\S+) needs in (?P<where>.+)", "{Who} needs [] in {where}"),
    (r"(?P<what>the greatest number of .+) in one day", "{What} in a day is []"),
    (r"the profit in percent of (?P<of>.+)", "The profit is [] of {of}"),
)
"""What is asked for → the sentence that tells it; `[]` stands for the amount."""


def answer_sentence(problem: Problem) -> str:
    """A whole sentence that tells a problem's answer."""
    asks = _without_unit(problem)
    counted = _COUNTED.match(asks)
    amount = _bare(problem) if counted else shown_amount(problem)
    if asks.startswith("how many more") and problem.answer == "1":
        return f"The answer to “{asks}” is 1."
    for pattern, sentence in _TURNED:
        if found := re.fullmatch(pattern, asks):
            named = found.groupdict()
            words = {**named, **{name.capitalize(): _capital(word) for name, word in named.items()}}
            told = sentence.format_map(words).replace("[]", amount)
            return f"{_capital(told)}."
    return f"{_capital(asks)} is {amount}."


def tells(talk: Sequence[Mapping[str, Any]], result: str) -> bool:
    """Whether the assistant says a number in a talk."""
    value = calculate(result)
    said = [str(one.get("content")) for one in talk if one.get("role") == "assistant"]
    return any(equal(number, value) for text in said for number in numbers_in(text))


def step_sentences(problem: Problem) -> list[str]:
    """What each step but the last comes to, a whole sentence each; none where one is no English: «1 beds»."""
    told = ((words, calculation.rpartition("=")[2]) for words, calculation in problem.steps[:-1])
    said = [words.replace("[]", grouped(result)) for words, result in told]
    return [] if any(_ONE.search(one) for one in said) else said


def shown_amount(problem: Problem) -> str:
    """The answer with its currency or unit: «£4.50», «12%», «3.5 km», «1 week»."""
    unit, bare = problem.answer_unit, _bare(problem)
    sign = _SIGN.search(problem.text)
    if unit in _MONEY and sign:
        return f"{sign[0]}{bare}"
    if unit == "%":
        return f"{bare}%"
    if not unit:
        return bare
    return f"{bare} {singular(unit) if bare == '1' and len(unit) > 2 else unit}"


def _bare(problem: Problem) -> str:
    return grouped(problem.answer)


def _without_unit(problem: Problem) -> str:
    """What is asked for without «in pounds» or «as a fraction», which the amount says."""
    asks = problem.asks.removesuffix(" as a fraction")
    for unit in (problem.answer_unit, _IN_WORDS.get(problem.answer_unit, "")):
        if unit:
            asks = asks.removesuffix(f" in {unit}")
    return asks


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
