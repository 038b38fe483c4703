"""What a rejected answer says of documents, beside a right one that they carry or that says they don't tell.

A comparison of words: numbers, names, negations, opposites, and phrases for «the documents don't say».
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seedbed.tools.knowledge.claims.cited import claims_of, compare, vetoes
from seedbed.tools.verification.toolcalls.calls import loads
from seedbed.tools.verification.trajectories.faults import Fault, fault
from seedbed.tools.verification.trajectories.messages import Message
from seedbed.tools.verification.trajectories.support import values_in

Row = Mapping[str, Any]
_PASSAGE = 8
"""Words from which a text in a result is a passage."""
_SILENT = re.compile(
    r"\b(?:documents?|passages?|handbook|manual|sources?|texts?|material)\b[^.?!]{0,40}?"
    r"(?:\b(?:nothing|not|no|silent)\b|n['’]t\b)|"
    r"(?:\b(?:not|nothing|no)\b|n['’]t\b)[^.?!]{0,60}?"
    r"\b(?:stated|mentioned|specified|documents?|passages?|handbook|manual|sources?|information)\b",
    re.I,
)
"""Ways to say that the documents don't tell."""


def against_texts(last: Message, texts: Sequence[str]) -> Iterator[Fault]:
    """Claims with a number, name, negation or opposite that the passages have otherwise."""
    for claim in claims_of(last.text) if texts else ():
        for said in vetoes(compare(claim, texts))[:1]:
            yield fault(last, "unsupported", f"«{claim[:120]}»: {said}")


def silence(last: Message, right: Message, texts: Sequence[str]) -> Iterator[Fault]:
    """An answer where the right one is that the documents don't tell; that they don't, where they do."""
    mine, its = _SILENT.search(last.text), _SILENT.search(right.text)
    if its and not mine and not values_in(right.text) and (values := values_in(last.text)):
        told = f"it answers {values[0].text!r}, and the documents don't tell: «{right.text[:120]}»"
        yield fault(last, "unsupported", told)
    elif mine and not its and texts:
        told = f"it says that the documents don't tell, and they do: «{texts[0][:120]}»"
        yield fault(last, "unsupported", told)


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
