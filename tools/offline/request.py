"""Plain words that ask for rows of the offline sources, read by rule: «N rows of X by Y (a, b and c)».

Only these forms are read. What is left over is told, so that nobody takes it for kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seedbed.memory.spec import Label, Offline
from seedbed.tools.knowledge.wordlist import in_order, word_set
from seedbed.tools.requests.limits import LANGUAGES
from seedbed.tools.requests.numbers import Number, numbers_in

WORKING = (
    "texts by label, word problems with prices; and of your documents (--from PATH): cited questions, "
    "dialogues that cite them"
)
_TEXTS = in_order(
    """abstracts captions comments complaints descriptions e-mails emails enquiries examples headlines
    inquiries instructions letters messages news notes notifications opinions paragraphs phrases posts
    queries replies reports requests responses reviews rows samples sentences sms snippets statements
    subjects summaries texts tickets titles tweets utterances"""
)
_NOUNS: dict[Offline, tuple[str, ...]] = {
    "problems": ("problems", "exercises"),
    "questions": ("questions",),
    "dialogues": ("dialogues", "dialogs", "conversations", "chats", "talks"),
}
_BEFORE: dict[Offline, frozenset[str]] = {
    "problems": word_set("arithmetic everyday math mathematics maths price shopping story word"),
    "questions": word_set("cited grounded short"),
    "dialogues": word_set("cited grounded information-seeking short"),
}
"""What may stand before these nouns; other words ask for other rows."""
_SOURCE: dict[str, Offline] = {
    **dict.fromkeys(_TEXTS, "labels"),
    **{noun: source for source, nouns in _NOUNS.items() for noun in nouns},
}
_NOUN = "|".join(_SOURCE)
_ROWS = re.compile(rf"\s*(?P<before>(?:[\w'’-]+\s+){{0,5}}?)(?P<noun>{_NOUN})\b(?!\s+(?:{_NOUN})\b)", re.I)
_USUAL = {"sentiment": ("positive", "negative"), "spam": ("spam", "ham")}
_MATTER = r"(?:label|class|categor|intent|topic|sentiment|type|emotion|tone)\w*"
_BY = re.compile(rf"\b(?:by|into|in)\s+(?P<count>[\w-]+\s+)??(?P<about>{_MATTER}|spam)\b:?", re.I)
_LIST = r"[^,.;:()]+?(?:, [^,.;:()]+?)*?(?:,? (?:and|or|vs\.?|versus) |\s?/\s?)[^,.;:()/]+(?:/[^,.;:()/]+)*"
_LISTED = (
    re.compile(rf"\b{_MATTER}\s*(?::|=|\bare\b|\s)\s*(?P<list>{_LIST}|[^,.;:()]+(?:,[^,.;:()]+)+)", re.I),
    re.compile(
        r"(?:,|:|\bas\b)\s*(?:either\s+)?"
        r"(?P<list>[a-z][\w-]*(?:, [a-z][\w-]*)*(?:,? (?:and|or|vs\.?|versus) |/)[a-z][\w-]*)",
        re.I,
    ),
)
"""Labels after what they classify by; or right after all that was read."""
_TOPIC = re.compile(
    r"\b(?P<for>for|about|on|regarding)\s+"
    r"(?P<topic>(?!training|train|testing|fine-?tuning|evaluat|teaching)[^,.;:()]+?)"
    r"(?=\s*(?:[,.;:()]|$|\b(?:by|with|in|labels?|labelled|each)\b))",
    re.I,
)
PRICES = re.compile(r"\b(?:price|rate|tariff|fee|cost|deposit|discount|charge|shopping|ticket|hire)", re.I)
_ITS = re.compile(
    r"\b(?:with|about|on|using|from|over)\s+(?:its|their|the firm's)\s+(?P<topic>[\w'’ -]+)", re.I
)
_TURNS = re.compile(r"(?:\bof|\bwith)?\s*\b(?P<low>\d+)(?:\s*(?:to|-|–)\s*(?P<high>\d+))?\s+turns\b", re.I)
_LEVELS = re.compile(r"\b(?:easy|medium|hard)\b", re.I)
_EMPTY = word_set(
    """a about all an and any are as asking at be by cited create dataset each either examples for from
    generate get give grounded i in into is it label labelled labels make me my need of on or our over people
    please produce rows some that the their them these they this to us want we with write"""
)
"""Words that ask for nothing where they are left."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of one source that a request asks for. Empty: it doesn't say."""

    source: Offline
    rows: int | None
    noun: str = ""
    topic: str = ""
    labels: tuple[Label, ...] = ()
    about: str = ""
    """What the labels classify by."""
    label_count: int = 0
    """How many labels it speaks of."""
    text_kind: str = ""
    levels: tuple[str, ...] = ()
    turns: tuple[int, int] | None = None
    left: tuple[str, ...] = ()
    """Words that nothing here keeps."""
    strange: str = ""
    """Words that ask for rows of another kind; they can't be left out."""
    language: str = ""


@dataclass(slots=True)
class _Clause:
    """Words of a request, those that were read blanked."""

    text: str
    _read: list[str] = field(default_factory=list)

    def take(self, pattern: re.Pattern[str], group: str) -> str:
        """The first match's group, blanked with the whole match; empty: there is none."""
        found = pattern.search(self.text)
        if found is None:
            return ""
        self.blank(*found.span())
        return " ".join(found[group].split())

    def blank(self, start: int, end: int) -> None:
        self.text = f"{self.text[:start]}{' ' * (end - start)}{self.text[end:]}"


def read_request(words: str) -> tuple[Asked, ...]:
    """What a request asks for, part by part; nothing where no noun of these sources stands in it.

    Args:
        words: The request without paths, budget and language (`tools/requests/limits.py`).
    """
    found: list[Asked] = []
    cuts = list(_cuts(words))
    firm = ""
    for at, (number, noun) in enumerate(cuts):
        start = 0 if not at else number.start if number else noun.start()
        end = cuts[at + 1][1].start() if at + 1 < len(cuts) else len(words)
        if at + 1 < len(cuts) and (later := cuts[at + 1][0]) is not None:
            end = later.start
        asked = _part(_Clause(words[start:end]), number, noun, start, firm)
        firm = firm or asked.topic
        found.append(asked)
    return tuple(found)


def _cuts(words: str) -> Iterator[tuple[Number | None, re.Match[str]]]:
    """Each number with the rows that it counts; without any the first noun."""
    some = False
    for number in numbers_in(words):
        noun = _ROWS.match(words, number.end)
        if noun and not re.search(_MATTER, noun["before"], re.I):
            some = True
            yield number, noun
    if not some and (noun := _ROWS.search(words)):
        yield None, noun


def _part(clause: _Clause, number: Number | None, noun: re.Match[str], offset: int, firm: str) -> Asked:
    name = noun["noun"].lower()
    before = [word for word in noun["before"].split() if word.lower() not in _EMPTY]
    language = next((one for one in LANGUAGES if one in before), "")
    before = [word for word in before if word != language]
    clause.blank((number.start if number else noun.start()) - offset, noun.end() - offset)
    levels = _levels(clause) if _SOURCE[name] == "problems" else ()
    bracketed = _bracketed(clause)
    topic, only_for = _topic(clause, firm)
    labels = bracketed or _listed(clause)
    about, count = _about(clause, labels)
    source: Offline = "labels" if labels else _SOURCE[name]
    if source == "labels":
        about = about or next((one for one in _USUAL if one in (*map(str.lower, before), name)), "")
        labels = labels or tuple(Label(name=one) for one in _USUAL.get(about, ()))
    turns = _turns(clause) if source == "dialogues" else None
    left, strange = list(_left(clause.text)), []
    if source != "labels":
        strange = [word for word in before if word.lower() not in _BEFORE[source]]
    if source == "problems" and topic and not PRICES.search(topic) and not firm:
        left, strange = ([*left, topic], strange) if only_for else (left, [*strange, topic])
        topic = ""
    kind = [*before, _singular(name)] if source == "labels" and name not in ("rows", "examples") else []
    return Asked(
        source,
        rows=number.value if number else None,
        noun=name,
        topic=topic[:200],
        labels=labels,
        about=about if source == "labels" else "",
        label_count=count,
        text_kind=" ".join(kind),
        levels=levels,
        turns=turns,
        left=tuple(left),
        strange=" ".join([*strange, name]) if strange else "",
        language=language,
    )


def _singular(noun: str) -> str:
    if noun in ("sms", "news"):
        return {"sms": "SMS", "news": "news item"}[noun]
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")


def _turns(clause: _Clause) -> tuple[int, int] | None:
    found = _TURNS.search(clause.text)
    if found is None:
        return None
    clause.blank(*found.span())
    return int(found["low"]), int(found["high"] or found["low"])


def _levels(clause: _Clause) -> tuple[str, ...]:
    found = {match[0].lower() for match in _LEVELS.finditer(clause.text)}
    through = re.search(r"\beasy to hard\b", clause.text, re.I)
    clause.text = (
        re.sub(r"\bto\b|\bones\b|\blevels?\b", "  ", _LEVELS.sub(" ", clause.text)) if found else clause.text
    )
    return tuple(one for one in ("easy", "medium", "hard") if one in found or (through and one == "medium"))


def _topic(clause: _Clause, firm: str) -> tuple[str, bool]:
    """What a clause is about, and whether it only says for whom."""
    if firm and (its := clause.take(_ITS, "topic")):
        return f"{firm} (its {its})", False
    found = _TOPIC.search(clause.text)
    return clause.take(_TOPIC, "topic"), found is not None and found["for"].lower() == "for"


def _bracketed(clause: _Clause) -> tuple[Label, ...]:
    place = _brackets(clause.text)
    if place is None:
        return ()
    listed = items_of(clause.text[place[0] + 1 : place[1] - 1])
    if any(label.name[0].isdigit() for label in listed):  # how many of each: not read
        return ()
    clause.blank(*place)
    return listed


def _listed(clause: _Clause) -> tuple[Label, ...]:
    for pattern in _LISTED:
        for found in pattern.finditer(clause.text):
            unread = re.search(r"\w\s?$", clause.text[: found.start()])
            listed = items_of(found["list"])
            if len(listed) > 1 and (pattern is _LISTED[0] or not unread):
                clause.blank(*found.span("list"))
                return listed
    return ()


def _about(clause: _Clause, labels: tuple[Label, ...]) -> tuple[str, int]:
    """What the labels classify by, and how many it says that there are."""
    found = _BY.search(clause.text)
    about = clause.take(_BY, "about").lower()
    counted = numbers_in(found["count"] or "") if found else ()
    about = {"categories": "category", "classes": "class"}.get(about, about.removesuffix("s"))
    names = {label.name.lower() for label in labels}
    usual = next((one for one, known in _USUAL.items() if names & set(known)), "")
    named = "" if about in ("label", "class", "type") else about
    return named or usual, counted[0].value if counted else 0


def _brackets(text: str) -> tuple[int, int] | None:
    """The first outermost pair of brackets with several things in it."""
    depth = start = 0
    for at, char in enumerate(text):
        if char == "(":
            start = start if depth else at
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if not depth and len(items_of(text[start + 1 : at])) > 1:
                return start, at + 1
    return None


def items_of(text: str) -> tuple[Label, ...]:
    """The things that a text lists, each once; `name (what it means)` and `name: what it means` are read.

    The separator is the first of semicolons and lines, commas, slashes, `vs`, and at last `and` or `or`.
    """
    text = text.strip().strip(".").strip()
    pieces = [text]
    for separator in (r"\s*[;|\n]\s*", r",\s*", r"\s*/\s*", r"\s+(?:vs\.?|versus)\s+"):
        if len(pieces) == 1:
            pieces = _split(text, separator)
    if not pieces:
        return ()
    *first, last = pieces
    last = re.sub(r"^(?:and|or|&)\s+", "", last)
    tail = [last] if ":" in last else _split(last, r"\s+(?:and|or|&)\s+")
    found: dict[str, Label] = {}
    for piece in (*first, *(tail if len(tail) == 2 or not first else [last])):
        match = re.fullmatch(r"(?P<name>[^:=()]{1,80}?)\s*(?:[:=]\s*(?P<a>.+)|\((?P<b>.+)\))?", piece, re.S)
        name = re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", match["name"] if match else piece).strip(" \"'`“”‘’.,;")
        if name:
            meant = ((match["a"] or match["b"] or "") if match else "").strip().strip(".")
            found.setdefault(name.lower(), Label(name=name[:120], definition=meant))
    return tuple(found.values())


def _split(text: str, separator: str) -> list[str]:
    """Pieces between separators outside of brackets."""
    masked = re.sub(r"\([^()]*\)", lambda found: "_" * len(found[0]), text)
    pieces, start = [], 0
    for found in re.finditer(separator, masked, re.I):
        pieces.append(text[start : found.start()])
        start = found.end()
    return [one for one in (*pieces, text[start:]) if one.strip()]


def _left(text: str) -> Iterator[str]:
    """Phrases that ask for something and weren't read."""
    for phrase in re.split(r"[,.;:!?()\n]|\s{2,}", text):
        words = phrase.split()
        while words and words[0].lower() in _EMPTY:
            words = words[1:]
        while words and words[-1].lower() in _EMPTY:
            words = words[:-1]
        if any(re.search(r"\w", word) for word in words):
            yield " ".join(words)
