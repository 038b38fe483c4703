"""A request cut into what it asks for: which number counts what, and where the next kind of row begins.

«40 messages by intent, 30 word problems and 30 questions» are three clauses; «60 positive and 40 negative
reviews» is one. Knows what rows are called, not what a task needs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.listing import mask_brackets
from seedbed.agent.planner.rules.numbers import Number, numbers_in
from seedbed.agent.planner.rules.of_documents import JOINED
from seedbed.agent.planner.rules.of_problems import DERIVED_ONES
from seedbed.agent.planner.rules.of_talks import NOUNS, is_talk
from seedbed.agent.planner.rules.of_talks import PAIRS as TALK_PAIRS

Kind = Literal["rows", "labels", "each", "share", "length", "other", "bare"]
Noun = Literal["text", "problem", "question", "record", "grounded", "talk", "generic"]
PAIRS = "question-answer-pairs"

_TOKEN = re.compile(r"[^\W_][\w'’&+-]*|%")
_STOP = v.words(
    "by for with from in about on that which who where when containing having per each on using over under "
    "at to is are "
    "should must so if then but not no like such regarding concerning"
)
_EACH = re.compile(
    r"\s*(?:,\s*)?(?:(?:rows?|examples?|samples?|items?|of them|ones?)\s+)?"
    r"(?:per|for each|for every|for all|in each|of each|each|every|apiece|a piece)\b(?:\s+of(?: the)?\b)?"
    r"(?:\s+(?:of the\s+|one of the\s+)?(?P<unit>[a-z]+))?",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"(?:[,;:.\n•&+]|\b(?:and|plus|also|then|as well as|along with|together with|another|additionally|"
    r"besides)\b"
    r"|\n\s*[-*]|\n\s*\d+[.)])\s*(?:(?:about|around|some|another|also|then|finally|roughly|approximately|up "
    r"to|at most|"
    r"at least|give me|i need|i want|add|make|write|generate|create|we need|a set of|an?|one|"
    r"the same for)\s+)*$",
    re.IGNORECASE,
)
_STRONG = re.compile(
    rf"\b(?P<head>(?:[a-z]+ )?(?:word|maths?|algebra|arithmetic|story) (?:problems|exercises)|(?:cited |"
    rf"grounded )?{PAIRS}|"
    rf"(?:cited|grounded) questions|{TALK_PAIRS}|json (?:records|objects))\b",
    re.IGNORECASE,
)


_NEAR = 120
"""Characters before a number in which a separator is looked for."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A number and what it counts."""

    number: Number
    kind: Kind
    end: int
    head: str = ""
    """What rows are called, as written, in lower case."""
    before: tuple[str, ...] = ()
    """The words between number and head."""
    unit: str = ""
    """For `each`, or rows with «per …»: per what; `each` where it isn't said."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked for."""

    text: str
    head: str
    """What its rows are called; empty: not said, or `rows` and the like alone."""
    before: tuple[str, ...]
    noun: Noun
    mentions: tuple[Mention, ...]
    """Those inside it."""


def pairs_joined(text: str) -> str:
    """The text with every way to say «question-answer pairs» said in one way."""
    form = (
        r"\bquestions? (?:and|&|\+) (?:their )?answers?(?: pairs?)?\b|\bquestion(?:[/-]| - | )answer(?:ing)? "
        r"pairs?\b|"
        r"\bq ?& ?as?\b(?: pairs?)?|\bq/as?\b(?: pairs?)?|\bqas?\b(?:[- ]pairs?)?(?! dataset for intent)"
    )
    return re.sub(form, PAIRS, text, flags=re.IGNORECASE)


def noun_of(word: str) -> Noun | None:
    """What kind of row a word names, if any."""
    low = word.lower()
    if low in v.GENERIC:
        return "generic"
    if low == PAIRS or low in v.QUESTIONS:
        return "question"
    if low in v.PROBLEMS:
        return "problem"
    if low in v.RECORDS:
        return "record"
    if low in JOINED:
        return "grounded"
    if low in NOUNS:
        return "talk"
    return "text" if low in v.SINGULAR else None


# numbers -----------------------------------------------------------------------------------------------


def mentions(text: str) -> tuple[Mention, ...]:
    """Every number with what it counts, in order."""
    return tuple(_mention(text, number) for number in numbers_in(text))


def _mention(text: str, number: Number) -> Mention:
    if opened := _EACH.match(text, number.end):
        # «50 each», «20 per label»; «20 each of positive and negative reviews» has its rows' name further on.
        unit = _unit(opened)
        inner = _phrase(text, opened.end() if not opened["unit"] else opened.start("unit"))
        if inner.head and opened["unit"] is None:
            return Mention(number, "rows", inner.end, inner.head, inner.before, unit)
        return Mention(number, "each", opened.end(), unit=unit)
    phrase = _phrase(text, number.end)
    if phrase.kind != "rows":
        return Mention(number, phrase.kind, phrase.end, before=phrase.before)
    after = _EACH.match(text, phrase.end)
    unit = _unit(after) if after else ""
    return Mention(number, "rows", after.end() if after else phrase.end, phrase.head, phrase.before, unit)


def _unit(found: re.Match[str]) -> str:
    word = (found["unit"] or "").lower()
    empty = not word or word in ("of", "the", "and", "for", "in", "from", "with", "one")
    return "each" if empty or word in v.LABEL_WORDS else word


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: Kind
    end: int
    head: str = ""
    before: tuple[str, ...] = ()


def _phrase(text: str, start: int) -> _Phrase:
    """The noun phrase that begins at `start`: up to its head, and compounds of heads."""
    before: list[str] = []
    head, end, at = "", start, start
    tokens = list(_TOKEN.finditer(text, start))[:10]
    for place, token in enumerate(tokens):
        low, gap = token[0].lower(), text[at : token.start()]
        following = tokens[place + 1][0].lower() if place + 1 < len(tokens) else ""
        if re.search(r"[.;:()\[\]\n!?|]", gap) or ("," in gap and (head or not before)) or low[0].isdigit():
            break
        at = token.end()
        if head:
            if (kind := noun_of(low)) and not (kind == "generic" and noun_of(head) != "generic"):
                before += [] if noun_of(head) == "generic" else [head]
                head, end = low, token.end()
            elif kind == "generic":
                end = token.end()  # «review examples»
            elif not (low == "of" and noun_of(head) == "generic"):
                break
            continue
        if not before and (early := _counts_other(low, following)):
            return _Phrase(early, token.end(), before=(low,))
        if low in v.COUNTED_LABELS and not noun_of(following):
            return _Phrase("labels", token.end(), before=(*before, low))
        if noun_of(low) and not (low == "line" or (low == "sentence" and following in v.LENGTHS)):
            head, end = low, token.end()
        elif low in _STOP or (low == "of" and not before):
            if low == "of":
                continue
            break
        elif low != "of":
            before.append(low)
    if not head:
        return _Phrase("bare", start, before=tuple(before[:4]))
    return _Phrase("rows", end, head, tuple(before))


def _counts_other(low: str, following: str) -> Kind | None:
    if low in ("%", "percent"):
        return "share"
    if low in v.LENGTHS and following not in v.PROBLEMS and low not in ("lines", "line"):
        return "length" if low not in v.SINGULAR or following in ("each", "long", "or", "max", "at") else None
    return "other" if low in v.OTHER_COUNTS and not noun_of(following) else None


# clauses -----------------------------------------------------------------------------------------------


def clauses(text: str) -> tuple[Clause, ...]:
    """What a request asks for, one clause a kind of row; the words before the first belong to it."""
    found = mentions(text)
    outside = mask_brackets(text)
    found = tuple(m if outside[m.number.start] != "_" else _in_brackets(m) for m in found)
    heads = [m for m in found if m.kind == "rows" and noun_of(m.head) != "generic"]
    starts: list[tuple[int, Mention]] = []
    for mention in heads:
        if not starts:
            starts.append((0, mention))
        elif _is_next(text, starts, mention):
            starts.append((mention.number.start, mention))
    starts += [(m.number.start, m) for m in _elliptic(text, found, starts)]
    starts.sort(key=lambda pair: pair[0])
    bare = [match for match in _STRONG.finditer(text) if not any(_inside(match, m) for m in found)]
    openings = [(start, m.head, m.before) for start, m in starts]
    openings = _with_unnumbered(text, openings, bare)
    if not openings:
        head, before = _first_head(text)
        if not head and v.CLASSIFY.search(text):
            head, before = _unknown_head(found)
        noun = noun_of(head) or "text" if head else "generic"
        return (Clause(text, head, before, noun, found),)
    edges = [start for start, _, _ in openings] + [len(text)]
    result: list[Clause] = []
    for number, (start, head, before) in enumerate(openings):
        stop = edges[number + 1]
        mine = tuple(
            _as_rows(m, head, before) if number and m.number.start == start else m
            for m in found
            if start <= m.number.start < stop
        )
        words = text[start:stop]
        if number and not re.search(rf"\b{re.escape(head)}\b", words, re.IGNORECASE):
            words = _with_head(words, " ".join([*before, head]))
        result.append(Clause(words, head, before, noun_of(head) or "text", mine))
    return tuple(result)


def _in_brackets(mention: Mention) -> Mention:
    """A count that stands in brackets: of what was named before, never of rows of another kind."""
    if mention.kind != "rows":
        return mention
    return replace(mention, kind="bare", head="", before=(*mention.before, mention.head))


def _elliptic(text: str, found: Sequence[Mention], starts: Sequence[tuple[int, Mention]]) -> list[Mention]:
    """Numbers behind which the rows' name was left out: «40 problems with fractions and 40 with
    percentages»."""
    more: list[Mention] = []
    for mention in found:
        before = next((m for start, m in reversed(starts) if start <= mention.number.start), None)
        after = text[mention.number.end :]
        left_out = re.match(r"\s+(?:with|on|about|from|of)\s+(?!them|these|which|each)", after)
        opened = _breaks(text, mention.number.start)
        derived = before and noun_of(before.head) == "problem" and DERIVED_ONES.match(after)
        if before and mention.kind == "bare" and (left_out or derived) and opened:
            more.append(replace(mention, kind="rows", head=before.head, before=before.before))
    return more


def _breaks(text: str, at: int) -> bool:
    """Whether what stands before a place separates it from the words before."""
    return _BREAK.search(text[max(0, at - _NEAR) : at]) is not None


def _as_rows(mention: Mention, head: str, before: tuple[str, ...]) -> Mention:
    return replace(mention, kind="rows", head=head, before=before) if mention.kind == "bare" else mention


def _with_head(words: str, head: str) -> str:
    """An elliptic clause with the name of its rows put in behind its number."""
    number = numbers_in(words)
    return f"{words[: number[0].end]} {head}{words[number[0].end :]}" if number else words


def _is_next(text: str, starts: Sequence[tuple[int, Mention]], mention: Mention) -> bool:
    """Whether a counted noun begins another part, and isn't more of the one before."""
    _, before = starts[-1]
    if before.head in (TALK_PAIRS, "pairs") and TALK_PAIRS in text and is_talk(mention.head):
        return True  # «50 DPO pairs from 100 dialogues»
    if not _breaks(text, mention.number.start):
        return False
    if v.SINGULAR.get(mention.head, mention.head) != v.SINGULAR.get(before.head, before.head):
        return True
    if noun_of(mention.head) in ("problem", "question"):
        return mention.before != before.before
    if is_talk(mention.head):
        return not any(word in v.LABEL_WORDS for word in (*mention.before, *before.before))
    labels = [word for word in (*mention.before, *before.before) if word in v.LABEL_WORDS]
    own = re.search(r"\b(?:by|labels?|labelled|labeled|about)\b", text[before.end : mention.number.start])
    return bool(own) and not labels


def _inside(match: re.Match[str], mention: Mention) -> bool:
    return mention.number.start <= match.start() < max(mention.end, mention.number.end)


def _with_unnumbered(
    text: str, openings: list[tuple[int, str, tuple[str, ...]]], bare: Sequence[re.Match[str]]
) -> list[tuple[int, str, tuple[str, ...]]]:
    """Kinds of row that are asked for without a number of their own («word problems and questions, 50
    each»)."""
    nouns = [noun_of(head) for _, head, _ in openings]
    for match in bare:
        *before, head = match["head"].lower().split()
        noun = noun_of(head)
        opened = not openings and match is bare[0] and len(bare) > 1
        if noun not in nouns and (opened or _breaks(text, match.start())):
            openings.append((match.start() if openings else 0, head, tuple(before)))
            nouns.append(noun)
    return sorted(openings)


def _unknown_head(found: Sequence[Mention]) -> tuple[str, tuple[str, ...]]:
    """The plural after a lone number («100 legal clauses …»), where no word is known to name rows."""
    bare = [mention for mention in found if mention.kind == "bare" and mention.before]
    for place, word in enumerate(bare[0].before if len(bare) == 1 else ()):
        if word.endswith("s") and not word.endswith("ss"):
            return word, bare[0].before[:place]
    return "", ()


def _first_head(text: str) -> tuple[str, tuple[str, ...]]:
    """The first word that names rows where none is counted, with the words before it that belong to it."""
    tokens = list(_TOKEN.finditer(text))
    best = ""
    before: tuple[str, ...] = ()
    for place, token in enumerate(tokens):
        kind = noun_of(token[0])
        if not kind or (best and (noun_of(best) != "generic" or kind == "generic")):
            continue
        if token[0].lower() in (
            "report",
            "review",
            "comment",
            "issue",
            "request",
            "answer",
            "note",
            "post",
            "answers",
        ):
            continue  # verbs as often as nouns
        last = place
        while last + 1 < len(tokens) and noun_of(tokens[last + 1][0]) not in (None, "generic"):
            last += 1  # «news headlines»
        best = tokens[last][0].lower()
        taken: list[str] = []
        for earlier in reversed(tokens[max(0, place - 3) : last]):
            low = earlier[0].lower()
            if low in _STOP or low in v.NOT_OF_KIND or low in ("of", "and", "or") or low[0].isdigit():
                break
            taken.insert(0, low)
        before = tuple(taken)
    return best, before
