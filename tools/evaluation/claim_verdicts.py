"""What a judge's verdict about a claim counts as evidence, and whether the kept answer says it."""

from collections.abc import Mapping

RUBRIC = "find_support"
SCORES: Mapping[str, float] = {
    "supported": 4.0,
    "partly": 3.0,
    "not in the passage": 2.0,
    "contradicted": 1.0,
}
SCALE = (1.0, 4.0)
