"""Families of plain counting: stock, packing."""

from seedbed.tools.verification.problems.draws import (
    HasThings,
    nice,
    pack_words,
    thing_words,
    things,
    words_of,
)
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

_THINGS = "{things}"
_START = count("start", "number of {things} at the start", _THINGS)
_BOXES = count("boxes", "number of {packs} delivered", "{packs}")
_SIZE = count("size", "number of {things} in each {pack}", _THINGS)
_SOLD = count("sold", "number of {things} sold", _THINGS)


def _stock_words(world: World) -> tuple[dict[str, str], int]:
    (thing,) = things(world, 1)
    start = nice(world.rng, *thing.stock, 2)
    return words_of(world) | thing_words(thing) | pack_words(world), start


def _two_sales(world: World) -> Drawn | None:
    words, start = _stock_words(world)
    sold, sold2 = world.rng.randint(8, start // 2), world.rng.randint(8, start // 2)
    return Drawn({"start": start, "sold": sold, "sold2": sold2}, words) if sold + sold2 < start - 3 else None


def _delivery(world: World) -> Drawn:
    words, start = _stock_words(world)
    boxes, size = world.rng.randint(2, 6), world.rng.choice(world.scene.pack.sizes)
    sold = world.rng.randint(start // 4, start - 5)
    return Drawn({"start": start, "sold": sold, "boxes": boxes, "size": size}, words)


def _shelves(world: World) -> Drawn | None:
    words, start = _stock_words(world)
    boxes, size = world.rng.randint(2, 6), world.rng.choice(world.scene.pack.sizes)
    days, shelves = world.rng.randint(3, 6), world.rng.randint(3, 8)
    daily = world.rng.randint(6, max(8, start // 5))
    rest = start + boxes * size - daily * days
    values = {"start": start, "boxes": boxes, "size": size, "daily": daily, "days": days, "shelves": shelves}
    return Drawn(values, words) if rest >= 2 * shelves and rest % shelves == 0 else None


STOCK = Entry(
    Family(
        "stock",
        "A stock of one thing that changes by sales and deliveries: how many there are in the end. No"
        " prices.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "two-sales",
                _two_sales,
                (_START, _SOLD, count("sold2", "number of {things} sold later", _THINGS)),
                (
                    Step("gone", "sold + sold2", "Altogether [] {things} are sold."),
                    Step("left", "start - gone", "That leaves [] {things}."),
                ),
                asks="the number of {things} left",
                unit=_THINGS,
                situations=(
                    "There are {start} {things} for sale at {place}. In the morning {sold} of them are"
                    " sold, and in the afternoon {sold2} more are sold.",
                    "{who} looks after the {things} at {place}. The day begins with {start} {things}. By"
                    " noon {sold} have been sold, and after that another {sold2} are sold.",
                ),
                questions=(
                    "How many {things} are left at the end of the day?",
                    "How many {things} are still there in the evening?",
                ),
                fits=HasThings(1),
            ),
        ),
        "medium": (
            Shape(
                "delivery",
                _delivery,
                (_START, _SOLD, _BOXES, _SIZE),
                (
                    Step("left", "start - sold", "After the sales [] {things} are left."),
                    Step("new", "boxes * size", "The delivery brings [] {things}."),
                    Step("now", "left + new", "That makes [] {things}."),
                ),
                asks="the number of {things} after the delivery",
                unit=_THINGS,
                situations=(
                    "There are {start} {things} for sale at {place}, and {sold} of them are sold. Then a"
                    " delivery brings {boxes} {packs} with {size} {things} in each {pack}.",
                    "{who} counts {start} {things} at {place} in the morning. During the day {sold}"
                    " {things} are sold, and in the evening a van brings {boxes} {packs} of {size}"
                    " {things} each.",
                ),
                questions=(
                    "How many {things} are there after the delivery?",
                    "Once the delivery has been unpacked, how many {things} are there?",
                ),
                fits=HasThings(1),
            ),
        ),
        "hard": (
            Shape(
                "shelves",
                _shelves,
                (
                    _START,
                    _BOXES,
                    _SIZE,
                    count("daily", "number of {things} sold each day", _THINGS),
                    measure("days", "number of days of selling", "days", "days"),
                    count("shelves", "number of shelves", "shelves"),
                ),
                (
                    Step("new", "boxes * size", "The delivery brings [] {things}."),
                    Step("all", "start + new", "Then there are [] {things}."),
                    Step("sold", "daily * days", "The sales take away [] {things}."),
                    Step("rest", "all - sold", "That leaves [] {things}."),
                    Step("each", "rest / shelves", "Each shelf holds [] {things}."),
                ),
                asks="the number of {things} on each shelf",
                unit=_THINGS,
                situations=(
                    "At the start of the week there are {start} {things} at {place}. A delivery brings"
                    " {boxes} more {packs} with {size} {things} in each {pack}. Over the next {days}"
                    " days, {daily} {things} are sold every day. {who} then spreads the remaining"
                    " {things} evenly over {shelves} shelves.",
                    "{who} starts the week with {start} {things} at {place} and is sent another {boxes}"
                    " {packs} of {size} {things} each. For {days} days, {daily} {things} are sold each"
                    " day. After that, {she} puts the {things} that are left on {shelves} shelves, the"
                    " same number on each.",
                ),
                questions=("How many {things} are on each shelf?", "How many {things} does each shelf hold?"),
                fits=HasThings(1),
            ),
        ),
    },
)


def _full_packs(world: World) -> Drawn:
    (thing,) = things(world, 1)
    size, boxes = world.rng.choice(world.scene.pack.sizes), world.rng.randint(4, 15)
    return Drawn(
        {"total": size * boxes, "size": size}, words_of(world) | thing_words(thing) | pack_words(world)
    )


def _left_over(world: World) -> Drawn | None:
    (thing,) = things(world, 1)
    size, total = world.rng.choice(world.scene.pack.sizes), nice(world.rng, *thing.stock)
    words = words_of(world) | thing_words(thing) | pack_words(world)
    return Drawn({"total": total, "size": size}, words) if total % size > 1 and total > 3 * size else None


def _more_packs(world: World) -> Drawn | None:
    (thing,) = things(world, 1)
    rows, each, loose = world.rng.randint(4, 9), world.rng.randint(12, 30), world.rng.randint(5, 25)
    size = world.rng.choice(world.scene.pack.sizes)
    total = rows * each + loose
    have = world.rng.randint(2, max(2, total // size - 2))
    words = words_of(world) | thing_words(thing) | pack_words(world)
    values = {"rows": rows, "each": each, "loose": loose, "size": size, "have": have}
    return Drawn(values, words) if total % size and total > (have + 2) * size else None


_TOTAL = count("total", "number of {things} to be packed", _THINGS)

PACKING = Entry(
    Family(
        "packing",
        "Things packed in equal packs: how many packs, how many things left over, how many more packs"
        " are needed.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "full-packs",
                _full_packs,
                (_TOTAL, _SIZE),
                (Step("packs", "total / size", "That fills [] {packs}."),),
                asks="the number of {packs}",
                unit="{packs}",
                situations=(
                    "{who} packs {total} {things} for {place}. Every {pack} holds {size} {things}, and"
                    " no {things} are left over.",
                    "A supplier packs {total} {things} for {place} with {size} {things} in each {pack}."
                    " All the {packs} are full.",
                ),
                questions=("How many {packs} are filled?", "How many {packs} are needed for the {things}?"),
                fits=HasThings(1),
            ),
        ),
        "medium": (
            Shape(
                "left-over",
                _left_over,
                (_TOTAL, _SIZE),
                (
                    Step("full", "floor(total / size)", "That fills [] {packs}."),
                    Step("packed", "full * size", "These hold [] {things}."),
                    Step("left", "total - packed", "That leaves [] {things}."),
                ),
                asks="the number of {things} left over",
                unit=_THINGS,
                situations=(
                    "{who} has {total} {things} to pack for {place}. Each {pack} holds exactly {size}"
                    " {things}, and {who} fills as many {packs} as possible.",
                    "At {place}, {total} {things} are put into {packs} of {size}. As many {packs} as"
                    " possible are filled completely.",
                ),
                questions=(
                    "How many {things} are left over?",
                    "How many {things} remain that do not fill another {pack}?",
                ),
                fits=HasThings(1),
            ),
        ),
        "hard": (
            Shape(
                "more-packs",
                _more_packs,
                (
                    count("rows", "number of full shelves", "shelves"),
                    count("each", "number of {things} on each shelf", _THINGS),
                    count("loose", "number of further {things}", _THINGS),
                    _SIZE,
                    count("have", "number of {packs} that are already there", "{packs}"),
                ),
                (
                    Step("shelved", "rows * each", "On the shelves there are [] {things}."),
                    Step("all", "shelved + loose", "Altogether there are [] {things}."),
                    Step("needed", "ceil(all / size)", "They need [] {packs}."),
                    Step("more", "needed - have", "So [] more {packs} are needed."),
                ),
                asks="how many more {packs} are needed",
                unit="{packs}",
                situations=(
                    "{who} packs a large order at {place}: all the {things} from {rows} shelves, with"
                    " {each} {things} on each shelf, and another {loose} {things} from the counter."
                    " Each {pack} holds up to {size} {things}, and there are {have} empty {packs} already.",
                    "For a large order at {place}, {who} fetches the {things} from {rows} shelves,"
                    " {each} {things} from each shelf, and takes {loose} more {things} from the counter."
                    " All of them have to go into {packs} that hold up to {size} {things} each. {who}"
                    " has {have} empty {packs}.",
                ),
                questions=(
                    "How many more {packs} does {who} need at least?",
                    "What is the smallest number of extra {packs} that {who} needs?",
                ),
                fits=HasThings(1),
            ),
        ),
    },
)

FAMILIES = (STOCK, PACKING)
