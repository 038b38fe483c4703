"""Coding tasks: form, run, faulty variants, solvers; what each finds, and what is journaled."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from seedbed.agent.methods import find
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Work
from seedbed.agent.writer import code
from seedbed.agent.writer.code_running import lacks_sandbox
from seedbed.memory.candidate import Agreement, Execution
from seedbed.memory.errors import UserFault
from seedbed.memory.profile import Skill
from seedbed.memory.randomness import rng
from seedbed.memory.spec import Part
from seedbed.tools.verification.sandbox.running import Ran
from tests.agent.scenes import said, scene
from tests.agent.scripted import ScriptedDesk

PART = Part(task="code", topic="libraries", rows=8)
CAN: tuple[Skill, ...] = ("json_schema", "judging")
RIGHT = "def late_fee(days: int) -> int:\n    if days <= 7:\n        return 0\n    return (days - 7) * 3"
OTHER = "def late_fee(days):\n    over = max(days - 7, 0)\n    return 3 * over"
TESTS = [
    "assert late_fee(7) == 0",
    "assert late_fee(8) == 3",
    "assert late_fee(0) == 0",
    "assert late_fee(17) == 30",
]
TASK: Mapping[str, Any] = {
    "problem": "Write `late_fee(days: int) -> int`: nothing up to 7 days, 3 pounds for each day above.",
    "entry_point": "late_fee",
    "solution": RIGHT,
    "tests": TESTS,
}
GOOD = {"reason": "Nothing to mend.", "score": 5}


_RAISED = (ArithmeticError, AssertionError, NameError, SyntaxError, TypeError, ValueError)


class Here:
    """A sandbox for programs that the test itself has written: no fence at all."""

    def __init__(self, **ends: str) -> None:
        self.ends = ends
        """A word in a program → how its run ends, first of all."""
        self.runs = 0

    def run(self, program: str, tests: str, **_: Any) -> Ran:
        self.runs += 1
        for word in [word for word in self.ends if word in program]:
            return Ran(self.ends.pop(word), "")  # type: ignore[arg-type]  # a word of the test's
        space: dict[str, Any] = {}
        try:
            exec(compile(program, "program", "exec"), space)  # noqa: S102 - the test's own program
        except _RAISED as error:
            return Ran("error", f"{type(error).__name__}: {error}", "program")
        try:
            exec(compile(tests, "tests", "exec"), space)  # noqa: S102 - the test's own program
        except _RAISED as error:
            said = f"tests, line 1: {type(error).__name__}: {error} <f at 0x7f00beef>"
            return Ran("failed", said, "tests" if isinstance(error, AssertionError) else "program")
        return Ran("passed", "")


def begun(*answers: Any, here: Here | None = None, **more: Any) -> tuple[Work, Bench, ScriptedDesk]:
    shelf = Shelf(derived={"sandbox": here or Here()})
    return scene(PART, *answers, can=CAN, shelf=shelf, grounding={"taken": []}, **more)


async def made(*answers: Any, here: Here | None = None) -> tuple[Work, Bench, ScriptedDesk]:
    work, bench, scripted = begun(*answers, here=here)
    return await code.verify(await code.write(work, bench), bench), bench, scripted


def reason(work: Work) -> tuple[str, str, str]:
    (one,) = work.reasons
    return one.code, one.by, one.detail


# a right task --------------------------------------------------------------------------------------------


async def test_a_task_that_holds_is_proven_by_its_run_and_by_two_solvers() -> None:
    work, bench, scripted = await made(TASK, {"solution": OTHER}, {"solution": RIGHT}, GOOD)
    assert not work.reasons and work.grade == "proven"
    assert work.row == {**TASK, "tests": "\n".join(TESTS)}
    assert work.text == TASK["problem"] and len(work.signature) == 64
    execution, agreement = work.evidence
    assert isinstance(execution, Execution) and execution.ok
    assert (execution.program, execution.tests) == (RIGHT, "\n".join(TESTS))
    assert re.fullmatch(r"passed; \d+ of \d+ faulty variants of the program fail", execution.outcome)
    assert isinstance(agreement, Agreement) and agreement.ok
    assert agreement.answers == ("passed", "passed", "passed") and agreement.share == 1
    assert work.assigned == (work.brief.cell.key,)
    judged = await code.judge(work, bench)
    assert not judged.reasons
    assert RIGHT.splitlines()[0] in said(scripted, 3)


async def test_solvers_see_the_problem_and_neither_solution_nor_tests() -> None:
    _, _, scripted = await made(TASK, {"solution": OTHER}, {"solution": OTHER})
    for call in (1, 2):
        assert TASK["problem"] in said(scripted, call)
        assert "assert" not in said(scripted, call) and "(days - 7) * 3" not in said(scripted, call)
        assert "brief" not in said(scripted, call)
    assert scripted.asked[1][0].key != scripted.asked[2][0].key


# what is wrong -------------------------------------------------------------------------------------------


async def test_bad_form_is_refused_before_anything_is_run() -> None:
    here = Here()
    work, _, scripted = await made({**TASK, "solution": f"import os\n{RIGHT}"}, here=here)
    assert reason(work) == ("malformed", "form", "the solution imports 'os', which no task may")
    assert here.runs == 0 and len(scripted.asked) == 1
    assert work.grade == "supported"


async def test_a_solution_that_fails_its_own_tests_is_wrong() -> None:
    work, _, scripted = await made({**TASK, "solution": RIGHT.replace("<= 7", "<= 8")})
    code_, by, detail = reason(work)
    assert (code_, by) == ("wrong answer", "sandbox")
    assert "failed: tests, line 1: AssertionError" in detail
    assert "0x7f" not in detail, "an address differs from run to run"
    assert len(scripted.asked) == 1, "nobody is paid to solve it"
    assert work.evidence[0].ok is False


@pytest.mark.parametrize("test", ["late_fee({0}) == late_fee({0})", "isinstance(late_fee({0}), object)"])
async def test_tests_that_assert_nothing_are_worth_nothing_though_variants_break_down(test: str) -> None:
    work, _, _ = await made({**TASK, "tests": [f"assert {test.format(n)}" for n in (0, 7, 8, 17)]})
    assert reason(work)[:2] == ("low quality", "mutation")
    assert "refuse only 0 of" in reason(work)[2]


async def test_tests_that_hardly_fail_are_of_low_quality() -> None:
    weak = [f"assert late_fee({days}) >= 0" for days in (0, 7, 8, 17)]
    work, _, _ = await made({**TASK, "tests": weak})
    code_, by, detail = reason(work)
    assert (code_, by) == ("low quality", "mutation")
    assert re.match(r"the tests refuse only \d+ of \d+ faulty variants", detail)


async def test_a_solution_without_anything_to_vary_shows_nothing() -> None:
    task = {
        "problem": "Write `first_shelf(shelves: list) -> list`, which gives back its argument as it is.",
        "entry_point": "first_shelf",
        "solution": "def first_shelf(shelves):\n    pass",
        "tests": [f"assert first_shelf({n}) is None" for n in range(3)],
    }
    work, _, _ = await made(task)
    assert reason(work)[:2] == ("low quality", "mutation")


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (RIGHT.replace("* 3", "* 4"), "doesn't pass the tests (failed: "),
        ("def fee(days):\n    return 0", "defines the function 'late_fee' never"),
        ("import os\n" + RIGHT, "imports 'os'"),
        ("this is no program", "is no Python"),
    ],
)
@pytest.mark.parametrize("right_first", [True, False])
async def test_a_solver_that_gets_it_wrong_speaks_against_the_text(
    program: str, told: str, right_first: bool
) -> None:
    answers = [{"solution": OTHER}, {"solution": program}]
    work, _, scripted = await made(TASK, *(answers if right_first else answers[::-1]))
    code_, by, detail = reason(work)
    assert (code_, by) == ("wrong answer", "solver") and told in detail
    agreement = work.evidence[-1]
    assert isinstance(agreement, Agreement) and not agreement.ok
    assert agreement.share == (0.5 if right_first else 0)
    assert len(scripted.asked) == (3 if right_first else 2)


async def test_the_writer_is_told_what_was_wrong() -> None:
    work, bench, scripted = begun(TASK)
    work = await code.write(
        Work(work.brief, notes={"feedback": ["wrong answer: the solution doesn't pass its own tests"]}), bench
    )
    assert "- wrong answer: the solution doesn't pass its own tests" in said(scripted)
    assert work.row is not None


# limits, and going on ------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["time", "died"])
async def test_an_end_that_a_busy_machine_may_cause_counts_if_it_comes_twice(end: str) -> None:
    once, _, _ = await made(TASK, {"solution": OTHER}, {"solution": OTHER}, here=Here(over=end))
    assert not once.reasons

    class Busy(Here):
        def run(self, program: str, tests: str, **_: Any) -> Ran:
            return Ran("time", "more than 5 s") if "over" in program else super().run(program, tests)

    twice, _, _ = await made(TASK, {"solution": OTHER}, here=Busy())
    assert reason(twice)[2].endswith("(time: more than 5 s)")


async def test_what_came_of_a_run_is_journaled_and_not_run_again() -> None:
    answers = (TASK, {"solution": OTHER}, {"solution": OTHER})
    work, bench, _ = begun(*answers, *answers)
    first = await code.verify(await code.write(work, bench), bench)
    here = bench.shelf.derived["sandbox"]
    runs = here.runs
    assert runs > 3
    bench.shelf.derived["sandbox"] = Here(late_fee="time")  # what would come of it now
    again = await code.verify(await code.write(work, bench), bench)
    assert again == first
    assert bench.shelf.derived["sandbox"].runs == 0
    kinds = {key.split("/")[0] for key in bench.desk.store.entries}  # type: ignore[attr-defined]
    assert kinds == {"execution"}


async def test_another_program_is_no_journaled_one() -> None:
    work, bench, _ = begun(
        TASK, {"solution": OTHER}, {"solution": OTHER}, {**TASK, "solution": "def late_fee(d):\n    return 1"}
    )
    assert not (await code.verify(await code.write(work, bench), bench)).reasons
    assert (await code.verify(await code.write(work, bench), bench)).reasons


def test_without_a_sandbox_the_method_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    _, bench, _ = scene(PART, can=CAN)

    def none() -> None:
        raise UserFault("programs can't be run here: no fence", next_step="install one")

    monkeypatch.setattr("seedbed.tools.verification.sandbox.sandbox.find_sandbox", none)
    method = find("code/strong")
    assert method.refusal(PART, bench) == "strong form: programs can't be run here: no fence — install one"
    assert lacks_sandbox(PART, bench)


async def test_a_machine_without_room_for_processes_ends_the_build_and_no_row() -> None:
    class Full(Here):
        def run(self, program: str, tests: str, **_: Any) -> Ran:
            raise OSError(11, "Resource temporarily unavailable")

    work, bench, _ = begun(TASK, here=Full())
    work = await code.write(work, bench)
    with pytest.raises(UserFault, match=r"can't be run now.*Resource temporarily unavailable"):
        await code.verify(work, bench)
    assert not bench.desk.store.entries  # type: ignore[attr-defined]  # nothing is known of the row


def test_a_run_that_has_begun_keeps_its_method_where_the_sandbox_is_gone() -> None:
    _, bench, _ = begun()
    assert lacks_sandbox(PART, bench) is None
    del bench.shelf.derived["sandbox"]
    bench.shelf.derived["no sandbox"] = "gone"
    assert lacks_sandbox(PART, bench) is None


async def test_where_it_is_gone_the_build_ends_and_no_row_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise UserFault("programs can't be run here: no fence")

    monkeypatch.setattr("seedbed.tools.verification.sandbox.sandbox.find_sandbox", none)
    work, bench, _ = begun(TASK)
    work = await code.write(work, bench)
    del bench.shelf.derived["sandbox"]
    with pytest.raises(UserFault, match="no fence"):
        await code.verify(work, bench)


@pytest.mark.parametrize("missing", CAN)
def test_a_model_that_cannot_write_or_judge_is_refused(missing: Skill) -> None:
    _, bench, _ = scene(PART, can=[skill for skill in CAN if skill != missing])
    assert "can't" in find("code/strong").refusal(PART, bench)


def test_an_order_shows_what_is_there_already_and_what_the_user_likes() -> None:
    work, bench, _ = begun()
    mine = [{**TASK, "problem": f"Task {n}"} for n in range(3)]
    shelf = Shelf(examples={"rows": mine})
    bench = Bench(bench.spec, bench.plan, bench.desk, shelf, bench.converse, bench.role_play)
    taken = tuple({**TASK, "problem": f"Old {n}"} for n in range(5))
    choice = Choice(PART, work.brief.cell, {}, rng(1, "choose", 1), 1, {}, lambda key: taken)
    chosen = code.choose(choice, bench)
    assert chosen is not None
    assert chosen.grounding == {"taken": ["Old 2", "Old 3", "Old 4"]}
    assert len(chosen.demonstrations) == 2 and all(row in mine for row in chosen.demonstrations)
