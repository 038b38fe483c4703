"""Who looks on at a build from a terminal: says what was decided, shows the live view, asks for approval.

With a terminal there is a live view; piped, a line per stage and one every tenth of the rows; `--quiet`,
nothing but questions. Implements `graphs.watcher.Watcher`.
"""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING, Any

from seedbed.app.console import interactive, people
from seedbed.app.escape import line
from seedbed.app.live import STAGES, picture
from seedbed.memory.errors import AwaitingApproval
from seedbed.tools.evaluation.amounts import duration, money, number, percent

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

    from seedbed.graphs.watcher import Proposal, View

YES_UP_TO = 5.0
"""US dollars that `--yes` may spend where no budget is named."""
_LOOK_EVERY = 0.5
"""Seconds between two looks at a piped build."""


@dataclass(slots=True)
class Terminal:
    """A person at a terminal, or a pipe."""

    yes: bool = False
    """`--yes`: plan and cost are approved, what is unclear is decided."""
    quiet: bool = False
    capped: bool = False
    """Whether a budget is named."""
    looking_only: bool = False
    """`--dry-run`: the plan is shown, and nothing is approved."""
    console: "Console" = field(default_factory=people)
    present: bool = field(default_factory=interactive)
    """Whether a person can be asked."""
    _told: set[str] = field(default_factory=set)
    _tenths: int = 0
    _view: "Callable[[], View] | None" = None
    _live: "Live | None" = None
    _beat: "asyncio.Task[None] | None" = None

    # Watcher ---------------------------------------------------------------------------------------

    def said(self, message: str) -> None:
        """A decision, one line."""
        if not self.quiet:
            self.console.print(f"· {line(message)}", soft_wrap=True)

    def stage(self, name: str) -> None:
        """A stage began."""
        first = name not in self._told
        self._told.add(name)
        if first and not self.quiet and not self._live and name not in ("approve", "critique", "steer"):
            self.console.print(f"{line(name)}: {line(STAGES.get(name, ''))}", style="cyan")
        if name == "produce":
            self._begin()

    def attach(self, view: "Callable[[], View]") -> None:
        """The figures of the moment."""
        self._view = view

    async def approve(self, proposal: "Proposal") -> bool | None:
        """A person's yes to plan and cost; with `--yes` it is given, up to a price.

        Raises:
            AwaitingApproval: `--yes` without a budget, and the estimate is above the price stated.
            Interrupted: Ctrl-C.
        """
        if not self.quiet or not self.yes or self.looking_only:
            for piece in proposed(proposal):
                self.console.print(piece)
        if self.looking_only:
            return False
        usd = proposal.estimate.usd
        if self.yes and not self.capped and not proposal.free and usd is not None and usd > YES_UP_TO:
            raise AwaitingApproval(
                f"the estimate is {money(usd)}, and --yes alone approves up to {money(YES_UP_TO)}: "
                f"name a cap, such as --budget {usd * 1.3:.0f}usd"
            )
        if self.yes:
            return True
        if not self.present:
            return None
        return (await self._answer("Build it? [y/N] ")).strip().lower() in ("y", "yes")

    async def ask(self, question: str, choices: tuple[str, ...]) -> str | None:
        """A person's answer, by number or in words; None: nobody is there, or `--yes`.

        Raises:
            Interrupted: Ctrl-C.
        """
        if self.yes or not self.present:
            return None
        self.console.print(line(question), style="bold")
        for place, choice in enumerate(choices, 1):
            self.console.print(f"  {place}  {line(choice)}")
        while True:
            said = (await self._answer("Number (Enter: decide for me)? " if choices else "? ")).strip()
            if not said:
                return None
            if not choices or said in choices:
                return said
            if said.isdecimal() and 1 <= int(said) <= len(choices):
                return choices[int(said) - 1]

    # the live view ---------------------------------------------------------------------------------

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Whatever is shown ends with this."""
        try:
            yield
        finally:
            self.end()

    def _begin(self) -> None:
        """Show the live view, or begin to print a line every tenth of the rows."""
        if self.quiet or self._view is None or self._live or self._beat:
            return
        if not self.console.is_terminal:
            self._beat = asyncio.get_running_loop().create_task(self._report())
            return
        from rich.live import Live

        self._live = Live(
            console=self.console, get_renderable=self._picture, refresh_per_second=4, transient=True
        )
        self._live.start()

    def _picture(self) -> "RenderableType":
        if self._view is None:
            return ""
        return picture(self._view(), self.console.width, self.console.height - 1)

    async def _report(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(_LOOK_EVERY)

    def look(self) -> None:
        """Print the figures if another tenth of the rows is there."""
        if self._view is None:
            return
        view = self._view()
        tenth = 10 * view.accepted // max(view.requested, 1)
        if tenth > self._tenths and view.accepted < view.requested:
            self._tenths = tenth
            self.console.print(progress(view), soft_wrap=True)

    def end(self) -> None:
        """Stop showing."""
        if self._live:
            self._live.stop()
            self._live = None
        if self._beat:
            self._beat.cancel()
            self._beat = None
        self._view = None

    # questions -------------------------------------------------------------------------------------

    async def _answer(self, prompt: str) -> str:
        """One line typed by a person. The loop goes on; Ctrl-C ends the question."""
        from seedbed.graphs.lifecycle import Interrupted

        self.console.print(prompt, end="")
        loop = asyncio.get_running_loop()
        typed: asyncio.Future[str] = loop.create_future()

        def read() -> None:
            if not typed.done():
                typed.set_result(sys.stdin.readline())

        def end() -> None:
            if not typed.done():
                typed.set_exception(Interrupted("interrupted"))

        def on_signal(_number: int, _frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(end)

        before = signal.signal(signal.SIGINT, on_signal)
        loop.add_reader(sys.stdin.fileno(), read)
        try:
            return await typed
        finally:
            loop.remove_reader(sys.stdin.fileno())
            signal.signal(signal.SIGINT, before)


def progress(view: "View") -> str:
    """The figures in one line."""
    decided = view.accepted + view.rejected + view.failed
    said = [
        f"{number(view.accepted)} of {number(view.requested)} rows",
        f"{percent(view.accepted / decided)} accepted" if decided else "",
        f"{number(view.prompt_tokens + view.completion_tokens)} tokens",
        money(view.usd) if view.usd else "",
        duration(view.seconds),
    ]
    return "  " + " · ".join(filter(None, said))


def proposed(proposal: "Proposal") -> Iterator[Any]:
    """Plan, methods and cost, for a person to approve."""
    from rich.text import Text

    from seedbed.app.console import table
    from seedbed.app.escape import words

    plan = table("Part", "Rows", "Method", numbers=("Rows",))
    for part in proposal.spec.parts:
        plan.add_row(words(part.name), number(part.rows), words(proposal.methods.get(part.name, "")))
    yield plan
    for part in proposal.spec.parts:
        leaves = [leaf.name for leaf in proposal.plan.part(part.name).tree.leaves()]
        yield words(f"{part.name}: {line(part.topic, 200)}")
        if part.labels:
            yield words(f"  labels: {_some([label.name for label in part.labels])}", "dim")
        yield words(f"  concepts: {_some(leaves)}", "dim")
    yield Text()
    estimate = proposal.estimate
    if proposal.free:
        cost = "nothing is billed: every model runs on this machine"
    elif estimate.usd is None:
        cost = "its price is not known: `price` in the spec's `models` says it, --budget caps it"
    else:
        cost = f"about {money(estimate.usd)}"
    yield Text(
        f"Estimate: {number(estimate.candidates)} candidates, {number(estimate.calls)} calls, "
        f"{number(estimate.tokens)} tokens; {cost}."
    )
    if proposal.hosts:
        yield Text(
            f"Text of your documents will go to {', '.join(map(line, proposal.hosts))}.", style="bold yellow"
        )


def _some(names: list[str], most: int = 6) -> str:
    more = f", … {len(names)} in all" if len(names) > most else ""
    return ", ".join(names[:most]) + more
