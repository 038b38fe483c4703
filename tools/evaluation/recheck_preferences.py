"""Pairs of answers: re-checked by the row alone, and where they come from.

The chosen answer stands in an accepted talk of the same run; the rejected one is what its brief plants, made
anew, or what the weaker model answered. That the one is right and the other has the fault which the row
names is computed again (`tools/verification/trajectories/pairs.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seedbed.memory.brief import Brief, Slot
from seedbed.memory.candidate import Citation, Computation, Draft, Schema
from seedbed.memory.canonical import digest
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, Store, StoredAnswer
from seedbed.tools.evaluation.recheck_place import Checked, Place
from seedbed.tools.evaluation.stored_answers import said_object

Row = Mapping[str, Any]


def of_pair(evidence: Any, place: Place) -> Checked | None:
    """Re-check one piece of a pair's evidence; None: it is checked as that of any talk."""
    if isinstance(evidence, Computation):
        return "recomputed", _fault(evidence, place)
    if isinstance(evidence, Citation):
        return "recomputed", _cited(evidence, place)
    return ("recomputed", _chosen(evidence, place)) if isinstance(evidence, Schema) else None


def _shape(row: Row) -> str:
    """What is wrong with the form of a pair."""
    from seedbed.tools.verification.trajectories.faults import DEFECTS

    for name in ("chosen", "rejected"):
        said = row.get(name)
        if not isinstance(said, list) or len(said) != 1 or said[0].get("role") != "assistant":
            return f"{name} is not one message of the assistant"
    if row["chosen"] == row["rejected"]:
        return "both answers are the same"
    return "" if row.get("defect") in DEFECTS else f"there is no defect {str(row.get('defect'))[:40]!r}"


def _texts(place: Place) -> list[str]:
    return [one.quote for one in place.candidate.draft.evidence if isinstance(one, Citation)]


def _chosen(evidence: Schema, place: Place) -> str:
    """What is wrong with the talk up to and with the chosen answer."""
    from seedbed.tools.verification.trajectories.check import BY
    from seedbed.tools.verification.trajectories.pairs import chosen_faults

    row = place.row
    if wrong := _shape(row):
        return wrong
    if evidence.validator != BY:
        return f"no talk is checked by {evidence.validator[:60]!r}"
    try:
        found = chosen_faults(row["prompt"], row["chosen"][0], row.get("tools", ()), _texts(place))
    except UserFault as fault:
        return str(fault)[:400]
    return f"the chosen answer: {found[0]}" if found else ""


def _fault(evidence: Computation, place: Place) -> str:
    """Whether the rejected answer has the fault that row and evidence name."""
    from seedbed.tools.verification.trajectories.pairs import BY, FAULT, compare_answers

    row = place.row
    if wrong := _shape(row):
        return wrong
    if (evidence.engine, evidence.expression, evidence.result) != (BY, FAULT, row["defect"]):
        return f"it computes {evidence.result[:60]!r}, and the row's defect is {row['defect']!r}"
    try:
        compared = compare_answers(
            row["prompt"], row["chosen"][0], row["rejected"][0], row.get("tools", ()), _texts(place)
        )
    except UserFault as fault:
        return str(fault)[:400]
    if compared.fault_of((row["defect"],)) is None:
        return f"the rejected answer has no fault {row['defect']!r}"
    return ""


def _cited(evidence: Citation, place: Place) -> str:
    """Whether a citation stands in its source and carries what the chosen answer claims."""
    from seedbed.tools.knowledge.citations import stands
    from seedbed.tools.knowledge.claims.cited import carried_by, claims_of, compare

    if not stands(evidence.model_dump(), place.folder.sources):
        return f"the quote does not stand at {evidence.start}–{evidence.end} of {evidence.sha256[:12]}…"
    claims = claims_of(str(place.row["chosen"][0].get("content") or ""))
    cited = [one.claim for one in place.candidate.draft.evidence if isinstance(one, Citation)]
    if list(claims) != cited:
        return "its citations are not those of the chosen answer's claims"
    if not carried_by(evidence.claim, evidence.quote, compare(evidence.claim, [evidence.quote])):
        return f"what is cited does not carry {evidence.claim[:80]!r}"
    return ""


# where it comes from -------------------------------------------------------------------------------------


def origin_of_pair(
    draft: Draft, brief: Brief, part: Part, answers: Sequence[tuple[Slot, StoredAnswer]]
) -> Iterator[str]:
    """What of a pair isn't its brief's, or nobody answered."""
    from seedbed.tools.verification.trajectories.planting.plant import PLANTS, planted_pair
    from seedbed.tools.verification.trajectories.planting.turn import answered, pair_of

    row, given = dict(draft.row or {}), brief.grounding
    parent, place = given.get("parent") or {}, given.get("place")
    messages = parent.get("messages") or ()
    if not isinstance(place, int) or not 0 <= place < len(messages):
        yield "its brief names no turn"
        return
    said = pair_of(parent, place)
    if wrong := [name for name in ("prompt", "chosen", "tools") if row.get(name) != said.get(name)]:
        yield f"its {' and '.join(wrong)} are not those of the talk that it starts from"
    if not part.way:
        way, quotes = str(given.get("planted")), [str(one["quote"]) for one in given.get("cited", ())]
        around = given.get("passages", ())
        made = planted_pair(parent, place, way, quotes, around) if way in PLANTS else None
        if made is None or made["rejected"] != row.get("rejected"):
            yield "its rejected answer is not what its brief plants"
        return
    for slot, answer in answers:
        value = said_object(answer) if (slot.role, slot.attempt) == ("weaker", draft.attempts - 1) else None
        calls = [(str(one.get("name")), str(one.get("arguments"))) for one in (value or {}).get("calls", ())]
        if value is not None and [answered(str(value.get("message", "")), calls)] == row.get("rejected"):
            return
    yield "its rejected answer is not what the weaker model answered"


def strangers(
    accepted: Sequence[Candidate], briefs: Mapping[int, Brief], store: Store, spec: Spec
) -> Iterator[tuple[str, str]]:
    """Pairs (row id, what is wrong) that start from no row of the part which they are to start from.

    A row that a person withdrew later was one then.
    """
    of = {part.name: part.of for part in spec.parts if part.task == "preferences"}
    if not of:
        return
    known = {
        (candidate.verdict.cell.split("/", 1)[0], digest(candidate.draft.row))
        for candidate in store.candidates()
        if candidate.verdict.state == "accepted" or candidate.verdict.withdrawn_at is not None
    }
    for candidate in accepted:
        brief = briefs.get(candidate.number)
        if brief is not None and brief.cell.part in of:
            parent = (of[brief.cell.part], digest(brief.grounding.get("parent") or {}))
            if parent not in known:
                yield (candidate.row_id, f"starts from no accepted row of {parent[0]!r}")
