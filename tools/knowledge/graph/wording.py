"""One plain English sentence for one fact of the graph, or none where no wording is certain.

A table's header, a key and a triple's relation are worded by their shape: a verb ("Opens"), a counted plural
("parking spaces"), a noun ("day rate", "range on a full battery"). A sentence's fact keeps the source's own
words. It knows nothing of other facts. English only.
"""

import re
from dataclasses import dataclass

from seedbed.tools.knowledge.graph.entities import entity_key, is_value
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.quoted import ARTICLE, PLACED, Frame, Worded, own_sentence
from seedbed.tools.knowledge.questions.nouns import ATTRIBUTES, head_of, unit_plural
from seedbed.tools.knowledge.questions.tables import column_verb, is_header
from seedbed.tools.knowledge.questions.verbs import finite_readings, is_plural
from seedbed.tools.knowledge.values import Value, find_values
from seedbed.tools.knowledge.wordlist import word_set

_OWN = word_set(
    """weight length width height depth duration distance capacity volume size area population pressure torque
    range speed temperature power age diameter thickness capital currency colour color"""
)
"""Attributes that a thing has by itself: "of", where prices and rules are "for" it."""
_TOLD_BY_WORD = word_set("default colour color material currency")
"""Columns whose cell may be a single word in lower case."""
_SORT = re.compile(r"[a-z][a-z-]*(?: [a-z-]+)?")
_NO_SORT = re.compile(r"(?:what|name|no|when|where|who|how|key|field|date|day|id|type)\b")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{2,}|\w+_\w+|--\S+")
_NAME = re.compile(r"(?:[A-Z][\w'’.-]*|of|the|and|de|van|von)(?: (?:[A-Z][\w'’.-]*|of|the|and|de|van|von))*")
_QUALIFIED = re.compile(r"(?:(?:from|up to|at least|at most|about) )?")
_RELATION = re.compile(r"[a-z][a-z'’-]*(?: [a-z'’-]+){0,3}")
_STATES = word_set("located situated based")
_EVENTS = word_set(
    """born founded written built directed created designed discovered invented published painted composed
    developed produced established"""
)


def worded(fact: Fact) -> Worded | None:
    """The sentence of a fact; None: no wording of it is certain."""
    if fact.confidence == "sentence":
        return own_sentence(fact)
    sentence = {"table": _table, "key-value": _key_value, "triple": _triple}[fact.confidence](fact)
    return sentence.made(fact) if sentence is not None else None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence in the making: text with the subject's phrase and the value left open."""

    pattern: str
    """With `{S}` and `{V}`, each once."""
    subject: str
    """The subject's phrase ("a city bike", "the repair “Puncture”")."""
    told: str
    """What is said of it, with `{V}`."""
    frame: Frame = "attribute"
    front: str = ""

    def made(self, fact: Fact) -> Worded | None:
        """The sentence with its spans; None if a name holds what would spoil them."""
        name = ARTICLE.sub("", fact.subject, count=1)
        at = self.subject.casefold().rfind(name.casefold())
        if at < 0 or "{" in self.subject + fact.value or self.pattern.count("{S}") != 1:
            return None
        text, spans = "", {}
        for piece in re.split(r"(\{[SV]\})", f"{self.pattern}."):
            if piece == "{S}":
                spans["S"] = (len(text) + at, len(text) + at + len(name))
                text += self.subject
            elif piece == "{V}":
                spans["V"] = (len(text), len(text) + len(fact.value))
                text += fact.value
            else:
                text += piece
        text = text[0].upper() + text[1:]
        return Worded(text, spans["S"], spans["V"], True, self.frame, self.front, self.subject, self.told)


# tables -----------------------------------------------------------------------------------------------


def _table(fact: Fact) -> _Sentence | None:
    called = _called(fact)
    column = fact.said
    if not called or not (is_header(column) or column == "default") or "(" in column:
        return None
    value = _filled(fact.value)
    words = column.split(" ")
    if column_verb(words[0].lower()):
        season = re.search(r" (?:in|during|outside|from|until) [\w ]+$", fact.within)
        if value is None or value.kind != "time" or is_plural(head_of(called)):
            return None
        if fact.within and not season:
            return None
        front = season[0].strip() if season else ""
        told = " ".join([words[0].lower(), "at {V}", *words[1:]])
        return _Sentence(f"{front}, {{S}} {told}" if front else f"{{S}} {told}", called, told, "verb", front)
    if value is not None and value.kind == "number" and is_plural(head_of(column)):
        plain = value.text == fact.value and value.amount != "1"
        have = "have" if is_plural(head_of(called)) else "has"
        told = f"{have} {{V}} {column}"
        return _Sentence(f"{{S}} {told}", called, told, "verb") if plain else None
    if fact.within or not _tells(column, fact.value, value):
        return None
    return _attribute(column, called)


def _called(fact: Fact) -> str:
    """The entry of a table's first column as a noun phrase, "" if it has none."""
    called = fact.called
    if not called.startswith("“"):
        return called
    sort = fact.sort
    if not _SORT.fullmatch(sort) or _NO_SORT.match(sort) or is_plural(head_of(sort)):
        return ""
    if _CODE.fullmatch(fact.subject):
        return f"the {sort} {fact.subject}"
    return f"the {sort} {called}" if re.fullmatch(r"[\w'’ -]+", fact.subject) else ""


def _filled(text: str) -> Value | None:
    """The one value that fills a text (but for "up to" and the like)."""
    values = find_values(text)
    if len(values) != 1 or text[values[0].end :] or not _QUALIFIED.fullmatch(text[: values[0].start]):
        return None
    value = values[0]
    spelt = value.unit_words == value.unit and len(value.unit) > 3 and value.unit != unit_plural(value.unit)
    return None if spelt and value.amount != "1" else value  # "4 hour"


def _tells(name: str, text: str, value: Value | None) -> bool:
    """Whether "the NAME is TEXT" is surely a sentence."""
    if is_plural(head_of(name)):
        return False
    if value is not None:
        return value.kind not in ("weekday", "month")
    if find_values(text) or len(text.split()) > 4:
        return False
    if _NAME.fullmatch(text):
        return finite_readings(text.split(" ")[0].lower()) == () and name.split(" ")[-1] not in (
            "info",
            "information",
            "purpose",
        )
    return head_of(name) in _TOLD_BY_WORD and re.fullmatch(r"[a-z][a-z0-9_-]*", text) is not None


def _attribute(name: str, called: str) -> _Sentence:
    """ "The day rate for a tandem is …", "For a tandem, the range on a full battery is …"."""
    if head_of(name) != name.split(" ")[-1].lower():
        return _Sentence(f"for {{S}}, the {name} is {{V}}", called, f"the {name} is {{V}}")
    link = "of" if head_of(name) in _OWN else "for"
    return _Sentence(f"the {name} {link} {{S}} is {{V}}", called, f"the {name} is {{V}}")


# keys and triples -------------------------------------------------------------------------------------


def _key_value(fact: Fact) -> _Sentence | None:
    """Lines below a heading: only values that fill the line, under a key that surely names them."""
    value, key = _filled(fact.value), fact.relation
    called = _titled(fact.subject)
    if value is None or value.text != fact.value or not called or not _RELATION.fullmatch(key):
        return None
    if value.kind == "number":
        counted = is_plural(head_of(key)) and head_of(key) == key.split(" ")[-1] and not finite_readings(key)
        told = f"the number of {key} is {{V}}"
        return _Sentence(f"the number of {key} for {{S}} is {{V}}", called, told) if counted else None
    if head_of(key) not in ATTRIBUTES or value.kind in ("year", "month", "weekday") or is_plural(key):
        return None
    return _attribute(key, called)


def _titled(heading: str) -> str:
    """A heading as the name of what it is about; "" for one that isn't a name's words."""
    if not re.fullmatch(r"[^\W\d_][\w'’ ,&-]*(?: \([\w'’ ,&-]+\))?", heading) or len(heading.split()) > 8:
        return ""
    return heading if _NAME.fullmatch(heading) and " " in heading else f"“{heading}”"


def _triple(fact: Fact) -> _Sentence | None:
    """A line of an RDF source: "The country of Porto is Portugal.", "Porto is located in Portugal."."""
    relation = fact.relation
    if not _RELATION.fullmatch(relation) or not (_NAME.fullmatch(fact.subject) and _value_like(fact.value)):
        return None
    first, last = relation.split(" ")[0], relation.split(" ")[-1]
    if PLACED.fullmatch(f"{last} ") and " " in relation:
        be = "is" if first in _STATES else "was"
        known = first in _STATES | _EVENTS
        told = f"{be} {relation} {{V}}"
        return _Sentence(f"{{S}} {told}", fact.subject, told, "verb") if known else None
    verbal = finite_readings(first) and " " in relation
    if verbal or finite_readings(last) or last.endswith(("ed", "ing")) or is_plural(head_of(relation)):
        return None
    if head_of(relation) != last and first not in ("date", "place", "number", "year"):
        return None
    return _Sentence(f"the {relation} of {{S}} is {{V}}", fact.subject, f"the {relation} is {{V}}")


def _value_like(text: str) -> bool:
    return is_value(entity_key(text)) or bool(_NAME.fullmatch(text))


__all__ = ["Worded", "worded"]
