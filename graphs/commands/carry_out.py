"""Carrying out what a person asked of a run: each command once, in one transaction with what it changes.

A command is taken when its answer is journaled, so a process that is killed in between leaves it in the
table. On a run that nobody works on, more rows and withdrawn ones are written at once; directives need the
schedule and wait for `resume`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from seedbed.agent.making.parts import settled
from seedbed.agent.planner.scheduling.answer import answer
from seedbed.agent.planner.scheduling.directives import Directive, Guide
from seedbed.agent.planner.scheduling.seats import more_seats
from seedbed.graphs.commands.orders import ORDERS, Extend, Order, Redo, directives
from seedbed.graphs.committer import Committer
from seedbed.graphs.critique.summary import told
from seedbed.graphs.observer import Observer
from seedbed.memory.brief import Seat
from seedbed.memory.candidate import Reason, Verdict
from seedbed.memory.errors import UserFault
from seedbed.memory.files.plan_file import read_plan, write_plan
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import read_spec, write_spec
from seedbed.memory.plan import Plan, extended, largest_remainder
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Also, Candidate, Event, Store, StoredCommand
from seedbed.memory.store.standing import coverage, key_of, standing
from seedbed.tools.evaluation.report.amounts import counted

BEHIND = "files_behind"
"""Key of the run's values: whether `spec.yaml` and `plan.yaml` don't know of the last extension yet."""


def read_order(command: StoredCommand) -> Order:
    """A waiting command as what it asks.

    Raises:
        UserFault: it isn't one of a person's, or not well-formed.
    """
    try:
        return ORDERS[command.name].model_validate(command.arguments)
    except (KeyError, ValidationError) as error:
        raise UserFault(f"the command {command.name!r} can't be read") from error


# more rows ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class More:
    """More rows, as they change a run."""

    spec: Spec
    plan: Plan
    """As approved, grown."""
    seats: tuple[Seat, ...]
    rows: Mapping[str, int]
    """Part → how many more."""


def more_rows(order: Extend, store: Store, spec: Spec, plan: Plan) -> More:
    """What more rows mean: a pure function of spec, plan, and what was asked for before.

    Args:
        plan: As approved so far.

    Raises:
        UserFault: there is no such part.
    """
    names = [part.name for part in spec.parts]
    if order.part and order.part not in names:
        raise UserFault(f"there is no part {order.part!r}", next_step=f"there are: {', '.join(names)}")
    first = Plan.model_validate(store.meta("first_plan") or plan.model_dump(mode="json"))
    at_first = [sum(first.part(name).quotas.values()) for name in names]
    if order.part:
        rows = {name: order.rows if name == order.part else 0 for name in names}
    else:
        aims = largest_remainder(spec.rows + order.rows, [float(n) for n in at_first])
        lacks = [max(0, aim - part.rows) for aim, part in zip(aims, spec.parts, strict=True)]
        shares = lacks if sum(lacks) else at_first
        rows = dict(zip(names, largest_remainder(order.rows, [float(n) for n in shares]), strict=True))
    parts = [
        mine.model_copy(
            update={"quotas": extended(spec.part(mine.part), mine, first.part(mine.part), rows[mine.part])}
        )
        for mine in plan.parts
    ]
    grown = plan.model_copy(update={"parts": tuple(parts)})
    there = {key: n for mine in plan.parts for key, n in mine.quotas.items()}
    drawn = store.seats()
    seats = more_seats(spec, grown, there, len(drawn), store.meta("asked") or {}) if drawn else []
    return More(_with_rows(spec, rows), grown, tuple(seats), rows)


def _with_rows(spec: Spec, rows: Mapping[str, int]) -> Spec:
    parts = tuple(part.model_copy(update={"rows": part.rows + rows.get(part.name, 0)}) for part in spec.parts)
    return settled(spec.model_copy(update={"parts": parts}), Path())  # what follows from the rows, anew


def write_more(more: More, store: Store, plan: Plan, command: int) -> None:
    """Journal an extension with its seats, and what the run asks for since.

    Args:
        plan: As approved before.
    """
    commit = store.committed()
    key, order = key_of(store, commit)
    rows = {name: n for name, n in more.rows.items() if n}
    meta: dict[str, Any] = {
        "spec": more.spec.model_dump(mode="json"),
        "plan": more.plan.model_dump(mode="json"),
        "requested": more.spec.rows,
        "first_plan": store.meta("first_plan") or plan.model_dump(mode="json"),
        BEHIND: True,
    }
    if isinstance(mark := store.meta("fingerprint"), dict):
        parts = [
            {**part, **_with_number(more.spec.part(part["name"]))} for part in mark["spec"].get("parts", ())
        ]
        meta["fingerprint"] = {**mark, "spec": {**mark["spec"], "parts": parts}}
    value = {"seats": [], "answered": [], "order": order, "command": command, "extended": rows}
    event = Event("person", "extended", {"commit": commit, "rows": rows, "command": command})
    store.steer(key, "steered", value, (), [event], Also(added=more.seats, meta=meta, taken=[command]))
    recount(store)


def _with_number(part: Part) -> dict[str, Any]:
    """What follows from the number of rows."""
    now = part.model_dump(mode="json")
    return {"rows": now["rows"], "labels": now["labels"]}


def write_files(folder: RunFolder, store: Store) -> None:
    """`spec.yaml` and `plan.yaml` follow an extension; what a person edits in the spec meanwhile stays."""
    spec, plan = known(store)
    edited = read_spec(folder.spec) if folder.spec.exists() else spec
    there = {part.name: part.rows for part in edited.parts}
    more = {part.name: part.rows - there[part.name] for part in spec.parts if part.name in there}
    write_spec(_with_rows(edited, more), folder.spec)
    write_plan(plan, folder.plan)
    store.set_meta(BEHIND, False)


def mend_files(folder: RunFolder, store: Store) -> None:
    """Before a run goes on: the files follow an extension that a kill cut short, and a plan that goes on has
    not ended."""
    if store.meta(BEHIND):
        write_files(folder, store)
    elif folder.plan.exists() and (kept := read_plan(folder.plan)).ended is not None:
        write_plan(kept.approved, folder.plan)


def recount(store: Store) -> None:
    """Keep the coverage after a change that no critique has read yet."""
    plan = Plan.model_validate(store.meta("plan"))
    critiques = sum(1 for _ in store.journal_entries("critique"))
    share = coverage(standing(store, plan), plan)
    store.set_meta("recounted", {"critiques": critiques, "coverage": share})


# rows to be made anew ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Rows that a person takes back."""

    rows: tuple[tuple[Candidate, Verdict], ...]
    """(candidate as it was, its new verdict)."""
    guidance: tuple[Guide, ...]


def withdrawal(order: Redo, store: Store) -> Withdrawal:
    """What it means to take rows back.

    Raises:
        UserFault: one isn't in the dataset.
    """
    commit = store.committed()
    rows: list[tuple[Candidate, Verdict]] = []
    leaves: dict[tuple[str, str], list[str]] = {}
    for id in dict.fromkeys(order.rows):
        found = next((c for c in store.find_row(id) if c.row_id == id), None)
        if found is None or found.verdict.state != "accepted":
            raise UserFault(
                f"the row {id} is not in the dataset", next_step="`seedbed inspect RUN ROW` says what it is"
            )
        changes = {
            "state": "rejected",
            "reasons": (Reason(code="policy", by="person", detail=order.because),),
            "seat": None,
            "withdrawn_at": commit,
            "held": found.verdict.seat,
        }
        rows.append((found, found.verdict.model_copy(update=changes)))
        part, leaf = found.verdict.cell.split("/")[:2]
        leaves.setdefault((part, leaf), []).append(id)
    told = " ".join(order.because.split())
    guidance = [
        Guide(
            part=part,
            leaf=leaf,
            say=f"Avoid: {told}",
            because=f"a person withdrew {', '.join(ids[:3])}",
            by="person",
        )
        for (part, leaf), ids in leaves.items()
        if told
    ]
    return Withdrawal(tuple(rows), tuple(guidance))


def write_withdrawal(
    gone: Withdrawal,
    store: Store,
    command: int,
    do: Callable[[Directive], Sequence[Seat]] | None = None,
) -> None:
    """Journal a withdrawal, with its verdicts, open seats and guidance.

    Args:
        do: What a directive does to the schedule, in a run that is live.
    """
    commit = store.committed()
    key, order = key_of(store, commit)
    events = []
    for candidate, verdict in gone.rows:
        data = {
            "number": candidate.number,
            "row": candidate.row_id,
            "commit": commit,
            "cell": verdict.cell,
            "seat": verdict.held,
            "reasons": [reason.model_dump() for reason in verdict.reasons],
            "command": command,
        }
        events.append(Event("person", "row withdrawn", data))
    for directive in gone.guidance:
        if do is not None:
            do(directive)
        events.append(Event("person", "directive", {**directive.model_dump(mode="json"), "seats": 0}))
    value = {
        "seats": [],
        "answered": [directive.model_dump(mode="json") for directive in gone.guidance],
        "moved": [0] * len(gone.guidance),
        "order": order,
        "command": command,
        "withdrawn": [candidate.number for candidate, _ in gone.rows],
    }
    rows = [(candidate.number, verdict) for candidate, verdict in gone.rows]
    store.steer(key, "steered", value, (), events, Also(withdrawn=rows, taken=[command]))
    recount(store)


# a run that nobody works on ----------------------------------------------------------------------------


def at_rest(folder: RunFolder, store: Store) -> None:
    """Carry out what waits for a run that nobody works on, and hold it open: directives stay for `resume`.

    Args:
        folder: Held by this process.
    """
    for command in store.waiting():
        if command.name not in ("extend", "redo"):
            continue
        try:
            order = read_order(command)
            if isinstance(order, Extend):
                spec, plan = known(store)
                more = more_rows(order, store, spec, plan)
                write_more(more, store, plan, command.number)
                write_files(folder, store)
                because = f"{order.rows} more rows were asked for"
            else:
                assert isinstance(order, Redo)
                gone = withdrawal(order, store)
                write_withdrawal(gone, store, command.number)
                because = f"{len(gone.rows)} rows were withdrawn"
        except UserFault as fault:
            refuse(store, command, str(fault))
            continue
        if store.meta("state") in ("done", "short"):
            store.set_meta("state", "paused")
            store.set_meta("stopped_because", because)


def known(store: Store) -> tuple[Spec, Plan]:
    """(spec, plan as approved) of a run.

    Raises:
        UserFault: it has none yet.
    """
    spec, plan = store.meta("spec"), store.meta("plan")
    if spec is None or plan is None:
        raise UserFault("the run has no plan yet", next_step="`seedbed resume RUN` goes on to it")
    return Spec.model_validate(spec), Plan.model_validate(plan)


def refuse(store: Store, command: StoredCommand, why: str) -> None:
    """A command that can't be carried out any more is taken, and the trace says why."""
    store.take([command.number], [Event("person", "refused", {"command": command.number, "why": why})])


# a run that is live ------------------------------------------------------------------------------------


class Live(Protocol):
    """What a command changes of a run that is under way."""

    store: Store
    folder: RunFolder
    observer: Observer

    def follow_plan(self) -> None:
        """The plan was changed by directives."""

    def take_plan(self, spec: Spec, plan: Plan) -> None:
        """The order is another one from here on."""


def carry_out(run: Live, committer: Committer) -> None:
    """Carry out what waits, after the last commit of a run that this process works on."""
    waiting = [command for command in run.store.waiting() if command.name in ORDERS]
    for command in waiting:
        try:
            run.observer.said(f"a person, after {committer.at}: {_live(run, committer, command)}")
        except UserFault as fault:
            refuse(run.store, command, str(fault))
            run.observer.said(f"a person's command can't be carried out: {fault}")
    if waiting:
        committer.rehouse()
        run.follow_plan()
    committer.reopen()


def _live(run: Live, committer: Committer, command: StoredCommand) -> str:
    order, store = read_order(command), run.store
    spec, plan = known(store)
    if isinstance(order, Extend):
        more = more_rows(order, store, spec, plan)
        committer.schedule.add_seats(more.seats)
        write_more(more, store, plan, command.number)
        write_files(run.folder, store)
        run.take_plan(more.spec, more.plan)
        return f"{counted(order.rows, 'row')} more"
    if isinstance(order, Redo):
        gone = withdrawal(order, store)
        for candidate, verdict in gone.rows:
            brief = store.brief(candidate.number)
            assert brief is not None
            committer.schedule.withdraw(candidate.number, brief, verdict)
            committer.critic.withdraw(brief, candidate.draft, candidate.verdict.at_first)
        write_withdrawal(gone, store, command.number, lambda d: answer(d, committer.schedule))
        return f"{counted(len(gone.rows), 'row')} withdrawn"
    asked = directives(order, standing(store, plan))
    committer.obey(asked, command.number)
    return told(asked)
