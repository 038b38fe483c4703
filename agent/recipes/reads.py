"""Which axes are read, by what their values mean and from which fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.recipes.holds import Line
from seedbed.agent.recipes.shapes import is_axis, spelled
from seedbed.agent.recipes.steps import Scope
from seedbed.agent.recipes.validate import said
from seedbed.memory.files.file_faults import Path
from seedbed.memory.recipe import Axis, RecipeField, Step, Value


def read_axes(scope: Scope, steps: Sequence[Step], lines: Sequence[Line]) -> tuple[Axis, ...]:
    """The axes with what they mean and from where they are read, every fault noted."""
    faults = scope.faults
    names = [one.name for one in scope.varied.axes]
    means, read = faults.part(scope.raw, "means"), faults.part(scope.raw, "read")
    for key, section in (("means", means), ("read", read)):
        for name in section:
            if name not in names:
                faults.unknown((key, name), "axis", name, names)
    solved = {line.a for line in lines if line.relation == "answers"}
    told = named_by_writers(steps)
    return tuple(
        _read(axis, means, read, told.get(axis.name, ()), axis.name in solved, scope)
        for axis in scope.varied.axes
    )


def named_by_writers(steps: Sequence[Step]) -> dict[str, tuple[str, ...]]:
    """Name → the targets that a model writes by a prompt with that name."""
    found: dict[str, tuple[str, ...]] = {}
    for step in steps:
        if step.how in ("write", "talk", "repeat"):
            for name in step.names:
                found[name] = (*found.get(name, ()), *step.targets)
    return found


def _read(
    axis: Axis,
    means: Mapping[str, Any],
    read: Mapping[str, Any],
    told: Sequence[str],
    solved: bool,
    scope: Scope,
) -> Axis:
    given = read.get(axis.name)
    counted = _counted(axis, given, scope) if isinstance(given, Mapping) else {}
    meant = _means(axis, means, scope, counted=bool(counted)) if axis.name in means else {}
    if counted:
        return axis.model_copy(update={"means": meant, "counted": counted})
    if axis.name not in means:
        if axis.is_field and not solved:
            place: Path = ("row", axis.name)
            scope.faults.say(
                place, f"`means` is missing for it: what each value of `{axis.name}` means, for a reader"
            )
        elif axis.name in read and not solved:
            scope.faults.say(
                ("read", axis.name), f"`means` is missing for `{axis.name}`: nobody reads it without"
            )
        return axis
    fields = _fields(axis, given, told, scope)
    return axis.model_copy(update={"means": meant, "reads": fields})


def _fields(axis: Axis, given: Any, told: Sequence[str], scope: Scope) -> tuple[str, ...]:
    """The fields from which an axis is read: as given, else those whose prompt names it; never labels."""
    labels = {one.name for one in scope.fields if is_axis(one)}
    row = [one.name for one in scope.fields if not one.kept]
    known = list(dict.fromkeys([*row, *scope.made]))
    if given is not None:
        if not isinstance(given, list) or not given:
            scope.faults.say(("read", axis.name), f"a list of fields is wanted, not {said(given)}")
            return ()
        words = [one for one in given if isinstance(one, str)]
        for number, name in enumerate(given):
            if not isinstance(name, str):
                scope.faults.say(("read", axis.name, number), f"a field is wanted, not {said(name)}")
            elif name in labels:
                scope.faults.say(
                    ("read", axis.name, number), f"`{name}` is a label: the reader never sees it"
                )
            elif name not in known:
                scope.faults.unknown(("read", axis.name, number), "field", name, known)
        return tuple(name for name in words if name in known and name not in labels)
    found = [name for name in told if name in row] or list(told)
    if not found:
        place: Path = ("row" if axis.is_field else "means", axis.name)
        scope.faults.say(
            place, f"no prompt of a writer names `{axis.name}`, so that nothing can be read of it"
        )
    return tuple(dict.fromkeys(found))


# what values mean ------------------------------------------------------------------------------------------


def _means(
    axis: Axis, means: Mapping[str, Any], scope: Scope, *, counted: bool, depth: int = 0
) -> dict[str, str]:
    path: Path = ("means", axis.name)
    value = means[axis.name]
    names = [one.name for one in scope.varied.axes]
    if isinstance(value, str) and value in names and value != axis.name:
        other = scope.varied.axis(value)
        if value not in means or depth > 3 or other is None:
            scope.faults.say(path, f"copies `{value}`, which `means` doesn't define")
            return {}
        values = {spelled(one) for one in other.values}
        missing = [spelled(one) for one in axis.values if spelled(one) not in values]
        if missing:
            scope.faults.say(path, f"copies `{value}`, which has no value `{missing[0]}`")
            return {}
        return _means(other, means, scope, counted=counted, depth=depth + 1)
    if _is_boolean(axis.values):
        if isinstance(value, str):
            text = scope.faults.text(path, value, 1000)
            return {"true": text} if text else {}
        if isinstance(value, Mapping) and set(value) == {"true", "false"}:
            return {key: scope.faults.text((*path, key), text, 1000) for key, text in value.items()}
        if value is not None:
            scope.faults.say(path, f"one sentence is wanted, what holds where it is true, not {said(value)}")
        return {}
    if axis.ask:
        scope.faults.say(path, "its values are asked for, so that nobody knows what they mean")
        return {}
    if not isinstance(value, Mapping):
        if value is not None:
            scope.faults.say(path, f"a map value → what it means is wanted, not {said(value)}")
        return {}
    return _defined(axis, value, path, scope)


def _defined(axis: Axis, value: Mapping[str, Any], path: Path, scope: Scope) -> dict[str, str]:
    values = [spelled(one) for one in axis.values]
    for name in value:
        if name not in values:
            scope.faults.unknown((*path, name), f"value of `{axis.name}`", name, values)
    for name in values:
        if name not in value:
            scope.faults.say(path, f"`{name}` isn't defined")
    return {name: scope.faults.text((*path, name), value[name], 1000) for name in values if name in value}


def _is_boolean(values: Sequence[Value]) -> bool:
    return bool(values) and all(isinstance(one, bool) for one in values)


def _counted(axis: Axis, value: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """`{check: count.review, short: {words: ..40}, …}`: a check with arguments for each value."""
    path: Path = ("read", axis.name)
    if "check" not in value:
        scope.faults.say(
            path, "`check` is missing: a list of fields, or a check with arguments for each value"
        )
        return {}
    scope.faults.text((*path, "check"), value["check"], 100)
    values = [spelled(one) for one in axis.values]
    for name, arguments in value.items():
        if name == "check":
            continue
        if name not in values:
            scope.faults.unknown((*path, name), f"value of `{axis.name}`", name, values)
        elif not isinstance(arguments, Mapping):
            scope.faults.say((*path, name), f"arguments of the check are wanted, not {said(arguments)}")
    for name in values:
        if name not in value:
            scope.faults.say(path, f"`{name}` has no arguments of the check")
    return dict(value)


def text_fields(fields: Sequence[RecipeField]) -> tuple[RecipeField, ...]:
    """Those that hold words."""
    return tuple(one for one in fields if one.kind in ("string", "line", "messages") or _holds_text(one))


def _holds_text(one: RecipeField) -> bool:
    items = one.json_schema.get("items") if one.kind == "list" else None
    return isinstance(items, Mapping) and items.get("type") == "string" and "format" not in items
