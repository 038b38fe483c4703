"""A recipe on its way to be expanded: what is written, what is known so far, and what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from seedbed.agent.recipes.load import Raw, targets_of
from seedbed.agent.recipes.sandbox import TemplateFault
from seedbed.agent.recipes.shapes import spelled
from seedbed.agent.recipes.templates import within
from seedbed.agent.recipes.written import Line, RecipeSaid
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import NO_VALUE, Path, found, in_file, in_one, shown, unknown
from seedbed.memory.recipe import Axis, CheckUse, How, Leaf, RecipeField, Sentence, Share, Step, Value

RAN = ("ok", "code", "stdout", "stderr", "files", "rows")
"""What a run gives."""


class RecipeFault(UserFault):
    """A recipe that can't be used; `faults` has all that is wrong, a line each."""

    def __init__(self, faults: Sequence[str], where: str) -> None:
        self.faults = tuple(faults)
        super().__init__(in_one(faults), where=where, next_step="mend the recipe (docs/recipes.md)")


@dataclass(slots=True)
class Draft:
    """Filled in part by part, each by a module of its own; notes what is wrong, in the order of the file."""

    raw: Raw
    where: str
    said: RecipeSaid = field(init=False)
    fields: tuple[RecipeField, ...] = ()
    axes: tuple[Axis, ...] = ()
    """In the order of dealing."""
    languages: tuple[Share, ...] = ()
    leaf: Leaf = field(default_factory=lambda: Leaf(of="subject"))
    targets: tuple[str, ...] = ()
    """All of them, of whatever step."""
    made: dict[str, How] = field(default_factory=dict)
    """Targets so far → how they are made."""
    steps: tuple[Step, ...] = ()
    lines: tuple[Line, ...] = ()
    rubric: tuple[Sentence, ...] = ()
    language: dict[str, str] = field(default_factory=dict)
    uses: tuple[CheckUse, ...] = ()
    without: tuple[CheckUse, ...] = ()
    advice: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """The parameters that some template names."""
    _found: list[tuple[int, str]] = field(init=False, default_factory=list)
    """(line, what is wrong there)."""

    def read(self) -> None:
        """The recipe by its form. Raises RecipeFault: with all that is wrong in that."""
        self._nulls(self.raw, ())
        if not isinstance(self.raw.get("use", ""), str):
            self.say(("use",), "the name of one recipe is wanted")
            self.stop()  # what that one has isn't missing
        try:
            self.said = RecipeSaid.model_validate(dict(self.raw))
        except ValidationError as error:
            self.form(error, self.raw, RecipeSaid, ())
        self.stop()

    def _nulls(self, value: Any, path: Path) -> None:
        if value is None:
            hint = " (a comma in { } makes a key without a value; put the words in quotes)"
            self.say(path, f"{NO_VALUE}{hint if len(path) > 1 else ''}")
        if path[:1] in (("row",), ("keep",)) and path[2:] and path[-1] == "schema":
            return  # JSON Schema has null among its values
        keyed = dict(enumerate(value)) if isinstance(value, list) else value
        for key, child in keyed.items() if isinstance(keyed, Mapping) else ():
            self._nulls(child, (*path, key))

    def say(self, path: Path, text: str) -> None:
        """Note what is wrong at a place."""
        there = in_file(path, self.raw)
        if not there and path[:1] == ("leaf",):  # it may stand among the axes
            there = in_file(("vary", *path), self.raw)
        line, at = 0, ""
        if loaded := self.raw.loaded:
            line, base = loaded.line(there), self.base(there)
            at = f"in `{base}`, which it starts from, " if base else f"line {line}, "
        self._found.append((line, f"{at}{shown(there)}: {text}" if there else f"{at}{text}"))

    def base(self, there: Path) -> str:
        """The recipe that it starts from, if that has what stands at a place; empty: the file itself has."""
        loaded = self.raw.loaded
        used = loaded.value.get("use") if loaded else ""
        return used if loaded and used and in_file(there, loaded.value) != there else ""

    def unknown(self, path: Path, what: str, name: object, allowed: Sequence[str]) -> None:
        self.say(path, unknown(what, name, allowed))

    def form(
        self, error: ValidationError, value: Any, model: type[BaseModel], path: Path, also: Sequence[str] = ()
    ) -> None:
        """Note what pydantic finds wrong in what stands at a place, where other keys may stand also."""
        for place, text in found(error, value, model, also):
            if text != NO_VALUE:  # which is said of each of them at once
                self.say((*path, *place), text)

    def stop(self) -> None:
        """End here if anything is wrong. Raises RecipeFault: with all of it."""
        if self._found:
            lines = [text for _, text in sorted(self._found, key=lambda pair: pair[0])]
            raise RecipeFault(tuple(dict.fromkeys(lines)), self.where)

    def field(self, name: str) -> RecipeField | None:
        return next((one for one in self.fields if one.name == name), None)

    def place(self, name: str) -> Path:
        """Where a field or an axis stands."""
        return next((k for k in ("row", "keep") if name in getattr(self.said, k)), "vary"), name

    def axis(self, name: str) -> Axis | None:
        return next((one for one in self.axes if one.name == name), None)

    def values(self, name: str) -> tuple[Value, ...] | None:
        """The values that a name of an axis can have, `level` and `language` among them; None: any."""
        if name == "level":
            return tuple(self.said.levels) or None
        if name == "language":
            return tuple(share.value for share in self.languages) or None
        axis = self.axis(name)
        if axis is None or not axis.shares:
            return None
        return (*axis.values, axis.otherwise) if axis.when else axis.values

    def solved(self) -> set[str]:
        """What stands as A in a line of `answers`."""
        return {line.a for line in self.lines if line.relation == "answers"}

    def written(self) -> tuple[str, ...]:
        """The targets that are a model's own words."""
        return tuple(name for step in self.steps if step.is_written for name in step.targets)

    def told(self, name: str) -> tuple[str, ...]:
        """The targets that a model writes by a prompt with that name."""
        return tuple(t for step in self.steps if step.is_written and name in step.names for t in step.targets)

    def sources(self) -> dict[str, frozenset[str]]:
        """Target → every target and axis that it is made from, those of the same call among them."""
        known: dict[str, frozenset[str]] = {}
        for one in self.steps:
            used = frozenset(one.names).union(*(known.get(name, ()) for name in one.names))
            known |= {target: used | (frozenset(one.targets) - {target}) for target in one.targets}
        return known

    def names(self, path: Path, text: str, expression: bool = False, seat: bool = False) -> frozenset[str]:
        """What a template names, with every fault in it noted; `params` isn't among it. `seat`: it is worked
        out on a seat, so that it names axes alone."""
        there = within(text, expression=expression)
        for name in sorted(there.names):
            self._check(path, name, seat)
        for name, value in there.compared:
            values = self.values(name)
            if values and not any(one == value and type(one) is type(value) for one in values):
                known = [spelled(one) for one in values if one is not None]
                self.unknown(path, f"value of `{name}`", value, known)
        named = {item for name, item in there.attributes if name == "params"}
        self.used |= named or (self.said.params.keys() if "params" in there.names else set())
        for name, item in there.attributes:
            if name == "params" and item not in self.said.params:
                self.unknown(path, "parameter", item, [*self.said.params])
            elif self.made.get(name) == "run" and item not in RAN:
                self.unknown(path, f"result of `{name}`", item, RAN)
        return there.names - {"params"}

    def _check(self, path: Path, name: str, seat: bool) -> None:
        axes = [one.name for one in self.axes]
        language = self.languages or not seat
        there = {"level": self.said.levels, "params": self.said.params, "language": language}
        if name in axes or there.get(name) or (not seat and (name in self.made or name == "today")):
            return
        if name in ("level", "params"):
            self.say(path, f"names `{name}`, and there are no `{name.removesuffix('s')}s`")
        elif name == "leaf" and not seat:
            if self.said.leaf and self.said.leaf.of == "none":
                self.say(path, "names `leaf`, and `leaf: none` is said")
        elif name in self.targets and not seat:
            maker = next((key for key in self.said.make if name in targets_of(key)), "write")
            move = f"put it behind `{maker if path[0] == 'make' else 'make'}`"
            told = f"names `{name}`, which this call itself makes: say it in words, or make it in one before"
            self.say(path, told if maker in path else f"names `{name}` before it is made: {move}")
        elif self.field(name) is not None and not seat:
            self.say(path, f"names `{name}`, which nothing makes")
        else:
            engine = ["language", "leaf", "level", "today"]
            others = [one for one in axes if path[:2] != ("vary", one)]
            self.unknown(path, "name", name, [*others, *([] if seat else [*self.made, *engine])])

    def known(self, path: Path, what: str, name: str, allowed: Iterable[str]) -> bool:
        """Whether a name is one of those allowed; noted where not."""
        listed = list(dict.fromkeys(allowed))
        if name not in listed:
            self.unknown(path, what, name, listed)
        return name in listed

    def bare(self, path: Path, text: str) -> None:
        """Notes the faults of a text that is filled in with words of recipe and plan alone."""
        try:
            named = self.names(path, text)
        except TemplateFault as fault:
            self.say(path, str(fault))
            return
        for name in sorted(named):
            if name in self.made:
                self.say(path, f"`{{{{ {name} }}}}` isn't filled in: write '{name}' for the field")
