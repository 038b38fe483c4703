"""Values drawn so that they fit a JSON schema, as far as recipes and tools have them."""

import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.simulator.wire import Json
from tests.simulator.world.vocabulary import pool

NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\d])")
"""A number in a text: `12`, `1,200`, `3.50`."""
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

    def value(self, schema: Json) -> Any:
        """A value that validates against the schema."""
        while options := schema.get("anyOf"):
            full = [o for o in options if o.get("type") != "null"]
            schema = {**{k: v for k, v in schema.items() if k != "anyOf"}, **self.draw.choice(full)}
        if schema.get("enum"):
            return self.draw.choice(schema["enum"])
        kind = schema.get("type") or ("object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = self.draw.choice([one for one in kind if one != "null"])
        made: dict[str, Callable[[Json], Any]] = {
            "object": self.object,
            "array": self.array,
            "integer": self._number,
            "number": self._number,
            "boolean": lambda _: self.draw.random() < 0.5,
        }
        return made.get(kind, self.string)(schema)

    def object(self, schema: Json) -> Json:
        """Every property."""
        return {name: self.value(sub) for name, sub in (schema.get("properties") or {}).items()}

    def array(self, schema: Json) -> list[Any]:
        """As many items as the bounds allow, few."""
        return [self.value(schema.get("items") or {}) for _ in range(self.count(schema))]

    def count(self, schema: Json) -> int:
        """A number of items."""
        low = int(schema.get("minItems", 1))
        return self.draw.randint(low, max(low, min(int(schema.get("maxItems", max(low, 3))), low + 3)))

    def _number(self, schema: Json) -> float | int:
        low, high = schema.get("minimum"), schema.get("maximum")
        least = low if low is not None else (high - 100 if high is not None else 1)
        most = high if high is not None else least + 100
        if schema.get("type") == "integer":
            return self.draw.randint(math.ceil(least), max(math.ceil(least), math.floor(most)))
        return min(most, max(least, round(self.draw.uniform(least, most), 2)))

    def string(self, schema: Json) -> str:
        """A value of its format, a sentence, or two words."""
        if form := str(schema.get("format") or ""):
            return self._formatted(form)
        low, high = int(schema.get("minLength", 0)), schema.get("maxLength")
        short = f"{self.draw.choice(pool('traits'))} {self.draw.choice(self.things)}".capitalize()
        text = self.say() if high is None or high >= _LINE else short
        while len(text) < low:
            text = f"{text} {self.say()}"
        return text if high is None else text[: int(high)].rstrip().ljust(low, "x")

    def _formatted(self, form: str) -> str:
        day = (date(2024, 1, 1) + timedelta(days=self.draw.randrange(1000))).isoformat()
        time = f"{self.draw.randrange(24):02}:{self.draw.randrange(60):02}:00Z"
        host = f"{self.draw.choice(self.things)}.example"
        a, b, _ = (self.draw.randint(2, 40) for _ in range(3))
        return {
            "date-time": f"{day}T{time}",
            "date": day,
            "time": time,
            "email": f"{self.draw.choice(pool('people')).lower()}@{host}",
            "hostname": host,
            "phone": f"+44 1632 96{1000 + a * b:04}",
        }.get(form, f"https://{host}/{a}")
