"""Rows of one passage that say the same are taken back once all are there, and others made in their place."""

import json
import shutil
from collections import Counter
from pathlib import Path

from tests.e2e.inside import Inside
from tests.e2e.program import Done, answers, lines
from tests.e2e.test_each import ITEMS, NEWS
from tests.simulator.launch import simulator

TAKEN = "4 rows taken back, which gave what another row gives"


def _built(folder: Path, base_url: str, *flags: str, kills: tuple[int, ...] = ()) -> tuple[Path, Done]:
    folder.mkdir()
    program = Inside(folder, base_url)
    (folder / "news.jsonl").write_text("".join(f"{json.dumps({'text': one})}\n" for one in ITEMS))
    program.spec(sources=["news.jsonl"], parts=[NEWS], seed=1)
    done = program.killed(kills, "build", "spec.yaml", "--skip-exam", "-o", "run", "--yes", *flags)
    assert done.code == 0, done.err
    assert program("audit", "run").code == 0
    rows = lines(folder / "run" / "dataset.jsonl")
    assert sorted(Counter(row["item"]["source"] for row in rows).values()) == [2] * 4
    return folder / "run", done


def test_a_row_that_repeats_another_of_its_passage_is_made_anew_however_often_it_is_killed(
    tmp_path: Path,
) -> None:
    with simulator(critic="strict") as endpoint:
        run, done = _built(tmp_path / "whole", endpoint.base_url)
        there = answers(run)
        again, _ = _built(tmp_path / "killed", endpoint.base_url, kills=(there - 12, there - 4))
        more = Inside(tmp_path / "more", endpoint.base_url)
        extended = shutil.copytree(run, more.folder / "run")
        before = {row["id"] for row in lines(extended / "dataset.jsonl")}
        assert more("extend", "run", "-n", "+4").code == 0 == more("resume", "run").code
    after = {row["id"] for row in lines(extended / "dataset.jsonl")}
    assert (len(before), len(after)) == (8, 12) and before < after, "what was delivered stays"
    assert TAKEN in done.err
    first = [one["reasons"][0] for one in lines(run / "rejected.jsonl")]
    taken = [one for one in first if one["by"] == "repeats"]
    assert len(taken) == 4 and {one["code"] for one in taken} == {"duplicate"}
    assert taken[0]["detail"].startswith("gives what another row gives: ")
    assert "the same matter in other words" in taken[0]["detail"]
    revised = json.loads((run / "report.json").read_text("utf-8"))["revisions"]
    assert [one["by"] for one in revised if one["kind"] == "redo"] == ["critic"] * 4
    for file in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (again / file).read_bytes() == (run / file).read_bytes()


def test_rows_are_sent_back_in_mid_build_however_often_it_is_killed(tmp_path: Path) -> None:
    runs = list[Path]()
    with simulator(critic="strict") as endpoint:
        for name in ("whole", "killed"):
            (tmp_path / name).mkdir()
            program = Inside(tmp_path / name, endpoint.base_url)
            program.spec(
                recipe="records", topic="a bike-rental firm", rows=24, look_ahead=4, critique_every=4
            )
            there = answers(runs[0]) if runs else 0
            kills = (there // 3, there // 2, there - 12, there - 3) if runs else ()
            done = program.killed(kills, "build", "spec.yaml", "--skip-exam", "-o", "run", "--yes")
            assert done.code == 0, done.err
            assert "row sent back by the critic's model" in done.err or runs
            assert program("audit", "run").code == 0
            runs.append(tmp_path / name / "run")
    whole, killed = runs
    assert len(lines(whole / "dataset.jsonl")) == 24
    first = [one["reasons"][0] for one in lines(whole / "rejected.jsonl")]
    assert {one["by"] for one in first} >= {"critic", "repeats"}, "beside each other: all of one part"
    back = [one for one in first if one["by"] == "critic"]
    assert {(one["code"], one["detail"]) for one in back} == {("low quality", "It names no place.")}
    report = json.loads((whole / "report.json").read_text("utf-8"))
    sent = [one for one in report["revisions"] if one["kind"] == "send back"]
    assert len(sent) == len(back) and all(one["by"] == "reader" for one in sent)
    assert not any(one["kind"] == "guide" for one in report["revisions"]), (
        "its seat's next writer is told alone"
    )
    told = {one["id"]: one["brief"]["before"] for one in lines(whole / "provenance.jsonl")}
    row = next(
        id for id, before in told.items() if before and before["reasons"][0]["detail"] == "It names no place."
    )
    assert "one that was taken back: It names no place." in " ".join(
        program("inspect", "run", row).out.split()
    )
    for file in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (whole / file).read_bytes() == (killed / file).read_bytes()


def test_where_a_cap_leaves_no_room_for_others_rows_stay(tmp_path: Path) -> None:
    with simulator(critic="strict") as endpoint:
        _, done = _built(tmp_path / "capped", endpoint.base_url, "--budget", "20calls")
    assert TAKEN not in done.err
