"""No row carries an order to a model out of the documents, unless the part is about such orders."""

import re
from collections.abc import Iterator
from typing import Any

from seedbed.agent.work import Env, Work
from seedbed.tools.verification.orders import order_in

_ABOUT = re.compile(r"\b(?:prompts?|injections?|jailbreaks?|instructions?|language models?|llms?)\b", re.I)


def refuse_orders(work: Work, env: Env) -> Work:
    """The candidate, with a reason against it where its row says an order that its sources hold or might.

    Looks only where there are sources: elsewhere no words but the user's and the writer's reach a row.
    """
    if work.row is None or work.reasons or not env.resources.sources:
        return work
    part = env.part(work)
    if any(_ABOUT.search(said) for said in (part.topic, part.about, part.text_kind, *part.guidance)):
        return work
    quoted = [name for name, role in part.row_roles.items() if role in ("context", "place")]
    order = order_in("\n".join(_said({name: v for name, v in work.row.items() if name not in quoted})))
    return work.because("policy", "orders to a model", f"it says {order!r}") if order else work


def _said(value: Any) -> Iterator[str]:
    """Every text in a value; of messages what is said, and not what a tool found."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for one in value.values() if isinstance(value, dict) else value:
            if not (isinstance(one, dict) and one.get("role") == "tool"):
                yield from _said(one)
