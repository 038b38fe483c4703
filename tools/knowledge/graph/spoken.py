"""What a plain sentence says of its subject: "V O", "V in P", "is A", "the A of X is V".

Conservative: only clauses that `questions.clauses.parse` is sure of, no conditions, negations, modal verbs
or lists; what isn't surely an argument is left out. English only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seedbed.tools.knowledge.graph.entities import entity_key
from seedbed.tools.knowledge.questions.clauses import Clause, has_conjunction
from seedbed.tools.knowledge.questions.nouns import ATTRIBUTES, head_of, plural_noun_phrase
from seedbed.tools.knowledge.questions.places import NEGATION
from seedbed.tools.knowledge.questions.verbs import AUXILIARIES, BE
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.knowledge.wordlist import word_set

MOST_WORDS = 6
"""Of a subject or an object."""

_PREPOSITION = re.compile(
    r"(?:^|(?<=\s))(?P<prep>in|on|at(?! least| most)|(?<!up )to|from|with|by|for|into|onto|beside|behind|"
    r"near|through|via|under|after|before|since|until|within|during)\s"
)
_CUT = re.compile(
    r",(?!\d)|\b(?:that|which|who|whose|whom|where|when|if|because|unless|while|although|though|as|once|than|"
    r"whether|so|only|also)\b"
)
_ATTRIBUTE = re.compile(
    r"(?:the|an?) (?P<attribute>(?:[\w-]+ ){0,2}[\w-]+) (?:of|for) (?P<thing>(?!up to)\S.*)", re.I
)
_NOUN_PHRASE = re.compile(r"(?:an?|the|every|each|all) [\w'’.&/-]|[A-Z]|\d")
_PARTICIPLE = re.compile(
    r"(?P<verb>\w+ed|kept|made|held|taken|sold|built|written|sent|known|paid|given|run)\b"
)
_POSTURE = word_set("stand lie live sit remain stay go")
_AMOUNT = re.compile(r"(?:(?:about|up to|at least|at most|exactly|from|over|around|nearly|almost) )?")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a clause says; `value` stands in the sentence as it is."""

    subject: str
    relation: str
    words: str
    """Verb and preposition as they stand."""
    value: str


def spoken(clause: Clause) -> Iterator[Said]:
    """What a clause says; nothing if it isn't sure."""
    about = _ATTRIBUTE.fullmatch(clause.subject)
    thing = about["thing"] if about else clause.subject
    if clause.front or not _is_thing(thing) or NEGATION.search(f"{clause.subject} {clause.rest}"):
        return
    rest = _certain(clause.rest)
    if clause.finite in BE:
        yield from _being(clause, rest)
    elif clause.verb is not None and rest:
        yield from _doing(clause, clause.verb.base, rest)


def _certain(rest: str) -> str:
    """The rest up to a comma, subordinate clause or adverb; "" for lists."""
    cut = _CUT.search(rest)
    if not cut:
        return rest
    if cut[0] == "," and has_conjunction(rest[cut.end() :]):
        return ""
    kept = rest[: cut.start()].rstrip()
    if cut[0] in ("only", "if", "unless") or (cut[0] == "," and re.fullmatch(r"an? \S+", kept)):
        return ""
    restricted = cut[0] in ("that", "which", "who", "whose", "where", "when", "as", "than")
    # "the keys that expire" aren't "the keys".
    return "" if restricted and re.search(r"\b(?:the|all|those|only|any|every|each)\b", kept) else kept


def _is_thing(text: str) -> bool:
    """A noun phrase short enough to be the name of something."""
    words = text.split()
    if not words or len(words) > MOST_WORDS or has_conjunction(text) or "," in text:
        return False
    if _NOT_NAMES.search(text) or (words[0].endswith("ing") and len(words) > 2) or _GENERIC.fullmatch(text):
        return False
    return not find_values(text) or not entity_key(text).startswith("=")


def _is_argument(text: str) -> bool:
    """Whether a phrase is a value or surely a noun phrase."""
    values = find_values(text)
    if len(values) == 1 and not text[values[0].end :] and _AMOUNT.fullmatch(text[: values[0].start]):
        return True
    words = text.split()
    if len(words) > MOST_WORDS or has_conjunction(text) or not words:
        return False
    if len(words) == 1 and words[0].lower() in _ALONE:
        return False
    if any(word in AUXILIARIES for word in words) or words[-1].lower() in _LOOSE_ENDS:
        return False
    if any(not re.search(r"(?:^|of )(?:an? )?$", text[: value.start]) for value in values):
        return False
    if _NOT_NAMES.search(re.sub(r"^(?:the|an?) ", "", text)) or words[-1].endswith("ing"):
        return False
    if re.search(r"\b(?:time|way|ways|case|order|use|one|idea|piece|number|part)$", text) or re.match(
        r"the same\b", text
    ):
        return False
    return bool(_NOUN_PHRASE.match(text)) or plural_noun_phrase(text) == text


_NOT_NAMES = re.compile(
    r"^(?:sometimes|again|will|for|by|in|on|at|with|from|to|as|since|both|basically|someone|something|people|often|usually|next|then|\w+ly)\b|"
    r" \w+ly$|\bthe \w+est$|\b(?:you|we|i|he|she|they|them|us|who|rest|above|below|thing|things)\b",
    re.I,
)
_GENERIC = re.compile(
    r"(?:the|an?|each|every) (?:(?:first|second|third|fourth|last|next|same|default|following|above|new|old|"
    r"optional|main|other) )?(?:command|function|argument|option|parameter|value|message|process|client|"
    r"server|user|key|keys|default|setting|method|program|code|result|reply|response|string|idea|problem|reason|"
    r"difference|example|list|type|name|output|input|error|field|item|element|elements|step|line|period|"
    r"number|size|time|case|rule|one|recipe|mixture|dough|sauce|complexity|parent|child|minimum|maximum)",
    re.I,
)
"""Definite descriptions whose thing is another one in each section."""
_ALONE = word_set("all each every any more less one it them this that both none many most some a the")
_LOOSE_ENDS = word_set("the a an of to in on at and or is very more most each every its their not about up")


def _segments(rest: str) -> list[tuple[str, str]]:
    """(preposition or "", phrase) from left to right."""
    marks = list(_PREPOSITION.finditer(rest))
    found = [("", rest[: marks[0].start()].strip())] if marks else [("", rest.strip())]
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(rest)
        found.append((mark["prep"], rest[mark.end() : end].strip()))
    trimmed = [(prep, _TRAILING.sub("", phrase)) for prep, phrase in found]
    return trimmed if trimmed[0][1] else trimmed[1:]


_TRAILING = re.compile(
    r" (?:used|made|called|stored|written|defined|given|stolen|describing|located|known|named|needed|"
    r"required|available|executed|sent|received)(?: .*)?$"
)
"""Participles that begin a clause of their own behind a noun."""
_CAUSES = word_set("cause make allow let keep help leave")
"""Verbs whose object may be the subject of what follows ("makes arguments available")."""
_CLOCKED = word_set("open close start begin end leave arrive depart expire finish happen")


def _being(clause: Clause, rest: str) -> Iterator[Said]:
    about = _ATTRIBUTE.fullmatch(clause.subject)
    if about and head_of(about["attribute"]) in ATTRIBUTES and _is_thing(about["thing"]):
        if _is_argument(rest):
            yield Said(about["thing"], about["attribute"].lower(), clause.finite, rest)
        return
    if about or not rest:
        return
    participle = _PARTICIPLE.match(rest)
    if participle:
        segments = _segments(rest[participle.end() :].strip())
        prep, value = segments[0] if segments else ("", "")
        if prep and _is_argument(value) and (prep != "to" or _NOUN_PHRASE.match(value)):
            yield Said(
                clause.subject,
                f"be {participle[0].lower()} {prep}",
                f"{clause.finite} {participle[0]} {prep}",
                value,
            )
        return
    segments = _segments(rest)
    prep, value = segments[0]
    if prep in ("in", "on", "at", "from", "near", "beside", "behind", "under", "for"):
        if _is_argument(value):
            yield Said(clause.subject, f"be {prep}", f"{clause.finite} {prep}", value)
        return
    # "a gate to the yard" is one phrase; a value has to fill the rest.
    whole = rest if _is_argument(rest) and find_values(rest) else value
    if not prep and _is_argument(whole) and (re.match(r"(?:an?|the) ", whole) or find_values(whole)):
        relation = "be a" if re.match(r"an? ", whole) else "be"
        yield Said(clause.subject, relation, clause.finite, re.sub(r"^an? (?=[a-zA-Z])", "", whole))


def _doing(clause: Clause, base: str, rest: str) -> Iterator[Said]:
    segments = _segments(rest)
    first, thing = segments[0]
    if not first and (not _is_argument(thing) or (base in _POSTURE | _CLOCKED and find_values(thing))):
        return
    if first == "to" and not _NOUN_PHRASE.match(thing):
        return
    words = clause.finite
    if base in _CAUSES and not (len(segments) > 1 or thing == rest):
        return
    if base in _CAUSES and not re.match(r"(?:the )?[A-Z]", thing):
        return
    if first:
        for prep, value in segments:
            if not _is_argument(value) or ((prep, value) != segments[0] and not _plain(value)):
                return
            yield Said(clause.subject, f"{base} {prep}", f"{words} {prep}", value)
        return
    yield Said(clause.subject, base, words, thing)
    for prep, value in segments[1:]:
        if not _is_argument(value) or not _plain(value):
            return
        yield Said(
            clause.subject, f"{base} {entity_key(thing).lstrip('=')} {prep}", f"{words} {thing} {prep}", value
        )


def _plain(value: str) -> bool:
    """A value or a capitalised name: what may follow further on without changing whose argument it is."""
    return bool(find_values(value)) or bool(re.match(r"(?:the )?[A-Z]", value))
