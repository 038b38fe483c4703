"""A build whose every answer is recorded."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

from seedbed.graphs.candidate.sample import PROGRAM
from seedbed.memory.files.yaml_file import load
from tests.answered_tests.running import Endpoint
from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.e2e.tracing.whole import whole_run
from tests.warm import ROOT

HERE = Path(__file__).parent
CASSETTES = tuple(
    ROOT / "tests" / "cassettes" / f"answers_{voice}.jsonl.zst"
    for voice in ("writer", "careless", "reader", "tables", "planned", "files")
)
BUILDS: dict[str, dict[str, Any]] = load(HERE / "recipes.yaml").value
_HOW = ("--skip-exam", "--yes", "-o")


def spec(name: str, folder: Path) -> Path:
    """The spec of a build by shipped recipes, with what it starts from."""
    build = BUILDS[name]
    parts = [{"name": one["recipe"], **one} for one in build["parts"]]
    for part in parts:
        if "world" in part:
            part["world"] = str(ROOT / "scenarios" / part["world"])
    # They were answered when so many briefs were ordered at once.
    said: dict[str, Any] = {"language": "en", "seed": 7, "look_ahead": 24, "critique_every": 1000}
    said["parts"] = parts
    if "today" in build:  # its recipe says which day it is
        said["today"] = build["today"]
    if build.get("from") == "documents":
        (folder / "handbook").symlink_to(ROOT / "scenarios" / "demo" / "handbook")
        said["sources"] = [str(folder / "handbook")]
    elif build.get("from") == "examples":
        said["examples"] = [str(HERE / "examples.jsonl")]
    path = folder / "spec.yaml"
    path.write_text(yaml.safe_dump(said, sort_keys=False), encoding="utf-8")
    return path


def built(program: Program, recorded: Endpoint, writer: str, words: Sequence[str]) -> list[Mapping[str, Any]]:
    """The rows of a build whose plan nobody betters."""
    roles = {"writer": writer, "user": writer, "assistant": writer, "weaker": "careless"}
    return _rows(program, recorded, "reader", roles, [*words, "--planning", "draft"])


def planned(program: Program, recorded: Endpoint, words: Sequence[str]) -> list[Mapping[str, Any]]:
    """The rows of a request of which all was left to the model."""
    roles = dict.fromkeys(("judge", "solver", "critic"), "reader")
    return _rows(program, recorded, "writer", roles, words)


def _rows(
    program: Program, recorded: Endpoint, default: str, roles: Mapping[str, str], words: Sequence[str]
) -> list[Mapping[str, Any]]:
    """The rows of a build that asks for nothing new, whose demands are kept, and of every fifth test whose
    trace is whole."""
    named = {"default": default, **{model: model for model in roles.values()}}
    models = {name: {"base_url": recorded.url, "model": model} for name, model in named.items()}
    settings = Path(program.environment()["HOME"]) / ".config" / "seedbed" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(yaml.safe_dump({"models": models, "roles": {**roles}}), encoding="utf-8")
    run = program.folder / "run"
    done = seedbed("build", "--max-concurrent", "12", *words, *_HOW, run, env=program.environment())
    assert done.exit_code == 0, done.stderr
    failed = lines(run / "failures.jsonl")
    assert not [one["detail"] for one in failed if "no recorded answer" in one["detail"]]
    tried = lines(run / "rejected.jsonl")
    assert not [why["detail"] for one in tried for why in one["reasons"] if why["by"] == PROGRAM]
    if crc32(os.environ["PYTEST_CURRENT_TEST"].encode()) % 5 == 0:
        whole_run(run)
    demands = json.loads((run / "report.json").read_text("utf-8"))["clauses"]
    assert [one["text"] for one in demands if one["share"] == 0 and not one["not_kept"]] == []
    return lines(run / "dataset.jsonl")
