"""Markdown's inline markup taken off, with the way back: every plain character knows where it stands in the
source.

It knows no block structure and no language.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_INLINE = re.compile(
    r"""
    (?P<escape>\\[!-/:-@\[-`{-~])
  | (?P<code>(?P<tick>`+)(?P<inner>.{1,400}?)(?<!`)(?P=tick)(?!`))
  | (?P<image>!\[[^\]\[]*\](?:\([^()\s]*(?:\s[^()]*)?\)|\[[^\]\[]*\])?)
  | (?P<footnote>\[\^[^\]\[\s]+\])
  | (?P<link>\[(?P<label>[^\]\[]+)\](?:\([^()\s]*(?:\s[^()]*)?\)|\[[^\]\[]*\]))
  | <(?P<auto>(?:https?://|mailto:)[^<>\s]+|[^<>\s@]+@[^<>\s]+)>
  | (?P<tag></?[A-Za-z][^<>\n]*>|<!--.{0,2000}?-->)
  | (?P<entity>&(?:[A-Za-z][A-Za-z0-9]{1,30}|\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6});)
  | (?P<stars>\*{1,3})
  | (?P<lines>_{1,3}|~~)
  | (?P<space>\s+)
    """,
    re.X | re.S,
)


@dataclass(frozen=True, slots=True)
class Laid:
    """Plain text laid over a source."""

    plain: str
    starts: tuple[int, ...]
    """Per plain character: where it begins in the source."""
    ends: tuple[int, ...]
    """Per plain character: where it ends in the source (an entity is longer than its character)."""
    breaks: tuple[int, ...]
    """Plain indexes of the spaces that are line ends in the source."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of the plain characters start … end; the range must not be empty."""
        return self.starts[start], self.ends[end - 1]

    def part(self, start: int, end: int) -> "Laid":
        """The plain range start … end as a text of its own."""
        inside = tuple(at - start for at in self.breaks if start <= at < end)
        return Laid(self.plain[start:end], self.starts[start:end], self.ends[start:end], inside)

    def lines(self) -> list["Laid"]:
        """The text line by line, as the source has it."""
        edges = [-1, *self.breaks, len(self.plain)]
        return [self.part(a + 1, b) for a, b in pairwise(edges) if b > a + 1]


def lay(content: str, offsets: Sequence[int]) -> Laid:
    """Strip inline Markdown from `content`, whose character i stands at `offsets[i]` in the source.

    Runs of white space become one space; images, footnote marks and HTML tags vanish; links keep their words.
    """
    pieces: list[tuple[str, int, int]] = []
    breaks: list[int] = []
    _strip(content, list(offsets), 0, len(content), pieces, breaks)
    while pieces and pieces[-1][0] == " ":
        pieces.pop()
    return Laid(
        "".join(char for char, _, _ in pieces),
        tuple(start for _, start, _ in pieces),
        tuple(end for _, _, end in pieces),
        tuple(at for at in breaks if at < len(pieces)),
    )


def _strip(
    text: str, offsets: list[int], at: int, stop: int, pieces: list[tuple[str, int, int]], breaks: list[int]
) -> None:
    def keep(start: int, end: int) -> None:
        pieces.extend((text[i], offsets[i], offsets[i] + 1) for i in range(start, end))

    while at < stop:
        match = _INLINE.search(text, at, stop)
        if match is None:
            keep(at, stop)
            return
        keep(at, match.start())
        kind = match.lastgroup if match.lastgroup not in ("inner", "label", "tick") else None
        if match["escape"]:
            keep(match.start() + 1, match.end())
        elif match["code"]:
            keep(match.start("inner"), match.end("inner"))
        elif match["link"]:
            _strip(text, offsets, match.start("label"), match.end("label"), pieces, breaks)
        elif match["auto"]:
            keep(match.start("auto"), match.end("auto"))
        elif match["entity"]:
            char = html.unescape(match[0])
            first, last = offsets[match.start()], offsets[match.end() - 1] + 1
            pieces.extend((one, first, last) for one in (" " if char.isspace() else char))
        elif match["space"]:
            if pieces and pieces[-1][0] != " ":
                if "\n" in match[0]:
                    breaks.append(len(pieces))
                pieces.append((" ", offsets[match.start()], offsets[match.end() - 1] + 1))
            elif pieces and "\n" in match[0] and len(pieces) - 1 not in breaks:
                breaks.append(len(pieces) - 1)
        elif kind in ("stars", "lines") and not _marks(text, match.start(), match.end(), match[0]):
            keep(match.start(), match.end())
        at = match.end()


def _marks(text: str, start: int, end: int, run: str) -> bool:
    """Whether a run of `*`, `_` or `~` is emphasis: next to a word on one side; `_` not inside a word."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isspace() and after.isspace():
        return False
    return run[0] == "*" or not (before.isalnum() and after.isalnum())
