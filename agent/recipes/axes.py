"""Fields and axes of a recipe: who has which role, what varies by which shares, and from what it is read."""

from collections.abc import Iterable

from seedbed.agent.recipes.draft import Draft
from seedbed.agent.recipes.shapes import is_axis, is_boolean, spelled, typed, values_of, with_roles
from seedbed.agent.recipes.templates import named_by, within
from seedbed.agent.recipes.written import AxisSaid
from seedbed.memory.files.file_faults import Path
from seedbed.memory.recipe import ENGINE, Axis, RecipeField, Share, Value


def fields(draft: Draft) -> tuple[RecipeField, ...]:
    """The fields of the row, then those that are kept beside it."""
    row, keep = draft.said.row, draft.said.keep
    roles = with_roles(row)
    for name in (name for name, role in roles.items() if role is None):
        told = "of three fields or more each says its role: `as ROLE`, such as prompt, response, context"
        draft.say(("row", name), told)
    for name in (name for name in keep if name in row):
        draft.say(("keep", name), "is a field of the row too")
    made: list[RecipeField] = []
    for name, shape in (*row.items(), *keep.items()):
        kept = len(made) >= len(row)
        role = (shape.role if kept else roles[name]) or "context"
        made.append(shape.model_copy(update={"name": name, "role": role, "kept": kept}))
    return tuple(made)


# shares ----------------------------------------------------------------------------------------------------


def axes(draft: Draft) -> tuple[Axis, ...]:
    """The axes, each after those it depends on, else in the order of the file."""
    own = {one.name: one for one in draft.fields if is_axis(one)}
    for name in draft.said.vary:
        if name not in own and draft.field(name):
            draft.say(("vary", name), "is a field that is written; one that varies is a list or boolean")
    names = [*own, *(name for name in draft.said.vary if draft.field(name) is None)]
    left = [_axis(name, draft.said.vary.get(name, AxisSaid()), own, draft) for name in names]
    draft.axes = tuple(left)
    for axis in left:
        _check(axis, draft)
    if (leaf := draft.said.leaf) and leaf.axis:
        draft.known(("leaf", "per"), "axis", leaf.axis, names)
        under = next((one for one in left if one.name == leaf.axis), None)
        if under and (under.when or under.other_than):
            # Cells are of its values alone, whatever the row's other axes are.
            told = f"the rows' subject is dealt before `when` and `other_than` of `{leaf.axis}` are known"
            draft.say(("leaf", "per"), f"{told}: name an axis that each row has by itself, or `none`")
        elif under and under.ask:
            told = f"subtopics are found before the values of `{leaf.axis}` are asked for"
            draft.say(("leaf", "per"), f"{told}: give its values (`of: [a, b]`), or say `leaf: none`")
    done: list[Axis] = []
    while left:
        waiting = {one.name for one in left}
        ready = next((one for one in left if not depends(one) & (waiting - {one.name})), None)
        if ready is None:
            circle = ", ".join(one.name for one in left)
            draft.say(("vary", left[0].name), f"the axes {circle} depend on one another in a circle")
            break
        left.remove(ready)
        done.append(ready)
    return (*done, *left)


def _axis(name: str, told: AxisSaid, own: dict[str, RecipeField], draft: Draft) -> Axis:
    field, otherwise = own.get(name), told.otherwise
    enum = values_of(field) if field else ()
    if field and told.when:
        allowed = {spelled(one): one for one in enum}
        if otherwise is not None:
            draft.known(("vary", name, "else"), "value", spelled(otherwise), allowed)
            otherwise = allowed.get(spelled(otherwise))
        elif not field.nullable:
            draft.say(("vary", name), "`else` is missing: the field needs a value where `when` doesn't hold")
    return Axis(
        name=name,
        is_field=field is not None,
        shares=_shares(name, told, enum, own, draft),
        when=told.when,
        otherwise=otherwise,
        other_than=told.other_than,
        ask=told.ask,
        wanted=told.n if told.ask else 0,
        per=told.per,
    )


def _shares(
    name: str, told: AxisSaid, enum: tuple[Value, ...], own: dict[str, RecipeField], draft: Draft
) -> tuple[Share, ...]:
    path: Path = ("vary", name)
    if not told.of:
        other = draft.said.vary.get(told.other_than)
        if enum or told.ask:
            return even(enum)
        if told.other_than in own:
            return even(values_of(own[told.other_than]))
        if other and other.ask:
            return ()
        if other and other.of:
            return even(typed(other.of).values() if isinstance(other.of, dict) else other.of)
        draft.say(path, "its values are missing: `of: [a, b]`, shares, or `ask`")
        return ()
    mine = {spelled(one): one for one in enum}
    if isinstance(told.of, dict):
        read = typed(told.of, mine)
        shares = tuple(Share(value=read[key], amount=share) for key, share in told.of.items())
    else:
        shares = even(told.of)
    values = [spelled(share.value) for share in shares] if enum else []
    if [value for value in values if not draft.known((*path, value), "value", value, mine)]:
        return even(enum)  # what follows from the fault isn't said
    given = {spelled(share.value) for share in shares} | ({spelled(told.otherwise)} if told.when else set())
    if missing := [value for value in mine if value not in given]:
        which = f"{', '.join(f'`{one}`' for one in missing)} of its values in `row`"
        draft.say(path, f"{which} can't occur without a share: give each one, or leave it out of `row`")
        return even(enum)
    return shares


def even(values: Iterable[Value]) -> tuple[Share, ...]:
    """Equal shares."""
    listed = tuple(values)
    return tuple(Share(value=value, amount=f"1/{len(listed)}") for value in listed)


def _check(axis: Axis, draft: Draft) -> None:
    path: Path = ("vary", axis.name)
    others = [one.name for one in draft.axes if one.name != axis.name]
    named_in = {"per": {axis.per}, "other_than": {axis.other_than}, "when": named_by(axis.when)}
    for key, named in named_in.items():
        if axis.name in named:
            draft.say((*path, key), f"`{axis.name}` names itself: another axis is wanted")
    engine = [name for name in ENGINE if draft.values(name)]
    for key, other, there in (("per", axis.per, engine), ("other_than", axis.other_than, [])):
        if other and other != axis.name:
            draft.known((*path, key), "axis", other, [*others, *there])
    if axis.when:
        draft.names((*path, "when"), axis.when, expression=True, seat=True)
    for name in sorted(within(axis.ask).names - {axis.per, "today"}):
        told = f"names `{name}`: there is nothing there but `today`, and the axis that `per` beside it names"
        draft.say((*path, "ask"), told)
    another = draft.axis(axis.other_than)
    same = another and not another.ask and {*map(spelled, axis.values)} <= {*map(spelled, another.values)}
    if same and len(axis.values) == 1:
        draft.say(path, f"has no value other than `{axis.other_than}`'s")


def depends(axis: Axis) -> frozenset[str]:
    """Names of what an axis is dealt after."""
    return named_by(axis.when) | ({axis.per, axis.other_than} - {""})


def read_axes(draft: Draft) -> tuple[Axis, ...]:
    """The axes with what their values mean and from which fields they are read."""
    names = [one.name for one in draft.axes]
    for key in ("means", "read"):
        for name in getattr(draft.said, key):
            draft.known((key, name), "axis", name, names)
    return tuple(_read(axis, draft) for axis in draft.axes)


def _read(axis: Axis, draft: Draft) -> Axis:
    given = draft.said.read.get(axis.name)
    meant = _means(axis, draft) if axis.name in draft.said.means else {}
    if isinstance(given, dict):
        return axis.model_copy(update={"means": meant, "counted": given})
    if axis.name not in draft.said.means:
        if (axis.is_field or given) and axis.name not in draft.solved():
            told = f"`means` is missing for it: what each value of `{axis.name}` means, for a reader"
            draft.say(("row" if axis.is_field else "read", axis.name), told)
        return axis
    row = [one.name for one in draft.fields if not one.kept]
    if given is not None:
        labels = [one.name for one in draft.fields if is_axis(one)]
        for number, name in enumerate(given):
            if name in labels:
                draft.say(("read", axis.name, number), f"`{name}` is a label: the reader never sees it")
            else:
                draft.known(("read", axis.name, number), "field", name, [*row, *draft.made])
        return axis.model_copy(update={"means": meant, "reads": tuple(given)})
    told_by = draft.told(axis.name)
    found = [name for name in told_by if name in row] or list(told_by)
    if not found:
        none = f"no prompt of a writer names `{axis.name}`, so that nothing can be read of it"
        draft.say(("row" if axis.is_field else "means", axis.name), none)
    return axis.model_copy(update={"means": meant, "reads": tuple(dict.fromkeys(found))})


def _means(axis: Axis, draft: Draft) -> dict[str, str]:
    path: Path = ("means", axis.name)
    value, values = draft.said.means[axis.name], [spelled(one) for one in axis.values]
    other = draft.axis(value) if isinstance(value, str) and value != axis.name else None
    if other is not None:
        copied = draft.said.means.get(other.name)
        if copied is None or copied in [one.name for one in draft.axes]:
            draft.say(path, f"copies `{value}`, which `means` doesn't define")
        elif missing := [one for one in values if one not in [spelled(v) for v in other.values]]:
            draft.say(path, f"copies `{value}`, which has no value `{missing[0]}`")
        else:
            return _means(other, draft)
        return {}
    if isinstance(value, str):
        if not is_boolean(axis):
            draft.say(path, "a map value → what it means is wanted")
        return {"true": value}
    if not axis.shares:
        draft.say(path, "its values are asked for, so that nobody knows what they mean")
        return {}
    every = [*values, spelled(axis.otherwise)] if axis.when else values
    if (base := draft.base(path)) and not {*values} <= {*value} <= {*every}:
        told = f"are others than in `{base}`: say `means` of them anew, too"
        draft.say(draft.place(axis.name), f"the values of `{axis.name}` {told}")
        return {}
    for name in value:
        draft.known((*path, name), f"value of `{axis.name}`", name, every)
    for name in values:
        if name not in value:
            draft.say(path, f"`{name}` isn't defined")
    return {name: value[name] for name in every if name in value}
