"""Files of a run that are missing or damaged are written again from its store."""

import json
import os
import shutil
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest

from seedbed.graphs.at_rest import mend
from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.files.projection import write_rows
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.spec import Spec
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.opening import open_store
from seedbed.tools.evaluation.report.publish import REPORTS, publish
from seedbed.tools.knowledge.sources import read_sources
from tests.app.conftest import Seedbed

FILES = (
    *("dataset.jsonl", "provenance.jsonl", "rejected.jsonl", "failures.jsonl", "events.jsonl"),
    *("report.json", "report.html", "README.md", "plan.yaml", "spec.yaml"),
)


@pytest.fixture(scope="module")
def finished(run_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run with all its files."""
    run = Path(shutil.copytree(run_path, tmp_path_factory.mktemp("finished") / "run"))
    with closing(open_store(run / "run.sqlite")) as store:
        store.set_meta("state", "done")
        publish(RunFolder(run), store, {})
    (run / "plan.yaml").unlink()  # it has no plan as it ended yet
    mend(run)
    return run


@pytest.fixture
def done(finished: Path, tmp_path: Path) -> Path:
    """One of one's own."""
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def _texts(run: Path) -> dict[str, str]:
    return {name: (run / name).read_text(encoding="utf-8") for name in FILES}


def test_a_whole_run_is_left_alone(seedbed: Seedbed, done: Path) -> None:
    before = _texts(done)
    found = json.loads(seedbed("audit", done, "--repair", "--json").stdout)
    assert found["repaired"] == [] and _texts(done) == before


def test_while_lines_are_written_it_is_told_of_how_many(done: Path) -> None:
    heard = list[tuple[int, int]]()
    with closing(open_store(done / "run.sqlite")) as store:
        spec = Spec.model_validate(store.meta("spec"))
        write_rows(RunFolder(done), store, spec, lambda *told: heard.append(told))
    rows, why, refused, failures = (_texts(done)[name].count("\n") for name in FILES[:4])
    assert heard == [(n, rows + why + refused) for n in range(rows + why + refused + failures)]


def test_a_spec_and_a_plan_that_are_missing_are_one_fault_each(seedbed: Seedbed, done: Path) -> None:
    before = len(json.loads(seedbed("audit", done, "--json").stdout)["problems"])
    for name in ("spec.yaml", "plan.yaml"):
        (done / name).unlink()
    assert len(json.loads(seedbed("audit", done, "--json").stdout)["problems"]) == before + 2


def test_a_build_that_was_killed_while_it_published_tells_the_hash_of_its_rows(done: Path) -> None:
    with closing(open_store(done / "run.sqlite")) as store:
        store.set_metas({DIGESTS: {}, "sha256": "of the rows before"})
        mend(done)
        assert store.meta("sha256") == json.loads(_texts(done)["report.json"])["sha256"]


def test_report_and_card_follow_a_finished_run_that_is_open_again(seedbed: Seedbed, done: Path) -> None:
    first, *others = _texts(done)["dataset.jsonl"].splitlines()
    assert seedbed("redo", done, json.loads(first)["id"]).exit_code == 0
    texts = _texts(done)
    report, status = json.loads(texts["report.json"]), json.loads(seedbed("status", done, "--json").stdout)
    assert texts["dataset.jsonl"].splitlines() == others and report["accepted"] == len(others)
    assert [report[key] for key in ("state", "missing", "grades")] == [
        status[key] for key in ("state", "missing", "grades")
    ]
    assert (
        f"{len(others)} rows made by seedbed" in texts["README.md"] and report["sha256"] in texts["README.md"]
    )
    assert json.loads(seedbed("inspect", done, "--json").stdout)["sha256"] == report["sha256"]
    assert report["stopped_because"] not in texts["README.md"], "it may name what is nobody else's business"
    (done / "README.md").unlink()
    assert json.loads(seedbed("audit", done, "--repair", "--json").stdout)["repaired"] == ["README.md"]


MISSHAPEN = '{"models": [1], "cost": {"seconds": 7}}'


@pytest.mark.parametrize("damage", [None, '{"id": "x', MISSHAPEN], ids=["deleted", "damaged", "misshapen"])
def test_the_audit_writes_them_again(seedbed: Seedbed, done: Path, damage: str | None) -> None:
    before, clean = _texts(done), seedbed("audit", done, "--json")
    for name in FILES:
        (done / name).unlink() if damage is None else (done / name).write_text(damage, encoding="utf-8")
    found, after = json.loads(seedbed("audit", done, "--repair", "--json").stdout), _texts(done)
    assert sorted(found["repaired"]) == sorted(FILES)
    # How long the build took is the run's own, with what its end took.
    for texts in (before, after):
        report = json.loads(texts.pop("report.json"))
        texts["timeless"] = json.dumps({**report, "cost": {**report["cost"], "seconds": 0}})
    page = "report.html"
    assert {**after, page: ""} == {**before, page: ""} and len(after[page]) > 1000
    assert found["problems"] == json.loads(clean.stdout)["problems"]


def test_resume_writes_it_again(seedbed: Seedbed, done: Path) -> None:
    before = _texts(done)
    (done / "dataset.jsonl").unlink()
    (done / "report.html").write_text("<p>", encoding="utf-8")
    again = seedbed("resume", done)
    assert again.exit_code == 0, again.stderr
    assert "written again from the store: dataset.jsonl, report.html" in again.stderr
    assert _texts(done) == before


def test_a_file_that_is_there_and_differs_is_said_to_differ(seedbed: Seedbed, done: Path) -> None:
    (done / "README.md").write_text("{}\n", encoding="utf-8")
    assert "README.md: isn't as the store has it; " in seedbed("audit", done).stdout


def test_a_line_that_was_changed_is_one_thing_that_is_wrong(seedbed: Seedbed, done: Path) -> None:
    before = json.loads(seedbed("audit", done, "--json").stdout)["problems"]
    rows = (done / "dataset.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    changed = {**json.loads(rows[0]), "part": "x"}
    (done / "dataset.jsonl").write_text("".join([f"{json.dumps(changed)}\n", *rows[1:]]), encoding="utf-8")
    after = json.loads(seedbed("audit", done, "--json").stdout)["problems"]
    (told,) = [one for one in after if one not in before]
    assert told["row"] == changed["id"] and "dataset.jsonl from the store: part; `seedbed" in told["what"]


def test_what_a_person_edits_stays(seedbed: Seedbed, done: Path) -> None:
    spec = done / "spec.yaml"
    edited = spec.read_text(encoding="utf-8").replace("bike-rental", "boat-rental")
    spec.write_text(edited, encoding="utf-8")
    seedbed("audit", done, "--repair")
    assert spec.read_text(encoding="utf-8") == edited
    spec.write_text("parts: [", encoding="utf-8")
    seedbed("audit", done, "--repair")
    assert "bike-rental" in spec.read_text(encoding="utf-8")
    assert (done / "spec.yaml.damaged").read_text(encoding="utf-8") == "parts: ["


def test_a_plan_that_does_not_say_how_it_ended_is_written_again(seedbed: Seedbed, done: Path) -> None:
    plan, whole = done / "plan.yaml", _texts(done)["plan.yaml"]
    plan.write_text(whole[: whole.index("\nended:") + 1], encoding="utf-8")
    assert "plan.yaml: isn't as the store has it" in seedbed("audit", done).stdout
    assert json.loads(seedbed("audit", done, "--repair", "--json").stdout)["repaired"] == ["plan.yaml"]
    assert plan.read_text(encoding="utf-8") == whole


def test_a_documents_text_is_read_again_from_its_original_and_no_other(
    seedbed: Seedbed, done: Path, tmp_path: Path
) -> None:
    (original := tmp_path / "rules.md").write_text("# Rules\n\nA lost key costs £25.\n", encoding="utf-8")
    (source,) = read_sources([original]).sources
    with closing(open_store(done / "run.sqlite")) as store:
        store.set_meta("spec", {**(store.meta("spec") or {}), "sources": [str(original)]})
        store.set_meta("sources", [{**asdict(source), "text": ""}])
    mend(done)
    kept = {path: path.read_bytes() for path in (done / "sources").glob(f"{source.sha256}*")}
    assert len(kept) == 2
    shutil.rmtree(done / "sources")
    found = json.loads(seedbed("audit", done, "--repair", "--json").stdout)["repaired"]
    assert {*found} == {f"sources/{path.name}" for path in kept}
    assert all(path.read_bytes() == data for path, data in kept.items())
    original.write_text("# Rules\n\nA lost key costs £26.\n", encoding="utf-8")
    text = done / "sources" / f"{source.sha256}.txt"
    text.unlink()
    assert (
        "is missing: the text of rules.md" in seedbed("audit", done, "--repair").stdout and not text.exists()
    )


@pytest.mark.parametrize("state", ["done", "paused"])
def test_a_store_that_was_changed_is_not_papered_over(seedbed: Seedbed, done: Path, state: str) -> None:
    row = json.loads((done / "dataset.jsonl").read_text(encoding="utf-8").splitlines()[0])["id"]
    with closing(open_store(done / "run.sqlite")) as store:
        store.set_meta("state", state)
        store.set_meta(DIGESTS, store.digests())
        store.set_meta("request", "something else")
    (done / "dataset.jsonl").unlink()
    extended, redone = ("extend", done, "-n", "+1"), ("redo", done, row)
    for words in (("audit", done, "--repair"), extended, redone, ("resume", done, "--yes")):
        refused = seedbed(*words)
        assert refused.exit_code == 2 and "changed since the build ended" in refused.stderr
        assert not (done / "dataset.jsonl").exists()
    with closing(open_store(done / "run.sqlite")) as store:
        assert not store.waiting()
    assert "somebody wrote in its table 'meta'" in seedbed("audit", done).stdout


def test_a_run_that_was_killed_at_its_very_end_is_brought_to_it(seedbed: Seedbed, done: Path) -> None:
    (done / "README.md").unlink()
    with closing(open_store(done / "run.sqlite")) as store:
        store.set_meta(DIGESTS, {})  # as it stands while a build runs
    said = " ".join(seedbed("audit", done).stdout.split())
    assert "cut off" in said and "`seedbed audit --repair` keeps them" in said
    result = seedbed("resume", done)
    assert result.exit_code == 0 and "README.md" in result.stderr
    assert "are gone" not in seedbed("audit", done).stdout


def test_a_run_that_could_not_write_its_end_is_resumed_first(seedbed: Seedbed, done: Path) -> None:
    with closing(open_store(done / "run.sqlite")) as store:
        store.set_metas({"state": "paused", DIGESTS: {}})  # as a full disk leaves it
    audited = seedbed("audit", done)
    assert audited.exit_code == 2 and "its disk was full" in audited.stderr


def test_a_report_that_another_version_worded_is_not_wrong_and_stays(seedbed: Seedbed, done: Path) -> None:
    with closing(open_store(done / "run.sqlite")) as store:
        words = "in other words\n"
        store.set_meta(REPORTS, {**(store.meta(REPORTS) or {}), "report.html": digest_text(words)})
    (done / "report.html").write_text(words, encoding="utf-8")
    assert "report.html" not in seedbed("audit", done).stdout
    seedbed("audit", done, "--repair")
    assert (done / "report.html").read_text(encoding="utf-8") == words


@pytest.mark.parametrize(
    "licence", ["license: mit", "license:\n- mit\n- cc0-1.0", "license: other\nlicense_name: ours"]
)
def test_a_licence_that_a_person_set_in_the_card_is_no_damage_and_stays(
    seedbed: Seedbed, done: Path, licence: str
) -> None:
    card = done / "README.md"
    mine = card.read_text("utf-8").replace("license: unknown", licence)
    card.write_text(mine, "utf-8")
    assert "README.md" not in seedbed("audit", done).stdout
    card.write_text(f"{mine}More.\n", "utf-8")
    assert "README.md" in seedbed("audit", done).stdout
    seedbed("audit", done, "--repair")
    assert card.read_text("utf-8") == mine
    assert "README.md" not in seedbed("audit", done).stdout


def test_who_holds_the_run_is_told(seedbed: Seedbed, done: Path) -> None:
    folder = RunFolder(done)
    folder.hold()
    try:
        refused = seedbed("audit", done, "--repair")
    finally:
        folder.release()
    assert refused.exit_code == 2 and "another process is working on this run" in refused.stderr
    assert not Path("/proc/locks").exists() or f"(number {os.getpid()})" in refused.stderr


def test_a_run_of_another_version_is_told_so(seedbed: Seedbed, done: Path) -> None:
    with closing(open_store(done / "run.sqlite")) as store:
        store.set_meta("spec", {**(store.meta("spec") or {}), "forms": "sure"})
    for command in ("resume", "audit", "inspect"):
        found = seedbed(command, done)
        assert found.exit_code == 2 and "what this version doesn't write (Spec: forms: " in found.stderr
        assert "use the seedbed that made it" in found.stderr
