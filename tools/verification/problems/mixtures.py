"""Families of shares: mixtures, profit-margin, successive-changes."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Shape,
    Step,
    World,
    count,
    measure,
    money,
    percent,
)

_LIQUIDS = (
    ("fruit drink", "fruit juice"),
    ("cleaning liquid", "vinegar"),
    ("screen wash", "antifreeze"),
    ("plant feed", "seaweed extract"),
)


def _liquid(world: World) -> dict[str, str]:
    drink, juice = world.rng.choice(_LIQUIDS)
    return words_of(world) | {"drink": drink, "juice": juice}


def _thinned(world: World) -> Drawn | None:
    amount, water, part = world.rng.randint(2, 20), world.rng.randint(2, 20), nice(world.rng, 10, 90, 5)
    share = Fraction(amount * part, amount + water)
    return Drawn({"amount": amount, "part": part, "water": water}, _liquid(world)) if neat(share, 2) else None


def _mixed(world: World) -> Drawn | None:
    first, second = world.rng.sample(range(2, 21), 2)
    part, part2 = (nice(world.rng, 10, 90, 5) for _ in range(2))
    share = Fraction(first * part + second * part2, first + second)
    values = {"first": first, "part": part, "second": second, "part2": part2}
    return Drawn(values, _liquid(world)) if neat(share, 2) and part != part2 else None


def _to_reach(world: World) -> Drawn | None:
    amount = world.rng.randint(3, 30)
    high, wanted, low = sorted((nice(world.rng, 5, 90, 5) for _ in range(3)), reverse=True)
    if not high > wanted > low:
        return None
    added = Fraction(amount * (high - wanted), wanted - low)
    values = {"amount": amount, "high": high, "low": low, "wanted": wanted}
    return Drawn(values, _liquid(world)) if neat(added, 2) and added <= 40 else None


MIXTURES = plain(
    "mixtures",
    "Liquids with a share in percent that are mixed: thinned with water, put together, or how much to add"
    " for a wanted share.",
    (
        Shape(
            "thinned",
            _thinned,
            (
                measure("amount", "amount of the {drink}", "litres", "{drink}"),
                percent("part", "share of {juice}", "{juice}"),
                measure("water", "amount of water", "litres", "water"),
            ),
            (
                Step("pure", "amount * part / 100", "The {drink} contains [] litres of {juice}."),
                Step("all", "amount + water", "Afterwards there are [] litres in all."),
                Step("share", "pure / all * 100", "The {juice} makes up []% of them."),
            ),
            asks="the share of {juice} in the mixture in percent",
            unit="%",
            situations=(
                "{who} has {amount} litres of a {drink} that contains {part} {juice}. {She} stirs in {water}"
                " litres of water.",
                "To make a {drink} weaker, {who} adds {water} litres of water to {amount} litres of it."
                " Before that, it contained {part} {juice}.",
            ),
            questions=(
                "What is the share of {juice} in the mixture, in percent?",
                "In percent, how much {juice} does the mixture contain?",
            ),
        ),
    ),
    (
        Shape(
            "mixed",
            _mixed,
            (
                measure("first", "amount of the first {drink}", "litres", "{drink}"),
                percent("part", "share of {juice} in the first", "{juice}"),
                measure("second", "amount of the other {drink}", "litres", "{drink}"),
                percent("part2", "share of {juice} in the other", "{juice}"),
            ),
            (
                Step("pure", "first * part / 100", "The first one contains [] litres of {juice}."),
                Step("pure2", "second * part2 / 100", "The other one contains [] litres of {juice}."),
                Step("all", "first + second", "The mixture is [] litres in all."),
                Step("share", "(pure + pure2) / all * 100", "The {juice} makes up []% of them."),
            ),
            asks="the share of {juice} in the mixture in percent",
            unit="%",
            situations=(
                "{who} mixes {first} litres of a {drink} that contains {part} {juice} with {second} litres of"
                " another {drink} that contains {part2} {juice}.",
                "A large can holds {first} litres of {drink} with {part} {juice}. {who} adds {second} litres"
                " of {drink} with {part2} {juice} and stirs well.",
            ),
            questions=(
                "What is the share of {juice} in the mixture, in percent?",
                "In percent, how much {juice} does the mixture contain?",
            ),
        ),
    ),
    (
        Shape(
            "to-reach",
            _to_reach,
            (
                measure("amount", "amount of the strong {drink}", "litres", "{drink}"),
                percent("high", "share of {juice} in the strong {drink}", "{juice}"),
                percent("low", "share of {juice} in the weak {drink}", "{juice}"),
                percent("wanted", "share of {juice} that is wanted", "mixture"),
            ),
            (
                Step("above", "high - wanted", "The strong {drink} lies [] percent above what is wanted."),
                Step("surplus", "amount * above", "Over all its litres, that adds up to []."),
                Step("below", "wanted - low", "Each litre of the weak one makes up for []."),
                Step("added", "surplus / below", "So [] litres of it are needed."),
            ),
            asks="the amount of weak {drink} to be added in litres",
            unit="litres",
            situations=(
                "{who} has {amount} litres of a strong {drink} that contains {high} {juice}. {She} wants to"
                " add just enough of a weak {drink} with {low} {juice} for the mixture to contain {wanted}.",
                "A weak {drink} contains {low} {juice}, a strong one {high}. To {amount} litres of the strong"
                " one, {who} adds as much of the weak one as is needed for a mixture with {wanted} {juice}.",
            ),
            questions=(
                "How many litres of the weak {drink} must be added?",
                "What amount of the weak {drink}, in litres, must be added?",
            ),
            equations=("{high}*{amount}/100 + {low}*x/100 = {wanted}*({amount} + x)/100",),
        ),
    ),
)

_WARES = (
    ("lamps", "lamp", (12, 60)),
    ("scarves", "scarf", (6, 24)),
    ("rucksacks", "rucksack", (15, 50)),
    ("clocks", "clock", (10, 48)),
)


def _ware(world: World) -> tuple[dict[str, str], int]:
    many, one, prices = world.rng.choice(_WARES)
    return words_of(world) | {"things": many, "thing": one}, world.rng.randint(*prices)


def _in_percent(world: World) -> Drawn | None:
    words, cost = _ware(world)
    price = cost + Fraction(world.rng.randint(2, 2 * cost), 2)
    return Drawn({"cost": cost, "price": price}, words) if neat((price - cost) / cost * 100) else None


def _some_left(world: World) -> Drawn | None:
    words, cost = _ware(world)
    number, over = nice(world.rng, 20, 120, 5), nice(world.rng, 20, 90, 5)
    unsold = world.rng.randint(2, number // 5)
    price = Fraction(cost * (100 + over), 100)
    values = {"number": number, "cost": cost, "over": over, "unsold": unsold}
    fair = neat(price, 10) and price * (number - unsold) > cost * number
    return Drawn(values, words) if fair else None


def _new_price(world: World) -> Drawn | None:
    words, cost = _ware(world)
    now, later = world.rng.sample(range(20, 95, 5), 2)
    price, new = Fraction(cost * (100 + now), 100), Fraction(cost * (100 + later), 100)
    return (
        Drawn({"price": price, "now": now, "later": later}, words)
        if neat(price, 10) and neat(new, 10)
        else None
    )


_OVER = percent("over", "profit on the cost price", "cost price")

MARGIN = plain(
    "profit-margin",
    "Buying and selling with a profit in percent of the cost price: the percentage, the profit when some stay"
    " unsold, another price for another percentage.",
    (
        Shape(
            "in-percent",
            _in_percent,
            (
                money("cost", "price at which one is bought", "{things}"),
                money("price", "price at which one is sold", "{things}"),
            ),
            (
                Step("gain", "price - cost", "The profit on each is {cur}[]."),
                Step("part", "gain / cost", "That is [] of the cost price."),
                Step("percent", "part * 100", "In percent, it is []%."),
            ),
            asks="the profit in percent of the cost price",
            unit="%",
            situations=(
                "{who} buys {things} for {cost} each and sells them for {price} each.",
                "A shop sells {things} at {price} each. It has bought them at a cost price of {cost} each.",
            ),
            questions=(
                "How large is the profit in percent of the cost price?",
                "What percentage of the cost price is the profit?",
            ),
        ),
    ),
    (
        Shape(
            "some-left",
            _some_left,
            (
                count("number", "number of {things} bought", "{things}"),
                money("cost", "price at which one is bought", "{thing}"),
                _OVER,
                count("unsold", "number of {things} that aren't sold", "{things}"),
            ),
            (
                Step("paid", "number * cost", "All {things} cost {cur}[]."),
                Step("price", "cost * (100 + over) / 100", "One {thing} is sold for {cur}[]."),
                Step("income", "(number - unsold) * price", "The {things} that are sold bring {cur}[]."),
                Step("profit", "income - paid", "So the profit is {cur}[]."),
            ),
            asks="the profit in {pounds}",
            unit="{pounds}",
            situations=(
                "{who} buys {number} {things} for {cost} each and sells them at a price that is {over} higher"
                " than this cost price. In the end {unsold} of the {things} can't be sold.",
                "A shop pays {cost} each for {number} {things}. To set its price, it adds {over} to the cost"
                " price of a {thing}. All but {unsold} {things} are sold.",
            ),
            questions=(
                "How much profit, in {pounds}, is made altogether?",
                "What is the total profit in {pounds}?",
            ),
        ),
    ),
    (
        Shape(
            "new-price",
            _new_price,
            (
                money("price", "price now", "{thing}"),
                percent("now", "profit now in percent of the cost price", "cost price"),
                percent("later", "profit that is wanted in percent of the cost price", "profit"),
            ),
            (
                Step("whole", "100 + now", "The price now is []% of the cost price."),
                Step("cost", "price / whole * 100", "So the cost price is {cur}[]."),
                Step("wanted", "100 + later", "The new price is to be []% of it."),
                Step("new", "cost * wanted / 100", "That is {cur}[]."),
            ),
            asks="the new price in {pounds}",
            unit="{pounds}",
            situations=(
                "{who} sells a {thing} for {price} and so makes a profit of {now} of the cost price. From"
                " now on the profit is to be {later} of the cost price instead.",
                "At a price of {price} for a {thing}, a shop's profit is {now} of the cost price. The shop"
                " sets a new price so that its profit becomes {later} of the cost price.",
            ),
            questions=(
                "What is the new price of a {thing} in {pounds}?",
                "How much, in {pounds}, must a {thing} cost then?",
            ),
        ),
    ),
)

_COUNTED = (
    ("a village", "inhabitants", (400, 6_000, 100)),
    ("a sports club", "members", (200, 2_000, 50)),
    ("a nature reserve", "nesting birds", (200, 4_000, 100)),
    ("an online forum", "users", (2_000, 20_000, 500)),
)


def _crowd(world: World) -> tuple[dict[str, str], int]:
    where, people, (low, high, step) = world.rng.choice(_COUNTED)
    return words_of(world) | {"where": where, "people": people}, nice(world.rng, low, high, step)


def _up_and_down(world: World) -> Drawn | None:
    words, start = _crowd(world)
    up, down = nice(world.rng, 4, 30), nice(world.rng, 4, 30)
    end = Fraction(start * (100 + up) * (100 - down), 10_000)
    fair = neat(end) and neat(Fraction(start * (100 + up), 100))
    return Drawn({"start": start, "up": up, "down": down}, words) if fair else None


def _overall(world: World) -> Drawn:
    words, _ = _crowd(world)
    return Drawn({"up": nice(world.rng, 4, 40), "up2": nice(world.rng, 5, 50, 5)}, words)


def _backwards(world: World) -> Drawn | None:
    drawn = _up_and_down(world)
    if drawn is None:
        return None
    start, up, down = (int(Fraction(str(drawn.values[name]))) for name in ("start", "up", "down"))
    end = start * (100 + up) * (100 - down) // 10_000
    return Drawn({"up": up, "down": down, "end": end}, drawn.words) if end > start else None


_UP = percent("up", "growth in the first year", "year")
_DOWN = percent("down", "loss in the second year", "year")

SUCCESSIVE = plain(
    "successive-changes",
    "Percentages one after the other: the number after a rise and a fall, the change overall, the number"
    " before both changes.",
    (
        Shape(
            "up-and-down",
            _up_and_down,
            (count("start", "number of {people} at the start", "{people}"), _UP, _DOWN),
            (
                Step("after", "start * (100 + up) / 100", "After the first year there are [] {people}."),
                Step("end", "after * (100 - down) / 100", "After the second year there are []."),
            ),
            asks="the number of {people} after both years",
            unit="{people}",
            situations=(
                "The number of {people} of {where} is {start}. In the following year it rises by {up}, and in"
                " the year after that it falls by {down}.",
                "At first, {where} has {start} {people}. Their number grows by {up} in a year and then goes"
                " down by {down} in the next year.",
            ),
            questions=(
                "How many {people} are there after both years?",
                "What is the number of {people} after both years?",
            ),
        ),
    ),
    (
        Shape(
            "overall",
            _overall,
            (_UP, percent("up2", "growth in the second year", "year")),
            (
                Step("after", "100 + up", "The first year brings []% of the number at the start."),
                Step("end", "after * (100 + up2) / 100", "The next year brings []% of it."),
                Step("change", "end - 100", "So the growth overall is []%."),
            ),
            asks="the growth over both years in percent",
            unit="%",
            situations=(
                "The number of {people} of {where} rises by {up} in a year and by {up2} in the year after"
                " that.",
                "In a year, the number of {people} of {where} grows by {up}. In the next year it grows again,"
                " this time by {up2}.",
            ),
            questions=(
                "By how many percent does it grow over both years together?",
                "What is the growth over both years together in percent?",
            ),
        ),
    ),
    (
        Shape(
            "backwards",
            _backwards,
            (_UP, _DOWN, count("end", "number of {people} in the end", "{people}")),
            (
                Step("after", "end / (100 - down) * 100", "Before the fall there were [] {people}."),
                Step("start", "after / (100 + up) * 100", "Before the rise there were []."),
                Step("change", "end - start", "So in the end there are [] more."),
            ),
            asks="how many more {people} there are than before both changes",
            unit="{people}",
            situations=(
                "The number of {people} of {where} rose by {up} in a year and fell by {down} in the year"
                " after that. Now it is {end}.",
                "Now {where} has {end} {people}. In the last year their number fell by {down}; in the year"
                " before that it had risen by {up}.",
            ),
            questions=(
                "How many more {people} are there now than before these changes?",
                "By how many {people} is the number now greater than before these changes?",
            ),
        ),
    ),
)

FAMILIES = (MIXTURES, MARGIN, SUCCESSIVE)
