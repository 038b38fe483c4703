"""Edits of a recipe, each validated: as a whole, piece by piece, an axis, the levels."""

import re
from collections.abc import Sequence
from typing import Any

from seedbed.agent.answers import Answer
from seedbed.agent.making.method import files_of
from seedbed.agent.making.parts import recipe_of, text_of
from seedbed.agent.planner.drafting.state import State, with_recipe
from seedbed.agent.planner.reading.answer import ClauseRead, ParsedPart
from seedbed.agent.planner.reading.interpret import gallery_of
from seedbed.agent.planner.reading.recipe_writer import settle
from seedbed.agent.planner.tree.propose import Workshop
from seedbed.agent.recipes.load import parse
from seedbed.agent.recipes.validate import RecipeFault
from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.files.yaml_file import dump
from seedbed.memory.spec import Part

_FAULTS = 12
_STAYS = frozenset(("when", "else", "other_than"))


class Share(Answer):
    """A value of an axis, and its share."""

    value: str
    share: str


class Level(Answer):
    """A level, and what makes it so."""

    name: str
    means: str


def recipe_text(part: Part) -> str:
    """A part's recipe as YAML, with its clauses."""
    return dump(_raw(part), "").strip()


def parsed(part: Part) -> ParsedPart:
    """The part as its request was read, as far as the spec keeps it."""
    demands = tuple(ClauseRead(text, "each row") for text in part.clauses)
    return ParsedPart(part.name, part.rows, part.topic, recipe_of(part).about, clauses=demands)


async def write(state: State, name: str, text: str, shop: Workshop) -> State:
    """Another recipe for a part. `text`: whole, as YAML, with every clause of the request bound. Raises
    ToolFault: it is a person's, has faults (all are told), or drops a demand."""
    part = state.spec.part(name)
    if name not in shop.writable:
        raise ToolFault("a person wrote the recipe of this part: its concepts can be changed, nothing else")
    before = [one.name for one in state.spec.parts[: state.spec.parts.index(part)]]
    try:
        files = files_of(shop.resources, name)
        written, dropped = settle(text, parsed(part), gallery_of(), before, files)
        if dropped:
            raise ToolFault("clauses: " + "; ".join(dropped))
        changed = part.model_copy(update={"recipe": written.raw, "clauses": dict(written.clauses)})
        return await with_recipe(state, changed, shop)
    except UserFault as fault:
        faults = fault.faults if isinstance(fault, RecipeFault) else (str(fault),)
        raise ToolFault("; ".join(faults[:_FAULTS])) from fault


async def replace_words(state: State, name: str, old: str, new: str, shop: Workshop) -> State:
    """A recipe with a piece of its text replaced; long lines are folded there, so white space is all one.
    Raises ToolFault: the piece doesn't stand there just once, or what comes out has faults."""
    text = recipe_text(state.spec.part(name))
    exact = [text.index(old)] if old and text.count(old) == 1 else []
    loose = list(re.finditer(r"\s+".join(map(re.escape, old.split())), text)) if old.split() else []
    if not exact and len(loose) != 1:
        raise ToolFault(f"`old` stands {len(loose)} times in the recipe; copy a piece that stands there once")
    start, end = (exact[0], exact[0] + len(old)) if exact else loose[0].span()
    return await write(state, name, text[:start] + new + text[end:], shop)


async def set_axis(state: State, name: str, axis: str, shares: Sequence[Share], shop: Workshop) -> State:
    """An axis with other values and shares, or a new one. Raises ToolFault: no values, or what comes out has
    faults."""
    if not shares:
        raise ToolFault("an axis has values")
    part = state.spec.part(name)
    raw = _raw(part)
    known = {text_of(v): v for one in recipe_of(part).axes if one.name == axis for v in one.values}
    values: Any = {}
    for one in shares:
        value = known.get(one.value, one.value)
        try:  # a number where it is one
            values[value] = float(one.share)
        except ValueError:
            values[value] = one.share.strip() or "rest"
    if not any(one.share for one in shares):
        values = list(values)
    vary = dict(raw.get("vary") or {})
    was = vary.get(axis)
    stays = {key: one for key, one in was.items() if key in _STAYS} if isinstance(was, dict) else {}
    vary[axis] = {**stays, "of": values} if stays else values
    return await write(state, name, dump({**raw, "vary": vary}, ""), shop)


async def set_levels(state: State, name: str, levels: Sequence[Level], shop: Workshop) -> State:
    """Other levels of difficulty, easiest first; without any the rows have none. Raises ToolFault: what comes
    out has faults."""
    raw = {key: one for key, one in _raw(state.spec.part(name)).items() if key != "levels"}
    raw |= {"levels": {one.name: one.means for one in levels}} if levels else {}
    return await write(state, name, dump(raw, ""), shop)


def _raw(part: Part) -> dict[str, Any]:
    return {**parse(str(part.recipe), f"part {part.name}"), "clauses": dict(part.clauses)}
