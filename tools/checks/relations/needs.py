"""A question needs every part of B: it is answered with all of them, and not with any one left out (of one
part: not without it).

The solver may say that what it sees doesn't hold the answer. One that comes to the right answer all the same
is asked once more: a lucky guess isn't repeated.
"""

from typing import Any

from seedbed.memory.candidate import Agreement
from seedbed.tools.checks.asked import agreement, short, step_of
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named
from seedbed.tools.checks.relations.claiming import Source, sources_of
from seedbed.tools.checks.relations.solving import Question, same_answer, solved

_BY = "needs"


class NeedsArguments(Arguments):
    """Where the right answer stands."""

    answer: str = ""
    """Field with the right answer; empty: what a solver who sees all of B says."""


async def _verify(values: Values, arguments: NeedsArguments, case: Case) -> Verdict:
    name, question = named(values, case, "a")[0]
    sources = sources_of(_parts(named(values, case, "b")))
    if not sources:
        raise Untold("there is nothing that it could need")
    field = arguments.answer or "answer"
    known = {**case.seat, **case.row}
    right = known.get(field) if arguments.answer else None

    def asked(shown: list[Source]) -> Question:
        given = [(f"{one.name}, part {n}", one.text) for n, one in enumerate(shown, 1)]
        return Question(field, ((name, str(question)), *given))

    async def found(shown: list[Source], which: str, draw: int) -> tuple[Any, bool]:
        step = step_of(_BY, case, which)
        said = await solved(case, asked(shown), step=step, draw=draw, may_be_null=True)
        if said is None or right is None:
            return said, said is not None
        return said, await same_answer(case, asked(sources), right, said, step=step, draw=draw)

    answers: list[str] = []
    for draw in range(2):
        said, ok = await found(sources, "all", draw)
        answers.append(f"all: {short(said)}")
        if ok:
            break
    else:
        told = f"{name}: with all parts two solvers come to «{short(said)}»"
        return failed("wrong answer", told, _evidence(name, answers, ok=False))
    right = said if right is None else right
    for gone in range(len(sources)):
        rest = [one for number, one in enumerate(sources) if number != gone]
        for draw in range(2):
            said, ok = await found(rest, f"without {gone + 1}", draw)
            answers.append(f"without {gone + 1}: {short(said)}")
            if not ok:
                break
        else:
            told = f"{name}: answered «{short(said)}» without part {gone + 1}: ask what needs both"
            return failed("low quality", told, _evidence(name, answers, ok=False))
    return held(_evidence(name, answers, ok=True))


def _parts(fields: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The fields; of a list its items, each a part of its own."""
    return [
        (name, item)
        for name, value in fields
        for item in (value if isinstance(value, (list, tuple)) else (value,))
    ]


def _evidence(name: str, answers: list[str], *, ok: bool) -> Agreement:
    return agreement(_BY, f"{name} needs each part", answers, len(answers) * ok, ok=ok)


CHECK = Check(
    name="needs",
    about="A is answered from all parts of B together, and not with any one of them left out.",
    inputs=("a", "b*"),
    verify=_verify,
    arguments=NeedsArguments,
    shows={"needs": "supported"},
    calls=3.5,
    solves=3.5,
    example="needs: {a: question, b: [sections], answer: answer}",
)
