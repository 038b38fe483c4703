"""Steering on bad input: models that can't plan or judge, domains too small, caps in the middle of probes.

Whatever happens is said with its cause, the exit code is honest, and nothing that came is lost.
"""

import json
import re
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.hostile.bad import SPEC, Run, cache, check, endpoint, run
from tests.e2e.inside import status
from tests.e2e.program import count, lines
from tests.e2e.runs import PLAIN
from tests.simulator.launch import Running, simulator

__all__ = ["cache", "endpoint", "run"]
NOTES: dict[str, Any] = {
    "recipe": {
        "use": "records",
        "row": {name: {"schema": {"type": "string"}} for name in ("name", "text")},
        "rubric": ["It is of use."],
    },
    "topic": "bikes for hire",
    "look_ahead": 16,
    "critique_every": 16,
}
FLAT = {**NOTES, "recipe": PLAIN}


def spec(name: str = "spec.yaml", base: dict[str, Any] = SPEC, **keys: Any) -> str:
    Path(name).write_text(yaml.safe_dump({**base, **keys}, sort_keys=False), encoding="utf-8")
    return name


def models(address: str, **roles: str) -> dict[str, Any]:
    """Keys of a spec: strong models, and one of another profile per role."""
    own = {"base_url": address, "model": "sim-strong"}
    others = {role: {"base_url": address, "model": model} for role, model in roles.items()}
    return {"models": {"default": own, **others}, "roles": {role: role for role in roles}}


# judges ------------------------------------------------------------------------------------------------


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def begun(run: Run, port: int, profile: str, name: str) -> str:
    """A build whose judge passed the exam and has changed since; its output."""
    address = f"http://127.0.0.1:{port}/v1"
    with simulator(port=port) as honest:
        check(run("models", "check", SEEDBED_BASE_URL=honest.base_url), 0)
    with simulator(port=port, profile=profile):
        result = run("build", name, "--yes", "-o", "run", SEEDBED_BASE_URL=address)
    check(result, 1)
    return result.stdout


def test_judges_that_fail_their_exam_get_no_job(run: Run, endpoint: Running) -> None:
    name = spec(base=NOTES, rows=24, **models(endpoint.base_url, judge="sim-yes-man"))
    result = run("build", name, "--yes", "-o", "run")
    check(result, 2, "part rows: nothing can make its rows: the judge model 'sim-yes-man' can't")
    assert "for this role alone (`roles: {judge: …}`)" in result.stderr
    assert result.stderr.count("can't tell right from wrong") == 1
    asked = endpoint.stats()["requests"]
    check(run("build", name, "--yes", "-o", "run"), 2, "nothing can make its rows")
    assert endpoint.stats()["requests"] == asked, "known by the exam: nothing is planned before"


def test_a_judge_that_says_yes_is_found_and_replaced(run: Run, port: int) -> None:
    said = begun(run, port, "yes-man", spec(base=NOTES, rows=130))
    assert "the judge says yes to nearly everything: of 13 texts known to be wrong it rejected 0" in said
    assert "seedbed resume run --accept-changes" in said
    before = status(Path("run"))
    assert before["planted"] == 13 and before["accepted"] > 30
    assert len(lines(Path("run/dataset.jsonl"))) == before["accepted"]
    with simulator(port=port) as honest:
        edited = yaml.safe_load(Path("run/spec.yaml").read_text(encoding="utf-8"))
        edited |= models(honest.base_url, judge="sim-thinker")
        Path("run/spec.yaml").write_text(yaml.safe_dump(edited, sort_keys=False), encoding="utf-8")
        here = {"SEEDBED_BASE_URL": honest.base_url}
        check(run("resume", "run", "--yes", **here), 2, "roles.judge", "--accept-changes")
        check(run("resume", "run", "--yes", "--accept-changes", **here), 0)
    after = status(Path("run"))
    assert after["missing"] == 0 and after["planted"] <= after["candidates"] / 10
    judged = re.search(r"(\d+) planted errors", after["faithfulness"]["basis"])
    assert judged and int(judged[1]) < 13 <= after["planted"]  # what the other has read doesn't count


def test_a_judge_that_says_no_and_nothing_to_measure_it_by(run: Run, port: int) -> None:
    said = begun(run, port, "no-man", spec(base=FLAT, rows=6, accept={"attempts": 1}))
    assert "no row was accepted at all" in said and "--examples" in said
    assert status(Path("run"))["planted"] == 0


# faithfulness and caps ---------------------------------------------------------------------------------


def test_a_cap_inside_the_probes_is_resumed(run: Run) -> None:
    name = spec(base=NOTES, rows=30, max_concurrent=1, look_ahead=1, critique_every=15)
    check(run("models", "check"), 0)
    check(run("build", name, "--yes", "-o", "whole"), 0)
    with closing(sqlite3.connect("whole/run.sqlite")) as store:
        stages = [stage for (stage,) in store.execute("SELECT stage FROM ledger ORDER BY id")]
    # Three probes come at the first critique; of the next candidate at most two calls come between them.
    calls = stages.index("probe") + 3
    check(run("build", name, "--yes", "-o", "run", "--budget", f"{calls}calls"), 3, "seedbed resume run")
    stopped = status(Path("run"))
    assert stopped["calls"] == calls and stopped["planted"] == 0
    assert count(Path("run"), "SELECT count(*) FROM ledger WHERE stage = 'probe'") > 0
    wrong = run("steer", "run", "--drop", "Privacy of dat")
    check(wrong, 2, "there is no concept 'Privacy of dat' — did you mean 'Privacy of data'")
    assert count(Path("run"), "SELECT count(*) FROM commands") == 0
    check(run("resume", "run", "--yes", "--budget", "5000calls"), 0)
    ended, whole = status(Path("run")), status(Path("whole"))
    assert Path("run/dataset.jsonl").read_bytes() == Path("whole/dataset.jsonl").read_bytes()
    for key in ("planted", "candidates", "calls", "rounds", "faithfulness", "diversity", "coverage"):
        assert ended[key] == whole[key], key
    assert ended["planted"] > 0


def test_what_people_see_of_the_critique_and_say_against_it(run: Run) -> None:
    rows = [{"name": f"Bike {n}", "text": f"The {n}th bike has {3 * n} gears."} for n in range(2, 32)]
    Path("mine.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    name = spec(base=NOTES, rows=60, examples=["mine.jsonl"], accept={"faithfulness": 0.99})
    built = run("build", name, "--yes", "-o", "run")
    check(
        built, 0, "critique after 16 candidates: coverage 27 %, faithfulness ", "refused as near-copies 0 %"
    )
    assert "Coverage of the plan 100 %; right rows (faithfulness): " in " ".join(built.stdout.split())
    found = status(Path("run"))
    low, high = found["faithfulness"]["low"], found["faithfulness"]["high"]
    assert low < 0.99 <= high, "too few probes to say whether it is reached"
    figures = json.loads(run("inspect", "run", "--json").stdout)
    critic = figures["critic"]
    assert critic == json.loads(Path("run/report.json").read_text(encoding="utf-8"))["critic"]
    assert critic["planted"] == found["planted"] == sum(k["judged"] + k["void"] for k in critic["probes"])
    assert {stratum["stratum"] for stratum in critic["strata"]} >= {"rows, as first written"}
    varied = figures["diversity"]["rows"]
    assert varied["examples"]["texts"] == 30
    phrase, number = varied["phrases"][0]
    assert f"<bdi>«{phrase}»</bdi> {number}" in Path("run/report.html").read_text(encoding="utf-8")
    assert all(cell["tokens_per_row"] > 0 for part in figures["parts"] for cell in part["cells"])
    assert critic["short"] == [] and critic["history"][-1]["coverage"] == 1.0
    page = Path("run/report.html").read_text(encoding="utf-8")
    assert "How well the checks see errors" in page and "wrong word" in page
    assert "of known truth were planted among" in Path("run/README.md").read_text(encoding="utf-8")
    assert "of known truth planted" in run("status", "run").stdout

    made = lines(Path("run/dataset.jsonl"))
    assert not {row["text"] for row in rows} & {row["text"] for row in made}, "nobody asked to include them"
    ids = [row["id"] for row in made]
    decided = "".join(f"{json.dumps({'id': one, 'right': n % 5 > 0})}\n" for n, one in enumerate(ids))
    Path("gold.jsonl").write_text(decided, encoding="utf-8")
    for quiet in ((), ("--quiet",)):
        result = run("resume", "run", "--yes", "--gold", "gold.jsonl", *quiet)
        check(result, 1)
        said = " ".join((result.stdout + result.stderr).split())
        assert "Not what was asked for" in said
        assert "faithfulness 0.99 was asked for, and that of the rows is 80 % (95 % interval" in said
    assert status(Path("run"))["state"] == "short" and status(Path("run"))["missing"] == 0
