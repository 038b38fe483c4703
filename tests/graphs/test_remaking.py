"""Rows made again for the audit: as many at once as there are cores."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.agent.methods import METHODS
from seedbed.agent.planner.scheduling.trust import Record, is_drawn
from seedbed.graphs.candidate import remaking
from seedbed.memory.brief import Brief, Cell, Trust
from seedbed.memory.candidate import Draft
from seedbed.memory.spec import Part, Spec


def test_rows_are_made_again_side_by_side_and_stay_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        SimpleNamespace(number=n, row_id=f"{n:02}", verdict=SimpleNamespace(cell="p/all/any/any"))
        for n in range(9)
    ]
    store: Any = SimpleNamespace(
        candidates=lambda state="": iter(rows if state else ()),
        briefs=lambda: iter(()),
        brief=lambda number: SimpleNamespace(revision=0),
        journaled=lambda key: None,
        meta=lambda key: None,
    )
    at_once, most = 0, 0

    async def wrong(candidate: Any, brief: Any, env: Any) -> Sequence[str]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.001 * (9 - candidate.number))
        at_once -= 1
        return [candidate.row_id]

    monkeypatch.setattr(remaking, "_env", lambda *_: None)
    monkeypatch.setattr(remaking, "_worlds", lambda *_: ({}, set()))
    monkeypatch.setattr(remaking, "_wrong", wrong)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    spec = Spec(parts=(Part(name="p", recipe="haiku", topic="tides", rows=9),))
    found = remaking.remade(None, spec, None, store)  # type: ignore[arg-type]  # not looked at
    assert found == {f"{n:02}": [f"{n:02}"] for n in range(9)} and list(found) == sorted(found)
    assert most == 3


AHEAD, SEED = 4, 7


@pytest.mark.parametrize(
    "change", [{}, {"rows": 400}, {"refused": 1}, {"checks": ("rubric", "schema")}, None]
)
def test_a_record_is_counted_again_from_the_candidates_before(change: dict[str, Any] | None) -> None:
    cell = Cell(part="p", leaf="all", label="any", difficulty="any")
    text = (Path(remaking.__file__).parents[2] / "agent/recipes/shipped/texts/haiku.yaml").read_text("utf-8")
    spec = Spec(parts=(Part(name="p", recipe=text, topic="tides", rows=9),), seed=SEED)
    method = next(one for one in METHODS if one.name == "recipe")
    assert method.paid is not None
    checks = method.paid(spec.parts[0], "any")
    record, drafts, briefs, known = Record(), {}, {}, [0]
    for number in range(1, 81):
        # brief n is ordered after commit n − 4
        before = Record(rows=record.rows[: known[max(0, number - AHEAD)]])
        trust = before.trust(cell.key, "recipe", checks, drawn=is_drawn(SEED, number))
        briefs[number] = Brief(
            number=number, seat=0, cell=cell, method="recipe", form="strong", seed=1, trust=trust
        )
        drafts[number] = Draft(row={"poem": "x"})
        if not briefs[number].spared:
            record.add(cell.key, "recipe", "", trust)
        known.append(len(record.rows))
    spared = [number for number, brief in briefs.items() if brief.spared]
    assert len(spared) > 5
    last = briefs[spared[-1]]
    if change is not None:
        assert last.trust is not None
        briefs[spared[-1]] = last.model_copy(update={"trust": last.trust.model_copy(update=change)})
    else:  # the same trust, for a row that wasn't drawn to be examined: now it says it was
        briefs[spared[-1]] = last.model_copy(
            update={"trust": Trust.model_validate({**dict(last.trust or ()), "drawn": True})}
        )
    store: Any = SimpleNamespace(
        meta=lambda key: AHEAD,
        briefs=lambda: iter(briefs.items()),
        candidates=lambda: iter(SimpleNamespace(number=n, draft=draft) for n, draft in drafts.items()),
    )
    assert remaking._unearned(spec, store) == (set() if change == {} else {spared[-1]})
