"""The answer to a structured question as one whole sentence: «The day rate for a tandem is £26.»

A question that structure made has one of a few forms (`tools/knowledge/questions`), and each is turned into a
statement; what was asked about a sentence is answered by that sentence. A question of another form has no
answer here.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from seedbed.tools.knowledge.questions.compare import plural_of
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.unique import without_section
from seedbed.tools.knowledge.questions.verbs import is_base, third_person
from seedbed.tools.knowledge.talks.sentences import stands_alone
from seedbed.tools.knowledge.wordlist import word_set

_MEASURED = word_set(
    "weight length width height depth size distance temperature capacity volume speed range area"
)
_ARTICLES = ("the", "a", "an", "each", "every")
LONGEST_SENTENCE = 300
"""Characters of a document's sentence that stands as the answer."""
Found = Mapping[str, str]
Item = Mapping[str, Any]


def statement(item: Mapping[str, Any], called: Mapping[str, str]) -> str:
    """A whole sentence that answers an item's question; "" where no form is known.

    Args:
        item: A `GroundedItem` as JSON.
        called: A table's entry or a key → what it is called in a sentence: «a city bike», «the Park shop».
    """
    if is_odd(item):
        return ""
    if item["kind"] in ("sentence", "definition"):
        return _sentence(item)
    if parts := told_apart(item, called):
        said = statement({**item, "kind": "", "question": parts[1]}, called)
        first = " ".join(str(item["hops"][0]["quote"]).split())
        return f"{first} {said}" if said and stands_alone(first) else said
    asked, _ = without_section(item["question"])
    asked = asked.strip()
    asked = asked[:1].lower() + asked[1:]
    for pattern, say in _FORMS:
        if found := re.fullmatch(pattern, asked):
            said = say(found.groupdict(""), item, called)
            place = _place(item["question"])
            said = f"according to “{place}”, {said}" if said and place else said
            return f"{said[:1].upper()}{said[1:]}." if said else ""
    return ""


def told_apart(item: Item, called: Mapping[str, str]) -> tuple[str, str] | None:
    """A question of two sentences («One of the shops lies by the river. When does that shop open?») as two:
    what is told of the thing, and what is asked of it by its name."""
    first, full_stop, second = str(item["question"]).partition(". ")
    if item["kind"] != "two hops" or not full_stop:
        return None
    for that in re.finditer(r"that (?=(\w+(?: of \w+)?))", second):
        for sort in (that[1], that[1].split()[0]):
            several = f"one of the {plural_of(sort)}"
            if several in first.lower():
                name = _the(str(item["hops"][0]["claim"]), called)
                told = re.sub(re.escape(several), sort, first, flags=re.I)
                return told, second.replace(f"that {sort}", name)
    return None


def _place(question: str) -> str:
    """The document, or else the section, that a question names."""
    _, (section, document) = without_section(question)
    return document or section


def absence(question: str, entity: str, called: Mapping[str, str]) -> str:
    """A whole sentence that says that the documents don't tell what a question asks of a thing."""
    asked, _ = without_section(question)
    asked = asked.strip().removesuffix("?")
    asked, place = asked[:1].lower() + asked[1:], _place(question)
    if found := re.fullmatch(r"(?:how much|what) (?P<be>is|are) (?P<what>the .+)", asked):
        told = f"what {found['what']} {found['be']}"
    elif found := re.fullmatch(r"for (?P<thing>.+?), (?:how much|what) (?P<be>is|are) (?P<what>.+)", asked):
        told = f"what {found['what']} {found['be']} for {found['thing']}"
    elif reported := _reported(asked):
        told = reported
    else:
        told = f"that about {_the(entity, called)}"
    return f"{f'“{place}” does' if place else 'The documents do'}n't say {told}."


def _reported(asked: str) -> str:
    """«how many metres does the Old Mill Ride climb in total» → «how many metres the Old Mill Ride climbs in
    total», by its first word that can be its verb; "" where there is none."""
    ask, does, rest = asked.partition(" does ")
    words = rest.split()
    verbs = [
        place
        for place, word in enumerate(words)
        if place and word.islower() and is_base(word) and words[place - 1].lower() not in _ARTICLES
    ]
    if not does or not verbs:
        return ""
    at = verbs[0]
    return " ".join([ask, *words[:at], third_person(words[at]), *words[at + 1 :]])


def is_odd(item: Item) -> bool:
    """Whether structure asks what nobody would: «what is the brown sugar» of «Brown sugar: 1 tbsp»."""
    asked, _ = without_section(item["question"])
    found = re.search(r"what (?:is|are) the (?P<what>.+)\?", asked, re.I)
    measured = item["kind"] == "key value" and item["value_kind"] == "measure"
    return bool(measured and found and head_of(found["what"]) not in _MEASURED)


# sentences ---------------------------------------------------------------------------------------------


def _sentence(item: Item) -> str:
    """The document's own sentence, if it can stand alone."""
    said = " ".join(str(item["shown"]).split())
    return said if len(said) <= LONGEST_SENTENCE and stands_alone(said) else ""


# tables, keys and sums ---------------------------------------------------------------------------------


def _amount(item: Item) -> str:
    """The answer; words that are a table's own are quoted."""
    answer = " ".join(str(item["answer"]).split())
    return answer if item["value_kind"] or item["hops"] else f"“{answer}”"


def _is(found: Found, item: Item, called: Found) -> str:
    return f"{found['what']}{_that_is(item, called)} {found['be']} {_amount(item)}"


def _that_is(item: Item, called: Found) -> str:
    """Of a question that describes a thing: what the first place says that it is."""
    if item["kind"] != "two hops":
        return ""
    return f", {_the(str(item['hops'][0]['claim']), called)},"


def _costs(found: Found, item: Item, called: Found) -> str:
    return f"{found['what']} costs {item['answer']} {found['per']}"


def _for(found: Found, item: Item, called: Found) -> str:
    return f"for {found['thing']}, {_is(found, item, called)}"


def _has(found: Found, item: Item, called: Found) -> str:
    return f"{found['who']}{_that_is(item, called)} has {item['answer']} {found['of']}"


def _at_time(found: Found, item: Item, called: Found) -> str:
    """«does the Park shop close on weekdays» → «the Park shop closes at 19:00 on weekdays»."""
    words = found["does"].split()
    for place, word in enumerate(words[1:], 1):
        if word in _TIMED:
            return " ".join([*words[:place], third_person(word), "at", item["answer"], *words[place + 1 :]])
    return ""


def _which(found: Found, item: Item, called: Found) -> str:
    """«which accessory has a price per day of £3» → the entry, and what is told of it."""
    words = found["does"].split()
    for place, word in enumerate(words):
        if word == "has" or word in map(third_person, _TIMED):
            told = " ".join(words[place:])
            return f"{_the(str(item['answer']), called)} {told}{_both(item, called)}"
    return ""


def _both(item: Item, called: Found) -> str:
    """What was compared, in brackets: of two what both have, of more what the answer has."""
    hops = item["hops"]
    if item["kind"] != "comparison":
        return ""
    if len(hops) != 2:
        return "".join(f" ({hop['claim']})" for hop in hops if hop["entry"] == item["answer"])
    told = [f"{hop['claim']} for {_the(hop['entry'], called)}" for hop in hops]
    return f" ({', '.join(told)})"


def _the(entry: str, called: Found) -> str:
    return re.sub(r"^an? ", "the ", called.get(entry, f"“{entry}”"))


def _longer(found: Found, item: Item, called: Found) -> str:
    answer = str(item["answer"])
    both = {hop["entry"]: hop["claim"] for hop in item["hops"]}
    if answer not in both or len(both) != 2:
        return ""
    other = next(claim for entry, claim in both.items() if entry != answer)
    return f"{_the(answer, called)} is longer: {both[answer]} against {other}"


def _higher(found: Found, item: Item, called: Found) -> str:
    return f"{found['what']} is {item['answer']} higher for {found['one']} than for {found['other']}"


def _more(found: Found, item: Item, called: Found) -> str:
    return f"{found['one']} has {item['answer']} more {found['of']} than {found['other']}"


def _together(found: Found, item: Item, called: Found) -> str:
    return f"{found['what']} together come to {item['answer']}"


Say = Callable[[Found, Item, Found], str]
_TIMED = ("open", "close", "start", "begin", "end")
"""Verbs that a table's header may have (`questions.tables.column_verb`)."""
_FORMS: tuple[tuple[str, Say], ...] = (
    (r"how much higher is (?P<what>the .+?) for (?P<one>.+) than for (?P<other>.+)\?", _higher),
    (r"how many more (?P<of>.+?) does (?P<one>.+) have than (?P<other>.+)\?", _more),
    (r"how long are (?P<what>the .+ and the .+) together\?", _together),
    (r"which is longer: .+\?", _longer),
    (r"which (?P<does>(?:[^:]|:(?=\d))+?)(?:: .+)?\?", _which),
    (r"how much is (?P<what>(?!the price|the cost)(?:(?! for ).)+) (?P<per>per .+)\?", _costs),
    (r"(?:how much|what) (?P<be>is|are) (?P<what>.+)\?", _is),
    (r"for (?P<thing>.+?), (?:how much|what) (?P<be>is|are) (?P<what>.+)\?", _for),
    (r"how many (?P<of>.+?) does (?P<who>.+) have\?", _has),
    (r"at what time does (?P<does>.+)\?", _at_time),
)
"""Form of a question → how its statement is made."""
