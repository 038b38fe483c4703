"""Plain words that ask for rows of the offline sources, read by rule: «N rows about X by Y (a, b and c)».

Only this form is read. What is left over is told, so that nobody takes it for kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seedbed.memory.spec import Label, Offline
from seedbed.tools.knowledge.sources import lies_in
from seedbed.tools.offline.frames import kind_of
from seedbed.tools.requests.limits import LANGUAGES
from seedbed.tools.requests.numbers import Number, numbers_in

WORKING = (
    "texts by label, word problems with prices; and of your documents (--from PATH): cited questions, "
    "dialogues that cite them"
)
_NOUNS: dict[Offline, str] = {
    "labels": "messages enquiries inquiries requests texts tickets emails e-mails posts reviews tweets",
    "problems": "problems exercises",
    "questions": "questions",
    "dialogues": "dialogues dialogs conversations chats talks",
}
_BEFORE: dict[Offline, str] = {
    "labels": "client customer customer's guest incoming support user",
    "problems": "arithmetic everyday math mathematics maths price shopping story word",
    "questions": "cited grounded short",
    "dialogues": "cited grounded information-seeking short",
}
"""What may stand before these nouns. Other words ask for other rows; before texts, for what isn't kept."""
_MESSAGES = frozenset({"message", "enquiry", "inquiry", "request", "text", "ticket"})
"""What the bank's texts are; of other kinds of text they have not the form."""
_SOURCE = {noun: source for source, nouns in _NOUNS.items() for noun in nouns.split()}
_NOUN = "|".join(_SOURCE)
_ROWS = re.compile(rf"\s*(?P<before>(?:[\w'’-]+\s+){{0,5}}?)(?P<noun>{_NOUN})\b(?!\s+(?:{_NOUN})\b)", re.I)
_FIGURES = re.compile(
    r"\d[\d.,]*(?:\s*(?:[–-]|\bto\b|\bor\b)\s*\d[\d.,]*)?"
    rf"(?=\s+(?:(?!turns\b)[^\W\d][\w'’-]*\s+){{0,3}}?(?:{_NOUN})\b)",
    re.I,
)
"""Figures before such a noun, as they stand."""
_BRACKETS = re.compile(r"\((?P<it>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_LISTED = re.compile(r"\blabels?\s*:\s*(?P<it>[^.;()]+)", re.I)
_BY = re.compile(r"\bby\s+(?P<it>[a-z]+)\b", re.I)
_TOPIC = re.compile(
    r"\b(?:(?:about|on|regarding)\s+"
    r"|(?P<for>for)\s+(?!(?:training|train|testing|fine-?tuning|evaluat\w*|teaching)\b))"
    r"(?P<it>[^,.;:()]+?)"
    r"(?=\s*(?:[,.;:()]|(?:\band\s*)?$|\b(?:by|with|in|labels?|labelled|each)\b))",
    re.I,
)
PRICES = re.compile(r"\b(?:price|rate|tariff|fee|cost|deposit|discount|charge|shopping|ticket|hire)", re.I)
_ITS = re.compile(r"\b(?:with|about|on|using|from|over)\s+(?:its|their|the firm's)\s+(?P<it>[\w'’ -]+)", re.I)
_TURNS = re.compile(r"(?:\bof|\bwith)?\s*\b(?P<it>\d+(?:\s*(?:to|-|–)\s*\d+)?)\s+turns\b", re.I)
_PHRASE = re.compile(r"[,.;:!?()\n]|\s{2,}")
_ORDER = ("easy", "medium", "hard")
_LEVELS = re.compile(r"(?<!\d )\b(?P<it>(?:(?:easy|medium|hard)\b(?:\s*,\s*|\s+(?:and|to|or)\s+)?)+)", re.I)
_EMPTY = frozenset(
    """a about all an and answers any are as asking at be by cited create dataset each either examples for
    from generate get give grounded i in into is it label labelled labels make me my need of on ones
    or our over people please produce rows some that the their them these they this to us want we
    with write""".split()
)
"""Words that ask for nothing where they are left."""
_ALL = _EMPTY | {"documents", "files", "folder", "texts"}
"""Words by which a subject is whatever the documents have."""


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
    text_kind: str = ""
    levels: tuple[str, ...] = ()
    turns: tuple[int, int] | None = None
    left: tuple[str, ...] = ()
    """Words that nothing here keeps."""
    strange: str = ""
    """Words that ask for rows of another kind; they can't be left out."""
    language: str = ""

    def unkept(self, documents: Sequence[str]) -> tuple[str, ...]:
        """What nothing here keeps: the words that are left; of texts by label a kind and a subject that the
        bank's frames don't have, of word problems whose prices these are, unless documents hold them, of
        questions and dialogues a subject that isn't all `documents` (their paths)."""
        if self.source == "problems" and not documents:
            known = {*_EMPTY, *_BEFORE["problems"].split()}
            other = [one for one in self.topic.lower().split() if one not in known and not PRICES.search(one)]
            return (*self.left, *[self.topic] * bool(other))
        if self.source == "problems":
            return self.left
        if self.source != "labels":
            words = [one for one in self.topic.split() if one.lower() not in _ALL]
            other = [one for one in words if not any(lies_in(path, one) for path in documents)]
            return (*self.left, *[self.topic] * bool(other))
        plain = {*_MESSAGES, *_BEFORE["labels"].split()}
        other = [word for word in self.text_kind.split() if word.lower() not in plain and not kind_of([word])]
        topic = [self.topic] if self.topic and not kind_of([self.topic]) else []
        return (*filter(None, [" ".join(other)]), *self.left, *topic)


def uncounted(words: str) -> list[str]:
    """Figures before a noun that are no whole number, or two («12.5», «10-20»)."""
    return [one[0] for one in _FIGURES.finditer(words) if len(numbers_in(one[0])) != 1]


def read_request(words: str) -> tuple[Asked, ...]:
    """What a request asks for, part by part; nothing where no noun of these sources stands in it. `words`:
    the request without paths, budget and language (`tools/requests/limits.py`)."""
    counted = [(one, noun) for one in numbers_in(words) if (noun := _ROWS.match(words, one.end))]
    cuts: list[tuple[Number | None, re.Match[str]]] = [*counted]
    if not cuts and (noun := _ROWS.search(words)):
        cuts = [(None, noun)]
    starts = [0, *(number.start for number, _ in counted[1:]), len(words)]
    found: list[Asked] = []
    for at, (number, noun) in enumerate(cuts):
        before = words[starts[at] : number.start if number else noun.start()]
        part = f"{before}  {words[noun.end() : starts[at + 1]]}"
        found.append(_part(part, number, noun, found[0].topic if found else ""))
    return tuple(found)


def _part(text: str, number: Number | None, noun: re.Match[str], firm: str) -> Asked:
    def take(pattern: re.Pattern[str]) -> str:
        """The first match's words, which are taken out; empty: there is none."""
        nonlocal text
        found = _found(pattern, text)
        if found is None:
            return ""
        text = f"{text[: found.start()]}  {text[found.end() :]}"
        return " ".join(found["it"].split())

    name = noun["noun"].lower()
    source = _SOURCE[name]
    before = [word for word in noun["before"].split() if word.lower() not in _EMPTY]
    language = next((one for one in LANGUAGES if one in before), "")
    before = [word for word in before if word != language]
    if source == "problems" and (level := _LEVELS.search(noun["before"])):
        text = f"{level[0]}  {text}"
        before = noun["before"].replace(level[0], " ").split()
    levels = take(_LEVELS).lower() if source == "problems" else ""
    turns = [int(one) for one in re.findall(r"\d+", take(_TURNS))] if source == "dialogues" else []
    labels: tuple[Label, ...] = ()
    if source == "labels":
        listed = (take(pattern) for pattern in (_BRACKETS, _LISTED) if pattern.search(text))
        labels = next((items for one in listed if len(items := items_of(one)) > 1), ())
    its = take(_ITS) if firm else ""
    only_for = bool((found := _found(_TOPIC, text)) and found["for"])
    topic = f"{firm} (its {its})" if its else take(_TOPIC)
    about = take(_BY).lower() if source == "labels" else ""
    strange = [word for word in before if source != "labels" and word.lower() not in _BEFORE[source].split()]
    left, beyond = list(_left(text)), ""
    if source == "problems" and topic and not firm and not PRICES.search(topic):
        if only_for:
            left.append(topic)
        else:
            beyond = f" about {topic}"
        topic = ""
    through = "to" in levels.split()
    kind = [*before, re.sub("ie$", "y", name.removesuffix("s"))] if source == "labels" else []
    return Asked(
        source,
        rows=number.value if number else None,
        noun=name,
        topic=topic[:200],
        labels=labels,
        about=about,
        text_kind=" ".join(kind),
        levels=tuple(one for one in _ORDER if one in levels or (through and one == "medium")),
        turns=(turns[0], turns[-1]) if turns else None,
        left=tuple(left),
        strange=" ".join([*strange, name]) + beyond if strange or beyond else "",
        language=language,
    )


def _found(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match; of a subject the first before which nothing in its phrase is left unread: «never about
    bicycles» asks for no bicycles."""
    return next(
        (
            one
            for one in pattern.finditer(text)
            if pattern is not _TOPIC
            or {word.lower() for word in _PHRASE.split(text[: one.start()])[-1].split()} <= _EMPTY
        ),
        None,
    )


def items_of(text: str) -> tuple[Label, ...]:
    """The things that a text lists, each once; `name (what it means)` and `name: what it means` are read."""
    masked = re.sub(r"\([^()]*\)", lambda found: "_" * len(found[0]), text)
    separator = (
        r";|\n" if re.search(r";|\n", masked) else "," if "," in masked else "/" if "/" in masked else r"$^"
    )
    cuts = [0, *(at for one in re.finditer(separator, masked) for at in one.span()), len(text)]
    pieces = [text[a:b].strip() for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    last = re.split(r"\s+(?:and|or)\s+", re.sub(r"^(?:and|or)\s+", "", pieces[-1]))
    found: dict[str, Label] = {}
    for piece in (*pieces[:-1], *(last if len(last) == 2 and ":" not in pieces[-1] else [pieces[-1]])):
        match = re.fullmatch(r"(?P<name>[^:=()]{1,80}?)\s*(?:[:=]\s*(?P<a>.+)|\((?P<b>.+)\))?", piece, re.S)
        name = (match["name"] if match else piece).strip(" \"'`“”‘’.,;")
        if name:
            meant = ((match["a"] or match["b"] or "") if match else "").strip().strip(".")
            found.setdefault(name.lower(), Label(name=name[:120], definition=meant))
    return tuple(found.values())


def _left(text: str) -> Iterator[str]:
    """Phrases that ask for something and weren't read."""
    for phrase in _PHRASE.split(text):
        words = phrase.split()
        if any(re.search(r"\w", word) for word in words if word.lower() not in _EMPTY):
            yield " ".join(words)
