"""Problems made of a story: composed, worked out line by line, as an expression and as a program."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.simulator.jobs.arithmetic import evaluate, show
from tests.simulator.world.stories import LOST, Beat, Story, Tale, Told, drawn_numbers, is_short
from tests.simulator.world.vocabulary import pool

LEVELS = {"easy": (2, 2), "medium": (3, 3), "hard": (4, 5)}
"""Calculations of a problem, at least and at most."""
MOST = 100_000
"""No value on the way is larger."""
_TRIES = 60
_NAME = re.compile(r"[a-z_]\w*")


@dataclass(frozen=True, slots=True)
class Line:
    """One calculation."""

    finds: str
    expression: str
    result: str

    @property
    def equation(self) -> str:
        """`12 * 3 = 36`."""
        return f"{self.expression} = {self.result}"


def worked(tale: Tale, at: int = -1, wrong: str = "") -> tuple[Line, ...]:
    """The calculations of a tale, one after the other.

    Args:
        at: which of them has a wrong result; later ones go on with it.
        wrong: that result.
    """
    lines: list[Line] = []
    value = "0"
    for told in tale.told:
        names = {**dict(told.numbers), "v": value}
        for formula, finds in zip(told.beat.calculations, told.beat.finds, strict=True):
            expression = _put(formula, names)
            found = evaluate(expression)
            value = wrong if len(lines) == at else show(found) if found is not None else "0"
            lines.append(Line(finds, expression, value))
            names["t"] = value
    return tuple(lines)


def answer_of(tale: Tale) -> Fraction | None:
    """The value that the question asks for; None where a number is missing."""
    return evaluate(expression_of(tale))


def expression_of(tale: Tale) -> str:
    """The whole calculation over the numbers of the text; empty when one of them is lost."""
    found = ""
    for told in tale.told:
        names = dict(told.numbers)
        if LOST in names.values():
            return ""
        names["v"] = f"({found})"
        found = _put(told.beat.whole, names)
    return found


def equations_of(tale: Tale) -> list[str]:
    """One equation in x, the answer, saying what the text says; the last step undone where that is plain."""
    last, before = tale.told[-1], replace(tale, told=tale.told[:-1])
    sign = re.fullmatch(r"v ([-/]) (\w+)", last.beat.whole)
    if sign is None:
        return [f"x = {expression_of(tale)}"]
    undone = {"-": "+", "/": "*"}[sign.group(1)]
    return [f"x {undone} {dict(last.numbers)[sign.group(2)]} = {expression_of(before)}"]


def program_of(tale: Tale) -> str:
    """The same as lines `name = expression`, the last of them `answer`."""
    lines, count, total, value = [], 0, sum(len(told.beat.calculations) for told in tale.told), ""
    for told in tale.told:
        lines += [f"{name} = {number}" for name, number in told.numbers]
        between = ""
        for formula in told.beat.calculations:
            count += 1
            name = "answer" if count == total else f"value_{count}"
            lines.append(f"{name} = {_put(formula, {'v': value, 't': between})}")
            between = name
        value = between
    return "\n".join(lines)


def composed(story: Story, length: int, draw: random.Random) -> Tale:
    """A new tale of that story with so many calculations (one more where the last beat has two)."""
    for _ in range(_TRIES):
        people = draw.sample(pool("people"), 2)
        ask = draw.randrange(len(story.ask.wordings))
        tale = Tale(story, draw.choice(story.items), (people[0], people[1]), (), ask)
        started = _with(tale, draw.choice(story.starts), draw)
        if started is None:
            continue
        tale = started
        while len(worked(tale)) < length and (longer := lengthened(tale, draw)) is not None:
            tale = longer
        if len(worked(tale)) == length:
            return tale
    return tale


def lengthened(tale: Tale, draw: random.Random) -> Tale | None:
    """The tale with one step more, which it didn't have; None where none fits."""
    used = [told.beat for told in tale.told]
    rest = [beat for beat in tale.story.steps if beat not in used]
    draw.shuffle(rest)
    return next((longer for beat in rest if (longer := _with(tale, beat, draw)) is not None), None)


def shortened(tale: Tale) -> Tale | None:
    """The tale without its last step; None where it has no step."""
    return replace(tale, told=tale.told[:-1]) if len(tale.told) > 1 else None


def _with(tale: Tale, beat: Beat, draw: random.Random) -> Tale | None:
    """The tale with that beat at its end; None where no numbers fit or the value gets out of bounds."""
    before = (answer_of(tale) if tale.told else None) or Fraction(0)
    told = drawn_numbers(beat, before, tale.story.decimals, draw)
    if told is None:
        return None
    longer = replace(tale, told=(*tale.told, told))
    value = answer_of(longer)
    fits = value is not None and 1 < value <= MOST and is_short(value, tale.story.decimals)
    return longer if fits and value != before else None


def reworded(tale: Tale, draw: random.Random) -> Tale:
    """The same tale in the other wordings of its sentences."""
    people = list(tale.people)
    for i, name in enumerate(people):
        people[i] = name or draw.choice([p for p in pool("people") if p not in people])
    told = tuple(Told(t.beat, _other(t.wording, len(t.beat.wordings), draw), t.numbers) for t in tale.told)
    ask = _other(tale.ask, len(tale.story.ask.wordings), draw) if tale.ask is not None else None
    return replace(tale, people=(people[0], people[1]), told=told, ask=ask)


def _put(formula: str, names: Mapping[str, str]) -> str:
    """The formula with those of its names replaced."""
    return _NAME.sub(lambda m: names.get(m.group(), m.group()), formula)


def _other(wording: int, count: int, draw: random.Random) -> int:
    return (wording + draw.randrange(1, count)) % count if count > 1 else wording
