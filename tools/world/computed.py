"""Arguments of a tool that another tool computes: what makes one call the argument of the next.

    computed:
      book_bike:
        price: {by: calculate, arguments: {expression: "{bikes.price_per_day}*{days}"}}

`{days}` stands for another argument of the same call, `{bikes.price_per_day}` for a field of the record that
the call names. Nothing is evaluated: names are put in, and the tool `by` does the rest.
"""

import re
from collections.abc import Mapping
from typing import Any

from seedbed.memory.spec import Frozen
from seedbed.tools.verification.toolcalls.tools import Tool
from seedbed.tools.world.operations import Collection, Operation, naming

_PLACE = re.compile(r"\{(\w+)(?:\.(\w+))?\}")


class Computed(Frozen):
    """How one argument is computed."""

    by: str
    """The tool that computes it."""
    arguments: dict[str, Any]
    """Its arguments; texts may hold places."""

    def places(self) -> tuple[tuple[str, str], ...]:
        """(argument, "") and (collection, field) of each place, once, in their order."""
        texts = [text for text in self.arguments.values() if isinstance(text, str)]
        return tuple(dict.fromkeys((a, b or "") for text in texts for a, b in _PLACE.findall(text)))

    def filled(
        self, arguments: Mapping[str, Any], records: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, Any]:
        """The arguments of `by` for a call with `arguments` that names `records` (by collection).

        A text that is one place becomes the value itself. Raises KeyError where a value isn't there.
        """

        def put(found: re.Match[str]) -> Any:
            return records[found[1]][found[2]] if found[2] else arguments[found[1]]

        def one(text: Any) -> Any:
            if not isinstance(text, str):
                return text
            whole = _PLACE.fullmatch(text)
            return put(whole) if whole else _PLACE.sub(lambda found: str(put(found)), text)

        return {name: one(text) for name, text in self.arguments.items()}


def unfit(
    computed: Computed,
    argument: str,
    tools: Mapping[str, Tool],
    name: str,
    operations: Mapping[str, Operation],
    collections: Mapping[str, Collection],
) -> str:
    """What a computed argument of the tool `name` refers to and isn't there, in a line; empty: nothing."""
    if name not in tools or argument not in (own := tools[name].parameters.get("properties", {})):
        return f"the tool {name} has no argument {argument}"
    if computed.by not in tools or computed.by == name:
        return f"there is no other tool {computed.by}"
    named = naming(operations[name], collections).values() if name in operations else ()
    for first, field in computed.places():
        if field and first not in named:
            return f"a call of {name} names no record of {first!r}"
        if not field and (first not in own or first == argument):
            return f"the tool {name} has no other argument {first}"
    return ""
