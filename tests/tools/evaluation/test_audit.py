"""How single pieces of evidence are re-checked. Whole runs are audited in `tests/e2e/test_audit.py`."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.brief import Brief, Slot
from seedbed.memory.candidate import (
    Classification,
    Computation,
    Evidence,
    Human,
    Judgement,
    Likelihood,
    Schema,
)
from seedbed.memory.canonical import canonical
from seedbed.memory.errors import UserFault
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.evaluation.audit import audit
from seedbed.tools.evaluation.audit_files import _by_id, _in_order
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Checked, Place
from seedbed.tools.evaluation.stored_answers import said_object, said_text
from seedbed.tools.verification.nearest import NAME, nearest
from tests.runs import make_run, spec


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_run(tmp_path_factory.mktemp("audit") / "run")


@pytest.fixture
def store(folder: RunFolder) -> Iterator[SqlStore]:
    opened = folder.open_store()
    yield opened
    opened.close()


def place(folder: RunFolder, store: SqlStore, part: str, *answers: tuple[Slot, StoredAnswer]) -> Place:
    """The first accepted row of a part."""
    for candidate in store.candidates("accepted"):
        brief = store.brief(candidate.number)
        assert brief is not None
        if brief.cell.part == part:
            return Place(candidate, brief, folder, store, spec(), answers)
    raise AssertionError(part)


def answered(brief: Brief, role: str, step: str, content: Any, **choice: Any) -> tuple[Slot, StoredAnswer]:
    """A stored answer of the first attempt."""
    slot = Slot(brief.id, role, step)
    text = content if isinstance(content, str) else json.dumps(content)
    body = {"choices": [{"message": {"content": text}, **choice}], "usage": {}}
    return slot, StoredAnswer(slot.key, "r" * 64, "small-1", body)


# what can be held against nothing ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "evidence",
    [
        Human(ok=True, by="a person", decision="accept", reviewer="me"),
        Classification(
            ok=True, by="a student", label="booking", probability=1.0, alternatives={"booking": 1.0}
        ),
    ],
)
def test_what_is_not_checkable_says_so(folder: RunFolder, store: SqlStore, evidence: Evidence) -> None:
    assert recheck(evidence, place(folder, store, "messages")) == ("not checkable", "")


def test_evidence_that_speaks_against_a_row_is_wrong(folder: RunFolder, store: SqlStore) -> None:
    evidence = Schema(ok=False, by="jsonschema", validator="v")
    assert recheck(evidence, place(folder, store, "messages"))[1]


# judges ------------------------------------------------------------------------------------------------


def judged(folder: RunFolder, store: SqlStore, said: Any, **fields: Any) -> Checked:
    here = place(folder, store, "messages")
    slot, answer = answered(here.brief, "judge", "score_text", said)
    evidence = Judgement(
        ok=True, by="m", rubric="score_text", score=4, scale=(1, 5), reason="fine", slot=slot.key
    )
    return recheck(evidence.model_copy(update=fields), replace(here, answers=((slot, answer),)))


def test_a_judgement_follows_from_the_stored_answer(folder: RunFolder, store: SqlStore) -> None:
    assert judged(folder, store, {"reason": "fine", "score": 4}) == ("consistent", "")
    assert judged(folder, store, '<think>{"score": 1}</think> {"reason": "fine", "score": 4}')[1] == ""
    assert "has the score 2" in judged(folder, store, {"reason": "fine", "score": 2})[1]
    assert judged(folder, store, {"reason": "dull", "score": 4})[1]
    assert judged(folder, store, "no JSON")[1]
    assert judged(folder, store, {"reason": "fine", "score": 4}, slot="0" * 64)[1]
    assert "outside its scale" in judged(folder, store, {"reason": "fine", "score": 9}, score=9)[1]


def test_an_answer_to_another_row_is_none_to_this(folder: RunFolder, store: SqlStore) -> None:
    here = place(folder, store, "messages")
    other = here.brief.model_copy(update={"number": 99})
    slot, answer = answered(other, "judge", "score_trajectory", {"reason": "fine", "score": 4})
    evidence = Judgement(ok=True, by="m", rubric="r", score=4, scale=(1, 5), reason="fine", slot=slot.key)
    assert "no such answer" in recheck(evidence, here)[1]
    mine, same = answered(here.brief, "judge", "score_trajectory", {"reason": "fine", "score": 4})
    known = replace(here, answers=((mine, same), (slot, answer)))
    assert recheck(evidence.model_copy(update={"slot": mine.key}), known) == ("consistent", "")


# figures about labels ----------------------------------------------------------------------------------


def measured(folder: RunFolder, store: SqlStore, **fields: Any) -> Checked:
    """Two labels' first tokens, 0.8 to 0.2, as llama.cpp lists them."""
    here = place(folder, store, "messages")
    listed = [{"token": " booking", "prob": 0.8}, {"token": " complaint", "prob": 0.2}]
    logprobs = {"content": [{"top_probs": listed}]}
    slot, answer = answered(here.brief, "annotator", "label_likelihood", "", logprobs=logprobs)
    evidence = Likelihood(
        ok=True,
        by="few-shot",
        logprob=math.log(0.8),
        per_token=math.log(0.8),
        alternatives={"booking": 0.3, "complaint": -0.3},
        slot=slot.key,
    )
    return recheck(evidence.model_copy(update=fields), replace(here, answers=((slot, answer),)))


def test_a_likelihood_follows_from_the_stored_answer(folder: RunFolder, store: SqlStore) -> None:
    assert measured(folder, store) == ("consistent", "")
    assert "another figure" in measured(folder, store, logprob=-0.1)[1]
    assert "not the likeliest" in measured(folder, store, alternatives={"booking": 0, "complaint": 1})[1]
    assert "not the likeliest" in measured(folder, store, alternatives={"complaint": 1})[1]
    assert "no such answer" in measured(folder, store, slot="")[1]


KNOWN = {
    "booking": ["I want to book a bike", "Can I reserve a tandem?", "Please keep a city bike for me"],
    "complaint": [
        "The chain broke and I am angry",
        "Nobody answered, very bad",
        "I am unhappy with the bike",
    ],
}


class Journal:
    """A store that has journaled texts with labels."""

    def journaled(self, key: str) -> Any:
        return KNOWN if key == "references/messages" else None


def test_nearest_centroids_are_asked_again(folder: RunFolder, store: SqlStore) -> None:
    here = place(folder, store, "messages")
    kept = Place(here.candidate, here.brief, folder, Journal(), spec(), ())  # type: ignore[arg-type]  # only asked for these
    label, shares = nearest(str(here.row["text"]), KNOWN)
    assert label == here.row["label"] == "booking" and math.isclose(sum(shares.values()), 1, abs_tol=1e-4)
    evidence = Classification(ok=True, by=NAME, label=label, probability=shares[label], alternatives=shares)
    assert recheck(evidence, kept) == ("recomputed", "")
    moved = {"booking": shares["booking"] - 0.01, "complaint": shares["complaint"] + 0.01}
    wrong = evidence.model_copy(update={"alternatives": moved, "probability": moved["booking"]})
    assert recheck(wrong, kept) == ("recomputed", "its shares are others")
    other = replace(
        here.candidate,
        draft=here.candidate.draft.model_copy(
            update={"row": {"text": KNOWN["complaint"][0], "label": "booking"}}
        ),
    )
    assert "nearest to 'complaint'" in recheck(evidence, replace(kept, candidate=other))[1]


# computations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "row", "wrong"),
    [
        ({}, {}, ""),
        ({"result": "77"}, {}, "26*3 is not 77"),
        ({"expression": "__import__('os')"}, {}, "can't be computed"),
        ({"expression": "9**9**9**9"}, {}, "can't be computed"),
        ({}, {"answer": "77"}, "is not the result"),
        ({}, {"question": "A tandem costs £27 a day. What do 3 days cost?"}, "are not the inputs"),
        ({}, {"solution": "26*3 = <<26*3=78>>78"}, ""),
        ({}, {"solution": "26*3 = <<26*3=79>>79"}, "the solution calculates 26*3 = 79"),
        ({}, {"solution": "1+1 = <<1+1=2>>2"}, "never comes to '78'"),
        ({}, {"solution": "<<().__class__=2>>"}, "the solution calculates"),
    ],
)
def test_a_computation_is_computed_again(
    folder: RunFolder, store: SqlStore, fields: dict[str, str], row: dict[str, str], wrong: str
) -> None:
    here = place(folder, store, "problems")
    evidence = next(e for e in here.candidate.draft.evidence if isinstance(e, Computation))
    draft = here.candidate.draft.model_copy(update={"row": {**here.row, **row}})
    outcome, found = recheck(
        evidence.model_copy(update=fields), replace(here, candidate=replace(here.candidate, draft=draft))
    )
    assert outcome == "recomputed"
    assert wrong in found and bool(found) == bool(wrong)


# origin ------------------------------------------------------------------------------------------------


def test_what_a_model_filled_in_is_what_it_answered(folder: RunFolder, store: SqlStore) -> None:
    here = place(folder, store, "messages")
    notes = {"model_wrote": ["a tandem", "tomorrow"]}
    row = {"text": "Can I hire a tandem tomorrow?", "label": "booking"}
    draft = here.candidate.draft.model_copy(update={"row": row, "notes": notes})

    def wrong(*said: str) -> list[str]:
        answers = [answered(here.brief, "writer", f"fill_gap/{n}", one) for n, one in enumerate(said)]
        return list(origin(draft, here.brief, spec().part("messages"), answers))

    assert wrong("a tandem", "Tomorrow") == []
    assert wrong("a tandem") == ["its words 'tomorrow' are not what the model answered"]
    assert len(wrong()) == 2


def test_stored_answers_of_any_shape_are_read() -> None:
    def stored(choice: Any) -> StoredAnswer:
        return StoredAnswer("s", "r", "m", {"choices": [choice]})

    assert said_text(stored({"message": {"content": "<think>no</think>yes"}})) == "yes"
    assert said_text(stored({"message": {"content": None}})) == ""
    assert said_text(stored({"text": "yes"})) == "yes"
    assert said_object(stored({"text": 'so: {"a": 1} there'})) == {"a": 1}
    assert said_object(stored({"text": "[1]"})) is None
    assert said_object(stored({"text": "{" * 100_000})) is None
    assert said_object(None) is None


# files -------------------------------------------------------------------------------------------------


def test_lines_end_where_a_file_says_so_and_nowhere_else(tmp_path: Path) -> None:
    """U+2028, U+0085 and the like stand in canonical JSON as they are, and end no line of it."""
    row = {"id": "a" * 16, "text": "one\u2028two\u0085three\u2029four\x0bfive"}
    path = tmp_path / "dataset.jsonl"
    path.write_bytes(canonical(row) + b"\n")
    assert list(_by_id(path, {row["id"]: row})) == []
    assert list(_in_order(path, [canonical(row).decode()])) == []


@pytest.mark.parametrize("line", [b"{", b"[]", b"7", b'{"id": 7}', b"\xff\xfe", b"{" * 100_000])
def test_a_line_that_is_no_row_is_named_by_its_number(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "dataset.jsonl"
    path.write_bytes(line + b"\n")
    assert list(_by_id(path, {})) == [("dataset.jsonl", "line 1 is not a row")]


def test_a_run_made_by_hand_says_what_it_lacks(folder: RunFolder) -> None:
    found = audit(folder)
    assert not found.ok and found.rows == 9
    assert any("hashes of its tables" in what for _, what in found.problems)


def test_a_concept_that_was_added_and_split_later_is_known_with_the_rows_that_it_kept(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    store = folder.open_store(write=True)
    seats = [seat for seat, state, _ in store.seats() if state == "open"]
    moved = [seats[0].model_copy(update={"cell": seats[0].cell.model_copy(update={"leaf": leaf})})
             for leaf in ("chains", "nowhere")]  # fmt: skip
    for number, (leaf, below) in enumerate((("all.tours", ("chains", "bells")), ("chains", ("c1", "c2")))):
        concepts = [{"id": id, "name": id, "parents": [leaf]} for id in below]
        split = {"kind": "expand", "part": seats[0].cell.part, "leaf": leaf, "concepts": concepts}
        value = {"seats": [], "answered": [split], "order": number}
        store.steer(f"steered/{number:012d}/{number:06d}", "steered", value, moved[:1], ())
    store.close()

    def unknown() -> list[str]:
        return [where for where, what in audit(folder).problems if "doesn't know" in what]

    assert unknown() == []
    store = folder.open_store(write=True)
    store.steer("steered/000000000009/000009", "steered", {"answered": []}, moved[1:], ())
    store.close()
    assert unknown() == [f"seat {seats[0].number}"]


def test_a_run_that_is_not_at_rest_is_not_audited(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run")
    store = folder.open_store(write=True)
    store.set_meta("state", "running")
    store.close()
    with pytest.raises(UserFault, match="was killed"):
        audit(folder)
