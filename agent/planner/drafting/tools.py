"""The tools of the planner's agent: what it may look at, try, change and ask. Whatever it changes is
validated and leaves a plan; what can't be done is told to it."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.drafting import arguments, recipes
from seedbed.agent.planner.drafting.concepts import Wanted, merge_concepts, set_concepts, weigh_concepts
from seedbed.agent.planner.drafting.dispatch import with_tools
from seedbed.agent.planner.drafting.recipes import Workshop
from seedbed.agent.planner.drafting.shown import concepts_shown, headings, part_shown, quoted
from seedbed.agent.planner.drafting.state import State
from seedbed.agent.planner.reading.interpret import gallery_of
from seedbed.agent.planner.reading.recipe_writer import recipe_format
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.recipes.load import shipped
from seedbed.memory.brief import Slot
from seedbed.memory.clauses import binders_of
from seedbed.memory.errors import ToolFault, UserFault
from seedbed.memory.files.file_faults import nearest
from seedbed.memory.files.yaml_file import dump
from seedbed.tools.checks.catalogue import CATALOGUE
from seedbed.tools.checks.reference import entry

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

FINISH = "finish"
_HEADINGS, _HITS, _ROWS, _QUESTIONS, _TRIES = 120, 5, 8, 3, 4
_PASSAGE, _ROW = 1200, 600

TryFew = Callable[[State, str, int], Awaitable[tuple[Sequence[str], int]]]
"""(draft, part, which time) → what some rows made by it came to, a line each, and their tokens."""
AskPerson = Callable[[str, tuple[str, ...]], Awaitable[str | None]]
"""A question with its options → a person's answer; None: nobody is there."""


@dataclass(slots=True)
class Hands:
    """What the tools work on; `state` is a whole plan at any time."""

    state: State
    shop: Workshop
    try_few: TryFew
    ask_person: AskPerson
    room: int = 1
    """Tokens that are left when rows are tried once more; below 0 none are."""
    tokens: int = 0
    """Of the rows that were tried."""
    tries: int = 0
    changed: list[str] = field(default_factory=list)
    """Names of the tools that changed the plan, in order."""
    _asked: str = ""
    """Place of the call that asked the person; empty: none has."""

    async def run(self, tool: "BaseTool", arguments: dict[str, Any], place: str) -> str:
        """The result of one call; what isn't a function of the draft is journaled by its place."""
        if tool.name not in ("search", "ask_person"):
            return str(await tool.ainvoke(arguments))
        if tool.name == "ask_person" and self._asked:
            raise ToolFault("the person was asked already: one round of questions")
        self._asked = self._asked or (place if tool.name == "ask_person" else "")
        store, key = self.shop.client.store, f"planning/{tool.name}/{place}"
        found = store.journaled(key)
        if found is None:
            found = str(await tool.ainvoke(arguments))
            store.journal(key, "planning", found)
        return str(found)

    def tools(self) -> "list[BaseTool]":
        """All tools; which there are depends on nothing but the plan's sources."""
        from langchain_core.tools import StructuredTool

        return [
            StructuredTool.from_function(coroutine=does, name=name, description=about, args_schema=takes)
            for name, takes, does, about in self._listed()
        ]

    def _listed(self) -> list[tuple[str, type[arguments.Given], Any, str]]:
        documents = [
            (
                "outline",
                arguments.Nothing,
                self.outline,
                "Headings of the person's documents, with words below each.",
            ),
            (
                "search",
                arguments.Search,
                self.search,
                f"The {_HITS} passages of the documents nearest to a query.",
            ),
            (
                "read",
                arguments.Read,
                self.read,
                "A passage of the documents, whole, by the id that search gave.",
            ),
        ]
        world = [("tools", arguments.Part, self.called, "The tools that are called in the talks of a part.")]
        return [
            ("look", arguments.Part, self.look, "A part as it stands: recipe, concepts, values, some seats."),
            *(documents if self.shop.resources.chunks else ()),
            *(world if self.shop.resources.worlds else ()),
            ("examples", arguments.Part, self.examples, "Rows that the person has already."),
            (
                "recipes",
                arguments.Name,
                self.recipes,
                'Recipes that are there, by name; name "": which there are.',
            ),
            (
                "format",
                arguments.Nothing,
                self.format,
                "How recipes are written: keys, axes, prompts, relations; long.",
            ),
            (
                "checks",
                arguments.Name,
                self.checks,
                'What a check looks at and takes; name "": which there are.',
            ),
            (
                "write_recipe",
                arguments.Recipe,
                self.write_recipe,
                "Put a whole recipe (YAML with `clauses`) in place.",
            ),
            (
                "edit_recipe",
                arguments.Words,
                self.edit_recipe,
                "Replace a piece of a part's recipe, copied exactly (it stands there once), by another.",
            ),
            (
                "set_axis",
                arguments.Axis,
                self.set_axis,
                "Values of an axis and their shares (0.25, 1/3, `5 rows`, `rest`; all empty: equal), also of "
                "one whose values were asked for.",
            ),
            (
                "set_levels",
                arguments.Levels,
                self.set_levels,
                "Levels of difficulty, easiest first, what each means.",
            ),
            (
                "set_concepts",
                arguments.Concepts,
                self.set_concepts,
                "Put these under one concept (`root`: the whole). keep: beside those that are there; false: "
                "in place of all of them. path: names from below `under` down, joined by ` > `. inside, "
                'outside: a line, or "". weight: of a leaf, beside a usual one (1); a branch has what its '
                "leaves have together.",
            ),
            (
                "merge_concepts",
                arguments.Merge,
                self.merge_concepts,
                "One concept in place of several, by their ids; of a single leaf: another name and border.",
            ),
            ("weigh_concepts", arguments.Weights, self.weigh_concepts, "Shares among siblings; 0: no rows."),
            (
                "dispatch",
                arguments.Dispatch,
                self.dispatch,
                "Tools for a role: `solver` with calculate, algebra, python, where answers are computed; "
                "`researcher` with search, read, where a step `find` shall look in words of its own. None: "
                "one call, or the plain search.",
            ),
            (
                "try_recipe",
                arguments.Part,
                self.try_recipe,
                "Make 3 rows of a part as it stands, with its checks, and see them. Costs what 3 rows cost.",
            ),
            (
                "ask_person",
                arguments.Questions,
                self.ask,
                f"Ask whoever ordered the dataset, once, up to {_QUESTIONS} questions that change the plan.",
            ),
            (
                FINISH,
                arguments.Finish,
                self.finish,
                "End. why: what was bettered and what you leave as it is.",
            ),
        ]

    # looking ---------------------------------------------------------------------------------------

    async def look(self, part: str) -> str:
        """A part as it stands."""
        self._known(part)
        return part_shown(self.state, part)

    async def outline(self) -> str:
        """The documents' headings."""
        lines = headings(self.shop.resources.chunks)
        more = [f"and {len(lines) - _HEADINGS} more"] if len(lines) > _HEADINGS else []
        return quoted([*lines[:_HEADINGS], *more], _slot("outline"))

    async def search(self, query: str) -> str:
        """Passages near to a query."""
        hits = await self.shop.resources.index.find(query, _HITS)
        told = [f"{one.chunk} ({one.name}, {one.heading}): {clean(one.text, 400)}" for one in hits]
        return quoted(told, _slot("search")) if told else "nothing was found"

    async def read(self, passage: str) -> str:
        """One passage."""
        found = next((chunk for chunk in self.shop.resources.chunks if chunk.id == passage), None)
        if found is None:
            raise ToolFault(f"there is no passage {clean(passage, 60)!r}; ids are those that `search` gives")
        return quoted([found.text[: 3 * _PASSAGE]], _slot("read"))

    async def called(self, part: str) -> str:
        """The tools of a part's world."""
        self._known(part)
        world = self.shop.resources.worlds.get(part)
        told = (
            [f"{name}: {clean(one.description, 200)}" for name, one in world.tools.items()] if world else []
        )
        return quoted(told, _slot("tools")) if told else "no tools are called in this part"

    async def examples(self, part: str) -> str:
        """The person's rows."""
        self._known(part)
        rows = self.shop.resources.examples.get(part, ())
        if not rows:
            return "the person gave none"
        shown = list(rows)[:: max(1, len(rows) // _ROWS)][:_ROWS]
        return quoted((clean(json.dumps(row, ensure_ascii=False), _ROW) for row in shown), _slot("examples"))

    async def recipes(self, name: str) -> str:
        """The gallery, or one recipe of it."""
        gallery = gallery_of()
        if not name:
            return "\n".join(f"{one}: {about}" for one, about in gallery.items())
        if name not in gallery:
            raise ToolFault(f"there is no recipe {clean(name, 60)!r}{_or(name, list(gallery))}")
        return dump(dict(shipped(name)), "").strip()

    async def format(self) -> str:
        """How recipes are written."""
        return recipe_format()

    async def checks(self, name: str) -> str:
        """The catalogue, or one check of it."""
        known = {check.name: check for check in CATALOGUE}
        if not name:
            return "\n".join(f"{check.name}: {check.about}" for check in CATALOGUE)
        if name not in known:
            raise ToolFault(f"there is no check {clean(name, 60)!r}{_or(name, list(known))}")
        return entry(known[name])

    # changing --------------------------------------------------------------------------------------

    async def write_recipe(self, part: str, why: str, recipe: str) -> str:
        """A whole recipe."""
        self._known(part)
        return self._recipe("write_recipe", part, await recipes.write(self.state, part, recipe, self.shop))

    async def edit_recipe(self, part: str, why: str, old: str, new: str) -> str:
        """A piece of a recipe."""
        self._known(part)
        changed = await recipes.replace_words(self.state, part, old, new, self.shop)
        return self._recipe("edit_recipe", part, changed)

    async def set_axis(self, part: str, why: str, axis: str, values: list[arguments.Share]) -> str:
        """An axis."""
        self._known(part)
        shares = [(one.value, one.share) for one in values]
        told = self._recipe(
            "set_axis", part, await recipes.set_axis(self.state, part, axis, shares, self.shop)
        )
        rests = [c for c, some in binders_of(self.state.spec.part(part)) if f"axis {axis}" in some]
        return f"{told}\nOn its shares rests: {'; '.join(rests)}." if rests else told

    async def set_levels(self, part: str, why: str, levels: list[arguments.Level]) -> str:
        """The levels."""
        self._known(part)
        named = [(one.name, one.means) for one in levels]
        return self._recipe("set_levels", part, await recipes.set_levels(self.state, part, named, self.shop))

    async def set_concepts(
        self, part: str, why: str, under: str, keep: bool, concepts: list[arguments.Concept]
    ) -> str:
        """Concepts under one."""
        self._known(part)
        wanted = [Wanted(one.path, one.inside, one.outside, one.weight) for one in concepts]
        return self._tree("set_concepts", part, *set_concepts(self.state, part, under, wanted, keep=keep))

    async def merge_concepts(
        self, part: str, why: str, concepts: list[str], name: str, inside: str, outside: str
    ) -> str:
        """One concept for several."""
        self._known(part)
        merged = merge_concepts(self.state, part, concepts, name, inside, outside)
        return self._tree("merge_concepts", part, *merged)

    async def weigh_concepts(self, part: str, why: str, weights: list[arguments.Weight]) -> str:
        """Shares of concepts."""
        self._known(part)
        named = [(one.concept, one.weight) for one in weights]
        return self._tree("weigh_concepts", part, *weigh_concepts(self.state, part, named))

    async def dispatch(self, part: str, why: str, role: str, tools: list[str]) -> str:
        """The tools of a role."""
        self._known(part)
        mine = with_tools(self.state.plan.part(part), role, tools, self.shop.client)
        self.state = self.state.with_plan(mine)
        self.changed.append("dispatch")
        return "taken"

    # trying, asking, ending ------------------------------------------------------------------------

    async def try_recipe(self, part: str) -> str:
        """Three rows."""
        self._known(part)
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

    async def ask(self, questions: list[arguments.Question]) -> str:
        """The person's answers."""
        told = []
        for one in questions[:_QUESTIONS]:
            options = tuple(clean(option, 120) for option in one.options[:6])
            answer = await self.ask_person(clean(one.question, 300), options)
            said = "no answer: decide, and say so" if answer is None else clean(answer, 600)
            told.append(f"{clean(one.question, 300)} → {said}")
        return "\n".join(told) or "nothing was asked"

    async def finish(self, why: str) -> str:
        """The end."""
        return "the plan stands"

    # -----------------------------------------------------------------------------------------------

    def _known(self, part: str) -> None:
        names = [one.name for one in self.state.spec.parts if one.recipe]
        if part not in names:
            raise ToolFault(f"there is no part {clean(part, 60)!r}; there are {', '.join(names)}")

    def _recipe(self, tool: str, part: str, changed: State) -> str:
        if changed is self.state:
            return "nothing changed"
        before, self.state = self.state, changed
        self.changed.append(tool)
        same = before.plan.part(part).quotas == changed.plan.part(part).quotas
        tree = "" if same else concepts_shown(changed, part)
        return "\n".join(filter(None, ("taken: the recipe is valid", *_said(changed, part), tree)))

    def _tree(self, tool: str, part: str, changed: State, said: str) -> str:
        self.state = changed
        self.changed.append(tool)
        return "\n".join(filter(None, ("taken", said, concepts_shown(changed, part))))


def _said(state: State, part: str) -> Sequence[str]:
    """What expanding the recipe decided."""
    recipe = recipe_of(state.spec.part(part))
    return (*recipe.advice, *recipe.said)


def _or(name: str, options: Sequence[str]) -> str:
    close = nearest(name, options)
    return f"; did you mean {close!r}?" if close else ""


def _slot(place: str) -> Slot:
    return Slot("plan", "planner", f"plan_dataset/{place}")
