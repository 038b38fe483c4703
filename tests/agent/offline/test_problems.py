"""Word problems: drawn by a program, worded by it or by a model, computed again from the text."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.offline import problems
from seedbed.agent.resources import Resources
from seedbed.agent.work import Work
from seedbed.memory.candidate import Citation, Computation
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.sources import read_sources
from seedbed.tools.offline.problems.library import ProblemFault, families
from seedbed.tools.offline.tables import prices
from tests.agent.scenes import choice, scene

HANDBOOK = Path(__file__).resolve().parents[3] / "scenarios" / "demo" / "handbook"
PART = Part(offline="problems", topic="bike hire", rows=1, guidance=("Name no months.",))
LEAF = "root.shopping"
NAMES = [family.name for family in families()]


@cache
def _priced() -> Resources:
    """The prices of the demo's handbook."""
    sources = read_sources([HANDBOOK]).sources
    return Resources(sources=sources, prices=tuple(prices(chunk_sources(sources))))


def _resources(name: str) -> Resources:
    return Resources() if name == "shopping" else _priced()


async def _sure(leaf: str, seed: int, resources: Resources | None = None) -> Work | None:
    used = resources or Resources()
    _, env, _ = scene(PART, leaf=leaf, resources=used)
    chosen = problems.choose(choice(PART, leaf, seed), env)
    if chosen is None:
        return None
    work, env, scripted = scene(PART, leaf=leaf, resources=used, grounding=chosen.grounding)
    work = replace(work, brief=work.brief.model_copy(update={"seed": seed}))
    for step in (problems.take_problem, problems.verify_text):
        work = await step(work, env)
    assert scripted.asked == []
    return work


@pytest.mark.parametrize("name", NAMES)
async def test_every_family_gives_proven_rows_without_a_model(name: str) -> None:
    works = [await _sure(f"root.{name}", seed, _resources(name)) for seed in range(6)]
    assert any(work is not None for work in works)
    for work in works:
        if work is None:
            continue
        assert work.reasons == ()
        assert work.row is not None
        assert set(work.row) == {"question", "answer", "solution"}
        assert (work.grade, work.assigned) == ("proven", (work.brief.cell.key,))
        (computed,) = [e for e in work.evidence if isinstance(e, Computation)]
        assert computed.ok
        last = work.row["solution"].splitlines()[-1]
        assert work.row["answer"] in last


async def test_equal_problems_have_equal_signatures_and_others_do_not() -> None:
    first, again, other = [await _sure(LEAF, seed) for seed in (1, 1, 2)]
    assert first is not None and again is not None and other is not None
    assert first.signature == again.signature != other.signature
    assert first.row == again.row


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("hire") or name == "tickets"])
async def test_prices_that_are_used_are_cited_and_no_others(name: str) -> None:
    # 10 seeds have budgets equal to a deposit and city bikes beside electric city bikes.
    for seed in range(10):
        work = await _sure(f"root.{name}", seed, _priced())
        if work is None:
            continue
        used = {f"{p.currency}{p.amount}" if p.currency != "%" else f"{p.amount}%" for p in _prices_of(work)}
        cited = [e for e in work.evidence if isinstance(e, Citation)]
        assert len(cited) == len(_prices_of(work)) and used == {citation.claim for citation in cited}
        for price in _prices_of(work):
            assert any(price.item.lower() in citation.quote.lower() for citation in cited)


def _prices_of(work: Work) -> tuple[Any, ...]:
    prices: tuple[Any, ...] = work.material["problem"].prices
    assert prices
    return prices


def test_a_leaf_that_is_no_family_is_a_fault_of_the_plan() -> None:
    _, env, _ = scene(PART, leaf="root.alchemy")
    with pytest.raises(ProblemFault) as fault:
        problems.choose(choice(PART, "root.alchemy"), env)
    assert "alchemy" in str(fault.value)


async def test_prices_that_do_not_suffice_are_made_up() -> None:
    work = await _sure(LEAF, 1, _priced())
    assert work is not None and not work.reasons
    assert not [one for one in work.evidence if isinstance(one, Citation)]
