"""Planting defects in grounded answers: what is planted is a defect."""

import json
from pathlib import Path

import pytest

from benchmarks.knowledge.labelled import half
from benchmarks.knowledge.planted import KINDS, rows_of


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three sources in small."""
    passages = [
        f"In {year} the mill at {town} was sold to {man} for {sum_} coins. It is near {river}, and {man} "
        f"made {year % 97} tools there.\n\nThe road from {town} to the sea was built by {man} after "
        f"{year + 3} or so. Many people of {river} were not happy with it in the end."
        for year, town, man, sum_, river in (
            (1811, "Ashby", "Peter Quill", 40, "Tarn Water"),
            (1723, "Boxton", "Henry Marsh", 57, "Low Beck"),
            (1904, "Corley", "Anton Vale", 83, "Dun Burn"),
        )
    ]
    for source in ("docs_redis", "docs_recipes"):
        (tmp_path / source).mkdir()
        rows = [{"id": f"{source}/{number}", "text": text} for number, text in enumerate(passages)]
        (tmp_path / source / "docs.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    (tmp_path / "xquad_en").mkdir()
    rows = [
        {"context": text.replace("\n\n", " "), "answer": "the", "title": str(number)}
        for number, text in enumerate(passages)
    ]
    (tmp_path / "xquad_en" / "test.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return tmp_path


def test_each_kind_is_planted_and_only_the_unchanged_stand_in_the_passage(data: Path) -> None:
    rows = rows_of(data, 3)
    assert {row["kind"] for row in rows} == set(KINDS)
    for row in rows:
        assert (row["claim"] in row["evidence"]) == (row["kind"] == "unchanged"), row
    assert rows == rows_of(data, 3)


def test_halves_are_by_the_claim_alone() -> None:
    assert half({"claim": "a", "supported": True}) == half({"claim": "a", "supported": False})
    assert {half({"claim": str(number)}) for number in range(20)} == {0, 1}
