"""What a person asks of a run: names are found or refused, and a resumed run obeys as one that went on."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.parts import settled
from seedbed.agent.planner.scheduling.directives import AddConcept, Directive, Guide, Prune, Weigh
from seedbed.agent.planner.scheduling.seats import draw_seats
from seedbed.graphs.approval.changing import changed, wished
from seedbed.graphs.commands.carry_out import apply, asked_for, change_of, keep, more_rows
from seedbed.graphs.commands.orders import ORDERS, Extend, Redo, Steer, directives
from seedbed.graphs.commands.reviewing import Change
from seedbed.graphs.producing.committer import Committer
from seedbed.memory.brief import Seat
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.plan import PartPlan, Plan, extended, quotas
from seedbed.memory.spec import ANY, Label, Part, Spec
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.sql import SqlStore
from seedbed.memory.store.standing import Standing
from seedbed.memory.tree import Concept, ConceptTree
from tests.e2e.runs import PLAIN
from tests.graphs import toy
from tests.graphs.producing.test_committer import told
from tests.graphs.producing.test_restore import known
from tests.graphs.toy import started


def standing_of(*parts: str, open_seats: int = 4, weight: float = 1.0) -> Standing:
    concepts = tuple(one.model_copy(update={"weight": weight}) for one in toy.TREE.concepts)
    now = Standing([dict.fromkeys(parts, ConceptTree(concepts=concepts))])
    for part in parts:
        for leaf in ("bikes", "tours"):
            now.open[f"{part}/{leaf}/a/any"] = open_seats
    return now


ONE = standing_of("texts")
LATER = standing_of("texts")
for one in (Prune(part="texts", leaf="tours", because="x"), *directives(Steer(add=("Cargo",)), LATER)):
    LATER.heed(one.model_dump(mode="json"))
FULL = standing_of("texts")
FULL.filled["texts/tours/a/any"] = FULL.open.pop("texts/tours/a/any")
TWO = standing_of("texts", "more")

# names -------------------------------------------------------------------------------------------------


def test_each_flag_is_a_directive_by_a_person() -> None:
    wish = Steer(
        drop=("TOURS",), add=("Cargo bikes",), inside="carrying things", weight=(("Bikes", 2.0),),
        guide=("Be brief.",), only=("bikes",),
    )  # fmt: skip
    drop, add, weigh, guide = directives(wish, standing_of("texts", weight=0.5))
    assert isinstance(drop, Prune) and drop.leaf == "tours"
    assert isinstance(add, AddConcept) and add.concept.id == "cargo-bikes"
    of = add.concept.parents, add.concept.inside, add.concept.weight
    assert of == (("all",), "carrying things", 0.5), "as much as the others"
    assert isinstance(weigh, Weigh) and (weigh.leaf, weigh.factor) == ("bikes", 2.0)
    assert isinstance(guide, Guide) and (guide.leaf, guide.say) == ("bikes", "Be brief.")
    assert {d.by for d in (drop, add, weigh, guide)} == {"person"}
    everywhere = directives(Steer(guide=("Be brief.",)), TWO)
    assert [(d.part, d.leaf) for d in everywhere if isinstance(d, Guide)] == [("texts", ""), ("more", "")]


@pytest.mark.parametrize(
    ("wish", "now", "said"),
    [
        (Steer(drop=("tour",)), ONE, "there is no concept 'tour' — did you mean 'Tours'?"),
        (Steer(drop=("zzz",)), ONE, "there are Bikes, Tours"),
        (Steer(drop=("tours",)), TWO, "give an id or --part: tours of texts, tours of more"),
        (Steer(drop=("tours",), part="mor"), TWO, "there is no part 'mor'"),
        (Steer(drop=("all",)), ONE, "'All' is all of texts"),
        (Steer(drop=("tours", "bikes")), ONE, "leave no concept of texts"),
        (Steer(drop=("tours",)), standing_of("texts", open_seats=0), "all rows are there"),
        (Steer(weight=(("tours", 2.0),)), standing_of("texts", open_seats=0), "all rows are there"),
        (Steer(drop=("tours",)), Standing([{"texts": toy.TREE}]), "the plan isn't approved yet"),
        (Steer(drop=("tours",)), LATER, "'Tours' is dropped already"),
        (Steer(drop=("cargo",)), LATER, "'Cargo' has no rows to be made — one that was only added"),
        (Steer(drop=("tours",)), FULL, "all rows of 'Tours' are there"),
        (Steer(weight=(("all", 2.0),)), ONE, "is no leaf"),
        (Steer(add=("bikes",)), ONE, "there is a concept 'bikes' already"),
        (Steer(add=("x",), under="tours"), ONE, "has no concepts below it"),
        (Steer(add=("x",)), TWO, "name one with --part"),
        (Steer(guide=("x",), only=("nowhere",)), ONE, "there is no concept 'nowhere'"),
        (Steer(), ONE, "say what to change"),
        (Steer(drop=("tours",), under="all"), ONE, "--under and --inside say more of --add"),
        (Steer(drop=("tours",), only=("bikes",)), ONE, "--for says which concept --guide is for"),
        (Steer(drop=("tours",), when="x"), ONE, "--when says which rows --guide is for"),
        (Steer(drop=("tours",), weight=(("tours", 2.0),)), ONE, "'Tours' is dropped"),
        (Steer(add=("Cargo", "cargo")), ONE, "there is a concept 'cargo' already"),
    ],
)
def test_what_cannot_be_had_is_refused_with_what_is_there(wish: Steer, now: Standing, said: str) -> None:
    with pytest.raises(UserFault) as fault:
        directives(wish, now)
    assert said in str(fault.value)


# more rows ---------------------------------------------------------------------------------------------

WIDE = ConceptTree(
    concepts=(
        Concept(id="all", name="All"),
        *(Concept(id=f"c{n}", name=f"C{n}", parents=("all",), weight=1 + n % 3) for n in range(7)),
    )
)


@pytest.mark.parametrize(("rows", "steps"), [(30, (1, 1, 1, 50)), (11, (100,)), (200, (7, 13))])
def test_margins_of_a_grown_plan_are_within_a_row_of_their_shares(rows: int, steps: tuple[int, ...]) -> None:
    labels = (Label(name="a"), Label(name="b", share=3.0))
    part = Part(name="p", offline="labels", topic="x", rows=rows, labels=labels)
    levels = ("easy", "hard")
    first = mine = PartPlan(part="p", tree=WIDE, difficulties=levels, quotas=quotas(part, WIDE, levels))
    for more in steps:
        before = mine.quotas
        mine = mine.model_copy(update={"quotas": extended(part, mine, first, more)})
        part = part.model_copy(update={"rows": part.rows + more})
        assert all(mine.quotas[key] >= n for key, n in before.items())
    assert sum(mine.quotas.values()) == part.rows

    def margin(place: int, name: str) -> int:
        return sum(n for key, n in mine.quotas.items() if key.split("/")[place] == name)

    assert abs(margin(2, "a") - part.rows / 4) <= 1
    assert all(abs(margin(3, level) - part.rows / 2) <= 1 for level in levels)
    if part.rows > 2 * rows:  # else the leaves of the plan as it was made may be further off
        assert all(abs(margin(1, c.id) - part.rows * WIDE.share(c.id)) <= 1 for c in WIDE.leaves())


SECTIONS = {"a": 4, "b": 2, "c": 1, "d": 3}
FILED = ConceptTree(
    concepts=(
        Concept(id="all", name="All"),
        *(Concept(id=one, name=one, parents=("all",), weight=n) for one, n in SECTIONS.items()),
        *(
            Concept(id=f"{one}.{n}", name="x", parents=(one,))
            for one, m in SECTIONS.items()
            for n in range(m)
        ),
    )
)


@pytest.mark.parametrize(("each", "more"), [(1, 4), (1, 13), (2, 3), (2, 8)])
def test_rows_for_each_section_grow_all_over_the_documents(each: int, more: int) -> None:
    part = Part(name="p", offline="questions", topic="x", rows=10 * each)
    first = PartPlan(part="p", tree=FILED, quotas=quotas(part, FILED, (ANY,)))
    grown = extended(part, first, first, more)
    ends = [grown[f"p/{leaf.id}/{ANY}/{ANY}"] for leaf in FILED.leaves()]
    assert sum(ends) == part.rows + more and max(ends) - min(ends) <= 1
    for one in SECTIONS:
        has = sum(n for key, n in grown.items() if key.startswith(f"p/{one}."))
        assert abs(has - (part.rows + more) * FILED.share(one)) < 1
    if more < 10:
        assert len({key[2] for key, n in grown.items() if n > each}) >= min(3, more)


def grown(more: Change) -> tuple[Spec, Plan]:
    assert more.grown is not None
    return more.grown


def test_more_seats_keep_attributes_balanced_and_are_numbered_on(tmp_path: Path) -> None:
    committer, store = started(tmp_path / "s.sqlite", toy.spec(30))
    spec, plan = committer.orderer.env.spec, committer.orderer.env.plan
    more = more_rows(Extend(rows=31), store, spec, plan)
    assert [seat.number for seat in more.seats] == list(range(30, 61))
    more_spec, more_plan = grown(more)
    assert (more_spec.rows, sum(more_plan.parts[0].quotas.values())) == (61, 61)
    assert len(list(draw_seats(more_spec, more_plan))) == 61
    tones = [s.attributes["tone"] for s, _, _ in store.seats()] + [s.attributes["tone"] for s in more.seats]
    assert all(20 <= tones.count(tone) <= 21 for tone in set(tones))
    with pytest.raises(UserFault, match="there is no part 'other'"):
        more_rows(Extend(rows=1, part="other"), store, spec, plan)
    (part,) = spec.parts
    full = spec.model_copy(update={"parts": (part.model_copy(update={"rows": 9_999_999}),)})
    with pytest.raises(UserFault, match="no part has more than 10,000,000"):
        more_rows(Extend(rows=2), store, full, plan)


HOUSE = ConceptTree(
    concepts=(
        Concept(id="all", name="All"),
        *(Concept(id=one, name=one, parents=("all",)) for one in ("law", "home", "food")),
        *(
            Concept(id=f"{one}.{n}", name="x", parents=(one,))
            for one in ("law", "home", "food")
            for n in range(4)
        ),
    )
)


def by_leaf(seats: Iterable[Seat]) -> Counter[str]:
    return Counter(seat.cell.leaf for seat in seats)


def test_more_rows_are_steered_as_those_before_were(tmp_path: Path) -> None:
    committer, store = started(tmp_path / "s.sqlite", toy.spec(96), HOUSE)
    spec, plan = committer.orderer.env.spec, committer.orderer.env.plan
    plain = more_rows(Extend(rows=48), store, spec, plan)
    assert list(plain.seats) == list(draw_seats(spec, grown(plain)[1], {}, plan.parts[0].quotas, 96))
    assert set(by_leaf(plain.seats).values()) == {4}
    person: dict[str, Any] = {"part": "texts", "because": "x", "by": "person"}
    winter = Concept(id="home.winter", name="Winter", parents=("home",))
    committer.obey([Prune(leaf=f"law.{n}", **person) for n in range(4)])
    committer.obey([AddConcept(concept=winter, **person), Weigh(leaf="food.0", factor=3.0, **person)])
    more = more_rows(Extend(rows=48), store, spec, plan)
    seats = by_leaf(more.seats)
    assert seats.total() == 48 and [s.number for s in more.seats] == list(range(96, 144))
    assert not [leaf for leaf in seats if leaf.startswith("law")]
    assert seats["home.winter"] == 5 and seats["food.0"] == 18 and seats["food.1"] in (2, 3)
    assert sum(n for leaf, n in seats.items() if leaf.startswith("food")) == 24
    apply(more, committer, store.send("extend", {}))
    assert (
        known(toy.committer(store, grown(more)[0], tree=HOUSE).schedule)["seats"] == committer.schedule.seats
    )


def test_rows_of_a_label_stay_owed_where_all_that_may_have_it_is_pruned() -> None:
    part = Part(name="p", offline="labels", topic="x", rows=20, labels=(Label(name="a"), Label(name="b")))
    only = (Concept(id="one", name="x", parents=("all",), labels=("a",)),)
    tree = ConceptTree(concepts=(*toy.TREE.concepts, *only))
    plan = PartPlan(part="p", tree=tree, quotas=quotas(part, tree, (ANY,)))
    for pruned, given in (({"bikes"}, {"tours", "one"}), ({"bikes", "tours"}, {"one", "bikes", "tours"})):
        more = extended(part, plan, plan, 20, pruned)
        assert {key.split("/")[1] for key, n in more.items() if n > plan.quotas[key]} == given
        assert sum(n for key, n in more.items() if "/a/" in key) == 20


def test_parts_grow_by_the_rows_they_had_at_first(tmp_path: Path) -> None:
    _, store = started(tmp_path / "s.sqlite", toy.spec(30))
    parts = tuple(
        Part(name=name, offline="labels", topic="x", rows=rows, labels=("a", "b"))  # type: ignore[arg-type]  # names may be words
        for name, rows in (("one", 10), ("two", 20))
    )
    spec = Spec(parts=parts)
    plan = Plan(
        parts=tuple(PartPlan(part=p.name, tree=toy.TREE, quotas=quotas(p, toy.TREE, ("any",))) for p in parts)
    )
    store.set_meta("first_plan", plan.model_dump(mode="json"))
    given = {"one": 0, "two": 0}
    for _ in range(6):
        more = more_rows(Extend(rows=1), store, spec, plan)
        spec, plan = grown(more)
        for name, rows in more.rows.items():
            given[name] += rows
    assert given == {"one": 2, "two": 4}


# obeying -----------------------------------------------------------------------------------------------


CARGO = Concept(id="cargo", name="Cargo", parents=("all",))
ASKED: tuple[Directive, ...] = (
    Weigh(part="texts", leaf="bikes", factor=2.0, because="x", by="person"),
    AddConcept(part="texts", concept=CARGO, because="x", by="person"),
    Guide(part="texts", leaf="tours", say="Be brief.", because="x", by="person"),
    Prune(part="texts", leaf="tours", because="x", by="person"),
)


async def test_stopping_after_an_order_changes_nothing(tmp_path: Path) -> None:
    spec = toy.spec(40)
    whole, first = started(tmp_path / "whole.sqlite", spec)
    await toy.go(whole, 15)
    whole.obey(ASKED)
    _redo(whole, first, 3)
    store = toy.copied(first, tmp_path / "pieces.sqlite")
    await toy.go(whole, 1000)
    for commits in (1, 2, 4, 8, 1000):
        await toy.go(toy.committer(store, spec), commits)
    assert told(first) == told(store)


def _redo(committer: Committer, store: SqlStore, number: int) -> list[str]:
    ids = [c.row_id for c, _ in zip(store.candidates("accepted"), range(number), strict=False)]
    change = change_of(Redo(rows=tuple(ids), because="too stiff"), store)
    apply(change, committer, store.send("redo", {}))
    return ids


@pytest.mark.parametrize(("rows", "idle"), [(40, ""), (6, "no seat moved for Cargo, bikes: the rows left")])
async def test_concepts_that_come_too_late_for_a_seat_are_named(tmp_path: Path, rows: int, idle: str) -> None:
    committer, store = started(tmp_path / "s.sqlite", toy.spec(rows))
    await toy.go(committer, 2)
    change = change_of(Steer(add=("Cargo",), weight=(("bikes", 3.0),)), store)
    said = apply(change, committer, store.send("steer", {}))
    assert said.startswith(idle) and bool(said) is bool(idle)


def test_no_concept_is_added_where_rows_are_made_from_them(tmp_path: Path) -> None:
    _, store = started(tmp_path / "s.sqlite", toy.spec(8))
    spec = Spec(parts=(Part(name="texts", offline="problems", topic="x", rows=8),))
    store.set_meta("spec", spec.model_dump(mode="json"))
    with pytest.raises(UserFault, match="none can be added"):
        change_of(Steer(add=("Cargo",)), store)
    with pytest.raises(UserFault, match="none can be added"):
        changed(wished({"texts": {"add": [{"name": "Cargo", "rows": 2}]}}), store)


def test_where_there_are_no_concepts_none_is_asked_to_be_named() -> None:
    bare = Standing([{"texts": ConceptTree(concepts=(Concept(id="all", name="All"),))}])
    bare.open["texts/all/a/any"] = 2
    with pytest.raises(UserFault, match="texts has none; `--guide` tells the writer"):
        directives(Steer(add=("Cargo",)), bare)


NOTES = {key: one for key, one in PLAIN.items() if key != "leaf"} | {"write": "A note on {{ leaf }}."}


def test_guidance_for_a_concept_that_waits_to_be_added_is_not_called_unheeded(tmp_path: Path) -> None:
    _, store = started(tmp_path / "s.sqlite", toy.spec(8))
    spec = Spec(parts=(Part.model_validate({"name": "texts", "recipe": NOTES, "topic": "x", "rows": 8}),))
    store.set_meta("spec", settled(spec, Path()).model_dump(mode="json"))
    guide, add = Steer(guide=("Be brief.",), only=("cargo",)), Steer(add=("Cargo",))
    assert change_of(guide, store, [add]).unheeded == ()
    twice = guide.model_copy(update={"guide": guide.guide * 2})
    again = change_of(twice, store, [add, guide])
    assert again.unheeded == ("writers of texts/cargo are told so already: 'Be brief.'",)
    assert len(again.directives) == 1
    level = NOTES | {"levels": {"easy": "plain", "hard": "involved"}}
    spec = Spec(parts=(Part.model_validate({"name": "texts", "recipe": level, "topic": "x", "rows": 8}),))
    store.set_meta("spec", settled(spec, Path()).model_dump(mode="json"))
    (told,) = change_of(Steer(guide=("Be brief.",), when="level ==  'hard'"), store).directives
    assert isinstance(told, Guide) and told.when == "level == 'hard'"
    with pytest.raises(UserFault, match="--when, texts: `level` is never 'absurd'; it is: easy, hard"):
        change_of(Steer(guide=("Be brief.",), when="level == 'absurd'"), store)


async def test_a_concept_beside_branches_gets_its_share_of_what_lies_below_them(tmp_path: Path) -> None:
    committer, store = started(tmp_path / "s.sqlite", toy.spec(96), HOUSE)
    for wish, rows in ((Steer(add=("Cargo",)), 24), (Steer(weight=(("cargo", 1.5),)), 36)):
        assert apply(change_of(wish, store), committer, store.send("steer", {})) == ""
        seats = by_leaf(committer.schedule.seats.values())
        assert seats.pop("cargo") == rows and len(seats) == 12
        assert all(abs(n - (96 - rows) / 12) <= 1 for n in seats.values())


async def test_new_rows_of_a_dropped_concept_go_to_the_others(tmp_path: Path) -> None:
    spec = toy.spec(20)
    committer, store = started(tmp_path / "s.sqlite", spec)
    await toy.go(committer, 8)
    committer.obey([Prune(part="texts", leaf="tours", because="x", by="person")])
    more = more_rows(Extend(rows=9), store, spec, committer.orderer.env.plan)
    apply(more, committer, store.send("extend", {}))
    committer.rehouse()
    assert not [s for s in committer.schedule.cells.values() if s.closed and s.open]
    again, now = known(toy.committer(store, grown(more)[0]).schedule), known(committer.schedule)
    assert [(c.open, c.filled) for c in again["cells"].values()] == [
        (c.open, c.filled) for c in now["cells"].values()
    ]


@pytest.mark.parametrize("live", [True, False])
async def test_a_redone_row_of_a_dropped_branch_is_made_of_another(tmp_path: Path, live: bool) -> None:
    spec = toy.spec(24)
    committer, store = started(tmp_path / "s.sqlite", spec, HOUSE)
    await toy.go(committer, 20)
    row = next(store.candidates("accepted"))
    branch = row.verdict.cell.split("/")[1].split(".")[0]
    committer.obey([Prune(part="texts", leaf=f"{branch}.{n}", because="x", by="person") for n in range(4)], 1)
    change, command = change_of(Redo(rows=(row.row_id,)), store), store.send("redo", {})
    if live:
        apply(change, committer, command)
    else:  # nobody works on it
        keep(change, store, command)
        committer = toy.committer(store, spec, tree=HOUSE)
    committer.rehouse()
    assert not [s for s in committer.schedule.cells.values() if s.closed and s.open]
    again = toy.committer(store, spec, tree=HOUSE)
    again.rehouse()
    assert known(again.schedule)["seats"] == committer.schedule.seats
    assert sum(1 for _ in store.journal_entries("steered")) == 3  # dropped, redone, rehoused


async def test_what_the_critic_left_in_a_closed_concept_is_not_moved_by_a_resume(tmp_path: Path) -> None:
    spec = toy.spec(24)
    committer, store = started(tmp_path / "s.sqlite", spec, HOUSE)
    await toy.go(committer, 3)
    committer.steer([Prune(part="texts", leaf=f"food.{n}", because="x") for n in range(4)])
    assert [s for s in committer.schedule.cells.values() if s.closed and s.open]
    again = toy.committer(store, spec, tree=HOUSE)
    again.rehouse()
    assert known(again.schedule)["seats"] == committer.schedule.seats


def test_a_command_that_cannot_be_read_is_taken_and_told_in_a_line(tmp_path: Path) -> None:
    store, said = open_store(tmp_path / "run.sqlite", write=True), list[str]()
    store.send("steer", {"guide": [1] * 50})
    assert not list(asked_for(RunFolder(tmp_path), store, ORDERS, said.append)) and not store.waiting()
    assert said == ["a person's command can't be carried out: the command 'steer' can't be read"]
