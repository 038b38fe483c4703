"""The Python API: a run as a value, its rows in other libraries, and builds from a program."""

import asyncio
import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

import seedbed
from seedbed.app.api import BuildFlags, ResumeFlags
from seedbed.app.commands.building import build as command
from seedbed.app.commands.building import resume as resume_command
from seedbed.app.intake import hints_of, read_wish
from seedbed.memory.spec import Budget, Part
from tests.simulator.fixtures import endpoint
from tests.simulator.launch import Running

__all__ = ["endpoint"]


@pytest.fixture(autouse=True)
def _empty_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SEEDBED_CACHE", raising=False)


def test_every_public_name_is_there() -> None:
    assert {"Spec", "build", "resume", "open_run", "abuild", "aresume"} <= set(seedbed.__all__)
    for name in seedbed.__all__:
        assert getattr(seedbed, name).__doc__
        assert name in dir(seedbed)
    with pytest.raises(AttributeError, match="no attribute 'bild'"):
        getattr(seedbed, "bild")  # noqa: B009  # the name doesn't exist


def test_a_run_is_a_value(run_path: Path, tmp_path: Path) -> None:
    with seedbed.open_run(run_path) as run:
        rows = run.rows()
        assert len(rows) == run.status["accepted"] == 9
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
        row = run.row(rows[0]["id"][:6])
        assert row.id == rows[0]["id"]
        assert row.fields.items() <= rows[0].items()
        assert row.why()["id"] == row.id
        halves = run.export("jsonl", tmp_path / "halves.jsonl", split={"train": 0.5, "test": 0.5})
        assert {file.name for file in halves.files} == {"halves-train.jsonl", "halves-test.jsonl"}
        done = run.export("alpaca", tmp_path / "rows.json", columns=["grade"])
        assert done.files == {tmp_path / "rows.json": 9}
    with pytest.raises(seedbed.UserFault, match="there is no run"):
        seedbed.open_run(tmp_path)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (lambda run: run.row(5), "no row's id begins with 5"),
        (lambda run: run.row("\udcff"), r"no row's id begins with '\\udcff'"),
        (lambda run: run.decide(["x"], "accept"), "row: "),
        (lambda run: run.approve(5), "nothing waits|5 is no budget"),
        (lambda run: run.export(format=5), "there is no format 5"),
        (lambda run: run.export(split=0.8), "'0.8' doesn't name splits"),
        (lambda run: run.export(columns="grade, gread"), "there is no column 'gread'"),
        *(
            (lambda run, flags=flags: seedbed.build("2 rows", **flags), said)
            for flags, said in (
                ({"budget": 5}, "5 is no budget"),
                ({"budget": [5]}, "5 is no budget"),
                ({"knowledge": 5}, "knowledge: 5 is read as a number"),
                ({"trace": 5, "model": "embedded"}, "'5' is no collector's address"),
            )
        ),
    ],
)
def test_what_is_of_another_kind_is_refused_in_words(
    run_path: Path, asked: Callable[[seedbed.RunView], object], told: str
) -> None:
    with seedbed.open_run(run_path) as run, pytest.raises(seedbed.UserFault, match=told):
        asked(run)


def test_a_share_may_be_small(run_path: Path, tmp_path: Path) -> None:
    with seedbed.open_run(run_path) as run:
        done = run.export(out=tmp_path / "rows.jsonl", split={"few": 1e-05, "most": 1 - 1e-05})
    assert sum(done.files.values()) == 9


def test_a_closed_run_is_neither_read_nor_changed(run_path: Path) -> None:
    with seedbed.open_run(run_path) as run:
        row = run.row(run.rows()[0]["id"])
    run.close()
    before = (run_path / "run.sqlite").read_bytes()
    for asked in (
        lambda: run.status,
        row.why,
        *(run.figures, run.plan, run.rows, run.review_queue, run.export, run.waiting, run.undo),
        *(run.approve, run.decline, run.change, lambda: run.row(row.id), lambda: run.redo(row.id)),
        *(lambda: run.decide(row.id, "accept"), lambda: run.steer(guide=["x"]), lambda: run.extend(2)),
    ):
        with pytest.raises(seedbed.UserFault, match=r"this view is closed — open_run\("):
            asked()
    assert (run_path / "run.sqlite").read_bytes() == before


@pytest.mark.skipif(importlib.util.find_spec("pandas") is None, reason="pandas is not installed")
def test_rows_as_a_data_frame(run_path: Path) -> None:
    with seedbed.open_run(run_path) as run:
        frame = run.to_pandas()
        assert list(frame["id"]) == [row["id"] for row in run.rows()]


@pytest.mark.skipif(importlib.util.find_spec("datasets") is None, reason="datasets is not installed")
def test_rows_of_parts_with_other_fields_are_one_dataset(run_path: Path) -> None:
    with seedbed.open_run(run_path) as run:
        read, rows = run.to_datasets(), run.rows()
    assert len({frozenset(row) for row in rows}) > 1, "all parts have the same fields"
    assert [{name: value for name, value in row.items() if value is not None} for row in read] == rows


def test_a_program_builds_from_a_spec_and_looks_at_the_rows(endpoint: Running, tmp_path: Path) -> None:
    spec = seedbed.Spec(parts=(Part(offline="problems", topic="a bakery", rows=3),))
    run = seedbed.build(spec, out=tmp_path / "run", base_url=endpoint.base_url, model="sim-strong")
    with run:
        assert len(run.rows()) == 3
    with seedbed.resume(tmp_path / "run") as again:
        assert again.status["missing"] == 0
        file, at = tmp_path / "run" / "spec.yaml", endpoint.base_url
        with seedbed.build(file, out=tmp_path / "same", base_url=at, model="sim-strong") as same:
            assert same.rows() == again.rows()


def test_what_cant_be_had_is_told_and_a_run_doesnt_remember_it(endpoint: Running, tmp_path: Path) -> None:
    request, out = "3 arithmetic word problems about a bakery", tmp_path / "run"
    for told, wrong in (
        ("rows: ", {"rows": 0}),
        ("planning: ", {"planning": "x"}),
        ("patience: ", {"patience": float("inf")}),
        ("seed: ", {"seed": ""}),
        ("3 is no name of a model", {"model": 3}),
    ):
        with pytest.raises(seedbed.UserFault, match=told):
            seedbed.build(request, out=out, **wrong)
    for said, what in (("is no spec or request", Path("nowhere")), ("no such file", Path("spec.yaml"))):
        with pytest.raises(seedbed.UserFault, match=said):
            seedbed.build(what, out=out)
    at, model = endpoint.base_url, "sim-strong"
    with pytest.raises(seedbed.Paused, match=r"resume\('.*run', budget=…\) with a larger one goes on"):
        seedbed.build(request, out=out, budget="2calls", base_url=at, model=model)
    with pytest.raises(seedbed.UserFault, match=r"no spec yet .* --budget CAP, above that one"):
        seedbed.open_run(out)
    for told, flags in (
        ("max_concurrent: ", {"max_concurrent": 0}),
        ("no place", {"workers": "here"}),
        ("accept_changes: True or False", {"accept_changes": "no"}),
        ("allow_verbatim: True or False", {"allow_verbatim": "x"}),
    ):
        with pytest.raises(seedbed.UserFault, match=told):
            seedbed.resume(out, **flags)
    with pytest.raises(seedbed.UserFault, match="nobody says what sim-strong costs"):
        seedbed.resume(out, budget="5usd", base_url="http://far.example/v1", model=model)
    with pytest.raises(seedbed.Paused, match="budget of 3 calls"):
        seedbed.resume(out, budget="3calls", base_url=at, model=model)
    with seedbed.resume(out, budget="3000calls", base_url=at, model=model) as run:
        assert run.status["missing"] == 0


def test_one_path_is_as_good_as_a_list_of_it() -> None:
    hints = hints_of({"sources": "handbook/", "examples": Path("rows.jsonl")})
    assert (hints.sources, hints.examples) == (("handbook/",), ("rows.jsonl",))


def test_a_budget_of_the_spec_is_a_cap_as_one_of_the_call_is() -> None:
    spec = seedbed.Spec(parts=(Part(offline="problems", topic="a bakery", rows=3),))
    capped = spec.model_copy(update={"budget": Budget(usd=9.0)})
    none: dict[str, object] = {}
    given = ((spec, none), (spec, {"budget": ["9usd"]}), (capped, none))
    assert [read_wish(one, flags)[0].capped for one, flags in given] == [False, True, True]


def test_rows_that_each_counts_are_told_to_be_unused() -> None:
    part = {"recipe": "cited-questions", "topic": "t", "each": {"of": "document"}}
    spec = seedbed.Spec.model_validate({"parts": [{**part, "rows": 3}, {**part, "name": "others"}]})
    assert read_wish(spec, {})[1] == ["rows: `rows: 3` isn't used: `each` counts its rows"]
    assert "`rows: 3` isn't used" not in " ".join(read_wish(spec, {"rows": 3})[1])


def test_inside_a_loop_the_twin_is_named() -> None:
    async def inside() -> None:
        with pytest.raises(seedbed.UserFault, match="abuild"):
            seedbed.build("3 arithmetic word problems")

    asyncio.run(inside())


def test_python_takes_what_the_commands_take_and_nothing_else(run_path: Path) -> None:
    terminal = {"request", "out", "quiet", "yes", "as_json", "dry_run", "notify", "detach", "log"}
    assert {one.name for one in command.params} - terminal == {*BuildFlags.__annotations__}
    resumed = {*ResumeFlags.__annotations__}
    assert {one.name for one in resume_command.params} - {"run", *terminal} == resumed
    with pytest.raises(TypeError, match="no argument 'row'"):
        seedbed.build("3 arithmetic word problems", row=3)  # type: ignore[call-arg]  # the slip
    with seedbed.open_run(run_path) as run, pytest.raises(TypeError, match="no argument 'dropp'"):
        run.steer(dropp=["Tours"])
