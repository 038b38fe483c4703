"""A family about prices of packs: best-buy."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import (
    words_of,
)
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Amount,
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    count,
    money,
)

_PACKED = (
    ("battery", "batteries", 40, 110, (4, 6, 8, 10, 12, 16)),
    ("egg", "eggs", 20, 45, (6, 10, 12, 15, 18, 24)),
    ("roll of kitchen paper", "rolls of kitchen paper", 60, 130, (2, 3, 4, 6, 8)),
    ("tennis ball", "tennis balls", 120, 240, (3, 4, 6, 8)),
    ("felt-tip pen", "felt-tip pens", 30, 90, (6, 8, 10, 12, 20, 24)),
    ("bar of soap", "bars of soap", 50, 120, (2, 3, 4, 6, 8)),
    ("envelope", "envelopes", 6, 15, (20, 25, 50, 100)),
)
_PACK_SIZE = count("size", "number of {things} in the pack", "{things}")
_PACK_PRICE = money("price", "price of the pack", "pack")


def _pack(world: World) -> tuple[dict[str, str], int, tuple[int, ...]]:
    one, many, low, high, sizes = world.rng.choice(_PACKED)
    words = words_of(world) | {"thing": one, "things": many}
    return words, world.rng.randint(low, high), sizes


def _one_of_pack(world: World) -> Drawn:
    words, each, sizes = _pack(world)
    size = world.rng.choice(sizes)
    return Drawn({"size": size, "price": Fraction(each * size, 100)}, words)


def _some_of_pack(world: World) -> Drawn | None:
    words, each, sizes = _pack(world)
    size = world.rng.choice(sizes)
    wanted = size + world.rng.randint(1, size - 1)
    values: dict[str, Amount] = {"size": size, "price": Fraction(each * size, 100), "wanted": wanted}
    return Drawn(values, words)


def _two_packs(world: World) -> Drawn | None:
    words, each, sizes = _pack(world)
    small, large = sorted(world.rng.sample(sizes, 2))
    cheaper = each - world.rng.randint(max(1, each // 12), max(2, each // 4))
    price, price2 = Fraction(each * small, 100), Fraction(cheaper * large, 100)
    values: dict[str, Amount] = {"size": small, "price": price, "size2": large, "price2": price2}
    return Drawn(values, words) if price2 > price else None


BEST_BUY = Entry(
    Family(
        "best-buy",
        "Prices of packs brought down to one piece: what one costs, what some cost at that price, which"
        " pack is cheaper by how much.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "one",
                _one_of_pack,
                (_PACK_SIZE, _PACK_PRICE),
                (
                    Step("hundredths", "price * 100", "The pack costs [] {pence}."),
                    Step("each", "hundredths / size", "One {thing} costs [] {pence}."),
                ),
                asks="the price of one {thing} in {pence}",
                unit="{pence}",
                situations=(
                    "A pack of {size} {things} costs {price}.",
                    "{who} pays {price} for a pack of {size} {things}.",
                ),
                questions=(
                    "How much, in {pence}, is that for one {thing}?",
                    "How many {pence} does one {thing} from this pack cost?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "some",
                _some_of_pack,
                (_PACK_SIZE, _PACK_PRICE, count("wanted", "number of {things} wanted", "{things}")),
                (
                    Step("each", "price / size", "One {thing} costs {cur}[]."),
                    Step("cost", "each * wanted", "The {things} that are wanted cost {cur}[]."),
                ),
                asks="the cost of the wanted {things} in {pounds}",
                unit="{pounds}",
                situations=(
                    "A pack of {size} {things} costs {price}. {who} needs {wanted} {things}, which are"
                    " also sold singly at the same price per {thing} as in the pack.",
                    "{who} finds a pack of {size} {things} for {price}. The shop also sells single"
                    " {things} at the same price per {thing}, and {who} buys {wanted} single {things}.",
                ),
                questions=(
                    "How much, in {pounds}, do {who}'s {things} cost?",
                    "What is the cost, in {pounds}, of the {things} for {who}?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "two-packs",
                _two_packs,
                (
                    _PACK_SIZE,
                    _PACK_PRICE,
                    count("size2", "number of {things} in the larger pack", "{things}"),
                    money("price2", "price of the larger pack", "pack"),
                ),
                (
                    Step("each", "price * 100 / size", "In the smaller pack, one {thing} costs [] {pence}."),
                    Step(
                        "each2", "price2 * 100 / size2", "In the larger pack, one {thing} costs [] {pence}."
                    ),
                    Step("saving", "each - each2", "The difference is [] {pence}."),
                ),
                asks="how many {pence} cheaper one {thing} is in the larger pack",
                unit="{pence}",
                situations=(
                    "A shop sells {things} in packs of different sizes. The small pack holds {size}"
                    " {things} and costs {price}; the large pack holds {size2} {things} and costs"
                    " {price2}.",
                    "A pack of {size} {things} costs {price}, and a larger pack of {size2} {things}"
                    " costs {price2}.",
                ),
                questions=(
                    "How many {pence} less does one {thing} cost in the larger pack than in the smaller one?",
                    "By how many {pence} is a single {thing} cheaper in the larger pack than in the"
                    " smaller pack?",
                ),
            ),
        ),
    },
)

FAMILIES = (BEST_BUY,)
