"""Checks of a recipe: those that nobody asks for, those of its lines, what `checks` and `without` say."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from seedbed.agent.recipes.draft import Draft
from seedbed.agent.recipes.holds import sentence_names
from seedbed.agent.recipes.shapes import is_axis, is_boolean, spelled
from seedbed.agent.recipes.written import Line
from seedbed.memory.files.file_faults import Path, said
from seedbed.memory.recipe import ENGINE, Axis, CheckUse, RecipeField, Step
from seedbed.tools.checks.catalogue import BY_NAME
from seedbed.tools.checks.check import Arguments, Check
from seedbed.tools.checks.form.distinct import DISTINCT

COMPARING = frozenset(
    (
        "judge", "numbers", "similarity", "ratio", "covers", "agree", "disagree", "claims", "contradicts",
        "equal", "program", "sql", "calculations", "spans", "toolcalls", "code", "guessable", "ran",
    )
)  # fmt: skip
"""Checks that hold their fields against each other."""
_QUERY = "Answer what is asked there by one query for SQLite."
"""What a solver of queries is told: dialects differ."""
_NAME = 40
"""Characters of a text that can hold a name and little else: it doesn't say what a row is about."""


def unasked(draft: Draft) -> list[CheckUse]:
    """The checks that follow from a recipe's other parts."""
    row = [one for one in draft.fields if not one.kept]
    plain = tuple(one.name for one in row if not is_axis(one))
    own = draft.written()

    def seen(name: str, otherwise: Sequence[str]) -> tuple[str, ...]:
        return tuple(one for one in draft.told(name) if one in plain) or tuple(otherwise)

    # Where a program failed, nothing that was made of its result need be looked at.
    found = [_ran(draft, step) for step in draft.steps if step.how == "run"]
    found.append(_use("schema", "schema", {"of": tuple(one.name for one in row)}))
    for one in text_fields(row):
        if one.name in own and draft.language.get(one.name) != "any":
            dealt = draft.values(draft.language.get(one.name, ""))
            among = {"among": tuple(str(code) for code in dealt)} if dealt else {}
            found.append(_use(f"language.{one.name}", "language", {"of": (one.name,)}, among))
    found += _readers(draft)
    if levels := draft.said.levels:
        of = seen("level", [name for name in own if name in plain])
        found.append(_use("level", "level", {"of": of}, {"levels": levels}))
    if draft.leaf.of in ("subject", "axis") and draft.told("leaf"):
        found.append(_use("concept", "concept", {"of": _of_concept(draft, seen("leaf", draft.told("leaf")))}))
    for line in draft.lines:
        id_ = f"{line.relation}.{line.a}"
        if id_ in [one.id for one in found]:
            id_ = f"{id_}.{'+'.join(line.b)}"
        use = _use(id_, line.relation, {"a": line.a, "b": line.b}, _told(draft, line))
        found.append(use.model_copy(update={"relation": line.relation, "line": line.number}))
    if draft.rubric:
        named = {name for one in draft.rubric for name in sentence_names(one)}
        beside = tuple(one for one in draft.made if one in named and one not in plain)
        found.append(_use("rubric", "judge", {"of": (*plain, *beside)}))
    return list({one.id: one for one in found}.values())


def _of_concept(draft: Draft, seen: tuple[str, ...]) -> tuple[str, ...]:
    """The fields from which a row's concept is read: those whose writer is told it. Where these hold no words
    (figures, a table) or names at most, also the first that are made of them and hold some, whose writer is
    then told it, too."""
    schemas = {one.name: one.value_schema for one in text_fields(draft.fields)}
    texts = {n for n, one in schemas.items() if one.get("items", one).get("maxLength", math.inf) > _NAME}
    for step in draft.steps if texts.isdisjoint(seen) else ():
        worded = tuple(name for name in step.targets if name in texts)
        if step.is_written and worded and not set(step.names).isdisjoint(draft.told("leaf")):
            return (*worded, *seen)
    return seen


def text_fields(fields: Sequence[RecipeField]) -> tuple[RecipeField, ...]:
    """Those that hold words."""

    def words(one: RecipeField) -> bool:
        items = one.value_schema.get("items") if one.kind == "list" else None
        return isinstance(items, Mapping) and items.get("type") == "string" and "format" not in items

    return tuple(one for one in fields if one.kind in ("string", "line", "messages") or words(one))


def _use(
    id_: str, check: str, inputs: Mapping[str, Any], arguments: Mapping[str, Any] | None = None
) -> CheckUse:
    """One check, with those inputs that it has: several fields where the library's name ends with `*`."""
    given: dict[str, str | tuple[str, ...]] = {}
    for name in BY_NAME[check].inputs:
        if value := inputs.get(name.rstrip("*")):
            listed = (value,) if isinstance(value, str) else tuple(value)
            given[name] = listed if name.endswith("*") else listed[0]
    return CheckUse(id=id_, check=check, inputs=given, arguments=dict(arguments or {}))


def _readers(draft: Draft) -> list[CheckUse]:
    """One reading for all axes that are read from the same fields; what a label shows, for each."""
    groups: dict[tuple[str, ...], list[Axis]] = {}
    for axis in draft.axes:
        if axis.reads and not axis.counted:
            groups.setdefault(axis.reads, []).append(axis)
    found = []
    for reads, axes in groups.items():
        books = {one.name: {"means": dict(one.means), "boolean": is_boolean(one)} for one in axes}
        found.append(_use(f"label.{'+'.join(books)}", "label", {"of": reads}, {"axes": books}))
        leaking = [axis.name for axis in axes if axis.is_field]
        found += [_use(f"leaks.{name}", "leaks", {"of": reads}, {"axis": name}) for name in leaking]
    return found


def _ran(draft: Draft, step: Step) -> CheckUse:
    """That a program ran well, and does so again."""
    said = ((key, step.arguments.get(key)) for key in ("program", "files", "tests"))
    inputs = {"of": step.targets[0]} | {k: v for k, v in said if isinstance(v, str) and v in draft.made}
    arguments = {key: value for key, value in step.arguments.items() if key == "timeout"}
    return _use(f"ran.{step.targets[0]}", "ran", inputs, {**arguments, "in": step.arguments["run"]})


def _told(draft: Draft, line: Line) -> dict[str, Any]:
    """Arguments of a relation that follow from the recipe."""
    if line.relation == "edits":
        return {"most": line.most}
    if line.relation == "needs":
        answers = (x for x in draft.lines if x.relation == "answers" and {line.a, *line.b} <= {x.a, *x.b})
        right = next((x.a for x in answers if x.a not in (line.a, *line.b)), "")
        return {"answer": right} if right else {}
    if line.relation != "answers":
        return {}
    for step in draft.steps:
        if step.how == "run" and step.arguments.get("program") == line.a:
            language = str(step.arguments["run"])
            told = {"compare": "program", "language": language}
            if language == "sqlite":
                told = {"compare": "sql", "task": _QUERY}
            # What prints nothing, a module of functions, shows in its tests alone.
            beside = ("files",) if language == "bash" else ("files", "tests")
            given = {key: value for key in beside if (value := _names(step.arguments.get(key), draft))}
            return told | given
    one = draft.field(line.a)
    if one and one.kind == "choice":
        return {"best": True}
    items = one.value_schema.get("items", {}) if one and one.kind == "list" else {}
    if isinstance(items, Mapping) and set(items.get("properties", ())) == {"name", "arguments"}:
        return {"compare": "calls"}
    edits = (x for x in draft.lines if x.relation == "edits" and x.a == line.a and set(x.b) <= set(line.b))
    if (edit := next(edits, None)) is None:
        return {}
    # B asks nothing, for A is B with a few changes: what a solver has to do, the recipe says.
    about = draft.said.about.partition(";")[0].strip()
    places = "one place" if edit.most == 1 else f"at most {edit.most} places"
    told_ = f"`{line.a}` is `{edit.b[0]}` changed in {places}, as this says: «{about}»."
    return {"task": f"{told_} Make that change and no other."}


def _names(said: Any, draft: Draft) -> str:
    """The field that an argument of a step names, or the fields, with blanks between; empty: it names none,
    or says itself what it means."""
    listed = [said] if isinstance(said, str) else said if isinstance(said, (list, tuple)) else []
    return " ".join(listed) if all(isinstance(one, str) and one in draft.made for one in listed) else ""


def choose(draft: Draft) -> None:
    """Gives the draft its checks: those that follow, and what the recipe adds, changes and takes away,
    cheapest first."""
    always = {use.id: use for use in unasked(draft)}
    known = dict(always)
    for key, value in draft.said.checks.items():
        path: Path = ("checks", key)
        check = BY_NAME.get(key)
        by_name = check is not None and not {name.rstrip("*") for name in check.inputs} & set(value)
        several = [key] if key in known else [i for i, use in known.items() if by_name and use.check == key]
        for id_ in several:
            use = known[id_]
            inputs, arguments = _split(BY_NAME[use.check], value, path, draft)
            arguments, inputs = {**use.arguments, **arguments}, {**use.inputs, **inputs}
            _check_arguments(BY_NAME[use.check], arguments, path, draft, inputs)
            known[id_] = use.model_copy(update={"inputs": inputs, "arguments": arguments})
        if not several and (added := _added(key, value, path, draft)):
            if added.id in always:  # what is always checked may be listed, too
                use = always[added.id]
                added = use.model_copy(update={"arguments": use.arguments | added.arguments})
            elif added.id in known:
                draft.say(path, f"`{added.id}` is there already")
            known[added.id] = added
    for use in (use for use in known.values() if use.check == DISTINCT):
        if set(use.fields) <= {axis.name for axis in draft.axes}:
            told = f"`{use.fields[0]}` is dealt, and its values come again"
            draft.say(("checks", use.id if use.id in draft.said.checks else DISTINCT), told)
    _check_counted(known, draft)
    gone = []
    for number, id_ in enumerate(draft.said.without):
        if id_ == "schema":
            draft.say(("without", number), "`schema` is always checked")
        elif draft.known(("without", number), "check", id_, (one for one in known if one != "schema")):
            gone.append(known.pop(id_))
    draft.uses = tuple(sorted(known.values(), key=lambda use: BY_NAME[use.check].calls))
    draft.without = tuple(gone)


def _added(key: str, value: Mapping[str, Any], path: Path, draft: Draft) -> CheckUse | None:
    name, _, field = key.partition(".")
    check = BY_NAME.get(name)
    if check is None or name == "rubric":
        draft.unknown(path, "check", name, sorted(BY_NAME))
        return None
    if name == "level" and not draft.said.levels:
        draft.say(path, "`level` reads a level, and there are no `levels`")
        return None
    inputs, arguments = _split(check, value, path, draft)
    first = check.inputs[0] if check.inputs else ""
    if field and name != "code" and first and first not in inputs and _is_name(field, path, draft):
        inputs = {first: (field,) if first.endswith("*") else field, **inputs}
    if name == "judge":
        _check_judge(inputs, arguments, path, draft)
    for missing in (one.rstrip("*") for one in check.inputs if one not in inputs):
        if missing not in check.optional and value.get(missing, []) == []:  # else what is wrong there is said
            draft.say(path, f"`{missing}` is missing: which field")
    _check_arguments(check, arguments, path, draft, inputs)
    looked = next((inputs[one] for one in check.inputs if one in inputs), "")
    first_field = looked if isinstance(looked, str) else looked[0] if looked else ""
    id_ = key if field else f"{name}.{first_field}"
    return CheckUse(id=id_, check=name, inputs=inputs, arguments=arguments)


def _check_judge(inputs: Mapping[str, Any], arguments: Mapping[str, Any], path: Path, draft: Draft) -> None:
    """An added judge compares: its sentences stand in the rubric."""
    pair = list(inputs.get("of*", ()))[-2:]
    if "sentences" in arguments:
        told = "sentences stand in `rubric`; one that names a target which isn't delivered is asked with it"
        draft.say((*path, "sentences"), told)
    elif "pairwise" not in arguments:
        draft.say(path, "asks nothing: `pairwise` is missing (sentences stand in `rubric`)")
    elif "pairwise" in arguments and "must" not in arguments:
        which = " and ".join(pair) or "the last two of `of`"
        draft.say(path, f"`must` is missing: which of {which} has to be the answer")
    elif "pairwise" in arguments and pair:
        draft.known((*path, "must"), "field", arguments["must"], pair)


def _split(
    check: Check, value: Mapping[str, Any], path: Path, draft: Draft
) -> tuple[dict[str, str | tuple[str, ...]], dict[str, Any]]:
    """Keys that are inputs of a check name fields, the others are its arguments."""
    names = {one.rstrip("*"): one for one in check.inputs}
    inputs: dict[str, str | tuple[str, ...]] = {}
    arguments: dict[str, Any] = {}
    for key, given in value.items():
        name = names.get(key, "")
        listed = given if isinstance(given, list) else [given]
        if not name:
            arguments[key] = given
            if isinstance(given, str) and "{{" in given:
                draft.bare((*path, key), given)
        elif not all(isinstance(one, str) for one in listed) or (len(listed) != 1 and name[-1] != "*"):
            wanted = "fields are" if name.endswith("*") else "one field is"
            draft.say((*path, key), f"{wanted} wanted, not {said(given)}")
        elif all(_is_name(one, (*path, key), draft) for one in listed) and listed:
            inputs[name] = tuple(listed) if name.endswith("*") else listed[0]
    return inputs, arguments


def _is_name(name: str, path: Path, draft: Draft, also: Iterable[str] = ()) -> bool:
    known = (*(one.name for one in draft.fields), *draft.made, *(axis.name for axis in draft.axes), *also)
    return draft.known(path, "field", name, known)


def _check_arguments(
    check: Check, arguments: Mapping[str, Any], path: Path, draft: Draft, inputs: Mapping[str, Any]
) -> Arguments | None:
    """A check's arguments; notes those that it doesn't take, or not so, or not of these fields."""
    try:
        read = check.arguments.model_validate(dict(arguments))
    except ValidationError as error:
        names = [name.rstrip("*") for name in check.inputs]
        draft.form(error, arguments, check.arguments, path, names)
        return None
    for argument in check.names:
        for name in str(getattr(read, argument)).split():
            _is_name(name, (*path, argument), draft, filter(draft.values, ENGINE))
    fields = [one for given in inputs.values() for one in ([given] if isinstance(given, str) else given)]
    if doubled := [name for name in fields if fields.count(name) > 1]:
        draft.say(path, f"`{doubled[0]}` is named twice: it is held against other fields")
    there = all(name in inputs for name in check.inputs if name.rstrip("*") not in check.optional)
    schemas = {one.name: one.value_schema for one in draft.fields}
    codes = {name: code for name, code in draft.language.items() if code != "any"}
    languages = {name: [*map(str, draft.values(code) or [code])] for name, code in codes.items()}
    if check.misfit and there and (wrong := check.misfit(read, inputs, schemas, languages)):
        draft.say(path, wrong)
    return read


def _check_counted(known: Mapping[str, CheckUse], draft: Draft) -> None:
    """Notes an axis that is told by a check which isn't one, or not with arguments for each of its values."""
    for axis in (one for one in draft.axes if one.counted):
        path: Path = ("read", axis.name)
        named, values = str(axis.counted.get("check", "")), [spelled(one) for one in axis.values]
        every = values if axis.otherwise is None else [*values, spelled(axis.otherwise)]
        name, _, field = named.partition(".")
        check, read = BY_NAME.get(name), dict[str, Arguments | None]()
        if not named:
            draft.say(path, "`check` is missing: a list of fields, or a check with arguments for each value")
        elif check is None:
            draft.unknown((*path, "check"), "check", name, sorted(BY_NAME))
        elif named not in known and not field:
            draft.say((*path, "check"), f"which field? `{name}.FIELD`")
        elif named not in known:
            _is_name(field, (*path, "check"), draft)
        for value, arguments in axis.counted.items():
            if value == "check" or not draft.known((*path, value), f"value of `{axis.name}`", value, every):
                continue
            if not isinstance(arguments, Mapping):
                draft.say((*path, value), "arguments of the check are wanted, a map")
            elif check is not None and (other := {x.rstrip("*") for x in check.inputs} & arguments.keys()):
                told = (
                    f"`{min(other)}` names a field: say it under `checks`, `{named}: {{{min(other)}: FIELD}}`"
                )
                draft.say((*path, value), f"{told}; here are arguments alone")
            elif check is not None:
                inputs = {check.inputs[0]: field}
                same = _check_arguments(check, arguments, (*path, value), draft, inputs)
                if same and (twin := next((one for one, before in read.items() if before == same), "")):
                    told = f"has the arguments of `{twin}`, so that the check tells neither from the other"
                    draft.say((*path, value), told)
                read[value] = same
        for value in values:
            if value not in axis.counted:
                draft.say(path, f"`{value}` has no arguments of the check")
