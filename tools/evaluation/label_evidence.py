"""Likelihoods of labels: what may follow the question, and shares that come of the scores."""

import math
from collections.abc import Mapping, Sequence


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
