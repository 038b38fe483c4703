"""An embedder of the user's own: asked after approval, named, charged, and never paid twice."""

from pathlib import Path
from typing import Any

import yaml

from tests.e2e.inside import Inside
from tests.e2e.program import Done, count, until
from tests.e2e.runs import QUESTIONS
from tests.simulator.fixtures import Start, simulated
from tests.tools.knowledge.documents import RATES, RULES

__all__ = ["simulated"]
BUILD = ("build", "spec.yaml", "-o", "run", "--yes", "--skip-exam")
EMBEDDED = "SELECT count(*) FROM answers WHERE brief = 'embeddings'"


def _program(folder: Path, base_url: str, documents: int = 2) -> Inside:
    docs = folder / "docs"
    docs.mkdir()
    (docs / "rates.md").write_text(RATES, encoding="utf-8")
    (docs / "rules.md").write_text(RULES, encoding="utf-8")
    for number in range(documents - 2):
        text = f"# Valley {number}\n\n" + f"Animal {number} lives in valley {number}. " * 30
        (docs / f"valley-{number:03}.md").write_text(text, encoding="utf-8")
    program = Inside(folder, base_url)
    models: dict[str, Any] = {
        "default": {"base_url": base_url, "model": "sim-strong", "api_key_env": "SEEDBED_API_KEY"},
        "vectors": {"base_url": base_url, "model": "sim-embedding", "price": {"prompt": 0.1}},
    }
    roles = {"embedder": "vectors"}
    part = {**QUESTIONS, "recipe": "open-questions"}
    program.spec(sources=["docs"], parts=[part], models=models, seed=1, roles=roles)
    return program


def test_stopped_and_killed_while_it_embeds_it_makes_the_same_rows_and_pays_for_no_vector_twice(
    tmp_path: Path, simulated: Start
) -> None:
    runs: list[tuple[bytes, int]] = []
    for name in ("whole", "rough"):
        server = simulated(latency=20, jitter=100)
        folder = tmp_path / name
        folder.mkdir()
        program, run = _program(folder, server.base_url, documents=140), folder / "run"
        if name == "rough":
            _stopped(program, tmp_path / "whole" / "run")
        before = server.stats()["repeated"]  # plan and build ask alike what the model takes
        done = program(*BUILD) if name == "whole" else _killed(program)
        assert done.code == 0, done.err
        assert "passages by sim-embedding at http://127.0.0.1" in done.err
        lost = count(run, "SELECT count(*) FROM ledger WHERE state = 'lost'")
        assert server.stats()["repeated"] - before <= lost <= 8
        runs.append(((run / "dataset.jsonl").read_bytes(), count(run, EMBEDDED)))
    assert runs[0] == runs[1]
    assert program("audit", "run").code == 0
    spec = yaml.safe_load((run / "spec.yaml").read_text(encoding="utf-8"))
    assert spec["roles"] == {"embedder": "vectors"}
    spec["models"]["vectors"]["model"] = "sim-weak"
    (run / "spec.yaml").write_text(yaml.safe_dump(spec), encoding="utf-8")
    program("extend", "run", "-n", "+1")
    other = program("resume", "run", "--yes", "--accept-changes")
    assert other.code == 0, other.err
    assert "passages by sim-weak at http://127.0.0.1" in other.err


def _stopped(program: Inside, whole: Path) -> None:
    """A plan, then a build whose budget ends while passages are embedded."""
    planned = program("plan", "spec.yaml", "-o", "planned", "--yes", "--skip-exam")
    assert planned.code == 0, planned.err
    assert count(program.folder / "planned", EMBEDDED) == 0  # before approval no passage leaves
    calls = count(whole, "SELECT count(*) FROM ledger WHERE stage = 'exam'") + 1
    stopped = program(*BUILD, "--budget", f"{calls}calls")
    assert stopped.code == 3, stopped.err
    assert f"budget of {calls} calls is used up" in stopped.err
    assert count(program.folder / "run", EMBEDDED) == 1


def _killed(program: Inside) -> Done:
    """It goes on, is killed while passages are embedded, and goes on to its end."""
    process = program.start("resume", "run", "--yes", "--budget", "1000calls")
    until(process, lambda: count(program.folder / "run", EMBEDDED) > 1)
    process.kill()
    process.communicate()
    return program.apart("resume", "run", "--yes")


def test_no_vector_is_paid_for_that_no_row_needs(tmp_path: Path, simulated: Start) -> None:
    program = _program(tmp_path, simulated().base_url)
    spec = yaml.safe_load((tmp_path / "spec.yaml").read_text(encoding="utf-8"))
    part = {**spec["parts"][0], "recipe": "cited-questions"}
    program.spec(**{**spec, "parts": [part]})
    done = program(*BUILD)
    assert done.code == 0, done.err
    assert "no row is made by a search, so sim-embedding embeds nothing" in done.err
    assert count(tmp_path / "run", EMBEDDED) == 0
