"""What a search for a query brings, as the material of a pair: the positive's rank, and hard negatives.

Pure functions of what was found; the search itself, and its journal, are the caller's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.tools.knowledge.pairs.negatives import Wanted, fault_of, is_copy
from seedbed.tools.knowledge.pairs.passage import passage_text

SEARCHED = 20
"""Passages of a search from which negatives are taken: what is ranked lower is an easy negative."""
FIRST = 3
"""Rank that a query has to bring its passage to (round-trip filter: Promptagator, Dai et al. 2022, has 1;
here passages next to each other often share their subject)."""
NEGATIVES = 3
"""Negatives of a row, as many as there are up to this; at least one."""


@dataclass(frozen=True, slots=True)
class Found:
    """One passage of a search."""

    id: str
    rank: int
    """1 for the best."""
    text: str
    """As a retriever is shown it (`passage_text`)."""


def found_of(hits: Sequence[Mapping[str, Any]]) -> tuple[Found, ...]:
    """What a search brought, best first.

    Args:
        hits: Each with `id`, `heading` and `text`, as the journal keeps them.
    """
    return tuple(
        Found(hit["id"], rank, passage_text(hit["heading"], hit["text"])) for rank, hit in enumerate(hits, 1)
    )


def rank_of(found: Sequence[Found], id: str) -> int:
    """The rank of a passage; 0 if the search didn't bring it."""
    return next((one.rank for one in found if one.id == id), 0)


def mined(found: Sequence[Found], positive: str, sought: Wanted, most: int = NEGATIVES) -> tuple[Found, ...]:
    """The best ranked passages that may be negatives, none a near-copy of another.

    Args:
        positive: The positive's id.
        most: How many at most.
    """
    taken: list[Found] = []
    for one in _fit(found, positive, sought):
        if len(taken) == most:
            break
        if not any(is_copy(one.text, other.text) for other in taken):
            taken.append(one)
    return tuple(taken)


def _fit(found: Sequence[Found], positive: str, sought: Wanted) -> Iterator[Found]:
    document = positive.split(":")[0]  # a passage's id begins with its source's hash
    for one in found:
        if one.id != positive and not fault_of(one.text, sought, kin=one.id.split(":")[0] == document):
            yield one
