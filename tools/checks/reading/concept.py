"""Which concept of the tree a row is about, read from the row alone.

One reading that confirms the seat's concept is enough; else a second is made, the list in another order.
Where both name one other concept, the committer may move the row there: the evidence says which.
"""

from collections.abc import Mapping
from typing import Any

from seedbed.memory.candidate import Agreement
from seedbed.memory.errors import AnswerFault
from seedbed.memory.exact.randomness import rng
from seedbed.tools.checks.asked import answer_schema, ask, asking, step_of, texts_shown
from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.inputs import named

NONE = ""
"""In place of an id: the row is about none of those listed."""


class ListedConcept(Arguments):
    """One concept that may be named."""

    id: str
    name: str
    inside: str = ""
    outside: str = ""


class ConceptArguments(Arguments):
    """What a reader chooses from, and the id of the seat's own: the caller gives them."""

    concepts: tuple[ListedConcept, ...] = ()
    here: str = ""


async def _verify(values: Mapping[str, Any], arguments: ConceptArguments, case: Case) -> Verdict:
    known = {one.id: one.name for one in arguments.concepts}
    if arguments.here not in known:
        return no_verdict("the row's own concept isn't listed")
    if len(known) < 2:
        return held()
    answers: list[str] = []
    while arguments.here not in answers and len(answers) < 2:
        answers.append(await _read(values, arguments, case, len(answers)))
    evidence = Agreement(
        ok=arguments.here in answers,
        by="concept",
        question="concept",
        answers=tuple(answers),
        share=round(answers.count(arguments.here) / len(answers), 4),
    )
    if evidence.ok:
        return held(evidence)
    read = " and ".join(dict.fromkeys(f"«{known.get(one, 'none of the concepts')}»" for one in answers))
    return failed("off concept", f"reads as {read}, not «{known[arguments.here]}»", evidence)


async def _read(values: Mapping[str, Any], arguments: ConceptArguments, case: Case, draw: int) -> str:
    listed = list(arguments.concepts)
    rng(case.seed, "concept order", draw).shuffle(listed)
    said = await ask(
        case,
        "judge",
        "read_concept",
        {"concepts": [one.model_dump() for one in listed]},
        texts_shown(named(values, case, "of"), case),
        answer_schema("read_concept", {"concept": {"type": "integer", "minimum": 0, "maximum": len(listed)}}),
        step=step_of("concept", case),
        draw=draw,
    )
    number = int(said.value["concept"])
    if not 0 <= number <= len(listed):
        raise AnswerFault("no such concept", f"the judge names number {number}")
    return listed[number - 1].id if number else NONE


CHECK = Check(
    name="concept",
    about="A reader who knows the row and the list of concepts finds the row's own.",
    inputs=("of*",),
    verify=asking(_verify),
    arguments=ConceptArguments,
    shows={"label": "supported"},
    calls=1.2,
    example="concept: {of: text}",
)
