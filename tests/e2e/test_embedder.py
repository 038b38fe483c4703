"""An embedder of the user's own: asked after approval, named, charged, and never paid twice."""

from pathlib import Path
from typing import Any

import yaml

from tests.e2e.program import Program, count, until
from tests.e2e.runs import QUESTIONS
from tests.simulator.fixtures import Start, simulated
from tests.tools.knowledge.documents import RATES, RULES

__all__ = ["simulated"]
BUILD = ("build", "spec.yaml", "-o", "run", "--yes", "--skip-exam")
EMBEDDED = "SELECT count(*) FROM answers WHERE brief = 'embeddings'"


def _program(folder: Path, base_url: str, documents: int = 2) -> Program:
    docs = folder / "docs"
    docs.mkdir()
    (docs / "rates.md").write_text(RATES, encoding="utf-8")
    (docs / "rules.md").write_text(RULES, encoding="utf-8")
    for number in range(documents - 2):
        text = f"# Valley {number}\n\n" + f"Animal {number} lives in valley {number}. " * 30
        (docs / f"valley-{number:03}.md").write_text(text, encoding="utf-8")
    program = Program(folder, base_url)
    models: dict[str, Any] = {
        "default": {"base_url": base_url, "model": "sim-strong", "api_key_env": "SEEDBED_API_KEY"},
        "vectors": {"base_url": base_url, "model": "sim-embedding", "price": {"prompt": 0.1}},
    }
    spec = {"sources": ["docs"], "parts": [{**QUESTIONS, "rows": 2}], "models": models, "seed": 1}
    (folder / "spec.yaml").write_text(
        yaml.safe_dump({**spec, "roles": {"embedder": "vectors"}}), encoding="utf-8"
    )
    return program


def test_a_killed_build_makes_the_same_rows_and_pays_for_no_vector_twice(
    tmp_path: Path, simulated: Start
) -> None:
    runs: list[tuple[bytes, int]] = []
    for name in ("whole", "killed"):
        server = simulated(latency=5, jitter=100)
        folder = tmp_path / name
        folder.mkdir()
        program, run = _program(folder, server.base_url, documents=40), folder / "run"
        if name == "killed":
            process = program.start(*BUILD)
            until(process, lambda run=run: count(run, EMBEDDED) > 0)  # type: ignore[misc]
            process.kill()
            process.communicate()
        done = program("resume", "run", "--yes") if name == "killed" else program(*BUILD)
        assert done.code == 0, done.err
        assert "passages by sim-embedding at http://127.0.0.1" in done.err
        lost = count(run, "SELECT count(*) FROM ledger WHERE state = 'lost'")
        assert server.stats()["repeated"] <= lost <= 8
        runs.append(((run / "dataset.jsonl").read_bytes(), count(run, EMBEDDED)))
        assert program("audit", "run").code == 0
    assert runs[0] == runs[1]


def test_a_budget_that_ends_while_passages_are_embedded_is_resumed(tmp_path: Path, simulated: Start) -> None:
    server = simulated()
    program = _program(tmp_path, server.base_url, documents=40)
    planned = program("plan", "spec.yaml", "-o", "planned", "--yes")
    assert planned.code == 0, planned.err
    assert count(tmp_path / "planned", EMBEDDED) == 0  # before approval no passage leaves
    stopped = program("build", "spec.yaml", "-o", "run", "--yes", "--budget", "1calls")
    assert stopped.code == 3, stopped.err
    assert "budget of 1 calls is used up" in stopped.err
    assert count(tmp_path / "run", EMBEDDED) == 1
    done = program("resume", "run", "--yes", "--budget", "1000calls")
    assert done.code == 0, done.err
    spec = yaml.safe_load((tmp_path / "run" / "spec.yaml").read_text(encoding="utf-8"))
    assert spec["roles"] == {"embedder": "vectors"}
    spec["models"]["vectors"]["model"] = "sim-weak"
    (tmp_path / "run" / "spec.yaml").write_text(yaml.safe_dump(spec), encoding="utf-8")
    program("extend", "run", "-n", "+1")
    other = program("resume", "run", "--yes", "--accept-changes")
    assert other.code == 0, other.err
    assert "passages by sim-weak at http://127.0.0.1" in other.err
