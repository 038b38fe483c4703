"""`spans`: a text with tags (`<name>Ann</name>`) and the list of places that it says are the same.

`read_tags` makes the plain text and its places from a tagged text, as the filters `untagged` and `spans` of
a recipe do."""

import re
from collections.abc import Collection, Mapping
from itertools import zip_longest
from typing import Annotated, Any

from pydantic import Field
from rapidfuzz.distance import Prefix

from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values
from seedbed.tools.checks.inputs import by_rule, of_shape

_NAME = r"[A-Za-z][\w-]{0,40}"
_TAG = re.compile(rf"<(/?)({_NAME})>")
Kind = Annotated[str, Field(pattern=f"^{_NAME}$")]


class TagFault(ValueError):
    """The tags aren't well-formed; the text says where."""


class SpansArguments(Arguments):
    """Which tags."""

    kinds: tuple[Kind, ...] = Field(min_length=1, description="names of the tags, as the text writes them")
    least: int = Field(0, ge=0, description="fewest marked places")


def read_tags(tagged: str, kinds: Collection[str] = ()) -> tuple[str, list[dict[str, Any]]]:
    """The plain text, and the marked places as {kind, start, end, text} with code points of the plain text.
    Raises TagFault: a tag of none of the kinds (none given: any is right), within another, left open, never
    opened, or around nothing."""
    plain, at = "", 0
    spans: list[dict[str, Any]] = []
    tags = list(_TAG.finditer(tagged))
    if strange := next((tag[0] for tag in tags if kinds and tag[2] not in kinds), ""):
        raise TagFault(f"the tag {strange} is none of {', '.join(kinds)}")
    for opens, closes in zip_longest(tags[::2], tags[1::2]):
        if opens[1]:
            raise TagFault(f"{opens[0]} closes nothing")
        if closes is None:
            raise TagFault(f"{opens[0]} is never closed")
        if closes[0] != f"</{opens[2]}>":
            raise TagFault(f"{closes[0]} {'closes nothing' if closes[1] else f'stands within {opens[0]}'}")
        plain += tagged[at : opens.start()]
        marked = tagged[opens.end() : closes.start()]
        if not marked or marked != marked.strip():
            raise TagFault(f"{opens[0]} marks {marked!r}: mark words, without space around them")
        end = len(plain) + len(marked)
        spans.append({"kind": opens[2], "start": len(plain), "end": end, "text": marked})
        plain, at = plain + marked, closes.end()
    return plain + tagged[at:], spans


def _faults(inputs: Values, arguments: SpansArguments, case: Case) -> str:
    """`into` may list its places in any order; `text`, where given, is the tagged text without tags."""
    tagged, listed = inputs["of"], inputs["into"]
    if not isinstance(tagged, str) or not isinstance(listed, (list, tuple)):
        raise Untold("a tagged text and a list of places are needed")
    try:
        plain, spans = read_tags(tagged, arguments.kinds)
    except TagFault as fault:
        return str(fault)
    if (text := inputs.get("text")) is not None and text != plain:
        same = Prefix.similarity(str(text), plain)
        return f"without its tags it isn't the text, from character {same} on: {plain[same : same + 40]!r}"
    if len(spans) < arguments.least:
        return f"{len(spans)} marked places; at least {arguments.least} are wanted"
    left = list(listed)
    for span in spans:
        if span not in left:
            return f"{span} isn't in the list"
        left.remove(span)
    return f"{str(left[0])[:120]} isn't marked in the text" if left else ""


def _told(arguments: SpansArguments, fields: Mapping[str, str]) -> str:
    tags = ", ".join(f"<{kind}>…</{kind}>" for kind in arguments.kinds)
    how = f"{arguments.least} or more, none within another" if arguments.least else "none within another"
    return f"'{fields['of']}' has what is to be marked between these tags, {how}: {tags}."


CHECK = Check(
    name="spans",
    about="Tags of the given kinds are well-formed; `into` lists each marked place {kind, start, end, text}; "
    "a recipe's filter `spans` does.",
    inputs=("of", "into", "text?"),
    verify=by_rule("spans", _faults),
    arguments=SpansArguments,
    shows={"form": "proven", "kept": "proven"},
    tells=_told,
    misfit=of_shape("into", "list of places", "list of {kind: line, start: integer, …}", ("array",)),
    example="spans: {of: tagged, kinds: [name, phone, iban], into: spans, text: message}",
)
