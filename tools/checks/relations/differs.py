"""A is another text than B: few of its words stand there in the same order."""

from collections.abc import Mapping
from typing import Any

from seedbed.tools.checks.asked import shown
from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held
from seedbed.tools.checks.inputs import named, rule
from seedbed.tools.checks.likeness import rouge_l
from seedbed.tools.checks.relations.spoiling import copy_b


class DiffersArguments(Arguments):
    """How like they may be."""

    under: float = 0.7
    """ROUGE-L of words must be less."""


async def _verify(values: Mapping[str, Any], arguments: DiffersArguments, case: Case) -> Verdict:
    name, a = named(values, case, "a")[0]
    for other, b in named(values, case, "b"):
        for one in b if isinstance(b, (list, tuple)) and not isinstance(b, str) else (b,):
            alike = rouge_l(shown(a), shown(one))
            if alike >= arguments.under:
                told = f"{name} is too near to {other}: ROUGE-L {alike:.2f}, wanted under {arguments.under}"
                return failed("duplicate", told)
    return held(rule("differs", arguments, case))


CHECK = Check(
    name="differs",
    about="A is another text than B (ROUGE-L of words under 0.7).",
    inputs=("a", "b*"),
    verify=_verify,
    arguments=DiffersArguments,
    shows={"differs": "proven"},
    spoil={"copy": copy_b},
    example="instruction differs parent",
)
