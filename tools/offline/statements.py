"""Plain sentences with one value, and the question that asks for it.

«Helmets must be returned within 2 days.» gives «Within how many days must helmets be returned?». Only a short
subject, an auxiliary or one of a few verbs, and one value are read. What leans on other sentences (pronouns,
«also»), joins statements or denies gives nothing: a question made of it couldn't be understood alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seedbed.tools.knowledge.values import Value, find_values, is_range
from seedbed.tools.knowledge.wordlist import word_set
from seedbed.tools.offline.words import Words, head_of, is_plural

_AUXILIARIES = word_set("is are was were must can may should will would")
_BE = word_set("is are was were")
_VERBS = {
    "accepts": "accept",
    "begins": "begin",
    "carries": "carry",
    "closes": "close",
    "costs": "cost",
    "covers": "cover",
    "employs": "employ",
    "ends": "end",
    "expires": "expire",
    "gives": "give",
    "has": "have",
    "holds": "hold",
    "lasts": "last",
    "lies": "lie",
    "opens": "open",
    "reaches": "reach",
    "receives": "receive",
    "seats": "seat",
    "stands": "stand",
    "starts": "start",
    "stops": "stop",
    "takes": "take",
    "weighs": "weigh",
}
_ODD = re.compile(r"[;()\[\]{}\"“”*_`|<>=#\\@]|\s[–—-]\s|:(?!\d\d)|\.\.|…|!|\?|\.\s")
_LEANS = re.compile(
    r"\b(?:it|they|them|this|these|those|such|he|she|him|his|her|their|its|here|there|we|our|us|i|my|me|also"
    r"|however|therefore|thus|then|too|instead|otherwise|same|other|another|both|either|neither|following"
    r"|table|below|above|listed|example|only|just|even|not|no|never|nor|cannot|without|and|or|but|if|unless"
    r"|when|while|because|although|though|where|that|which|who|whose|whom|so|than|as|until (?!\d)|once|since"
    r"|\w+n['’]t)\b",
    re.I,
)
_FRONT = re.compile(r"(?:In|On|At|For|After|During|Outside|Before|From|Within) [^,]{3,50}, ")
_MODIFIER = re.compile(
    r"(?:^| )(?:up to|at least|at most|no more than|no less than|more than|less than|about|around|exactly) $",
    re.I,
)
_PREPOSITION = re.compile(r"(?:^| )(within|after|for|until|by|at|on|every|from|to|in) $")
_ADJECTIVE = re.compile(r"(?P<how>old|long|wide|tall|high|deep|thick|heavy)\b ?(?P<rest>.*)")
_RELATION = re.compile(r"(?:before|after) (?:the|a|an|each|every)\b[^,]*")
_WAY = re.compile(r"(?:from|away from|north of|south of|east of|west of|upstream of|downstream of) [^,]+")
_LENGTHS = word_set("millimetre centimetre metre kilometre mile inch foot")
_SAID = re.compile(r"[A-Za-z][\w'’ -]*")
_ORDER = re.compile(
    r"(?<!ing)(?<! of)(?<! for)(?<! to)(?<! at)(?<! in)(?<! on)(?<! by)(?<! from)(?<! with)(?<! after)"
    r"(?<! before)(?<! under)(?<! about)(?<! between) (?:the|an?) "
)
"""An article inside a subject that no preposition leads to: «Make sure the file has …»."""
_MOST_WORDS = 26
_MOST_SUBJECT = 11


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence taken apart around its one value. Positions are indexes into the sentence."""

    front: str
    """What stands before the subject, with its comma; or empty."""
    subject: str
    """Spelt as within a sentence."""
    verb: str
    """As it stands: an auxiliary, or a verb of the list."""
    before: str
    """Between the verb and the value, without modifier and preposition."""
    preposition: str
    value: Value
    start: int
    """Where the answer begins: the value or its modifier («at least»)."""
    end: int
    after: str

    def asked(self, opening: str, before: str | None = None, after: str | None = None) -> str:
        """The question: opening, verb and subject turned round, then what is left."""
        plain = self.verb in _AUXILIARIES
        turned = f"{self.verb} {self.subject}" if plain else f"does {self.subject} {_VERBS[self.verb]}"
        rest = (self.before if before is None else before, self.after if after is None else after)
        text = " ".join(part for part in (opening, turned, *rest) if part)
        return f"{self.front}{text}?" if self.front else f"{text[0].upper()}{text[1:]}?"


def read_statement(sentence: str, words: Words) -> Statement | None:
    """The sentence taken apart; None where it isn't plain enough."""
    if not (sentence[:1].isupper() and sentence.endswith(".")) or len(sentence.split()) > _MOST_WORDS:
        return None
    body = sentence[:-1]
    front = _FRONT.match(body)
    offset = front.end() if front else 0
    main = body[offset:]
    values = [value for value in find_values(main) if value.kind not in ("weekday", "month")]
    if (
        len(values) != 1
        or find_values(body[:offset])
        or "," in main
        or _ODD.search(body.replace("km/h", "kmh"))
    ):
        return None
    value = values[0]
    modifier = _MODIFIER.search(main[: value.start])
    start = modifier.start() + (main[modifier.start()] == " ") if modifier else value.start
    if _LEANS.search(f"{body[: offset + start]} {main[value.end :]}"):
        return None
    at = _verb_in(main, value.start)
    if at is None:
        return None
    subject, verb, head = main[: at[0]].rstrip(), main[at[0] : at[1]], main[at[1] : start]
    preposition = _PREPOSITION.search(head)
    if preposition and preposition[1] == "every":
        start = at[1] + preposition.start(1)
    return Statement(
        front[0] if front else "",
        subject if front else words.inner(subject),
        verb,
        (head[: preposition.start(1)] if preposition else head).strip(),
        preposition[1] if preposition else "",
        value,
        offset + start,
        offset + value.end,
        main[value.end :].strip(),
    )


def _verb_in(main: str, end: int) -> tuple[int, int] | None:
    """Where the finite verb stands: the first word that is one, behind a subject without another."""
    for count, match in enumerate(re.finditer(r"[\w'’/-]+", main[:end])):
        if match[0] in _AUXILIARIES or match[0] in _VERBS:
            subject = main[: match.start()].strip()
            plain = 0 < count <= _MOST_SUBJECT and _SAID.fullmatch(subject) and not _ORDER.search(subject)
            return match.span() if plain and not subject.endswith(("ing", " to")) else None
    return None


def ask_value(said: Statement) -> str:
    """The question for a statement's value; empty where no form of it is sure."""
    value, prep, after = said.value, said.preposition, said.after
    be = said.verb in _BE or said.before == "be"
    bare = be and said.before in ("", "be") and not prep
    if after and re.match(r"(?:of|per cent|percent)\b", after) and value.kind != "measure":
        return ""
    if is_range(value) and value.kind not in ("time",):
        return ""
    match value.kind:
        case "money":
            return _ask_money(said, bare)
        case "duration":
            return _ask_duration(said, bare)
        case "percent":
            return (
                said.asked(f"{prep} what percentage")
                if prep in ("at", "by")
                else said.asked("what")
                if bare
                else ""
            )
        case "measure":
            return _ask_measure(said, bare)
        case "time":
            opening = {"at": "at what time", "until": "until what time", "by": "by what time"}.get(prep, "")
            return said.asked(opening) if opening else ""
        case "date":
            return said.asked(f"{prep} what date") if prep in ("by", "until", "from") else ""
        case "year":
            return said.asked("in which year") if prep == "in" else ""
        case "number":
            return "" if prep and prep != "at" else _ask_count(said)
    return ""


def _ask_money(said: Statement, bare: bool) -> str:
    if said.preposition:
        return ""
    if re.fullmatch(r"per \w+", said.after) and bare:
        return said.asked(f"how much {said.after}", after="")
    worth = said.before in ("worth", "be worth")
    return said.asked("how much") if bare or worth or (said.verb == "costs" and not said.before) else ""


def _ask_duration(said: Statement, bare: bool) -> str:
    value, prep = said.value, said.preposition
    units = " ".join([*value.unit_words.split()[:-1], f"{value.unit}s"])
    if prep == "for":
        return said.asked("for how long")
    if prep == "every":
        return said.asked("how often")
    if prep in ("within", "after", "to", "by", "at", "in"):
        return said.asked(f"{prep} how many {units}")
    if prep:
        return ""
    if _RELATION.fullmatch(said.after):
        return said.asked(f"how long {said.after}", after="")
    if bare:
        adjective = _ADJECTIVE.fullmatch(said.after)
        if adjective and adjective["how"] in ("old", "long"):
            return said.asked(f"how {adjective['how']}", after=adjective["rest"])
        return said.asked("what") if not said.after or said.after.startswith("for ") else ""
    return said.asked("how long") if _takes(said) else ""


def _takes(said: Statement) -> bool:
    return (said.verb in ("takes", "lasts") and not said.before) or said.before in ("take", "last")


def _ask_measure(said: Statement, bare: bool) -> str:
    if said.preposition:
        return ""
    adjective = _ADJECTIVE.fullmatch(said.after)
    if adjective and bare:
        return said.asked(f"how {adjective['how']}", after=adjective["rest"])
    if (
        said.value.unit in _LENGTHS
        and _WAY.fullmatch(said.after)
        and (bare or said.verb in ("lies", "stands"))
    ):
        return said.asked(f"how far {said.after}", after="")
    if said.verb == "weighs" and not said.before:
        return said.asked("how much")
    return said.asked("what") if bare and not said.after else ""


def _ask_count(said: Statement) -> str:
    """«has 9 members», «may supervise up to 7 riders»."""
    words = said.after.split()
    size = next((n for n in (1, 2, 3) if len(words) >= n and is_plural(words[n - 1])), 0)
    if not size or "." in said.value.amount or (len(words) > size and head_of(said.after) != words[size - 1]):
        return ""
    if said.before and not re.fullmatch(r"[a-z]+|limited|be \w+ed", said.before):
        return ""
    if words[size : size + 1] == ["of"] or (said.preposition and said.verb in _BE):
        return ""
    if words[size : size + 1] in (["from"], ["with"]):
        size = len(words)
    noun, after = " ".join(words[:size]), " ".join(words[size:])
    if said.preposition:
        return said.asked(f"{said.preposition} how many {noun}", after=after)
    return said.asked(f"how many {noun}", after=after) if said.verb not in _BE else ""


def question_of(sentence: str, words: Words) -> Iterator[tuple[str, Statement]]:
    """The question that a sentence answers, if one is sure."""
    said = read_statement(sentence, words)
    if said is not None and (question := ask_value(said)):
        yield question, said
