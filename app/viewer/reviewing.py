"""People's review of one run, as the viewer holds it: the pool that rows are drawn from, decisions on their
way, and the thread that carries them out where nobody works on the run.

A decision is in the run's command table before its page is answered; the files follow while the next row is
read. Decisions that wait count as made.
"""

import threading
from contextlib import closing, suppress
from functools import lru_cache

from seedbed.app.viewer.runs import ViewedRun, spec_of
from seedbed.graphs.commands.carry_out import change_of
from seedbed.graphs.commands.orders import Decide, Undo
from seedbed.graphs.lifecycle import obey_at_rest
from seedbed.memory.errors import Paused, UserFault
from seedbed.memory.files.run_folder import Held
from seedbed.memory.review import Decided, decided
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.calibration import Probes
from seedbed.tools.evaluation.faithfulness import Estimate
from seedbed.tools.evaluation.review.signals import Pool, read_pool
from seedbed.tools.evaluation.review.told import Sample, estimate

_SOON, _FIRST = 0.3, 10.0
"""Seconds that a page waits for a decision to be carried out, and for the rows to be read the first time."""
_STALE = 1.2
"""Times more candidates than the pool was read from, after which it is read again."""


class Reviewing:
    """One run under review."""

    def __init__(self, run: ViewedRun) -> None:
        self._run = run
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self._read_at = (0, 0)
        """Commits and `seq` that the pool knows of."""
        self._reading: threading.Thread | None = None
        self._carrying: threading.Thread | None = None
        self.refused: list[str] = []
        """What couldn't be carried out and wasn't shown yet."""

    def pool(self, store: Store) -> Pool | None:
        """The candidates; None: they are still being read."""
        with self._lock:
            fresh = self._pool is not None and store.committed() <= self._read_at[0] * _STALE + 1
            if not fresh and not (self._reading and self._reading.is_alive()):
                self._reading = threading.Thread(target=self._read, daemon=True)
                self._reading.start()
            reading = self._reading
        if self._pool is None and reading is not None:
            reading.join(_FIRST)
        pool = self._pool
        if pool is not None:
            self._follow(pool, store)
        return pool

    def _read(self) -> None:
        # Of a run that is gone or damaged, the page that is asked for says so.
        with suppress(UserFault), self._run.open() as store:
            at = (store.committed(), store.last_seq())
            pool = read_pool(store, spec_of(store).seed)
            self._pool, self._read_at = pool, at

    def _follow(self, pool: Pool, store: Store) -> None:
        """Which rows have been withdrawn, or stand again, since the pool was read."""
        with self._lock:
            for event in store.events(self._read_at[1]):
                if event.kind in ("row withdrawn", "row restored") and event.data["number"] in pool.rows:
                    pool.rows[event.data["number"]].gone = event.kind == "row withdrawn"
            self._read_at = (self._read_at[0], store.last_seq())

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
                fields = {"decision", "reviewer", "reason", "note", "stream", "seconds"}
                said = order.model_dump(include=fields)
                made.append(Decided(row=order.row, number=found[0].number if found else 0, **said))
            elif command.name == "undo":
                name = str(command.arguments.get("reviewer"))
                last = next((one for one in reversed(made) if one.reviewer == name), None)
                made = [one for one in made if one is not last]
        return made

    def hand(self, order: Decide | Undo) -> None:
        """Hand a decision to the run: it is kept when this returns, and usually carried out.

        Raises:
            UserFault: it can't be had; nothing is changed then.
        """
        name = "decide" if isinstance(order, Decide) else "undo"
        with self._lock, self._run.open() as store:
            on_its_way = any(command.name in ("decide", "undo") for command in store.waiting())
            for one in self.decisions(store) if isinstance(order, Decide) and on_its_way else ():
                if one.row == order.row and one.reviewer == order.reviewer:
                    raise UserFault(f"{one.reviewer} decided the row {one.row} already: {one.decision}")
            if isinstance(order, Decide) or not on_its_way:
                change_of(order, store)
            if isinstance(order, Undo) and self._pool is not None:
                last = [one for one in self.decisions(store) if one.reviewer == order.reviewer][-1:]
                for row in (self._pool.rows[one.number] for one in last if one.number in self._pool.rows):
                    row.gone = False  # it is shown again
        with closing(self._run.folder.open_store(write=True)) as written:
            written.send(name, order.model_dump(mode="json"))
        self.carry()

    def carry(self) -> None:
        """Have what waits carried out, unless a process works on the run; waits for it a little."""
        with self._lock:
            if not (self._carrying and self._carrying.is_alive()):
                self._carrying = threading.Thread(target=self._carry)
                self._carrying.start()
            carrying = self._carrying
        carrying.join(_SOON)

    def _carry(self) -> None:
        try:
            while self._left():
                with self._run.open() as store:
                    before = store.last_seq()
                obey_at_rest(self._run.folder)
                with self._run.open() as store:
                    told = [str(e.data["why"]) for e in store.events(before) if e.kind == "refused"]
                self.refused += told
        except Held:
            return  # who works on it takes it up
        except (UserFault, Paused) as fault:
            self.refused.append(str(fault))

    def _left(self) -> bool:
        with self._run.open() as store:
            return any(command.name in ("decide", "undo") for command in store.waiting())


@lru_cache(maxsize=256)
def reviewing(run: ViewedRun) -> Reviewing:
    """What the viewer holds of a run's review."""
    return Reviewing(run)


@lru_cache(maxsize=64)
def known_share(one: Sample, probes: tuple[Probes, ...], seed: int) -> Estimate:
    """As `told.estimate`, computed once."""
    return estimate(one, probes, seed)
