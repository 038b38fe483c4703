"""Dealing: the values of a recipe's axes on seats, by exact shares (0.25 · 1/3 · 5 rows · rest · 0.25 of
all).

Quotas are whole numbers by largest remainder (Hamilton's method), in exact fractions. Seats are sorted by
what was dealt before and a draw; each gets the value that lags most behind its quota, so that pairs of axes
are even too; of few seats they are made so."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import combinations, product
from random import Random

from seedbed.agent.recipes.conditions import holds_on
from seedbed.agent.recipes.sandbox import TemplateFault
from seedbed.agent.recipes.shapes import spelled
from seedbed.agent.recipes.templates import evaluate, named_by
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.randomness import rng
from seedbed.memory.plan import largest_remainder
from seedbed.memory.recipe import ENGINE, Axis, Recipe, Share, Value
from seedbed.tools.evaluation.report.amounts import counted

SLACK = Fraction(1, 500)
"""Of the base: by so much rounded shares may miss it (0.333 thrice)."""
_HALF = Fraction(1, 2)
_FEW = 200
"""Seats: of more, a pair of values that misses evenness by some rows doesn't matter."""
_HUGE = re.compile(r"e[+-]?\d{3}", re.IGNORECASE)
"""An exponent by which a number of a few characters has more digits than can be worked out."""


def amount(text: str) -> tuple[Fraction, str]:
    """(number, unit) of a share as the recipe writes it; the unit is `share`, `of all`, `rows` or `rest`.
    Raises ValueError: it is none."""
    said = text.strip()
    if said == "rest":
        return Fraction(0), "rest"
    number, _, unit = said.partition(" ")
    try:
        fine = len(number) <= 30 and unit in ("", "of all", "rows", "row") and not _HUGE.search(number)
        share = Fraction(number if fine else "")
    except (ValueError, ZeroDivisionError) as error:
        hint = " (write 25% as 0.25)" if "%" in said else ""
        raise ValueError(
            f"`{said}` is no share: write 0.25, 1/3, `5 rows`, `rest` or `0.25 of all`{hint}"
        ) from error
    if unit in ("rows", "row"):
        if share.denominator != 1 or share < 1:
            raise ValueError(f"`{said}`: rows are whole, at least 1")
        return share, "rows"
    if share <= 0:
        raise ValueError(f"`{said}`: with such a share the value can't occur")
    if share > 1:
        step = "a share is at most 1, and rows are whole: `2 rows`"
        if share.denominator == 1:
            step = f"absolute numbers are written `{share} rows`"
        raise ValueError(f"`{said}` is more than all; {step}")
    return share, unit or "share"


def problem_of_shares(shares: Sequence[str]) -> str:
    """Why shares can't sum up to the whole, whatever the number of rows; empty: they can."""
    amounts = [amount(share) for share in shares]
    units = [unit for _, unit in amounts]
    rests, plain = units.count("rest"), {*units} <= {"share", "rest"}
    total = sum((number for number, unit in amounts if unit == "share"), Fraction(0))
    parts = " + ".join(share for share in shares if share != "rest")
    if rests > 1:
        return "`rest` stands more than once"
    if total > 1 + SLACK:
        return f"{parts} is more than 1"
    if rests and plain and total >= 1:
        return f"{parts} is 1 already: nothing is left for rest, so that it can't occur"
    if plain and not rests and total < 1 - SLACK:
        return f"{parts} is {float(total):.4g}, and it has to be 1; one value may be `rest`"
    return ""


def exact(shares: Sequence[Share], eligible: int, total: int) -> list[Fraction]:
    """What each value is owed, before rounding. Raises ValueError: together they miss the base by more than
    rounding."""
    amounts = [amount(share.amount) for share in shares]
    of = {"rows": 1, "of all": total}
    owed = [number * of.get(unit, eligible) for number, unit in amounts]
    sum_, base = sum(owed, Fraction(0)), Fraction(eligible)
    named = (f"{spelled(share.value)} {_shown(n)}" for share, n in zip(shares, owed, strict=True) if n)
    parts = f"{' + '.join(named)} is {_shown(sum_)}"
    if any(unit == "rest" for _, unit in amounts):
        if sum_ > base + base * SLACK + _HALF:
            raise ValueError(f"{parts}, and there are only {eligible} rows: nothing is left for rest")
        left = max(Fraction(0), base - sum_)
        return [left if unit == "rest" else n for (_, unit), n in zip(amounts, owed, strict=True)]
    if abs(sum_ - base) > base * SLACK + _HALF:
        raise ValueError(f"{parts}, and it has to be {eligible} (rows)")
    return owed


def quotas(axis: Axis, eligible: int, total: int) -> dict[Value, int]:
    """How many seats each value of an axis gets; of equal remainders the value named first gets the row.
    Raises UserFault: the shares miss the number of seats by more than rounding.

    Args:
        eligible: Seats on which the axis has one of its values.
        total: All seats."""
    try:
        owed = exact(axis.shares, eligible, total)
    except ValueError as error:
        raise UserFault(str(error), where=f"vary.{axis.name}", next_step="mend the shares") from error
    whole = largest_remainder(eligible, owed) if sum(owed) else [0] * len(owed)
    return dict(zip(axis.values, whole, strict=True))


def _shown(number: Fraction) -> str:
    return str(number) if number.denominator == 1 else f"{float(number):.2f}".rstrip("0").rstrip(".")


Seat = dict[str, Value]
Asked = Mapping[str, Sequence[str] | Mapping[str, Sequence[str]]]


def deal(recipe: Recipe, seats: Iterable[Mapping[str, Value]], asked: Asked, seed: int) -> list[Seat]:
    """The seats with a value for each axis, `level` and `language` among them; what they have stays. Raises
    UserFault: shares can't be dealt on so many seats, or values that were to be asked for are missing.

    Args:
        seats: With what they have already (concept, level, an axis).
        asked: Axis → the values proposed for it, or value of the axis that it is asked for per → those."""
    dealt: list[Seat] = [dict(seat) for seat in seats]
    told = [one.name for one in recipe.dealt if one.name in ENGINE or one.is_field or one.reads]
    known = {key for seat in dealt for key in seat}
    before = [name for name in known if name in told]
    beside = sorted(name for name in known if name not in told)
    for axis in recipe.dealt:
        if any(axis.name not in seat for seat in dealt):
            order = [*(name for name in told if name in before), *beside]
            _deal(axis, dealt, asked, order, rng(seed, "deal", axis.name), recipe)
        (before if axis.name in told else beside).append(axis.name)
    return dealt


def _sorted(seats: Sequence[Seat], order: Sequence[str], draws: Random) -> list[Seat]:
    """Seats by axes that are read (or delivered) first, then by what only varies, then by lot."""
    keys = dict[tuple[str, ...], tuple[str, ...]]()  # of a million seats few differ in these
    keyed = ((tuple(spelled(seat.get(name)) for name in order), seat) for seat in seats)
    drawn = [(keys.setdefault(key, key), draws.random(), seat) for key, seat in keyed]
    return [seat for *_, seat in sorted(drawn, key=lambda one: one[:2])]


def source_of(axis: Axis, recipe: Recipe) -> Axis:
    """The axis whose values it takes: its own, or those of the one that it is only to be other than."""
    return axis if axis.ask or axis.shares else recipe.axis(axis.other_than)


def _deal(
    axis: Axis, seats: Sequence[Seat], asked: Asked, order: Sequence[str], draws: Random, recipe: Recipe
) -> None:
    source = source_of(axis, recipe)
    open_, done = list[Seat](), list[Seat]()
    for seat in seats:
        fits = applies(axis, seat, recipe.params)
        if axis.name in seat:
            done += [seat] if fits else []
        elif fits and (not source.per or seat.get(source.per) is not None):
            open_.append(seat)
        else:
            seat[axis.name] = axis.otherwise
    if not axis.shares:
        values, there = asked.get(source.name), dict(_grouped(done, source.per))
        for name, group in _grouped(open_, source.per):
            mine = values.get(name) if isinstance(values, Mapping) else values
            if not mine:
                of = f" of {name}" if name else ""
                what = f"no values were proposed for `{source.name}`{of}"
                raise UserFault(what, next_step="ask for them first")
            rows = _sorted(group, order, draws)
            unique: list[Value] = list(dict.fromkeys(mine))
            draws.shuffle(unique)
            old = there.get(name, [])
            _deal_values(axis, rows, _owed(_even(len(rows) + len(old), unique), old, axis), draws)
        return
    wanted = quotas(axis, len(open_) + len(done), len(seats))
    rows = _sorted(open_, order, draws)
    _deal_values(axis, rows, _owed(wanted, done, axis), draws)
    if len(rows) <= _FEW:
        _even_pairs(axis, rows, order)


def _owed(wanted: Mapping[Value, int], done: Sequence[Seat], axis: Axis) -> dict[Value, int]:
    """What is left to be dealt of the whole's quotas; where a value has more than its own already, the others
    are short of that in proportion."""
    has = Counter(seat[axis.name] for seat in done)
    left = {value: max(0, number - has[value]) for value, number in wanted.items()}
    rows = sum(wanted.values()) - len(done)
    return dict(zip(left, largest_remainder(rows, [*left.values()]), strict=True)) if rows > 0 else left


def applies(axis: Axis, seat: Mapping[str, Value], params: Mapping[str, object]) -> bool:
    """Whether an axis has one of its values on a seat; not where that which it is asked for per has none.
    Raises UserFault: its condition can't be worked out there."""
    if axis.per and seat.get(axis.per) is None:
        return False
    try:
        return not axis.when or bool(evaluate(axis.when, {"params": params, **seat}))
    except TemplateFault as fault:
        raise UserFault(f"`when` can't be worked out: {fault}", where=f"vary.{axis.name}") from fault


def _grouped(seats: Sequence[Seat], name: str) -> list[tuple[str, list[Seat]]]:
    """Seats by their value of an axis; all of them where it has no name."""
    groups: dict[str, list[Seat]] = {}
    for seat in seats:
        groups.setdefault(spelled(seat.get(name)) if name else "", []).append(seat)
    return sorted(groups.items())


def _even(rows: int, values: Sequence[Value]) -> dict[Value, int]:
    """Each value's rows, as many of each as it comes out."""
    return dict(zip(values, largest_remainder(rows, [1] * len(values)), strict=True))


def _by_lag(
    name: str, rows: Sequence[Seat], wanted: Mapping[Value, int], draws: Random, other: str = ""
) -> None:
    """Seat i of E gets the value that lags most behind its quota's share of i. `other`: axis whose value on
    the seat it never gets. A value that all seats left have to get, but for those that have it there, is
    dealt at once, so that it stays possible."""
    left, number = dict(wanted), max(1, sum(wanted.values()))
    has = Counter(seat.get(other) for seat in rows)
    for i, seat in enumerate(rows, 1):
        mine = seat.get(other)
        open_ = [v for v in wanted if left[v] > 0 and not (other and v == mine)] or list(wanted)
        tight = [v for v in open_ if other and left[v] + has[v] == len(rows) - i + 1]
        lag = {v: wanted[v] * i - (wanted[v] - left[v]) * number for v in tight or open_}
        most = max(lag.values())
        seat[name] = value = draws.choice([v for v in lag if lag[v] == most])
        left[value] -= 1
        has[mine] -= 1


def _deal_values(axis: Axis, rows: Sequence[Seat], wanted: Mapping[Value, int], draws: Random) -> None:
    """Values by their quotas, other than the seat's of another axis where the axis says so.

    The quotas can be kept if and only if for each value quota and seats that have it already don't exceed the
    seats. Where even shares can't be kept, each group of seats gets the other values evenly."""
    has = Counter(seat.get(axis.other_than) for seat in rows)
    if not axis.other_than or all(wanted[value] + has[value] <= len(rows) for value in wanted):
        _by_lag(axis.name, rows, wanted, draws, axis.other_than)
        return
    if len({amount(share.amount) for share in axis.shares}) > 1 or len(wanted) < 2:
        numbers = ", ".join(f"{spelled(v)}: {wanted[v]} rows, {has[v]} have it already" for v in wanted)
        what = f"can't be other than `{axis.other_than}` on {len(rows)} rows ({numbers})"
        step = "mend the shares"
        raise UserFault(what, where=f"vary.{axis.name}", next_step=step)
    for name, group in _grouped(rows, axis.other_than):
        others = [value for value in wanted if spelled(value) != name]
        _by_lag(axis.name, group, _even(len(group), others), draws)


def _even_pairs(axis: Axis, rows: Sequence[Seat], others: Sequence[str]) -> None:
    """Exchange an axis' values between seats as long as that brings its pairs with those of other axes nearer
    to even, by the sum of squares, if one that is due at least once misses that by a row: of few seats the
    order in which they were dealt may have all angry messages in one dialect."""
    name, number, left = axis.name, len(rows), False
    has = Counter(seat[name] for seat in rows)
    off: dict[tuple[str, Value, Value], int] = {}  # times the number of rows, so that it is whole
    for other in others:
        there = Counter(seat.get(other) for seat in rows)
        pairs = Counter((seat[name], seat.get(other)) for seat in rows)
        for v, x in product(has, there):
            off[other, v, x] = number * pairs[v, x] - has[v] * there[x]
            left |= abs(off[other, v, x]) >= number <= has[v] * there[x]
    while left:
        left = False
        for one, two in combinations(rows, 2):
            v, w = one[name], two[name]
            if v == w or (axis.other_than and (v == two[axis.other_than] or w == one[axis.other_than])):
                continue
            apart = [(o, one.get(o), two.get(o)) for o in others if one.get(o) != two.get(o)]
            gain = sum(
                off[o, v, x] - off[o, v, y] + off[o, w, y] - off[o, w, x] - 2 * number for o, x, y in apart
            )
            if gain > 0:
                one[name], two[name], left = w, v, True
                for o, x, y in apart:
                    for value, beside, by in ((v, x, -1), (v, y, 1), (w, y, -1), (w, x, 1)):
                        off[o, value, beside] += by * number


# what is told ----------------------------------------------------------------------------------------------

_TRIED = 20_000
"""Rows on which shares are dealt to see whether they can be."""
_ENOUGH = 1_000
"""Rows on which a `when` holds somewhere, if it can: what never holds on fewer is no fault of the recipe."""


def dealt_so(recipe: Recipe, rows: int) -> list[str]:
    """How shares come out, a line each. Raises UserFault: they can't be dealt; `where` is the axis."""
    seats = _tried(recipe, rows) if 0 < rows <= _TRIED else None
    told, on = list[str](), counted(rows, "row")
    for axis in (one for one in recipe.dealt if one.shares and one.name != "level"):
        if seats is None:
            if not axis.when and not axis.other_than:
                quotas(axis, rows, rows)
            continue
        eligible = sum(applies(axis, seat, recipe.params) for seat in seats)
        if not eligible:
            _refuse_never(rows, recipe, partial(applies, axis, params=recipe.params), f"vary.{axis.name}")
            told.append(f"{axis.name}: on {on} its `when` never holds, so no row has a value of it")
            continue
        if {share.amount for share in axis.shares} != {f"1/{len(axis.shares)}"}:
            told += _told(axis, eligible, rows)
        none = [spelled(value) for value, number in quotas(axis, eligible, rows).items() if not number]
        told += [f"{axis.name}: no row is left for {', '.join(none)} (of {eligible})"] if none else []
    for step in recipe.steps if seats else ():
        if _is_of_axes(step.when, recipe) and not any(holds_on(step.when, seat) for seat in seats or ()):
            _refuse_never(rows, recipe, partial(holds_on, step.when), f"make.{', '.join(step.targets)}")
            told.append(f"{', '.join(step.targets)}: on {on} its `when` never holds, so no row has it")
    return told


def share_where(condition: str, recipe: Recipe, rows: int) -> float:
    """The share of so many rows on which a condition holds; 1 if there is none, or where that isn't known
    before rows are made: it names more than axes, or there are too many rows for shares to be tried."""
    if not condition or not _is_of_axes(condition, recipe) or not 0 < rows <= _TRIED:
        return 1.0
    return sum(holds_on(condition, seat) for seat in _tried(recipe, rows)) / rows


def _is_of_axes(condition: str, recipe: Recipe) -> bool:
    return named_by(condition) <= {one.name for one in recipe.dealt}


def _tried(recipe: Recipe, rows: int) -> list[Seat]:
    """So many seats, dealt with values in place of those that are asked for."""
    asked = {axis.name: _stand_ins(axis, recipe) for axis in recipe.axes if axis.ask}
    return deal(recipe, [{} for _ in range(rows)], asked, 0)


def _refuse_never(rows: int, recipe: Recipe, holds: Callable[[Seat], bool], where: str) -> None:
    """Raises UserFault: what holds on none of these rows holds on no others."""
    if rows >= _ENOUGH or not any(map(holds, _tried(recipe, _ENOUGH))):
        raise UserFault(f"on {rows} rows `when` never holds", where=where)


def _stand_ins(axis: Axis, recipe: Recipe) -> list[str] | dict[str, list[str]]:
    """Values in place of those that are asked for."""
    values = [f"{axis.name} {number + 1}" for number in range(axis.wanted)]
    if not axis.per:
        return values
    other = source_of(per := recipe.axis(axis.per), recipe)
    asked = [f"{other.name} {number + 1}" for number in range(other.wanted)]
    return {spelled(key): values for key in (*asked, *other.values, other.otherwise, per.otherwise)}


def _told(axis: Axis, eligible: int, rows: int) -> list[str]:
    """Shares that come out otherwise than written: halves, thirds, absolute numbers."""
    owed, whole, told = exact(axis.shares, eligible, rows), quotas(axis, eligible, rows), []
    halves = [number for number in owed if number % 1 == Fraction(1, 2)]
    for share, number in zip(axis.shares, owed, strict=True):
        got, name, unit = whole[share.value], spelled(share.value), amount(share.amount)[1]
        if unit == "rows":
            told.append(f"{axis.name}: {name} is read as {share.amount} of {rows}, not as a share")
        elif unit != "rest" and number.denominator != 1:
            base = eligible if unit == "share" else rows
            why = "; the half goes to the value named first" if number in halves and len(halves) > 1 else ""
            told.append(
                f"{axis.name}: {share.amount.removesuffix(' of all')} of {base} for {name}: {got}{why}"
            )
    return told
