"""Problems made of accepted ones: rephrased, and asked backward (MetaMath, Yu et al. 2024, §3).

`rephrased`: a model says the same in other words; the numbers must be the parent's, and solvers must get
its answer from the new text. `fobar`: a number becomes `x`, the answer is told, `x` is asked for, all by the
program. `self-verification`: a model turns problem and answer into one statement, which must keep
`x`, every other number and the answer; solvers must find `x`. In both `x` is solved for from the parent's
steps, and only numbers that the answer determines are asked for.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from seedbed.agent.answers import RephraseProblem, StateProblem, job_name
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.solver.agreement import agreed
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.language import english_only
from seedbed.agent.writer.mathematics import judge_problem
from seedbed.agent.writer.parents import TRIES, VARIANTS, family_group, parent_of
from seedbed.memory.candidate import EVIDENCE
from seedbed.memory.canonical import digest
from seedbed.memory.spec import Part
from seedbed.memory.task import Way

if TYPE_CHECKING:
    from seedbed.tools.verification.backward import Masked
    from seedbed.tools.verification.worked import Step

_WRITE = Decode(max_tokens=700, temperature=0.9)
_ALIKE = 0.9
"""ROUGE-L F at or above which a rephrasing has hardly rephrased."""


def choose(choice: Choice, bench: Bench, way: Way) -> Chosen | None:
    """The row to start from, and which of its numbers becomes the unknown; None while there is none."""
    parent = parent_of(choice, way, bench, partial(_variants, way=way, bench=bench))
    if parent is None:
        return None
    return Chosen({"parent": parent.row, "variant": parent.variant}, material=parent.material)


def _variants(row: Mapping[str, Any], way: Way, bench: Bench) -> int:
    """How often a row may be started from; what a model makes of it may fail."""
    if way == "rephrased":
        return VARIANTS * TRIES
    return len(_masks(row, bench)) * (1 if way == "fobar" else TRIES)


def _steps(row: Mapping[str, Any]) -> "tuple[Step, ...]":
    """The annotated steps of a row; none where one of them doesn't hold."""
    from seedbed.tools.verification.worked import annotated, steps_of

    found = steps_of(annotated(str(row.get("solution", ""))))
    return () if found.faults else found.steps


def _masks(row: Mapping[str, Any], bench: Bench) -> "tuple[Masked, ...]":
    """What can be asked of a row backward; worked out once."""
    from seedbed.tools.verification.backward import maskable

    key = f"backward/{digest(dict(row))}"
    if key not in bench.shelf.derived:
        steps = _steps(row)
        bench.shelf.derived[key] = maskable(str(row["question"]), steps, str(row["answer"])) if steps else ()
    found: tuple[Masked, ...] = bench.shelf.derived[key]
    return found


async def recall(work: Work, bench: Bench) -> Work:
    """The unknown of the brief, from the row that it starts from."""
    grounding = work.brief.grounding
    masks = _masks(grounding["parent"], bench)
    masked = masks[grounding["variant"] % len(masks)]
    return replace(work, material={"masked": masked})


# rephrased ---------------------------------------------------------------------------------------------


async def rephrase(work: Work, bench: Bench) -> Work:
    """The parent's problem in other words.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    parent = work.brief.grounding["parent"]
    said, work = await _ask(work, bench, RephraseProblem, {"problem": parent["question"]})
    text = " ".join(said.problem.split())
    row = {**parent, "question": text}
    return _made(work, bench, text, row, [work.brief.grounding["parent"]["question"], text])


async def verify_rephrased(work: Work, bench: Bench) -> Work:
    """The same numbers in other words, the parent's steps, and solvers who get the parent's answer.

    Raises:
        AnswerFault: the solver's answer was unusable to the last.
    """
    from seedbed.tools.curation.duplicates import rouge_l, words
    from seedbed.tools.verification.numerals import numbers_in
    from seedbed.tools.verification.wording import plain_faults
    from seedbed.tools.verification.worked import solution_faults, step_evidence

    parent, row = work.brief.grounding["parent"], work.row or {}
    for fault in plain_faults(work.text, bench.spec.language):
        work = work.because("malformed", "wording", fault)
    if Counter(numbers_in(work.text)) != Counter(numbers_in(parent["question"])):
        work = work.because("malformed", "wording", "its numbers are not those of the problem it rephrases")
    if rouge_l(words(work.text), words(parent["question"])) >= _ALIKE:
        work = work.because("low quality", "wording", "it hardly says anything in other words")
    for fault in solution_faults(work.text, row["solution"], row["answer"], ""):
        work = work.because("wrong answer", "calculator", fault)
    evidence = step_evidence(_steps(row), ok=not work.reasons)
    work = work.with_evidence(*(EVIDENCE.validate_python(piece) for piece in evidence))
    work = replace(work, grade="supported", assigned=(work.brief.cell.key,))
    return work if work.reasons else await agreed(work, bench, row["answer"], "")


# backward ----------------------------------------------------------------------------------------------


async def ask_backward(work: Work, bench: Bench) -> Work:
    """The FOBAR question: the parent's text with `x`, its answer, and what is asked. No model."""
    from seedbed.tools.verification.backward import asked_backward

    parent, masked = work.brief.grounding["parent"], work.material["masked"]
    return _backward(work, bench, asked_backward(masked, str(parent["answer"])))


async def state(work: Work, bench: Bench) -> Work:
    """Problem and answer as one statement, by a model; then the question for `x`.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    parent, masked = work.brief.grounding["parent"], work.material["masked"]
    asked = {"problem": masked.text, "answer": str(parent["answer"])}
    from seedbed.tools.verification.backward import QUESTION

    said, work = await _ask(work, bench, StateProblem, asked)
    return _backward(work, bench, f"{' '.join(said.statement.split())} {QUESTION}")


def _backward(work: Work, bench: Bench, text: str) -> Work:
    masked = work.material["masked"]
    row = {"question": text, "answer": masked.answer, "solution": masked.solution}
    return _made(work, bench, text, row, [work.brief.grounding["parent"]["question"], masked.equation])


async def verify_backward(work: Work, bench: Bench, way: Way) -> Work:
    """The unknown put back into the equation; a statement's words and numbers; solvers of a statement.

    Raises:
        AnswerFault: the solver's answer was unusable to the last.
    """
    from seedbed.tools.verification import backward
    from seedbed.tools.verification.wording import plain_faults

    masked, row = work.material["masked"], work.row or {}
    evidence = backward.evidence(masked)
    for fault in plain_faults(work.text, bench.spec.language, questions=2 if way == "fobar" else 1):
        work = work.because("malformed", "wording", fault)
    if way != "fobar" and (fault := _restated(work, masked)):
        work = work.because("malformed", "wording", fault)
    for fault in backward.recheck(evidence, row):
        work = work.because("wrong answer", "calculator", fault)
    work = work.with_evidence(EVIDENCE.validate_python({**evidence, "ok": not work.reasons}))
    by_program = not bench.spec.part(bench.part(work).of).way
    work = replace(work, grade="proven" if way == "fobar" and by_program else "supported")
    work = replace(work, assigned=(work.brief.cell.key,))
    if work.reasons or way == "fobar":
        return work
    return await agreed(work, bench, masked.answer, "")


def _restated(work: Work, masked: "Masked") -> str:
    """Whether a statement has the numbers of the problem, the answer, and nothing else that counts."""
    from seedbed.tools.verification.numerals import numbers_in

    answer = numbers_in(str(work.brief.grounding["parent"]["answer"]))
    wanted = Counter(numbers_in(masked.text)) + Counter(answer)
    return (
        "" if Counter(numbers_in(work.text)) == wanted else "its numbers are not the problem's and its answer"
    )


def needs_proof(part: Part, bench: Bench) -> str | None:
    """Why backward questions can't be proven; None: they can, or needn't be."""
    if bench.spec.accept.grade == "proven" and bench.spec.part(part.of).way:
        return f"rows of {part.of!r} are supported only, so what is made of them can't be proven"
    return english_only(part, bench)


# both --------------------------------------------------------------------------------------------------


async def _ask(work: Work, bench: Bench, schema: Any, asked: Mapping[str, str]) -> tuple[Any, Work]:
    job = job_name(schema)
    slot = work.slot("writer", job)
    prompt = render(
        job,
        language=bench.spec.language,
        problem=delimit(asked["problem"], slot.key[:12]),
        answer=asked.get("answer", ""),
        rules=work.brief.guidance,
        feedback=work.notes.get("feedback", ()),
        brief=brief_block({"job": job, **asked, "seed": work.brief.seed}),
    )
    said, reply = await bench.desk.ask(slot, prompt, schema, work.purpose, _WRITE)
    return said, work.asked(prompt, reply, bench.desk.endpoint("writer").model)


def _made(work: Work, bench: Bench, text: str, row: Mapping[str, Any], identity: list[str]) -> Work:
    """The row; its signature keeps it from being taken for a copy of its siblings, which it resembles."""
    group = family_group(work.brief.grounding["parent"], text, work, bench)
    return replace(work, text=text, row=row, group=group, signature=digest(identity))


def _method(way: Way, **more: Any) -> Method:
    return Method(
        name=f"mathematics/{more.get('form', 'strong')}/{way}",
        task="mathematics",
        way=way,
        choose=partial(choose, way=way),
        **{"form": "strong", **more},
    )


_WRITER = {"writer": ("json_schema", "wording"), "solver": ("json_schema",)}
REPHRASED = _method(
    "rephrased",
    grade="supported",
    needs=_WRITER,
    lacks=english_only,
    write=rephrase,
    verify=verify_rephrased,
    judge=judge_problem,
    calls=4,
    prompt_tokens=2300,
    completion_tokens=500,
)
FOBAR = _method(
    "fobar",
    form="sure",
    grade="proven",
    needs={},
    lacks=needs_proof,
    ground=recall,
    write=ask_backward,
    verify=partial(verify_backward, way="fobar"),
    attempts=1,
)
SELF_VERIFICATION = _method(
    "self-verification",
    grade="supported",
    needs=_WRITER,
    lacks=english_only,
    ground=recall,
    write=state,
    verify=partial(verify_backward, way="self-verification"),
    judge=judge_problem,
    calls=4,
    prompt_tokens=2300,
    completion_tokens=500,
)
