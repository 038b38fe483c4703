"""Approval from anywhere: what waits is plain data in the store, who answers first is heard, and a plan is
changed by the rules of an edited plan."""

import json
import os
import pty
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import seedbed as api
from seedbed.app import asking
from seedbed.graphs.approval.changing import ChangeFault
from seedbed.graphs.approval.orders import Answer, Approve, Change, Decline
from seedbed.memory.files.plan_file import read_plan, write_plan
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.plan import Plan
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.sql import SqlStore
from tests.app.waiting import PART, made, server
from tests.e2e.inside import seedbed, status
from tests.e2e.program import Program
from tests.runs import HOSTILE
from tests.simulator.launch import Running
from tests.warm import PROGRAM, Warm

__all__ = ["made", "server"]


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Iterator[api.RunView]:
    with api.open_run(shutil.copytree(made, tmp_path / "run")) as view:
        yield view


def leaves(run: api.RunView) -> dict[str, int]:
    """Concept → its rows, as they would be approved."""
    return {one["id"]: one["approved"] for one in run.plan()["parts"][0]["concepts"] if one["leaf"]}


def answers(run: api.RunView) -> list[tuple[str, dict[str, Any]]]:
    known = ("approved", "declined", "plan changed")
    return [(one.kind, one.data) for one in run.store.events() if one.kind in known]


def test_a_build_that_nobody_approves_waits_and_says_for_what(run: api.RunView) -> None:
    question = run.waiting()
    assert question is not None and run.status["state"] == "awaiting approval"
    plain = question.model_dump(mode="json")
    assert json.loads(json.dumps(plain)) == plain
    assert (question.point, question.number) == ("plan", 1)
    assert question.estimate is not None and question.estimate.calls > 0
    assert question.models["judge"] == "sim-strong"
    assert (run.store.meta("trials") or {})[PART]["rows"], "no dry row is there"
    shown = seedbed("inspect", run.path, "--plan").stdout
    assert " 0/24\n" in shown and "waits for approval" in shown and "approved " not in shown
    assert not run.plan()["approved"]


def test_a_changed_and_approved_plan_is_built(run: api.RunView) -> None:
    first, second, third, *_ = leaves(run)
    before = leaves(run)
    moved = {first: before[first] - 1, second: before[second] + 1}
    wish = {
        "rows": moved,
        "rename": {first: HOSTILE[:40]},
        "demand": ["It names a day."],
        "guidance": ["Brief."],
    }
    dry = run.store.meta("trials")
    run.change({PART: wish})
    question = run.waiting()
    assert question is not None and question.stale and question.number == 2
    (mine,) = read_plan(run.path / "plan.yaml").approved.parts
    shares = {leaf.id: mine.tree.share(leaf.id) * 24 for leaf in mine.tree.leaves()}
    assert shares == pytest.approx(leaves(run), abs=0.7), "what comes open later goes by other shares"
    more = {"add": [{"name": "Lost keys", "under": "root", "rows": 5}], "strike": ["messages to a hotel"]}
    run.change({PART: {"drop": [third], "spread": True, **more}}, anew=True)
    assert run.store.meta("trials") is None and third not in leaves(run)
    assert sum(leaves(run).values()) == 24 == run.spec.rows
    (part,) = run.spec.parts
    assert part.clauses["It names a day."] == ("rubric 1",) and "messages to a hotel" not in part.clauses
    assert part.guidance == ("Brief.",)
    (run.path / "checkpoints.sqlite").unlink()  # holds nothing that the store doesn't
    with api.resume(run.path) as tried:
        assert tried.store.meta("trials") not in (None, dry), "the dry rows weren't made anew"
        tried.approve()
    with api.resume(run.path) as built:
        assert (built.status["state"], built.status["accepted"]) == ("done", 24)
        assert [kind for kind, _ in answers(built)] == ["plan changed", "plan changed", "approved"]


def test_the_report_has_the_rows_of_labels_as_approved(run: api.RunView) -> None:
    run.change({PART: {"labels": {"angry": 6, "calm": 18}, "spread": True}})
    (part,) = run.figures()["parts"]
    assert {label["name"]: label["share"] for label in part["labels"]} == {"angry": 6, "calm": 18}


def test_a_demand_whose_labels_a_person_changes_is_not_told_as_kept(run: api.RunView) -> None:
    def unkept() -> dict[str, str]:
        return {one["text"]: one["not_kept"] for one in run.status["clauses"] if one["not_kept"]}

    told = {"labels: angry, calm": "as bound: a person changed label, which was angry 1/2, calm 1/2"}
    run.change({PART: {"labels": {"angry": 6, "calm": 18}, "spread": True}})
    assert unkept() == told
    run.change({PART: {"labels": {"angry": 12, "calm": 12}, "spread": True}})
    assert not unkept(), "it was changed back"
    file = run.path / "plan.yaml"
    (part,) = read_plan(file).approved.parts
    calm = {key: 2 * rows for key, rows in part.quotas.items() if "/calm/" in key}
    most, least, *_ = calm
    calm |= {most: calm[most] + calm[least] - 1, least: 1}
    write_plan(Plan(parts=(part.model_copy(update={"quotas": calm}),)), file)
    run.approve()
    with api.resume(run.path) as built:
        (part,) = read_plan(file).approved.parts
        shares = {one.id: part.tree.share(one.id) * 24 for one in part.tree.leaves()}
        assert shares == pytest.approx(part.rows_by(1), abs=0.7)
        assert unkept() == told and any(
            told[text] in said for text in told for said in built.figures()["limits"]
        )


@pytest.mark.parametrize(
    ("wish", "field", "said"),
    [
        ({"rows": {"FIRST": 0}}, "rows: rows", "are missing"),
        ({"rows": {"FIRST": 4000}}, "rows: rows", "too many"),
        ({"rows": {"FIRST": -1}}, "rows: rows FIRST", "greater than or equal to 0"),
        ({"dorp": ["FIRST"]}, "rows: dorp", "did you mean `drop`?"),
        ({"strike": "all"}, "rows: strike", "a list is wanted, not `all`"),
        ({"rows": {"nowhere": 3}}, "rows: rows of nowhere", "no concept with rows of that name"),
        ({"rows": {"root": 3}}, "rows: rows of root", "no concept with rows of that name"),
        ({"labels": {"angry": 1}}, "rows: labels", "24 are asked for"),
        ({"drop": ["root"]}, "rows: drop a hotel", "all of the part"),
        ({"drop": ["EVERY"]}, "rows: drop", "no concept"),
        ({"rename": {"FIRST": " "}}, "rows: name", "needs a name"),
        ({"rename": {"FIRST": "A HOTEL"}}, "rows: name a hotel", "2 concepts"),
        ({"add": [{"name": "x", "under": "FIRST"}]}, "rows: add 1", "has none below it"),
        ({"add": [{"name": "", "rows": 3}]}, "rows: add 1", "needs a name"),
        ({"rename": {"FIRST": ""}}, "rows: name", "needs a name"),
        ({"guidance": ["x" * 401]}, "rows: guidance", "at most 400 characters"),
        ({"strike": ["nobody said so"]}, "rows: strike", "no demand"),
        ({"demand": ["messages to a hotel"]}, "rows: demand", "demanded already"),
        ({"demand": ["It is {{ open('/etc/passwd') }}."]}, "rows: demand", "rubric[1]"),
    ],
)
def test_what_cant_be_had_is_named_field_by_field(
    run: api.RunView, wish: dict[str, Any], field: str, said: str
) -> None:
    first, *_ = leaves(run)
    text = json.dumps(wish).replace("FIRST", first).replace('["EVERY"]', json.dumps([*leaves(run)]))
    with pytest.raises(ChangeFault) as fault:
        run.change({PART: json.loads(text)})
    assert said in fault.value.faults[field.replace("FIRST", first)], fault.value.faults
    assert run.waiting() is not None and run.waiting().number == 1 and answers(run) == []  # type: ignore[union-attr]


def test_of_two_answers_the_first_holds_and_the_second_is_told(run: api.RunView) -> None:
    run.decline("too dear")
    with pytest.raises(api.UserFault, match="answered already from Python: declined"):
        asking.answer(run.path, Approve(question=1, by="in the browser"))
    assert "not approved: too dear" in run.status["stopped_because"]
    run.approve()
    with pytest.raises(api.UserFault, match="nothing waits"):
        run.approve()
    with pytest.raises(api.UserFault, match="answered already from Python: approved"):
        asking.answer(run.path, Approve(question=2, by="in the browser"))
    shutil.rmtree(run.path)
    with pytest.raises(api.UserFault, match="there is no run"):
        run.waiting()


@pytest.mark.parametrize("yes", [False, True], ids=["begun without a yes", "begun with one"])
def test_a_plan_that_nobody_approved_is_not_built_by_resume(run: api.RunView, yes: bool) -> None:
    with closing(RunFolder(run.path).open_store(write=True)) as store:
        store.set_metas({"hints": {**(store.meta("hints") or {}), "yes": yes}, DIGESTS: {}})
    if yes:  # a yes that the price kept from holding, say
        run.decline("too dear")
    for _ in range(2):
        with api.resume(run.path) as left:
            assert (left.status["state"], left.status["accepted"]) == ("awaiting approval", 0)
            assert left.waiting() is not None


@pytest.mark.parametrize("answer", [Approve, Decline, Change])
def test_an_answer_leaves_all_or_nothing(
    run: api.RunView, monkeypatch: pytest.MonkeyPatch, answer: Callable[..., Answer]
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    before = run.waiting()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(SqlStore, "_insert_events", killed)
        asking.answer(run.path, answer(question=1, by="in the browser"))
    assert run.waiting() == before and [one.name for one in run.store.waiting()]
    assert not run.store.meta("approved")


def test_where_a_cap_is_reached_more_is_asked_for(run: api.RunView) -> None:
    run.approve(["100calls"])
    with pytest.raises(api.Paused, match="100 calls"):
        api.resume(run.path)
    question = run.waiting()
    assert question is not None and question.point == "budget" and "100 calls" in question.told
    with pytest.raises(api.UserFault, match="no budget is named"):
        run.approve()
    with pytest.raises(api.UserFault, match="the plan stands"):
        run.change({PART: {"guidance": ["x"]}})
    used = sum(run.status["tokens"].values())
    for cap, told in {"1ktok": f"{used:,} tokens are used already", "100calls": "100 calls are used"}.items():
        with pytest.raises(api.UserFault, match=told):
            run.approve([cap])
    run.decline()
    assert run.waiting() is not None
    run.approve(["5000calls"])
    assert run.waiting() is None
    with api.resume(run.path) as built:
        assert built.status["state"] == "done"


def at_terminal(run: api.RunView, server: Running, *flags: str) -> tuple[Warm, int]:
    """A process that resumes a run, and its terminal."""
    mine, theirs = pty.openpty()
    home = run.path.parent
    environment = {**os.environ, **server.settings, "HOME": str(home), "COLUMNS": "200"}
    ends = dict.fromkeys(("stdin", "stdout", "stderr"), theirs)
    process = Warm(PROGRAM, ("resume", str(run.path), *flags), home, environment, **ends)
    os.close(theirs)
    return process, mine


def test_who_is_away_is_told_once_that_a_build_waits_and_that_it_was_declined(
    run: api.RunView, server: Running
) -> None:
    heard = run.path.parent / "heard"
    notify = f"sh -c 'echo $SEEDBED_EVENT: $SEEDBED_TEXT >> {heard}'"
    process, mine = at_terminal(run, server, "--notify", notify)
    told = b""
    for ask in (1, 2):
        while told.count(b"Build it? [y/N]") < ask:
            told += os.read(mine, 65536)
        if ask == 1:
            run.change({PART: {"guidance": ["Brief."]}})
    os.write(mine, b"n\n")
    assert process.wait(60) == 3
    assert b"change it first: seedbed view " in os.read(mine, 65536)
    os.close(mine)
    waits, declined = heard.read_text("utf-8").splitlines()
    assert waits.startswith("awaiting approval: ") and declined.startswith("paused: ")
    assert "a person declined plan and cost: not approved" in declined


def test_a_run_is_resumed_detached_once_a_person_said_yes(run: api.RunView, server: Running) -> None:
    for said, code in {b"n\n": 3, b"y\n": 0}.items():
        process, mine = at_terminal(run, server, "--detach")
        told = b""
        while b"Build it? [y/N]" not in told:
            told += os.read(mine, 65536)
        assert run.status["state"] != "done"
        os.write(mine, said)
        assert process.wait(60) == code
        os.close(mine)
    assert seedbed("attach", run.path).exit_code == 0 and run.status["state"] == "done"


@pytest.mark.parametrize(("by", "code"), [("SIGTERM", 130), ("SIGHUP", 130), ("stop", 3)])
def test_a_build_that_waits_at_its_terminal_may_be_ended(
    run: api.RunView, server: Running, by: str, code: int
) -> None:
    process, mine = at_terminal(run, server)
    told = b""
    while b"Build it? [y/N]" not in told:
        told += os.read(mine, 65536)
    if by == "stop":
        assert seedbed("stop", run.path).exit_code == 0
    else:
        process.send_signal(signal.Signals[by])
    try:
        assert process.wait(20) == code
    finally:
        process.kill()
        os.close(mine)
    assert run.status["state"] == {130: "interrupted", 3: "paused"}[code]
    assert not answers(run)


def test_a_build_that_waits_at_its_terminal_is_answered_elsewhere(run: api.RunView, server: Running) -> None:
    process, mine = at_terminal(run, server)
    told = b""

    def until(said: bytes, since: int) -> int:
        nonlocal told
        end = time.monotonic() + 60
        while said not in told[since:]:
            assert time.monotonic() < end, told.decode()
            told += os.read(mine, 65536)
        return len(told)

    seen = until(b"Build it? [y/N]", 0)
    waits, looks = status(run.path)["waits"], Program(run.path.parent, "").start("attach", "run")
    assert waits["for"].startswith(
        "a person's yes to plan and cost: where the build was started, or by `seed"
    )
    assert looks.stdout and f": {waits['for']} · 0 of 24 rows" in looks.stdout.readline()
    looks.send_signal(signal.SIGINT)
    assert f": {waits['for']}\n" in seedbed("status", run.path).stdout
    run.change({PART: {"rename": {next(iter(leaves(run))): "Late arrivals"}}}, anew=True)
    seen = until(b"Build it? [y/N]", seen)
    assert b"answered from Python" in told and b"is called Late arrivals" in told
    run.approve()
    until(b"Delivered", seen)
    looks.communicate(timeout=20)  # which closes its pipes
    assert process.wait(60) == 0 == looks.returncode and "waits" not in status(run.path)
    os.close(mine)
