"""The planner's jobs: concepts, labels, attributes."""

from tests.simulator.chance import rng
from tests.simulator.jobs.briefs import concept_of, concept_pool, text_of
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call, Json
from tests.simulator.world.vocabulary import concept_words, sections

_LONGEST_NAME = 78


def propose_concepts(call: Call, profile: Profile, seed: int) -> Json:
    """As many distinct children of a concept as wanted, none of them a sibling already there."""
    brief = call.brief
    topic = text_of(brief.get("topic"))
    parent, _ = concept_of(brief.get("parent"))
    wanted = max(0, int(brief.get("wanted") or 0))
    taken = {concept_of(s)[0].casefold() for s in brief.get("siblings") or ()}
    at_root = not parent or parent.casefold() in topic.casefold() or topic.casefold() in parent.casefold()
    above = parent.casefold().split(" (")
    bases = [n for n in concept_pool(topic, "" if at_root else parent) if n.casefold() not in above]
    draw = rng(seed, "plan", call.digest)
    names = [_below(base, "" if at_root else parent) for base in bases]
    qualifiers = list(sections("aspects")["qualifiers"])
    draw.shuffle(qualifiers)
    names += [_below(f"{q} {b.lower()}", "" if at_root else parent) for q in qualifiers for b in bases]
    free = [n for n in dict.fromkeys(names) if n.casefold() not in taken][:wanted]
    # Each with its neighbour, for what is outside.
    pairs = zip(free, free[1:] + free[:1], strict=True)
    return {"concepts": [_concept(name, f"Whatever only mentions {other.lower()}.") for name, other in pairs]}


def _below(name: str, parent: str) -> str:
    """A name that tells its parent too, for two parents may have children of one name."""
    full = f"{name} ({parent.split(' (')[0].lower()})" if parent else name
    return full if len(full) <= _LONGEST_NAME else name


def _concept(name: str, outside: str) -> Json:
    things = concept_words(name).things
    inside = f"What has to do with {', '.join(things[::2])}."
    return {"name": name, "inside": inside, "outside": outside}
