"""No row carries an order to a model out of the documents, unless the part is about such orders."""

import re
from collections.abc import Iterator
from typing import Any

from seedbed.agent.work import Bench, Work
from seedbed.memory.task import TALKS
from seedbed.tools.verification.orders import order_in

_ABOUT = re.compile(r"\b(?:prompts?|injections?|jailbreaks?|instructions?|language models?|llms?)\b", re.I)
_QUOTED = ("context", "source", "heading", "tools")
"""Fields that hold a document as it is, and its name, or the user's own tools; of summaries `text` too."""


def refuse_orders(work: Work, bench: Bench) -> Work:
    """The candidate, with a reason against it where its row says an order that its sources hold or might.

    Looks only where there are sources: elsewhere no words but the user's and the writer's reach a row.
    """
    if work.row is None or work.reasons or not bench.shelf.sources:
        return work
    part = bench.part(work)
    if any(_ABOUT.search(said) for said in (part.topic, part.about, part.text_kind, *part.guidance)):
        return work
    if part.task == "recipe":
        from seedbed.agent.making.parts import recipe_of

        quoted: tuple[str, ...] = recipe_of(part).by_role("context")
    else:
        quoted = (*_QUOTED, "text") if part.task == "summaries" else _QUOTED
    row = {name: value for name, value in work.row.items() if name not in quoted}
    if part.task in (*TALKS, "preferences"):
        row = {name: _spoken(value, part.way) for name, value in row.items()}
    words = "\n".join(_said(row))
    order = order_in(words)
    return work.because("policy", "orders to a model", f"it says {order!r}") if order else work


def _spoken(value: Any, way: str) -> Any:
    """What messages say: not what a tool found, nor what a user asks where refusing is the matter."""
    if not isinstance(value, (list, tuple)):
        return value
    quoted = ("tool", "user") if way == "refusal" else ("tool",)
    return [one for one in value if not (isinstance(one, dict) and one.get("role") in quoted)]


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _said(one)
