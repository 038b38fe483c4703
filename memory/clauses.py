"""How the clauses of a request are kept by the rows that were delivered: measured in the store, named if not.

A clause is kept by a row if each of its binders is: the checks behind it held, as the row's evidence says.
What nothing measured is never called kept, nor a row that one of a clause's checks didn't read (a person gave
it, or it was spared the check)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Draft
from seedbed.memory.spec import ANY, Part, Spec
from seedbed.memory.store.protocol import Candidate, Store

NOT_KEPT = "not kept"
SHORT = "short"
"""State of a run whose build ended without all its rows."""
NEAR_COPIES = "check near-copies"
WHOLE = ("rows", "budget", NEAR_COPIES)
"""Binders that hold of the dataset and not of single rows."""
_VALUES = 8
"""Values of an axis that are counted where it keeps a demand, at most."""


def clauses(
    store: Store, spec: Spec, among: Iterable[Candidate] | None = None, state: str = ""
) -> list[dict[str, Any]]:
    """Each clause of the request: `text`, `part`, `kept_by`, `share` (of the delivered rows that keep it,
    0–1; None where nothing tells), `rows`, `of`, `basis` (how it was checked), `not_kept` (why; empty: it
    is). `among`: accepted candidates by which it is told; None: all of them. `state`: as of `unfilled`."""
    delivered, given = Counter[str](), Counter[str]()
    counted: dict[int, tuple[int, int]] = {}
    values: dict[int, Counter[str]] = {}
    seats = None if among is None else set[int | None]()
    numbered = numbered_clauses(spec)
    if not numbered:
        return []
    for candidate in store.candidates("accepted") if among is None else among:
        name = candidate.verdict.cell.partition("/")[0]
        delivered[name] += 1
        given[name] += candidate.draft.given
        if seats is not None:
            seats.add(candidate.verdict.seat)
        for number, (part, _, binders) in enumerate(numbered):
            if part.name != name:
                continue
            if (one := keeps(binders, candidate, part)) is not None:
                kept, asked = counted.get(number, (0, 0))
                counted[number] = kept + one, asked + 1
            if said := _said((candidate.draft.row or {}).get(_axis(binders))):
                values.setdefault(number, Counter())[said] += 1
    by_seat = {
        number: axis for number, axis in _axes(spec).items() if number in counted.keys() - values.keys()
    }
    if by_seat:  # of what is no field
        values |= _dealt(store, spec, "filled", by_seat, seats)
    lacking = unfilled(store, spec, state) if among is None else {}
    return told(spec, counted, delivered, values, lacking, given)


def unfilled(store: Store, spec: Spec, state: str = "") -> dict[int, Counter[str]]:
    """Of a build that ended short: number of a clause that an axis keeps → seats without a row, by what was
    dealt to them. `state`: of the run; empty: as the store has it."""
    return _dealt(store, spec, "open", _axes(spec)) if (state or store.meta("state")) == SHORT else {}


def _dealt(
    store: Store, spec: Spec, state: str, axes: Mapping[int, str], among: Set[int | None] | None = None
) -> dict[int, Counter[str]]:
    """Number of a clause → seats of its part in a state, by the value of its axis (`axes`) that was dealt to
    them: beside the cell, if only to some of them, else in it."""
    parts = [part.name for part, _, _ in numbered_clauses(spec)]
    found = defaultdict[int, Counter[str]](Counter)
    for seat, now, _ in store.seats():
        if now != state or (among is not None and seat.number not in among):
            continue
        for number, axis in axes.items():
            if seat.cell.part == parts[number]:
                beside = axis in seat.attributes
                if value := _said(seat.attributes[axis]) if beside else _in_cell(seat.cell, axis):
                    found[number][value] += 1
    return {number: found[number] for number in axes}


def numbered_clauses(spec: Spec) -> list[tuple[Part, str, tuple[str, ...]]]:
    """(part, text, binders) of each clause of the request, in order."""
    return [(part, text, binders) for part in spec.parts for text, binders in part.clauses.items()]


def told(
    spec: Spec,
    counted: Mapping[int, tuple[int, int]],
    delivered: Mapping[str, int],
    values: Mapping[int, Counter[str]] | None = None,
    missing: Mapping[int, Counter[str]] = {},
    given: Mapping[str, int] = {},
) -> list[dict[str, Any]]:
    """Each clause of the request as `clauses` gives it. `counted`: number of a clause → (rows that keep it,
    rows of which it was asked). `delivered`: part → its accepted rows. `values`: number of a clause that one
    axis keeps → rows by its value; None: they weren't counted, and none is told. `missing`: as of `unfilled`:
    such rows were asked for, too. `given`: part → its accepted rows that a person gave."""
    found = []
    for number, (part, text, binders) in enumerate(numbered_clauses(spec)):
        kept, asked = counted.get(number, (0, 0))
        few, lacking = (values or {}).get(number, Counter()), missing.get(number, Counter())
        rows, own = delivered.get(part.name, 0), given.get(part.name, 0)
        one = _clause(text, binders, part, spec, rows, kept, asked + lacking.total(), own)
        if values is not None and 0 < len(few | lacking) <= _VALUES:
            one["basis"] += f": {', '.join(_told(few, lacking, value) for value in sorted(few | lacking))}"
        found.append(one)
    return found


def _told(few: Counter[str], lacking: Counter[str], value: str) -> str:
    of = f" of {few[value] + lacking[value]:,}" if lacking[value] else ""
    return f"{value} {few[value]:,}{of}"


def _axes(spec: Spec) -> dict[int, str]:
    """Number of each clause that one axis keeps → the axis."""
    axes = ((number, _axis(binders)) for number, (_, _, binders) in enumerate(numbered_clauses(spec)))
    return {number: axis for number, axis in axes if axis}


def _axis(binders: Sequence[str]) -> str:
    """The one axis that keeps a clause; empty: none does, or several. Languages are one where their check
    alone keeps it, though that may be about a field that is in another; to no seat one is dealt where all
    rows are in one."""
    axes = [name for kind, _, name in (one.partition(" ") for one in binders) if kind == "axis"]
    axes = axes or ["language"] * ([*binders] == ["check language"])
    return axes[0] if len(axes) == 1 else ""


def _in_cell(cell: Cell, axis: str) -> str:
    """What a cell says of an axis; empty: nothing."""
    said = {"level": cell.difficulty, "language": ANY}.get(axis, cell.label)
    return "" if said == ANY else _said(said)


def _said(value: Any) -> str:
    if str(value).lower() in ("true", "false"):
        return "yes" if str(value).lower() == "true" else "no"
    return "" if value is None else str(value)


def _clause(
    text: str, binders: Sequence[str], part: Part, spec: Spec, rows: int, kept: int, asked: int, given: int
) -> dict[str, Any]:
    keeping, why = parted(binders)
    found: dict[str, Any] = {
        "text": text,
        "part": part.name,
        "kept_by": keeping,
        "share": None,
        "rows": 0,
        "of": rows,
        "basis": "",
        "not_kept": why,
    }
    if not keeping:
        return found
    found["basis"] = ", ".join(dict.fromkeys(basis(binder, part, spec) for binder in keeping))
    if not set(keeping) - set(WHOLE):
        kept = min(rows, part.rows) if "rows" in keeping else rows
        whole = part.rows if "rows" in keeping else rows
        return {**found, "rows": kept, "of": whole, "share": round(kept / whole, 6) if whole else None}
    if asked < rows:
        yours = f"; {given} {'is' if given == 1 else 'are'} yours" if given else ""
        found["basis"] += f" (of {asked} of {rows} rows: those of which it was asked{yours})"
    return {**found, "rows": kept, "of": asked, "share": round(kept / asked, 6) if asked else None}


def parted(binders: Iterable[str]) -> tuple[list[str], str]:
    """(What keeps a clause, why something of it isn't kept; empty: all is)."""
    given = list(binders)
    whys = [one.removeprefix(f"{NOT_KEPT}:").strip() for one in given if one.startswith(NOT_KEPT)]
    return [one for one in given if not one.startswith(NOT_KEPT)], "; ".join(whys)


def keeps(binders: Iterable[str], candidate: Candidate, part: Part) -> bool | None:
    """Whether an accepted row keeps a clause; None: nothing that looks at single rows was asked of it, or not
    all. `binders`: of the clause."""
    single = [one for one in binders if one not in WHOLE and not one.startswith(NOT_KEPT)]
    unread = [one for one in single if _unread(one, candidate.draft, part)]
    said = {_kept(one, candidate, part) for one in single if one not in unread}
    return False if False in said else True if True in said and not unread else None


def _unread(binder: str, draft: Draft, part: Part) -> bool:
    """Whether what a binder asks of rows got no answer of this one: a person gave it, by trust, or its check
    can't tell."""
    ids, kind = _ids(binder, part), binder.partition(" ")[0]
    if kind == "field" or any(one.by in ids for one in draft.evidence):
        return False
    silent = kind in ("holds", "check") and binder != "check concept" and not _all_null(ids, draft)
    return silent or draft.given or bool(ids & {*draft.spared})


def _ids(binder: str, part: Part) -> set[str]:
    """By which a binder's checks stand in evidence, or are spared."""
    return (
        {"concept"} if binder == "check concept" else {*part.bound.get(binder, (binder.replace(" ", "."),))}
    )


def _kept(binder: str, candidate: Candidate, part: Part) -> bool | None:
    """Whether a row keeps a binder; None: it isn't asked of this row."""
    draft, (kind, _, what) = candidate.draft, binder.partition(" ")
    if kind == "field":
        # Null and an empty list are accepted only where the recipe says that a row may be without.
        value = (draft.row or {}).get(what)
        return None if value in (None, []) else value != ""
    if kind == "source":
        return any(one.kind == "citation" and one.ok for one in draft.evidence) or bool(draft.group)
    if binder == "check concept":
        return not draft.assigned or candidate.verdict.cell in draft.assigned
    ids = _ids(binder, part)
    # Rubrics and axes may be for some seats only, and what a check is of may be null by the recipe.
    return all(mine) if (mine := [one.ok for one in draft.evidence if one.by in ids]) else None


def _all_null(checks: Iterable[str], draft: Draft) -> bool:
    """Whether the fields that checks are named after, `CHECK.FIELD`, are null in a row."""
    there = {**draft.notes.get("kept", {}), **(draft.row or {})}
    fields = [check.split(".")[1] if "." in check else "" for check in checks]
    return all(field in there and there[field] is None for field in fields)


def basis(binder: str, part: Part, spec: Spec) -> str:
    """How a binder of a clause is checked, in words."""
    if binder == NEAR_COPIES:
        others = "all rows, yours and those held out" if spec.held_out else "all rows and yours"
        return f"compared with {others}: near-copies refused (ROUGE-L {spec.accept.near_duplicate:g})"
    kind, _, what = binder.partition(" ")
    words: Mapping[str, str] = {
        "rows": f"rows counted, {part.each.told}" if part.each else "rows counted",
        "budget": "hard cap",
        "field": f"each row has {what!r}",
        "source": "the passage each row was made of",
        "axis": f"{what} read blind from each row",
        "rubric": "yes or no of a judge who sees the row alone, with a quote",
        "holds": f"checked: {', '.join(part.bound.get(binder, ()))}",
        "check": f"checked: {', '.join(part.bound.get(binder, (what,)))}",
    }
    return words.get(kind, binder)
