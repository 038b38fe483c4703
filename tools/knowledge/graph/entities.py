"""Entities: one key for the spellings of a thing, and what kind of thing it is, by rule.

Equal keys mean the same thing: letter case, articles, quotes, a plural ending and the spelling of a value are
forgiven, nothing else. What no rule knows is `other`; names are not looked up anywhere.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from seedbed.tools.knowledge.questions.nouns import PEOPLE, PLACES, head_of
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.knowledge.wordlist import word_set

EntityKind = Literal["person", "place", "organisation", "product", "quantity", "date", "other"]

_ARTICLE = re.compile(r"^(?:an?|the|each|every|any|all|our|your|their|its)\s+", re.I)
_EDGE = re.compile(r"^[\s\"'“”‘’`(\[]+|[\s\"'“”‘’`)\].,;:!?]+$")
_TITLED = re.compile(r"(?:Mr|Mrs|Ms|Dr|Prof|Sir|Dame|Lord|Lady)\.? [A-Z]")
_FIRM = word_set(
    """ltd limited inc corporation corp company co gmbh ag plc llc university college institute foundation
    association committee council ministry bank agency department trust firm club union society board"""
)
_NOT_PLACES = word_set("store stores board platform box car boat zone site drawer tray floor wall door")
_BODIES = word_set("team panel committee board people staff")
_DATES = word_set("date year month weekday time")
_BY_HEADER = {
    "person": word_set("name person author employee member player student teacher founder director"),
    "place": word_set("shop place city town country region village venue station location site capital"),
    "organisation": word_set("company organisation organization firm team club publisher vendor supplier"),
    "product": word_set("product item accessory article model tool plan ticket dish recipe tour"),
}
_KINDS: tuple[EntityKind, ...] = ("person", "place", "organisation", "product")
_ACRONYM = re.compile(r"(?P<name>(?:[\w-]+ ){1,6}[\w-]+) \((?P<short>[A-Z][A-Za-z]*[A-Z]s?)\)")
_SMALL = word_set("of the and for in on a an to")


def singular(noun: str) -> str:
    """A lower-case noun without its plural ending, where that is regular."""
    if len(noun) < 4 or noun.endswith(("ss", "us", "is")) or not noun.endswith("s"):
        return noun
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("xes", "ches", "shes", "sses", "zes")):
        return noun[:-2]
    return noun[:-1]


@lru_cache(maxsize=100_000)
def entity_key(text: str) -> str:
    """The key of an entity or value; "" for a text without a letter or digit.

    A text that is one value and nothing else has its canonical form behind "=" ("=money:26 GBP").
    """
    words = " ".join(text.split())
    values = find_values(words)
    if len(values) == 1 and values[0].text == words.strip(" .,"):
        return f"={values[0].canonical}"
    previous = ""
    while previous != words:
        previous = words
        words = _ARTICLE.sub("", _EDGE.sub("", words), count=1)
    if not any(char.isalnum() for char in words):
        return ""
    low = words.replace("’", "'").casefold()
    parts = low.split(" ")
    if parts[-1].isalpha():
        parts[-1] = singular(parts[-1])
    return " ".join(parts)


def is_value(key: str) -> bool:
    """Whether a key is that of a value (an amount, a date), not of a thing."""
    return key.startswith("=")


def kind_of(text: str, header: str = "", *, sold: bool = False) -> EntityKind:
    """What kind of thing a text names.

    `header` is what a table calls the column of such things, "" outside one; `sold`: the table gives a price.
    """
    key = entity_key(text)
    if is_value(key):
        return "date" if key[1:].split(":", 1)[0] in _DATES else "quantity"
    head = head_of(key)
    values = find_values(text)
    if values and not re.search(r"\w", text[: values[0].start]) and values[0].kind not in _DATES:
        return "quantity"
    if head in _BODIES:
        return "organisation"
    # What the thing is called itself tells more than its column.
    if head in PEOPLE or _TITLED.match(text):
        return "person"
    if head in _FIRM:
        return "organisation"
    if head in PLACES and head not in _NOT_PLACES:
        return "place"
    titled = singular(head_of(header))
    for kind in _KINDS:
        if titled in _BY_HEADER[kind]:
            return kind
    return "product" if sold else "other"


def aliases(sentences: Iterable[str]) -> dict[str, str]:
    """Key of a short name → key of the long one, only where a text says so: "Access Control List (ACL)".

    The letters of the short name must be the initials of the words before it; a short name with two long ones
    is left alone.
    """
    found: dict[str, set[str]] = {}
    for sentence in sentences:
        if "(" not in sentence:
            continue
        for match in _ACRONYM.finditer(sentence):
            short = match["short"].removesuffix("s") if match["short"][-2:].isalpha() else match["short"]
            words = match["name"].split(" ")
            for size in range(len(short), len(words) + 1):
                name = words[-size:]
                initials = "".join(word[0] for word in name if word.lower() not in _SMALL)
                if initials.lower() == short.lower() and name[0].lower() not in _SMALL:
                    found.setdefault(entity_key(short), set()).add(entity_key(" ".join(name)))
                    break
    return {short: next(iter(long)) for short, long in sorted(found.items()) if len(long) == 1}
