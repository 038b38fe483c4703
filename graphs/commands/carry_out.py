"""A person's commands: what each means for a run as it stands, and carrying it out, once, in one transaction
with what it changes.

A command is taken when its answer is journaled, so a process that is killed in between leaves it in the
table. On a run that nobody works on, more rows and withdrawn ones are written at once; directives need the
schedule and wait for `resume`."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seedbed.agent.making.copies import as_they_are
from seedbed.agent.making.parts import dealt, in_shares, settled, takes_concepts
from seedbed.agent.planner.scheduling.answer import answer, close
from seedbed.agent.planner.scheduling.directives import (
    DIRECTIVES,
    AddConcept,
    Directive,
    Expand,
    Guide,
    Prune,
    Weigh,
    told,
)
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.planner.scheduling.seats import draw_seats
from seedbed.agent.recipes.conditions import fault_in
from seedbed.graphs.approval.orders import refuse
from seedbed.graphs.commands.orders import (
    ORDERS,
    Decide,
    Extend,
    Order,
    Plant,
    Redo,
    Steer,
    Undo,
    directives,
    unheeded,
)
from seedbed.graphs.commands.reviewing import (
    Change,
    Who,
    amend,
    decision,
    made_from,
    recorded,
    sent_back,
    told_of,
    undo,
    withdrawn,
)
from seedbed.graphs.fingerprint import following
from seedbed.graphs.producing.committer import Committer
from seedbed.memory.brief import split_key
from seedbed.memory.candidate import Reason, Verdict
from seedbed.memory.errors import UserFault
from seedbed.memory.files.plan_file import read_plan, write_plan
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.spec_file import read_spec, write_recipes, write_spec
from seedbed.memory.plan import Plan, cells, extended, largest_remainder
from seedbed.memory.review import PLANTED, planted_rows
from seedbed.memory.spec import MOST_IN_PART, Spec
from seedbed.memory.store.protocol import Candidate, Commit, Event, Store
from seedbed.memory.store.standing import Standing, answers, begun, key_of, known, row_named, standing
from seedbed.memory.store.status import CHANGED
from seedbed.tools.evaluation.report.amounts import counted

_FEW = 20_000
"""Rows up to which values of new ones are dealt beside those that are there; of more, what an extension
rounds is nothing in the whole, and they would all be in memory."""
_MORE = "`seedbed extend RUN -n +N` asks for more rows, and it gets its share of those"
_SIZES = "part_sizes"
"""Key of the run's values: part → its rows after the last extension of one part, by which all share further
ones; not there: by the plan as approved at first."""
BEHIND = "files_behind"
"""Key of the run's values: whether `spec.yaml` and `plan.yaml` don't know of the last extension yet."""


def change_of(order: Order, store: Store, before: Sequence[Steer] = ()) -> Change:
    """What a command means; nothing is changed. `before`: what will be carried out before it. Raises
    UserFault: what it names isn't there or can't be had, or the run has no plan yet."""
    spec, plan = known(store)
    if isinstance(order, Extend):
        return more_rows(order, store, spec, plan)
    if isinstance(order, Redo):
        return _withdrawal(order, store, spec)
    if isinstance(order, Plant):
        known_rows = planted_rows(store)
        fresh = tuple(one for one in order.rows if one.id not in known_rows)
        return Change(f"{counted(len(fresh), 'row')} planted for reviewers", planted=fresh)
    if isinstance(order, Decide):
        return decision(order, store, spec)
    if isinstance(order, Undo):
        return undo(order, store, spec)
    now = standing(store, plan)
    there, asked = now.trees, tuple[Directive, ...]()
    for wish in (*before, order):
        said = {*now.said.items()}
        with suppress(*(() if wish is order else (UserFault,))):  # an earlier one is told when it's its turn
            asked = directives(wish, now)
            for one in asked:
                now.heed(one.model_dump(mode="json"))
    for one in asked:
        if isinstance(one, Guide) and one.when and (why := fault_in(one.when, dealt(spec.part(one.part)))):
            raise UserFault(f"--when, {one.part}: {why}", next_step="nothing was changed")
        if isinstance(one, AddConcept) and not takes_concepts(spec.part(one.part)):
            what = (
                f"part {one.part}: rows are made from its concepts (sections, families), so none can be added"
            )
            raise UserFault(what, next_step="`--weight` gives one that is there more rows")
    # One that is only added has its seats when it is its turn.
    old = [one for one in asked if not isinstance(one, Guide) or not one.leaf or one.leaf in there[one.part]]
    guides = ((one, f"{one.part}/{one.leaf}".rstrip("/")) for one in asked if isinstance(one, Guide))
    again = [
        f"writers of {where} are told so already: {one.say!r}"
        for one, where in guides
        if ((one.part, one.leaf, one.say), one.when) in said or one.say in spec.part(one.part).guidance
    ]
    idle = _stuck(asked, store, now) if order.at_rest else ()
    return Change(told(asked), asked, (*again, *unheeded(old, spec, now), *idle))


def _stuck(asked: Sequence[Directive], store: Store, now: Standing) -> Iterator[str]:
    """Of each part of a run at rest, why none of its rows can go to concepts that are to have some."""
    parts = dict.fromkeys(one.part for one in asked if isinstance(one, AddConcept | Weigh))
    kept = begun(store).values() if parts else ()
    for part in parts:
        left = sum(rows for key, rows in now.open.items() if split_key(key)[0] == part)
        mine = {brief.seat for brief in kept if brief.cell.part == part}
        if sum(found[1] == "open" for found in map(store.seat, mine) if found) == left:
            told = f"no row moves, for what is left to make ({counted(left, 'row')}) was begun already"
            yield f"{part}: {told}; {_MORE}"


def more_rows(order: Extend, store: Store, spec: Spec, plan: Plan) -> Change:
    """More rows, steered as those before were: a pure function of spec, plan as approved so far, and what was
    asked for before. Raises UserFault: there is no such part."""
    names = [part.name for part in spec.parts]
    if order.part and order.part not in names:
        raise UserFault(f"there is no part {order.part!r}", next_step=f"there are: {', '.join(names)}")
    first = Plan.model_validate(store.meta("first_plan") or plan.model_dump(mode="json"))
    sizes = store.meta(_SIZES) or {name: sum(first.part(name).quotas.values()) for name in names}
    if order.part:
        shares = [int(name == order.part) for name in names]
    else:
        due = [sizes[name] for name in names]
        aims = largest_remainder(spec.rows + order.rows, due)
        lacks = [max(0, aim - part.rows) for aim, part in zip(aims, spec.parts, strict=True)]
        shares = lacks if sum(lacks) else due
    rows = dict(zip(names, largest_remainder(order.rows, shares), strict=True))
    for part in spec.parts:
        if rows[part.name] and as_they_are(part):
            each = part.each.of if part.each else "document"
            what = f"each {each} has its rows in {part.name!r}, as it is: there are no more"
            raise UserFault(what, where="-n", next_step="build another run, of more documents")
        if part.rows + rows[part.name] > MOST_IN_PART:
            what = (
                f"there are {part.rows:,} rows of {part.name!r}, and no part has more than {MOST_IN_PART:,}"
            )
            raise UserFault(what, where="-n", next_step="ask for fewer more, or build another run beside it")
    past, more = _steering(store), _with_rows(spec, rows)
    parts = []
    for mine in plan.parts:
        pruned = {one.leaf for one in past if isinstance(one, Prune) and one.part == mine.part}
        part = spec.part(mine.part).model_copy(update={"labels": more.part(mine.part).labels})
        quotas = extended(part, mine, first.part(mine.part), rows[mine.part], pruned)
        parts.append(mine.model_copy(update={"quotas": quotas}))
    grown = plan.model_copy(update={"parts": tuple(parts)})
    there = {key: n for mine in plan.parts for key, n in mine.quotas.items()}
    drawn = sum(store.seat_counts().values())
    old = [seat for seat, _, _ in store.seats()] if drawn <= _FEW else []
    seats = draw_seats(more, grown, store.meta("asked") or {}, there, drawn, old) if drawn else ()
    every = [c for mine in plan.parts for c in cells(spec.part(mine.part), mine.tree, mine.difficulties)]
    here = Schedule(seats, every, {mine.part: mine.tree for mine in plan.parts})
    close(past, here)
    for directive in past:
        answer(directive, here)
    said = f"{counted(order.rows, 'row')} more"
    rows = {name: n for name, n in rows.items() if n}
    return Change(said, rows=rows, grown=(more, grown), part=order.part, seats=here.seats.values())


def _steering(store: Store) -> list[Directive]:
    """What decided over seats so far, in the order in which it was answered."""
    every = (DIRECTIVES.validate_python(tuple(value["answered"])) for _, value in answers(store))
    return [one for some in every for one in some if isinstance(one, Prune | Expand | AddConcept | Weigh)]


def _with_rows(spec: Spec, rows: Mapping[str, int]) -> Spec:
    """The spec with so many more rows in some parts, and what follows from the rows anew."""
    parts = []
    for part in settled(spec, Path()).parts:
        if more := rows.get(part.name, 0):
            part = in_shares(part).model_copy(update={"rows": part.rows + more})
        parts.append(part)
    return settled(spec.model_copy(update={"parts": tuple(parts)}), Path())


def _withdrawal(order: Redo, store: Store, spec: Spec) -> Change:
    """Rows that are taken back, and what their writer is told."""
    reasons = (Reason(code="policy", by="person", detail=order.because),)
    gone: dict[str, tuple[Candidate, Verdict]] = {}
    leaves: dict[tuple[str, str], list[str]] = {}
    for prefix in order.rows:
        found = row_named(store, prefix)
        if found.verdict.state != "accepted":
            step = "`seedbed inspect RUN ROW` says what it is"
            raise UserFault(f"the row {found.row_id} is not in the dataset", next_step=step)
        if found.row_id not in gone:
            part, leaf = split_key(found.verdict.cell)[:2]
            leaves.setdefault((part, leaf), []).append(found.row_id)
        gone[found.row_id] = (found, withdrawn(found.verdict, reasons, store.committed()))
    say = sent_back(order.because)
    guidance = tuple(
        Guide(part=part, leaf=leaf, say=say, because=f"a person withdrew {', '.join(ids[:3])}", by="person")
        for (part, leaf), ids in leaves.items()
        if order.because.split()
    )
    said = f"{counted(len(gone), 'row')} withdrawn"
    made = made_from([found for found, _ in gone.values()], store, spec)
    return Change(said, guidance, gone=tuple(gone.values()), made=made)


def keep(
    change: Change, store: Store, command: int | None, values: Mapping[str, Any] = {}, by: Who = "person"
) -> None:
    """Journal more rows, withdrawn ones or a decision, with seats, verdicts and guidance, and what is asked
    for since.

    Args:
        command: By which a person asked for it; None: nobody did.
        values: Values of the run that change with it."""
    taken = [] if command is None else [command]
    if change.planted:
        rows = [one.model_dump(mode="json") for one in change.planted]
        said = Event("run", PLANTED, {"command": command, "rows": len(rows)})
        entry = (f"planted/{command:06d}", PLANTED, rows)
        store.commit(Commit(entry=entry, events=[said], meta=values, taken=taken))
        return
    commit = store.committed()
    key, order = key_of(store, commit)
    answered = [directive.model_dump(mode="json") for directive in change.directives]
    value = {"answered": answered, "moved": [0] * len(answered), "order": order}
    value |= {"command": command, "by": by, "withdrawn": [candidate.number for candidate, _ in change.gone]}
    about, meta, events = {"commit": commit, "command": command}, dict(values), list[Event]()
    if change.grown:
        spec, plan = change.grown
        value["extended"] = change.rows
        events.append(Event("person", "extended", {**about, "rows": change.rows}))
        meta |= {
            "spec": spec.model_dump(mode="json"),
            "plan": plan.model_dump(mode="json"),
            "requested": spec.rows,
            "first_plan": store.meta("first_plan") or store.meta("plan"),
            "fingerprint": following(store.meta("fingerprint"), spec),
            BEHIND: True,
        }
        meta |= {_SIZES: {part.name: part.rows for part in spec.parts}} if change.part else {}
    if change.reviewed or change.undone or change.amended:
        value |= recorded(change)
    events += told_of(change, about, by)
    events += [Event(by, "directive", {**directive, "seats": 0}) for directive in answered]
    lost = [(candidate.number, verdict) for candidate, verdict in change.gone]
    changed = [(one.before.number, one.verdict, one.draft, one.bands) for one in change.amended]
    if by == "person" and (change.rows or change.gone or any(one.stands_again for one in change.amended)):
        meta[CHANGED] = {"critiques": sum(1 for _ in store.journal_entries("critique"))}
    store.commit(
        Commit(
            entry=(key, "steered", value),
            added=change.seats,
            withdrawn=lost,
            amended=changed,
            events=events,
            meta=meta,
            taken=taken,
        )
    )


def apply(
    change: Change,
    committer: Committer,
    command: int | None = None,
    values: Mapping[str, Any] = {},
    by: Who = "person",
) -> str:
    """Carry out a change after the last commit of a run that this process works on; which concepts got no
    seat by it though they were to have some, or empty. Arguments as `keep` has them."""
    if change.schedules and command is not None:
        moved = zip(change.directives, committer.obey(change.directives, command), strict=True)
        idle = [one for one, seats in moved if not seats and isinstance(one, AddConcept | Weigh)]
        names = ", ".join(one.leaf if isinstance(one, Weigh) else one.concept.name for one in idle)
        few = "the rows left to make are under way, or too few"
        return names and f"no seat moved for {names}: {few}; {_MORE}"
    for candidate, verdict in change.gone:
        brief = committer.store.brief(candidate.number)
        assert brief is not None
        committer.schedule.withdraw(candidate.number, brief, verdict)
        committer.critic.seen.deliver(brief, candidate.draft.at_first, candidate.verdict.at_first, rows=-1)
    for one in change.amended:
        amend(one, committer)
    committer.schedule.add_seats(change.seats)
    for directive in change.directives:
        answer(directive, committer.schedule)
    keep(change, committer.store, command, values, by)
    return ""


def asked_for(
    folder: RunFolder, store: Store, names: Collection[str], said: Callable[[str], None]
) -> Iterator[tuple[int, Change]]:
    """(number, what it means) of each command that waits; one that can't be had any more is taken, and the
    trace says why."""
    for command in store.waiting():
        if command.name not in names:
            continue
        try:
            change = change_of(ORDERS[command.name].model_validate(command.arguments), store)
            if change.grown:
                _spec_file(folder, change.grown[0])
                _refuse_edited(folder, store)
        except (UserFault, ValidationError) as fault:
            known = isinstance(fault, UserFault)
            why = str(fault) if known else f"the command {command.name!r} can't be read"
            refuse(store, command, why, kept=command.name != "plant")
            said(f"a person's command can't be carried out: {why}")
        else:
            yield command.number, change


def carry_out(committer: Committer, folder: RunFolder, said: Callable[[str], None]) -> bool:
    """Carry out what waits for a run that this process works on; whether anything did."""
    any_did = False
    for number, change in asked_for(folder, committer.store, ORDERS, said):
        idle = apply(change, committer, number)
        if change.rows:
            write_files(folder, committer.store)
        said(f"a person, after {committer.at}: {'; '.join(filter(None, (change.told, idle)))}")
        any_did = True
    committer.rehouse()
    committer.reopen()
    return any_did


# its files ---------------------------------------------------------------------------------------------


def write_files(folder: RunFolder, store: Store) -> None:
    """`spec.yaml`, `plan.yaml` and recipes follow an extension, one that a kill cut short, too."""
    if store.meta(BEHIND):
        spec, plan = known(store)
        write_spec(_spec_file(folder, spec), folder.spec)
        write_plan(plan, folder.plan)
        write_recipes(folder, spec)
        store.set_meta(BEHIND, False)


def _spec_file(folder: RunFolder, spec: Spec) -> Spec:
    """What `spec.yaml` is to hold after an extension; what a person edits in it meanwhile stays. Raises
    UserFault: it can't be read."""
    edited = read_spec(folder.spec) if folder.spec.exists() else spec
    there = {part.name: part.rows for part in edited.parts}
    more = {part.name: part.rows - there[part.name] for part in spec.parts if part.name in there}
    return _with_rows(edited, more)


def _refuse_edited(folder: RunFolder, store: Store) -> None:
    """What a person edited in `plan.yaml` isn't written over. Raises UserFault: it was edited."""
    behind = store.meta(BEHIND) or not folder.plan.exists()
    if not behind and read_plan(folder.plan).approved != known(store)[1]:
        step = "`seedbed resume RUN` takes that or says why not; extend after it"
        raise UserFault("the plan was edited", where=str(folder.plan), next_step=step)


def reopen_plan(folder: RunFolder) -> None:
    """A plan that goes on has not ended."""
    if folder.plan.exists() and (kept := read_plan(folder.plan)).ended is not None:
        write_plan(kept.approved, folder.plan)
