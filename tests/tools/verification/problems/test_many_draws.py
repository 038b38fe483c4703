"""The families without prices, drawn many times: sane sizes, whole pence, nothing given away."""

import random
from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest

from seedbed.tools.verification.evidence import computation, faults
from seedbed.tools.verification.problems import library
from seedbed.tools.verification.problems.library import draw
from seedbed.tools.verification.problems.problem import Problem
from seedbed.tools.verification.problems.shape import run
from seedbed.tools.verification.units import is_money
from seedbed.tools.verification.wording import check_wording

Numbers = Mapping[str, Fraction]
MANY = 25
CELLS = tuple(
    (entry.family.name, level)
    for entry in library.FAMILIES
    if not entry.family.needs_prices
    for level in entry.family.levels
)

SANE: Mapping[str, Callable[[Numbers, Fraction], bool]] = {
    "rate-of-change/easy/speed": lambda n, speed: speed <= 170,
    "rate-of-change/hard/distance-at-speed": lambda n, way: way <= 800 and n["speed"] <= 400,
    "turning-point/easy/highest-when": lambda n, seconds: 1 <= seconds <= 3,
    "turning-point/medium/how-high": lambda n, top: n["start"] < top <= 75,
    "turning-point/hard/best-price": lambda n, profit: n["cost"] < n["price"] and profit < 10_000,
    "total-from-rate/easy/filled": lambda n, litres: litres <= 2_000,
    "total-from-rate/medium/between": lambda n, way: n["early"] < n["late"],
    "total-from-rate/hard/until-full": lambda n, minutes: n["start"] < n["volume"] <= 4_000,
    "long-run/hard/settles": lambda n, fewer: fewer < n["start"],
    "speed-conversion/hard/bridge": lambda n, seconds: 8 <= seconds <= 120,
    "metric-amounts/medium/left": lambda n, left: left < n["litres"],
    "currency-exchange/medium/after-fee": lambda n, left: left < (n["amount"] - n["fee"]) * n["rate"],
    "currency-exchange/hard/cost-of-trip": lambda n, cost: n["rate"] < n["back"] and cost < n["amount"],
    "fuel-use/medium/there-and-back": lambda n, cost: cost < 250,
    "fuel-use/hard/pays-off": lambda n, km: n["low"] < n["use"] and 10_000 <= km <= 50_000,
    "spinners/easy/greater": lambda n, chance: n["k"] < n["n"] and chance < 1,
    "spinners/medium/both-greater": lambda n, chance: chance < 1,
    "spinners/hard/sum": lambda n, chance: n["sum"] <= min(n["n"], n["m"]) + 1 and chance < 1,
    "independent-events/hard/exactly-one": lambda n, percent: percent < 100,
    "expected-value/medium/profit": lambda n, profit: profit < n["fee"] and n["small"] < n["large"],
    "expected-value/hard/fee": lambda n, fee: n["few"] + n["many"] < n["sectors"] and fee < n["large"],
    "steady-steps/medium/later-term": lambda n, value: n["m"] < n["n"] and value < 1_000,
    "geometric-sum/easy/total": lambda n, total: total < 50_000,
    "remainders/easy/whose-turn": lambda n, box: box < n["number"],
    "remainders/medium/same-left": lambda n, number: number > n["least"],
    "remainders/hard/always-short": lambda n, number: number < n["most"],
    "digits/easy/sum-and-gap": lambda n, number: 10 <= number < 100,
    "digits/medium/swapped": lambda n, number: 10 <= number < 100,
    "digits/hard/product": lambda n, number: 10 <= number < 100,
    "consecutive-numbers/easy/pages": lambda n, page: page % 2 == 1,
    "consecutive-numbers/hard/page-product": lambda n, page: page % 2 == 1 and page < 200,
    "circle/hard/wheel": lambda n, km: km / n["hours"] <= 30,
    "cylinder/medium/filling": lambda n, minutes: minutes <= 90,
    "cylinder/hard/poured": lambda n, level: 2 * n["radius"] < 2 * n["width"] and level <= 45,
    "trapezium/hard/hedge": lambda n, cost: 0 < cost / n["price"] < n["long"],
    "similar-figures/easy/shadow": lambda n, high: 4 <= high <= 60,
    "similar-figures/hard/lamp": lambda n, gap: 1 <= gap <= 8,
    "angles/easy/third": lambda n, angle: 20 <= angle <= 130,
    "angles/hard/in-parts": lambda n, angle: angle < 180 - n["more"],
    "weighted-mean/medium/three-parts": lambda n, mark: (
        50 <= mark <= 96 and n["w1"] + n["w2"] + n["w3"] == 100
    ),
    "weighted-mean/hard/needed": lambda n, points: 50 <= points <= 96,
    "frequencies/hard/others": lambda n, people: max(n["x1"], n["x2"]) < n["mean"] < n["x3"] and people < 120,
    "most-and-least/hard/cheaper": lambda n, number: n["fee"] < n["fee2"] and n["each2"] < n["each"],
    "work-together/easy/both": lambda n, hours: hours < min(n["a"], n["b"]),
    "work-together/medium/other": lambda n, hours: n["together"] < n["a"] and hours > n["together"],
    "work-together/hard/joins": lambda n, hours: n["head"] < hours < n["a"],
    "meeting/medium/overtakes": lambda n, hours: n["slow"] < n["fast"] and hours <= 6,
    "meeting/hard/later-start": lambda n, way: way < n["distance"],
    "mixtures/easy/thinned": lambda n, share: share < n["part"],
    "mixtures/hard/to-reach": lambda n, litres: n["low"] < n["wanted"] < n["high"] and litres <= 40,
    "profit-margin/easy/in-percent": lambda n, percent: n["cost"] < n["price"] and percent <= 100,
    "profit-margin/medium/some-left": lambda n, profit: n["unsold"] < n["number"],
    "successive-changes/hard/backwards": lambda n, more: more < n["end"],
}


def _drawn(family: str, level: str) -> list[Problem]:
    return [draw(family, level, random.Random(f"{family} {level} {number}")) for number in range(MANY)]


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_what_is_drawn_is_sane(family: str, level: str) -> None:
    problems = _drawn(family, level)
    assert len({problem.text for problem in problems}) >= MANY // 2
    for problem in problems:
        where = (problem.program, problem.text, problem.answer)
        shape = library.shape_of(problem.program)
        assert shape is not None
        ran = run(shape, problem.inputs)
        numbers = {name: Fraction(text) for name, text in problem.inputs.items()}
        answer = Fraction(problem.answer)
        assert ran.answer == answer and min(ran.results) > 0, where
        assert len(set(numbers.values())) == len(numbers) and answer not in numbers.values(), where
        assert all(0 < value < 100_000 for value in (*numbers.values(), answer)), where
        assert not check_wording(problem, problem.text), where
        assert not faults(computation(problem), problem.text, problem.answer), where
        units = {quantity.name: quantity.unit for quantity in problem.quantities}
        for quantity in problem.quantities:
            value = Fraction(quantity.value.replace(",", ""))
            assert not is_money(units[quantity.name]) or (100 * value).denominator == 1, where
            assert quantity.unit != "%" or 0 < value <= 100, where
        assert not is_money(problem.answer_unit) or (100 * answer).denominator == 1, where
        assert shape.fractions or (1000 * answer).denominator == 1, where
        assert " 1 hours" not in problem.text and " 1 metres" not in problem.text, where
        sane = SANE.get(problem.program)
        assert sane is None or sane(numbers, answer), where


def test_the_bounds_name_programs_that_exist() -> None:
    assert all(library.shape_of(program) for program in SANE)
