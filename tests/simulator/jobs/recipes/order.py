"""A recipe's step as the prompt orders it: targets with their schemas, and what they are made of."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.simulator.jobs.briefs import Order, text_of
from tests.simulator.jobs.recipes.recipes_known import KnownRecipe, known_recipe
from tests.simulator.wire import Json
from tests.simulator.world.rows import Held, Row, Rows

_SIZED = re.compile(r"(\d+) to (\d+) characters")
ASIDES = {"cannot": "", "plan": "First the occasion, then the details."}
"""Properties of the answer that are no targets → what is said there."""
_CORRECTED = re.compile(r"\bcorrect(?:ed|ion)\b|\bonly that\b", re.I)
_TWIN = "almost the same words"
_MATERIAL = "be made of the material as ordered"


@dataclass(frozen=True)
class Step:
    """One step of making a row."""

    order: Order
    rows: Rows

    @cached_property
    def schema(self) -> Json:
        """Target → schema, in order; sizes that strict output doesn't carry are read from the prompt."""
        wired = (self.order.call.schema or {}).get("properties") or {}
        named = self.order.brief.get("targets") or [name for name in wired if name not in ASIDES]
        return {name: self._limited(str(name), _schema(wired.get(name))) for name in named}

    @property
    def roles(self) -> dict[str, str]:
        """Target → role."""
        return {name: self.recipe.role(name) for name in self.schema}

    @property
    def recipe(self) -> KnownRecipe:
        """What the world knows of the recipe by its name."""
        return known_recipe(self.order.text("recipe"))

    @cached_property
    def axes(self) -> dict[str, str]:
        """Axis → value as text; those that have none here are left out."""
        given = self.order.brief.get("axes") or {}
        return {name: value_text(value) for name, value in given.items() if value is not None}

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        said = self.order.text("language")
        return "en" if said in ("", "any") else said

    @cached_property
    def material(self) -> tuple[str, ...]:
        """The texts that the order hands over: not the rows to learn from or to keep away from."""
        mine = set(self.schema)
        return tuple(text for text in self.order.call.texts if not _is_row(text, mine))

    @cached_property
    def earlier(self) -> list[Held]:
        """What the same candidate has already, as far as the material holds it."""
        found = [h for h in self.rows.of(self.material) if not h.changed and self._is_mine(h.row)]
        seed = self.order.text("seed")
        return [h for h in found if h.row.seed == seed] or found

    @cached_property
    def parents(self) -> tuple[Row, ...]:
        """The rows that it goes on from."""
        return tuple({id(held.row): held.row for held in self.earlier}.values())

    @cached_property
    def sources(self) -> tuple[Row, ...]:
        """The rows of others that it was handed, unchanged."""
        mine = {id(row) for row in self.parents}
        held = [h for h in self.rows.of(self.material) if not h.changed and id(h.row) not in mine]
        return tuple({id(one.row): one.row for one in held}.values())

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The words of passages in the material: JSON with quotes, or whatever was picked.

        By the prompt alone: what a server wrote before may not change what it writes.
        """
        picked = _MATERIAL in self.order.call.prompt
        return tuple(words for text in self.material for words in quotes(text, picked))

    @property
    def corrects(self) -> bool:
        """Whether the last target is one of the others with a correction."""
        told = self.order.call.prompt.split("What the finished row is held to")[0]
        return self.recipe.edits or bool(self.twin) or bool(_CORRECTED.search(told))

    @property
    def twin(self) -> str:
        """The text whose words nearly all are to be kept; empty: there is none."""
        return self.material[-1] if self.material and _TWIN in self.order.call.prompt else ""

    def meant(self) -> list[str]:
        """Axes whose meaning the prompt tells: those that are read."""
        lines = [line.lstrip("- ") for line in self.order.call.prompt.splitlines()]
        heads = [(name, f"{value}: ") for name, value in self.axes.items()]
        heads += [(name, f"{lead}{name}: ") for name in self.axes for lead in ("", "not ")]
        return list(dict.fromkeys(n for n, head in heads if any(line.startswith(head) for line in lines)))

    def _is_mine(self, row: Row) -> bool:
        return row.recipe == self.order.text("recipe") and not set(row.values) & set(self.schema)

    def _limited(self, target: str, wired: Json) -> Json:
        head = f"- `{target}`: "
        lines = self.order.call.prompt.splitlines()
        return _sized(wired, next((line.removeprefix(head) for line in lines if line.startswith(head)), ""))


def value_text(value: Any) -> str:
    """A value of an axis as readers see it."""
    return str(value).lower() if isinstance(value, bool) else text_of(value)


def _schema(given: Any) -> Json:
    return given if isinstance(given, dict) else {}


def _sized(wired: Json, said: str) -> Json:
    """A schema of the wire with what the prompt says of it."""
    _, each, item = said.partition("; each: ")
    if each and said.startswith("a list"):
        return {**wired, "items": _sized(_schema(wired.get("items")), item)}
    if said.startswith("{"):
        return {**wired, **_schema(_parsed(said))}
    if sized := _SIZED.search(said):
        return {**wired, "minLength": int(sized.group(1)), "maxLength": int(sized.group(2))}
    return wired


def _parsed(text: str) -> Any:
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except ValueError:
        return None


def _is_row(text: str, targets: set[str]) -> bool:
    """Whether a text is a row of this step's fields, whole or cut."""
    parsed = _parsed(text) if text.startswith("{") else None
    if isinstance(parsed, dict):
        return bool(parsed) and set(parsed) <= targets
    return any(text.startswith(f'{{"{name}"') for name in targets)


def quotes(text: str, picked: bool) -> Iterator[str]:
    """The words of passages given as JSON with their place; where material was picked, of any text."""
    parsed = _parsed(text) if text[:1] in "[{" else None
    entries = parsed if isinstance(parsed, list) else [parsed]
    quoted = [str(one["quote"]) for one in entries if isinstance(one, dict) and "quote" in one]
    if quoted or (picked and parsed is None):
        yield from quoted or [text]
