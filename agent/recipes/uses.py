"""Checks of a recipe: those that nobody asks for, those of its lines, what `checks` and `without` say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from seedbed.agent.recipes.holds import Line
from seedbed.agent.recipes.reads import named_by_writers, text_fields
from seedbed.agent.recipes.shapes import is_axis, spelled
from seedbed.agent.recipes.steps import Scope, written
from seedbed.agent.recipes.validate import Faults, said
from seedbed.memory.files.file_faults import Path
from seedbed.memory.recipe import Axis, CheckUse, Leaf, Sentence, Step
from seedbed.tools.checks.catalogue import CATALOGUE
from seedbed.tools.checks.check import Check

_LIBRARY = {check.name: check for check in CATALOGUE}
Inputs = dict[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Believed:
    """What the checks of a recipe follow from."""

    scope: Scope
    steps: tuple[Step, ...]
    axes: tuple[Axis, ...]
    lines: tuple[Line, ...]
    rubric: tuple[Sentence, ...]
    leaf: Leaf
    language: Mapping[str, str]


def unasked(of: Believed) -> list[CheckUse]:
    """The checks that follow from a recipe's other parts."""
    row = [one for one in of.scope.fields if not one.kept]
    plain = tuple(one.name for one in row if not is_axis(one))
    told = named_by_writers(of.steps)
    found = [_use("schema", "schema", {"of*": tuple(one.name for one in row)})]
    own = written(of.steps)
    for one in text_fields(row):
        if one.name in own and of.language.get(one.name) != "any":
            dealt = of.scope.varied.values(of.language.get(one.name, "")) or ()
            among = {"among": tuple(str(code) for code in dealt)} if dealt else {}
            found.append(_use(f"language.{one.name}", "language", {"of*": (one.name,)}, among))
    found += _readers(of)
    if of.scope.varied.levels:
        seen = _seen(told.get("level", ()), plain, [name for name in own if name in plain])
        levels = {"levels": dict(of.scope.varied.levels)}
        found.append(_use("level", "level", {"of*": seen}, levels))
    if of.leaf.of in ("subject", "axis") and told.get("leaf"):
        found.append(_use("concept", "concept", {"of*": _seen(told["leaf"], plain, told["leaf"])}))
    found += [_ran(of, step) for step in of.steps if step.how == "run"]
    found += _relations(of)
    if of.rubric:
        found.append(_use("rubric", "judge", {"of*": plain}))
    return found


def _seen(names: Sequence[str], row: Sequence[str], otherwise: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in names if one in row)) or tuple(otherwise)


def _use(
    id_: str, check: str, inputs: Mapping[str, Any], arguments: Mapping[str, Any] | None = None
) -> CheckUse:
    """One check, with inputs as the library has them."""
    known = _LIBRARY[check].inputs
    given: Inputs = {}
    for name, value in inputs.items():
        bare = name.rstrip("*")
        if bare in known:
            given[bare] = value[0] if isinstance(value, tuple) else value
        elif f"{bare}*" in known:
            given[f"{bare}*"] = (value,) if isinstance(value, str) else value
    return CheckUse(id=id_, check=check, inputs=given, arguments=dict(arguments or {}))


def _readers(of: Believed) -> list[CheckUse]:
    """One reading for all axes that are read from the same fields; what a label shows, for each."""
    groups: dict[tuple[str, ...], list[Axis]] = {}
    for axis in of.axes:
        if axis.reads and not axis.counted:
            groups.setdefault(axis.reads, []).append(axis)
    found = []
    for reads, axes in groups.items():
        books = {
            axis.name: {
                "means": dict(axis.means),
                "boolean": bool(axis.values) and all(isinstance(one, bool) for one in axis.values),
            }
            for axis in axes
        }
        name = "+".join(axis.name for axis in axes)
        found.append(_use(f"label.{name}", "label", {"of*": reads}, {"axes": books}))
        found += [
            _use(f"leaks.{axis.name}", "leaks", {"of*": reads}, {"axis": axis.name})
            for axis in axes
            if axis.is_field
        ]
    return found


def _ran(of: Believed, step: Step) -> CheckUse:
    """That a program ran well, and does so again."""
    target = step.targets[0]
    inputs: dict[str, Any] = {"of": target}
    arguments: dict[str, Any] = {}
    fields = _LIBRARY["ran"].arguments.model_fields
    names = {one.alias or name for name, one in fields.items()}
    for key, value in step.arguments.items():
        if key in ("program", "files", "tests") and isinstance(value, str) and value in of.scope.made:
            inputs[key] = value
        elif key in names:
            arguments[key] = value
    for name in ("in", "language"):
        if name in names:
            arguments[name] = step.arguments["run"]
            break
    return _use(f"ran.{target}", "ran", inputs, arguments)


# relations -------------------------------------------------------------------------------------------------


def _relations(of: Believed) -> list[CheckUse]:
    found: list[CheckUse] = []
    for line in of.lines:
        taken = {one.id for one in found}
        id_ = f"{line.relation}.{line.a}"
        if id_ in taken:
            id_ = f"{id_}.{'+'.join(line.b)}"
        use = _use(id_, line.relation, {"a": line.a, "b*": line.b}, _told(of, line))
        found.append(use.model_copy(update={"relation": line.relation, "line": line.number}))
    return list({one.id: one for one in found}.values())


def _told(of: Believed, line: Line) -> dict[str, Any]:
    """Arguments of a relation that follow from the recipe."""
    if line.relation == "edits":
        return {"most": line.most}
    if line.relation == "needs":
        answers = (x for x in of.lines if x.relation == "answers" and {line.a, *line.b} <= {x.a, *x.b})
        right = next((x.a for x in answers if x.a not in (line.a, *line.b)), "")
        return {"answer": right} if right else {}
    if line.relation != "answers":
        return {}
    for step in of.steps:
        if step.how == "run" and step.arguments.get("program") == line.a:
            return _run_arguments(step)
    one = of.scope.field(line.a)
    items = one.json_schema.get("items", {}) if one and one.kind == "list" else {}
    if isinstance(items, Mapping) and set(items.get("properties", ())) == {"name", "arguments"}:
        return {"compare": "calls"}
    return _correcting(of, line)


def _correcting(of: Believed, line: Line) -> dict[str, Any]:
    """What a solver has to do where B asks nothing, for A is B with a few changes: as the recipe says it."""
    edits = (x for x in of.lines if x.relation == "edits" and x.a == line.a and set(x.b) <= set(line.b))
    if (edit := next(edits, None)) is None:
        return {}
    about = of.scope.faults.text(("about",), of.scope.raw.get("about")).partition(";")[0].strip()
    places = "one place" if edit.most == 1 else f"at most {edit.most} places"
    told = f"`{line.a}` is `{edit.b[0]}` changed in {places}, as this says: «{about}»."
    return {"task": f"{told} Make that change and no other."}


def _run_arguments(step: Step) -> dict[str, Any]:
    files = step.arguments.get("files")
    named = {"files": files} if isinstance(files, str) else {}
    tests = step.arguments.get("tests")
    if isinstance(tests, str) and step.arguments["run"] != "bash":
        named["tests"] = tests  # what prints nothing, a module of functions, shows in its tests alone
    if step.arguments["run"] == "sqlite":
        return {"compare": "sql", **named}
    return {"compare": "program", "language": str(step.arguments["run"]), **named}


# `checks` and `without` ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chosen:
    """The checks in the end."""

    uses: tuple[CheckUse, ...]
    code: Mapping[str, Any]
    without: tuple[CheckUse, ...]


def chosen(uses: Sequence[CheckUse], of: Believed) -> Chosen:
    """The checks with those that the recipe adds, changes and takes away, cheapest first."""
    known = {use.id: use for use in uses}
    code: dict[str, Any] = {}
    faults = of.scope.faults
    for key, value in faults.part(of.scope.raw, "checks").items():
        path: Path = ("checks", key)
        if not isinstance(value, Mapping):
            if value is not None:
                faults.say(path, f"a map of arguments is wanted ({{}} for the defaults), not {said(value)}")
            continue
        several = _meant(key, value, known, of)
        for id_ in several:
            known[id_] = _merged(known[id_], value, path, of)
        if not several and (added := _added(key, value, path, of)):
            if added.id in known:
                faults.say(path, f"`{added.id}` is there already")
            known[added.id] = added
            if added.check == "code" and key.startswith("code."):
                code[key.removeprefix("code.")] = {"of": list(added.inputs.get("of*", ())), **added.arguments}
    _check_counted(known, of)
    gone = []
    for number, id_ in enumerate(faults.part(of.scope.raw, "without")):
        if str(id_) in known:
            gone.append(known.pop(str(id_)))
            code.pop(str(id_).removeprefix("code."), None)
        elif id_ is not None:
            faults.unknown(("without", number), "check", id_, list(known))
    ordered = sorted(known.values(), key=lambda use: _LIBRARY[use.check].calls)
    return Chosen(tuple(ordered), code, tuple(gone))


def _meant(key: str, value: Mapping[str, Any], known: Mapping[str, CheckUse], of: Believed) -> list[str]:
    """The checks that an entry changes: that of its id; those of its name, if it says no fields."""
    if key in known:
        return [key]
    check = _LIBRARY.get(key)
    if check is None or {name.rstrip("*") for name in check.inputs} & set(value):
        return []
    return [id_ for id_, use in known.items() if use.check == key]


def _merged(use: CheckUse, value: Mapping[str, Any], path: Path, of: Believed) -> CheckUse:
    check = _LIBRARY[use.check]
    inputs, arguments = _split(check, value, path, of)
    merged = {**use.arguments, **arguments}
    _check_arguments(check, merged, path, of.scope.faults)
    return use.model_copy(update={"inputs": {**use.inputs, **inputs}, "arguments": merged})


def _added(key: str, value: Mapping[str, Any], path: Path, of: Believed) -> CheckUse | None:
    name, _, field = key.partition(".")
    check = _LIBRARY.get(name)
    if check is None or name == "rubric":
        of.scope.faults.unknown(path, "check", name, sorted(_LIBRARY))
        return None
    if name == "level" and not of.scope.varied.levels:
        of.scope.faults.say(path, "`level` reads a level, and there are no `levels`")
        return None
    inputs, arguments = _split(check, value, path, of)
    if field and name != "code" and check.inputs:
        first = check.inputs[0]
        if first not in inputs and _is_name(field, path, of):
            inputs = {first: (field,) if first.endswith("*") else field, **inputs}
    if name == "judge":
        _check_judge(inputs, arguments, path, of.scope.faults)
    for missing in _missing(check, inputs):
        of.scope.faults.say(path, f"`{missing}` is missing: which field")
    _check_arguments(check, arguments, path, of.scope.faults)
    looked = next((inputs[one] for one in check.inputs if one in inputs), "")
    first_field = looked if isinstance(looked, str) else looked[0] if looked else ""
    id_ = key if field else f"{name}.{first_field}"
    return CheckUse(id=id_, check=name, inputs=inputs, arguments=arguments)


def _check_judge(inputs: Inputs, arguments: Mapping[str, Any], path: Path, faults: Faults) -> None:
    """An added judge compares: its sentences stand in the rubric."""
    if "pairwise" not in arguments:
        if "sentences" not in arguments:
            faults.say(path, "asks nothing: `pairwise` is missing (sentences stand in `rubric`)")
        return
    pair = list(inputs.get("of*", ()))[-2:]
    if "must" not in arguments:
        which = " and ".join(pair) or "the last two of `of`"
        faults.say(path, f"`must` is missing: which of {which} has to be the answer")
    elif pair and arguments["must"] not in pair:
        faults.unknown((*path, "must"), "field", arguments["must"], pair)


def _split(check: Check, value: Mapping[str, Any], path: Path, of: Believed) -> tuple[Inputs, dict[str, Any]]:
    """Keys that are inputs of a check name fields, the others are its arguments."""
    names = {one.rstrip("*"): one for one in check.inputs}
    inputs: Inputs = {}
    arguments: dict[str, Any] = {}
    for key, given in value.items():
        if key not in names:
            arguments[key] = given
            for text in [given] if isinstance(given, str) and "{{" in given else []:
                of.scope.template((*path, key), text)
            continue
        listed = list(given) if isinstance(given, (list, tuple)) else [given]
        wrong = not listed or not all(isinstance(one, str) for one in listed)
        if wrong or (len(listed) > 1 and not names[key].endswith("*")):
            wanted = "fields are" if names[key].endswith("*") else "one field is"
            if given is not None:
                of.scope.faults.say((*path, key), f"{wanted} wanted, not {said(given)}")
            continue
        fine = [_is_name(one, (*path, key), of) for one in listed]
        if all(fine):
            inputs[names[key]] = tuple(listed) if names[key].endswith("*") else listed[0]
    return inputs, arguments


def _is_name(name: str, path: Path, of: Believed) -> bool:
    known = [*(one.name for one in of.scope.fields), *of.scope.made, *(axis.name for axis in of.axes)]
    if name not in known:
        of.scope.faults.unknown(path, "field", name, list(dict.fromkeys(known)))
    return name in known


def _missing(check: Check, inputs: Inputs) -> list[str]:
    """Inputs that a check can't do without."""
    bare = [one.rstrip("*") for one in check.inputs if one not in inputs]
    return [one for one in bare if one not in check.optional]


def _check_arguments(check: Check, arguments: Mapping[str, Any], path: Path, faults: Faults) -> None:
    """Notes arguments that a check doesn't take, or not so."""
    try:
        check.arguments.model_validate(dict(arguments))
    except ValidationError as error:
        for one in error.errors(include_url=False):
            place = tuple(one["loc"])
            if one["type"] == "extra_forbidden" and len(place) == 1:
                names = [field.alias or name for name, field in check.arguments.model_fields.items()]
                inputs = [name.rstrip("*") for name in check.inputs]
                faults.unknown((*path, *place), f"argument of `{check.name}`", place[0], [*names, *inputs])
            elif one["type"] == "missing":
                faults.say(path, f"`{place[-1]}` is missing")
            else:
                text = str(one["msg"]).removeprefix("Value error, ")
                faults.say((*path, *place), text[:1].lower() + text[1:])


def _check_counted(known: Mapping[str, CheckUse], of: Believed) -> None:
    """Notes an axis that is told by a check which isn't one, or with arguments that it doesn't take."""
    for axis in of.axes:
        named = axis.counted.get("check")
        if not isinstance(named, str):
            continue
        path: Path = ("read", axis.name)
        name, _, field = named.partition(".")
        use, check = known.get(named), _LIBRARY.get(name)
        if check is None:
            of.scope.faults.unknown((*path, "check"), "check", name, sorted(_LIBRARY))
            continue
        if use is None and not field:
            of.scope.faults.say((*path, "check"), f"which field? `{name}.FIELD`")
        elif use is None:
            _is_name(field, (*path, "check"), of)
        for value in axis.values:
            arguments = axis.counted.get(spelled(value))
            if isinstance(arguments, Mapping):
                _check_arguments(check, arguments, (*path, spelled(value)), of.scope.faults)
