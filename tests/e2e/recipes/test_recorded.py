"""Rows that a model wrote and another judged blind, built again from what they said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.answered_tests.running import Endpoint, endpoint
from tests.e2e.program import Program, lines
from tests.warm import ROOT

_KEPT = ROOT / "tests" / "cassettes"
CASSETTES = tuple(
    _KEPT / f"{one}.jsonl.zst"
    for one in (
        *("rows_writer", "rows_reader", "kinds_writer", "kinds_careless", "kinds_reader"),
        *("mended_writer", "mended_careless", "mended_reader", "mended_solver"),
    )
)
HANDBOOK = ("--from", "handbook")
BUILDS = {
    "labelled-text": ("8 messages to a town's swimming pool, labelled praise, complaint or question",),
    "product-records": ("8 products of a shop for beekeepers",),
    "reasoned-problems": ("8 word problems set in a bakery",),
    "cited-questions": ("8 questions on these documents", *HANDBOOK),
    "document-talk": ("6 dialogues on these documents", *HANDBOOK),
    "text-to-sql": ("8 questions with the SQL that answers them, for a small bookshop and a football club",),
    "retrieval-pairs": ("8 search queries with the passage that answers and hard negatives", *HANDBOOK),
    "series-in-words": ("6 descriptions of a year's visitors to a museum with the monthly figures",),
    "stance": ("8 tweets about a speed limit in the city with their stance",),
    "world-talk": (
        "8 talks of customers of this bike hire with its assistant, which calls the tools",
        *("--world", "code/scenarios/tool_use/world.yaml"),
    ),
}
CARELESS = {
    "counterfactuals": (
        "6 insurance claims with the decision, and the same with one changed fact that flips it",
    ),
    "translation-pairs": (
        "6 translation pairs of short messages of a hotel from English to German, with prices and times",
    ),
    "claims": ("8 claims on these documents: supported, refuted or open", *HANDBOOK),
    "code-explanations": ("8 explanations of short pieces of JavaScript and SQL for beginners",),
    "routed-questions": (
        "8 questions to a bank with the team that should answer: cards, loans, fraud, accounts",
    ),
}
"""Their writer was told to be a small, careless model."""
SOLVED_APART = ("counterfactuals", "translation-pairs", "series-in-words")
"""Their solver was another than their judge."""
_MODELS = """
models:
  default: {{base_url: "{url}", model: reader}}
  w: {{base_url: "{url}", model: {writer}}}
  s: {{base_url: "{url}", model: {solver}}}
roles: {{writer: w, user: w, assistant: w, solver: s}}
"""


@pytest.fixture(scope="module")
def recorded() -> Iterator[Endpoint]:
    """It keeps nothing of what it was asked."""
    with endpoint("replay", *CASSETTES) as running:
        yield running


@pytest.mark.parametrize("recipe", [*BUILDS, *CARELESS])
def test_every_row_is_delivered_again(recipe: str, recorded: Endpoint, tmp_path: Path) -> None:
    program = Program(tmp_path)
    settings = Path(program.environment()["HOME"]) / ".config" / "seedbed" / "config.yaml"
    settings.parent.mkdir(parents=True)
    writer = "careless" if recipe in CARELESS else "writer"
    solver = "solver" if recipe in SOLVED_APART else "reader"
    settings.write_text(_MODELS.format(url=recorded.url, writer=writer, solver=solver), encoding="utf-8")
    (tmp_path / "handbook").symlink_to(ROOT / "scenarios" / "demo" / "handbook")
    (tmp_path / "code").symlink_to(ROOT)
    request, *files = (BUILDS | CARELESS)[recipe]
    how = ("--skip-exam", "--yes", "--planning", "draft", "--max-concurrent", "8")
    done = program("build", request, *files, "--recipe", recipe, "-n", request[0], *how, "-o", "run")
    assert done.code == 0, done.err
    failed = lines(tmp_path / "run" / "failures.jsonl")
    assert not [one["detail"] for one in failed if "no recorded answer" in one["detail"]]
    assert len(lines(tmp_path / "run" / "dataset.jsonl")) == int(request[0])
    assert not lines(tmp_path / "run" / "rejected.jsonl")
