"""A recipe on its way to be expanded: what is written, what is known so far, and what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from seedbed.agent.recipes.load import targets_of
from seedbed.agent.recipes.sandbox import TemplateFault
from seedbed.agent.recipes.shapes import spelled
from seedbed.agent.recipes.templates import within
from seedbed.agent.recipes.validate import Faults
from seedbed.agent.recipes.written import Line, RecipeSaid
from seedbed.memory.files.file_faults import Path
from seedbed.memory.recipe import Axis, CheckUse, How, Leaf, RecipeField, Sentence, Share, Step, Value

RAN = ("ok", "code", "stdout", "stderr", "files", "rows")
"""What a run gives."""


@dataclass(slots=True)
class Draft:
    """Filled in part by part, each by a module of its own."""

    said: RecipeSaid
    faults: Faults
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

    def field(self, name: str) -> RecipeField | None:
        return next((one for one in self.fields if one.name == name), None)

    def place(self, name: str) -> Path:
        """Where a field or an axis stands."""
        return next(
            (k, name) for k in ("row", "keep", "vary") if name in getattr(self.said, k) or k == "vary"
        )

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
                self.faults.unknown(path, f"value of `{name}`", value, known)
        named = {item for name, item in there.attributes if name == "params"}
        self.used |= named or (self.said.params.keys() if "params" in there.names else set())
        for name, item in there.attributes:
            if name == "params" and item not in self.said.params:
                self.faults.unknown(path, "parameter", item, [*self.said.params])
            elif self.made.get(name) == "run" and item not in RAN:
                self.faults.unknown(path, f"result of `{name}`", item, RAN)
        return there.names - {"params"}

    def _check(self, path: Path, name: str, seat: bool) -> None:
        axes = [one.name for one in self.axes]
        language = self.languages or not seat
        there = {"level": self.said.levels, "params": self.said.params, "language": language}
        if name in axes or there.get(name) or (not seat and (name in self.made or name == "today")):
            return
        if name in ("level", "params"):
            self.faults.say(path, f"names `{name}`, and there are no `{name.removesuffix('s')}s`")
        elif name == "leaf" and not seat:
            if self.said.leaf and self.said.leaf.of == "none":
                self.faults.say(path, "names `leaf`, and `leaf: none` is said")
        elif name in self.targets and not seat:
            maker = next((key for key in self.said.make if name in targets_of(key)), "write")
            move = f"put it behind `{maker if path[0] == 'make' else 'make'}`"
            told = f"names `{name}`, which this call itself makes: say it in words, or make it in one before"
            self.faults.say(path, told if maker in path else f"names `{name}` before it is made: {move}")
        elif self.field(name) is not None and not seat:
            self.faults.say(path, f"names `{name}`, which nothing makes")
        else:
            engine = ["language", "leaf", "level", "today"]
            self.faults.unknown(path, "name", name, [*axes, *([] if seat else [*self.made, *engine])])

    def known(self, path: Path, what: str, name: str, allowed: Iterable[str]) -> bool:
        """Whether a name is one of those allowed; noted where not."""
        listed = list(dict.fromkeys(allowed))
        if name not in listed:
            self.faults.unknown(path, what, name, listed)
        return name in listed

    def bare(self, path: Path, text: str) -> None:
        """Notes the faults of a text that is filled in with words of recipe and plan alone."""
        try:
            named = self.names(path, text)
        except TemplateFault as fault:
            self.faults.say(path, str(fault))
            return
        for name in sorted(named):
            if name in self.made:
                self.faults.say(path, f"`{{{{ {name} }}}}` isn't filled in: write '{name}' for the field")
