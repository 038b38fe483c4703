"""The planner's jobs: concepts, labels, attributes; and which siblings mean the same."""

import random
from typing import Any

from tests.simulator.chance import rng
from tests.simulator.codebook import fullest, label_blocks, numbered_blocks
from tests.simulator.jobs.briefs import concept_of, concept_pool, text_of
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call
from tests.simulator.world.vocabulary import concept_words, label_words, pool, sections, stems

Json = dict[str, Any]
_SAME = 0.6
"""Share of name stems (Jaccard) at which two siblings mean the same."""
_LONGEST_NAME = 78
LABELS = {
    "sentiment": ("positive", "negative", "neutral", "mixed"),
    "spam": ("spam", "legitimate"),
    "urgency": ("urgent", "routine", "whenever"),
    "intent": (
        "booking",
        "cancellation",
        "refund",
        "damage report",
        "price question",
        "opening hours",
        "lost item",
        "praise",
        "change of booking",
        "account problem",
        "delivery problem",
        "safety incident",
    ),
    "topic": ("sports", "business", "science", "world", "health", "weather", "food", "travel", "music"),
}
"""Labels by what a classification is about; the first few are taken."""
_DEFINITIONS = "The text turns on {0} and {1}: {2}, {3}."
ATTRIBUTES = {
    "tone": ("polite", "annoyed", "cheerful", "matter-of-fact", "anxious"),
    "length": ("two or three sentences", "about five sentences", "a paragraph of eight sentences"),
    "customer": ("first-time", "regular", "business", "family"),
    "channel": ("email", "chat", "phone transcript", "web form"),
    "style": ("formal", "casual", "telegraphic"),
    "time of day": ("morning", "afternoon", "night"),
}


def propose_concepts(call: Call, profile: Profile, seed: int) -> Json:
    """As many distinct children of a concept as wanted, none of them a sibling already there."""
    brief = call.brief
    topic, task = text_of(brief.get("topic")), text_of(brief.get("task"))
    parent, _ = concept_of(brief.get("parent"))
    wanted = max(0, int(brief.get("wanted") or 0))
    taken = {concept_of(s)[0].casefold() for s in brief.get("siblings") or ()}
    if not profile.plans_distinct:
        names = ["Opening hours", *(f"The opening hours, part {i}" for i in range(2, wanted + 1))][:wanted]
        return {"concepts": [_concept(name, "Anything else.") for name in names]}
    at_root = not parent or parent.casefold() in topic.casefold() or topic.casefold() in parent.casefold()
    above = parent.casefold().split(" (")
    bases = [n for n in concept_pool(topic, task, "" if at_root else parent) if n.casefold() not in above]
    draw = rng(seed, "plan", call.key)
    names = [_below(base, "" if at_root else parent) for base in bases]
    qualifiers = list(sections("aspects")["qualifiers"])
    draw.shuffle(qualifiers)
    names += [_below(f"{q} {b.lower()}", "" if at_root else parent) for q in qualifiers for b in bases]
    free = [n for n in dict.fromkeys(names) if n.casefold() not in taken][:wanted]
    return {
        "concepts": [_concept(name, f"Whatever only mentions {o.lower()}.") for name, o in _with_next(free)]
    }


def propose_labels(call: Call, profile: Profile, seed: int) -> Json:
    """As many labels as wanted, by what the classification is about."""
    brief = call.brief
    about = text_of(brief.get("about")).lower()
    wanted = max(2, int(brief.get("wanted") or 0) or 4)
    stock = next((found for key, found in LABELS.items() if key in about), LABELS["intent"])
    names = list(stock) + [f"{q.lower()} {n}" for q in sections("aspects")["qualifiers"] for n in stock]
    taken = {entry.name for block in label_blocks(call.prompt) for entry in block}
    free = [n for n in names if n not in taken]
    chosen = free[:wanted] if profile.plans_distinct else [f"{names[0]} {i}" for i in range(wanted)]
    return {"labels": codebook(chosen)}


def propose_attributes(call: Call, profile: Profile, seed: int) -> Json:
    """As many attributes with their values as wanted."""
    wanted = max(1, int(call.brief.get("wanted") or 0) or 3)
    names = list(ATTRIBUTES)
    rng(seed, "attributes", text_of(call.brief.get("topic"))).shuffle(names)
    return {"attributes": [{"name": n, "values": list(ATTRIBUTES[n])} for n in names[:wanted]]}


def propose_values(call: Call, profile: Profile, seed: int) -> Json:
    """As many values of an attribute as wanted, none of them there already."""
    wanted = max(1, int(call.brief.get("wanted") or 0) or 3)
    taken = {text_of(value).casefold() for value in call.brief.get("values") or ()}
    pairs = [f"{trait} {thing}" for trait in pool("traits")[:60] for thing in pool("things")[:40]]
    rng(seed, "values", call.key).shuffle(pairs)
    return {"values": [pair for pair in pairs if pair.casefold() not in taken][:wanted]}


def find_overlaps(call: Call) -> Json:
    """Pairs of numbered siblings whose names share most of their words."""
    blocks = [block for text in call.texts for block in numbered_blocks(text)]
    listed = [(entry.number, stems(entry.name)) for entry in (fullest(blocks) or call.numbered)]
    pairs = [
        [a, b]
        for i, (a, mine) in enumerate(listed)
        for b, theirs in listed[i + 1 :]
        if mine and theirs and len(mine & theirs) / len(mine | theirs) >= _SAME
    ]
    return {"pairs": pairs}


def codebook(names: list[str]) -> list[Json]:
    """Labels with definitions in their own words, each with a neighbour for what is outside."""
    return [
        {"name": n, "definition": _definition(n), "outside": f"A text that rather has to do with {o}."}
        for n, o in _with_next(names)
    ]


def _below(name: str, parent: str) -> str:
    """A name that tells its parent too, for two parents may have children of one name."""
    full = f"{name} ({parent.split(' (')[0].lower()})" if parent else name
    return full if len(full) <= _LONGEST_NAME else name


def _concept(name: str, outside: str) -> Json:
    things = concept_words(name).things
    inside = f"What has to do with {', '.join(things[::2])}."
    return {"name": name, "inside": inside, "outside": outside}


def _definition(name: str) -> str:
    voice = label_words(name)
    draw = random.Random(f"definition {name}")
    own = voice.own or voice.traits
    return _DEFINITIONS.format(*draw.sample(voice.notions, 2), *draw.sample(own, 2))


def _with_next(names: list[str]) -> list[tuple[str, str]]:
    """Each name with its neighbour, for what is outside."""
    return list(zip(names, names[1:] + names[:1], strict=True))
