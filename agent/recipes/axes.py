"""Axes of a recipe: fields that are dealt and what else varies, with shares, conditions and definitions.

Also levels, languages and where the concepts come from.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from seedbed.agent.recipes.deal import SLACK, amount
from seedbed.agent.recipes.load import OPTIONS
from seedbed.agent.recipes.sandbox import TemplateFault
from seedbed.agent.recipes.shapes import is_axis, problem_of_values, spelled, typed, values_of
from seedbed.agent.recipes.templates import within
from seedbed.agent.recipes.validate import Faults, check_name, said
from seedbed.memory.files.file_faults import Path
from seedbed.memory.recipe import Axis, Leaf, RecipeField, Share, Value

_ASKED = 500


@dataclass(frozen=True, slots=True)
class Varied:
    """What a recipe varies."""

    axes: tuple[Axis, ...] = ()
    """In the order of dealing."""
    levels: Mapping[str, str] | None = None
    languages: tuple[Share, ...] = ()
    leaf: Leaf | None = None
    """As it is said; None: it isn't."""
    shared: frozenset[str] = frozenset()
    """Axes whose shares are said."""

    def axis(self, name: str) -> Axis | None:
        """The axis of that name."""
        return next((one for one in self.axes if one.name == name), None)

    def values(self, name: str) -> tuple[Value, ...] | None:
        """The values that a name of an axis can have, `level` and `language` among them; None: any."""
        if name == "level":
            return tuple(self.levels or ()) or None
        if name == "language":
            return tuple(share.value for share in self.languages) or None
        axis = self.axis(name)
        if axis is None or axis.ask:
            return None
        return (*axis.values, axis.otherwise) if axis.when else axis.values


def varied(raw: Mapping[str, Any], fields: Sequence[RecipeField], faults: Faults) -> Varied:
    """The axes, with every fault noted."""
    vary = dict(faults.part(raw, "vary"))
    leaf = _leaf(raw, vary, faults)
    levels, languages = _levels(raw, faults), _languages(raw, faults)
    own = {one.name: one for one in fields if is_axis(one)}
    written = {one.name for one in fields} - set(own)
    hidden = [name for name in vary if name not in own and check_name(("vary", name), name, faults)]
    for name in hidden:
        if name in written:
            faults.say(("vary", name), "is a field that is written; one that varies is a list or boolean")
    names = [*own, *(name for name in hidden if name not in written)]
    axes = [_axis(name, vary.get(name), own.get(name), own, vary, faults) for name in names]
    shared = frozenset(name for name in names if _says_shares(vary.get(name)))
    done = Varied(tuple(axes), levels, languages, leaf, shared)
    for axis in axes:
        _check_conditions(axis, done, raw, faults)
    if leaf and leaf.axis and done.axis(leaf.axis) is None:
        faults.unknown(_leaf_path(raw), "axis", leaf.axis, names)
    return Varied(_ordered(axes, faults), levels, languages, leaf, shared)


def even(values: Iterable[Value]) -> tuple[Share, ...]:
    """Equal shares."""
    listed = tuple(values)
    return tuple(Share(value=value, amount=f"1/{len(listed)}") for value in listed)


# one axis --------------------------------------------------------------------------------------------------


def _says_shares(value: Any) -> bool:
    of = value.get("of") if _is_options(value) else value
    return isinstance(of, Mapping)


def _is_options(value: Any) -> bool:
    """Whether a map has the options of an axis, and not values with shares."""
    return isinstance(value, Mapping) and (
        bool({"of", "ask", "other_than"} & set(value)) or set(value) <= set(OPTIONS)
    )


def _axis(
    name: str,
    value: Any,
    field: RecipeField | None,
    own: Mapping[str, RecipeField],
    vary: Mapping[str, Any],
    faults: Faults,
) -> Axis:
    path: Path = ("vary", name) if name in vary else ("row", name)
    enum = values_of(field) if field else ()
    if value is None:
        return Axis(name=name, is_field=field is not None, shares=even(enum))
    if not _is_options(value):
        return Axis(name=name, is_field=field is not None, shares=_shares(path, value, enum, faults))
    for key in value:
        if key not in OPTIONS:
            faults.unknown((*path, key), "option of an axis", key, OPTIONS)
    ask = faults.text((*path, "ask"), value.get("ask"), 1000)
    if ask and (field or "of" in value or "other_than" in value):
        faults.say((*path, "ask"), "values that are asked for aren't given too")
    if "ask" in value and "n" not in value:
        faults.say((*path, "ask"), "`n` is missing: how many values are asked for")
    for key in ("n", "per"):
        if key in value and "ask" not in value:
            faults.say((*path, key), f"`{key}` stands beside `ask` only")
    if "else" in value and "when" not in value:
        faults.say((*path, "else"), "`else` stands beside `when` only")
    shares: tuple[Share, ...] = ()
    if not ask:
        shares = _given(path, name, value, enum, own, vary, faults)
    return Axis(
        name=name,
        is_field=field is not None,
        shares=shares,
        when=faults.text((*path, "when"), value.get("when"), 2000),
        otherwise=_otherwise(path, value, field, faults),
        other_than=faults.text((*path, "other_than"), value.get("other_than"), 100),
        ask=ask,
        wanted=faults.whole((*path, "n"), value.get("n"), 1, _ASKED) if ask else 0,
        per=faults.text((*path, "per"), value.get("per"), 100),
    )


def _given(
    path: Path,
    name: str,
    value: Mapping[str, Any],
    enum: Sequence[Value],
    own: Mapping[str, RecipeField],
    vary: Mapping[str, Any],
    faults: Faults,
) -> tuple[Share, ...]:
    """Shares of an axis with options."""
    if "of" in value:
        return _shares((*path, "of"), value["of"], enum, faults)
    if enum:
        return even(enum)
    other = value.get("other_than")
    if isinstance(other, str) and other in own:
        return even(values_of(own[other]))
    there = vary.get(other) if isinstance(other, str) else None
    of = there.get("of") if _is_options(there) and isinstance(there, Mapping) else there
    if isinstance(of, (list, Mapping)):
        return even(typed(str(one)) if isinstance(of, Mapping) else one for one in of)
    if "ask" not in value and not (isinstance(other, str) and other == name):
        faults.say(path, "its values are missing: `of: [a, b]`, shares, or `ask`")
    return ()


def _otherwise(path: Path, value: Mapping[str, Any], field: RecipeField | None, faults: Faults) -> Value:
    other = value.get("else")
    if other is not None and not isinstance(other, (str, int, float, bool)):
        faults.say((*path, "else"), f"a single value is wanted, not {said(other)}")
        return None
    if field and "when" in value:
        allowed = values_of(field)
        if "else" not in value and not field.nullable:
            faults.say(path, "`else` is missing: the field needs a value where `when` doesn't hold")
        elif "else" in value and not _among(other, allowed):
            faults.unknown((*path, "else"), "value", spelled(other), [spelled(one) for one in allowed])
        return next((one for one in allowed if other is not None and spelled(one) == spelled(other)), None)
    return other


def _among(value: Value, allowed: Sequence[Value]) -> bool:
    return any(spelled(value) == spelled(one) for one in allowed)


def _shares(path: Path, value: Any, enum: Sequence[Value], faults: Faults) -> tuple[Share, ...]:
    """A list (even) or a map value → share; of a field with the field's own values."""
    if isinstance(value, list):
        if wrong := problem_of_values(value):
            faults.say(path, wrong)
            return ()
        if any(one is None for one in value):
            return ()
        shares = even(value)
    elif isinstance(value, Mapping) and value:
        shares = _mapped(path, value, enum, faults)
    else:
        faults.say(path, f"values are wanted, a list or a map of shares, not {said(value)}")
        return ()
    if enum:
        names = [spelled(one) for one in enum]
        for share in shares:
            if spelled(share.value) not in names:
                faults.unknown((*path, spelled(share.value)), "value", spelled(share.value), names)
        for name in names:
            if shares and name not in [spelled(share.value) for share in shares]:
                faults.say(path, f"`{name}` has no share, so it can't occur: give it one")
    return shares


def _mapped(path: Path, value: Mapping[str, Any], enum: Sequence[Value], faults: Faults) -> tuple[Share, ...]:
    if wrong := problem_of_values([str(key) for key in value]):
        faults.say(path, wrong)
    own = {spelled(one): one for one in enum}
    shares, rests = [], 0
    for key, part in value.items():
        if part is None:
            continue
        try:
            if isinstance(part, (bool, Mapping, list)):
                raise ValueError(f"{said(part)} is no share: write 0.25, 1/3, `5 rows` or `rest`")
            rests += amount(str(part)).unit == "rest"
        except ValueError as error:
            faults.say((*path, key), str(error))
            continue
        shares.append(Share(value=own.get(str(key), typed(str(key))), amount=str(part).strip()))
    if rests > 1:
        faults.say(path, "`rest` stands more than once")
    if len(shares) == len(value):
        check_sum(path, shares, faults)
    return tuple(shares)


def check_sum(path: Path, shares: Sequence[Share], faults: Faults) -> None:
    """Notes shares that can't sum up to the whole, whatever the number of rows."""
    amounts = [amount(share.amount) for share in shares]
    rest = any(one.unit == "rest" for one in amounts)
    total = sum((one.number for one in amounts if one.unit == "share"), Fraction(0))
    plain = all(one.unit in ("share", "rest") for one in amounts)
    parts = " + ".join(share.amount for share in shares if share.amount != "rest")
    if total > 1 + SLACK:
        faults.say(path, f"{parts} is more than 1")
    elif rest and plain and total >= 1:
        faults.say(path, f"{parts} is 1 already: nothing is left for rest, so that it can't occur")
    elif plain and not rest and total < 1 - SLACK:
        faults.say(path, f"{parts} is {float(total):.4g}, and it has to be 1; one value may be `rest`")


# conditions and order --------------------------------------------------------------------------------------


def check_condition(path: Path, text: str, allowed: Varied, raw: Mapping[str, Any], faults: Faults) -> None:
    """Notes a condition over axes that names what is none, or a value that it never has."""
    try:
        there = within(text, expression=True)
    except TemplateFault as fault:
        faults.say(path, str(fault))
        return
    known = [one.name for one in allowed.axes]
    known += ["level"] if allowed.levels else []
    known += ["language"] if allowed.languages else []
    for name in sorted(there.names - set(known) - ({"params"} if raw.get("params") else set())):
        faults.unknown(path, "axis", name, known)
    check_constants(path, there.compared, allowed, faults)


def check_constants(path: Path, constants: Iterable[tuple[str, Any]], known: Varied, faults: Faults) -> None:
    """Notes comparisons of an axis with a value that it never has."""
    for name, value in constants:
        values = known.values(name)
        if values is None or any(one == value and type(one) is type(value) for one in values):
            continue
        faults.unknown(path, f"value of `{name}`", value, [spelled(one) for one in values if one is not None])


def _check_conditions(axis: Axis, known: Varied, raw: Mapping[str, Any], faults: Faults) -> None:
    names = [one.name for one in known.axes if one.name != axis.name]
    for key, other in (("per", axis.per), ("other_than", axis.other_than)):
        if other and other not in names:
            faults.unknown(("vary", axis.name, key), "axis", other, names)
    if axis.when:
        check_condition(("vary", axis.name, "when"), axis.when, known, raw, faults)
    there = known.axis(axis.other_than) if axis.other_than else None
    if there and not there.ask and not axis.ask:
        common = [one for one in axis.values if _among(one, there.values)]
        if axis.values and len(axis.values) < 2 and common:
            faults.say(("vary", axis.name), f"has no value other than `{axis.other_than}`'s")


def depends(axis: Axis) -> frozenset[str]:
    """Names of what an axis is dealt after."""
    found = {axis.per, axis.other_than} - {""}
    if axis.when:
        with suppress(TemplateFault):  # noted where it is read
            found |= within(axis.when, expression=True).names
    return frozenset(found)


def _ordered(axes: Sequence[Axis], faults: Faults) -> tuple[Axis, ...]:
    """Each after those it depends on, else in the order of the file."""
    left, done = list(axes), list[Axis]()
    while left:
        names = {one.name for one in left}
        ready = next((one for one in left if not depends(one) & names), None)
        if ready is None:
            circle = ", ".join(one.name for one in left)
            faults.say(("vary", left[0].name), f"the axes {circle} depend on one another in a circle")
            return (*done, *left)
        left.remove(ready)
        done.append(ready)
    return tuple(done)


# levels, languages, leaf -----------------------------------------------------------------------------------


def _levels(raw: Mapping[str, Any], faults: Faults) -> dict[str, str]:
    levels = faults.part(raw, "levels") if raw.get("levels") else {}
    if isinstance(levels, list):
        if wrong := problem_of_values(levels):
            faults.say(("levels",), wrong)
        listed = {spelled(one): "" for one in levels if one is not None}
    else:
        listed = {name: faults.text(("levels", name), text, 1000) for name, text in levels.items() if text}
    if isinstance(raw.get("levels"), (list, dict)) and len(listed) < 2:
        faults.say(("levels",), "at least two levels are wanted")
    return listed


def _languages(raw: Mapping[str, Any], faults: Faults) -> tuple[Share, ...]:
    from seedbed.memory.languages import is_code

    languages = faults.part(raw, "languages")
    if not languages:
        return ()
    for code in languages:
        if not is_code(str(code)):
            faults.say(
                ("languages", code), f"{said(code)} is no language: ISO 639-1 codes such as en, de, es"
            )
    shares = _mapped(("languages",), languages, [str(code) for code in languages], faults)
    return shares


def _leaf_path(raw: Mapping[str, Any]) -> Path:
    return ("leaf", "per") if "leaf" in raw else ("vary", "leaf", "per")


def _leaf(raw: Mapping[str, Any], vary: dict[str, Any], faults: Faults) -> Leaf | None:
    """Where the concepts come from, as said; it may stand in `vary`."""
    path: Path = ("leaf",) if "leaf" in raw else ("vary", "leaf")
    value = raw["leaf"] if "leaf" in raw else vary.get("leaf")
    if "leaf" in raw and "leaf" in vary:
        faults.say(("vary", "leaf"), "`leaf` is said twice")
    vary.pop("leaf", None)
    if value is None:
        return None
    if value == "none":
        return Leaf(of="none")
    if isinstance(value, Mapping):
        for key in value:
            if key != "per":
                faults.unknown((*path, str(key)), "key", key, ["per"])
        axis = value.get("per")
        if isinstance(axis, str) and axis:
            return Leaf(of="axis", axis=axis)
        if "per" not in value:
            faults.say(path, "`per` is missing: `leaf: {per: AXIS}` or `leaf: none`")
        elif axis is not None:
            faults.say((*path, "per"), f"an axis is wanted, not {said(axis)}")
        return None
    faults.say(path, f"`{{per: AXIS}}` or `none` is wanted, not {said(value)}")
    return None
