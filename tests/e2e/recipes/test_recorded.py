"""Rows that a model wrote and another judged blind, built again from what they said."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.answered_tests.running import Endpoint, endpoint
from tests.e2e.program import Program, lines
from tests.warm import ROOT

_KEPT = ROOT / "tests" / "cassettes"
CASSETTES = tuple(_KEPT / f"answers_{voice}.jsonl.zst" for voice in ("writer", "careless", "reader"))
HANDBOOK = ROOT / "scenarios" / "demo" / "handbook"
TOPICS = {
    "answerable-or-not": "a bike hire",
    "bug-reports": "an app for recipes",
    "cited-questions": "a bike hire",
    "claims": "a bike hire",
    "counterfactuals": "travel insurance claims",
    "document-talk": "a bike hire",
    "drawn-problems": "everyday things",
    "function-calls": "a smart home",
    "injected-orders": "e-mails to a travel agency",
    "labelled-text": "a swimming pool in a town",
    "negotiation": "second-hand instruments",
    "poems": "a harbour in winter",
    "regexes": "identifiers and dates in the files of a hospital",
    "retrieval-pairs": "a bike hire",
    "same-meaning": "a public library",
    "series-in-words": "visitors of a zoo",
    "calculator-talk": "renovating a flat",
}
"""Recipe → the topic of its rows."""
CARELESS = ("claims", "function-calls", "labelled-text", "poems")
"""Their writer was told to be a small, careless model."""
REQUESTS = {
    "60 limericks about programming languages, each with its rhyme words listed": "writer",
    "75 riddles for children with the answer and one hint": "careless",
    "100 git commit messages for a described change, bad and good version of each": "writer",
}
"""Request of which a recipe was written → who wrote its rows, eight of them."""
_ROWS = {"calculator-talk": 4, "document-talk": 4, "negotiation": 4}
_HOW = ("--skip-exam", "--yes", "--planning", "draft", "--max-concurrent", "8", "-o", "run")


def spec(recipe: str, folder: Path) -> Path:
    """The spec of a recorded build, with the documents that it draws on."""
    part = {"name": recipe, "recipe": recipe, "topic": TOPICS[recipe], "rows": _ROWS.get(recipe, 8)}
    said: dict[str, Any] = {"language": "en", "seed": 7, "critique_every": 1000, "parts": [part]}
    if TOPICS[recipe] == "a bike hire":
        (folder / "handbook").symlink_to(HANDBOOK)
        said["sources"] = [str(folder / "handbook")]
    path = folder / "spec.yaml"
    path.write_text(yaml.safe_dump(said, sort_keys=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def recorded() -> Iterator[Endpoint]:
    """It keeps nothing of what it was asked."""
    with endpoint("replay", *CASSETTES) as running:
        yield running


def _built(program: Program, recorded: Endpoint, writer: str, *words: str) -> list[dict[str, Any]]:
    """The rows of a build that asks for nothing new."""
    one = {"base_url": recorded.url}
    models = {"default": {**one, "model": "reader"}, "w": {**one, "model": writer}}
    roles = dict.fromkeys(("writer", "user", "assistant"), "w")
    settings = Path(program.environment()["HOME"]) / ".config" / "seedbed" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(yaml.safe_dump({"models": models, "roles": roles}), encoding="utf-8")
    done = program("build", *words, *_HOW)
    assert done.code == 0, done.err
    failed = lines(program.folder / "run" / "failures.jsonl")
    assert not [one["detail"] for one in failed if "no recorded answer" in one["detail"]]
    return lines(program.folder / "run" / "dataset.jsonl")


@pytest.mark.parametrize("recipe", TOPICS)
def test_every_row_is_delivered_again(recipe: str, recorded: Endpoint, tmp_path: Path) -> None:
    writer = "careless" if recipe in CARELESS else "writer"
    rows = _built(Program(tmp_path), recorded, writer, str(spec(recipe, tmp_path)))
    assert len(rows) == _ROWS.get(recipe, 8)


@pytest.mark.parametrize(("request_", "writer"), REQUESTS.items())
def test_a_request_becomes_a_recipe_and_its_rows(
    request_: str, writer: str, recorded: Endpoint, tmp_path: Path
) -> None:
    rows = _built(Program(tmp_path), recorded, writer, request_, "-n", "8", "--seed", "7")
    assert len(rows) == 8
