"""The audit of claims with labels: what a forger changes in a row, its brief or a judge's answer is found."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from seedbed.agent.work import Work
from seedbed.agent.writer.grounded import labelled, reworded
from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store, StoredAnswer
from seedbed.memory.task import SUPPORT
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.labelled.items import VERDICTS
from tests.agent.scenes import scene
from tests.agent.writer.grounded.test_labelled import LEAF, PART, grounding, reading, shelf, turned
from tests.tools.knowledge.labelled.documents import sources


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    run = RunFolder(tmp_path)
    run.sources.mkdir()
    for source in sources():
        (run.sources / f"{source.sha256}.txt").write_text(source.text, encoding="utf-8", newline="\n")
    return run


def place(work: Work, folder: RunFolder, *said: tuple[Slot, Any]) -> Place:
    draft = work.draft()
    verdict = Verdict(state="accepted", cell=work.brief.cell.key, grade=draft.grade)
    candidate = Candidate(1, work.brief.row_id, verdict, draft)
    bodies = [{"choices": [{"message": {"content": json.dumps(answer)}}]} for _, answer in said]
    answers = [
        (slot, StoredAnswer(slot.key, "r", "m", body)) for (slot, _), body in zip(said, bodies, strict=True)
    ]
    spec = Spec(parts=(PART,), sources=("d",))
    return Place(candidate, work.brief, folder, cast(Store, None), spec, answers)


async def sure(label: str, folder: RunFolder) -> Place:
    work, bench, _ = scene(
        PART, shelf=shelf(), sources=["d"], form="sure", leaf=LEAF, grounding=grounding(label)
    )
    return place(await labelled.verify_claim(await labelled.take_claim(work, bench), bench), folder)


async def strong(label: str, folder: RunFolder) -> Place:
    grounded = grounding(label, " is £")
    heard, written = reading(grounded["item"], VERDICTS[label]), {"claim": turned(grounded["item"])}
    work, bench, scripted = scene(
        PART, written, heard, shelf=shelf(), sources=["d"], leaf=LEAF, grounding=grounded,
        can=["json_schema", "judging"],
    )  # fmt: skip
    work = await reworded.verify_reworded(await reworded.reword(work, bench), bench)
    assert not work.reasons
    slots = [slot for slot, _ in scripted.asked]
    return place(work, folder, (slots[0], written), (slots[1], heard))


def faults(place: Place) -> list[str]:
    """What the audit says against a row."""
    draft, brief = place.candidate.draft, place.brief
    told = list(origin(draft, brief, PART, place.answers))
    return told + [fault for piece in draft.evidence if (fault := recheck(piece, place)[1])]


def forged(place: Place, **changes: Any) -> Place:
    """The place with another row."""
    row = {**(place.candidate.draft.row or {}), **changes}
    draft = place.candidate.draft.model_copy(update={"row": row})
    return replace(place, candidate=replace(place.candidate, draft=Draft.model_validate(draft)))


@pytest.mark.parametrize("label", SUPPORT)
@pytest.mark.parametrize("made", [sure, strong])
async def test_a_row_as_it_was_made_holds(made: Any, label: str, folder: RunFolder) -> None:
    assert faults(await made(label, folder)) == []


@pytest.mark.parametrize("made", [sure, strong])
@pytest.mark.parametrize("field", ["claim", "evidence", "label", "source", "heading"])
async def test_a_changed_field_is_found(made: Any, field: str, folder: RunFolder) -> None:
    held = await made("supported", folder)
    other = {"label": "refuted", "claim": "The deposit is £7777."}.get(field, "something else")
    assert faults(forged(held, **{field: other}))


def _label(item: dict[str, Any]) -> None:
    item["label"] = "supported"


def _claim(item: dict[str, Any]) -> None:
    item["claim"] = item["statement"]


def _parts(item: dict[str, Any]) -> None:
    item["parts"] = [[0, 40]]


def _nothing(item: dict[str, Any]) -> None:
    item.clear()


@pytest.mark.parametrize("forge", [_label, _claim, _parts, _nothing])
async def test_a_changed_brief_is_found(forge: Callable[[dict[str, Any]], None], folder: RunFolder) -> None:
    held = await sure("refuted", folder)
    item = json.loads(json.dumps(held.brief.grounding["item"]))
    forge(item)
    brief = held.brief.model_copy(update={"grounding": {"item": item}})
    assert faults(replace(held, brief=brief))


async def test_a_changed_source_is_found(folder: RunFolder) -> None:
    held = await sure("supported", folder)
    for file in folder.sources.iterdir():
        file.write_text(file.read_text(encoding="utf-8").replace("£", "€"), encoding="utf-8")
    assert faults(held)


@pytest.mark.parametrize(
    "changed",
    [{"verdict": "contradicted"}, {"reason": "Another."}, {"quote": "It stands nowhere."}],
)
async def test_a_changed_reading_is_found(changed: dict[str, str], folder: RunFolder) -> None:
    held = await strong("supported", folder)
    (written, first), (read, second) = held.answers
    said = json.loads(second.content["choices"][0]["message"]["content"]) | changed
    body = {"choices": [{"message": {"content": json.dumps(said)}}]}
    answers = [(written, first), (read, StoredAnswer(read.key, "r", "m", body))]
    assert faults(replace(held, answers=answers))
