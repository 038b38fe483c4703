"""Concept assignment: for nothing where the nearest concept confirms, by a judge where it doesn't."""

from dataclasses import replace
from typing import Any

import pytest

from seedbed.agent.annotator.reading import assign_concept
from seedbed.agent.work import Env, Work
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import Concept, ConceptTree
from tests.agent.scenes import recipe_part, said, scene
from tests.agent.scripted import ScriptedClient

PART = Part(offline="problems", topic="a bike-rental firm", rows=1)
LEAVES = (
    ("tyres", "Punctures", "flat tyres, inner tubes and pumps"),
    ("brakes", "Brakes", "brake pads, cables and levers that squeal"),
    ("refunds", "Refunds", "money paid back to the customer's card"),
)
ON_TYRES = "The rear tyre went flat and the pump would not fill the tube."
ON_BRAKES = "The brake pads squeal and the lever cable is loose."


def stage(
    text: str, *judged: str, full: tuple[str, ...] = (), language: str = "English", leaves: Any = LEAVES
) -> tuple[Work, Env, ScriptedClient]:
    """A text ordered for punctures, with a judge who will name these leaves."""
    concepts = (
        Concept(id="root", name="Root"),
        *(Concept(id=id, name=name, parents=("root",), inside=inside) for id, name, inside in leaves),
    )
    work, env, scripted = scene(PART, leaf="tyres")
    plan = Plan(parts=(PartPlan(part=PART.name, tree=ConceptTree(concepts=concepts), quotas={}),))
    env = replace(env, plan=plan, spec=Spec(parts=(PART,), language=language))
    work = replace(work, text=text, brief=work.brief.model_copy(update={"full": full}))
    scripted.answers.extend(judged)
    return work, env, scripted


async def assigned(work: Work, env: Env, scripted: ScriptedClient) -> Work:
    """The assignment; the judge's leaves, given by id, become their numbers in the list as asked."""
    tree, wanted = env.plan.part(PART.name).tree, list(scripted.answers)
    ask = scripted.chat

    async def chat(slot: Any, messages: Any, *rest: Any, **more: Any) -> Any:
        if not (id := wanted[len(scripted.asked)]):
            scripted.answers[0] = {"concept": 0}
            return await ask(slot, messages, *rest, **more)
        name = tree[id].name
        lines = "\n".join(str(message["content"]) for message in messages).splitlines()
        listed = [line for line in lines if line[:1].isdigit() and f". {name}" in line]
        scripted.answers[0] = {"concept": int(listed[0].split(".")[0])}
        return await ask(slot, messages, *rest, **more)

    scripted.chat = chat  # type: ignore[method-assign]  # the script depends on what is asked
    return await assign_concept(work, env, "as the judge sees it")


def key(leaf: str) -> str:
    return f"rows/{leaf}/any/any"


@pytest.mark.parametrize(
    ("text", "judged", "full", "found"),
    [
        pytest.param(ON_TYRES, "", "", "tyres", id="nearest to its own, for nothing"),
        pytest.param(ON_TYRES, "", "tyres brakes", "tyres", id="its own, though it is full"),
        pytest.param(ON_BRAKES, "tyres", "", "brakes tyres", id="one reading for its own"),
        pytest.param(ON_BRAKES, "brakes", "", "brakes brakes", id="one reading for the nearest"),
        pytest.param(ON_BRAKES, "refunds refunds", "", "brakes refunds refunds", id="two that agree"),
        pytest.param(ON_BRAKES, "refunds", "refunds", "brakes refunds", id="none more for a full leaf"),
    ],
)
async def test_readings_go_on_until_the_leaf_is_confirmed_or_two_agree(
    text: str, judged: str, full: str, found: str
) -> None:
    work, env, scripted = stage(text, *judged.split(), full=tuple(full.split()))
    done = await assigned(work, env, scripted)
    assert done.assigned == tuple(map(key, found.split())) and not done.reasons
    assert len(scripted.asked) == len(judged.split())
    assert done.notes["concept_read"][0] == ("Punctures" if text == ON_TYRES else "Brakes")
    for call in range(len(scripted.asked)):
        assert "as the judge sees it" in said(scripted, call) and text not in said(scripted, call)


async def test_no_judge_is_paid_for_a_text_nearest_to_a_full_leaf() -> None:
    work, env, scripted = stage(ON_BRAKES, full=("brakes",))
    done = await assigned(work, env, scripted)
    assert [(r.code, r.by, r.detail) for r in done.reasons] == [
        ("off concept", "nearest concept", "reads as Brakes")
    ]
    assert done.assigned == (key("brakes"),) and not scripted.asked


UNNAMED = (LEAVES[0], ("brakes", "Other", ""), ("refunds", "other", ""))


@pytest.mark.parametrize(
    ("text", "language", "leaves"),
    [(ON_TYRES, "German", LEAVES), (ON_TYRES, "English", UNNAMED), ("", "English", LEAVES)],
    ids=["another language", "no gloss", "no word"],
)
async def test_where_the_nearest_says_nothing_a_judge_reads_twice(
    text: str, language: str, leaves: Any
) -> None:
    work, env, scripted = stage(text, "brakes", "brakes", language=language, leaves=leaves)
    done = await assigned(work, env, scripted)
    assert done.assigned == (key("brakes"), key("brakes")) and not done.reasons
    assert [slot.draw for slot, _ in scripted.asked] == [0, 1]


@pytest.mark.parametrize(("text", "language"), [(ON_TYRES, "German"), (ON_BRAKES, "English")])
async def test_a_text_about_none_of_the_concepts_is_off_concept(text: str, language: str) -> None:
    """Whatever its words are near to."""
    work, env, scripted = stage(text, "", language=language)
    done = await assigned(work, env, scripted)
    assert [(r.code, r.by) for r in done.reasons] == [("off concept", "concept")]


@pytest.mark.parametrize(("dealt", "judged"), [("de", "tyres"), ("en", "")])
async def test_a_row_that_is_dealt_another_language_is_read_by_a_judge(dealt: str, judged: str) -> None:
    """Nearness was tested in English alone; the build's language says nothing of the row's."""
    work, env, scripted = stage(ON_TYRES, *judged.split(), full=("brakes",))
    notes = {"recipe": "notes", "about": "A note", "row": {"note": "string 5.."}, "write": "A note."}
    part = recipe_part({**notes, "languages": {"en": "1/2", "de": "1/2"}}, PART.topic)
    brief = work.brief.model_copy(update={"attributes": {"language": dealt}})
    env = replace(env, spec=Spec(parts=(part,)))
    done = await assigned(replace(work, brief=brief), env, scripted)
    assert done.assigned[-1] == key("tyres") and len(scripted.asked) == len(judged.split())


@pytest.mark.parametrize(("judge", "reasons"), [("tyres", []), ("", ["off concept"])])
async def test_an_only_concept_is_read_where_a_demand_rests_on_it(judge: str, reasons: list[str]) -> None:
    work, env, scripted = stage(ON_BRAKES, judge, leaves=LEAVES[:1])
    assert (await assign_concept(work, env)).assigned == (key("tyres"),) and not scripted.asked
    bound = PART.model_copy(update={"clauses": {"on bikes": ("rubric 1", "check concept")}})
    done = await assigned(work, replace(env, spec=Spec(parts=(bound,))), scripted)
    assert [reason.code for reason in done.reasons] == reasons and len(scripted.asked) == 1


async def test_of_many_leaves_those_that_a_border_names_are_listed() -> None:
    many = [(f"leaf-{n}", f"Matter {n} of the town", f"what is matter {n}") for n in range(30)]
    work, env, scripted = stage(ON_BRAKES, "tyres", "tyres", leaves=[*LEAVES, *many])
    tree = env.plan.part(PART.name).tree
    far = "Matter 27 of the town"
    edged = [c.model_copy(update={"outside": f"{far}, which is another."}) if c.id == "tyres" else c
             for c in tree.concepts]  # fmt: skip
    plan = Plan(parts=(PartPlan(part=PART.name, tree=ConceptTree(concepts=tuple(edged)), quotas={}),))
    await assigned(work, replace(env, plan=plan), scripted)
    listed = [line for line in said(scripted).splitlines() if line[:1].isdigit()]
    assert sum(f". {far}: " in line for line in listed) == 1 and len(listed) == 10
