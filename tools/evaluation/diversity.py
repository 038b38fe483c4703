"""How varied the rows are: near-copies, distinct n-grams, shared phrases, Vendi score, lengths; beside the
user's examples.

No model is asked. Vendi rests on static embeddings and is left out, with the reason, in languages in which
they weren't tested. Nothing here knows cells."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import compress, pairwise
from statistics import quantiles
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from seedbed.memory.exact.randomness import rng
from seedbed.memory.languages import language_code
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.tools.curation.duplicates import coded, of_numbers, reaches, signature, words
from seedbed.tools.knowledge.search.embedder import embed, spelt_out
from seedbed.tools.words import unspaced

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SAMPLE = 2_000
"""Words over which distinct-n is counted, so that parts of different size can be compared."""
_MIXED = (1, 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
"""Factors by which the values of a band become one number."""
_FILED = 3_000
"""A text is compared with so many before it, so that memory stays bounded (1 MB a part)."""
_BEGINNING, _RUN, _SEVERAL, _OFTEN, _LISTED, _LONGEST = 250, 4, 3, 0.05, 8, 120
"""Words that are read of a text, and of a run; texts, and share of the texts, that share it; phrases told of,
and their characters."""
_STRANGE = 0.05
"""Share of the texts, above which they say nothing of all."""
SIZE = 300
"""Texts of a sample: the eigenvalues of 300 similarities cost 2 ms."""


def untested(language: str) -> str | None:
    """Why figures that rest on static embeddings aren't given in a language; None: they are."""
    if language_code(language) == "en":
        return None
    return f"static embeddings were tested in English only, not in {language}"


def _is_spelt(text: str) -> bool:
    """Whether the embedder only spells a text out, and it isn't but figures and signs."""
    return any(letter >= "\u0370" and letter.isalpha() for letter in text) and spelt_out([text])[0]


def vendi(vectors: "NDArray[np.float32]") -> float:
    """The effective number of different texts, from 1 (all alike) to n (all unlike); 0 of none.

    exp of the entropy of the eigenvalues of K/n, K the cosine similarities (Friedman & Dieng 2023, §3).

    Args:
        vectors: Of unit length, one a row. Zero vectors count as copies of one text, unlike all others."""
    import numpy as np

    if not len(vectors):
        return 0.0
    rows = np.asarray(vectors, dtype=np.float64)
    rows = rows[np.any(rows, axis=1)]
    # X Xᵀ and Xᵀ X have the same eigenvalues but for zeros.
    # One thread: several spin on a busy machine (measured: 70 ms, not 2), and their number must not show.
    with _threads().limit(limits=1, user_api="blas"):
        gram = rows @ rows.T if len(rows) < rows.shape[1] else rows.T @ rows
        values = np.append(np.linalg.eigvalsh(gram), len(vectors) - len(rows))
    values = values[values > 1e-9] / values[values > 1e-9].sum()
    return float(np.exp(-(values * np.log(values)).sum()))


@cache
def _threads() -> Any:
    """The libraries that take threads; looking for them among all that is loaded takes 1 ms, so once."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def distinct(tokens: Sequence[Sequence[str]], limit: int = _SAMPLE) -> tuple[float, float]:
    """Distinct-1 and distinct-2: different n-grams as a share of all n-grams (Li et al. 2016), each 0–1.

    Args:
        tokens: The words of each text; no pair of words crosses from one text to the next.
        limit: Only so many words are read, because the shares fall with length."""
    first: list[Sequence[str]] = []
    for mine in tokens:
        first.append(mine[:limit])
        limit -= len(first[-1])
    single = [word for mine in first for word in mine]
    pairs = [pair for mine in first for pair in pairwise(mine)]
    return (len(set(single)) / len(single) if single else 0.0, len(set(pairs)) / len(pairs) if pairs else 0.0)


def phrases(tokens: Sequence[Sequence[str]]) -> list[tuple[str, int]]:
    """Phrases that several texts share, and in how many each stands, commonest first: runs of four words
    (Salkar et al. 2022, abstract), or of eight letters where most words are one letter (no space parts them:
    four are a word or two), joined where one goes on as another that as many texts have.

    Args:
        tokens: The words of each text, of which the first 250 are read: 13 MB of 300 texts, for a moment."""
    letters = sum(unspaced("".join(mine)) for mine in tokens)
    length = 2 * _RUN if 2 * letters > sum(map(len, tokens)) else _RUN
    shared = Counter[tuple[str, ...]]()
    for mine in tokens:
        shared.update({*zip(*(mine[n:_BEGINNING] for n in range(length)), strict=False)})
    least = max(_SEVERAL, math.ceil(_OFTEN * len(tokens)))
    runs = {run: texts for run, texts in sorted(shared.items()) if texts >= least}
    begun = {(run[:-1], texts): run for run, texts in runs.items()}
    after = {run: begun.get((run[1:], texts)) for run, texts in runs.items()}
    found, seen = list[tuple[str, int]](), set[tuple[str, ...]]()
    # The beginnings first; what is left goes in a ring.
    for first in [*(run for run in runs if run not in after.values()), *runs]:
        run: tuple[str, ...] | None = first
        phrase = [*first[:-1]]
        while run is not None and run not in seen:
            seen.add(run)
            phrase.append(run[-1])
            run = after[run]
        if len(phrase) >= length:
            found.append((_written(phrase), runs[first]))
    return sorted(found, key=lambda one: (-one[1], one[0]))[:_LISTED]


def _written(phrase: Sequence[str]) -> str:
    """Words as a phrase, with spaces where their script has them."""
    ends = [
        one if unspaced(one) and unspaced(after) else f"{one} " for one, after in pairwise([*phrase, "."])
    ]
    said = "".join(ends).strip()
    return shorten(said, _LONGEST, placeholder=" …") if " " in said else said[:_LONGEST]


class Texts:
    """The figures of a growing list of texts, kept up row by row."""

    def __init__(self, name: str, seed: int, threshold: float, language: str) -> None:
        """Args:
        name: What they are, for the sample's random numbers.
        threshold: ROUGE-L F from which two texts are near-copies, 0–1.
        language: The spec's."""
        self.sample: list[str] = []
        """Each text so far was kept with equal probability (algorithm R, Vitter 1985, §2)."""
        self._name, self._seed, self._threshold = name, seed, threshold
        self._off = untested(language)
        self._words: list[tuple[str, ...]] = []
        """Of each text of the sample."""
        self._vectors: NDArray[np.float32] | None = None
        self._unread: set[int] = set()
        """Places of the sample whose text has no vector yet."""
        self._spelt: set[int] = set()
        """Places of the sample whose text the embedder has hardly any words for."""
        self._said: list[str] = []
        """The last texts, coded, each at its number modulo `_FILED`."""
        self._keys: NDArray[np.uint32] | None = None
        """What these are filed under: a column a text."""
        self._filed = 0
        self._lengths = Counter[int]()
        """Texts by their length in words."""
        self._texts = 0
        self._vocabulary = set[str]()
        self._copies = 0

    def add(self, text: str) -> None:
        """Take note of the next text, in order of acceptance."""
        import numpy as np

        mine = words(text)
        self._keep(text, mine)
        self._vocabulary.update(mine)
        if mine:  # a text without words is a copy of none
            # Sums to practise on are alike and no copies: these are copies of their equals alone.
            said, alike = coded(mine), self._threshold
            if of_numbers(text):
                said, alike = coded(text.casefold().split()), 1.0
            # A number a band, to save memory: it only proposes.
            keys = signature(text) @ np.array(_MIXED, np.uint32)
            if self._keys is None:
                self._keys = np.zeros((len(keys), _FILED), np.uint32)
            near = np.flatnonzero((self._keys[:, : len(self._said)] == keys[:, None]).any(axis=0)).tolist()
            self._copies += reaches(said, [self._said[n] for n in near], alike)
            place = self._filed % _FILED
            self._keys[:, place] = keys
            self._said[place : place + 1] = [said]
            self._filed += 1
        self._lengths[len(mine)] += 1
        self._texts += 1

    def _keep(self, text: str, mine: tuple[str, ...]) -> None:
        seen, place = self._texts + 1, len(self.sample)
        if place < SIZE:
            self.sample.append(text)
            self._words.append(mine)
        elif (place := rng(self._seed, f"reservoir {self._name}", seen).randrange(seen)) < SIZE:
            self.sample[place], self._words[place] = text, mine
        if place < SIZE:
            self._unread.add(place)

    def vectors(self) -> "NDArray[np.float32] | None":
        """Of the sample, in its order; None where embeddings weren't tested, or have hardly any words for
        texts of the sample."""
        import numpy as np

        if self._off:
            return None
        known = embed([]) if self._vectors is None else self._vectors
        self._vectors = np.pad(known, ((0, len(self.sample) - len(known)), (0, 0)))
        if unread := sorted(self._unread):  # a text's vector doesn't hang on those beside it
            texts = [self.sample[place] for place in unread]
            self._vectors[unread] = embed(texts)
            self._spelt = (self._spelt - self._unread) | {*compress(unread, map(_is_spelt, texts))}
            self._unread.clear()
        return None if self._strange else self._vectors

    @property
    def _strange(self) -> str:
        """Why the vectors say nothing of these texts, such as rows that were dealt Hindi in an English build;
        empty: they do."""
        spelt, texts = len(self._spelt), len(self.sample)
        told = f"static embeddings have hardly any words for {spelt} of {texts} texts"
        return told if spelt > _STRANGE * texts else ""

    def figures(self) -> dict[str, Any]:
        """JSON-ready. `near_duplicates` is the share of texts that are near-copies of an earlier one; `vendi`
        and the distinct shares are of a seeded sample of at most 300 texts; lengths are in words."""
        texts, lengths = self._texts, sorted(self._lengths.elements())
        written, quarters = sum(lengths), quantiles(lengths, n=4) if texts > 1 else [*lengths, 0][:1] * 3
        return {
            "texts": texts,
            "words": written,
            "vocabulary": len(self._vocabulary),
            "mean_words": round(written / texts, 2) if texts else 0.0,
            "quartiles_words": [round(float(value), 1) for value in quarters],
            "near_duplicates": round(self._copies / texts, 4) if texts else 0.0,
            "sampled": len(self.sample),
            **self.varied(len(self.sample)),
            **({"vendi_reason": why} if (why := self._off or self._strange) else {}),
        }

    def phrases(self) -> list[tuple[str, int]]:
        """Phrases that texts of the sample share, and in how many each stands."""
        return phrases(self._words)

    def _drawn(self, size: int) -> list[int]:
        """Places of so many texts of the sample."""
        return rng(self._seed, f"order {self._name}").sample(range(len(self.sample)), len(self.sample))[:size]

    def words_in(self, size: int) -> int:
        """How many words so many texts of the sample have."""
        return sum(len(self._words[n]) for n in self._drawn(size))

    def varied(self, size: int, limit: int = _SAMPLE) -> dict[str, Any]:
        """Distinct shares and Vendi of so many texts of the sample, which may have so many words."""
        places, vectors = self._drawn(size), self.vectors()
        one, two = distinct([self._words[n] for n in places], limit)
        score = None if vectors is None else round(vendi(vectors[places]), 4)
        return {"distinct_1": round(one, 4), "distinct_2": round(two, 4), "vendi": score}


class Diversity:
    """The diversity of a dataset under way, part by part, beside that of the user's examples."""

    def __init__(
        self, examples_by_part: Mapping[str, Sequence[str]], seed: int, threshold: float, language: str
    ) -> None:
        """Args:
        examples_by_part: Part → texts of rows that the user already has.
        seed: The run's; `threshold` and `language` as of `Texts`."""
        self._settings = seed, threshold, language
        self._parts: dict[str, Texts] = {}
        self._examples: dict[str, Texts] = {}
        for part, examples in examples_by_part.items():
            if examples:
                self._examples[part] = Texts(f"examples of {part}", *self._settings)
                for text in examples:
                    self._examples[part].add(text)

    def add(self, part: str, texts: Sequence[str]) -> None:
        """Rows of a part that were accepted since, in order of acceptance. 0.1 ms a row."""
        if part not in self._parts:
            self._parts[part] = Texts(part, *self._settings)
        for text in texts:
            self._parts[part].add(text)

    def phrases(self) -> dict[str, list[tuple[str, int]]]:
        """Part → phrases that its rows share, and in how many of the sample each stands."""
        return {part: mine.phrases() for part, mine in self._parts.items()}

    def whole(self) -> dict[str, dict[str, Any]]:
        """`read`, and `phrases` of each part; what a report has."""
        shared = self.phrases()
        return {part: {**figures, "phrases": shared[part]} for part, figures in self.read().items()}

    def read(self) -> dict[str, dict[str, Any]]:
        """Part → `Texts.figures` of its rows.

        Where there are examples: their own figures under `examples`, and under `at_equal_size` both sides'
        distinct shares and Vendi over equally many texts and words, since all three depend on size."""
        found: dict[str, dict[str, Any]] = {}
        for part, mine in self._parts.items():
            found[part] = mine.figures()
            if examples := self._examples.get(part):
                found[part]["examples"] = examples.figures()
                size = min(len(mine.sample), len(examples.sample))
                limit = min(_SAMPLE, mine.words_in(size), examples.words_in(size))
                beside = {"rows": mine.varied(size, limit), "examples": examples.varied(size, limit)}
                if None in (one["vendi"] for one in beside.values()):
                    beside = {side: {**one, "vendi": None} for side, one in beside.items()}
                found[part]["at_equal_size"] = {"texts": size, **beside}
        return found


def measures(
    store: Store, spec: Spec, examples_by_part: Mapping[str, Sequence[str]] | None = None
) -> dict[str, dict[str, Any]]:
    """Part name → the figures of its accepted rows, in the order of their briefs, and `phrases`: (phrase,
    texts of the sample that have it)."""
    found = Diversity(examples_by_part or {}, spec.seed, spec.accept.near_duplicate, spec.language)
    for part in spec.parts:
        found.add(part.name, ())
    for candidate in store.candidates("accepted"):
        found.add(candidate.verdict.cell.split("/", 1)[0], [candidate.draft.text])
    return found.whole()
