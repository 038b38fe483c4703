"""The person's own rows as rows of the dataset, where `--include-examples` asks for that.

One that has the recipe's fields and the values of a seat takes that seat before anything is written for it. A
person decided that it is right; a model reads its concept before the first brief goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from seedbed.agent.annotator.reading import assign_concept
from seedbed.agent.making.copies import signature_of_row, words_of
from seedbed.agent.making.parts import NEEDS, made_of_documents, main_axis, recipe_of, seat_of, text_of
from seedbed.agent.making.verifying import CONCEPT, checked_making, run_check, shown_of
from seedbed.agent.models.delivery.flow import finished
from seedbed.agent.work import Choice, Chosen, Env, Method, Work
from seedbed.memory.brief import Brief, Cell
from seedbed.memory.candidate import PERSONS_OWN, Human, Schema
from seedbed.memory.errors import AnswerFault
from seedbed.memory.exact.randomness import draw_seed
from seedbed.memory.recipe import CheckUse, Recipe, RecipeField, Value
from seedbed.memory.spec import ANY, Part
from seedbed.tools.checks.inputs import spoken
from seedbed.tools.languages import codes, read_as
from seedbed.tools.verification.record_schema import VALIDATOR, violations

_GIVEN = "given"


def never_given(part: Part) -> str:
    """Why a person's rows can't be rows of a part, whatever they are; empty: they can."""
    if made_of_documents(part):
        return "rows are made of documents"
    return "" if part.recipe else "only a recipe's rows can be given"


def lacks(part: Part, env: Env) -> str | None:
    """What is missing for a part: the wish, and rows that fit."""
    if not env.spec.include_examples:
        return "examples aren't to be included — --include-examples includes them"
    if made_of_documents(part):
        return "its rows are made of documents — take a recipe that picks no passages"
    return None if fitting(part, env) else "no example has its fields — give some with --examples FILE"


def fitting(part: Part, env: Env) -> list[dict[str, Any]]:
    """The person's rows that can be rows of a part, each with the recipe's fields alone; of those that are
    kept beside a row the ones that it has. None where rows are made of documents."""
    if made_of_documents(part):
        return []
    rows: list[dict[str, Any]] = env.resources.once(
        f"fitting {part.name}\n{part.recipe}",
        lambda: _fitting(recipe_of(part).fields, env.resources.examples.get(part.name, ())),
    )
    return rows


def _fitting(fields: Sequence[RecipeField], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        right = {
            one.name for one in fields if one.name in row and not violations(row[one.name], one.json_schema)
        }
        if all(one.name in right or one.kept for one in fields):
            found.append({one.name: row[one.name] for one in fields if one.name in right})
    return found


async def read_concepts(env: Env) -> dict[str, Sequence[str]]:
    """Part → the leaf that each of its fitting rows is about, as two readings agree; empty: they don't.
    Parts whose rows are of one concept, or that nobody reads, are left out. Raises Paused, UserFault: the
    judge can't be asked now."""
    found: dict[str, Sequence[str]] = {}
    for part in env.spec.parts:
        if not part.recipe or not env.client.profile("judge").can(*NEEDS["judge"]):
            continue
        use = next((use for use in recipe_of(part).checks if use.check == CONCEPT), None)
        if use is not None and len(env.plan.part(part.name).tree.leaves()) > 1:
            rows = enumerate(fitting(part, env))
            found[part.name] = await finished(_concept(n, row, use, part, env) for n, row in rows)
    return found


async def _concept(number: int, row: Mapping[str, Any], use: CheckUse, part: Part, env: Env) -> str:
    recipe, tree = recipe_of(part), env.plan.part(part.name).tree
    main = main_axis(recipe)
    label = text_of(row.get(main.name)) if main and main.is_field else ANY
    brief = Brief(
        number=-(2_000_000 + number),
        seat=-1,
        cell=Cell(part=part.name, leaf=tree.root.id, label=label, difficulty=ANY),
        method=GIVEN.name,
        form="strong",
        seed=draw_seed(env.spec.seed, f"given {part.name}", number),
    )
    work = Work(brief, row=row, text=words_of(recipe, row), stage="plan")
    try:
        named = (await assign_concept(work, env, shown_of(use, row))).assigned
    except AnswerFault:
        return ""
    return next((key.split("/")[1] for key in named if named.count(key) > 1), "")


def choose(choice: Choice, env: Env) -> Chosen | None:
    """The first row that fits the seat, its languages too, is about its concept and isn't taken; None: there
    is none."""
    recipe = recipe_of(choice.part)
    seat = seat_of(choice.part, choice.cell, choice.attributes)
    about = env.resources.concepts.get(choice.part.name)
    for number, row in enumerate(fitting(choice.part, env)):
        material = f"{_GIVEN}/{choice.part.name}/{number}"
        here = not about or about[number] in ("", choice.cell.leaf)
        sits = all(row[axis.name] == seat.get(axis.name) for axis in recipe.axes if axis.is_field)
        free = here and sits and not choice.schedule.used.get(material, 0)
        if free and _speaks(row, seat, recipe):
            return Chosen({_GIVEN: row}, material=material)
    return None


def _speaks(row: Mapping[str, Any], seat: Mapping[str, Value], recipe: Recipe) -> bool:
    """Whether a row's texts read as the languages that the seat was dealt for them."""
    axes = {axis.name: frozenset(map(str, axis.values)) for axis in recipe.dealt}
    dealt = ((row[name], axis) for name, axis in recipe.language.items() if name in row and axes.get(axis))
    return all(_reads("\n".join(spoken(text)), axes[axis], str(seat.get(axis))) for text, axis in dealt)


@lru_cache(maxsize=4096)
def _reads(text: str, among: frozenset[str], own: str) -> bool:
    return own not in codes() or read_as(text, among, own) == own


async def write(work: Work, env: Env) -> Work:
    """The row as it was given."""
    given, recipe = work.brief.grounding[_GIVEN], recipe_of(env.part(work))
    row = {one.name: given[one.name] for one in recipe.row}
    kept = {name: value for name, value in given.items() if name not in row}
    notes = {**work.notes, "kept": kept} if kept else work.notes
    once = signature_of_row(recipe, given)
    return replace(work, row=row, text=words_of(recipe, row), signature=once, notes=notes)


async def verify(work: Work, env: Env) -> Work:
    """Its form was held against the recipe, its language is looked at here; that it is right, the person said
    by giving it."""
    making = checked_making(work, env)
    for use in making.recipe.checks:
        if use.check == "language" and (verdict := await run_check(making, use, None)).state != "held":
            return work.because(verdict.code, use.id, verdict.detail)
    decided = Human(ok=True, by=PERSONS_OWN, decision="given as a row of the dataset", reviewer="the person")
    held = Schema(ok=True, by="schema", validator=VALIDATOR)
    return replace(work.with_evidence(held, decided), grade="proven", assigned=(work.brief.cell.key,))


GIVEN = Method(
    name="recipe/given",
    grade="proven",
    choose=choose,
    lacks=lacks,
    write=write,
    verify=verify,
    attempts=1,
    given=True,
)
