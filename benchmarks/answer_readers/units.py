"""Kilometres per hour, grams, litres, foreign money and fuel: everything is counted in the smallest unit."""

from fractions import Fraction

from benchmarks.answer_readers.forms import Doubt, Form, Number, count, more, pounds

_KM, _HOUR, _KG, _LITRE = 1000, 3600, 1000, 1000
"""Metres, seconds, grams, millilitres."""


def _pass(train: Number, speed: Number, bridge: Number) -> Number:
    """The train's end has the whole bridge and the whole train's length to go."""
    second_per_metre = Fraction(_HOUR) / (speed * _KM)
    return bridge * second_per_metre + train * second_per_metre


def _sacks(people: Number, grams: Number, days: Number, size: Number, price: Number) -> Number:
    bought, cost = Fraction(0), Fraction(0)
    while bought < people * days * grams:
        bought, cost = bought + size * _KG, cost + price
    return pounds(cost)


def _left(litres: Number, bottles: Number, size: Number) -> Number:
    return more(litres * _LITRE - count(bottles) * size) / _LITRE


def _trip(paid: Number, rate: Number, spent: Number, back: Number) -> Number:
    if back <= rate:
        raise Doubt("the bank gives back more than it took")
    return pounds(paid - more(paid * rate - spent) / back)


def _pays_off(use: Number, per: Number, low: Number, extra: Number, price: Number) -> Number:
    return extra / (price * (use / per - low / per))


_POUND = "[one pound|each pound|every pound]"

FORMS = (
    Form(
        "metres per second",
        (
            "[A|An] {mover} is moving at a steady speed of {speed:n} km/h.",
            "{who} measures the speed of a passing {mover}: it is {speed:n} km/h.",
        ),
        ("What is this speed in metres per second?", "How many metres per second is that?"),
        lambda speed: speed * _KM / _HOUR,
    ),
    Form(
        "kilometres in minutes",
        (
            "[A|An] {mover} {does} steadily at {speed:n} metres per second for {minutes:n} minutes.",
            "For {minutes:n} minutes, [a|an] {mover} {does} at a constant speed of {speed:n} metres per"
            " second.",
        ),
        (
            "What distance, in kilometres, does the {mover} cover in this time?",
            "How many kilometres does the {mover} cover in this time?",
        ),
        lambda speed, minutes: sum((speed for _ in range(int(count(minutes * 60)))), Fraction(0)) / _KM,
    ),
    Form(
        "passing a bridge",
        (
            "A train that is {train:n} m long travels at a steady speed of {speed:n} km/h. On its way it"
            " comes to a {bridge} with a length of {length:n} m.",
            "A {bridge} is {length:n} m long. At a steady {speed:n} km/h, a train with a length of {train:n}"
            " m passes it from end to end.",
        ),
        (
            "How many seconds pass from the moment when the front of the train reaches the {bridge} until the"
            " whole train has left it?",
            "Counted from the moment when its front reaches the {bridge}, after how many seconds has the"
            " whole train left it?",
        ),
        lambda train, speed, length: _pass(train, speed, length),
    ),
    Form(
        "bags from a sack",
        (
            "{who} fills {kilos:n} kg of {stuff} into bags of {grams:n} g each until nothing is left.",
            "A delivery of {kilos:n} kg of {stuff} is packed completely into bags that hold {grams:n} g"
            " each.",
        ),
        ("How many bags does that make?", "How many bags are filled?"),
        lambda kilos, grams: count(kilos * _KG / grams),
    ),
    Form(
        "left in a barrel",
        (
            "A {barrel} contains {litres:n} litres of {stuff}. From it, {who} fills {k:n} {bottles} with"
            " {size:n} millilitres each.",
            "{who} fills {k:n} {bottles} from a {barrel} that contained {litres:n} litres of {stuff} at the"
            " start. Each of them takes {size:n} millilitres.",
        ),
        (
            "How many litres of {stuff} are left in the {barrel}?",
            "How much {stuff}, in litres, is left in the {barrel}?",
        ),
        lambda litres, k, size: _left(litres, k, size),
    ),
    Form(
        "sacks for a camp",
        (
            "At a summer camp, {people:n} children each eat {grams:n} g of {stuff} a day, and the camp lasts"
            " {days:n} days. The shop sells {stuff} only in whole sacks of {size:n} kg, which cost {price:£}"
            " each.",
            "{who} buys the {stuff} for a camp of {days:n} days with {people:n} children. Every child is"
            " given {grams:n} g a day. The shop sells {stuff} only in sacks of {size:n} kg at {price:£} a"
            " sack.",
        ),
        (
            "How much, in pounds, do all the sacks that are needed cost?",
            "What is the total cost, in pounds, of the sacks that have to be bought?",
        ),
        _sacks,
    ),
    Form(
        "changed money",
        (
            f"An exchange office pays {{rate:n}} {{coins}} for {_POUND}. {{who}} changes {{paid:£}} there.",
            "Before a holiday, {who} changes {paid:£} into {coins}. For every pound [he|she] is given"
            " {rate:n} {coins}.",
        ),
        ("How many {coins} does {who} get?", "How much money, in {coins}, does {who} get?"),
        lambda rate, paid: rate * paid,
    ),
    Form(
        "changed less a fee",
        (
            f"{{who}} hands in {{paid:£}} at an exchange office. The office keeps a fee of {{fee:£}} and"
            f" changes the rest at {{rate:n}} {{coins}} for {_POUND}. On the trip [he|she] spends"
            f" {{spent:n}} {{coins}}.",
            "An exchange office takes a fee of {fee:£} from the money handed in and pays out {rate:n}"
            " {coins} for every pound that remains. {who} hands in {paid:£} and later spends {spent:n}"
            " {coins}.",
        ),
        ("How many {coins} does {who} have left?", "How much money, in {coins}, does {who} have left?"),
        lambda paid, fee, rate, spent: more(paid * rate - fee * rate - spent),
    ),
    Form(
        "what a trip cost",
        (
            f"For a trip, {{who}} changes {{paid:£}} at a rate of {{rate:n}} {{coins}} for {_POUND}."
            f" [He|She] spends {{spent:n}} {{coins}} and changes the rest back at home, where [he|she] has"
            f" to hand in {{back:n}} {{coins}} for {_POUND}.",
            "{who} gets {rate:n} {coins} for each pound when [he|she] changes {paid:£} before a trip."
            " [He|She] comes home after spending {spent:n} {coins}. Now the bank wants {back:n} {coins} for"
            " each pound that it pays back, and {who} changes all that is left.",
        ),
        (
            "How much, in pounds, has the trip cost {who} in the end?",
            "Counting the money that {who} gets back, what did the trip cost in pounds?",
        ),
        _trip,
    ),
    Form(
        "fuel for a way",
        (
            "{who}'s {car} uses {use:n} litres of fuel for every {per:n} km. [He|She] sets out on a journey"
            " of {way:n} km.",
            "On a journey of {way:n} km, {who} drives a {car} that needs {use:n} litres of fuel per {per:n}"
            " km.",
        ),
        (
            "How many litres of fuel does the journey take?",
            "How much fuel, in litres, is used on the journey?",
        ),
        lambda use, per, way: use / per * way,
    ),
    Form(
        "fuel there and back",
        (
            "{who} drives to a town {way:n} km away and back again by the same road. [His|Her] {car} uses"
            " {use:n} litres of fuel per {per:n} km, and a litre costs {price:£}.",
            "A {car} needs {use:n} litres of fuel for every {per:n} km. With fuel at {price:£} a litre, {who}"
            " drives it to the coast, which is {way:n} km away, and then back home the same way.",
        ),
        (
            "How much, in pounds, does the fuel for the whole trip cost?",
            "What is the cost, in pounds, of the fuel for the whole trip?",
        ),
        lambda way, use, per, price: pounds(use / per * (way + way) * price),
    ),
    Form(
        "thrift that pays off",
        (
            "A {car} uses {use:n} litres of fuel per {per:n} km. The hybrid version uses only {low:n} litres"
            " over the same distance, but costs {extra:£} more to buy. A litre of fuel costs {price:£}.",
            "{who} can buy a {car} as a standard or as an economy model. The standard model needs {use:n}"
            " litres of fuel for every {per:n} km, while for the same distance the economy model, which"
            " costs {extra:£} more, needs {low:n} litres. Fuel costs {price:£} a litre.",
        ),
        (
            "After how many kilometres has the saving on fuel made up for the higher price?",
            "How many kilometres must be driven until the fuel saved is worth the difference in price?",
        ),
        _pays_off,
    ),
)
