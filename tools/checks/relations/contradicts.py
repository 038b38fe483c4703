"""Whether places of a row contradict each other: found by a judge who has to quote both."""

from pydantic import Field

from seedbed.tools.checks.asked import (
    STRING,
    answer_schema,
    ask,
    list_of,
    short,
    step_of,
    texts_shown,
)
from seedbed.tools.checks.check import Arguments, Case, Check, Values, Verdict, failed, held, yes_or_no
from seedbed.tools.checks.inputs import named
from seedbed.tools.checks.reading.sentences import is_there

_SCHEMA = answer_schema("find_contradictions", {"found": list_of({"first": STRING, "second": STRING})})


class ContradictsArguments(Arguments):
    """Which way it must be."""

    must: bool = Field(default=False, alias="is")
    """Whether there must be a contradiction; false: there must be none."""


async def _verify(values: Values, arguments: ContradictsArguments, case: Case) -> Verdict:
    texts = texts_shown(named(values, case, "of"), case)
    step = step_of("contradicts", case)
    said = await ask(case, "judge", "find_contradictions", {}, texts, _SCHEMA, step=step)
    found = [
        one
        for one in said.value["found"]
        # What doesn't stand there was made up by the judge.
        if is_there(one["first"], texts) and is_there(one["second"], texts)
    ]
    told = "; ".join(f"«{short(one['first'])}» against «{short(one['second'])}»" for one in found)
    ok = bool(found) is arguments.must
    rubric = "they contradict each other" if arguments.must else "nothing contradicts anything else"
    evidence = yes_or_no("contradicts", rubric, told or "no contradiction found", said.slot, ok=ok)
    if ok:
        return held(evidence)
    return failed("low quality", f"contradiction: {told}" if found else "nothing contradicts", evidence)


CHECK = Check(
    name="contradicts",
    about="No two places of the fields contradict each other; with `is: true` two do.",
    inputs=("of*",),
    verify=_verify,
    arguments=ContradictsArguments,
    shows={"kept": "supported"},
    calls=1.0,
    example="contradicts: {of: [premise, hypothesis], is: true}",
)
