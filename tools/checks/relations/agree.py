"""Whether several values that were found apart agree with one (`agree`), or none does (`disagree`).

Compared by type; free texts that differ in their words are put before a judge of sameness.
"""

from typing import Any

from seedbed.tools.checks.asked import short, step_of
from seedbed.tools.checks.check import (
    Arguments,
    Case,
    Check,
    Values,
    Verdict,
    agreement,
    failed,
    held,
    no_verdict,
)
from seedbed.tools.checks.inputs import named
from seedbed.tools.checks.relations.solving import Compare, Question, same_answer


class DisagreeArguments(Arguments):
    """How values are compared."""

    compare: Compare = ""
    least: float = 0.9
    """Of a correlation."""


class AgreeArguments(Arguments):
    """How many must agree, and how values are compared."""

    share: float = 1.0
    """Of the many."""
    compare: Compare = ""
    least: float = 0.9
    """Of a correlation."""


async def _compared(
    by: str, values: Values, arguments: AgreeArguments | DisagreeArguments, case: Case
) -> tuple[str, list[Any], list[bool]]:
    """The field, the many, and which of them are the same as the one."""
    name, one = named(values, case, "one")[0]
    many = [value for _, value in named(values, case, "many")]
    # One field that is a list holds the many itself, unless the one is a list as well.
    if len(many) == 1 and isinstance(many[0], (list, tuple)) and not isinstance(one, (list, tuple)):
        many = list(many[0])
    compare, least, step = arguments.compare, arguments.least, step_of(by, case)
    same = [
        await same_answer(
            case, Question(name, ()), one, other, compare=compare, least=least, step=step, draw=n
        )
        for n, other in enumerate(many)
    ]
    return name, many, same


async def _agree(values: Values, arguments: AgreeArguments, case: Case) -> Verdict:
    name, many, same = await _compared("agree", values, arguments, case)
    if not many:
        return no_verdict("there is nothing to compare with")
    ok = sum(same) >= arguments.share * len(same) - 1e-9
    evidence = agreement("agree", name, list(map(short, many)), sum(same), ok=ok)
    if ok:
        return held(evidence)
    other = many[same.index(False)]
    told = f"{name}: {sum(same)} of {len(same)} agree; another says «{short(other)}»"
    return failed("wrong answer", told, evidence)


async def _disagree(values: Values, arguments: DisagreeArguments, case: Case) -> Verdict:
    name, many, same = await _compared("disagree", values, arguments, case)
    evidence = agreement("disagree", name, list(map(short, many)), sum(same), ok=not any(same))
    if evidence.ok:
        return held(evidence)
    return failed("low quality", f"{name}: {sum(same)} of {len(same)} come to the same", evidence)


AGREE = Check(
    name="agree",
    about="So many of several values (all, by default) are the same as the one.",
    inputs=("one", "many*"),
    verify=_agree,
    arguments=AgreeArguments,
    shows={"kept": "supported"},
    calls=0.5,
    example="agree: {one: answer, many: [first_try, second_try], share: 0.5}",
)
DISAGREE = Check(
    name="disagree",
    about="None of several values is the same as the one.",
    inputs=("one", "many*"),
    verify=_disagree,
    arguments=DisagreeArguments,
    shows={"kept": "supported"},
    calls=0.5,
    example="disagree: {one: answer, many: [without_passage]}",
)
