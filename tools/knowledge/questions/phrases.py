"""Questions whose answer is the whole phrase behind the verb, or the date in front of the clause.

"A stream is an append-only log." gives "What is a stream?"; "The command returns a list of keys." gives "What
does the command return?"; "In 1943, the court restored the patents." gives "In which year did the court
restore the patents?". Only clauses whose every other word stays in the question, and only verbs after which
nothing but "what" can be asked for.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from seedbed.tools.knowledge.questions.clauses import Clause, has_conjunction, has_subordinate
from seedbed.tools.knowledge.questions.items import Difficulty, Wording
from seedbed.tools.knowledge.questions.nouns import PEOPLE, head_of
from seedbed.tools.knowledge.questions.places import NEGATION
from seedbed.tools.knowledge.questions.verbs import is_plural
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.knowledge.wordlist import word_set

MOST_ANSWER_WORDS = 14
_TRANSITIVE = word_set(
    """accept build carry cause contain cover create describe feature found generate introduce obtain perform
    produce provide publish receive reduce remove replace report represent request require return store
    support use win write"""
)
"""Verbs whose object can be asked for whole: nothing else is meant by "What does it …?"."""
_BOUND = re.compile(r"(?:of|on|in|to|for|with)\b")
_WITH_PREPOSITION = {
    "consist": "of",
    "belong": "to",
    "depend": "on",
    "rely": "on",
    "result": "in",
    "lead": "to",
    "contribute": "to",
    "refer": "to",
}
_PHRASE = re.compile(
    r"(?:an?|the|all|every|any|each|one|two|three|several|many|both) [\w'’/-]+(?: [\w'’/-]+)* ?"
)
_USED = re.compile(r"(?P<head>(?:be )?(?:commonly |mainly |usually |often )?used) to (?P<what>[a-z]{2,} .+)")
_ALLOWS = re.compile(r"(?P<whom>(?:the |an? )?[\w-]+(?: [\w-]+)?) to (?P<what>[a-z]{2,} .+)")
_KNOWN = re.compile(
    r"(?P<head>(?:commonly |usually |often |generally )?(?:known as|called|named)) (?P<what>.+)"
)
_ACTOR = re.compile(r"(?:er|or|ist|ian|ess|man|men|woman|person|ers|ors|ists|ians|king|queen|saint)$")
_DATED = re.compile(r"(?P<prep>In|On) (?P<date>.+), $")
_UNSURE = re.compile(
    r"^(?:by|in|at|on|for|with|from|to|once|later|finally)\b|\b\w{3,}ly\b|"
    r"(?-i:(?:\b[A-Z][a-z]+ ){3}[A-Z][a-z])",
    re.I,
)
"""A subject that may be more than one: an adverb in it, a preposition before it; or a title."""
_LOOSE = re.compile(r"\b(?:there|here|that is|which|who|whose|whom|where|so that|such|as follows|one of)\b")


def ask_phrases(clause: Clause) -> Iterator[Wording]:
    """At most one question: the first form that fits."""
    if NEGATION.search(clause.subject) or NEGATION.search(clause.rest) or "," in clause.rest:
        return
    if _UNSURE.search(clause.subject):
        return
    for form in _FORMS:
        wording = form(clause)
        if wording is not None:
            yield wording
            return


def _defines(clause: Clause) -> bool:
    """Whether a clause says what its subject is: a name, or a thing without "the", is a …"""
    if clause.finite not in ("is", "are") or clause.front or _LOOSE.search(clause.rest):
        return False
    words = clause.subject.split()
    first = words[0].lower()
    # What only "the" tells apart ("the gorge") was introduced by words that stand elsewhere.
    named = first in ("a", "an") or clause.subject[:1].isupper() or (len(words) < 4 and first.isalpha())
    if not named or first in ("the", "all", "most", "some", "many", "your", "each", "every") or "of" in words:
        return False
    if has_conjunction(clause.subject) or not re.match(r"an? [\w'’/-]+ [\w'’/-]+ \w+", clause.rest):
        return False
    if clause.finite == "are" and not is_plural(words[-1]):
        return False
    head = head_of(clause.rest)
    return head not in PEOPLE and not _ACTOR.search(head) and not find_values(clause.subject)


def _asked(
    clause: Clause, opening: str, head: str, start: int, end: int | None = None, *, tail: str = ""
) -> Wording | None:
    """A question answered by start … end of the rest (to its end, if not told)."""
    stop = len(clause.rest) if end is None else end
    if not 2 <= len(clause.rest[start:stop].split()) <= MOST_ANSWER_WORDS:
        return None
    text = " ".join(part for part in (opening, clause.asked(), head, tail) if part)
    question = f"{clause.front}{text}?" if clause.front else f"{text[0].upper()}{text[1:]}?"
    level: Difficulty = "hard" if clause.front else "medium"
    return Wording(question, clause.rest_start + start, clause.rest_start + stop, level)


def _definition(clause: Clause) -> Wording | None:
    wording = _asked(clause, "what", "", 0) if _defines(clause) else None
    return replace(wording, defines=True) if wording else None


def _object(clause: Clause) -> Wording | None:
    if clause.verb is None or not clause.rest:
        return None
    base = clause.verb.base
    if (prep := _WITH_PREPOSITION.get(base)) and clause.rest.startswith(f"{prep} "):
        what = clause.rest[len(prep) + 1 :]
        return _asked(clause, "what", prep, len(prep) + 1) if _PHRASE.fullmatch(what) else None
    if base not in _TRANSITIVE or not _PHRASE.fullmatch(clause.rest) or _LOOSE.search(clause.rest):
        return None
    if head_of(clause.rest) in PEOPLE or find_values(clause.rest):
        return None
    return _asked(clause, "what", "", 0)


def _used(clause: Clause) -> Wording | None:
    match = _USED.fullmatch(clause.rest)
    if not match or _LOOSE.search(clause.rest) or has_subordinate(match["what"]):
        return None
    if match["head"].startswith("be ") != (clause.finite in ("can", "may", "must", "should")):
        return None
    return _asked(clause, "what", match["head"], match.start("what"), tail="to do")


def _allowed(clause: Clause) -> Wording | None:
    match = _ALLOWS.fullmatch(clause.rest)
    if not match or clause.verb is None or clause.verb.base not in ("allow", "permit"):
        return None
    if _LOOSE.search(clause.rest) or _BOUND.search(match["whom"]):
        return None
    return _asked(clause, "what", match["whom"], match.start("what"), tail="to do")


def _known(clause: Clause) -> Wording | None:
    match = _KNOWN.fullmatch(clause.rest)
    if not match or clause.finite not in ("is", "are") or has_subordinate(match["what"]):
        return None
    if has_conjunction(match["what"]) or len(match["what"].split()) > 6:
        return None
    start = match.start("what")
    text = f"What {clause.asked()} {match['head']}?"
    return Wording(text, clause.rest_start + start, clause.rest_start + len(clause.rest), "medium")


def _dated(clause: Clause) -> Wording | None:
    """ "In 1943, …": the date in front is the answer."""
    match = _DATED.fullmatch(clause.front)
    values = find_values(match["date"]) if match else ()
    if not match or len(values) != 1 or values[0].kind not in ("year", "date"):
        return None
    value = values[0]
    if (value.start, value.end) != (0, len(match["date"])) or find_values(clause.rest) or not clause.rest:
        return None
    if has_subordinate(clause.rest) or clause.rest.startswith(("and ", "or ", "but ")):
        return None
    if match["prep"] == "On" and value.kind == "year":
        return None
    opening = "In which year" if value.kind == "year" else "When"
    start = match.start("date")
    question = f"{opening} {clause.asked()} {clause.rest}?"
    return Wording(question, start, start + len(match["date"]), "medium", value.kind)


_FORMS: tuple[Callable[[Clause], Wording | None], ...] = (
    _dated,
    _known,
    _used,
    _allowed,
    _definition,
    _object,
)
