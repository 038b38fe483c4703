"""Pairs out of talks about documents: what carries the right answer, and what the audit finds changed."""

from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.shelf import Shelf
from seedbed.agent.writer import preferences
from seedbed.agent.writer.pair_sources import carried
from seedbed.memory.candidate import Citation
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.sources import Source, read_sources, write_source
from tests.agent.scenes import scene
from tests.agent.writer.test_preferences import audited, part, with_row
from tests.tools.evaluation.talks import place_of
from tests.tools.verification.trajectories.talks import says, user

BASE = Part(name="talks", task="dialogues", way="information-seeking", topic="bikes", rows=2)
PAGE = """# Returns

Bikes must be returned before 18:00. A late return costs £6 for each hour.

# Deposits

A deposit of £50 is paid for each city bike. The deposit for a tandem is £120.
"""
TALK = {
    "messages": [
        user("When do I have to be back?"),
        says("Bikes must be returned before 18:00."),
        user("And how much is the insurance?"),
        says("That isn't stated in the documents."),
    ],
    "source": "rules.md",
    "heading": "Returns",
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, ...]:
    page = tmp_path_factory.mktemp("docs") / "rules.md"
    page.write_text(PAGE, encoding="utf-8")
    return tuple(read_sources([page]).sources)


async def made(sources: tuple[Source, ...], folder: Path, place: int, way: str) -> Place:
    shelf = Shelf(sources=sources, chunks=chunk_sources(sources))
    found = carried(str(TALK["messages"][place]["content"]), TALK, shelf)  # type: ignore[index]
    given: dict[str, Any] = {"parent": TALK, "place": place, "planted": way}
    given |= {"cited": [dict(one) for one in found.cited], "passages": list(found.passages)}
    work, bench, _ = scene(
        part(), form="sure", grounding=given, before=(BASE,), shelf=shelf, sources=("rules.md",)
    )
    work = await preferences.verify_pair(await preferences.write_planted(work, bench), bench)
    assert work.reasons == ()
    run = RunFolder(folder)
    run.sources.mkdir(parents=True)
    for source in sources:
        write_source(run.sources, source)
    return place_of(work, run, [], BASE, part())


def test_an_answer_is_carried_by_its_sentence(sources: tuple[Source, ...]) -> None:
    shelf = Shelf(sources=sources, chunks=chunk_sources(sources))
    (cited,) = carried("Bikes must be returned before 18:00.", TALK, shelf).cited
    assert cited["quote"] == "Bikes must be returned before 18:00" == PAGE[cited["start"] : cited["end"]]
    assert carried("Bikes must be returned before 19:00.", TALK, shelf).cited == ()
    assert carried("Bikes must be returned before 18:00.", {"messages": []}, shelf).passages == ()


@pytest.mark.parametrize("way", ["opposite word", "another value", "refused though it stands there"])
async def test_what_is_changed_afterwards_is_found(
    way: str, sources: tuple[Source, ...], tmp_path: Path
) -> None:
    place = await made(sources, tmp_path / "run", 1, way)
    assert place.row["defect"] == "unsupported" and audited(place) == []
    assert [type(one).__name__ for one in place.candidate.draft.evidence].count("Citation") == 1
    right = with_row(place, lambda row: row.update(rejected=row["chosen"]))
    other = with_row(
        place, lambda row: row["chosen"][0].update(content="Bikes must be returned before 17:00.")
    )
    assert audited(right) and audited(other)


async def test_a_citation_that_does_not_stand_is_found(sources: tuple[Source, ...], tmp_path: Path) -> None:
    place = await made(sources, tmp_path / "run", 1, "opposite word")
    draft = place.candidate.draft
    (cited,) = [one for one in draft.evidence if isinstance(one, Citation)]
    moved = cited.model_copy(update={"start": cited.start + 1, "end": cited.end + 1})
    draft = draft.model_copy(update={"evidence": (*draft.evidence[:2], moved)})
    candidate = type(place.candidate)(1, place.candidate.row_id, place.candidate.verdict, draft)
    forged = Place(candidate, place.brief, place.folder, place.store, place.spec, place.answers)
    assert any("does not stand" in said for said in audited(forged))


async def test_an_answer_to_what_stands_nowhere_is_made_up(
    sources: tuple[Source, ...], tmp_path: Path
) -> None:
    place = await made(sources, tmp_path / "run", 3, "answered though it stands nowhere")
    assert audited(place) == [] and "£" in place.row["rejected"][0]["content"]
    assert place.row["rejected"][0]["content"].startswith("The insurance is £")
