"""Values that fit a JSON schema: from what a text says where it says it, else drawn.

Covers what recipes and tools have: types, `enum`, `const`, bounds, `format`, arrays, nested objects, `anyOf`.
"""

import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.simulator.world.vocabulary import pool, words

Json = dict[str, Any]
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\d])")
"""A number in a text: `12`, `1,200`, `3.50`."""
_FIRST_DAY = date(2024, 1, 1)
_LINE = 40
"""Characters from which a string has room for a sentence."""


@dataclass
class Source:
    """Where values come from."""

    draw: random.Random
    say: Callable[[], str]
    """A sentence of running text."""
    things: tuple[str, ...]
    """Words for short strings."""
    said: str = ""
    """A text whose numbers, names and words are taken first (what a user asked of a tool)."""
    _numbers: list[str] = field(init=False)
    _quoted: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = [n.replace(",", "") for n in NUMBER.findall(self.said)]
        self._quoted = [a or b for a, b in re.findall(r"“([^”]+)”|\"([^\"]+)\"", self.said)]
        self._quoted += re.findall(r"(?<=[a-z,] )(?:[A-Z][\w'-]+(?: [A-Z][\w'-]+)*)", self.said)

    def value(self, schema: Json) -> Any:
        """A value that validates against the schema."""
        while options := schema.get("anyOf") or schema.get("oneOf"):
            full = [o for o in options if o.get("type") != "null"] or options
            rest = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
            schema = {**rest, **self.draw.choice(full)}
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._chosen(schema["enum"])
        kind = schema.get("type") or ("object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = self.draw.choice([one for one in kind if one != "null"] or ["null"])
        made: dict[str, Callable[[Json], Any]] = {
            "object": self.object,
            "array": self.array,
            "integer": self._number,
            "number": self._number,
            "boolean": lambda _: self.draw.random() < 0.5,
            "null": lambda _: None,
        }
        return made.get(kind, self.string)(schema)

    def _chosen(self, options: list[Any]) -> Any:
        """The option that the text names, else any."""
        said = " ".join(words(self.said))
        named = [o for o in options if isinstance(o, str) and words(o) and " ".join(words(o)) in said]
        return max(named, key=len) if named else self.draw.choice(options)

    def object(self, schema: Json) -> Json:
        """Every property, of a tool's optional ones those that the text speaks of."""
        made = {}
        for name, sub in (schema.get("properties") or {}).items():
            if not self.said or name in (schema.get("required") or ()) or self._is_named(name, sub):
                made[name] = self.value(sub)
        return made

    def _is_named(self, name: str, schema: Json) -> bool:
        """Whether the text speaks of a property, by its name or one of its options."""
        mentioned = set(words(self.said))
        options = [o for o in schema.get("enum") or () if isinstance(o, str) and words(o)]
        return any(mentioned.issuperset(words(phrase)) for phrase in (name.replace("_", " "), *options))

    def array(self, schema: Json) -> list[Any]:
        """As many items as the bounds allow, few."""
        items, count = schema.get("items") or {}, self.count(schema)
        if self._numbers and items.get("type") in ("number", "integer"):
            count = len(self._numbers)
        return [self.value(items) for _ in range(count)]

    def count(self, schema: Json) -> int:
        """A number of items."""
        low = int(schema.get("minItems", 1))
        return self.draw.randint(low, max(low, min(int(schema.get("maxItems", max(low, 3))), low + 3)))

    def _number(self, schema: Json) -> float | int:
        whole = schema.get("type") == "integer"
        low, high = schema.get("minimum"), schema.get("maximum")
        if self._numbers:
            said = float(self._numbers.pop(0))
            if (low is None or said >= low) and (high is None or said <= high):
                return int(said) if whole or said == int(said) else said
        least = low if low is not None else (high - 100 if high is not None else 1)
        most = high if high is not None else least + 100
        if whole:
            return self.draw.randint(math.ceil(least), max(math.ceil(least), math.floor(most)))
        return min(most, max(least, round(self.draw.uniform(least, most), 2)))

    def string(self, schema: Json) -> str:
        """A name or quotation of the text, a sentence, or two words."""
        if form := _FORMATS.get(str(schema.get("format"))):
            return form(self)
        low, high = int(schema.get("minLength", 0)), schema.get("maxLength")
        short = f"{self.draw.choice(pool('traits'))} {self.draw.choice(self.things)}".capitalize()
        said = self._quoted.pop(0) if self._quoted else ""
        text = said or (self.say() if high is None or high >= _LINE else short)
        while len(text) < low:
            text = f"{text} {self.say()}"
        return text if high is None else text[: int(high)].rstrip().ljust(low, "x")


def _day(source: Source) -> str:
    if said := re.search(r"\b\d{4}-\d\d-\d\d\b", source.said):
        return said.group()
    return (_FIRST_DAY + timedelta(days=source.draw.randrange(1000))).isoformat()


def _clock(source: Source) -> str:
    return f"{source.draw.randrange(24):02}:{source.draw.randrange(60):02}:00Z"


def _host(source: Source) -> str:
    return f"{source.draw.choice(source.things)}.example"


def _address(source: Source) -> str:
    return f"https://{_host(source)}/{source.draw.choice(source.things)}"


def _calculation(source: Source) -> str:
    a, b, c = (source.draw.randint(2, 40) for _ in range(3))
    return f"{a} * {b} + {c} = {a * b + c}"


_FORMATS: dict[str, Callable[[Source], str]] = {
    "date-time": lambda s: f"{_day(s)}T{_clock(s)}",
    "date": _day,
    "time": _clock,
    "email": lambda s: f"{s.draw.choice(pool('people')).lower()}@{_host(s)}",
    "uri": _address,
    "url": _address,
    "hostname": _host,
    "calculation": _calculation,
    "phone": lambda s: f"+44 1632 96{s.draw.randrange(10**4):04}",
}
