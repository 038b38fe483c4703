"""Faithfulness: what is counted as read and flagged, what becomes of the counts, and what people decided."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.critic.faith import faithfulness, fault, gold_estimate, matched
from seedbed.agent.critic.probing.probes import ENOUGH, wanted
from seedbed.agent.critic.state import Seen, finding
from seedbed.memory.brief import Brief, Cell, Seat, Trust
from seedbed.memory.candidate import Draft, Human, Reason, ReasonCode, Verdict
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Commit, Store
from seedbed.tools.evaluation.real_rows import Decision

CELL = Cell(part="texts", leaf="bikes", label="a", difficulty="any")
BRIEF = Brief(number=1, seat=0, cell=CELL, method="m", form="strong", seed=1)
GOOD = Draft(row={"text": "x"})


def verdict(accepted: bool = True, grade: Any = "supported") -> Verdict:
    return Verdict(state="accepted" if accepted else "rejected", grade=grade, cell=CELL.key)


@pytest.mark.parametrize(
    ("code", "by", "said"),
    [
        ("wrong label", "judge m", True),
        ("low quality", "judge m", True),
        ("wrong answer", "calculator", True),
        ("wrong answer", "schema", None),
        ("off concept", "nearest concept", None),
    ],
)
def test_what_flags_a_text(code: ReasonCode, by: str, said: bool | None) -> None:
    assert finding([Reason(code=code, by=by)]) is said
    assert finding([]) is False


def test_first_and_repaired_texts_are_counted_apart() -> None:
    seen = Seen()
    seen.add(BRIEF, GOOD, verdict())
    seen.add(BRIEF, GOOD, verdict(accepted=False))  # a duplicate: read, not flagged, not delivered
    seen.add(BRIEF, GOOD.model_copy(update={"tries": (("low quality",), ("malformed",))}), verdict())
    bad = Draft(row={"text": "x"}, reasons=(Reason(code="wrong label", by="judge m"),))
    seen.add(BRIEF, bad, verdict(accepted=False))
    seen.add(BRIEF, Draft(row=None, reasons=(Reason(code="malformed", by="write"),)), verdict(accepted=False))
    first, repaired = seen.strata()
    assert (first.judged, first.flagged, first.delivered) == (4, 2, 1)
    assert (repaired.judged, repaired.flagged, repaired.delivered) == (1, 0, 1)
    seen.deliver(BRIEF, GOOD, verdict(), rows=-1)
    assert [stratum.name for stratum in seen.strata()] == ["texts, mended after a check refused them"]


def test_rows_that_were_spared_checks_stand_apart_with_what_these_said_of_the_drawn() -> None:
    seen = Seen()
    trust = Trust(checks=("rubric",), rows=59, refused=0)
    unread = BRIEF.model_copy(update={"method": "recipe/direct", "trust": trust})
    drawn = unread.model_copy(update={"trust": trust.model_copy(update={"drawn": True})})
    full = unread.model_copy(update={"trust": None})
    why = Reason(code="low quality", by="rubric")
    no = Draft(row={"text": "x"}, reasons=(why,), refused=("rubric",))
    for _ in range(3):
        seen.add(drawn, GOOD, verdict())
        seen.add(full, GOOD, verdict())  # before there was trust: tells nothing of the rate under it
    seen.add(drawn, no, verdict(accepted=False))
    seen.add(drawn, no.model_copy(update={"refused": ("label.mood",)}), verdict(accepted=False))
    spared = GOOD.model_copy(update={"spared": ("rubric",)})
    for _ in range(5):
        seen.add(unread, spared, verdict())
    first, apart = seen.strata()
    assert (first.judged, first.flagged, first.delivered, first.judged_too) == (8, 2, 6, True)
    assert (apart.judged, apart.flagged, apart.delivered, apart.judged_too) == (4, 1, 5, False)
    seen.deliver(unread, spared, verdict(), rows=-5)
    assert seen.strata() == [first]


def test_a_row_that_a_person_gave_is_no_text_that_checks_read() -> None:
    seen = Seen()
    own = Human(ok=True, by="examples", decision="given", reviewer="the person")
    seen.add(BRIEF, GOOD.model_copy(update={"evidence": (own,), "grade": "proven"}), verdict(grade="proven"))
    assert (seen.proven, seen.decided, dict(seen.counts)) == (1, 1, {})


def test_a_promoted_row_is_counted_as_if_it_had_been_accepted_at_once() -> None:
    at_once, later = Seen(), Seen()
    at_once.add(BRIEF, GOOD, verdict())
    later.add(BRIEF, GOOD, verdict(accepted=False))
    later.deliver(BRIEF, GOOD, verdict())
    assert at_once == later


def probes(kind: str, good: bool, flagged: int, judged: int, void: int = 0) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "good": good, "flagged": n < flagged, "void": n >= judged, "asked": True}
        for n in range(judged + void)
    ]


def test_proven_rows_need_no_probes() -> None:
    seen = Seen()
    assert faithfulness(seen, [], 1).basis == "no rows yet"
    for _ in range(5):
        seen.add(BRIEF, GOOD, verdict(grade="proven"))
    found = faithfulness(seen, [], 1)
    assert (found.estimate, found.low) == (1.0, 1.0)
    assert found.basis == "5 of 5 are right by a person's word"
    seen.add(BRIEF, GOOD.model_copy(update={"grade": "proven"}), verdict(grade="proven"))
    grounds = "1 of 6 were computed again and are right, 5 of 6 are right by a person's word"
    assert faithfulness(seen, [], 1).basis == grounds
    seen.add(BRIEF, GOOD, verdict())
    assert faithfulness(seen, [], 1).estimate is None


def test_the_share_of_wrong_rows_follows_from_the_probes_and_is_fast() -> None:
    # 20 % wrong, recall 0.8, false alarms 0.1: flagged 0.24, and of the rest 0.04 / 0.76 are wrong.
    seen = Seen()
    for number in range(5000):
        flagged = number % 25 < 6
        reasons = (Reason(code="low quality", by="judge m"),) if flagged else ()
        seen.add(BRIEF, Draft(row={"text": "x"}, reasons=reasons), verdict(accepted=not flagged))
    entries = probes("cut", False, 120, 150, void=9) + probes("swapped", False, 120, 150)
    entries += probes("example", True, 15, 150)
    began = time.process_time()
    found = faithfulness(seen, entries, 1)
    assert time.process_time() - began < 1.5
    assert found.estimate == pytest.approx(1 - 0.04 / 0.76, abs=0.02)
    assert found.low is not None and found.high is not None
    assert found.low < 1 - 0.04 / 0.76 < found.high
    assert fault(entries) is None
    assert fault(probes("cut", False, 0, 14, void=3)) is not None
    unread = [{**one, "asked": False} for one in probes("number", False, 30, 30)]
    assert fault(probes("cut", False, 0, 14) + unread) is not None, (
        "what the judge hasn't seen speaks for nobody"
    )


def test_at_most_a_tenth_of_the_candidates_are_planted() -> None:
    for rows in (40, 130, 2000):
        planted = 0
        for committed in range(0, 20_001, 16):
            planted += wanted(committed, planted, rows)
            # The first come early, out of the tenth that the rows will need in any case.
            assert planted <= max(committed, rows) / 10
        assert planted == 800
    assert wanted(3000, 0, 3000) == ENOUGH and wanted(50, 12, 3000) == 0


def test_the_first_come_early_enough_to_find_a_yes_man_in_130_rows() -> None:
    assert wanted(48, 0, 130) == 12 and wanted(64, 12, 130) == 1
    assert fault(probes("cut", False, 0, 13)) is not None
    assert wanted(100, 0, 120) == 12  # fewer rows: only at their end, if ever


# by people's decisions ----------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """80 accepted rows, and one that was rejected."""
    found = open_store(tmp_path / "run.sqlite")
    briefs = [BRIEF.model_copy(update={"number": n, "seat": n - 1, "seed": n}) for n in range(1, 82)]
    seats = [Seat(number=b.seat, cell=CELL) for b in briefs]
    found.commit(Commit(added=seats, ordered=[(b.number, b) for b in briefs]))
    for brief in briefs:
        n = brief.number
        text = f"text number {n}"
        draft = Draft(row={"text": text, "label": "a"}, text=text, form="strong")
        found.commit(Commit(number=n, row_id=brief.row_id, verdict=verdict(n != 81), draft=draft))
    yield found
    found.close()


def ids(store: Store) -> list[str]:
    return [one.row_id for one in store.candidates("accepted")]


def test_rows_are_matched_by_id_and_by_text(store: Store) -> None:
    first, second = ids(store)[:2]
    gold = [
        Decision(True, first),
        Decision(False, "", "text number 2"),
        Decision(False, "", "text number 81"),
    ]
    assert matched(store, gold) == {first: True, second: False}
    assert matched(store, [*gold, Decision(False, "", "text number 1")])[first] is False
    longer = [Decision(False, first), Decision(True, first + 48 * "0"), Decision(True, "", " text number 2 ")]
    assert matched(store, [*gold, *longer]) == {first: False, second: False}, "in whatever form, and order"


def test_an_estimate_needs_fifty_delivered_rows(store: Store) -> None:
    gold = [Decision(n >= 6, id) for n, id in enumerate(ids(store))]
    assert gold_estimate(store, [], 0) is None
    few = gold_estimate(store, [*gold[:49], Decision(True, "f" * 16)], 0)
    assert few is not None and few.estimate is few.low is None
    assert few.basis == "49 of 50 rows decided by people (1 decisions are about no delivered row)"
    found = gold_estimate(store, gold[:60], 0)
    assert found is not None and found.estimate == 0.9 and found.low is not None
    assert 0.83 < found.low < 0.87
    assert "60 random rows of 80 decided by people, 54 right" in found.basis
    assert "taken to be a random sample" in found.basis


@pytest.mark.parametrize("by_text", [False, True])
def test_wrong_rows_that_were_withdrawn_still_tell_of_those_that_nobody_decided(
    store: Store, by_text: bool
) -> None:
    some = [*store.candidates("accepted")][:60]
    gold = [
        Decision(n >= 6, "", one.draft.text) if by_text else Decision(n >= 6, one.row_id)
        for n, one in enumerate(some)
    ]
    left = {"state": "rejected", "seat": None, "withdrawn_at": 81}
    gone = [(one.number, one.verdict.model_copy(update=left)) for one in some[:6]]
    store.commit(Commit(withdrawn=gone))
    assert sum(matched(store, gold).values()) == len(matched(store, gold)) == 54
    found = gold_estimate(store, gold, 0)
    assert found is not None and found.low is not None
    assert found.estimate == pytest.approx((54 + 0.9 * 20) / 74), "of the other 20 a tenth is wrong"
    assert 0.9 < found.low < 0.95
    assert "60 random rows of 74 decided by people, 54 right; 6 of them were withdrawn since" in found.basis


def test_of_rows_that_are_named_by_id_none_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each critique read all rows twice, while nothing else went on: 1.3 s of 20,000."""
    gold = [Decision(n >= 6, id) for n, id in enumerate(ids(store))]
    monkeypatch.setattr(type(store), "candidates", lambda *_: pytest.fail("all rows are read"))
    found = gold_estimate(store, gold[:60], 0)
    assert found is not None and "60 random rows of 80" in found.basis


def test_all_decided_is_exact_and_all_right_still_has_a_width(store: Store) -> None:
    every = gold_estimate(store, [Decision(n > 3, id) for n, id in enumerate(ids(store))], 0)
    assert every is not None and every.estimate == every.low == every.high == 0.95
    right = gold_estimate(store, [Decision(True, id) for id in ids(store)[:60]], 0)
    assert right is not None and right.estimate == right.high == 1.0
    assert right.low is not None and 0.95 < right.low < 1.0
