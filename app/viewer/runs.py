"""The runs that are viewed: each under its folder's name, read from its store anew for every page."""

import math
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

from seedbed.app.viewer.index import RowIndex
from seedbed.memory.clauses import told, unfilled
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder, open_for_reading
from seedbed.memory.spec import Spec
from seedbed.memory.store.damage import decoding, reading
from seedbed.memory.store.protocol import StepCost, Store, Totals
from seedbed.memory.store.standing import plan_in, revised, spec_in
from seedbed.memory.store.status import read_status
from seedbed.memory.tree import ConceptTree

T = TypeVar("T")


class Kept(Generic[T]):
    """A value that many pages ask for. It is made anew once it is older than a second, and than ten times
    what making it took: at most a tenth of the time goes into it, however large the run."""

    def __init__(self) -> None:
        self._making, self._until = threading.Lock(), -math.inf
        self._value: T | None = None

    def __call__(self, make: Callable[[], T]) -> T:
        with self._making:
            if self._value is None or time.monotonic() > self._until:
                began = time.monotonic()
                self._value = make()
                now = time.monotonic()
                self._until = now + max(1.0, 10 * (now - began))
            return self._value


class ViewedRun:
    """One run: its folder, the index of its rows, and what of it is kept for a while."""

    def __init__(self, name: str, folder: RunFolder) -> None:
        self.name, self.folder = name, folder
        self.index, self._looking = RowIndex(), threading.Lock()
        self.moment: Kept[dict[str, Any]] = Kept()
        """What changes while the run is built."""
        self._spent: Kept[tuple[list[StepCost], Totals]] = Kept()
        self._fault: UserFault | None = None

    @contextmanager
    def open(self) -> Iterator[Store]:
        """The store, for reading. Raises UserFault: the run is gone, damaged or of another version."""
        folder = open_for_reading(self.folder.path)
        with decoding(folder.path), closing(folder.open_store()) as store:
            yield store

    @property
    def working(self) -> bool:
        # Whoever looks may take the lock: two pages at once would take each other for that process.
        with self._looking:
            try:
                return bool(self.folder.held())
            except (OSError, UserFault):  # the run is gone, or isn't ours to write in; its database is away
                return False

    def spent(self, store: Store) -> tuple[list[StepCost], Totals]:
        """What each step has cost, by cell and model; and all calls."""
        return self._spent(lambda: (store.steps(), store.totals()))

    def follow(self) -> None:
        """Bring the index up to date: here where little is new, else in a thread of its own. Raises
        UserFault: the rows couldn't be read."""
        if self.index.whole:
            self._fill()
        else:
            threading.Thread(target=self._fill, daemon=True).start()
        if self._fault is not None:
            raise self._fault

    def _fill(self) -> None:
        try:
            # Here each value of the store is taken apart: what goes wrong is the store's.
            with reading(self.folder.path), self.open() as store:
                if store.meta("plan") is not None:
                    self.index.refresh(store, spec_of(store))
            self._fault = None
        except UserFault as fault:
            self._fault = fault
        except (OSError, sqlite3.Error) as error:  # the index is closed, or has no room
            self._fault = UserFault(f"the rows can't be looked up: {error}", where=str(self.folder.path))


def spec_of(store: Store) -> Spec:
    """The spec of a run. Raises UserFault: it has none yet."""
    if (spec := spec_in(store)) is None:
        raise UserFault("the run has no spec yet", next_step="look again once its request is read")
    return spec


def status_of(run: ViewedRun, store: Store) -> dict[str, Any]:
    """The status of a run, its grades by what is read already (`RowIndex.whole`). Its clauses are told apart
    from it."""
    steps, totals = run.spent(store)
    return read_status(store, (), totals, steps, run.index.counts.grades())


def demands(run: ViewedRun, store: Store, spec: Spec) -> list[dict[str, Any]]:
    """Each clause of a run's request and how far it is kept, by the index; `missed`: the rows that don't keep
    it, of which seats without a row are none."""
    counts, counted = run.index.counts, run.index.counts.clauses()
    found = told(spec, counted, counts.delivered(), missing=unfilled(store, spec), given=counts.given())
    for number, one in enumerate(found):
        kept, asked = counted.get(number, (0, 0))
        one["missed"] = asked - kept
    return found


def trees_of(store: Store) -> Mapping[str, ConceptTree]:
    """Part → its concepts as they stand; none before there is a plan."""
    plan = plan_in(store)
    return revised(store, plan).trees if plan else {}


def viewed(paths: Sequence[Path]) -> dict[str, ViewedRun]:
    """Name → run, in the order given; runs whose folders have one name are numbered. Raises UserFault: one of
    them is no run."""
    found: dict[str, ViewedRun] = {}
    for path in paths:
        folder = open_for_reading(path)
        plain = path.resolve().name
        names = (plain, *(f"{plain}-{n}" for n in range(2, len(paths) + 1)))
        name = next(one for one in names if one not in found)
        found[name] = ViewedRun(name, folder)
    return found
