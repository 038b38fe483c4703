"""People decide about rows of a finished run and of one that is built: counts, files and audit follow."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from seedbed import open_run
from seedbed.app.asking import plant
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.review import decided, planted_rows
from seedbed.memory.store.opening import open_store
from tests.e2e.inside import seedbed, status
from tests.e2e.program import Program, count, lines, until
from tests.e2e.runs import MESSAGES
from tests.e2e.steering.conftest import SPEC
from tests.e2e.tracing.whole import whole_run
from tests.simulator.launch import simulator

MENDED = "Hello, the front wheel of my bike came off, and I would like to tell you so."


def sound(run: Path) -> dict[str, Any]:
    """The status; the audit finds nothing, the trace is whole, and the identities hold."""
    whole_run(run)
    result = seedbed("audit", run)
    assert result.exit_code == 0, result.stdout
    return status(run)


def test_a_finished_run_is_reviewed_and_goes_on(program: Program, run: Path) -> None:
    with open_run(run) as view:
        queue = view.review_queue("ada")
        first, second, third, fourth = [one["row"] for one in queue][:4]
        with pytest.raises(UserFault, match="isn't right: schema"):
            view.decide(first, "fix", reviewer="ada", fixed={"text": "Hi"})
        with pytest.raises(UserFault, match="label can't be changed by hand"):
            view.decide(first, "fix", reviewer="ada", fixed={"label": "another"})
        with pytest.raises(UserFault, match="accept changes nothing in a row"):
            view.decide(first, "accept", reviewer="ada", fixed={"text": MENDED})
        view.decide(first, "fix", reviewer="ada", fixed={"text": MENDED})
        view.decide(second, "accept", reviewer="ada")
        assert view.status["grades"]["proven"] == 2
        said = {one.row: one.stream for one in decided(view.store)}
        assert said == {one["row"]: one["why"] for one in queue[:2]}, "drawn rows count as drawn"
    found = sound(run)
    assert (found["accepted"], found["state"], found["grades"]["proven"]) == (12, "done", 2)
    report = json.loads((run / "report.json").read_text(encoding="utf-8"))
    assert report["review"]["reviewers"][0]["fix"] == 1 and report["grades"]["proven"] == 2
    assert report["spared"]["rows"] == 0, "a person read it in their place"
    assert "a person has changed its words" in seedbed("inspect", run, first).stdout
    with open_run(run) as view:
        view.decide(third, "reject", reviewer="ada", reason="low quality", note="too stiff", tell=True)
        view.decide(fourth, "can't say", reviewer="ada")
    found = sound(run)
    assert found["missing"] == 1 and "before people withdrew rows" in found["faithfulness"]["basis"]
    with open_run(run) as view:
        view.undo("ada", third)
    assert (sound(run)["missing"], status(run)["state"]) == (0, "done")
    with open_run(run) as view:
        view.decide(third, "reject", reviewer="ada", reason="low quality", note="too stiff", tell=True)
    assert third not in (run / "dataset.jsonl").read_text(encoding="utf-8")
    was = next(one for one in lines(run / "provenance.jsonl") if "was" in one)
    assert was["id"] == first and was["was"]["row"]["text"] != MENDED
    assert was["evidence"][-1]["kind"] == "human" and was["evidence"][-1]["reviewer"] == "ada"
    again = program("resume", "run", "--yes", "--quiet")
    assert again.code == 0, again.err
    assert sound(run)["accepted"] == 12
    told = [one["brief"]["guidance"] for one in lines(run / "provenance.jsonl")]
    assert ["Rows were sent back for this: too stiff"] in [guidance[-1:] for guidance in told]
    steered = seedbed("steer", run, "--guide", "Be brief.")
    assert "0 missing): kept for rows that are asked for" in steered.stderr


def test_no_mended_row_is_lost_to_a_decision_that_waits_for_the_build(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seedbed.app.asking._WAIT", 0.0)
    first, second = (row["id"] for row in lines(run / "dataset.jsonl")[:2])
    with open_run(run) as view:
        with RunFolder(run).hold():  # as a build does that waits for a call
            view.decide(first[:9], "fix", reviewer="ada", fixed={"text": MENDED})
            view.decide(second[:9], "reject", reviewer="ada", reason="policy")
            for row, made in {first: "fix", second: "reject"}.items():
                said = f"ada's decision about the row {row[:9]}.* waits for the build: {made}"
                with pytest.raises(UserFault, match=said):
                    view.decide(row, "fix", reviewer="bob", fixed={"text": f"{MENDED} Bob."})
            view.decide(first, "accept", reviewer="bob")
        view.decide(second, "can't say", reviewer="bob")
        assert view.row(first).fields["text"] == MENDED and len(decided(view.store)) == 4


def test_a_rejection_that_was_taken_back_is_no_cause_of_what_is_missing(run: Path) -> None:
    first, second, third = (row["id"] for row in lines(run / "dataset.jsonl")[:3])
    with open_run(run) as view:
        view.decide(first, "reject", reviewer="ada", reason="low quality")
        assert status(run)["stopped_because"] == f"a person asked: ada: reject {first}"
        view.decide(second, "reject", reviewer="ada", reason="low quality")
        view.undo("ada", first)
        told = "people asked for 1 row more or anew since it had ended"
        assert (status(run)["missing"], status(run)["stopped_because"]) == (1, told)
        view.redo(third)
        assert "for 2 rows more" in status(run)["stopped_because"]


def test_planted_rows_are_made_and_no_more_when_there_are_enough(run: Path) -> None:
    before, candidates = (run / "dataset.jsonl").read_bytes(), status(run)["candidates"]
    plant(run)
    assert seedbed("audit", run).exit_code == 2  # the files are behind until somebody writes them
    assert seedbed("audit", run, "--repair").exit_code == 0
    with closing(open_store(run / "run.sqlite", write=False)) as store:
        planted = planted_rows(store)
        rows = {json.dumps(one.draft.row) for one in store.candidates()}
    assert planted and not any(one.good for one in planted.values())
    assert not [one for one in planted.values() if one.kind != "swap.label" and json.dumps(one.row) in rows]
    with open_run(run) as view:
        for id in planted:
            view.decide(id, "reject", reviewer="ada", reason="wrong label")
        (told,) = view.figures()["review"]["reviewers"]
    assert told["planted"]["errors"] == {"shown": len(planted), "seen": len(planted)}
    plant(run)
    assert len(planted_rows(open_store(run / "run.sqlite", write=False))) == len(planted)
    found = sound(run)
    assert (found["accepted"], found["candidates"]) == (12, candidates)
    assert (run / "dataset.jsonl").read_bytes() == before


def test_a_running_build_takes_decisions_up(tmp_path: Path) -> None:
    import seedbed.graphs.lifecycle  # noqa: F401  # what deciding needs is there before the build goes on

    with simulator(latency=120) as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        spec = program.spec(**{**SPEC, "parts": [{**MESSAGES, "rows": 24}]})
        process = program.start("build", spec, "--skip-exam", "--yes", "-o", "run", "--quiet")
        run = tmp_path / "run"
        until(process, lambda: count(run, "SELECT count(*) FROM candidates WHERE state = 'accepted'") > 2)
        with open_run(run) as view:
            first, second = [row["id"] for row in view.rows()][:2]
            view.decide(first, "accept", reviewer="ada")
            view.decide(second, "reject", reviewer="ada", reason="off concept")
        process.communicate()
        assert process.returncode == 0
    found = sound(run)
    assert found["accepted"] == 24 and found["grades"]["proven"] == 1
    with closing(open_store(run / "run.sqlite", write=False)) as store:
        assert [(one.row, one.changed) for one in decided(store)] == [(first, True), (second, True)]
