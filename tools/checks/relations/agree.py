"""Whether several values that were found apart agree with one.

Compared by type; free texts that differ in their words are put before a judge of sameness.
"""

from collections.abc import Mapping
from typing import Any

from seedbed.memory.candidate import Agreement
from seedbed.tools.checks.asked import asking, short, step_of
from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.inputs import named
from seedbed.tools.checks.relations.solving import Compare, Question, same_answer


class AgreeArguments(Arguments):
    """How values are compared, and how many must agree."""

    share: float = 1.0
    """Of the many; `disagree` doesn't ask for it."""
    compare: Compare = ""
    least: float = 0.9
    """Of a correlation."""


async def compared(
    by: str, values: Mapping[str, Any], compare: Compare, least: float, case: Case
) -> tuple[str, list[Any], list[bool]]:
    """The field, the many, and which of them are the same as the one."""
    name, one = named(values, case, "one")[0]
    fields = named(values, case, "many")
    # One field that is a list holds the many itself, unless the one is a list as well.
    listed = (
        len(fields) == 1 and isinstance(fields[0][1], (list, tuple)) and not isinstance(one, (list, tuple))
    )
    many = list(fields[0][1]) if listed else [value for _, value in fields]
    asked = Question(name, ())
    return (
        name,
        many,
        [
            await same_answer(
                case,
                asked,
                one,
                other,
                compare=compare,
                least=least,
                step=step_of(by, case),
                draw=number,
            )
            for number, other in enumerate(many)
        ],
    )


async def _verify(values: Mapping[str, Any], arguments: AgreeArguments, case: Case) -> Verdict:
    name, many, same = await compared("agree", values, arguments.compare, arguments.least, case)
    if not many:
        return no_verdict("there is nothing to compare with")
    evidence = evidence_of("agree", name, many, same, ok=sum(same) >= arguments.share * len(same) - 1e-9)
    if evidence.ok:
        return held(evidence)
    other = next(value for value, is_same in zip(many, same, strict=True) if not is_same)
    told = f"{name}: {sum(same)} of {len(same)} agree; another says «{short(other)}»"
    return failed("wrong answer", told, evidence)


def evidence_of(by: str, name: str, many: list[Any], same: list[bool], *, ok: bool) -> Agreement:
    """What was compared, and how many were the same."""
    share = round(sum(same) / len(same), 4) if same else 0.0
    return Agreement(ok=ok, by=by, question=name, answers=tuple(short(one) for one in many), share=share)


CHECK = Check(
    name="agree",
    about="So many of several values (all, by default) are the same as the one.",
    inputs=("one", "many*"),
    verify=asking(_verify),
    arguments=AgreeArguments,
    shows={"kept": "supported"},
    calls=0.5,
    example="agree: {one: answer, many: [first_try, second_try], share: 0.5}",
)
