"""The second reader of mathematics problems: what it reads and doubts, and that it notices mistakes."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.answer_readers.forms import plural
from benchmarks.answer_readers.sources import told_prices, wrong_prices
from benchmarks.answers import citations, judged
from tests.tools.verification.problems.draws import CELLS, drawn

HIRE = (
    "At Larkspoke Cycle Hire, a tandem costs £26 per day. Ann hires one for 3 days. In addition, a fee of £16"
    " for a lost bike key has to be paid. What is the total price in pounds?"
)
LAMPS = (
    "The red lamp flashes every 4 minutes, the green lamp every 6 minutes and the blue lamp every 10 minutes."
    " At noon all of them did so at the same moment, and Ann keeps count for the next {} hours."
    " Not counting noon itself, how many times do all of them flash at the same moment in this time?"
)
SOURCE = "A lost bike key costs £16.\n\n| Bike | Day rate |\n|---|---|\n| Tandem | £26 |\n"


@pytest.mark.parametrize(("family", "level"), CELLS)
def test_every_family_reads_as_its_program_means_it(family: str, level: str) -> None:
    for number in range(8):
        problem = drawn(family, level, number)
        assert judged(problem.text, problem.answer)["outcome"] == "agree", problem.text


@pytest.mark.parametrize("answer", ["93", "94.5", "-94", "94 pounds", "", "1e2"])
def test_another_answer_is_noticed(answer: str) -> None:
    assert judged(HIRE, "94")["outcome"] == "agree"
    assert judged(HIRE, answer)["outcome"] == "disagree"


def test_a_fraction_has_to_be_in_lowest_terms_where_the_text_says_so() -> None:
    text = (
        "A bag contains 4 white buttons and 6 red buttons that feel exactly alike. Without looking, Ann takes"
        " out one button. What is the probability, as a fraction in lowest terms, that it is white?"
    )
    assert [judged(text, answer)["outcome"] for answer in ("2/5", "4/10", "0.4")] == [
        "agree",
        "disagree",
        "disagree",
    ]


def test_what_is_not_understood_to_the_end_is_unread() -> None:
    for text in (
        HIRE.replace("one for", "some for"),
        HIRE + " Explain.",
        HIRE.replace("3 days", "3 weeks"),
        "",
    ):
        assert judged(text, "94") == {"outcome": "unread"}


def test_what_can_be_taken_in_two_ways_is_ambiguous() -> None:
    assert judged(LAMPS.format("1.5"), "1")["outcome"] == "agree"
    # The lamps meet at the very end of two hours.
    assert judged(LAMPS.format("2"), "2")["outcome"] == "ambiguous"


def test_what_the_text_takes_for_granted_has_to_hold() -> None:
    text = (
        "A supplier packs {} mugs for the shop with 10 mugs in each box. All the boxes are full."
        " How many boxes are filled?"
    )
    assert judged(text.format("1,130"), "113")["outcome"] == "agree"
    assert judged(text.format("135"), "13")["outcome"] == "ambiguous"


def test_the_thing_asked_for_is_the_thing_answered() -> None:
    text = "At the café, a mug and a tray cost £9 together. The mug costs £3 more than the tray. {}"
    assert judged(text.format("How much, in pounds, does the tray cost?"), "3")["outcome"] == "agree"
    assert judged(text.format("How much, in pounds, does the mug cost?"), "3") == {"outcome": "unread"}


def test_plurals() -> None:
    words = ("bag of hay", "box", "torch", "battery", "key", "loaf")
    assert [plural(word) for word in words] == [
        "bags of hay",
        "boxes",
        "torches",
        "batteries",
        "keys",
        "loaves",
    ]


def test_prices_are_looked_up_by_the_words_beside_them() -> None:
    assert told_prices(HIRE) == {"£26": 1, "£16": 1}
    assert wrong_prices([HIRE], [SOURCE]) == (2, [])
    for change in (("£26 per", "£16 per"), ("£16 for", "£1 for"), ("lost bike key", "lost helmet")):
        compared, wrong = wrong_prices([HIRE.replace(*change)], [SOURCE])
        assert (compared, len(wrong)) == (2, 1)


def _run(folder: Path, **changes: Any) -> Path:
    sha = hashlib.sha256(SOURCE.encode()).hexdigest()
    quote = "A lost bike key costs £16."
    cited = {"kind": "citation", "claim": "£16", "sha256": sha, "start": 0, "end": len(quote), "quote": quote}
    (folder / "sources").mkdir()
    (folder / "sources" / f"{sha}.txt").write_text(SOURCE, encoding="utf-8", newline="\n")
    row = {"id": "r", "evidence": [{"kind": "computation"}, cited | changes]}
    (folder / "provenance.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return folder


def test_a_quote_that_stands_has_no_fault(tmp_path: Path) -> None:
    assert [found["faults"] for found in citations(_run(tmp_path))] == [[]]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"start": 1}, "offsets"),
        ({"quote": "A lost bike key costs £17."}, "offsets"),
        ({"claim": "£1"}, "claim"),
        ({"claim": "£160"}, "claim"),
        ({"sha256": "0" * 64}, "no such source"),
    ],
)
def test_a_quote_that_does_not_stand_is_found(tmp_path: Path, changes: dict[str, Any], fault: str) -> None:
    (found,) = citations(_run(tmp_path, **changes))
    assert any(fault in said for said in found["faults"])


def test_a_changed_source_is_found(tmp_path: Path) -> None:
    run = _run(tmp_path)
    (source,) = (run / "sources").iterdir()
    source.write_text(SOURCE + " ", encoding="utf-8")
    (found,) = citations(run)
    assert found["faults"] == ["the source isn't what its name says"]
