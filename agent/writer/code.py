"""Programming tasks: a model writes problem, solution and tests; running them decides.

Strong form only: without a model that writes programs there is none, and without a sandbox nothing is run. A
row's solution passes its tests, most small faults put into it are found by them (mutation testing, DeMillo
et al. 1978), and two solvers who see the problem alone write functions that pass the same tests. Graded
*proven*: the solution is executed. That the text asks for what the tests demand rests on the solvers beside
it.
"""

import json
from dataclasses import replace
from typing import Any

from seedbed.agent.annotator.reading import assign_concept
from seedbed.agent.answers import WriteCodeTask, job_name
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, render
from seedbed.agent.solver.solve_code import solve_code
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.code_running import Strength, lacks_sandbox, mutate, run_tests
from seedbed.agent.writer.manners import still_shown
from seedbed.memory.candidate import Agreement, Execution
from seedbed.memory.errors import AnswerFault
from seedbed.memory.spec import ANY
from seedbed.tools.verification.code_shape import shape_faults, solution_faults
from seedbed.tools.verification.code_task import CodeFault, CodeTask, said_task, signature

DRAWS = 2
"""Independent solutions that must all pass the tests."""
LEAST_KILLED = 0.6
"""Share of the mutants that the tests must refuse, of those that don't break down by themselves."""
BY = "sandbox"
_WRITE = Decode(max_tokens=3000, temperature=0.9)
_SHOWN = 2
"""Examples of one order at most; they are long."""
_TAKEN = 3
_LONGEST_TAKEN = 400
"""Characters of an earlier problem that are shown."""


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """The user's rows as demonstrations, and the cell's last problems, so as not to write them again."""
    good = still_shown(bench.shelf.examples.get(choice.part.name, ()), choice)
    shown = still_shown(choice.shown, choice)[:1] if choice.shown else []
    drawn = choice.rng.sample(good, min(_SHOWN - len(shown), len(good)))
    taken = [str(row["problem"])[:_LONGEST_TAKEN] for row in choice.accepted(choice.cell.key)[-_TAKEN:]]
    return Chosen({"taken": taken}, (*shown, *drawn))


async def write(work: Work, bench: Bench) -> Work:
    """A task of a model's own, whatever its form.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    brief, part = work.brief, bench.part(work)
    concept = bench.plan.part(part.name).tree[brief.cell.leaf]
    level = "" if brief.cell.difficulty == ANY else brief.cell.difficulty
    job = job_name(WriteCodeTask)
    block = {
        "job": job,
        "topic": part.topic,
        "concept": {"name": concept.name, "inside": concept.inside, "outside": concept.outside},
        "difficulty": brief.cell.difficulty,
        "attributes": brief.attributes,
        "guidance": brief.guidance,
        "seed": brief.seed,
    }
    prompt = render(
        job,
        topic=part.topic,
        concept=concept,
        attributes=brief.attributes,
        difficulty=level,
        language=bench.spec.language,
        rules=brief.guidance,
        examples=[json.dumps(row, ensure_ascii=False, indent=1) for row in brief.demonstrations],
        taken=[" ".join(problem.split()) for problem in brief.grounding["taken"]],
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    slot = work.slot("writer", job)
    written, reply = await bench.desk.ask(slot, prompt, WriteCodeTask, work.purpose, _WRITE)
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    task = said_task(written.model_dump())
    if task is None:
        raise AnswerFault("malformed", "the answer is no task", reply.text)
    return replace(work, row=task.row(), text=task.problem, signature=_signature(task))


def _signature(task: CodeTask) -> str:
    try:
        return signature(task)
    except CodeFault:
        return ""  # its form is refused next


async def verify(work: Work, bench: Bench) -> Work:
    """The form, the solution with its tests, the tests with faulty solutions, the concept, the solvers.

    What costs no call comes first; the first thing that is wrong ends it.

    Raises:
        AnswerFault: a judge's or solver's answer was unusable to the last.
        UserFault: there is no sandbox here.
    """
    task = CodeTask(**(work.row or {}))
    if faults := shape_faults(task):
        return work.because("malformed", "form", "; ".join(faults[:5])[:500])
    work = await _executed(work, bench, task)
    work = work if work.reasons else await assign_concept(work, bench)
    work = work if work.reasons else await _agreed(work, bench, task)
    return replace(work, grade="supported" if work.reasons else "proven")


async def _executed(work: Work, bench: Bench, task: CodeTask) -> Work:
    """The candidate with the run of its solution as evidence, and what the tests are worth."""
    ran = await run_tests(task.solution, task.tests, work, bench, "solution")
    found = Strength(0, 0, 0)
    if not ran.passed:
        work = work.because("wrong answer", BY, f"the solution doesn't pass its own tests ({ran})")
    else:
        found = await mutate(task.solution, task.tests, work, bench)
        if fault := _weakness(found):
            work = work.because("low quality", "mutation", fault)
    told = f"passed; {found.killed} of {found.total} faulty variants of the program fail"
    evidence = Execution(
        ok=not work.reasons,
        by=BY,
        program=task.solution,
        tests=task.tests,
        outcome=told if ran.passed else str(ran),
    )
    return work.with_evidence(evidence)


def _weakness(found: Strength) -> str:
    """Why tests are worth too little; empty: they can fail."""
    if not found.total:
        return "the solution does too little for its tests to be tried on faulty variants of it"
    if found.asserted < max(1, LEAST_KILLED * found.ended):
        what = "faulty variants of the solution that give back something"
        return f"the tests refuse only {found.asserted} of {found.ended} {what}"
    return ""


async def _agreed(work: Work, bench: Bench, task: CodeTask) -> Work:
    """The candidate with independent solutions of its text, each run with its tests.

    Raises:
        AnswerFault: the solver's answer was unusable to the last.
    """
    ends: list[str] = []
    for draw in range(DRAWS):
        work, program = await solve_code(task.problem, task.entry_point, work, bench, draw)
        faults = solution_faults(program, task.entry_point)
        if faults:
            ends.append("unusable")
            said = f"no usable solution comes from the problem's text: {faults[0]}"
        else:
            ran = await run_tests(program, task.tests, work, bench, f"solver {draw + 1}")
            ends.append(ran.state)
            said = f"a solution from the problem's text alone doesn't pass the tests ({ran})"
            if ran.passed:
                continue
        work = work.because("wrong answer", "solver", said[:500])
        break
    agreement = Agreement(
        ok=not work.reasons,
        by=bench.desk.endpoint("solver").model,
        question=task.problem,
        answers=("passed", *ends),
        share=ends.count("passed") / len(ends),
    )
    return work.with_evidence(agreement)


async def judge(work: Work, bench: Bench) -> Work:
    """The judge's reading of problem, solution and tests.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    texts: dict[str, Any] = {"row": json.dumps(work.row, ensure_ascii=False, indent=1)}
    topic = bench.part(work).topic
    return await judge_row(work, bench, "score_code", texts, topic=topic, language=bench.spec.language)


STRONG = Method(
    name="code/strong",
    task="code",
    form="strong",
    grade="proven",
    needs={
        "writer": ("json_schema",),
        "solver": ("json_schema",),
        "judge": ("json_schema", "judging"),
    },
    choose=choose,
    lacks=lacks_sandbox,
    write=write,
    verify=verify,
    judge=judge,
    calls=4,
    prompt_tokens=4200,
    completion_tokens=1600,
)
