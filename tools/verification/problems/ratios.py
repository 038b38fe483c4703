"""Families of proportion: recipe, sharing-in-a-ratio, map-scale."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    count,
    measure,
    money,
)

_RECIPES = (
    ("pancakes", "flour", "bag", (40, 50, 60), (500, 1000), (80, 140)),
    ("risotto", "rice", "packet", (60, 70, 80, 90), (500, 1000), (150, 290)),
    ("vegetable curry", "lentils", "packet", (40, 50, 60, 75), (250, 500), (90, 190)),
    ("pasta salad", "pasta", "packet", (75, 80, 90, 100), (500, 1000), (80, 180)),
    ("potato soup", "potatoes", "bag", (150, 200, 250), (1000, 2000), (120, 260)),
    ("mushroom stew", "mushrooms", "box", (60, 80, 100, 125), (250, 400, 500), (110, 220)),
    ("apple crumble", "apples", "bag", (120, 150, 180), (1000, 1500), (180, 290)),
)
_BASE = count("base", "number of people the recipe is for", "people")
_AMOUNT = measure("amount", "{ingredient} in the recipe", "g", "{ingredient}")
_GUESTS = count("guests", "number of people {who} cooks for", "people")
_NEED = (
    Step("each", "amount / base", "For one person it takes [] g."),
    Step("need", "each * guests", "For all of them it takes [] g."),
)


def _recipe(world: World) -> tuple[dict[str, str], dict[str, int], tuple[int, ...], tuple[int, int]]:
    dish, ingredient, bag, each, bags, pence = world.rng.choice(_RECIPES)
    base, guests = world.rng.sample((2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 20), 2)
    base, guests = min(base, guests), max(base, guests)
    guests = min(guests, 4 * base)
    values = {"base": base, "amount": base * world.rng.choice(each), "guests": guests}
    words = words_of(world) | {"dish": dish, "ingredient": ingredient, "bag": bag}
    words["bags"] = "boxes" if bag == "box" else f"{bag}s"
    return words, values, bags, pence


def _scaled(world: World) -> Drawn | None:
    words, values, _, _ = _recipe(world)
    return Drawn(values, words) if values["base"] <= 8 else None


def _still_missing(world: World) -> Drawn | None:
    words, values, _, _ = _recipe(world)
    need = values["amount"] // values["base"] * values["guests"]
    have = nice(world.rng, need // 5, need * 4 // 5, 10)
    return Drawn({**values, "have": have}, words) if values["base"] <= 8 and have else None


def _bags_to_buy(world: World) -> Drawn | None:
    words, values, bags, pence = _recipe(world)
    need = values["amount"] // values["base"] * values["guests"]
    bag = world.rng.choice(bags)
    price = Fraction(nice(world.rng, *pence, 5), 100)
    fair = values["base"] <= 8 and need > bag and need % bag
    return Drawn({**values, "bag_size": bag, "price": price}, words) if fair else None


_COOKING = (
    "A recipe for {dish} uses {amount} g of {ingredient} for {base} people. {who} wants to cook the"
    " {dish} for {guests} people.",
    "{who} cooks {dish} for {guests} people. The recipe is meant for {base} people and uses {amount} g"
    " of {ingredient}.",
)

RECIPE = Entry(
    Family(
        "recipe",
        "A recipe scaled to another number of people: grams needed, grams missing, cost of the packets"
        " to buy.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "scaled",
                _scaled,
                (_BASE, _AMOUNT, _GUESTS),
                _NEED,
                asks="the weight of {ingredient} needed in grams",
                unit="g",
                situations=_COOKING,
                questions=(
                    "How many grams of {ingredient} does {who} need?",
                    "What weight of {ingredient}, in grams, does {who} need?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "missing",
                _still_missing,
                (_BASE, _AMOUNT, _GUESTS, measure("have", "{ingredient} that is there", "g", "{ingredient}")),
                (*_NEED, Step("missing", "need - have", "So [] g are missing.")),
                asks="the weight of {ingredient} still missing in grams",
                unit="g",
                situations=tuple(
                    f"{cooking} {{She}} has only {{have}} g of {{ingredient}} in the kitchen."
                    for cooking in _COOKING
                ),
                questions=(
                    "How many more grams of {ingredient} does {who} need?",
                    "How many grams of {ingredient} are still missing?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "cost",
                _bags_to_buy,
                (
                    _BASE,
                    _AMOUNT,
                    _GUESTS,
                    measure("bag_size", "{ingredient} in one {bag}", "g", "{bag}"),
                    money("price", "price of one {bag}", "{bag}"),
                ),
                (
                    *_NEED,
                    Step("bags", "ceil(need / bag_size)", "That means [] {bags}."),
                    Step("cost", "bags * price", "They cost {cur}[]."),
                ),
                asks="the cost of the {ingredient} to buy in {pounds}",
                unit="{pounds}",
                situations=tuple(
                    f"{cooking} {{She}} has no {{ingredient}} at home, and the shop sells {{ingredient}}"
                    f" only in"
                    " whole {bags} of {bag_size} g for {price} each."
                    for cooking in _COOKING
                ),
                questions=(
                    "How much, in {pounds}, does {who} have to spend on {ingredient} at least?",
                    "What is the least that {who} can pay, in {pounds}, to have enough {ingredient}?",
                ),
            ),
        ),
    },
)

_SHARED = (
    ("stickers", 2, 12),
    ("marbles", 2, 10),
    ("trading cards", 2, 12),
    ("shells", 2, 9),
    ("stamps", 3, 15),
    ("beads", 4, 20),
)
_RATIOS = ((1, 2), (1, 3), (2, 3), (3, 4), (2, 5), (3, 5), (4, 5), (3, 7), (5, 7), (4, 7), (5, 8))
_TRIPLES = ((1, 2, 3), (2, 3, 4), (2, 3, 5), (3, 4, 5), (2, 4, 5), (1, 3, 5), (3, 5, 7), (2, 5, 8), (4, 5, 7))


def _shared(world: World, people: int) -> tuple[dict[str, str], int]:
    things, low, high = world.rng.choice(_SHARED)
    return words_of(world, people) | {"things": things}, world.rng.randint(low, high)


def _two_shares(world: World) -> Drawn:
    words, each = _shared(world, 2)
    first, second = world.rng.choice(_RATIOS)
    if world.rng.random() < 0.5:
        first, second = second, first
    return Drawn({"total": each * (first + second), "part": first, "part2": second}, words)


def _three_shares(world: World) -> Drawn:
    words, each = _shared(world, 3)
    first, second, third = world.rng.choice(_TRIPLES)
    return Drawn(
        {"total": each * (first + second + third), "part": first, "part2": second, "part3": third}, words
    )


def _from_difference(world: World) -> Drawn:
    words, each = _shared(world, 3)
    first, second, third = world.rng.choice(_TRIPLES)
    values = {"part": first, "part2": second, "part3": third, "more": each * (third - first)}
    return Drawn(values, words)


_PART = count("part", "share of {who} in the ratio", "ratio")
_PART2 = count("part2", "share of {who2} in the ratio", "ratio")
_PART3 = count("part3", "share of {who3} in the ratio", "ratio")
_SHARED_TOTAL = count("total", "number of {things} shared out", "{things}")

RATIO = Entry(
    Family(
        "ratio-sharing",
        "Things shared in a given ratio between two or three people: a share, a difference of shares,"
        " the whole.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "two",
                _two_shares,
                (_SHARED_TOTAL, _PART, _PART2),
                (
                    Step("parts", "part + part2", "There are [] equal parts."),
                    Step("each", "total / parts", "One part is [] {things}."),
                    Step("share", "each * part", "{who} gets [] {things}."),
                ),
                asks="the number of {things} for {who}",
                unit="{things}",
                situations=(
                    "{who} and {who2} share {total} {things} in the ratio {part}:{part2}, in this order.",
                    "A box of {total} {things} is shared between {who} and {who2} in the ratio"
                    " {part}:{part2}.",
                ),
                questions=("How many {things} does {who} get?", "How many of the {things} are for {who}?"),
            ),
        ),
        "medium": (
            Shape(
                "three",
                _three_shares,
                (_SHARED_TOTAL, _PART, _PART2, _PART3),
                (
                    Step("parts", "part + part2 + part3", "There are [] equal parts."),
                    Step("each", "total / parts", "One part is [] {things}."),
                    Step("difference", "part3 - part", "{who3} gets [] parts more than {who}."),
                    Step("more", "each * difference", "That is [] {things} more."),
                ),
                asks="how many more {things} {who3} gets than {who}",
                unit="{things}",
                situations=(
                    "{who}, {who2} and {who3} share {total} {things} in the ratio"
                    " {part}:{part2}:{part3}, in this order.",
                    "A box of {total} {things} is shared among {who}, {who2} and {who3} in the ratio"
                    " {part}:{part2}:{part3}.",
                ),
                questions=(
                    "How many more {things} does {who3} get than {who}?",
                    "By how many {things} is {who3}'s share larger than {who}'s?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "whole",
                _from_difference,
                (
                    _PART,
                    _PART2,
                    _PART3,
                    count("more", "how many more {things} {who3} gets than {who}", "{things}"),
                ),
                (
                    Step("difference", "part3 - part", "{who3} gets [] parts more than {who}."),
                    Step("each", "more / difference", "So one part is [] {things}."),
                    Step("parts", "part + part2 + part3", "There are [] equal parts."),
                    Step("total", "each * parts", "Altogether that is [] {things}."),
                ),
                asks="the total number of {things}",
                unit="{things}",
                situations=(
                    "{who}, {who2} and {who3} share a box of {things} in the ratio"
                    " {part}:{part2}:{part3}, in this order. {who3} gets {more} more {things} than"
                    " {who}.",
                    "All the {things} in a box are shared among {who}, {who2} and {who3} in the ratio"
                    " {part}:{part2}:{part3}. {who3} has {more} {things} more than {who}.",
                ),
                questions=(
                    "How many {things} are shared out altogether?",
                    "What is the total number of {things} in the box?",
                ),
            ),
        ),
    },
)

_WALKS = (("lighthouse", "harbour"), ("castle", "village"), ("waterfall", "car park"), ("mill", "station"))


def _map(world: World, parts: int) -> tuple[dict[str, str], dict[str, Fraction]]:
    goal, start = world.rng.choice(_WALKS)
    scale = world.rng.choice((Fraction(1, 4), Fraction(1, 2), Fraction(3, 2), Fraction(2)))
    values = {"scale": scale}
    for number in range(1, parts + 1):
        name = "length" if number == 1 else f"length{number}"
        values[name] = Fraction(nice(world.rng, 30, 120, 5), 10)
    return words_of(world) | {"goal": f"the {goal}", "start": f"the {start}"}, values


def _one_stretch(world: World) -> Drawn:
    words, values = _map(world, 1)
    return Drawn(values, words)


def _two_stretches(world: World) -> Drawn:
    words, values = _map(world, 2)
    return Drawn(values, words)


def _ride_time(world: World) -> Drawn | None:
    words, values = _map(world, 2)
    distance = values["scale"] * (values["length"] + values["length2"])
    speed = Fraction(world.rng.choice((12, 14, 15, 16, 18, 20)))
    minutes = distance / speed * 60
    fair = minutes.denominator == 1 and minutes % 5 == 0 and 30 <= minutes <= 240
    return Drawn({**values, "speed": speed}, words) if fair else None


_SCALE = measure("scale", "kilometres for one centimetre on the map", "km", "centimetre")
_LENGTH = measure("length", "length of the way on the map", "cm", "map")
_FIRST = measure("length", "length of the first part on the map", "cm", "path")
_SECOND = measure("length2", "length of the second part on the map", "cm", "road")
_STRETCHES = (
    "On {who}'s map, one centimetre stands for {scale} km. The way from {start} to {goal} consists of a"
    " path that is {length} cm long on the map and a road that is {length2} cm long on the map.",
    "{who} plans a trip from {start} to {goal} on a map on which one centimetre means {scale} km. On the"
    " map, {she} measures {length} cm of path and then {length2} cm of road.",
)
_MEASURED = (
    Step("on_map", "length + length2", "On the map the way is [] cm long."),
    Step("distance", "on_map * scale", "In reality it is [] km long."),
)

MAP = Entry(
    Family(
        "map-scale",
        "Lengths on a map and in reality, at a stated scale: distances, and the time for the way.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "one-stretch",
                _one_stretch,
                (_SCALE, _LENGTH),
                (Step("distance", "length * scale", "In reality the way is [] km long."),),
                asks="the real distance in kilometres",
                unit="km",
                situations=(
                    "On {who}'s map, one centimetre stands for {scale} km. The way from {start} to"
                    " {goal} is {length} cm long on the map.",
                    "{who} measures the way from {start} to {goal} on a map: it is {length} cm long. One"
                    " centimetre on this map means {scale} km.",
                ),
                questions=(
                    "How many kilometres long is the way in reality?",
                    "What is the real distance from {start} to {goal} in kilometres?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "two-stretches",
                _two_stretches,
                (_SCALE, _FIRST, _SECOND),
                _MEASURED,
                asks="the real distance in kilometres",
                unit="km",
                situations=_STRETCHES,
                questions=(
                    "How many kilometres long is the whole way in reality?",
                    "What is the real distance from {start} to {goal} by this way in kilometres?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "ride",
                _ride_time,
                (_SCALE, _FIRST, _SECOND, measure("speed", "speed on the bicycle", "km/h", "speed")),
                (
                    *_MEASURED,
                    Step("hours", "distance / speed", "The ride takes [] hours."),
                    Step("minutes", "hours * 60", "That is [] minutes."),
                ),
                asks="the time for the ride in minutes",
                unit="minutes",
                situations=tuple(
                    f"{stretches} {{She}} cycles the whole way at a steady speed of {{speed}} km/h."
                    for stretches in _STRETCHES
                ),
                questions=("How many minutes does the ride take?", "How long, in minutes, does {who} cycle?"),
            ),
        ),
    },
)

FAMILIES = (RECIPE, RATIO, MAP)
