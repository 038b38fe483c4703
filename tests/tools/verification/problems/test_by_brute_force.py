"""Answers of the trickier programs, found again by counting, searching or simulating."""

import itertools
import math
import statistics
from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest

from tests.tools.verification.problems.draws import CELLS, drawn

Numbers = Mapping[str, Fraction]


def search(holds: Callable[[int], bool], most: int = 2_000) -> int:
    """The one whole number for which it holds."""
    found = [number for number in range(1, most) if holds(number)]
    assert len(found) == 1, found
    return found[0]


def boxes_needed(things: Fraction, size: Fraction) -> int:
    boxes = 0
    while boxes * size < things:
        boxes += 1
    return boxes


def together(*gaps: Fraction) -> int:
    return next(minute for minute in range(1, 10_000) if all(minute % gap == 0 for gap in gaps))


def most_bags(*numbers: Fraction) -> int:
    return max(bags for bags in range(1, 500) if all(number % bags == 0 for number in numbers))


def orders(number: int, allowed: Callable[[tuple[int, ...]], bool]) -> int:
    return sum(allowed(order) for order in itertools.permutations(range(number)))


def rows(first: Fraction, more: Fraction, number: Fraction) -> list[Fraction]:
    return [first + more * place for place in range(int(number))]


def drawn_from(bag: list[str], number: int, wanted: Callable[[tuple[str, ...]], bool]) -> Fraction:
    draws = list(itertools.permutations(bag, number))
    return Fraction(sum(wanted(draw) for draw in draws), len(draws))


def bag(n: Numbers) -> list[str]:
    return [name for name in ("n1", "n2", "n3") if name in n for _ in range(int(n[name]))]


def grown(start: Fraction, factor: Fraction, times: Fraction) -> Fraction:
    for _ in range(int(times)):
        start *= factor
    return start


def weeks_until(price: Fraction, have: Fraction, each: Fraction) -> int:
    weeks = 0
    while have < price:
        have, weeks = have + each, weeks + 1
    return weeks


def affordable(budget: Fraction, each: Fraction) -> int:
    number = 0
    while budget >= each:
        budget, number = budget - each, number + 1
    return number


def wide(n: Numbers) -> int:
    return search(lambda width: width * (width + n["longer"]) == n["area"])


def numbers_of(n: Numbers) -> list[Fraction]:
    return [value for name, value in n.items() if name.startswith("v")]


def larges(n: Numbers) -> int:
    small, large = n["small_parts"], n["large_parts"]
    return search(lambda x: x <= n["total"] and x * large + (n["total"] - x) * small == n["all_parts"])


def cents(holds: Callable[[Fraction], bool]) -> Fraction:
    return Fraction(search(lambda pence: holds(Fraction(pence, 100)), 20_000), 100)


def left_over(n: Numbers) -> Fraction:
    left = n["total"]
    while left >= n["size"]:
        left -= n["size"]
    return left


def from_wages(n: Numbers) -> int:
    return weeks_until(n["price"], n["start"], n["wage"] * n["hours"] - n["spent"])


def bags_of_food(n: Numbers) -> Fraction:
    return n["price"] * boxes_needed(n["amount"] / n["base"] * n["guests"], n["bag_size"])


def shared_out(n: Numbers) -> int:
    parts = n["part"] + n["part2"] + n["part3"]
    return search(lambda whole: whole * (n["part3"] - n["part"]) == n["more"] * parts)


def two_years(n: Numbers) -> Fraction:
    balance = Fraction(0)
    for paid_in in (n["sum"], n["extra"]):
        balance += paid_in
        balance += balance * n["rate"] / 100
    return balance


def one_card(n: Numbers) -> int:
    return search(lambda x: n["single"] * x == n["fee"] + n["member"] * x)


def how_often(n: Numbers) -> int:
    gaps = [n["gap"], n["gap2"], n["gap3"]]
    minutes = range(1, int(n["hours"] * 60) + 1)
    return sum(all(minute % gap == 0 for gap in gaps) for minute in minutes)


def allowed(n: Numbers) -> int:
    kinds = [range(int(n[name])) for name in ("first", "second", "third")]
    return sum(not (a == 0 and c < n["banned"]) for a, _, c in itertools.product(*kinds))


def with_leader(n: Numbers) -> int:
    adults = itertools.combinations(range(int(n["adults"])), int(n["chosen"]))
    young = itertools.combinations(range(int(n["young"])), int(n["chosen2"]))
    return sum(0 in team for team in adults) * sum(1 for _ in young)


def side_by_side(n: Numbers) -> int:
    return orders(int(n["all"]), lambda order: abs(order.index(0) - order.index(1)) == 1)


def apart(n: Numbers) -> int:
    return orders(int(n["all"]), lambda order: abs(order.index(0) - order.index(1)) != 1)


def later_rows(n: Numbers) -> Fraction:
    return sum(rows(n["first"], n["more"], n["number"])[int(n["front"]) :], Fraction(0))


PROGRAMS: Mapping[str, Callable[[Numbers], Fraction | int | float]] = {
    "packing/medium/left-over": left_over,
    "packing/hard/more-packs": lambda n: (
        boxes_needed(n["rows"] * n["each"] + n["loose"], n["size"]) - n["have"]
    ),
    "durations/hard/how-many": lambda n: affordable(n["hours"] * 60 - n["lunch"], n["minutes"] + n["tidy"]),
    "saving/medium/weekly-from-start": lambda n: weeks_until(n["price"], n["start"], n["weekly"]),
    "saving/hard/from-wages": from_wages,
    "filling/hard/leak": lambda n: weeks_until(n["volume"], n["start"], n["rate"] + n["rate2"] - n["leak"]),
    "production/hard/joins": lambda n: search(
        lambda h: h > n["alone"] and h * n["rate"] + (h - n["alone"]) * n["rate2"] == n["total"], 100
    ),
    "recipe/hard/cost": bags_of_food,
    "ratio-sharing/easy/two": lambda n: search(
        lambda x: x * n["part2"] == (n["total"] - x) * n["part"] and x < n["total"], 500
    ),
    "ratio-sharing/hard/whole": shared_out,
    "discount/hard/saved": lambda n: (
        n["count"] * (cents(lambda x: x * (1 - n["cut"] / 100) == n["price"]) - n["price"])
    ),
    "interest/hard/two-years": two_years,
    "number-puzzle/easy/two-steps": lambda n: search(lambda x: n["factor"] * x + n["added"] == n["result"]),
    "number-puzzle/medium/both-sides": lambda n: search(
        lambda x: n["factor"] * x - n["less"] == n["factor2"] * x + n["more"]
    ),
    "number-puzzle/hard/bracket": lambda n: search(
        lambda x: (x + n["added"]) * n["factor"] - n["less"] == n["factor2"] * x + n["more"]
    ),
    "ages/easy/sum-and-gap": lambda n: search(lambda x: x + x + n["gap"] == n["total"]),
    "ages/medium/future-sum": lambda n: search(lambda x: n["factor"] * x + x + 2 * n["years"] == n["total"]),
    "ages/hard/future-multiple": lambda n: search(
        lambda x: x + n["years"] == n["factor"] * (x - n["gap"] + n["years"])
    ),
    "break-even/medium/reduced-visits": one_card,
    "break-even/hard/two-plans": lambda n: search(
        lambda x: n["fee"] + n["single"] * x == n["gold_fee"] + n["gold"] * x
    ),
    "two-prices/easy/sum-and-gap": lambda n: cents(lambda x: 2 * x + n["more"] == n["both"]),
    "two-prices/medium/same-number": lambda n: cents(
        lambda x: n["cost"] - n["few"] * x == n["cost2"] - n["many"] * x
    ),
    "two-prices/hard/both-differ": lambda n: cents(
        lambda x: (n["cost"] - n["b"] * x) / n["a"] == (n["cost2"] - n["d"] * x) / n["c"]
    ),
    "two-kinds/medium/unknown": larges,
    "two-kinds/hard/priced": lambda n: larges(n) * n["rent2"] + (n["total"] - larges(n)) * n["rent"],
    "area-equation/easy/square": lambda n: 4 * search(lambda side: side * side == n["area"]),
    "area-equation/medium/width": wide,
    "area-equation/hard/fence": lambda n: 2 * (wide(n) + wide(n) + n["longer"]) * n["each"],
    "rectangle/hard/path": lambda n: (
        n["price"] * (2 * n["border"] * n["length"] + 2 * n["border"] * n["width"] + 4 * n["border"] ** 2)
    ),
    "box/medium/cubes": lambda n: n["length"] * n["width"] * n["height"] / n["side"] ** 3,
    "right-triangle/easy/ladder": lambda n: math.sqrt(n["ladder"] ** 2 - n["foot"] ** 2),
    "right-triangle/medium/short-cut": lambda n: n["east"] + n["north"] - math.hypot(n["east"], n["north"]),
    "common-multiple/easy/two": lambda n: together(n["gap"], n["gap2"]),
    "common-multiple/medium/three": lambda n: together(n["gap"], n["gap2"], n["gap3"]),
    "common-multiple/hard/how-often": how_often,
    "common-factor/easy/bags": lambda n: most_bags(n["first"], n["second"]),
    "common-factor/medium/in-each": lambda n: (n["first"] + n["second"]) / most_bags(n["first"], n["second"]),
    "common-factor/hard/three-kinds": lambda n: sum(n.values()) / most_bags(*n.values()),
    "combinations-of-choices/hard/excluded": allowed,
    "selection/easy/handshakes": lambda n: sum(1 for _ in itertools.combinations(range(int(n["all"])), 2)),
    "selection/medium/team": lambda n: sum(
        1 for _ in itertools.combinations(range(int(n["all"])), int(n["chosen"]))
    ),
    "selection/hard/two-groups": with_leader,
    "arrangements/medium/fixed-end": lambda n: orders(int(n["all"]), lambda o: o[0] == 0),
    "arrangements/hard/neighbours": side_by_side,
    "arrangements/hard/not-neighbours": apart,
    "drawing-from-a-bag/easy/one": lambda n: drawn_from(bag(n), 1, lambda d: d == ("n1",)),
    "drawing-from-a-bag/medium/not": lambda n: drawn_from(bag(n), 1, lambda d: d != ("n3",)),
    "drawing-from-a-bag/hard/both": lambda n: drawn_from(bag(n), 2, lambda d: d == ("n1", "n1")),
    "growing-pattern/easy/one-row": lambda n: rows(n["first"], n["more"], n["number"])[-1],
    "growing-pattern/medium/all-rows": lambda n: sum(rows(n["first"], n["more"], n["number"])),
    "growing-pattern/hard/later-rows": later_rows,
    "multiplying/medium/new": lambda n: grown(n["start"], n["factor"], n["number"]) - n["start"],
    "multiplying/hard/after-loss": lambda n: grown(
        grown(n["start"], n["factor"], n["number"]) - n["lost"], n["factor"], n["later"]
    ),
    "mean/easy/of-five": lambda n: statistics.mean(numbers_of(n)),
    "mean/medium/needed": lambda n: search(
        lambda x: statistics.mean([*numbers_of(n), Fraction(x)]) == n["goal"], 500
    ),
    "mean/hard/two-groups": lambda n: statistics.mean(
        [n["mean1"]] * int(n["n1"]) + [n["mean2"]] * int(n["n2"])
    ),
    "data-summary/medium/without-extremes": lambda n: statistics.mean(sorted(numbers_of(n))[1:-1]),
    "data-summary/hard/mean-and-median": lambda n: (
        statistics.mean(numbers_of(n)) - statistics.median(numbers_of(n))
    ),
    "hire-budget/easy/periods": lambda n: affordable(n["budget"], n["rate"]),
    "hire-budget/medium/days-with-extra": lambda n: affordable(n["budget"], n["rate"] + n["extra"]),
    "hire-budget/hard/left-over": lambda n: n["budget"] % (n["count"] * (n["rate"] + n["extra"])),
    "hire-deposit/hard/late-return": lambda n: n["count"] * (n["deposit"] - n["late"] * n["hours"]),
    "hire-discount/hard/extras-in-full": lambda n: (
        n["count"] * n["time"] * (n["rate"] * (100 - n["cut"]) / 100 + n["extra"])
    ),
    "hire-compare/hard/over-days": lambda n: (
        n["days"] * n["count"] * n["time"] * n["rate"] - n["days"] * n["count"] * n["rate2"]
    ),
    "tickets/hard/two-outings": lambda n: (
        n["adults"] * (n["adult2"] - n["adult"]) + n["children"] * (n["child2"] - n["child"])
    ),
}


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_the_answer_is_found_again(family: str, level: str) -> None:
    for number in range(8):
        problem = drawn(family, level, number)
        again = PROGRAMS.get(problem.program)
        if again is not None:
            inputs = {name: Fraction(text) for name, text in problem.inputs.items()}
            assert math.isclose(again(inputs), Fraction(problem.answer), rel_tol=1e-12), problem.text


def test_the_programs_named_here_exist() -> None:
    seen = {drawn(family, level, number).program for family, level in CELLS for number in range(30)}
    assert set(PROGRAMS) <= seen
