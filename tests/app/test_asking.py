"""A person's commands at the terminal: what they refuse, what they say, and the plan that they change."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.app.intake import read_run
from seedbed.app.views.plan import drawn
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.opening import open_store
from seedbed.memory.tree import ConceptTree
from seedbed.tools.evaluation.report.html import report_html
from seedbed.tools.evaluation.report.revisions import told
from tests.app.conftest import Seedbed, printed
from tests.runs import HOSTILE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--for", "Tours"), "say what to change"),
        (("--add", "a", "--add", "b", "--inside", "c"), "one --add"),
        (("--weight", "Tours", "0"), "0.01<=x<=100"),
        (("--guide", "x" * 700), "guide[0]: string should have at most 600 characters"),
        (("--part", "messages", "--add", "x" * 121), "add[0]: string should have at most 120 characters"),
        (("--part", "messages", "--add", ""), "a concept needs a name"),
        (("--guide", ""), "nothing is said"),
        (("--weight", "Tours", "nan"), "'nan' is no number"),
    ],
)
def test_what_steer_refuses(seedbed: Seedbed, copy: Path, words: tuple[str, ...], said: str) -> None:
    result = seedbed("steer", copy, *words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    with contextlib.closing(open_store(copy / "run.sqlite", write=False)) as store:
        assert store.waiting() == []


@pytest.mark.parametrize("rows", ["0", "many", "+", "1,00", pytest.param("9" * 5_000, id="long")])
def test_what_is_no_number_of_rows(seedbed: Seedbed, copy: Path, rows: str) -> None:
    result = seedbed("extend", copy, f"--rows={rows}")
    assert result.exit_code == 2 and "Invalid value for '-n'" in " ".join(result.stderr.split())


def test_a_run_whose_decisions_wait_is_not_finished(copy: Path) -> None:
    with contextlib.closing(open_store(copy / "run.sqlite")) as store:
        store.set_meta("state", "done")
        assert read_run(copy, {}).finished
        store.send("decide", {})  # as of a viewer that was killed in between
    assert not read_run(copy, {}).finished


def test_more_rows_of_one_part(seedbed: Seedbed, copy: Path) -> None:
    found = json.loads(seedbed("extend", copy, "-n", "+4", "--part", "problems", "--json").stdout)
    assert (found["requested"], found["accepted"], found["missing"]) == (15, 9, 6)
    assert "rows: 7" in (copy / "spec.yaml").read_text(encoding="utf-8")
    parts = json.loads(seedbed("inspect", copy, "--json").stdout)["parts"]
    assert [part["asked"] for part in parts] == [6, 7, 2]
    assert seedbed("extend", copy, "-n", "+4", "--part", "nope").exit_code == 2
    assert json.loads(seedbed("extend", copy, "-n", "+1,000", "--json").stdout)["requested"] == 1015


def test_rows_that_a_build_has_yet_to_take_up_are_counted(
    seedbed: Seedbed, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seedbed.app.asking._WAIT", 0.0)
    with contextlib.closing(open_store(copy / "run.sqlite")) as store:
        store.set_meta("state", "running")
    with RunFolder(copy).hold():  # as a build does that waits for a call
        for told in ("16 in all, 7 missing", "21 in all, 12 missing"):
            said = seedbed("extend", copy, "-n", "+5").stderr
            assert f"5 rows more ({told}): the build takes it up after its next commit" in said


@pytest.mark.parametrize("cut", ["graphs.at_rest.taken_up", "graphs.at_rest.write_files"])
def test_more_rows_are_told_as_soon_as_they_are_kept_and_are_there_once_whenever_it_ends(
    seedbed: Seedbed, copy: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"seedbed.{cut}", ended)
        killed = seedbed("extend", copy, "-n", "+4")
    assert killed.exit_code == 130
    assert (
        f"4 rows more: asked for; should this command be ended now, `seedbed resume {copy}`" in killed.stderr
    )
    # Whoever holds the run next carries out what waits, as `resume` does.
    assert json.loads(seedbed("extend", copy, "-n", "+1", "--json").stdout)["requested"] == 16


def test_no_rows_are_added_where_the_spec_file_cannot_follow(seedbed: Seedbed, copy: Path) -> None:
    file = copy / "spec.yaml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("rows: 6", "rows: many"), encoding="utf-8")
    refused = seedbed("extend", copy, "-n", "+4")
    assert refused.exit_code == 2 and "not `many`" in refused.stderr
    assert json.loads(seedbed("status", copy, "--json").stdout)["requested"] == 11
    file.write_text(whole, encoding="utf-8")
    assert json.loads(seedbed("extend", copy, "-n", "+4", "--json").stdout)["requested"] == 15


def test_more_rows_write_over_no_plan_that_was_edited(seedbed: Seedbed, copy: Path) -> None:
    file = copy / "plan.yaml"
    whole = file.read_text(encoding="utf-8")
    edited = whole.replace("name: ", "name: My ")
    file.write_text(edited, encoding="utf-8")
    refused = seedbed("extend", copy, "-n", "+4")
    assert refused.exit_code == 2 and "the plan was edited" in refused.stderr, refused.stderr
    assert file.read_text(encoding="utf-8") == edited
    file.write_text(whole, encoding="utf-8")
    assert seedbed("extend", copy, "-n", "+4").exit_code == seedbed("extend", copy, "-n", "+1").exit_code == 0


def test_a_stopped_run_keeps_directives_and_says_which_nothing_will_heed(
    seedbed: Seedbed, copy: Path
) -> None:
    asked = seedbed("steer", copy, "--guide", HOSTILE[:60], "--json")
    assert asked.exit_code == 0
    found = json.loads(asked.stdout)
    assert (found["running"], found["done"]) == (False, False)
    assert {d["by"] for d in found["directives"]} == {"person"}
    plan = seedbed("inspect", copy, "--plan").stdout.partition("asked for, and waits until rows are made:")[2]
    assert plan.count("writers are told «") == len(found["directives"])
    said = found["unheeded"]
    assert ["offline sources" in one for one in said] == [True] * 3, said
    assert [one.partition(": ")[0].split()[-1] for one in said] == ["messages", "problems", "questions"]


def test_hostile_words_stay_text(seedbed: Seedbed, copy: Path) -> None:
    row = json.loads((copy / "dataset.jsonl").read_text(encoding="utf-8").splitlines()[0])["id"]
    assert seedbed("redo", copy, row, "--because", HOSTILE).exit_code == 0
    shown = seedbed("inspect", copy, "--plan")
    assert shown.exit_code == 0
    assert all(char == "\n" or char.isprintable() for char in shown.stdout)
    assert "[bold red]x[/]" in shown.stdout
    assert "Repairs <i>" in shown.stdout
    status = seedbed("status", copy).stdout
    assert "11 requested = 8 accepted + 3 missing" in status
    again = seedbed("redo", copy, row)
    assert again.exit_code == 2 and "is not in the dataset" in again.stderr


EVERY: list[dict[str, Any]] = [
    {"kind": "reweight", "cell": "p/a/x/any"},
    {"kind": "weigh", "part": "p", "leaf": "a", "factor": 2.0},
    {"kind": "expand", "part": "p", "leaf": "a", "concepts": [{"name": "A1"}, {"name": "A2"}]},
    {"kind": "add concept", "part": "p", "concept": {"name": "B", "inside": "bees", "parents": ["all"]}},
    {"kind": "prune", "part": "p", "leaf": "a"},
    {"kind": "add values", "cell": "p/a/x/any", "attribute": "tone", "values": ["dry", "formal \x1b[2J"]},
    {"kind": "guide", "part": "p", "leaf": "", "say": "Be brief."},
    {"kind": "unguide", "part": "p", "leaf": "a", "say": "Be brief."},
    {"kind": "show", "cell": "p/a/x/any", "number": 4},
    {"kind": "retire", "cell": "p/a/x/any", "text": "ab" * 32},
    {"kind": "change method", "cell": "p/a/x/any", "method": "toy/other"},
    {"kind": "send back", "number": 4},
    {"kind": "extend", "rows": {"p": 1200}},
    {"kind": "redo", "row": "0123456789abcdef"},
    {"kind": "restore", "row": "0123456789abcdef"},
]


def test_every_revision_is_told() -> None:
    more = {"commit": 40, "by": "critic", "seats": 3, "because": "many words " * 12}
    more["account"] = {"told": "25% before, 50% after"}
    concept = {
        "id": "all", "name": "All", "parents": [], "leaf": False, "filled": 3, "quota": 9, "approved": 0,
        "later": False, "closed": False, "unsupported": "",
    }  # fmt: skip
    long = {"id": "a", "name": "A concept with a name that goes on for quite a while", "parents": ["all"]}
    leaf = {**concept, **long, "leaf": True, "unsupported": "no document", "approved": 7}
    clause = {"text": "at most ten words", "kept_by": ["check count.text"], "share": 0.5, "rows": 1, "of": 2}
    found = {
        "approved": True,
        "parts": [{"part": "p", "concepts": [concept, leaf]}],
        "agents": {},
        "planning": {"by": "draft", "because": "24 rows are few"},
        "clauses": [{**clause, "basis": "counted", "not_kept": ""}],
        "asked": [],
        "revisions": [{**told({**more, **one}, {}), "after": 40} for one in EVERY],
    }
    whole = printed(*drawn(found), width=200)
    for said in (
        "(unsupported, approved 7)", "after 40 candidates, by the critic", "3 rows moved",
        "since: 25% before, 50% after",
        "tone may be dry, formal \\x1b[2J",
        "writers are no longer told «Be brief.»", "1,200 of p", "0123456789abcdef",
    ):  # fmt: skip
        assert said in " ".join(whole.split())


def test_a_new_concept_is_told_by_the_path_to_it() -> None:
    above = {"id": "r1", "name": "Repairs", "parents": ["all"]}
    concepts = [{"id": "all", "name": "Bikes"}, above, {"id": "r2", "name": "Brakes", "parents": ["r1"]}]
    trees = {"p": ConceptTree.model_validate({"concepts": concepts})}
    for parent, said in (("r2", "under Repairs › Brakes"), ("all", "under the whole topic")):
        made = {"kind": "add concept", "part": "p", "concept": {"name": "B", "parents": [parent]}}
        assert told(made, trees)["told"] == f"the concept B, {said}"


def test_a_report_of_every_revision_is_written(copy: Path) -> None:
    figures = json.loads((copy / "report.json").read_text(encoding="utf-8"))
    bare = [{**told({"commit": 1, "by": "person", **one}, {}), "after": 1} for one in EVERY]
    page = report_html({**figures, "revisions": bare}, ())
    assert page.count("After 1 candidate, by a person: ") == len(EVERY)


def test_the_same_from_python(copy: Path) -> None:
    import seedbed as api

    with api.open_run(copy) as run:
        run.steer(guide=["Be brief."], part="messages")
        run.extend(3, part="problems")
        run.redo(run.rows()[0]["id"], because="too stiff")
        assert (run.spec.rows, run.status["requested"], run.status["missing"]) == (14, 14, 6)
        assert [one["kind"] for one in run.plan()["revisions"]] == ["extend", "redo", "guide"]
        with pytest.raises(api.UserFault, match="there is no concept"):
            run.steer(drop=["nowhere"])
        with pytest.raises(api.UserFault, match="rows: input should be greater than 0"):
            run.extend(0)
        for no_number in (True, "5"):
            with pytest.raises(api.UserFault, match="rows: input should be a valid integer"):
                run.extend(no_number)  # type: ignore[arg-type]
        with pytest.raises(api.UserFault, match="parts: a map is wanted, not `x`"):
            run.change("x")  # type: ignore[arg-type]
        with pytest.raises(api.UserFault, match="fixed: a map is wanted, not `abc`"):
            run.decide(run.rows()[1]["id"], "fix", fixed="abc")  # type: ignore[arg-type]
        with pytest.raises(api.UserFault, match="reviewer 'None': is no name"):
            run.undo(None)  # type: ignore[arg-type]
        with pytest.raises(api.UserFault, match="reason: unknown value `no`; allowed: wrong answer, unsupp"):
            run.decide(run.rows()[1]["id"], "reject", reason="no")
        with pytest.raises(api.UserFault, match="accept has no reason"):
            run.decide(run.rows()[1]["id"], "accept", reason="wrong label")
        with pytest.raises(api.UserFault, match="allowed: accept, reject, fix, can't say"):
            run.decide(run.rows()[1]["id"], "maybe")  # type: ignore[arg-type]
