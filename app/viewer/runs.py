"""The runs that are viewed: each under its folder's name, read from its store anew for every page."""

import math
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from seedbed.app.viewer.index import RowIndex
from seedbed.app.viewer.spending import Spending
from seedbed.memory.clauses import told, unfilled
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder, open_for_reading
from seedbed.memory.spec import Spec
from seedbed.memory.store.damage import decoding, reading
from seedbed.memory.store.sql import SqlStore
from seedbed.memory.store.standing import plan_in, revised, spec_in
from seedbed.memory.store.status import read_status
from seedbed.memory.tree import ConceptTree

_SHORT = 20_000
"""Deliveries that are summed up while a page waits."""


class ViewedRun:
    """One run: its folder, and the index of its rows."""

    def __init__(self, name: str, folder: RunFolder) -> None:
        self.name, self.folder = name, folder
        self.index, self.spending = RowIndex(), Spending()
        self._looking, self.sharing = threading.Lock(), threading.Lock()
        self.moment: tuple[float, dict[str, Any]] = (-math.inf, {})
        """When what changes was looked up last, and what it was; whoever holds `sharing` looks it up."""
        self._fault: UserFault | None = None

    @contextmanager
    def open(self) -> Iterator[SqlStore]:
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

    def follow(self) -> None:
        """Bring index and sums up to date: here where little is new, else in a thread of its own. Raises
        UserFault: the rows couldn't be read."""
        if self.index.whole and self.spending.ready:
            self._fill()
        else:
            threading.Thread(target=self._fill, daemon=True).start()
        if self._fault is not None:
            raise self._fault

    def _fill(self) -> None:
        try:
            # Here each value of the store is taken apart: what goes wrong is the store's.
            with reading(self.folder.path), self.open() as store:
                self.spending.refresh(store)
                if store.meta("plan") is not None:
                    self.index.refresh(store, spec_of(store))
            self._fault = None
        except UserFault as fault:
            self._fault = fault
        except (OSError, sqlite3.Error) as error:  # the index is closed, or has no room
            self._fault = UserFault(f"the rows can't be looked up: {error}", where=str(self.folder.path))


def spec_of(store: SqlStore) -> Spec:
    """The spec of a run. Raises UserFault: it has none yet."""
    if (spec := spec_in(store)) is None:
        raise UserFault("the run has no spec yet", next_step="look again once its request is read")
    return spec


def status_of(run: ViewedRun, store: SqlStore) -> dict[str, Any]:
    """The status of a run, by what is summed up already (`Spending.ready`, `RowIndex.whole`); of a short
    ledger that is done here. Its clauses are told apart from it."""
    if not run.spending.ready and store.last_delivery() < _SHORT:
        run.spending.refresh(store)
    return read_status(store, (), run.spending.totals(), run.spending.steps(), run.index.counts.grades())


def demands(run: ViewedRun, store: SqlStore, spec: Spec) -> list[dict[str, Any]]:
    """Each clause of a run's request and how far it is kept, by the index."""
    counts = run.index.counts
    missing = unfilled(store, spec)
    return told(spec, counts.clauses(), counts.delivered(), missing=missing, given=counts.given())


def trees_of(store: SqlStore) -> Mapping[str, ConceptTree]:
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
