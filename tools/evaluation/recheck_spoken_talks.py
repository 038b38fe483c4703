"""Talks of the way information-seeking, strong form: every claim of the assistant held against its citation
again, every «the documents don't say» against its readings, without a model.

Nothing of what the build decided is taken for granted: each message is taken apart again, its claims are
compared with the passages that they were held against, whose text is read from the run's sources. A talk
whose words were changed or lengthened afterwards has a claim without a citation.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from seedbed.memory.candidate import Agreement, Citation, Judgement
from seedbed.tools.evaluation.cited_talks import PASSAGES, answers_of, numbers_of_turn
from seedbed.tools.evaluation.claim_verdicts import RUBRIC
from seedbed.tools.evaluation.recheck_place import Checked, Place
from seedbed.tools.evaluation.stored_answers import said_object

READINGS = 2
"""Of what the documents are said not to say."""


def spoken_talk(evidence: Any, place: Place) -> Checked | None:
    """Re-check one piece of evidence; None: it is checked as any talk's."""
    if place.brief.form != "strong":
        return None
    if isinstance(evidence, Citation):
        return "recomputed", _citation(evidence, place)
    if isinstance(evidence, Agreement):
        return "consistent", _readings(evidence, place)
    return None


def _citation(evidence: Citation, place: Place) -> str:
    """What is wrong with a citation, or, told with the first of them, with the talk; empty: nothing."""
    from seedbed.tools.knowledge.citations import stands
    from seedbed.tools.knowledge.claims.cited import LITERAL

    if not stands(evidence.model_dump(), place.folder.sources):
        return f"the quote does not stand at {evidence.start}–{evidence.end} of {evidence.sha256[:12]}…"
    if evidence.source not in str(place.row.get("source", "")).split("; "):
        return f"the row doesn't name {evidence.source!r}, which is cited"
    cited = [one for one in place.candidate.draft.evidence if isinstance(one, Citation)]
    turns = list(_claims(place))
    if evidence == cited[0] and (fault := next(_talk_faults(cited, turns, place), "")):
        return fault
    if evidence.by == LITERAL:
        return ""
    spots = [spot for spot, one in zip(_spots(turns), cited, strict=False) if one == evidence]
    if any(_judged(evidence, turn, index, place) for turn, index in spots):
        return ""
    return f"the journal has no judge's word for «{evidence.claim[:80]}»"


def _claims(place: Place) -> Iterator[tuple[int, str, str]]:
    """(turn, what it states, the whole message) of each of the assistant's turns."""
    from seedbed.tools.knowledge.claims.said import stated

    for turn, _, said in answers_of(place.row.get("messages") or ()):
        yield turn, stated(said).claims, said


def _spots(turns: Sequence[tuple[int, str, str]]) -> Iterator[tuple[int, int]]:
    """(turn, place in it) of each claim of a talk, in order."""
    from seedbed.tools.knowledge.claims.cited import claims_of

    for turn, stating, _ in turns:
        yield from ((turn, index) for index, _ in enumerate(claims_of(stating)))


def _talk_faults(
    cited: Sequence[Citation], turns: Sequence[tuple[int, str, str]], place: Place
) -> Iterator[str]:
    """What is wrong with the talk as a whole: claims without citations, or other than their passages."""
    from seedbed.tools.knowledge.claims.cited import claims_of, row_fault, strays

    held = place.candidate.draft.notes.get(PASSAGES)
    if not isinstance(held, (list, tuple)) or len(held) != len(turns):
        yield "what its answers were held against is not told for each of them"
        return
    left = list(cited)
    before = [str(one.get("content")) for one in place.row.get("messages") or ()]
    for (turn, stating, said), places in zip(turns, held, strict=True):
        texts = list(_texts(places, place))
        if len(texts) < len(places):
            yield f"turn {turn}: a passage that it was held against stands in no source"
            return
        number = len(claims_of(stating))
        mine, left = left[:number], left[number:]
        if stating and (fault := row_fault(stating, texts, [one.model_dump() for one in mine])):
            yield f"turn {turn}: {fault}"
        heard = [*texts, *before[: turn - 1]]
        yield from (f"turn {turn}, outside its claims: {one}" for one in strays(said, heard))
        if _absent(said) and not _has_reading(turn, place):
            yield f"turn {turn}: nobody read whether the documents say it"
    if left:
        yield f"«{left[0].claim[:80]}» is cited, and the assistant doesn't say it"


def _texts(places: Any, place: Place) -> Iterator[str]:
    """The texts of places (hash of the source, start, end); those that don't exist are left out."""
    for sha256, start, end in places:
        text = place.source_text(str(sha256))
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
            yield text[start:end]


def _judged(evidence: Citation, turn: int, index: int, place: Place) -> bool:
    """Whether a judge's stored answer about the claim there quotes this citation, and the judgement stands
    in the row's evidence."""
    kept = {one.slot for one in place.candidate.draft.evidence if isinstance(one, Judgement)}
    attempt = place.candidate.draft.attempts - 1
    steps = tuple(f"{RUBRIC}/{number}/" for number in numbers_of_turn(turn, index))
    for slot, answer in place.answers:
        mine = slot.step.startswith(steps) and (slot.role, slot.attempt) == ("judge", attempt)
        said = said_object(answer) if mine and answer.slot in kept else None
        if said is not None and said.get("verdict") == "supported":
            # White space is all that a quote may differ in from its place.
            return " ".join(str(said.get("quote", "")).split()) == " ".join(evidence.quote.split())
    return False


# what the documents don't say --------------------------------------------------------------------------


def _absent(said: str) -> bool:
    from seedbed.tools.knowledge.claims.said import stated

    return bool(stated(said).absent)


def _has_reading(turn: int, place: Place) -> bool:
    asked = {said for number, said, _ in answers_of(place.row.get("messages") or ()) if number == turn}
    return any(isinstance(one, Agreement) and one.question in asked for one in place.candidate.draft.evidence)


def _readings(evidence: Agreement, place: Place) -> str:
    """What is wrong with readers who found no answer to what the user asked; empty: nothing."""
    if set(evidence.answers) != {""} or evidence.share != 1 or len(evidence.answers) <= READINGS:
        return "its readers don't all find nothing"
    for turn, asked, said in answers_of(place.row.get("messages") or ()):
        if asked == evidence.question and _absent(said):
            read = [_read(turn, index, place) for index in range(READINGS)]
            return "" if all(read) else "the journal has no readings that find nothing"
    return f"no answer to {evidence.question[:80]!r} says that the documents don't say it"


def _read(turn: int, index: int, place: Place) -> bool:
    """Whether a reading of a turn, in the last of its askings that has one, found no answer."""
    found = [
        one
        for draw in numbers_of_turn(turn, index)
        for one in place.objects("judge", "answer_question", draw)
    ]
    last = found[-1] if found else None
    return last is not None and not (last.get("answerable") and str(last.get("answer", "")).strip())
