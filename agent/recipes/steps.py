"""Steps of a recipe: what makes which field, in order, and what each of them names."""

from collections.abc import Mapping
from typing import Any, cast

from seedbed.agent.recipes.draft import Draft
from seedbed.agent.recipes.forms import Code, Generate, Pick, Repeat, Set, Talk, Write, name_of, templates_of
from seedbed.agent.recipes.forms import Step as Said
from seedbed.agent.recipes.load import targets_of
from seedbed.agent.recipes.sandbox import TemplateFault
from seedbed.agent.recipes.shapes import is_axis
from seedbed.agent.recipes.templates import evaluate, within
from seedbed.memory.exact.canonical import canonical
from seedbed.memory.files.file_faults import Path, nearest
from seedbed.memory.recipe import How, Step
from seedbed.tools.verification.record_schema import violations
from seedbed.tools.world.blueprint import KINDS

MATERIALS = ("passages", "examples", "accepted", "personas")
"""What may be picked beside the rows of an earlier part, which stand under its name."""


def steps(draft: Draft) -> tuple[Step, ...]:
    """The steps, with every fault noted; the draft learns what they make."""
    keyed: list[tuple[tuple[str, ...], Path, Said]] = [
        (targets_of(key), ("make", key), how) for key, how in draft.said.make.items()
    ]
    named = [name for targets, _, _ in keyed for name in targets]
    written = [one.name for one in draft.fields if not is_axis(one)]
    if draft.said.write:
        rest = tuple(name for name in written if name not in named)
        order = list(draft.raw)
        first = "make" not in order or order.index("write") < order.index("make")
        if rest:
            keyed.insert(0 if first else len(keyed), (rest, ("write",), Write(write=draft.said.write)))
        else:
            all_of_it = "`, `".join(draft.said.make)
            told = f"it makes what `make` leaves, and the steps `{all_of_it}` make every field: leave one out"
            draft.say(("write",), told)
    draft.targets = tuple(name for targets, _, _ in keyed for name in targets)
    found, makers = [], dict[str, object]()
    for targets, path, how in keyed:
        _check_targets(targets, path, draft, makers)
        makers = dict.fromkeys(targets, path[-1]) | makers
        found.append(_step(targets, path, how, draft))
        for name in targets:
            draft.made.setdefault(name, found[-1].how)
    for name in written:
        if name not in draft.made:
            told = "nothing makes it: name it in the key of the step of `make` that is to make it"
            draft.say(draft.place(name), told)
    return tuple(found)


def _check_targets(targets: tuple[str, ...], path: Path, draft: Draft, makers: Mapping[str, object]) -> None:
    """Notes what is wrong with the targets of a step. `makers`: target → the step before it that makes it."""
    for name in targets:
        other = makers.get(name, "")
        if other or targets.count(name) > 1:
            by = f"by the step `{other}` and by this one: leave it out of one" if other else "in this key"
            draft.say(path, f"`{name}` is made twice, {by}")
        elif draft.axis(name):
            told = f"leave it out of the key, and write `{{{{ {name} }}}}` in the prompt"
            if draft.field(name):
                told += " (a value that follows from the row has the shape `one of [...]`)"
            draft.say(path, f"`{name}` is an axis: it is dealt, not made: {told}")
        elif draft.field(name) is None:
            try:
                name_of(name)
            except ValueError as fault:
                draft.say(path, str(fault))
            left = [f.name for f in draft.fields if f.name not in draft.targets and not is_axis(f)]
            if close := nearest(name, left):
                draft.say(path, f"`{name}` is no field; did you mean `{close}`?")


def _never_ends(schema: Mapping[str, Any], how: Said) -> str:
    """Why no talk of so many messages ends as it has to; empty: some do."""
    least, most, odd = schema.get("minItems", 0), schema.get("maxItems", 64), 0
    told = "is written at once, so that the assistant ends"
    if isinstance(how, Talk):
        if how.last == "any" or how.world:  # where calls of tools may stand between
            return ""
        odd, told = int(how.first == how.last), f"begins with the {how.first} and ends with the {how.last}"
    number = "an odd number of messages" if odd else "an even number of messages, two at least"
    return f"{told}: {number}" if most - (most % 2 != odd) < max(2 - odd, least) else ""


def _misfits(targets: tuple[str, ...], path: Path, how: Said, draft: Draft) -> None:
    """Say what of a step doesn't go with its targets' shapes."""
    kind, one = type(how).__name__.lower(), draft.field(targets[0])
    if len(targets) > 1 and kind not in ("write", "repeat", "generate"):
        draft.say(path, f"`{kind}` makes one target, not {len(targets)}")
    if isinstance(how, Talk) and (one is None or one.kind != "messages"):
        told = f"`{targets[0]}` is made by `talk`: name it in `row` or `keep`, with the shape `messages A..B`"
        draft.say(path, told)
    if isinstance(how, Talk) and how.errand:
        planned = (name for name, made_by in draft.made.items() if made_by == "generate")
        draft.known((*path, "errand"), "errand", how.errand, planned)
    if isinstance(how, Generate) and how.kinds:
        dealt = draft.values(how.kinds) or (how.kinds,) if isinstance(how.kinds, str) else how.kinds
        for value in dealt:
            draft.known((*path, "kinds"), "kind of errand", str(value), KINDS)
    if kind in ("write", "repeat", "talk"):
        for talk in (draft.field(name) for name in targets):
            if talk and talk.kind == "messages" and (told := _never_ends(talk.value_schema, how)):
                draft.say(draft.place(talk.name), told)
    quoted = one and "quote" in str(one.value_schema.get("properties", one.value_schema))
    if isinstance(how, Pick) and how.pick == "passages" and one and not quoted:
        told = "is picked from passages: its shape is `passage` or `list N of passage`"
        draft.say(draft.place(one.name), told)
    if isinstance(how, Pick) and how.n > 1 and one and one.kind != "list":
        draft.say(draft.place(one.name), f"is picked with `n: {how.n}`: its shape is `list {how.n} of …`")
    if isinstance(how, Pick) and how.whole == "document" and (how.pick != "passages" or how.linked != "none"):
        draft.say((*path, "whole"), "is for `pick: passages`, without `linked`")


def _check_left_out(targets: tuple[str, ...], path: Path, when: str, draft: Draft) -> None:
    """Notes what is wrong with a step that some rows don't take."""
    if not draft.names(path, when, expression=True):
        draft.say(path, "names no axis and nothing that is made before: it is the same for all rows")
    for one in (draft.field(name) for name in targets):
        if one and not one.nullable:
            told = f"is null where `{when}` doesn't hold: add `or null` to its shape"
            draft.say(draft.place(one.name), told)


def _step(targets: tuple[str, ...], path: Path, how: Said, draft: Draft) -> Step:
    _misfits(targets, path, how, draft)
    kind = cast(How, "set" if isinstance(how, Code) else type(how).__name__.lower())
    before = dict(draft.made)
    if isinstance(how, Repeat):
        draft.made |= dict.fromkeys(targets, kind)  # what the turn before gave
    used: frozenset[str] = frozenset()
    for place, text, expression in templates_of(how):
        used |= draft.names((*path, *place), text, expression)
    if isinstance(how, Set) and within(how.set, expression=True).names <= {"params"}:
        try:
            canonical(value := evaluate(how.set, {"params": draft.said.params}))
            one = draft.field(targets[0])
            for wrong in violations(value, one.json_schema) if one else ():
                told = wrong.removeprefix("the object: ")
                draft.say((*path, "set"), f"doesn't fit the shape of `{targets[0]}`: {told}")
        except (TemplateFault, ValueError) as fault:
            draft.say((*path, "set"), f"can't be worked out: {fault}")
    draft.made = before
    # Axes in their order, targets in theirs, then what the engine gives.
    order = [*(a.name for a in draft.axes), *draft.targets, "leaf", "level", "language", "today"]
    repeated = targets if isinstance(how, Repeat) else ()
    names = tuple(name for name in dict.fromkeys(order) if name in used and name not in repeated)
    when: str = getattr(how, "when", "")
    if when:
        _check_left_out(targets, (*path, "when"), when, draft)
    if isinstance(how, Write):
        return Step(targets=targets, how=kind, prompt=how.write, by=how.by, names=names, when=when)
    arguments = {key: value for key, value in draft.raw["make"][path[1]].items() if key != "when"}
    if kind == "find" and arguments["find"].isidentifier():
        arguments["find"] = f"{{{{ {arguments['find']} }}}}"  # a name alone means its value
    return Step(targets=targets, how=kind, arguments=arguments, names=names, when=when)
