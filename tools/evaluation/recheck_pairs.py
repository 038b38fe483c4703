"""Retrieval pairs, re-checked: positive, ranks and negatives made again from the journaled search.

What a search brought is held against the sources, the positive and the negatives against what it brought, and
each negative is told again to hold no answer. Nothing is searched anew and no model is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.memory.candidate import Agreement, Citation
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.pairs.mining import FIRST, NEGATIVES, READ, Found, found_of, mined, rank_of
from seedbed.tools.knowledge.pairs.negatives import stands_near, wanted
from seedbed.tools.knowledge.pairs.query import core_of


@dataclass(frozen=True, slots=True)
class _Pair:
    """What a row's brief and its readers say of it."""

    passage: str
    """The positive's id."""
    claim: str
    """What has to be cited."""
    asked: str
    answer: str
    proof: str
    heading: Sequence[str]
    read: bool
    """Whether a judge read the negatives."""


def pair_fault(evidence: Citation, place: Place) -> str:
    """What is wrong with a row whose positive is cited; "" if it holds."""
    try:
        return _fault(evidence, place)
    except (KeyError, TypeError, AttributeError, ValueError) as odd:
        return f"its brief or its search isn't one of a pair: {odd!r}"


def _fault(evidence: Citation, place: Place) -> str:
    row, told = place.row, _told(place)
    if evidence.claim != told.claim:
        return f"cited is {evidence.claim!r}, and {told.claim!r} answers the query"
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
    sought = wanted(told.asked, told.answer, told.proof, positive.text, read=told.read)
    near = mined(found, told.passage, sought, READ if told.read else NEGATIVES)
    if told.read:
        near = _left(near, told.passage, place)
    expected = near[:NEGATIVES]
    if not expected or row.get("negatives") != [one.text for one in expected]:
        return "the negatives are not the first passages found that surely don't answer"
    for one in (positive, *expected):
        if fault := _misplaced(hits[one.rank - 1], place):
            return fault
    return ""


def _told(place: Place) -> _Pair:
    grounding = place.brief.grounding
    if place.brief.form == "sure":
        item = grounding["item"]
        asked = core_of(item["question"])
        return _Pair(
            item["chunk"], item["answer"], asked, item["answer"], item["shown"], item["heading_path"], False
        )
    passage, query = grounding["passage"], place.row.get("query")
    quote = next(
        (
            str(said.get("quote")).strip()
            for said in place.objects("writer", "write_query", 0)
            if str(said.get("query")).strip() == query
        ),
        "",
    )
    agreed = next(piece for piece in place.candidate.draft.evidence if isinstance(piece, Agreement))
    return _Pair(passage["id"], quote, str(query), agreed.answers[1], quote, passage["heading"], True)


def _left(near: Sequence[Found], positive: str, place: Place) -> tuple[Found, ...]:
    """The passages that the judge didn't name while it named the positive; none without such an answer."""
    shown = place.candidate.draft.notes["read"]
    if sorted(shown) != sorted([positive, *(one.id for one in near)]):
        return ()
    for said in place.objects("judge", "find_answering", 0):
        named = {shown[number - 1] for number in said["answering"] if 0 < number <= len(shown)}
        left = tuple(one for one in near if one.id not in named)
        if positive in named and 2 * len(left) >= len(near):
            return left
    return ()


def _misplaced(hit: Mapping[str, Any], place: Place) -> str:
    """What is wrong with a passage's place in its source."""
    if place.source_text(hit["source"])[hit["start"] : hit["end"]] != hit["text"]:
        return f"a passage does not stand at {hit['start']}–{hit['end']} of {hit['source'][:12]}…"
    return ""


def _attempt(place: Place) -> int:
    return place.candidate.draft.attempts - 1


def reading_fault(evidence: Agreement, place: Place) -> str:
    """What is wrong with a reader's answer that agrees with the marked sentence; "" if it holds."""
    quote, *said = evidence.answers or ("",)
    if evidence.question != place.row.get("query") or evidence.share != 1 or len(said) != 1:
        return "the reader was not asked the row's query"
    if not stands_near(said[0], quote):
        return f"the reader's answer {said[0][:60]!r} is not in the marked sentence"
    read = place.objects("judge", "answer_question", 0)
    if all(str(one.get("answer", "")).strip() != said[0] or not one.get("answerable") for one in read):
        return f"the journal has no answer {said[0][:60]!r} for this row"
    return ""
