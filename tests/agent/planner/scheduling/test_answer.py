"""What directives do to the schedule: quota moves among kin alone, and nothing is lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.planner.scheduling.answer import answer, close, receivers, rehouse
from seedbed.agent.planner.scheduling.directives import (
    AddConcept,
    AddValues,
    ChangeMethod,
    Directive,
    Expand,
    Guide,
    Prune,
    Reweight,
    Unguide,
    Weigh,
    told,
)
from seedbed.agent.planner.scheduling.schedule import GIVE_UP, Schedule
from seedbed.memory.brief import Seat
from seedbed.memory.candidate import Verdict
from seedbed.memory.tree import Concept, ConceptTree
from tests.agent.planner.schedules import LEAVES, PART, brief, cell, commit, schedule

WHY = "figures"
LABELS, LEVELS = ("x", "y"), ("easy", "hard")


def child(id: str, parent: str, **more: object) -> Concept:
    return Concept(id=id, name=id.title(), parents=(parent,)).model_copy(update=more)


def opened(here: Schedule) -> dict[str, int]:
    return {key: len(state.open) for key, state in here.cells.items() if state.open}


def check_whole(here: Schedule) -> None:
    """Seats, and the cells that they are open or filled in, agree."""
    for key, state in here.cells.items():
        assert list(state.open) == sorted(set(state.open)) and state.filled >= 0
        assert all(here.seats[number].cell.key == key for number in state.open)


# over random boards and directives --------------------------------------------------------------------

_leaf, _label, _level = st.sampled_from(LEAVES), st.sampled_from(LABELS), st.sampled_from(LEVELS)
_cell = st.builds(cell, _leaf, _label, _level)
_key = _cell.map(lambda one: one.key)
_split = _leaf.flatmap(
    lambda leaf: st.integers(0, 3).map(
        lambda n: Expand(
            part=PART, leaf=leaf, because=WHY, concepts=tuple(child(f"{leaf}.{i}", leaf) for i in range(n))
        )
    )
)
_directives = st.one_of(
    st.builds(Reweight, cell=_key, because=st.just(WHY)),
    st.builds(Prune, part=st.just(PART), leaf=_leaf, because=st.just(WHY)),
    st.builds(
        Weigh,
        part=st.just(PART),
        leaf=_leaf,
        factor=st.sampled_from((0.1, 0.5, 2.0, 9.0)),
        because=st.just(WHY),
    ),
    st.builds(
        AddConcept,
        part=st.just(PART),
        concept=st.builds(child, st.just("new"), st.sampled_from(("land", "sea"))),
        because=st.just(WHY),
    ),
    _split,
    st.builds(
        AddValues, cell=_key, attribute=st.just("tone"), values=st.just(("a", "b")), because=st.just(WHY)
    ),
)
_commits = st.lists(
    st.tuples(_cell, st.sampled_from(("", "duplicate", "wrong answer", "in flight"))), max_size=30
)


@given(_commits, st.lists(_directives, min_size=1, max_size=6))
def test_whatever_is_asked_quota_moves_among_children_of_one_parent_alone(
    commits: list[tuple[object, str]], directives: list[Directive]
) -> None:
    here = schedule(3, labels=LABELS, difficulties=LEVELS, tones=("calm", "loud", "dry"))
    for number, (home, fate) in enumerate(commits, 1):
        if not here.cells[home.key].open:  # type: ignore[attr-defined]  # a Cell, by the strategy
            continue
        if fate == "in flight":
            here.order(number, brief(here, number, home))  # type: ignore[arg-type]
        else:
            commit(here, number, home, *([fate] if fate else []))  # type: ignore[arg-type]
    done: set[str] = set()
    for directive in directives:
        name = f"{directive.kind} {getattr(directive, 'leaf', '')}"
        if directive.kind in ("expand", "add concept") and name in done:
            continue  # the same concept can't come twice
        done.add(name)
        before = dict(here.seats)
        filled = Counter({key: state.filled for key, state in here.cells.items()})
        leases = +Counter(here.leases)
        was_open = {number for state in here.cells.values() for number in state.open}
        changed = answer(directive, here)
        tree = here.trees[PART]
        assert {number for state in here.cells.values() for number in state.open} == was_open
        assert here.seats.keys() == before.keys() and +Counter(here.leases) == leases
        assert +Counter({key: state.filled for key, state in here.cells.items()}) == +filled
        check_whole(here)
        for number, seat in here.seats.items():
            then = before[number]
            if seat == then:
                continue
            assert seat in changed and number in was_open
            assert (seat.cell.label, seat.cell.difficulty) == (then.cell.label, then.cell.difficulty)
            above, its = tree.path(then.cell.leaf), set(tree[seat.cell.leaf].parents)
            beside = {parent for one in above for parent in one.parents}
            assert its & {*beside, then.cell.leaf}, (then.cell.leaf, seat.cell.leaf)


def test_a_whole_part_stays_where_it_is_when_nothing_can_take_its_seats() -> None:
    here = schedule({"bikes": 3})
    assert answer(Reweight(cell=cell().key, because=WHY), here) == ()
    assert answer(Prune(part=PART, leaf="bikes", because=WHY), here) == ()
    assert opened(here) == {cell().key: 3} and here.missing == 3


# one by one -------------------------------------------------------------------------------------------


def test_reweight_deals_the_open_seats_to_the_siblings_that_give_rows() -> None:
    here = schedule({"boats": 5, "ships": 2, "rafts": 2, "bikes": 4})
    changed = answer(Reweight(cell=cell("boats").key, because=WHY), here)
    assert len(changed) == 5
    assert opened(here) == {cell("bikes").key: 4, cell("ships").key: 5, cell("rafts").key: 4}


def test_a_cell_of_which_nothing_comes_takes_no_seats() -> None:
    here = schedule({"boats": 5, "ships": 2, "rafts": 2})
    for number in range(1, 13):
        commit(here, number, cell("ships"), "wrong answer")
    here.cells[cell("rafts").key].exhausted = True
    assert receivers(here.cells[cell("boats").key], here) == []
    here.cells[cell("rafts").key].exhausted = False
    assert [s.cell.leaf for s in receivers(here.cells[cell("boats").key], here)] == ["rafts"]


def test_prune_closes_a_leaf_and_its_seats_go_to_its_siblings() -> None:
    here = schedule(3, labels=LABELS)
    answer(Prune(part=PART, leaf="boats", because=WHY), here)
    for label in LABELS:
        state = here.cells[cell("boats", label).key]
        assert state.closed and state.given_up and not state.open
        assert sum(len(here.cells[cell(leaf, label).key].open) for leaf in ("ships", "rafts")) == 9


def test_what_is_dropped_is_told_by_the_flag_s_word() -> None:
    assert told([Prune(part=PART, leaf="boats", because=WHY)]) == "1 × drop"


def test_by_a_person_s_word_a_pruned_leaf_s_seats_may_go_anywhere() -> None:
    for by, left in (("critic", 3), ("person", 0)):
        here = schedule({"bikes": 3, "boats": 2})
        answer(Prune(part=PART, leaf="bikes", because=WHY, by=by), here)  # type: ignore[arg-type]
        assert len(here.cells[cell().key].open) == left


def test_seats_of_a_dropped_branch_leave_it_at_once() -> None:
    here = schedule({"bikes": 2, "cars": 4, "boats": 3, "ships": 3, "rafts": 3}, labels=LABELS)
    drops = [Prune(part=PART, leaf=leaf, because=WHY, by="person") for leaf in ("boats", "ships", "rafts")]
    close(drops, here)
    assert [len(answer(drop, here)) for drop in drops] == [6, 6, 6]
    assert sorted(opened(here).values()) == [7, 7, 8, 8]  # bikes had fewer


def test_where_no_concept_can_take_a_dropped_one_s_seats_one_that_is_added_does() -> None:
    here = schedule({"bikes": 4})
    answer(Prune(part=PART, leaf="bikes", because=WHY, by="person"), here)
    assert rehouse(here) == () and opened(here) == {cell().key: 4}
    answer(AddConcept(part=PART, concept=child("trams", "land"), because=WHY, by="person"), here)
    rehouse(here)
    assert opened(here) == {cell("trams").key: 4}


def test_few_seats_of_many_kinds_are_shared_by_all_receivers() -> None:
    tree = ConceptTree(concepts=(Concept(id="all", name="All"), *(child(leaf, "all") for leaf in LEAVES)))
    here = schedule(1, labels=LABELS, difficulties=LEVELS, tree=tree)
    answer(Prune(part=PART, leaf="bikes", because=WHY), here)
    got = [sum(len(one.open) for one in here.of_leaf(PART, leaf)) for leaf in LEAVES]
    assert got == [0, 5, 5, 5, 5]


def test_expand_gives_a_leaf_s_seats_to_its_children() -> None:
    here = schedule(4, labels=LABELS, difficulties=LEVELS)
    commit(here, 1, cell("bikes", "x", "easy"))
    children = (child("bikes.new", "bikes"), child("bikes.old", "bikes"))
    changed = answer(Expand(part=PART, leaf="bikes", because=WHY, concepts=children), here)
    assert len(changed) == 15 and here.revision == 1
    for label in LABELS:
        for level in LEVELS:
            state = here.cells[cell("bikes", label, level).key]
            assert state.closed and not state.open
            there = [len(here.cells[cell(c.id, label, level).key].open) for c in children]
            assert max(there) - min(there) <= 1 and sum(there) == (
                3 if (label, level) == ("x", "easy") else 4
            )
    assert here.cells[cell("bikes", "x", "easy").key].filled == 1


def test_a_child_gets_no_seat_of_a_label_that_it_does_not_have() -> None:
    here = schedule({"bikes": 4}, labels=LABELS)
    only = child("bikes.new", "bikes", labels=("x",))
    answer(Expand(part=PART, leaf="bikes", because=WHY, concepts=(only,)), here)
    assert opened(here) == {cell("bikes.new", "x").key: 4, cell("bikes", "y").key: 4}


@pytest.mark.parametrize(("factor", "after"), [(2.0, 8), (0.5, 2), (1.0, 4), (100.0, 12)])
def test_weigh_keeps_the_total(factor: float, after: int) -> None:
    here = schedule(4)
    answer(Weigh(part=PART, leaf="boats", factor=factor, because=WHY), here)
    assert here.missing == 20
    assert len(here.cells[cell("boats").key].open) == after
    assert len(here.cells[cell("bikes").key].open) == 4


@pytest.mark.parametrize(("factor", "after"), [(0.5, 3), (0.6, 4), (1.4, 8), (1.5, 9)])
def test_weigh_counts_a_leaf_as_a_whole_though_each_cell_has_one_seat(factor: float, after: int) -> None:
    here = schedule(1, labels=("x", "y"), difficulties=("a", "b", "c"))
    answer(Weigh(part=PART, leaf="boats", factor=factor, because=WHY), here)
    boats, *others = (
        sum(len(one.open) for one in here.of_leaf(PART, leaf)) for leaf in ("boats", "ships", "rafts")
    )
    assert boats == after and sum(others) == 18 - after and abs(others[0] - others[1]) <= 1


def test_weigh_leaves_leased_seats_where_they_are() -> None:
    here = schedule({"boats": 4, "ships": 2, "rafts": 2})
    for number, seat in enumerate(list(here.cells[cell("ships").key].open), 1):
        here.order(number, brief(here, number, cell("ships"), seat=seat))
    answer(Weigh(part=PART, leaf="boats", factor=2.0, because=WHY), here)
    assert len(here.cells[cell("ships").key].open) == 2
    assert here.cells[cell("boats").key].open and len(here.cells[cell("rafts").key].open) < 2


def test_nothing_more_is_weighed_into_a_leaf_that_is_closed() -> None:
    here = schedule({"boats": 4, "ships": 4})
    commit(here, 1, cell("boats"))
    answer(Prune(part=PART, leaf="boats", because=WHY), here)
    row = here.rows[cell("boats").key][0]
    verdict = Verdict(state="rejected", cell=cell("boats").key, withdrawn_at=1, held=0)
    here.withdraw(row, brief(here, row, cell("boats"), seat=0), verdict)  # its seat is open again
    answer(Weigh(part=PART, leaf="boats", factor=3.0, because=WHY), here)
    assert list(here.cells[cell("boats").key].open) == [0]
    assert rehouse(here)[0].cell.leaf == "ships" and not here.cells[cell("boats").key].open


def test_a_new_concept_gets_its_share_of_all_its_siblings_though_each_has_few() -> None:
    here = schedule(1, labels=LABELS, difficulties=LEVELS)
    before = here.missing
    answer(AddConcept(part=PART, concept=child("planes", "sea"), because=WHY), here)
    assert here.missing == before
    got = sum(len(here.cells[cell("planes", label, level).key].open) for label in LABELS for level in LEVELS)
    assert got == 3  # of 12, a quarter
    left = [
        sum(len(here.cells[cell(leaf, a, b).key].open) for a in LABELS for b in LEVELS) for leaf in LEAVES
    ]
    assert left == [4, 4, 3, 3, 3, 3][: len(left)]  # the siblings give alike


def test_new_values_touch_only_open_seats_that_no_brief_is_out_for() -> None:
    here = schedule(5, tones=("calm", "loud"))
    commit(here, 1)
    leased = here.cells[cell().key].open[1]
    here.order(2, brief(here, 2, seat=leased))
    before = dict(here.seats)
    values = ("dry", "warm")
    changed = answer(AddValues(cell=cell().key, attribute="tone", values=values, because=WHY), here)
    free = [n for n in here.cells[cell().key].open if n != leased]
    assert [seat.number for seat in changed] == free
    assert {seat.attributes["tone"] for seat in changed} == set(values)
    assert {n for n in before if here.seats[n] != before[n]} == set(free)
    assert {seat.cell for seat in changed} == {cell()}


def test_a_new_concept_shares_with_the_siblings_that_take_rows() -> None:
    here = schedule(4)
    for leaf in ("boats", "ships"):
        answer(Prune(part=PART, leaf=leaf, because=WHY), here)
    answer(AddConcept(part=PART, concept=child("planes", "sea"), because=WHY), here)
    assert list(opened(here).values()) == [4, 4, 6, 6]  # of bikes, cars, rafts and the new one


def test_new_values_come_to_their_even_share_beside_those_that_are_there() -> None:
    here = schedule(12, tones=("calm", "loud", "sad", "gay"))
    for leaf in LEAVES:
        more = AddValues(cell=cell(leaf).key, attribute="tone", values=("dry", "warm"), beside=4, because=WHY)
        answer(more, here)
    tones = Counter(seat.attributes["tone"] for seat in here.seats.values())
    assert (tones["dry"], tones["warm"]) == (10, 10) and sum(tones.values()) == 60


def test_a_new_method_begins_afresh() -> None:
    here = schedule(4)
    for number in range(1, GIVE_UP + 1):
        commit(here, number, None, "wrong answer")
    state = here.cells[cell().key]
    assert state.given_up
    answer(ChangeMethod(cell=cell().key, method="other", because=WHY), here)
    assert here.preferred == {cell().key: "other"} and not state.given_up


def test_guidance_is_said_replaced_and_taken_back() -> None:
    here = schedule(4)
    for number in range(1, 5):
        commit(here, number, None, "wrong answer")
    assert here.beliefs.defects[PART, "bikes", "m"].bad == 4
    answer(Guide(part=PART, leaf="bikes", say="one", because=WHY), here)
    assert here.beliefs.defects[PART, "bikes", "m"].bad == 2
    assert here.cells[cell().key].tally.since_accepted == 4
    answer(Guide(part=PART, leaf="bikes", say="two", because=WHY, by="person"), here)
    assert here.guidance == {(PART, "bikes"): {"one": "", "two": ""}}
    assert here.cells[cell().key].tally.since_accepted == 0
    answer(Guide(part=PART, leaf="bikes", say="two", because=WHY), here)
    assert here.guidance == {(PART, "bikes"): {"one": "", "two": ""}}
    answer(Unguide(part=PART, leaf="bikes", say="two", because=WHY), here)
    assert here.guidance == {(PART, "bikes"): {"one": ""}}


def test_seats_go_to_leaves_whose_share_was_rounded_away_where_no_other_can_take_them() -> None:
    many = tuple(f"leaf{number}" for number in range(8))
    tree = ConceptTree(concepts=(Concept(id="root", name="Root"), *(child(leaf, "root") for leaf in many)))
    homes = [cell(leaf) for leaf in many]
    here = Schedule([Seat(number=0, cell=homes[0])], homes, {PART: tree})
    answer(Reweight(cell=homes[0].key, because=WHY), here)
    assert opened(here) == {homes[1].key: 1}
    emptied = Schedule([Seat(number=n, cell=homes[0]) for n in range(8)], homes, {PART: tree})
    assert answer(Reweight(cell=homes[0].key, because=WHY), emptied) == ()
