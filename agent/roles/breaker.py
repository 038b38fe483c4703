"""The breaker: one call of the writer's model that makes one sentence of the rubric false of a right row, all
else as it was, to see whether the judge notices."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.making.making import Making
from seedbed.agent.making.parts import written_fields
from seedbed.agent.making.steps import following
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render
from seedbed.agent.recipes.holds import sentence_names
from seedbed.agent.roles.writer import DECLINED, answer_schema, checked, language_of, sentences, shape
from seedbed.agent.work import Env, Work
from seedbed.memory.errors import AnswerFault
from seedbed.memory.recipe import Recipe, Sentence

JOB = "break_sentence"
_WRITE = Decode(max_tokens=6000, temperature=0.7)


def breakable(recipe: Recipe, sentence: Sentence) -> tuple[str, ...]:
    """The delivered fields that may be changed to make a sentence false: of those that a model writes the
    ones that it names; all of them where it names none."""
    mine, named = written_fields(recipe), sentence_names(sentence)
    if sentence.role:
        talks = tuple(name for name in mine if recipe.field(name).kind == "messages")
        return talks or mine
    return tuple(name for name in mine if name in named) or mine


def leaning(recipe: Recipe, names: Sequence[str]) -> tuple[str, ...]:
    """The delivered fields that a model writes of changed ones, or that stand beside them in a sentence or a
    check and weren't written before: they may have to change too."""
    steps = [step for step in recipe.steps if step.is_written]
    first = next(place for place, step in enumerate(steps) if not set(names).isdisjoint(step.targets))
    later = {name: set(step.names) for step in steps[first:] for name in step.targets}
    beside = [sentence_names(one) for one in recipe.rubric]
    beside += [frozenset(use.fields) for use in recipe.checks if len(use.inputs) > 1]
    found = {name for group in beside if not group.isdisjoint(names) for name in group}
    return tuple(
        one.name
        for one in recipe.row
        if one.name in later
        and one.name not in names
        and (one.name in found or not later[one.name].isdisjoint(names))
    )


async def break_sentence(work: Work, env: Env, number: int) -> tuple[Work, Mapping[str, Any] | None]:
    """The work with the call noted, and the row of which the sentence is no longer true.

    None for the row: the model can't, or its answers were unusable to the last. `work`: with a right row
    of a seat on which the sentence is asked."""
    making, row = Making.of(work, env), dict(work.row or {})
    recipe = making.recipe
    asked = {one.number: (one, text) for one, text in sentences(making)}
    sentence, said = asked[number]
    aimed = breakable(recipe, sentence)
    also = leaning(recipe, aimed)
    names = (*aimed, *also)
    fields = [recipe.field(name) for name in names]
    slot = work.slot("writer", f"{JOB}/{number}")
    axes = {axis.name for axis in recipe.axes}
    shown = {one.name: row.get(one.name) for one in recipe.row if one.name not in axes}
    prompt = render(
        JOB,
        row=delimit(json.dumps(shown, ensure_ascii=False, indent=1), slot.key[:12]),
        sentence=said,
        role=sentence.role,
        aimed=aimed,
        also=also,
        others=[text for one, text in asked.values() if one.number != number],
        language=language_of(making, names),
        fields=[shape(one) for one in fields],
    )

    def usable(given: Any) -> dict[str, Any] | None:
        if isinstance(given, dict) and str(given.get(DECLINED) or "").strip():
            return None
        changed = checked(given, fields)
        if all(changed[name] == row.get(name) for name in aimed):
            raise AnswerFault("malformed", "nothing was changed: the sentence has to become false")
        return {**row, **changed}

    schema = answer_schema(JOB, fields, (DECLINED, "how"))
    try:
        broken, reply = await env.client.ask_value(slot, prompt, schema, usable, work.purpose, _WRITE)
    except AnswerFault:
        return work, None
    work = work.asked(prompt, reply)
    if broken is None:
        return work, None
    broken, kept = following(making, broken, work.notes.get("kept", {}))
    return replace(work, notes={**work.notes, "kept": kept} if kept else work.notes), broken
