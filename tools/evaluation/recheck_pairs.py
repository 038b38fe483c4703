"""Retrieval pairs, re-checked: positive, ranks and negatives made again from the journaled search.

What a search brought is held against the sources, the positive and the negatives against what it brought, and
each negative is told again to hold no answer. Nothing is searched anew and no model is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.memory.candidate import Citation
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.pairs.mining import FIRST, found_of, mined, rank_of
from seedbed.tools.knowledge.pairs.negatives import wanted
from seedbed.tools.knowledge.pairs.query import core_of


@dataclass(frozen=True, slots=True)
class _Pair:
    """What a row's brief says of it."""

    passage: str
    """The positive's id."""
    answer: str
    """What has to be cited."""
    asked: str
    proof: str
    heading: Sequence[str]


def pair_fault(evidence: Citation, place: Place) -> str:
    """What is wrong with a row whose positive is cited; "" if it holds."""
    try:
        return _fault(evidence, place)
    except (KeyError, TypeError, AttributeError, ValueError) as odd:
        return f"its brief or its search isn't one of a pair: {odd!r}"


def _fault(evidence: Citation, place: Place) -> str:
    row, told = place.row, _told(place)
    if evidence.claim != told.answer:
        return f"cited is {evidence.claim!r}, and {told.answer!r} answers the query"
    if row.get("source") != evidence.source or row.get("heading") != " > ".join(told.heading):
        return f"the row names {row.get('source')!r} › {row.get('heading')!r} as its place"
    hits = place.store.journaled(f"retrieval/{place.brief.id}/round_trip/{_attempt(place)}")
    if not hits:
        return "the journal has no search for this row"
    found = found_of(hits)
    rank = rank_of(found, told.passage)
    if not 0 < rank <= FIRST:
        return "the search for the query does not bring its passage among the first"
    positive = found[rank - 1]
    if row.get("positive") != positive.text:
        return "the positive is not the passage that was found"
    mine = hits[rank - 1]
    within = mine["start"] <= evidence.start and evidence.end <= mine["end"]
    if mine["source"] != evidence.sha256 or not within:
        return "what is cited does not stand in the positive"
    expected = mined(found, told.passage, wanted(told.asked, told.answer, told.proof, positive.text))
    if not expected or row.get("negatives") != [one.text for one in expected]:
        return "the negatives are not the first passages found that surely don't answer"
    for one in (positive, *expected):
        if fault := _misplaced(hits[one.rank - 1], place):
            return fault
    return ""


def _told(place: Place) -> _Pair:
    item = place.brief.grounding["item"]
    asked = core_of(item["question"])
    return _Pair(item["chunk"], item["answer"], asked, item["shown"], item["heading_path"])


def _misplaced(hit: Mapping[str, Any], place: Place) -> str:
    """What is wrong with a passage's place in its source."""
    if place.source_text(hit["source"])[hit["start"] : hit["end"]] != hit["text"]:
        return f"a passage does not stand at {hit['start']}–{hit['end']} of {hit['source'][:12]}…"
    return ""


def _attempt(place: Place) -> int:
    return place.candidate.draft.attempts - 1
