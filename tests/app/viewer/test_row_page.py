"""The pages of a row, of a call and of a source."""

from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from seedbed.app.viewer.runs import ViewedRun
from seedbed.memory.store.protocol import Candidate
from tests.runs import QUOTE, SOURCE

BASE = f"/run/{quote('a run')}"


def candidates(run: ViewedRun) -> list[Candidate]:
    with run.open() as store:
        return list(store.candidates())


def test_every_candidate_has_a_page_that_nothing_in_it_can_steer(made: ViewedRun, pages: TestClient) -> None:
    for one in candidates(made):
        answer = pages.get(f"{BASE}/row/{one.row_id}")
        assert answer.status_code == 200
        assert f'class="state {one.verdict.state}"' in answer.text
        assert (
            "<script>alert" not in answer.text and "\x1b" not in answer.text and "\u202e" not in answer.text
        )
        assert 'href="javascript:' not in answer.text


def test_a_row_is_found_by_the_beginning_of_its_id_and_another_is_not(
    made: ViewedRun, pages: TestClient
) -> None:
    first = candidates(made)[0]
    assert "hire two tandems" in pages.get(f"{BASE}/row/{first.row_id[:7]}").text
    assert pages.get(f"{BASE}/row/zzzz").status_code == 404


def test_neighbours_are_those_of_the_filter_it_was_reached_by(made: ViewedRun, pages: TestClient) -> None:
    booked = [one for one in candidates(made) if one.verdict.cell.endswith("/booking/any")]
    text = pages.get(f"{BASE}/row/{booked[1].row_id}?label=booking").text
    for rel, other in (("prev", booked[0]), ("next", booked[2])):
        assert f'rel="{rel}" href="{BASE}/row/{other.row_id}?label=booking"' in text
    assert f'rel="up" href="{BASE}/rows?label=booking"' in text


def test_a_refused_row_says_why_and_by_whom(made: ViewedRun, pages: TestClient) -> None:
    refused = next(one for one in candidates(made) if one.verdict.state == "rejected")
    text = pages.get(f"{BASE}/row/{refused.row_id}").text
    assert "Wrong label" in text and "neighbours" in text and "✗ failed" in text


def test_a_row_says_no_more_of_its_evidence_than_there_is(made: ViewedRun, pages: TestClient) -> None:
    models = {"agreement", "classification", "judgement", "likelihood"}
    for one in candidates(made):
        text, kinds = pages.get(f"{BASE}/row/{one.row_id}").text, [has.kind for has in one.draft.evidence]
        by_models = one.verdict.state == "accepted" and one.draft.grade == "supported" and models & {*kinds}
        assert ("read, judged or agreed on by models" in text) == bool(by_models)
        assert f"{len(kinds)} piece{'s' * (len(kinds) != 1)}</a>" in text


def test_a_computed_row_shows_its_computation(made: ViewedRun, pages: TestClient) -> None:
    row = next(one for one in candidates(made) if one.verdict.cell.startswith("problems/"))
    assert "26*3 = 78" in pages.get(f"{BASE}/row/{row.row_id}").text


def test_what_is_cited_is_marked_in_its_source_and_leads_there(made: ViewedRun, pages: TestClient) -> None:
    row = next(one for one in candidates(made) if one.verdict.cell.startswith("questions/"))
    text = pages.get(f"{BASE}/row/{row.row_id}").text
    assert f"<mark>{QUOTE}</mark>" in text
    link = text.split(f'href="{BASE}/source/')[1].split('"')[0].replace("&amp;", "&")
    assert link.endswith("#span")
    source = pages.get(f"{BASE}/source/{link.removesuffix('#span')}").text
    before, after = SOURCE.split(QUOTE)
    assert f'{before}<mark id="span" tabindex="-1">{QUOTE}</mark>{after}' in source


def test_another_candidate_of_the_seat_stands_beside_the_row(made: ViewedRun, pages: TestClient) -> None:
    with made.open() as store:
        (pair,) = [
            some
            for seat in range(11)
            if len(some := store.briefs_of(seat)) == 2 and some[0].cell.part == "problems"
        ]
    text = pages.get(f"{BASE}/row/{pair[0].row_id}").text
    assert "Another candidate for the same seat" in text and f"{BASE}/row/{pair[1].row_id}" in text


def test_a_call_says_what_it_took_and_leads_to_its_row(made: ViewedRun, pages: TestClient) -> None:
    row = candidates(made)[0]
    with made.open() as store:
        ((slot, _),) = store.answers_of(dict(store.briefs())[row.number].id)  # type: ignore[union-attr]
    text = pages.get(f"{BASE}/call/{slot.key}").text
    assert "small-1" in text and f"{BASE}/row/{row.row_id}#chain" in text
    assert pages.get(f"{BASE}/call/{slot.key[:12]}").status_code == 200


@pytest.mark.parametrize("path", ["/call/zz", "/source/zz", "/source/..%2f..%2fspec.yaml"])
def test_what_is_not_of_the_run_is_not_shown(path: str, pages: TestClient) -> None:
    assert pages.get(BASE + path).status_code == 404


def test_colours_of_code_are_served_for_light_and_dark(pages: TestClient) -> None:
    answer = pages.get("/static/code.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert ".code .k " in answer.text and "prefers-color-scheme: dark" in answer.text


def test_each_demand_of_the_request_is_said_to_be_kept_or_not(made: ViewedRun, pages: TestClient) -> None:
    text = pages.get(f"{BASE}/row/{candidates(made)[0].row_id}").text
    told = [line for line in text.splitlines() if "every one with its label" in line or "in rhyme" in line]
    assert ["✓ kept" in line for line in told] == [True, False] and "not kept by this dataset" in told[1]


def test_what_a_failed_candidate_had_written_is_shown(made: ViewedRun, pages: TestClient) -> None:
    failed = next(one for one in candidates(made) if one.verdict.state == "failed")
    text = pages.get(f"{BASE}/row/{failed.row_id}").text
    assert "It has no row" in text and "Attempt 1, given up: malformed" in text
