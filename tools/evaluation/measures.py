"""How varied the rows are, in figures that need no model: distinct n-grams, vocabulary, lengths.

Of a part's texts, in the order of their ids. Diversity against real data is a later issue's.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, quantiles
from typing import Any

from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.tools.curation.duplicates import words

_SAMPLE = 2_000
"""Words over which distinct-n is counted, so that parts of different size can be compared."""


def measures(store: Store, spec: Spec) -> dict[str, Any]:
    """Part name → the figures of its accepted rows."""
    texts: dict[str, list[tuple[str, str]]] = {part.name: [] for part in spec.parts}
    for candidate in store.candidates("accepted"):
        part = candidate.verdict.cell.split("/", 1)[0]
        texts[part].append((candidate.row_id, candidate.draft.text))
    return {name: diversity([text for _, text in sorted(mine)]) for name, mine in texts.items()}


def diversity(texts: Sequence[str]) -> dict[str, Any]:
    """Figures of some texts.

    Distinct-n is the share of different n-grams among all n-grams (Li et al. 2016), over the first 2,000
    words, because it falls with length. Lengths are in words.
    """
    tokens = [words(text) for text in texts]
    lengths = [len(mine) for mine in tokens]
    first: list[list[str]] = []
    left = _SAMPLE
    for mine in tokens:
        first.append(mine[:left])
        left -= len(first[-1])
    pairs = [pair for mine in first for pair in pairwise(mine)]
    single = [word for mine in first for word in mine]
    middle = quantiles(lengths, n=4) if len(lengths) > 1 else [float(n) for n in lengths * 3] or [0.0] * 3
    return {
        "texts": len(texts),
        "words": sum(lengths),
        "vocabulary": len({word for mine in tokens for word in mine}),
        "distinct_1": round(len(set(single)) / len(single), 4) if single else 0.0,
        "distinct_2": round(len(set(pairs)) / len(pairs), 4) if pairs else 0.0,
        "mean_words": round(fmean(lengths), 2) if lengths else 0.0,
        "quartiles_words": [round(value, 1) for value in middle],
    }
