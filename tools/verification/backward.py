"""Backward questions: a number of a solved problem becomes the unknown, its answer is given.

FOBAR (Jiang et al. 2023) and self-verification (Weng et al. 2023) as MetaMath augments with them (Yu et al.
2024, §3.2). The problem's annotated steps are put together into one expression over the numbers of its text;
with one of them replaced by `x` it is solved for `x`. Only numbers that are uniquely determined are asked
for. It knows no model and no wording but its own question.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from seedbed.tools.verification.equations import holds, solve
from seedbed.tools.verification.expression import calculate, evaluate, format_value
from seedbed.tools.verification.grammar import parse
from seedbed.tools.verification.numerals import Numeral, numbers_in, numerals
from seedbed.tools.verification.problems.solution import spaced, worked
from seedbed.tools.verification.syntax import (
    Binary,
    Call,
    ExpressionFault,
    Name,
    Negative,
    Node,
    Number,
    Percent,
    children,
    names_of,
    numbers_of,
    render,
    substitute,
    written,
)
from seedbed.tools.verification.worked import FREE, Step

BACKWARD = "seedbed backward 1"
"""The `engine` of evidence for an unknown that was solved for."""
UNKNOWN = "x"
QUESTION = "What is the value of the unknown x?"
MAX_OCCURRENCES = 6
MAX_TEXT = 4_000
"""Longest problem that is asked backward, in characters."""
_THRESHOLD = re.compile(
    r"\b(?:until|at (?:least|most)|enough|how many (?:full|whole|complete)|fewest|greatest|largest"
    r"|smallest|least|most|maximum|minimum|can (?:he|she|they|be|at)|no more than|left over"
    r"|remainder|begun|started)\b",
    re.IGNORECASE,
)
"""Words of questions that other numbers answer too: «for how many weeks until he can pay» rounds up."""
_UNKNOWN = re.compile(rf"(?<![A-Za-z]){UNKNOWN}(?![A-Za-z])")
_ALONE = re.compile(r"(?:^|[^A-Za-z0-9^])[0-9][0-9,]*(?:\.[0-9]+)?(?:$|[^A-Za-z0-9^²³])")
"""A number in digits that isn't part of a term or a word: of `2t^2` neither."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A problem with one of its numbers unknown."""

    text: str
    """Its text, with `x` where the number stood."""
    value: str
    """The number, canonical."""
    answer: str
    """The number as the text wrote it, without thousands separators: the new answer."""
    equation: str
    """In `x`: what the steps come to equals the known answer."""
    solution: str
    """How `x` follows, with calculator annotations."""


def maskable(question: str, steps: Sequence[Step], answer: str) -> tuple[Masked, ...]:
    """Each number of a problem that its answer determines, as an unknown, in the order of the text.

    `steps` come to `answer` (`worked.py`). A number that stands twice in the text, that another value of the
    solution could be mistaken for, or that isn't the only one that gives the answer is left out; so is every
    number of a problem that asks for a bound.
    """
    if len(question) > MAX_TEXT or _UNKNOWN.search(question.lower()) or _THRESHOLD.search(question):
        return ()
    told = numerals(question)
    values = Counter(numeral.value for numeral in told)
    found = []
    for numeral in told:
        alone = _ALONE.fullmatch(question[max(numeral.start - 1, 0) : numeral.end + 1])
        if alone and values[numeral.value] == 1:
            masked = _masked(question, steps, answer, numeral, values)
            found += [masked] if masked else []
    return tuple(found)


def _masked(
    question: str, steps: Sequence[Step], answer: str, numeral: Numeral, told: Container[Fraction]
) -> Masked | None:
    """The problem with one number unknown; None: it can't be told or isn't determined."""
    try:
        whole, target = _composed(steps, numeral.value, told), calculate(answer)
        if whole is None or not isinstance(target, Fraction) or _occurrences(whole) > MAX_OCCURRENCES:
            return None
        equation = f"{render(whole)}={render(written(target))}"
        if not holds(equation, {UNKNOWN: numeral.value}):
            return None
        lines = _undone(whole, target) if _occurrences(whole) == 1 else _solved(equation, numeral.value)
    except (ExpressionFault, ZeroDivisionError):
        return None
    value = format_value(numeral.value)
    if not lines or (_occurrences(whole) == 1 and lines[-1].result != value):
        return None
    shown = f"{spaced(render(whole))} = {render(written(target))}"
    solution = [f"With x for the unknown number, {shown}."]
    solution += [worked(f"{line.words} []." if line.words else "[].", line.calculation) for line in lines]
    return Masked(
        text=f"{question[: numeral.start]}{UNKNOWN}{question[numeral.end :]}",
        value=value,
        answer=question[numeral.start : numeral.end].replace(",", ""),
        equation=equation,
        solution="\n".join([*solution, f"So x = {value}."]),
    )


# one expression of all steps ---------------------------------------------------------------------------


def _composed(steps: Sequence[Step], masked: Fraction, told: Container[Fraction]) -> Node | None:
    """The last step over the numbers of the text, with `x` for the masked value; None: it can't be told.

    A value that could be two things (a number of the text, the result of a step, an everyday constant such as
    the 100 of a percentage) makes the steps ambiguous.
    """
    trees = [parse(step.expression) for step in steps]
    used = Counter(value for tree in trees for value in numbers_of(tree))
    if used[masked] != 1 and (masked in FREE or not used[masked]):
        return None
    known: dict[Fraction, Node] = {}
    whole: Node | None = None
    for tree, step in zip(trees, steps, strict=True):
        whole = _replaced(tree, masked, known)
        result = calculate(step.result)
        if not isinstance(result, Fraction) or result == masked:
            return None
        if not names_of(whole):
            if result in known:
                return None
            continue
        if result in told or known.get(result, whole) != whole or (result in FREE and used[result] > 1):
            return None
        known[result] = whole
    return whole if whole is not None and names_of(whole) else None


def _replaced(node: Node, masked: Fraction, known: Mapping[Fraction, Node]) -> Node:
    match node:
        case Number(value):
            return Name(UNKNOWN) if value == masked else known.get(value, node)
        case Negative(operand):
            return Negative(_replaced(operand, masked, known))
        case Percent(operand):
            return Percent(_replaced(operand, masked, known))
        case Binary(op, left, right):
            return Binary(op, _replaced(left, masked, known), _replaced(right, masked, known))
        case Call(function, arguments):
            return Call(function, tuple(_replaced(argument, masked, known) for argument in arguments))
        case _:
            raise ExpressionFault("no arithmetic")


def _occurrences(node: Node) -> int:
    return sum(map(_occurrences, children(node))) if children(node) else int(node == Name(UNKNOWN))


# solved ------------------------------------------------------------------------------------------------


def _undone(whole: Node, target: Fraction) -> list[Step] | None:
    """The operations around the one `x` undone from outside in; None where one has no inverse.

    Even powers are undone by the positive root: what a problem counts or measures isn't negative.
    """
    steps: list[Step] = []
    node, value = whole, target
    while node != Name(UNKNOWN):
        found = _inverse(node, value)
        if found is None:
            return None
        node, tree = found
        value = _rational(tree)
        inner = spaced(render(node))
        if children(tree):
            steps.append(Step(f"{inner} =", render(tree), format_value(value)))
    return steps or None


def _inverse(node: Node, value: Fraction) -> tuple[Node, Node] | None:
    """The operand that holds `x`, and what it must come to."""
    known = written(value)
    match node:
        case Negative(operand):
            return operand, Negative(known)
        case Percent(operand):
            return operand, Binary("*", known, written(Fraction(100)))
        case Binary("^", left, right) if not names_of(right) and _rational(right) == 2:
            return left, Call("sqrt", (known,))
        case Binary("+", left, right):
            return (left, Binary("-", known, right)) if names_of(left) else (right, Binary("-", known, left))
        case Binary("-", left, right):
            return (left, Binary("+", known, right)) if names_of(left) else (right, Binary("-", left, known))
        case Binary("*", left, right):
            return (left, Binary("/", known, right)) if names_of(left) else (right, Binary("/", known, left))
        case Binary("/", left, right):
            return (left, Binary("*", known, right)) if names_of(left) else (right, Binary("/", left, known))
        case _:
            return None


def _rational(node: Node) -> Fraction:
    value = evaluate(node)
    if not isinstance(value, Fraction):
        raise ExpressionFault("a root that isn't rational")
    return value


def _solved(equation: str, value: Fraction) -> list[Step] | None:
    """`x` where it stands several times: the only positive solution, shown by substitution."""
    positive = [found for found in solve([equation], UNKNOWN) if isinstance(found, Fraction) and found > 0]
    if positive != [value] or any(not isinstance(found, Fraction) for found in solve([equation], UNKNOWN)):
        return None
    left = equation.partition("=")[0]
    put_in = render(substitute(parse(left, (UNKNOWN,)), {UNKNOWN: written(value)}))
    shown = format_value(value)
    return [Step(f"The only such number above zero is {shown}, for", put_in, equation.rpartition("=")[2])]


# the question, and the audit ---------------------------------------------------------------------------


def asked_backward(masked: Masked, answer: str) -> str:
    """The text of a FOBAR question (MetaMath's form): the problem with `x`, its answer, and what is asked."""
    return f"{masked.text} The answer to this question is {answer}. {QUESTION}"


def evidence(masked: Masked, ok: bool = True) -> dict[str, Any]:
    """The fields of a `Computation` for an unknown."""
    return {
        "kind": "computation",
        "ok": ok,
        "by": "calculator",
        "expression": masked.equation,
        "result": masked.value,
        "engine": BACKWARD,
        "inputs": {},
    }


def recheck(found: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with evidence for an unknown and the row that it is for."""
    equation, value = str(found["expression"]), calculate(str(found["result"]))
    question = str(row.get("question", ""))
    if not isinstance(value, Fraction) or not holds(equation, {UNKNOWN: value}):
        yield f"{format_value(value)} doesn't satisfy {equation}"
        return
    told = set(numbers_in(question))
    if value in told:
        yield f"the answer {format_value(value)} stands in the question"
    if not _UNKNOWN.search(question.removesuffix(QUESTION)):
        yield "the question has no unknown x"
    left, _, right = equation.rpartition("=")
    if _rational(parse(right)) not in told:
        yield f"the known answer {right} doesn't stand in the question"
    if _occurrences(parse(left, (UNKNOWN,))) > 1 and _solved(equation, value) is None:
        yield f"{equation} doesn't determine x"
    if calculate(str(row.get("answer", ""))) != value:
        yield f"the answer is {row.get('answer')!r}, x is {format_value(value)}"
