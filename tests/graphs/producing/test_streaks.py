"""Of candidates that fail one after the other a person hears in time."""

from collections.abc import Iterable

import pytest

from benchmarks.marks import Marks
from seedbed.graphs.candidate.sample import PROGRAM
from seedbed.graphs.producing.streaks import BARREN, Streaks
from seedbed.memory.candidate import Reason, ReasonCode, Verdict
from seedbed.memory.errors import Paused

PLACE = "texts/bikes/a/any"
GOOD = Verdict(state="accepted", cell=PLACE)


def bad(code: ReasonCode, detail: str, by: str = "rubric") -> Verdict:
    return Verdict(state="rejected", cell=PLACE, reasons=(Reason(code=code, by=by, detail=detail),))


class Away(Marks):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def notify(self, event: str, why: str, /) -> None:
        self.told.append(f"{event}: {why}")


def heeded(verdicts: Iterable[Verdict]) -> Away:
    streaks, away = Streaks(), Away()
    for verdict in verdicts:
        streaks.heed(verdict, {}, away)
    return away


def test_a_build_in_which_no_row_survives_the_program_ends() -> None:
    own = bad("malformed", "KeyError", PROGRAM)
    streaks, away = Streaks(), Away()
    for verdict in (own, own, own, own, GOOD, own, own, own, own):
        streaks.heed(verdict, {}, away)
    assert len(away.messages) == 8 and "KeyError" in away.messages[0]
    with pytest.raises(Paused, match="5 rows one after the other: KeyError"):
        streaks.heed(own, {}, away)


def test_that_no_row_is_kept_is_told_once_with_the_reasons_and_so_is_its_end() -> None:
    refused = [bad("low quality", "it\nis dull")] * (BARREN - 1)
    assert heeded([*refused, GOOD, *refused]).told == []
    far = [bad("off concept", "it is about boats", "concept")]
    away = heeded([*far, *refused, *refused, GOOD, GOOD])
    why = f"none of the last {BARREN} candidates was kept: {BARREN - 1} × low quality, 1 × off concept"
    why += "; the last fell to rubric: it is dull"
    on = f"goes on: a row was kept again, after {2 * BARREN - 1} that weren't"
    assert away.told == [f"stalled: {why}", on] and [one[: len(why)] for one in away.messages] == [why]


def test_a_right_row_whose_seat_was_filled_before_it_is_no_refusal() -> None:
    late = bad("surplus", "", "seats")
    assert late.outcome == "accepted" and heeded([late] * BARREN).told == []


def test_that_no_row_with_a_value_is_kept_while_others_are_is_told_once() -> None:
    refused, never = bad("wrong answer", "they come to\nnothing", "answers"), {"known": False, "tone": "dry"}
    streaks, away = Streaks(), Away()
    for verdict, dealt in [(GOOD, {"known": True, "tone": "dry"}), (refused, never)] * 6:
        streaks.heed(verdict, dealt, away)
    told = "none of the 5 candidates with known: False was kept, 5 of 5 without it were: 5 × wrong answer"
    assert [one.partition(" (`")[0] for one in away.messages] == [
        f"{told}; the last fell to answers: they come to nothing"
    ]


def test_where_many_rows_are_refused_a_value_without_one_is_chance() -> None:
    refused, streaks, away = bad("low quality", "dull"), Streaks(), Away()
    for tone in ("dry", "warm") * 5:
        streaks.heed(refused, {"tone": tone}, away)
        streaks.heed(GOOD if tone == "dry" else refused, {"tone": "loud"}, away)
    assert away.messages == [], "of the others a third were kept: five are no wonder"


def test_material_of_which_a_writer_could_make_nothing_is_not_told_as_rows_off_their_concept() -> None:
    declined = bad("off concept", "declined: the two places share nothing", "writer")
    (told,) = [one for one in heeded([declined] * BARREN).told if one.startswith("stalled")]
    assert f"{BARREN} × declined by its writer" in told and "off concept" not in told
    (told,) = [one for one in heeded([bad("off concept", "x", "concept")] * BARREN).told if "stalled" in one]
    assert f"{BARREN} × off concept" in told
