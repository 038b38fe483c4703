"""Finding duplicates for the committer: what is filed in the store, the user's examples, what is to stay out.

Bands lie in the store; signatures and coded words of rows that were compared are kept in memory. Rows whose
signature tells more than their words (a problem's program, a question's span) are duplicates by signature or
by equal words alone; others also by ROUGE-L. So are coding tasks, one task has many solutions, and rows of
which a value may come once (the check `distinct`). A row of numbers is one only of its equal; of what
is held out also where it is like it."""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache
from typing import Any

from seedbed.agent.planner.tree.materials import clean
from seedbed.memory.candidate import Draft, Reason
from seedbed.memory.store.protocol import Store
from seedbed.tools.checks.form.distinct import is_of_values, told_by
from seedbed.tools.curation.duplicates import HELD_OUT, bands, coded, exact_key, of_numbers, rouge_l, words

_QUOTED = 160
"""Characters of a row that is told of its copy."""


class Doubles:
    """Duplicates of one run."""

    def __init__(
        self,
        store: Store,
        threshold: float,
        examples: Iterable[str],
        steering: Iterable[str] = (),
        held_out: Iterable[str] = (),
        given: Callable[[str, Mapping[str, Any]], str] = lambda part, row: "",
        alone: Container[str] = (),
    ) -> None:
        """Args:
        threshold: ROUGE-L F from which two texts are duplicates, 0–1.
        examples: Texts that the user already has; near-copies of them don't enter the dataset.
        steering: Real texts that steer the build; nor do near-copies of these, and they are quoted nowhere.
        held_out: Texts that are to stay out: the same.
        given: Part, row → the words that its text is about: of two rows with like texts none is a copy
            where these differ.
        alone: Parts of whose rows none is a copy of another, unless a value may come once.
        """
        self._alone = alone
        self._store, self._threshold, self._given = store, threshold, given
        self._known = [(HELD_OUT, "a row of --held-out", text) for text in held_out]
        self._known += [("duplicates", "a row of --steer-by", text) for text in steering]
        self._known += [("duplicates", f"an example: {text[:80]!r}", text) for text in examples]
        self._known_bands: dict[str, list[int]] = {}
        for place, (_, _, text) in enumerate(self._known):
            for key in (*bands(text), exact_key(text)):
                self._known_bands.setdefault(key, []).append(place)
        self._filed = lru_cache(maxsize=8_000)(self._read)  # only people change a row in the store

    def _read(self, number: int) -> tuple[str, str, str]:
        """A filed row's id, signature and words, coded."""
        row, signature, text = self._store.wording(number)
        return row, signature, coded(words(text))

    def _left(self, number: int, seat: int | None) -> bool:
        """Whether a filed row was withdrawn from a seat."""
        found = self._store.candidate(number)
        return found is not None and seat is not None and found.verdict.held == seat

    def forget(self) -> None:
        """A person mended a row: what is remembered of rows is read anew."""
        self._filed.cache_clear()

    @classmethod
    def keys(cls, draft: Draft, part: str) -> list[str]:
        """What a draft is filed under, within its part."""
        alone, together = cls.sought(draft, part)
        return alone + together

    @staticmethod
    def sought(draft: Draft, part: str) -> tuple[list[str], list[str]]:
        """The same: keys of which one tells that a row may be a copy, and those of which it takes two."""
        alone = [exact_key(draft.text)] if draft.text else []
        alone += [f"#{key}" for key in told_by(draft.signature)]
        together = bands(draft.text) if _by_words(draft) else ()
        return [f"{part}/{key}" for key in alone], [f"{part}/{key}" for key in together]

    def find(
        self, draft: Draft, part: str, reserve: Container[int] = (), seat: int | None = None
    ) -> Reason | None:
        """The reason why a draft is a duplicate of an accepted or withdrawn row or of an example, or None.

        A copy of a row that a person withdrew isn't wanted either, so a duplicate stays one; but who gets its
        seat may have its value that may come once, which may be dealt.

        Args:
            reserve: Candidates that are filed but have no seat so far: of these nothing is a duplicate.
            seat: That the draft was made for."""
        mine = words(draft.text)
        said, told = coded(mine), {*told_by(draft.signature)}
        least = self._threshold if _by_words(draft) else 1.0
        alike = 1.0 if of_numbers(draft.text) else self._threshold
        keys = (*bands(draft.text), exact_key(draft.text)) if self._known and draft.text else ()
        for place in sorted({place for key in keys for place in self._known_bands.get(key, ())}):
            by, what, text = self._known[place]
            if rouge_l(mine, words(text)) >= (self._threshold if by == HELD_OUT else alike):
                return Reason(code="contaminated", by=by, detail=f"near-copy of {what}")
        if part in self._alone and not is_of_values(draft.signature):
            return None
        for number in self._store.banded(*self.sought(draft, part)):
            if number in reserve:
                continue
            row, signature, theirs = self._filed(number)
            same = told and not told.isdisjoint(told_by(signature))
            if same and not (is_of_values(signature) and self._left(number, seat)):
                return self._copied(number, row, "signature", "the same values as another row")
            if part in self._alone or rouge_l(said, theirs) < least:
                continue
            score = rouge_l(mine, words(self._store.wording(number)[2]))
            if score >= least and not self._of_other(draft, number, part):
                return self._copied(number, f"{score:.2f} to {row}", "rouge-l", "a near-copy of another row")
        return None

    def _of_other(self, draft: Draft, number: int, part: str) -> bool:
        """Whether a draft's text is about something else than that of a filed row."""
        if not (mine := words(self._given(part, draft.row or {}))):
            return False
        found = self._store.candidate(number)
        theirs = words(self._given(part, found.draft.row or {})) if found else ()
        return rouge_l(mine, theirs) < self._threshold

    def _copied(self, number: int, place: str, by: str, how: str) -> Reason:
        """Why a draft is a copy of an accepted row."""
        text = clean(self._store.wording(number)[2], _QUOTED)
        return Reason(code="duplicate", by=by, detail=f"{how}: {text} ({place})")


def _by_words(draft: Draft) -> bool:
    """Whether nearly equal words make a duplicate."""
    alone = not draft.signature or is_of_values(draft.signature)
    runs = any(piece.kind == "execution" for piece in draft.evidence)
    return (alone or runs) and not of_numbers(draft.text)
