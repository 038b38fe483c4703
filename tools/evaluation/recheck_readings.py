"""Questions that a model wrote about two passages, or without an answer: re-checked without a model.

Quotes, sources and what is computed are made again; of what readers said it is checked that the journal has
it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.candidate import Agreement, Citation, Computation
from seedbed.tools.evaluation.recheck_absence import unanswered_fault
from seedbed.tools.evaluation.recheck_place import Place

CONTROL_DRAW = 9
"""The draw under which the control question of a question without an answer is read."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_joined(place: Place) -> bool:
    """Whether the row's brief names two passages for a model to join."""
    return bool(place.brief.grounding.get("passages"))


def joined(evidence: Citation | Computation, place: Place) -> str:
    """What is wrong with a row whose answer a model took from two passages; "" if its places give it."""
    from seedbed.tools.knowledge.questions.calculate import computation
    from seedbed.tools.knowledge.questions.items import BETWEEN
    from seedbed.tools.knowledge.questions.joined import fault_of_joined

    row = place.row
    cited = [one for one in place.candidate.draft.evidence if isinstance(one, Citation)]
    texts = str(row.get("context", "")).split(BETWEEN)
    said = _said(place)
    if len(cited) != 2 or len(texts) != 2 or said is None:
        return "it is not made of two passages that a writer quoted"
    if row.get("source") != "; ".join(dict.fromkeys(one.source for one in cited)):
        return f"the row names {row.get('source')!r} as its sources"
    for one, text in zip(cited, texts, strict=True):
        if one.quote not in text or text not in _text(one.sha256, place):
            return f"a passage of the row is not that of its quote {one.quote[:60]!r}"
    hops = [_hop(one, said) for one in cited]
    calculation = str(said.get("calculation", ""))
    answer = str(row.get("answer", ""))
    if fault := fault_of_joined(str(row.get("question", "")), answer, calculation, hops, texts):
        return fault
    if isinstance(evidence, Computation) and evidence != Computation(
        **computation(calculation, hops, answer)
    ):
        return "it computes something else than the row's places give"
    return ""


def _said(place: Place) -> Mapping[str, Any] | None:
    """The writer's last answer that the row was made of."""
    asked = str(place.row.get("question", ""))
    found = place.objects("writer", "write_joined_question", 0)
    mine = [said for said in found if " ".join(str(said.get("question", "")).split()) == asked]
    return mine[-1] if mine else None


def _hop(cited: Citation, said: Mapping[str, Any]) -> Any:
    """A cited place, with the thing that the writer said it speaks of."""
    from seedbed.tools.knowledge.questions.items import Hop

    places = [one for one in (said.get("first"), said.get("second")) if isinstance(one, dict)]
    same = [
        one for one in places if " ".join(str(one.get("quote", "")).split()) == " ".join(cited.quote.split())
    ]
    thing = str(same[0].get("thing", "")).strip() if same else ""
    return Hop(thing, cited.claim, "", cited.sha256, cited.source, cited.start, cited.end, cited.quote)


def read_apart(evidence: Agreement, place: Place) -> str:
    """Readings of two passages together (all give the answer) and of each alone (none does)."""
    from seedbed.tools.knowledge.citations import round_trip_ok

    answer, heard = str(place.row.get("answer", "")), evidence.answers
    if evidence.question != place.row.get("question"):
        return "another question was read"
    if evidence.share == 1:
        if len(heard) != 2 or heard[0] != answer:
            return "the answer agreed on is not the row's"
        return _not_said(heard[1:], 0, place)
    if evidence.share != 0 or len(heard) != 2:
        return "the readers of one passage alone are not two who lack the answer"
    if any(round_trip_ok(answer, one) for one in heard):
        return "one passage alone gives the answer"
    return _not_said(heard, 1, place)


def unread(evidence: Agreement, place: Place) -> str:
    """Readings that found no answer, or that of the control question, which has one."""
    heard, row = evidence.answers, place.row
    passage = place.brief.grounding.get("passage") or {}
    if fault := unanswered_fault(row):
        return fault
    if [row.get("context"), row.get("source")] != [passage.get("text"), passage.get("name")]:
        return "the row's context is not its brief's passage"
    if not passage or passage["text"] not in _text(str(passage.get("source")), place):
        return "the brief's passage stands in no source"
    if evidence.share != 1:
        return "the readers don't all agree"
    if evidence.question == place.row.get("question"):
        if len(heard) < 2 or any(heard):
            return "a reader found an answer"
        return _not_said(heard[1:], 0, place)
    control = place.brief.grounding.get("control") or place.candidate.draft.notes.get("answerable") or {}
    if [evidence.question, *heard[:1]] != [control.get("question"), control.get("answer")]:
        return "the control question is not the brief's or the writer's"
    return _not_said(heard[1:], CONTROL_DRAW, place)


def _not_said(heard: Sequence[str], first: int, place: Place) -> str:
    """What of some readings, of draws from `first` on, the journal doesn't have."""
    for draw, answer in enumerate(heard, first):
        said = place.objects("judge", "answer_question", draw)
        if not any(_reading(one) == answer for one in said):
            return f"the journal has no reading {answer[:60]!r} for this row"
    return ""


def _reading(said: Mapping[str, Any]) -> str:
    return str(said.get("answer", "")).strip() if said.get("answerable") is True else ""


def _text(sha256: str, place: Place) -> str:
    """The text of a source; "" where the run has none under this hash."""
    path = place.folder.sources / f"{sha256}.txt"
    if not _SHA256.fullmatch(sha256) or path.is_symlink() or not path.is_file():
        return ""
    return path.read_bytes().decode("utf-8", errors="replace")
