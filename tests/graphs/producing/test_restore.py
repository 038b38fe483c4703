"""A run that is restored knows what the one that went on knows: schedule, beliefs, the critic's memory."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from seedbed.agent.planner.scheduling.ahead import Ahead
from seedbed.agent.planner.scheduling.directives import (
    AddConcept,
    AddValues,
    ChangeMethod,
    Directive,
    Expand,
    Guide,
    Prune,
    Retire,
    Show,
    Stop,
    Unguide,
    Weigh,
)
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.work import Choice, Chosen, Env
from seedbed.graphs.commands.carry_out import apply, change_of
from seedbed.graphs.commands.orders import Steer
from seedbed.graphs.producing.committer import Committer
from seedbed.graphs.producing.restore import take_back
from seedbed.memory.brief import Brief, Slot
from seedbed.memory.exact.canonical import digest
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Charge, Event
from seedbed.memory.store.sql import SqlStore
from seedbed.memory.store.standing import revised
from seedbed.memory.tree import Concept
from tests.graphs import toy
from tests.graphs.producing.test_committer import told

WHY = "figures"
TOURS, BIKES = "texts/tours/a/any", "texts/bikes/b/any"


def child(id: str, parent: str) -> Concept:
    return Concept(id=id, name=id, parents=(parent,))


HALVES = (child("tours.day", "tours"), child("tours.night", "tours"))
STEPS: tuple[tuple[int, Directive], ...] = (
    (9, Guide(part="texts", leaf="tours", say="one", because=WHY)),
    (9, AddValues(cell=TOURS, attribute="tone", values=("dry", "warm"), because=WHY)),
    (9, Show(cell=TOURS, number=2, because=WHY)),
    (17, Expand(part="texts", leaf="tours", because=WHY, concepts=HALVES)),
    (17, AddConcept(part="texts", concept=child("boats", "all"), because=WHY)),
    (17, ChangeMethod(cell=BIKES, method="toy/good", because=WHY)),
    (25, Unguide(part="texts", leaf="tours", say="one", because=WHY)),
    (25, Weigh(part="texts", leaf="tours.day", factor=2.0, because=WHY)),
    (25, Retire(cell=BIKES, text="hash", because=WHY)),
    (33, Prune(part="texts", leaf="tours.night", because=WHY)),
)


def growing() -> Ahead:
    """W that grows while directives come, and then no more."""
    found = Ahead(8, 20)
    found.heed(9, 20)
    found.heed(30, 8)
    return found


async def steered(
    path: Path, until: int, look: Callable[[Committer], None] = lambda _: None
) -> tuple[Committer, SqlStore]:
    """So many commits, directives answered after some of them, as often interrupted as it is called. `look`:
    takes the committer as it stands after each."""
    store = open_store(path)
    one = toy.committer(store, toy.spec(60), ahead=growing())
    pool = toy.pool(one, workers=3)
    due = {at: [one for after, one in STEPS if after == at] for at, _ in STEPS}
    while not one.done and one.at < until:
        await one.step(pool)
        if one.at in due and not one.steered:
            one.steer(due[one.at])
        look(one)
    await pool.aclose()
    return one, store


def known(schedule: Schedule) -> dict[str, Any]:
    """All that a schedule knows, without entries that say nothing."""
    beliefs = schedule.beliefs
    counts = {
        name: {key: (c.bad, c.good) for key, c in getattr(beliefs, name).items() if c.number}
        for name in ("defects", "fills", "misread")
    }
    sums = {name: {key: n for key, n in getattr(beliefs, name).items() if n} for name in ("tokens", "texts")}
    plain = (
        "cells", "seats", "trees", "history", "guidance", "retired", "taken_back", "added", "shown", "briefs",
        "preferred", "reserve",
    )  # fmt: skip
    return {
        **counts,
        **sums,
        **{name: getattr(schedule, name) for name in plain},
        **{name: +Counter(getattr(schedule, name)) for name in ("leases", "used", "spoilt")},
        "written": {
            (cell.key, *attributes.items()): texts
            for kind, texts in enumerate(schedule.seats.written)
            if texts
            for cell, attributes in [schedule.seats.wanted(kind)]
        },
        "refused": {
            number: last
            for state in schedule.cells.values()
            for number in state.open
            if (last := schedule.refused.of(number, schedule.seats.kind(number)))
        },
        "order": list(schedule.cells),
        "wanting": [(state.cell.key, state.need) for state in schedule.wanting()],
        "parts": {part: tally for part, tally in schedule.parts.items() if tally.committed},
        "rows": {key: [(n, schedule.near(n)) for n in rows] for key, rows in schedule.rows.items() if rows},
    }


def resumed_alike(live: Committer) -> None:
    """Whoever resumed now would know what the one that goes on knows."""
    if live.at not in (9, 12, 17, 30, 48):
        return
    resumed = toy.committer(live.store, toy.spec(60), ahead=growing())
    assert resumed.at == live.at
    mine, its = known(resumed.schedule), known(live.schedule)
    for name in its:
        assert _plain(mine[name]) == _plain(its[name]), name
    assert resumed.critic.levels == live.critic.levels
    plan = live.orderer.env.plan
    assert revised(live.store, plan).history == live.schedule.history, "what an audit makes rows by"
    assert resumed.critic.lines == live.critic.lines
    assert resumed.critic.diversity.read() == live.critic.diversity.read()


def _plain(value: Any) -> Any:
    return {k: repr(v) for k, v in value.items()} if isinstance(value, Mapping) else value


async def test_a_steered_build_that_was_stopped_often_knows_and_ends_as_one_that_was_not(
    tmp_path: Path,
) -> None:
    whole, first = await steered(tmp_path / "whole.sqlite", 10_000, resumed_alike)
    for until in (1, 9, 10, 18, 25, 33):
        _, store = await steered(tmp_path / "pieces.sqlite", until)
        store.close()
    pieces, last = await steered(tmp_path / "pieces.sqlite", 10_000)
    assert told(first) == told(last) and whole.at == pieces.at


async def test_what_a_critique_found_exhausted_is_so_after_a_resume(tmp_path: Path) -> None:
    """Else a resumed build orders for those cells, or hands them seats, and one that went on doesn't."""

    def none_for_bikes(choice: Choice, env: Env) -> Chosen | None:
        return None if choice.cell.leaf == "bikes" else Chosen()

    methods = (replace(toy.GOOD, choose=none_for_bikes),)
    live, store = await toy.run(tmp_path / "s.sqlite", toy.spec(30), 2, 6, methods)
    live.mark_exhausted()
    live.keep(toy.reading(live))
    resumed = toy.committer(store, toy.spec(30), methods)
    found = {key: state.exhausted for key, state in resumed.schedule.cells.items()}
    assert found == {key: "/bikes/" in key for key in found}
    assert found == {key: state.exhausted for key, state in live.schedule.cells.items()}


async def test_a_critique_that_was_kept_is_acted_on_after_a_resume(tmp_path: Path) -> None:
    """Else a build that was killed while its directives were completed goes on without them."""
    live, store = await toy.run(tmp_path / "s.sqlite", toy.spec(30), 2, 8)
    assert live.due(8)
    live.keep(toy.reading(live))
    resumed = toy.committer(store, toy.spec(30))
    assert resumed.past == live.past and live.past[-1].candidates == 8
    assert resumed.due(8) and not resumed.steered
    resumed.steer([Guide(part="texts", leaf="tours", say="one", because=WHY)])
    assert not resumed.due(8)
    assert not toy.committer(store, toy.spec(30)).due(8)


async def test_a_critique_that_ends_the_build_ends_it_once(tmp_path: Path) -> None:
    """Killed before its end it ends after a resume; who resumes an ended one wants more of it."""
    live, store = await toy.run(tmp_path / "s.sqlite", toy.spec(30), 2, 8)
    stop = Stop(why="exhausted", because=WHY)
    live.keep(toy.reading(live).model_copy(update={"directives": (stop,)}))
    assert toy.committer(store, toy.spec(30)).due(8)
    store.record([Event("run", "short", {"because": WHY})])
    assert not toy.committer(store, toy.spec(30)).due(8)


async def test_rows_shown_to_writers_are_at_most_of_the_first_generation(tmp_path: Path) -> None:
    """A method that shows whatever it may: what is made of made rows is shown no more."""

    def greedy(choice: Choice, env: Env) -> Chosen | None:
        rows = choice.rows(choice.schedule.latest(choice.cell.key)[-3:])
        return (
            Chosen({"vary": dict(rows[-1])}) if choice.number % 2 and rows else Chosen({"made": list(rows)})
        )

    method = replace(toy.GOOD, choose=greedy)
    one, store = await toy.run(tmp_path / "s.sqlite", toy.spec(30), 3, methods=(method,))
    near = {n: one.schedule.near(n) for rows in one.schedule.rows.values() for n in rows}
    assert set(near.values()) == {True, False}
    made_as = {digest(c.draft.row): c.number for c in reversed(list(store.candidates("accepted")))}
    for number, brief in store.briefs():
        if brief is None:
            continue
        shown = [*brief.grounding.get("made", ()), *filter(None, [brief.grounding.get("vary")])]
        assert all(near[made_as[digest(row)]] for row in shown)
        if number in near:
            assert near[number] is not bool(shown)


async def test_at_rest_what_was_not_begun_may_move(tmp_path: Path) -> None:
    spec, wish = toy.spec(8), Steer(add=("Cargo",), at_rest=True)
    stopped, store = toy.started(tmp_path / "s.sqlite", spec)
    await toy.go(stopped, 2)
    first, *others = sorted(stopped.schedule.briefs.items())
    _begin(store, first[1])
    every = toy.copied(store, tmp_path / "every.sqlite")
    for _, brief in others:
        _begin(every, brief)
    assert not change_of(wish, store).unheeded
    (told_before,) = change_of(wish, every).unheeded
    left = f"what is left to make ({stopped.schedule.missing} rows) was begun already"
    assert told_before.startswith(f"texts: no row moves, for {left}; ")
    for here, idle in ((every, "no seat moved for Cargo"), (store, "")):
        take_back(here)
        resumed = toy.committer(here, spec)
        said = apply(change_of(wish, here), resumed, here.send("steer", {}))
        assert said.startswith(idle) and bool(said) is bool(idle)
    assert resumed.schedule.briefs == dict([first])
    copy = toy.copied(store, tmp_path / "copy.sqlite")
    await toy.go(resumed, 1000)
    for commits in (1, 2, 4, 1000):
        await toy.go(toy.committer(copy, spec), commits)
    assert told(store) == told(copy) and resumed.done


def _begin(store: SqlStore, brief: Brief) -> None:
    """A call is made of a brief."""
    slot = Slot(brief.id, "writer", "write_text")
    store.reserve(Charge(slot, "m", "sample", brief.cell.key, brief.method, 9, 0.0))
