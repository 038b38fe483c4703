"""How many rows a clause asks for: from its counted nouns, rows per label, rows of each label, a bare
number."""

from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.clauses import Clause, Mention, noun_of
from seedbed.agent.planner.rules.codebook import Codebook
from seedbed.agent.planner.rules.heard import Heard, Question

UNSAID_ROWS = 100
"""Taken where a request doesn't say how many rows, and nobody can be asked."""
_LABEL_UNITS = frozenset({"each", "label", "labels", "class", "classes", *v.COUNTED_LABELS})
_LEVEL_UNITS = v.words("level levels difficulty")


def count_rows(heard: Heard, clause: Clause, codebook: Codebook) -> Heard:
    """The part with its number of rows, or with a question about it."""
    of_labels = {} if codebook.in_percent else codebook.shares
    whole = [m for m in clause.mentions if m.kind == "rows" and not _of_label(m, of_labels)]
    totals = [m for m in whole if not m.unit]
    per = [m for m in clause.mentions if m.unit and not _of_label(m, of_labels) and _of_clause(m, clause)]
    specific = [m for m in totals if noun_of(m.head) != "generic"]
    stated = specific[:1] or totals[:1]
    candidates: list[tuple[int, str]] = [(m.number.value, _spoken(clause, m)) for m in stated]
    if of_labels:
        parts = " and ".join(f"{n:g} {name}" for name, n in of_labels.items())
        candidates.append((round(sum(of_labels.values())), parts))
    for mention in per[:1]:
        times, what = _times(heard, mention)
        if times:
            candidates.append(
                (mention.number.value * times, f"{mention.number.value} for each of {times} {what}")
            )
        elif mention.unit in _LABEL_UNITS and heard.task == "classification":
            return replace(heard, rows_per_label=mention.number.value)
        else:
            text = f"{mention.number.text} for each, but of how many? How many rows in all?"
            return _asking(heard, Question("", "rows", text))
    if not candidates:
        bare = [m for m in clause.mentions if m.kind == "bare"]
        if len(bare) == 1:
            candidates.append((bare[0].number.value, bare[0].number.text))
            stated = bare
    if not candidates:
        text = "How many rows?"
        return _asking(heard, Question("", "rows", text, decided=str(UNSAID_ROWS)))
    values = list(dict.fromkeys(value for value, _ in candidates))
    if len(values) > 1:
        shown = " and for ".join(words for _, words in candidates)
        question = Question("", "rows", f"The request asks for {shown}. How many rows?", contradiction=True)
        return replace(_asking(heard, question), rows=None)
    return _firm(_unread(replace(heard, rows=values[0]), clause, of_labels, stated), stated)


def _unread(heard: Heard, clause: Clause, of_labels: dict[str, float], stated: Sequence[Mention]) -> Heard:
    """Says which numbers that may be meant as rows weren't read as such."""
    found = [
        f"{m.number.text} {' '.join(m.before[:2])}".strip()
        for m in clause.mentions
        if m.kind == "bare"
        and m not in stated
        and not _of_label(m, of_labels)
        and m.number.firmness != "vague"
    ]
    lone = [words for words in found if not any(words in rule for rule in heard.guidance)]
    if not lone:
        return heard
    shown = ", ".join(repr(words) for words in lone)
    if heard.task == "classification" and any(q.matter == "labels" for q in heard.questions):
        others = tuple(q for q in heard.questions if q.matter != "labels")
        ask = Question("", "labels", f"Which labels? What {shown} says of them can't be read.")
        return replace(heard, labels=(), questions=(*others, ask))
    return replace(heard, said=(*heard.said, f"not read as a number of rows: {shown}"))


def _of_label(mention: Mention, of_labels: dict[str, float]) -> bool:
    return any(word in of_labels for word in mention.before)


def _of_clause(mention: Mention, clause: Clause) -> bool:
    """Whether «N per …» counts the clause's own rows, not what each of them has («2 questions each»)."""
    return mention.kind == "each" or noun_of(mention.head) == "generic" or mention.head == clause.head


def _spoken(clause: Clause, mention: Mention) -> str:
    return f"{mention.number.text} {mention.head}".strip()


def _times(heard: Heard, mention: Mention) -> tuple[int, str]:
    if mention.unit in _LEVEL_UNITS:
        return len(heard.difficulties), "levels"
    if mention.unit in _LABEL_UNITS:
        return len(heard.labels) or heard.label_count, "labels"
    return 0, ""


def _firm(heard: Heard, stated: Sequence[Mention]) -> Heard:
    """Asks back where the number isn't firm."""
    if not stated or heard.rows is None:
        return heard
    number = stated[0].number
    if number.firmness == "range":
        text = f"How many rows between {number.low} and {number.value}?"
        return _asking(heard, Question("", "rows", text, decided=str(number.value)))
    if number.firmness == "vague":
        decided = str(number.value if number.value >= 10 else UNSAID_ROWS)
        text = f"How many rows is {number.text!r}?"
        return _asking(replace(heard, rows=int(decided)), Question("", "rows", text, decided=decided))
    if number.firmness == "about":
        return replace(heard, said=(*heard.said, f"exactly {number.value} rows"))
    return heard


def _asking(heard: Heard, question: Question) -> Heard:
    return replace(heard, questions=(*heard.questions, question))


def total_question(parts: Sequence[Heard], cut: Sequence[Clause]) -> list[Question]:
    """Whether a total that the request gives («1000 rows: 400 reviews, 600 problems») is the sum of its
    parts."""
    if len(parts) < 2 or any(part.rows is None for part in parts):
        return []
    totals = [
        mention.number.value
        for clause in cut
        for mention in clause.mentions
        if mention.kind == "rows"
        and noun_of(mention.head) == "generic"
        and not mention.unit
        and noun_of(clause.head) != "generic"
    ]
    rows = sum(part.rows or 0 for part in parts)
    if not totals or totals[0] == rows:
        return []
    each = ", ".join(f"{part.rows} {part.name}" for part in parts)
    text = (
        f"The request asks for {totals[0]} rows in all, and for {each}: {rows} together. Go on with {rows}?"
    )
    return [Question("", "rows", text, (str(rows),), contradiction=True)]
