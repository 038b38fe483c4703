"""Filling, producing and travelling: how such problems are told and what their answers are."""

from benchmarks.answer_readers.forms import Form, Number, count, more


def _filled(n: Number, flow: Number) -> Number:
    return count(more(n) / more(flow), "minutes")


def _order(order: Number, old: Number, alone: Number, new: Number) -> Number:
    return alone + count(more(order - old * alone) / (old + new), "hours")


_FULL = (
    "After how many minutes is the {tank} full?",
    "How many minutes does it take until the {tank} is full?",
)

FORMS = (
    Form(
        "filling",
        (
            "An empty {tank} holds {n:n} litres. Water runs into it at a steady {a:n} litres per minute.",
            "{who} fills [a|an] {tank} that holds {n:n} litres. It is empty at the start, and {a:n} litres"
            " of water flow in every minute.",
        ),
        _FULL,
        lambda n, a: _filled(n, a),
    ),
    Form(
        "filling from two",
        (
            "{who} fills an empty {tank} of {n:n} litres with a hose and a tap, both running at once. The"
            " hose gives {a:n} litres per minute, and the tap gives {b:n} litres per minute.",
            "An empty {tank} holds {n:n} litres. It is filled from a hose and a tap at the same time. The"
            " hose gives {a:n} litres per minute and the tap gives {b:n} litres per minute.",
        ),
        _FULL,
        lambda n, a, b: _filled(n, a + b),
    ),
    Form(
        "filling with a leak",
        (
            "{who} wants to fill [a|an] {tank} that holds {n:n} litres when full and now contains {have:n}"
            " litres. A hose brings {a:n} litres per minute and a tap brings {b:n} litres per minute, but"
            " through a leak {c:n} litres run out every minute.",
            "[A|An] {tank} with room for {n:n} litres already contains {have:n} litres of water. {who} adds"
            " water from a hose at {a:n} litres per minute and from a tap at {b:n} litres per minute, while"
            " {c:n} litres per minute are lost through a leak.",
        ),
        _FULL,
        lambda n, have, a, b, c: _filled(n - have, a + b - c),
    ),
    Form(
        "a machine",
        (
            "A machine in [a|an] {works} {makes} {a:n} {things} per hour. Today it runs for {h:n} hours.",
            "In [a|an] {works}, a machine runs for {h:n} hours and {makes} {a:n} {things} in every hour.",
        ),
        ("How many {things} are {made} altogether?", "How many {things} are {made} in this time?"),
        lambda a, h: a * h,
    ),
    Form(
        "two machines",
        (
            "In [a|an] {works}, the old machine runs for {g:n} hours and {makes} {a:n} {things} in each"
            " hour. The new machine runs for {h:n} hours and {makes} {b:n} {things} in each hour.",
            "In [a|an] {works}, the old machine {makes} {a:n} {things} per hour and the new machine {makes}"
            " {b:n} {things} per hour. Today the old machine runs for {g:n} hours and the new machine for"
            " {h:n} hours.",
        ),
        ("How many {things} are {made} in total?", "How many {things} are {made} altogether?"),
        lambda a, b, g, h: a * g + b * h,
    ),
    Form(
        "an order for two machines",
        (
            "In [a|an] {works}, the old machine begins to work on an order of {order:n} {things} and {makes}"
            " {old:n} {things} per hour. After {alone:n} hours the new machine starts as well and {makes}"
            " {new:n} {things} per hour, while the old machine keeps running.",
            "In [a|an] {works}, an order of {order:n} {things} has to be {made}. The old machine {makes}"
            " {old:n} {things} per hour and works alone for the first {alone:n} hours. Then the new machine"
            " joins it and {makes} another {new:n} {things} per hour.",
        ),
        (
            "How many hours after the start of the old machine is the order finished?",
            "How many hours does the whole order take, counted from the start of the old machine?",
        ),
        _order,
    ),
    Form(
        "one ride",
        (
            "{who} {rides} at a steady speed of {v:n} km/h for {t:n} hours.",
            "On a day out, {who} {rides} for {t:n} hours without a stop. [His|Her] speed is always {v:n}"
            " km/h.",
        ),
        (
            "How many kilometres does [he|she] cover?",
            "What distance, in kilometres, does {who} cover in this time?",
        ),
        lambda v, t: v * t,
    ),
    Form(
        "two rides",
        (
            "{who} {rides} for {s:n} hours at {v:n} km/h and then {walks} for {t:n} hours at {w:n} km/h.",
            "On a trip, {who} first {rides} at {v:n} km/h for {s:n} hours. For the remaining {t:n} hours"
            " [he|she] {walks} at {w:n} km/h.",
        ),
        (
            "How many kilometres does {who} cover altogether?",
            "What is the total distance of the trip in kilometres?",
        ),
        lambda s, v, t, w: s * v + t * w,
    ),
    Form(
        "mean speed",
        (
            "{who} {rides} for {s:n} hours at {v:n} km/h. [He|She] then rests for {r:n} hours and finally"
            " {walks} for {t:n} hours at {w:n} km/h.",
            "On a trip, {who} {rides} at {v:n} km/h for {s:n} hours, takes a rest of {r:n} hours, and then"
            " {walks} at {w:n} km/h for another {t:n} hours.",
        ),
        (
            "Counting the rest as part of the trip, what is the average speed of the whole trip in km/h?",
            "What is [his|her] average speed, in km/h, for the whole trip including the rest?",
        ),
        lambda s, v, r, t, w: (s * v + t * w) / (s + r + t),
    ),
)
