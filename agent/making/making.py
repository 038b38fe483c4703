"""Making one row: the recipe's steps in order, each with what the steps before it gave, which stays over
repairs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from seedbed.agent.making.copies import telling_fields
from seedbed.agent.making.parts import recipe_of, seat_of, text_of
from seedbed.agent.recipes.holds import names_in
from seedbed.agent.recipes.templates import evaluate, named_by
from seedbed.agent.recipes.uses import text_fields
from seedbed.agent.work import Env, Work
from seedbed.memory.candidate import Reason
from seedbed.memory.recipe import CheckUse, Recipe, Step, Value
from seedbed.memory.spec import Part
from seedbed.memory.tree import Concept
from seedbed.tools.checks.catalogue import find

MADE = "made"
"""Key of a candidate's material: target → value, of the steps that are done."""
SIGNATURE = "signature"
"""Key of a candidate's material: what tells its double, whatever the words."""
FOUND = "found"
"""Key of a candidate's material: id of a free check → its verdict, given while the row was in the making."""
REDO = "redo"
"""Key of a candidate's material: numbers of the steps that a repair makes anew, besides what follows from
them; none: the same row is verified again; None: what was refused is as it was given, no writing mends it."""


@dataclass(slots=True)
class Making:
    """One row in the making, as its steps see it."""

    work: Work
    env: Env
    part: Part
    recipe: Recipe
    concept: Concept
    seat: Mapping[str, Value]
    """Axis → value; `level` among them."""
    manner: str
    values: dict[str, Any] = field(default_factory=dict)
    """Target → value so far."""
    last: Mapping[str, Any] = field(default_factory=dict)
    """Target → what the attempt before gave: a writer that repairs is shown it."""
    mended: tuple[Step, ...] = ()
    """The steps that were found wrong, and whose order is still the same: their writers alone are told what
    was wrong. None: this is no repair."""

    @classmethod
    def of(cls, work: Work, env: Env, manner: str = "direct") -> "Making":
        """Of a candidate, with what earlier attempts left."""
        part = env.part(work)
        recipe, cell = recipe_of(part), work.brief.cell
        made = dict(work.material.get(MADE, {}))
        concept = env.plan.part(part.name).tree[cell.leaf]
        seat = seat_of(part, cell, work.brief.attributes)
        return cls(work, env, part, recipe, concept, seat, manner, made, dict(made))

    @property
    def leaf(self) -> str:
        """The subtopic of the row; where a value that concepts go by has none of its own, the value."""
        whole = not self.concept.parents and self.recipe.leaf.of == "axis"
        return text_of(self.seat[self.recipe.leaf.axis]) if whole else self.concept.name

    @property
    def bare(self) -> dict[str, Any]:
        """What templates may name besides targets: words of recipe and plan."""
        spec, params = self.env.spec, self.recipe.params
        fixed = {"leaf": self.leaf, "today": str(spec.today or "")}
        codes = {self.recipe.language.get(one.name) for one in text_fields(self.recipe.fields)} - {"any"}
        said = (codes.pop() if len(codes) == 1 else None) or spec.language
        return {"language": self.seat.get(said, said), **params, "params": params, **self.seat, **fixed}

    @property
    def known(self) -> dict[str, Any]:
        """What templates may name."""
        return {**self.bare, **self.values}

    def takes(self, step: Step) -> bool:
        """Whether the row takes a step; so, too, while what its condition names isn't there yet. Raises
        ToolFault: its condition can't be worked out."""
        if not step.when:
            return True
        known = self.known
        return not named_by(step.when) <= {*known} or bool(evaluate(step.when, known))

    @property
    def idle(self) -> frozenset[int]:
        """Numbers of the steps that the row doesn't take."""
        return frozenset(n for n, step in enumerate(self.recipe.steps) if not self.takes(step))

    def row(self) -> dict[str, Any]:
        """The fields that are delivered, in the recipe's order: what was made, and what was dealt."""
        made = {**self.seat, **self.values}
        return {one.name: made.get(one.name) for one in self.recipe.row}

    def kept(self) -> dict[str, Any]:
        """What is kept beside the row: kept fields and other targets that checks read."""
        delivered = {one.name for one in self.recipe.row}
        return {name: value for name, value in self.values.items() if name not in delivered}


def faulty_steps(
    recipe: Recipe, fields: frozenset[str], every: bool = False, idle: Collection[int] = ()
) -> tuple[int, ...]:
    """The last step by which a model writes one of these fields, or `every` such step; of fields that were
    copied or run, what they were made from; else all that a model writes. None of those that are `idle`."""
    steps = [(n, step) for n, step in enumerate(recipe.steps) if n not in idle]
    found = [n for n, step in steps if fields & set(step.targets)]
    written = [n for n, step in steps if step.is_written]
    made = [n for n in found if n in written] or [
        n for n in written if n not in found and not set(found).isdisjoint(made_anew(recipe, (n,)))
    ]
    if made:
        return tuple(made if every else made[-1:])
    return tuple(written) or (0,)


def blamed(recipe: Recipe, names: frozenset[str], subject: str, idle: Collection[int] = ()) -> frozenset[str]:
    """The fields of which one has to be mended where a sentence that names some is not so: of what it is said
    of, where a program makes that, those that a model wrote last for it; else all that it names."""
    steps = [(n, step) for n, step in enumerate(recipe.steps) if n not in idle]
    copied = {n for n, step in steps if subject in step.targets and not step.is_written}
    sources = [one for n, one in steps if one.is_written and not copied.isdisjoint(made_anew(recipe, (n,)))]
    return frozenset(sources[-1].targets) if sources else names


def to_redo(making: Making, faulty: Sequence[frozenset[str]], every: bool) -> list[int] | None:
    """What `REDO` has where of each of these sets of fields one is wrong; `every`: as of `faulty_steps`."""
    if faulty and all(_is_given(making.recipe, fields) for fields in faulty):
        return None
    found = (faulty_steps(making.recipe, fields, every, making.idle) for fields in faulty)
    return sorted(set(chain.from_iterable(found)))


def _is_given(recipe: Recipe, fields: frozenset[str]) -> bool:
    """Whether a program makes these fields of what was picked, and of nothing that a model writes."""
    found = [n for n, step in enumerate(recipe.steps) if fields & set(step.targets)]
    written = [n for n, step in enumerate(recipe.steps) if step.is_written]
    return bool(found) and all(set(found).isdisjoint(made_anew(recipe, (n,))) for n in written)


def found_apart(use: CheckUse) -> frozenset[str]:
    """The fields of a check that are found by whoever isn't told what is to be found; most have none."""
    named = use.inputs.get(find(use.check).apart, ())
    return frozenset((named,) if isinstance(named, str) else named)


def made_anew(recipe: Recipe, faulty: Collection[int]) -> list[int]:
    """Numbers of the steps that are made again with these: they, and those that use what they make. A talk
    may use all that is there."""
    anew, changed = [], set[str]()
    for number, step in enumerate(recipe.steps):
        names = named_by(step.when).union(step.names)
        uses = not changed.isdisjoint(names) or (step.how == "talk" and changed)
        if number in faulty or uses:
            anew.append(number)
            changed |= set(step.targets)
    return anew


def refused_before(making: Making, step: Step) -> list[str]:
    """Why the last row for the seat isn't there, as far as who takes a step may know and can heed it: nothing
    for who finds what is measured; what was copied for who writes the fields by which copies are told, of a
    talk for who chooses its matter; a concept that was missed for who writes those that it is read from."""
    before, recipe, mine = making.work.brief.before, making.recipe, {*step.targets}
    if before is None or any(found_apart(use) & mine for use in recipe.checks):
        return []

    def heeds(reason: Reason) -> bool:
        if reason.is_declined:
            return False
        by: Collection[str] = mine
        if reason.code == "duplicate":
            by = telling_fields(recipe, reason.by)
            first = next((one for one in recipe.steps if one.is_written), step)
            talks = {name for one in recipe.steps if one.how == "talk" for name in one.targets}
            by = {*by, *first.targets} if by & talks else by
        elif reason.code == "off concept":
            by = concept_fields(recipe)
        return concerns(reason.detail, making, step) and not mine.isdisjoint(by or mine)

    return [one.detail for one in before.reasons if heeds(one)]


def concept_fields(recipe: Recipe) -> tuple[str, ...]:
    """The fields from which a row's concept is read."""
    return next((use.fields for use in recipe.checks if use.check == "concept"), ())


def concerns(said: str, making: Making, step: Step) -> bool:
    """Whether a sentence is for who takes a step: it names no field that is written, or one of the step's."""
    written = {name for one in making.recipe.steps if one.is_written for name in one.targets}
    named = written & names_in(said)
    return not named or not named.isdisjoint(step.targets)


def counted(making: Making) -> list[CheckUse]:
    """The checks that tell the values of axes which a count decides, with the arguments of this seat's
    value; none for the value of `else` where the recipe says nothing of it."""
    found = []
    for name, use in counters(making.recipe).items():
        value = making.seat.get(name)
        arguments = None if value is None else making.recipe.axis(name).counted.get(text_of(value))
        if arguments is not None:
            found.append(use.model_copy(update={"arguments": arguments}))
    return found


def counters(recipe: Recipe) -> dict[str, CheckUse]:
    """Axis whose value a count decides → its check, without the arguments, which are the value's."""
    found = {}
    for axis in (one for one in recipe.axes if one.counted):
        name, _, field = str(axis.counted["check"]).partition(".")
        found[axis.name] = CheckUse(id=f"axis.{axis.name}", check=name, inputs={find(name).inputs[0]: field})
    return found
