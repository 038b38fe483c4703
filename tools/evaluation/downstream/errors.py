"""Where a student of the dataset fails on real rows, as groups of errors that more rows could mend.

Error extrapolation (S3: Wang et al. 2023, «Let's Synthesize Step by Step») writes new rows from each
misclassified row. Here the real rows stay out of every prompt: what leaves this module are labels, leaves,
counts and single words. It fits no student and proposes no directive.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seedbed.tools.curation.duplicates import words
from seedbed.tools.evaluation.calibration import wilson
from seedbed.tools.evaluation.language import untested
from seedbed.tools.knowledge.search.embedder import embed

_Z = 1.96
_MOST_WORDS, _LEAST_TEXTS = 6, 2
_LIFT = 2.0
"""A telling word stands in the wrong rows at least so much oftener than in the others."""
_LONGEST = 20
"""Letters: longer ones are rather names of files and keys than words."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """Real rows of one label, of one leaf or of all, that the student takes for another label."""

    label: str
    mistaken_for: str
    leaf: str | None
    """Nearest leaf of the wrong rows; None: over all leaves."""
    errors: int
    rows: int
    """Real rows of this label and leaf, right ones included."""
    share: float
    """errors / rows, 0–1."""
    low: float
    """Lower 95 % Wilson bound of the share: 0.21 for 1 of 1, 0.57 for 5 of 5, 0.23 for 10 of 25."""
    words: tuple[str, ...]
    """At most 6 single words that set the wrong rows apart, most telling first; never a piece of a text."""

    @property
    def cost(self) -> float:
        """Errors that there are at least, by the Wilson bound."""
        return self.low * self.rows


def grouped(
    taken: Sequence[str],
    rows: Sequence[tuple[str, str]],
    nearest: Sequence[str | None],
    language: str = "English",
) -> tuple[Weakness, ...]:
    """A student's errors in groups, the costliest first.

    Each confusion (label, mistaken for) is given once over all leaves and, where leaves are known, once per
    leaf too: a few real rows show which label is weak long before they show where.

    Args:
        taken: The label that the student gave to each row.
        nearest: The leaf that each row is nearest to; None: not known.
    """
    truth = [label for _, label in rows]
    said = [frozenset(words(text)) for text, _ in rows]
    size: Counter[tuple[str, str | None]] = Counter()
    wrong: dict[tuple[str, str, str | None], list[int]] = defaultdict(list)
    for place, (label, guess, leaf) in enumerate(zip(truth, taken, nearest, strict=True)):
        for group in (None, leaf) if leaf is not None else (None,):
            size[label, group] += 1
            if guess != label:
                wrong[label, guess, group].append(place)
    documents = Counter(word for mine in said for word in mine)
    found = []
    for (label, guess, group), places in wrong.items():
        errors, of = len(places), size[label, group]
        telling = telling_words([said[place] for place in places], documents, len(rows), language)
        low = round(wilson(errors / of, of, _Z)[0], 4)
        found.append(Weakness(label, guess, group, errors, of, round(errors / of, 4), low, telling))
    return tuple(sorted(found, key=lambda one: (-one.cost, one.label, one.mistaken_for, one.leaf or "")))


def nearest_leaves(
    texts: Sequence[str], leaves: Sequence[tuple[str, str]], language: str = "English"
) -> list[str | None]:
    """The leaf whose line is nearest to each text by cosine of static embeddings.

    None without leaves, for a text without a word, and in languages in which that wasn't tested.
    """
    if not texts or not leaves or untested(language):
        return [None] * len(texts)
    import numpy as np

    lines = embed([line for _, line in leaves])
    found: list[str | None] = []
    for text, vector in zip(texts, embed(texts), strict=True):
        # einsum, because what BLAS gives depends on its number of threads.
        near = np.einsum("ij,j->i", lines, vector)
        found.append(leaves[int(near.argmax())][0] if words(text) else None)
    return found


def telling_words(
    wrong: Sequence[frozenset[str]], documents: Mapping[str, int], rows: int, language: str = "English"
) -> tuple[str, ...]:
    """Words that stand in at least two different texts of a group and set it apart, by tf-idf, at most six.

    Only single words of letters leave: no digits, which could identify, and no order of the text.

    Args:
        wrong: The words of each text of the group.
        documents: Word → texts of the whole set that hold it.
        rows: Texts of the whole set.
        language: In English, words of no content are left out by a list; elsewhere by their frequency alone.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    empty = frozenset() if untested(language) else ENGLISH_STOP_WORDS
    # A text that stands twice is one text: its words would otherwise count as shared.
    inside = Counter(word for mine in set(wrong) for word in mine)
    others = max(rows - len(wrong), 1)
    held = Counter(word for mine in wrong for word in mine)
    scores = {
        word: count * math.log((1 + rows) / (1 + documents[word]))
        for word, count in inside.items()
        if count >= _LEAST_TEXTS
        and word.isalpha()
        and word not in empty
        and 2 < len(word) <= _LONGEST
        and held[word] / len(wrong) >= _LIFT * (documents[word] - held[word]) / others
    }
    return tuple(sorted(scores, key=lambda word: (-scores[word], word))[:_MOST_WORDS])
