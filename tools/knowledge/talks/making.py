"""Chains about a thing that is made: what it takes, how long, for how many, and the first steps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.absence.near_misses import NearMiss
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.questions.key_values import key_and_value
from seedbed.tools.knowledge.talks.exchange import Chain, Exchange, place_of, shape_of
from seedbed.tools.knowledge.talks.lists import Listed, Made
from seedbed.tools.knowledge.talks.missing import absent
from seedbed.tools.knowledge.talks.phrases import bank, filled, pick
from seedbed.tools.knowledge.talks.sums import summed

_SERVINGS = "servings"


def making_chains(
    made: Iterable[Made], items: Iterable[GroundedItem], near: Iterable[NearMiss]
) -> Iterator[Chain]:
    """Chains about the documents that tell how a thing is made, several for each; they share exchanges."""
    keyed: dict[str, dict[str, GroundedItem]] = defaultdict(dict)
    together: dict[str, set[str]] = defaultdict(set)
    for item in items:
        pair = key_and_value(item.shown) if item.kind == "key value" else None
        if pair:
            keyed[item.source][pair[0].lower()] = item
        elif item.kind in ("aggregate", "comparison") and len(item.hops) == 2:
            together[item.source] |= {hop.entry.lower() for hop in item.hops}
    missing = {one.source: one for one in near if one.kind == "other key"}
    for thing in made:
        values = {key: _value(key, item) for key, item in keyed.get(thing.source, {}).items()}
        yield from _chains(thing, values, together.get(thing.source, set()), missing.get(thing.source))


def _chains(
    thing: Made, values: dict[str, Exchange], together: set[str], near: NearMiss | None
) -> Iterator[Chain]:
    times = [one for key, one in values.items() if key in together]
    servings = values.get(_SERVINGS)
    parts = _parts(thing.parts) if thing.parts else None
    steps = _steps(thing.steps) if thing.steps else []
    plans: list[list[Exchange | None]] = [
        [parts, *steps[:2]],
        [servings, parts, *steps[:1]],
        [*times[:2], _altogether(times)],
        [servings, _more(servings), parts],
        [*steps[:3]],
        [parts, *times[:1]],
    ]
    if near is not None:
        key = near.sought.attribute
        if key == _SERVINGS:
            plans.append(
                [parts or (times[0] if times else None), absent(near, *bank().asks["servings"]), *steps[:1]]
            )
    for plan in plans:
        exchanges = [one for one in plan if one is not None]
        if 2 <= len(exchanges) <= 3 and len(exchanges) == len(plan):
            path = (thing.title,)
            yield Chain(tuple(exchanges), shape_of(exchanges), path, "making", thing.title)


def _value(key: str, item: GroundedItem) -> Exchange:
    """What a line says of a key, in a sentence."""
    if key == _SERVINGS:
        said = f"The recipe gives {item.answer} serving{'' if item.answer == '1' else 's'}."
        return Exchange("value", tuple(bank().asks["servings"]), said, (place_of(item),))
    asked = (
        filled(bank().asks["duration"], key=key)
        if item.value_kind == "duration"
        else (f"What is the {key}?",)
    )
    return Exchange("value", asked, f"The {key} is {item.answer}.", (place_of(item),))


def _altogether(times: Sequence[Exchange]) -> Exchange | None:
    """What two times come to."""
    made = summed("plus", [one.places[0].claim for one in times]) if len(times) == 2 else None
    if made is None:
        return None
    said = pick(bank().answers["plus duration"], times[0].places[0].source)
    answer = said.format(sum=made.shown, result=made.result)
    asked = tuple(bank().asks["plus duration"])
    return Exchange("sum", asked, answer, way="plus", inputs=made.inputs, linked=True)


def _more(servings: Exchange | None) -> Exchange | None:
    """How many servings twice or three times the amount gives."""
    if servings is None:
        return None
    place = servings.places[0]
    number = str(2 + int(digest_text(place.source)[:4], 16) % 2)
    made = summed("times", [number, place.claim])
    if made is None:
        return None
    answer = f"{made.shown}, so {made.result} servings."
    asked = filled(bank().asks["doubled"], number=number)
    return Exchange("sum", asked, answer, way="times", inputs=made.inputs, linked=True)


def _parts(listed: Listed) -> Exchange:
    """All that it takes, as a list."""
    told = pick(bank().answers["ingredients"], listed.lines[0].source)
    answer = "\n".join([told, *(f"- {line.claim}" for line in listed.lines)])
    return Exchange("list", tuple(bank().asks["ingredients"]), answer, listed.lines)


def _steps(listed: Listed) -> list[Exchange]:
    """The first steps, each asked for after the one before."""
    found = []
    for at, line in enumerate(listed.lines[:3]):
        said = line.claim if line.claim.endswith((".", "!")) else f"{line.claim}."
        asked = tuple(bank().asks["then" if at else "first"])
        said = said[0].upper() + said[1:]
        found.append(Exchange("step", asked, said, (line,), linked=at > 0))
    return found
