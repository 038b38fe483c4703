"""Checks of mathematics that may take too long, ask too much or never end: each gets a verdict in time.

What is computed and compared is `equivalence.py`; what of it needs algebra runs in the processes of
`workers/`, which are started at the first such check, shared by everything in this program and ended with
it. From asyncio code: `await asyncio.to_thread(equivalent, a, b)`."""

from contextlib import suppress

from seedbed.tools.verification.equivalence import at_once, computed_at_once
from seedbed.tools.verification.numbers.expression import ExpressionFault
from seedbed.tools.verification.workers.pool import LIMIT, Checked, shared_pool

JOBS = "seedbed.tools.verification.workers.jobs"


def computed(text: str, limit: float = LIMIT) -> Checked:
    """What `text` (arithmetic in plain notation, or LaTeX) comes to, in canonical text, as `result`.

    `limit` is in seconds of CPU time; on the clock a check ends within 1.6 times that, whatever the text is.
    Raises UserFault: the processes can't be started."""
    with suppress(ExpressionFault):
        return Checked("done", True, computed_at_once(text), "")
    return shared_pool(JOBS).run("compute", text, limit=limit)


def equivalent(a: str, b: str, limit: float = LIMIT) -> Checked:
    """Whether two answers (plain notation or LaTeX) mean the same: `ok`, and why or why not as `reason`.

    `limit` and errors as in `computed`."""
    try:
        found = at_once(a, b)
    except ExpressionFault as fault:
        return Checked("refused", False, "", str(fault))
    if found is not None:
        return Checked("done", found[0], "", found[1])
    return shared_pool(JOBS).run("equivalent", a, b, limit=limit)
