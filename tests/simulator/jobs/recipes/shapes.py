"""Values of any shape: strings by who asks for them, the rest by its schema."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.simulator.jobs.plain.from_schema import Source, resolved, value_for
from tests.simulator.jobs.recipes.telling import Voice, asked, phrase, told
from tests.simulator.wire import Json

_SHORT = 48
"""Characters up to which a string is a few words."""
_LONG = 900
"""Characters of a text whose axis says that it is a long one: enough for any order of words."""
_TRIES = 12


@dataclass(frozen=True, slots=True)
class Shaper:
    """Makes values for one target."""

    voice: Voice
    role: str
    root: Json
    tools: tuple[Json, ...] = ()
    """Tools that calls may name."""
    named: tuple[str, ...] = ()
    """Values of axes, among which may be a tool's name."""

    def value(self, schema: Json) -> Any:
        """A value of that schema."""
        schema = resolved(schema, self._source(), self.root)
        if "enum" in schema or "const" in schema:
            return value_for(schema, self._source())
        match schema.get("type"):
            case "array" if _is_turn(schema.get("items")):
                return self._messages(schema)
            case "array" if _is_call(schema.get("items")):
                return self._calls(schema)
            case "array":
                return self._list(schema)
            case "object" if _is_call(schema) and self.tools:
                return self._calls({"minItems": 1, "maxItems": 1})[0]
            case "object" if schema.get("properties"):
                return {n: self.value(child) for n, child in schema["properties"].items()}
            case "string" | None:
                return self.text(schema)
        return value_for(schema, self._source())

    def text(self, schema: Json) -> str:
        """A string within its bounds."""
        if schema.get("format"):
            return str(value_for(schema, self._source()))
        low, high = int(schema.get("minLength", 0)), schema.get("maxLength")
        most = None if high is None else int(high)
        if "long" in self.named and (most is None or most > _LONG):
            low = max(low, _LONG)
        if most is not None and most < _SHORT:
            return phrase(self.voice, low, most)
        return (asked if self.role == "prompt" else told)(self.voice, low, most)

    def _source(self) -> Source:
        return Source(self.voice.draw, lambda: told(self.voice, 0, 70), self.voice.concept.things)

    def _list(self, schema: Json) -> list[Any]:
        low = int(schema.get("minItems", 1))
        high = int(schema.get("maxItems", max(low, 3)))
        count = self.voice.draw.randint(low, max(low, min(high, low + 3)))
        items = schema.get("items") or {}
        return distinct(lambda: self.value(items), count)

    def _messages(self, schema: Json) -> list[Json]:
        low = int(schema.get("minItems", 2))
        high = int(schema.get("maxItems", max(low, 6)))
        count = min(max(low + low % 2, 2), high)
        items = resolved(schema.get("items") or {}, self._source(), self.root)
        fields = items.get("properties") or {}
        roles = (fields.get("role") or {}).get("enum") or ["user", "assistant"]
        turns = [r for r in ("user", "assistant") if r in roles] or list(roles)
        content = fields.get("content") or {"type": "string"}
        return [
            {
                "role": turns[i % len(turns)],
                "content": self.text({**content, "maxLength": min(int(content.get("maxLength", 400)), 400)}),
            }
            for i in range(count)
        ]

    def _calls(self, schema: Json) -> list[Json]:
        """Calls of the tools that the axes name; none where they name none and that is allowed."""
        low, high = int(schema.get("minItems", 0)), int(schema.get("maxItems", 2))
        chosen = [tool for tool in self.tools if str(tool.get("name")) in self.named]
        if not chosen and (low > 0 or not self.named):
            chosen = list(self.tools[: max(1, low)])
        chosen = (chosen * max(1, low))[: max(low, min(high, len(chosen)))]
        made = []
        for tool in chosen:
            wanted = tool.get("parameters") or {"type": "object", "properties": {}}
            made.append({"name": tool.get("name"), "arguments": value_for(wanted, self._source())})
        return made


def distinct(make: Callable[[], Any], count: int) -> list[Any]:
    """So many values, different where that can be had."""
    made: list[Any] = []
    for _ in range(count):
        value = make()
        for _ in range(_TRIES):
            if value not in made:
                break
            value = make()
        made.append(value)
    return made


def tools_in(texts: tuple[str, ...]) -> tuple[Json, ...]:
    """The tools that stand in texts as JSON: objects with a name and parameters."""
    found: list[Json] = []
    for text in texts:
        try:
            parsed = json.loads(text)
        except ValueError:
            continue
        entries = parsed if isinstance(parsed, list) else [parsed]
        found += [one for one in entries if isinstance(one, dict) and {"name", "parameters"} <= set(one)]
    return tuple(found)


def _is_turn(items: Any) -> bool:
    return isinstance(items, dict) and {"role", "content"} <= set(items.get("properties") or ())


def _is_call(items: Any) -> bool:
    return isinstance(items, dict) and {"name", "arguments"} <= set(items.get("properties") or ())
