"""What a row is about, as words that fit into a sentence: "tandem", "a tandem", "tandems".

Read from the concept's name and the seat's attributes. Knows English only."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seedbed.tools.offline.problems.inflection import article, plural, singular

_NAME = re.compile(r"[A-Za-z][A-Za-z'’-]*( [A-Za-z][A-Za-z'’-]*){0,2}")
_NOT_A_THING = frozenset(
    """and or of for with about by to in on the at from general other others all any overview question
    questions basics information advice rules prices hours""".split()
)
ATTRIBUTES = ("thing", "product", "item", "object", "service", "film", "bike")
"""Names of attributes whose values are things."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A countable thing."""

    name: str
    """Singular, lower case: "electric city bike"."""
    touchable: bool

    def forms(self) -> dict[str, str]:
        """Slot name → words: thing, a_thing, things, and the same with object or event in place of thing."""
        name = self.name
        forms = {"thing": name, "a_thing": f"{article(name)} {name}", "things": plural(name)}
        kind = "object" if self.touchable else "event"
        return forms | {slot.replace("thing", kind): words for slot, words in forms.items()}


def thing_of(names: Iterable[str], attributes: Mapping[str, str], events: frozenset[str]) -> Thing | None:
    """The first of a seat's attribute values and the concept's names that reads as a thing.

    Args:
        names: Names of the concept and of those above it, the most special first, without the root's.
        attributes: The seat's.
        events: Last words of things that can't be touched."""
    values = [value for name, value in attributes.items() if name.lower() in ATTRIBUTES]
    for value in (*values, *names):
        words = value.strip().split()
        if _NAME.fullmatch(value.strip()) and not {word.lower() for word in words} & _NOT_A_THING:
            single = singular(value.strip().lower())
            return Thing(single, touchable=single.split()[-1] not in events)
    return None
