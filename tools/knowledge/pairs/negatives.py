"""Whether a passage may stand as a hard negative: it speaks of what a query asks, and doesn't answer it.

A negative that answers after all (a false negative) teaches a retriever what is wrong, and is the known
failure of negatives that were merely ranked highly (RocketQA, Qu et al. 2021; GPL, Wang et al. 2022). So a
passage is refused as soon as it could answer: it holds the answer in any form that words and values show, it
has all the query's words, one place in it has most of them or of words that may ask for the same, one says
nearly what the proving sentence says, or it is a near-copy of the positive. Words are compared by stems
(Snowball, English), values by their canonical forms; a paraphrase about a thing under another name isn't
seen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from seedbed.tools.knowledge.absence.synonyms import related
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.lexical import stems
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.values import Value, find_values, is_range, plain_decimal
from seedbed.tools.knowledge.wordlist import word_set

COPY = 0.5
"""Jaccard index of word triples from which a passage is a near-copy of another."""
ALIKE = 0.75
"""Share of the query's stems in one sentence, line or table row from which it could answer the query."""
ALIKE_KIN = 0.6
"""The same of a passage of the positive's own document, which speaks of the same thing anyway."""
SAID = 0.6
"""The same of the proving sentence's stems."""
HOLDS = 0.75
"""Share of the stems of an answer of four words or more that count as holding it; of a shorter one all."""
HARD = 0.25
"""Share of the query's stems, as far as the positive has them, that a hard negative holds at least."""
_LONG_ANSWER = 4
_SHORT_PROOF = 5
_SECONDS = {
    "millisecond": Decimal("0.001"),
    "second": Decimal(1),
    "minute": Decimal(60),
    "hour": Decimal(3600),
    "day": Decimal(86400),
    "week": Decimal(604800),
}
_STOP = frozenset(
    stem
    for word in word_set(
        """a an the is are was were be been being do does did has have had can could may might must shall
        should will would what which who whom whose when where why how much many long far often of for to
        at on in by with from that there it its you your we our they their this these those and or but
        not if as than then so such only also after before during up about into out over under per any
        each every all one no yes i me my he she his her happens get gets take takes make makes use used
        using according number within until since time date year years day days hour hours minute minutes
        week weeks month months second seconds"""
    )
    for stem in stems(word)
)

_ASKING = frozenset(
    stem
    for word in word_set(
        """purpose number amount kind type name value default option command example mean meaning called
        return returns provide provides contain contains include includes allow allows perform provide
        result"""
    )
    for stem in stems(word)
)
"""Stems of words that ask, and don't say what is spoken of."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query asks for, and what answers it."""

    query: frozenset[str]
    """Stems of its words that carry meaning, all of which no negative may have."""
    meant: tuple[frozenset[str], ...]
    """For each of them the stems that may ask for the same."""
    subject: frozenset[str]
    """Those of them that the positive has too and that say what it is about; some of them a hard negative
    has."""
    answer: str
    words: frozenset[str]
    """Such stems of the answer."""
    values: tuple[frozenset[str], ...]
    """For each value of the answer the forms in which a passage may hold it."""
    proof: frozenset[str]
    """Such stems of the sentence that proves the answer."""
    positive: frozenset[tuple[str, ...]]
    """Word triples of the positive."""


def wanted(query: str, answer: str, proof: str, positive: str) -> Wanted:
    """What negatives of a pair are held against.

    Args:
        query: The question in full words, or the query itself.
        answer: What answers it, as short as it is known.
        proof: The sentence or table row of the positive that says so.
    """
    asked, said, shown = telling(query), telling(proof), telling(positive)
    if len(said) < _SHORT_PROOF:
        said |= asked & shown  # "Prep time: 10 min" says nothing without the thing that it is about
    return Wanted(
        query=asked,
        meant=tuple(related(stem) for stem in sorted(asked)),
        subject=(asked & shown) - _ASKING or asked & shown or asked,
        answer=answer,
        words=telling(answer),
        values=_alternatives(answer),
        proof=said,
        positive=_triples(positive),
    )


def fault_of(passage: str, sought: Wanted, *, kin: bool = False) -> str:
    """Why a passage may not be a negative; "" if it may.

    Args:
        kin: It is of the positive's own document.
    """
    if _jaccard(_triples(passage), sought.positive) >= COPY:
        return "it is nearly the positive"
    if _stands_in(sought.answer, passage) or (sought.values and _holds_values(passage, sought.values)):
        return "it holds the answer"
    held = telling(passage)
    least = 1.0 if len(sought.words) < _LONG_ANSWER else HOLDS
    if sought.words and _share(sought.words, held) >= least and not sought.values:
        return "it holds the answer's words"
    if sought.query and sought.query <= held:
        return "it has all that the query names"
    alike = ALIKE_KIN if kin else ALIKE
    for unit in _units(passage):
        if _share(sought.query, unit) >= alike or _meant(sought, unit):
            return "a place in it has most of what the query names"
        if _share(sought.proof, unit) >= SAID:
            return "a place in it says nearly what the positive says"
    return "" if _share(sought.subject, held) >= HARD else "it has nothing to do with the query"


def is_copy(one: str, other: str) -> bool:
    """Whether two passages say nearly the same in nearly the same words."""
    return _jaccard(_triples(one), _triples(other)) >= COPY


def names_something(question: str) -> bool:
    """Whether a question has a word that says what it is about: not so "What does the command return?"."""
    return bool(telling(question) - _ASKING)


@lru_cache(maxsize=4_000)
def telling(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    return frozenset(stem for stem in stems(text) if stem not in _STOP)


def _stands_in(answer: str, passage: str) -> bool:
    # Whole words are looked for, so each must be there: told much faster than markup is taken off.
    return _tokens(answer) <= _tokens(passage) and contains(answer, passage)


@lru_cache(maxsize=4_000)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", text.casefold()))


def _alternatives(answer: str) -> tuple[frozenset[str], ...]:
    """A value's canonical form, and its bare number, which may stand in a table whose header has the unit."""
    return tuple(
        frozenset((_form(value), f"number:{value.amount}" if value.amount else _form(value)))
        for value in find_values(answer)
    )


def _holds_values(passage: str, values: tuple[frozenset[str], ...]) -> bool:
    held = _values(passage)
    return all(forms & held for forms in values)


@lru_cache(maxsize=4_000)
def _values(text: str) -> frozenset[str]:
    """Canonical forms of a text's values, and of both ends of a range ("9:00" in "9:00–18:00")."""
    found: set[str] = set()
    for value in find_values(text):
        found.add(_form(value))
        found.update(f"{value.kind}:{end}" for end in value.canonical.split(":", 1)[1].split("–"))
    return frozenset(found)


def _form(value: Value) -> str:
    """A value's canonical form; of a duration its seconds, so that 24 hours are a day."""
    if value.kind != "duration" or value.unit not in _SECONDS or is_range(value):
        return value.canonical
    return f"seconds:{plain_decimal(Decimal(value.amount) * _SECONDS[value.unit])}"


@lru_cache(maxsize=4_000)
def _triples(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])


def _jaccard(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)


def _share(wanted_: frozenset[str], held: frozenset[str]) -> float:
    return len(wanted_ & held) / len(wanted_) if wanted_ else 0.0


def _meant(sought: Wanted, unit: frozenset[str]) -> bool:
    """Whether for each stem of the query one that may ask for the same is there."""
    return bool(sought.meant) and not any(unit.isdisjoint(alike) for alike in sought.meant)


@lru_cache(maxsize=2_000)
def _units(passage: str) -> tuple[frozenset[str], ...]:
    """Stems of each place that could answer: a sentence or a table row, with the headings above it."""
    return tuple(dict.fromkeys(_each_unit(passage)))


def _each_unit(passage: str) -> Iterator[frozenset[str]]:
    above, header = frozenset[str](), frozenset[str]()
    for number, line in enumerate(passage.splitlines()):
        bare = line.strip()
        if not bare:
            header = frozenset()
            continue
        if number == 0 or bare.startswith("#"):
            above = telling(bare)
        if bare.startswith("|"):
            header = header or telling(bare)
            yield telling(bare) | header | above
            continue
        for start, end in sentence_spans(bare):
            yield telling(bare[start:end]) | above
