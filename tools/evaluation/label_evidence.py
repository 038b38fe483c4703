"""Evidence for a label, read again from the stored answer: does the verdict follow from it?

Pure functions for the audit and for whoever makes the evidence. They know what kept answers look like, not
how they were asked for.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.candidate import Likelihood

_TINY = 1e-6


def continuations(labels: Sequence[str]) -> list[str]:
    """What may follow «Label:», one a label; with a line break where one label begins another."""
    plain = [f" {label.strip()}" for label in labels]
    nested = any(a != b and b.startswith(a) for a in plain for b in plain)
    return [f"{text}\n" for text in plain] if nested else plain


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

    Read where the answer lists probabilities after sampling (llama.cpp) and the label's first token is its
    own; elsewhere one stored answer doesn't hold the figure, and only the ranking is checked.

    Args:
        label: The row's.
        stored: The kept body of the answer under `evidence.slot`.
    """
    if label not in evidence.alternatives or likeliest(evidence.alternatives) != label:
        return False
    names = list(evidence.alternatives)
    groups = _first_tokens(stored, continuations(names))
    if groups is None:
        return True
    mine = groups[names.index(label)]
    if sum(token == mine[0] for token, _ in groups) > 1:
        return True
    whole = sum(dict(groups).values())
    return abs(math.log(mine[1] / whole) - evidence.logprob) < _TINY


def _first_tokens(stored: Mapping[str, Any], texts: Sequence[str]) -> list[tuple[str, float]] | None:
    """For each text the longest listed token that begins it, and its probability; None: none is listed."""
    try:
        listed = stored["choices"][0]["logprobs"]["content"][0]["top_probs"]
        chances = {str(entry["token"]): float(entry["prob"]) for entry in listed}
    except (KeyError, IndexError, TypeError):
        return None
    found = [
        max((t for t in chances if t and chances[t] > 0 and text.startswith(t)), key=len, default="")
        for text in texts
    ]
    return [(token, chances[token]) for token in found] if all(found) else None
