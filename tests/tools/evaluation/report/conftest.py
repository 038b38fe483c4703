"""A published run made by hand."""

import json
from typing import Any

import pytest

from seedbed.memory.files.run_folder import RunFolder
from seedbed.tools.evaluation.report.publish import publish
from tests.runs import make_run

PROFILES = {
    "default": {
        "model": "small-1 <b>",
        "skills": {
            "json_schema": {"able": True, "shown": True},
            "tool_calls": {"able": True, "shown": False},
            "context": {"able": True},  # of the exam's first version
            "judging": {"able": False, "shown": False},
        },
        "context_tokens": 4096,
    }
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    made = make_run(tmp_path_factory.mktemp("runs") / "run")
    store = made.open_store(write=True)
    publish(made, store, PROFILES)
    store.close()
    return made


@pytest.fixture
def figures(folder: RunFolder) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(folder.report_json.read_text(encoding="utf-8"))
    return found
