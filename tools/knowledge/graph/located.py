"""A text that a model wrote for some facts: where their ends stand in it, and what else it names.

Places are found by the program, word for word; nothing is inflected. A name or number that belongs to no fact
is a fault. Whether the text states the relations isn't decided here.
"""

import re
from collections.abc import Mapping, Sequence

from seedbed.tools.knowledge.graph.annotated import Annotated, marked, mentions, relation_name
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.quoted import ARTICLE, Span
from seedbed.tools.knowledge.graph.types import types_at
from seedbed.tools.knowledge.graph.wording import worded
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.values import find_values

WORDS_PER_FACT = 35
"""A text may have so many words for each fact."""
_NAME = re.compile(r"(?<=[\w,;)”\"'’] )[\"“'(]?(?P<name>[A-Z][\w'’-]*)")
_MARKUP = re.compile(r"[\n`*_#|<>{}\[\]]|https?:")
"""Signs that a paragraph has none of, unless a fact has them."""


def located(text: str, facts: Sequence[Fact], types: Mapping[str, str]) -> tuple[Annotated | None, list[str]]:
    """The text with entities and relations marked, and what is wrong with it, a sentence each.

    Args:
        types: Key → type, of all things that are known; any of them that is no fact's may not be named.
    """
    ends = {_key(words): bare(words) for fact in facts for words in (fact.subject, fact.value)}
    found = _places(text, sorted(ends, key=lambda name: (-len(name), name)))
    faults = [
        f"{ends[name]!r} doesn't stand in the text word for word"
        for name in sorted(ends)
        if not found.get(name)
    ]
    faults += _shape(text, facts)
    if not faults:
        faults += _strangers(text, facts, [span for spans in found.values() for span in spans], types)
    if faults:
        return None, faults
    made = _annotated(text, facts, found, types)
    return (made, []) if made else (None, ["a number in the text belongs to none of the facts"])


def bare(words: str) -> str:
    """An end of a fact without its article, as it has to stand in a text."""
    return ARTICLE.sub("", words, count=1)


def _key(words: str) -> str:
    """What a name's places are kept under: "Tandem" and "the tandem" are one name."""
    return bare(words).casefold()


def _places(text: str, names: Sequence[str]) -> dict[str, list[Span]]:
    """Where each name stands, longer names first, none within another."""
    found: dict[str, list[Span]] = {}
    taken: list[Span] = []
    for name in names:
        before = r"(?<![\w£€$-])(?<!\d[.,:/–])" if name[0].isalnum() else r"(?<!\w)"
        after = r"(?!\w)(?![.,:/–-]\d)(?!\s?%)" if name[-1].isdigit() else r"(?!\w)"
        for match in re.finditer(before + re.escape(name) + after, text, re.I):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                found.setdefault(name, []).append(match.span())
                taken.append(match.span())
    return found


def _shape(text: str, facts: Sequence[Fact]) -> list[str]:
    """What is wrong with the text as a paragraph."""
    said = " ".join(f"{fact.subject} {relation_name(fact)} {fact.value}" for fact in facts)
    found = [f"the sign {mark[0]!r}" for mark in _MARKUP.finditer(text) if mark[0] not in said]
    faults = [f"the text has {found[0]}; plain sentences are wanted"] if found else []
    if len(text.split()) > WORDS_PER_FACT * len(facts):
        faults.append(f"the text has more than {WORDS_PER_FACT} words for each fact")
    if not text.rstrip().endswith((".", "!")):
        faults.append("the text doesn't end with a sentence")
    return faults


def _strangers(
    text: str, facts: Sequence[Fact], spans: Sequence[Span], types: Mapping[str, str]
) -> list[str]:
    """Numbers and names that belong to no fact."""
    relations = [relation_name(fact) for fact in facts]
    wordings = [told.text for told in map(worded, facts) if told is not None]
    values = [(one.start, one.end) for one in find_values(text)]
    digits = [one.span() for one in re.finditer(r"[£€$]?\d[\w.,:/%-]*(?<![.,:])", text)]
    names = [one.span("name") for one in _NAME.finditer(text)]
    things = [span for span, _ in mentions(text, types)]
    found = [
        *(span for span in (*values, *digits) if not _known(text, span, spans, relations)),
        *(span for span in (*names, *things) if not _known(text, span, spans, [*relations, *wordings])),
    ]
    beyond = dict.fromkeys(text[start:end] for start, end in sorted(found))
    return [f"{words!r} belongs to none of the facts" for words in beyond]


def _known(text: str, span: Span, spans: Sequence[Span], words: Sequence[str]) -> bool:
    """Whether a place lies in an end of a fact, or its words stand in those of the facts."""
    if any(first <= span[0] and span[1] <= last for first, last in spans):
        return True
    said = rf"(?<![\w£€$]){re.escape(text[slice(*span)])}(?!\w)"
    return any(re.search(said, one, re.I) for one in words)


def _annotated(
    text: str, facts: Sequence[Fact], found: Mapping[str, Sequence[Span]], types: Mapping[str, str]
) -> Annotated | None:
    """The relations between the mentions that stand nearest to each other, those of one sentence first."""
    sentences = sentence_spans(text)

    def apart(one: Span, other: Span) -> tuple[int, int, int]:
        at = [next((n for n, (_, end) in enumerate(sentences) if span[1] <= end), 0) for span in (one, other)]
        return abs(at[0] - at[1]), abs(one[0] - other[0]), one[0]

    placed, used = [], set()
    for fact in facts:
        heads, tails = found[_key(fact.subject)], found[_key(fact.value)]
        free = [tail for tail in tails if (fact.relation, tail) not in used] or tails
        head, tail = min(((h, t) for h in heads for t in free), key=lambda ends: apart(*ends))
        used.add((fact.relation, tail))
        placed.append((fact, head, tail))
    also: dict[Span, str] = {}
    for fact in facts:
        one, other = types_at(fact, types)
        also |= dict.fromkeys(found[_key(fact.subject)], one)
        also |= dict.fromkeys(found[_key(fact.value)], other)
    return marked(text, placed, types, also)
