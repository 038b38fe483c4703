"""A part of a spec and its recipe, kept in the spec as YAML text: the order of its keys tells how values are
dealt and steps are taken."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from seedbed.agent.recipes.axes import depends
from seedbed.agent.recipes.deal import exact, quotas
from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.holds import bound
from seedbed.agent.recipes.load import Raw, find, in_proportion, parse
from seedbed.agent.recipes.shapes import spelled
from seedbed.agent.recipes.steps import MATERIALS
from seedbed.agent.recipes.templates import Within, within
from seedbed.memory.brief import Brief, Cell
from seedbed.memory.clauses import NOT_KEPT
from seedbed.memory.errors import UserFault
from seedbed.memory.files.yaml_file import dump
from seedbed.memory.languages import language_code
from seedbed.memory.plan import PartPlan
from seedbed.memory.profile import Skill
from seedbed.memory.recipe import ENGINE, Axis, Recipe, Share, Step, Value
from seedbed.memory.spec import ANY, Label, Part, Spec
from seedbed.tools.checks.catalogue import find as find_check

NEEDS: Mapping[str, tuple[Skill, ...]] = {"writer": ("json_schema",), "judge": ("json_schema", "judging")}
"""Role → skills that its model must have for rows of a recipe."""
_CHANGED = f"{NOT_KEPT}: as bound: a person changed "


@lru_cache(maxsize=64)
def _expanded(text: str, name: str) -> Recipe:
    return expand(parse(text, name), where=f"part {name}")


def recipe_of(part: Part) -> Recipe:
    """The expanded recipe of a settled part."""
    assert isinstance(part.recipe, str)
    return _expanded(part.recipe, part.name)


def dealt(part: Part) -> tuple[Axis, ...]:
    """The axes that conditions over a part's seats may name."""
    return recipe_of(part).dealt if part.recipe else ()


def picks_passages(recipe: Recipe) -> bool:
    """Whether rows of a recipe are made of passages of documents."""
    return any(one.how == "pick" and one.arguments["pick"] == "passages" for one in recipe.steps)


def columns_of(step: Step) -> list[str]:
    """The columns of picked rows that a step names."""
    said = [within(step.prompt), within(step.when, expression=True) if step.when else Within()]
    for how, expression in (("set", True), ("find", False)):
        if how in step.arguments:
            said.append(within(str(step.arguments[how]), expression=expression))
    return list(dict.fromkeys(name for one in said for name in one.columns))


def made_of_documents(part: Part) -> bool:
    """Whether a part's rows are made of documents: so many for each, or of passages that are picked."""
    return part.each is not None or (bool(part.recipe) and picks_passages(recipe_of(part)))


def of_passages(part: Part) -> bool:
    """Whether a part's recipe picks passages of documents, so that its concepts are their sections. Where so
    many rows of each document are wanted, they are also if its recipe says that it has no concepts."""
    if not part.recipe:
        return False
    recipe = recipe_of(part)
    picked = part.each is not None and picks_passages(recipe)
    return recipe.leaf.of == "passages" or (recipe.leaf.of == "none" and picked)


def of_whole_documents(part: Part) -> bool:
    """Whether what its recipe picks first are whole documents, so that these are its concepts."""
    picks = (one.arguments for one in recipe_of(part).steps if one.how == "pick") if of_passages(part) else ()
    return next((one.get("whole") == "document" for one in picks if one["pick"] == "passages"), False)


def bearing(part: str, passage: str, number: int) -> str:
    """Id of a passage as material of one of the rows that it bears, counted from 0."""
    return f"{part}/{passage}/{number}"


def borne_before(brief: Brief) -> int:
    """How many rows the passage of a brief bore before; 0 too where it has none."""
    group = brief.grounding.get("group")
    mine = group and brief.material.startswith(bearing(brief.cell.part, group, 0)[:-1])
    return int(brief.material.rpartition("/")[2]) if mine else 0


def settled(spec: Spec, folder: Path, *, counted: bool = False) -> Spec:
    """The spec with each recipe itself in place of its name or file, and what follows from it for the plan.

    Args:
        folder: Where files that are named lie.
        counted: Whether rows that documents count are; until then no share is held against their number.

    Raises:
        RecipeFault: a recipe is faulty.
        UserFault: there is none of that name, or it picks rows of a part that doesn't stand before it."""
    parts = tuple(_settled(part, folder, spec, counted) if part.recipe else part for part in spec.parts)
    for number, part in enumerate(parts):
        before = [one.name for one in parts[:number]]
        if part.recipe and part.of and part.of not in before:
            raise UserFault(
                f"part {part.name} picks rows of the part {part.of!r}, and none of that name is before it",
                next_step=f"put a part `name: {part.of}` before it, or let it pick from "
                f"{', '.join(before) or 'a part that makes such rows'}",
            )
    return spec.model_copy(update={"parts": parts})


def _settled(part: Part, folder: Path, spec: Spec, counted: bool) -> Part:
    given = part.recipe
    rows = None if not counted and part.each and part.rows == part.each.rows else part.rows
    whole = isinstance(given, str) and "\n" in given
    where = f"part {part.name}" + (f", {given}" if isinstance(given, str) and not whole else "")
    found = find(parse(given, where) if isinstance(given, str) and whole else given, folder)
    clauses = part.clauses or found.get("clauses", {})
    raw = Raw({key: value for key, value in found.items() if key != "clauses"}, found.loaded)
    # With its clauses, so that their binders are held against it; a `Raw`, so that faults tell their lines.
    whole_raw = Raw({**raw, "clauses": clauses}, found.loaded) if clauses else raw
    recipe = expand(whole_raw, rows=rows, where=where)
    main = main_axis(recipe)
    labels: tuple[Label, ...] = ()
    if main is not None:
        counts = dict.fromkeys(main.values, 1)
        with suppress(*(() if rows else (UserFault,))):
            counts = quotas(main, part.rows, part.rows)
        labels = tuple(
            Label(name=text_of(value), definition=main.means.get(text_of(value), ""), share=number)
            for value, number in counts.items()
        )
    behind = bound(recipe.checks, recipe.axes, recipe.rubric)
    update = {
        "recipe": recipe_text(raw),
        "clauses": {
            clause.text: tuple(_unread(behind.get(one, ()), recipe, spec) or one for one in clause.kept_by)
            for clause in recipe.clauses
        },
        "labels": labels if len(labels) > 1 else (),
        "difficulties": tuple(recipe.levels),
        "row_roles": {one.name: one.role for one in recipe.row},
        "bound": behind,
        "of": next((part_of(step) for step in recipe.steps if part_of(step)), ""),
    }
    return Part.model_validate({**part.model_dump(), **update})


def untried(recipe: Recipe, spec: Spec) -> dict[str, tuple[str, bool]]:
    """Id of each check that is left out where it wasn't tried in a language of its fields → these languages,
    and whether they are all."""
    found, dealt = {}, {axis.name: [*map(str, axis.values)] for axis in recipe.dealt}
    for use in recipe.checks:
        tried = find_check(use.check).languages
        named = (recipe.language.get(field) or language_code(spec.language) for field in use.fields)
        spoken = {code for one in named for code in dealt.get(one, [one])}
        if tried is not None and (strange := spoken - {"any"} - tried):
            found[use.id] = (", ".join(sorted(strange)), not spoken & tried)
    return found


def _unread(checks: Sequence[str], recipe: Recipe, spec: Spec) -> str:
    """Why none of the checks behind a demand says anything of a row; empty: one may."""
    left_out = untried(recipe, spec)
    if not checks or not all(left_out.get(one, ("", False))[1] for one in checks):
        return ""
    return f"{NOT_KEPT}: {', '.join(checks)} reads no text in {left_out[checks[0]][0]}"


def as_bound(part: Part, mine: PartPlan) -> Part:
    """A settled part, each demand whose axes a person has changed since it was bound named as not kept; of a
    new one it is noted how they are. `mine`: its plan."""
    clauses, noted = dict(part.clauses), dict[str, dict[str, dict[str, str]]]()
    for text, binders in part.clauses.items():
        pairs = [one.partition(" ") for one in binders]
        named = {name for kind, _, name in pairs if kind == "axis" or (kind == "check" and name in ENGINE)}
        before, told = part.as_bound.get(text, {}), list[str]()
        for axis in (one for one in recipe_of(part).dealt if one.name in named):
            shares = before.get(axis.name) or _shares(axis)
            noted.setdefault(text, {})[axis.name] = shares
            if not _dealt_so(axis, shares, part, mine):
                told.append(f"{_CHANGED}{axis.name}, which was {', '.join(map(' '.join, shares.items()))}")
        clauses[text] = (*(one for one in binders if not one.startswith(_CHANGED)), *told)
    return part.model_copy(update={"clauses": clauses, "as_bound": noted})


def _shares(axis: Axis) -> dict[str, str]:
    return {spelled(one.value): one.amount for one in axis.shares}


def _dealt_so(axis: Axis, shares: Mapping[str, str], part: Part, mine: PartPlan) -> bool:
    """Whether an axis has these shares: in the plan where cells name its values, else in the recipe."""
    main, rows = main_axis(recipe_of(part)), mine.rows_by(3 if axis.name == "level" else 2)
    if ANY in rows or axis.name not in ("level", main and main.name):
        return _shares(axis) == shares
    try:
        owed = exact([Share(value=k, amount=v) for k, v in shares.items()], part.rows, part.rows)
    except ValueError:  # they were of other rows
        return False
    due = {k: share * part.rows / sum(owed, Fraction(0)) for k, share in zip(shares, owed, strict=True)}
    return all(abs(rows[one] - due.get(one, Fraction(0))) < 1 for one in {*rows, *due})


def recipe_text(raw: Mapping[str, Any]) -> str:
    """A recipe as the run keeps it."""
    return dump(dict(raw), "").lstrip("\n")


def in_shares(part: Part) -> Part:
    """A settled part whose recipe gives other numbers of rows by the same shares."""
    if not part.recipe:
        return part
    raw = in_proportion(parse(str(part.recipe), f"part {part.name}"), part.rows)
    return part.model_copy(update={"recipe": recipe_text(raw)})


def part_of(step: Step) -> str:
    """The part whose rows a step picks; empty: it picks something else."""
    picked = str(step.arguments.get("pick", ""))
    return "" if picked in MATERIALS else picked


def files_taken(recipe: Recipe) -> set[str]:
    """Which files of talks rows of a recipe are made with: `world`, `personas`."""
    talks = [step for step in recipe.steps if step.how == "talk"]
    picked = any(step.how == "pick" and step.arguments["pick"] == "personas" for step in recipe.steps)
    world = any("world" in step.arguments for step in talks)
    return {name for name, taken in (("world", world), ("personas", talks or picked)) if taken}


def main_axis(recipe: Recipe) -> Axis | None:
    """The axis whose values are the labels of cells: that of the concepts, else the first field that is dealt
    over every seat by itself; None: cells have no label."""
    if recipe.leaf.of == "axis":
        return recipe.axis(recipe.leaf.axis)
    plain = (axis for axis in recipe.axes if axis.is_field and axis.shares and not axis.counted)
    return next((axis for axis in plain if not (axis.when or axis.other_than)), None)


def written_fields(recipe: Recipe) -> tuple[str, ...]:
    """The delivered fields that a model writes."""
    written = {name for step in recipe.steps if step.is_written for name in step.targets}
    return tuple(one.name for one in recipe.row if one.name in written)


def has_concepts(part: Part) -> bool:
    """Whether a part's rows are of concepts that a model proposes and a writer is told: they may be split."""
    return bool(part.recipe) and recipe_of(part).leaf.of in ("subject", "axis")


def takes_concepts(part: Part) -> bool:
    """Whether a person may add to a part's concepts: they are words, and not what its rows are made from."""
    return part.offline == "labels" or has_concepts(part)


def varied(part: Part) -> tuple[str, ...]:
    """The axes of a part that may take more values: they only vary, evenly and on every seat, and no other
    axis is dealt by them."""
    if not part.recipe:
        return ()
    recipe = recipe_of(part)
    leaned_on = {recipe.leaf.axis}.union(*map(depends, recipe.axes))
    return tuple(
        axis.name
        for axis in recipe.axes
        if axis.name not in leaned_on
        and not (axis.is_field or axis.means or axis.reads or axis.when or axis.other_than or axis.per)
        and len({share.amount for share in axis.shares}) <= 1
    )


def text_of(value: Value) -> str:
    """A value of an axis as text: what labels, codebooks and readers have."""
    return ANY if value is None else spelled(value)


def seat_of(part: Part, cell: Cell, attributes: Mapping[str, Any]) -> dict[str, Value]:
    """Axis → value on a seat: what its cell says, and what it was dealt; `level` among them."""
    recipe = recipe_of(part)
    seat: dict[str, Value] = dict(attributes)
    main = main_axis(recipe)
    if main is not None:
        known = {text_of(value): value for value in main.values}
        seat[main.name] = known.get(cell.label, main.values[0])  # of one value alone cells don't say it
    if recipe.levels:
        seat["level"] = cell.difficulty
    return seat
