"""What was edited between two processes on a run is never passed over: it is taken, or shown and refused."""

import json
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from seedbed.agent import prompting
from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines, row_answers, until
from tests.e2e.runs import HANDBOOK, MESSAGES, RULES
from tests.simulator.launch import Running, simulator
from tests.warm import ROOT

PARTS = [MESSAGES, RULES]


@dataclass(frozen=True, slots=True)
class Paused:
    """A run that stopped in the middle of its rows, with its document beside it."""

    folder: Path
    endpoint: Running

    @property
    def run(self) -> Path:
        """The run."""
        return self.folder / "run"

    def resume(self, *words: str) -> Result:
        """Go on with it, with room to its end."""
        env = {**self.endpoint.settings, "SEEDBED_CACHE": str(self.folder.parent / "cache")}
        return seedbed("resume", self.run, "--yes", *words, env=env)

    def edit(self, name: str, before: str, after: str) -> None:
        """Replace what stands in a file once."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert before in text, text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paused]:
    folder = tmp_path_factory.mktemp("changes") / "original"
    folder.mkdir()
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    with simulator(latency=20) as endpoint:
        program = Program(folder, endpoint.base_url)
        spec = program.spec(parts=PARTS, sources=["handbook.md"], look_ahead=4, critique_every=5, seed=1)
        process = program.start("build", spec, "--skip-exam", "--yes", "-o", "run", "--max-concurrent", "2")
        until(process, lambda: row_answers(folder / "run") >= 16)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        assert process.returncode == 130, err
        yield Paused(folder, endpoint)


@pytest.fixture
def paused(original: Paused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paused:
    mine = replace(original, folder=tmp_path / "mine")
    shutil.copytree(original.folder, mine.folder, ignore=shutil.ignore_patterns("home"))
    monkeypatch.chdir(mine.folder)
    return mine


# what is asked about -----------------------------------------------------------------------------------


@contextmanager
def tuned(folder: Path) -> Iterator[None]:
    """A program whose prompt was edited, as somebody does who tunes it."""
    shutil.copytree(ROOT / "agent" / "prompts", folder / "prompts", dirs_exist_ok=True)
    prompt = folder / "prompts" / "write_fields.md"
    prompt.write_text(prompt.read_text("utf-8").replace("# user", "# user\nWrite well.", 1), "utf-8")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prompting, "files", lambda _: folder)
            prompting._load.cache_clear()
            yield
    finally:
        prompting._load.cache_clear()


def test_changes_are_shown_and_taken_by_assent_alone(paused: Paused, tmp_path: Path) -> None:
    before = (paused.run / "dataset.jsonl").read_bytes()
    model = paused.resume("--model", "sim-quirky")
    assert model.exit_code == 2 and "models.default: sim-strong → sim-quirky" in model.stderr
    with tuned(tmp_path):
        prompt = paused.resume()
    assert prompt.exit_code == 2
    for said in ("prompts.write_fields", " → ", "--accept-changes"):
        assert said in prompt.stderr
    for name, old, new, said in (
        ("handbook.md", "£110", "£120", "a source has changed since the run was made"),
        ("run/spec.yaml", "topic: a bike-rental firm", "topic: a bike-hire firm", "firm → a bike-hire"),
        ("run/spec.yaml", "seed: 1", "seed: 1\naccept:\n  near_duplicate: 0.9", "near_duplicate: 0.7 → 0.9"),
    ):
        paused.edit(name, old, new)
        refused = paused.resume()
        assert refused.exit_code == 2, refused.stdout
        assert said in refused.stderr and "--accept-changes" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert (paused.run / "dataset.jsonl").read_bytes() == before

    with tuned(tmp_path):
        accepted = paused.resume("--accept-changes")
    assert accepted.exit_code == 0, accepted.stderr
    rows = lines(paused.run / "dataset.jsonl")
    old_rows = {row["id"] for row in map(json.loads, before.splitlines())}
    assert len(rows) == 12 and old_rows <= {row["id"] for row in rows}
    recorded = [e for e in lines(paused.run / "events.jsonl") if e["actor"] == "person"]
    assert any(e["kind"] in ("changes accepted", "spec edited") for e in recorded)
    assert seedbed("audit", paused.run).exit_code == 0


# what is taken -----------------------------------------------------------------------------------------


def test_caps_are_taken_at_once_and_keys_in_another_order_are_no_change(paused: Paused) -> None:
    calls = json.loads(seedbed("status", paused.run, "--json").stdout)["calls"]
    paused.edit("run/spec.yaml", "seed: 1", f"seed: 1\nbudget: {calls + 3}calls")
    paused.edit("run/spec.yaml", "max_concurrent: 2", "max_concurrent: 3")
    stopped = paused.resume()
    assert stopped.exit_code == 3
    assert "taken from spec.yaml: budget.calls: – → " in stopped.stderr
    assert f"the budget of {calls + 3} calls is used up" in stopped.stderr
    assert seedbed("audit", paused.run).exit_code == 0

    path = paused.run / "spec.yaml"  # as a program leaves it that reads the file and writes it again
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text(encoding="utf-8"))), encoding="utf-8")
    assert next(iter(yaml.safe_load(path.read_text(encoding="utf-8"))["parts"][0]["recipe"])) != "recipe"
    more = seedbed("extend", paused.run, "-n", "+3")
    assert more.exit_code == 0, more.stderr
    done = paused.resume("--budget", "9000calls")
    assert done.exit_code == 0, done.stderr
    assert "parts.messages.recipe: its keys stand in another order; the run keeps its own" in done.stderr
    assert len(lines(paused.run / "dataset.jsonl")) == 15


# what is refused ---------------------------------------------------------------------------------------

FIXED = {
    "rows": ("spec.yaml", "rows: 9", "rows: 19", "parts.messages.rows: 9 → 19"),
    "a definition of a recipe": (
        "spec.yaml",
        "wants money back",
        "wants all of the money back",
        "begun: parts.messages.recipe.means.label.refund: wants money back → wants all of ",
    ),
    "the seed": ("spec.yaml", "seed: 1", "seed: 2", "seed: 1 → 2"),
    "the language": ("spec.yaml", "seed: 1", "seed: 1\nlanguage: de", "language: English → de"),
    "the look-ahead": ("spec.yaml", "look_ahead: 4", "look_ahead: 8", "look_ahead: 4 → 8"),
    "no YAML": ("spec.yaml", "parts:", "parts: [", "spec.yaml"),
    "a wrong key": ("spec.yaml", "topic: ", "topik: ", "did you mean `topic`?"),
    "a concept": ("plan.yaml", "name: Pedalworks", "name: Wheelworks", "the plan was edited"),
}


def test_what_seats_were_drawn_from_stays_and_unchanged_it_goes_on(paused: Paused) -> None:
    before = (paused.run / "spec.yaml").read_bytes()
    assert 0 < len(lines(paused.run / "dataset.jsonl")) < 12
    for name, old, after, shown in FIXED.values():
        paused.edit(f"run/{name}", old, after)
        refused = paused.resume("--accept-changes")
        assert refused.exit_code == 2, refused.stdout
        assert refused.stderr.startswith(f"seedbed: {paused.run}/{name}") and shown in refused.stderr
        assert refused.stderr.count("\n") == 1
        paused.edit(f"run/{name}", after, old)
    for name in ("spec.yaml", "plan.yaml"):  # what is gone is written again
        (paused.run / name).unlink()
    assert paused.resume().exit_code == 0
    assert (paused.run / "spec.yaml").read_bytes() == before and (paused.run / "plan.yaml").exists()
    assert len(lines(paused.run / "dataset.jsonl")) == 12
    assert seedbed("audit", paused.run).exit_code == 0


def test_the_runs_own_copy_of_a_source(paused: Paused) -> None:
    source = next((paused.run / "sources").glob("*.txt"))
    paused.edit(f"run/sources/{source.name}", "£110", "£111")
    refused = paused.resume("--accept-changes")
    assert refused.exit_code == 2
    assert source.name in refused.stderr and "was changed" in refused.stderr
