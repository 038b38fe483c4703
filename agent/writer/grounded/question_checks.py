"""What can be said of a written question without a model: its form, and whether two answers to it agree.

English only for the words that point outside the question; the checks of form hold in every language.
"""

import re
from collections import Counter

from seedbed.tools.knowledge.citations import contains, normal, round_trip_ok
from seedbed.tools.knowledge.values import find_values

MOST_WORDS = 40
"""Longest question."""
LONGEST_ANSWER = 40
"""Longest answer span, in words."""
SAME = 0.8
"""Token F1 (Rajpurkar et al. 2016, §5) from which two spans with equal values are the same answer."""

POINTS_OUT = re.compile(
    r"\b(?:(?:the|this|that|given|above|following|provided) (?:passage|text|excerpt|document|section|"
    r"paragraph|article|context|table|list|snippet)|according to (?:it|this|that)|the author|"
    r"(?:mentioned|stated|described|listed|shown|given) (?:above|below|here|in it)|"
    r"as (?:mentioned|stated|described))\b",
    re.IGNORECASE,
)
"""Words that point at the text they were written from."""
_POINTS_BACK = re.compile(
    r"^(?:what|who|when|where|why|how|which)\b[^,]{0,24}\b"
    r"(?:is|are|was|were|does|do|did|can|must|may|should|will) (?:it|they|he|she|this|these|those|such)\b"
    r"(?!(?: \w+)? (?:that|to)\b)",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have|had)\b", re.IGNORECASE
)
_ARTICLES = frozenset({"a", "an", "the"})


def faults(question: str, answer: str, language: str = "English", longest: int = LONGEST_ANSWER) -> list[str]:
    """What is wrong with the form of a question, a sentence each; empty: nothing that can be seen.

    Args:
        longest: Words that the answer may have.
    """
    found = []
    words = question.split()
    if not question.rstrip().endswith("?") or "\n" in question.strip():
        found.append("the question is not one sentence ending in a question mark")
    if not 3 <= len(words) <= MOST_WORDS:
        found.append(f"the question has {len(words)} words; 3 to {MOST_WORDS} are allowed")
    if len(answer.split()) > longest:
        found.append(f"the answer has more than {longest} words")
    if contains(answer, question):
        found.append("the question holds its own answer")
    if language != "English":
        return found
    if said := points_out(question):
        found.append(f"the question points at its source ({said!r}); it has to stand alone")
    if _POINTS_BACK.search(question):
        found.append("the question says 'it' or 'this' of something that it doesn't name")
    if _YES_NO.match(question):
        found.append("the question asks for yes or no")
    return found


def points_out(text: str) -> str:
    """The words by which a text points at its source («the passage», «mentioned above»); empty: none."""
    said = POINTS_OUT.search(text)
    return said[0] if said else ""


def same_answer(gold: str, said: str) -> bool:
    """Whether two answers to one question say the same: equal as spans go, or nearly so with equal values."""
    if round_trip_ok(gold, said):
        return True
    if [value.canonical for value in find_values(gold)] != [value.canonical for value in find_values(said)]:
        return False
    return _f1(gold, said) >= SAME


def _f1(left: str, right: str) -> float:
    first, second = (_tokens(text) for text in (left, right))
    shared = sum((Counter(first) & Counter(second)).values())
    return 2 * shared / (len(first) + len(second)) if shared else 0.0


def _tokens(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", normal(text)) if word not in _ARTICLES]
