"""A recipe expanded: names resolved, defaults and unasked checks filled in, every fault found before a call.

Pure: the same recipe gives the same value. Each part is read by a module of its own; here they are put
together.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from seedbed.agent.recipes.axes import Varied, depends, varied
from seedbed.agent.recipes.clauses import Bindable, clauses
from seedbed.agent.recipes.holds import check_compared, check_together, lines, sentence_names, sentences
from seedbed.agent.recipes.load import merged
from seedbed.agent.recipes.reads import named_by_writers, read_axes, text_fields
from seedbed.agent.recipes.shapes import fields
from seedbed.agent.recipes.share_report import dealt_so, only_vary
from seedbed.agent.recipes.steps import Scope, steps
from seedbed.agent.recipes.templates import within
from seedbed.agent.recipes.uses import Believed, Chosen, chosen, unasked
from seedbed.agent.recipes.validate import Faults, check_keys, said
from seedbed.memory.recipe import Axis, Leaf, Recipe, Sentence, Step

_CODE_INPUTS = ("program", "tests", "files", "code", "sql")
"""Inputs of checks, and arguments of `run`, that are code: their language is nobody's."""


def expand(
    raw: Mapping[str, Any],
    *,
    rows: int | None = None,
    where: str = "the recipe",
) -> Recipe:
    """The recipe that a raw one stands for.

    Args:
        rows: How many are wanted; given, shares are held against it, and what they come to is said.
        where: What its faults name.

    Raises:
        RecipeFault: with everything that is wrong in it.
        UserFault: it starts from a recipe that there isn't.
    """
    raw = merged(raw)
    faults = Faults(raw)
    check_keys(raw, faults)
    scope = Scope(raw, fields(raw, faults), Varied(), faults)
    scope.varied = varied(raw, scope.fields, faults)
    said_: list[str] = []
    advice: list[str] = []
    made = steps(scope)
    held = lines(scope, made)
    rubric = sentences(scope, made)
    check_together(held, scope, made, advice)
    axes = read_axes(scope, made, held)
    leaf = _leaf(scope, made, advice)
    language = _language(scope, made)
    of = Believed(scope, made, axes, held, rubric, leaf, language)
    picked = chosen(unasked(of), of)
    check_compared(held, rubric, _compared(picked), scope, made)
    _check_used(axes, made, rubric, leaf, language, picked, faults)
    bound = clauses(Bindable(scope, axes, held, rubric, picked))
    if rows is not None and not faults.any:
        said_ = dealt_so(axes, scope.varied, faults.part(raw, "params"), rows, faults)
    faults.stop(where)
    return Recipe(
        name=raw["recipe"],
        about=raw["about"],
        fields=scope.fields,
        axes=axes,
        levels=dict(scope.varied.levels or {}),
        languages=scope.varied.languages,
        language=language,
        leaf=leaf,
        steps=made,
        checks=picked.uses,
        rubric=rubric,
        clauses=bound,
        params=faults.part(raw, "params"),
        code=dict(picked.code),
        said=(*said_, *only_vary(axes), *_taken_away(picked)),
        advice=tuple(advice),
    )


_COMPARING = frozenset(
    (
        "judge",
        "numbers",
        "similarity",
        "ratio",
        "covers",
        "agree",
        "disagree",
        "claims",
        "contradicts",
        "equal",
    )
) | frozenset(("program", "sql", "calculations", "spans", "toolcalls", "code", "guessable", "ran"))
"""Checks that hold their fields against each other."""


def _compared(picked: Chosen) -> list[tuple[str, ...]]:
    """The fields that one check looks at together; the rubric's judge, who sees all, compares none."""
    return [
        tuple(one for value in use.inputs.values() for one in ((value,) if isinstance(value, str) else value))
        for use in picked.uses
        if use.check in _COMPARING and use.id != "rubric"
    ]


# concepts and language -------------------------------------------------------------------------------------


def _leaf(scope: Scope, made: Sequence[Step], advice: list[str]) -> Leaf:
    """Where the concepts come from: as said, else by how rows are made."""
    told = named_by_writers(made)
    leaf = scope.varied.leaf
    if leaf is not None:
        if leaf.of == "axis" and not any("leaf" in step.names for step in made):
            key = "leaf" if "leaf" in scope.raw else "vary"
            scope.faults.say((key,), "`leaf` is dealt, and no prompt names `{{ leaf }}`")
        return leaf
    if any(step.how == "pick" and step.arguments.get("pick") == "passages" for step in made):
        return Leaf(of="passages")
    if any(step.how == "generate" for step in made):
        return Leaf(of="generator")
    for step in made:
        asked = [name for name in step.names if (axis := scope.varied.axis(name)) and axis.ask]
        if "leaf" in step.names and "leaf" in told and asked:
            names = " and ".join(f"`{name}`" for name in asked)
            advice.append(
                f"{', '.join(step.targets)}: the prompt names a concept of the subject (`leaf`) and {names}; "
                "if this names a subject, setting, product or scene too, say "
                f"`leaf: {{per: {asked[0]}}}` or `leaf: none`"
            )
    return Leaf(of="subject")


def _language(scope: Scope, made: Sequence[Step]) -> dict[str, str]:
    """Field → code, `any`, or the axis that names it; programs are in nobody's language."""
    faults, given = scope.faults, scope.raw.get("language")
    texts = [one.name for one in text_fields(scope.fields)]
    found: dict[str, str] = {}
    if isinstance(given, str):
        _check_code(("language",), given, scope, axes=False)
        found = dict.fromkeys(texts, given)
    elif scope.varied.languages:
        found = dict.fromkeys(texts, "language")
    programs = _programs(scope, made)
    found |= {name: "any" for name in texts if name in programs}
    for name, code in given.items() if isinstance(given, Mapping) else ():
        names = [one.name for one in scope.fields]
        if name not in names:
            faults.unknown(("language", name), "field", name, names)
        elif isinstance(code, str):
            _check_code(("language", name), code, scope, axes=True)
            found[name] = code
        elif code is not None:
            faults.say(("language", name), f"a code, an axis or `any` is wanted, not {said(code)}")
    return found


def _programs(scope: Scope, made: Sequence[Step]) -> set[str]:
    """Fields that are run, or looked at as programs."""
    found: set[str] = set()
    for step in made:
        if step.how == "run":
            for key in ("program", "files", "tests"):
                value = step.arguments.get(key)
                found |= {
                    one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)
                }
    for arguments in scope.faults.part(scope.raw, "checks").values():
        for key in _CODE_INPUTS if isinstance(arguments, Mapping) else ():
            if isinstance(arguments.get(key), str):
                found.add(arguments[key])
    return found


def _check_code(path: tuple[str, ...], code: str, scope: Scope, *, axes: bool) -> None:
    from seedbed.memory.languages import is_code

    if code == "any" or is_code(code):
        return
    axis = scope.varied.axis(code) if axes else None
    if axis is not None or (axes and code == "language" and scope.varied.languages):
        wrong = [str(value) for value in axis.values if not is_code(str(value))] if axis else []
        if wrong:
            scope.faults.say(path, f"the axis `{code}` has the value `{wrong[0]}`, which is no language")
        return
    more = ", or an axis of codes" if axes else ""
    scope.faults.say(path, f"`{code}` is no language: ISO 639-1 codes such as en, de, es, `any`{more}")


# what is left over -----------------------------------------------------------------------------------------


def _check_used(
    axes: Sequence[Axis],
    made: Sequence[Step],
    rubric: Sequence[Sentence],
    leaf: Leaf,
    language: Mapping[str, str],
    picked: Chosen,
    faults: Faults,
) -> None:
    """Notes axes that change nothing, since nothing names them."""
    used = {name for step in made for name in step.names} | set(language.values()) | {leaf.axis}
    for axis in axes:
        used |= depends(axis)
    for one in rubric:
        used |= sentence_names(one)
        used |= within(one.when, expression=True).names if one.when and not faults.any else frozenset()
    for fields_ in _compared(picked):
        used |= set(fields_)
    for axis in axes:
        if axis.name not in used and not (axis.is_field and axis.reads):
            key = "row" if axis.is_field else "vary"
            faults.say((key, axis.name), f"no prompt names `{axis.name}`, so that nothing follows it")


def _taken_away(picked: Chosen) -> Collection[str]:
    return [f"the check {use.id} is taken away" for use in picked.without]
