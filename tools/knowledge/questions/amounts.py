"""Questions that ask for the one value of a clause: how much, how long, how many, when, at what percentage.

Every other word of the clause stays in the question, so that no condition is lost. A value that can't be
moved with certainty (inside a subordinate clause, under a negation, one of several) gives no question.
"""

import re
from collections.abc import Iterator

from seedbed.tools.knowledge.questions.clauses import Clause, has_conjunction, has_subordinate
from seedbed.tools.knowledge.questions.items import Wording
from seedbed.tools.knowledge.questions.nouns import ATTRIBUTES, LENGTHS, head_of, plural_noun_phrase
from seedbed.tools.knowledge.questions.places import DIRECTION, RELATION, Place, place_of, stands_alone
from seedbed.tools.knowledge.questions.prepositions import ask_after_preposition, ask_noun_of
from seedbed.tools.knowledge.questions.subjects import ask_subject
from seedbed.tools.knowledge.questions.verbs import BE, MODALS
from seedbed.tools.knowledge.values import find_values, is_range
from seedbed.tools.knowledge.wordlist import word_set

_ADJECTIVE = re.compile(r"(?P<adjective>old|long|wide|tall|high|deep|thick|heavy|broad)\b(?: (?P<post>.*))?$")
_OF_WHAT = "(?:default|minimum|maximum|value|limit|range|average|total|number|size|level)"
"""What is always something's: "the default" alone doesn't say of what."""
_STAYS = word_set("hire rental break stay trip tour visit walk journey lesson course meeting session")
_LASTING = word_set("take last stay wait remain")


def ask_amounts(clause: Clause) -> Iterator[Wording]:
    """Questions for the values of a clause, at most one per value."""
    values = find_values(clause.rest)
    yield from ask_subject(clause)
    yield from _split(clause)
    for value in values:
        place = place_of(clause, value)
        if place is not None and stands_alone(place, values):
            wording = _ask(place)
            if wording is not None:
                yield wording


def _ask(place: Place) -> Wording | None:
    if place.prep == "of":
        return ask_noun_of(place)
    if place.prep:
        return ask_after_preposition(place)
    if place.clause.verb is None and place.head in ("", "be"):
        return _ask_copula(place) if place.clause.finite in BE or place.head == "be" else None
    if place.head == "worth" and place.value.kind == "money":
        return place.ask("how much", head="worth")
    return _ask_object(place)


def _ask_copula(place: Place) -> Wording | None:
    """ "The deposit is £5", "The break is 35 minutes long"."""
    value, post = place.value, place.post
    head = head_of(place.clause.subject)
    adjective = _ADJECTIVE.match(post)
    if adjective and value.kind in ("duration", "measure"):
        return place.ask(f"how {adjective['adjective']}", post=adjective["post"] or "")
    if value.kind == "measure" and value.unit in LENGTHS and DIRECTION.match(post):
        return place.ask(f"how far {post}", post="")
    if value.kind == "duration" and RELATION.match(post):
        return None
    if value.kind == "money":
        if re.fullmatch(r"per [a-z]+", post) and place.clause.finite in BE:
            return place.ask(f"how much {post}", post="")
        return None if post.startswith(("of ", "in ")) else place.ask("how much")
    if value.kind == "duration" and head in _STAYS:
        return place.ask("how long")
    if head not in ATTRIBUTES or (value.kind == "number" and post):
        return None
    if re.fullmatch(f"the {_OF_WHAT}", place.clause.subject, re.I):
        return None
    if value.kind == "percent" and post.startswith("of "):
        return place.ask("what", post="", end=len(place.clause.rest))
    return place.ask("what")


def _ask_object(place: Place) -> Wording | None:
    """The value is a main verb's object, or a measure of time or way ("2 hours before …", "150 m from …")."""
    value, post, verb = place.value, place.post, place.clause.verb
    if value.kind == "duration" and RELATION.match(post) and not is_range(value):
        return place.ask(f"how {'far' if post == 'ahead' else 'long'} {post}", post="")
    if value.kind == "measure" and value.unit in LENGTHS and DIRECTION.match(post):
        return place.ask(f"how far {post}", post="")
    if verb is None and not (place.clause.finite in MODALS and re.fullmatch(r"[a-z]+(?<!ly)", place.head)):
        return None
    if verb is not None and place.head:
        return None
    base = verb.base if verb else place.head
    if value.kind == "money":
        return None if post.startswith("of ") else place.ask("how much")
    if value.kind == "duration" and base in _LASTING:
        return None if post.startswith("of ") else place.ask("how long")
    if value.kind == "percent":
        of_all = re.match(r"of (?:the|all|a|an) [\w ]+$", post)
        return place.ask(f"what percentage {post}", post="") if of_all else None
    if value.kind == "measure" and base == "weigh" and not post:
        return place.ask("how much")
    if value.kind in ("measure", "duration"):
        return _ask_units(place)
    return _ask_count(place) if value.kind == "number" else None


def _ask_units(place: Place) -> Wording | None:
    """ "complete 16 hours of training", "climbs 620 m in total"."""
    post = place.post
    if place.value.unit in ("°C", "°F", "degree") or is_range(place.value):
        return None
    substance = re.fullmatch(r"of ([a-z-]+)(?: ((?:before|after|in|for|per|each|every)\b.*))?", post)
    if substance:
        return place.ask(f"how many {place.units} of {substance[1]}", post=substance[2] or "")
    if post and not re.match(r"(?:per|in|at|on|for|each|every|a)\b", post):
        return None
    return place.ask(f"how many {place.units}")


def _ask_count(place: Place) -> Wording | None:
    """ "has 9 members", "supervise up to 7 riders"."""
    noun = plural_noun_phrase(place.post)
    if not noun or "." in place.value.amount:
        return None
    after = place.post[len(noun) :].strip()
    if after.startswith(("of ", "and ")):
        return None
    if re.match(r"(?:who|that|which|from|with)\b", after):
        return place.ask(f"how many {noun} {after}", post="")
    return place.ask(f"how many {noun}", post=after)


def _split(clause: Clause) -> Iterator[Wording]:
    """ "£50 for city bikes and £100 for e-bikes": one question for each."""
    costs = clause.verb is not None and clause.verb.base == "cost"
    if not costs and clause.finite not in BE:
        return
    values = find_values(clause.rest)
    if len(values) < 2 or any(value.kind != "money" for value in values) or values[0].start:
        return
    edges = [value.start for value in values] + [len(clause.rest)]
    tails = [clause.rest[v.end : edge].strip() for v, edge in zip(values, edges[1:], strict=True)]
    tails[:-1] = [re.sub(r"(?:,? and|,)$", "", tail) for tail in tails[:-1]]
    preps = {tail.split(" ")[0] for tail in tails}
    if len(preps) != 1 or preps - {"for", "on", "in", "at", "per", "during"}:
        return
    if any(has_conjunction(tail) or has_subordinate(tail) for tail in tails):
        return
    for value, tail in zip(values, tails, strict=True):
        yield Place(clause, value, value.start, "", value.start, "", tail).ask("how much")
