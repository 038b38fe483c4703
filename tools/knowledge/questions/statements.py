"""Questions whose answer is words of a clause, not a value: when, where, by whom, how, why, what.

Only a few forms, each certain from its words alone; the answer is always a whole phrase that ends the clause.
"""

import re
from collections.abc import Callable, Iterator

from seedbed.tools.knowledge.questions.clauses import Clause, has_conjunction, has_subordinate
from seedbed.tools.knowledge.questions.items import Difficulty, Wording
from seedbed.tools.knowledge.questions.nouns import PEOPLE, PLACES, head_of
from seedbed.tools.knowledge.questions.places import NEGATION
from seedbed.tools.knowledge.questions.verbs import AUXILIARIES, BE, finite_readings
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.knowledge.wordlist import word_set

MOST_ANSWER_WORDS = 14

_WHEN = re.compile(r"(?P<head>.*?) (?P<answer>(?:when|as soon as|before|after) (?P<what>.+))")
_WHY = re.compile(r"(?P<head>.*?) (?P<answer>because (?:of )?.+)")
_WHERE = re.compile(
    r"(?P<head>(?:be )?(?:kept|stored|located|situated|based|parked|placed|accepted|collected|available|"
    r"displayed|welcome|held|sold|made|brought|taken))"
    r"(?P<answer> (?:in|at|on|behind|under|next to|opposite|inside|near|beside|to) "
    r"(?:(?:the|a|an|any|every|each) |(?=[A-Z])).+)"
)
_BY_WHOM = re.compile(
    r"(?P<head>(?:be )?(?:\w+ed|run|led|made|held|given|taken|kept))(?P<answer> by (?P<who>.+))"
)
_HOW = re.compile(
    r"(?P<head>be (?:made|paid|sent|booked|ordered|requested|cancelled|changed|bought|reached|confirmed))"
    r"(?P<answer> (?:only )?(?:by|in|online|with|through|at)\b.*)"
)
_MANNERS = re.compile(
    r"\b(?:online|in writing|in person|in cash|by (?:telephone|phone|email|e-mail|post|letter|text message|"
    r"fax|bank card|card|credit card|debit card|bank transfer|cheque|invoice|direct debit))\b"
)
_OBJECT_VERBS = word_set(
    """require need receive include contain comprise show name replace cover house wear carry bring hold use
    lend"""
)
_OBJECT = re.compile(r"(?:an?|the|every|all|no) [\w' -]+")


def ask_statements(clause: Clause) -> Iterator[Wording]:
    """At most one question: the first form that fits."""
    if NEGATION.search(clause.subject):
        return
    for form in _FORMS:
        wording = form(clause)
        if wording is not None:
            yield wording
            return


def _asked(
    clause: Clause,
    opening: str,
    head: str,
    start: int,
    end: int | None = None,
    difficulty: Difficulty = "medium",
) -> Wording | None:
    """A question answered by start … end of the rest (to its end, if not told)."""
    stop = len(clause.rest) if end is None else end
    if len(clause.rest[start:stop].split()) > MOST_ANSWER_WORDS or NEGATION.search(head):
        return None
    text = " ".join(part for part in (opening, clause.asked(), head) if part)
    question = f"{clause.front}{text}?" if clause.front else f"{text[0].upper()}{text[1:]}?"
    hard = "hard" if clause.front else difficulty
    return Wording(question, clause.rest_start + start, clause.rest_start + stop, hard)


def _when(clause: Clause) -> Wording | None:
    match = _WHEN.fullmatch(clause.rest)
    if not match or has_subordinate(match["head"]) or "," in match["what"] or clause.front:
        return None
    first = match["what"].split(" ")[0]
    if re.match(r"(?:to|a few|a while|done|possible)\b", match["what"]):
        return None
    if match["head"].startswith(("to ", "that ")) or re.search(
        r"\b(?:only|just|even|right|soon|shortly|long)$", match["head"]
    ):
        return None
    if first[:1].isdigit() or (find_values(match["what"])[:1] and find_values(match["what"])[0].start == 0):
        return None
    if match["answer"].startswith(("before ", "after ")):
        plain = re.match(r"(?:each|the|an?|\w+ing|use|sunset|sunrise|dark)\b", match["what"])
        if (
            not plain
            or has_subordinate(match["what"])
            or re.search(r"\d|\b(?:long|far|soon|month|week|day)s?$", match["head"])
        ):
            return None
    if find_values(match["head"]):
        return None
    return _asked(clause, "when", match["head"], match.start("answer"), difficulty="hard")


def _why(clause: Clause) -> Wording | None:
    match = _WHY.fullmatch(clause.rest)
    if not match or has_subordinate(match["head"]) or clause.front:
        return None
    return _asked(clause, "why", match["head"], match.start("answer"), difficulty="hard")


def _where(clause: Clause) -> Wording | None:
    match = _WHERE.fullmatch(clause.rest)
    if not match or not (clause.finite in BE or match["head"].startswith("be ")):
        return None
    answer = re.sub(r"\s(?:only|at any time)$", "", match["answer"].strip())
    phrase = re.sub(r"^(?:next to|\w+) ", "", answer)
    place = head_of(phrase)
    if place not in PLACES or has_subordinate(answer) or has_conjunction(answer) or find_values(answer):
        return None
    words = phrase.split(" ")
    if place not in (words[-1].lower(), words[-1].lower().rstrip("s")) and "of" not in words:
        return None
    return _asked(clause, "where", match["head"], match.start("answer") + 1)


def _by_whom(clause: Clause) -> Wording | None:
    match = _BY_WHOM.fullmatch(clause.rest)
    if not match or not (clause.finite in BE or match["head"].startswith("be ")) or find_values(clause.rest):
        return None
    who = re.sub(r" (?:only|in person)$", "", match["who"])
    people = head_of(who) in PEOPLE and who.split(" ")[-1].lower() == head_of(who)
    if not people or has_conjunction(who) or has_subordinate(who):
        return None
    return _asked(clause, "by whom", match["head"], match.start("who"))


def _how(clause: Clause) -> Wording | None:
    match = _HOW.fullmatch(clause.rest)
    if not match or has_subordinate(match["answer"].replace(",", "")) or find_values(clause.rest):
        return None
    if not _MANNERS.search(match["answer"]):
        return None
    return _asked(clause, "how", match["head"], match.start("answer") + 1)


def _what(clause: Clause) -> Wording | None:
    """What a thing requires, receives, includes; what someone must show."""
    if clause.verb is not None:
        base, head, at = clause.verb.base, "", 0
    else:
        head, _, _ = clause.rest.partition(" ")
        base, at = head, len(head) + 1
        if clause.finite not in ("must", "should"):
            return None
    thing = clause.rest[at:]
    lists = base in ("include", "contain", "comprise")
    if base not in _OBJECT_VERBS or find_values(thing) or not thing:
        return None
    if not lists and (not _OBJECT.fullmatch(thing) or len(thing.split()) > 6 or has_conjunction(thing)):
        return None
    if lists and (has_subordinate(thing.replace(",", "")) or not _OBJECT.match(thing)):
        return None
    words = thing.split()
    if re.search(r" (?:in|on|at|by|during|with|for|to|from|before|after) ", f" {thing} "):
        return None
    if NEGATION.search(thing) or (not lists and head_of(thing) in PEOPLE):
        return None
    if any(word in AUXILIARIES or (finite_readings(word)[:1] and word.endswith("ed")) for word in words):
        return None
    return _asked(clause, "what", head, at)


def _included(clause: Clause) -> Wording | None:
    """ "A helmet and a lock are included in every hire": "What is included in every hire?"."""
    if clause.finite not in ("is", "are") or not clause.rest.startswith("included in ") or clause.front:
        return None
    if has_subordinate(clause.rest) or find_values(clause.rest):
        return None
    start = clause.subject_start
    return Wording(f"What is {clause.rest}?", start, start + len(clause.subject), "medium")


_FORMS: tuple[Callable[[Clause], Wording | None], ...] = (
    _included,
    _why,
    _when,
    _by_whom,
    _how,
    _where,
    _what,
)


def ask_consequence(clause: Clause, body: str) -> Wording | None:
    """ "If a storm prevents a hire, …": "What happens if a storm prevents a hire?", answered by the main
    clause.

    `body` is the sentence without its full stop; nothing may follow the main clause.
    """
    if not clause.front.startswith(("If ", "When ")) or clause.rest_start + len(clause.rest) != len(body):
        return None
    condition = clause.front.rstrip(", ")
    if condition.startswith("When ") and not _is_clause(condition.removeprefix("When ")):
        return None  # "When used with …": of what, the question wouldn't say
    start = clause.subject_start
    if clause.finite in ("may", "can") or not 4 <= len(body[start:].split()) <= 20:
        return None
    question = f"What happens {condition[0].lower()}{condition[1:]}?"
    return Wording(question, start, len(body), "hard")


def _is_clause(words: str) -> bool:
    """Whether words have a subject before a finite verb: "the key holds no list"."""
    first, *others = words.split()
    if first.endswith(("ed", "ing")) or first in ("used", "given", "set", "run", "made", "done", "not"):
        return False
    return any(word in AUXILIARIES or finite_readings(word) for word in others)
