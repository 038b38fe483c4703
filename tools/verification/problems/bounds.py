"""A family of inequalities: most-and-least."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import Amount, Drawn, Shape, Step, World, measure, money

_LIFTS = (("goods lift", 300, 900), ("cable car", 200, 600), ("small boat", 250, 700))
_LOADS = (
    ("boxes of tiles", 12, 28),
    ("sacks of cement", 20, 40),
    ("crates of fruit", 8, 18),
    ("rolls of carpet", 15, 35),
)
_STALLS = (
    ("cakes", "ingredients", (2, 6), (15, 60)),
    ("T-shirts", "printing", (4, 9), (60, 160)),
    ("calendars", "paper and ink", (3, 8), (40, 120)),
    ("jars of jam", "jars and sugar", (2, 5), (20, 60)),
)
_SHOPS = (
    ("posters", 40, 120),
    ("booklets", 30, 80),
    ("leaflets", 5, 20),
    ("postcards", 6, 30),
    ("programmes", 15, 60),
)


def _load(world: World) -> Drawn | None:
    lift, low, high = world.rng.choice(_LIFTS)
    loads, light, heavy = world.rng.choice(_LOADS)
    most, own, each = (
        nice(world.rng, low, high, 10),
        world.rng.randint(52, 95),
        world.rng.randint(light, heavy),
    )
    words = words_of(world) | {"lift": lift, "loads": loads}
    fits = Fraction(most - own, each)
    return Drawn({"most": most, "own": own, "each": each}, words) if not neat(fits) and fits > 3 else None


def _sales(world: World) -> Drawn | None:
    things, stuff, prices, costs = world.rng.choice(_STALLS)
    each = Fraction(nice(world.rng, prices[0] * 100, prices[1] * 100, 50), 100)
    have, cost = nice(world.rng, 20, 180, 5), nice(world.rng, *costs, 5)
    goal = nice(world.rng, 250, 900, 10)
    values: dict[str, Amount] = {"goal": goal, "have": have, "cost": cost, "each": each}
    needed = (goal - have + cost) / each
    words = words_of(world) | {"things": things, "stuff": stuff}
    return Drawn(values, words) if not neat(needed) and have < goal / 2 else None


def _cheaper(world: World) -> Drawn | None:
    things, low, high = world.rng.choice(_SHOPS)
    each2 = nice(world.rng, low, high)
    each = each2 + nice(world.rng, 2, low)
    fee = nice(world.rng, 6, 30)
    fee2 = fee + nice(world.rng, 5, 40)
    values: dict[str, Amount] = {
        "fee": fee,
        "each": Fraction(each, 100),
        "fee2": fee2,
        "each2": Fraction(each2, 100),
    }
    words = words_of(world) | {"things": things, "thing": things.removesuffix("s")}
    even = Fraction(100 * (fee2 - fee), each - each2)
    return Drawn(values, words) if 50 <= even <= 2_000 else None


BOUNDS = plain(
    "most-and-least",
    "Inequalities: how many fit at most, how many are needed at least, from which number on an offer is"
    " cheaper. Whole numbers.",
    (
        Shape(
            "load",
            _load,
            (
                measure("most", "greatest load of the {lift}", "kg", "{lift}"),
                measure("own", "weight of {who}", "kg", "{who}"),
                measure("each", "weight of one of the {loads}", "kg", "{loads}"),
            ),
            (
                Step("room", "most - own", "For the {loads}, [] kg remain."),
                Step("number", "floor(room / each)", "In whole numbers, at most [] of the {loads} fit in."),
            ),
            asks="the greatest number of {loads}",
            unit="{loads}",
            situations=(
                "A {lift} may carry at most {most} kg. {who}, who weighs {own} kg, gets in with {loads} that"
                " weigh {each} kg each.",
                "{who} loads {loads} into a {lift} whose load, including {who}, must not be more than {most}"
                " kg. {She} weighs {own} kg, and the {loads} weigh {each} kg each.",
            ),
            questions=(
                "At most how many {loads} can {she} take along in one go?",
                "What is the greatest number of {loads} that {she} can take along at once?",
            ),
        ),
    ),
    (
        Shape(
            "sales",
            _sales,
            (
                money("goal", "money that is needed", "needs"),
                money("have", "money that is already there", "has"),
                money("cost", "cost of the {stuff}", "{stuff}"),
                money("each", "price of one of the {things}", "{things}"),
            ),
            (
                Step("missing", "goal - have", "So far, {cur}[] are missing."),
                Step("income", "missing + cost", "With the {stuff}, {cur}[] have to be earned."),
                Step("number", "ceil(income / each)", "For this, at least [] {things} have to be sold."),
            ),
            asks="the smallest number of {things}",
            unit="{things}",
            situations=(
                "For a trip, a school club needs at least {goal}; it already has {have}. The club spends"
                " {cost} on {stuff} and sells {things} at {each} each.",
                "{who}'s club is selling {things} at {each} each to raise money for a trip. The club has"
                " {have} to begin with, pays {cost} for {stuff} and in the end needs {goal} or more.",
            ),
            questions=(
                "What is the smallest number of {things} that the club has to sell?",
                "At least how many {things} does the club have to sell?",
            ),
        ),
    ),
    (
        Shape(
            "cheaper",
            _cheaper,
            (
                money("fee", "fixed price of the nearer shop", "shop"),
                money("each", "price of one {thing} at the nearer shop", "{thing}"),
                money("fee2", "fixed price of the other shop", "shop"),
                money("each2", "price of one {thing} at the other shop", "{thing}"),
            ),
            (
                Step("gap", "fee2 - fee", "The fixed price of the other shop is {cur}[] higher."),
                Step("saved", "each - each2", "There, each {thing} is {cur}[] cheaper."),
                Step("even", "gap / saved", "This makes up for it at a number of []."),
                Step("full", "floor(even)", "In whole numbers, that is []."),
                Step("number", "full + 1", "It is really cheaper from [] {things} on."),
            ),
            asks="the smallest number of {things} for which the other shop is cheaper",
            unit="{things}",
            situations=(
                "{who} wants to have {things} printed. A shop nearby charges a fixed {fee} and {each} for"
                " each {thing}. Another shop, in town, charges a fixed {fee2} and only {each2} for each"
                " {thing}.",
                "For printing {things}, the shop nearby asks {fee} for setting up the machine and {each} per"
                " {thing}, while the shop in town asks {fee2} for setting up and {each2} per {thing}.",
            ),
            questions=(
                "What is the smallest number of {things} for which the shop in town is cheaper?",
                "At least how many {things} must be ordered so that the shop in town is cheaper?",
            ),
        ),
    ),
)

FAMILIES = (BOUNDS,)
