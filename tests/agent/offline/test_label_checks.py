"""Label checks without a judge: centroids, references, calibration."""

import json
from pathlib import Path

import pytest

from seedbed.agent.offline.labels import continuations, references
from seedbed.agent.resources import Resources
from seedbed.memory.spec import Label, Part
from seedbed.tools.evaluation.students import nearest

EXAMPLES = Path(__file__).resolve().parents[3] / "scenarios" / "demo" / "examples.jsonl"
ROWS = [json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]
LABELS = tuple(dict.fromkeys(row["label"] for row in ROWS))
PART = Part(
    offline="labels",
    topic="a bike-rental firm",
    rows=60,
    labels=tuple(Label(name=name) for name in LABELS),
    about="intent",
    text_kind="customer message",
)


def resources() -> Resources:
    return Resources(examples={PART.name: ROWS})


@pytest.mark.parametrize("label", LABELS)
def test_examples_left_out_are_found_again(label: str) -> None:
    """Each example is classified by all others: a reader would give it its label, and so do centroids."""
    right = 0
    mine = [row for row in ROWS if row["label"] == label]
    for row in mine:
        known = references(
            PART, Resources(examples={PART.name: [other for other in ROWS if other is not row]})
        )
        found, shares = nearest(row["text"], known.texts)
        right += found == label
        assert abs(sum(shares.values()) - 1) < 1e-4
    assert right >= len(mine) - 2


def test_what_is_shown_and_what_calibrates_don_t_meet() -> None:
    known = references(PART, resources())
    shown = {text for texts in known.shown().values() for text in texts}
    calibration = known.pilot
    assert len({len(texts) for texts in calibration.values()}) == 1
    assert not shown & {text for texts in calibration.values() for text in texts}
    assert len(shown) <= 16


def test_continuations_can_be_told_apart() -> None:
    assert continuations(["refund", "praise"]) == [" refund", " praise"]
    assert continuations(["booking", "booking change"]) == [" booking\n", " booking change\n"]
