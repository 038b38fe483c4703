"""What a person's decision about a row means for the run: evidence more, the row withdrawn, mended, or
standing again.

A decision about a row that isn't in the dataset (another reviewer has withdrawn it, a judge refused it, or it
was planted) is an opinion: it is kept and changes no row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from seedbed.agent.making.copies import as_they_are, given_in
from seedbed.agent.making.picks import start_of
from seedbed.agent.planner.scheduling.directives import (
    DIRECTIVES,
    Directive,
    Guide,
    Show,
    Unguide,
    Unshow,
)
from seedbed.graphs.commands.orders import Decide, Undo
from seedbed.graphs.producing.committer import Committer
from seedbed.graphs.producing.doubles import Doubles
from seedbed.memory.brief import Seat, split_key
from seedbed.memory.candidate import Draft, Reason, Verdict
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.plan import Plan
from seedbed.memory.review import (
    Decided,
    PlantedRow,
    Said,
    amended,
    by_row,
    decided,
    last_of,
    mended,
    planted_rows,
)
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Event, Store
from seedbed.memory.store.standing import answers, row_named
from seedbed.tools.evaluation.report.amounts import counted

Who = Literal["person", "critic"]
"""Who asks for a change of rows that are there."""


@dataclass(frozen=True, slots=True)
class Amended:
    """A candidate that a decision changes."""

    before: Candidate
    verdict: Verdict
    draft: Draft
    bands: Sequence[str] = ()
    """What its new words are filed under."""

    @property
    def stands_again(self) -> bool:
        """Whether it was withdrawn, and isn't any more."""
        return self.verdict.state == "accepted" and self.before.verdict.state != "accepted"


@dataclass(frozen=True, slots=True)
class Change:
    """What a command means for a run as it stands."""

    said: str
    """In half a line."""
    directives: tuple[Directive, ...] = ()
    unheeded: tuple[str, ...] = ()
    """Why guidance among them changes no row, or is nothing new, a sentence each."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """Part → how many more."""
    grown: tuple[Spec, Plan] | None = None
    """Spec and plan as approved, with those rows; None: there are none."""
    part: str = ""
    """The one part that they were asked for; empty: all share them."""
    seats: Iterable[Seat] = ()
    """Those of the rows."""
    gone: tuple[tuple[Candidate, Verdict], ...] = ()
    """Rows that are taken back: (candidate as it was, its new verdict)."""
    made: str = ""
    """What is said of delivered rows of other parts that were made from those; empty: there are none."""
    amended: tuple[Amended, ...] = ()
    """Rows that a person's decision changes otherwise, or that stand again."""
    reviewed: Decided | None = None
    undone: Decided | None = None
    planted: tuple[PlantedRow, ...] = ()

    @property
    def told(self) -> str:
        """What is said of it to whoever asked."""
        return "; ".join(filter(None, (self.said, self.made)))

    @property
    def schedules(self) -> bool:
        """Whether it is all directives, which need the schedule."""
        return not (self.rows or self.gone or self.reviewed or self.undone or self.planted)


def sent_back(why: str) -> str:
    """What writers are told of a person's reason, which may say what is wrong or what is wanted."""
    return f"Rows were sent back for this: {' '.join(why.split())}"


def made_from(rows: Sequence[Candidate], store: Store, spec: Spec) -> str:
    """What is said of delivered rows of other parts that start from rows that are taken back; empty: there
    are none."""
    starts = {
        start_of(part.name, row.number)
        for row in rows
        for part in spec.parts
        if part.of == split_key(row.verdict.cell)[0]
    }
    made = [row for row, material in store.materials() if material in starts] if starts else []
    ids = ", ".join(made[:8]) + " …" * (len(made) > 8)
    them = "it" if len(rows) == 1 else "them"
    said = f"{counted(len(made), 'row')} made from {them} and kept, to be redone too if need be: {ids}"
    return said if made else ""


def withdrawn(verdict: Verdict, reasons: Sequence[Reason], commit: int) -> Verdict:
    """The verdict on an accepted row that a person takes back after a commit."""
    changes: dict[str, Any] = {"state": "rejected", "reasons": tuple(reasons), "seat": None}
    return verdict.model_copy(update={**changes, "withdrawn_at": commit, "held": verdict.seat})


def decision(order: Decide, store: Store, spec: Spec) -> Change:
    """What a decision means; nothing is changed. Raises UserFault: there is no such row, it was decided
    already, has changed since, or can't be had so."""
    if order.decision == "reject" and not order.reason:
        codes = "wrong answer, wrong label, off concept, unsupported claim, low quality, policy, …"
        raise UserFault("a row is rejected for a reason", next_step=f"say which: {codes}")
    every = decided(store)
    kept = {name: getattr(order, name) for name in Said.model_fields}
    if order.row in planted_rows(store):
        refuse_twice(order, by_row(every).get(order.row, ()))
        said = Decided(**{**kept, "stream": "planted", "fixed": None})
        return Change(f"{order.reviewer} decided a row", reviewed=said)
    found = row_named(store, order.row)
    draft, verdict, mine = found.draft, found.verdict, by_row(every).get(found.row_id, ())
    if draft.row is None:
        raise UserFault(f"of {found.row_id} no row came, so there is nothing to decide")
    refuse_twice(order, mine)
    accepted = verdict.state == "accepted"
    now, first = digest(draft.row), digest(draft.at_first.row)
    if order.shown and order.shown not in (now, first if mended(found) else now):
        raise UserFault(
            f"the row {found.row_id} has changed since it was shown", next_step="look at it again"
        )
    opinion = not accepted or (mended(found) and order.shown == first != now)
    if order.decision == "fix" and not opinion and order.fixed is None:
        raise UserFault(f"nothing of the row {found.row_id} was changed", next_step="accept it, or mend it")
    kept |= {"row": found.row_id, "fixed": order.fixed if order.decision == "fix" and not opinion else None}
    changes = not opinion and order.decision != "can't say"
    said = Decided(**kept, number=found.number, changed=changes)
    meant = f"{order.reviewer}: {order.decision} {found.row_id}"
    asked = _asked(order, found)
    if not said.changed:
        return Change(meant, reviewed=said, directives=asked)
    new = amended(draft.at_first, [*mine, said])
    verdict = verdict.model_copy(update={"grade": new.grade})
    if order.decision == "reject":
        reason = Reason(code=order.reason, by="person", detail=order.note)  # type: ignore[arg-type]  # not empty
        gone = withdrawn(verdict, [reason], store.committed())
        one = Amended(found, gone, new)
        made = made_from([found], store, spec)
        return Change(
            meant, reviewed=said, directives=asked, gone=((found, gone),), amended=(one,), made=made
        )
    bands = _bands(new, found, store, spec) if said.fixed else ()
    return Change(meant, reviewed=said, directives=asked, amended=(Amended(found, verdict, new, bands),))


def refuse_twice(order: Decide, made: Sequence[Decided]) -> None:
    """A row is decided once by each; by one alone where it was shown for that."""
    for one in made:
        if one.reviewer == order.reviewer:
            what = f"{one.reviewer} decided the row {one.row} already: {one.decision}"
            step = "take that back first, to decide otherwise"
            raise UserFault(what, next_step=step)
        if order.alone:
            raise UserFault(f"{one.reviewer} decided the row {one.row} meanwhile: {one.decision}")


def _asked(order: Decide, found: Candidate) -> tuple[Directive, ...]:
    """What the writers are told or shown by it."""
    part, leaf = split_key(found.verdict.cell)[:2]
    note = " ".join(order.note.split())
    if order.tell and note:
        say = sent_back(note) if order.decision == "reject" else note
        because = f"{order.reviewer} on {found.row_id}: {order.decision}"
        return (Guide(part=part, leaf=leaf, say=say, because=because, by="person"),)
    if order.show and order.decision in ("accept", "fix"):
        because = f"{order.reviewer} takes {found.row_id} for a good example"
        return (Show(cell=found.verdict.cell, number=found.number, because=because, by="person"),)
    return ()


def _bands(draft: Draft, found: Candidate, store: Store, spec: Spec) -> Sequence[str]:
    """What a mended row is filed under. Raises UserFault: there is such a row already."""
    if (double := _double(draft, found, store, spec)) is not None:
        raise UserFault(f"the mended row is a {double}", next_step="reject the row instead")
    part = found.verdict.cell.partition("/")[0]
    filed = set(Doubles.keys(found.draft, part))
    return [key for key in Doubles.keys(draft, part) if key not in filed]


def _double(draft: Draft, found: Candidate, store: Store, spec: Spec) -> Reason | None:
    """Why a row in other words would be a duplicate of another one; None: it wouldn't."""
    part = found.verdict.cell.partition("/")[0]
    like = filter(None, map(store.candidate, store.banded(*Doubles.sought(draft, part))))
    reserve = {c.number for c in like if c.verdict.state == "rejected" and c.verdict.outcome == "accepted"}
    alone = [part] if as_they_are(spec.part(part)) else []
    doubles = Doubles(store, spec.accept.near_duplicate, (), given=given_in(spec), alone=alone)
    return doubles.find(draft, part, {found.number, *reserve})


def undo(order: Undo, store: Store, spec: Spec) -> Change:
    """What taking back a decision means; nothing is changed. Raises UserFault: there is none, or it can't be
    taken back any more."""
    every = decided(store)
    last = last_of(every, order.reviewer, order.row)
    if last is None:
        place = "about this row " if order.row else ""
        raise UserFault(f"{order.reviewer} has decided nothing {place}that could be taken back")
    if last.stream == "planted":
        why = "the row was planted, and you have been told what it was"
        raise UserFault(f"{last.decision} can't be taken back: {why}", next_step="name another row, or go on")
    said, told = f"{order.reviewer} took back: {last.decision} {last.row}", tuple(_taken_back(last, store))
    if not last.changed:
        return Change(said, undone=last, directives=told)
    found = store.candidate(last.number)
    if found is None:
        raise KeyError(last.number)
    rest = [one for one in by_row(every)[last.row] if one is not last]
    draft = amended(found.draft.at_first, rest)
    verdict = found.verdict.model_copy(update={"grade": draft.grade})
    if last.decision == "reject":
        _refuse_taken(found, rest, store)
        verdict = verdict.at_first
    elif draft.row != found.draft.row and (double := _double(draft, found, store, spec)) is not None:
        step = "it stays as it was mended, or reject it"
        raise UserFault(f"as it was the row is a {double}", next_step=step)
    return Change(said, undone=last, directives=told, amended=(Amended(found, verdict, draft),))


def _taken_back(last: Decided, store: Store) -> Iterator[Directive]:
    """What the writers aren't told or shown any more, without a decision."""
    value = next(value for _, value in answers(store) if value.get("order") == last.order)
    because: dict[str, Any] = {"because": "it was taken back", "by": "person"}
    for one in DIRECTIVES.validate_python(tuple(value["answered"])):
        if isinstance(one, Guide):
            yield Unguide(part=one.part, leaf=one.leaf, say=one.say, **because)
        if isinstance(one, Show):
            yield Unshow(cell=one.cell, number=one.number, **because)


def _refuse_taken(found: Candidate, rest: Sequence[Decided], store: Store) -> None:
    """A withdrawn row stands again only where its seat is as it was, and open."""
    for one in rest:
        if one.decision == "reject":
            raise UserFault(f"{one.reviewer} rejects the row {one.row}, too, so it stays withdrawn")
    brief, held = store.brief(found.number), found.verdict.held
    if brief is not None and held is not None and (there := store.seat(held)) is not None:
        seat, state, _ = there
        as_it_was = seat.cell.key == found.verdict.cell and seat.attributes == brief.attributes
        if state == "open" and as_it_was:
            return
    what = f"the seat of the row {found.row_id} is filled again, so it can't come back"
    step = "`seedbed extend RUN -n +1` asks for one more row"
    raise UserFault(what, next_step=step)


# its traces and the live run ---------------------------------------------------------------------------


def recorded(change: Change) -> Mapping[str, Any]:
    """What the journal keeps of it, by which a resumed build knows what this one knows."""
    value: dict[str, Any] = {
        "amended": [
            {
                "number": one.before.number,
                "grade": one.verdict.grade,
                "again": one.stands_again,
                "row": one.draft.row if one.draft.row != one.before.draft.row else None,
            }
            for one in change.amended
        ]
    }
    if change.reviewed is not None:
        value["reviewed"] = change.reviewed.model_dump(mode="json", exclude={"order"})
    if change.undone is not None:
        value["undone"] = change.undone.order
    return value


def told_of(change: Change, about: Mapping[str, Any], by: Who) -> list[Event]:
    """Its events: what was decided, and which rows stand again or are taken back by it."""
    events = list[Event]()
    if one := change.reviewed or change.undone:
        said = one.model_dump(
            mode="json", include={"row", "number", "decision", "reviewer", "reason", "note"}
        )
        events.append(Event(by, "decided" if change.reviewed else "decision taken back", {**about, **said}))
    again = [(each.before, each.verdict) for each in change.amended if each.stands_again]
    for before, verdict in (*again, *change.gone):
        row = {**about, "number": before.number, "row": before.row_id, "cell": verdict.cell}
        if verdict.state == "accepted":
            events.append(Event(by, "row restored", {**row, "seat": verdict.seat}))
        else:
            reasons = [reason.model_dump() for reason in verdict.reasons]
            events.append(Event(by, "row withdrawn", {**row, "seat": verdict.held, "reasons": reasons}))
    return events


def amend(one: Amended, committer: Committer) -> None:
    """What a decision changes in what a build keeps in mind; before it is written."""
    number, before = one.before.number, one.before
    brief = committer.store.brief(number)
    assert brief is not None
    if one.stands_again:
        committer.schedule.restore(number, brief, one.verdict)
        committer.critic.seen.deliver(brief, before.draft.at_first, one.verdict)
    elif one.verdict.state == "accepted" and one.verdict.grade != before.verdict.grade:
        committer.critic.seen.deliver(brief, before.draft.at_first, before.verdict, rows=-1)
        committer.critic.seen.deliver(brief, before.draft.at_first, one.verdict)
    if one.draft.row is not None and one.draft.row != before.draft.row:
        committer.schedule.take(one.draft.row)
        committer.forget(number)
