"""The Python API: `build`, `resume`, `open_run`, their async twins, and a run as a value to look at.

run = build("200 customer messages by intent (booking, praise or refund)", rows=200)
run.to_pandas()
print(run.row("3f50").why())"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypedDict, Unpack

from seedbed.app.console import tell
from seedbed.app.intake import place, read_run, read_wish
from seedbed.app.tracing import followed
from seedbed.app.views.run import RunView, open_run, refuse_slips
from seedbed.memory.errors import Paused, UserFault
from seedbed.memory.files.run_folder import open_for_reading
from seedbed.memory.spec import Spec

P = ParamSpec("P")


class CommonFlags(TypedDict, total=False):
    """What a build takes at its beginning and when it goes on, as `seedbed build --help` has it."""

    model: str
    base_url: str
    budget: Sequence[str]
    """`5usd`, `200ktok`, `30min`, `500calls`."""
    max_concurrent: int | None
    batch: bool
    patience: float | None
    workers: str | None
    knowledge: Path | str
    steer_by: Path | str | None
    allow_verbatim: bool
    gold: Path | str | None
    trace: str
    """A collector of OpenTelemetry, `otlp:URL`."""
    store: str


class BuildFlags(CommonFlags, total=False):
    """What it takes besides these and the request."""

    rows: int | None
    recipe: str
    """A shipped recipe's name, or a file."""
    sources: Path | str | Sequence[Path | str]
    """`--from`."""
    examples: Path | str | Sequence[Path | str]
    include_examples: bool
    held_out: Path | str | Sequence[Path | str]
    skip_exam: bool
    planning: Literal["agent", "draft"] | None
    seed: int | None
    world: Path | str | None
    personas: Path | str | None


class ResumeFlags(CommonFlags, total=False):
    """What going on takes besides these and the run."""

    accept_changes: bool


async def abuild(
    request: str | Path | Spec,
    *,
    out: Path | str | None = None,
    quiet: bool = True,
    approved: bool = True,
    **flags: Unpack[BuildFlags],
) -> RunView:
    """Build a dataset; calling it is the approval, so give `budget` where calls are billed. With
    `approved=False` it ends where plan and cost wait for `RunView.approve`, and `resume` goes on.

    Args:
        request: Plain words, the path of a spec or request file, or a spec.
        out: The run's folder; None: one in `runs/`, named after the request.
        flags: See `BuildFlags`.

    Raises:
        UserFault: request, spec or settings are wrong.
        Paused: it stopped before its end; `resume` goes on."""
    from seedbed.app.views.terminal import Terminal, before
    from seedbed.graphs import lifecycle

    refuse_slips("build", flags, BuildFlags)
    wish, _ = read_wish(request, {**flags, "yes": approved})
    observer = Terminal(yes=approved, quiet=quiet, capped=wish.capped, present=False)
    before(wish.settings, observer, approved=True)
    path = place(Path(out) if out else None, wish)
    with followed(path, flags.get("trace", ""), tell), closing(observer):
        outcome = await lifecycle.build(path, wish, observer)
    return _ended(path, outcome, approved)


async def aresume(path: Path | str, *, quiet: bool = True, **flags: Unpack[ResumeFlags]) -> RunView:
    """Go on with a run where it stopped. One that was begun with `approved=False`, or declined, ends where
    plan and cost wait until `RunView.approve`. `flags`: see `ResumeFlags`.

    Raises:
        UserFault: there is none, it is held by another process, or what changes rows has changed.
        Paused: it stopped again before its end."""
    from seedbed.app.views.terminal import Terminal
    from seedbed.graphs import lifecycle
    from seedbed.graphs.at_rest import mend

    path = Path(path)
    refuse_slips("resume", flags, ResumeFlags)
    stopped = read_run(path, flags)
    if stopped.finished:
        mend(path)
        return open_run(path)
    observer = Terminal(yes=stopped.yes, quiet=quiet, capped=stopped.capped, present=False)
    with followed(path, flags.get("trace", ""), tell), closing(observer):
        outcome = await lifecycle.resume(path, stopped.settings, observer, **stopped.wishes)
    return _ended(path, outcome, stopped.yes)


def _ended(path: Path, outcome: Any, yes: bool) -> RunView:
    """The run, also one that waits for its first approval. Raises Paused: it stopped before its end."""
    from seedbed.graphs.approval.questions import question_of

    if not yes and outcome.status["state"] == "awaiting approval":
        return open_run(path)
    if outcome.exit_code not in (0, 1):
        with closing(open_for_reading(path).open_store()) as store:
            asked = question_of(store)
        larger = asked is not None and asked.point == "budget"
        how = f"{str(path)!r}, budget=…) with a larger one" if larger else f"{str(path)!r})"
        raise Paused(f"{outcome.stopped_because}; resume({how} goes on")
    return open_run(path)


def _outside(work: Callable[P, Coroutine[Any, Any, RunView]]) -> Callable[P, RunView]:
    """The twin of a coroutine function that runs it to its end, outside any event loop."""

    @wraps(work)
    def twin(*args: P.args, **kwargs: P.kwargs) -> RunView:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(work(*args, **kwargs))
        step = "await the async twin: abuild, aresume"
        raise UserFault("an event loop is running already (a notebook?)", next_step=step)

    twin.__name__ = twin.__qualname__ = work.__name__.removeprefix("a")
    return twin


build, resume = _outside(abuild), _outside(aresume)
