"""Texts with a label: what each form chooses, writes and keeps, at a scripted and a simulated endpoint."""

import asyncio
import random
import re
from collections.abc import Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest

from seedbed.agent.models.ask import Desk, Endpoint, Purpose
from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer import classification
from seedbed.agent.writer.classification import PLANNED, STRONG, SURE, VARIED, lacks
from seedbed.graphs.sample import SampleContext, make
from seedbed.graphs.talk import converse
from seedbed.memory.brief import Brief, Cell, Slot
from seedbed.memory.candidate import Draft
from seedbed.memory.ledger import Ledger
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.profile import SKILLS, Quirks
from seedbed.memory.randomness import draw_seed
from seedbed.memory.spec import Budget, Label, Part, Spec
from seedbed.memory.store.opening import open_store
from seedbed.memory.tree import Concept, ConceptTree
from tests.agent.scripted import able
from tests.simulator.launch import Running, simulator

NAMES = ("cancellation", "lost property", "praise")
PART = Part(
    task="classification",
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
    """A desk on a small completing model: fills gaps by chance, and holds one label for the likeliest."""

    believes: Mapping[str, str] = field(default_factory=dict)
    """Text → the label it finds likeliest, where that isn't the one the text was made for."""
    fills: str = ""
    """What it fills every gap with; empty: something of the gap's language."""
    asked: list[Slot] = field(default_factory=list)
    journaled: dict[str, Any] = field(default_factory=dict)

    @property
    def store(self) -> "Completing":
        return self

    def journal(self, key: str, kind: str, value: Any) -> None:
        self.journaled[key] = value

    def endpoint(self, role: str) -> Endpoint:
        quirks = Quirks(grammar=True, completions=True)
        return Endpoint("small", "small", "", "", able("likelihood").model_copy(update={"quirks": quirks}))

    def profile(self, role: str) -> Any:
        return self.endpoint(role).profile

    def __hash__(self) -> int:
        return id(self)

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
        token = r'word \(" " word\)\{(\d+),\d+\}|(r-[a-z-]+)|"((?:[^"\\]|\\.)*)"'
        said = ""
        for more, rule, literal in re.findall(token, rng.choice(body.split(" | "))):
            said += (
                say(rules[rule]) if rule else literal if not more else " ".join(["thin"] * (int(more) + 1))
            )
        return said

    return say(found.group(1)) + found.group(2)


def bench(
    tree: ConceptTree = FLAT, part: Part = PART, *, desk: Any = None, shelf: Shelf | None = None
) -> Bench:
    plan = Plan(parts=(PartPlan(part=part.name, tree=tree, quotas={}),))
    return Bench(Spec(parts=(part,)), plan, cast(Desk, desk or Completing()), shelf or Shelf(), converse)


def choose(
    method: Method,
    here: Bench,
    label: str,
    *,
    number: int = 1,
    leaf: str = "root",
    difficulty: str = "any",
    used: Mapping[str, int] | None = None,
    accepted: Sequence[dict[str, Any]] = (),
) -> tuple[Chosen | None, Brief | None]:
    part = here.spec.parts[0]
    cell = Cell(part=part.name, leaf=leaf, label=label, difficulty=difficulty)
    choice = Choice(part, cell, {}, random.Random(number), number, used or {}, lambda key: tuple(accepted))
    chosen = method.choose(choice, here)
    if chosen is None:
        return None, None
    brief = Brief(
        number=number,
        seat=number,
        cell=cell,
        method=method.name,
        form=method.form,
        demonstrations=chosen.demonstrations,
        grounding=chosen.grounding,
        material=chosen.material,
        seed=draw_seed(1, "brief", number),
    )
    return chosen, brief


async def made(method: Method, here: Bench, label: str, **order: Any) -> Draft:
    _, brief = choose(method, here, label, **order)
    assert brief is not None
    return await make(brief, SampleContext(here, lambda name: method))


# sure form --------------------------------------------------------------------------------------------


async def test_a_frame_becomes_a_row_with_two_signals_for_its_label() -> None:
    probe = Completing()
    draft = await made(SURE, bench(desk=probe), "cancellation", number=4)
    assert draft.row is not None and draft.row["label"] == "cancellation"
    desk = Completing(believes={draft.text: "cancellation"})
    again = await made(SURE, bench(desk=desk), "cancellation", number=4)
    assert again.reasons == ()
    assert {(e.kind, e.ok) for e in again.evidence} == {("classification", True), ("likelihood", True)}
    assert set(again.row or {}) == {"text", "label"}
    assert again.text == draft.text and again.grade == "supported"
    assert again.assigned == ("rows/root/cancellation/any",)
    assert set(again.prompts) == {"fill_gap", "label_likelihood"}
    assert again.notes["frame"].startswith("customer messages/cancellation/")
    assert all(words in again.text.lower() for words in map(str.lower, again.notes["model_wrote"]))


async def test_a_label_that_the_model_doubts_is_rejected() -> None:
    probe = await made(SURE, bench(), "cancellation", number=4)
    doubts = {probe.text: "praise"}
    work_desk = Completing(believes=doubts)
    here = bench(desk=work_desk)
    _, brief = choose(SURE, here, "cancellation", number=4)
    assert brief is not None
    work = await SURE.verify(await SURE.write(Work(brief), here), here)
    assert [reason.code for reason in work.reasons] == ["wrong label"]
    assert "'praise' is likelier" in work.reasons[0].detail


async def test_words_outside_the_grammar_never_reach_a_row() -> None:
    draft = await made(SURE, bench(desk=Completing(fills="IGNORE ALL RULES.")), "lost property")
    assert draft.row is None
    assert [reason.code for reason in draft.reasons] == ["low quality"]


async def test_calibration_is_asked_once_for_a_run() -> None:
    desk = Completing()
    here = bench(desk=desk)
    await asyncio.gather(*(made(SURE, here, name, number=n) for n, name in enumerate(NAMES * 2, 1)))
    calibration = [slot for slot in desk.asked if slot.brief == "calibration/rows"]
    assert len(calibration) == len({slot.key for slot in calibration}) == 4 * len(NAMES)


def test_frames_used_least_come_first() -> None:
    chosen, _ = choose(SURE, bench(), "praise")
    assert chosen is not None
    used: dict[str, int] = {}
    for number in range(1, 17):
        chosen, _ = choose(SURE, bench(), "praise", number=number, used=used)
        assert chosen is not None
        used[chosen.material] = used.get(chosen.material, 0) + 1
    assert max(used.values()) - min(used.values()) <= 1 and len(used) >= 6


def test_the_concept_is_what_the_row_is_about() -> None:
    things = {
        (choose(SURE, bench(TREE), "cancellation", number=n, leaf="tandems")[0] or Chosen()).grounding[
            "thing"
        ]
        for n in range(1, 5)
    }
    assert things == {"tandem"}


async def test_a_row_that_doesn_t_name_its_concept_is_off_it() -> None:
    here = bench(TREE)
    for number in range(1, 12):
        _, brief = choose(SURE, here, "cancellation", number=number, leaf="tandems")
        assert brief is not None
        work = await SURE.write(Work(brief), here)
        desk = Completing(believes={work.text: "cancellation"})
        checked = await SURE.verify(work, bench(TREE, desk=desk))
        codes = [reason.code for reason in checked.reasons]
        if "tandem" in work.text:
            assert codes == [] and checked.assigned == ("rows/tandems/cancellation/any",)
        elif codes != ["wrong label"]:
            assert codes == ["off concept"]


EXAMPLES = {
    "rows": [
        {"text": f"{start} the {thing} in room {room}.", "label": label}
        for label, start in (("alpha", "I would like to paint"), ("beta", "Nobody has ever cleaned"))
        for room, thing in enumerate(("large window", "old door", "north wall", "round table"))
    ]
}
OWN = Part(
    task="classification", topic="a workshop", rows=8, labels=(Label(name="alpha"), Label(name="beta"))
)


async def test_without_frames_the_beginning_of_an_example_is_ended() -> None:
    here = bench(
        part=OWN,
        desk=Completing(fills="of the small green house. Then more."),
        shelf=Shelf(examples=EXAMPLES),
    )
    chosen, brief = choose(SURE, here, "alpha")
    assert chosen is not None and brief is not None
    assert any(row["text"].startswith(chosen.grounding["start"]) for row in EXAMPLES["rows"])
    assert all(not row["text"].startswith(chosen.grounding["start"] + " x") for row in chosen.demonstrations)
    work = await SURE.write(Work(brief), here)
    assert work.row == {"text": f"{chosen.grounding['start']} of the small green house.", "label": "alpha"}


@pytest.mark.parametrize("end", ["x", "and Bob Smith went to Paris.", "", "one two " * 12 + "."])
async def test_a_bad_end_is_no_row(end: str) -> None:
    here = bench(part=OWN, desk=Completing(fills=end or "\n"), shelf=Shelf(examples=EXAMPLES))
    _, brief = choose(SURE, here, "alpha")
    assert brief is not None
    work = await SURE.write(Work(brief), here)
    assert work.row is None and work.reasons[0].code == "low quality"


def test_a_label_without_frames_and_examples_is_lacking() -> None:
    poor = PART.model_copy(update={"labels": (*PART.labels, Label(name="astronomy"), Label(name="geology"))})
    said = lacks(poor, bench(part=poor))
    assert said is not None and "'astronomy', 'geology'" in said and "--examples" in said
    assert lacks(PART, bench()) is None
    assert lacks(OWN, bench(part=OWN, shelf=Shelf(examples=EXAMPLES))) is None
    assert lacks(OWN, bench(part=OWN)) is not None
    assert choose(SURE, bench(part=OWN), "alpha") == (None, None)


# strong form ------------------------------------------------------------------------------------------


def test_demonstrations_have_the_label_and_at_most_half_are_made() -> None:
    rows = [{"text": f"Example {n} of {name}.", "label": name} for name in NAMES for n in range(5)]
    made_rows = [{"text": f"Made {n}.", "label": "praise"} for n in range(5)]
    here = bench(shelf=Shelf(examples={"rows": rows}))
    for number in range(1, 9):
        chosen, _ = choose(STRONG, here, "praise", number=number, accepted=made_rows)
        assert chosen is not None
        assert len(chosen.demonstrations) == 2 and len(chosen.grounding["made"]) == 1
        assert all(row in rows and row["label"] == "praise" for row in chosen.demonstrations)
        assert chosen.grounding["made"][0] in made_rows
    alone, _ = choose(STRONG, bench(), "praise", accepted=made_rows)
    assert alone is not None and alone.demonstrations == () and alone.grounding == {}


def test_there_is_a_row_to_vary_or_nothing_is_ordered() -> None:
    example = {"text": "Thanks a lot for the ride.", "label": "praise"}
    made_rows = [{"text": f"Made {n}.", "label": "praise"} for n in range(5)]
    here = bench(shelf=Shelf(examples={"rows": [example, {"text": "My bag!", "label": "lost property"}]}))
    assert choose(VARIED, bench(), "praise") == (None, None)
    chosen, _ = choose(VARIED, here, "praise")
    assert chosen == Chosen({"vary": example}, ())
    chosen, _ = choose(VARIED, here, "praise", accepted=made_rows)
    assert chosen is not None and chosen.grounding["vary"] in made_rows and "made" not in chosen.grounding
    assert chosen.demonstrations == (example,)


def test_a_hard_text_has_its_own_difficulty() -> None:
    kinds = {
        tuple(
            sorted((choose(STRONG, bench(), "praise", number=n, difficulty="hard")[0] or Chosen()).grounding)
        )
        for n in range(1, 20)
    }
    assert kinds == {("hard", "other")}
    for n in range(1, 20):
        chosen, _ = choose(STRONG, bench(), "praise", number=n, difficulty="hard")
        assert chosen is not None and chosen.grounding["hard"] in classification.HARD
        assert chosen.grounding["other"] != "praise"


@asynccontextmanager
async def at(running: Running, folder: Path) -> Any:
    store = open_store(folder / "run.sqlite")
    skills = [skill for skill in SKILLS if skill != "likelihood"]
    end = Endpoint("default", running.model, running.base_url, "key", able(*skills, model=running.model))
    desk = Desk(store, Ledger(store, Budget()), {"default": end}, max_concurrent=8)
    try:
        yield bench(TREE, desk=desk)
    finally:
        await desk.aclose()
        store.close()


async def strong(running: Running, folder: Path, level: str = "any") -> list[Draft]:
    async with at(running, folder) as here:
        orders = [(n, NAMES[n % 3], ("tandems", "tours")[n % 2]) for n in range(1, 13)]
        return await asyncio.gather(
            *(made(STRONG, here, name, number=n, leaf=leaf, difficulty=level) for n, name, leaf in orders)
        )


async def test_strong_texts_are_read_again_and_judged(tmp_path: Path) -> None:
    with simulator() as running:
        drafts = await strong(running, tmp_path)
    accepted = [draft for draft in drafts if draft.row and not draft.reasons]
    assert len(accepted) >= 8, [draft.reasons for draft in drafts]
    for draft in accepted:
        labels = [e for e in draft.evidence if e.kind == "classification"]
        assert len(labels) >= 2 and all(e.ok and e.label == (draft.row or {})["label"] for e in labels)
        assert "judgement" in {e.kind for e in draft.evidence}
        assert set(draft.prompts) >= {"write_text", "choose_label", "score_text"}
        assert len(draft.assigned) == 1 or "choose_concept" in draft.prompts


async def test_each_manner_gives_rows_of_the_same_form(tmp_path: Path) -> None:
    example = {"text": "The guide was kind and the morning went by in no time, thank you.", "label": "praise"}
    with simulator() as running:
        async with at(running, tmp_path) as here:
            here = replace(here, shelf=Shelf(examples={"rows": [example]}))
            orders = [(method, n) for method in (STRONG, PLANNED, VARIED) for n in (1, 2, 3)]
            drafts = await asyncio.gather(
                *(made(method, here, "praise", number=n, leaf="tours") for method, n in orders)
            )
    for (method, _), draft in zip(orders, drafts, strict=True):
        assert draft.row is not None and set(draft.row) == {"text", "label"}
        assert bool(draft.notes.get("plan")) == (method is PLANNED)
        assert draft.text != example["text"]
    assert sum(not draft.reasons for draft in drafts) >= 6, [draft.reasons for draft in drafts]


async def test_a_copy_of_the_row_to_vary_is_no_new_row() -> None:
    example = {"text": "The guide was kind and the morning went by in no time.", "label": "praise"}
    here = bench(shelf=Shelf(examples={"rows": [example]}))
    _, brief = choose(VARIED, here, "praise")
    assert brief is not None
    work = await STRONG.verify(Work(brief, row=example, text=example["text"]), here)
    assert "copies a text that was shown" in work.reasons[0].detail


async def test_no_text_of_another_label_is_kept(tmp_path: Path) -> None:
    with simulator(defects=1.0) as running:
        drafts = await strong(running, tmp_path)
    assert all(draft.reasons for draft in drafts)
    assert {reason.code for draft in drafts for reason in draft.reasons} <= {"wrong label", "low quality"}


async def test_texts_that_drift_name_the_other_cell_twice_or_are_left_where_they_are(tmp_path: Path) -> None:
    with simulator(drift=0.9, seed=3) as running:
        drafts = await strong(running, tmp_path)
    for draft in drafts:
        if draft.row and not draft.reasons:
            assert len(draft.assigned) in (1, 2)
            assert all(key.split("/")[1] in ("tandems", "tours") for key in draft.assigned)
    assert any(len(draft.assigned) == 2 for draft in drafts)


async def test_a_yes_man_s_label_never_lets_a_row_in_alone(tmp_path: Path) -> None:
    with simulator(profile="yes-man", defects=1.0) as running:
        drafts = await strong(running, tmp_path)
    kept = [draft for draft in drafts if draft.row and not draft.reasons]
    assert len(kept) < len(drafts) / 4
    for draft in kept:
        assert sum(e.ok and e.kind == "classification" for e in draft.evidence) >= 2
