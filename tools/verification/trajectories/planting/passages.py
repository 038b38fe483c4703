"""The passages that a right answer rests on, among what tools have found before it.

A comparison of words: numbers, names, negations, opposites.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seedbed.tools.knowledge.claims.cited import claims_of, compare, vetoes
from seedbed.tools.verification.toolcalls.calls import loads

Row = Mapping[str, Any]
_PASSAGE = 8
"""Words from which a text in a result is a passage."""


def found_passages(prompt: Sequence[Row], chosen: Row) -> tuple[str, ...]:
    """Passages that tools have found before a right answer, if nothing that it claims differs from them."""
    texts = tuple(text for text in _texts_of(prompt) if len(text.split()) >= _PASSAGE)
    claims = claims_of(str(chosen.get("content") or "")) if texts else ()
    return texts if claims and not any(vetoes(compare(claim, texts)) for claim in claims) else ()


def _texts_of(prompt: Sequence[Row]) -> Iterator[str]:
    for one in prompt:
        if one.get("role") == "tool":
            try:
                yield from _strings(loads(str(one["content"])))
            except ValueError:
                yield str(one["content"])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(one)
