"""The blind reading: verdicts are counted, and a sheet or verdicts that were changed aren't."""

import json
import shutil
from pathlib import Path

import pytest

from benchmarks.readings.scoring import read_lines, score
from seedbed.memory.errors import UserFault

READ = Path(__file__).parents[2] / "benchmarks" / "readings" / "kinds-1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(READ, tmp_path / "reading"))


def test_the_verdicts_that_are_kept_give_the_figures_that_are_kept(folder: Path) -> None:
    kept = json.loads((folder / "result.json").read_text("utf-8"))
    found = score(folder)
    assert found == kept == json.loads((folder / "result.json").read_text("utf-8"))
    assert (found["accepted"]["read"], found["accepted"]["acceptable"]) == (78, 78)
    assert (found["planted"]["all"]["read"], found["planted"]["all"]["caught"]) == (30, 30)


def test_rows_that_were_judged_otherwise_are_named(folder: Path) -> None:
    key = {line["number"]: line["planted"] for line in read_lines(folder / "key.jsonl")}
    said = [json.dumps({"number": n, "acceptable": bool(bad), "reason": f"no {n}"}) for n, bad in key.items()]
    (folder / "verdicts.jsonl").write_text("\n".join(said), encoding="utf-8")
    found = score(folder)
    assert found["accepted"]["acceptable"] == 0 and found["planted"]["all"]["caught"] == 0
    assert [one["number"] for one in found["missed"]] == [n for n, bad in key.items() if bad]
    assert found["objections"][0]["reason"] == f"no {found['objections'][0]['number']}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"number": 2, "acceptable": true, "reason": ""}', "row 1 has 0, row 2 has 2"),
        ("", "row 1 has 0"),
        ('{"number": 991, "acceptable": true, "reason": ""}', "the sheet has no row 991"),
        ('{"number": 1, "acceptable": "yes", "reason": ""}', "line 1 is no verdict: acceptable"),
        ('{"number": 1, "acceptable": true}', "line 1 is no verdict: reason"),
        ("not JSON", "line 1 is no verdict"),
    ],
)
def test_every_row_needs_exactly_one_verdict(folder: Path, line: str, said: str) -> None:
    numbers = sorted(one["number"] for one in read_lines(folder / "key.jsonl"))
    rest = [json.dumps({"number": n, "acceptable": True, "reason": ""}) for n in numbers[1:]]
    (folder / "verdicts.jsonl").write_text("\n".join([line, *rest]), encoding="utf-8")
    with pytest.raises(UserFault, match=said):
        score(folder)


def test_a_sheet_changed_after_planting_is_not_scored(folder: Path) -> None:
    sheet = (folder / "sheet.jsonl").read_text("utf-8").splitlines()
    (folder / "sheet.jsonl").write_text("\n".join(sheet[:-1]), encoding="utf-8")
    with pytest.raises(UserFault, match="not as it was planted"):
        score(folder)
