"""Questions for a value that stands in the subject: "Up to four children may …", "A surcharge of 10 % applies
…"."""

import re
from collections.abc import Iterator

from seedbed.tools.knowledge.questions.clauses import Clause
from seedbed.tools.knowledge.questions.items import Wording
from seedbed.tools.knowledge.questions.nouns import AMOUNTS, plural_noun_phrase
from seedbed.tools.knowledge.questions.places import MODIFIER, NEGATION
from seedbed.tools.knowledge.values import Value, find_values

_AGE = re.compile(r"(?:of age|old)?")


def ask_subject(clause: Clause) -> Iterator[Wording]:
    """At most one question."""
    values = find_values(clause.subject)
    if clause.front or NEGATION.search(clause.rest) or len(values) != 1:
        return
    value = values[0]
    subject, at = clause.subject, clause.subject_start
    predicate = f"{clause.finite} {clause.rest}".strip()
    modifier = MODIFIER.search(subject[: value.start])
    start = modifier.start() if modifier else value.start
    after = subject[value.end :].strip()
    article = re.fullmatch(r"(?:an?|the) (?:((?:[\w-]+ ){1,3})of )?", subject[:start], re.I)
    bound = re.fullmatch(r"([\w' -]+) (under|over|above|below) ", subject[:start])
    if not start:
        if (
            value.kind == "number"
            and after
            and plural_noun_phrase(after) == after
            and "." not in value.amount
        ):
            yield Wording(f"How many {after} {predicate}?", at, at + value.end, "medium", value.kind)
        elif value.kind == "percent" and after.startswith("of "):
            yield Wording(f"What percentage {after} {predicate}?", at, at + value.end, "medium", value.kind)
    elif article and article[1]:
        noun = article[1].strip()
        if noun.split()[-1] in AMOUNTS and (not after or after.startswith("of ")):
            yield Wording(f"What {noun} {predicate}?", at + start, at + len(subject), "medium", value.kind)
    elif (
        article and value.kind in ("money", "percent") and after.split()[-1:] and after.split()[-1] in AMOUNTS
    ):
        yield Wording(f"What {after} {predicate}?", at + start, at + value.end, "medium", value.kind)
    elif bound and clause.verb is None:
        yield from _ask_bound(clause, value, bound[1], bound[2], after)


def _ask_bound(clause: Clause, value: Value, noun: str, bound: str, after: str) -> Iterator[Wording]:
    """ "Children under 12 years of age must …": "Under what age must children …?"."""
    if value.kind == "money" and not after:
        measure = "amount"
    elif value.unit == "year" and _AGE.fullmatch(after):
        measure = "age"
    else:
        return
    question = f"{bound.capitalize()} what {measure} {clause.finite} {noun} {clause.rest}?"
    start, end = clause.subject_start + value.start, clause.subject_start + len(clause.subject)
    yield Wording(question, start, end, "medium", value.kind)
