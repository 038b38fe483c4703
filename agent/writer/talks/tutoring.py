"""Tutoring talks (`dialogues`, way `tutoring`): a student with a planned mistake, a tutor who asks.

A program draws the problem, its solution and the student's one mistake (`tools/verification/tutoring`);
two roles then speak in turn. Every message is held against the lesson before the next is spoken: all
calculations of both are computed, the tutor's are never wrong and never run ahead of the student, what it
calls right or wrong is computed, and the talk is over when the student states the answer. Graded *supported*:
that the questions teach anything is the judge's word.
"""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from seedbed.agent.critic.sample import judge_row
from seedbed.agent.role_players.assistant import AssistantRole, speak_as_assistant
from seedbed.agent.role_players.stage import Play, Said, Stage
from seedbed.agent.role_players.turn_checks import with_row
from seedbed.agent.role_players.unscripted import check_any, lacks_for, told_by
from seedbed.agent.role_players.user import UserRole, speak_as_user, words_of
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer import mathematics
from seedbed.agent.writer.talks.scripted import somebody
from seedbed.memory.candidate import EVIDENCE
from seedbed.memory.canonical import digest
from seedbed.memory.spec import Part
from seedbed.memory.task import Way
from seedbed.tools.evaluation.recheck_talks import PERSONA

if TYPE_CHECKING:
    from seedbed.tools.verification.tutoring.lesson import Lesson

SCRIPT, RUBRIC = "script_tutoring", "score_tutoring"
WAY: Way = "tutoring"
TURNS = (4, 14)
"""Fewest and most turns where the part doesn't say."""
MOODS = (
    "unsure of yourself, you hedge a little",
    "quick and somewhat careless, short messages",
    "a bit impatient, you want to be done with it",
    "curious, you want to know why",
    "quiet: few words, plain ones",
    "thorough, you write down each thing that you do",
    "you come back to mathematics after a long time",
)
_STUCK = "nothing yet: you don't know how to begin"


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """Level and prices as for a problem of the leaf's family, and what the student is like; None: none."""
    chosen = mathematics.choose(choice, bench)
    if chosen is None:
        return None
    own = {"mood": choice.rng.choice(MOODS), "persona": somebody(choice, bench)}
    return replace(chosen, grounding={**chosen.grounding, **own})


async def draw(work: Work, bench: Bench) -> Work:
    """The lesson, a pure function of the brief: every attempt has the same."""
    from seedbed.tools.verification.problems.problem import ProblemFault
    from seedbed.tools.verification.tutoring.lesson import lesson_of

    brief = work.brief
    try:
        lesson = lesson_of(brief.cell.leaf, brief.grounding, brief.seed)
    except ProblemFault as fault:
        return work.because("malformed", "problem library", str(fault))
    return replace(work, material={"lesson": lesson})


async def hold(work: Work, bench: Bench) -> Work:
    """The talk, turn by turn.

    Raises:
        Paused, UserFault: what concerns the whole build.
    """
    lesson: Lesson = work.material["lesson"]
    stage = await bench.role_play(work, play_of(work, bench.part(work)), bench)
    if stage.over == "failed":
        return stage.work
    row = {"messages": [dict(one) for one in stage.messages]}
    text = "\n".join(str(one["content"]) for one in stage.messages if one["role"] == "user")
    made = with_row(stage, row, text)
    own = {PERSONA: work.brief.grounding["persona"], "mistake": lesson.slip.kind}
    notes = {**made.notes, **own, "program": lesson.problem.program}
    signature = digest([lesson.problem.program, dict(lesson.problem.inputs)])
    return replace(made, notes=notes, signature=signature)


def play_of(work: Work, part: Part) -> Play:
    """What the talk is held by."""
    lesson: Lesson = work.material["lesson"]
    problem, slip = lesson.problem, lesson.slip
    least, most = part.turns or TURNS
    most -= most % 2
    to_student, to_tutor = told_by(SCRIPT, stuck=slip.kind == "stuck")
    knows = {**work.brief.grounding["persona"], "the problem": problem.text}
    knows |= {"what you have done so far": _indented(lesson.work) or _STUCK}
    knows |= {"what you believe": slip.belief, "how you are": work.brief.grounding["mood"]}
    answer = f"{problem.answer} {problem.answer_unit}".strip()
    tutor = AssistantRole(
        to_tutor, knows={"the right solution": _indented(lesson.solution), "the answer": answer}
    )
    return Play(
        user=partial(_student, role=UserRole(knows, to_student), lesson=lesson, least=least, most=most),
        assistant=partial(speak_as_assistant, role=tutor, most=most),
        check=partial(_check, lesson=lesson, most=most),
        least=max(least, TURNS[0]),
        most=most,
    )


def _indented(lines: str) -> str:
    """Lines as an item of a list holds them."""
    return "".join(f"\n  {line}" for line in lines.splitlines())


async def _student(
    stage: Stage, bench: Bench, *, role: UserRole, lesson: "Lesson", least: int, most: int
) -> Said:
    """The student's words, the problem put before the first; who states the answer has reached its goal."""
    from seedbed.tools.verification.tutoring.talk_rules import states

    said = await speak_as_user(stage, bench, role, least, most)
    (message,) = said.messages
    own = str(message["content"])
    if not stage.turns:
        own = own.removeprefix(lesson.problem.text).strip()
        return replace(said, messages=({**message, "content": f"{lesson.problem.text}\n\n{own}"},), ends="")
    return replace(said, ends="goal reached" if states(lesson.answer, own) else said.ends)


async def _check(stage: Stage, said: Said, bench: Bench, *, lesson: "Lesson", most: int) -> Work:
    """Form, voices and repetition as of any talk; then the lesson's rules."""
    from seedbed.tools.verification.tutoring.talk_rules import talk_faults, unsolved

    work = check_any(stage, said, most, stage.work.brief.grounding["persona"])
    if work.reasons:
        return work
    messages = [*stage.messages, *said.messages]
    for number, fault in talk_faults(lesson, messages):
        if number == stage.turns:
            work = work.because("wrong answer", "lesson", fault)
    if said.ends and (missing := unsolved(lesson, [*messages, {"role": "assistant"}])):
        work = work.because("low quality", "goal", missing)
    return work


async def verify(work: Work, bench: Bench) -> Work:
    """The whole talk once more, its end, and the problem's answer as a computation."""
    from seedbed.tools.verification.evidence import computation, faults
    from seedbed.tools.verification.tutoring.talk_rules import talk_faults, unsolved

    lesson: Lesson = work.material["lesson"]
    messages = (work.row or {})["messages"]
    for number, fault in talk_faults(lesson, messages):
        work = work.because("wrong answer", "lesson", f"turn {number + 1}: {fault}")
    if missing := unsolved(lesson, messages):
        work = work.because("low quality", "goal", missing)
    evidence = computation(lesson.problem)
    for fault in faults(evidence, lesson.problem.text, lesson.problem.answer):
        work = work.because("wrong answer", "computation", fault)
    cited = tuple(mathematics.price_citations(lesson.problem, bench.shelf.prices))
    return work.with_evidence(EVIDENCE.validate_python({**evidence, "ok": not work.reasons}), *cited)


async def judge(work: Work, bench: Bench) -> Work:
    """The judge's reading of the talk beside the solution.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    lesson: Lesson = work.material["lesson"]
    talk = words_of(Stage(work, tuple((work.row or {})["messages"])))
    return await judge_row(work, bench, RUBRIC, {"solution": lesson.solution, "talk": talk})


STRONG = Method(
    name="dialogues/strong/tutoring",
    task="dialogues",
    way=WAY,
    form="strong",
    grade="supported",
    needs={"user": ("json_schema",), "assistant": ("json_schema",), "judge": ("json_schema", "judging")},
    choose=choose,
    lacks=partial(lacks_for, floor=TURNS[0]),
    ground=draw,
    write=hold,
    verify=verify,
    judge=judge,
    calls=8,
    prompt_tokens=9000,
    completion_tokens=900,
)
