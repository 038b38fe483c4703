"""Rows of free text about passages: every claim of the text held against its citation again, without a model.

Nothing of what the build decided is taken for granted: the text is split again, each claim compared with the
row's passage again, and a comparison that rests on a judge needs that judge's stored answer, with the quote.
A row whose text was changed or lengthened afterwards has a claim without a citation.
"""

from dataclasses import dataclass

from seedbed.memory.candidate import Citation, Judgement
from seedbed.tools.evaluation.claim_verdicts import RUBRIC
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.evaluation.stored_answers import said_object


@dataclass(frozen=True, slots=True)
class Said:
    """Which fields of a row are checked so."""

    field: str
    """Holds the text whose claims are cited."""
    passage: str
    """Holds the passage that they stand in."""


_CHECKED = {
    ("grounded_qa", "abstractive"): Said("answer", "context"),
    ("summaries", ""): Said("summary", "text"),
    ("instructions", ""): Said("response", "context"),
}
"""(Task, way) → its fields."""


def checked_text(place: Place) -> Said | None:
    """The fields of a row of free text about a passage; None: the row is of another kind."""
    part = place.spec.part(place.brief.cell.part)
    return _CHECKED.get((part.task, part.way))


def cited_claim(evidence: Citation, place: Place, said: Said) -> str:
    """What is wrong with a citation of such a row, or with the row; empty: nothing."""
    from seedbed.tools.knowledge.citations import stands
    from seedbed.tools.knowledge.claims.cited import LITERAL, row_fault

    if not stands(evidence.model_dump(), place.folder.sources):
        return f"the quote does not stand at {evidence.start}–{evidence.end} of {evidence.sha256[:12]}…"
    row = place.row
    passage = str(row.get(said.passage, ""))
    text = (place.folder.sources / f"{evidence.sha256}.txt").read_bytes().decode("utf-8", errors="replace")
    if passage not in text:
        return f"the row's {said.passage} does not stand in {evidence.source!r}"
    if evidence.source != row.get("source"):
        return f"the row names {row.get('source')!r}, cited is {evidence.source!r}"
    cited = [one for one in place.candidate.draft.evidence if isinstance(one, Citation)]
    # The row as a whole is told once, with the first of its citations.
    told = [one.model_dump() for one in cited] if evidence == cited[0] else []
    if told and (fault := row_fault(str(row.get(said.field, "")), [passage], told)):
        return fault
    if place.candidate.draft.grade == "proven" and any(one.by != LITERAL for one in cited):
        return "it is called proven, and a claim of it stands nowhere word for word"
    judged = evidence.by == LITERAL or any(
        _judged(evidence, number, place) for number, one in enumerate(cited) if one == evidence
    )
    return "" if judged else f"the journal has no judge's word for «{evidence.claim[:80]}»"


def _judged(evidence: Citation, number: int, place: Place) -> bool:
    """Whether a judge's stored answer about the claim of that number quotes this citation, and the judgement
    stands beside it."""
    kept = {one.slot for one in place.candidate.draft.evidence if isinstance(one, Judgement)}
    attempt = place.candidate.draft.attempts - 1
    for slot, answer in place.answers:
        step = slot.step.startswith(f"{RUBRIC}/{number}/") and (slot.role, slot.attempt) == ("judge", attempt)
        if not step or answer.slot not in kept:
            continue
        said = said_object(answer)
        if said is not None and said.get("verdict") == "supported":
            # White space is all that a quote may differ in from its place.
            return " ".join(str(said.get("quote", "")).split()) == " ".join(evidence.quote.split())
    return False
