"""Hiring and tickets: how such problems are told and what their answers are.

A price is per hour, day or week as the text says; `{unit}` and `{units}` must agree.
"""

from math import floor

from benchmarks.answer_readers.forms import Form, Number, more, pounds

_A = "At {shop}, [a|an] {item} costs {p:£} per {unit}."
_ONE = (
    f"{_A} {{who}} hires one for {{t:n}} {{units}}.",
    "{who} hires [a|an] {item} from {shop} for {t:n} {units}. The price is {p:£} per {unit}.",
)
_SEVERAL = (
    f"{_A} {{who}} hires {{k:n}} {{items}} for {{t:n}} {{units}}.",
    "{who} hires {k:n} {items} from {shop} for {t:n} {units}. The price of each {item} is {p:£} per {unit}.",
)
_TWO_PRICES = "At {shop}, [a|an] {item} costs {p:£} per {unit} and [a|an] {extra} costs {e:£} per {unit}."
_EACH_WITH = (
    f"{_TWO_PRICES} {{who}} hires {{k:n}} {{items}}, each with one {{extra}}, for {{t:n}} {{units}}.",
    "{who} hires {k:n} {items} from {shop} for {t:n} {units} and takes one {extra} with each of them. Per"
    " {unit}, [a|an] {item} costs {p:£} and [a|an] {extra} costs {e:£}.",
)
_ONE_WITH = (
    f"{_TWO_PRICES} {{who}} takes one of each for {{t:n}} {{units}}.",
    "{who} hires [a|an] {item} together with [a|an] {extra} from {shop} for {t:n} {units}. The {item} costs"
    " {p:£} per {unit}, and the {extra} costs {e:£} per {unit}.",
)
_TWO_KINDS = (
    f"{_TWO_PRICES} {{who}} [hires|takes] {{k:n}} {{items}} and {{m:n}} {{extras}} for {{t:n}} {{units}}.",
    "{who} hires {k:n} {items} and {m:n} {extras} from {shop} for {t:n} {units}. Each {item} costs {p:£} per"
    " {unit}, and each {extra} costs {e:£} per {unit}.",
)
_FEE = " In addition, [a|an] {fee} of {f:£} for [a |an |the |]{cause} has to be paid."
_ONE_SHARED = " The {item} is used in turn by {s:n} people, who share the price equally."
_SHARED = " The {items} are used in turn by a group of {s:n} people, who share the total price equally."
_PLAN = " {who} has the {plan}, which takes {off:%} off the hire price."
_PAYS = (
    "How much, in pounds, does {who} pay altogether?",
    "What is the total price in pounds?",
)
_SHARE = ("What is the share of each person in pounds?", "How much, in pounds, does each person pay?")
_MOST = (
    "For how many whole {units} at most can {who} pay?",
    "What is the greatest number of whole {units} for which this is enough?",
    "What is the greatest number of whole {units} for which the money is enough?",
)
_SAVES = (
    "How much, in pounds, does {who} save by paying the {long} rate instead of paying by the {unit}?",
    "By how many pounds is it cheaper to pay the {long} rate than to pay by the {unit}?",
)
_SAVES_ALL = (
    "How much, in pounds, does {who} save altogether by paying the {long} rate instead of paying by the"
    " {unit}?",
    "For all the {items} together, by how many pounds is the {long} rate cheaper than paying by the {unit}?",
    "In total, by how many pounds is the {long} rate cheaper than paying by the {unit}?",
)
_WITHIN = "for {t:n} {units} within the same {long}"
_TOGETHER = (
    "What do the hire and all the deposits come to together in pounds?",
    "How much, in pounds, does {who} pay at the start if hire and deposits are all paid in advance?",
    "How much, in pounds, does {who} pay in advance for the hire and all the deposits?",
)
_GROUP_PAYS = ("How much, in pounds, does the whole group pay?", "What is the total price in pounds?")


def _most(have: Number, price: Number) -> Number:
    return have - have + floor(have / more(price))


FORMS = (
    Form(
        "hire of one",
        _ONE,
        ("What is the price of the hire in pounds?", "How much, in pounds, does {who} pay for the hire?"),
        lambda p, t: pounds(p * t),
    ),
    Form(
        "hire of several",
        _SEVERAL,
        (*_PAYS, "How much, in pounds, does {who} pay for the hire?"),
        lambda p, t, k: pounds(p * t * k),
    ),
    Form(
        "hire of two kinds",
        _TWO_KINDS,
        _PAYS,
        lambda p, t, k, m, e: pounds((p * k + e * m) * t),
    ),
    Form("one with an extra", _ONE_WITH, _PAYS, lambda p, t, e: pounds((p + e) * t)),
    Form("several with extras", _EACH_WITH, _PAYS, lambda p, t, k, e: pounds((p + e) * k * t)),
    Form(
        "three prices",
        (
            "The prices per {unit} at {shop} are {p:£} for [a|an] {item}, {e:£} for [a|an] {extra} and {g:£}"
            " for [a|an] {last}. {who} takes {k:n} {items}, {m:n} {extras} and one {last} for {t:n} {units}.",
            "{who} hires {k:n} {items}, {m:n} {extras} and a single {last} from {shop} for {t:n} {units}."
            " Per {unit}, [a|an] {item} costs {p:£}, [a|an] {extra} costs {e:£} and [a|an] {last} costs"
            " {g:£}.",
        ),
        _PAYS,
        lambda p, e, g, k, m, t: pounds((p * k + e * m + g) * t),
    ),
    Form("fee, one", tuple(told + _FEE for told in _ONE), _PAYS, lambda p, t, f: pounds(p * t + f)),
    Form(
        "fee, several",
        tuple(told + _FEE for told in _SEVERAL),
        _PAYS,
        lambda p, t, k, f: pounds(p * t * k + f),
    ),
    Form(
        "fee, several with extras",
        tuple(told + _FEE for told in _EACH_WITH),
        _PAYS,
        lambda p, t, k, e, f: pounds((p + e) * k * t + f),
    ),
    Form(
        "shared, one", tuple(told + _ONE_SHARED for told in _ONE), _SHARE, lambda p, t, s: pounds(p * t / s)
    ),
    Form(
        "shared, several",
        tuple(told + _SHARED for told in _SEVERAL),
        _SHARE,
        lambda p, t, k, s: pounds(p * t * k / s),
    ),
    Form(
        "shared, several with extras",
        tuple(told + _SHARED for told in _EACH_WITH),
        _SHARE,
        lambda p, t, k, e, s: pounds((p + e) * k * t / s),
    ),
    Form(
        "discount, one",
        tuple(told + _PLAN for told in _ONE),
        (
            "What is the price of the hire in pounds after the discount?",
            "How much, in pounds, does {who} pay with the discount?",
        ),
        lambda p, t, off: pounds(p * t * (100 - off) / 100),
    ),
    Form(
        "discount, several",
        tuple(told + _PLAN for told in _SEVERAL),
        (
            "What is the total price in pounds after the discount?",
            "How much, in pounds, does {who} pay altogether with the discount?",
        ),
        lambda p, t, k, off: pounds(p * t * k * (100 - off) / 100),
    ),
    Form(
        "discount on the items alone",
        (
            f"{_EACH_WITH[0]} {{who}} has the {{plan}}, which takes {{off:%}} off the price of the {{items}}"
            " but nothing off the {extras}.",
            f"{_EACH_WITH[1]} {{who}} has the {{plan}}, which takes {{off:%}} off the price of the"
            " {items}, while the {extras} are charged in full.",
        ),
        (
            "How much, in pounds, does {who} pay altogether?",
            "What is the total price of {items} and {extras} in pounds?",
        ),
        lambda p, t, k, e, off: pounds(p * k * t * (100 - off) / 100 + e * k * t),
    ),
    Form(
        "budget, one",
        (
            "{who} wants to hire [a|an] {item} from {shop} and has {have:£} for it. The price is {p:£} per"
            " {unit}.",
            f"{_A} {{who}} has {{have:£}} to spend on hiring one.",
        ),
        _MOST,
        lambda have, p: _most(have, p),
    ),
    Form(
        "budget, one with an extra",
        (
            "{who} wants to hire [a|an] {item} together with [a|an] {extra} from {shop} and has {have:£} for"
            " it. The {item} costs {p:£} per {unit}, and the {extra} costs {e:£} per {unit}.",
            f"{_TWO_PRICES} {{who}} has {{have:£}} and wants to hire one of each for as many {{units}} as"
            " possible.",
        ),
        _MOST,
        lambda have, p, e: _most(have, p + e),
    ),
    Form(
        "what is left of a budget",
        (
            "{who} has {have:£} to spend at {shop}. [He|She] hires {k:n} {items} and takes one {extra} with"
            " each of them, for the greatest possible number of whole {units}. Per {unit}, [a|an] {item}"
            " costs {p:£} and [a|an] {extra} costs {e:£}.",
            f"{_TWO_PRICES} {{who}} has {{have:£}} and hires {{k:n}} {{items}}, each with one {{extra}}, for"
            " as many whole {units} as the money allows.",
        ),
        ("How many pounds are left over?", "How much money, in pounds, does {who} have left?"),
        lambda have, k, p, e: pounds(have - _most(have, k * (p + e)) * k * (p + e)),
    ),
    Form(
        "two rates, one",
        (
            "At {shop}, [a|an] {item} costs {p:£} per {unit} or {q:£} per {long}. {who} needs"
            f" one {_WITHIN}.",
            f"{{who}} needs [a|an] {{item}} from {{shop}} {_WITHIN}. The prices are {{p:£}} per {{unit}} and"
            " {q:£} per {long}.",
        ),
        _SAVES,
        lambda p, q, t: pounds(more(p * t - q)),
    ),
    Form(
        "two rates, several",
        (
            "At {shop}, [a|an] {item} costs {p:£} per {unit} or {q:£} per {long}. {who} needs {k:n} {items} "
            + f"{_WITHIN}.",
            f"{{who}} needs {{k:n}} {{items}} from {{shop}} {_WITHIN}. The price of each {{item}} is {{p:£}}"
            " per {unit} or {q:£} per {long}.",
        ),
        _SAVES_ALL,
        lambda p, q, t, k: pounds(more(p * t - q) * k),
    ),
    Form(
        "two rates, several on several days",
        (
            "At {shop}, [a|an] {item} costs {p:£} per {unit} or {q:£} per {long}. {who} needs {k:n} {items}"
            " on each of {d:n} {longs}, for {t:n} {units} every time.",
            "On each of {d:n} {longs}, {who} needs {k:n} {items} from {shop} for {t:n} {units}. The price of"
            " each {item} is {p:£} per {unit} or {q:£} per {long}.",
        ),
        _SAVES_ALL,
        lambda p, q, t, k, d: pounds(more(p * t - q) * k * d),
    ),
    Form(
        "deposit, one",
        tuple(f"{told} A deposit of {{d:£}} has to be paid as well." for told in _ONE),
        (
            "What do hire and deposit come to together in pounds?",
            "How much, in pounds, does {who} pay at the start if hire and deposit are both paid in advance?",
        ),
        lambda p, t, d: pounds(p * t + d),
    ),
    Form(
        "deposits, several",
        tuple(f"{told} A deposit of {{d:£}} for each {{item}} has to be paid as well." for told in _SEVERAL),
        _TOGETHER,
        lambda p, t, k, d: pounds((p * t + d) * k),
    ),
    Form(
        "deposits, two kinds",
        (
            "{who} hires {k:n} {items} and {m:n} {others} from {shop} for {t:n} {units} and pays in advance."
            " Each {item} costs {p:£} per {unit} and needs a deposit of {d:£}; each {other} costs {r:£} per"
            " {unit} and needs a deposit of {s:£}.",
            "At {shop}, [a|an] {item} costs {p:£} per {unit} with a deposit of {d:£}, and [a|an] {other}"
            " costs {r:£} per {unit} with a deposit of {s:£}. {who} hires {k:n} {items} and {m:n} {others}"
            " for {t:n} {units} and pays everything in advance, a deposit for each of them included.",
        ),
        _TOGETHER,
        lambda k, m, t, p, d, r, s: pounds((p * t + d) * k + (r * t + s) * m),
    ),
    Form(
        "deposits less late fees",
        (
            "For each of {k:n} {items} from {shop}, {who} has paid a deposit of {d:£}. The late fee for each"
            " {item} is {f:£} per {delay}, and all the {items} come back {t:n} {delays} late. The late fees"
            " are taken from the deposits.",
            "{who} hires {k:n} {items} from {shop} and pays a deposit of {d:£} for each {item}. All of them"
            " are brought back {t:n} {delays} late. For every {delay} of delay, {shop} keeps {f:£} of the"
            " deposit for each {item} as a late fee.",
        ),
        (
            "How many pounds of the deposits are paid back to {who}?",
            "How much of the deposits, in pounds, does {who} get back?",
        ),
        lambda k, d, f, t: pounds(k * (d - f * t)),
    ),
    Form(
        "tickets",
        (
            "At {office}, the {tour} costs {p:£} for each adult. {who} books it for {k:n} adults.",
            "{who} books the {tour} at {office} for a group of {k:n} adults. The price for each adult is"
            " {p:£}.",
        ),
        _GROUP_PAYS,
        lambda p, k: pounds(p * k),
    ),
    Form(
        "tickets for adults and children",
        (
            "At {office}, the {tour} costs {p:£} for each adult and {q:£} for each child. {who} books it for"
            " {k:n} adults and {m:n} children.",
            "{who} books the {tour} at {office} for a group of {k:n} adults and {m:n} children. The price is"
            " {p:£} for each adult and {q:£} for each child.",
        ),
        _GROUP_PAYS,
        lambda p, q, k, m: pounds(p * k + q * m),
    ),
    Form(
        "two tours",
        (
            "At {office}, the {tour} costs {p:£} for each adult and {q:£} for each child, while the {other}"
            " costs {v:£} for each adult and {w:£} for each child. {who} compares the prices for a group of"
            " {k:n} adults and {m:n} children.",
            "{who} plans an outing with {k:n} adults and {m:n} children. At {office}, the {tour} costs {p:£}"
            " for each adult and {q:£} for each child, and the {other} costs {v:£} for each adult and {w:£}"
            " for each child.",
        ),
        (
            "How much more, in pounds, does the whole group pay for the {other} than for the {tour}?",
            "For the whole group, how many pounds more does the {other} cost than the {tour}?",
        ),
        lambda p, q, v, w, k, m: pounds(more((v - p) * k + (w - q) * m)),
    ),
)
