"""What a judge's verdict about a claim counts as evidence, and whether the kept answer says it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seedbed.memory.candidate import Judgement

RUBRIC = "find_support"
SCORES: Mapping[str, float] = {
    "supported": 4.0,
    "partly": 3.0,
    "not in the passage": 2.0,
    "contradicted": 1.0,
}
SCALE = (1.0, 4.0)


def verdict_fault(evidence: Judgement, said: Mapping[str, Any], sources: Path) -> str:
    """What is wrong with evidence that rests on a kept answer; empty: nothing.

    The answer has the verdict and reason, and what it quotes stands word for word in one of the run's texts
    (`sources/*.txt`), without which a support is none.
    """
    from seedbed.tools.knowledge.citations import quote_span

    score = SCORES.get(str(said.get("verdict")))
    if score != evidence.score or said.get("reason") != evidence.reason:
        return f"the journal has the verdict {said.get('verdict')!r}, the evidence {evidence.score:g}"
    quote = str(said.get("quote", ""))
    texts = (path.read_bytes().decode("utf-8", errors="replace") for path in sorted(sources.glob("*.txt")))
    if not any(quote_span(quote, text) for text in texts):
        return f"what the judge quoted stands in no source: {quote[:80]!r}"
    return ""
