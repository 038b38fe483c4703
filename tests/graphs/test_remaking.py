"""Rows made again for the audit: as many at once as there are cores."""

import asyncio
import os
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.graphs import remaking
from seedbed.memory.spec import Part, Spec


def test_rows_are_made_again_side_by_side_and_stay_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        SimpleNamespace(number=n, row_id=f"{n:02}", verdict=SimpleNamespace(cell="p/all/any/any"))
        for n in range(9)
    ]
    store: Any = SimpleNamespace(
        candidates=lambda state: iter(rows),
        brief=lambda number: SimpleNamespace(revision=0),
        journaled=lambda key: None,
        meta=lambda key: None,
    )
    at_once, most = 0, 0

    async def wrong(candidate: Any, brief: Any, bench: Any) -> Sequence[str]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.001 * (9 - candidate.number))
        at_once -= 1
        return [candidate.row_id]

    monkeypatch.setattr(remaking, "_bench", lambda *_: None)
    monkeypatch.setattr(remaking, "_worlds", lambda *_: ({}, set()))
    monkeypatch.setattr(remaking, "_wrong", wrong)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    spec = Spec(parts=(Part(name="p", recipe="haiku", topic="tides", rows=9),))
    found = remaking.remade(None, spec, None, store)  # type: ignore[arg-type]  # not looked at
    assert found == {f"{n:02}": [f"{n:02}"] for n in range(9)} and list(found) == sorted(found)
    assert most == 3
