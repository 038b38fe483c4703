"""What is learnt from commits: ways to fail apart, and what a right text costs."""

import random

import pytest

from seedbed.agent.planner.scheduling.beliefs import Beliefs
from seedbed.memory.brief import Brief, Cell, Trust
from seedbed.memory.candidate import Draft, Human, Reason, ReasonCode, Verdict
from tests.agent.planner.schedules import PART, brief, cell, draft, rejected
from tests.agent.planner.schedules import schedule as new_schedule

HOME = cell()
_BOARD = new_schedule(1)


def order(method: str = "m", home: Cell = HOME) -> Brief:
    return brief(_BOARD, 1, home, method=method)


def accepted(home: Cell = HOME, **more: object) -> Verdict:
    return Verdict(state="accepted", cell=home.key, seat=0).model_copy(update=more)


def learn(beliefs: Beliefs, *codes: ReasonCode, times: int = 1, home: Cell = HOME) -> None:
    for _ in range(times):
        own = [code for code in codes if code not in ("duplicate", "surplus")]
        verdict = rejected(home, *codes) if codes else accepted(home)
        beliefs.learn(order(home=home), draft(*own), verdict)


def counted(beliefs: Beliefs, leaf: str = "bikes") -> tuple[float, float] | None:
    """(bad, good) of a leaf's defects; None: nothing was said of them."""
    count = beliefs.defects.get((PART, leaf, "m"))
    return (count.bad, count.good) if count else None


# ways to fail -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((), (0, 1)),
        (("surplus",), (0, 1)),
        (("duplicate",), (0, 1)),
        (("wrong answer",), (1, 0)),
        (("low quality", "malformed"), (1, 0)),
        (("off concept",), None),
        (("off concept", "wrong label"), (1, 0)),
    ],
)
def test_a_text_speaks_only_of_what_was_looked_at(
    codes: tuple[ReasonCode, ...], said: tuple[float, float] | None
) -> None:
    beliefs = Beliefs()
    learn(beliefs, *codes)
    assert counted(beliefs) == said


def test_a_text_that_moved_strayed_but_passed_the_checks() -> None:
    beliefs = Beliefs()
    there = cell("cars")
    beliefs.learn(order(), draft(), accepted(there, moved_from=HOME.key))
    assert counted(beliefs) == (0, 1)
    assert beliefs.fills[HOME.key].bad == 1


def test_a_text_that_the_committer_alone_calls_off_concept_passed_the_checks() -> None:
    beliefs = Beliefs()
    stray = Verdict(state="rejected", cell=HOME.key, reasons=(Reason(code="off concept", by="assignment"),))
    beliefs.learn(order(), draft(), stray)
    assert counted(beliefs) == (0, 1)


def test_earlier_attempts_are_texts_too() -> None:
    beliefs = Beliefs()
    beliefs.learn(order(), draft(tries=(("wrong answer",), ("off concept",))), accepted())
    assert counted(beliefs) == (1, 1)
    assert beliefs.texts[PART, "m"] == 3
    fills = beliefs.fills[HOME.key]
    assert (fills.bad, fills.good) == (0, 1)  # one candidate, whatever it took


def test_only_defects_make_a_method_s_texts_look_wrong() -> None:
    stray, broken, copy = Beliefs(), Beliefs(), Beliefs()
    learn(stray, "off concept", times=30)
    learn(broken, "wrong answer", times=30)
    learn(copy, "duplicate", times=30)
    found = [beliefs.defect(HOME, "m") for beliefs in (stray, broken, copy)]
    assert found == [Beliefs().defect(HOME, "m"), (31, 2), (1, 32)]


def test_a_leaf_learns_from_its_own_texts_alone() -> None:
    beliefs = Beliefs()
    learn(beliefs, "wrong answer", times=200, home=cell("cars"))
    assert beliefs.defect(HOME, "m") == beliefs.defect(HOME, "n") == (1, 2)
    learn(beliefs, times=97)
    assert beliefs.defect(HOME, "m") == (1, 99)


# filling, forgetting, reading --------------------------------------------------------------


def test_surplus_does_not_lower_a_cell_s_expected_fill() -> None:
    beliefs = Beliefs()
    learn(beliefs, times=10)
    before = beliefs.fill(HOME)
    learn(beliefs, "surplus", times=20)
    assert beliefs.fill(HOME) == before
    beliefs.learn(order(), draft(), accepted(promoted=True))  # the same on resume: it was surplus
    assert beliefs.fill(HOME) == before
    learn(beliefs, "duplicate", times=5)
    assert beliefs.fill(HOME) < before


def test_half_is_forgotten_of_the_leaf_that_is_told_something_and_of_nothing_else() -> None:
    beliefs = Beliefs()
    for home in (HOME, cell("cars")):
        learn(beliefs, "wrong answer", times=8, home=home)
        learn(beliefs, "duplicate", times=4, home=home)
    beliefs.forget(PART, "bikes")
    assert (counted(beliefs), counted(beliefs, "cars")) == ((4, 2), (8, 4))
    beliefs.forget(PART, "")
    assert (counted(beliefs), counted(beliefs, "cars")) == ((2, 1), (4, 2))


def test_how_often_a_first_reading_of_a_leaf_is_mistaken_is_learnt_per_leaf() -> None:
    beliefs = Beliefs()
    assert beliefs.mistaken("cars") == pytest.approx(0.5)
    far, near = cell("cars").key, HOME.key
    for _ in range(20):
        beliefs.learn(order(), draft(assigned=(far, near)), accepted())  # it was right all along
        there = cell("boats").key
        moved = rejected(HOME, "surplus")
        beliefs.learn(order(), draft(assigned=(there, there)), moved)
    assert beliefs.mistaken("cars") > 0.8 and beliefs.mistaken("boats") < 0.2
    before = beliefs.mistaken("cars")
    beliefs.learn(order(), draft(assigned=(near,)), accepted())
    beliefs.learn(order(), draft(assigned=(far,)), rejected(HOME, "off concept"))
    assert beliefs.mistaken("cars") == before  # nobody read them a second time


# choosing a method ------------------------------------------------------------------------------------

_WORLD = {"cheap": (100, 0.75), "good": (160, 0.1), "dear": (450, 0.02)}
"""Method → tokens of a text, share of wrong ones: a right text costs 400, 178 and 459."""


_AHEAD = 8
"""Briefs that are out before the first is decided."""


@pytest.mark.parametrize("seed", range(4))
def test_the_choice_comes_to_the_method_whose_right_texts_cost_least(seed: int) -> None:
    beliefs, draw = Beliefs(), random.Random(seed)
    chosen: list[str] = []
    for _ in range(250):
        chosen.append(beliefs.choose(HOME, _WORLD, draw))
        if len(chosen) <= _AHEAD:
            continue
        method = chosen[-_AHEAD]
        tokens, wrong = _WORLD[method]
        codes: tuple[ReasonCode, ...] = ("wrong answer",) if draw.random() < wrong else ()
        verdict = rejected(HOME, *codes) if codes else accepted()
        beliefs.learn(order(method), draft(*codes, writing=tokens), verdict)
    assert len(set(chosen[:_AHEAD])) > 1 and "good" in chosen[:20]  # it looks around first
    assert chosen[-100:].count("good") >= 90


# which rows need checking -------------------------------------------------------------------------------


def by_recipe(*refused: str, **more: object) -> Draft:
    return draft().model_copy(update={"refused": refused, **more})


TRUST = Trust(checks=("rubric",), rows=59, refused=0)


@pytest.mark.parametrize(
    ("one", "trust", "said"),
    [
        (by_recipe(), None, [""]),
        (by_recipe("rubric", "malformed"), None, ["rubric", "malformed", ""]),
        (by_recipe(assigned=(HOME.key,)), None, [""]),
        (by_recipe(assigned=("rows/cars/x/any",) * 2), None, ["concept"]),
        (draft("wrong label").model_copy(update={"refused": ("label.mood",)}), None, ["label.mood"]),
        (by_recipe(), TRUST, []),  # the checks didn't see it
        (by_recipe(), TRUST.model_copy(update={"drawn": True}), [""]),
        (by_recipe("rubric", whole=True), TRUST, ["rubric", ""]),
    ],
)
def test_what_the_checks_said_is_kept_of_rows_that_all_of_them_saw(
    one: Draft, trust: Trust | None, said: list[str]
) -> None:
    beliefs, ordered = Beliefs(), order("recipe/planned").model_copy(update={"trust": trust})
    beliefs.learn(ordered, one, accepted())
    assert [refused for *_, refused in beliefs.records[PART].rows] == said


def test_a_row_that_was_spared_checks_is_owed_them_once_its_part_has_lost_trust() -> None:
    beliefs, full = Beliefs(), order("recipe/planned")
    spared = full.model_copy(update={"trust": TRUST})
    assert not beliefs.owed(full) and beliefs.owed(spared)
    for _ in range(59):
        beliefs.learn(full, by_recipe(), accepted())
    assert not beliefs.owed(spared) and not beliefs.lost(spared)
    drawn = full.model_copy(update={"trust": TRUST.model_copy(update={"drawn": True})})
    beliefs.learn(drawn, by_recipe("rubric"), accepted())
    assert beliefs.owed(spared) and beliefs.lost(spared) and not beliefs.owed(drawn)


def test_rows_that_a_person_gave_earn_no_trust_for_those_that_are_written() -> None:
    beliefs = Beliefs()
    own = Human(ok=True, by="examples", decision="given", reviewer="the person")
    for _ in range(80):
        beliefs.learn(order("recipe/given"), draft(evidence=(own,)), accepted())
    assert beliefs.lost(order())
    learn(beliefs, times=80)
    assert not beliefs.lost(order())
