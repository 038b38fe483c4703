"""Scenes: where a problem plays, who is in it, and which things of which price and number belong there.

It does not know families, nor which scenes there are (`scenes.py`).
"""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A first name with its pronouns."""

    name: str
    she: str
    """Subject: she, he, they."""
    her: str
    """Possessive: her, his, their."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that can be counted, with numbers that fit it."""

    one: str
    many: str
    pence: tuple[int, int] | None = None
    """Lowest and highest usual price of one, in hundredths; None: it isn't sold."""
    most: int = 8
    """Most that one person buys at once."""
    stock: tuple[int, int] = (40, 160)
    """How many a shop or store room holds."""
    article: str = "a"


@dataclass(frozen=True, slots=True)
class Pack:
    """What things are packed in: with its usual sizes."""

    one: str
    many: str
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A place of everyday life."""

    name: str
    place: str
    """As it stands after «at»: «the Mill Lane bakery», «Harbour Wheels»."""
    goods: tuple[Thing, ...]
    pack: Pack
    people: tuple[Person, ...]
    currency: str = "£"


def pick_people(rng: random.Random, scene: Scene, number: int) -> list[Person]:
    """Different people with different initials."""
    chosen: list[Person] = []
    pool = list(scene.people)
    rng.shuffle(pool)
    for person in pool:
        if all(person.name[0] != other.name[0] for other in chosen):
            chosen.append(person)
        if len(chosen) == number:
            return chosen
    return (chosen + [person for person in pool if person not in chosen])[:number]
