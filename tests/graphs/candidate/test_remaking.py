"""Rows made again for the audit: the record that stands for their checks is counted again."""

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

AHEAD, SEED = 4, 7


@pytest.mark.parametrize("more", [0, 2000])
@pytest.mark.parametrize(
    "change", [{}, {"rows": 400}, {"refused": 1}, {"checks": ("rubric", "schema")}, None]
)
def test_a_record_is_counted_again_from_the_candidates_before(
    change: dict[str, Any] | None, more: int
) -> None:
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
        trust = before.trust(cell.key, "recipe", checks, drawn=is_drawn(SEED, number, spec.parts[0].rows))
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
        journal_entries=lambda kind: [("steered/80/1", {"extended": {"p": more}})] if more else [],
        briefs=lambda: iter(briefs.items()),
        candidates=lambda: iter(SimpleNamespace(number=n, draft=draft) for n, draft in drafts.items()),
    )
    if more:  # asked for later: of more rows a smaller share is drawn
        grown = spec.parts[0].model_copy(update={"rows": spec.rows + more})
        spec = spec.model_copy(update={"parts": (grown,)})
    assert remaking._unearned(spec, store) == (set() if change == {} else {spared[-1]})
