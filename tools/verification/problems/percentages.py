"""Families of percentages: percent-of-group, discount, interest."""

from fractions import Fraction

from seedbed.tools.verification.problems.draws import (
    Sells,
    goods,
    nice,
    number_of,
    thing_words,
    words_of,
)
from seedbed.tools.verification.problems.problem import LEVELS, Family
from seedbed.tools.verification.problems.shape import (
    Amount,
    Drawn,
    Entry,
    Shape,
    Step,
    World,
    count,
    measure,
    money,
    percent,
)

_EVENTS = (
    ("open-air concert", 400, 2400),
    ("school play", 120, 400),
    ("village festival", 300, 1800),
    ("football match", 600, 4000),
    ("ice show", 300, 1500),
    ("science fair", 200, 900),
)


def _crowd(world: World) -> tuple[dict[str, str], int]:
    event, low, high = world.rng.choice(_EVENTS)
    an = "an" if event[0] in "aeiou" else "a"
    words = {"event": event, "an_event": f"{an} {event}"}
    return words_of(world) | words, nice(world.rng, low, high, 20)


def _children(world: World) -> Drawn | None:
    words, total = _crowd(world)
    share = nice(world.rng, 10, 60, 5)
    return Drawn({"total": total, "share": share}, words) if total * share % 100 == 0 else None


def _season(world: World) -> Drawn | None:
    words, total = _crowd(world)
    share, share2 = nice(world.rng, 10, 60, 5), nice(world.rng, 10, 80, 5)
    adults = Fraction(total * (100 - share), 100)
    fair = adults.denominator == 1 and (adults * share2 / 100).denominator == 1
    return Drawn({"total": total, "share": share, "share2": share2}, words) if fair else None


_VISITORS = count("total", "number of visitors", "people")
_CHILDREN = percent("share", "share of children among the visitors", "children")
_CROWDS = (
    "There are {total} people at {an_event}, and {share} of them are children.",
    "{An_event} is attended by {total} people. Of these, {share} are children.",
)

GROUP = Entry(
    Family(
        "percent-of-group",
        "Parts of a crowd given in percent, also a percentage of the rest: how many people. No prices.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "part",
                _children,
                (_VISITORS, _CHILDREN),
                (Step("children", "total * share / 100", "There are [] children."),),
                asks="the number of children",
                unit="children",
                situations=_CROWDS,
                questions=("How many children are at the {event}?", "How many of the people are children?"),
            ),
        ),
        "medium": (
            Shape(
                "rest",
                _children,
                (_VISITORS, _CHILDREN),
                (
                    Step("children", "total * share / 100", "There are [] children."),
                    Step("adults", "total - children", "So there are [] adults."),
                ),
                asks="the number of adults",
                unit="adults",
                situations=tuple(f"{crowd} All the others are adults." for crowd in _CROWDS),
                questions=("How many adults are at the {event}?", "How many of the people are adults?"),
            ),
        ),
        "hard": (
            Shape(
                "part-of-rest",
                _season,
                (
                    _VISITORS,
                    _CHILDREN,
                    percent("share2", "share of adults who came by bus among the adults", "adults"),
                ),
                (
                    Step("children", "total * share / 100", "There are [] children."),
                    Step("adults", "total - children", "So there are [] adults."),
                    Step("by_bus", "adults * share2 / 100", "Of the adults, [] came by bus."),
                    Step("others", "adults - by_bus", "The other [] adults did not."),
                ),
                asks="the number of adults who did not come by bus",
                unit="adults",
                situations=tuple(
                    f"{crowd} All the others are adults, and {{share2}} of the adults came by bus."
                    for crowd in _CROWDS
                ),
                questions=(
                    "How many adults did not come by bus?",
                    "How many of the adults came in some other way than by bus?",
                ),
            ),
        ),
    },
)


def _reduced(world: World) -> Drawn | None:
    (good,) = goods(world, 1, step=50)
    cut = world.rng.choice((5, 10, 15, 20, 25, 30, 40, 50))
    fair = (number_of(good.price) * (100 - cut)).denominator == 1
    return Drawn({"price": good.price, "cut": cut}, words_of(world) | thing_words(good)) if fair else None


def _several_reduced(world: World) -> Drawn | None:
    (good,) = goods(world, 1, step=50)
    cut, number = world.rng.choice((5, 10, 15, 20, 25, 30, 40)), world.rng.randint(2, max(2, good.most))
    fair = (number_of(good.price) * number * (100 - cut)).denominator == 1
    values: dict[str, Amount] = {"price": good.price, "count": number, "cut": cut}
    return Drawn(values, words_of(world) | thing_words(good)) if fair else None


def _before(world: World) -> Drawn | None:
    (good,) = goods(world, 1, step=10)
    cut, number = world.rng.choice((10, 20, 25, 30, 40, 50)), world.rng.randint(2, max(2, good.most))
    price = number_of(good.price) * (100 - cut) / 100
    fair = (price * 100).denominator == 1
    values: dict[str, Amount] = {"cut": cut, "price": price, "count": number}
    return Drawn(values, words_of(world) | thing_words(good)) if fair and not world.prices else None


_NORMAL = money("price", "normal price of one {thing}", "{thing}")
_CUT = percent("cut", "reduction of the price", "price")
_BOUGHT = count("count", "number of {things} bought", "{things}")

DISCOUNT = Entry(
    Family(
        "discount",
        "A price reduced by a percentage: the new price, the bill at the new price, what was saved. One"
        " reduction only.",
        LEVELS,
        takes_prices=True,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "reduced",
                _reduced,
                (_NORMAL, _CUT),
                (
                    Step("off", "price * cut / 100", "The price falls by {cur}[]."),
                    Step("new", "price - off", "The new price is {cur}[]."),
                ),
                asks="the new price in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {a_thing} normally costs {price}. In the sale, this price is reduced by"
                    " {cut}.",
                    "{who} wants to buy {a_thing} at {place}. The normal price is {price}, but today"
                    " there is {cut} off.",
                ),
                questions=(
                    "What is the reduced price of the {thing} in {pounds}?",
                    "How much, in {pounds}, does the {thing} cost after the reduction?",
                ),
                fits=Sells(1),
            ),
        ),
        "medium": (
            Shape(
                "several",
                _several_reduced,
                (_NORMAL, _BOUGHT, _CUT),
                (
                    Step("full", "price * count", "At the normal price the {things} cost {cur}[]."),
                    Step("off", "full * cut / 100", "The reduction is {cur}[]."),
                    Step("pay", "full - off", "That leaves {cur}[]."),
                ),
                asks="the amount to pay in {pounds}",
                unit="{pounds}",
                situations=(
                    "At {place}, {a_thing} normally costs {price}. {who} buys {count} {things} in a"
                    " sale, in which every price is reduced by {cut}.",
                    "{who} buys {count} {things} at {place}. The normal price of {a_thing} is {price},"
                    " but {who} has a coupon for {cut} off the whole purchase.",
                ),
                questions=(
                    "How much, in {pounds}, does {who} pay altogether?",
                    "How many {pounds} does {who} pay for the {things} in total?",
                ),
                fits=Sells(1),
            ),
        ),
        "hard": (
            Shape(
                "saved",
                _before,
                (_CUT, money("price", "reduced price of one {thing}", "{thing}"), _BOUGHT),
                (
                    Step("kept", "100 - cut", "The reduced price is [] percent of the normal price."),
                    Step("normal", "price * 100 / kept", "So the normal price is {cur}[]."),
                    Step("saved", "normal - price", "That saves {cur}[] on each {thing}."),
                    Step("total", "saved * count", "Altogether that saves {cur}[]."),
                ),
                asks="the total saving compared with the normal price in {pounds}",
                unit="{pounds}",
                situations=(
                    "After a reduction of {cut}, {a_thing} at {place} costs {price}. {who} buys {count}"
                    " {things} at this reduced price.",
                    "{who} buys {count} {things} in a sale at {place}. All prices there have been"
                    " reduced by {cut}, and the reduced price of {a_thing} is {price}.",
                ),
                questions=(
                    "How much, in {pounds}, does {who} save altogether compared with the normal price?",
                    "Compared with the normal price, how many {pounds} does {who} save in total?",
                ),
                fits=Sells(1),
            ),
        ),
    },
)


def _savings(world: World, years: tuple[int, ...]) -> Drawn | None:
    values: dict[str, Amount] = {
        "sum": nice(world.rng, 400, 6000, 100),
        "rate": world.rng.choice((Fraction(3, 2), 2, Fraction(5, 2), 3, 4, 5)),
    }
    if years:
        values["years"] = world.rng.choice(years)
    return Drawn(values, words_of(world))


def _one_year(world: World) -> Drawn | None:
    return _savings(world, ())


def _simple(world: World) -> Drawn | None:
    return _savings(world, (3, 4, 5, 6, 8))


def _compound(world: World) -> Drawn | None:
    drawn = _savings(world, ())
    if drawn is None:
        return None
    rate, extra = number_of(drawn.values["rate"]), nice(world.rng, 100, 900, 50)
    after = number_of(drawn.values["sum"]) * (1 + rate / 100) + extra
    return Drawn({**drawn.values, "extra": extra}, drawn.words) if (after * rate).denominator == 1 else None


_SUM = money("sum", "money paid in", "account")
_INTEREST = percent("rate", "interest for one year", "interest")

INTEREST = Entry(
    Family(
        "interest",
        "Money in a savings account: interest for a year, simple interest over years, interest on"
        " interest for a year.",
        LEVELS,
        takes_prices=False,
        needs_prices=False,
    ),
    {
        "easy": (
            Shape(
                "one-year",
                _one_year,
                (_SUM, _INTEREST),
                (Step("interest", "sum * rate / 100", "The interest is {cur}[]."),),
                asks="the interest for one year in {pounds}",
                unit="{pounds}",
                situations=(
                    "{who} puts {sum} into a savings account that pays {rate} interest a year.",
                    "A savings account pays {rate} interest per year, and {who} pays {sum} into it.",
                ),
                questions=(
                    "How much interest, in {pounds}, does {who} get for one year?",
                    "How many {pounds} of interest does {who} receive after one year?",
                ),
            ),
        ),
        "medium": (
            Shape(
                "simple",
                _simple,
                (_SUM, _INTEREST, measure("years", "number of years", "years", "years")),
                (
                    Step("yearly", "sum * rate / 100", "The interest for one year is {cur}[]."),
                    Step("interest", "yearly * years", "For all the years it is {cur}[]."),
                    Step("total", "sum + interest", "Together that is {cur}[]."),
                ),
                asks="the money in the account together with the interest in {pounds}",
                unit="{pounds}",
                situations=(
                    "{who} puts {sum} into a savings account with {rate} simple interest a year, which"
                    " means that no interest is paid on earlier interest. {She} leaves the money there"
                    " for {years} years.",
                    "A savings account pays {rate} simple interest per year, so the interest itself"
                    " earns nothing. {who} pays in {sum} and waits for {years} years.",
                ),
                questions=(
                    "How much money, in {pounds}, does {who} have then, interest included?",
                    "How many {pounds} are there at the end, together with the interest?",
                ),
            ),
        ),
        "hard": (
            Shape(
                "two-years",
                _compound,
                (_SUM, _INTEREST, money("extra", "money added after one year", "account")),
                (
                    Step("interest", "sum * rate / 100", "The interest for the first year is {cur}[]."),
                    Step("after", "sum + interest + extra", "Then there are {cur}[] in the account."),
                    Step("interest2", "after * rate / 100", "The interest for the second year is {cur}[]."),
                    Step("total", "after + interest2", "Together that is {cur}[]."),
                ),
                asks="the money in the account at the end of the second year in {pounds}",
                unit="{pounds}",
                situations=(
                    "{who} puts {sum} into a savings account that adds {rate} interest to the balance at"
                    " the end of each year. At the start of the second year {she} pays in another"
                    " {extra}.",
                    "At the end of every year, a savings account adds {rate} interest on all the money"
                    " in it. {who} pays in {sum} at the start of the first year and {extra} more at the"
                    " start of the second year.",
                ),
                questions=(
                    "How much money, in {pounds}, is in the account at the end of the second year?",
                    "How many {pounds} does {who} have in the account when the second year is over?",
                ),
            ),
        ),
    },
)

FAMILIES = (GROUP, DISCOUNT, INTEREST)
