"""Unknown ages, numbers, prices and kinds: found by trying, or by two lines in two unknowns."""

from fractions import Fraction

from benchmarks.answer_readers.forms import Doubt, Form, Number, count, more, pounds


def _two_unknowns(a: Number, b: Number, c: Number, d: Number, e: Number, f: Number) -> tuple[Number, Number]:
    """x and y of a·x + b·y = c, d·x + e·y = f (Cramer)."""
    whole = a * e - b * d
    if whole == 0:
        raise Doubt("any number would do, or none")
    return (c * e - b * f) / whole, (a * f - c * d) / whole


_ONE = Fraction(1)


def _younger(total: Number, gap: Number) -> Number:
    _, young = _two_unknowns(_ONE, _ONE, total, _ONE, -_ONE, gap)
    return count(more(young), "an age")


def _youngest_in(x: Number, later: Number, total: Number) -> Number:
    _, young = _two_unknowns(_ONE, -x, Fraction(0), _ONE, _ONE, total - 2 * later)
    return count(more(young), "an age")


def _older(gap: Number, later: Number, x: Number) -> Number:
    old, young = _two_unknowns(_ONE, -_ONE, gap, _ONE, -x, x * later - later)
    count(young, "an age")
    return count(more(old), "an age")


def _equal(price: Number, card: Number, rest: Number) -> Number:
    return count(more(card) / more(price - rest), "visits")


def _cards(first: Number, p: Number, second: Number, q: Number) -> Number:
    return count(more(second - first) / more(p - q), "visits")


def _first_steps(add: Number, by: Number, less: Number, more_by: Number, times: Number) -> Number:
    if by == times:
        raise Doubt("any number would do, or none")
    return (less + more_by - by * add) / (by - times)


def _seats(n: Number, total: Number, p: Number, q: Number) -> tuple[Number, Number]:
    first, second = _two_unknowns(_ONE, _ONE, n, p, q, total)
    return count(first), count(second)


def _income(n: Number, total: Number, p: Number, q: Number, x: Number, y: Number) -> Number:
    first, second = _seats(n, total, p, q)
    return pounds(first * x + second * y)


def _one_more(k: Number, m: Number, paid: Number, n: Number, other: Number) -> Number:
    first, second = _two_unknowns(k, m, paid, k, n, other)
    pounds(more(first))
    return pounds(more(second))


def _second_price(a: Number, b: Number, c: Number, d: Number, e: Number, f: Number) -> Number:
    first, second = _two_unknowns(a, b, c, d, e, f)
    pounds(more(first))
    return pounds(more(second))


_AGE_OF_TWO = ("How many years old is {two} now?", "What is {two}'s age today in years?")
_AGE_OF_ONE = ("How many years old is {who} now?", "What is {who}'s age today in years?")
_BREAK_EVEN = (
    "For how many {visits} in a year are both ways of paying equally expensive?",
    "For how many {visits} in a year would {who} pay the same amount either way?",
)
_SECRET = ("What is {who}'s number?", "Which number does {who} have in mind?")
_KINDS = (
    "The {place} has {firsts} and {seconds}, {n:n} altogether. A {first} has {p:n} {seats} and a {second}"
    " has {q:n} {seats}. In total there are {total:n} {seats}.",
    "{who} counts {total:n} {seats} at the {place}. They belong to {firsts} with {p:n} {seats} each and to"
    " {seconds} with {q:n} {seats} each. There are {n:n} {firsts} and {seconds} altogether.",
)
_PRICE_OF_SECOND = (
    "How much, in pounds, does one {second} cost?",
    "What is the price of one {second} in pounds?",
)

FORMS = (
    Form(
        "two ages now",
        (
            "Together {who} and {two} are {total:n} years old. {who} is {gap:n} years older than {two}.",
            "{who} is {gap:n} years older than {two}. The sum of their ages is {total:n} years.",
        ),
        _AGE_OF_TWO,
        _younger,
    ),
    Form(
        "two ages to come",
        (
            "Today {who} is {x:x} as old as {two}. In {later:n} years, the sum of their ages will be"
            " {total:n} years.",
            "{who} is now {x:x} as old as {two}, and {later:n} years from now their ages will add up to"
            " {total:n} years.",
        ),
        _AGE_OF_TWO,
        _youngest_in,
    ),
    Form(
        "so many times as old",
        (
            "{who} is {gap:n} years older than {two}. In {later:n} years, {who} will be exactly {x:x} as old"
            " as {two}.",
            "There are {gap:n} years between {who} and {two}, and {who} is the older one. In {later:n}"
            " years, {who}'s age will be exactly {x:x} {two}'s age.",
        ),
        _AGE_OF_ONE,
        _older,
    ),
    Form(
        "a card or single visits",
        (
            "At the {place}, a single {visit} costs {price:£}. A yearly card costs {card:£}, and with it"
            " every {visit} is free. {who} compares these ways of paying.",
            "{who} can pay {price:£} for each {visit} at the {place} or buy a yearly card for {card:£}, with"
            " which there is nothing more to pay.",
        ),
        _BREAK_EVEN,
        lambda price, card: _equal(price, card, Fraction(0)),
    ),
    Form(
        "a card and cheaper visits",
        (
            "At the {place}, a single {visit} costs {price:£}. With a yearly card, which costs {card:£}, the"
            " price of a {visit} is only {rest:£}. {who} compares these ways of paying.",
            "{who} can pay {price:£} for each {visit} at the {place}, or buy a yearly card for {card:£} and"
            " then pay {rest:£} for each {visit}.",
        ),
        _BREAK_EVEN,
        _equal,
    ),
    Form(
        "two cards",
        (
            "The {place} offers a silver and a gold yearly card. With the silver card, which costs"
            " {first:£}, each {visit} costs {p:£}. With the gold card, which costs {second:£}, each {visit}"
            " costs {q:£}.",
            "For the {place}, {who} can buy a silver card for {first:£} a year and pay {p:£} for each"
            " {visit}, or a gold card for {second:£} a year and pay {q:£} for each {visit}.",
        ),
        (
            "For how many {visits} in a year do both cards cost the same in total?",
            "What number of {visits} in a year makes the total cost equal with both cards?",
        ),
        _cards,
    ),
    Form(
        "times and plus",
        (
            "{who} thinks of a number, multiplies it by {a:n} and then adds {b:n}. The result is {c:n}.",
            "When {who}'s secret number is multiplied by {a:n} and {b:n} is added to the product, the result"
            " is {c:n}.",
        ),
        _SECRET,
        lambda a, b, c: (c - b) / a,
    ),
    Form(
        "the same either way",
        (
            "{who} thinks of a number. If [he|she] multiplies it by {a:n} and then subtracts {b:n}, the"
            " result is the same as if [he|she] multiplies it by {c:n} and then adds {d:n}.",
            "Take {who}'s secret number: multiplying it by {a:n} and then subtracting {b:n} gives the same"
            " result as multiplying it by {c:n} and then adding {d:n}.",
        ),
        _SECRET,
        lambda a, b, c, d: _two_unknowns(a, -_ONE, b, c, -_ONE, -d)[0],
    ),
    Form(
        "plus, times and minus",
        (
            "{who} thinks of a number. [He|She] adds {add:n} to it, multiplies the sum by {by:n} and then"
            " subtracts {less:n}. The result is {more_by:n} more than {times:n} times the number [he|she]"
            " first thought of.",
            "{who} has a secret number. If {add:n} is added to the number, the sum is multiplied by {by:n}"
            " and {less:n} is subtracted from the product, the result is {more_by:n} more than {times:n}"
            " times the number.",
        ),
        _SECRET,
        _first_steps,
    ),
    Form(
        "seats of two kinds",
        (
            "At the {place}, {who} counts {a:n} {firsts} and {b:n} {seconds}. A {first} has {p:n} {seats}"
            " and a {second} has {q:n} {seats}.",
            "The {place} has {a:n} {firsts} with {p:n} {seats} each and {b:n} {seconds} with {q:n} {seats}"
            " each.",
        ),
        ("How many {seats} are there in total?", "How many {seats} does that make altogether?"),
        lambda a, p, b, q: a * p + b * q,
    ),
    Form(
        "how many of a kind",
        _KINDS,
        ("How many {seconds} are there?", "How many {seconds} does the {place} have?"),
        lambda n, total, p, q: _seats(n, total, p, q)[1],
    ),
    Form(
        "income from two kinds",
        tuple(
            f"{told} One day everything is hired out, a {{first}} for {{x:£}} and a {{second}} for {{y:£}}."
            for told in _KINDS
        ),
        (
            "What is the income of the {place} on that day in pounds?",
            "How much money, in pounds, does the {place} take on that day?",
        ),
        _income,
    ),
    Form(
        "sum and difference of prices",
        (
            "At {shop}, [a|an] {first} and [a|an] {second} cost {total:£} together. The {first} costs"
            " {gap:£} more than the {second}.",
            "{who} pays {total:£} for [a|an] {first} and [a|an] {second} at {shop}. The {first} is {gap:£}"
            " dearer than the {second}.",
        ),
        (
            "What is the price of the {second} in pounds?",
            "How much, in pounds, does the {second} cost?",
        ),
        lambda total, gap: pounds(more(_two_unknowns(_ONE, _ONE, total, _ONE, -_ONE, gap)[1])),
    ),
    Form(
        "one more of the second",
        (
            "At {shop}, {who} pays {paid:£} for {k:n} {firsts} and {m:n} {seconds}. {two} buys the same"
            " number of {firsts} but {n:n} {seconds}, and pays {other:£}.",
            "{who} buys {k:n} {firsts} and {m:n} {seconds} at {shop} for {paid:£} altogether. With as many"
            " {firsts} as {who} and with {n:n} {seconds}, {two} pays {other:£}.",
        ),
        _PRICE_OF_SECOND,
        _one_more,
    ),
    Form(
        "two purchases",
        (
            "{who} buys {a:n} {firsts} and {b:n} {seconds} at {shop} and pays {c:£} altogether. For {d:n}"
            " {firsts} and {e:n} {seconds}, {two} pays {f:£} in the same shop.",
            "At {shop}, {who} pays {c:£} for {a:n} {firsts} and {b:n} {seconds}, and {two} pays {f:£} for"
            " {d:n} {firsts} and {e:n} {seconds}.",
        ),
        _PRICE_OF_SECOND,
        _second_price,
    ),
)
