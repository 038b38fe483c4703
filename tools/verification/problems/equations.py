"""Families that lead to one linear equation: number-puzzle, ages, break-even."""

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
    times,
)


def _two_steps(world: World) -> Drawn:
    x, factor, added = nice(world.rng, 4, 30), nice(world.rng, 3, 9), nice(world.rng, 5, 40)
    return Drawn({"factor": factor, "added": added, "result": factor * x + added}, words_of(world))


def _both_sides(world: World) -> Drawn | None:
    x, small = nice(world.rng, 3, 20), nice(world.rng, 3, 6)
    large, less = small + nice(world.rng, 2, 5), nice(world.rng, 5, 40)
    more = (large - small) * x - less
    values = {"factor": large, "less": less, "factor2": small, "more": more}
    return Drawn(values, words_of(world)) if 3 <= more <= 90 else None


def _bracket(world: World) -> Drawn | None:
    x, small = nice(world.rng, 4, 20), nice(world.rng, 3, 5)
    large, added = small + nice(world.rng, 1, 4), nice(world.rng, 3, 12)
    less = large * (x + added) - small * x
    if world.rng.random() < 0.5:
        less -= nice(world.rng, 5, 30)
    more = large * (x + added) - less - small * x
    values = {"added": added, "factor": large, "less": less, "factor2": small, "more": more}
    return Drawn(values, words_of(world)) if more >= 5 else None


_FACTOR = count("factor", "factor of the multiplication", "")
_FACTOR2 = count("factor2", "factor on the other side", "")

PUZZLE = Entry(
    Family(
        "number-puzzle",
        "«Think of a number»: a linear equation in words, with the unknown on one or on both sides."
        " Whole numbers.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "two-steps",
                _two_steps,
                (_FACTOR, count("added", "number added", ""), count("result", "result", "result")),
                (
                    Step("product", "result - added", "Before the addition there was []."),
                    Step("number", "product / factor", "So the number is []."),
                ),
                asks="{who}'s number",
                unit="",
                situations=(
                    "{who} thinks of a number, multiplies it by {factor} and then adds {added}. The"
                    " result is {result}.",
                    "When {who}'s secret number is multiplied by {factor} and {added} is added to the"
                    " product, the result is {result}.",
                ),
                questions=("What is {who}'s number?", "Which number does {who} have in mind?"),
                equations=("{factor}*x + {added} = {result}",),
            ),
        ),
        "medium": (
            Shape(
                "both-sides",
                _both_sides,
                (
                    _FACTOR,
                    count("less", "number subtracted", ""),
                    _FACTOR2,
                    count("more", "number added", ""),
                ),
                (
                    Step("constant", "less + more", "Bringing the plain numbers together gives []."),
                    Step(
                        "coefficient",
                        "factor - factor2",
                        "Bringing the multiples together leaves [] times the number.",
                    ),
                    Step("number", "constant / coefficient", "So the number is []."),
                ),
                asks="{who}'s number",
                unit="",
                situations=(
                    "{who} thinks of a number. If {she} multiplies it by {factor} and then subtracts"
                    " {less}, the result is the same as if {she} multiplies it by {factor2} and then"
                    " adds {more}.",
                    "Take {who}'s secret number: multiplying it by {factor} and then subtracting {less}"
                    " gives the same result as multiplying it by {factor2} and then adding {more}.",
                ),
                questions=("What is {who}'s number?", "Which number does {who} have in mind?"),
                equations=("{factor}*x - {less} = {factor2}*x + {more}",),
            ),
        ),
        "hard": (
            Shape(
                "bracket",
                _bracket,
                (
                    count("added", "number added before multiplying", ""),
                    _FACTOR,
                    count("less", "number subtracted", ""),
                    _FACTOR2,
                    count("more", "number added on the other side", ""),
                ),
                (
                    Step("product", "factor * added", "Multiplying out, the added number becomes []."),
                    Step(
                        "first", "more + less", "Subtraction and addition of plain numbers together make []."
                    ),
                    Step("constant", "first - product", "Taking the product over leaves []."),
                    Step(
                        "coefficient",
                        "factor - factor2",
                        "Bringing the multiples together leaves [] times the number.",
                    ),
                    Step("number", "constant / coefficient", "So the number is []."),
                ),
                asks="{who}'s number",
                unit="",
                situations=(
                    "{who} thinks of a number. {She} adds {added} to it, multiplies the sum by {factor}"
                    " and then subtracts {less}. The result is {more} more than {factor2} times the"
                    " number {she} first thought of.",
                    "{who} has a secret number. If {added} is added to the number, the sum is multiplied"
                    " by {factor} and {less} is subtracted from the product, the result is {more} more"
                    " than {factor2} times the number.",
                ),
                questions=("What is {who}'s number?", "Which number does {who} have in mind?"),
                equations=("{factor}*(x + {added}) - {less} = {factor2}*x + {more}",),
            ),
        ),
    },
)


def _sum_and_gap(world: World) -> Drawn:
    young, gap = nice(world.rng, 6, 30), nice(world.rng, 3, 25)
    return Drawn({"gap": gap, "total": 2 * young + gap}, words_of(world, 2))


def _future_sum(world: World) -> Drawn | None:
    young, factor, years = nice(world.rng, 4, 16), nice(world.rng, 2, 5), nice(world.rng, 3, 12)
    total = (factor + 1) * young + 2 * years
    old = factor * young
    values = {"factor": factor, "years": years, "total": total}
    return Drawn(values, words_of(world, 2)) if 8 <= old <= 60 else None


def _future_multiple(world: World) -> Drawn | None:
    factor, years = nice(world.rng, 2, 4), nice(world.rng, 3, 12)
    then = nice(world.rng, 8, 25)
    gap, young = (factor - 1) * then, then - years
    values = {"gap": gap, "years": years, "factor": factor}
    return Drawn(values, words_of(world, 2)) if young >= 3 and young + gap <= 65 else None


_GAP = measure("gap", "how many years older {who} is", "years", "years")
_LATER = measure("years", "number of years until then", "years", "years")
_ASK_OLDER = ("How many years old is {who} now?", "What is {who}'s age today in years?")
_ASK_AGE = ("How many years old is {who2} now?", "What is {who2}'s age today in years?")

AGES = Entry(
    Family(
        "ages",
        "Ages of two people, now and in some years, from sums, differences and multiples. Whole years.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "sum-and-gap",
                _sum_and_gap,
                (_GAP, measure("total", "sum of the ages", "years", "ages")),
                (
                    Step(
                        "twice", "total - gap", "Without the difference, [] years remain for two equal ages."
                    ),
                    Step("age", "twice / 2", "So {who2} is [] years old."),
                ),
                asks="the age of {who2} in years",
                unit="years",
                situations=(
                    "{who} is {gap} years older than {who2}. The sum of their ages is {total} years.",
                    "Together {who} and {who2} are {total} years old. {who} is {gap} years older than"
                    " {who2}.",
                ),
                questions=_ASK_AGE,
                equations=("x + (x + {gap}) = {total}",),
            ),
        ),
        "medium": (
            Shape(
                "future-sum",
                _future_sum,
                (
                    times("factor", "how many times as old {who} is", "old age"),
                    _LATER,
                    measure("total", "sum of the ages then", "years", "sum"),
                ),
                (
                    Step("added", "2 * years", "Until then both together grow [] years older."),
                    Step("now", "total - added", "So the sum of their ages today is [] years."),
                    Step("parts", "factor + 1", "This is [] times {who2}'s age."),
                    Step("age", "now / parts", "So {who2} is [] years old."),
                ),
                asks="the age of {who2} now in years",
                unit="years",
                situations=(
                    "Today {who} is {factor} as old as {who2}. In {years} years, the sum of their ages"
                    " will be {total} years.",
                    "{who} is now {factor} as old as {who2}, and {years} years from now their ages will"
                    " add up to {total} years.",
                ),
                questions=_ASK_AGE,
                equations=("({factor}*x + {years}) + (x + {years}) = {total}",),
            ),
        ),
        "hard": (
            Shape(
                "future-multiple",
                _future_multiple,
                (_GAP, _LATER, times("factor", "how many times as old {who} will be", "old age")),
                (
                    Step("parts", "factor - 1", "Then the difference is [] times {who2}'s age."),
                    Step("then", "gap / parts", "So {who2} will be [] years old then."),
                    Step("young", "then - years", "Today {who2} is [] years old."),
                    Step("age", "young + gap", "So {who} is [] years old."),
                ),
                asks="the age of {who} now in years",
                unit="years",
                situations=(
                    "{who} is {gap} years older than {who2}. In {years} years, {who} will be exactly"
                    " {factor} as old as {who2}.",
                    "There are {gap} years between {who} and {who2}, and {who} is the older one. In"
                    " {years} years, {who}'s age will be exactly {factor} {who2}'s age.",
                ),
                questions=_ASK_OLDER,
                equations=("x + {years} = {factor}*(x - {gap} + {years})",),
            ),
        ),
    },
)

_CLUBS = (
    ("swimming pool", "visit", "visits", 3, 8),
    ("climbing hall", "visit", "visits", 8, 16),
    ("ice rink", "visit", "visits", 5, 11),
    ("badminton court", "game", "games", 6, 14),
    ("pottery studio", "session", "sessions", 9, 20),
    ("science museum", "visit", "visits", 7, 15),
)


def _club(world: World) -> tuple[dict[str, str], int]:
    place, one, many, low, high = world.rng.choice(_CLUBS)
    return words_of(world) | {"club": place, "visit": one, "visits": many}, world.rng.randint(low, high)


def _free_visits(world: World) -> Drawn:
    words, single = _club(world)
    return Drawn({"single": single, "fee": single * world.rng.randint(6, 25)}, words)


def _reduced_visits(world: World) -> Drawn:
    words, single = _club(world)
    member = world.rng.randint(1, single - 2)
    return Drawn(
        {"single": single, "fee": (single - member) * world.rng.randint(6, 25), "member": member}, words
    )


def _two_plans(world: World) -> Drawn | None:
    words, single = _club(world)
    gold = world.rng.randint(1, single - 2)
    fee, number = nice(world.rng, 10, 40, 5), world.rng.randint(6, 25)
    gold_fee = fee + (single - gold) * number
    values = {"fee": fee, "single": single, "gold_fee": gold_fee, "gold": gold}
    return Drawn(values, words) if gold_fee <= 180 else None


_SINGLE = money("single", "price of one {visit} without a card", "{visit}")
_FEE = money("fee", "price of the yearly card", "card")
_EQUAL = (
    "For how many {visits} in a year are both ways of paying equally expensive?",
    "For how many {visits} in a year would {who} pay the same amount either way?",
)

BREAK_EVEN = Entry(
    Family(
        "break-even",
        "Two ways to pay, each with a fixed price, a price per visit or both: the number of visits where"
        " they cost the same.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "free-visits",
                _free_visits,
                (_SINGLE, _FEE),
                (Step("visits", "fee / single", "That is the price of [] single {visits}."),),
                asks="the number of {visits} for which both ways cost the same",
                unit="{visits}",
                situations=(
                    "At the {club}, a single {visit} costs {single}. A yearly card costs {fee}, and with"
                    " it every {visit} is free. {who} compares these ways of paying.",
                    "{who} can pay {single} for each {visit} at the {club} or buy a yearly card for"
                    " {fee}, with which there is nothing more to pay.",
                ),
                questions=_EQUAL,
                equations=("{single}*x = {fee}",),
            ),
        ),
        "medium": (
            Shape(
                "reduced-visits",
                _reduced_visits,
                (_SINGLE, _FEE, money("member", "price of one {visit} with the card", "{visit}")),
                (
                    Step("saved", "single - member", "The card saves {cur}[] on each {visit}."),
                    Step("visits", "fee / saved", "Its price is saved after [] {visits}."),
                ),
                asks="the number of {visits} for which both ways cost the same",
                unit="{visits}",
                situations=(
                    "At the {club}, a single {visit} costs {single}. With a yearly card, which costs"
                    " {fee}, the price of a {visit} is only {member}. {who} compares these ways of"
                    " paying.",
                    "{who} can pay {single} for each {visit} at the {club}, or buy a yearly card for"
                    " {fee} and then pay {member} for each {visit}.",
                ),
                questions=_EQUAL,
                equations=("{single}*x = {fee} + {member}*x",),
            ),
        ),
        "hard": (
            Shape(
                "two-plans",
                _two_plans,
                (
                    money("fee", "price of the silver card", "silver card"),
                    money("single", "price of one {visit} with the silver card", "{visit}"),
                    money("gold_fee", "price of the gold card", "gold card"),
                    money("gold", "price of one {visit} with the gold card", "{visit}"),
                ),
                (
                    Step("dearer", "gold_fee - fee", "The gold card costs {cur}[] more."),
                    Step("saved", "single - gold", "It saves {cur}[] on each {visit}."),
                    Step("visits", "dearer / saved", "So both cost the same for [] {visits}."),
                ),
                asks="the number of {visits} for which both cards cost the same",
                unit="{visits}",
                situations=(
                    "The {club} offers a silver and a gold yearly card. With the silver card, which"
                    " costs {fee}, each {visit} costs {single}. With the gold card, which costs"
                    " {gold_fee}, each {visit} costs {gold}.",
                    "For the {club}, {who} can buy a silver card for {fee} a year and pay {single} for"
                    " each {visit}, or a gold card for {gold_fee} a year and pay {gold} for each"
                    " {visit}.",
                ),
                questions=(
                    "For how many {visits} in a year do both cards cost the same in total?",
                    "What number of {visits} in a year makes the total cost equal with both cards?",
                ),
                equations=("{fee} + {single}*x = {gold_fee} + {gold}*x",),
            ),
        ),
    },
)

FAMILIES = (PUZZLE, AGES, BREAK_EVEN)
