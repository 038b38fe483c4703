"""Families of units: speed-conversion, metric-amounts."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import Drawn, Shape, Step, World, count, measure, money

_VEHICLES = (
    ("A cyclist", (18, 27)),
    ("A delivery van", (45, 54, 63, 72, 81)),
    ("A coach", (54, 63, 72, 81, 90)),
    ("An express train", (108, 126, 144, 162, 180, 198)),
    ("A racing pigeon", (63, 72, 81, 90)),
    ("A cheetah", (81, 90, 99, 108)),
    ("A motor boat", (27, 36, 45, 54)),
    ("A hare", (54, 63, 72)),
)
_STEADY = (
    ("a runner", "keeps going", (3, Fraction(7, 2), 4, Fraction(9, 2), 5), (20, 60)),
    ("a swan", "flies", (14, 15, 16, 18), (10, 90)),
    ("a ferry", "moves on", (7, 8, 9, 10), (15, 90)),
    ("a goods train", "travels", (20, 22, 24, 25), (15, 120)),
    ("a hot-air balloon", "drifts along", (4, 5, 6), (30, 120)),
)


def _speed(world: World) -> Drawn:
    vehicle, speeds = world.rng.choice(_VEHICLES)
    words = words_of(world) | {"a_vehicle": vehicle, "vehicle": vehicle.split(" ", 1)[1]}
    return Drawn({"speed": world.rng.choice(speeds)}, words)


def _way(world: World) -> Drawn:
    mover, does, speeds, (low, high) = world.rng.choice(_STEADY)
    words = words_of(world) | {"a_mover": mover, "mover": mover.split(" ", 1)[1], "does": does}
    return Drawn({"speed": world.rng.choice(speeds), "minutes": nice(world.rng, low, high, 5)}, words)


def _bridge(world: World) -> Drawn | None:
    speed = nice(world.rng, 54, 198, 18)
    train, bridge = nice(world.rng, 120, 400, 10), nice(world.rng, 80, 900, 10)
    seconds = Fraction((train + bridge) * 18, 5 * speed)
    words = words_of(world) | {"what": world.rng.choice(("viaduct", "tunnel", "bridge"))}
    values = {"train": train, "speed": speed, "bridge": bridge}
    return Drawn(values, words) if neat(seconds, 2) and seconds >= 8 else None


SPEED = plain(
    "speed-conversion",
    "Speeds in km/h and in metres per second: from the first to the second, and distances and times where"
    " both kinds of units meet. Unit conversion.",
    (
        Shape(
            "to-metres",
            _speed,
            (measure("speed", "speed", "km/h", "km/h"),),
            (
                Step("metres", "speed * 1000", "In an hour, that is [] m."),
                Step("answer", "metres / 3600", "An hour has 3,600 seconds, so it is [] m in each."),
            ),
            asks="the speed in metres per second",
            unit="metres per second",
            situations=(
                "{A_vehicle} is moving at a steady speed of {speed} km/h.",
                "{who} measures the speed of a passing {vehicle}: it is {speed} km/h.",
            ),
            questions=(
                "What is this speed in metres per second?",
                "How many metres per second is that?",
            ),
        ),
    ),
    (
        Shape(
            "way",
            _way,
            (
                measure("speed", "way in each second", "metres", "metres"),
                measure("minutes", "time on the way", "minutes", "minutes"),
            ),
            (
                Step("seconds", "minutes * 60", "The time is [] seconds."),
                Step("metres", "speed * seconds", "In this time it is [] m."),
                Step("distance", "metres / 1000", "That is [] km."),
            ),
            asks="the distance in kilometres",
            unit="km",
            situations=(
                "{A_mover} {does} steadily at {speed} metres per second for {minutes} minutes.",
                "For {minutes} minutes, {a_mover} {does} at a constant speed of {speed} metres per second.",
            ),
            questions=(
                "What distance, in kilometres, does the {mover} cover in this time?",
                "How many kilometres does the {mover} cover in this time?",
            ),
        ),
    ),
    (
        Shape(
            "bridge",
            _bridge,
            (
                measure("train", "length of the train", "m", "train"),
                measure("speed", "speed of the train", "km/h", "km/h"),
                measure("bridge", "length of the {what}", "m", "{what}"),
            ),
            (
                Step("hourly", "speed * 1000", "In an hour, the train covers [] m."),
                Step("pace", "hourly / 3600", "In a second, it covers [] m."),
                Step("way", "train + bridge", "Until its end has left the {what}, it covers [] m."),
                Step("seconds", "way / pace", "That takes [] seconds."),
            ),
            asks="how many seconds pass until the whole train has left the {what}",
            unit="seconds",
            situations=(
                "A train that is {train} m long travels at a steady speed of {speed} km/h. On its way it"
                " comes to a {what} with a length of {bridge} m.",
                "A {what} is {bridge} m long. At a steady {speed} km/h, a train with a length of {train} m"
                " passes it from end to end.",
            ),
            questions=(
                "How many seconds pass from the moment when the front of the train reaches the {what} until"
                " the whole train has left it?",
                "Counted from the moment when its front reaches the {what}, after how many seconds has the"
                " whole train left it?",
            ),
        ),
    ),
)

_DRY = (
    ("rice", (10, 40), (125, 250, 400, 500, 800)),
    ("coffee beans", (5, 30), (125, 200, 250, 400)),
    ("dried lentils", (10, 40), (200, 250, 400, 500)),
    ("tea", (3, 15), (50, 75, 100, 125, 150)),
    ("sunflower seeds", (5, 25), (100, 125, 200, 250)),
)
_WET = (
    ("barrel", "apple juice", "bottles", (40, 120), (250, 330, 500, 700, 750)),
    ("tank", "olive oil", "bottles", (60, 200), (250, 500, 750)),
    ("churn", "milk", "jugs", (20, 50), (300, 400, 500, 600)),
    ("tub", "liquid soap", "dispensers", (15, 40), (200, 250, 350, 400)),
)
_FOOD = (
    ("rice", (60, 90), (Fraction(5), 10, Fraction(5, 2)), (6, 20)),
    ("oats", (40, 70), (Fraction(3, 2), Fraction(5, 2), 4), (3, 9)),
    ("pasta", (90, 130), (3, 5, 10), (5, 18)),
    ("potatoes", (200, 300), (10, 15, 25), (8, 22)),
)


def _bags(world: World) -> Drawn | None:
    stuff, (low, high), sizes = world.rng.choice(_DRY)
    kilos, grams = world.rng.randint(low, high), world.rng.choice(sizes)
    words = words_of(world) | {"stuff": stuff}
    return Drawn({"kilos": kilos, "grams": grams}, words) if kilos * 1000 % grams == 0 else None


def _left(world: World) -> Drawn | None:
    vessel, stuff, bottles, (low, high), sizes = world.rng.choice(_WET)
    litres, size = nice(world.rng, low, high, 5), world.rng.choice(sizes)
    number = nice(world.rng, 12, 240, 4)
    used = Fraction(number * size, 1000)
    words = words_of(world) | {"vessel": vessel, "stuff": stuff, "bottles": bottles}
    fair = litres / 4 < used < litres * Fraction(9, 10)
    return Drawn({"litres": litres, "number": number, "size": size}, words) if fair else None


def _camp(world: World) -> Drawn | None:
    stuff, (low, high), sizes, (cheap, dear) = world.rng.choice(_FOOD)
    people, days = world.rng.randint(12, 60), world.rng.randint(3, 14)
    grams, size = nice(world.rng, low, high, 10), world.rng.choice(sizes)
    price = Fraction(nice(world.rng, cheap * 100, dear * 100, 50), 100)
    sacks = Fraction(people * grams * days, 1000) / size
    values = {"people": people, "grams": grams, "days": days, "size": size, "price": price}
    return Drawn(values, words_of(world) | {"stuff": stuff}) if sacks > 2 and not neat(sacks) else None


AMOUNTS = plain(
    "metric-amounts",
    "Kilograms and grams, litres and millilitres: how many bags, what is left, how many sacks have to be"
    " bought. Unit conversion.",
    (
        Shape(
            "bags",
            _bags,
            (
                measure("kilos", "weight of the whole", "kg", "{stuff}"),
                measure("grams", "weight of one bag", "g", "bag"),
            ),
            (
                Step("whole", "kilos * 1000", "The whole weighs [] g."),
                Step("bags", "whole / grams", "That fills [] bags."),
            ),
            asks="the number of bags",
            unit="bags",
            situations=(
                "{who} fills {kilos} kg of {stuff} into bags of {grams} g each until nothing is left.",
                "A delivery of {kilos} kg of {stuff} is packed completely into bags that hold {grams} g"
                " each.",
            ),
            questions=("How many bags does that make?", "How many bags are filled?"),
        ),
    ),
    (
        Shape(
            "left",
            _left,
            (
                measure("litres", "content of the {vessel}", "litres", "{vessel}"),
                count("number", "number of {bottles}", "{bottles}"),
                measure("size", "content of one of the {bottles}", "millilitres", "{bottles}"),
            ),
            (
                Step("drawn", "number * size", "The {bottles} take [] millilitres."),
                Step("used", "drawn / 1000", "That is [] litres."),
                Step("left", "litres - used", "In the {vessel}, [] litres are left."),
            ),
            asks="what is left in the {vessel} in litres",
            unit="litres",
            situations=(
                "A {vessel} contains {litres} litres of {stuff}. From it, {who} fills {number} {bottles} with"
                " {size} millilitres each.",
                "{who} fills {number} {bottles} from a {vessel} that contained {litres} litres of {stuff} at"
                " the start. Each of them takes {size} millilitres.",
            ),
            questions=(
                "How many litres of {stuff} are left in the {vessel}?",
                "How much {stuff}, in litres, is left in the {vessel}?",
            ),
        ),
    ),
    (
        Shape(
            "sacks",
            _camp,
            (
                count("people", "number of children", "children"),
                measure("grams", "{stuff} for one child and day", "g", "day"),
                measure("days", "length of the camp", "days", "days"),
                measure("size", "weight of one sack", "kg", "sacks"),
                money("price", "price of one sack", "sack"),
            ),
            (
                Step("daily", "people * grams", "In a day, the children eat [] g."),
                Step("whole", "daily * days", "In all the days, they eat [] g."),
                Step("kilos", "whole / 1000", "That is [] kg."),
                Step("sacks", "ceil(kilos / size)", "For this, [] sacks have to be bought."),
                Step("cost", "sacks * price", "They cost {cur}[]."),
            ),
            asks="the cost of the sacks in {pounds}",
            unit="{pounds}",
            situations=(
                "At a summer camp, {people} children each eat {grams} g of {stuff} a day, and the camp lasts"
                " {days} days. The shop sells {stuff} only in whole sacks of {size} kg, which cost {price}"
                " each.",
                "{who} buys the {stuff} for a camp of {days} days with {people} children. Every child is"
                " given {grams} g a day. The shop sells {stuff} only in sacks of {size} kg at {price} a"
                " sack.",
            ),
            questions=(
                "How much, in {pounds}, do all the sacks that are needed cost?",
                "What is the total cost, in {pounds}, of the sacks that have to be bought?",
            ),
        ),
    ),
)

FAMILIES = (SPEED, AMOUNTS)
