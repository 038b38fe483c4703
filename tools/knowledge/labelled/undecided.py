"""Whether a passage leaves a claim open, by words: it speaks of what the claim speaks of, and doesn't say it.

Strict on the safe side: a passage that holds the claim's value, or a sentence, line or table row with most of
the claim's words, or the claim's attribute beside another value of its measure, is taken to decide. What
decides in other words altogether isn't seen.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seedbed.tools.knowledge.absence.synonyms import related
from seedbed.tools.knowledge.citations import contains, normal
from seedbed.tools.knowledge.lexical import stems
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.unique import content_words
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.values import find_values

MOST_SHARED = 0.6
"""Share of a claim's content words that one sentence, line or row of an undecided passage may hold, where a
value decides that isn't there."""
MOST_SHARED_BY_ALL = 0.8
"""And all of the passage together, its headings aside."""
MOST_SHARED_IN_WORDS, MOST_SHARED_IN_WORDS_BY_ALL = 0.3, 0.5
"""The same where words alone decide: these may be said in others."""
_LINE = re.compile(r"[^\n]+(?:\n(?![ \t]*(?:[|*+>#-]|\d+[.)])|\s*\n)[^\n]+)*")
"""Lines of one paragraph or list item, or one row of a table."""
_RULE = re.compile(r"[|\s:-]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, line or table row of a passage. Offsets are in the passage."""

    start: int
    end: int
    words: frozenset[str]
    measures: frozenset[tuple[str, str]]
    """(kind, unit) of its values."""


def units_of(text: str) -> tuple[Unit, ...]:
    """The units of a passage; a row of a table has the words of its table's first line too."""
    found: list[Unit] = []
    header: frozenset[str] | None = None
    for line in _LINE.finditer(text):
        said = line[0].strip()
        if not said.startswith("|"):
            header = None
            found.extend(_unit(text, line.start() + a, line.start() + b) for a, b in sentence_spans(line[0]))
            continue
        if header is None:
            header = content_words(said)
        elif not _RULE.fullmatch(said):
            found.append(_unit(text, line.start(), line.end(), header))
    return tuple(found)


def _unit(text: str, start: int, end: int, header: frozenset[str] = frozenset()) -> Unit:
    said = text[start:end]
    measures = frozenset((value.kind, value.unit) for value in find_values(said))
    return Unit(start, end, content_words(said) | header, measures)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a claim speaks of."""

    entity: str
    attribute: str
    """What the claim says of it: a column, a key; "" of a sentence."""
    headed: bool
    """Whether the entity is named by a heading, for all lines below it."""


def decides(
    said: Sequence[str], values: Sequence[str], subject: Subject, evidence: str, headings: str
) -> str:
    """What in a passage may decide a claim, in a line; "" if nothing does.

    Args:
        said: The claim and its counterpart, true and false: the passage must leave both open.
        values: The words that make the difference between them, where these are values.
        evidence: The passage without its headings.
        headings: The headings.
    """
    for value in values:
        if contains(value, evidence) or _same_value(value, evidence):
            return f"it holds {value!r}"
    above = content_words(headings)
    one_may, all_may = (
        (MOST_SHARED, MOST_SHARED_BY_ALL) if values else (MOST_SHARED_IN_WORDS, MOST_SHARED_IN_WORDS_BY_ALL)
    )
    units = units_of(evidence)
    asked, entity = content_words(subject.attribute), content_words(subject.entity)
    anothers = subject.headed and bool(entity) and not entity & (above | content_words(evidence))
    measures = {(v.kind, v.unit) for value in values for v in find_values(value)}
    for unit in units:
        for one in said:
            wanted = _telling(one, values)
            if wanted and not anothers and len(wanted & unit.words) / len(wanted) > one_may:
                return f"a sentence holds most of its words: {evidence[unit.start : unit.end][:60]!r}"
        if asked and asked <= unit.words | above and measures & unit.measures and not anothers:
            return f"it gives {subject.attribute!r} a value"
        if _tells(subject, evidence[unit.start : unit.end], headings) and measures & unit.measures:
            return f"it may give {subject.attribute!r} a value in other words"
    whole = frozenset().union(*(unit.words for unit in units))
    for one in said:
        wanted = _telling(one, values)
        if not wanted or (not anothers and len(wanted & whole) / len(wanted) > all_may):
            return "it holds most of its words"
    for one in said:
        if normal(one).rstrip(".") in normal(evidence):
            return "it says so"
    return ""


def _tells(subject: Subject, said: str, headings: str) -> bool:
    """Whether a unit speaks of the entity and of something that may stand for the attribute."""
    if not (subject.entity and subject.attribute):
        return False
    words = frozenset(stems(said))
    head = stems(head_of(subject.attribute))[-1:]
    return frozenset(stems(subject.entity)) <= words | frozenset(stems(headings)) and any(
        not words.isdisjoint(related(one)) for one in head
    )


def _telling(claim: str, values: Sequence[str]) -> frozenset[str]:
    for value in values:
        claim = claim.replace(value, " ")
    return content_words(claim)


def _same_value(value: str, evidence: str) -> bool:
    mine = {one.canonical for one in find_values(value)}
    return bool(mine & {one.canonical for one in find_values(evidence)})


def shared_units(claim: str, evidence: str) -> Iterator[tuple[Unit, tuple[str, ...]]]:
    """The units that share words with a claim, those with most first, and which words, as they stand."""
    wanted = content_words(claim)
    units = sorted(units_of(evidence), key=lambda unit: (-len(unit.words & wanted), unit.start))
    for unit in units:
        said = evidence[unit.start : unit.end]
        words = tuple(
            word
            for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", said)
            if len(word) > 2 and content_words(word) & wanted
        )
        if words:
            yield unit, words
