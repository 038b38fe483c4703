"""The run folder: where each file of a run lies, who holds it.

One process holds a run, by an OS file lock; others open it for reading."""

import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, suppress
from fnmatch import fnmatchcase
from pathlib import Path

from filelock import FileLock, Timeout

from seedbed.memory.errors import Paused, UserFault
from seedbed.memory.files.disk import NOTE, PART, STORE, holds_run, typed, write_atomic
from seedbed.memory.spec import Spec
from seedbed.memory.store.damage import anew
from seedbed.memory.store.opening import OlderStore, begun, open_store, remove_store, worked_on
from seedbed.memory.store.postgres.place import Unreached, place_of, remember
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.sql import SqlStore

_PATIENCE, _LOOK_EVERY = 0.3, 0.02
"""Seconds for which a lock is tried: who only looks whether a run is held may have it for a moment."""
_FILES = (".yaml", ".jsonl", ".json", ".html", ".md", ".sqlite")
"""How the names of a run's files end."""
_OWN = (f"{STORE}*", NOTE, "checkpoints.sqlite*", "recipe.yaml", "recipe-*.yaml", "build.log*", ".*")
"""Names of a run's own files, besides those that each run has."""
_MADE_IN = "made_in"
"""Key of the run's values: the folder in which it was made; from the run's own, where that lies in it."""


class Held(UserFault):
    """Another process is working on the run."""


class RunFolder:
    """The paths of one run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.spec = path / "spec.yaml"
        self.plan = path / "plan.yaml"
        self.dataset = path / "dataset.jsonl"
        self.provenance = path / "provenance.jsonl"
        self.rejected = path / "rejected.jsonl"
        self.failures = path / "failures.jsonl"
        self.events = path / "events.jsonl"
        self.checkpoints = path / "checkpoints.sqlite"
        self.report_html = path / "report.html"
        self.report_json = path / "report.json"
        self.card = path / "README.md"
        self.sources = path / "sources"
        self.worlds = path / "worlds"
        self.index = path / "index"
        self.lock = path / ".lock"
        self._away = path / ".away"
        self._lock = FileLock(self.lock)
        self._opened: os.stat_result | None = None
        """The store's file, once this process has opened it to write."""
        self._locked: os.stat_result | None = None
        """The lock's file, once this process has held it."""

    @property
    def store(self) -> Path:
        """The store, or the note of where it lies."""
        note = self.path / NOTE
        return note if os.path.isfile(note) else self.path / STORE

    def keep_place(self, store: Store) -> None:
        """Keep that a new run is made in the current folder: from there go the paths that it is given."""
        here, run = Path.cwd(), Path(os.path.realpath(self.path))
        inside = run.is_relative_to(here)  # then both may be moved
        store.set_meta(_MADE_IN, os.path.relpath(here, run) if inside else str(here))

    def made_in(self, store: Store) -> Path:
        """The folder in which it was made; of a run by an older version, the current one."""
        return self.path / (store.meta(_MADE_IN) or Path.cwd())

    def recipes(self, spec: Spec) -> Iterator[tuple[Path, str]]:
        """Each part's recipe as used, and where it is kept: `recipe.yaml`, or `recipe-PART.yaml` where there
        are several."""
        own = [part for part in spec.parts if part.recipe]
        for part in own:
            name = "recipe.yaml" if len(own) == 1 else f"recipe-{part.name}.yaml"
            yield self.path / name, str(part.recipe)

    def has(self, name: str) -> bool:
        """Whether a file or folder of this name beside the store is the run's own."""
        named = (path.name for path in vars(self).values() if isinstance(path, Path) and path != self.path)
        return name in named or any(fnmatchcase(name, own) for own in _OWN)

    def refuse_links(self) -> None:
        """See that each file of the run is its own. Raises UserFault: one is a link, or a folder."""
        for path in self.path.iterdir():
            if path.is_symlink():
                what = "is a link, and a run has only files of its own"
                step = "put the file itself there, or remove the link"
                raise UserFault(what, where=str(path), next_step=step)
            if path.is_dir() and (path == self.lock or path.suffix in _FILES):
                what = "is a folder, where the run has a file"
                raise UserFault(
                    what, where=str(path), next_step="move it elsewhere: the file is written anew"
                )

    def hold(self) -> AbstractContextManager[object]:
        """Hold the run until `release`, or for the time of a `with`.

        Raises:
            Held: another process holds it.
            UserFault: one of its files is a link: a folder made elsewhere could
                have this process write anywhere."""
        self.refuse_links()
        try:
            held = self._lock.acquire(timeout=_PATIENCE, poll_interval=_LOOK_EVERY)
            self._locked = os.stat(self.lock)
            return held
        except Timeout as error:
            who = f" (number {number})" if (number := self._holder()) else ""
            what = f"another process is working on this run{who}"
            step = f"`seedbed status {typed(self.path)}` looks on, `seedbed stop {typed(self.path)}` ends it"
            raise Held(what, where=str(self.path), next_step=step) from error
        except PermissionError as error:  # told as of a disk that is read-only
            raise OSError(errno.EROFS, str(error.strerror), error.filename) from error

    def _holder(self) -> int:
        """The process of this machine that holds the run; 0: none, or the system doesn't say."""
        with suppress(OSError, ValueError, IndexError):  # Linux alone has the list
            file = self.lock.stat()
            mine = f"{os.major(file.st_dev):02x}:{os.minor(file.st_dev):02x}:{file.st_ino}"
            for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
                _, _, _, _, process, place = line.split()[:6]
                if place == mine and int(process) > 0:
                    return int(process)
        return 0

    def release(self) -> None:
        """Let others hold it."""
        self._lock.release()

    def held(self) -> str:
        """Which other process holds it, on this machine or by what its database says; empty: none that can
        be seen. Where the system names it, the lock isn't touched. Raises UserFault: the database can't be
        asked."""
        if who := self._holder():
            return f"process {who}"
        try:
            self.refuse_links()
            if self.lock.exists():  # else nobody has ever worked on it, and none is left where no run is
                self.hold()
                self.release()
        except Held:
            return "another process"
        except OSError as error:  # where nothing can be written nothing is held, nor what is gone meanwhile
            if error.errno not in (errno.EROFS, errno.ENOENT):
                raise
        return worked_on(self.store) if self.store.name == NOTE else ""

    def open_store(self, *, write: bool = False, migrate: bool = False) -> SqlStore:
        """The run's store. Raises UserFault: it is missing, damaged or of another version."""
        try:
            store = open_store(self.store, write=write, migrate=migrate, hold=write and self._lock.is_locked)
            if write and self.store.name == STORE:
                self._opened = os.stat(self.store)
            return store
        except Unreached as fault:
            if (who := self._holder()) and self._away.is_file():
                said = self._away.read_text(encoding="utf-8")
                step = (
                    f"process {who} works on the run and says since {said}; `kill {who}` ends it, resumable"
                )
                raise Unreached(fault.what, where=fault.where, next_step=step) from fault
            raise

    def gone(self) -> str:
        """That the store which this process writes has left its place, and what to do; empty: it is there."""
        try:
            now = os.stat(self.store)
            if self._opened is None or os.path.samestat(now, self._opened):
                return ""
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ESTALE):
                return ""
        if self.without_store:
            return f"{self.store}: the run's store was taken away while it was built — {anew(self.path)}"
        left = ", nothing was written into what is there now" if os.path.lexists(self.path) else ""
        step = "`seedbed resume` goes on where it lies now; if it was deleted, build again"
        return f"{self.path}: the run's folder was moved or deleted{left}, and nothing more is asked — {step}"

    def refuse_gone(self) -> None:
        """Raises Paused: as `gone` says."""
        if gone := self.gone():
            raise Paused(gone)

    @property
    def without_store(self) -> bool:
        """Whether the folder is the one that this process has held, and holds no run."""
        with suppress(OSError):
            mine = self._locked is not None and os.path.samestat(os.stat(self.lock), self._locked)
            return mine and not holds_run(self.path)
        return False

    def waits_for_store(self, why: str) -> None:
        """Keep for other processes, which can't ask the store, why this waits for it; empty: it is back."""
        with suppress(OSError):
            self._away.unlink(missing_ok=True)
            if why:
                self._away.write_text(f"{time.strftime('%H:%M:%S on %Y-%m-%d')}: {why}", encoding="utf-8")

    def remove(self) -> None:
        """The folder, and what lies elsewhere of the run; a link to a folder leads to an empty one again."""
        remove_store(self.store)
        here = os.path.realpath(self.path)
        for _ in range(2):  # where somebody looks at the store meanwhile, SQLite makes files beside it again
            shutil.rmtree(here, ignore_errors=True)
        if self.path.is_symlink():
            os.makedirs(here, exist_ok=True)

    def tidy(self) -> None:
        """Remove what processes on the run that were killed left half-written."""
        parts = f".[!.]*.{'?' * 8}{PART}"  # `write_atomic` names them so
        mine = (one for one in self.path.glob(parts) if self.has(one.name[1:].rsplit(".", 2)[0]))
        logs = (self.checkpoints.with_name(f"{self.checkpoints.name}{end}") for end in ("-wal", "-shm"))
        for left in (*mine, *self.sources.glob(parts), *logs):
            left.unlink(missing_ok=True)

    def bring_up_to_date(self) -> None:
        """Migrate a store that an older version made, with a copy of it kept; does nothing to a newer one.

        Raises:
            Held: another process holds the run.
            UserFault: one of its files is a link, or the store can't be read."""
        self.refuse_links()
        try:
            self.open_store().close()
        except OlderStore:
            with self.hold():
                self.open_store(write=True, migrate=True).close()


def create(path: Path, store: str = "") -> RunFolder:
    """A new run folder, held by this process. `store`: address of the database in which its store is to
    lie; empty: in the folder. Raises UserFault: the path is taken, or can't be written; the address is
    none."""
    elsewhere = place_of(store, path) if store else None
    try:
        _see_free(path)
        path.mkdir(parents=True, exist_ok=True)
        folder = RunFolder(path)
        folder.sources.mkdir(exist_ok=True)
        folder.hold()
        try:
            _see_free(path)  # another process may have had it meanwhile
        except UserFault:
            folder.release()
            raise
        remove_store(folder.store)
        for left in (path / NOTE, *path.glob(f"{STORE}*")):
            left.unlink(missing_ok=True)
        if elsewhere is not None:
            remember(elsewhere)
            write_atomic(path / NOTE, elsewhere.note)
    except OSError as error:  # of the place, not of a run that could go on there
        raise UserFault(
            f"can't be written: {error.strerror}", where=str(path), next_step="give another --out"
        ) from None
    return folder


def _see_free(path: Path) -> None:
    if path.is_symlink() and not path.exists():
        raise UserFault("is a link that leads nowhere", where=str(path), next_step="give another --out")
    if path.exists() and (not path.is_dir() or any(path.iterdir())) and not _unbegun(path):
        run = holds_run(path)
        raise UserFault(
            "there is a run already" if run else "the path is not empty",
            where=str(path),
            next_step=f"`seedbed resume {typed(path)}` goes on with it, or give another --out"
            if run
            else "give another --out",
        )


def _unbegun(path: Path) -> bool:
    """Whether there is but what a build leaves that was killed before it wrote down what was asked for."""
    made = {
        "sources",
        ".lock",
        ".away",
        NOTE,
        *(f"{STORE}{more}" for more in ("", "-wal", "-shm", "-journal")),
    }
    if not path.is_dir() or {one.name for one in path.iterdir()} - made or any(path.glob("sources/*")):
        return False
    if (path / NOTE).exists():
        return not begun(path / NOTE)
    if not (store := path / STORE).exists():
        return True
    try:
        with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM meta WHERE key = 'request'").fetchone() is None
    except sqlite3.DatabaseError as error:
        return "no such table" in str(error)


def outside(path: Path, flag: str, new: Path | None = None, spared: str = "") -> Path:
    """Where a file goes that a person names, through links. Raises UserFault: it is a run's own. `flag`: by
    which it is named. `new`: folder of a run that is to be made. `spared`: a name that it may have."""
    real, made = Path(os.path.realpath(path)), new and Path(os.path.realpath(new))
    for inside, folder in zip((real, *real.parents), real.parents, strict=False):
        own = RunFolder(folder).has(inside.name) and inside.name != spared
        if own and (folder == made or holds_run(folder)):
            what = "is a run's own file, which would be lost"
            raise UserFault(what, where=str(path), next_step=f"give another {flag}")
    return real if path.is_symlink() else path


def open_for_reading(path: Path) -> RunFolder:
    """An existing run, not held. Raises UserFault: there is no run."""
    folder = RunFolder(path)
    there = os.path.isfile(folder.store)
    if there and _unbegun(path):
        step = "build again, into the same"
        raise UserFault("it was cut short before anything was in it", where=str(path), next_step=step)
    if not there:
        if os.path.isfile(folder.spec):
            if not any(one.exists() for one in (folder.lock, folder.events, folder.dataset)):
                step = f"seedbed build {typed(path)}"
                raise UserFault("it was planned, and never built", where=str(path), next_step=step)
            raise UserFault("the run's store is gone", where=str(folder.store), next_step=anew(folder.store))
        beside = path.parent.iterdir() if os.path.isdir(path.parent) else ()
        near = sorted(p.name for p in beside if holds_run(p))
        hint = f"runs beside it: {', '.join(near[:6])}" if near else "`seedbed build` makes one"
        raise UserFault("there is no run", where=str(path), next_step=hint)
    return folder
