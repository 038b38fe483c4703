"""What speaks for looking at a row: how its evidence is split or thin, where it comes from, how odd its words
are. Read once a candidate; knows nothing of people's decisions."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern
from typing import Any

from seedbed.memory.brief import split_key
from seedbed.memory.candidate import PROVING, Agreement, Classification, Evidence, Judgement, Likelihood
from seedbed.memory.exact.randomness import draw_seed
from seedbed.memory.store.protocol import Store
from seedbed.tools.curation.duplicates import words
from seedbed.tools.evaluation.students import softmax

RECORD = "record"
"""Who signs that checks were spared."""
_FEW = 2
"""Rows of a class, or with a word, that tell nothing."""
_PRIOR, _TELLING = 8.0, 3
"""Rows that a word has to be in before it tells half of how often they were refused; words of a row by which
that is told."""
_FIRST = 2
"""First rows of a concept or method that are new."""
_WRONG = frozenset({"wrong answer", "unsupported claim", "wrong label", "low quality", "off concept"})
"""Reasons that say that a row is wrong, and not only a copy or malformed."""


WEIGHTS = {"split": 2.0, "thin": 0.5, "first": 0.25, "rare": 2.0, "like": 1.0}
"""Figures of `Signals` → how much each adds to the doubt, chosen on runs of `benchmarks/review.py` that its
figures don't rest on (seeds 10 to 12). How often rows of one concept, label or method were found wrong told
nothing, nor how often a row was written anew, nor how much likelier its words are under another label."""
RANKS = ("rare", "like")
"""Those of them that are ranks: what counts is how few rank higher (−log of their share)."""


@dataclass(slots=True)
class Signals:
    """One candidate, as the queue knows it. Figures are 0–1, the more the more doubtful."""

    number: int
    row: str
    cell: str
    place: float
    """Where it stands in the random order of all candidates."""
    refused: bool = False
    """Whether a judge or reader refused it; else it was delivered."""
    gone: bool = False
    """Whether a person has withdrawn it since."""
    split: float = 0.0
    """How far the surest of its readings are from unanimous."""
    thin: float = 0.0
    """How little its evidence is: nothing proves it, some checks were spared."""
    first: float = 0.0
    """Whether it is one of the first rows of its concept or method."""
    rare: float = 0.0
    """How rare its words are among the rows of its part, by rank."""
    like: float = 0.0
    """How much oftener rows with its words were refused than others, by rank."""


@dataclass
class Pool:
    """All candidates that a person may be shown."""

    rows: dict[int, Signals] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)

    @cached_property
    def by_doubt(self) -> Sequence[Signals]:
        """The rows, the most doubtful first; of equals by their ids, which don't tell the random order."""
        every = 1 + 1 / max(1, len(self.rows))

        def doubt(one: Signals) -> float:
            told = {name: getattr(one, name) for name in self.weights}
            return sum(
                weight * (-math.log(every - told[name]) if name in RANKS else told[name])
                for name, weight in self.weights.items()
            )

        return sorted(self.rows.values(), key=lambda one: (-doubt(one), one.row))

    @cached_property
    def by_place(self) -> Sequence[Signals]:
        return sorted(self.rows.values(), key=lambda one: one.place)

    @property
    def delivered(self) -> Iterator[Signals]:
        return (one for one in self.rows.values() if not one.refused)


def read_delivered(store: Store, seed: int) -> Pool:
    """The rows that were delivered (and maybe withdrawn since), with nothing that speaks for looking at them:
    what a share is told by."""
    found = Pool()
    for number, row, gone in store.delivered():
        found.rows[number] = Signals(number, row, "", _place(seed, row), gone=gone)
    return found


def read_pool(store: Store, seed: int, *, words_too: bool = True) -> Pool:
    """Every candidate that was delivered (and maybe withdrawn since) or that a judge refused. `words_too`:
    off: how odd its words are isn't read, which takes longest."""
    seen: Counter[tuple[str, ...]] = Counter()
    pool, texts = Pool(), dict[int, tuple[str, str]]()
    for candidate in store.candidates():
        brief, draft, verdict = store.brief(candidate.number), candidate.draft.at_first, candidate.verdict
        delivered = verdict.at_first.state == "accepted"
        # Turned away by a reading of the row, not by its form or another row.
        refused = not delivered and bool(_WRONG & {one.code for one in draft.reasons})
        if brief is None or draft.row is None or not (delivered or refused):
            continue
        part, leaf, *_ = split_key(verdict.cell)
        one = Signals(
            candidate.number, candidate.row_id, intern(verdict.cell), _place(seed, candidate.row_id), refused
        )
        one.gone = verdict.withdrawn_at is not None
        pool.rows[candidate.number] = one
        texts[candidate.number] = intern(part), draft.text
        if delivered:
            one.split, one.thin = split(draft.evidence), thin(draft.evidence, draft.spared)
            new = [("leaf", part, leaf), ("method", part, brief.method)]
            one.first = float(any(seen[each] < _FIRST for each in new))
            seen.update(new)
    if words_too:
        _by_words(pool, texts)
    return pool


def _place(seed: int, row: str) -> float:
    return draw_seed(seed, "review", row) / 2**53


def split(evidence: Sequence[Evidence]) -> float:
    """How far readings are from unanimous, of the one that is most so."""
    return max((1 - sure for one in evidence if (sure := _sure(one)) is not None), default=0.0)


def _sure(evidence: Evidence) -> float | None:
    """How sure a reading is of what it says, 0–1; None: it isn't one that could be otherwise."""
    match evidence:
        case Agreement() if evidence.by != RECORD:
            return evidence.share
        case Classification():
            return evidence.probability
        case Likelihood() if len(evidence.alternatives) > 1:
            return max(softmax(evidence.alternatives).values())
        case Judgement():
            low, high = evidence.scale
            return (evidence.score - low) / (high - low) if high > low else None
    return None


def thin(evidence: Sequence[Evidence], spared: Sequence[str]) -> float:
    """1 where checks were spared and nothing proves the row, half of that where readings alone support it."""
    if any(one.kind in PROVING for one in evidence):
        return 0.0
    return 1.0 if spared else 0.5


def _by_words(pool: Pool, texts: Mapping[int, tuple[str, str]]) -> None:
    """How odd the words of each row are, as its rank within its part, 0–1: at all (`rare`: by log 1 / (share
    of the rows that have the word), itself left out), and for a row that passed (`like`). `texts`: candidate
    → (part, text)."""
    import numpy as np

    for part in dict.fromkeys(part for part, *_ in texts.values()):
        mine = {number: told for number, told in texts.items() if told[0] == part}
        vocabulary: dict[str, int] = {}
        rows = [
            np.array(
                sorted({vocabulary.setdefault(word, len(vocabulary)) for word in words(text)}), dtype=np.int32
            )
            for *_, text in mine.values()
        ]
        seen = np.bincount(np.concatenate(rows), minlength=len(vocabulary)) if vocabulary else np.zeros(0)
        # Cubed, so that a few words that stand nowhere else tell more than many that are seldom.
        rare = [
            float((np.log(len(rows) / (seen[row] - 0.5)) ** 3).mean()) if len(row) else 0.0 for row in rows
        ]
        refused = [pool.rows[number].refused for number in mine]
        like = _ranks(_refused_words(rows, refused, seen))
        for number, *ranks in zip(mine, _ranks(rare), like, strict=True):
            pool.rows[number].rare, pool.rows[number].like = ranks


def _refused_words(rows: Sequence[Any], refused: Sequence[bool], seen: Any) -> list[float]:
    """By how much oftener than others rows were refused that have a row's words: the sum over its most
    telling ones, in log-odds, itself left out. A judge that refuses most rows of one defect and misses some
    names the words by which these are found."""
    import numpy as np

    held = np.zeros(len(seen))
    for row, bad in zip(rows, refused, strict=True):
        held[row] += bad
    rate = (sum(refused) + 0.5) / (len(rows) + 1)
    usual = math.log(rate / (1 - rate))
    found = []
    for row, bad in zip(rows, refused, strict=True):
        wrong, number = held[row] - bad, seen[row] - 1
        odds = np.log((wrong + _PRIOR * rate) / (number - wrong + _PRIOR * (1 - rate))) - usual
        found.append(float(np.maximum(np.sort(odds)[-_TELLING:], 0.0).sum()))
    return found


def _ranks(values: Sequence[float]) -> list[float]:
    """The share of the others that each is above, 0–1."""
    import numpy as np

    some = np.asarray(values)
    ordered = np.sort(some)
    below = np.searchsorted(ordered, some, side="left")
    return [round(float(one), 6) for one in below / max(1, len(some) - 1)]
