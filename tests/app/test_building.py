"""The real program against the simulated endpoint: what is built, said, refused and left behind."""

import json
import re
from pathlib import Path

import pytest
import yaml

from seedbed.agent.planner.estimate import Estimate
from seedbed.app.intake import read_wish
from seedbed.app.preview import _for_all
from seedbed.app.views.run import open_run
from seedbed.memory.spec import Part, Spec
from tests.app.conftest import Seedbed
from tests.simulator.fixtures import endpoint as server
from tests.simulator.launch import Running

__all__ = ["server"]

REQUEST = "6 arithmetic word problems about a bakery"
SPEC = """recipe: {use: records, row: {note: {schema: {type: string}}}}
topic: a bakery
rows: 500
"""


@pytest.fixture
def endpoint(server: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    monkeypatch.setenv("SEEDBED_BASE_URL", server.base_url)
    monkeypatch.setenv("SEEDBED_MODEL", "sim-strong")
    return server


def test_a_build_delivers_and_everything_looks_at_it(
    seedbed: Seedbed, endpoint: Running, tmp_path: Path
) -> None:
    result = seedbed("build", REQUEST, "--yes", "-o", "made")
    assert result.exit_code == 0, result.stderr
    report = json.loads((tmp_path / "made" / "report.json").read_text(encoding="utf-8"))
    for said in ("Delivered", "seedbed inspect made ", f"sha256: {report['sha256']}"):
        assert said in result.stdout
    for stage in ("examine: ", "interpret: ", "plan: ", "produce: ", "publish: "):
        assert stage in result.stderr
    assert len((tmp_path / "made" / "dataset.jsonl").read_text(encoding="utf-8").splitlines()) == 6
    found = json.loads(seedbed("status", "made", "--json").stdout)
    assert (found["requested"], found["accepted"], found["missing"], found["state"]) == (6, 6, 0, "done")
    audited = seedbed("audit", "made")
    assert audited.exit_code == 0, audited.stdout
    shown = seedbed("inspect", "made")
    assert shown.exit_code == 0
    assert report["sha256"] in shown.stdout
    with open_run(tmp_path / "made") as run:
        first = run.rows()[0]["id"]
        assert run.row(first).why()["state"] == "accepted"
        assert run.row(first).why()["calls"], "no call is shown"
    exported = seedbed("export", "made")
    assert exported.exit_code == 0 and "warning" not in exported.stderr
    again = seedbed("resume", "made")
    assert again.exit_code == 0
    assert "nothing to resume" in again.stderr
    spec, plan = (tmp_path / "made" / name for name in ("spec.yaml", "plan.yaml"))
    whole, ended = spec.read_text(encoding="utf-8"), plan.read_bytes()
    spec.write_text(whole.replace("rows: 6", "rows: 8"), encoding="utf-8")
    refused = seedbed("resume", "made")  # what is edited afterwards isn't passed over
    assert plan.read_bytes() == ended
    assert refused.exit_code == 2 and "rows: 6 → 8" in refused.stderr
    assert "undo it, or build anew" in refused.stderr and "seedbed extend made -n +2\n" in refused.stderr
    spec.write_text(whole, encoding="utf-8")
    assert seedbed("audit", "made").exit_code == 0
    assert "nothing to resume" in seedbed("resume", "made").stderr


def test_the_exam_can_be_skipped(
    seedbed: Seedbed, endpoint: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEEDBED_CACHE", str(tmp_path / "cache"))  # nothing is known of the model
    result = seedbed("build", REQUEST, "--skip-exam", "--yes", "-o", "made")
    assert result.exit_code == 0, result.stderr
    assert "the exam of sim-strong is skipped" in " ".join(result.stderr.split())
    report = json.loads((tmp_path / "made" / "report.json").read_text(encoding="utf-8"))
    (model,) = report["models"]
    assert "judging" in model["not_shown"] and not model["can"]
    assert 0 < report["cost"]["apart"]["exam"]["completion_tokens"] < 200  # a handful of short answers
    assert not (tmp_path / "cache" / "exams").exists()


def test_a_plan_is_edited_and_built(seedbed: Seedbed, endpoint: Running, tmp_path: Path) -> None:
    planned = seedbed("plan", REQUEST, "--yes", "-o", "planned")
    assert planned.exit_code == 0, planned.stderr
    spec = tmp_path / "planned" / "spec.yaml"
    assert "sim-strong" in spec.read_text(encoding="utf-8"), "the flags' model is not in the spec"
    assert seedbed("plan", REQUEST, "--yes", "-o", "planned").exit_code == 2
    built = seedbed("build", "planned", "--yes", "-o", "made", "--json")
    assert built.exit_code == 0, built.stderr
    report = json.loads((tmp_path / "made" / "report.json").read_text(encoding="utf-8"))
    assert json.loads(built.stdout)["sha256"] == report["sha256"] != ""
    plan = (tmp_path / "planned" / "plan.yaml").read_text(encoding="utf-8")
    other = seedbed("build", "planned", "--yes", "-n", "7", "-o", "other")
    assert other.exit_code == 2 and "-n 7: the plan beside it is for 6 rows" in other.stderr
    nowhere = ("--store", "postgresql://nobody@127.0.0.1:9/none")  # in which nothing may be left
    looked = seedbed("build", "planned", "--dry-run", "--yes", "-o", "unmade", *nowhere)
    assert looked.exit_code == 0 and "plan.yaml" in looked.stderr and "Estimate: " in looked.stderr
    told = json.loads(seedbed("build", "planned", "--dry-run", "--yes", "--json").stdout)
    assert told["estimate"]["tokens"] > 0 and told["status"]["requested"] == 6
    assert not (tmp_path / "unmade").exists()
    down = seedbed("build", "planned", "--dry-run", "--yes", "--base-url", "http://127.0.0.1:9/v1")
    assert down.exit_code == 3 and "stopped: http://127.0.0.1:9/v1 can't be reached" in down.stderr
    for words in (("build", REQUEST, "--dry-run"), ("plan", REQUEST, "-o", "p"), ("preview", str(spec))):
        capped = seedbed(*words, "--yes", "--json", "--budget", "1calls")
        said = {"error": "the budget of 1 call is used up", "exit_code": 3}
        assert capped.exit_code == 3 and json.loads(capped.stdout) == said
    more = re.sub(r"(?m)(/any/any: )\d+$", r"\g<1>9", plan)
    (tmp_path / "planned" / "plan.yaml").write_text(more, encoding="utf-8")
    wrong = seedbed("build", "planned", "--yes", "-o", "other")
    assert wrong.exit_code == 2 and "add up to" in wrong.stderr


def test_a_plan_that_cannot_be_written_is_refused_before_anything_is_asked(
    seedbed: Seedbed, endpoint: Running, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    asked = endpoint.stats()["requests"]
    refused = seedbed("plan", REQUEST, "--yes", "-o", "file/planned")
    assert refused.exit_code == 2 and "file/planned: can't be written: Not a directory" in refused.stderr
    assert endpoint.stats()["requests"] == asked


def test_a_preview_shows_traces_and_what_all_would_cost(
    seedbed: Seedbed, endpoint: Running, tmp_path: Path
) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    result = seedbed("preview", "spec.yaml", "-n", "2", "--yes", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert len(found["rows"]) == 2
    spent = found["status"]["tokens"]
    assert found["estimate"]["whole"]["rows"] == 500
    assert 0 < found["estimate"]["whole"]["tokens"] <= 250 * (spent["prompt"] + spent["completion"])
    whole = found["estimate"]["whole"]
    assert 0 < whole["low"] < whole["tokens"] < whole["high"]
    assert [path.name for path in tmp_path.iterdir() if path.is_dir() and path.name != ".cache"] == []


def test_a_part_of_which_no_test_row_was_accepted_is_told_by_guess() -> None:
    asked = Spec(parts=(Part(name="notes", recipe="records", topic="a bakery", rows=60),))
    guess = Estimate(candidates=67, calls=300, tokens=50_000, usd=0.5, low=0.3, high=2.25)
    whole = _for_all({"notes": guess}, asked, 0.5)["whole"]
    assert (whole["tokens"], whole["low"], whole["high"]) == (50_000, 15_000, 112_500)
    assert (whole["usd"], whole["usd_by_batch"]) == (0.5, 0.25)


def test_a_preview_takes_the_plan_beside_its_spec(
    seedbed: Seedbed, endpoint: Running, tmp_path: Path
) -> None:
    assert seedbed("plan", REQUEST, "--yes", "-o", "planned").exit_code == 0
    file = tmp_path / "planned" / "plan.yaml"
    plan = yaml.safe_load(file.read_text(encoding="utf-8"))
    mine = plan["approved"]["parts"][0]
    *others, last = mine["quotas"]
    mine["quotas"] = {last: 6}
    mine["tree"]["concepts"][-1]["name"] = "Punctures"
    file.write_text(json.dumps(plan), encoding="utf-8")
    result = seedbed("preview", "planned", "-n", "3", "--yes", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert others and [row["cell"]["ordered"] for row in found["rows"]] == [last] * 3
    assert "Punctures" in json.dumps(found["rows"]) and found["estimate"]["whole"]["rows"] == 6
    mine["quotas"] = {last: 7}
    file.write_text(json.dumps(plan), encoding="utf-8")
    wrong = seedbed("preview", "planned", "--yes")
    assert wrong.exit_code == 2 and "planned/plan.yaml: parts[0].quotas add up to 7 rows" in wrong.stderr


def test_a_preview_has_the_shares_of_what_a_recipe_counts_and_tells_what_planning_took(
    seedbed: Seedbed, endpoint: Running, tmp_path: Path
) -> None:
    recipe = {
        "use": "labelled-text",
        "vary": {"label": {"praise": "10 rows", "complaint": 0.25, "question": "rest"}},
    }
    (tmp_path / "spec.yaml").write_text(json.dumps({"recipe": recipe, "topic": "a hotel", "rows": 40}))
    result = seedbed("preview", "spec.yaml", "-n", "4", "--yes")
    assert result.exit_code == 0, result.stderr
    assert re.search(r"rows +4 +4 ", result.stdout)
    assert re.search(r"planning took [1-9][0-9,]+ tokens here", result.stdout)


def test_a_run_resumes_without_the_flags_it_was_made_with(
    seedbed: Seedbed, server: Running, tmp_path: Path
) -> None:
    flags = ("--base-url", server.base_url, "--model", "sim-strong")
    first = seedbed(
        "build", REQUEST, *flags, "--yes", "-o", "made", "--budget", "400calls", "--budget", "30ktok"
    )
    assert first.exit_code == 3, first.stderr
    assert "go on: seedbed resume made --budget CAP, above that one" in first.stderr
    done = seedbed("resume", "made", "--yes", "--budget", "9mtok", "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(seedbed("status", "made", "--json").stdout)["accepted"] == 6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("preview", "plain words", "--yes"), "is no spec"),
        (("build", "s.yaml", "--knowledge", "ftp://x/y", "--yes"), "ftp://x/y: is no place for an index"),
        *(
            (("build", "s.yaml", f"--{flag}", ""), "nothing is named: name it, or leave the flag out")
            for flag in ("knowledge", "recipe", "trace", "notify")
        ),
        (("build", "9 poems", "--recipe", "stanse", "--yes"), "no recipe `stanse` — did you mean `stance`?"),
        (("models", "list", "--base-url", "http://127.0.0.1:9/v1"), "can't be reached"),
        *(
            (("build", *words), "a request is one text in quotes")
            for words in (("-5", "odes"), ("5", "odes"))
        ),
        (
            ("plan", "notes.md", "--budget", "3usd", "-o", "p"),
            "the request is the text of notes.md; documents go",
        ),
        (("build", "s.yaml", "--recipe", "haiku"), "--recipe haiku: the spec's parts name their recipes"),
        (("build", "k.yaml"), "language: there is no language 'Germn' — give its English name"),
        (("build", "s.yaml", "--world", "s.yaml"), "--world s.yaml: no part's recipe takes it"),
        (("preview", "s.yaml", "--personas", "s.yaml"), "--personas s.yaml: no part's recipe takes it"),
    ],
)
def test_bad_input_is_named(seedbed: Seedbed, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "s.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "notes.md").write_text("Bikes are hired by the day.", encoding="utf-8")
    (tmp_path / "k.yaml").write_text(f"{SPEC}language: Germn\n", encoding="utf-8")
    result = seedbed(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("world: s.yaml", "no part's recipe takes it"),
        ("personas: s.yaml", "no part's recipe takes it"),
        ("include_examples: true", "nothing is named by `examples`"),
        ("allow_verbatim: true", "nothing is named by `steer_by`"),
        ("labels: [a, b]", "labels: a part's recipe says it, or takes none (line"),
        ("turns: [2, 4]", "turns: a part's recipe says it, or takes none (line"),
        ("of: others", "of: a part's recipe says it, or takes none (line"),
    ],
)
def test_what_a_recipe_does_not_take_is_refused_in_its_spec(
    seedbed: Seedbed, tmp_path: Path, key: str, said: str
) -> None:
    (tmp_path / "s.yaml").write_text(f"{SPEC}{key}\n", encoding="utf-8")
    result = seedbed("build", "s.yaml", "--yes")
    place = f"line {1 + SPEC.count(chr(10))}"
    assert (result.exit_code, said in result.stderr, place in result.stderr) == (2, True, True), result.stderr


def test_a_recipe_that_sets_another_language_than_its_spec_is_said() -> None:
    part = Part(topic="trams", rows=2, recipe="haiku")
    flags = {"model": "m", "base_url": "http://127.0.0.1:9/v1"}
    said = ["rows: its recipe sets `language`, en, not the spec's"]
    assert read_wish(Spec(parts=(part,), language="German"), flags)[1] == said
    assert read_wish(Spec(parts=(part,)), flags)[1] == []


def test_a_source_that_is_nowhere_is_named_with_where_it_was_looked_for(
    seedbed: Seedbed, tmp_path: Path
) -> None:
    (tmp_path / "specs").mkdir()
    spec = tmp_path / "specs" / "s.yaml"
    spec.write_text("recipe: cited-questions\ntopic: tides\nrows: 3\nsources: [dcs]\n", encoding="utf-8")
    result = seedbed("build", "specs/s.yaml", "--yes")
    assert result.exit_code == 2
    assert "specs/s.yaml: sources: there is no file or folder 'dcs' in the spec's folder" in result.stderr


def test_models_are_checked_once(seedbed: Seedbed, endpoint: Running) -> None:
    found = json.loads(seedbed("models", "check", "--json").stdout)
    assert found["models"]["default"]["from"]["base_url"] == "environment"
    assert found["profiles"]["default"]["skills"]["json_schema"]["able"]
    listed = json.loads(seedbed("models", "list", "--json").stdout)
    assert "sim-strong" in listed["models"]
    shown = seedbed("models", "check")
    assert "json schema" in shown.stdout


def test_the_graphs_draw_themselves(seedbed: Seedbed) -> None:
    drawn = seedbed("graphs").stdout
    assert "%% build" in drawn and "%% sample" in drawn
    assert "produce --> critique" in drawn
