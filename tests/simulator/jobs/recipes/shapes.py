"""Values of any shape: strings by who asks for them, talks and calls by what the material holds, the rest by
its schema."""

import json
from typing import Any

from tests.simulator.jobs.plain.from_schema import Source
from tests.simulator.jobs.recipes.telling import Voice, asked, fitting, told
from tests.simulator.wire import Json

_SHORT = 48
"""Characters up to which a string is a few words."""
_LONG = 900
"""Characters of a text whose axis says that it is a long one: enough for any order of words."""
_TRIES = 12


class Shaper(Source):
    """Makes values for one target."""

    def __init__(self, voice: Voice, role: str, tools: tuple[Json, ...], named: tuple[str, ...]) -> None:
        """The tools are those that calls may name, the names the values of axes, which may name a tool."""
        super().__init__(voice.draw, lambda: told(voice, 0, 70), voice.concept.things)
        self.voice, self.role, self.tools, self.named = voice, role, tools, named

    def string(self, schema: Json) -> str:
        """A string within its bounds."""
        if schema.get("format"):
            return super().string(schema)
        low, high = int(schema.get("minLength", 0)), schema.get("maxLength")
        most = None if high is None else int(high)
        if "long" in self.named and (most is None or most > _LONG):
            low = max(low, _LONG)
        if most is not None and most < _SHORT:
            return fitting("", self.voice, low, most)
        return (asked if self.role == "prompt" else told)(self.voice, low, most)

    def array(self, schema: Json) -> list[Any]:
        """A talk, calls of tools, or a list of values that differ where that can be had."""
        items = schema.get("items") or {}
        if _has(items, "name", "arguments"):
            return self._calls(schema)
        made: list[Any] = []
        for _ in range(self.count(schema)):
            tries = (self.value(items) for _ in range(_TRIES))
            made.append(next((one for one in tries if one not in made), self.value(items)))
        return made

    def _calls(self, schema: Json) -> list[Json]:
        """Calls of the tools that the axes name; none where they name none and that is allowed."""
        low, high = int(schema.get("minItems", 0)), int(schema.get("maxItems", 2))
        chosen = [tool for tool in self.tools if str(tool.get("name")) in self.named]
        if not chosen and (low > 0 or not self.named):
            chosen = list(self.tools[: max(1, low)])
        chosen = (chosen * max(1, low))[: max(low, min(high, len(chosen)))]
        plain = Source(self.draw, self.say, self.things)
        return [
            {"name": tool.get("name"), "arguments": plain.object(tool.get("parameters") or {})}
            for tool in chosen
        ]


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


def _has(schema: Json, *fields: str) -> bool:
    return set(fields) <= set(schema.get("properties") or ())
