"""What a run says of its documents: measured from accepted rows, in report, page, card and one line."""

import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.agent.making.picks import passage_of
from seedbed.app.views.summary import used
from seedbed.app.views.why import why
from seedbed.memory.files.run_folder import RunFolder
from seedbed.tools.evaluation.report.grounds import ground, pages_of
from seedbed.tools.evaluation.report.measured import (
    SOURCES_USED,
    measure_sources,
    sources_told,
    sources_used,
    used_of,
)
from seedbed.tools.evaluation.report.publish import publish
from seedbed.tools.evaluation.report.reading import specimens
from seedbed.tools.knowledge.chunks import chunk_sources
from tests.runs import HOSTILE, QUOTE, SOURCE, make_run, spec
from tests.tools.export.talks import ordered
from tests.tools.knowledge.documents import document

UNREAD = "# Rules\n\n## Locks\n\nA lock comes with each bike.\n\n## Rain\n\nA cape is free on wet days.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A finished run that was measured: one document of which rows cite a place, one with a hostile name."""
    made = make_run(tmp_path_factory.mktemp("runs") / "run")
    store = made.open_store(write=True)
    chunks = chunk_sources([document(SOURCE, "handbook.md"), document(UNREAD, f"{HOSTILE}.md")])
    store.set_meta(SOURCES_USED, measure_sources(store, chunks))
    pages = [{"sha256": chunks[0].source, "pages": [0, SOURCE.index(QUOTE)]}, {"sha256": "f" * 64}]
    store.set_meta("sources", pages)
    publish(made, store, {})
    store.close()
    return made


@pytest.fixture(scope="module")
def figures(folder: RunFolder) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(folder.report_json.read_text(encoding="utf-8"))
    return found


def test_the_report_counts_what_accepted_rows_cite(figures: dict[str, Any]) -> None:
    sources = figures["sources"]
    assert sources["named"] == ["handbook.md"]
    assert (sources["documents"]["used"], sources["documents"]["total"]) == (1, 2)
    assert (sources["sections"]["used"], sources["sections"]["total"]) == (1, 3)
    assert [one["size"] for one in sources["sections"]["unused"]] == [7, 6]


def test_a_passage_that_a_row_was_made_of_is_used_though_the_row_cites_nothing() -> None:
    chunks = chunk_sources([document(SOURCE, "a.md"), document(UNREAD, "b.md")])
    picked = [passage_of(one) for one in chunks if one.name == "b.md"]
    briefs = [
        ordered(1, {"rows": [{"source": "b.md"}], "person": "a skipper", "passages": picked}),
        ordered(2, {"passage": passage_of(chunks[0])}),
    ]
    uncited = SimpleNamespace(number=1, draft=SimpleNamespace(evidence=[]))
    store: Any = SimpleNamespace(
        counts=lambda: {"accepted": 1}, candidates=lambda _: [uncited], briefs=lambda: enumerate(briefs, 1)
    )
    assert measure_sources(store, chunks)["documents"] == {
        "used": 1,
        "total": 2,
        "unused": [{"name": "a.md", "size": 15}],
    }


def test_a_place_beside_a_section_uses_nothing_of_it() -> None:
    chunks = chunk_sources([document(UNREAD, "0.md"), document("# Other\n\nWeight: 5 kg\n", "0.md")])
    (source, other), rain = dict.fromkeys(chunk.source for chunk in chunks), UNREAD.index("A cape")
    sections = used_of(chunks, [(source, 0, rain), ("unknown", 0, 99)])["sections"]
    assert [one["name"] for one in sections["unused"]] == ["0.md: Rules > Rain", "0.md: Other"]
    assert used_of(chunks, [(source, rain, rain + 1), (other, 0, 0)])["documents"]["used"] == 2


def test_page_card_and_line_say_so_and_names_stay_names(folder: RunFolder, figures: dict[str, Any]) -> None:
    page = folder.report_html.read_text(encoding="utf-8")
    assert "How much of the documents is used" in page and "Rules &gt; Locks" in page
    assert "Used: some row cites a place in it, or was made of one.\nTen of each kind" in page
    assert "<script>" not in page
    card = folder.card.read_text(encoding="utf-8")
    assert "used of the sources: documents 1 of 2, sections 1 of 3; largest unused: " in card
    assert "<script>" not in card and "\x1b" not in card
    (line,) = used(figures)
    assert "documents 1 of 2, sections 1 of 3" in str(line.renderable)
    assert "\x1b" not in str(line.renderable)


def test_a_document_without_headings_is_named_once() -> None:
    told = sources_told({**used_of(chunk_sources([document("Tandem: 30 a day\n", "0.csv")]), [])})
    assert told == "documents 0 of 1, sections 0 of 1; largest unused: 0.csv (4 words)"


def test_nothing_is_said_of_a_run_without_documents() -> None:
    assert sources_told({"named": []}) == ""
    assert list(used({"sources": {"named": []}})) == []


def test_of_a_run_that_has_gone_on_since_nothing_is_told(tmp_path: Path) -> None:
    store = make_run(tmp_path / "run").open_store(write=True)
    assert sources_used(store, 9) == {}
    share = {"used": 1, "total": 2, "unused": []}
    store.set_meta(SOURCES_USED, {"rows": 9, "documents": share, "sections": share, "entities": None})
    assert sources_used(store, 9) == {"documents": share, "sections": share}
    assert sources_used(store, 8) == {}
    store.close()


def test_a_citation_says_its_page_where_its_source_has_pages(folder: RunFolder) -> None:
    store = folder.open_store()
    page = pages_of(store)
    (row,) = [c for c in store.candidates("accepted") if c.draft.text.startswith("What is the deposit")]
    cited = row.draft.evidence[0]
    assert ground(cited, page).says == f"“{QUOTE}”, from handbook.md, page 2"
    assert ground(cited).says == f"“{QUOTE}”, from handbook.md"
    assert why(store, row)["evidence"][0]["says"].endswith("page 2")
    assert page("f" * 64, 9) is None and page("unknown", 9) is None
    assert any("page 2" in g.says for r in specimens(store, spec(), 20) for g in r.grounds)
    store.close()


def test_many_places_in_a_long_document_are_looked_up_not_gone_through() -> None:
    text = "# T\n\n" + "".join(f"## S{n}\n\nWords of section {n}.\n\n" for n in range(2000))
    chunks = chunk_sources([document(text)])
    places = [(chunks[0].source, chunks[n % 50].start + 5, chunks[n % 50].start + 9) for n in range(100_000)]
    began = time.process_time()
    assert used_of(chunks, places)["documents"]["used"] == 1
    assert time.process_time() - began < 2.5, "each went through all sections"
