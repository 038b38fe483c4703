"""Evidence made ready to be compared with claims: its words, pieces and where each word stands.

Offsets are those of the item that they stand in, where the evidence is several texts.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from seedbed.tools.knowledge.claims.words import Word, words_of
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.values import Value, find_values

_WIDEST = 60
"""Words of a piece; a longer sentence or a table is cut there."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of the evidence, or a part of a long one: words first … last (exclusive) of all words."""

    item: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Evidence, ready."""

    texts: tuple[str, ...]
    words: tuple[Word, ...]
    """Of all items, one after the other."""
    pieces: tuple[Piece, ...]
    where: dict[str, list[int]]
    """Numbers of the pieces in which a key stands, ascending, each once."""
    plain: frozenset[str]
    """Every word in lower case as it is written, beside the keys."""
    found: list[list[Value]] = field(default_factory=list)
    begins: dict[str, list[str]] = field(default_factory=dict)
    letters: set[str] = field(default_factory=set)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets, in their item, of the words first … last (exclusive)."""
        return self.words[first].start, self.words[last - 1].end

    def values(self) -> list[Value]:
        """Values of all texts; found once."""
        if not self.found:
            kept: dict[str, Value] = {}
            for text in self.texts:
                for value in find_values(text):
                    kept.setdefault(value.canonical, value)
            self.found.append(list(kept.values()))
        return self.found[0]

    def near(self, plain: str) -> Sequence[str]:
        """Keys that begin like a word, by its first four letters."""
        if not self.begins:
            for key in self.where:
                self.begins.setdefault(key[:4], []).append(key)
        return self.begins.get(plain[:4], ())

    def initials(self) -> set[str]:
        """Initials of the runs of capitalised words, of two to six words: "ran" for Royal Australian Navy."""
        if not self.letters:
            self.letters.add("")
            run = ""
            for word in self.words:
                run = run[-5:] + word.text[0].casefold() if word.text[0].isupper() else ""
                self.letters.update(run[back:] for back in range(len(run) - 1))
        return self.letters

    def around(self, low: int, high: int) -> Sequence[Piece]:
        """The pieces in which the words low … high (inclusive) stand."""
        return self.pieces[self._piece_of(low) : self._piece_of(high) + 1]

    def item_of(self, word: int) -> int:
        """The item in which a word stands."""
        return self.pieces[self._piece_of(word)].item

    def _piece_of(self, word: int) -> int:
        low, high = 0, len(self.pieces) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.pieces[middle].first <= word:
                low = middle
            else:
                high = middle - 1
        return low


def ground(evidence: str | Sequence[str]) -> Ground:
    """Evidence made ready: one text, or several."""
    texts = (evidence,) if isinstance(evidence, str) else tuple(evidence)
    words: list[Word] = []
    pieces: list[Piece] = []
    where: dict[str, list[int]] = defaultdict(list)
    for item, text in enumerate(texts):
        for start, end in _lines_and_sentences(text):
            found = words_of(text, start, end)
            for cut in range(0, len(found), _WIDEST):
                part = found[cut : cut + _WIDEST]
                for key in {word.key: None for word in part}:
                    where[key].append(len(pieces))
                pieces.append(Piece(item, len(words), len(words) + len(part)))
                words.extend(part)
    plain = frozenset(word.text.casefold() for word in words)
    return Ground(texts, tuple(words), tuple(pieces), dict(where), plain)


def _lines_and_sentences(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for line in text.split("\n"):
        spans += [(start + first, start + last) for first, last in sentence_spans(line)]
        start += len(line) + 1
    return spans
