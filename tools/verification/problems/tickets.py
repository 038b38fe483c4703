"""A family about tickets for adults and children, from a price list: tickets."""

from seedbed.tools.verification.problems.draws import words_of
from seedbed.tools.verification.problems.hires import Has, priced
from seedbed.tools.verification.problems.inflection import article
from seedbed.tools.verification.problems.price import Rated, by_item, value_of
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


def outings(world: World) -> list[Rated]:
    """Items with a price for adults and one for children."""
    return [rated for rated in by_item(world.prices) if {"adult", "child"} <= rated.prices.keys()]


def _named(rated: Rated) -> str:
    """«the Ridge Challenge», «a boat trip»."""
    return f"the {rated.item}" if rated.item[:1].isupper() else f"{article(rated.item)} {rated.item}"


def _adults(world: World) -> Drawn:
    rated = world.rng.choice(outings(world))
    words = words_of(world) | {"outing": _named(rated)}
    return Drawn({"adult": rated.prices["adult"], "adults": world.rng.randint(2, 7)}, words)


def _family(world: World) -> Drawn:
    rated = world.rng.choice(outings(world))
    values: dict[str, Amount] = {
        "adult": rated.prices["adult"],
        "child": rated.prices["child"],
        "adults": world.rng.randint(2, 6),
        "children": world.rng.randint(2, 6),
    }
    return Drawn(values, words_of(world) | {"outing": _named(rated)})


def _two_outings(world: World) -> Drawn | None:
    cheap, dear = sorted(
        world.rng.sample(outings(world), 2), key=lambda rated: value_of(rated.prices["adult"])
    )
    values: dict[str, Amount] = {
        "adult": cheap.prices["adult"],
        "child": cheap.prices["child"],
        "adult2": dear.prices["adult"],
        "child2": dear.prices["child"],
        "adults": world.rng.randint(2, 6),
        "children": world.rng.randint(2, 6),
    }
    words = words_of(world) | {"outing": _named(cheap), "outing2": _named(dear)}
    fair = value_of(cheap.prices["adult"]) < value_of(dear.prices["adult"])
    return (
        Drawn(values, words)
        if fair and value_of(cheap.prices["child"]) < value_of(dear.prices["child"])
        else None
    )


_ADULT = money("adult", "price of {outing} for one adult", "adult")
_CHILD = money("child", "price of {outing} for one child", "child")
_ADULTS = count("adults", "number of adults", "adults")
_CHILDREN = count("children", "number of children", "children")

TICKETS = Entry(
    priced(
        "tickets",
        "Prices for adults and children from the price list: the price for a group, or how much more"
        " another outing costs.",
    ),
    {
        "easy": (
            Shape(
                "adults",
                _adults,
                (_ADULT, _ADULTS),
                (Step("total", "adult * adults", "All of them together pay {cur}[]."),),
                asks="the total price in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {outing} costs {adult} for each adult. {who} books it for {adults} adults.",
                    "{who} books {outing} at {place} for a group of {adults} adults. The price for each"
                    " adult is {adult}.",
                ),
                questions=(
                    "What is the total price in {pounds}?",
                    "How much, in {pounds}, does the whole group pay?",
                ),
                fits=Has(((outings, 1),)),
            ),
        ),
        "medium": (
            Shape(
                "family",
                _family,
                (_ADULT, _CHILD, _ADULTS, _CHILDREN),
                (
                    Step("first", "adult * adults", "The adults pay {cur}[]."),
                    Step("second", "child * children", "The children pay {cur}[]."),
                    Step("total", "first + second", "Together that is {cur}[]."),
                ),
                asks="the total price in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {outing} costs {adult} for each adult and {child} for each child. {who}"
                    " books it for {adults} adults and {children} children.",
                    "{who} books {outing} at {place} for a group of {adults} adults and {children}"
                    " children. The price is {adult} for each adult and {child} for each child.",
                ),
                questions=(
                    "What is the total price in {pounds}?",
                    "How much, in {pounds}, does the whole group pay?",
                ),
                fits=Has(((outings, 1),)),
            ),
        ),
        "hard": (
            Shape(
                "two-outings",
                _two_outings,
                (
                    _ADULT,
                    _CHILD,
                    money("adult2", "price of {outing2} for one adult", "adult"),
                    money("child2", "price of {outing2} for one child", "child"),
                    _ADULTS,
                    _CHILDREN,
                ),
                (
                    Step(
                        "first",
                        "adult * adults + child * children",
                        "For the cheaper one the group pays {cur}[].",
                    ),
                    Step(
                        "second", "adult2 * adults + child2 * children", "For the dearer one it pays {cur}[]."
                    ),
                    Step("more", "second - first", "The difference is {cur}[]."),
                ),
                asks="how much more {outing2} costs the group in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {outing} costs {adult} for each adult and {child} for each child, while"
                    " {outing2} costs {adult2} for each adult and {child2} for each child. {who}"
                    " compares the prices for a group of {adults} adults and {children} children.",
                    "{who} plans an outing with {adults} adults and {children} children. At {place},"
                    " {outing} costs {adult} for each adult and {child} for each child, and {outing2}"
                    " costs {adult2} for each adult and {child2} for each child.",
                ),
                questions=(
                    "How much more, in {pounds}, does the whole group pay for {outing2} than for {outing}?",
                    "For the whole group, how many {pounds} more does {outing2} cost than {outing}?",
                ),
                fits=Has(((outings, 2),)),
            ),
        ),
    },
    place="the ticket office",
)

FAMILIES = (TICKETS,)
