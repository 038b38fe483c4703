"""How far the demands of a request are kept: the same in `status`, `inspect --why-not` and the viewer."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from seedbed.app.looking.why_not import drawn, why_not
from seedbed.app.viewer.runs import ViewedRun, demands, spec_of, viewed
from seedbed.app.viewer.server import application
from seedbed.app.views.run import open_run
from seedbed.memory.errors import UserFault
from seedbed.memory.store.opening import open_store
from tests.app.conftest import printed

HERE = {"each label": ["axis label"], "in rows": ["rows"], "every one with its label": ["field label"]}


@pytest.fixture
def short(copy: Path) -> ViewedRun:
    """A run that ended short, two of whose parts have one demand."""
    with contextlib.closing(open_store(copy / "run.sqlite")) as store:
        spec: Any = store.meta("spec")
        spec["parts"][0]["clauses"] = HERE
        spec["parts"][1]["clauses"] = {"every one with its label": ["field answer"]}
        store.set_metas({"spec": spec, "state": "short"})
    (run,) = viewed([copy]).values()
    while not run.index.whole:
        run._fill()
    return run


def test_of_a_run_that_ended_short_all_tell_the_same(short: ViewedRun) -> None:
    with open_run(short.folder.path) as view:
        told = view.status["clauses"]
        for n, one in enumerate(told, 1):
            found = why_not(view, f"#{n}")
            assert one.items() <= found.items() and found["missed"] == 0
        assert "0 of 1 row keep it" in (said := printed(*drawn(why_not(view, "each label"))))
        assert "1 row of them is missing" in said
        assert told[0]["basis"].endswith("booking 3, complaint 2 of 3")
        here = demands(short, view.store, spec_of(view.store))
    figures = ("text", "rows", "of", "share")
    assert [[one[key] for key in figures] for one in here] == [[one[key] for key in figures] for one in told]
    assert "complaint" not in here[0]["basis"]  # which of them are there it doesn't count
    with TestClient(application({short.name: short})) as client:
        page = client.get(f"/run/{short.name}").text
    assert "rows?misses=" not in page and page.count("1 missing</span>") == 2


def test_a_demand_that_several_parts_have_is_to_be_named_by_its_number(short: ViewedRun) -> None:
    with open_run(short.folder.path) as view:
        with pytest.raises(UserFault, match=r"#3 \(in messages\), #4 \(in problems\)"):
            why_not(view, "Every one with")
        assert why_not(view, "#4")["part"] == "problems"
