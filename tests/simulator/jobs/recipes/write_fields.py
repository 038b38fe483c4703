"""write_fields: the values of a recipe's step, and the truth about them.

Defects, one a row: `wrong_axis` (or level), `off_concept`, `broken_relation` (what is written isn't what
follows from the rest), `low_quality`.
"""

import re
from dataclasses import replace
from typing import Any

from tests.simulator.chance import rng
from tests.simulator.jobs.briefs import Order, concept_pool, copied
from tests.simulator.jobs.passages import Asked, entities, questions
from tests.simulator.jobs.recipes.order import ASIDES, Step
from tests.simulator.jobs.recipes.ruled import canned
from tests.simulator.jobs.recipes.shapes import Shaper, tools_in
from tests.simulator.jobs.recipes.telling import Voice, axis_words, edited, figures_in, told
from tests.simulator.wire import Json
from tests.simulator.world.rows import BROKEN, Row, Rows, strings
from tests.simulator.world.vocabulary import concept_words

JOB = "write_fields"
_GIBBERISH = "TBD"
_MOST_OF_SERIES = 3
_KINDS = re.compile(r"kinds: ([^,\n]+)", re.I)
_MOST_WORDS = 60
"""Characters of a passage's sentence that is quoted, at least."""


def write_fields(order: Order, rows: Rows) -> tuple[Json, Row]:
    """The step's targets, with `cannot` and `plan` where they are asked for."""
    step = Step(order, rows)
    defect, wrong = _defect(step)
    concept = order.concept
    if defect == "off_concept":
        others = [name for name in concept_pool("anything") if name != order.asked]
        concept = concept_words(order.outcome.drift_to or order.fresh.choice(others))
    axes = [axis_words(name, value) for name, value in step.axes.items() if name != wrong]
    if wrong in step.axes:
        axes.append(axis_words(str(wrong), f"not {step.axes[str(wrong)]}"))
    figures = _given_figures(step) or _own_figures(step)
    voice = Voice(order.draw, concept, tuple(axes), step.language, figures)
    values, needs, right = _values(step, voice)
    if defect == "low_quality":
        values = _spoilt(values, step)
    row = Row(
        JOB,
        order.call.digest,
        recipe=order.text("recipe"),
        seed=order.text("seed"),
        values=values,
        roles=step.roles,
        axes=step.axes,
        concept=concept.name or None,
        asked_concept=order.asked or None,
        level=order.text("level") or None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
        wrong_axis=wrong,
        needs=needs,
        known=right,
        made_of=step.material,
        sources=step.sources,
        parents=step.parents,
    )
    asked = (order.call.schema or {}).get("properties") or {}
    aside = {name: said for name, said in ASIDES.items() if name in asked}
    if misfit := order.outcome.misfit:
        aside["cannot"] = f"{misfit}: that doesn't go with {concept.name}"
    return {**aside, **values}, row


def _values(step: Step, voice: Voice) -> tuple[Json, tuple[str, ...], Json]:
    """Target → value, what of the documents is needed to answer, and what others will find of it."""
    cited = _cited(step, voice)
    lot = rng(0, "canned", f"{step.order.text('recipe')} {step.order.text('seed')}")
    drawn = canned(step, replace(voice, draw=lot, figures=()), lot)
    values = {name: _turns(value) for name, value in drawn.items() if name in step.schema}
    for name, schema in step.schema.items():
        if name in values:
            continue
        role = str(step.roles.get(name) or "")
        shaper = Shaper(
            replace(voice, figures=figures_in(list(strings(values))) or voice.figures),
            role,
            tools_in(step.material),
            tuple(step.axes.values()),
        )
        before = next((text for text in reversed(list(strings(values)))), step.twin)
        if cited and item_fields(schema) >= {"name", "kind"}:
            kinds = _KINDS.search(step.order.call.prompt)
            values[name] = entities(step.documents[0], kinds.group(1).strip() if kinds else "thing")
        elif cited and item_fields(schema) >= {"subject", "object"}:
            values[name] = []
        elif cited and _free(schema):
            values[name] = _grounded(name, role, schema, cited, shaper)
        elif before and step.corrects and _free(schema):
            values[name] = edited(before, voice.draw)
        else:
            values[name] = shaper.value(schema)
        if isinstance(values[name], str) and _free(schema) and len(values[name]) > _MOST_WORDS:
            changed = copied(step.order, values[name])
            if len(changed) <= int(schema.get("maxLength") or 10**6):
                values[name] = changed
    needs = () if set(step.schema) <= set(drawn) else tuple(one.sentence for one in cited)
    return {name: values[name] for name in step.schema}, needs, drawn


def _turns(value: Any) -> Any:
    """A talk as it is written at once: what is said, turn by turn."""
    talk = isinstance(value, list) and all(isinstance(one, dict) and "role" in one for one in value)
    return [one["content"] for one in value] if talk else value


def _cited(step: Step, voice: Voice) -> tuple[Asked, ...]:
    """Of each passage one question that it answers; empty without passages."""
    found = ([one for one in questions(text) if one.sentence in text] for text in step.documents)
    return tuple(voice.draw.choice(options) for options in found if options)


def item_fields(schema: Json) -> set[str]:
    """The fields of a list's items."""
    return set((schema.get("items") or {}).get("properties") or ())


def _grounded(name: str, role: str, schema: Json, cited: tuple[Asked, ...], shaper: Shaper) -> str:
    """A question that the passages answer, or what they say to it in their own words."""
    low, high = int(schema.get("minLength", 0)), int(schema.get("maxLength") or 10**6)
    asks = role == "prompt" or "question" in name
    text = " ".join(one.question if asks else one.sentence for one in cited)
    if len(text) > high and not asks:
        text = "; ".join(one.answer for one in cited)
    text = " ".join(text.split())
    if (left := low - len(text)) > 0:
        text = f"{text} {told(shaper.voice, left, max(left, high - len(text) - 1))}"
    return text[:high].rstrip()


def _given_figures(step: Step) -> tuple[str, ...]:
    """The figures of the texts that it is made of; of series and other values a few."""
    texts = figures_in([text for text in step.material if text[:1] not in "[{"])
    return texts or figures_in(step.material)[:_MOST_OF_SERIES]


def _own_figures(step: Step) -> tuple[str, ...]:
    """Two figures, where the order speaks of numbers."""
    said = step.order.call.prompt.split("```brief")[0]
    if " number" not in said and " figure" not in said and " amount" not in said:
        return ()
    return tuple(str(step.order.draw.randint(11, 98)) for _ in range(2))


def _free(schema: Json) -> bool:
    return schema.get("type", "string") == "string" and not {"enum", "const", "format"} & set(schema)


# defects ----------------------------------------------------------------------------------------------


def _defect(step: Step) -> tuple[str | None, str | None]:
    """The defect, and the axis that it strikes."""
    order = step.order
    if order.outcome.drift_to:
        return "off_concept", None
    if not order.outcome.defective:
        return None, None
    readable = step.meant()
    ways = ["low_quality"]
    if readable or order.text("level"):
        ways.append("wrong_axis")
    if order.asked:
        ways.append("off_concept")
    if step.material or len(step.schema) > 1:
        ways.append(BROKEN)
    chosen = order.fresh.choice(ways)
    return chosen, order.fresh.choice(readable or ["level"]) if chosen == "wrong_axis" else None


def _spoilt(values: Json, step: Step) -> Json:
    """The row with its first long text turned into nothing of worth, within its bounds."""
    for name, schema in step.schema.items():
        if isinstance(values[name], str) and _free(schema) and len(values[name]) > _MOST_WORDS:
            letters = "".join(step.order.fresh.choices("bcdfgklmnprst", k=8))
            head = f"{_GIBBERISH} {letters} "
            return {**values, name: head + values[name][len(head) :].lstrip()}
    return values
