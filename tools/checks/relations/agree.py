"""Whether several values that were found apart agree with one (`agree`), or none does (`disagree`).

Compared by type; free texts that differ in their words are put before a judge of sameness."""

from pydantic import Field

from seedbed.tools.checks.asked import agreement, short, step_of
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named
from seedbed.tools.checks.relations.solving import Compare, Least, Problem, same_answer


class DisagreeArguments(Arguments):
    """How values are compared."""

    compare: Compare = ""
    least: Least = 0.9


class AgreeArguments(Arguments):
    """How many must agree, and how values are compared."""

    share: float = Field(1.0, gt=0, le=1)
    """Of the many."""
    compare: Compare = ""
    least: Least = 0.9


async def _verify(values: Values, arguments: AgreeArguments | DisagreeArguments, case: Case) -> Verdict:
    share = arguments.share if isinstance(arguments, AgreeArguments) else None
    by = "disagree" if share is None else "agree"
    name, one = named(values, case, "one")[0]
    many = [value for _, value in named(values, case, "many")]
    # One field that is a list holds the many itself, unless the one is a list as well.
    if len(many) == 1 and isinstance(many[0], (list, tuple)) and not isinstance(one, (list, tuple)):
        many = list(many[0])
    asked, how, step = Problem(name, ()), arguments.compare, step_of(by, case)
    found = [
        await same_answer(case, asked, one, other, compare=how, least=arguments.least, step=step, draw=n)
        for n, other in enumerate(many)
    ]
    same = [is_same for is_same, _ in found]
    if share is not None and not many:
        raise Untold("there is nothing to compare with")
    ok = not any(same) if share is None else sum(same) >= share * len(same) - 1e-9
    said = [f"{short(other)}{judged}" for other, (_, judged) in zip(many, found, strict=True)]
    evidence = agreement(by, name, said, sum(same), ok=ok)
    if ok:
        return held(evidence)
    if share is None:
        told = f"{name} was found, which it may not be: «{short(many[same.index(True)])}»"
        return failed("low quality", told, evidence)
    told = f"{name}: {sum(same)} of {len(same)} agree; another says «{short(many[same.index(False)])}»"
    return failed("wrong answer", told, evidence)


AGREE = Check(
    name="agree",
    about="So many of several values (all, by default) are the same as the one.",
    inputs=("one", "many*"),
    verify=_verify,
    reads_null=True,
    arguments=AgreeArguments,
    shows={"kept": "supported"},
    calls=0.5,
    apart="many*",
    example="agree: {one: answer, many: [first_try, second_try], share: 0.5}",
)
DISAGREE = Check(
    name="disagree",
    about="None of several values is the same as the one.",
    inputs=("one", "many*"),
    verify=_verify,
    reads_null=True,
    arguments=DisagreeArguments,
    shows={"kept": "supported"},
    calls=0.5,
    apart="many*",
    example="disagree: {one: answer, many: [without_passage]}",
)
