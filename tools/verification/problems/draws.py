"""What draws of several families share: words for people and things, prices that fit a thing.

It does not know families or templates.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from seedbed.tools.verification.problems.inflection import article, plural
from seedbed.tools.verification.problems.price import CURRENCIES, Price, by_item, value_of
from seedbed.tools.verification.problems.scene import Thing, pick_people
from seedbed.tools.verification.problems.shape import Amount, World

NOTES = (5, 10, 20, 50)
"""Bank notes that exist in every currency we know."""


@dataclass(frozen=True, slots=True)
class Good:
    """Something sold: its words and its price, as a number or as a price list writes it."""

    one: str
    many: str
    article: str
    price: Amount
    most: int


def words_of(world: World, people: int = 1) -> dict[str, str]:
    """`who`, `she`, `her` (also with 2, 3, …), `place`, `cur`, `pounds`, `pence`."""
    pounds, pence = CURRENCIES[world.scene.currency]
    words = {"cur": world.scene.currency, "pounds": pounds, "pence": pence, "place": world.scene.place}
    for number, person in enumerate(pick_people(world.rng, world.scene, people), start=1):
        end = "" if number == 1 else str(number)
        words |= {f"who{end}": person.name, f"she{end}": person.she, f"her{end}": person.her}
    return words


def thing_words(*things: Thing | Good) -> dict[str, str]:
    """`thing`, `things`, `a_thing`, and the same with 2, 3, …"""
    words: dict[str, str] = {}
    for number, thing in enumerate(things, start=1):
        end = "" if number == 1 else str(number)
        words |= {
            f"thing{end}": thing.one,
            f"things{end}": thing.many,
            f"a_thing{end}": f"{thing.article} {thing.one}",
        }
    return words


def pack_words(world: World) -> dict[str, str]:
    """`pack` and `packs`, what the scene's things are packed in."""
    return {"pack": world.scene.pack.one, "packs": world.scene.pack.many}


def goods(world: World, number: int, step: int = 10) -> list[Good]:
    """Different things with their prices: from a price list that sells by the piece, else from the scene."""
    sold = [rated for rated in by_item(world.prices) if "each" in rated.prices]
    if sold:
        chosen = world.rng.sample(sold, number)
        return [
            Good(rated.item, plural(rated.item), article(rated.item), rated.prices["each"], 6)
            for rated in chosen
        ]
    things = world.rng.sample([thing for thing in world.scene.goods if thing.pence], number)
    return [
        Good(thing.one, thing.many, thing.article, price_of(world.rng, thing, step), thing.most)
        for thing in things
    ]


@dataclass(frozen=True, slots=True)
class Sells:
    """A `fits`: scene or price list sell so many different things."""

    number: int

    def __call__(self, world: World) -> bool:
        listed = sum("each" in rated.prices for rated in by_item(world.prices))
        if world.prices:
            return listed >= self.number
        return sum(thing.pence is not None for thing in world.scene.goods) >= self.number


def price_of(rng: random.Random, thing: Thing, step: int = 10) -> Fraction:
    """A usual price of a thing in pounds: a multiple of `step` pence, of 50 pence above 20 pounds."""
    assert thing.pence is not None
    low, high = thing.pence
    coarse = 50 if low >= 1000 else step
    return Fraction(coarse * rng.randint(-(-low // coarse), high // coarse), 100)


def things(world: World, number: int) -> list[Thing]:
    """Different things of the scene, sold or not."""
    return world.rng.sample(list(world.scene.goods), number)


@dataclass(frozen=True, slots=True)
class HasThings:
    """A `fits`: the scene has so many different things, sold or not."""

    number: int

    def __call__(self, world: World) -> bool:
        return len(world.scene.goods) >= self.number


def nice(rng: random.Random, low: int, high: int, step: int = 1) -> int:
    """A multiple of `step` from `low` to `high`."""
    return step * rng.randint(-(-low // step), high // step)


def number_of(amount: Amount) -> Fraction:
    """The value of an amount, also of one written as a price list writes it."""
    if isinstance(amount, Price):
        return value_of(amount)
    return Fraction(amount.replace(",", "")) if isinstance(amount, str) else Fraction(amount)


def smallest_note(total: Fraction, notes: Sequence[int] = NOTES) -> int | None:
    """The smallest bank note that pays more than the total."""
    return next((note for note in notes if note > total), None)
