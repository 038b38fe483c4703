"""A question needs every part of B: it is answered with all of them, and not with any one left out (of one
part: not without it).

The solver may say that what it sees doesn't hold the answer. One that comes to the right answer all the same
is asked once more: a lucky guess isn't repeated."""

from collections.abc import Sequence
from typing import Any

from seedbed.memory.candidate import Agreement
from seedbed.tools.checks.asked import agreement, short, step_of
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named
from seedbed.tools.checks.relations.claiming import Source, passages_apart, sources_of
from seedbed.tools.checks.relations.solving import Problem, same_answer, solved

_BY = "needs"


class NeedsArguments(Arguments):
    """Where the right answer stands."""

    answer: str = ""
    """Field with the right answer; empty: what a solver who sees all of B says."""


async def _verify(values: Values, arguments: NeedsArguments, case: Case) -> Verdict:
    name, question = named(values, case, "a")[0]
    listed = ((of, one if isinstance(one, (list, tuple)) else (one,)) for of, one in named(values, case, "b"))
    # Each item is a part of its own.
    parts = sources_of((of, item) for of, items in listed for item in items)
    apart = passages_apart(parts)
    sources = [one for number, one in enumerate(parts) if not one.passage or number in apart]
    if not sources:
        raise Untold("there is nothing that it could need")
    right = {**case.seat, **case.row}.get(arguments.answer)
    answers: list[str] = []

    def asked(shown: Sequence[Source]) -> Problem:
        given = [(f"{one.name}, part {n}", one.text) for n, one in enumerate(shown, 1)]
        return Problem(arguments.answer or "answer", [(name, str(question)), *given])

    async def solvable(shown: Sequence[Source], which: str, *, until: bool) -> tuple[bool, Any]:
        """Whether it is answered so, and the last answer; a second solver is asked unless the first settles
        it."""
        step = step_of(_BY, case, which)
        for draw in range(2):
            said, _ = await solved(case, asked(shown), step=step, draw=draw, may_be_null=True)
            answers.append(f"{which}: {short(said)}")
            ok = said is not None
            if ok and right is not None:
                ok, judged = await same_answer(case, asked(sources), right, said, step=step, draw=draw)
                answers[-1] += judged
            if ok is until:
                break
        return ok, said

    def evidence(*, ok: bool) -> Agreement:
        return agreement(_BY, f"{name} needs each part", answers, len(answers) * ok, ok=ok)

    ok, said = await solvable(sources, "all", until=True)
    if not ok:
        told = f"{name}: with all parts two solvers come to «{short(said)}»"
        return failed("wrong answer", told, evidence(ok=False))
    right = said if right is None else right
    for gone in range(len(sources)):
        rest = [one for number, one in enumerate(sources) if number != gone]
        ok, said = await solvable(rest, f"without {gone + 1}", until=False)
        if ok:
            told = f"{name}: answered «{short(said)}» without part {gone + 1}: ask what needs both"
            return failed("low quality", told, evidence(ok=False))
    return held(evidence(ok=True))


CHECK = Check(
    name="needs",
    about="A is answered from all parts of B together, and not with any one of them left out.",
    inputs=("a", "b*"),
    verify=_verify,
    arguments=NeedsArguments,
    names=("answer",),
    shows={"needs": "supported"},
    calls=3.5,
    solves=3.5,
    example="needs: {a: question, b: [sections], answer: answer}",
)
