"""Work and ways together, mixtures, profits and changes in percent, followed step by step."""

from fractions import Fraction

from benchmarks.answer_readers.forms import Doubt, Form, Number, count, more, pounds


def _hours(*alone: Number, done: Number = Fraction(0)) -> Number:
    """How long the rest of a job takes those who would need so many hours each alone."""
    return (1 - done) / sum((1 / hours for hours in alone), Fraction(0))


def _other(both: Number, one: Number) -> Number:
    return 1 / more(1 / both - 1 / one)


def _joined(a: Number, b: Number, head: Number) -> Number:
    return head + _hours(a, b, done=head / a)


def _overtaken(first: Number, second: Number, head: Number) -> Number:
    """Counted in quarters of an hour from the second start."""
    for quarters in range(1, 400):
        hours = Fraction(quarters, 4)
        if second * hours == first * (hours + head):
            return hours
    raise Doubt("not at a full quarter of an hour")


def _met(apart: Number, first: Number, second: Number, head: Number) -> Number:
    for quarters in range(1, 400):
        hours = Fraction(quarters, 4)
        if hours > head and first * hours + second * (hours - head) == apart:
            return first * hours
    raise Doubt("not at a full quarter of an hour")


def _share(*parts: tuple[Number, Number]) -> Number:
    """The share in percent of a mixture of amounts with shares in percent."""
    return sum((a * p for a, p in parts), Fraction(0)) / sum((a for a, _ in parts), Fraction(0))


def _added(amount: Number, high: Number, low: Number, wanted: Number) -> Number:
    for halves in range(1, 400):
        if _share((amount, high), (Fraction(halves, 2), low)) == wanted:
            return Fraction(halves, 2)
    raise Doubt("no half litres bring this share")


def _percent_of(part: Number, whole: Number) -> Number:
    return more(part) / (whole / 100)


def _sold(number: Number, cost: Number, over: Number, left: Number) -> Number:
    return pounds(more(count(number - left) * (cost + cost * over / 100) - number * cost))


def _repriced(price: Number, now: Number, later: Number) -> Number:
    cost_percent = price / (100 + now)
    return pounds(cost_percent * 100 + cost_percent * later)


def _before(end: Number, up: Number, down: Number) -> Number:
    return count(end / (1 - down / 100) / (1 + up / 100))


_ALONE = (
    "Working alone, {who} needs {a:n} hours for {doing}, and {two} needs {b:n} hours for the same job.",
    "{doing} takes {who} {a:n} hours when working alone. {two} alone would take {b:n} hours for it.",
)
_PERCENT = (
    "What is the share of {juice} in the mixture, in percent?",
    "In percent, how much {juice} does the mixture contain?",
)
_BOTH_YEARS = (
    "How many {people} are there after both years?",
    "What is the number of {people} after both years?",
)

FORMS = (
    Form(
        "working together",
        tuple(f"{alone} They do it together, each at the usual pace." for alone in _ALONE),
        ("How many hours do they need together?", "After how many hours have they finished?"),
        lambda a, b: _hours(a, b),
    ),
    Form(
        "the other alone",
        (
            "Working together, {who} and {two} need {both:n} hours for {doing}. {who} alone would need"
            " {one:n} hours.",
            "{doing} would take {who} {one:n} hours alone. Together with {two}, the job is done in {both:n}"
            " hours.",
        ),
        ("How many hours would {two} need alone?", "Working alone, how many hours would {two} take?"),
        lambda both, one: _other(both, one),
    ),
    Form(
        "joined later",
        tuple(
            f"{alone} {{who}} begins alone; after {{head:n}} hours {{two}} comes to help, and they finish"
            " the job together."
            for alone in _ALONE
        ),
        (
            "How many hours does the whole job take from beginning to end?",
            "How long, in hours, does the job take from beginning to end?",
        ),
        _joined,
    ),
    Form(
        "towards each other",
        (
            "{who} and {two} live {apart:n} km apart. They set out at the same time and come towards each"
            " other on the same road: {who} {does} at {first:n} km/h, {two} at {second:n} km/h.",
            "On a road {apart:n} km long, {who} starts at one end and {two} at the other. At the same moment"
            " they set off towards each other. {who} {does} at a steady {first:n} km/h, and {two} {does} at"
            " a steady {second:n} km/h.",
        ),
        ("After how many hours do they meet?", "How many hours does it take until they meet?"),
        lambda apart, first, second: _met(apart, first, second, Fraction(0)) / first,
    ),
    Form(
        "catching up",
        (
            "{who} sets out and {does} at a steady {first:n} km/h. After {head:n} hours, {two} sets out from"
            " the same place and follows on the same road at {second:n} km/h.",
            "{two} sets out {head:n} hours after {who}, from the same place and on the same road. {who}"
            " {does} at {first:n} km/h all the time, {two} at {second:n} km/h.",
        ),
        (
            "After setting out, how many hours does {two} need to catch up with {who}?",
            "How many hours after {two}'s start has {two} caught up with {who}?",
        ),
        _overtaken,
    ),
    Form(
        "where they meet",
        (
            "{who} and {two} live {apart:n} km apart on the same road and want to meet. {who} sets out and"
            " {does} towards {two} at {first:n} km/h. {two} sets out {head:n} hours later and comes towards"
            " {who} at {second:n} km/h.",
            "On a road {apart:n} km long, {who} starts at one end and {does} at a steady {first:n} km/h."
            " From the other end {two} comes towards {who} at a steady {second:n} km/h, but sets out"
            " {head:n} hours after {who}.",
        ),
        (
            "How many kilometres has {who} covered when they meet?",
            "What distance, in kilometres, has {who} covered when they meet?",
        ),
        _met,
    ),
    Form(
        "thinned with water",
        (
            "{who} has {amount:n} litres of a {drink} that contains {p:%} {juice}. [He|She] stirs in"
            " {water:n} litres of water.",
            "To make a {drink} weaker, {who} adds {water:n} litres of water to {amount:n} litres of it."
            " Before that, it contained {p:%} {juice}.",
        ),
        _PERCENT,
        lambda amount, p, water: _share((amount, p), (water, Fraction(0))),
    ),
    Form(
        "mixed together",
        (
            "{who} mixes {a:n} litres of a {drink} that contains {p:%} {juice} with {b:n} litres of another"
            " {drink} that contains {q:%} {juice}.",
            "A large can holds {a:n} litres of {drink} with {p:%} {juice}. {who} adds {b:n} litres of"
            " {drink} with {q:%} {juice} and stirs well.",
        ),
        _PERCENT,
        lambda a, p, b, q: _share((a, p), (b, q)),
    ),
    Form(
        "added for a share",
        (
            "{who} has {amount:n} litres of a strong {drink} that contains {high:%} {juice}. [He|She] wants"
            " to add just enough of a weak {drink} with {low:%} {juice} for the mixture to contain"
            " {wanted:%}.",
            "A weak {drink} contains {low:%} {juice}, a strong one {high:%}. To {amount:n} litres of the"
            " strong one, {who} adds as much of the weak one as is needed for a mixture with {wanted:%}"
            " {juice}.",
        ),
        (
            "How many litres of the weak {drink} must be added?",
            "What amount of the weak {drink}, in litres, must be added?",
        ),
        _added,
    ),
    Form(
        "profit in percent",
        (
            "{who} buys {things} for {cost:£} each and sells them for {price:£} each.",
            "A shop sells {things} at {price:£} each. It has bought them at a cost price of {cost:£} each.",
        ),
        (
            "How large is the profit in percent of the cost price?",
            "What percentage of the cost price is the profit?",
        ),
        lambda cost, price: _percent_of(price - cost, cost),
    ),
    Form(
        "profit with some unsold",
        (
            "{who} buys {n:n} {things} for {cost:£} each and sells them at a price that is {over:%} higher"
            " than this cost price. In the end {left:n} of the {things} can't be sold.",
            "A shop pays {cost:£} each for {n:n} {things}. To set its price, it adds {over:%} to the cost"
            " price of a {thing}. All but {left:n} {things} are sold.",
        ),
        (
            "How much profit, in pounds, is made altogether?",
            "What is the total profit in pounds?",
        ),
        lambda n, cost, over, left: _sold(n, cost, over, left),
    ),
    Form(
        "price for another profit",
        (
            "{who} sells a {thing} for {price:£} and so makes a profit of {now:%} of the cost price. From"
            " now on the profit is to be {later:%} of the cost price instead.",
            "At a price of {price:£} for a {thing}, a shop's profit is {now:%} of the cost price. The shop"
            " sets a new price so that its profit becomes {later:%} of the cost price.",
        ),
        (
            "What is the new price of a {thing} in pounds?",
            "How much, in pounds, must a {thing} cost then?",
        ),
        _repriced,
    ),
    Form(
        "up and down",
        (
            "The number of {people} of {place} is {n:n}. In the following year it rises by {up:%}, and in"
            " the year after that it falls by {down:%}.",
            "At first, {place} has {n:n} {people}. Their number grows by {up:%} in a year and then goes down"
            " by {down:%} in the next year.",
        ),
        _BOTH_YEARS,
        lambda n, up, down: count((risen := n + n * up / 100) - risen * down / 100),
    ),
    Form(
        "growth overall",
        (
            "The number of {people} of {place} rises by {up:%} in a year and by {again:%} in the year after"
            " that.",
            "In a year, the number of {people} of {place} grows by {up:%}. In the next year it grows again,"
            " this time by {again:%}.",
        ),
        (
            "By how many percent does it grow over both years together?",
            "What is the growth over both years together in percent?",
        ),
        lambda up, again: up + again + up * again / 100,
    ),
    Form(
        "back before the changes",
        (
            "The number of {people} of {place} rose by {up:%} in a year and fell by {down:%} in the year"
            " after that. Now it is {end:n}.",
            "Now {place} has {end:n} {people}. In the last year their number fell by {down:%}; in the year"
            " before that it had risen by {up:%}.",
        ),
        (
            "How many more {people} are there now than before these changes?",
            "By how many {people} is the number now greater than before these changes?",
        ),
        lambda end, up, down: more(end - _before(end, up, down)),
    ),
)
