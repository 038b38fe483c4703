"""The rewrites of answers: enough of them, and none where its verdict isn't sure."""

import json
from pathlib import Path

import pytest

from benchmarks.verification.equivalence import golds, measured, pairs
from benchmarks.verification.rewrites import equal_rewrites
from benchmarks.verification.shapes import shape
from benchmarks.verification.wrong_rewrites import unequal_rewrites

_OURS = Path(__file__).parents[2] / "benchmarks/verification/answers_like_math.jsonl"


def test_each_answer_has_at_least_five_rewrites_each_way() -> None:
    answers = list(golds(_OURS))
    assert len(answers) >= 400
    few = [one for one in answers if len(equal_rewrites(one)) < 5 or len(unequal_rewrites(one)) < 5]
    assert few == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (r"\frac{3}{3}", "swapped numerator and denominator"),
        (r"\frac{0}{3}", "swapped numerator and denominator"),
        ("0", "sign"),
        ("0", "doubled"),
        (r"\sqrt{1}", "dropped root"),
        (r"\sqrt{0}", "dropped root"),
        ("(2,2)", "swapped entries"),
        (r"0\text{ cm}", "dropped unit"),
        (r"0\%", "dropped unit"),
        ("1_2", "dropped base"),
        ("1, 1", "one element missing"),
        (r"\frac{1}{4}", "rounded"),
    ],
)
def test_a_rewrite_that_would_not_change_the_meaning_is_left_out(answer: str, kind: str) -> None:
    assert kind not in dict(unequal_rewrites(answer))


def test_an_end_at_infinity_is_not_closed() -> None:
    texts = [text for kind, text in unequal_rewrites(r"[3,\infty)") if kind == "closed for open end"]
    assert texts == [r"(3, \infty)"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (r"\frac12", "fraction"),
        (r"2\frac12", "mixed"),
        (r"10,\!000", "number"),
        (r"\$5.50", "money"),
        (r"15\mbox{ cm}^2", "unit"),
        (r"1\text{ and }2", "other"),
        ("(1,2)", "tuple"),
        ("[1,2)", "interval"),
        (r"\left(-\infty,2\right)", "interval"),
        ("1101_2", "base"),
        ("(a-b)(b-c)", "expression"),
        (r"\text{Monday}", "words"),
        (r"(1,2)\cup(3,4)", "union"),
        (r"x\in[1,2]", "member"),
    ],
)
def test_shapes(answer: str, kind: str) -> None:
    assert shape(answer).kind == kind


def test_a_fifth_of_the_hand_made_answers_is_judged_rightly() -> None:
    found = measured(pairs(list(golds(_OURS))[::5]), baseline=False)
    assert found["wrong"]["ours"] == []
    assert found["same"]["pairs"] > 800 and found["other"]["pairs"] > 600


def test_answers_are_read_from_boxes_too(tmp_path: Path) -> None:
    rows = [{"solution": r"So it is $\boxed{\frac{1}{2}}$."}, {"answer": "5"}, {"answer": "5"}]
    path = tmp_path / "math.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert list(golds(path)) == [r"\frac{1}{2}", "5"]
