"""Labels of claims and their shares, as a clause says them: «supported or refuted», «a third refuted»."""

import re
from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.planner.rules.amounts import Amount, amounts_of, kinds_named
from seedbed.agent.planner.rules.heard import Heard, Question
from seedbed.agent.planner.rules.tasks import SUPPORT
from seedbed.memory.spec import Label

_LABELS: dict[str, str] = {
    SUPPORT[0]: r"supported|supports|true|correct|entailed",
    SUPPORT[1]: r"refuted|refutes|false|wrong|contradicted|contradicts|incorrect",
    SUPPORT[2]: (
        r"not enough info(?:rmation)?|nei|neither|neutral|unverifiable|undecidable|undecided|unknown"
    ),
}
"""Label of claims → the words for it."""


def amounts_of_claims(text: str) -> list[Amount]:
    """How many claims of which label, where numbers say so."""
    return amounts_of(text, _LABELS)


def by_support(heard: Heard, amounts: Sequence[Amount]) -> Heard:
    """A part of claims with the labels that it names, and their shares."""
    each = re.search(r"\b(?:a|one) (?:third|half) each\b|\beach\b", heard.text, re.IGNORECASE)
    names = [kind for kind, _ in kinds_named(heard.text, _LABELS)]
    if not names:
        return heard
    if not amounts or each:
        if len(names) == 1:
            return replace(
                heard, labels=(Label(name=names[0]),), said=(*heard.said, f"all of them {names[0]}")
            )
        return replace(heard, labels=tuple(Label(name=name) for name in SUPPORT if name in names))
    rows = heard.rows
    counted = sum(a.rows for a in amounts)
    if rows is None and counted and all(a.rows for a in amounts):
        rows = counted
        heard = replace(heard, questions=tuple(q for q in heard.questions if q.matter != "rows"))
    if rows is None:
        return replace(heard, labels=tuple(Label(name=name) for name in SUPPORT if name in names))
    shares: dict[str, float] = {}
    for amount in amounts:
        shares[amount.kind] = shares.get(amount.kind, 0.0) + (amount.rows or amount.share * rows)
    others = [name for name in names if name not in shares] or [n for n in SUPPORT if n not in shares]
    left = rows - sum(shares.values())
    if left < -0.5 or (left > 0.5 and not others):
        listed = " and ".join(f"{share:g} {name}" for name, share in shares.items())
        text = f"The request asks for {rows} claims and for {listed}. How many rows?"
        return replace(
            heard, rows=None, questions=(*heard.questions, Question("", "rows", text, contradiction=True))
        )
    if left > 0.5:
        shares |= dict.fromkeys(others, left / len(others))
        said = ", ".join(f"{share:g} {name}" for name, share in shares.items())
        heard = replace(heard, said=(*heard.said, f"shares: {said}"))
    labels = tuple(Label(name=name, share=shares[name]) for name in SUPPORT if shares.get(name))
    return replace(heard, rows=rows, labels=labels)
