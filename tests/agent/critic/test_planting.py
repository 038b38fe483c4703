"""What is planted is wrong for the reason that its kind says, looks right, and keeps the schema."""

from random import Random
from typing import Any

import pytest

from seedbed.agent.critic.planting import KINDS, Row
from seedbed.memory.spec import Part
from seedbed.tools.verification.record_schema import violations

TEXTS = Part.model_validate(
    {
        "task": "classification",
        "topic": "a bike-rental firm",
        "rows": 1,
        "labels": {
            "refund": "wants the money for a ride back",
            "damage": "reports a broken bike",
            "booking": "wants to hire bikes for a day",
        },
    }
)
FIELDS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {"type": "string", "maxLength": 60},
        "text": {"type": "string", "minLength": 20},
        "bikes": {"type": "integer"},
    },
    "required": ["text"],
    "additionalProperties": False,
}
RECORDS = Part(task="records", topic="tickets", rows=1, fields=FIELDS)
ASKS: Row = {
    "text": "Please send me the money for Sunday back, because the rain stopped our whole ride before noon.",
    "label": "refund",
}
BROKEN: Row = {"text": "The rear wheel of the tandem wobbles and its brake lever snapped.", "label": "damage"}
ORDER: Row = {
    "subject": "Seven helmets for the school trip",
    "text": "The teacher ordered 7 helmets at 12 euros each. We charged 84 euros on Monday. All was well.",
    "bikes": 7,
}
THEFT: Row = {
    "subject": "Stolen tandem near the harbour",
    "text": "Somebody cut the chain of a tandem at night. The police wrote a report with number 311.",
}


def planted(kind: str, part: Part, row: Row, other: Row) -> list[Row]:
    plant = KINDS[part.task][kind]
    made = [plant(row, other, part, Random(seed)) for seed in range(20)]
    return [one for one in made if one is not None]


def test_a_wrong_label_is_the_nearest_other_one() -> None:
    assert {row["label"] for row in planted("wrong label", TEXTS, BROKEN, ASKS)} <= {"booking", "refund"}
    rows = planted("wrong label", TEXTS, {**ASKS, "text": "I want to book six bikes for Sunday."}, BROKEN)
    assert {row["label"] for row in rows} == {"booking"}


def test_another_text_only_under_another_label() -> None:
    assert planted("another row's text", TEXTS, ASKS, BROKEN)[0] == {**ASKS, "text": BROKEN["text"]}
    assert planted("another row's text", TEXTS, ASKS, ASKS) == []


@pytest.mark.parametrize(
    ("kind", "part", "row"), [("cut text", TEXTS, ASKS), ("cut sentence", RECORDS, THEFT)]
)
def test_a_cut_text_ends_within_a_sentence(kind: str, part: Part, row: Row) -> None:
    for made in planted(kind, part, row, row):
        changed = [name for name in made if made[name] != row[name]]
        assert len(changed) == 1
        assert row[changed[0]].startswith(made[changed[0]]) and made[changed[0]][-1].isalnum()


def test_words_come_from_the_other_row() -> None:
    for made in planted("wrong words", TEXTS, ASKS, BROKEN):
        assert len(made["text"].split()) == len(ASKS["text"].split())
        changed = [(a, b) for a, b in zip(ASKS["text"].split(), made["text"].split(), strict=True) if a != b]
        assert len(changed) == 2 and all(new.strip(".,") in BROKEN["text"] for _, new in changed)
    assert planted("wrong word", RECORDS, ORDER, THEFT)


def test_a_number_is_changed_only_where_that_contradicts() -> None:
    made = planted("wrong number", RECORDS, ORDER, THEFT)
    assert len(made) == 20
    for row in made:
        assert isinstance(row["bikes"], int)
        now = (row["bikes"], "7 helmets" in row["text"], "84 euros" in row["text"], "12 euros" in row["text"])
        assert now != (7, True, True, True)
    assert planted("wrong number", RECORDS, THEFT, ORDER) == []


def test_whole_fields_are_swapped_where_there_are_several() -> None:
    for row in planted("swapped part", RECORDS, ORDER, THEFT):
        assert sum(row[name] == THEFT[name] for name in ("subject", "text")) == 1
    single = planted("swapped part", RECORDS, {"text": ORDER["text"]}, {"text": THEFT["text"]})
    assert all(sum(part in row["text"] for part in ("12 euros", "Monday", "All was")) == 2 for row in single)


def test_rows_stay_as_they_were_and_keep_the_schema() -> None:
    before = repr((ORDER, THEFT))
    for kind in KINDS["records"]:
        for row in planted(kind, RECORDS, ORDER, THEFT):
            assert row != ORDER and not violations(row, FIELDS)
    assert repr((ORDER, THEFT)) == before
