"""`equal`: two answers are the same number, expression, set, interval, equation or amount with its unit."""

import asyncio
import math
from typing import Any

from seedbed.memory.candidate import Computation
from seedbed.tools.checks.check import Case, Check, NoArguments, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.relations.spoiling import number_in_a

NAME = "equal"


async def _verify(inputs: Values, _arguments: NoArguments, case: Case) -> Verdict:
    """A unit that one side leaves out is let be; 0.333 isn't 1/3. Nothing is evaluated as code."""
    from seedbed.tools.verification.equivalence import ENGINE, equivalent

    a, b = _written(inputs["a"]), _written(inputs["b"])
    if a is None or b is None:
        raise Untold("neither text nor a number")
    if _close(inputs["a"], inputs["b"]):
        same, why = True, "the same number"
    else:
        found = await asyncio.to_thread(equivalent, a, b)
        if found.state != "done":
            raise Untold(f"it can't be told: {found.reason or found.state}"[:300])
        same, why = found.ok, found.reason
    given = {"a": a, "b": b, "why": why}
    evidence = Computation(ok=same, by=NAME, expression=a, result=b, engine=ENGINE, inputs=given)
    return held(evidence) if same else failed("wrong answer", f"«{a[:80]}» isn't «{b[:80]}»: {why}", evidence)


def _written(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:.15g}"
    return None if isinstance(value, float) else str(value).strip() or None


def _close(a: Any, b: Any) -> bool:
    """Two numbers that computers print in two ways; whole ones they don't."""
    kinds = {type(a), type(b)}
    if not kinds <= {int, float}:
        return False
    try:
        return bool(a == b) if kinds == {int} else math.isclose(a, b, rel_tol=1e-12)
    except OverflowError:
        return bool(a == b)


CHECK = Check(
    name=NAME,
    about="Two answers say the same in mathematics: 1/2 and 0.5, x+1 and 1+x, {1, 2} and {2, 1}.",
    inputs=("a", "b"),
    verify=_verify,
    shows={"form": "proven", "same": "proven"},
    spoil={"number": number_in_a},
    example="equal: {a: answer, b: expected}",
)
