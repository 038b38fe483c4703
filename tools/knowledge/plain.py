"""Markdown's inline markup taken off, with the way back: every plain character knows where it stands in the
source.

It knows no block structure and no language.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

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


class Run(NamedTuple):
    """Plain characters from `at` to the next run; they stand at start … end of the source, one to one.

    A run of one character may be longer in the source: an entity, or white space that became one space.
    """

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Laid:
    """Plain text laid over a source."""

    plain: str
    runs: tuple[Run, ...]
    breaks: tuple[int, ...]
    """Plain indexes of the spaces that are line ends in the source."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of the plain characters start … end; the range must not be empty."""
        first, last = self._run(start), self._run(end - 1)
        run = self.runs[last]
        following = self.runs[last + 1].at if last + 1 < len(self.runs) else len(self.plain)
        stop = run.end if end == following else run.start + end - run.at
        return self.runs[first].start + start - self.runs[first].at, stop

    def _run(self, at: int) -> int:
        return bisect_right(self.runs, at, key=lambda run: run.at) - 1

    def part(self, start: int, end: int) -> "Laid":
        """The plain range start … end, not empty, as a text of its own."""
        from_source, to_source = self.span(start, end)
        first, last = self._run(start), self._run(end - 1)
        runs = [Run(run.at - start, run.start, run.end) for run in self.runs[first : last + 1]]
        runs[0] = Run(0, from_source, runs[0].end)
        runs[-1] = runs[-1]._replace(end=to_source)
        inside = self.breaks[bisect_left(self.breaks, start) : bisect_left(self.breaks, end)]
        return Laid(self.plain[start:end], tuple(runs), tuple(at - start for at in inside))

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
    _strip(content, offsets, 0, len(content), pieces, breaks)
    while pieces and pieces[-1][0] == " ":
        pieces.pop()
    return Laid(
        "".join(char for char, _, _ in pieces),
        tuple(_runs(pieces)),
        tuple(at for at in breaks if at < len(pieces)),
    )


def _runs(pieces: Sequence[tuple[str, int, int]]) -> Iterator[Run]:
    at = 0
    for number in range(1, len(pieces) + 1):
        before = pieces[number - 1]
        goes_on = number < len(pieces) and pieces[number][1] == before[2]
        plain = goes_on and before[2] - before[1] == 1 == pieces[number][2] - pieces[number][1]
        if not plain:
            yield Run(at, pieces[at][1], before[2])
            at = number


def _strip(
    text: str,
    offsets: Sequence[int],
    at: int,
    stop: int,
    pieces: list[tuple[str, int, int]],
    breaks: list[int],
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
            elif pieces and "\n" in match[0] and breaks[-1:] != [len(pieces) - 1]:
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
