"""People's review of one run, as the viewer holds it: the pool that rows are drawn from, decisions on their
way, and the timer by which the files are written once nobody has decided for a while.

A decision is in the run's command table before its page is answered, and carried out, unless another process
holds the run: that one takes it up, or the timer does when the run is free again. Decisions that wait count
as made."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing, suppress
from functools import lru_cache
from typing import Any

from seedbed.app.viewer.runs import ViewedRun, spec_of
from seedbed.graphs.at_rest import DECISIONS, decide, settle
from seedbed.graphs.commands.carry_out import change_of
from seedbed.graphs.commands.orders import Decide, Undo
from seedbed.graphs.commands.reviewing import refuse_twice
from seedbed.memory.errors import Paused, UserFault
from seedbed.memory.files.run_folder import Held
from seedbed.memory.review import Decided, Said, by_row, decided, last_of
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.review.order import Item, upcoming
from seedbed.tools.evaluation.review.signals import Pool, read_pool
from seedbed.tools.evaluation.review.told import estimate

_FIRST = 10.0
"""Seconds that a page waits for the rows to be read the first time."""
_STALE = 1.2
"""Times more candidates than the pool was read from, after which it is read again."""
_AGAIN = 0.5
"""Seconds after which a run that was held is tried again."""
_IDLE, _IDLE_A_ROW = 5.0, 0.0007
"""Seconds without a decision after which the files are written, and more for each row of the dataset: about
as long as writing takes."""


class Reviewing:
    """One run under review."""

    def __init__(self, run: ViewedRun) -> None:
        self._run = run
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self._committed, self._seq = 0, 0
        """Commits that the pool was read from, and the last event that it knows of."""
        self._reading: threading.Thread | None = None
        self._shown: dict[str, Item | None] = {}
        """Reviewer → what is shown to them."""
        self._sent: dict[int, str] = {}
        """Command → who sent it."""
        self._refused: defaultdict[str, list[str]] = defaultdict(list)
        self._fault = ""
        self._timer = threading.Timer(0.0, self._rest)

    def pool(self, store: Store, wait: float = _FIRST) -> Pool | None:
        """The candidates; None: they are still being read, after seconds of waiting for the first time."""
        with self._lock:
            known = self._pool is not None
            fresh = known and store.committed() <= self._committed * _STALE + 1
            if not fresh and not (self._reading and self._reading.is_alive()):
                self._reading = threading.Thread(target=self._read, daemon=True)
                self._reading.start()
            reading = self._reading
        if not known and reading is not None:
            reading.join(wait)
        with self._lock:
            self._follow(store)
            return self._pool

    def _read(self) -> None:
        # Of a run that is gone or damaged, the page that is asked for says so.
        with suppress(UserFault), self._run.open() as store:
            committed, seq = store.committed(), store.last_seq()
            pool = read_pool(store, spec_of(store).seed)
            with self._lock:
                self._follow(store)
                self._pool, self._committed, self._seq = pool, committed, seq

    def _follow(self, store: Store) -> None:
        """Which rows have been withdrawn, or stand again, and which commands were refused, since they were
        read."""
        if self._pool is None:
            return
        for event in store.events(self._seq):
            self._seq = event.seq
            if event.kind in ("row withdrawn", "row restored"):
                if (row := self._pool.rows.get(event.data["number"])) is not None:
                    row.gone = event.kind == "row withdrawn"
            elif event.kind == "refused" and (name := self._sent.pop(event.data["command"], "")):
                self._refused[name].append(str(event.data["why"]))

    def notices(self, reviewer: str) -> list[str]:
        """What a reviewer wasn't told yet of orders that couldn't be had; and why no files are written."""
        with self._lock:
            return [*self._refused.pop(reviewer, ()), *filter(None, [self._fault])]

    def decisions(self, store: Store) -> list[Decided]:
        """All that stand, those on their way included."""
        waiting = store.waiting()
        made = decided(store)
        while (still := store.waiting()) != waiting:  # one was carried out in between
            waiting, made = still, decided(store)
        for command in waiting:
            if command.name == "decide":
                order = Decide.model_validate(command.arguments)
                found = store.find_row(order.row)
                said = order.model_dump(include={*Said.model_fields} - {"fixed"})
                made.append(Decided(**said, number=found[0].number if found else 0))
            elif command.name == "undo":
                taken = last_of(made, **command.arguments)
                made = [one for one in made if one is not taken]
        return made

    def next(self, reviewer: str, **known: Any) -> Item | None:
        """What a reviewer is shown next, and others who are at it aren't; None: nothing is left. `known`: for
        `upcoming`."""
        with self._lock:
            others = {item.id for name, item in self._shown.items() if item and name != reviewer}
            self._shown[reviewer] = next(upcoming(reviewer=reviewer, elsewhere=others, **known), None)
            return self._shown[reviewer]

    def hand(self, order: Decide | Undo) -> str:
        """Hand a decision to the run: it is kept when this returns, and usually carried out; what is to be
        said of it. Raises UserFault: it can't be had; nothing is changed then."""
        made = ""
        with self._run.open() as store:
            if isinstance(order, Decide) or not any(one.name in DECISIONS for one in store.waiting()):
                made = change_of(order, store).made
            with self._lock:
                _refuse(order, self.decisions(store))
                with closing(self._run.folder.open_store(write=True)) as written:
                    name = "decide" if isinstance(order, Decide) else "undo"
                    number = written.send(name, order.model_dump(mode="json"))
                self._sent[number] = order.reviewer
            rows = store.counts().get("accepted", 0)
        with suppress(UserFault, Paused):  # the timer tries again, and says why it can't be
            if not self._run.folder.held():
                decide(self._run.folder)
        self._stir(_IDLE + _IDLE_A_ROW * rows)
        return made

    def close(self) -> None:
        """Carry out what waits, and write the files, unless another process holds the run."""
        self._timer.cancel()
        if self._timer.is_alive():
            self._timer.join()
        self._rest()
        self._timer.cancel()

    def _stir(self, pause: float) -> None:
        """Have what waits carried out and the files written, once nobody has decided for so many seconds."""
        with self._lock:
            self._timer.cancel()
            self._timer = threading.Timer(pause, self._rest)
            self._timer.daemon = True
            self._timer.start()

    def _rest(self) -> None:
        try:
            with self._run.open() as store:
                waits = any(command.name in DECISIONS for command in store.waiting())
            if waits:
                decide(self._run.folder)
            settle(self._run.folder)
            self._fault = ""
        except Held:
            self._stir(_AGAIN)
        except (UserFault, Paused) as fault:
            self._fault = str(fault)


def _refuse(order: Decide | Undo, made: Sequence[Decided]) -> None:
    """Refuse a second decision about a row, and to take back any other than the last. `made`: all decisions,
    those on their way included."""
    if isinstance(order, Decide):
        refuse_twice(order, by_row(made).get(order.row, ()))
    elif (mine := last_of(made, order.reviewer)) and mine.row != order.row:
        raise UserFault("that isn't your last decision any more", next_step="look at what is")


reviewing = lru_cache(maxsize=256)(Reviewing)
"""What the viewer holds of a run's review."""
known_share = lru_cache(maxsize=64)(estimate)
"""As `told.estimate`, computed once."""
