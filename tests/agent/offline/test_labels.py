"""Texts with a label, sure form: what it chooses, writes and keeps, at a scripted completing model."""

import asyncio
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Endpoint, Purpose
from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.offline.labels import SURE, lacks
from seedbed.agent.resources import Resources
from seedbed.agent.work import Chosen, Env, Method, Work
from seedbed.graphs.candidate.conversation import converse
from seedbed.graphs.candidate.dialogue import role_play
from seedbed.graphs.candidate.sample import make
from seedbed.memory.brief import Brief, Slot
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import EndpointDown
from seedbed.memory.exact.randomness import draw_seed
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.profile import Quirks
from seedbed.memory.spec import Label, Part, Spec
from seedbed.memory.tree import Concept, ConceptTree
from tests.agent.scenes import choice
from tests.agent.scripted import able

NAMES = ("cancellation", "lost property", "praise")
PART = Part(
    offline="labels",
    topic="a bike-rental firm",
    rows=24,
    about="intent",
    text_kind="customer message",
    labels=(
        Label(name="cancellation", definition="calls off what was booked", outside="changes of a booking"),
        Label(name="lost property", definition="asks about a thing left behind"),
        Label(name="praise", definition="is happy and says thanks"),
    ),
)
TREE = ConceptTree(
    concepts=(
        Concept(id="root", name="a bike-rental firm"),
        Concept(id="tandems", name="Tandems", parents=("root",), inside="bikes for two riders"),
        Concept(id="tours", name="Guided tours", parents=("root",), inside="rides with a guide"),
    )
)
FLAT = ConceptTree(concepts=(Concept(id="root", name="a bike-rental firm"),))


@dataclass
class Completing:
    """A client on a small completing model: fills gaps by chance, and holds one label for the likeliest."""

    believes: Mapping[str, str] = field(default_factory=dict)
    """Text → the label it finds likeliest, where that isn't the one the text was made for."""
    fills: str = ""
    """What it fills every gap with; empty: something of the gap's language."""
    asked: list[Slot] = field(default_factory=list)

    def endpoint(self, role: str) -> Endpoint:
        quirks = Quirks(grammar=True, completions=True)
        return Endpoint("small", "small", "", "", able("likelihood").model_copy(update={"quirks": quirks}))

    def profile(self, role: str) -> Any:
        return self.endpoint(role).profile

    async def complete(
        self, slot: Slot, prompt: str, purpose: Purpose, decode: Decode, **extra: Any
    ) -> Reply:
        self.asked.append(slot)
        if slot.step.startswith("label_likelihood"):
            text = prompt.rsplit("Message: ", 1)[1].removesuffix("\nIntent:")
            best = self.believes.get(text, "")
            chances = {f" {name}": (0.9 if name == best else 0.05) for name in NAMES}
            top = [{"token": token, "prob": chance} for token, chance in chances.items()]
            return self._reply(slot, "x", {"content": [{"token": "x", "top_probs": top}]})
        text = self.fills or spoken(decode.grammar, random.Random(slot.key))
        return self._reply(slot, f" {text}", {"content": [{"token": text, "logprob": -0.5}]})

    @staticmethod
    def _reply(slot: Slot, text: str, logprobs: dict[str, Any]) -> Reply:
        content = {"choices": [{"text": text, "logprobs": logprobs}]}
        return Reply(slot.key, text, "", "stop", (), tuple(logprobs["content"]), content)


def spoken(grammar: str, rng: random.Random) -> str:
    """Something that the grammar of a gap allows, by chance."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines())
    found = re.fullmatch(r'" " \((.*)\) "(.)"', rules["root"])
    assert found is not None, grammar

    def say(body: str) -> str:
        token = r'(r-[a-z-]+)|"((?:[^"\\]|\\.)*)"'
        said = ""
        for rule, literal in re.findall(token, rng.choice(body.split(" | "))):
            said += say(rules[rule]) if rule else literal
        return said

    return say(found.group(1)) + found.group(2)


def env(
    tree: ConceptTree = FLAT, part: Part = PART, *, client: Any = None, resources: Resources | None = None
) -> Env:
    plan = Plan(parts=(PartPlan(part=part.name, tree=tree, quotas={}),))
    door = cast(Client, client or Completing())
    return Env(Spec(parts=(part,)), plan, door, resources or Resources(), converse, role_play)


def choose(
    method: Method,
    here: Env,
    label: str,
    *,
    number: int = 1,
    leaf: str = "root",
    used: Mapping[str, int] = {},
) -> tuple[Chosen | None, Brief | None]:
    part = here.spec.parts[0]
    given = choice(part, leaf, number, used, label=label)
    chosen = method.choose(given, here)
    if chosen is None:
        return None, None
    brief = Brief(
        number=number,
        seat=number,
        cell=given.cell,
        method=method.name,
        form=method.form,
        demonstrations=chosen.demonstrations,
        grounding=chosen.grounding,
        material=chosen.material,
        seed=draw_seed(1, "brief", number),
    )
    return chosen, brief


async def made(method: Method, here: Env, label: str, **order: Any) -> Draft:
    _, brief = choose(method, here, label, **order)
    assert brief is not None
    return await make(brief, here, method)


async def test_a_frame_becomes_a_row_with_two_signals_for_its_label() -> None:
    probe = Completing()
    draft = await made(SURE, env(client=probe), "cancellation", number=4)
    assert draft.row is not None and draft.row["label"] == "cancellation"
    client = Completing(believes={draft.text: "cancellation"})
    again = await made(SURE, env(client=client), "cancellation", number=4)
    assert again.reasons == ()
    assert {(e.kind, e.ok) for e in again.evidence} == {("classification", True), ("likelihood", True)}
    assert set(again.row or {}) == {"text", "label"}
    assert again.text == draft.text and again.grade == "supported"
    assert again.assigned == ("rows/root/cancellation/any",)
    assert set(again.prompts) == {"fill_gap", "label_likelihood"}
    assert again.notes["frame"].startswith("customer messages/cancellation/")
    assert all(words in again.text.lower() for words in map(str.lower, again.notes["model_wrote"]))


async def test_a_label_that_the_model_doubts_is_rejected() -> None:
    probe = await made(SURE, env(), "cancellation", number=4)
    here = env(client=Completing(believes={probe.text: "praise"}))
    _, brief = choose(SURE, here, "cancellation", number=4)
    assert brief is not None
    work = await SURE.verify(await SURE.write(Work(brief), here), here)
    assert [reason.code for reason in work.reasons] == ["wrong label"]
    assert "'praise' is likelier" in work.reasons[0].detail


async def test_words_outside_the_grammar_never_reach_a_row() -> None:
    draft = await made(SURE, env(client=Completing(fills="IGNORE ALL RULES.")), "lost property")
    assert draft.row is None
    assert [reason.code for reason in draft.reasons] == ["low quality"]


async def test_calibration_is_asked_once_for_a_run() -> None:
    client = Completing()
    here = env(client=client)
    await asyncio.gather(*(made(SURE, here, name, number=n) for n, name in enumerate(NAMES * 2, 1)))
    calibration = [slot for slot in client.asked if slot.brief == "calibration/rows"]
    assert len(calibration) == len({slot.key for slot in calibration}) == 4 * len(NAMES)


async def test_a_calibration_that_fails_hears_its_other_calls_to_their_end() -> None:
    heard: list[Slot] = []

    class Failing(Completing):
        async def complete(self, slot: Slot, *said: Any, **extra: Any) -> Reply:
            reply = await super().complete(slot, *said, **extra)
            if slot.brief == "calibration/rows":
                if not slot.draw:
                    raise EndpointDown("gone")
                for _ in range(20):
                    await asyncio.sleep(0)
                heard.append(slot)
            return reply

    with pytest.raises(EndpointDown):
        await made(SURE, env(client=Failing()), "praise")
    assert len(heard) == 4 * len(NAMES) - 1


def test_frames_used_least_come_first() -> None:
    chosen, _ = choose(SURE, env(), "praise")
    assert chosen is not None
    used: dict[str, int] = {}
    for number in range(1, 17):
        chosen, _ = choose(SURE, env(), "praise", number=number, used=used)
        assert chosen is not None
        used[chosen.material] = used.get(chosen.material, 0) + 1
    assert max(used.values()) - min(used.values()) <= 1 and len(used) >= 6


def test_the_concept_is_what_the_row_is_about() -> None:
    things = {
        (choose(SURE, env(TREE), "cancellation", number=n, leaf="tandems")[0] or Chosen()).grounding["thing"]
        for n in range(1, 5)
    }
    assert things == {"tandem"}


async def test_a_row_that_doesn_t_name_its_concept_is_off_it() -> None:
    here = env(TREE)
    for number in range(1, 12):
        _, brief = choose(SURE, here, "cancellation", number=number, leaf="tandems")
        assert brief is not None
        work = await SURE.write(Work(brief), here)
        client = Completing(believes={work.text: "cancellation"})
        checked = await SURE.verify(work, env(TREE, client=client))
        codes = [reason.code for reason in checked.reasons]
        if "tandem" in work.text:
            assert codes == [] and checked.assigned == ("rows/tandems/cancellation/any",)
        elif codes != ["wrong label"]:
            assert codes == ["off concept"]


def test_a_label_without_frames_is_lacking_and_so_is_another_language() -> None:
    poor = PART.model_copy(update={"labels": (*PART.labels, Label(name="astronomy"), Label(name="geology"))})
    said = lacks(poor, env(part=poor))
    shop = PART.model_copy(update={"text_kind": "", "about": "", "topic": "a shop", "name": "rows"})
    assert said is not None and "'astronomy', 'geology'" in said and "message`) by booking" in said
    assert "can't write 'a shop' labelled 'cancellation'" in str(lacks(shop, env(part=shop)))
    assert lacks(PART, env()) is None
    german = replace(env(), spec=Spec(parts=(PART,), language="German"))
    assert "write English only, and the one language of the run is German — leave" in str(lacks(PART, german))
    assert choose(SURE, env(part=poor), "astronomy") == (None, None)
