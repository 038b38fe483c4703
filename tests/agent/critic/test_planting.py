"""What is planted is wrong for the reason that its kind says, and looks right."""

from random import Random

from seedbed.agent.critic.probing.planting import KINDS, Row
from seedbed.memory.spec import Part

TEXTS = Part.model_validate(
    {
        "offline": "labels",
        "topic": "a bike-rental firm",
        "rows": 1,
        "labels": {
            "refund": "wants the money for a ride back",
            "damage": "reports a broken bike",
            "booking": "wants to hire bikes for a day",
        },
    }
)
ASKS: Row = {
    "text": "Please send me the money for Sunday back, because the rain stopped our whole ride before noon.",
    "label": "refund",
}
BROKEN: Row = {"text": "The rear wheel of the tandem wobbles and its brake lever snapped.", "label": "damage"}


def planted(kind: str, part: Part, row: Row, other: Row) -> list[Row]:
    plant = KINDS[part.offline][kind]
    made = [plant(row, other, part, Random(seed)) for seed in range(20)]
    return [one for one in made if one is not None]


def test_a_wrong_label_is_the_nearest_other_one() -> None:
    assert {row["label"] for row in planted("wrong label", TEXTS, BROKEN, ASKS)} <= {"booking", "refund"}
    rows = planted("wrong label", TEXTS, {**ASKS, "text": "I want to book six bikes for Sunday."}, BROKEN)
    assert {row["label"] for row in rows} == {"booking"}


def test_another_text_only_under_another_label() -> None:
    assert planted("another row's text", TEXTS, ASKS, BROKEN)[0] == {**ASKS, "text": BROKEN["text"]}
    assert planted("another row's text", TEXTS, ASKS, ASKS) == []


def test_a_cut_text_ends_within_a_sentence() -> None:
    for made in planted("cut text", TEXTS, ASKS, ASKS):
        assert made["label"] == ASKS["label"] and made["text"] != ASKS["text"]
        assert ASKS["text"].startswith(made["text"]) and made["text"][-1].isalnum()


def test_words_come_from_the_other_row() -> None:
    for made in planted("wrong words", TEXTS, ASKS, BROKEN):
        assert len(made["text"].split()) == len(ASKS["text"].split())
        changed = [(a, b) for a, b in zip(ASKS["text"].split(), made["text"].split(), strict=True) if a != b]
        assert len(changed) == 2 and all(new.strip(".,") in BROKEN["text"] for _, new in changed)


def test_rows_stay_as_they_were() -> None:
    before = repr((ASKS, BROKEN))
    for kind in KINDS["labels"]:
        assert all(row != ASKS for row in planted(kind, TEXTS, ASKS, BROKEN))
    assert repr((ASKS, BROKEN)) == before
