"""Families of whole numbers: remainders, digits, consecutive-numbers."""

import math

from seedbed.tools.verification.problems.draws import nice, words_of
from seedbed.tools.verification.problems.plain import plain
from seedbed.tools.verification.problems.shape import Drawn, Shape, Step, World, count

_COLLECTED = ("stamps", "shells", "coins", "marbles", "picture cards", "buttons")
_DEALT = (("cards", "piles"), ("apples", "crates"), ("letters", "pigeonholes"), ("leaflets", "trays"))


def _dealt(world: World) -> Drawn | None:
    things, boxes = world.rng.choice(_DEALT)
    number, total = world.rng.randint(4, 15), world.rng.randint(40, 400)
    words = words_of(world) | {"things": things, "boxes": boxes, "box": boxes.removesuffix("s")}
    words["thing"] = things.removesuffix("s")
    return Drawn({"number": number, "total": total}, words) if total % number else None


def _rows(world: World, number: int, most: int) -> tuple[dict[str, str], list[int], int] | None:
    rows = sorted(world.rng.sample(range(4, 16), number))
    common = math.lcm(*rows)
    words = words_of(world) | {"things": world.rng.choice(_COLLECTED)}
    return (words, rows, common) if common <= most and common > rows[-1] * 2 else None


def _same_left(world: World) -> Drawn | None:
    found = _rows(world, 2, 120)
    if found is None:
        return None
    words, (a, b), common = found
    least = nice(world.rng, common, 6 * common, 10)
    left = world.rng.randint(2, a - 1)
    return Drawn({"a": a, "b": b, "left": left, "least": least}, words)


def _always_short(world: World) -> Drawn | None:
    found = _rows(world, 3, 180)
    if found is None:
        return None
    words, (a, b, c), common = found
    short = world.rng.randint(2, a - 1)
    values = {"a": a, "b": b, "c": c, "short": short, "most": nice(world.rng, 2 * common, 1_500, 50)}
    return Drawn(values, words) if 2 * common <= 1_450 else None


_A, _B, _C = (count(name, "number of {things} in a row", "rows") for name in ("a", "b", "c"))

REMAINDERS = plain(
    "remainders",
    "What is left when whole numbers are divided: whose turn it is, the smallest or greatest number with"
    " given remainders. Number theory.",
    (
        Shape(
            "whose-turn",
            _dealt,
            (
                count("total", "number of {things}", "{things}"),
                count("number", "number of {boxes}", "{boxes}"),
            ),
            (
                Step("rounds", "floor(total / number)", "There are [] full rounds."),
                Step("dealt", "rounds * number", "They use [] {things}."),
                Step("last", "total - dealt", "So the last {thing} goes to number []."),
            ),
            asks="the number of the {box} that gets the last {thing}",
            unit="",
            situations=(
                "{who} deals out {total} {things} one at a time to {number} {boxes}, which are numbered from"
                " one upwards. After the last number {she} starts again with number one.",
                "There are {number} {boxes}, numbered from one upwards, and {total} {things}. {who} gives"
                " one {thing} to each in order and, having come to the end, begins again with number one,"
                " until no {thing} is left.",
            ),
            questions=(
                "What is the number of the {box} that gets the last {thing}?",
                "Which number has the {box} that gets the very last {thing}?",
            ),
        ),
    ),
    (
        Shape(
            "same-left",
            _same_left,
            (
                _A,
                _B,
                count("left", "number of {things} left over", "left"),
                count("least", "number of {things} that is exceeded", "{things}"),
            ),
            (
                Step("common", "lcm(a, b)", "Without those left over, it is a multiple of []."),
                Step("below", "floor((least - left) / common)", "Of these multiples, [] are too small."),
                Step("rounds", "below + 1", "So it is [] times as much."),
                Step("number", "rounds * common + left", "With those left over, there are [] {things}."),
            ),
            asks="the smallest number of {things} that {who} can have",
            unit="{things}",
            situations=(
                "{who} has more than {least} {things}. Whether {she} lays them out in rows of {a} or in rows"
                " of {b}, there are always exactly {left} left over.",
                "When {who} arranges {her} {things} in rows of {a}, {left} are left over; with rows of {b} it"
                " is the same number. {She} knows that {she} has more than {least} {things}.",
            ),
            questions=(
                "What is the smallest number of {things} that {who} can have?",
                "What is the smallest number of {things} that {who} can possibly have?",
            ),
        ),
    ),
    (
        Shape(
            "always-short",
            _always_short,
            (
                _A,
                _B,
                _C,
                count("short", "number of {things} missing for a full row", "missing"),
                count("most", "number of {things} that isn't reached", "{things}"),
            ),
            (
                Step("common", "lcm(a, b, c)", "With the missing ones, it would be a multiple of []."),
                Step("bound", "most + short", "This multiple is smaller than []."),
                Step("over", "ceil(bound / common)", "The multiple number [] is the first that isn't."),
                Step("rounds", "over - 1", "So it is [] times as much."),
                Step("number", "rounds * common - short", "Without the missing ones, that is [] {things}."),
            ),
            asks="the greatest possible number of {things}",
            unit="{things}",
            situations=(
                "{who} has fewer than {most} {things}. Whether {she} lays them out in rows of {a}, of {b} or"
                " of {c}, exactly {short} are always missing to fill the last row.",
                "A box holds fewer than {most} {things}. {who} tries to lay all of them out in equal rows of"
                " {a}, then of {b}, then of {c}, but every time the last row stays incomplete: {short}"
                " {things} are missing.",
            ),
            questions=(
                "What is the greatest possible number of {things}?",
                "At most how many {things} can there be?",
            ),
        ),
    ),
)


def _digits(world: World) -> tuple[dict[str, str], int, int]:
    small, large = sorted(world.rng.sample(range(1, 10), 2))
    what = world.rng.choice(("house number", "locker number", "room number", "seat number"))
    return words_of(world, 1) | {"what": what}, small, large


def _sum_and_gap(world: World) -> Drawn:
    words, small, large = _digits(world)
    return Drawn({"sum": small + large, "gap": large - small}, words)


def _swapped(world: World) -> Drawn:
    words, small, large = _digits(world)
    return Drawn({"sum": small + large, "more": 9 * (large - small)}, words)


def _product(world: World) -> Drawn:
    words, small, large = _digits(world)
    return Drawn({"product": small * large, "less": 9 * (large - small)}, words)


_SUM = count("sum", "sum of both digits", "digits")
_HOUSE = "{who}'s {what} is made up of a tens digit and a units digit."
_NUMBER = Step("number", "10 * tens + units", "So the number is [].")

DIGITS = plain(
    "digits",
    "A number with a tens and a units digit, found from their sum, difference or product and from the number"
    " with the digits swapped. Number puzzles.",
    (
        Shape(
            "sum-and-gap",
            _sum_and_gap,
            (_SUM, count("gap", "difference of the digits", "digit")),
            (
                Step("both", "sum + gap", "Two times the tens digit is []."),
                Step("tens", "both / 2", "So the tens digit is []."),
                Step("units", "sum - tens", "The units digit is []."),
                _NUMBER,
            ),
            asks="{who}'s {what}",
            unit="",
            situations=(
                f"{_HOUSE} The digits add up to {{sum}}, and the tens digit is {{gap}} greater than the units"
                " digit.",
                f"{_HOUSE} The units digit is {{gap}} smaller than the tens digit, and both digits together"
                " make {sum}.",
            ),
            questions=("What is {who}'s {what}?", "Which {what} is {who}'s?"),
        ),
    ),
    (
        Shape(
            "swapped",
            _swapped,
            (_SUM, count("more", "growth of the number by swapping", "digits")),
            (
                Step("gap", "more / 9", "The units digit is [] greater than the tens digit."),
                Step("both", "sum - gap", "Two times the tens digit is []."),
                Step("tens", "both / 2", "So the tens digit is []."),
                Step("units", "sum - tens", "The units digit is []."),
                _NUMBER,
            ),
            asks="{who}'s {what}",
            unit="",
            situations=(
                f"{_HOUSE} The digits add up to {{sum}}. If the digits changed places, the number would be"
                " {more} greater.",
                f"{_HOUSE} Both digits together make {{sum}}, and swapping the digits would make the number"
                " greater by {more}.",
            ),
            questions=("What is {who}'s {what}?", "Which {what} is {who}'s?"),
        ),
    ),
    (
        Shape(
            "product",
            _product,
            (
                count("product", "product of both digits", "digits"),
                count("less", "loss of the number by swapping", "digits"),
            ),
            (
                Step("gap", "less / 9", "The tens digit is [] greater than the units digit."),
                Step("square", "gap^2 + 4 * product", "The square of the digits' sum is []."),
                Step("sum", "sqrt(square)", "So their sum is []."),
                Step("tens", "(sum + gap) / 2", "The tens digit is []."),
                Step("units", "tens - gap", "The units digit is []."),
                _NUMBER,
            ),
            asks="{who}'s {what}",
            unit="",
            situations=(
                f"{_HOUSE} The product of the digits is {{product}}. If the digits changed places, the number"
                " would be {less} smaller.",
                f"{_HOUSE} Multiplied by each other, the digits give {{product}}, and swapping the digits"
                f" would make the number smaller by {{less}}.",
            ),
            questions=("What is {who}'s {what}?", "Which {what} is {who}'s?"),
        ),
    ),
)


def _pages(world: World) -> Drawn:
    left = 2 * world.rng.randint(6, 160)
    return Drawn({"sum": 2 * left + 1}, _book(world))


def _houses(world: World) -> Drawn:
    middle = 2 * world.rng.randint(4, 90)
    return Drawn({"sum": 3 * middle}, words_of(world, 3))


def _page_product(world: World) -> Drawn:
    left = 2 * world.rng.randint(4, 60)
    return Drawn({"product": left * (left + 1)}, _book(world))


def _book(world: World) -> dict[str, str]:
    book = world.rng.choice(("novel", "cookbook", "book of fairy tales", "travel guide", "song book"))
    return words_of(world) | {"book": book}


_OPEN = (
    "{who} opens a {book} somewhere in the middle, with an even page number on the left and the next number"
)

CONSECUTIVE = plain(
    "consecutive-numbers",
    "Page numbers and house numbers that follow one another, found from their sum or their product. Linear"
    " and quadratic equations.",
    (
        Shape(
            "pages",
            _pages,
            (count("sum", "sum of the page numbers", "page numbers"),),
            (
                Step("lower", "sum - 1", "Two times the left page number is []."),
                Step("left", "lower / 2", "So the left page number is []."),
                Step("right", "left + 1", "The right page number is []."),
            ),
            asks="the page number on the right",
            unit="",
            situations=(
                f"{_OPEN} on the right. The page numbers add up to {{sum}}.",
                "In a {book} that lies open before {who}, the page number on the right is the one that"
                " follows the page number on the left. Both page numbers together make {sum}.",
            ),
            questions=("What is the page number on the right?", "Which page number is on the right?"),
            equations=("x + x - 1 = {sum}",),
        ),
    ),
    (
        Shape(
            "houses",
            _houses,
            (count("sum", "sum of the house numbers", "house numbers"),),
            (
                Step("middle", "sum / 3", "The house in the middle has the number []."),
                Step("next", "middle + 2", "The highest number is []."),
                Step("low", "middle - 2", "The lowest number is []."),
                Step("product", "next * low", "Multiplied by each other, they give []."),
            ),
            asks="the product of the lowest and the highest house number",
            unit="",
            situations=(
                "{who}, {who2} and {who3} are next-door neighbours on the side of the street that has the"
                " even house numbers. Their house numbers, which follow one another, add up to {sum}.",
                "On the even side of a street, the houses of {who}, {who2} and {who3} stand next to each"
                " other, with no other house between them. The sum of their house numbers is {sum}.",
            ),
            questions=(
                "What is the product of the lowest and the highest of these house numbers?",
                "What do the lowest and the highest of these house numbers give when they are multiplied by"
                " each other?",
            ),
        ),
    ),
    (
        Shape(
            "page-product",
            _page_product,
            (count("product", "product of the page numbers", "page numbers"),),
            (
                Step("square", "4 * product + 1", "Under the root of the quadratic formula there is []."),
                Step("root", "sqrt(square)", "Its root is []."),
                Step("lower", "root - 1", "Two times the left page number is []."),
                Step("left", "lower / 2", "So the left page number is []."),
                Step("right", "left + 1", "The right page number is []."),
            ),
            asks="the page number on the right",
            unit="",
            situations=(
                f"{_OPEN} on the right. Multiplied by each other, the page numbers give {{product}}.",
                "In a {book} that lies open before {who}, the page number on the right is the one that"
                " follows the page number on the left. The product of both page numbers is {product}.",
            ),
            questions=("What is the page number on the right?", "Which page number is on the right?"),
            equations=("x*(x - 1) = {product}",),
        ),
    ),
)

FAMILIES = (REMAINDERS, DIGITS, CONSECUTIVE)
