"""Annotations are found where they stand, recomputed, and told apart: exact, rounded, wrong, unread."""

import re
import time

import pytest

from seedbed.tools.verification.annotations import annotations, has_annotation


def _held(inside: str) -> str:
    (found,) = annotations(f"so <<{inside}>> it is")
    return found.held


EXACT = """48/2=24 | 48 / 2 = 24 | 16-3-4=9 | 80000*1.5=120000 | 1,200*3=3,600 | $5.50*2=$11 | -$5+$2=-$3
5€*2=10€ | .5*8=4 | 0.5*8=4. | 5.*2=10.0 | 20%*50=10 | 20% of 50=10 | 1/4=25% | 5x4=20 | 5 X (2+2)=20 | 5×4=20
20÷4=5 | 7−9=−2 | ２＋３＝５ | 2½*2=5 | ½+¼=¾ | 3 1/2*2=7 | 5²=25 | 2**10=1024 | 2^-1=.5 | [2+3]*{2}=10
1.5e6/2=750000 | 10/3=10/3 | 6=6 | 2*3=6=12/2 | sqrt(2)*sqrt(8)=4 | sqrt(8)=2*sqrt(2) | 4!=24 | (3+4)*2=14"""
ROUNDED = """10/3=3.33 | 2/3=.67 | 2/3=.66 | 2/3=66.7% | 2/3=$0.67 | -10/3=-3.33 | 200/3=67
1/8=.12 | 1/8=.13 | sqrt(2)=1.41 | 10/3≈3.3 | 20/3=6.67=6.7"""


CUT = "200/3=66 | 19.99*5=99 | 7/2=3 | 7/2=4 | 1999/1000=1 | 19/10=2"
"""Whole numbers of things."""


@pytest.mark.parametrize(("held", "all_of_it"), [("exact", EXACT), ("rounded", ROUNDED), ("wrong", CUT)])
def test_a_result_is_the_same_number_or_rounds_or_cuts_it_at_the_digits_written(
    held: str, all_of_it: str
) -> None:
    for inside in re.split(r" \| |\n", all_of_it):
        assert _held(inside) == held, inside


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("48/2=25", "48/2 is 24, not 25"),
        ("10/3=3.34", "10/3 is about 3.333, not 3.34"),
        ("20/6=3.34", "20/6 is 10/3 (about 3.333), not 3.34"),
        ("1/3=0", "1/3 is about 0.3333, not 0"),
        ("1/3=0.0", "1/3 is about 0.3333, not 0.0"),
        ("200/3=68", "200/3 is about 66.667, not 68"),
        ("5/20*100=25%", "5/20*100 is 25, not 25%"),
        ("-10/3=3.33", "-10/3 is about -3.333, not 3.33"),
        ("10/3=33/10", "10/3 is about 3.333, not 33/10"),
        ("2*3=6=13/2", "6 is 6, not 13/2"),
        ("2*3=7=7", "2*3 is 6, not 7"),
    ],
)
def test_a_wrong_one_says_the_right_value(inside: str, said: str) -> None:
    (found,) = annotations(f"<<{inside}>>")
    assert (found.held, found.fault, found.ok) == ("wrong", said, False)


@pytest.mark.parametrize(
    ("inside", "part"),
    [
        ("48/2", "no equals sign"), ("", "no equals sign"), ("48/2=", "empty expression"),
        ("=24", "empty expression"), ("48/=24", "ends too early"), ("20 apples*2=40", "isn't known"),
        ("9**9**9=1", "exponent"), ("1+" * 1500 + "1=1501", "characters"), ("\ud800=1", "can't be read"),
        ("1=" * 50 + "1", "more than 20 sides"), ("2\u202e*3=6", "can't be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_where(inside: str, part: str) -> None:
    (found,) = annotations(f"<<{inside}>>")
    assert found.held == "unread"
    assert part in found.fault
    assert len(found.fault) < 500


def test_one_that_is_not_closed_counts_and_hides_no_other() -> None:
    text = "é <<1+1=2 and <<2+2=4>>4\n<<3+3=6\n<<4+4=8>>"
    found = annotations(text)
    assert [one.held for one in found] == ["unread", "exact", "unread", "exact"]
    assert all(text[one.start :].startswith(f"<<{one.expression}") for one in found)
    assert "isn't closed" in found[0].fault and found[3].result == "8"


@pytest.mark.parametrize("text", ["", "no marks", "cout << x << y;", "1 << 3", "<div>", "a >> b", "«1+1=2»"])
def test_other_marks_are_none(text: str) -> None:
    assert annotations(text) == ()
    assert not has_annotation(text)


def test_evidence_has_the_value_and_what_rounds_it() -> None:
    found = annotations("<<1/4=.25>> <<1/3=.33>> <<1/3=.34>> <<x=1>>")
    kept = [one.evidence("calculations") for one in found]
    assert [one.ok for one in kept] == [True, True, False, False]
    inputs = [{"value": "0.25"}, {"value": "1/3", "rounded": ".33"}, {"value": "1/3"}, {}]
    assert [one.inputs for one in kept] == inputs


def test_a_hostile_text_is_read_in_one_pass() -> None:
    before = time.process_time()
    for text in ("<<" * 200_000, "<" * 400_000, "<<1" + "<1>" * 100_000, "<<1\n" * 50_000):
        annotations(text)
    annotations("<<" + "1+" * 200_000 + "=3>>")
    assert time.process_time() - before < 10
