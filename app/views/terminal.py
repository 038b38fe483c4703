"""Who looks on at a build from a terminal: says what was decided, shows the live view, asks for approval.

With a terminal there is a live view; piped, a line per stage and one every tenth of the rows; `--quiet`,
nothing but questions."""

import asyncio
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

from rich.console import Console
from rich.live import Live

from seedbed.agent.models.settings import Settings
from seedbed.app.console import console, interactive, line, words
from seedbed.app.proposal import proposed
from seedbed.app.views.live import STAGES, figures, picture
from seedbed.graphs.observer import Observer, Question, View
from seedbed.memory.errors import AwaitingApproval, Interrupted
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.report.amounts import money

YES_UP_TO = 5.0
"""US dollars that `--yes` may spend where no budget is named."""
_LOOK_EVERY = 0.4
"""Seconds between two looks at a build."""
_PAUSES = 20
"""How many times as long as a look took is waited at least: there may be much to count."""


@dataclass(slots=True)
class Terminal(Observer):
    """A person at a terminal, or a pipe."""

    yes: bool = False
    """`--yes`: plan and cost are approved, what is unclear is decided."""
    quiet: bool = False
    capped: bool = False
    """Whether a budget is named."""
    looking_only: bool = False
    """`--dry-run`: the plan is shown, and nothing is approved."""
    leaves_run: bool = True
    """Whether what is built is there afterwards, to be resumed."""
    console: Console = field(default_factory=partial(console, True))
    present: bool = field(default_factory=interactive)
    """Whether a person can be asked."""
    notify: Callable[[str, str], None] = field(default=lambda event, told: None)
    """Tells somebody who is away: a state of the run (or `stalled`, `goes on`), and why."""
    _told: set[str] = field(default_factory=set)
    _tenths: int = 0
    _view: Callable[[], View] | None = None
    _live: Live | None = None
    _beat: asyncio.Task[None] | None = None

    def said(self, message: str) -> None:
        if not self.quiet:
            self.console.print(f"· {line(message)}", soft_wrap=True)

    def told(self, message: str) -> None:
        """As `said`, with --quiet too."""
        self.console.print(words(message), soft_wrap=True)

    def stage(self, name: str) -> None:
        first = name not in self._told
        self._told.add(name)
        if first and not self.quiet and not self._live and name not in ("approve", "critique", "steer"):
            self.console.print(f"{line(name)}: {line(STAGES.get(name, ''))}", style="cyan")
        if name != "produce" or self.quiet or self._view is None or self._beat:
            return
        if self.console.is_terminal:
            # No refresh from rich's own thread: the view reads the store, which belongs to the loop's.
            self._live = Live(console=self.console, auto_refresh=False, transient=True)
            self._live.start()
        self._beat = asyncio.get_running_loop().create_task(self._look_on())

    def attach(self, view: Callable[[], View]) -> None:
        self._view = view

    async def approve(self, question: Question, store: Store) -> bool | None:
        """A person's yes to plan and cost; with `--yes` it is given, up to a price.

        Raises:
            AwaitingApproval: `--yes` without a budget, and the estimate is above the price stated.
            Interrupted: Ctrl-C."""
        if not self.quiet or self.looking_only or (self.present and not self.yes):
            for piece in proposed(question, store, left=self.leaves_run and not self.looking_only):
                self.console.print(piece)
        if self.looking_only:
            return False
        usd = question.estimate.usd if question.estimate else None
        if self.yes and not self.capped and not question.free and usd is not None and usd > YES_UP_TO:
            raise AwaitingApproval(
                f"the estimate is {money(usd)}, and --yes alone approves up to {money(YES_UP_TO)}: "
                f"name a cap, such as --budget {usd * 1.3:.0f}usd"
            )
        if self.yes:
            return True
        if not self.present:
            return None
        self.notify("awaiting approval", "")
        return (await self._answer("Build it? [y/N] ")).strip().lower() in ("y", "yes")

    async def ask(self, question: str, choices: tuple[str, ...]) -> str | None:
        """A person's answer, by number or in words; None: nobody is there, or `--yes`. Raises Interrupted:
        Ctrl-C."""
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

    async def _look_on(self) -> None:
        while True:
            began = time.monotonic()
            self.look()
            await asyncio.sleep(max(_LOOK_EVERY, _PAUSES * (time.monotonic() - began)))

    def look(self) -> None:
        """Show the figures of the moment; piped, print them if another tenth of the rows is there."""
        if self._view is None:
            return
        view = self._view()
        if self._live:
            self._live.update(picture(view), refresh=True)
            return
        tenth = 10 * view.accepted // max(view.requested, 1)
        if tenth > self._tenths and view.accepted < view.requested:
            self._tenths = tenth
            self.console.print(f"  {' · '.join(figures(view))}", soft_wrap=True)

    def close(self) -> None:
        if self._beat:
            self._beat.cancel()
            self._beat = None
        if self._live:
            self._live.stop()
            self._live = None
        self._view = None

    # questions -------------------------------------------------------------------------------------

    async def _answer(self, prompt: str) -> str:
        """One line typed by a person. The loop goes on; Ctrl-C ends the question, and so does an answer from
        elsewhere."""
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
        except asyncio.CancelledError:
            self.console.print()  # what is said next begins a line
            raise
        finally:
            loop.remove_reader(sys.stdin.fileno())
            signal.signal(signal.SIGINT, before)


def before(
    settings: Settings, observer: Terminal, said: Iterable[str] = (), *, approved: bool = False
) -> None:
    """Say which model will work, and stop where nobody could approve its cost. Raises AwaitingApproval: an
    endpoint would be asked, nobody is there, and `--yes` isn't given.

    Args:
        said: What else there is to say first.
        approved: Plan and cost were approved before."""
    for sentence in said:
        observer.said(sentence)
    if not settings.configured and not observer.quiet:
        from seedbed.agent.models.local.embedded import notice

        observer.console.print(words(notice()))
        observer.console.print()
    asked = [model for model in settings.models.values() if not model.embedded]
    if asked and not (approved or observer.yes or observer.present):
        raise AwaitingApproval(
            "there is no terminal to approve plan and cost in, and no --yes: nothing was asked of "
            f"{asked[0].model.base_url} — give --yes, and --budget to cap it"
        )
