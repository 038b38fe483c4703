"""A is B with few changes: runs of words and marks put in, taken out or replaced."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from random import Random
from typing import Any

from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held, no_verdict
from seedbed.tools.checks.inputs import named, rule
from seedbed.tools.checks.relations.spoiling import copy_b, first_of

_TOKEN = re.compile(r"\w+|[^\w\s]")


class EditsArguments(Arguments):
    """How many changes there may be."""

    most: int = 1
    """Changed spans; there must be one at least."""


def changed_spans(a: str, b: str) -> list[tuple[str, str]]:
    """(words of B, words of A in their place) of each change; white space and line breaks are none."""
    mine, theirs = _TOKEN.findall(a), _TOKEN.findall(b)
    matcher = SequenceMatcher(None, theirs, mine, autojunk=False)
    return [
        (" ".join(theirs[i1:i2]), " ".join(mine[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


async def _verify(values: Mapping[str, Any], arguments: EditsArguments, case: Case) -> Verdict:
    (name, a), (other, b) = named(values, case, "a")[0], named(values, case, "b")[0]
    if not isinstance(a, str) or not isinstance(b, str):
        return no_verdict(f"'{name}' and '{other}' aren't both texts")
    changes = changed_spans(a, b)
    if 1 <= len(changes) <= arguments.most:
        return held(rule("edits", arguments, case))
    if not changes:
        return failed("low quality", f"{name} is {other} unchanged")
    told = ", ".join(f"«{old}» → «{new}»" for old, new in changes[:4])
    return failed(
        "low quality", f"{name} changes {other} in {len(changes)} places, not {arguments.most}: {told}"
    )


def _second_edit(
    values: Mapping[str, Any], arguments: EditsArguments, random: Random
) -> Mapping[str, Any] | None:
    """More words taken out of A, until it has one change too many."""
    a, b = values.get("a"), first_of(values.get("b"))
    if not isinstance(a, str) or not isinstance(b, str):
        return None
    words = a.split()
    for _ in range(4 * arguments.most + 4):
        if len(changed_spans(" ".join(words), b)) > arguments.most:
            return {"a": " ".join(words)}
        if len(words) < 3:
            return None
        del words[random.randrange(len(words))]
    return None


CHECK = Check(
    name="edits",
    about="A is B with one to N changed spans of words.",
    inputs=("a", "b*"),
    verify=_verify,
    arguments=EditsArguments,
    shows={"edits": "proven"},
    spoil={"copy": copy_b, "second_edit": _second_edit},
    example="right edits wrong 2",
)
