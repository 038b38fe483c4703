"""The person's own rows as rows of the dataset, where `--include-examples` asks for that.

One that has the recipe's fields, keeps their schemas and has the values of a seat takes that seat, before
anything is written for it. A person decided that it is right: no model reads it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from seedbed.agent.making.making import words_of
from seedbed.agent.making.parts import recipe_of, seat_of
from seedbed.agent.roles.asker import faults_of
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.memory.candidate import Human, Schema
from seedbed.memory.recipe import Recipe, Value
from seedbed.memory.spec import Part
from seedbed.tools.verification.record_schema import VALIDATOR

_GIVEN = "given"


def lacks(part: Part, bench: Bench) -> str | None:
    """What is missing for a part: the wish, and rows that fit."""
    if not bench.spec.include_examples:
        return "examples aren't to be included — --include-examples includes them"
    return None if fitting(part, bench) else "no example has its fields — give some with --examples FILE"


def fitting(part: Part, bench: Bench) -> list[dict[str, Any]]:
    """The person's rows that can be rows of a part, each with the recipe's fields alone."""
    recipe = recipe_of(part)
    if any(one.kept for one in recipe.fields):
        return []  # what is kept beside a row, nobody knows of these
    found = []
    for row in bench.shelf.examples.get(part.name, ()):
        if all(one.name in row and not faults_of(row[one.name], one.json_schema) for one in recipe.row):
            found.append({one.name: row[one.name] for one in recipe.row})
    return found


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """The first row that fits the seat and isn't taken; None: there is none."""
    recipe = recipe_of(choice.part)
    seat = seat_of(choice.part, choice.cell, choice.attributes)
    for number, row in enumerate(fitting(choice.part, bench)):
        material = f"{_GIVEN}/{choice.part.name}/{number}"
        if not choice.used.get(material, 0) and _sits(row, recipe, seat):
            return Chosen({_GIVEN: row}, material=material)
    return None


def _sits(row: Mapping[str, Any], recipe: Recipe, seat: Mapping[str, Value]) -> bool:
    return all(row[axis.name] == seat.get(axis.name) for axis in recipe.axes if axis.is_field)


async def write(work: Work, bench: Bench) -> Work:
    """The row as it was given."""
    row = dict(work.brief.grounding[_GIVEN])
    return replace(work, row=row, text=words_of(recipe_of(bench.part(work)), row))


async def verify(work: Work, bench: Bench) -> Work:
    """Its form was held against the recipe; that it is right, the person said by giving it."""
    decided = Human(ok=True, by="examples", decision="given as a row of the dataset", reviewer="the person")
    held = Schema(ok=True, by="schema", validator=VALIDATOR)
    return replace(work.with_evidence(held, decided), grade="proven", assigned=(work.brief.cell.key,))


GIVEN = Method(
    name="recipe/given",
    form="strong",
    grade="proven",
    needs={},
    choose=choose,
    lacks=lacks,
    write=write,
    verify=verify,
    attempts=1,
    given=True,
)
