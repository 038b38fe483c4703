"""Defects planted into right rows, so that their checks can be measured (`docs/recipes.md` lists them).

What a model breaks is taken to be broken; a sentence of which words or a field of another row make nothing
false («it names a town») lets these pass with good reason, so they are never the only defects of a rubric
unless the model fails."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from seedbed.agent.making.making import Making
from seedbed.agent.making.parts import main_axis, text_of, written_fields
from seedbed.agent.making.steps import following
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render
from seedbed.agent.recipes.holds import sentence_names
from seedbed.agent.roles.held_to import sentences
from seedbed.agent.roles.writer import DECLINED, answer_schema, checked, language_of, shape
from seedbed.agent.work import Env, Work
from seedbed.memory.brief import Brief
from seedbed.memory.errors import AnswerFault
from seedbed.memory.recipe import CheckUse, Recipe, Sentence
from seedbed.memory.spec import Part
from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.check import texts_of
from seedbed.tools.checks.inputs import values_of
from seedbed.tools.knowledge.search.embedder import embed
from seedbed.tools.verification.record_schema import violations

SWAP, RUBRIC = "swap.", "rubric"
BROKEN, ANOTHER, WRONG_WORDS = "broken", "another row", f"{RUBRIC}/wrong words"
_LONG = 5
"""Characters of a word that is worth exchanging: in most languages those that carry what is said."""
_EXCHANGED, _FEWEST = 4, 3
"""One long word in so many is exchanged, and at least so many."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A right row made wrong in one way."""

    row: dict[str, Any]
    kept: dict[str, Any]
    """What stands beside it."""
    cell: dict[str, str]
    """What of the cell changed: label or difficulty."""
    attributes: dict[str, Any]
    """Axis → value as the wrong row claims."""
    sentence: int = 0
    """Number of the sentence of the rubric that a model has yet to make false: so far the row is right. 0: it
    is wrong as it stands."""
    instead: dict[str, Any] | None = None
    """The row with wrong words, where the model can't; None: it can't be spoilt so."""


WRONG_LABEL, ANOTHER_TEXT = "wrong label", "another row's text"


def mislabelled(kind: str, row: Row, others: Sequence[Row], part: Part) -> Spoilt | None:
    """A labelled text under the label that it is nearest to but for its own, as natural errors are; or a text
    of another label under this row's. `others`: right rows of the part."""
    if kind == ANOTHER_TEXT:
        texts = (str(one["text"]) for one in others if one["label"] != row["label"])
        text = next(texts, None)
        return Spoilt({**row, "text": text}, {}, {}, {}) if text is not None else None
    rest = [label for label in part.labels if label.name != row["label"]]
    if not rest:
        return None
    vectors = embed([str(row["text"]), *(f"{label.name}: {label.definition}" for label in rest)])
    cosines = [round(float(cosine), 6) for cosine in vectors[1:] @ vectors[0]]
    name = rest[cosines.index(max(cosines))].name
    return Spoilt({**row, "label": name}, {}, {"label": name}, {})


def kinds(recipe: Recipe) -> Iterator[str]:
    """The defects that may be planted into rows of a recipe, by name: `swap.AXIS`, `CHECK.FIELD/way`,
    `rubric.N/broken`, `rubric.N/another row`, `rubric/wrong words`."""
    for axis in recipe.axes:
        if axis.reads and len(axis.values) > 1:
            yield f"{SWAP}{axis.name}"
    for use in recipe.checks:
        for way in find(use.check).spoil if use.id != RUBRIC else ():
            yield f"{use.id}/{way}"
    judged = any(use.id == RUBRIC for use in recipe.checks)
    for one in recipe.rubric if judged else ():
        if breakable(recipe, one):
            yield f"{RUBRIC}.{one.number}/{BROKEN}"
        if _exchangeable(recipe, one):
            yield f"{RUBRIC}.{one.number}/{ANOTHER}"
    if judged and any(breakable(recipe, one) for one in recipe.rubric):
        yield WRONG_WORDS


def aimed(kind: str) -> str:
    """What is to catch a defect: the id of a check, `rubric.N` for a sentence, `axis.NAME` for who reads or
    counts it."""
    return f"axis.{kind.removeprefix(SWAP)}" if kind.startswith(SWAP) else kind.rpartition("/")[0]


async def spoil(
    kind: str, row: Row, kept: Row, brief: Brief, env: Env, draw: Random, others: Sequence[Row] = ()
) -> Spoilt | None:
    """The row with a defect; None: this row can't be spoilt so. `others`: right rows of the same recipe, to
    take words and fields from; this one may be among them."""
    making = Making.of(Work(brief), env)
    if kind.startswith(SWAP):
        return _swapped(kind.removeprefix(SWAP), row, kept, making, draw)
    id, _, way = kind.rpartition("/")
    if id in brief.without:
        return None
    asked = {f"{RUBRIC}.{one.number}": one for one, _ in sentences(making)}
    if kind == WRONG_WORDS:
        found = _wrong_words(row, others, making.recipe, list(asked.values()), draw)
        return Spoilt(*await following(making, found, kept), {}, {}) if found else None
    if way == BROKEN and id in asked:
        instead = _wrong_words(row, others, making.recipe, [asked[id]], draw)
        whole = (await following(making, instead, kept))[0] if instead else None
        return Spoilt(dict(row), dict(kept), {}, {}, asked[id].number, whole)
    if way == ANOTHER and id in asked:
        found = _of_another(row, others, making.recipe, asked[id])
        return Spoilt(*await following(making, found, kept), {}, {}) if found else None
    use = next((use for use in making.recipe.checks if use.id == id), None)
    return await _by_check(use, way, row, kept, draw) if use else None


def _swapped(name: str, row: Row, kept: Row, making: Making, draw: Random) -> Spoilt | None:
    """The row under another value of an axis: its text stays, what is said of it changes."""
    recipe, seat = making.recipe, making.seat
    axis = recipe.axis(name)
    others = [value for value in axis.values if value != seat.get(name)]
    if name not in seat or not others:
        return None
    value = draw.choice(others)
    main = main_axis(recipe)
    changed = {**row, name: value} if axis.is_field else dict(row)
    if main is not None and main.name == name:
        return Spoilt(changed, dict(kept), {"label": text_of(value)}, {})
    return Spoilt(changed, dict(kept), {}, {name: value})


async def _by_check(use: CheckUse, way: str, row: Row, kept: Row, draw: Random) -> Spoilt | None:
    """The row as a check knows to make it wrong: some run programs for that, a second or two each."""
    check, inputs = find(use.check), values_of(use.inputs, {**kept, **row})
    given = check.arguments.model_validate(use.arguments)
    made = await asyncio.to_thread(check.spoil[way], inputs, given, draw)
    if made is None:
        return None
    changes: dict[str, Any] = {}
    for name, named in use.inputs.items():
        if (plain := name.rstrip("*")) not in made:
            continue
        if isinstance(named, tuple):
            changes |= dict(zip(named, made[plain], strict=True))
        else:
            changes[named] = made[plain]
    delivered = {**row, **{name: value for name, value in changes.items() if name in row}}
    beside = {**kept, **{name: value for name, value in changes.items() if name not in row}}
    return None if delivered == row and beside == kept else Spoilt(delivered, beside, {}, {})


def _exchangeable(recipe: Recipe, sentence: Sentence) -> tuple[str, ...]:
    """The written fields that a sentence holds against others; none where it names one field or none."""
    named = sentence_names(sentence) & {one.name for one in recipe.row}
    return tuple(one for one in breakable(recipe, sentence) if one in named) if len(named) > 1 else ()


def _of_another(row: Row, others: Sequence[Row], recipe: Recipe, sentence: Sentence) -> dict[str, Any] | None:
    """The row with the field of another that has most words (a figure may fit as well), where the two have
    none of the named ones in common."""
    named = sentence_names(sentence) & {one.name for one in recipe.row}
    size = {name: sum(map(len, texts_of(row.get(name)))) for name in _exchangeable(recipe, sentence)}
    name = max(size, key=lambda one: size[one])
    for other in others if size[name] else ():
        if all(other.get(one) not in (None, row.get(one)) for one in named):
            return {**row, name: other[name]}
    return None


def _wrong_words(
    row: Row, others: Sequence[Row], recipe: Recipe, asked: Sequence[Sentence], draw: Random
) -> dict[str, Any] | None:
    """The row with long words of another in its longest text that the sentences are about."""
    names = {name for one in asked for name in breakable(recipe, one)}
    texts = [(name, text) for name in sorted(names) for text in texts_of(row.get(name))]
    if not texts:
        return None
    name, text = max(texts, key=lambda one: len(one[1]))
    for other in others:
        source = " ".join(texts_of(other.get(name)))
        made = _with_words(text, source, draw)
        if made is None:
            continue
        value = _with_text(row[name], text, made)
        if not violations(value, recipe.field(name).json_schema):
            return {**row, name: value}
    return None


def _with_words(text: str, source: str, draw: Random) -> str | None:
    """The text with some of its long words replaced by words of the source that it doesn't have."""
    said = text.split(" ")
    mine = [place for place, word in enumerate(said) if _is_long(word)]
    known = {word.casefold() for word in text.split()}
    theirs = sorted({word for word in source.split() if _is_long(word) and word.casefold() not in known})
    changes = max(_FEWEST, len(mine) // _EXCHANGED)
    if len(mine) < changes or len(theirs) < changes:
        return None
    for place, word in zip(draw.sample(mine, changes), draw.sample(theirs, changes), strict=True):
        said[place] = word
    return " ".join(said)


def _is_long(word: str) -> bool:
    return len(word) >= _LONG and word[:1].isalpha()


def _with_text(value: Any, text: str, made: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _with_text(child, text, made) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_text(child, text, made) for child in value]
    return made if value == text and isinstance(value, str) else value


# by a model ----------------------------------------------------------------------------------------------

JOB = "break_sentence"
_WRITE = Decode(max_tokens=6000, temperature=0.7)
_TALK = "`{}`: the messages in the form in which the row has them"


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
    """One call of the writer's model makes one sentence of the rubric false of a right row, all else as it
    was, to see whether the judge notices: the work with the call noted, and that row. None for the row: the
    model can't, or its answers were unusable to the last. `work`: of a seat that the sentence is asked on."""
    making, row = Making.of(work, env), dict(work.row or {})
    recipe = making.recipe
    asked = {one.number: (one, text) for one, text in sentences(making)}
    sentence, said = asked[number]
    changing = breakable(recipe, sentence)
    also = leaning(recipe, changing)
    names = (*changing, *also)
    fields = [recipe.field(name) for name in names]
    slot = work.slot("writer", f"{JOB}/{number}")
    axes = {axis.name for axis in recipe.axes}
    shown = {one.name: row.get(one.name) for one in recipe.row if one.name not in axes}
    prompt = render(
        JOB,
        row=delimit(json.dumps(shown, ensure_ascii=False, indent=1), slot.key[:12]),
        sentence=said,
        role=sentence.role,
        aimed=changing,
        also=also,
        computed=[name for one in recipe.steps if one.how == "set" for name in one.targets if name in shown],
        others=[text for one, text in asked.values() if one.number != number],
        language=language_of(making, names),
        fields=[shape(one) if one.kind != "messages" else _TALK.format(one.name) for one in fields],
    )

    def usable(given: Any) -> dict[str, Any] | None:
        if isinstance(given, dict) and str(given.get(DECLINED) or "").strip():
            return None
        changed = checked(given, fields)
        if all(changed[name] == row.get(name) for name in changing):
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
    broken, kept = await following(making, broken, work.notes.get("kept", {}))
    return replace(work, notes={**work.notes, "kept": kept} if kept else work.notes), broken
