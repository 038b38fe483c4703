"""Clauses: the request's own words, each with what keeps it; a binder that binds to nothing is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.recipes.holds import Line
from seedbed.agent.recipes.steps import Scope
from seedbed.agent.recipes.uses import Chosen
from seedbed.agent.recipes.validate import said
from seedbed.memory.files.file_faults import Path
from seedbed.memory.recipe import Axis, Clause, Sentence

_FORMS = (
    "rows",
    "field F",
    "axis A",
    "rubric I",
    "holds I",
    "check ID",
    "source S",
    "budget",
    "not kept: reason",
)
_TAKEN = "the check is taken away"


@dataclass(frozen=True, slots=True)
class Bindable:
    """What clauses may bind to."""

    scope: Scope
    axes: tuple[Axis, ...]
    lines: tuple[Line, ...]
    rubric: tuple[Sentence, ...]
    chosen: Chosen


def clauses(of: Bindable) -> tuple[Clause, ...]:
    """The clauses, with every fault noted; what a check kept that is taken away is not kept."""
    found = []
    for text, value in of.scope.faults.part(of.scope.raw, "clauses").items():
        path: Path = ("clauses", text)
        listed = list(value) if isinstance(value, (list, tuple)) else [value]
        if not text.strip():
            of.scope.faults.say(path, "the words of the request are missing")
        if not listed:
            of.scope.faults.say(path, f"a binder is missing: {', '.join(_FORMS)}")
        kept = [_binder(path, one, of) for one in listed if one is not None]
        if text.strip() and kept:
            found.append(Clause(text=text, kept_by=tuple(kept)))
    return tuple(found)


def _binder(path: Path, value: Any, of: Bindable) -> str:
    """A binder as it holds in the end."""
    faults = of.scope.faults
    if not isinstance(value, str):
        faults.say(path, f"{said(value)} is no binder; allowed: {', '.join(_FORMS)}")
        return ""
    text = " ".join(value.split())
    word, _, rest = text.partition(" ")
    if text in ("rows", "budget"):
        return text
    if text.startswith("not kept"):
        if not text.removeprefix("not kept").removeprefix(":").strip():
            faults.say(path, "`not kept:` needs its reason")
        elif not text.startswith("not kept:"):
            faults.say(path, f"{said(text)}: `not kept: reason` is wanted")
        return text
    if word == "source" and rest:
        return text
    check = _BINDERS.get(word)
    if check is None or not rest:
        faults.unknown(path, "binder", text, _FORMS)
        return text
    return text if check(path, rest, of) else f"not kept: {_TAKEN}"


def _field(path: Path, name: str, of: Bindable) -> bool:
    names = [one.name for one in of.scope.fields if not one.kept]
    if name not in names:
        of.scope.faults.unknown(path, "field", name, names)
    return True


def _axis(path: Path, name: str, of: Bindable) -> bool:
    solved = {line.a for line in of.lines if line.relation == "answers"}
    read = [axis.name for axis in of.axes if axis.reads or axis.counted or axis.name in solved]
    gone = {
        axis for use in of.chosen.without if use.check == "label" for axis in use.arguments.get("axes", ())
    }
    gone |= {
        line.a
        for line in of.lines
        if line.relation == "answers" and any(use.line == line.number for use in of.chosen.without)
    } - {axis.name for axis in of.axes if axis.reads}
    if name not in read:
        if any(axis.name == name for axis in of.axes):
            of.scope.faults.say(
                path, f"nobody reads the axis `{name}`: it has no `means`, so that nothing keeps it"
            )
        else:
            of.scope.faults.unknown(path, "axis", name, read)
    return name not in gone


def _number(path: Path, text: str, what: str, there: Sequence[int], of: Bindable) -> bool:
    if not text.isdigit() or int(text) not in there:
        allowed = f"1 to {max(there)}" if there else "none; there are no lines of it"
        of.scope.faults.say(path, f"unknown `{what} {text}`; allowed: {allowed}")
        return False
    return True


def _rubric(path: Path, text: str, of: Bindable) -> bool:
    _number(path, text, "rubric", [one.number for one in of.rubric], of)
    return not any(use.id == "rubric" for use in of.chosen.without)


def _holds(path: Path, text: str, of: Bindable) -> bool:
    if not _number(path, text, "holds", [line.number for line in of.lines], of):
        return True
    return not any(use.line == int(text) for use in of.chosen.without)


def _check(path: Path, name: str, of: Bindable) -> bool:
    there = [use.id for use in of.chosen.uses]
    if name in there or any(use.check == name for use in of.chosen.uses):
        return True
    if any(name in (use.id, use.check) for use in of.chosen.without):
        return False
    if name == "level":
        of.scope.faults.say(path, "`check level`, and there are no `levels`")
    else:
        checks = [use.check for use in of.chosen.uses]
        of.scope.faults.unknown(path, "check", name, list(dict.fromkeys([*there, *checks])))
    return True


_BINDERS: Mapping[str, Any] = {
    "field": _field,
    "axis": _axis,
    "rubric": _rubric,
    "holds": _holds,
    "check": _check,
}
