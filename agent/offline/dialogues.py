"""Dialogues that seek information in the user's documents, without a model: two or three questions about
the rows of a table, each answered by a cited cell. Graded *proven*."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.offline.questions import cite
from seedbed.agent.planner.tree.grow_grounded import sections_of
from seedbed.agent.resources import Resources
from seedbed.agent.work import Choice, Chosen, Env, Method, Work, english_only
from seedbed.memory.candidate import Schema
from seedbed.memory.spec import Part
from seedbed.tools.offline.talks import Chain, chains_of, manner_of, messages_of, phrases
from seedbed.tools.verification.trajectories.check import BY, check_trajectory
from seedbed.tools.verification.trajectories.messages import read_trajectory

TURNS = (4, 6)
"""Fewest and most turns, where the part doesn't say."""


def stock(part: Part, resources: Resources) -> Mapping[str, Sequence[Any]]:
    """The chains that structure gives, by the leaf that they are about."""
    least, most = part.turns or TURNS

    def by_leaf() -> dict[str, tuple[Chain, ...]]:
        sections = resources.sections or sections_of(resources.chunks)
        found: dict[str, list[Chain]] = {}
        for chain in chains_of([item for some in resources.items.values() for item in some], least, most):
            first = chain.exchanges[0].item
            leaf = sections.leaf_of(first.source, first.heading_path)
            found.setdefault(leaf, []).append(chain)
        return {leaf: tuple(mine) for leaf, mine in found.items()}

    return resources.once(f"talks by leaf, {least} to {most} turns", by_leaf)


def choose_chain(choice: Choice, env: Env) -> Chosen | None:
    """One of the leaf's chains that nothing has used, of a shape used least; who speaks, and how."""
    found = stock(choice.part, env.resources)
    free = [chain for chain in found.get(choice.cell.leaf, ()) if not choice.schedule.used.get(chain.id)]
    if not free:
        return None
    shapes = dict.fromkeys((chain.shape for chain in free), 0)
    for chain in (chain for chains in found.values() for chain in chains):
        if chain.shape in shapes:
            shapes[chain.shape] += choice.schedule.used.get(chain.id, 0)
    least = min(shapes.values())
    chain = choice.rng.choice([one for one in free if shapes[one.shape] == least])
    grounding = {
        "chain": chain.model_dump(mode="json"),
        "manner": _manner(choice, env),
        "wording": choice.number,
    }
    return Chosen(grounding, material=chain.id)


def _manner(choice: Choice, env: Env) -> str:
    """How the user speaks: as an attribute of the seat says, else as one of the user's own people, else by
    lot."""
    known: list[str] = list(phrases()["manners"])
    told = [value.lower() for value in choice.attributes.values()]
    if named := [one for one in told if one in known] or list(filter(None, map(manner_of, told))):
        return named[0]
    people = env.resources.personas.get(choice.part.name, ())
    if people:
        return manner_of(" ".join(choice.rng.choice(people).values())) or "plain"
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


SURE = Method(
    name="offline/dialogues",
    offline="dialogues",
    grade="proven",
    choose=choose_chain,
    lacks=english_only,
    write=take_talk,
    verify=verify_talk,
    attempts=1,
)
