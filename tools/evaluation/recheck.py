"""How each kind of evidence is re-checked without a model.

`recomputed`: the claim was established again from the row, the spec and the sources. `consistent`: it follows
from the answer that a model gave then, which lies in the journal. `not checkable`: nothing is kept to hold it
against. A check returns what is wrong, or nothing.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from seedbed.memory.candidate import (
    Agreement,
    Citation,
    Classification,
    Computation,
    Draft,
    Execution,
    Human,
    Judgement,
    Likelihood,
    Schema,
)
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store

Outcome = Literal["recomputed", "consistent", "not checkable"]
Checked = tuple[Outcome, str]
"""How it was re-checked, and what is wrong (empty: it holds)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of evidence stands."""

    draft: Draft
    part: str
    folder: RunFolder
    store: Store
    spec: Spec

    @property
    def row(self) -> Mapping[str, Any]:
        """The row's fields."""
        return self.draft.row or {}


def recheck(evidence: Any, place: Place) -> Checked:
    """Re-check one piece of evidence."""
    if not evidence.ok:
        return "consistent", "it does not hold, and the row was accepted"
    return RECHECKS[type(evidence)](evidence, place)


def _computation(evidence: Computation, place: Place) -> Checked:
    from seedbed.tools.verification.evidence import faults

    text, answer = str(place.row.get("question", "")), str(place.row.get("answer", ""))
    found = faults(evidence.model_dump(), text, answer)
    return "recomputed", found[0] if found else ""


def _citation(evidence: Citation, place: Place) -> Checked:
    from seedbed.tools.knowledge.citations import contains, holds

    if not holds(evidence.model_dump(), place.folder.sources):
        at = f"{evidence.start}–{evidence.end} of {evidence.sha256[:12]}…"
        return "recomputed", f"the quote does not stand at {at}"
    if not contains(evidence.claim, evidence.quote):
        return "recomputed", f"the quote does not hold {evidence.claim!r}"
    if place.spec.part(place.part).task == "grounded_qa" and evidence.claim != place.row.get("answer"):
        return "recomputed", f"the row answers {place.row.get('answer')!r}, cited is {evidence.claim!r}"
    return "recomputed", ""


def _schema(evidence: Schema, place: Place) -> Checked:
    from seedbed.tools.verification.record_schema import violations

    found = violations(place.row, place.spec.part(place.part).fields or {})
    return "recomputed", found[0] if found else ""


def _agreement(evidence: Agreement, place: Place) -> Checked:
    first, *others = evidence.answers or ("",)
    if first not in {str(value) for value in place.row.values()}:
        return "consistent", f"the answer agreed on, {first[:60]!r}, is not the row's"
    if not others or evidence.share < 1:
        return "consistent", "the answers don't all agree"
    return "consistent", ""


def _judgement(evidence: Judgement, place: Place) -> Checked:
    said = _said(place.store, evidence.slot)
    if said is None:
        return "not checkable", ""
    if said.get("score") != evidence.score or said.get("reason") != evidence.reason:
        return "consistent", f"the journal has the score {said.get('score')}, the evidence {evidence.score:g}"
    return "consistent", ""


def _likelihood(evidence: Likelihood, place: Place) -> Checked:
    label = str(place.row.get("label", place.row.get("answer", "")))
    if evidence.alternatives and label in evidence.alternatives:
        best = max(evidence.alternatives, key=lambda name: evidence.alternatives[name])
        if best != label:
            return "consistent", f"{best!r} is likelier than {label!r}"
    if evidence.slot and place.store.answer_under(evidence.slot) is None:
        return "consistent", "the journal has no such answer"
    return ("consistent" if evidence.slot else "not checkable"), ""


def _classification(evidence: Classification, place: Place) -> Checked:
    if evidence.label != place.row.get("label"):
        return "consistent", f"it says {evidence.label!r}, the row {place.row.get('label')!r}"
    if evidence.slot:
        said = _said(place.store, evidence.slot)
        if said is None:
            return "consistent", "the journal has no such answer"
    others = [p for name, p in evidence.alternatives.items() if name != evidence.label]
    if any(p > evidence.probability and not math.isclose(p, evidence.probability) for p in others):
        return "consistent", "another label is more probable"
    return "consistent", ""


def _execution(evidence: Execution, place: Place) -> Checked:
    return "not checkable", ""


def _human(evidence: Human, place: Place) -> Checked:
    return "not checkable", ""


RECHECKS: Mapping[type, Callable[[Any, Place], Checked]] = {
    Agreement: _agreement,
    Citation: _citation,
    Classification: _classification,
    Computation: _computation,
    Execution: _execution,
    Human: _human,
    Judgement: _judgement,
    Likelihood: _likelihood,
    Schema: _schema,
}


def _said(store: Store, slot: str) -> Mapping[str, Any] | None:
    """The JSON object that a model gave under a slot, as journaled."""
    stored = store.answer_under(slot) if slot else None
    if stored is None:
        return None
    choice = stored.content["choices"][0]
    text = str((choice.get("message") or {}).get("content") or choice.get("text") or "")
    try:
        value, _ = json.JSONDecoder().raw_decode(text[max(text.find("{"), 0) :])
    except json.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None
