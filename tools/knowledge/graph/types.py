"""What type an entity has: what its table calls it, its kind, or what the documents say that it is.

Finer than the kinds of `entities.py` only where the documents' own words give the type. Nothing is looked up.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from seedbed.tools.knowledge.graph.entities import EntityKind, entity_key, is_value
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.verbs import is_plural
from seedbed.tools.knowledge.wordlist import word_set

_SORT = re.compile(r"[a-z][a-z-]*(?: [a-z-]+)?")
_NO_SORT = re.compile(r"(?:what|name|no|when|where|who|how|key|field|date|day|id|type|item|thing|entry)\b")
_NO_CLASS = word_set(
    """way kind type sort form number part piece set list array map example case thing step acronym
    abbreviation name term word"""
)
_YEAR = re.compile(r"\d{3,4}")
_DATED = re.compile(r"(?:founded|born|built|written|published|established|opened) in$|\byear$")
_BY_KEY = {"cook time": "recipe", "prep time": "recipe", "servings": "recipe"}
"""Keys that only things of one type have."""


def types_of(facts: Iterable[Fact]) -> dict[str, str]:
    """Key → type of the things whose type the facts tell, in their order."""
    sorts: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    classes: dict[str, Counter[str]] = defaultdict(Counter)
    for fact in facts:
        key = fact.subject_key
        if sort := clean_sort(fact.sort) or _BY_KEY.get(fact.relation, ""):
            sorts[key][sort] += 1
        for end, kind in ((key, fact.subject_kind), (fact.value_key, fact.value_kind)):
            if kind != "other" and not is_value(end):
                kinds[end][kind] += 1
        head = head_of(fact.value)
        if fact.relation == "be a" and fact.confidence == "sentence" and head not in _NO_CLASS:
            classes[key][head] += 1
    found = {}
    for key in dict.fromkeys((*sorts, *kinds, *classes)):
        told = sorts.get(key) or kinds.get(key) or classes[key]
        found[key] = min(told, key=lambda word: (-told[word], word))
    return found


def clean_sort(sort: str) -> str:
    """What a table calls its things as the name of a type: "bike type" → "bike"; "" if it is none."""
    plain = sort.removesuffix(" type").removesuffix(" name")
    if not _SORT.fullmatch(plain) or _NO_SORT.match(plain) or is_plural(head_of(plain)):
        return ""
    return plain


def types_at(fact: Fact, types: Mapping[str, str]) -> tuple[str, str]:
    """The types of a fact's subject and value, given those of things (`types_of`)."""
    subject = _type(fact.subject, fact.subject_kind, types)
    if fact.relation == "be a":
        return subject, types.get(fact.value_key) or "class"
    if _YEAR.fullmatch(fact.value) and _DATED.search(fact.relation):
        return subject, "date"
    return subject, _type(fact.value, fact.value_kind, types)


def _type(words: str, kind: EntityKind, types: Mapping[str, str]) -> str:
    key = entity_key(words)
    if key.startswith("=time:"):
        return "time"
    if is_value(key) or kind in ("quantity", "date"):
        return kind
    return types.get(key) or kind
