"""What a plan will cost, where it isn't a matter of rows alone: several models, talks held several times."""

from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.agent.making.parts import settled
from seedbed.agent.methods import METHODS
from seedbed.agent.planner.estimate import Dry, Estimate, a_token, estimate
from seedbed.agent.recipes.load import shipped
from seedbed.memory.spec import Part, Price, Spec
from seedbed.memory.store.protocol import StepCost, Usage

CHEAP, DEAR = Price(prompt=1, completion=2), Price(prompt=10, completion=20)
ROLES = ("planner", "writer", "judge", "solver", "user", "assistant", "weaker")


def of_recipe(recipe: object, **prices: Price | None) -> Estimate:
    (part,) = settled(Spec(parts=(Part(recipe=recipe, topic="t", rows=100),)), Path()).parts  # type: ignore[arg-type]
    whole = {**dict.fromkeys(ROLES, CHEAP), **prices}
    return estimate(Spec(parts=(part,)), {part.name: METHODS[0]}, whole)


ASKED = {
    "recipe": "questions",
    "about": "A question with its answer",
    "row": {"question": "string 5..", "answer": "string 1.."},
    "leaf": "none",
    "write": "A question with its answer.",
    "holds": ["answer answers question"],
    "rubric": ["It is one question."],
}


def test_each_role_s_calls_of_a_recipe_are_priced_by_its_own_model() -> None:
    dearer = {role: of_recipe(ASKED, **{role: DEAR}).usd for role in ROLES}
    every = of_recipe(ASKED).usd
    assert every is not None
    more = {role: (usd or 0) / every - 1 for role, usd in dearer.items()}
    assert more["planner"] == more["user"] == more["weaker"] == pytest.approx(0)
    assert 0 < more["writer"] < more["judge"] < more["solver"]
    assert sum(more.values()) == pytest.approx(9)
    assert of_recipe(ASKED, solver=None).usd is None and of_recipe(ASKED, weaker=None).usd is not None


def test_a_guess_lies_where_builds_by_capable_models_came_out() -> None:
    (part,) = settled(Spec(parts=(Part(recipe=ASKED, topic="t", rows=90),)), Path()).parts
    spec, strong = Spec(parts=(part,)), METHODS[0]
    assert strong.form == "strong"
    guess, cautious = (estimate(spec, {part.name: strong}, {}, cautious=one) for one in (False, True))
    assert (guess.tried, guess.candidates, guess.low, guess.high) == (0, 100, 0.3, 2.25)
    assert (cautious.candidates, cautious.low, cautious.high) == (129, 0.7, 1.75)


def test_a_talk_s_turns_are_those_of_its_two_roles_and_a_step_s_of_who_writes_it() -> None:
    talk = {
        "recipe": "talks",
        "about": "A talk",
        "row": {"messages": "messages 4..8"},
        "leaf": "none",
        "make": {
            "messages": {"talk": {"user": "You ask.", "assistant": "You answer."}, "ends": "It is done."}
        },
    }
    assert (of_recipe(talk, user=DEAR).usd or 0) > (of_recipe(talk).usd or 0)
    assert (of_recipe(talk, user=DEAR).usd or 0) == pytest.approx(of_recipe(talk, assistant=DEAR).usd or 0)
    weaker = {**ASKED, "make": {"question": "One.", "answer": {"write": "{{ question }}", "by": "weaker"}}}
    del weaker["write"]
    assert (of_recipe(weaker, weaker=DEAR).usd or 0) > (of_recipe(weaker).usd or 0)


def test_a_talk_that_is_held_four_times_costs_four_talks() -> None:
    talk = shipped("world-talk")["make"]["messages"]
    often = {"use": "world-talk", "make": {"messages": {**talk, "takes": 4}}}
    once, four = of_recipe("world-talk"), of_recipe(often)
    assert 2 < four.calls / once.calls < 4, "checks are made of one talk"
    assert four.candidates == once.candidates


def test_by_batches_a_build_costs_half_and_takes_as_many_rounds_as_calls_for_each_look_ahead() -> None:
    (part,) = settled(Spec(parts=(Part(recipe=ASKED, topic="t", rows=1000),)), Path()).parts
    spec, dry = Spec(parts=(part,)), Dry(tokens=(900, 1100) * 4, writing=(300,) * 8, right=8, usd=1e-5)
    whole, ways = dict.fromkeys(ROLES, CHEAP), {0: 1.0, 100: 0.5, 1000: 0.5}

    def of(ahead: int, **more: Dry) -> Estimate:
        return estimate(spec, {part.name: METHODS[0]}, whole, more, ahead, batch=ahead > 0)

    guessed = {ahead: of(ahead).usd for ahead in ways}
    assert (
        guessed[100] == guessed[1000] and 0.5 < (guessed[100] or 0) / (guessed[0] or 1) < 0.6
    )  # probes go directly
    tried = {ahead: of(ahead, rows=dry) for ahead in ways}
    assert tried[0].rounds == 0 and tried[1000].rounds < tried[100].rounds < 10 * 11
    assert (tried[100].usd or 0) < 0.6 * (tried[0].usd or 0), (
        "some checks are spared by what was decided before"
    )
    assert (tried[100].usd or 0) < (tried[1000].usd or 0)


def built(share: float, draw: Random, rows: int) -> tuple[Dry, int]:
    """A dry run of eight, and the tokens of all candidates of a build in full, of skewed lengths."""

    def took() -> int:
        return round(1000 * draw.lognormvariate(0, 0.4))

    tried = [took() for _ in range(8)]
    right = sum(draw.random() < share for _ in tried)
    dry = Dry(tokens=tuple(tried), writing=tuple(one // 3 for one in tried), right=right, usd=1e-6)
    whole = accepted = 0
    while accepted < rows:
        whole, accepted = whole + took(), accepted + (draw.random() < share)
    return dry, whole


@pytest.mark.parametrize("share", [0.5, 0.8, 1.0])
def test_what_a_build_takes_lies_where_its_dry_run_says(share: float) -> None:
    (part,) = settled(Spec(parts=(Part(recipe=ASKED, topic="t", rows=100),)), Path()).parts
    spec, within, wide = Spec(parts=(part,), verification="full"), 0, 0.0
    prices = dict.fromkeys(ROLES, CHEAP)
    for seed in range(200):
        dry, whole = built(share, Random(seed), part.rows)
        if not dry.right:
            continue
        told = estimate(spec, {part.name: METHODS[0]}, prices, {part.name: dry})
        assert told.usd == pytest.approx(told.tokens / 1e6) and told.tried == 8
        within += told.low * told.tokens <= whole <= told.high * told.tokens
        wide += told.high / max(told.low, 0.01) / 200
    assert within >= 188 and wide < 7
    few = dry.model_copy(update={"tokens": (700, 900, 4000), "writing": (200, 300, 900), "right": 3})
    assert estimate(spec, {part.name: METHODS[0]}, prices, {part.name: few}).low > 0.1, (
        "no row is for nothing"
    )
    adaptive = estimate(Spec(parts=(part,)), {part.name: METHODS[0]}, prices, {part.name: dry})
    assert adaptive.tokens < told.tokens and adaptive.high * adaptive.tokens >= told.tokens


def test_what_a_token_took_is_told_of_each_part_by_its_own_calls() -> None:
    def step(stage: str, cell: str, tokens: int, usd: float) -> StepCost:
        return StepCost(cell, stage, "solver", "solve", "m", 1, 0, Usage(tokens, 0, usd), "s")

    steps = [step("trial", "notes/a/any/any", 100, 0.01), step("trial", "notes/b/any/any", 300, 0.03)]
    steps += [step("trial", "problems/a/any/any", 400, 4.0), step("plan", "", 1000, 9.0)]
    store: Any = SimpleNamespace(steps=lambda: steps)
    assert a_token(store, "trial") == pytest.approx({"notes": 1e-4, "problems": 1e-2})


def test_a_model_that_thinks_before_it_answers_is_reckoned_with_that() -> None:
    (part,) = settled(Spec(parts=(Part(recipe=ASKED, topic="t", rows=20),)), Path()).parts
    spec, prices = Spec(parts=(part,)), dict.fromkeys(ROLES, CHEAP)
    plain, thinks = (
        estimate(spec, {part.name: METHODS[0]}, prices, thought=dict.fromkeys(ROLES, tokens))
        for tokens in (0, 1000)
    )
    assert thinks.tokens - plain.tokens == pytest.approx(1000 * plain.calls, rel=0.05)
    assert (thinks.usd or 0) > 2 * (plain.usd or 0)


def test_a_dry_run_that_took_no_tokens_tells_nothing() -> None:
    (part,) = settled(Spec(parts=(Part(recipe=ASKED, topic="t", rows=100),)), Path()).parts
    spec, dry = Spec(parts=(part,)), Dry(tokens=(0,) * 8, writing=(0,) * 8, right=8)
    whole = dict.fromkeys(ROLES, CHEAP)
    told = estimate(spec, {part.name: METHODS[0]}, whole, {part.name: dry})
    assert told == estimate(spec, {part.name: METHODS[0]}, whole)
