"""The lists of a prompt: concepts as `N. NAME: inside`.

A prompt may hold other lists too: entries are taken block by block, a block being numbered lines that only
blank or indented lines part.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_NUMBERED = re.compile(r"[ \t]*(\d+)[.)][ \t]+(?:\*\*)?([^:\n]+?)(?:\*\*)?(?::[ \t]*(.*))?")
_EXCLUSION = re.compile(
    r"(?:^|[.;,—(|]|\s-)\s*(?:but not|not|outside|out|excludes?|excluding|unlike)\b.*", re.I
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a codebook or list."""

    number: int
    name: str
    definition: str
    """What is inside; what the line says is outside has been left out."""
    defined: bool = True
    """Whether the line has a colon."""


def numbered_blocks(text: str) -> list[list[Entry]]:
    """The blocks of numbered lines, in order."""
    blocks: list[list[Entry]] = []
    inside = False
    for line in text.splitlines():
        entry = _number(line)
        if entry is not None:
            if not inside:
                blocks.append([])
            blocks[-1].append(entry)
            inside = True
        elif line.strip() and not line[0].isspace():
            inside = False
    return blocks


def fullest(blocks: list[list[Entry]]) -> tuple[Entry, ...]:
    """The block with the most defined entries (of equals the last); undefined ones only if alone."""
    if not blocks:
        return ()
    best = max(reversed(blocks), key=lambda block: (sum(e.defined for e in block), len(block)))
    defined = [e for e in best if e.defined]
    return tuple(defined or best)


@lru_cache(maxsize=8192)
def _number(line: str) -> Entry | None:
    match = _NUMBERED.fullmatch(line.rstrip())
    if match is None:
        return None
    return Entry(
        int(match.group(1)), match.group(2).strip(), _inside(match.group(3)), match.group(3) is not None
    )


def _inside(definition: str | None) -> str:
    return _EXCLUSION.sub("", definition or "").strip()
