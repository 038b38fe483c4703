"""Rows that a strong model wrote and judged blind, built again from what it said."""

from pathlib import Path

import pytest

from tests.answered_tests.running import endpoint
from tests.e2e.program import Program, lines
from tests.warm import ROOT

_KEPT = ROOT / "tests" / "cassettes"
CASSETTES = tuple(
    _KEPT / f"{rows}_{role}.jsonl.zst" for rows in ("rows", "tools") for role in ("writer", "reader")
)
HANDBOOK = ("--from", "handbook")
BUILDS = {
    "labelled-text": ("8 messages to a town's swimming pool, labelled praise, complaint or question",),
    "product-records": ("8 products of a shop for beekeepers",),
    "reasoned-problems": ("8 word problems set in a bakery",),
    "cited-questions": ("8 questions on these documents", *HANDBOOK),
    "document-talk": ("6 dialogues on these documents", *HANDBOOK),
    "world-talk": (
        "8 talks of customers of this bike hire with its assistant, which calls the tools",
        *("--world", "code/scenarios/tool_use/world.yaml"),
    ),
}
_MODELS = """
models:
  default: {{base_url: "{url}", model: reader}}
  w: {{base_url: "{url}", model: writer}}
roles: {{writer: w, user: w, assistant: w}}
"""


@pytest.mark.parametrize("recipe", BUILDS)
def test_every_row_is_delivered_again(recipe: str, tmp_path: Path) -> None:
    with endpoint("replay", *CASSETTES) as recorded:
        program = Program(tmp_path)
        settings = Path(program.environment()["HOME"]) / ".config" / "seedbed" / "config.yaml"
        settings.parent.mkdir(parents=True)
        settings.write_text(_MODELS.format(url=recorded.url), encoding="utf-8")
        (tmp_path / "handbook").symlink_to(ROOT / "scenarios" / "demo" / "handbook")
        (tmp_path / "code").symlink_to(ROOT)
        request, *files = BUILDS[recipe]
        how = ("--skip-exam", "--yes", "--planning", "draft", "--max-concurrent", "8")
        done = program("build", request, *files, "--recipe", recipe, "-n", request[0], *how, "-o", "run")
    assert done.code == 0, done.err
    failed = lines(tmp_path / "run" / "failures.jsonl")
    assert not [one["detail"] for one in failed if "no recorded answer" in one["detail"]]
    assert len(lines(tmp_path / "run" / "dataset.jsonl")) == int(request[0])
    assert not lines(tmp_path / "run" / "rejected.jsonl")
