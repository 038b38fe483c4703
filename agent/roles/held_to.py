"""What the fields that a step makes are held to, as far as who takes the step may know: sentences of the
rubric, limits of checks, what is made of them later."""

from collections.abc import Collection
from typing import Any

from seedbed.agent.making.making import Making, blamed, counted, faulty_steps
from seedbed.agent.recipes.holds import sentence_names, subject_of
from seedbed.agent.recipes.templates import evaluate, fill, named_by, within
from seedbed.agent.roles.talk_at_once import turns_told
from seedbed.memory.recipe import CheckUse, RecipeField, Sentence, Step
from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.told import in_words
from seedbed.tools.checks.words.leaks import LEAKS

_SIZES = frozenset({"minLength", "maxLength", "minItems", "maxItems"})


def field_of(making: Making, name: str) -> RecipeField:
    """The field of a target; one that is no field is a text."""
    known = {one.name: one for one in making.recipe.fields}
    return known.get(name) or RecipeField(
        name=name, kind="string", json_schema={"type": "string", "minLength": 1}, role="context", kept=True
    )


def wanted(one: RecipeField, step: Step) -> RecipeField:
    """A target as its step has to give it: where the program decides which rows have it, no writer does."""
    needed = {"nullable": False, "json_schema": one.value_schema}
    return one.model_copy(update=needed) if step.when else one


def rubric_for(making: Making, step: Step) -> list[str]:
    """The sentences of the rubric that the step's targets are held to on this seat: of those that name fields
    the ones that name a target and nothing that the step doesn't see, or none that a model writes, where the
    step would have to mend it; those on turns where it writes a talk. None that gives away what the step is
    to find in what it is shown. Then the limits of its checks."""
    fields = {one.name for one in making.recipe.fields}
    there = {*step.targets, *step.names, *making.seat}
    written = {name for one in making.recipe.steps if one.is_written for name in one.targets}
    talks = any(field_of(making, name).kind == "messages" for name in step.targets)
    untold = _untold(making, _knowing(step))

    def is_for(one: Sentence) -> bool:
        named = sentence_names(one) & fields
        if not untold.isdisjoint(within(one.say).names | named_by(one.when)):
            return False
        if one.role:
            return talks and named <= there
        mended = blamed(making.recipe, named, subject_of(one), making.idle)
        if named and (mended != named or named.isdisjoint(written)):
            mending = faulty_steps(making.recipe, mended, idle=making.idle)
            return step in [making.recipe.steps[number] for number in mending]
        return not named or (not named.isdisjoint(step.targets) and named <= there)

    asked = [
        f"Each message of the {one.role}: {text}" if one.role else text
        for one, text in sentences(making)
        if is_for(one)
    ]
    kept = secrets(making, step, {*step.targets, *step.names})
    asked += [f"No message gives away '{name}'." for name in kept]
    until = str(step.arguments.get("until") or "")
    if named_by(until) <= {*step.targets} | within(step.prompt).names:  # what is hidden isn't to be aimed at
        asked += [f"This holds: `{until}`."] * bool(until)
    return asked + limits(making, step)


def limits(making: Making, step: Step, role: str = "") -> list[str]:
    """What checks allow of what a step makes, and of what the program makes of that. `role`: of a talk, who
    speaks; what is counted of the other alone isn't told."""
    return _limits(making, with_derived(making, step), _knowing(step), role)


def secrets(making: Making, step: Step, known: Collection[str]) -> list[str]:
    """What of the `known` a talk that the step makes mustn't give away."""
    talks = {name for name in step.targets if field_of(making, name).kind == "messages"}
    found = list[str]()
    for use in making.recipe.checks:
        if use.check == LEAKS and talks & {*use.fields} and use.id not in making.work.brief.without:
            found += [name for name in use.fields if name in known and name not in talks]
    return list(dict.fromkeys(found))


def with_derived(making: Making, step: Step) -> Step:
    """A step with what the program makes of its targets, and of what it names, as targets of its own."""
    made = list(step.targets)
    for one in making.recipe.steps:
        mine = {*one.names} <= {*step.names, *made} and not {*one.names}.isdisjoint(made)
        made += one.targets if one.how in ("set", "run") and mine else ()
    return step.model_copy(update={"targets": tuple(dict.fromkeys(made))})


def sizes_of_derived(making: Making, step: Step) -> list[str]:
    """The texts and lists that the program makes of a step's targets, where they have a size to keep to."""
    made = with_derived(making, step).targets[len(step.targets) :]
    fields = [one for one in making.recipe.fields if one.name in made]
    sized = [one for one in fields if _SIZES.intersection(one.value_schema)]
    return [f"`{one.name}`: {in_words(one.value_schema).partition('; each: ')[0]}" for one in sized]


def to_come(making: Making, later: Step, step: Step) -> list[str]:
    """The fields that a later step makes, each with its size, and what they are held to by themselves, for
    who takes a step before it."""
    fields = [field_of(making, name) for name in later.targets]
    made = [wanted(one, later) for one in fields] if knows(step, later) else fields
    told = [
        f"`{one.name}`: {turns_told(one, False) if one.kind == 'messages' else in_words(one.json_schema)}"
        for one in made
    ]
    return told + _limits(making, later.model_copy(update={"names": ()}), _knowing(step))


def knows(step: Step, later: Step) -> bool:
    """Whether who takes a step may know if the row takes a later one: its order names what that hangs on."""
    return named_by(later.when) <= _knowing(step)


def _knowing(step: Step) -> frozenset[str]:
    """The axes and targets that who takes a step knows of: those that its order names, and its condition."""
    return named_by(step.when).union(step.names)


def _untold(making: Making, known: Collection[str]) -> set[str]:
    """What other steps know and this one doesn't: who isn't told a value is to find it by himself."""
    return {name for one in making.recipe.steps for name in _knowing(one)}.difference(known)


def _limits(making: Making, step: Step, known: Collection[str], role: str = "") -> list[str]:
    """What checks of the recipe, and of the seat's values that the order names, allow of the fields that a
    step makes; nothing of those that look at one which this row hasn't got."""
    untold = _untold(making, known)
    lacked = {name for name, value in making.known.items() if value is None}
    narrow = [use for use in counted(making) if use.id.partition(".")[2] not in untold]
    ranges = {(use.check, use.fields, *sorted(use.arguments)) for use in narrow}
    other = {"user": "assistant", "assistant": "user"}.get(role, "nobody")
    wide = (use for use in making.recipe.checks if use.id not in making.work.brief.without)
    wide = (use for use in wide if use.arguments.get("role") != other)
    uses = [one for one in wide if (one.check, one.fields, *sorted(one.arguments)) not in ranges] + narrow
    looked_at = ((use, use.inputs.get(find(use.check).inputs[0].rstrip("*"))) for use in uses)
    told = (
        _limit(use, step) for use, first in looked_at if not isinstance(first, str) or first not in lacked
    )
    return list(dict.fromkeys(filter(None, told)))


def _limit(use: CheckUse, step: Step) -> str:
    """What a check allows of a field that the step makes, where its order may not say it and shows what it is
    held against."""
    check, shown = find(use.check), {*step.targets, *step.names}
    if check.tells is None or not shown.issuperset(use.fields) or set(step.targets).isdisjoint(use.fields):
        return ""
    named = {
        name.rstrip("*"): of if isinstance(of, str) else "' and '".join(of) for name, of in use.inputs.items()
    }
    return check.tells(check.arguments.model_validate(use.arguments), named)


def sentences(making: Making) -> list[tuple[Any, str]]:
    """(sentence, its words on this seat) of those that are asked here."""
    return [
        (one, fill(one.say, making.bare))
        for one in making.recipe.rubric
        if f"rubric.{one.number}" not in making.work.brief.without
        and (not one.when or evaluate(one.when, making.bare))
    ]
