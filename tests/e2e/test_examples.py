"""The person's own rows in the dataset, where `--include-examples` asks for that (and only there:
`hostile/test_steering_bad_input.py`)."""

import json
from contextlib import closing
from pathlib import Path

from seedbed.memory.store.opening import open_store
from tests.e2e.inside import seedbed
from tests.e2e.program import count, lines
from tests.simulator.fixtures import endpoint
from tests.simulator.launch import Running

__all__ = ["endpoint"]

MINE = {
    "The tandem you lent us was a joy, thank you to the two in the shop.": "praise",
    "My brakes squeal since you mended them on Tuesday, and the bell is gone.": "complaint",
    "Do you lend trailers for two children over the long weekend?": "question",
}
ODD = {"text": "A label that nobody knows stands beside this.", "label": "other"}
FOREIGN = {
    "text": "Ich möchte gern wissen, ob man bei Ihnen am Wochenende Anhänger für zwei Kinder leihen kann.",
    "label": "question",
}


def test_labels_that_the_plan_lacks_are_said_before_approval(endpoint: Running, tmp_path: Path) -> None:
    given = [{"text": f"Row {n} of mine.", "label": ["praise", "advice"][n % 2]} for n in range(4)]
    (tmp_path / "mine.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in given), encoding="utf-8")
    spec = tmp_path / "spec.yaml"
    spec.write_text("recipe: labelled-text\ntopic: a bike-rental firm\nrows: 9\n", encoding="utf-8")
    own = tmp_path / "mine.jsonl"
    words = ("--base-url", endpoint.base_url, "--model", endpoint.model, "--skip-exam", "--yes")
    done = seedbed(
        "plan", spec, "--examples", own, *words, "-o", tmp_path / "run", env={"SEEDBED_API_KEY": "k"}
    )
    assert done.exit_code == 0, done.stderr
    said = "label: the plan lacks advice of your rows; none of your rows has complaint, question"
    assert said in " ".join(done.stderr.split())


def test_rows_that_are_given_count_among_those_asked_for(endpoint: Running, tmp_path: Path) -> None:
    own = [{"text": text, "label": label} for text, label in MINE.items()]
    given = [*own, FOREIGN, own[0], ODD]
    (tmp_path / "mine.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in given), encoding="utf-8")
    spec, run = tmp_path / "spec.yaml", tmp_path / "run"
    spec.write_text("recipe: labelled-text\ntopic: a bike-rental firm\nrows: 9\nseed: 3\n", encoding="utf-8")
    given_too = ("--examples", tmp_path / "mine.jsonl", "--include-examples")
    words = ("--base-url", endpoint.base_url, "--model", endpoint.model, "--skip-exam", "--yes", "-o", run)
    done = seedbed("build", spec, *given_too, *words, env={"SEEDBED_API_KEY": "k"})
    assert done.exit_code == 0, done.stderr
    rows = {row["text"]: row for row in lines(run / "dataset.jsonl")}
    assert len(rows) == 9 and {text: rows[text]["label"] for text in MINE} == MINE
    assert ODD["text"] not in rows and FOREIGN["text"] not in rows
    assert "3 of 6 examples are in the dataset (" in done.stderr
    assert (
        "malformed (language.text): 1" in done.stderr
        and "duplicate (rouge-l): 1; no seat fits 1)" in done.stderr
    )
    figures = json.loads((run / "report.json").read_bytes())
    assert "3 of 3 are right by a person's word" in figures["faithfulness"]["basis"]
    assert figures["given"] == 3 and "6 rows made by seedbed and 3 that were given" in (
        run / "README.md"
    ).read_text(encoding="utf-8")
    mine = [line for line in lines(run / "provenance.jsonl") if line["method"] == "recipe/given"]
    assert {line["id"] for line in mine} == {rows[text]["id"] for text in MINE}
    for line in mine:
        assert line["grade"] == "proven" and line["models"] == []
        assert [one["kind"] for one in line["evidence"]] == ["schema", "human"]
    asked = "SELECT count(*) FROM answers WHERE role = 'judge' AND step = 'choose_concept' AND attempt = 0"
    assert count(run, f"{asked} AND slot IN (SELECT slot FROM ledger WHERE stage = 'plan')") >= 3
    assert seedbed("audit", run).exit_code == 0
    exported = seedbed("export", run, "--format", "jsonl", "-o", tmp_path / "out.jsonl")
    assert exported.exit_code == 0 and "The tandem" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_a_given_row_that_is_withdrawn_is_shown_to_no_writer_any_more(
    endpoint: Running, tmp_path: Path
) -> None:
    own = [{"text": text, "label": label, "from": "a letter"} for text, label in MINE.items()]
    (tmp_path / "mine.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in own), encoding="utf-8")
    spec, run = tmp_path / "spec.yaml", tmp_path / "run"
    spec.write_text("recipe: labelled-text\ntopic: a bike-rental firm\nrows: 9\nseed: 3\n", encoding="utf-8")
    model = ("--base-url", endpoint.base_url, "--model", endpoint.model, "--yes")
    given = ("--examples", tmp_path / "mine.jsonl", "--include-examples", "--skip-exam")
    env = {"SEEDBED_API_KEY": "k"}
    assert seedbed("build", spec, *given, *model, "-o", run, env=env).exit_code == 0
    (tandem,) = [row["id"] for row in lines(run / "dataset.jsonl") if "The tandem" in row["text"]]
    assert seedbed("redo", run, tandem).exit_code == 0
    assert seedbed("extend", run, "-n", "6").exit_code == 0
    with closing(open_store(run / "run.sqlite")) as store:
        before = store.committed()
    assert seedbed("resume", run, *model, env=env).exit_code == 0
    with closing(open_store(run / "run.sqlite")) as store:
        shown = [brief.demonstrations for number, brief in store.briefs() if number > before and brief]
    assert any(shown) and "The tandem" not in json.dumps(shown)
