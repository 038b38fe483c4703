"""What can be said of a written search query without a model: that it has its style and isn't too vague.

Words that point outside the query are known in English only; the rest holds where words are apart.
"""

import re

from seedbed.agent.writer.grounded.question_checks import POINTS_OUT
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.pairs.negatives import telling

MOST_WORDS = 60
"""Longest query, a long request."""
MOST_KEYWORDS = 8
LEAST_REQUEST = 12
"""Words of a long request at least."""
LONGEST_COPY = 7
"""Words in a row that a query may share with its passage."""
_LEAST_TELLING = 2
_LEAST_MISSPELT = 4
"""Letters of a word that counts as misspelt, at least."""


def query_faults(query: str, quote: str, passage: str, style: str, language: str = "English") -> list[str]:
    """What is wrong with the form of a query, a sentence each; empty: nothing that can be seen."""
    words = query.split()
    found = []
    if "\n" in query.strip():
        found.append("the query has more than one line")
    if len(words) > MOST_WORDS:
        found.append(f"the query has {len(words)} words; {MOST_WORDS} are allowed")
    if len(telling(query)) < _LEAST_TELLING:
        found.append("the query is too vague: it names nothing to search for")
    if contains(quote, query) or _copied(query, passage) > LONGEST_COPY:
        found.append(f"the query copies more than {LONGEST_COPY} words in a row from the passage")
    if language == "English" and (said := POINTS_OUT.search(query)):
        found.append(f"the query points at its source ({said[0]!r}); nobody who searches has seen it")
    if fault := _style_fault(query, words, passage, style):
        found.append(fault)
    return found


def _style_fault(query: str, words: list[str], passage: str, style: str) -> str:
    asks = query.rstrip().endswith("?")
    if style == "question" and not asks:
        return "a question ends in a question mark"
    if style == "keywords" and (asks or len(words) > MOST_KEYWORDS):
        return f"keywords are at most {MOST_KEYWORDS} words and no question"
    if style == "request" and len(words) < LEAST_REQUEST:
        return f"a long request has at least {LEAST_REQUEST} words"
    if style == "misspelt" and not misspelt(query, passage):
        return "no word of the passage is misspelt in the query"
    return ""


def misspelt(query: str, passage: str) -> list[str]:
    """The query's words that are nearly, and not quite, a word of the passage (one slip, or two in a long
    one) and no form of one."""
    from rapidfuzz.distance import OSA

    known = {word for word in _words(passage) if len(word) >= _LEAST_MISSPELT}
    stemmed = telling(passage)
    return [
        word
        for word in dict.fromkeys(_words(query))
        if len(word) >= _LEAST_MISSPELT and word not in known and not telling(word) <= stemmed
        if any(0 < OSA.distance(word, other, score_cutoff=2) <= 1 + (len(other) > 7) for other in known)
    ]


def _copied(query: str, passage: str) -> int:
    """Length of the longest run of words that both have."""
    mine, theirs = _words(query), f" {' '.join(_words(passage))} "
    longest = 0
    for start in range(len(mine)):
        while f" {' '.join(mine[start : start + longest + 1])} " in theirs and start + longest < len(mine):
            longest += 1
    return longest


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
