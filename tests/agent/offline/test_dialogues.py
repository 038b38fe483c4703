"""Dialogues about documents in their sure form: stock, choice, row, evidence."""

from collections.abc import Mapping

from seedbed.agent.offline import documents
from seedbed.agent.planner.tree.grow_grounded import sections_of
from seedbed.agent.resources import Resources
from seedbed.agent.work import Chosen, Env, Work
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.offline.tables import make_questions
from seedbed.tools.offline.talks import Chain
from tests.agent.scenes import choice, scene
from tests.tools.knowledge.documents import RATES, RULES, document

EXTRAS = """
## Extras

| Accessory | Price per day | Replacement price |
|---|---|---|
| Extra lock | £2 | £24 |
| Rain cape | £2.50 | £31 |
| Child seat | £5 | £85 |

An extra lock weighs 1 kg. A rain cape is folded before it is returned. A child seat is fitted by staff.
"""
SOURCES = (document(RATES + EXTRAS, "rates.md"), document(RULES, "rules.md"))
CHUNKS = chunk_sources(SOURCES)
SHELF = Resources(
    sources=SOURCES,
    chunks=CHUNKS,
    sections=sections_of(CHUNKS),
    items={"root.leaf": make_questions(CHUNKS)},
)
PART = Part(offline="dialogues", topic="bike hire", rows=2)


def all_of(part: Part = PART, resources: Resources = SHELF) -> list[tuple[str, Chain]]:
    by_leaf = documents.talks_by_leaf(part, resources)
    return [(leaf, chain) for leaf, chains in by_leaf.items() for chain in chains]


def chosen(env: Env, leaf: str, used: Mapping[str, int], **attributes: str) -> Chosen | None:
    return documents.choose_chain(choice(PART, leaf, len(used), used, attributes=attributes), env)


async def made(grounding: Mapping[str, object], leaf: str) -> Work:
    work, env, _ = scene(PART, resources=SHELF, sources=["d"], leaf=leaf, grounding=grounding)
    return await documents.verify_talk(await documents.take_talk(work, env), env)


async def test_each_talk_is_cited_and_checked() -> None:
    leaves = documents.talks_by_leaf(PART, SHELF)
    _, env, _ = scene(PART, resources=SHELF, sources=["d"])
    for leaf, chains in leaves.items():
        used: dict[str, int] = {}
        while one := chosen(env, leaf, used):
            used[one.material] = 1
            work = await made(one.grounding, leaf)
            assert work.row is not None and work.reasons == () and all(e.ok for e in work.evidence)
            assert len(work.row["messages"]) in (4, 6) and work.row["source"].endswith(".md")
            assert work.signature == one.material and work.group and work.evidence[-1].kind == "schema"
            assert work.grade == "proven"
        assert len(used) == len(chains)


def test_turns_are_heeded() -> None:
    short = PART.model_copy(update={"turns": (2, 4)})
    assert {len(chain.exchanges) for _, chain in all_of(short)} == {2}
    assert {len(chain.exchanges) for _, chain in all_of()} == {2, 3}
    assert all_of(PART.model_copy(update={"turns": (8, 12)})) == []


def test_an_attribute_names_the_manner() -> None:
    _, env, _ = scene(PART, resources=SHELF, sources=["d"])
    leaf, _ = all_of()[0]
    one = chosen(env, leaf, {}, user="In a hurry")
    assert one is not None and one.grounding["manner"] == "in a hurry"


async def test_what_is_cited_elsewhere_than_it_stands_is_refused() -> None:
    _, env, _ = scene(PART, resources=SHELF, sources=["d"])
    leaf, _ = all_of()[0]
    one = chosen(env, leaf, {})
    assert one is not None
    one.grounding["chain"]["exchanges"][0]["item"]["start"] += 3
    assert {reason.code for reason in (await made(one.grounding, leaf)).reasons} == {"unsupported claim"}
