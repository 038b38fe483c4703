"""Families of counting possibilities: combinations-of-choices, selection, arrangements."""

from seedbed.tools.verification.problems.draws import words_of
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import Drawn, Entry, Shape, Step, World, count

_CHOICES = (
    ("a set meal", "set meals", ("starter", "main course", "dessert")),
    ("an outfit for the school play", "outfits", ("hat", "coat", "shirt")),
    ("an ice cream", "ice creams", ("cone", "flavour", "topping")),
    ("a made-to-order bicycle", "bicycles", ("frame", "saddle", "colour")),
    ("a greetings card", "cards", ("picture", "verse", "ribbon")),
)


def _choice(world: World) -> dict[str, str]:
    whole, wholes, kinds = world.rng.choice(_CHOICES)
    words = words_of(world) | {"whole": whole, "wholes": wholes}
    for place, kind in enumerate(kinds, start=1):
        words |= {f"kind{place}": kind, f"kinds{place}": f"{kind}s"}
    return words


def _two_choices(world: World) -> Drawn:
    first, second = world.rng.sample(range(3, 10), 2)
    return Drawn({"first": first, "second": second}, _choice(world))


def _three_choices(world: World) -> Drawn:
    first, second, third = world.rng.sample(range(2, 9), 3)
    return Drawn({"first": first, "second": second, "third": third}, _choice(world))


def _excluded(world: World) -> Drawn | None:
    first, second, third = world.rng.sample(range(3, 10), 3)
    banned = world.rng.randint(2, 4)
    values = {"first": first, "second": second, "third": third, "banned": banned}
    return Drawn(values, _choice(world)) if banned < third else None


_FIRST = count("first", "number of {kinds1}", "{kinds1}")
_SECOND = count("second", "number of {kinds2}", "{kinds2}")
_THIRD = count("third", "number of {kinds3}", "{kinds3}")
_THREE = (
    "For {whole}, exactly one {kind1}, one {kind2} and one {kind3} have to be chosen. There are {first}"
    " {kinds1}, {second} {kinds2} and {third} {kinds3}.",
    "{who} puts together {whole} from one {kind1}, one {kind2} and one {kind3}. {She} can choose from"
    " {first} {kinds1}, {second} {kinds2} and {third} {kinds3}.",
)

CHOICES = Entry(
    Family(
        "combinations-of-choices",
        "One choice of each of several kinds, also with forbidden pairs: the number of possibilities, by"
        " multiplying.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "two",
                _two_choices,
                (_FIRST, _SECOND),
                (Step("number", "first * second", "There are [] possibilities."),),
                asks="the number of different {wholes}",
                unit="{wholes}",
                situations=(
                    "For {whole}, exactly one {kind1} and one {kind2} have to be chosen. There are"
                    " {first} {kinds1} and {second} {kinds2}.",
                    "{who} puts together {whole} from one {kind1} and one {kind2}. {She} can choose from"
                    " {first} {kinds1} and {second} {kinds2}.",
                ),
                questions=(
                    "How many different {wholes} are possible?",
                    "How many different {wholes} can be put together?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "three",
                _three_choices,
                (_FIRST, _SECOND, _THIRD),
                (
                    Step("pairs", "first * second", "For {kind1} and {kind2} there are [] possibilities."),
                    Step("number", "pairs * third", "With the {kind3} there are [] possibilities."),
                ),
                asks="the number of different {wholes}",
                unit="{wholes}",
                situations=_THREE,
                questions=(
                    "How many different {wholes} are possible?",
                    "How many different {wholes} can be put together?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "excluded",
                _excluded,
                (
                    _FIRST,
                    _SECOND,
                    _THIRD,
                    count("banned", "number of {kinds3} that do not go together", "{kinds3}"),
                ),
                (
                    Step("pairs", "first * second", "For {kind1} and {kind2} there are [] possibilities."),
                    Step("all", "pairs * third", "Without the rule there would be [] possibilities."),
                    Step("forbidden", "second * banned", "The rule forbids [] of those with this {kind1}."),
                    Step("number", "all - forbidden", "That leaves [] possibilities."),
                ),
                asks="the number of different {wholes} allowed",
                unit="{wholes}",
                situations=tuple(
                    f"{three} However, one particular {{kind1}} cannot be combined with {{banned}} of"
                    f" the {{kinds3}}; all"
                    " other combinations are allowed."
                    for three in _THREE
                ),
                questions=(
                    "How many different {wholes} are allowed?",
                    "How many different {wholes} remain possible?",
                ),
            ),
        ),
    },
)

_CLUBS = (
    ("chess club", "members", "tournament team"),
    ("school choir", "singers", "small ensemble"),
    ("hiking club", "members", "planning group"),
    ("theatre group", "actors", "stage crew"),
    ("football club", "players", "welcome team"),
)


def _club(world: World) -> dict[str, str]:
    club, people, team = world.rng.choice(_CLUBS)
    return words_of(world) | {"club": club, "people": people, "team": team, "a_team": f"a {team}"}


def _pairs(world: World) -> Drawn:
    return Drawn({"all": world.rng.randint(5, 24)}, _club(world))


def _team(world: World) -> Drawn:
    everyone = world.rng.randint(6, 14)
    return Drawn({"all": everyone, "chosen": world.rng.randint(3, min(5, everyone - 2))}, _club(world))


def _mixed_team(world: World) -> Drawn | None:
    adults, young = world.rng.sample(range(4, 11), 2)
    chosen, chosen2 = world.rng.sample((2, 3, 4), 2)
    values = {"adults": adults, "young": young, "chosen": chosen, "chosen2": chosen2}
    return Drawn(values, _club(world)) if chosen < adults and chosen2 < young else None


SELECTION = Entry(
    Family(
        "selection",
        "People chosen from a group without order: handshakes, teams, teams from two groups. Binomial"
        " coefficients.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "handshakes",
                _pairs,
                (count("all", "number of {people}", "{people}"),),
                (
                    Step("others", "all - 1", "Each of them shakes [] hands."),
                    Step("both", "all * others", "Counted from both sides that is [] handshakes."),
                    Step("handshakes", "both / 2", "So there are [] handshakes."),
                ),
                asks="the number of handshakes",
                unit="handshakes",
                situations=(
                    "All {all} {people} of a {club} meet, and everyone shakes hands exactly once with"
                    " everyone else.",
                    "When the {club} meets, each of its {all} {people} shakes hands exactly once with"
                    " every other one.",
                ),
                questions=(
                    "How many handshakes are there altogether?",
                    "How many handshakes does that make in total?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "team",
                _team,
                (
                    count("all", "number of {people}", "{people}"),
                    count("chosen", "number of people in the {team}", "people"),
                ),
                (
                    Step(
                        "ordered",
                        "factorial(all) / factorial(all - chosen)",
                        "Chosen one after another: [] ways.",
                    ),
                    Step("orders", "factorial(chosen)", "Each {team} is counted [] times in this."),
                    Step("teams", "ordered / orders", "So there are [] different choices."),
                ),
                asks="the number of ways to choose the {team}",
                unit="ways",
                situations=(
                    "A {club} has {all} {people}. From these, {a_team} of {chosen} people is chosen, and"
                    " all people in it have the same role.",
                    "The {all} {people} of a {club} choose {a_team} of {chosen} people from among"
                    " themselves. The order of choosing does not matter.",
                ),
                questions=(
                    "In how many ways can the {team} be chosen?",
                    "How many different ways are there to choose the {team}?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "two-groups",
                _mixed_team,
                (
                    count("adults", "number of adults", "adults"),
                    count("young", "number of teenagers", "teenagers"),
                    count("chosen", "number of adults in the {team}", "adults"),
                    count("chosen2", "number of teenagers in the {team}", "teenagers"),
                ),
                (
                    Step("others", "adults - 1", "Besides the leader there are [] adults."),
                    Step("places", "chosen - 1", "For them [] places are left."),
                    Step("first", "comb(others, places)", "These adults can be chosen in [] ways."),
                    Step("second", "comb(young, chosen2)", "The teenagers can be chosen in [] ways."),
                    Step("ways", "first * second", "Together that makes [] ways."),
                ),
                asks="the number of ways to choose the {team}",
                unit="ways",
                situations=(
                    "In a {club} there are {adults} adults and {young} teenagers. {A_team} of {chosen}"
                    " adults and {chosen2} teenagers is to be chosen. The leader of the {club}, who is"
                    " one of the adults, must be in it; the order of choosing does not matter.",
                    "A {club} with {adults} adults and {young} teenagers chooses {a_team} of {chosen}"
                    " adults and {chosen2} teenagers; the order of choosing does not matter. One of the"
                    " adults is the leader of the {club} and has to be among those chosen.",
                ),
                questions=(
                    "In how many ways can the {team} be chosen?",
                    "How many different ways are there to choose the {team}?",
                ),
            ),
        ),
    },
)

_ROW = (
    ("book", "books"),
    ("trophy", "trophies"),
    ("vase", "vases"),
    ("model ship", "model ships"),
    ("photograph", "photographs"),
    ("mask", "masks"),
    ("flag", "flags"),
)


def _row(world: World, low: int, high: int) -> Drawn:
    one, many = world.rng.choice(_ROW)
    return Drawn({"all": world.rng.randint(low, high)}, words_of(world) | {"things": many, "thing": one})


def _short_row(world: World) -> Drawn:
    return _row(world, 4, 7)


def _longer_row(world: World) -> Drawn:
    return _row(world, 5, 8)


_ALL = count("all", "number of {things}", "{things}")
_IN_A_ROW = (
    "{who} arranges {all} different {things} side by side in a row.",
    "A row is made of {all} different {things}, placed side by side by {who}.",
)
_ORDERS = (
    "How many different orders are possible?",
    "In how many different orders can the {things} be placed?",
)

ARRANGEMENTS = Entry(
    Family(
        "arrangements",
        "Different things in a row: the number of orders, also with a fixed place or with neighbours."
        " Factorials.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "any-order",
                _short_row,
                (_ALL,),
                (Step("orders", "factorial(all)", "There are [] orders."),),
                asks="the number of different orders",
                unit="orders",
                situations=_IN_A_ROW,
                questions=_ORDERS,
            ),
        ),
        "medium": (
            Shape(
                "fixed-end",
                _longer_row,
                (_ALL,),
                (
                    Step("others", "all - 1", "The other [] {things} can be placed freely."),
                    Step("orders", "factorial(others)", "For them there are [] orders."),
                ),
                asks="the number of different orders",
                unit="orders",
                situations=tuple(
                    f"{row} The largest {{thing}} must stand at the left end." for row in _IN_A_ROW
                ),
                questions=_ORDERS,
            ),
        ),
        "hard": (
            Shape(
                "neighbours",
                _longer_row,
                (_ALL,),
                (
                    Step(
                        "blocks", "all - 1", "Taken as one block, the neighbours and the rest make [] pieces."
                    ),
                    Step("orders", "factorial(blocks)", "These can be placed in [] orders."),
                    Step("both", "orders * 2", "The neighbours can change places, which gives [] orders."),
                ),
                asks="the number of different orders",
                unit="orders",
                situations=tuple(
                    f"{row} The largest {{thing}} and the smallest {{thing}} must stand next to each"
                    f" other, in either order."
                    for row in _IN_A_ROW
                ),
                questions=_ORDERS,
            ),
            Shape(
                "not-neighbours",
                _longer_row,
                (_ALL,),
                (
                    Step("any", "factorial(all)", "Without the rule there are [] orders."),
                    Step(
                        "blocks",
                        "all - 1",
                        "Taken as one block, forbidden neighbours and the rest make [] pieces.",
                    ),
                    Step(
                        "together",
                        "factorial(blocks) * 2",
                        "In [] orders the forbidden neighbours stand together.",
                    ),
                    Step("orders", "any - together", "That leaves [] orders."),
                ),
                asks="the number of different orders",
                unit="orders",
                situations=tuple(
                    f"{row} The largest {{thing}} and the smallest {{thing}} must not stand next to each"
                    f" other."
                    for row in _IN_A_ROW
                ),
                questions=_ORDERS,
            ),
        ),
    },
)

FAMILIES = (CHOICES, SELECTION, ARRANGEMENTS)
