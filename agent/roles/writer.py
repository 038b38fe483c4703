"""The writer: one call that fills some fields of a row. The recipe's prompt is the order; around it stands
what every writer needs to know."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile
from typing import Any

from seedbed.agent.making.making import Making, concept_fields, concerns, found_apart, refused_before
from seedbed.agent.making.parts import borne_before, text_of
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.recipes.shapes import is_tools
from seedbed.agent.recipes.templates import fill
from seedbed.agent.roles.held_to import field_of, knows, rubric_for, sizes_of_derived, to_come, wanted
from seedbed.agent.roles.point import point_in
from seedbed.agent.roles.talk_at_once import as_written, messages_of, turns_field, turns_told
from seedbed.memory.candidate import MISFIT
from seedbed.memory.errors import AnswerFault
from seedbed.memory.languages import language_code, language_name
from seedbed.memory.recipe import Axis, Recipe, RecipeField, Step
from seedbed.tools.checks.asked import STRING, once
from seedbed.tools.checks.told import in_words
from seedbed.tools.verification.record_schema import violations
from seedbed.tools.verification.record_wire import from_wire, wire_schema

JOB = "write_fields"
_WRITE = Decode(max_tokens=4000, temperature=0.9)
_IDEAS = 8
"""For one order, at most, of which a writer takes the last: as many as others write beside him, and one; half
as many for each axis that parts his order from theirs."""
_LONGEST_SHOWN = 1500
"""Characters of a row that is shown, at most."""
DECLINED = "cannot"
"""Property of an answer: why nothing right can be written of the material, or with which value of an axis
nothing can; empty: it can."""
_LONGEST_DRAWN = 80
"""Characters of a drawn value that is named, at most."""


async def write_fields(making: Making, step: Step, draw: int = 0) -> dict[str, Any]:
    """The step's targets as the model of the role that writes them gives them, valid against their
    schemas. Raises AnswerFault: the answer was unusable to the last; `declined`: nothing right can be made
    of what was picked, or with a value that was drawn, which is noted as the work's misfit."""
    work = making.work
    row = [wanted(field_of(making, name), step) for name in step.targets]
    tools = any(is_tools(field_of(making, name)) for name in (*step.names, *step.targets))
    fields = [turns_field(one, tools) for one in row]
    slot = work.slot(step.by, f"{JOB}/{'+'.join(step.targets)}", draw)
    picked = not set(step.names).isdisjoint(_of_picked(making))
    drawn = _may_not_fit(making, step, picked)
    may_decline = bool(picked or drawn)
    first = next((one for one in making.recipe.steps if one.how == "write"), None)
    planned = making.manner == "planned" and step is first
    apart = _apart(making, step.targets)
    prompt = render(
        JOB,
        fields=[f"{shape(one, tools)}{apart.get(one.name, '')}" for one in row],
        language="" if apart else language_of(making, step.targets),
        planned=planned,
        picked=picked,
        drawn=[f"`{name}` ({_short(text_of(making.seat[name]), _LONGEST_DRAWN)})" for name in drawn],
        brief=brief_block(_block(making, step)),
        **_ordered(making, step, picked, slot.key[:12]),
    )
    before = [DECLINED] * may_decline + ["plan"] * planned
    schema = answer_schema(JOB, fields, before)

    def usable(said: Any) -> dict[str, Any]:
        why = str(said.get(DECLINED) or "").strip() if may_decline and isinstance(said, dict) else ""
        if why and (picked or _misfit(why, drawn)):  # else it says that all is well, in a word of its own
            return {DECLINED: why}
        given = checked(said, fields)
        return {one.name: messages_of(one, given[one.name]) for one in row}

    given, reply = await making.env.client.ask_value(slot, prompt, schema, usable, work.purpose, _WRITE)
    making.work = work.asked(prompt, reply)
    if may_decline and DECLINED in given:
        why = " ".join(given[DECLINED].split())[:300]
        if misfit := _misfit(why, drawn):
            making.work = replace(making.work, notes={**making.work.notes, MISFIT: misfit})
        raise AnswerFault("declined", why)
    return given


def _of_picked(making: Making) -> set[str]:
    """What was picked, and what a program takes of that alone."""
    found = {*making.work.brief.grounding.get("picked", ())}
    for one in making.recipe.steps:
        if one.how == "set" and one.names and found.issuperset(one.names):
            found.update(one.targets)
    return found


def _may_not_fit(making: Making, step: Step, picked: bool) -> list[str]:
    """The axes whose values an order names first and that another seat could have, where it names something
    beside them; none where a value of this seat was found not to fit, and nobody else could have it."""
    brief, earlier = making.work.brief, takewhile(lambda one: one is not step, making.recipe.steps)
    known = {name for one in earlier if one.is_written for name in one.names}
    otherwise = {axis.name: axis.otherwise for axis in making.recipe.axes if axis.when}
    given = brief.attributes.items()
    has = {name for name, value in given if value is not False and value != otherwise.get(name)}
    drawn = [name for name in dict.fromkeys(step.names) if name in has - known]
    told = {*step.names}.difference(making.recipe.params, ("language", "today"), drawn)
    beside = len(drawn) > 1 or picked or told or _is_told_concept(making, step)
    return drawn if beside and not (brief.before and brief.before.is_declined) else []


def _misfit(why: str, drawn: Sequence[str]) -> str:
    """The drawn axis with whose name an answer begins; empty: with none."""
    begins = why.lstrip(" `*'\"")
    return max((name for name in drawn if begins.startswith(name)), key=len, default="")


async def write_seed(making: Making) -> dict[str, Any]:
    """A plain row to start from, where there is none to be picked yet: its fields that are no labels."""
    spoken = {name for step in making.recipe.steps if step.how == "talk" for name in step.targets}
    targets = tuple(one.name for one in making.recipe.row if one.role != "label" and one.name not in spoken)
    of = "" if making.recipe.leaf.of == "none" else " on {{ leaf }}"
    order = f"A plain, simple row of this kind{of}."
    return await write_fields(making, Step(targets=targets, how="write", prompt=order, names=("leaf",)))


def checked(said: Any, fields: Sequence[RecipeField]) -> dict[str, Any]:
    """The targets of an answer. Raises AnswerFault: `malformed`: one is missing, or breaks its schema."""
    if not isinstance(said, dict):
        raise AnswerFault("malformed", "not a JSON object", str(said)[:2000])
    if missing := [one.name for one in fields if one.name not in said]:
        raise AnswerFault("malformed", f"{missing[0]} is missing", str(said)[:2000])
    made = {one.name: from_wire(said[one.name], one.json_schema) for one in fields}
    faults = [
        f"{one.name}: {line.removeprefix('the object: ')}"
        for one in fields
        for line in violations(made[one.name], one.json_schema)
    ]
    if faults:
        raise AnswerFault("malformed", "; ".join(faults[:5]), json.dumps(said, ensure_ascii=False)[:2000])
    return {name: _trimmed(value) if isinstance(value, str) else value for name, value in made.items()}


def _trimmed(text: str) -> str:
    """Without the space around it; of several lines none is changed: a diff's last one may be a blank."""
    lines = text.strip("\r\n")
    return lines if "\n" in lines else lines.strip()


def answer_schema(job: str, fields: Sequence[RecipeField], before: Sequence[str]) -> dict[str, Any]:
    """The answer's schema: lines of the writer's own, then the fields."""
    return wire_schema(job, dict.fromkeys(before, STRING) | {one.name: one.json_schema for one in fields})


# what the prompt is filled with --------------------------------------------------------------------------


def _ordered(making: Making, step: Step, picked: bool, nonce: str) -> dict[str, Any]:
    """What the prompt says of the order: its words and all that stands around them. `picked`: whether it
    names what was picked."""
    brief, recipe = making.work.brief, making.recipe
    rest = recipe.steps[recipe.steps.index(step) :] if step in recipe.steps else (step,)
    later = [one for one in rest if making.takes(one) or not knows(step, one)]
    names = [name for one in later if one.is_written for name in one.targets]
    last = {name: making.last[name] for name in names if name in making.last and step in making.mended}
    after = [one for one in later if one.how == "write" and not set(one.names).isdisjoint(step.targets)]
    told = making.work.feedback() if step in making.mended else ()
    known = dict(making.known)
    known |= once((name, known[name]) for name in step.names if name in known)
    return {
        "order": fill(step.prompt, known, frozenset(making.values), nonce),
        "about": recipe.about.partition(";")[0],
        "subject": making.part.topic,
        "concept": making.concept if _is_told_concept(making, step) else None,
        "named": "leaf" in step.names,
        "meanings": meanings(making, {*step.names, "level"}),
        "after": [line for one in after for line in to_come(making, one, step)]
        + sizes_of_derived(making, step),
        "rubric": rubric_for(making, step),
        "partial": sum(one.is_written for one in recipe.steps) > 1,
        "rules": [one for one in brief.guidance if concerns(one, making, step)],
        "vary": _shown(as_written(brief.grounding["vary"]), nonce) if making.manner == "varied" else "",
        "last": delimit(json.dumps(as_written(last), ensure_ascii=False), nonce) if last else "",
        "more": not last.keys() <= {*step.targets},
        "before": refused_before(making, step),
        "feedback": [one for one in told if concerns(one, making, step)] or told,
        **_other_rows(making, step, picked, nonce),
    }


def _other_rows(making: Making, step: Step, picked: bool, nonce: str) -> dict[str, Any]:
    """What the prompt says of rows that there are, and of those that are written at the same time."""
    brief, steps = making.work.brief, making.recipe.steps
    dependent = _rests_on_a_row(steps, step)
    fields = [field_of(making, name) for name in step.targets]
    mute = all(_is_mute(one) for one in fields) or (dependent and _follows(making.recipe, step))
    taken = () if mute else _cut(brief.grounding.get("taken", ()), step)
    free = not (dependent or _matter_is_dealt(making.recipe, step) or making.manner == "varied")
    point = point_in(making, step) if free else ""
    beside = min(brief.beside, borne_before(brief)) if picked else brief.beside
    ideas = max(1, _IDEAS >> len(_named_axes(making.recipe, step)))
    examples = _cut([*brief.demonstrations, *brief.grounding.get("made", ())], step)
    return {
        "examples": [_shown(one, nonce) for one in examples],
        "taken": [_shown(one, nonce) for one in taken],
        "once": _had(making, step, nonce),
        "point": delimit(point, nonce) if point else "",
        "beside": beside % ideas if free and not point else 0,
    }


def _rests_on_a_row(steps: Sequence[Step], step: Step) -> bool:
    """Whether an order names what is written before it, or a row that it starts from: its matter is given."""
    given: set[str] = set()
    for one in steps:
        row = one.how == "pick" and one.arguments["pick"] != "passages"
        made_of = one.how in ("set", "run", "find") and not given.isdisjoint(one.names)
        if one.is_written or row or made_of:
            given |= set(one.targets)
    return not given.isdisjoint(step.names)


def _follows(recipe: Recipe, step: Step) -> bool:
    """Whether what an order asks for follows from what is there: each target answers, translates, corrects or
    quotes something that isn't written with it, or spoils it. What other rows have there tells nothing."""
    mine, follow = {*step.targets}, set[str]()
    for one in (one for one in recipe.checks if {*one.fields} - mine):
        if one.relation in ("answers", "same", "edits") or one.check == "quoted":
            follow |= {*one.fields} if one.relation == "edits" else {str(one.inputs["a"])}
    return mine <= follow


def _matter_is_dealt(recipe: Recipe, step: Step) -> bool:
    """Whether what an order is about stands in it: a whole document, or an asked value where no concept and
    no passage is named. Rows that are written beside it have another."""
    picks = [one for one in recipe.steps if one.how == "pick" and not {*step.names}.isdisjoint(one.targets)]
    if any(one.arguments.get("whole") == "document" for one in picks):
        return True
    passage = any(one.arguments["pick"] == "passages" for one in picks)
    return not (passage or "leaf" in step.names) and any(axis.ask for axis in _named_axes(recipe, step))


def _named_axes(recipe: Recipe, step: Step) -> list[Axis]:
    """The axes that an order names, or a field that was set to one of them; without that of the concepts."""
    named = {*step.names}
    for one in reversed(recipe.steps):
        named |= {*one.names} if one.how == "set" and not named.isdisjoint(one.targets) else set()
    return [axis for axis in recipe.axes if axis.name in named - {recipe.leaf.axis}]


def meanings(making: Making, names: Collection[str]) -> list[str]:
    """What the values of the axes among the names mean, the level last, a line each."""
    lines = []
    for axis in (one for one in making.recipe.axes if one.means and one.name in names):
        value = making.seat.get(axis.name)
        if isinstance(value, bool):
            sentence = axis.means.get("true", "")
            lines.append(
                f"{axis.name}: {sentence}" if value else f"{axis.name}: no (yes would be: {sentence})"
            )
        elif value is not None and (said := axis.means.get(text_of(value), "")):
            lines.append(f'{axis.name} "{text_of(value)}": {said}')
    level = str(making.seat.get("level") or "") if "level" in names else ""
    means = making.recipe.levels.get(level, "")
    return lines + [f"Level: {level}: {means}" if means else f"Level: {level}"] * bool(level)


def _is_mute(one: RecipeField) -> bool:
    """Whether a field has no wording in which it could differ: a number, a label, calls of tools."""
    calls = one.value_schema.get("items", one.value_schema).get("required") == ["name", "arguments"]
    return calls or one.is_bare or one.kind == "call"


def language_of(making: Making, targets: Sequence[str]) -> str:
    """The language that fields are in, in English; empty where none of them has one."""
    fields = ((name, field_of(making, name)) for name in targets)
    spoken = [name for name, one in fields if not one.is_bare and one.kind not in ("call", "tool")]
    codes = {code_of(making, name) for name in spoken} - {"any"}
    return " and ".join(sorted(language_name(code) for code in codes))


def _apart(making: Making, targets: Sequence[str]) -> dict[str, str]:
    """Field → its language in words, where not all of them are in one; else none."""
    told = {name: said for name in targets if (said := language_of(making, [name]))}
    return {name: f", in {said}" for name, said in told.items()} if len({*told.values()}) > 1 else {}


def code_of(making: Making, name: str) -> str:
    """ISO 639-1 code of the language of a field; `any`."""
    said = making.recipe.language.get(name, "")
    if not said:
        dealt = making.seat.get("language") if making.recipe.languages else None
        return str(dealt) if dealt else language_code(making.env.spec.language)
    return str(making.seat.get(said, said))


def shape(one: RecipeField, tools: bool = False) -> str:
    """A field and its limits, for the writer. `tools`: in a talk there are some to be called."""
    if one.kind == "messages":
        calls = (
            "before it answers, the assistant may call tools, in a turn "
            '{"calls": [{"name": "…", "arguments": {…}, "result": {…}}]} '
            "with what each gives back, of which the user sees nothing; "
        )
        return (
            f"`{one.name}`: what is said, a list of {turns_told(one, tools)}: the user's, the assistant's, "
            f"and so on in turn, the last the assistant's; {calls * tools}words alone, no names before them. "
            "Each knows, and may tell, what this order says of itself; of the other it knows what was said "
            "so far and nothing besides, no name, age, date or detail"
        )
    return f"`{one.name}`: {in_words(one.json_schema)}"


def _cut(rows: Sequence[Mapping[str, Any]], step: Step) -> list[Mapping[str, Any]]:
    """The rows' values of the targets; rows without any, or with nothing but numbers, are left out."""
    cut = [as_written({name: row[name] for name in step.targets if name in row}) for row in rows]
    return [row for row in cut if any(not isinstance(v, (int, float, type(None))) for v in row.values())]


def _had(making: Making, step: Step, nonce: str) -> str:
    """What other rows have where a value may come once, a field a line: in the step's fields, and in those
    that are made of them."""
    once, made = making.work.brief.grounding.get("once", {}), {*step.targets}
    for one in dropwhile(lambda one: one is not step, making.recipe.steps):
        made |= set(one.targets) if not made.isdisjoint(one.names) else set()
    lines = [f"{name}: {'; '.join(values)}" for name, values in once.items() if name in made]
    return delimit("\n".join(lines), nonce) if lines else ""


def _shown(row: Mapping[str, Any], nonce: str) -> str:
    return delimit(_short(json.dumps(row, ensure_ascii=False), _LONGEST_SHOWN), nonce)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]} …"


def _is_told_concept(making: Making, step: Step) -> bool:
    """Whether who takes a step sees the row's concept: where the order names it, or the concept is read from
    what is written; who is to find something may not see its subject."""
    mine, recipe = {*step.targets}, making.recipe
    finds = any(found_apart(use) & mine for use in recipe.checks)
    return "leaf" in step.names or not (finds or mine.isdisjoint(concept_fields(recipe)))


def _block(making: Making, step: Step) -> dict[str, Any]:
    """Which order it is: the block that ends every writer's prompt. What isn't so is left out."""
    concept, told = making.concept, _is_told_concept(making, step)
    block = {
        "job": JOB,
        "recipe": making.recipe.name,
        "targets": list(step.targets),
        "axes": {name: value for name, value in making.seat.items() if name in step.names},
        "concept": {"name": concept.name, "inside": concept.inside} if told else None,
        "language": code_of(making, step.targets[0]),
        "level": making.seat.get("level"),
        "manner": making.manner,
        "seed": making.work.brief.seed,
        "attempt": making.work.attempt,
    }
    return {name: value for name, value in block.items() if value}
