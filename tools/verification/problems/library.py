"""The library of problem programs: its one list of families, and the draw.

A draw is a pure function of family, level, generator, scene and prices. It does not know the wording by a
model.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction

from seedbed.tools.verification.problems import (
    arithmetic,
    bounds,
    calculus,
    chance,
    circles,
    combinatorics,
    conversions,
    data,
    durations,
    equations,
    events,
    figures,
    geometry,
    hire,
    hire_choices,
    hire_deposits,
    hire_sharing,
    hire_terms,
    mixtures,
    money,
    number_theory,
    packs,
    percentages,
    production,
    progressions,
    quadratics,
    rates,
    ratios,
    sequences,
    statistics,
    systems,
    tickets,
    together,
    totals,
    triangles,
    tripping,
    whole_numbers,
)
from seedbed.tools.verification.problems.price import Price, usable
from seedbed.tools.verification.problems.problem import LEVELS, Family, Problem, ProblemFault, Quantity
from seedbed.tools.verification.problems.scene import Scene
from seedbed.tools.verification.problems.scenes import SCENES
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Entry,
    Form,
    Shape,
    World,
    amount_text,
    grouped,
    run,
    sentence,
    shown_text,
    with_capitals,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Families that belong together, for a table of contents."""

    id: str
    name: str
    entries: tuple[Entry, ...]


SUBJECTS: tuple[Subject, ...] = (
    Subject("arithmetic", "Counting, packing and time", (*arithmetic.FAMILIES, *durations.FAMILIES)),
    Subject("money", "Money and shopping", (*money.FAMILIES, *packs.FAMILIES)),
    Subject("rates", "Speeds and rates", (*rates.FAMILIES, *production.FAMILIES, *together.FAMILIES)),
    Subject("ratios", "Ratios and scales", ratios.FAMILIES),
    Subject("percentages", "Percentages and interest", (*percentages.FAMILIES, *mixtures.FAMILIES)),
    Subject("units", "Units and conversions", (*conversions.FAMILIES, *tripping.FAMILIES)),
    Subject("equations", "One unknown", (*equations.FAMILIES, *quadratics.FAMILIES, *bounds.FAMILIES)),
    Subject("systems", "Two unknowns", systems.FAMILIES),
    Subject(
        "geometry",
        "Areas, volumes, lengths and angles",
        (*geometry.FAMILIES, *triangles.FAMILIES, *circles.FAMILIES, *figures.FAMILIES),
    ),
    Subject(
        "number-theory", "Multiples, factors and digits", (*number_theory.FAMILIES, *whole_numbers.FAMILIES)
    ),
    Subject("combinatorics", "Counting possibilities", combinatorics.FAMILIES),
    Subject("chance", "Chance", (*chance.FAMILIES, *events.FAMILIES)),
    Subject("sequences", "Patterns and growth", (*sequences.FAMILIES, *progressions.FAMILIES)),
    Subject("calculus", "Rates of change, totals and limits", (*calculus.FAMILIES, *totals.FAMILIES)),
    Subject("statistics", "Means and spread", (*statistics.FAMILIES, *data.FAMILIES)),
    Subject(
        "prices",
        "Hire and tickets by a price list",
        (
            *hire.FAMILIES,
            *hire_terms.FAMILIES,
            *hire_deposits.FAMILIES,
            *hire_choices.FAMILIES,
            *hire_sharing.FAMILIES,
            *tickets.FAMILIES,
        ),
    ),
)
"""The one list of problem families, written by hand."""

FAMILIES: tuple[Entry, ...] = tuple(entry for subject in SUBJECTS for entry in subject.entries)

TRIES = 400
"""Draws after which numbers that come out nicely are given up; most shapes need one to three."""


def families() -> tuple[Family, ...]:
    """All families, in the order of the list."""
    return tuple(entry.family for entry in FAMILIES)


def fits(family: str, level: str, scene: Scene | None = None, prices: Sequence[Price] = ()) -> bool:
    """Whether a draw with this scene and these prices can work.

    Raises:
        ProblemFault: no such family or level.
    """
    world = _world(_entry(family), random.Random(0), scene, prices)
    return bool(_fitting(_shapes(_entry(family), level), world))


def draw(
    family: str, level: str, rng: random.Random, scene: Scene | None = None, prices: Sequence[Price] = ()
) -> Problem:
    """One problem of a family at a level; without a scene one is drawn.

    With `prices`, families that take prices use those alone, and the text states each as its source does. A
    scene given beside them names the place where they hold.

    Raises:
        ProblemFault: no such family or level, or scene and prices lack what the family needs.
    """
    entry = _entry(family)
    shapes = _shapes(entry, level)
    world = _world(entry, rng, scene, prices)
    fitting = _fitting(shapes, world)
    if not fitting:
        lacking = (
            "price list" if entry.family.takes_prices and (prices or entry.family.needs_prices) else "scene"
        )
        raise ProblemFault(
            f"the {lacking} has nothing that the family {family!r} at level {level!r} could be about",
            next_step="choose another family or give more items",
        )
    shape = rng.choice(fitting)
    for _ in range(TRIES):
        drawn = shape.draw(world)
        if drawn is None:
            continue
        problem = _problem(entry.family.name, level, shape, drawn, world)
        if problem is not None:
            return problem
    raise ProblemFault(
        f"no nice numbers for {family!r} ({shape.name}) in {TRIES} draws",
        next_step="choose another family or other prices",
    )


def shape_of(program: str) -> Shape | None:
    """The shape with the program name `family/level/shape`."""
    return _PROGRAMS.get(program)


def _entry(name: str) -> Entry:
    for entry in FAMILIES:
        if entry.family.name == name:
            return entry
    names = [entry.family.name for entry in FAMILIES]
    near = get_close_matches(name, names, n=1)
    raise ProblemFault(
        f"there is no problem family {name!r}",
        next_step=f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}",
    )


def _shapes(entry: Entry, level: str) -> tuple[Shape, ...]:
    for known, shapes in entry.shapes.items():
        if known == level:
            return shapes
    raise ProblemFault(f"there is no level {level!r}", next_step=f"known: {', '.join(LEVELS)}")


def _world(entry: Entry, rng: random.Random, scene: Scene | None, prices: Sequence[Price]) -> World:
    chosen = scene or rng.choice(SCENES)
    if not entry.family.takes_prices:
        return World(rng, chosen)
    good = tuple(price for price in prices if usable(price))
    currencies = [price.currency for price in good if price.currency != "%"]
    if currencies:
        good = tuple(price for price in good if price.currency in ("%", currencies[0]))
        chosen = replace(chosen, currency=currencies[0])
    if prices and scene is None:
        chosen = replace(chosen, name="price list", place=entry.place)
    return World(rng, chosen, good)


def _fitting(shapes: Sequence[Shape], world: World) -> list[Shape]:
    return [shape for shape in shapes if shape.fits is None or shape.fits(world)]


def _problem(family: str, level: str, shape: Shape, drawn: Drawn, world: World) -> Problem | None:
    """The problem; None if operands or answer are alike, anything isn't above zero, or the answer is 1."""
    amounts = [drawn.values[operand.name] for operand in shape.operands]
    inputs = {
        operand.name: amount_text(amount, operand.form).replace(",", "")
        for operand, amount in zip(shape.operands, amounts, strict=True)
    }
    values = {Fraction(text) for text in inputs.values()}
    if len(values) < len(inputs):
        return None
    ran = run(shape, inputs)
    if ran.answer in (1, *values) or min(ran.results) <= 0:
        return None
    currency = world.scene.currency
    shown = {operand.name: shown_text(operand, inputs[operand.name], currency) for operand in shape.operands}
    words = with_capitals({**drawn.words, **shown})
    unit = sentence(shape.unit, words)
    situation, question = world.rng.choice(shape.situations), world.rng.choice(shape.questions)
    return Problem(
        family=family,
        level=level,
        program=f"{family}/{level}/{shape.name}",
        quantities=_quantities(shape, inputs, words),
        expression=ran.expression,
        equations=ran.equations,
        answer=amount_text(ran.answer, _answer_form(shape, unit == words.get("pounds"))),
        answer_unit=unit,
        asks=sentence(shape.asks, words),
        steps=tuple(
            (sentence(step.words, words), calculation)
            for step, calculation in zip(shape.steps, ran.calculations, strict=True)
        ),
        text=f"{sentence(situation, words)} {sentence(question, words)}",
        scene=world.scene.name,
        inputs=inputs,
        prices=tuple(value for value in amounts if isinstance(value, Price)),
    )


def _answer_form(shape: Shape, is_money: bool) -> Form:
    return "fraction" if shape.fractions else "money" if is_money else "count"


def _quantities(shape: Shape, inputs: Mapping[str, str], words: Mapping[str, str]) -> tuple[Quantity, ...]:
    return tuple(
        Quantity(
            name=sentence(operand.words, words),
            value=grouped(inputs[operand.name]),
            unit=sentence(operand.unit, words),
            noun=sentence(operand.noun, words),
        )
        for operand in shape.operands
    )


_PROGRAMS: Mapping[str, Shape] = {
    f"{entry.family.name}/{level}/{shape.name}": shape
    for entry in FAMILIES
    for level, shapes in entry.shapes.items()
    for shape in shapes
}
