"""What flags bring to a run that goes on: rows to steer by (`--steer-by`), decisions (`--gold`), another
place of the index (`--knowledge`).

Real rows that were read are kept in the run, so a resumed build works from the same ones where the file is
gone. A file to steer by that has changed changes rows to come: the fingerprint asks. Decisions only measure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from seedbed.agent.planner.hints import Hints
from seedbed.graphs.fingerprint import ASSENT, steering_digest
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import write_spec
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Event, Store
from seedbed.memory.store.standing import spec_in
from seedbed.tools.evaluation.real_rows import Decision, RealRow, placed, read_decisions, read_real_rows
from seedbed.tools.knowledge.search.collection import check_place

_STEERING, _GOLD = "steer_by", "gold"


def take_flags(folder: RunFolder, store: Store, named: Mapping[str, Any], *, accept: bool) -> None:
    """Put what flags name into a run that goes on; nothing is changed where it is refused. `named`:
    `steer_by`, `allow_verbatim`, `gold` and `knowledge`, as far as they are given. Raises UserFault: a
    file or place can't be used, or changes rows to come and that isn't accepted."""
    if not named:
        return
    hints, before = Hints.model_validate(store.meta("hints") or {}), spec_in(store)
    if gold := named.get("gold"):
        read_decisions(Path(gold))
    if steer_by := named.get("steer_by"):
        read_real_rows(Path(steer_by))  # one that is gone isn't what the run has kept of another
    if place := named.get("knowledge"):
        check_place(place, egress=bool(before and before.egress))
    if before is not None:
        now = before.model_copy(update=named)
        old = steering_digest(kept_steering(store), before.allow_verbatim)
        new = steering_digest(steering_rows(store, now), now.allow_verbatim)
        if old != new and store.meta("fingerprint") is not None and not accept:
            what = "other rows to steer by change the rows to come"
            step = ASSENT.replace("undo it", "leave it away")
            raise UserFault(what, where=now.steer_by, next_step=step)
        store.set_meta("spec", now.model_dump(mode="json"))
        write_spec(now, folder.spec)
        store.record([Event("person", "flags brought", {"named": dict(named)})])
    store.set_meta("hints", hints.model_copy(update=named).model_dump(mode="json"))


def steering_rows(store: Store, spec: Spec) -> tuple[RealRow, ...]:
    """The rows to steer by as their file has them now; as the run kept them where the file is gone. Raises
    UserFault: the file can't be used, or is gone before it was read."""
    if not spec.steer_by:
        return ()
    path, kept = Path(spec.steer_by), kept_steering(store)
    if kept and not path.exists():
        return kept
    return placed(read_real_rows(path), spec, str(path))


def kept_steering(store: Store) -> tuple[RealRow, ...]:
    """The rows to steer by that the run has kept."""
    return tuple(RealRow(**row) for row in store.meta(_STEERING) or ())


def keep_steering(store: Store, rows: Sequence[RealRow]) -> None:
    """Keep the rows to steer by, once the fingerprint has let them pass."""
    if rows and rows != kept_steering(store):
        store.set_meta(_STEERING, [asdict(row) for row in rows])


def decisions(store: Store, spec: Spec) -> tuple[Decision, ...]:
    """People's decisions as their file has them now; as the run kept them where the file is gone. Raises
    UserFault: the file can't be used, or is gone before it was read."""
    kept = tuple(Decision(**row) for row in store.meta(_GOLD) or ())
    path = Path(spec.gold)
    if not spec.gold or (kept and not path.exists()):
        return kept
    found = read_decisions(path)
    if found != kept:
        store.set_meta(_GOLD, [asdict(decision) for decision in found])
    return found
