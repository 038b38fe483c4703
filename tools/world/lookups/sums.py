"""The sums of a problem as calls of the calculator: at once, or step by step as each needs the others."""

from typing import Literal

from seedbed.tools.verification.grammar import parse
from seedbed.tools.verification.problems.library import shape_of
from seedbed.tools.verification.problems.problem import Problem
from seedbed.tools.verification.syntax import names_of

Manner = Literal["at once", "step by step"]


def manners(problem: Problem) -> tuple[Manner, ...]:
    """In which manners it can be computed."""
    return ("at once", "step by step") if len(problem.steps) > 1 else ("at once",)


def sums(problem: Problem, manner: Manner) -> tuple[tuple[str, ...], ...]:
    """Rounds of expressions: those of one round need no result of each other, later ones earlier results.

    The last round ends with the problem's answer.

    Raises:
        ValueError: the library doesn't know the problem's program.
    """
    if manner == "at once":
        return ((problem.expression,),)
    shape = shape_of(problem.program)
    if shape is None:
        raise ValueError(f"no program {problem.program!r}")
    given = frozenset(operand.name for operand in shape.operands)
    rounds: list[list[str]] = []
    place: dict[str, int] = {}
    for step, (_, calculation) in zip(shape.steps, problem.steps, strict=True):
        used = names_of(parse(step.formula, given | place.keys()))
        place[step.name] = max((place[name] + 1 for name in used if name in place), default=0)
        if place[step.name] == len(rounds):
            rounds.append([])
        rounds[place[step.name]].append(calculation.rpartition("=")[0])
    last = place[shape.steps[-1].name]
    # What nothing needs would stand after the answer.
    return tuple(tuple(one) for one in rounds[: last + 1])
