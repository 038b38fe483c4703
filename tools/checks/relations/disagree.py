"""Whether none of several values that were found apart is the same as one."""

from collections.abc import Mapping
from typing import Any

from seedbed.tools.checks.asked import asking
from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held
from seedbed.tools.checks.relations.agree import compared, evidence_of
from seedbed.tools.checks.relations.solving import Compare


class DisagreeArguments(Arguments):
    """How values are compared."""

    compare: Compare = ""
    least: float = 0.9
    """Of a correlation."""


async def _verify(values: Mapping[str, Any], arguments: DisagreeArguments, case: Case) -> Verdict:
    name, many, same = await compared("disagree", values, arguments.compare, arguments.least, case)
    evidence = evidence_of("disagree", name, many, same, ok=not any(same))
    if evidence.ok:
        return held(evidence)
    return failed("low quality", f"{name}: {sum(same)} of {len(same)} come to the same", evidence)


CHECK = Check(
    name="disagree",
    about="None of several values is the same as the one.",
    inputs=("one", "many*"),
    verify=asking(_verify),
    arguments=DisagreeArguments,
    shows={"kept": "supported"},
    calls=0.5,
    example="disagree: {one: answer, many: [without_passage]}",
)
