"""A run that nobody works on: what people ask of it is carried out, its files follow its store, and are
written again where they are missing or aren't what the store says.

A decision about a row is carried out by itself, in milliseconds however many rows there are (`decide`). The
files follow once for many of them (`settle`). Until then the run's value `BEHIND` says that they are older,
also after a kill: the next that may write them does (`obey`, `seedbed resume`, `seedbed audit --repair`).

To mend files (`mend`) the store is never changed, and where it isn't as the build left it nothing is written:
the files may be the truer ones. Texts of documents are read again from their originals, where these lie as
they did; a text that a search brought and a world's copy have no second place, so a missing one stays
missing."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from seedbed.graphs.approval.answers import answer_at_rest
from seedbed.graphs.commands.carry_out import asked_for, keep, write_files
from seedbed.graphs.commands.orders import ORDERS
from seedbed.graphs.commands.reviewing import Change
from seedbed.graphs.material.reading import cut_of
from seedbed.graphs.observer import LINES, progress
from seedbed.memory.errors import Paused, UserFault
from seedbed.memory.files.disk import machine_fault, typed, write_atomic
from seedbed.memory.files.projection import Whole, append_events, write_rows
from seedbed.memory.files.run_folder import RunFolder, open_for_reading
from seedbed.memory.review import BEHIND
from seedbed.memory.spec import Spec
from seedbed.memory.store.damage import anew, read_through, reading
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import known, plan_in, spec_in
from seedbed.memory.store.status import PUBLISHED, read_status
from seedbed.tools.evaluation.audit.files import as_stored, differs, report_now
from seedbed.tools.evaluation.audit.run import unsettled
from seedbed.tools.evaluation.report.amounts import counted
from seedbed.tools.evaluation.report.publish import has_reports, write_reports
from seedbed.tools.evaluation.review.told import review_estimate
from seedbed.tools.knowledge.remote.egress import known as found_elsewhere
from seedbed.tools.knowledge.sources import about_text, original_of, read_kept, read_sources

DECISIONS = frozenset({"decide", "undo", "plant"})
"""Commands after which the files may follow later."""
_ENDED = "ended_as"
"""Key of the run's values: how it had ended when a person's command opened it again, and what was `told`
then."""


@contextmanager
def on_disk(folder: RunFolder) -> Iterator[None]:
    """A machine without room, on its disk or in memory, pauses what is done, with the place."""
    try:
        yield
    except (OSError, SQLAlchemyError, UserFault, MemoryError, ImportError) as error:
        if why := machine_fault(error):
            begun = f"what was answered is kept, and `seedbed resume {typed(folder.path)}` goes on"
            step = begun if folder.store.exists() else "nothing was begun; or give another --out"
            raise Paused(f"{folder.path}: {why}; {step}") from error
        raise


@contextmanager
def taken_up(folder: RunFolder, said: Callable[[str], None] = lambda _: None) -> Iterator[Store]:
    """The store of a run that is there, held for as long as it is open, every value of it read once. `said`
    is told how far that is.

    Raises:
        Held: another process holds it.
        UserFault: the store is damaged, or was changed since the build ended.
        Paused: the disk takes no more."""
    with _held(folder, migrate=True) as store:
        read_through(store, folder.store, progress(said, "looked through {done:,} of {total:,} candidates"))
        with reading(folder.store):
            refuse_changed(folder, store, said)
            json.dumps(read_status(store))  # reports hold it
        store.set_meta(DIGESTS, {})  # what changes from here on, until a kill too, is no stranger's
        try:
            yield store
        except UserFault:
            _keep_digests(store, said)
            raise
        _keep_digests(store, said)


def refuse_changed(folder: RunFolder, store: Store, said: Callable[[str], None] = lambda _: None) -> None:
    """Nothing is made from a store that isn't as it was left. Where people decided about rows since, it can't
    be told; of a run that has yet to deliver, the trace may lack lines, for no row is made from it. Raises
    UserFault: it was changed since."""
    kept = store.meta(DIGESTS)
    if not kept or store.meta(BEHIND):
        return
    changed = {name for name, one in _digests(store, said).items() if kept.get(name) != one}
    if store.meta("state") not in PUBLISHED:
        changed -= {"events"}
    if changed and kept == store.meta(DIGESTS):  # else a process took it up meanwhile
        what = "its store was changed since the build ended, so nothing is made or written from it"
        step = f"`seedbed audit {typed(folder.path)}` says what doesn't fit together; {anew(folder.store)}"
        raise UserFault(what, where=str(folder.store), next_step=step)


def _digests(store: Store, said: Callable[[str], None]) -> dict[str, str]:
    told = progress(said, "hashed {done:,} lines of the store")
    return store.digests(lambda done: told(done, done + 1))


def _keep_digests(store: Store, said: Callable[[str], None] = lambda _: None) -> None:
    if not store.meta(DIGESTS):
        store.set_meta(DIGESTS, _digests(store, said))


@contextmanager
def _held(folder: RunFolder, *, migrate: bool = False) -> Iterator[Store]:
    """The same, with nothing read that isn't asked for."""
    with folder.hold(), closing(folder.open_store(write=True, migrate=migrate)) as store, on_disk(folder):
        folder.tidy()
        yield store


def decide(folder: RunFolder) -> None:
    """Carry out the decisions about rows that wait for a run that nobody works on; its files are behind then.
    Raises as `taken_up`."""
    with _held(folder) as store, reading(folder.store):
        if any(command.name in DECISIONS for command in store.waiting()):
            store.set_meta(BEHIND, True)  # of one that is refused, too: the trace tells it
        _carry_out(folder, store, DECISIONS)


def obey(folder: RunFolder, said: Callable[[str], None]) -> None:
    """Carry out at once what a person asked of a run that nobody works on, as far as it needs no models, and
    write its files. Raises as `taken_up`."""
    with taken_up(folder, said) as store:
        _carry_out(folder, store, ORDERS.keys() - {"steer"})
        answer_at_rest(folder, store)
        project(folder, store, said)


def settle(folder: RunFolder) -> bool:
    """Write the files of a run at rest that decisions have left behind; whether they were. Raises as
    `taken_up`; who holds the run writes them."""
    with closing(folder.open_store()) as store:
        # Of a killed build `resume` writes them.
        behind = bool(store.meta(BEHIND)) and store.meta("state") != "running"
    if behind:
        with _held(folder) as store, reading(folder.store):
            _carry_out(folder, store, DECISIONS)
            project(folder, store)
    return behind


def project(
    folder: RunFolder, store: Store, said: Callable[[str], None] = lambda _: None, *, rows: bool = True
) -> None:
    """Bring the files up to the store, and keep hashes of both.

    Args:
        said: Is told how far that is.
        rows: Whether those of the rows, too, and reports and card of a run that has them; else they stand as
            the store has them."""
    spec = spec_in(store)
    if rows and spec is not None:
        told = progress(said, LINES)
        store.set_meta("sha256", write_rows(folder, store, spec, told))
    append_events(folder, store)
    if rows and store.meta(BEHIND) and not store.meta("decided") and spec is not None:  # no file says more
        now = review_estimate(store, spec.seed)
        store.set_meta("faithfulness", now.model_dump(mode="json") if now else None)
    if rows and has_reports(store):
        write_reports(store, report_now(folder, store, *known(store), str(store.meta("sha256"))))
    if store.meta(BEHIND):
        store.set_metas({BEHIND: False, DIGESTS: {}})
    store.set_meta(DIGESTS, _digests(store, said))


def _carry_out(folder: RunFolder, store: Store, names: Collection[str]) -> None:
    for number, change in asked_for(folder, store, names, lambda _: None):
        keep(change, store, number, _left(change, store))
        if change.rows:
            write_files(folder, store)


def _left(change: Change, store: Store) -> Mapping[str, Any]:
    """The run's values that a command changes besides, where nobody works on it: a finished run that lacks
    rows again waits for `resume`, and is finished once the last of them stands again."""
    values: dict[str, Any] = {}
    if change.reviewed or change.undone or change.planted:
        values[BEHIND] = True
    missing = int(store.meta("requested") or 0) - store.counts().get("accepted", 0)
    lacks = missing + sum(change.rows.values()) + len(change.gone)
    lacks -= sum(one.stands_again for one in change.amended)
    now = {key: store.meta(key) for key in ("state", "stopped_because")}
    ended = store.meta(_ENDED) or {}
    if now["state"] in PUBLISHED and (change.rows or change.gone):
        told = f"a person asked: {change.told}"
        values |= {"state": "paused", "stopped_because": told}
        values[_ENDED] = {"missing": missing, **now, "told": told}
    elif change.undone and ended and lacks == ended["missing"]:
        values |= {key: ended[key] for key in now} | {_ENDED: None}
    elif lacks != missing and now["stopped_because"] == ended.get("told"):
        # The first alone isn't why any more.
        told = f"people asked for {counted(lacks - ended['missing'], 'row')} more or anew since it had ended"
        values |= {"stopped_because": told, _ENDED: {**ended, "told": told}}
    return values


# files written again from the store ----------------------------------------------------------------------


def mend(path: Path) -> list[str]:
    """Write the files of a run at rest again that are missing or damaged.

    A spec or plan that can't be read is set aside under its name and `.damaged`; one that a person edited
    stays. Raises UserFault: there is no run, its store is damaged or isn't as the build left it, another
    process works on it or was killed at it, or it has no spec yet.

    Returns:
        Names of the files that were written."""
    folder = open_for_reading(path)
    with folder.hold(), reading(folder.store), closing(folder.open_store(write=True)) as store:
        if unsettled(store) or (spec := spec_in(store)) is None:
            what = "it has not come to an orderly end, so its files are not whole yet"
            step = f"`seedbed resume {typed(path)}` goes on and writes them"
            raise UserFault(what, where=str(path), next_step=step)
        refuse_changed(folder, store)
        folder.tidy()
        whole = Whole()
        stored = chain(as_stored(folder, store, spec, plan_in(store), whole), _sources(folder, store, spec))
        wanted = ((file, "".join(pieces)) for file, pieces in stored)
        wrong = [(file, text) for file, text in wanted if differs(file, [text])]
        for file, text in wrong:
            if file in (folder.spec, folder.plan) and file.is_file():
                file.replace(file.with_name(f"{file.name}.damaged"))
            file.parent.mkdir(exist_ok=True)
            write_atomic(file, text)
        if store.meta(DIGESTS) == {}:  # it was killed at its very end
            store.set_meta("sha256", whole.sha256)
            store.set_meta(DIGESTS, store.digests())
        return [file.relative_to(path).as_posix() for file, _ in wrong]


def _sources(folder: RunFolder, store: Store, spec: Spec) -> Iterator[tuple[Path, str]]:
    """What is known of each document, and the texts that are lost and can be read again."""
    own = store.meta("sources") or ()
    for about in {one["sha256"]: one for one in (*found_elsewhere(store), *own)}.values():
        yield folder.sources / f"{about['sha256']}.json", about_text(about)
    lost = {about["sha256"]: about["path"] for about in own if read_kept(folder.sources, about) is None}
    found = ((path, original_of(path, folder.made_in(store))) for path in lost.values())
    cuts = {one[0]: cut_of(spec, path.removesuffix(one[1])) for path, one in found if one}
    for file in cuts:
        with suppress(UserFault):  # it can't be read any more: the audit names what is missing
            for source in read_sources([file], cut=lambda path: cuts.get(Path(path), "")).sources:
                if source.sha256 in lost:
                    yield folder.sources / f"{source.sha256}.txt", source.text
