"""The planner's agent: it is given a draft of the plan and betters it by tools, within a bound.

Every step is a journaled answer, and the draft is a valid plan after each, so whatever the model does, there
is a plan at the end. Knows no run."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.planner.drafting.shown import part_shown
from seedbed.agent.planner.drafting.state import State
from seedbed.agent.planner.drafting.tools import FINISH, Hands
from seedbed.agent.planner.estimate import Estimate
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.planner.tree.propose import able
from seedbed.agent.prompting import brief_block, render
from seedbed.agent.toolloop import Conversation, Converse, Talking, Used
from seedbed.memory.brief import Slot
from seedbed.memory.spec import Budget, Frozen, Spec

JOB = "plan_dataset"
MOST_CALLS = 16
"""Answers of the planner's model, at most."""
SHARE = 0.2
"""Of the tokens that the build is estimated at (or may take), what planning may take, tried rows included."""
MOST_TOKENS = 300_000
WORTH = 20_000
"""Tokens that its bound must come to, so that it pays: some 34 rows of three calls."""
_REPEATS = 3
"""Answers that repeat an earlier one, at most."""
_PLAN = Decode(max_tokens=6000, temperature=0.3)


class Step(Frozen):
    """One call of a tool."""

    tool: str
    why: str = ""
    given: str = ""
    came: str = ""


class Planning(Frozen):
    """How a plan came about: the trace of whoever made it, with its bound."""

    by: Literal["agent", "draft"] = "draft"
    because: str = ""
    """Of a draft that stands: why no agent bettered it."""
    calls: int = 0
    most_calls: int = 0
    tokens: int = 0
    """Of its answers and of the rows that it tried."""
    most_tokens: int = 0
    steps: tuple[Step, ...] = ()
    ended: str = ""
    """Its last word, or what ended it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What planning may take."""

    calls: int
    tokens: int
    trial: int = 0
    """What a try of three rows takes, about."""


def bound_of(whole: Estimate, budget: Budget) -> Bound:
    """The bound of a build that is estimated so."""
    most = min(whole.tokens, budget.tokens or whole.tokens)
    calls = min(MOST_CALLS, int(budget.calls * SHARE)) if budget.calls else MOST_CALLS
    return Bound(calls, min(MOST_TOKENS, int(most * SHARE)), 3 * whole.tokens // max(1, whole.candidates))


def why_not(spec: Spec, client: Client, bound: Bound, *, written: bool, given: bool) -> str:
    """Why the draft stands as it is; empty: an agent betters it. `written`: whether the planner's model wrote
    a recipe for the request. `given`: whether a person gave the plan."""
    if given:
        return "a person gave the plan"
    if spec.planning == "draft":
        return "planning: draft"
    if not any(part.recipe for part in spec.parts):
        return "no part has a recipe"
    model = client.endpoint("planner").model
    if not able(client):
        return f"the planner's model {model!r} can't"
    if not client.profile("planner").can("tool_calls"):
        return f"the planner's model {model!r} calls no tools"
    if spec.planning == "agent":
        return ""
    if not written:
        return "a person gave its recipes"
    if bound.tokens < WORTH or bound.calls < 4:
        return f"too small a build: {SHARE:.0%} of it are {bound.tokens:,} tokens"
    return ""


async def better(hands: Hands, bound: Bound, converse: Converse) -> tuple[State, Planning]:
    """The plan as the agent leaves it, and how it came about. `hands`: with the draft."""
    from langchain_core.utils.function_calling import convert_to_openai_tool

    client = hands.shop.client

    def spent(replies: Sequence[Reply]) -> int:
        return hands.tokens + sum(reply.tokens for reply in replies)

    def left(replies: Sequence[Reply]) -> str:
        used, calls = spent(replies), bound.calls - len(replies)
        hands.room = bound.tokens - bound.trial - used
        next_one = replies[-1].tokens
        if used + next_one > bound.tokens or _repeated(replies) >= _REPEATS:
            return ""
        last = calls == 1 or used + 2 * next_one > bound.tokens
        told = f"({len(replies)} of {bound.calls} answers, {used:,} of {bound.tokens:,} tokens are used"
        return f"{told}; this is your last: finish)" if last else f"{told})"

    hands.room = bound.tokens - bound.trial
    state, spec = hands.state, hands.state.spec
    mine = [part for part in spec.parts if part.recipe]
    names, parts = [one.name for one in mine], [{"name": one.name, "rows": one.rows} for one in mine]
    told = [{"subject": one.topic, "shown": part_shown(state, one.name)} for one in mine]
    prompt = render(
        JOB,
        request=spec.request,
        parts=[part | more for part, more in zip(parts, told, strict=True)],
        fixed=[name for name in names if name not in hands.shop.writable],
        documents=bool(hands.shop.resources.chunks),
        examples=any(hands.shop.resources.examples.get(name) for name in names),
        calls=bound.calls,
        tokens=bound.tokens,
        brief=brief_block({"job": JOB, "parts": parts}),
    )
    tools = {one.name: one for one in hands.offered()}
    talking = Talking(
        client,
        Slot("plan", "planner", JOB),
        [convert_to_openai_tool(one) for one in tools.values()],
        Purpose("plan"),
        _PLAN,
        run=lambda name, arguments, place: hands.run(tools[name], arguments, place),
        turns=bound.calls,
        ends=FINISH,
        left=left,
    )
    talk = await converse(prompt.messages, talking)
    return hands.state, _account(talk, bound, spent(talk.replies))


def _account(talk: Conversation, bound: Bound, tokens: int) -> Planning:
    """How the plan came about. `tokens`: of its answers and of the rows that were tried."""
    steps = []
    for used in talk.used:
        why, given = _given(used)
        given = clean(json.dumps(given, ensure_ascii=False), 240) if given else ""
        came = clean(used.result, 240)
        steps.append(Step(tool=clean(used.name, 60), why=why, given=given, came=came))
    ended = "its bound was met, or it repeated itself"
    if steps and talk.used[-1].name == FINISH:
        ended = steps[-1].why or "finished"
    elif talk.reply is not None:
        ended = clean(talk.reply.text, 600) or "ended without a word"
    return Planning(
        by="agent",
        calls=len(talk.replies),
        most_calls=bound.calls,
        tokens=tokens,
        most_tokens=bound.tokens,
        steps=tuple(one for one in steps if one.tool != FINISH),
        ended=ended,
    )


def _repeated(replies: Sequence[Reply]) -> int:
    said = []
    for reply in replies:
        calls: tuple[Any, ...] = reply.tool_calls  # as the endpoint sent them, whatever they are
        said.append(json.dumps([one.get("function") for one in calls if isinstance(one, Mapping)]))
    return len(said) - len(set(said))


def _given(used: Used) -> tuple[str, Any]:
    """The reason that a call gives, and its other arguments."""
    try:
        given = json.loads(used.arguments)
    except ValueError:
        return "", used.arguments
    if not isinstance(given, dict):
        return "", given
    rest = {key: one for key, one in given.items() if key != "why"}
    return clean(str(given.get("why", "")), 600), rest
