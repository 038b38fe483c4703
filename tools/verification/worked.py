"""Worked solutions: steps that a model wrote, or a program of its, recomputed and tied to the problem's text.

Each step is one equation, recomputed exactly; each number in it stands in the problem's text, came out of an
earlier step, or is small or everyday (12, 60, 100 …). A program is lines `name = expression` of the closed
grammar, never Python; it becomes steps like any other solution. What this can't see is whether the steps are
those that the text asks for: that rests on independent solutions (`agent/solver`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from seedbed.tools.verification.annotations import annotations
from seedbed.tools.verification.answers import read_answer, same_answer
from seedbed.tools.verification.calculations import recompute
from seedbed.tools.verification.equations import holds
from seedbed.tools.verification.expression import calculate, evaluate, format_value
from seedbed.tools.verification.grammar import parse, parse_equation
from seedbed.tools.verification.numerals import numbers_in
from seedbed.tools.verification.problems.solution import worked
from seedbed.tools.verification.syntax import (
    ExpressionFault,
    Node,
    children,
    names_of,
    numbers_of,
    render,
    substitute,
    written,
)

STEPS = "seedbed steps 1"
"""The `engine` of evidence for one step of a solution."""
PROGRAM = "seedbed program 1"
"""The `engine` of evidence for a program's value."""
SUBSTITUTION = "seedbed substitution 1"
"""The `engine` of evidence that the answer satisfies an equation."""
MOST_STEPS = 30
MOST_LINES = 40
FREE = frozenset(Fraction(value) for value in (*range(13), 24, 30, 31, 52, 60, 90, 100, 180, 360, 365, 1000))
"""Numbers that a step may use though neither text nor an earlier step has them: parts, weeks, percents."""
_SMALL_DENOMINATOR = 12
_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]{0,40}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a solution."""

    words: str
    expression: str
    """What is calculated, in numbers."""
    result: str

    @property
    def calculation(self) -> str:
        """As it stands in an annotation."""
        return f"{self.expression}={self.result}"


@dataclass(frozen=True, slots=True)
class Worked:
    """A solution, recomputed."""

    steps: tuple[Step, ...]
    faults: tuple[str, ...]
    """What is wrong with it, in words for whoever wrote it; empty: nothing."""

    @property
    def text(self) -> str:
        """The solution with calculator annotations, a line a step, as GSM8K has it (Cobbe et al. 2021)."""
        return "\n".join(_line(step) for step in self.steps)


def steps_of(said: Sequence[tuple[str, str]]) -> Worked:
    """(words, calculation) pairs as steps; faults name those that aren't one right equation."""
    steps: list[Step] = []
    faults: list[str] = []
    if len(said) > MOST_STEPS:
        faults.append(f"{len(said)} steps; at most {MOST_STEPS} are read")
    for number, (words, calculation) in enumerate(said[:MOST_STEPS], start=1):
        for found in recompute(f"step {number}", calculation, 3):
            if found.fault:
                faults.append(f"{found.field}: {found.fault}")
            else:
                steps.append(Step(_plain(words), _squeezed(found.expression), _squeezed(found.result)))
    return Worked(tuple(steps), tuple(faults))


def annotated(solution: str) -> list[tuple[str, str]]:
    """(words, calculation) of each annotation of a solution, without words, for `steps_of`."""
    return [("", f"{one.expression}={one.result}") for one in annotations(solution)]


def run_program(program: str) -> tuple[str, Worked]:
    """A program's value, canonical, and its lines as steps in numbers.

    Raises:
        ExpressionFault: a line isn't `name = expression` of known names, or beyond the bounds; no `answer`.
    """
    values: dict[str, Node] = {}
    steps: list[Step] = []
    value = ""
    for number, (name, expression) in enumerate(_lines(program), start=1):
        try:
            tree = substitute(parse(expression, values.keys()), values)
            value = format_value(evaluate(tree))
            values[name] = _signed(calculate(value))
        except (ExpressionFault, ZeroDivisionError) as fault:
            raise ExpressionFault(f"line {number} of the program: {fault}") from None
        if children(tree):
            steps.append(Step(name.replace("_", " "), render(tree), value))
    if "answer" not in values:
        raise ExpressionFault("the program's last line doesn't give `answer`")
    if not steps:
        raise ExpressionFault("the program calculates nothing")
    return format_value(evaluate(values["answer"])), Worked(tuple(steps), ())


def _lines(program: str) -> Iterator[tuple[str, str]]:
    """(name, expression) of each line; comments, blank lines and a code fence are left out."""
    kept = [line.partition("#")[0].strip() for line in program.splitlines()]
    kept = [line.rstrip(";") for line in kept if line and not line.startswith("```")]
    if len(kept) > MOST_LINES:
        raise ExpressionFault(f"a program of {len(kept)} lines; at most {MOST_LINES} are run")
    for number, line in enumerate(kept, start=1):
        name, sign, expression = (piece.strip() for piece in line.partition("="))
        if not sign or not _NAME.fullmatch(name):
            raise ExpressionFault(f"line {number} of the program isn't `name = expression`: {line[:60]!r}")
        yield name, expression


def _signed(value: Any) -> Node:
    if not isinstance(value, Fraction):
        raise ExpressionFault("a value with a root in it; give the root in the line that needs it")
    return written(value)


# tied to the text --------------------------------------------------------------------------------------


def loose_numbers(question: str, steps: Sequence[Step]) -> Iterator[str]:
    """Numbers of the steps that come from nowhere, in words."""
    known = set(FREE)
    for value in numbers_in(question):
        known |= _told(value)
    for number, step in enumerate(steps, start=1):
        for value in numbers_of(parse(step.expression)):
            if value not in known and not _is_part(value):
                shown = format_value(value)
                yield f"step {number} uses {shown}, which neither the problem nor an earlier step has"
        result = calculate(step.result)
        if isinstance(result, Fraction):
            known |= _told(result)


def _told(value: Fraction) -> set[Fraction]:
    """A number as a step may use it: a percentage as its share, a fraction by its parts."""
    return {value, -value, value / 100, value * 100, Fraction(value.numerator), Fraction(value.denominator)}


def _is_part(value: Fraction) -> bool:
    """Whether it is an everyday part: a half, a quarter, 0.1."""
    return value.denominator <= _SMALL_DENOMINATOR and abs(value) < 1


def answer_faults(steps: Sequence[Step], answer: str, unit: str) -> Iterator[str]:
    """Why the steps don't come to the answer."""
    if read_answer(answer, unit) is None:
        yield f"the answer {answer[:60]!r} isn't one number"
    elif steps and not same_answer(answer, steps[-1].result, unit):
        yield f"the answer is {answer[:60]!r}, the last step comes to {steps[-1].result}"


def equation_faults(equations: Sequence[str], answer: str, unit: str) -> Iterator[str]:
    """Equations in `x` that the answer doesn't satisfy."""
    value = read_answer(answer, unit)
    for equation in equations:
        try:
            tree = parse_equation(equation, ("x",))
            if "x" not in names_of(tree.left) | names_of(tree.right):
                yield f"the equation {equation[:80]!r} says nothing of x"
            elif not isinstance(value, Fraction) or not holds(equation, {"x": value}):
                yield f"the answer doesn't satisfy {equation[:80]!r}"
        except (ExpressionFault, ZeroDivisionError) as fault:
            yield f"the equation {equation[:80]!r}: {fault}"


# evidence, and the audit of it -------------------------------------------------------------------------


def step_evidence(steps: Sequence[Step], ok: bool = True) -> list[dict[str, Any]]:
    """The fields of a `Computation` for each step."""
    return [
        _computation(STEPS, step.expression, step.result, {"step": str(number)}, ok)
        for number, step in enumerate(steps, start=1)
    ]


def program_evidence(program: str, value: str, ok: bool = True) -> dict[str, Any]:
    """The fields of a `Computation` for a program."""
    return _computation(PROGRAM, program, value, {}, ok)


def substitution_evidence(equation: str, answer: str, ok: bool = True) -> dict[str, Any]:
    """The fields of a `Computation` for an equation that the answer satisfies."""
    return _computation(SUBSTITUTION, equation, "true", {"x": answer}, ok)


def _computation(
    engine: str, expression: str, result: str, inputs: Mapping[str, str], ok: bool
) -> dict[str, Any]:
    return {
        "kind": "computation",
        "ok": ok,
        "by": "calculator",
        "expression": expression,
        "result": result,
        "engine": engine,
        "inputs": dict(inputs),
    }


def recheck(evidence: Mapping[str, Any], row: Mapping[str, Any], unit: str) -> str:
    """What is wrong with a step, program or substitution and the row that it is for; empty: nothing."""
    question, answer, solution = (str(row.get(key, "")) for key in ("question", "answer", "solution"))
    try:
        found = [
            *_again(evidence, solution, answer, unit),
            *solution_faults(question, solution, answer, unit),
        ]
    except (ExpressionFault, ZeroDivisionError, KeyError) as fault:
        return f"it can't be computed: {fault}"
    return found[0] if found else ""


def _again(evidence: Mapping[str, Any], solution: str, answer: str, unit: str) -> Iterator[str]:
    expression, result = str(evidence["expression"]), str(evidence["result"])
    if evidence["engine"] == STEPS:
        steps = steps_of(annotated(solution)).steps
        if not any((step.expression, step.result) == (expression, result) for step in steps):
            yield f"the solution has no step {expression} = {result}"
    elif evidence["engine"] == PROGRAM:
        value, ran = run_program(expression)
        if value != result or not same_answer(answer, value, unit):
            yield f"the program comes to {value}, not to {answer}"
        if ran.text != solution:
            yield "the solution isn't what the program does"
    else:
        yield from equation_faults([expression], answer, unit)
        if not same_answer(str(evidence["inputs"]["x"]), answer, unit):
            yield "it was substituted for another answer"


def solution_faults(question: str, solution: str, answer: str, unit: str) -> Iterator[str]:
    """What is wrong with an annotated solution: a step, where its numbers come from, where it ends."""
    said = annotated(solution)
    if not said:
        yield "the solution has no calculation"
    found = steps_of(said)
    yield from found.faults
    if not found.faults:
        yield from loose_numbers(question, found.steps)
        yield from answer_faults(found.steps, answer, unit)


def _line(step: Step) -> str:
    words = step.words.rstrip(" .:=")
    return worked(f"{words}: []." if words else "[].", step.calculation)


def _plain(words: str) -> str:
    """Words of a step on one line, without signs that an annotation is made of."""
    return " ".join(re.sub(r"[<>\[\]]", " ", words).split())[:300]


def _squeezed(text: str) -> str:
    """Without the spaces around signs; «15% of 80» keeps its own."""
    return re.sub(r" ?([-+*/^(),]) ?", r"\1", " ".join(text.split()))
