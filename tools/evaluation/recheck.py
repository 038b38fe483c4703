"""How each kind of evidence is re-checked without a model.

`recomputed`: the claim was established again from the row, the spec and the sources. `consistent`: it follows
from the answer that a model gave then, which lies in the journal. `not checkable`: nothing is kept to hold it
against, or this machine can't. A check returns what is wrong, or nothing; of what isn't checkable, why not.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from seedbed.memory.candidate import (
    Agreement,
    Citation,
    Classification,
    Computation,
    Execution,
    Human,
    Judgement,
    Likelihood,
    Schema,
)
from seedbed.tools.evaluation import claim_likelihood, claim_verdicts, recheck_absence
from seedbed.tools.evaluation.recheck_claims import checked_text, cited_claim
from seedbed.tools.evaluation.recheck_execution import execution, solved_alike
from seedbed.tools.evaluation.recheck_hops import derived, takes_several
from seedbed.tools.evaluation.recheck_labels import claim_fault, reading_of_label
from seedbed.tools.evaluation.recheck_pairs import pair_fault, reading_fault
from seedbed.tools.evaluation.recheck_place import Checked, Place
from seedbed.tools.evaluation.recheck_readings import is_joined, joined, read_apart, unread
from seedbed.tools.evaluation.recheck_talks import is_talk, of_talk
from seedbed.tools.evaluation.recheck_triples import extracted, read_back
from seedbed.tools.evaluation.stored_answers import said_object
from seedbed.tools.knowledge.labelled.items import RUBRIC

_ROUNDING = 1e-4
"""By which shares on another machine may differ."""
_GONE = "the journal has no such answer for this row"


def recheck(evidence: Any, place: Place) -> Checked:
    """Re-check one piece of evidence."""
    if not evidence.ok:
        return "consistent", "it does not hold, and the row was accepted"
    if is_talk(place) and (found := of_talk(evidence, place)) is not None:
        return found
    return RECHECKS[type(evidence)](evidence, place)


def _computation(evidence: Computation, place: Place) -> Checked:
    from seedbed.tools.verification import backward, worked
    from seedbed.tools.verification.evidence import faults

    if place.task == "records":
        return "recomputed", _recalculated(evidence, place)
    if place.task == "grounded_qa" and place.way == "unanswerable":
        return "recomputed", recheck_absence.absent(evidence, place)
    if place.task == "grounded_qa" and is_joined(place):
        return "recomputed", joined(evidence, place)
    if place.task == "grounded_qa" and takes_several(place):
        return "recomputed", derived(evidence, place)
    if evidence.engine == backward.BACKWARD:
        return "recomputed", next(backward.recheck(evidence.model_dump(), place.row), "")
    if evidence.engine in (worked.STEPS, worked.PROGRAM, worked.SUBSTITUTION):
        unit = str(place.candidate.draft.notes.get("unit", ""))
        return "recomputed", worked.recheck(evidence.model_dump(), place.row, unit)
    text, answer = str(place.row.get("question", "")), str(place.row.get("answer", ""))
    found = [*faults(evidence.model_dump(), text, answer), *_miscalculated(place.row)]
    return "recomputed", found[0] if found else ""


def _recalculated(evidence: Computation, place: Place) -> str:
    """Every calculation of a record, of which the evidence names one."""
    from seedbed.tools.verification.calculations import recompute_record

    found = recompute_record(dict(place.row), place.spec.part(place.brief.cell.part).fields or {})
    if wrong := next((one for one in found if one.fault), None):
        return f"the field {wrong.field}: {wrong.fault}"
    if evidence not in [Computation(**one.evidence()) for one in found]:
        return f"the row does not calculate {evidence.expression[:80]} = {evidence.result[:80]}"
    return ""


def _miscalculated(row: Mapping[str, Any]) -> Iterator[str]:
    """Calculations in the solution (`<<48/2=24>>`) that are wrong, and a solution that ends elsewhere."""
    from seedbed.tools.verification.annotations import annotations
    from seedbed.tools.verification.answers import same_answer

    said = annotations(str(row.get("solution", "")))
    for one in said:
        if one.held != "exact":
            yield f"the solution calculates {one.expression} = {one.result}"
    if said and not any(same_answer(one.result, str(row.get("answer", ""))) for one in said):
        yield f"the solution never comes to {row.get('answer')!r}"


def _citation(evidence: Citation, place: Place) -> Checked:
    from seedbed.tools.knowledge.citations import contains, holds

    if said := checked_text(place):
        return "recomputed", cited_claim(evidence, place, said)
    if not holds(evidence.model_dump(), place.folder.sources):
        at = f"{evidence.start}–{evidence.end} of {evidence.sha256[:12]}…"
        return "recomputed", f"the quote does not stand at {at}"
    if not contains(evidence.claim, evidence.quote):
        return "recomputed", f"the quote does not hold {evidence.claim!r}"
    if place.task == "retrieval":
        return "recomputed", pair_fault(evidence, place)
    if place.task == "grounded_qa" and is_joined(place):
        return "recomputed", joined(evidence, place)
    if place.task == "claims":
        return "recomputed", claim_fault(evidence, place)
    if place.task == "grounded_qa":
        return "recomputed", (derived if takes_several(place) else _cited)(evidence, place)
    if place.task == "extraction":
        return "recomputed", extracted(evidence, place)
    return "recomputed", ""


def _cited(evidence: Citation, place: Place) -> str:
    """Whether a row of questions and answers is about its citation."""
    row = place.row
    if evidence.claim != row.get("answer"):
        return f"the row answers {row.get('answer')!r}, cited is {evidence.claim!r}"
    if evidence.source != row.get("source"):
        return f"the row names {row.get('source')!r}, cited is {evidence.source!r}"
    text = (place.folder.sources / f"{evidence.sha256}.txt").read_bytes().decode("utf-8", errors="replace")
    context = str(row.get("context", ""))
    if evidence.quote not in context or context not in text:
        return "the row's context is not the passage that is cited"
    return ""


def _schema(evidence: Schema, place: Place) -> Checked:
    from seedbed.tools.verification.record_schema import violations

    found = violations(dict(place.row), place.spec.part(place.brief.cell.part).fields or {})
    return "recomputed", found[0] if found else ""


def _agreement(evidence: Agreement, place: Place) -> Checked:
    """Independent answers: of solvers to a problem, of readers to a question, of judges on a concept."""
    answers = evidence.answers
    if place.task == "mathematics":
        return "consistent", _solved(answers, place)
    if place.task == "grounded_qa":
        special = read_apart if is_joined(place) else unread if place.way == "unanswerable" else _read_again
        return "consistent", special(evidence, place)
    if place.task == "retrieval":
        return "consistent", reading_fault(evidence, place)
    if place.task == "extraction":
        return "consistent", read_back(evidence, place)
    if place.task == "code":
        return "consistent", solved_alike(evidence, place)
    leaf = place.candidate.verdict.cell.split("/")[1]
    if leaf not in answers:
        return "consistent", f"nobody read the concept {leaf!r}, in which the row counts"
    said = sum(1 for draw in range(len(answers)) if any(place.objects("judge", "choose_concept", draw)))
    if said < len(answers):
        return "consistent", _GONE
    alike = sum(answer == answers[0] for answer in answers) / len(answers)
    return "consistent", "" if math.isclose(evidence.share, alike) else f"{alike:.0%} of the answers agree"


def _solved(answers: Sequence[str], place: Place) -> str:
    from seedbed.tools.verification.answers import same_answer

    first, *drawn = answers or ("",)
    unit = str(place.candidate.draft.notes.get("unit", ""))
    if not drawn or first != place.row.get("answer"):
        return f"the answer agreed on, {first[:60]!r}, is not the row's"
    for draw, answer in enumerate(drawn):
        if not same_answer(answer, first, unit):
            return f"a solver got {answer[:60]!r}"
        if not any(_comes_to(said, answer) for said in place.objects("solver", "solve", draw)):
            return f"the journal has no solution {answer[:60]!r} for this row"
    return ""


def _comes_to(said: Mapping[str, Any], answer: str) -> bool:
    """Whether a solver's answer is this one: its expression's value, or its words where it has none."""
    from seedbed.tools.verification.expression import calculate, format_value
    from seedbed.tools.verification.syntax import ExpressionFault

    try:
        return format_value(calculate(str(said.get("expression", "")))) == answer
    except (ExpressionFault, ZeroDivisionError):
        return str(said.get("answer", "")).strip() == answer


def _read_again(evidence: Agreement, place: Place) -> str:
    first, *read = evidence.answers or ("",)
    if evidence.share != 1:
        return "the readers don't all agree"
    if not read or first != place.row.get("answer"):
        return f"the answer agreed on, {first[:60]!r}, is not the row's"
    for draw, answer in enumerate(read):
        said = place.objects("judge", "answer_question", draw)
        if all(str(one.get("answer", "")).strip() != answer for one in said):
            return f"the journal has no answer {answer[:60]!r} for this row"
    return ""


def _judgement(evidence: Judgement, place: Place) -> Checked:
    said = said_object(place.answer(evidence.slot))
    if said is None:
        return "consistent", _GONE
    if evidence.rubric == RUBRIC:
        return "consistent", reading_of_label(evidence, said, place)
    if evidence.rubric == claim_verdicts.RUBRIC:
        return "consistent", claim_verdicts.verdict_fault(evidence, said, place.folder.sources)
    if said.get("score") != evidence.score or said.get("reason") != evidence.reason:
        return "consistent", f"the journal has the score {said.get('score')}, the evidence {evidence.score:g}"
    low, high = evidence.scale
    return "consistent", "" if low <= evidence.score <= high else "the score is outside its scale"


def _likelihood(evidence: Likelihood, place: Place) -> Checked:
    from seedbed.tools.evaluation.label_evidence import follows, likeliest

    if evidence.by.startswith(claim_likelihood.BY):
        kept = place.answer(evidence.slot)
        if kept is None:
            return "consistent", _GONE
        right = claim_likelihood.follows(evidence, kept.content)
        return "consistent", "" if right else "the stored answer has another figure"
    label = str(place.row.get("label", ""))
    if label not in evidence.alternatives or likeliest(evidence.alternatives) != label:
        return "consistent", f"{label!r} is not the likeliest label"
    stored = place.answer(evidence.slot)
    if stored is None:
        return "consistent", _GONE
    right = follows(evidence, place.row, stored.content)
    return "consistent", "" if right else "the stored answer has another figure"


def _classification(evidence: Classification, place: Place) -> Checked:
    from seedbed.tools.evaluation.label_evidence import likeliest

    label = place.row.get("label")
    if evidence.label != label:
        return "consistent", f"it says {evidence.label!r}, the row {label!r}"
    if evidence.slot:
        said = said_object(place.answer(evidence.slot))
        if said is None:
            return "consistent", _GONE
        named = str(said.get("label", "")).strip()
        wrong = named.casefold() != evidence.label.strip().casefold() or evidence.probability != 1
        return "consistent", f"the journal has {named!r}, surely" if wrong else ""
    shares = evidence.alternatives
    if not shares or likeliest(shares) != evidence.label or shares[evidence.label] != evidence.probability:
        return "consistent", "its figures don't name its label"
    return _classified_again(evidence, place)


def _classified_again(evidence: Classification, place: Place) -> Checked:
    """The nearest centroid, asked again with the texts that were journaled."""
    from seedbed.tools.verification.nearest import NAME, nearest

    known = place.store.journaled(f"references/{place.brief.cell.part}")
    if evidence.by != NAME or not isinstance(known, dict):
        return "not checkable", ""
    label, shares = nearest(str(place.row.get("text", "")), known)
    if label != evidence.label or shares.keys() != evidence.alternatives.keys():
        return "recomputed", f"the text is nearest to {label!r}"
    near = all(abs(share - evidence.alternatives[name]) < _ROUNDING for name, share in shares.items())
    return "recomputed", "" if near else "its shares are others"


def _human(evidence: Human, place: Place) -> Checked:
    return "not checkable", ""


RECHECKS: Mapping[type, Callable[[Any, Place], Checked]] = {
    Agreement: _agreement,
    Citation: _citation,
    Classification: _classification,
    Computation: _computation,
    Execution: execution,
    Human: _human,
    Judgement: _judgement,
    Likelihood: _likelihood,
    Schema: _schema,
}
