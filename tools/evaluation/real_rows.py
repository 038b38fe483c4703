"""What people bring of real rows: labelled ones to steer by (`--steer-by`), decisions on rows (`--gold`).

Reads and checks files; every fault names its line. What is made of the rows is `agent/critic/downstream.py`
and `agent/critic/faith.py`. They never enter a dataset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import meant
from seedbed.memory.spec import Part, Spec
from seedbed.tools.checks.asked import spelled
from seedbed.tools.knowledge.formats.tables import rows_of

_LARGEST = 50_000_000
"""Bytes of a file: some hundred rows are plenty."""


@dataclass(frozen=True, slots=True)
class RealRow:
    """A real labelled text."""

    text: str
    label: str
    part: str = ""
    """The part of the spec that it belongs to; empty: not yet known."""
    place: str = ""
    """The file and its line."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a delivered row, named by its id or by its text."""

    right: bool
    id: str = ""
    text: str = ""


def read_real_rows(path: Path) -> tuple[RealRow, ...]:
    """Labelled rows of a file. Raises UserFault: it can't be read, a row has no text or label, there
    are fewer than two labels, or what teaches the student isn't installed."""
    option = "--steer-by"
    if find_spec("sklearn") is None:
        said = f"{option} teaches a student of these rows, which needs scikit-learn"
        raise UserFault(said, next_step="pip install 'seedbed[steer-by]'")
    form = '{"text": …, "label": …}'
    rows = []
    for where, row in _rows(path, option, form):
        text, label = (_said(row, key, where, form) for key in ("text", "label"))
        rows.append(RealRow(text, label.strip(), str(row.get("part") or "").strip(), where))
    labels = sorted({row.label for row in rows})
    if len(labels) < 2:
        said = f"all its rows are labelled {labels[0]!r}: a student has nothing to tell apart"
        raise UserFault(said, where=str(path), next_step="give rows of at least two labels")
    return tuple(rows)


def placed(rows: Sequence[RealRow], spec: Spec, where: str) -> tuple[RealRow, ...]:
    """The rows with the part that each belongs to: as its `part` says, else the one that has its label.
    Raises UserFault: the spec has no labels, a label or part isn't in it, or a label is in several parts."""
    parts = [part for part in spec.parts if part.labels]
    if not parts:
        said = "steering from a downstream model needs labels, and no part of the spec has any"
        raise UserFault(said, where=where, next_step="leave --steer-by away, or ask for classification")
    return tuple(replace(row, part=_part(row, parts, row.place).name) for row in rows)


def _part(row: RealRow, parts: Sequence[Part], where: str) -> Part:
    asked = [part for part in parts if row.part in ("", part.name)]
    found = [part for part in asked if any(label.name == row.label for label in part.labels)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(part.name for part in found)
        what, step = f"the label {row.label!r} is in several parts ({names})", "say which in a field `part`"
    elif asked:
        known = list(dict.fromkeys(label.name for part in asked for label in part.labels))
        what, step = f"the label {row.label[:80]!r} isn't in the spec", meant(row.label, known)
    else:
        known = [part.name for part in parts]
        what, step = f"no part with labels is called {row.part!r}", meant(row.part, known)
    raise UserFault(what, where=where, next_step=step)


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """People's decisions: `{"id": …, "right": true}` or `{"text": …, "right": false}`, a row each. Raises
    UserFault: it can't be read, a row has no id and no text, no decision, or two that differ."""
    form = '{"id": …, "right": true} or {"text": …, "right": false}'
    found: dict[tuple[str, str], Decision] = {}
    for where, row in _rows(path, "--gold", form):
        right = {"true": True, "false": False}.get(str(row.get("right")).strip().lower())
        id = str(row.get("id") or "").strip().lower()
        text = "" if id or right is None else _said(row, "text", where, form)
        decision = Decision(bool(right), id, text)
        if right is None:
            fault = ("says neither true nor false under 'right'", f"write {form}")
        elif id and (len(id) < 16 or set(id) - set("0123456789abcdef")):
            fault = (f"{id[:40]!r} is no row's id", "an id is the 16 hex digits in dataset.jsonl")
        elif found.setdefault((id, text), decision) != decision:
            fault = ("the same row was decided before, and otherwise", "keep one of the two")
        else:
            continue
        raise UserFault(fault[0], where=where, next_step=fault[1])
    return tuple(found.values())


def _said(row: Mapping[str, Any], key: str, where: str, form: str) -> str:
    value = row.get(key)
    if isinstance(value, int | float):
        value = spelled(value)
    if not isinstance(value, str) or not value.strip():
        raise UserFault(f"has no {key} under {key!r}", where=where, next_step=f"write {form}")
    return value


def _rows(path: Path, option: str, form: str) -> list[tuple[str, dict[str, Any]]]:
    """(place, row) of a file. Raises UserFault: it can't be read, or holds no rows."""
    if found := list(rows_of(path, option, form, _LARGEST)):
        return found
    raise UserFault("there are no rows", where=str(path), next_step=f"check {option}")
