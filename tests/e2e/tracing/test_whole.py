"""No gap from the request to any row; spans and events add up to what `status` says."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.status import read_status
from seedbed.tools.trace.spans import of_critiques, of_planning, of_row, of_run
from seedbed.tools.trace.vocabulary import KINDS, Span

pytestmark = pytest.mark.timeout(300)  # three builds stand before the first test


@pytest.fixture(params=["storied", "talks"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with closing(RunFolder(request.getfixturevalue(request.param)).open_store()) as opened:
        yield opened


def _by_id(spans: list[Span]) -> dict[str, Span]:
    found = {span.id: span for span in spans}
    assert len(found) == len(spans)
    return found


def _path(span: Span, known: dict[str, Span]) -> list[str]:
    """Kinds from a span up to the root."""
    kinds = [span.kind]
    while span.parent:
        span = known[span.parent]
        kinds.append(span.kind)
    return list(kinds)


def test_every_row_leads_back_to_the_request_without_a_gap(store: Store) -> None:
    known = _by_id(list(of_run(store)))
    rows = {span.attributes["row"]: span for span in known.values() if span.kind == "row"}
    accepted = list(store.candidates("accepted"))
    assert {one.row_id for one in accepted} <= rows.keys()
    for candidate in accepted:
        brief = store.brief(candidate.number)
        assert brief is not None
        path = _path(rows[candidate.row_id], known)
        middle = ["revision"] if brief.revision else []
        assert path == ["row", "verdict", "brief", *middle, "plan", "request"]
        own = _by_id(list(of_row(store, candidate.number)))
        assert all(span.parent in own for span in own.values() if span.parent)
        assert own.keys() <= known.keys()
        kinds = Counter(span.kind for span in own.values())
        assert (
            kinds["evidence"] == len(candidate.draft.evidence)
            and kinds["attempt"] == candidate.draft.attempts
        )
        assert kinds["call"] == len(store.deliveries(brief.id))


def test_each_span_lies_within_one_that_is_there_and_ends_after_it_began(store: Store) -> None:
    known = _by_id(list(of_run(store)))
    assert [_path(span, known)[-1] for span in known.values()] == ["request"] * len(known)
    assert all(0 < span.start <= span.end for span in known.values())
    assert all(link in known for span in known.values() for link in span.links)
    assert {span.kind for span in known.values()} <= set(KINDS)


def test_spans_and_events_add_up_to_the_status(store: Store) -> None:
    told, spans = read_status(store), list(of_run(store))
    kinds = Counter(span.kind for span in spans)
    calls = [span.attributes for span in spans if span.kind == "call"]
    assert len(calls) == told["calls"]
    assert sum(one["state"] in ("failed", "lost") for one in calls) == told["failed_calls"]
    for name in ("prompt", "completion"):
        assert sum(one[f"{name}_tokens"] for one in calls) == told["tokens"][name]
    assert sum(one["usd"] for one in calls) == pytest.approx(told["cost_usd"], abs=1e-6)
    names = Counter(span.name for span in spans)
    withdrawn = names["person: row withdrawn"] - names["person: row restored"]
    assert kinds["row"] - withdrawn == told["accepted"]
    states = Counter(span.name for span in spans if span.kind == "verdict")
    promoted = kinds["row"] - states["accepted"]
    assert states["rejected"] - promoted + withdrawn == told["rejected"]
    assert states["failed"] == told["failed"] and kinds["verdict"] == told["candidates"] - told["in_flight"]
    assert (kinds["critique"], kinds["probe"]) == (told["rounds"], told["planted"])
    # The same from the events alone.
    events = Counter(event.kind for event in store.events())
    assert events["accepted"] + events["promoted"] - withdrawn == told["accepted"]
    assert events["failed"] == told["failed"] and events["critique"] == told["rounds"]


def test_parts_of_the_trace_are_those_of_the_whole(store: Store) -> None:
    known = _by_id(list(of_run(store)))
    for some in (of_planning(store), of_critiques(store)):
        part = list(some)
        assert part and part[0].kind == "request"
        assert [known[span.id] for span in part] == part


def test_equal_stores_give_equal_trees(storied: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(storied, tmp_path / "copy")
    with closing(RunFolder(storied).open_store()) as one, closing(RunFolder(copy).open_store()) as other:
        assert list(of_run(one)) == list(of_run(other))


def test_the_story_has_every_kind_of_span(storied: Path, talks: Path) -> None:
    found = set()
    for path in (storied, talks):
        with closing(RunFolder(path).open_store()) as store:
            found |= {span.kind for span in of_run(store)}
    # A spec brings no clauses; nothing is embedded or calibrated here.
    assert set(KINDS) - found <= {"clause", "stage"}


def test_tools_are_told_with_arguments_and_results(talks: Path) -> None:
    with closing(RunFolder(talks).open_store()) as store:
        tools = [span for span in of_run(store) if span.kind == "tool"]
        rows = [one.draft.row or {} for one in store.candidates("accepted")]
    said = {m["content"] for row in rows for m in row["messages"] if m["role"] == "tool"}
    mine = [one for one in tools if one.attributes.get("result") in said]
    assert mine and all(one.attributes["tool"] and one.attributes["arguments"] for one in mine)
    assert {one.attributes["result"] for one in mine} == said


def test_a_critique_has_the_calls_that_led_to_it(storied: Path) -> None:
    with closing(RunFolder(storied).open_store()) as store:
        known = _by_id(list(of_run(store)))
    calls = [
        span for span in known.values() if span.kind == "call" and span.attributes["stage"] == "critique"
    ]
    assert calls
    for span in calls:
        commit = span.attributes["step"].split("/")[1]
        assert known[span.parent].attributes["commit"] == int(commit)
    probing = [span for span in known.values() if span.kind == "call" and span.attributes["stage"] == "probe"]
    assert {known[span.parent].kind for span in probing} == {"critique"}
