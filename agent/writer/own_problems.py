"""Problems that a model makes itself, with their solutions: answer-first, PAL, and evolved from other rows.

`reasoned`: steps, one calculation each (chain of thought, Wei et al. 2022). `programmed`: lines of a program
whose value is the answer (PAL, Gao et al. 2023), in our closed grammar, not Python. `harder`, `easier`,
`broader`: a step up, a step down, or another problem of the same domain, from an accepted row (WizardLM, Xu
et al. 2024, §3.2; up and down as in WizardMath, Luo et al. 2023).

Whatever the way, every calculation is recomputed, its numbers are traced to the text, and independent solvers
must come to the answer. The arithmetic is proven so; that it is what the text asks for rests on the solvers,
who may err as the writer did: the rows are graded *supported*.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from seedbed.agent.annotator.reading import assign_concept
from seedbed.agent.answers import WriteProgrammedProblem, WriteSolvedProblem, job_name
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.solver.agreement import agreed
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.language import english_only
from seedbed.agent.writer.manners import still_shown
from seedbed.agent.writer.mathematics import judge_problem
from seedbed.agent.writer.parents import family_group, parent_of
from seedbed.memory.candidate import EVIDENCE, Evidence
from seedbed.memory.spec import ANY
from seedbed.memory.task import DERIVED, Way

_WRITE = Decode(max_tokens=1500, temperature=0.9)
_SHOWN = 2
"""Demonstrations of one order, and earlier rows of the cell that it must not repeat."""


def choose(choice: Choice, bench: Bench, way: Way) -> Chosen | None:
    """The user's examples as demonstrations, the cell's last problems, and the row that an evolved one starts
    from; None while there is none."""
    mine = still_shown(bench.shelf.examples.get(choice.part.name, ()), choice)
    shown = [{"problem": row["question"]} for row in mine if row.get("question")]
    taken = [row["question"] for row in choice.accepted(choice.cell.key)[-_SHOWN:]]
    grounding: dict[str, Any] = {"taken": taken}
    material = ""
    if way in DERIVED:
        if (parent := parent_of(choice, way, bench)) is None:
            return None
        grounding["parent"], material = parent.row, parent.material
    return Chosen(grounding, tuple(choice.rng.sample(shown, min(_SHOWN, len(shown)))), material)


async def write(work: Work, bench: Bench, way: Way) -> Work:
    """A problem with its solution, as a model gives them.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    brief, part = work.brief, bench.part(work)
    programmed = way == "programmed"
    schema: type[WriteProgrammedProblem | WriteSolvedProblem]
    schema = WriteProgrammedProblem if programmed else WriteSolvedProblem
    job = job_name(schema)
    concept = bench.plan.part(part.name).tree[brief.cell.leaf]
    parent = str((brief.grounding.get("parent") or {}).get("question", ""))
    move = way if way in DERIVED else ""
    slot = work.slot("writer", job)
    block = {
        "job": job,
        "topic": part.topic,
        "concept": {"name": concept.name, "inside": concept.inside, "outside": concept.outside},
        "difficulty": brief.cell.difficulty,
        "attributes": brief.attributes,
        "guidance": brief.guidance,
        "move": move,
        "parent": parent,
        "seed": brief.seed,
    }
    prompt = render(
        job,
        topic=part.topic,
        language=bench.spec.language,
        concept=concept,
        level="" if brief.cell.difficulty == ANY else brief.cell.difficulty,
        attributes=brief.attributes,
        rules=brief.guidance,
        examples=[shown["problem"] for shown in brief.demonstrations],
        taken=brief.grounding["taken"],
        move=move,
        parent=delimit(parent, slot.key[:12]) if parent else "",
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    said: WriteSolvedProblem | WriteProgrammedProblem
    said, reply = await bench.desk.ask(slot, prompt, schema, work.purpose, _WRITE)
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    question = " ".join(said.problem.split())
    group = family_group(brief.grounding.get("parent"), question, work, bench)
    work = replace(work, text=question, group=group, signature="")
    return _programmed(work, said) if isinstance(said, WriteProgrammedProblem) else _reasoned(work, said)


def _reasoned(work: Work, said: WriteSolvedProblem) -> Work:
    """The row, its steps annotated; a reason where one of them is no right equation."""
    from seedbed.tools.verification.worked import steps_of

    found = steps_of([(step.words, step.calculation) for step in said.steps])
    notes = {"unit": said.unit.strip()[:40], "equations": list(dict.fromkeys(said.equations))}
    return _row(work, said.answer.strip(), found.text, notes, found.faults)


def _programmed(work: Work, said: WriteProgrammedProblem) -> Work:
    """The row, its program run and told in steps; a reason where it can't be run."""
    from seedbed.tools.verification.syntax import ExpressionFault
    from seedbed.tools.verification.worked import run_program

    unit = said.unit.strip()[:40]
    try:
        answer, found = run_program(said.program)
    except ExpressionFault as fault:
        return _row(work, "", "", {"unit": unit}, [str(fault)])
    return _row(work, answer, found.text, {"unit": unit, "program": said.program}, ())


def _row(work: Work, answer: str, solution: str, notes: dict[str, Any], faults: Sequence[str]) -> Work:
    for fault in faults:
        work = work.because("wrong answer", "calculator", fault)
    row = {"question": work.text, "answer": answer, "solution": solution}
    return replace(work, row=row, notes={**work.notes, **notes})


async def verify(work: Work, bench: Bench) -> Work:
    """Text, steps, answer, equations; then the solvers; then the concept as it is read from the text.

    Raises:
        AnswerFault: the solver's or judge's answer was unusable to the last.
    """
    from seedbed.tools.verification import worked
    from seedbed.tools.verification.wording import plain_faults

    row, unit = work.row or {}, str(work.notes.get("unit", ""))
    equations: Sequence[str] = work.notes.get("equations", ())
    for fault in plain_faults(work.text, bench.spec.language):
        work = work.because("malformed", "wording", fault)
    faults = list(worked.solution_faults(work.text, row["solution"], row["answer"], unit))
    faults += worked.equation_faults(equations, row["answer"], unit)
    for fault in faults:
        work = work.because("wrong answer", "calculator", fault)
    work = replace(work.with_evidence(*_evidence(work, equations)), grade="supported")
    work = work if work.reasons else await agreed(work, bench, row["answer"], unit)
    return work if work.reasons else await assign_concept(work, bench)


def _evidence(work: Work, equations: Sequence[str]) -> Iterator[Evidence]:
    """The program, or else each step; and each equation that the answer was put into."""
    from seedbed.tools.verification import worked

    ok, row = not work.reasons, work.row or {}
    found = worked.steps_of(worked.annotated(row["solution"]))
    if program := work.notes.get("program"):
        pieces = [worked.program_evidence(program, row["answer"], ok)]
    else:
        pieces = worked.step_evidence(found.steps, ok)
    pieces += [worked.substitution_evidence(equation, row["answer"], ok) for equation in equations]
    return map(EVIDENCE.validate_python, pieces)


def _method(way: Way, prompt_tokens: int, completion_tokens: int) -> Method:
    return Method(
        name=f"mathematics/strong/{way}",
        task="mathematics",
        way=way,
        form="strong",
        grade="supported",
        needs={"writer": ("json_schema",), "solver": ("json_schema",)},
        choose=partial(choose, way=way),
        lacks=english_only,
        write=partial(write, way=way),
        verify=verify,
        judge=judge_problem,
        calls=5,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
    )


REASONED = _method("reasoned", 3300, 800)
PROGRAMMED = _method("programmed", 3200, 700)
HARDER = _method("harder", 3500, 900)
EASIER = _method("easier", 3500, 700)
BROADER = _method("broader", 3500, 800)
