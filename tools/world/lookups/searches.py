"""What is searched for to answer a structured question: words as people type them, then the question."""

import re

from seedbed.tools.knowledge.claims.lexicon import FUNCTION_WORDS
from seedbed.tools.knowledge.pairs.query import keyword_query, question_query
from seedbed.tools.knowledge.questions.unique import without_section
from seedbed.tools.world.search import FEW, MANY

MOST_WORDS = 8
"""Words of a question that `keyword_query` leaves, where it gives none of its own."""
_FILE = re.compile(r"\.(?:md|txt|rst|html?|pdf|docx)$", re.I)
_EMPTY = re.compile(r" (?:used|happens|do)$")
"""What a question's form leaves at the end of its keywords."""

_IDLE = FUNCTION_WORDS | {"happens", "used", "using"}


def searches(question: str) -> tuple[tuple[str, int], ...]:
    """Queries with the number of passages wanted, in order: keywords first, then the question.

    Each follows from the question alone, for whoever asks a search hasn't seen the passages.
    """
    asked, (section, document) = without_section(question)
    bare = asked.strip().removesuffix("?")
    named = " ".join(_FILE.sub("", name) for name in (document, section))
    keywords = _EMPTY.sub("", keyword_query(question, "")) or _telling(f"{named} {bare}")
    whole = question_query(question).removesuffix("?") or " ".join(filter(None, (document, section, bare)))
    first, second = " ".join(keywords.split()), " ".join(whole.split())
    return ((first, FEW), (second if second.casefold() != first.casefold() else question, MANY))


def _telling(text: str) -> str:
    """The first words of a text that aren't mere grammar, each once."""
    words = (word.strip(".,:?“”") for word in text.split())
    kept = [word for word in words if word and (word.isupper() or word.casefold() not in _IDLE)]
    return " ".join(list({word.casefold(): word for word in reversed(kept)}.values())[::-1][:MOST_WORDS])
