"""What a claim's forced log-likelihood with and without a passage says about its support: figures, no model.

A text that the passage says is less of a surprise after it. The `lift` is what a token gains on average
(nats), the `relief` the share of the claim's surprise that the passage takes away. Both are turned into one
probability by a logistic fit on development rows (`python -m benchmarks.knowledge.likelihood --fit`); how far
that carries is in docs/claims.md: it tells copied and swapped texts, not a paraphrase from a near miss, so
nothing is ever accepted by it alone.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.sentences import sentence_spans

BY = "claim likelihood"
"""Name of this check in evidence, before the model's."""
WEIGHTS: Mapping[str, float] = {"bias": 0.038, "relief": 0.806, "lift": 1.225, "drops": 0.831, "hard": 0.353}
"""Of the logistic fit, on the embedded model's figures of 80 rows each of `labelled.fitted_on` (--fit)."""
COMBINED: Mapping[str, float] = {
    "bias": -0.084,
    "relief": 0.41,
    "lift": 0.606,
    "drops": 0.73,
    "hard": 0.34,
    "check": 2.567,
}
"""The same with the score of the claim check (`tools/knowledge/claims`) beside them."""
REFUSED_UNDER = 0.235
"""A probability under it speaks against a claim: 5 % of the supported development claims have one."""
REFUSED_SCORE = 0.3
"""Score of a claim that is refused though its words stand there, at most."""
MOST_WORDS = 130
"""Of a passage that the model is shown: a small model loses the thread in more, and a token takes 5 ms."""
LONGEST_CLAIM = 400
"""Characters of a claim that are weighed."""
_HIGHEST = 4.0
"""Nats that one token may add to the lift: a rare name would outweigh the rest."""
_WORD = re.compile(r"\w{3,}")


def figures(within: Sequence[float], alone: Sequence[float]) -> dict[str, float]:
    """lift, relief, drops and hard of a claim.

    Args:
        within: Its tokens' log-probabilities after the passage.
        alone: Those of the same tokens without it.

    Returns:
        `lift`: mean gain of a token, at most 4 nats each; `relief`: share of the surprise taken away, 1 if
        all; `drops`: mean loss of the tokens that the passage makes less likely, 0 or negative; `hard`: mean
        log-probability after the passage of those tokens, a quarter, that surprise most without it (the rare
        words, which a passage that supports the claim should bring).

    Raises:
        ValueError: they aren't the same tokens, or none.
    """
    if len(within) != len(alone) or not within:
        raise ValueError(f"{len(within)} and {len(alone)} tokens can't be compared")
    gains = [a - b for a, b in zip(within, alone, strict=True)]
    surprise = -math.fsum(alone)
    rarest = sorted(range(len(alone)), key=lambda n: alone[n])[: max(1, len(alone) // 4)]
    return {
        "lift": math.fsum(min(gain, _HIGHEST) for gain in gains) / len(gains),
        "relief": 1.0 + math.fsum(within) / surprise if surprise > 0 else 0.0,
        "drops": math.fsum(min(gain, 0.0) for gain in gains) / len(gains),
        "hard": math.fsum(within[n] for n in rarest) / len(rarest),
    }


def probability(found: Mapping[str, float]) -> float:
    """Calibrated probability that the passage supports the claim, by the likelihood alone."""
    return _chance(WEIGHTS, found)


def combined(found: Mapping[str, float], check: float) -> float:
    """The same by likelihood and claim check together.

    Args:
        check: Score of the claim check, 0–1.
    """
    return _chance(COMBINED, {**found, "check": check})


def beside(found: Mapping[str, float], ok: bool, check: float) -> tuple[bool, float]:
    """The claim check's word, and what the likelihood makes of it: `ok` and the score of both together.

    The likelihood may refuse what the check calls supported; what the check refuses stays refused, and gets
    no higher score. Not for claims that stand there literally (`is_literal`): those are proven, and of short
    answers the likelihood refuses a fifth of the right ones.
    """
    both = combined(found, check)
    if not ok:
        return False, min(both, check)
    if probability(found) < REFUSED_UNDER:
        return False, min(both, REFUSED_SCORE)
    return True, both


def is_literal(item: Mapping[str, Any]) -> bool:
    """Whether an item of the claim check's evidence holds and the claim's very words stand in its quote."""
    return bool(item["ok"]) and contains(str(item["claim"]).rstrip(" .!"), str(item["quote"]))


def _chance(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    odds = weights["bias"] + math.fsum(weights[name] * found[name] for name in weights if name != "bias")
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, odds))))


def shown(claim: str, passage: str, most: int = MOST_WORDS) -> str:
    """The passage, or of a longer one the sentences that share most words with the claim, in their order."""
    if len(passage.split()) <= most:
        return passage
    wanted = set(_WORD.findall(claim.casefold()))
    sentences = [passage[start:end] for start, end in sentence_spans(passage)]
    shares = [len(wanted & set(_WORD.findall(sentence.casefold()))) for sentence in sentences]
    taken: list[int] = []
    room = most
    for number in sorted(range(len(sentences)), key=lambda n: -shares[n]):
        length = len(sentences[number].split())
        if length <= room:
            taken.append(number)
            room -= length
    if not taken:  # one endless sentence, a table say
        return " ".join(passage.split()[:most])
    return " ".join(sentences[number] for number in sorted(taken))
