"""A sentence taken apart: what stands in front, subject, finite verb, rest; or nothing, where that isn't
certain.

Rules for plain declarative English. Whatever leans on another sentence (pronouns, "this", "also", "above") is
refused, because a question made of it couldn't be understood alone.
"""

import re
from dataclasses import dataclass

from seedbed.tools.knowledge.questions.lexicon import Lexicon
from seedbed.tools.knowledge.questions.verbs import AUXILIARIES, Finite, finite_readings, is_base, is_plural
from seedbed.tools.knowledge.wordlist import word_set

_TOKEN = re.compile(r"[^\s,]+|,")
_LEANS = re.compile(
    r"""\b(?:it|they|them|this|these|those|such|former|latter|he|she|him|his|her|hers|here|we|our|us|ours|i|my|me
    |also|however|therefore|thus|hence|moreover|furthermore|additionally|(?<!and[ ])then|too|instead|otherwise
    |likewise|similarly|accordingly|respectively|aforementioned|following|table|figure|section|chapter|see
    |listed|in[ ]that|that[ ]case|example|instance|note|let's|today|now|currently|recently|below\.|above\.
    |itself|himself|herself|themselves)\b""",
    re.I | re.X,
)
_ODD = re.compile(r"\.\s|[;()\[\]{}\"“”*_`|<>=#\\/@]|\s[–—-]\s|:(?!\d\d)|\.\.|…|!|\?")
_FRONT = re.compile(
    r"(?:If|When|For|In|On|At|During|After|Before|From|With|Without|Between|Until|Within|Outside|Unless|Once|By|"
    r"Since|Inside|Where|Under|Over|Except|Every|Each)\b"
)
_SUBORDINATORS = word_set(
    """that who which whose whom where when if because unless while although though before after as until once
    since than whether so"""
)
_RELATIVES = word_set("that who which whose")
_CONJUNCTIONS = word_set("and or but nor")
_DETERMINERS = word_set("a an the each every all any some no most many few several both your their its")
_PREPOSITIONS = word_set(
    """of for on in at to with without from by between per after before during against under over above below
    within about around into onto through via behind beside near outside inside until since than"""
)
_LIST = re.compile(r"[\w'’ -]+(?:, [\w'’ -]+)+,? and [\w'’ -]+")
_ORDERS = word_set(
    """add allow arrange bake beat blend boil bring build call check chop click combine configure consider
    continue cook cool cover create cut discard dissolve download drain drop ensure enter fill flip fold
    follow fry garnish grate grease grill heat increase install keep knead leave let lower make marinate
    melt mix open peel place pour preheat prepare press put reduce remove repeat rinse roast roll rub run
    save season select send serve set shape simmer slice soak spread sprinkle stir store strain stretch
    take test toss transfer try turn type use wait warm wash whisk wrap write choose define enable disable
    imagine assume suppose remember avoid start stop get go give"""
)
"""Verbs that begin orders and steps; a sentence that begins with one is not taken for a statement."""
_BAD_SUBJECT = re.compile(
    r"\b(?:there|their|its|both|neither|either|none|not|never|only|even|just|same|others?|another|"
    r"more(?! than)|less(?! than)|"
    r"what|why|how|one|ones|when|if|unless|while|because|where|although|until|so|"
    r"(?<!who )(?<!that )(?<!which )\w+n['’]t)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The main clause of a sentence. Positions are indexes into the sentence."""

    front: str
    """Adjunct before the main clause with its comma, spelt as at the start of a sentence; or ""."""
    subject: str
    """Spelt as within a sentence."""
    subject_start: int
    finite: str
    verb: Finite | None
    """None for an auxiliary."""
    finite_start: int
    rest: str
    rest_start: int

    def asked(self) -> str:
        """Finite verb and subject in the order of a question: "does the shop open", "must helmets"."""
        if self.verb is None:
            return f"{self.finite} {self.subject}"
        return f"{self.verb.do} {self.subject} {self.verb.base}"


def parse(sentence: str, words: Lexicon) -> Clause | None:
    """The clause of a declarative sentence that stands on its own, or None."""
    if not sentence.endswith(".") or (not sentence[:1].isupper() and not sentence[:1].isdigit()):
        return None
    body = sentence[:-1]
    if _LEANS.search(sentence) or _ODD.search(body.replace("km/h", "kmh")):
        return None
    front_end = _front_end(body)
    main = body[front_end:]
    if not main:
        return None
    clause = _main(main, front_end, words, bool(front_end))
    if clause is None:
        return None
    front = body[:front_end].strip()
    if re.search(r"\b(?:their|its)\b", front):
        return None
    return Clause(
        front + " " if front else "",
        clause.subject,
        clause.subject_start,
        clause.finite,
        clause.verb,
        clause.finite_start,
        clause.rest,
        clause.rest_start,
    )


def _front_end(body: str) -> int:
    comma = body.find(", ")
    if comma < 0 or not _FRONT.match(body):
        return 0
    return comma + 2


def _main(main: str, offset: int, words: Lexicon, has_front: bool) -> Clause | None:
    tokens = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(main)]
    at = _finite(tokens)
    if at is None:
        return None
    word, start, end = tokens[at]
    subject = main[:start].strip()
    if not _is_subject(subject, tokens[:at]):
        return None
    verb = None
    if word not in AUXILIARIES or _is_main_have(tokens, at):
        verb = _reading(word, subject)
        if verb is None:
            return None
    rest_start = end + (main[end : end + 1] == " ")
    rest = _without_second_clause(main[rest_start:])
    if rest is None:
        return None
    spelt = subject if has_front else words.opening(subject)
    return Clause("", spelt, offset, word, verb, offset + start, rest, offset + rest_start)


def _finite(tokens: list[tuple[str, int, int]]) -> int | None:
    """Index of the main clause's finite verb, if exactly one reading is plausible."""
    candidates = [at for at in range(1, len(tokens)) if _may_be_finite(tokens, at)]
    for place, at in enumerate(candidates):
        word = tokens[at][0]
        later = candidates[place + 1 :]
        if word in AUXILIARIES:
            return at
        aux = next((other for other in later if tokens[other][0] in AUXILIARIES), None)
        if _is_past_only(word):
            if aux is not None and not _barrier(tokens, at + 1, aux, hard=True):
                continue  # "a bike kept after closing time is …": a participle before the auxiliary
            if later:
                return None
            return at
        if aux is not None and not _barrier(tokens, at + 1, aux):
            continue  # "The police report on a theft must …": a noun before the auxiliary
        present = [other for other in later if not _is_past_only(tokens[other][0])]
        if at + 1 in present:
            continue  # "Late returns cost …": a noun before the verb
        if any(not _barrier(tokens, at + 1, other) for other in present):
            return None
        return at
    return None


def _is_past_only(word: str) -> bool:
    readings = finite_readings(word)
    return bool(readings) and all(reading.do == "did" for reading in readings)


def _may_be_finite(tokens: list[tuple[str, int, int]], at: int) -> bool:
    word, before = tokens[at][0], tokens[at - 1][0].lower()
    if word in AUXILIARIES:
        return before not in _RELATIVES
    if not finite_readings(word) or before in _RELATIVES | _DETERMINERS | _PREPOSITIONS:
        return False
    if before in AUXILIARIES or before in ("be", "been", "not") or before[-1:].isdigit():
        return False
    readings = finite_readings(word)
    if all(reading.do == "do" for reading in readings):
        return _plural_head([token for token, _, _ in tokens[:at]])
    return True


def _barrier(tokens: list[tuple[str, int, int]], start: int, stop: int, *, hard: bool = False) -> bool:
    """Whether a new clause begins between two tokens; `hard`: words that may be prepositions don't count."""
    for at in range(start, stop):
        word = tokens[at][0].lower()
        follows = tokens[at + 1][0].lower() if at + 1 < len(tokens) else ""
        if hard and word in _PREPOSITIONS | {"as"}:
            continue
        if word == "," or word in _CONJUNCTIONS or (word in _SUBORDINATORS and follows != "of"):
            return True
    return False


def _plural_head(words: list[str]) -> bool:
    head = 0
    for at, word in enumerate(words):
        if word.lower() in _PREPOSITIONS | _RELATIVES or word == ",":
            break
        head = at
    return is_plural(words[head]) or "and" in words[:-1]


def _reading(word: str, subject: str) -> Finite | None:
    plural = _plural_head(subject.split())
    readings = finite_readings(word)
    # "cost" is present or past: the present is meant in documents, if number agrees.
    for wanted in ("do" if plural else "does", "did"):
        for reading in readings:
            if reading.do == wanted:
                return reading
    return None


def _is_main_have(tokens: list[tuple[str, int, int]], at: int) -> bool:
    if tokens[at][0] not in ("has", "have", "had"):
        return False
    following = tokens[at + 1][0].lower() if at + 1 < len(tokens) else ""
    return not (
        following.endswith(("ed", "en")) or following in ("not", "to", "never", "been", "had", "become")
    )


def _is_subject(subject: str, tokens: list[tuple[str, int, int]]) -> bool:
    """A noun phrase that can be moved into a question as it stands."""
    if not subject or _BAD_SUBJECT.search(subject) or len(tokens) > 18:
        return False
    if "," in subject and not _LIST.fullmatch(subject):
        return False
    first, last = tokens[0][0].lower(), tokens[-1][0].lower()
    if first in _ORDERS or first in _CONJUNCTIONS:
        return False
    if is_base(first) and len(tokens) > 1 and tokens[1][0].lower() in _DETERMINERS:
        return False
    return last not in _DETERMINERS | _PREPOSITIONS | _CONJUNCTIONS | _SUBORDINATORS | {
        "be",
        "very",
        "usually",
    }


def _without_second_clause(rest: str) -> str | None:
    """The rest without a second main clause (", and the rest follows") or verb phrase ("and is paid at
    once")."""
    for match in re.finditer(r"(,)?\s(and|but)\s", rest):
        following = rest[match.end() :]
        tokens = [(token[0], token.start(), token.end()) for token in _TOKEN.finditer(following)]
        if not tokens:
            return None
        first = tokens[0][0]
        if first == "then" and match[2] == "and":
            return rest[: match.start()]
        if first in AUXILIARIES or any(reading.do == "does" for reading in finite_readings(first)):
            return rest[: match.start()]
        if match[1]:
            second = any(_may_be_finite(tokens, at) for at in range(1, len(tokens)))
            return rest[: match.start()] if second and first not in ("only", "not") else None
        if any(tokens[at][0] in AUXILIARIES and not _barrier(tokens, 0, at) for at in range(1, len(tokens))):
            return None
    return rest


def has_subordinate(text: str) -> bool:
    """Whether a stretch of text opens a clause of its own, so that nothing can be asked out of it."""
    return any(word.lower() in _SUBORDINATORS for word in text.split()) or "," in text


def has_conjunction(text: str) -> bool:
    """Whether a stretch of text is joined to something by and, or, but."""
    return any(word.lower() in _CONJUNCTIONS for word in text.split())
