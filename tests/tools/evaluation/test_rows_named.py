"""A cell's key is taken apart as it was put together, slashes of labels and levels and all."""

from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.memory.brief import Cell, split_key
from seedbed.tools.evaluation.rows_named import rows_named
from seedbed.tools.export.rows import read_rows
from tests.tools.export.talks import SINGLE, SPEC, Accepted

SLASHED = [("TCP/IP", "any"), ("any", "A1/A2"), ("and/or", "A1/A2"), ("no", "easy")]


@pytest.mark.parametrize(("label", "level"), SLASHED)
def test_labels_and_levels_with_slashes_are_named(label: str, level: str) -> None:
    key = Cell(part="talks", leaf="all", label=label, difficulty=level).key
    assert split_key(key) == ("talks", "all", label, level)
    said = [f"labelled “{label}”"] * (label != "any") + [f"of level “{level}”"] * (level != "any")
    assert rows_named(key, {}) == f"rows about “all”, {', '.join(said)}"
    store: Any = Accepted((("talks", SINGLE, "", {}),))
    (one,) = store.candidates("accepted")
    verdict = SimpleNamespace(cell=key, grade="proven", state="accepted", withdrawn_at=None)
    store = SimpleNamespace(candidates=lambda *_: [SimpleNamespace(**{**vars(one), "verdict": verdict})])
    store.briefs = lambda: iter(())
    assert [row.level for row in read_rows(store, SPEC)] == ["" if level == "any" else level]
