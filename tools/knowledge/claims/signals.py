"""What can be measured of one claim against its evidence: a few numbers, each with a meaning of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seedbed.tools.knowledge.claims.align import Alignment, align, covered
from seedbed.tools.knowledge.claims.ground import Ground
from seedbed.tools.knowledge.claims.strict import Fault, faults
from seedbed.tools.knowledge.claims.words import Word, words_of

NAMES = ("coverage", "window", "weakest", "numbers", "names", "contrary")
"""Every signal: shares of the claim's weight that stand in the evidence and in its best window;
the likeness of the word that is least there; and how many values and names are missing
and how many words contradict."""


_MOST_LOST = 100
"""Missing words of a claim that are looked at; so many make it unsupported anyway."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of one claim."""

    alignment: Alignment
    faults: tuple[Fault, ...]
    signals: Mapping[str, float]


def look(text: str, base: Ground) -> Looked:
    """A claim laid against the evidence, what differs, and the signals."""
    claim = words_of(text)
    found = align(claim, base)
    wrong = faults(text, claim, base, found)
    window = base.words[found.first : found.last]
    signals = {
        "coverage": covered(claim, base.where),
        "window": covered(claim, {word.key for word in window}),
        "weakest": _weakest(claim, base, window),
        "numbers": float(sum(fault.kind == "number" for fault in wrong)),
        "names": float(sum(fault.kind == "name" for fault in wrong)),
        "contrary": float(sum(fault.kind not in ("number", "name") for fault in wrong)),
    }
    return Looked(found, tuple(wrong), signals)


def _weakest(claim: Sequence[Word], base: Ground, window: Sequence[Word]) -> float:
    """How like the least covered word of weight is to some word of the window, 0–1; 1 where none is missing.

    Cosine of static embeddings, word by word: the least term of the recall of BERTScore (Zhang et al. 2020).
    """
    from seedbed.tools.knowledge.embedder import embed

    lost = list(dict.fromkeys(word.text for word in claim if word.weight and word.key not in base.where))
    there = list(dict.fromkeys(word.text for word in window if word.weight))
    if not any(word.weight for word in claim) or (lost and not there):
        return 0.0
    if not lost:
        return 1.0
    vectors = embed(lost[:_MOST_LOST] + there)
    near = vectors[: -len(there)] @ vectors[-len(there) :].T
    return max(0.0, float(near.max(axis=1).min()))
