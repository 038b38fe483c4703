"""No gap from the request to any row; spans and events add up to what `status` says."""

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from seedbed.graphs.candidate.sample import PROGRAM
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.status import read_status
from seedbed.tools.trace.spans import of_row, of_run
from seedbed.tools.trace.vocabulary import Kind, Span


def whole_run(run: Path) -> None:
    """The trace of a run's folder has no gap and adds up; what leads to a row is read of every fifth."""
    with closing(RunFolder(run).open_store()) as store:
        whole(store, each=5)


def whole(store: Store, each: int = 1) -> None:
    """The trace of a store has no gap and adds up, and the program itself failed on no row. `each`: of how
    many accepted rows one is read by itself."""
    known = by_id(of_run(store))
    _joined(known)
    accepted = []
    for candidate in store.candidates():
        assert not [one.detail for one in candidate.verdict.reasons if one.by == PROGRAM]
        accepted += [candidate.number] * (candidate.verdict.state == "accepted")
    for number in accepted[::each]:
        _led_to(store, number, known)
    _adds_up(store, list(known.values()))


def by_id(spans: Iterable[Span]) -> dict[str, Span]:
    """Spans by their id; each comes once."""
    listed = list(spans)
    found = {span.id: span for span in listed}
    assert len(found) == len(listed)
    return found


def _path(span: Span, known: dict[str, Span]) -> list[str]:
    """Kinds from a span up to the root."""
    kinds = [span.kind]
    while span.parent:
        span = known[span.parent]
        kinds.append(span.kind)
    return list(kinds)


def _joined(known: dict[str, Span]) -> None:
    """Each span lies within one that is there, up to the request, and ends after it began."""
    assert [_path(span, known)[-1] for span in known.values()] == ["request"] * len(known)
    assert all(0 < span.start <= span.end for span in known.values())
    assert all(link in known for span in known.values() for link in span.links)
    assert {span.kind for span in known.values()} <= set(get_args(Kind))


def _led_to(store: Store, number: int, known: dict[str, Span]) -> None:
    """A row's chain goes back to the request, and has its evidence, attempts and calls."""
    candidate, brief = store.candidate(number), store.brief(number)
    assert candidate is not None and brief is not None
    row = next(
        span for span in known.values() if span.kind == "row" and span.attributes["row"] == candidate.row_id
    )
    middle = ["revision"] if brief.revision else []
    assert _path(row, known) == ["row", "verdict", "brief", *middle, "plan", "request"]
    own = by_id(of_row(store, number))
    assert all(span.parent in own for span in own.values() if span.parent) and own.keys() <= known.keys()
    kinds = Counter(span.kind for span in own.values())
    assert kinds["evidence"] == len(candidate.draft.evidence)
    assert kinds["attempt"] == candidate.draft.attempts and kinds["call"] == len(store.deliveries(brief.id))


def _adds_up(store: Store, spans: list[Span]) -> None:
    told = read_status(store)
    kinds = Counter(span.kind for span in spans)
    calls = [span.attributes for span in spans if span.kind == "call"]
    assert len(calls) == told["calls"]
    assert sum(one["state"] in ("failed", "lost") for one in calls) == told["failed_calls"]
    for name in ("prompt", "completion"):
        assert sum(one[f"{name}_tokens"] for one in calls) == told["tokens"][name]
    assert sum(one["usd"] for one in calls) == pytest.approx(told["cost_usd"], abs=1e-6)
    happened = Counter(span.name.partition(": ")[2] for span in spans)  # by a person, or the critic
    withdrawn = happened["row withdrawn"] - happened["row restored"]
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
