"""The tools of the planner's agent: what it may look at, try, change and ask. Whatever it changes is
validated and leaves a plan; what can't be done is told to it."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seedbed.agent.answers import Answer
from seedbed.agent.making.parts import recipe_of, text_of
from seedbed.agent.planner.drafting.concepts import (
    Wanted,
    Weight,
    merge_concepts,
    set_concepts,
    weigh_concepts,
)
from seedbed.agent.planner.drafting.dispatch import with_tools
from seedbed.agent.planner.drafting.shown import concepts_shown, part_shown
from seedbed.agent.planner.drafting.state import State, recipe_raw, recipe_text, with_recipe_text
from seedbed.agent.planner.reading.asking import Ask
from seedbed.agent.planner.reading.recipe_writer import recipe_format
from seedbed.agent.planner.tree.materials import clean, quoted, rows_block
from seedbed.agent.planner.tree.propose import Workshop
from seedbed.agent.recipes.load import gallery, shipped
from seedbed.memory.brief import Slot
from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.files.file_faults import unknown
from seedbed.memory.files.yaml_file import dump
from seedbed.tools.checks.catalogue import BY_NAME, CATALOGUE
from seedbed.tools.checks.reference import entry
from seedbed.tools.words import number_of_words

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

FINISH = "finish"
_HEADINGS, _HITS, _QUESTIONS, _TRIES = 120, 5, 3, 4
_PASSAGE, _ROW = 3600, 600
_STAYS = frozenset(("when", "else", "other_than"))
"""Of an axis, whatever its values."""

TryFew = Callable[[State, str, int], Awaitable[tuple[Sequence[str], int]]]
"""(draft, part, which time) → what some rows made by it came to, a line each, and their tokens."""


class Share(Answer):
    """A value of an axis, and its share."""

    value: str
    share: str


class Level(Answer):
    """A level, and what makes it so."""

    name: str
    means: str


class Question(Answer):
    """A question to the person."""

    question: str
    options: list[str]


@dataclass(slots=True)
class Hands:
    """What the tools work on; `state` is a whole plan at any time."""

    state: State
    shop: Workshop
    try_few: TryFew
    ask: Ask
    room: int = 1
    """Tokens that are left when rows are tried once more; below 0 none are."""
    tokens: int = 0
    """Of the rows that were tried."""
    tries: int = 0
    changed: list[str] = field(default_factory=list)
    """Names of the tools that changed the plan, in order."""
    _told: set[tuple[str, str]] = field(default_factory=set)
    """(part, what was said of its recipe), each once."""
    _asked: str = ""
    """Place of the call that asked the person; empty: none has."""

    async def run(self, tool: "BaseTool", arguments: dict[str, Any], place: str) -> str:
        """The result of one call; what isn't a function of the draft is journaled by its place."""
        names = [one.name for one in self.state.spec.parts if one.recipe]
        if (part := str(arguments.get("part", names[0]))) not in names:
            raise ToolFault(f"there is no part {clean(part, 60)!r}; there are {', '.join(names)}")
        if tool.name not in ("search", "ask_person"):
            before = self.state
            told = str(await tool.ainvoke(arguments))
            self.changed += [tool.name] if self.state is not before else []
            return told
        if tool.name == "ask_person" and self._asked:
            raise ToolFault("the person was asked already: one round of questions")
        self._asked = self._asked or (place if tool.name == "ask_person" else "")
        store, key = self.shop.client.store, f"planning/{tool.name}/{place}"
        found = store.journaled(key)
        if found is None:
            found = str(await tool.ainvoke(arguments))
            store.journal(key, "planning", found)
        return str(found)

    def offered(self) -> "list[BaseTool]":
        """All tools by name, signature and docstring; which there are depends on the sources alone."""
        from langchain_core.tools import StructuredTool

        there = self.shop.resources
        listed = [
            self.look, *((self.outline, self.search, self.read) if there.chunks else ()),
            *((self.tools,) if there.worlds else ()), self.examples, self.recipes, self.format, self.checks,
            self.write_recipe, self.edit_recipe, self.set_axis, self.set_levels, self.set_concepts,
            self.merge_concepts, self.weigh_concepts, self.dispatch, self.try_recipe, self.ask_person,
            self.finish,
        ]  # fmt: skip
        return [
            StructuredTool.from_function(coroutine=does, description=" ".join((does.__doc__ or "").split()))
            for does in listed
        ]

    # looking ---------------------------------------------------------------------------------------

    async def look(self, part: str) -> str:
        """A part as it stands: recipe, concepts, values, some seats."""
        return part_shown(self.state, part)

    async def outline(self) -> str:
        """Headings of the person's documents, with words below each."""
        words: Counter[str] = Counter()
        for chunk in self.shop.resources.chunks:
            path = " > ".join(clean(one, 100) for one in (chunk.name, *chunk.heading_path))
            words[path] += number_of_words(chunk.text)
        lines = [f"{path} ({number} words)" for path, number in words.items()]
        more = [f"and {len(lines) - _HEADINGS} more"] if len(lines) > _HEADINGS else []
        return quoted([*lines[:_HEADINGS], *more], _slot("outline"))

    async def search(self, query: str) -> str:
        """The 5 passages of the documents nearest to a query."""
        hits = await self.shop.resources.index.find(query, _HITS)
        told = [f"{one.id} ({one.name}, {one.heading}): {clean(one.text, 400)}" for one in hits]
        return quoted(told, _slot("search")) if told else "nothing was found"

    async def read(self, passage: str) -> str:
        """A passage of the documents, whole, by the id that search gave."""
        found = next((chunk for chunk in self.shop.resources.chunks if chunk.id == passage), None)
        if found is None:
            raise ToolFault(f"there is no passage {clean(passage, 60)!r}; ids are those that `search` gives")
        return quoted([found.text[:_PASSAGE]], _slot("read"))

    async def tools(self, part: str) -> str:
        """The tools that are called in the talks of a part."""
        world = self.shop.resources.worlds.get(part)
        there = world.tools.items() if world else ()
        told = [f"{name}: {clean(one.description, 200)}" for name, one in there]
        return quoted(told, _slot("tools")) if told else "no tools are called in this part"

    async def examples(self, part: str) -> str:
        """Rows that the person has already."""
        block = rows_block(self.shop.resources.examples.get(part, ()), _slot("examples"), _ROW)
        return block or "the person gave none"

    async def recipes(self, name: str) -> str:
        """Recipes that are there, by name; name "": which there are."""
        if not name:
            return "\n".join(f"{one}: {about}" for one, about in gallery().items())
        return dump(dict(shipped(_one_of(name, gallery(), "recipe"))), "").strip()

    async def format(self) -> str:
        """How recipes are written: keys, axes, prompts, relations; long."""
        return recipe_format()

    async def checks(self, name: str) -> str:
        """What a check looks at and takes; name "": which there are."""
        if not name:
            return "\n".join(f"{check.name}: {check.about}" for check in CATALOGUE)
        return entry(BY_NAME[_one_of(name, BY_NAME, "check")])

    # changing --------------------------------------------------------------------------------------

    async def write_recipe(self, part: str, why: str, recipe: str) -> str:
        """Put a whole recipe (YAML with `clauses`) in place."""
        return await self._write(part, recipe)

    async def edit_recipe(self, part: str, why: str, old: str, new: str) -> str:
        """Replace a piece of a part's recipe, copied exactly (it stands there once), by another."""
        text = recipe_text(self.state.spec.part(part))
        exact = [text.index(old)] if old and text.count(old) == 1 else []
        # Long lines are folded there, so white space is all one.
        loose = list(re.finditer(r"\s+".join(map(re.escape, old.split())), text)) if old.split() else []
        if not exact and len(loose) != 1:
            stands = f"`old` stands {len(loose)} times in the recipe"
            raise ToolFault(f"{stands}; copy a piece that stands there once (`look` shows it)")
        start, end = (exact[0], exact[0] + len(old)) if exact else loose[0].span()
        if not exact:  # the white space round it stays
            new = new.lstrip() if old[:1].isspace() else new
            new = new.rstrip() if old[-1:].isspace() else new
        return await self._write(part, text[:start] + new + text[end:])

    async def set_axis(self, part: str, why: str, axis: str, values: list[Share]) -> str:
        """Values of an axis and their shares (0.25, 1/3, `5 rows`, `rest`; all empty: equal), also of one
        whose values were asked for."""
        if not values:
            raise ToolFault("an axis has values")
        mine = self.state.spec.part(part)
        raw = recipe_raw(mine)
        known = {text_of(v): v for one in recipe_of(mine).axes if one.name == axis for v in one.values}
        dealt: Any = {}
        for one in values:
            value = known.get(one.value, one.value)
            try:  # a number where it is one
                dealt[value] = float(one.share)
            except ValueError:
                dealt[value] = one.share.strip() or "rest"
        if not any(one.share for one in values):
            dealt = list(dealt)
        vary = dict(raw.get("vary") or {})
        was = vary.get(axis)
        stays = {key: one for key, one in was.items() if key in _STAYS} if isinstance(was, dict) else {}
        vary[axis] = {**stays, "of": dealt} if stays else dealt
        told = await self._write(part, dump({**raw, "vary": vary}, ""))
        rests = [c for c, some in self.state.spec.part(part).clauses.items() if f"axis {axis}" in some]
        return f"{told}\nOn its shares rests: {'; '.join(rests)}." if rests else told

    async def set_levels(self, part: str, why: str, levels: list[Level]) -> str:
        """Levels of difficulty, easiest first, what each means."""
        raw = {key: one for key, one in recipe_raw(self.state.spec.part(part)).items() if key != "levels"}
        raw |= {"levels": {one.name: one.means for one in levels}} if levels else {}
        return await self._write(part, dump(raw, ""))

    async def set_concepts(self, part: str, why: str, under: str, keep: bool, concepts: list[Wanted]) -> str:
        """Put these under one concept (`root`: the whole). keep: beside those that are there; false: in place
        of all of them. path: names from below `under` down, joined by ` > `; where concepts go by an axis, in
        place of all below the root each begins with one of its values, further ones go under one. inside,
        outside: a line, or "". weight: of a leaf, beside a usual one (1); a branch has what its leaves have
        together."""
        return self._tree(part, *set_concepts(self.state, part, under, concepts, keep=keep))

    async def merge_concepts(
        self, part: str, why: str, concepts: list[str], name: str, inside: str, outside: str
    ) -> str:
        """One concept in place of several, by their ids; of a single leaf: another name and border."""
        merged = merge_concepts(self.state, part, concepts, name, inside, outside)
        return self._tree(part, *merged)

    async def weigh_concepts(self, part: str, why: str, weights: list[Weight]) -> str:
        """Shares among siblings; 0: no rows."""
        return self._tree(part, *weigh_concepts(self.state, part, weights))

    async def dispatch(self, part: str, why: str, role: str, tools: list[str]) -> str:
        """Tools for a role: `solver` with calculate, algebra, python, where answers are computed;
        `researcher` with search, read, where a step `find` shall look in words of its own. None: one call, or
        the plain search."""
        mine = with_tools(self.state.plan.part(part), role, tools, self.shop.client)
        self.state = self.state.with_plan(mine)
        return "taken"

    # trying, asking, ending ------------------------------------------------------------------------

    async def try_recipe(self, part: str) -> str:
        """Make 3 rows of a part as it stands, with its checks, and see them. Costs what 3 rows cost."""
        if self.tries >= _TRIES:
            raise ToolFault(f"rows were tried {_TRIES} times: no more")
        if self.room < 0:
            raise ToolFault("too few tokens are left for trying rows")
        self.tries += 1
        try:
            lines, tokens = await self.try_few(self.state, part, self.tries)
        except UserFault as fault:
            raise ToolFault(f"no rows can be made: {fault}") from fault
        self.tokens += tokens
        self.room -= tokens
        return quoted(lines, _slot(f"try/{self.tries}"))

    async def ask_person(self, questions: list[Question]) -> str:
        """Ask whoever ordered the dataset, once, up to 3 questions that change the plan."""
        told = []
        for one in questions[:_QUESTIONS]:
            options = tuple(clean(option, 120) for option in one.options[:6])
            answer = await self.ask(clean(one.question, 300), options)
            said = "no answer: decide, and say so" if answer is None else clean(answer, 600)
            told.append(f"{clean(one.question, 300)} → {said}")
        return "\n".join(told) or "nothing was asked"

    async def finish(self, why: str) -> str:
        """End. why: what was bettered and what you leave as it is."""
        return "the plan stands"

    async def _write(self, part: str, text: str) -> str:
        """Takes another recipe; what is told of it, with what expanding it decided."""
        before, now = self.state, await with_recipe_text(self.state, part, text, self.shop)
        if now is before:
            return "nothing changed"
        self.state = now
        same = before.plan.part(part).quotas == now.plan.part(part).quotas
        recipe = recipe_of(now.spec.part(part))
        new = [one for one in (*recipe.advice, *recipe.said) if (part, one) not in self._told]
        self._told.update((part, one) for one in new)
        told = ("taken: the recipe is valid", *new)
        return "\n".join(told if same else (*told, concepts_shown(now, part)))

    def _tree(self, part: str, changed: State, said: str) -> str:
        """Takes another state of the concepts; what is told of it."""
        self.state = changed
        return "\n".join(filter(None, ("taken", said, concepts_shown(changed, part))))


def _one_of(name: str, known: Iterable[str], kind: str) -> str:
    if name not in (names := list(known)):
        raise ToolFault(unknown(kind, clean(name, 60), names))
    return name


def _slot(place: str) -> Slot:
    return Slot("plan", "planner", f"plan_dataset/{place}")
