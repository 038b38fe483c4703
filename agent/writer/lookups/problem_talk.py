"""Tool use with the calculator, strong form: a user tells a problem, an assistant computes and answers it.

A program draws the problem and knows its answer. Each message of the user is words of its own with a piece of
the problem behind them, word for word; the assistant decides what to compute, and each call is executed. The
talk counts where the answer is a call's result and the assistant says it; no number is said that neither the
user nor a result has. Graded *supported*: that the talk is one that people have is the judge's word.
"""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from seedbed.agent.prompting import render
from seedbed.agent.role_players.acting import ActingRole, speak_acting
from seedbed.agent.role_players.stage import Play, Said, Stage
from seedbed.agent.role_players.turn_checks import check_turn, with_row
from seedbed.agent.role_players.user import UserRole, speak_as_user
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer import mathematics
from seedbed.agent.writer.language import english_only
from seedbed.agent.writer.tool_use import judge_talk
from seedbed.memory.candidate import EVIDENCE

if TYPE_CHECKING:
    from seedbed.tools.verification.problems.problem import Problem

SCRIPT = "script_calculator"
MOODS = (
    "in a hurry, few words",
    "friendly and talkative",
    "unsure with numbers, a little embarrassed by it",
    "matter-of-fact",
    "checking somebody else's bill or homework",
    "writing on the phone, plain lower-case style",
)
_APART = 0.4
"""Share of the problems that are told in two messages, where the text lets it."""


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """Level and prices for a problem of the leaf's family, and how the user tells it."""
    chosen = mathematics.choose(choice, bench)
    if chosen is None:
        return None
    rng = choice.rng
    how = {"mood": rng.choice(MOODS), "apart": rng.random() < _APART}
    return replace(chosen, grounding={**chosen.grounding, **how})


async def write(work: Work, bench: Bench) -> Work:
    """The talk, turn by turn."""
    from seedbed.tools.world.lookups.talk import words_of_user

    problem: Problem = work.material["problem"]
    stage = await bench.role_play(work, _play(work), bench)
    if stage.over == "failed":
        return stage.work
    row = {"messages": list(stage.messages), "tools": _role().tools}
    made = with_row(stage, row, words_of_user(stage.messages))
    notes = {**made.notes, "program": problem.program, "unit": problem.answer_unit}
    return replace(made, notes=notes)


def _role() -> ActingRole:
    from seedbed.tools.world.lookups.problem_talks import WORLD

    return ActingRole(WORLD, tuple(WORLD.tools))


def _play(work: Work) -> Play:
    from seedbed.tools.world.lookups.problem_talks import WORLD, pieces

    problem, order = work.material["problem"], work.brief.grounding
    parts = pieces(problem.text, order["apart"])
    (script,) = render(SCRIPT, apart=len(parts) > 1).messages
    drawn = {"leaf": work.brief.cell.leaf, **order}
    user = UserRole({"the problem": problem.text, "how you are": order["mood"]}, script["content"], drawn)
    most = 2 * len(parts)
    return Play(
        user=partial(_tells, role=user, parts=parts, most=most),
        assistant=partial(_acts, role=_role(), most=most),
        check=partial(_check, role=_role(), parts=parts),
        least=most,
        most=most,
        state=WORLD.start(),
    )


async def _tells(stage: Stage, bench: Bench, *, role: UserRole, parts: tuple[str, ...], most: int) -> Said:
    """The user's words with the next piece of the problem behind them."""
    said = await speak_as_user(stage, bench, role, most, most)
    (message,) = said.messages
    piece = parts[stage.turns // 2]
    own = str(message["content"]).removesuffix(piece).strip()
    return replace(said, messages=({**message, "content": f"{own} {piece}".strip()},), ends="")


async def _acts(stage: Stage, bench: Bench, *, role: ActingRole, most: int) -> Said:
    """The assistant's turn; once the whole problem was told, it is the last."""
    said = await speak_acting(stage, bench, role)
    return replace(said, ends="goal reached") if stage.turns + 1 >= most else said


async def _check(stage: Stage, said: Said, bench: Bench, *, role: ActingRole, parts: tuple[str, ...]) -> Work:
    from seedbed.tools.world.lookups.problem_talks import fault_of_turn

    work = check_turn(stage, said, tools=role.tools, world=role.world)
    if said.memory.get("cut"):
        work = work.because("malformed", "length", "the answer was cut at its cap of tokens: be brief")
    if work.reasons or not said.messages or said.messages[-1].get("role") == "tool":
        return work if work.reasons else work.because("malformed", "calls", "it ended in calls, not in words")
    messages = [*stage.messages, *said.messages]
    if fault := fault_of_turn(messages, stage.work.material["problem"], parts):
        work = work.because("wrong answer", "problem", fault)
    return work


async def verify(work: Work, bench: Bench) -> Work:
    """Every call made again, the whole talk once more, the problem's answer computed from its text."""
    from seedbed.tools.verification.evidence import computation, faults
    from seedbed.tools.world.lookups.evidence import computed_calls
    from seedbed.tools.world.lookups.problem_talks import fault_of_talk
    from seedbed.tools.world.lookups.rows import row_fault

    problem, row = work.material["problem"], work.row or {}
    apart = work.brief.grounding["apart"]
    if fault := row_fault(row) or fault_of_talk(row["messages"], problem, apart):
        return work.because("wrong answer", "calls made again", fault)
    answered = computation(problem)
    for fault in faults(answered, work.text, problem.answer):
        work = work.because("wrong answer", "computation", fault)
    if work.reasons:
        return work
    found = (answered, *computed_calls(row))
    work = work.with_evidence(*(EVIDENCE.validate_python(one) for one in found))
    return work.with_evidence(*mathematics.price_citations(problem, bench.shelf.prices))


async def judge(work: Work, bench: Bench) -> Work:
    """The judge's reading of the talk.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    return await judge_talk(work, bench, "")


STRONG = Method(
    name="tool_use/strong/calculator",
    task="tool_use",
    way="calculator",
    form="strong",
    grade="supported",
    needs={"user": ("json_schema",), "assistant": ("tool_calls",), "judge": ("json_schema", "judging")},
    choose=choose,
    lacks=english_only,
    ground=mathematics.draw,
    write=write,
    verify=verify,
    judge=judge,
    calls=5,
    prompt_tokens=5500,
    completion_tokens=350,
)
