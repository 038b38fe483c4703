"""Talks with a search of the documents and the calculator: their evidence re-checked without a model.

The form of a row (`schema`) is its whole transcript: each call is made again, the calculator's by computing
it, a search's by what the journal says that it found, whose passages must stand in the run's sources at their
places. The sure form has nothing of its own besides: its row is put together again and must be the same.
A computation is a call's or the answer's; a citation must be said by the assistant and shown by a search.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

from seedbed.memory.candidate import Citation, Computation, Schema
from seedbed.tools.evaluation import recheck_absence
from seedbed.tools.evaluation.recheck_place import Checked, Place
from seedbed.tools.world.lookups.rows import Looked
from seedbed.tools.world.operations import WorldError


def recheck(evidence: Any, place: Place) -> Checked | None:
    """Re-check one piece of evidence; None: it is checked as any talk's."""
    if isinstance(evidence, Schema):
        return "recomputed", _transcript(evidence, place)
    if isinstance(evidence, Computation):
        return "recomputed", _computation(evidence, place)
    if isinstance(evidence, Citation):
        return "recomputed", _citation(evidence, place)
    return None


# the transcript ------------------------------------------------------------------------------------------


def _transcript(evidence: Schema, place: Place) -> str:
    from seedbed.tools.verification.trajectories.check import BY
    from seedbed.tools.world.lookups.evidence import computed_calls
    from seedbed.tools.world.lookups.rows import row_fault

    if evidence.validator != BY:
        return f"no talk is checked by {evidence.validator[:60]!r}"
    looked = _looked(place)
    if fault := row_fault(place.row, looked) or _misplaced(looked, place):
        return fault
    kept = [one.model_dump() for one in place.candidate.draft.evidence if isinstance(one, Computation)]
    for made in computed_calls(place.row):
        if not any(made.items() <= one.items() for one in kept):
            return f"no evidence says what {made['expression'][:60]!r} comes to"
    doubted = _otherwise(place, looked) if place.brief.form == "sure" else _held(place)
    return _unproven(place) or doubted


def _held(place: Place) -> str:
    """What is wrong with a talk that was held turn by turn, its problem drawn again."""
    from seedbed.tools.world.lookups.problem_talks import fault_of_talk

    try:
        problem = _problem(place)
    except (ValueError, KeyError, TypeError) as odd:
        return f"its brief orders no problem: {odd}"[:400]
    return fault_of_talk(place.row["messages"], problem, bool(place.brief.grounding.get("apart")))


def _unproven(place: Place) -> str:
    """What a row's answer rests on and no evidence says."""
    from seedbed.tools.knowledge.absence.search import ENGINE as ABSENCE
    from seedbed.tools.verification.evidence import ENGINE as PROBLEMS
    from seedbed.tools.world.lookups.rows import places_of

    evidence, order = place.candidate.draft.evidence, place.brief.grounding
    engines = [one.engine for one in evidence if isinstance(one, Computation)]
    cited = {(one.sha256, one.start, one.end) for one in evidence if isinstance(one, Citation)}
    if place.way == "calculator":
        return "" if any(one.startswith(PROBLEMS) for one in engines) else "nothing computes its problem"
    if "near" in order:
        return "" if ABSENCE in engines else "nothing says that the documents don't answer it"
    wanted = {(one["source"], one["start"], one["end"]) for one in places_of(order["item"])}
    return "" if wanted <= cited else "a place that its answer takes is not cited"


def _looked(place: Place) -> Sequence[Looked]:
    """The searches of the row, with what the journal says that they found."""
    from seedbed.tools.world.lookups.rows import looked_up

    draft = place.candidate.draft
    if place.way != "search":
        return ()
    return looked_up(draft.notes, place.brief.id, draft.attempts - 1, place.store.journaled)


def _misplaced(looked: Sequence[Looked], place: Place) -> str:
    """The first passage of a search that doesn't stand in a source where it is said to."""
    for passage in (one for search in looked for one in search.passages):
        text = place.source_text(str(passage["source"]))
        start, end = int(passage["start"]), int(passage["end"])
        if not 0 <= start < end or text[start:end] != passage["text"]:
            return f"a passage of {str(passage['name'])[:60]!r} is not what stands at {start}–{end} of it"
    return ""


def _otherwise(place: Place, looked: Sequence[Looked]) -> str:
    """Whether the row, put together again from its brief and the journal, is another."""
    from seedbed.tools.world.lookups.rows import is_enough, ordered_row, planned, search_row

    order = place.brief.grounding
    try:
        if place.way == "calculator":
            made = ordered_row(order, _problem(place))
        else:
            ends = list(accumulate(map(len, planned(order))))
            enough = next((end for end in ends if is_enough(order, looked[:end])), 0)
            plan = [one for some in planned(order) for one in some]
            if enough != len(looked) or [(one.query, one.most) for one in looked] != plan[:enough]:
                return "its searches are not those that its question asks for"
            made = search_row(order, looked)
    except (WorldError, ValueError, KeyError, TypeError, IndexError) as odd:
        return f"its brief makes no such talk: {odd}"[:400]
    if made == dict(place.row):
        return ""
    other = [name for name in {**made, **place.row} if made.get(name) != place.row.get(name)]
    return f"its {' and '.join(other)} are not what its brief and its tools make"


def _problem(place: Place) -> Any:
    """The problem of a brief, drawn again.

    Raises:
        ValueError: it can't be drawn.
    """
    from seedbed.tools.verification.problems.ordered import ordered
    from seedbed.tools.verification.problems.problem import ProblemFault

    try:
        return ordered(place.brief.cell.leaf, place.brief.grounding, place.brief.seed)
    except ProblemFault as fault:
        raise ValueError(str(fault)) from fault


# sums and places -----------------------------------------------------------------------------------------


def _computation(evidence: Computation, place: Place) -> str:
    from seedbed.tools.knowledge.absence.search import ENGINE as ABSENCE
    from seedbed.tools.verification.evidence import CALCULATOR, faults
    from seedbed.tools.world.lookups.evidence import computed_calls
    from seedbed.tools.world.lookups.talk import words_of_user
    from seedbed.tools.world.lookups.told import tells

    if evidence.engine == ABSENCE:
        return _absent(evidence, place)
    kept = evidence.model_dump()
    if evidence.engine == CALCULATOR:
        try:
            called = any(made.items() <= kept.items() for made in computed_calls(place.row))
        except ValueError as odd:
            return str(odd)
        return next(iter(faults(kept)), "") or ("" if called else "no call of the row computes it")
    if place.way != "calculator":
        return "nothing of the row is computed that way"
    talk = place.row.get("messages") or ()
    wrong = faults(kept, words_of_user(talk), evidence.result)
    return next(iter(wrong), "") or ("" if tells(talk, evidence.result) else "nobody tells the answer")


def _absent(evidence: Computation, place: Place) -> str:
    """The search of all sources, made again for the question that the row asks."""
    near = dict(place.brief.grounding.get("near") or {})
    asked = [one["content"] for one in place.row.get("messages") or () if one.get("role") == "user"]
    if near.get("question") not in asked:
        return "the row asks something else than its brief"
    shown = [one for search in _looked(place) for one in search.passages]
    row = {
        "question": near["question"],
        "answer": "",
        "answerable": False,
        "context": shown[0]["text"] if shown else "",
        "source": shown[0]["name"] if shown else "",
    }
    draft = place.candidate.draft.model_copy(update={"row": row})
    return recheck_absence.absent(evidence, replace(place, candidate=replace(place.candidate, draft=draft)))


def _citation(evidence: Citation, place: Place) -> str:
    from seedbed.tools.knowledge.citations import holds

    kept = evidence.model_dump()
    if not holds(kept, place.folder.sources):
        at = f"{evidence.start}–{evidence.end} of {evidence.sha256[:12]}…"
        return f"the quote does not stand at {at}, or doesn't hold {evidence.claim[:80]!r}"
    if place.way == "calculator":  # prices of the documents, in the problem's text
        return "" if _priced(evidence, place) else f"the problem doesn't use {evidence.claim[:60]!r}"
    item = place.brief.grounding.get("item")
    return _answered(kept, item, place) if isinstance(item, Mapping) else ""


def _priced(evidence: Citation, place: Place) -> bool:
    from seedbed.tools.verification.numerals import numbers_in
    from seedbed.tools.world.lookups.talk import words_of_user

    said = numbers_in(words_of_user(place.row.get("messages") or ()))
    return any(number in said for number in numbers_in(evidence.claim))


def _answered(kept: Mapping[str, Any], item: Mapping[str, Any], place: Place) -> str:
    from seedbed.tools.world.lookups.rows import answer_fault, places_of

    place_of = ("sha256", "start", "end", "claim")
    mine = [(one["source"], one["start"], one["end"], one["claim"]) for one in places_of(item)]
    if tuple(kept[name] for name in place_of) not in mine:
        return "it is no place that its question asks for"
    if kept["source"] not in str(place.row.get("source", "")).split("; "):
        return f"the row doesn't name {kept['source']!r}, which is cited"
    cited = [one.model_dump() for one in place.candidate.draft.evidence if isinstance(one, Citation)]
    return answer_fault(place.row, item, cited)
