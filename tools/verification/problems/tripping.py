"""Families of units with money: currency-exchange, fuel-use."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import Amount, Drawn, Shape, Step, World, measure, money

_COINS = (
    ("Danish kroner", 840, 920, 5),
    ("Swiss francs", 108, 128, 1),
    ("Polish zloty", 480, 540, 5),
    ("Czech korunas", 2750, 3150, 25),
    ("Swedish kronor", 1280, 1400, 10),
    ("Turkish lira", 4150, 4600, 25),
)


def _exchange(world: World) -> tuple[dict[str, str], Fraction, int]:
    coins, low, high, step = world.rng.choice(_COINS)
    words = words_of(world)
    words |= {"coins": coins, "pound": words["pounds"].removesuffix("s")}
    return words, Fraction(nice(world.rng, low, high, step), 100), step


def _changed(world: World) -> Drawn | None:
    words, rate, _ = _exchange(world)
    amount = nice(world.rng, 40, 600, 10)
    return Drawn({"rate": rate, "amount": amount}, words) if neat(amount * rate) else None


def _after_fee(world: World) -> Drawn | None:
    words, rate, _ = _exchange(world)
    amount, fee = nice(world.rng, 80, 600, 5), world.rng.choice((3, 4, 5, 6, 8))
    got = (amount - fee) * rate
    spent = int(got * world.rng.randint(40, 90) / 100)
    values: dict[str, Amount] = {"amount": amount, "fee": fee, "rate": rate, "spent": spent}
    return Drawn(values, words) if neat(got) else None


def _cost_of_trip(world: World) -> Drawn | None:
    words, rate, step = _exchange(world)
    back = rate + Fraction(step * world.rng.randint(1, 8), 100)
    amount, left = nice(world.rng, 100, 600, 10), nice(world.rng, 8, 90)
    spent = amount * rate - left * back
    values: dict[str, Amount] = {"amount": amount, "rate": rate, "spent": spent, "back": back}
    return Drawn(values, words) if neat(spent) and spent > amount * rate / 3 else None


_RATE = measure("rate", "rate at which {coins} are paid out", "{coins}", "{pound}")
_AMOUNT = money("amount", "money that is changed", "exchange")

EXCHANGE = plain(
    "currency-exchange",
    "Money changed into another currency at a rate that is given: what one gets, what is left after a fee,"
    " what a trip cost when the rest is changed back. Unit conversion.",
    (
        Shape(
            "changed",
            _changed,
            (_RATE, _AMOUNT),
            (Step("got", "amount * rate", "For this money there are [] {coins}."),),
            asks="the number of {coins}",
            unit="{coins}",
            situations=(
                "An exchange office pays {rate} {coins} for one {pound}. {who} changes {amount} there.",
                "Before a holiday, {who} changes {amount} into {coins}. For every {pound} {she} is given"
                " {rate} {coins}.",
            ),
            questions=(
                "How many {coins} does {who} get?",
                "How much money, in {coins}, does {who} get?",
            ),
        ),
    ),
    (
        Shape(
            "after-fee",
            _after_fee,
            (
                _AMOUNT,
                money("fee", "fee that is kept back", "fee"),
                _RATE,
                measure("spent", "money spent on the trip", "{coins}", "spent"),
            ),
            (
                Step("rest", "amount - fee", "Without the fee, {cur}[] are changed."),
                Step("got", "rest * rate", "For these there are [] {coins}."),
                Step("left", "got - spent", "After the trip, [] {coins} are left."),
            ),
            asks="the number of {coins} that are left",
            unit="{coins}",
            situations=(
                "{who} hands in {amount} at an exchange office. The office keeps a fee of {fee} and changes"
                " the rest at {rate} {coins} for one {pound}. On the trip {she} spends {spent} {coins}.",
                "An exchange office takes a fee of {fee} from the money handed in and pays out {rate} {coins}"
                " for every {pound} that remains. {who} hands in {amount} and later spends {spent} {coins}.",
            ),
            questions=(
                "How many {coins} does {who} have left?",
                "How much money, in {coins}, does {who} have left?",
            ),
        ),
    ),
    (
        Shape(
            "cost-of-trip",
            _cost_of_trip,
            (
                _AMOUNT,
                _RATE,
                measure("spent", "money spent on the trip", "{coins}", "spends"),
                measure("back", "rate at which {coins} are taken back", "{coins}", "{pound}"),
            ),
            (
                Step("got", "amount * rate", "Before the trip there are [] {coins}."),
                Step("left", "got - spent", "After it, [] {coins} are left."),
                Step("returned", "left / back", "Changed back, they are {cur}[]."),
                Step("cost", "amount - returned", "So the trip cost {cur}[]."),
            ),
            asks="the cost of the trip in {pounds}",
            unit="{pounds}",
            situations=(
                "For a trip, {who} changes {amount} at a rate of {rate} {coins} for one {pound}. {She}"
                " spends {spent} {coins} and changes the rest back at home, where {she} has to hand in"
                " {back} {coins} for one {pound}.",
                "{who} gets {rate} {coins} for each {pound} when {she} changes {amount} before a trip. {She}"
                " comes home after spending {spent} {coins}. Now the bank wants {back} {coins} for each"
                " {pound} that it pays back, and {who} changes all that is left.",
            ),
            questions=(
                "How much, in {pounds}, has the trip cost {who} in the end?",
                "Counting the money that {who} gets back, what did the trip cost in {pounds}?",
            ),
        ),
    ),
)

_CARS = (
    ("car", (50, 80), (140, 175)),
    ("van", (75, 120), (140, 175)),
    ("motorhome", (100, 140), (140, 175)),
    ("minibus", (90, 130), (140, 175)),
)


def _car(world: World) -> tuple[dict[str, str], Fraction, Fraction]:
    name, (low, high), (cheap, dear) = world.rng.choice(_CARS)
    use = Fraction(nice(world.rng, low, high, 2), 10)
    return words_of(world) | {"car": name}, use, Fraction(nice(world.rng, cheap, dear, 5), 100)


def _fuel(world: World) -> Drawn:
    words, use, _ = _car(world)
    return Drawn({"use": use, "per": 100, "distance": nice(world.rng, 150, 900, 50)}, words)


def _there_and_back(world: World) -> Drawn | None:
    words, use, price = _car(world)
    distance = nice(world.rng, 35, 420, 5)
    cost = 2 * distance * use / 100 * price
    values: dict[str, Amount] = {"distance": distance, "use": use, "per": 100, "price": price}
    return Drawn(values, words) if neat(cost, 100) and distance != 100 else None


def _pays_off(world: World) -> Drawn | None:
    words, use, price = _car(world)
    low = use - Fraction(nice(world.rng, 10, 30, 5), 10)
    distance = nice(world.rng, 12_000, 48_000, 1_000)
    extra = (use - low) * price * distance / 100
    values: dict[str, Amount] = {"use": use, "per": 100, "low": low, "extra": extra, "price": price}
    return Drawn(values, words) if neat(extra, 1) and extra % 10 == 0 else None


_USE = measure("use", "fuel used by the {car}", "litres", "litres")
_PER = measure("per", "distance for which the use is given", "km", "km")
_PRICE = money("price", "price of one litre of fuel", "litre")

FUEL = plain(
    "fuel-use",
    "Litres of fuel for a distance: the fuel for a journey, its cost, after how many kilometres a thriftier"
    " car has paid off. Unit rates.",
    (
        Shape(
            "fuel",
            _fuel,
            (_USE, _PER, measure("distance", "length of the journey", "km", "journey")),
            (
                Step("times", "distance / per", "The journey is [] times that distance."),
                Step("fuel", "use * times", "It takes [] litres."),
            ),
            asks="the fuel for the journey in litres",
            unit="litres",
            situations=(
                "{who}'s {car} uses {use} litres of fuel for every {per} km. {She} sets out on a journey of"
                " {distance} km.",
                "On a journey of {distance} km, {who} drives a {car} that needs {use} litres of fuel per"
                " {per} km.",
            ),
            questions=(
                "How many litres of fuel does the journey take?",
                "How much fuel, in litres, is used on the journey?",
            ),
        ),
    ),
    (
        Shape(
            "there-and-back",
            _there_and_back,
            (measure("distance", "way in one direction", "km", "km"), _USE, _PER, _PRICE),
            (
                Step("way", "2 * distance", "There and back, it is [] km."),
                Step("times", "way / per", "That is [] times the distance for which the use is given."),
                Step("fuel", "use * times", "It takes [] litres."),
                Step("cost", "fuel * price", "They cost {cur}[]."),
            ),
            asks="the cost of the fuel in {pounds}",
            unit="{pounds}",
            situations=(
                "{who} drives to a town {distance} km away and back again by the same road. {Her} {car} uses"
                " {use} litres of fuel per {per} km, and a litre costs {price}.",
                "A {car} needs {use} litres of fuel for every {per} km. With fuel at {price} a litre, {who}"
                " drives it to the coast, which is {distance} km away, and then back home the same way.",
            ),
            questions=(
                "How much, in {pounds}, does the fuel for the whole trip cost?",
                "What is the cost, in {pounds}, of the fuel for the whole trip?",
            ),
        ),
    ),
    (
        Shape(
            "pays-off",
            _pays_off,
            (
                _USE,
                _PER,
                measure("low", "fuel used by the thriftier {car}", "litres", "litres"),
                money("extra", "how much more the thriftier {car} costs", "more"),
                _PRICE,
            ),
            (
                Step("saved", "use - low", "On this distance, the thriftier {car} saves [] litres."),
                Step("money", "saved * price", "They are worth {cur}[]."),
                Step("times", "extra / money", "This has to be saved [] times over."),
                Step("distance", "times * per", "So it takes [] km."),
            ),
            asks="the distance after which it has paid off in kilometres",
            unit="km",
            situations=(
                "A {car} uses {use} litres of fuel per {per} km. The hybrid version uses only {low} litres"
                " over the same distance, but costs {extra} more to buy. A litre of fuel costs {price}.",
                "{who} can buy a {car} as a standard or as an economy model. The standard model needs {use}"
                " litres of fuel for every {per} km, while for the same distance the economy model, which"
                " costs {extra} more, needs {low} litres. Fuel costs {price} a litre.",
            ),
            questions=(
                "After how many kilometres has the saving on fuel made up for the higher price?",
                "How many kilometres must be driven until the fuel saved is worth the difference in price?",
            ),
        ),
    ),
)

FAMILIES = (EXCHANGE, FUEL)
