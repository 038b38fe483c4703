"""A family of machines at work: production."""

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
)

_PLANTS = (
    ("printing works", "prints", "printed", "posters", 200, 600, 20),
    ("pottery", "glazes", "glazed", "tiles", 60, 180, 10),
    ("bottling plant", "fills", "filled", "bottles", 300, 900, 50),
    ("toy workshop", "paints", "painted", "wooden blocks", 80, 240, 10),
    ("envelope factory", "folds", "folded", "envelopes", 400, 1200, 50),
    ("brickyard", "presses", "pressed", "bricks", 150, 450, 10),
)


def _plant(world: World) -> tuple[dict[str, str], list[int]]:
    name, does, done, things, low, high, step = world.rng.choice(_PLANTS)
    an = "an" if name[0] in "aeiou" else "a"
    words = {"plant": name, "a_plant": f"{an} {name}", "does": does, "done": done, "things": things}
    return words_of(world) | words, [nice(world.rng, low, high, step) for _ in range(2)]


def _one_machine(world: World) -> Drawn:
    words, (rate, _) = _plant(world)
    return Drawn({"rate": rate, "hours": world.rng.randint(3, 9)}, words)


def _two_machines(world: World) -> Drawn:
    words, (rate, rate2) = _plant(world)
    hours, hours2 = world.rng.sample(range(3, 10), 2)
    return Drawn({"rate": rate, "hours": hours, "rate2": rate2, "hours2": hours2}, words)


def _joins(world: World) -> Drawn:
    words, (rate, rate2) = _plant(world)
    alone, together = world.rng.sample(range(2, 7), 2)
    total = rate * alone + (rate + rate2) * together
    return Drawn({"rate": rate, "alone": alone, "rate2": rate2, "total": total}, words)


_MACHINE = count("rate", "number of {things} per hour from the first machine", "{things}")
_MACHINE2 = count("rate2", "number of {things} per hour from the second machine", "{things}")

PRODUCTION = Entry(
    Family(
        "production",
        "Machines that make things at steady rates: how many things, or how many hours for an order.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "one-machine",
                _one_machine,
                (
                    count("rate", "number of {things} per hour", "{things}"),
                    measure("hours", "running time", "hours", "hours"),
                ),
                (Step("total", "rate * hours", "That makes [] {things}."),),
                asks="the number of {things}",
                unit="{things}",
                situations=(
                    "A machine in {a_plant} {does} {rate} {things} per hour. Today it runs for {hours}"
                    " hours.",
                    "In {a_plant}, a machine runs for {hours} hours and {does} {rate} {things} in every"
                    " hour.",
                ),
                questions=(
                    "How many {things} are {done} in this time?",
                    "How many {things} are {done} altogether?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "two-machines",
                _two_machines,
                (
                    _MACHINE,
                    measure("hours", "running time of the first machine", "hours", "hours"),
                    _MACHINE2,
                    measure("hours2", "running time of the second machine", "hours", "hours"),
                ),
                (
                    Step("first", "rate * hours", "The old machine makes [] {things}."),
                    Step("second", "rate2 * hours2", "The new machine makes [] {things}."),
                    Step("total", "first + second", "Together that is [] {things}."),
                ),
                asks="the total number of {things}",
                unit="{things}",
                situations=(
                    "In {a_plant}, the old machine {does} {rate} {things} per hour and the new machine"
                    " {does} {rate2} {things} per hour. Today the old machine runs for {hours} hours and"
                    " the new machine for {hours2} hours.",
                    "In {a_plant}, the old machine runs for {hours} hours and {does} {rate} {things} in"
                    " each hour. The new machine runs for {hours2} hours and {does} {rate2} {things} in"
                    " each hour.",
                ),
                questions=(
                    "How many {things} are {done} altogether?",
                    "How many {things} are {done} in total?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "joins",
                _joins,
                (
                    _MACHINE,
                    measure("alone", "time that the first machine runs alone", "hours", "hours"),
                    _MACHINE2,
                    count("total", "number of {things} ordered", "{things}"),
                ),
                (
                    Step("before", "rate * alone", "Alone, the old machine makes [] {things}."),
                    Step("rest", "total - before", "That leaves [] {things}."),
                    Step("both", "rate + rate2", "Together the machines make [] {things} an hour."),
                    Step("more", "rest / both", "For the rest they need [] hours."),
                    Step("hours", "alone + more", "From the beginning that is [] hours."),
                ),
                asks="how many hours the whole order takes",
                unit="hours",
                situations=(
                    "In {a_plant}, an order of {total} {things} has to be {done}. The old machine {does}"
                    " {rate} {things} per hour and works alone for the first {alone} hours. Then the new"
                    " machine joins it and {does} another {rate2} {things} per hour.",
                    "In {a_plant}, the old machine begins to work on an order of {total} {things} and"
                    " {does} {rate} {things} per hour. After {alone} hours the new machine starts as"
                    " well and {does} {rate2} {things} per hour, while the old machine keeps running.",
                ),
                questions=(
                    "How many hours after the start of the old machine is the order finished?",
                    "How many hours does the whole order take, counted from the start of the old machine?",
                ),
            ),
        ),
    },
)

FAMILIES = (PRODUCTION,)
