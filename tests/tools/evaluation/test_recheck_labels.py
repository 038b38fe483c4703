"""The audit of claims with labels: what a forger changes in a row, its brief or a judge's answer is found."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from seedbed.agent.work import Work
from seedbed.agent.writer.grounded import labelled
from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.task import SUPPORT
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from tests.agent.scenes import scene
from tests.agent.writer.grounded.test_labelled import LEAF, PART, grounding, shelf
from tests.tools.knowledge.labelled.documents import sources


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    run = RunFolder(tmp_path)
    run.sources.mkdir()
    for source in sources():
        (run.sources / f"{source.sha256}.txt").write_text(source.text, encoding="utf-8", newline="\n")
    return run


def place(work: Work, folder: RunFolder) -> Place:
    draft = work.draft()
    verdict = Verdict(state="accepted", cell=work.brief.cell.key, grade=draft.grade)
    candidate = Candidate(1, work.brief.row_id, verdict, draft)
    return Place(candidate, work.brief, folder, cast(Store, None), Spec(parts=(PART,), sources=("d",)), [])


async def sure(label: str, folder: RunFolder) -> Place:
    work, bench, _ = scene(
        PART, shelf=shelf(), sources=["d"], form="sure", leaf=LEAF, grounding=grounding(label)
    )
    return place(await labelled.verify_claim(await labelled.take_claim(work, bench), bench), folder)


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
async def test_a_row_as_it_was_made_holds(label: str, folder: RunFolder) -> None:
    assert faults(await sure(label, folder)) == []


@pytest.mark.parametrize("field", ["claim", "evidence", "label", "source", "heading"])
async def test_a_changed_field_is_found(field: str, folder: RunFolder) -> None:
    held = await sure("supported", folder)
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
