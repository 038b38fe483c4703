"""The facts of a sentence in the source's own words, with their places; nothing is put in other words.

A sentence that needs what stands around it (a pronoun, "above", a colon) isn't taken. English only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.questions.verbs import BE
from seedbed.tools.knowledge.values import find_values

Span = tuple[int, int]
Frame = Literal["", "attribute", "verb"]
ARTICLE = re.compile(r"^(?:an?|the|each|every|all|any)\s+", re.I)
PLACED = re.compile(r"(?:in|on|at|from|to|within|after|before|until|by|for|near) ")
MOST_WORDS = 30
"""Of a source's own sentence."""
_NOT_ALONE = re.compile(
    r"^that\b|\b(?:that['’]s|line \d+|this|these|those|it|its|they|them|their|he|she|his|her|we|us|our|"
    r"you|your|i|my|here|there|"
    r"above|below|following|such|also|too|then|however|therefore|instead|otherwise|thus|hence|same|former|"
    r"latter|both|another|other|others)\b|:(?!\d)|[;!?“”\"*`_|<>\[\]{}()…\\]|\.\.",
    re.I,
)
"""Words and signs for which a sentence may need what stands around it."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A fact as a sentence. Spans are code points in `text`."""

    text: str
    subject: Span
    """The subject without its article."""
    value: Span
    """The value without its article."""
    whole: bool
    """Whether the sentence says the fact and nothing else."""
    frame: Frame = ""
    """How it may be joined with another one of its subject: "for S, the A is V and the B is W", "S opens
    at V and closes at W"; "": it may not."""
    front: str = ""
    """What stands before a verb's subject: "in the summer season"."""
    called: str = ""
    """The subject's phrase: "a tandem"."""
    told: str = ""
    """What is said of it, `{V}` for the value: "the day rate is {V}", "leaves the {V}"."""


@dataclass(frozen=True, slots=True)
class Together:
    """A sentence and all the facts that it states."""

    text: str
    facts: tuple[tuple[Fact, Span, Span], ...]
    """Fact, subject's and value's place, without articles."""


def own_sentence(fact: Fact) -> Worded | None:
    """The source's own sentence, cut behind the value where what follows are further values of its verb."""
    text = _alone(fact)
    spans = next(_places(fact, text), None)
    if spans is None:
        return None
    subject, value = spans
    rest = text[value[1] : -1]
    if not _says_all(fact, text[: value[1]]) or (rest and not _further_values(rest)):
        return Worded(text, subject, value, whole=False)
    cut = text[: value[1]] + "."
    if not _begins(fact, text):
        return Worded(cut, subject, value, whole=True)
    told = text[subject[1] + 1 : value[0]] + "{V}"
    return Worded(cut, subject, value, True, "verb", "", fact.subject, told)


def told_together(facts: Sequence[Fact]) -> Together | None:
    """A sentence with those of its facts that say all of it; None if they don't.

    Args:
        facts: All that one sentence says.
    """
    text = _alone(facts[0]) if facts else ""
    found = []
    for fact in facts:
        spans = next(_places(fact, text), None)
        if spans is not None and _says_all(fact, text[: spans[1][1]]):
            found.append((fact, *spans))
    if not found:
        return None
    told = [min(found, key=lambda one: one[2][1])]
    at = told[0][2][1]
    while next_one := _following(text, at, told[0], facts):
        told.append(next_one)
        at = next_one[2][1]
    rest = text[at:-1]
    return Together(text[:at] + ".", tuple(told)) if not rest or _further_values(rest) else None


def _following(
    text: str, at: int, first: tuple[Fact, Span, Span], facts: Sequence[Fact]
) -> tuple[Fact, Span, Span] | None:
    """The fact of which preposition and value come next."""
    for fact in facts:
        prep = fact.said.split(" ")[-1]
        if fact is first[0] or fact.subject != first[0].subject or not PLACED.fullmatch(f"{prep} "):
            continue
        if text.startswith(f" {prep} {fact.value}", at) and not text[
            at + len(prep) + 2 + len(fact.value) :
        ].startswith(tuple("0123456789abcdefghijklmnopqrstuvwxyz")):
            end = at + len(prep) + 2 + len(fact.value)
            article = ARTICLE.match(fact.value)
            return fact, first[1], (end - len(fact.value) + (len(article[0]) if article else 0), end)
    return None


def _alone(fact: Fact) -> str:
    """A fact's sentence, "" if it can't stand alone."""
    text = " ".join(fact.plain.split())
    if len(text.split()) > MOST_WORDS or not text.endswith(".") or _NOT_ALONE.search(text):
        return ""
    return text if text[0].isupper() or text[0].isdigit() else ""


def _begins(fact: Fact, text: str) -> bool:
    return text.casefold().startswith(f"{fact.subject} {fact.said} ".casefold())


def _says_all(fact: Fact, text: str) -> bool:
    """Whether a text is subject, verb and value of a fact and nothing else."""
    told = re.escape(f"{fact.subject} {fact.said}")
    if fact.said in BE and f" {fact.relation} " in f" {text.casefold()} ":
        told = rf"(?:the )?{re.escape(fact.relation)} (?:of|for) {told}"
    return re.fullmatch(rf"{told} (?:an? )?{re.escape(fact.value)}", text, re.I) is not None


def _places(fact: Fact, text: str) -> Iterator[tuple[Span, Span]]:
    """Where subject and value stand, the value behind the subject."""
    name, value = (ARTICLE.sub("", said, count=1) for said in (fact.subject, fact.value))
    for one in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I):
        for other in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text[one.end() :]):
            yield one.span(), (one.end() + other.start(), one.end() + other.end())


def _further_values(rest: str) -> bool:
    """Whether what follows is nothing but prepositions with a value each (" at 18:45 on Saturdays")."""
    while rest:
        place = PLACED.match(rest.lstrip())
        if place is None:
            return False
        tail = rest.lstrip()[place.end() :]
        value = next(iter(find_values(tail)), None)
        if value is None or value.start or value.kind not in ("time", "date", "weekday", "year"):
            return False
        rest = tail[value.end :]
    return True
