"""Finding duplicates for the committer: what is filed in the store, and the user's examples.

Bands lie in the store; signatures and words of rows that were compared are kept in memory. Rows of which a
signature tells more than their words (a problem's program, a question's span) are duplicates by signature or
by equal words alone; others also by ROUGE-L. So are coding tasks: one task has many solutions.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache

from seedbed.memory.candidate import Draft, Reason
from seedbed.memory.store.protocol import Store
from seedbed.tools.curation.duplicates import bands, exact_key, rouge_l, words


@dataclass(frozen=True, slots=True)
class _Filed:
    """What a row in the store is compared by; nothing of it ever changes."""

    row_id: str
    signature: str
    words: tuple[str, ...]


class Doubles:
    """Duplicates of one run."""

    def __init__(
        self, store: Store, threshold: float, examples: Iterable[str], steering: Iterable[str] = ()
    ) -> None:
        """Args:
        threshold: ROUGE-L F from which two texts are duplicates, 0–1.
        examples: Texts that the user already has; near-copies of them don't enter the dataset.
        steering: Real texts that steer the build; nor do near-copies of these, and they are quoted nowhere.
        """
        self._store, self._threshold = store, threshold
        self._examples: list[str] = []
        self._example_bands: dict[str, list[int]] = {}
        unquoted = list(steering)
        for text in (*unquoted, *examples):
            for key in (*bands(text), exact_key(text)):
                self._example_bands.setdefault(key, []).append(len(self._examples))
            self._examples.append(text)
        self._unquoted = len(unquoted)
        self._filed = lru_cache(maxsize=200_000)(self._read)

    def _read(self, number: int) -> _Filed:
        found = self._store.candidate(number)
        if found is None:
            return _Filed("", "", ())
        return _Filed(found.row_id, found.draft.signature, tuple(words(found.draft.text)))

    @staticmethod
    def keys(draft: Draft, part: str) -> list[str]:
        """What a draft is filed under, within its part."""
        filed = [exact_key(draft.text)] if draft.text else []
        filed += [f"#{draft.signature}"] if draft.signature else []
        filed += bands(draft.text) if _by_words(draft) else []
        return [f"{part}/{key}" for key in filed]

    def find(self, draft: Draft, part: str, reserve: Container[int] = ()) -> Reason | None:
        """The reason why a draft is a duplicate of an accepted or withdrawn row or of an example, or None.

        A copy of a row that a person withdrew isn't wanted either, so a duplicate stays one.

        Args:
            reserve: Candidates that are filed but have no seat so far: of these nothing is a duplicate.
        """
        if (place := self._among_examples(draft)) is not None:
            example = f"an example: {self._examples[place][:80]!r}"
            detail = "near-copy of " + ("a row of --steer-by" if place < self._unquoted else example)
            return Reason(code="contaminated", by="duplicates", detail=detail)
        mine = words(draft.text)
        for number in self._store.banded(self.keys(draft, part)):
            if number in reserve:
                continue
            other = self._filed(number)
            if draft.signature and other.signature == draft.signature:
                return Reason(code="duplicate", by="signature", detail=f"as row {other.row_id}")
            score = rouge_l(mine, other.words)
            if score == 1.0 or (_by_words(draft) and score >= self._threshold):
                return Reason(code="duplicate", by="rouge-l", detail=f"{score:.2f} to row {other.row_id}")
        return None

    def _among_examples(self, draft: Draft) -> int | None:
        """The place of the first text of the user's that a draft is a near-copy of."""
        if not self._examples or not draft.text:
            return None
        near = {
            n for key in (*bands(draft.text), exact_key(draft.text)) for n in self._example_bands.get(key, ())
        }
        mine = words(draft.text)
        for n in sorted(near):
            if rouge_l(mine, words(self._examples[n])) >= self._threshold:
                return n
        return None


def _by_words(draft: Draft) -> bool:
    """Whether nearly equal words make a duplicate."""
    return not draft.signature or any(piece.kind == "execution" for piece in draft.evidence)
