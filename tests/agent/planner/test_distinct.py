"""Distinct siblings: pairs in plain words on which the threshold was set, and others."""

import pytest

from seedbed.agent.planner.tree.distinct import alike, resembled, unlike

SAME = [
    ("refund requests", "asking for a refund"),
    ("battery problems", "battery issues"),
    ("opening hours", "the opening hours, part 2"),
    ("payment failures", "failed payments"),
    ("password reset", "forgotten password"),
    ("acting performances", "performance of the actors"),
    ("Flat tyre", "flat tyres"),
]
DIFFERENT = [
    ("late delivery", "late return"),
    ("refund requests", "booking requests"),
    ("battery problems", "brake problems"),
    ("city bikes", "mountain bikes"),
    ("cancel a booking", "change a booking"),
    ("punctured tyre", "worn tyre"),
    ("pasta dishes", "rice dishes"),
    ("helmet sizes", "frame sizes"),
    ("lost luggage", "lost passport"),
]


@pytest.mark.parametrize(("pair", "new"), [*((p, False) for p in SAME), *((p, True) for p in DIFFERENT)])
def test_the_same_in_other_words_is_refused_and_near_neighbours_stay(
    pair: tuple[str, str], new: bool
) -> None:
    assert unlike(pair, ()) == [True, new]
    assert unlike(pair[1:], pair[:1]) == [new]


def test_what_a_name_was_taken_for_is_told() -> None:
    names = ["payment failures", "late return", "failed payments"]
    assert resembled(names, ["late returns"]) == ["", "late returns", "payment failures"]


def test_a_name_without_words_goes() -> None:
    assert unlike(["…", ""], ("guided tours", "x")) == [False, False]


def test_words_alone() -> None:
    assert alike("the opening hours", "the long opening hours")
    assert alike("late return of a bike", "Late return of a bike or two")
    assert not alike("late return", "late delivery")


@pytest.mark.parametrize(
    "names",
    [
        ["डिलीवरी में देरी", "पैकिंग और सही आइटम", "भुगतान और रिफंड", "राइडर का व्यवहार और पता", "खाने का स्वाद"],
        ["καθυστέρηση παράδοσης", "συσκευασία", "πληρωμή και επιστροφή"],
        ["задержка доставки", "упаковка и верные блюда", "оплата и возврат"],
        ["الانتقال إلى باقة أكبر", "التحويل إلى باقة أرخص", "تعذّر المكالمات أو رداءة الصوت"],
    ],
)
def test_names_in_other_scripts_are_told_apart_by_their_words(names: list[str]) -> None:
    assert unlike(names, ()) == [True] * len(names)
    assert unlike(names, names) == [False] * len(names), "the same is the same in any script"
