"""Evidence for a label, read again from the stored answer: does the verdict follow from it?

Pure functions for the audit and for whoever makes the evidence. They know what kept answers look like, not
how they were asked for.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.candidate import Classification, Likelihood

_TINY = 1e-6


def codes(labels: Sequence[str]) -> dict[str, str]:
    """Label → what stands for it where its likelihood is measured by its first token.

    The label itself where all differ within their first three letters, so that their first tokens differ;
    otherwise letters.
    """
    heads = {label.strip().casefold()[:3] for label in labels}
    if len(heads) == len(labels) and all(label.strip() for label in labels):
        return {label: label.strip() for label in labels}
    letters = [chr(ord("A") + i) for i in range(26)]
    names = letters + [a + b for a in letters for b in letters]
    return dict(zip(labels, names, strict=False))


def likeliest(scores: Mapping[str, float]) -> str:
    """The label with the highest score; of equals the first in the alphabet."""
    return min(scores, key=lambda label: (-scores[label], label))


def softmax(scores: Mapping[str, float], sharpness: float = 1.0) -> dict[str, float]:
    """Scores as shares that add up to 1, rounded to six places."""
    top = max(scores.values())
    weights = {label: math.exp(sharpness * (score - top)) for label, score in scores.items()}
    whole = sum(weights.values())
    return {label: round(weight / whole, 6) for label, weight in weights.items()}


def likelihood_follows(evidence: Likelihood, label: str, stored: Mapping[str, Any]) -> bool:
    """Whether a label's likelihood is what the stored answer says, and the label the likeliest.

    Args:
        label: The row's.
        stored: The kept body of the answer under `evidence.slot`: one generated token with alternatives.
    """
    if label not in evidence.alternatives or likeliest(evidence.alternatives) != label:
        return False
    entries = ((stored["choices"][0].get("logprobs") or {}).get("content")) or ()
    if not entries:
        return False
    top = [(str(e["token"]), float(e["logprob"])) for e in entries[0].get("top_logprobs") or ()]
    text = " " + codes(list(evidence.alternatives))[label]
    read = [(len(token), value) for token, value in top if token.strip() and text.startswith(token)]
    found = max(read)[1] if read else min((value for _, value in top), default=0.0)
    return abs(found - evidence.logprob) < _TINY


def classification_follows(evidence: Classification, label: str, stored: Mapping[str, Any] | None) -> bool:
    """Whether a classification names the row's label, and a judge's stored answer says so.

    Args:
        stored: The kept body of a judge's answer; None for neighbours, whose figures alone are checked.
    """
    if evidence.label != label:
        return False
    if evidence.alternatives and likeliest(evidence.alternatives) != label:
        return False
    if stored is None:
        return True
    choice = stored["choices"][0]
    said = (choice.get("message") or {}).get("content") or choice.get("text") or ""
    return f'"{label}"' in said


def follows(evidence: Likelihood | Classification, row: Mapping[str, Any], stored: Any | None) -> bool:
    """Whether a piece of label evidence is consistent with row and stored answer."""
    label = str(row.get("label", ""))
    if isinstance(evidence, Likelihood):
        return isinstance(stored, Mapping) and likelihood_follows(evidence, label, stored)
    return classification_follows(evidence, label, stored if isinstance(stored, Mapping) else None)
