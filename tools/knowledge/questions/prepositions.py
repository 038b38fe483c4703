"""Questions for a value behind a preposition: "within 2 days", "at 09:15", "every 6 weeks", "at a speed of 25
km/h"."""

import re

from seedbed.tools.knowledge.questions.clauses import has_conjunction, has_subordinate
from seedbed.tools.knowledge.questions.items import Wording
from seedbed.tools.knowledge.questions.nouns import ATTRIBUTES, LENGTHS, plural_noun_phrase
from seedbed.tools.knowledge.questions.places import RELATION, Place
from seedbed.tools.knowledge.questions.verbs import is_base
from seedbed.tools.knowledge.values import is_range

_NOUN_OF = re.compile(
    r"(?P<pre>.*?)(?:(?:^| )(?P<prep>up to|at|with|for|to|on|by|against|until|from))?(?:^| )(?:an?|the) "
    r"(?P<noun>(?:[\w-]+ ){1,4})of $"
)
_AGE = re.compile(r"(?:of age|old)?")
_MOMENTS = {
    ("time", "at"): "at what time",
    ("time", "by"): "by what time",
    ("time", "before"): "before what time",
    ("time", "after"): "after what time",
    ("time", "until"): "until what time",
    ("time", "from"): "from what time",
    ("date", "on"): "on what date",
    ("date", "by"): "by what date",
    ("date", "until"): "until what date",
    ("date", "before"): "before what date",
    ("date", "after"): "after what date",
    ("date", "from"): "from what date",
    ("date", "since"): "since what date",
    ("date", "in"): "when",
    ("year", "in"): "in which year",
    ("year", "since"): "since which year",
    ("year", "until"): "until which year",
    ("month", "in"): "in which month",
    ("weekday", "on"): "on which day of the week",
}
_DIMENSIONS = {"°C": "temperature", "°F": "temperature", "km/h": "speed", "mph": "speed", "bar": "pressure"}


def ask_after_preposition(place: Place) -> Wording | None:
    """The question for a value behind a preposition other than "of", or None."""
    kind, prep = place.value.kind, place.prep
    if is_range(place.value):
        return None
    if prep in ("every", "after every"):
        return _ask_how_often(place)
    if kind == "duration":
        return _ask_duration(place)
    if (kind, prep) in _MOMENTS:
        # «… opens at 10:00 on weekdays and at 9:00 on Saturdays»: the day belongs to one time of two.
        joined = kind == "weekday" and has_conjunction(place.head)
        return None if joined or place.post.startswith("of ") else place.ask(_MOMENTS[kind, prep])
    if kind == "measure":
        return _ask_measure(place)
    if kind == "percent" and prep in ("by", "at", "to") and not place.post.startswith("of "):
        return place.ask(f"{prep} what percentage")
    if kind == "money" and prep in ("to", "for") and place.light and not place.post.startswith("of "):
        return place.ask("to what amount" if prep == "to" else "for how much")
    if kind == "number" and prep in ("with", "at", "in", "from", "on") and place.light:
        return _ask_count(place)
    return None


def _ask_how_often(place: Place) -> Wording | None:
    """ "every 6 weeks", "after every 8 hires": the answer is the whole phrase, and ends the clause."""
    if place.value.kind == "number":
        if plural_noun_phrase(place.post) != place.post or not place.post:
            return None
    elif place.post or place.value.kind not in ("duration", "measure", "weekday"):
        return None
    return place.ask("how often", post="", start=place.prep_start, end=len(place.clause.rest))


def _ask_duration(place: Place) -> Wording | None:
    prep, post = place.prep, place.post
    if prep == "for":
        return None if post.startswith("of ") else place.ask("for how long")
    if prep in ("within", "after", "in"):
        return _with_of(place, f"{prep} how many {place.units}")
    if prep in ("under", "over") and place.value.unit == "year" and _AGE.fullmatch(post):
        return place.ask(f"{prep} what age", post="", end=len(place.clause.rest))
    if prep == "until" and RELATION.match(post):
        return place.ask(f"up to how long {post}", post="")
    if prep == "to" and place.head.split(" ")[-1] in ("limited", "reduced", "extended", "restricted"):
        return place.ask(f"to how many {place.units}")
    return None


def _ask_measure(place: Place) -> Wording | None:
    value = place.value
    if place.prep == "within" and value.unit in LENGTHS:
        return _with_of(place, f"within how many {place.units}")
    bound = re.fullmatch(r"(.*) at (temperature|speed|pressure)s", place.head)
    if place.prep in ("below", "above") and bound and not place.post:
        return place.ask(f"{place.prep} what {bound[2]}", head=bound[1])
    if place.prep == "by" and value.unit in LENGTHS and not place.post:
        return place.ask(f"by how many {place.units}")
    if place.head == "set" and place.prep == "to" and not place.post:
        return place.ask("what", head="set to")
    if place.prep in ("to", "at") and value.unit in _DIMENSIONS and place.light and not place.post:
        return place.ask(f"{place.prep} what {_DIMENSIONS[value.unit]}")
    return None


def _ask_count(place: Place) -> Wording | None:
    noun = plural_noun_phrase(place.post)
    after = place.post[len(noun) :].strip()
    if not noun or after.startswith(("of ", "and ")) or "." in place.value.amount:
        return None
    if (after and place.prep in ("at", "from", "on")) or (
        place.prep == "with" and place.start < place.value.start
    ):
        return None
    return place.ask(f"{place.prep} how many {noun}", post=after)


def _with_of(place: Place, opening: str) -> Wording:
    """ "within 60 days of the hire": what follows "of" goes with the question word."""
    if place.post.startswith("of "):
        return place.ask(f"{opening} {place.post}", post="")
    return place.ask(opening)


def ask_noun_of(place: Place) -> Wording | None:
    """The question for "a fee of £5", "at a speed of 25 km/h", "from the age of 9", or None."""
    if place.clause.verb and place.clause.verb.base == "consist" and place.value.kind == "number":
        return None if place.head else _ask_count(place)
    match = _NOUN_OF.fullmatch(place.clause.rest[: place.start])
    if not match or is_range(place.value):
        return None
    noun, prep, pre = match["noun"].strip(), match["prep"] or "", match["pre"].strip()
    if (
        has_conjunction(noun)
        or has_subordinate(pre)
        or noun in ("maximum", "minimum", "total", "number", "period")
    ):
        return None
    if place.post.startswith(("of ", "and ")) or (place.value.kind == "number" and noun != "age"):
        return None
    if noun == "age":
        return place.ask(f"{prep} what age", head=pre) if prep else None
    light = len(pre.split()) <= 2 and not re.search(r"\b(?:an?|the|each|every)\b", pre)
    if prep:
        fits = light or prep in ("at", "with", "by")
        return (
            place.ask(f"{prep} what {noun}", head=pre) if fits and not pre.endswith(("up", "from")) else None
        )
    verb = place.clause.verb
    direct = (verb is None and is_base(pre)) or (verb is not None and not pre and verb.base != "cost")
    if not direct or noun.split()[-1] not in ATTRIBUTES:
        return None
    if place.value.kind == "money" and noun.split()[-1] in (
        "voucher",
        "discount",
        "refund",
        "credit",
        "allowance",
    ):
        return place.ask(f"how large a {noun}", head=pre)
    return place.ask(f"what {noun}", head=pre)
