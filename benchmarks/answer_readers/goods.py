"""Things packed, sold, bought and saved for: how such problems are told and what their answers are."""

from fractions import Fraction
from math import floor

from benchmarks.answer_readers.forms import Doubt, Form, Number, count, more, pounds


def _whole_part(number: Number) -> Number:
    return Fraction(floor(number))


def _boxes_for(things: Number, per: Number) -> Number:
    boxes = _whole_part(things / per)
    return boxes if boxes * per == things else boxes + 1


def _more_boxes(a: Number, b: Number, c: Number, per: Number, empty: Number) -> Number:
    return more(_boxes_for(a * b + c, per) - empty)


def _left_over(n: Number, per: Number) -> Number:
    if n < per:
        raise Doubt("no box is filled")
    return n - _whole_part(n / per) * per


def _saving(price: Number, have: Number, week: Number) -> Number:
    return count(more(price - have) / more(week), "a number of weeks")


def _pence(price: Number, size: Number) -> Number:
    return count(price * 100 / size, "pence")


_LESSONS = (
    "How long, in hours, are all these {lessons} together?",
    "How many hours do the {lessons} last altogether?",
)
_SAVED = (
    "How many weeks of saving does it take until {who} has exactly enough for the {dream}?",
    "For how many weeks does {who} have to save until [he|she] can pay for the {dream}?",
    "For how many weeks does {who} have to save until {who} can pay for the {dream}?",
)
_ONE_KIND = (
    "What is the total cost of the {things} in pounds?",
    "How much, in pounds, does {who} pay altogether?",
    "How many pounds does {who} spend on the {things} in total?",
)
_TWO_KINDS = (
    "[A|An] {thing} at {shop} costs {p:£}, while [a|an] {other} costs {q:£}. {who} takes {m:n} {things} and"
    " {k:n} {others} to the till.",
    "At {shop}, {things} cost {p:£} each and {others} cost {q:£} each. {who} buys {m:n} {things} and {k:n}"
    " {others}.",
    "{who} buys {m:n} {things} and {k:n} {others} at {shop}. [A|An] {thing} costs {p:£} and [a|an] {other}"
    " costs {q:£}.",
)
_ALTOGETHER = (
    "How much, in pounds, does {who} pay altogether?",
    "How many pounds does {who} spend in total?",
    "What is the total cost of [his|her] shopping in pounds?",
)

FORMS = (
    Form(
        "lessons together",
        (
            "{who} is a {job}. One day [he|she] gives {k:n} {lessons}, and each {lesson} lasts {m:n}"
            " minutes.",
            "As a {job}, {who} gives {k:n} {lessons} on Friday. Every {lesson} is {m:n} minutes long.",
        ),
        _LESSONS,
        lambda k, m: k * m / 60,
    ),
    Form(
        "lessons with breaks",
        (
            "{who} is a {job} and gives {k:n} {lessons} of {m:n} minutes each. Between one {lesson} and the"
            " next there is a break of {p:n} minutes.",
            "As a {job}, {who} gives {k:n} {lessons} in a row. Each {lesson} lasts {m:n} minutes, and after"
            " each {lesson} except the last [he|she] rests for {p:n} minutes.",
        ),
        (
            "How long, in minutes, is it from the beginning of the first {lesson} to the end of the last"
            " one?",
            "How many minutes pass from the start of the first {lesson} to the end of the last {lesson}?",
        ),
        lambda k, m, p: k * m + (k - 1) * p,
    ),
    Form(
        "lessons in a day",
        (
            "As a {job}, {who} works {h:n} hours a day. Of this time, {b:n} minutes are a lunch break. A"
            " {lesson} lasts {m:n} minutes and is always followed by {p:n} minutes of tidying up.",
            "{who} is a {job} whose working day lasts {h:n} hours, including a lunch break of {b:n} minutes."
            " Each {lesson} takes {m:n} minutes, and after every {lesson} [he|she] needs {p:n} minutes for"
            " tidying up.",
        ),
        (
            "What is the greatest number of {lessons}, each with its tidying up, that fit into one working"
            " day?",
            "At most how many {lessons} can {who} give in one working day, tidying up included?",
        ),
        lambda h, b, m, p: _whole_part((60 * h - b) / (m + p)),
    ),
    Form(
        "full boxes",
        (
            "{who} packs {n:n} {things} for {shop}. Every {box} holds {per:n} {things}, and no {things} are"
            " left over.",
            "A supplier packs {n:n} {things} for {shop} with {per:n} {things} in each {box}. All the {boxs}"
            " are full.",
        ),
        ("How many {boxs} are needed for the {things}?", "How many {boxs} are filled?"),
        lambda n, per: count(n / per),
    ),
    Form(
        "left over",
        (
            "{who} has {n:n} {things} to pack for {shop}. Each {box} holds exactly {per:n} {things}, and"
            " {who} fills as many {boxs} as possible.",
            "At {shop}, {n:n} {things} are put into {boxs} of {per:n}. As many {boxs} as possible are filled"
            " completely.",
        ),
        (
            "How many {things} are left over?",
            "How many {things} remain that do not fill another {box}?",
        ),
        _left_over,
    ),
    Form(
        "more boxes",
        (
            "For a large order at {shop}, {who} fetches the {things} from {a:n} shelves, {b:n} {things} from"
            " each shelf, and takes {c:n} more {things} from the counter. All of them have to go into {boxs}"
            " that hold up to {per:n} {things} each. {who} has {empty:n} empty {boxs}.",
            "{who} packs a large order at {shop}: all the {things} from {a:n} shelves, with {b:n} {things}"
            " on each shelf, and another {c:n} {things} from the counter. Each {box} holds up to {per:n}"
            " {things}, and there are {empty:n} empty {boxs} already.",
        ),
        (
            "How many more {boxs} does {who} need at least?",
            "What is the smallest number of extra {boxs} that {who} needs?",
        ),
        _more_boxes,
    ),
    Form(
        "sold twice",
        (
            "There are {n:n} {things} for sale at {shop}. In the morning {a:n} of them are sold, and in the"
            " afternoon {b:n} more are sold.",
            "{who} looks after the {things} at {shop}. The day begins with {n:n} {things}. By noon {a:n}"
            " have been sold, and after that another {b:n} are sold.",
        ),
        (
            "How many {things} are left at the end of the day?",
            "How many {things} are still there in the evening?",
        ),
        lambda n, a, b: count(n - a - b),
    ),
    Form(
        "sold and delivered",
        (
            "{who} counts {n:n} {things} at {shop} in the morning. During the day {a:n} {things} are sold,"
            " and in the evening a van brings {k:n} {boxs} of {per:n} {things} each.",
            "There are {n:n} {things} for sale at {shop}, and {a:n} of them are sold. Then a delivery brings"
            " {k:n} {boxs} with {per:n} {things} in each {box}.",
        ),
        (
            "How many {things} are there after the delivery?",
            "Once the delivery has been unpacked, how many {things} are there?",
        ),
        lambda n, a, k, per: count(n - a) + k * per,
    ),
    Form(
        "spread over shelves",
        (
            "{who} starts the week with {n:n} {things} at {shop} and is sent another {k:n} {boxs} of {per:n}"
            " {things} each. For {d:n} days, {s:n} {things} are sold each day. After that, [he|she] puts the"
            " {things} that are left on {f:n} shelves, the same number on each.",
            "At the start of the week there are {n:n} {things} at {shop}. A delivery brings {k:n} more"
            " {boxs} with {per:n} {things} in each {box}. Over the next {d:n} days, {s:n} {things} are sold"
            " every day. {who} then spreads the remaining {things} evenly over {f:n} shelves.",
        ),
        ("How many {things} are on each shelf?", "How many {things} does each shelf hold?"),
        lambda n, k, per, d, s, f: count((n + k * per - d * s) / f),
    ),
    Form(
        "one of a pack",
        ("{who} pays {p:£} for a pack of {k:n} {things}.", "A pack of {k:n} {things} costs {p:£}."),
        (
            "How much, in pence, is that for one {thing}?",
            "How many pence does one {thing} from this pack cost?",
        ),
        lambda p, k: _pence(p, k),
    ),
    Form(
        "singles at the pack's price",
        (
            "{who} finds a pack of {k:n} {things} for {p:£}. The shop also sells single {things} at the same"
            " price per {thing}, and {who} buys {m:n} single {things}.",
            "A pack of {k:n} {things} costs {p:£}. {who} needs {m:n} {things}, which are also sold singly at"
            " the same price per {thing} as in the pack.",
        ),
        (
            "What is the cost, in pounds, of the {things} for {who}?",
            "How much, in pounds, do {who}'s {things} cost?",
        ),
        lambda k, p, m: pounds(p / k * m),
    ),
    Form(
        "two packs",
        (
            "A shop sells {things} in packs of different sizes. The small pack holds {k:n} {things} and"
            " costs {p:£}; the large pack holds {m:n} {things} and costs {q:£}.",
            "A pack of {k:n} {things} costs {p:£}, and a larger pack of {m:n} {things} costs {q:£}.",
        ),
        (
            "How many pence less does one {thing} cost in the larger pack than in the smaller one?",
            "By how many pence is a single {thing} cheaper in the larger pack than in the smaller pack?",
        ),
        lambda k, p, m, q: more(_pence(p, k) - _pence(q, m)),
    ),
    Form(
        "saving",
        (
            "{who} is saving for a {dream}, which costs {price:£}. Every week [he|she] puts {week:£} aside"
            " for it.",
            "{who} wants to buy a {dream} that costs {price:£}. [He|She] saves {week:£} every week.",
        ),
        _SAVED,
        lambda price, week: _saving(price, Fraction(0), week),
    ),
    Form(
        "saving on",
        (
            "{who} is saving for a {dream}, which costs {price:£}. There are {have:£} of savings in"
            " [his|her] money box, and every week [he|she] adds {week:£}.",
            "{who} wants to buy a {dream} that costs {price:£}. [He|She] has already saved {have:£} and now"
            " saves {week:£} every week.",
        ),
        _SAVED,
        _saving,
    ),
    Form(
        "saving pay",
        (
            "{who} is saving for a {dream}, which costs {price:£}, and has {have:£} so far. In [his|her]"
            " weekend job [he|she] works {h:n} hours a week for {wage:£} an hour. Each week [he|she] spends"
            " {spent:£} of the money and saves what is left.",
            "{who} wants to buy a {dream} that costs {price:£} and has already saved {have:£}. [He|She]"
            " earns {wage:£} an hour and works {h:n} hours every week. [He|She] spends {spent:£} of"
            " [his|her] pay each week and saves the rest.",
        ),
        _SAVED,
        lambda price, have, h, wage, spent: _saving(price, have, h * wage - spent),
    ),
    Form(
        "several of one",
        (
            "{who} buys {k:n} {things} at {shop}. Each {thing} costs {p:£}.",
            "At {shop}, [a|an] {thing} costs {p:£}. {who} buys {k:n} {things}.",
            "One {thing} costs {p:£} at {shop}, and {who} buys {k:n} of them.",
        ),
        _ONE_KIND,
        lambda k, p: pounds(k * p),
    ),
    Form("two kinds bought", _TWO_KINDS, _ALTOGETHER, lambda p, q, m, k: pounds(m * p + k * q)),
    Form(
        "change",
        tuple(f"{told} [He|She] pays with a {{note:£}} note." for told in _TWO_KINDS),
        (
            "How many pounds of change should {who} be given?",
            "How much change, in pounds, does {who} get?",
        ),
        lambda p, q, m, k, note: pounds(note - m * p - k * q),
    ),
    Form(
        "voucher",
        tuple(f"{told} [He|She] has a gift voucher worth {{off:£}}." for told in _TWO_KINDS),
        (
            "How much, in pounds, does {who} still have to pay after using the voucher?",
            "After the voucher has been taken off, how many pounds does {who} still have to pay?",
        ),
        lambda p, q, m, k, off: pounds(m * p + k * q - off),
    ),
)
