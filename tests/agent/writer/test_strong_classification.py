"""Texts with a label, strong form: what each manner chooses, writes and keeps, at a simulated endpoint."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from seedbed.agent.models.ask import Desk, Endpoint
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Chosen, Work
from seedbed.agent.writer import classification
from seedbed.agent.writer.classification import PLANNED, STRONG, VARIED
from seedbed.memory.candidate import Draft
from seedbed.memory.ledger import Ledger
from seedbed.memory.profile import SKILLS
from seedbed.memory.spec import Budget
from seedbed.memory.store.opening import open_store
from tests.agent.scripted import able
from tests.agent.writer.test_classification import NAMES, TREE, bench, choose, made
from tests.simulator.launch import Running, simulator


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
    assert len(kept) < len(
        drafts
    )  # it says the first label listed, which now and then is the right one twice
    for draft in kept:
        assert sum(e.ok and e.kind == "classification" for e in draft.evidence) >= 2
