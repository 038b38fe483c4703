"""A lesson: a problem, and where its student goes wrong or is stuck.

The slip is derived by a program from one step of the solution (an operation exchanged, another number of the
text taken, a slip in reckoning), so its wrong value is known before anybody speaks. A brief's lesson is a
pure function of the brief: the audit draws it again.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from seedbed.memory.randomness import rng
from seedbed.tools.verification.expression import calculate, evaluate, format_value
from seedbed.tools.verification.grammar import parse
from seedbed.tools.verification.problems.ordered import ordered
from seedbed.tools.verification.problems.problem import Problem, ProblemFault
from seedbed.tools.verification.problems.shape import amount_text
from seedbed.tools.verification.problems.solution import spaced, worked
from seedbed.tools.verification.syntax import (
    Binary,
    Call,
    ExpressionFault,
    Negative,
    Node,
    Number,
    Percent,
    render,
    terminating,
)

Kind = Literal["another operation", "another number", "reckoning", "stuck"]
_KINDS: tuple[Kind, ...] = ("another operation", "another number", "reckoning", "stuck")
_WEIGHTS = (4, 2, 2, 2)
_MOST = 10**7
_ALIKE = 20
"""Ratio of two numbers up to which somebody may add them instead of multiplying."""
_PLACES = 2
_STRANGE = 60
"""Ratio of wrong and right value from which anybody would notice."""
_TRIES = 8
"""Draws among which the first is taken whose solution people would write so, without functions' names."""
_FUNCTION = re.compile(r"\b(?!sqrt)[a-z]+\(")
_DONE: Mapping[str, str] = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_MONEY = re.compile(r"[£$€]\[\]")
Op = Literal["+", "-", "*", "/", "^"]


@dataclass(frozen=True, slots=True)
class Slip:
    """Where the student goes wrong."""

    kind: Kind
    step: int
    """The solution's step, from 0."""
    said: str = ""
    """The wrong calculation as the student has it, `12 + 4 = 16`; empty: it is stuck."""
    value: Fraction | None = None
    """The wrong value."""
    belief: str = ""
    """What the student believes, told to whoever plays it."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A problem and its student's slip."""

    problem: Problem
    slip: Slip

    @property
    def answer(self) -> Fraction:
        """The problem's answer."""
        return _exact(self.problem.answer)

    @property
    def results(self) -> tuple[Fraction, ...]:
        """What each step of the solution comes to; the last is the answer."""
        return tuple(_exact(calculation.rpartition("=")[2]) for _, calculation in self.problem.steps)

    @property
    def inputs(self) -> tuple[Fraction, ...]:
        """The numbers of the text."""
        return tuple(map(_exact, self.problem.inputs.values()))

    @property
    def work(self) -> str:
        """What the student has done so far, a line a step: the right ones, then the wrong one.

        Empty: it doesn't know how to begin.
        """
        lines = [_line(words, done) for words, done in self.problem.steps[: self.slip.step]]
        if self.slip.said:
            lines.append(_line(self.problem.steps[self.slip.step][0], self.slip.said.replace(" ", "")))
        return "\n".join(lines)

    @property
    def solution(self) -> str:
        """The right solution, a line a step."""
        return "\n".join(_line(words, calculation) for words, calculation in self.problem.steps)


def lesson_of(leaf: str, grounding: Mapping[str, Any], seed: int) -> Lesson:
    """The lesson that a brief orders.

    Args:
        grounding: As for `ordered`.
        seed: The brief's.

    Raises:
        ProblemFault: nothing can be drawn from this, or no problem whose answer appears first as its answer.
    """
    drawn = (Lesson(ordered(leaf, grounding, seed + number), Slip("stuck", 0)) for number in range(_TRIES))
    fit = [one for one in drawn if one.answer not in (*one.results[:-1], *one.inputs)]
    if not fit:
        raise ProblemFault(f"in {_TRIES} draws each problem's answer stands before its end", where=leaf)
    plain = next((one for one in fit if not _FUNCTION.search(one.solution)), fit[0])
    return replace(plain, slip=_slip(plain, rng(seed, "slip")))


def _slip(lesson: Lesson, draw: random.Random) -> Slip:
    """One slip, of a kind that the problem allows."""
    kinds = list(_KINDS)
    weights = list(_WEIGHTS)
    steps = list(enumerate(lesson.problem.steps))
    draw.shuffle(steps)
    while kinds:
        kind = draw.choices(kinds, weights)[0]
        at = kinds.index(kind)
        kinds.pop(at)
        weights.pop(at)
        if kind == "stuck":
            break
        for step, (_, calculation) in steps:
            found = [one for one in _slips(kind, step, calculation, lesson) if _fits(one, lesson)]
            if found:
                return draw.choice(found)
    return Slip("stuck", draw.randrange(len(steps)), belief="You don't see what has to be done next.")


def _slips(kind: Kind, step: int, calculation: str, lesson: Lesson) -> Iterator[Slip]:
    left, _, shown = calculation.rpartition("=")
    tree, money = parse(left), bool(_MONEY.search(lesson.problem.steps[step][0]))
    if kind == "another operation":
        for changed, was, now in _exchanged(tree):
            belief = f"You believe that one has to {_DONE[now]} here, and don't see that one has to {was}."
            yield _as_slip(kind, step, changed, belief, money=money)
    elif kind == "another number":
        for changed, right_one, taken in _other_numbers(tree, lesson.inputs):
            belief = (
                f"You believe that {format_value(taken)} belongs here, and took it in place of {right_one}."
            )
            yield _as_slip(kind, step, changed, belief, money=money)
    elif isinstance(tree, Binary):
        right, unit = _exact(shown), Fraction(1, 10 ** len(shown.partition(".")[2]))
        for off in (10, -10, 1, -1, 100):
            if abs(off) * unit * 2 < right:
                yield _as_slip(kind, step, tree, "You slipped in the reckoning, unawares.", off * unit, money)


def _as_slip(
    kind: Kind, step: int, tree: Node, belief: str, off: Fraction = Fraction(0), money: bool = False
) -> Slip:
    """A calculation as a slip; one that can't be computed has no value, and fits nowhere.

    Args:
        off: By which its result is wrong.
    """
    try:
        value = evaluate(tree)
    except (ExpressionFault, ZeroDivisionError):
        return Slip(kind, step)
    if not isinstance(value, Fraction):
        return Slip(kind, step)
    shown = amount_text(value + off, "money" if money else "count")
    return Slip(kind, step, f"{spaced(render(tree))} = {shown}", value + off, belief)


def _fits(slip: Slip, lesson: Lesson) -> bool:
    """Whether somebody might believe the value, and nothing right has it."""
    value = slip.value
    if value is None or not 1 < value < _MOST or value in (*lesson.results, *lesson.inputs):
        return False
    right = lesson.results[slip.step]
    if max(value, right) > _STRANGE * min(value, right):
        return False
    decimal = terminating(value)
    return decimal is not None and len(decimal.partition(".")[2]) <= _PLACES


def _exchanged(tree: Node) -> Iterator[tuple[Node, str, Op]]:
    """(tree with one operation exchanged, what had to be done, the other operation)."""
    for node, rebuilt in _places(tree):
        if isinstance(node, Binary) and node.op in _DONE:
            for other in _others(node):
                yield rebuilt(Binary(other, node.left, node.right)), _DONE[node.op], other


def _others(node: Binary) -> tuple[Op, ...]:
    """What somebody may do in place of an operation."""
    try:
        left, right = evaluate(node.left), evaluate(node.right)
    except (ExpressionFault, ZeroDivisionError):
        return ()
    if not (isinstance(left, Fraction) and isinstance(right, Fraction) and left and right):
        return ()
    near = max(left, right) <= _ALIKE * min(left, right)
    found: Mapping[str, tuple[Op, ...]] = {
        "+": ("-",),
        "-": ("+",),
        "*": ("+",) if near else ("/",),
        "/": ("*", "-") if near else ("*",),
    }
    return found[node.op]


def _other_numbers(tree: Node, inputs: tuple[Fraction, ...]) -> Iterator[tuple[Node, str, Fraction]]:
    """(tree with a number of the text in place of another, the right one, the other)."""
    mine = {node.value for node, _ in _places(tree) if isinstance(node, Number)}
    for node, rebuilt in _places(tree):
        if isinstance(node, Number) and node.value in inputs:
            for other in inputs:
                if other not in mine and other.denominator in (1, 2, 4, 5, 10, 20, 25, 50, 100):
                    yield rebuilt(Number(other, format_value(other))), node.text, other


def _places(tree: Node) -> Iterator[tuple[Node, Any]]:
    """Each node of a tree, with what makes the tree anew around another one."""
    yield tree, lambda new: new
    match tree:
        case Binary(op, left, right):
            for node, rebuilt in _places(left):
                yield node, lambda new, rebuilt=rebuilt: Binary(op, rebuilt(new), right)
            for node, rebuilt in _places(right):
                yield node, lambda new, rebuilt=rebuilt: Binary(op, left, rebuilt(new))
        case Negative(operand):
            for node, rebuilt in _places(operand):
                yield node, lambda new, rebuilt=rebuilt: Negative(rebuilt(new))
        case Percent(operand):
            for node, rebuilt in _places(operand):
                yield node, lambda new, rebuilt=rebuilt: Percent(rebuilt(new))
        case Call():
            return


def _line(words: str, calculation: str) -> str:
    """A step as people write it: «The loaves cost 3 * 2.40 = £7.20.»"""
    said = worked(words, calculation)
    return said.replace(f"<<{calculation}>>", "")


def _exact(text: str) -> Fraction:
    value = calculate(text)
    if not isinstance(value, Fraction):
        raise ExpressionFault(f"{text[:40]} isn't rational")
    return value
