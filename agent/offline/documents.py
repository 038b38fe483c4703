"""Questions whose answers are spans of the user's documents, made by `tools/offline/tables.py`, and dialogues
of two or three of them about the rows of a table; no model may change a word. Graded *proven*, «quoted from
the source»: that the quote answers the question is by construction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from seedbed.agent.resources import Resources
from seedbed.agent.work import Choice, Chosen, Env, Method, Work, english_only
from seedbed.memory.candidate import Schema
from seedbed.memory.spec import ANY, Part
from seedbed.tools.knowledge.claims import cited
from seedbed.tools.knowledge.sources import Source
from seedbed.tools.offline.tables import GroundedItem
from seedbed.tools.offline.talks import Chain, chains_of, manner_of, messages_of, phrases
from seedbed.tools.verification.trajectories import BY, check_trajectory, read_trajectory

_LONGEST_CONTEXT = 4_000
"""Characters of a block that stands as context, at most; of a longer one only the quote does."""


def questions_by_leaf(part: Part, resources: Resources) -> Mapping[str, Sequence[Any]]:
    """The questions that structure made, by leaf; of those that ask for one place one."""
    return {
        leaf: tuple({item.id: item for item in reversed(items)}.values())
        for leaf, items in resources.items.items()
    }


def choose_item(choice: Choice, env: Env) -> Chosen | None:
    """One of a leaf's items that nothing else in the run has used, of a passage used least. Kinds take
    turns."""
    found, used = env.resources.items.get(choice.cell.leaf, ()), choice.schedule.used
    level = choice.cell.difficulty
    taken, left = list[str](), list[GroundedItem]()
    for item in found:
        if used.get(item.id):
            taken.append(item.chunk)
        elif level in (ANY, item.difficulty):
            left.append(item)
    if not left:
        return None
    bore = Counter(taken)
    least = min(bore.get(chunk, 0) for chunk in {item.chunk for item in left})
    items = [item for item in left if bore.get(item.chunk, 0) == least]
    kind = choice.rng.choice(list(dict.fromkeys(item.kind for item in items)))
    item = choice.rng.choice([item for item in items if item.kind == kind])
    return Chosen({"item": item.model_dump(mode="json")}, material=item.id)


async def take_item(work: Work, env: Env) -> Work:
    """The row of the item that the brief names."""
    item = GroundedItem.model_validate(work.brief.grounding["item"])
    row = {
        "question": item.question,
        "answer": item.answer,
        "context": _context(item, env),
        "source": item.name,
        "heading": " > ".join(item.heading_path),
    }
    notes = {**work.notes, "kind": item.kind}
    return replace(work, row=row, text=item.question, signature=item.id, group=item.chunk, notes=notes)


def _source(item: GroundedItem, env: Env) -> Source:
    found: Source = _by("sha256", env.resources.sources, env)[item.source]
    return found


def _by(name: str, some: Sequence[Any], env: Env) -> Mapping[str, Any]:
    """Sources or passages by what names them, gone through once."""
    return env.resources.once(f"by {name}", lambda: {getattr(one, name): one for one in reversed(some)})


def _context(item: GroundedItem, env: Env) -> str:
    """The paragraph before the table and the table; of a long one the row alone."""
    passage = _by("id", env.resources.chunks, env).get(item.chunk)
    blocks = passage.blocks if passage else ()
    end = next((one.end for one in blocks if one.start <= item.start and item.end <= one.end), item.end)
    place = (item.since, end) if end - item.since <= _LONGEST_CONTEXT else (item.start, item.end)
    return _source(item, env).text[slice(*place)]


def cite(work: Work, env: Env, item: GroundedItem) -> Work:
    """The work with the citation, made again from the sources; with a reason where it doesn't hold."""
    source = _source(item, env)
    quote = source.text[item.start : item.end]
    evidence = cited(item.answer, source.name, source.sha256, item.start, quote)
    if quote != item.quote:
        evidence = evidence.model_copy(update={"ok": False})
    work = work.with_evidence(evidence)
    if evidence.ok:
        return work
    return work.because("unsupported claim", evidence.by, "the quote doesn't hold the answer")


async def verify_item(work: Work, env: Env) -> Work:
    """The citation, made again: proven if it holds the answer."""
    work = cite(work, env, GroundedItem.model_validate(work.brief.grounding["item"]))
    return work if work.reasons else replace(work, grade="proven", assigned=(work.brief.cell.key,))


_PROVEN = partial(Method, grade="proven", lacks=english_only, attempts=1)
QUESTIONS = _PROVEN(
    "offline/questions", offline="questions", choose=choose_item, write=take_item, verify=verify_item
)


# dialogues -------------------------------------------------------------------------------------------------


TURNS = (4, 6)
"""Fewest and most turns, where the part doesn't say."""


def talks_by_leaf(part: Part, resources: Resources) -> Mapping[str, Sequence[Any]]:
    """The chains that structure gives, by the leaf that they are about."""
    least, most = part.turns or TURNS

    def by_leaf() -> dict[str, tuple[Chain, ...]]:
        found: dict[str, list[Chain]] = {}
        for chain in chains_of([item for some in resources.items.values() for item in some], least, most):
            first = chain.exchanges[0].item
            leaf = resources.sections.leaf_of(first.source, first.heading_path)
            found.setdefault(leaf, []).append(chain)
        return {leaf: tuple(mine) for leaf, mine in found.items()}

    return resources.once(f"talks by leaf, {least} to {most} turns", by_leaf)


def choose_chain(choice: Choice, env: Env) -> Chosen | None:
    """One of the leaf's chains that nothing has used; who speaks, and how."""
    found = talks_by_leaf(choice.part, env.resources).get(choice.cell.leaf, ())
    free = [chain for chain in found if not choice.schedule.used.get(chain.id)]
    if not free:
        return None
    chain = choice.rng.choice(free)
    how = {"manner": _manner(choice, env), "wording": choice.number}
    return Chosen({"chain": chain.model_dump(mode="json"), **how}, material=chain.id)


def _manner(choice: Choice, env: Env) -> str:
    """How the user speaks: as an attribute of the seat says, else as one of the user's own people, else by
    lot."""
    known: list[str] = list(phrases()["manners"])
    told = [value.lower() for value in choice.attributes.values()]
    if named := [one for one in told if one in known] or list(filter(None, map(manner_of, told))):
        return named[0]
    people = env.resources.personas.get(choice.part.name, ())
    if people:
        return manner_of(" ".join(map(str, choice.rng.choice(people).values()))) or "plain"
    return choice.rng.choice(known)


async def take_talk(work: Work, env: Env) -> Work:
    """The row of the chain that the brief names."""
    grounding = work.brief.grounding
    chain = Chain.model_validate(grounding["chain"])
    first = chain.exchanges[0].item
    messages = messages_of(chain, grounding["manner"], grounding["wording"])
    row = {"messages": messages, "source": first.name, "heading": " > ".join(first.heading_path)}
    said = "\n".join(one["content"] for one in messages if one["role"] == "user")
    notes = {**work.notes, "kind": chain.shape, "turns": len(messages), "manner": grounding["manner"]}
    return replace(work, row=row, text=said, signature=chain.id, group=first.chunk, notes=notes)


async def verify_talk(work: Work, env: Env) -> Work:
    """Every citation made again (answers are sentences around them), and the talk checked turn by turn."""
    chain, row = Chain.model_validate(work.brief.grounding["chain"]), dict(work.row or {})
    for wrong in check_trajectory(read_trajectory(row)):
        work = work.because("malformed", wrong.defect, wrong.reason[:400])
    for one in chain.exchanges:
        work = cite(work, env, one.item)
    if work.reasons:
        return work
    work = work.with_evidence(Schema(ok=True, by=BY, validator=BY))
    return replace(work, grade="proven", assigned=(work.brief.cell.key,))


DIALOGUES = _PROVEN(
    "offline/dialogues", offline="dialogues", choose=choose_chain, write=take_talk, verify=verify_talk
)
