"""Checks of mathematics that may take too long, ask too much or never end: each gets a verdict in time.

What is computed and compared is `equivalence.py`; what of it needs algebra runs in the processes of
`workers/`, which are started at the first such check, shared by everything in this program and ended with
it. From asyncio code: `await asyncio.to_thread(equivalent, a, b)`.
"""

import atexit
import os
from contextlib import suppress
from functools import cache

from seedbed.tools.verification.equivalence import at_once, computed_at_once
from seedbed.tools.verification.numbers.expression import ExpressionFault
from seedbed.tools.verification.workers.pool import LIMIT, Pool
from seedbed.tools.verification.workers.pool import Checked as Checked

_JOBS = "seedbed.tools.verification.workers.jobs"


def computed(text: str, limit: float = LIMIT) -> Checked:
    """What `text` (arithmetic in plain notation, or LaTeX) comes to, in canonical text, as `result`.

    `limit` is in seconds of CPU time; on the clock a check ends within 1.6 times that, whatever the text is.

    Raises:
        UserFault: the processes can't be started.
    """
    with suppress(ExpressionFault):
        return Checked("done", True, computed_at_once(text), "")
    return shared_pool().run("compute", text, limit=limit)


def equivalent(a: str, b: str, limit: float = LIMIT) -> Checked:
    """Whether two answers (plain notation or LaTeX) mean the same: `ok`, and why or why not as `reason`.

    `limit` and errors as in `computed`.
    """
    try:
        found = at_once(a, b)
    except ExpressionFault as fault:
        return Checked("refused", False, "", str(fault))
    if found is not None:
        return Checked("done", found[0], "", found[1])
    return shared_pool().run("equivalent", a, b, limit=limit)


@cache
def shared_pool() -> Pool:
    """The pool behind `computed` and `equivalent`, made when it is first needed."""
    pool = Pool(_JOBS)
    atexit.register(pool.close)
    return pool


def _leave_to_parent() -> None:
    """A fork of this program gets a pool of its own; the processes stay its parent's."""
    if shared_pool.cache_info().currsize:
        shared_pool().processes.clear()
        shared_pool.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)
