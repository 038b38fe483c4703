"""Percentages, interest, ratios, recipes and maps: how such problems are told and what their answers are."""

from benchmarks.answer_readers.forms import Doubt, Form, Number, count, more, pounds


def _off(price: Number, off: Number) -> Number:
    return price * (100 - off) / 100


def _saved(now: Number, off: Number, k: Number) -> Number:
    before = now * 100 / (100 - off)
    return pounds(more(pounds(before) - now) * k)


def _two_years(p: Number, more_in: Number, r: Number) -> Number:
    balance = p
    balance += balance * r / 100
    balance += more_in
    balance += balance * r / 100
    return pounds(balance)


def _simple(p: Number, r: Number, t: Number) -> Number:
    return pounds(p + p * r / 100 * t)


def _children(n: Number, r: Number) -> Number:
    return count(n * r / 100, "a number of people")


def _not_by_bus(n: Number, r: Number, bus: Number) -> Number:
    adults = n - _children(n, r)
    return adults - _children(adults, bus)


def _share(n: Number, parts: list[Number], which: int) -> Number:
    return count(n * parts[which] / sum(parts), "a share")


def _total(gap: Number, parts: list[Number]) -> Number:
    one = gap / more(parts[-1] - parts[0])
    count(one * parts[0])
    return count(one * sum(parts), "a total")


def _needed(per: Number, people: Number, cooks: Number) -> Number:
    return per / people * cooks


def _packets(per: Number, people: Number, cooks: Number, packet: Number, price: Number) -> Number:
    grams, bought, spent = _needed(per, people, cooks), 0 * per, 0 * per
    if grams <= 0:
        raise Doubt("nothing is needed")
    while bought < grams:
        bought, spent = bought + packet, spent + price
    return pounds(spent)


_SALE = (
    "What is the reduced price of the {thing} in pounds?",
    "How much, in pounds, does the {thing} cost after the reduction?",
)
_ONE_IN = (
    "{who} puts {p:£} into a savings account that pays {r:%} interest a year.",
    "A savings account pays {r:%} interest per year, and {who} pays {p:£} into it.",
)
_GROUP = (
    "[A|An] {show} is attended by {n:n} people. Of these, {r:%} are children.",
    "There are {n:n} people at [a|an] {show}, and {r:%} of them are children.",
)
_COOKS = (
    "{who} cooks {dish} for {cooks:n} people. The recipe is meant for {people:n} people and uses {per:n} g"
    " of {food}.",
    "A recipe for {dish} uses {per:n} g of {food} for {people:n} people. {who} wants to cook the {dish} for"
    " {cooks:n} people.",
)
_MAP = (
    "On {who}'s map, one centimetre stands for {km:n} km. The way from {here} to {there}",
    "{who} measures the way from {here} to {there} on a map: it is {a:n} cm long. One centimetre on this map"
    " means {km:n} km.",
    "{who} plans a trip from {here} to {there} on a map on which one centimetre means {km:n} km. On the map,"
    " [he|she] measures {a:n} cm of path and then {b:n} cm of road.",
)
_TWO_LEGS = (
    f"{_MAP[0]} consists of a path that is {{a:n}} cm long on the map and a road that is {{b:n}} cm long on"
    " the map.",
    _MAP[2],
)

FORMS = (
    Form(
        "reduced",
        (
            "{who} wants to buy [a|an] {thing} at {shop}. The normal price is {p:£}, but today there is"
            " {off:%} off.",
            "At {shop}, [a|an] {thing} normally costs {p:£}. In the sale, this price is reduced by {off:%}.",
        ),
        _SALE,
        lambda p, off: pounds(_off(p, off)),
    ),
    Form(
        "several reduced",
        (
            "At {shop}, [a|an] {thing} normally costs {p:£}. {who} buys {k:n} {things} in a sale, in which"
            " every price is reduced by {off:%}.",
            "{who} buys {k:n} {things} at {shop}. The normal price of [a|an] {thing} is {p:£}, but {who} has"
            " a coupon for {off:%} off the whole purchase.",
        ),
        (
            "How much, in pounds, does {who} pay altogether?",
            "How many pounds does {who} pay for the {things} in total?",
        ),
        lambda p, k, off: pounds(_off(p * k, off)),
    ),
    Form(
        "saved in a sale",
        (
            "After a reduction of {off:%}, [a|an] {thing} at {shop} costs {now:£}. {who} buys {k:n} {things}"
            " at this reduced price.",
            "{who} buys {k:n} {things} in a sale at {shop}. All prices there have been reduced by {off:%},"
            " and the reduced price of [a|an] {thing} is {now:£}.",
        ),
        (
            "How much, in pounds, does {who} save altogether compared with the normal price?",
            "Compared with the normal price, how many pounds does {who} save in total?",
        ),
        _saved,
    ),
    Form(
        "a year's interest",
        _ONE_IN,
        (
            "How many pounds of interest does {who} receive after one year?",
            "How much interest, in pounds, does {who} get for one year?",
        ),
        lambda p, r: pounds(p * r / 100),
    ),
    Form(
        "simple interest",
        (
            "{who} puts {p:£} into a savings account with {r:%} simple interest a year, which means that no"
            " interest is paid on earlier interest. [He|She] leaves the money there for {t:n} years.",
            "A savings account pays {r:%} simple interest per year, so the interest itself earns nothing."
            " {who} pays in {p:£} and waits for {t:n} years.",
        ),
        (
            "How much money, in pounds, does {who} have then, interest included?",
            "How many pounds are there at the end, together with the interest?",
        ),
        _simple,
    ),
    Form(
        "two years' interest",
        (
            "At the end of every year, a savings account adds {r:%} interest on all the money in it. {who}"
            " pays in {p:£} at the start of the first year and {more_in:£} more at the start of the second"
            " year.",
            "{who} puts {p:£} into a savings account that adds {r:%} interest to the balance at the end of"
            " each year. At the start of the second year [he|she] pays in another {more_in:£}.",
        ),
        (
            "How much money, in pounds, is in the account at the end of the second year?",
            "How many pounds does {who} have in the account when the second year is over?",
        ),
        _two_years,
    ),
    Form(
        "children among people",
        _GROUP,
        ("How many of the people are children?", "How many children are at the {show}?"),
        _children,
    ),
    Form(
        "adults among people",
        tuple(f"{told} All the others are adults." for told in _GROUP),
        ("How many of the people are adults?", "How many adults are at the {show}?"),
        lambda n, r: n - _children(n, r),
    ),
    Form(
        "adults not by bus",
        tuple(
            f"{told} All the others are adults, and {{bus:%}} of the adults came by bus." for told in _GROUP
        ),
        (
            "How many adults did not come by bus?",
            "How many of the adults came in some other way than by bus?",
        ),
        _not_by_bus,
    ),
    Form(
        "share of the first",
        (
            "A box of {n:n} {things} is shared between {who} and {two} in the ratio {a:n}:{b:n}.",
            "{who} and {two} share {n:n} {things} in the ratio {a:n}:{b:n}, in this order.",
        ),
        ("How many {things} does {who} get?", "How many of the {things} are for {who}?"),
        lambda n, a, b: _share(n, [a, b], 0),
    ),
    Form(
        "gap between shares",
        (
            "A box of {n:n} {things} is shared among {who}, {two} and {three} in the ratio"
            " {a:n}:{b:n}:{c:n}.",
            "{who}, {two} and {three} share {n:n} {things} in the ratio {a:n}:{b:n}:{c:n}, in this order.",
        ),
        (
            "How many more {things} does {three} get than {who}?",
            "By how many {things} is {three}'s share larger than {who}'s?",
        ),
        lambda n, a, b, c: more(_share(n, [a, b, c], 2) - _share(n, [a, b, c], 0)),
    ),
    Form(
        "total from a gap",
        (
            "{who}, {two} and {three} share a box of {things} in the ratio {a:n}:{b:n}:{c:n}, in this order."
            " {three} gets {gap:n} more {things} than {who}.",
            "All the {things} in a box are shared among {who}, {two} and {three} in the ratio"
            " {a:n}:{b:n}:{c:n}. {three} has {gap:n} {things} more than {who}.",
        ),
        ("What is the total number of {things} in the box?", "How many {things} are shared out altogether?"),
        lambda a, b, c, gap: _total(gap, [a, b, c]),
    ),
    Form(
        "recipe",
        _COOKS,
        (
            "How many grams of {food} does {who} need?",
            "What weight of {food}, in grams, does {who} need?",
        ),
        _needed,
    ),
    Form(
        "recipe, some there",
        tuple(f"{told} [He|She] has only {{have:n}} g of {{food}} in the kitchen." for told in _COOKS),
        (
            "How many grams of {food} are still missing?",
            "How many more grams of {food} does {who} need?",
        ),
        lambda per, people, cooks, have: more(_needed(per, people, cooks) - have),
    ),
    Form(
        "recipe, whole packets",
        tuple(
            f"{told} [He|She] has no {{food}} at home, and the shop sells {{food}} only in whole {{units}}"
            " of {packet:n} g for {price:£} each."
            for told in _COOKS
        ),
        (
            "How much, in pounds, does {who} have to spend on {food} at least?",
            "What is the least that {who} can pay, in pounds, to have enough {food}?",
        ),
        _packets,
    ),
    Form(
        "one way on a map",
        (f"{_MAP[0]} is {{a:n}} cm long on the map.", _MAP[1]),
        (
            "What is the real distance from {here} to {there} in kilometres?",
            "How many kilometres long is the way in reality?",
        ),
        lambda km, a: km * a,
    ),
    Form(
        "two legs on a map",
        _TWO_LEGS,
        (
            "How many kilometres long is the whole way in reality?",
            "What is the real distance from {here} to {there} by this way in kilometres?",
        ),
        lambda km, a, b: km * (a + b),
    ),
    Form(
        "riding what a map shows",
        tuple(
            f"{told} [He|She] cycles the whole way at a steady speed of {{v:n}} km/h." for told in _TWO_LEGS
        ),
        ("How many minutes does the ride take?", "How long, in minutes, does {who} cycle?"),
        lambda km, a, b, v: km * (a + b) / v * 60,
    ),
)
