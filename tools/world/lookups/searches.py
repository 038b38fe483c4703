"""What is searched for to answer a structured question: words as people type them, then the question."""

import re
from collections.abc import Mapping
from typing import Any

from seedbed.tools.knowledge.claims.lexicon import FUNCTION_WORDS
from seedbed.tools.knowledge.pairs.query import keyword_query, question_query
from seedbed.tools.knowledge.questions.unique import without_section
from seedbed.tools.world.lookups.stated import told_apart
from seedbed.tools.world.search import FEW, MANY

MOST_WORDS = 8
"""Words of a question that `keyword_query` leaves, where it gives none of its own."""
_FILE = re.compile(r"\.(?:md|txt|rst|html?|pdf|docx)$", re.I)
_EMPTY = re.compile(r" (?:used|happens|do)$")
"""What a question's form leaves at the end of its keywords."""

_COMPARING = re.compile(
    r"\b(?:higher|lower|longer|shorter|greater|smaller|more|fewer|less|earlier|later|which|has|how|much|many|than)\b"
)
_IDLE = FUNCTION_WORDS | {"happens", "used", "using"}


Search = tuple[str, int]
"""A query, and the number of passages wanted."""


def rounds_of(
    item: Mapping[str, Any], called: Mapping[str, str], *, apart: bool
) -> tuple[tuple[Search, ...], ...]:
    """The searches for an item's question, in rounds of one message each.

    A thing that is only described is searched for first, then what is asked of it by the name that was found;
    two that are compared may be searched for at once, each for itself. Others: keywords, then the question.

    Args:
        item: A `GroundedItem`, or a question without an answer, as JSON.
        called: What entries are called in a sentence.
        apart: Whether two that are compared are searched for each for itself.
    """
    usual = tuple((one,) for one in searches(item["question"]))
    if parts := told_apart(item, called) if item.get("hops") else None:
        told, asked = parts
        return (((_telling(told), FEW),), ((_telling(asked), FEW),))
    both = compared(item) if apart else ()
    return (tuple((one, FEW) for one in both), usual[1]) if both else usual


def compared(item: Mapping[str, Any]) -> tuple[str, ...]:
    """A query for each of the two things that a question compares; empty where it doesn't."""
    names = [str(hop["entry"]).casefold() for hop in item.get("hops") or ()]
    asked = str(item["question"]).casefold()
    if len(names) != 2 or item["kind"] not in ("comparison", "aggregate"):
        return ()
    within = names[0] in names[1] or names[1] in names[0]
    if within or not all(name in asked for name in names) or any(without_section(item["question"])[1]):
        return ()
    found = []
    for name, other in (names, names[::-1]):
        about = _telling(_COMPARING.sub(" ", asked.replace(other, " ").replace(name, " ")))
        found.append(f"{about} {name}")
    return tuple(found)


def searches(question: str) -> tuple[tuple[str, int], ...]:
    """Queries with the number of passages wanted, in order: keywords first, then the question.

    Each follows from the question alone, for whoever asks a search hasn't seen the passages.
    """
    asked, (section, document) = without_section(question)
    bare = asked.strip().removesuffix("?")
    named = " ".join(_FILE.sub("", name) for name in (document, section))
    keywords = _EMPTY.sub("", keyword_query(question, "")) or _telling(bare, named)
    whole = question_query(question).removesuffix("?") or " ".join(filter(None, (document, section, bare)))
    first, second = " ".join(keywords.split()), " ".join(whole.split())
    return ((first, FEW), (second if second.casefold() != first.casefold() else question, MANY))


def _telling(text: str, place: str = "") -> str:
    """The first words of a text that aren't mere grammar, each once; if there is room, those of its place."""
    words = (word.strip(".,:?“”") for word in f"{text} {place}".split())
    kept = [word for word in words if word and (word.isupper() or word.casefold() not in _IDLE)]
    return " ".join(list({word.casefold(): word for word in reversed(kept)}.values())[::-1][:MOST_WORDS])
