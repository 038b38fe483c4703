"""Families of calculus that add up: total-from-rate, long-run."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import neat, plain
from seedbed.tools.verification.problems.shape import Drawn, Shape, Step, World, count, measure, percent

_TANKS = ("rainwater tank", "cistern", "paddling pool", "garden pond")
_MOVERS = ("a toy car", "a model train", "a small robot", "a wind-up mouse")


def _filled(world: World) -> Drawn:
    values = {
        "a": nice(world.rng, 2, 12, 2),
        "b": world.rng.randint(3, 25),
        "minutes": world.rng.randint(4, 15),
    }
    return Drawn(values, words_of(world) | {"tank": world.rng.choice(_TANKS)})


def _between(world: World) -> Drawn:
    early = world.rng.randint(2, 5)
    mover = world.rng.choice(_MOVERS)
    values = {
        "a": world.rng.choice((Fraction(3, 10), Fraction(3, 5), Fraction(6, 5), Fraction(3, 2), 3)),
        "b": world.rng.randint(4, 20),
        "early": early,
        "late": early + world.rng.randint(2, 6),
    }
    return Drawn(values, words_of(world) | {"a_mover": mover, "mover": mover.split(" ", 1)[1]})


def _until_full(world: World) -> Drawn | None:
    a, b, minutes = nice(world.rng, 2, 12, 2), world.rng.randint(3, 25), world.rng.randint(5, 20)
    start = nice(world.rng, 40, 600, 10)
    volume = start + a * minutes**2 // 2 + b * minutes
    values = {"volume": volume, "start": start, "a": a, "b": b}
    words = words_of(world) | {"tank": world.rng.choice(_TANKS)}
    return Drawn(values, words) if start < volume // 2 and volume % 10 == 0 else None


_A, _B = count("a", "factor of the time in the flow", ""), count("b", "flow at the start", "litres")

TOTAL = plain(
    "total-from-rate",
    "A flow or a speed that changes with time: the total by integrating, up to a moment or between two, and"
    " the time a total takes. Calculus.",
    (
        Shape(
            "filled",
            _filled,
            (_A, _B, measure("minutes", "time that has passed", "minutes", "minutes")),
            (
                Step("growing", "a * minutes^2 / 2", "Integrated, the growing part gives [] litres."),
                Step("steady", "b * minutes", "The steady part gives [] litres."),
                Step("total", "growing + steady", "Together that is [] litres."),
            ),
            asks="the water in the {tank} in litres",
            unit="litres",
            situations=(
                "Water runs into an empty {tank}, faster and faster: after t minutes, the flow is {a}t + {b}"
                " litres per minute.",
                "{who} slowly opens the tap of an empty {tank}, so that t minutes later {a}t + {b} litres of"
                " water are flowing in per minute.",
            ),
            questions=(
                "How many litres of water are in the {tank} after {minutes} minutes?",
                "After {minutes} minutes, how much water, in litres, has the {tank} taken in?",
            ),
        ),
    ),
    (
        Shape(
            "between",
            _between,
            (
                count("a", "factor of the square term", ""),
                count("b", "speed at the start", "centimetres"),
                measure("early", "first moment", "seconds", "seconds"),
                measure("late", "last moment", "seconds", "seconds"),
            ),
            (
                Step("far", "a * late^3 / 3 + b * late", "Up to the later moment it covers [] cm."),
                Step("near", "a * early^3 / 3 + b * early", "Up to the earlier moment it covers [] cm."),
                Step("distance", "far - near", "Between them it covers [] cm."),
            ),
            asks="the distance that the {mover} covers in centimetres",
            unit="centimetres",
            situations=(
                "{A_mover} is getting faster: t seconds after the start, its speed is {a}t² + {b} centimetres"
                " per second.",
                "{who} sets off {a_mover}. Its speed after t seconds is {a}t² + {b} centimetres per second.",
            ),
            questions=(
                "What distance, in centimetres, does the {mover} cover from {early} seconds to {late} seconds"
                " after the start?",
                "How many centimetres does the {mover} cover between the moments {early} seconds and {late}"
                " seconds after the start?",
            ),
        ),
    ),
    (
        Shape(
            "until-full",
            _until_full,
            (
                measure("volume", "what the {tank} holds", "litres", "{tank}"),
                measure("start", "water that is already there", "litres", "water"),
                _A,
                _B,
            ),
            (
                Step("missing", "volume - start", "There is room for [] litres more."),
                Step(
                    "square", "b^2 + 2 * a * missing", "Under the root of the quadratic formula there is []."
                ),
                Step("root", "sqrt(square)", "Its root is []."),
                Step("minutes", "(root - b) / a", "The {tank} is full after [] minutes."),
            ),
            asks="the number of minutes until the {tank} is full",
            unit="minutes",
            situations=(
                "A {tank} that holds {volume} litres already contains {start} litres of water when a valve is"
                " opened. From then on water runs in faster and faster: after t minutes, the flow is"
                " {a}t + {b} litres per minute.",
                "{who} opens the valve of a {tank} in which there are {start} litres of water and which holds"
                " {volume} litres when full. With the valve opening further all the time, {a}t + {b} litres"
                " per minute are flowing in t minutes later.",
            ),
            questions=(
                "After how many minutes is the {tank} full?",
                "How many minutes does it take until the {tank} is full?",
            ),
            equations=("{start} + {b}*x + {a}*x^2/2 = {volume}",),
        ),
    ),
)

_PARTS = (20, 25, 40, 50, 60, 75, 80, 90)


def _fades(world: World) -> Drawn | None:
    part = world.rng.choice(_PARTS)
    first = nice(world.rng, 20, 900, 10)
    well = world.rng.random() < 0.5
    tale = "a spring yields" if well else "a disused quarry well yields"
    period = world.rng.choice(("week", "month"))
    words = {"tale": tale, "spring": tale.split(" ", 1)[1].removesuffix(" yields"), "period": period}
    total = Fraction(100 * first, 100 - part)
    return Drawn({"first": first, "part": part}, words_of(world) | words) if neat(total) else None


def _bounces(world: World) -> Drawn | None:
    height = Fraction(world.rng.randint(2, 16), 2)
    part = world.rng.choice(_PARTS[1:-1])
    total = height + 2 * height * part / (100 - part)
    words = words_of(world) | {"ball": world.rng.choice(("rubber ball", "tennis ball", "bouncy ball"))}
    return Drawn({"height": height, "part": part}, words) if neat(total, 10) else None


_STOCKS = (
    ("lake", "trout", "are caught", "young ones are put in"),
    ("park", "rose bushes", "die", "new ones are planted"),
    ("library", "audio books", "wear out", "new ones are bought"),
    ("cycle hire scheme", "bicycles", "are scrapped", "new ones are bought"),
)


def _settles(world: World) -> Drawn | None:
    name, things, go, come = world.rng.choice(_STOCKS)
    lost = world.rng.choice((10, 15, 20, 25, 30, 40))
    added = nice(world.rng, 12, 200, 2)
    after = Fraction(100 * added, lost)
    start = nice(world.rng, 100, 2_000, 20)
    words = {"home": name, "things": things, "go": go, "come": come}
    fair = neat(after) and after < start < 2 * after
    return Drawn({"start": start, "lost": lost, "added": added}, words_of(world) | words) if fair else None


LONG_RUN = plain(
    "long-run",
    "What goes on without end and comes close to a limit: sums that fade out, bouncing balls, stocks that"
    " lose a share and are topped up. Limits.",
    (
        Shape(
            "fades",
            _fades,
            (
                measure("first", "yield at first", "litres", "litres"),
                percent("part", "part of the yield before", "yields"),
            ),
            (
                Step("gap", "100 - part", "From each {period} to the next, the yield loses [] percent."),
                Step("total", "first / gap * 100", "All the yields together come close to [] litres."),
            ),
            asks="the limit of the total in litres",
            unit="litres",
            situations=(
                "During a drought, {tale} {first} litres of water in the first {period}, and in every"
                " following {period} it yields {part} of what it yielded in the {period} before.",
                "In the first {period} of a drought, {tale} {first} litres of water. After that, it yields in"
                " each {period} only {part} of the water of the {period} before.",
            ),
            questions=(
                "If this went on for ever, what limit, in litres, would the total yield approach?",
                "To how many litres would the total come closer and closer if this never ended?",
            ),
        ),
    ),
    (
        Shape(
            "bounces",
            _bounces,
            (
                measure("height", "height from which the ball is dropped", "m", "height"),
                percent("part", "part of the height that the ball reaches again", "height"),
            ),
            (
                Step("bounce", "height * part / 100", "The first bounce reaches [] m."),
                Step("gap", "100 - part", "From bounce to bounce, the height loses [] percent."),
                Step("ups", "bounce / gap * 100", "All ways up together come close to [] m."),
                Step(
                    "total", "height + 2 * ups", "With the first fall and the equal ways down, that is [] m."
                ),
            ),
            asks="the limit of the total distance in metres",
            unit="m",
            situations=(
                "{who} drops a {ball} from a height of {height} m. After each bounce it rises to {part} of"
                " the height from which it last fell.",
                "A {ball} falls to the ground from a height of {height} m. Every time it bounces straight up"
                " again to {part} of its last height.",
            ),
            questions=(
                "What limit, in metres, does the total distance covered by the {ball}, up and down,"
                " approach?",
                "If it bounced for ever, to how many metres would the total distance, up and down, come"
                " closer and closer?",
            ),
        ),
    ),
    (
        Shape(
            "settles",
            _settles,
            (
                count("start", "number of {things} at the start", "{things}"),
                percent("lost", "part that is lost in a year", "year"),
                count("added", "number added each year", "year"),
            ),
            (
                Step("share", "lost / 100", "In a year, [] of the {things} are lost."),
                Step("after", "added / share", "Losses and new ones are equal when there are [] {things}."),
                Step("before", "after - added", "Just before the new ones come, there are then []."),
                Step("fewer", "start - before", "That is [] fewer than at the start."),
            ),
            asks="how many {things} the number at the start is above this value",
            unit="{things}",
            situations=(
                "A {home} starts with {start} {things}. Every year {lost} of them {go}, and at the end of the"
                " year {added} {come}. In the long run, the number just before each addition settles down to"
                " a fixed value.",
                "At the start there are {start} {things} in a {home}. In the course of each year {lost} of"
                " the {things} {go}; at the very end of the year {added} {come}. Over the years, the number"
                " that is left just before this comes ever closer to a fixed value.",
            ),
            questions=(
                "By how many {things} is this value smaller than the number at the start?",
                "By how many {things} does the number at the start exceed this value?",
            ),
        ),
    ),
)

FAMILIES = (TOTAL, LONG_RUN)
