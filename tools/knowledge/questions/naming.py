"""How a table entry, a column or a section is called inside a question."""

import re
from collections.abc import Sequence

from seedbed.tools.knowledge.questions.lexicon import Lexicon
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.verbs import is_plural
from seedbed.tools.knowledge.values import find_values

_PLAIN = re.compile(r"[A-Za-z][\w'’ -]*")
_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?")
_ADJUNCT_FIRST = re.compile(r", (?:[a-z]+ ){0,2}(?:how|what|when|where|whom|why|which)\b")
_MASS = re.compile(r"(?:ing|ance|ence|ity|tion|ness|ware|ery|work|age|ment|ics|sm)$")


def entries(column: Sequence[str], header: str, words: Lexicon) -> list[str]:
    """The entries of a table's first column as noun phrases: "City bike" → "a city bike".

    Article and capitals follow the documents' own use; entries that share it (one "the Family plan") lend it
    to the others of their kind. What isn't clearly a noun phrase is quoted.
    """
    heads = [head_of(entry) for entry in column]
    family = len(column) > 1 and len(set(heads)) == 1
    spelt = [words.spelling(entry) for entry in column]
    named = [entry.lower() in words.named and entry.lower() not in words.counted for entry in column]
    labels = family and (any(named) or head_of(header) == heads[0])
    if labels and any(one[:1].isupper() for one, isnamed in zip(spelt, named, strict=True) if isnamed):
        spelt = list(column)
    if labels and head_of(header) == heads[0] and not any(entry.lower() in words.counted for entry in column):
        spelt = list(column)
        return [f"the {one}" for one in spelt]
    if labels and any(named):
        return [f"the {one}" for one in spelt]
    called = [
        _entry(entry, one, is_the, words) for entry, one, is_the in zip(column, spelt, named, strict=True)
    ]
    counted = sum(one.startswith(("a ", "an ")) for one in called) * 2 > len(column)
    return [
        with_article(one) if counted and _lone(one, called_) else called_
        for one, called_ in zip(spelt, called, strict=True)
    ]


def _lone(spelt: str, called: str) -> bool:
    """Whether an entry was quoted only because it is a single word: "Puncture" among "a broken spoke", …"""
    return (
        called.startswith("“") and re.fullmatch(r"[a-z]{3,}", spelt) is not None and not _MASS.search(spelt)
    )


def _entry(entry: str, spelt: str, is_the: bool, words: Lexicon) -> str:
    if not _PLAIN.fullmatch(entry) or (find_values(entry) and not _DAY.fullmatch(entry)):
        return f"“{entry}”"
    if _DAY.fullmatch(entry):
        return entry
    head = head_of(spelt)
    low = spelt.lower()
    if is_the:
        return f"the {spelt}"
    if is_plural(head):
        return spelt
    if low in words.counted or head in words.counted:
        return with_article(spelt)
    if len(spelt.split()) == 1 or head not in spelt.lower().split() or not head.isalpha():
        return f"“{entry}”"
    if all(word[:1].isupper() for word in spelt.split()) and len(spelt.split()) > 1:
        return f"the {spelt}"
    return f"“{entry}”" if _MASS.search(head) else with_article(spelt)


def with_article(noun: str) -> str:
    """a or an by the first sound, as far as spelling tells."""
    low = noun.lower()
    an = re.match(r"(?:[aeio]|u(?![sn]i|se|tens|ro)|hour|honest|hono|heir|e-|x-ray)", low)
    if low.startswith(("one", "once", "eu", "ew")):
        an = None
    if re.match(r"(?:[AEFHILMNORSX][A-Z]+|[AEFHILMNORSX]-)", noun):
        return f"an {noun}"
    return f"{'an' if an else 'a'} {noun}"


def place_name(path: Sequence[str], unique: frozenset[str]) -> str:
    """Words for a section: "the section “Late returns”"; "" without a heading.

    `unique` holds the headings that name one place only; the document's title is added to the others.
    """
    if not path:
        return ""
    if len(path) == 1:
        return f"“{quotable(path[0])}”"
    if path[-1] in unique:
        return f"the section “{quotable(path[-1])}”"
    return f"the section “{quotable(path[-1])}” of “{quotable(path[0])}”"


def asked_of(question: str, place: str) -> str:
    """A question with the place to look at, in front ("According to …, how much …?") or at its end."""
    if _ADJUNCT_FIRST.search(question):
        return f"{question.removesuffix('?')}, according to {place}?"
    return f"According to {place}, {question[0].lower()}{question[1:]}"


def quotable(heading: str) -> str:
    """A heading without the marks that it is quoted with."""
    return heading.replace("“", '"').replace("”", '"')
