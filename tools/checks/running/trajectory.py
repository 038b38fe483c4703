"""`trajectory`: a talk in which tools are called, as far as values can be compared.

Who speaks when, calls of functions that the tools have with arguments that keep their schemas and identifiers
that somebody gave, a result for each call. In a world the calls are executed again and give the same; where
the talk has an errand, they end in the state that its blueprint wants (tau-bench, Yao et al. 2024). What is
said is the judge's to read (`reading/talk.py`)."""

import copy
import json
from collections.abc import Mapping, Sequence
from functools import partial
from random import Random
from typing import Any

from pydantic import ValidationError

from seedbed.memory.candidate import ReasonCode, Schema
from seedbed.memory.errors import UserFault
from seedbed.tools.checks.check import Case, Check, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.running.toolcalls import ToolcallsArguments

NAME = "trajectory"
_CODES: dict[str, ReasonCode] = {"value from nowhere": "unsupported claim", "not reproduced": "wrong answer"}
"""What a defect is called among the reasons; the others are malformed."""
_NOT_DONE = "what you want wasn't done: say all that you are to say of it, as it stands, in its time"
"""What is told to a user, who sees no calls, and may not have erred."""


async def _verify(inputs: Values, arguments: ToolcallsArguments, case: Case) -> Verdict:
    from seedbed.tools.world.mcp_tools import with_tools

    return await with_tools(partial(_verified, inputs, arguments, case))


def _verified(inputs: Values, arguments: ToolcallsArguments, case: Case) -> Verdict:
    from seedbed.tools.verification.record_schema import VALIDATOR
    from seedbed.tools.verification.trajectories import check_trajectory, read_trajectory

    try:
        talk = read_trajectory({"messages": inputs["of"], "tools": inputs["tools"]})
    except UserFault as fault:
        return failed("malformed", f"{fault.where}: {fault.what}")
    faults = check_trajectory(talk, case.world, may_end=bool(inputs.get("may_end")))
    form = Schema(ok=not faults, by=NAME, validator=VALIDATOR)
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        wrong = {one.turn for one in faults}
        right = {one.turn for one in talk.messages if one.role != "system"} - wrong
        share = len(right) / (len(right) + len(wrong))
        code, why = _CODES.get(faults[0].defect, "malformed"), f"{faults[0].reason}{more}"
        by_user = any(one.turn == faults[0].turn and one.role == "user" for one in talk.messages)
        return failed(code, why, form, to={"user" if by_user else "assistant": why}, score=share)
    if (number := sum(len(one.calls) for one in talk.messages)) < arguments.least:
        why = f"{number} calls; at least {arguments.least} are wanted"
        return failed("malformed", why, to={"assistant": why})
    return held(form) if not inputs.get("errand") else _reached(inputs, form, case)


def _reached(inputs: Values, form: Schema, case: Case) -> Verdict:
    """Whether the calls do what the errand wants."""
    from seedbed.tools.world.blueprint import Blueprint, played
    from seedbed.tools.world.reached import calls_of, evidence_of, unreached

    if case.world is None:
        raise Untold("the world that its errand is of isn't here")
    try:
        blueprint = Blueprint.model_validate(inputs["errand"])
    except ValidationError as fault:
        raise Untold(f"its errand is no blueprint: {fault.errors()[0]['msg']}") from fault
    for why in unreached(case.world, blueprint, inputs["of"]):
        told = next(unreached(case.world, blueprint, inputs["of"], untold=True))
        return failed("wrong answer", why, to={"planner": why, "user": _NOT_DONE, "assistant": told})
    return held(form, evidence_of(case.world, played(case.world, calls_of(inputs["of"]))))


def _messages(inputs: Values) -> list[dict[str, Any]]:
    """A talk to be changed; empty where it is no list of messages."""
    given = inputs["of"] if isinstance(inputs["of"], (list, tuple)) else ()
    return copy.deepcopy([one for one in given if isinstance(one, dict)])


def _functions(talk: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What each call of a talk calls, where it stands as in OpenAI's API: others are checked, not spoilt."""
    found = (call.get("function") for one in talk for call in one.get("tool_calls") or ())
    return [one for one in found if isinstance(one, dict) and isinstance(one.get("arguments"), str)]


def _undone(inputs: Values, _arguments: ToolcallsArguments, draw: Random) -> Values | None:
    """What the errand's last call did is left out, with whatever else that tool did."""
    talk = _messages(inputs)
    functions = _functions(talk)
    if not inputs.get("errand") or not functions:
        return None
    name = functions[-1]["name"]
    kept = []
    for one in talk:
        if one.get("role") == "tool" and one.get("name") == name:
            continue
        if calls := one.get("tool_calls"):
            one["tool_calls"] = [call for call in calls if call["function"]["name"] != name]
        if not calls or one["tool_calls"]:
            kept.append(one)
    return {"of": kept}


def _identifier(inputs: Values, _arguments: ToolcallsArguments, draw: Random) -> Values | None:
    """An identifier in a call that nobody gave."""
    from seedbed.tools.verification.trajectories import is_identifier

    talk = _messages(inputs)
    places = [
        (one, name, given)
        for one in _functions(talk)
        for given in [json.loads(one["arguments"].strip() or "{}")]
        for name, value in given.items()
        if isinstance(value, str) and is_identifier(value)
    ]
    if not places:
        return None
    function, name, given = draw.choice(places)
    other = given[name].translate(str.maketrans("0123456789", "1234567890"))
    function["arguments"] = json.dumps({**given, name: other}, ensure_ascii=False)
    return {"of": talk} if other not in json.dumps(inputs["of"], ensure_ascii=False) else None


CHECK = Check(
    name=NAME,
    about="In a talk each call is of a tool, keeps its schema and has its result; speakers come in order; "
    "in a world the calls, made again, give the same and do what the errand (`{generate: blueprint}`) wants.",
    inputs=("of", "tools", "errand?"),
    verify=_verify,
    arguments=ToolcallsArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"identifier": _identifier, "undone": _undone},
    example="trajectory: {of: messages, tools: tools}",
)
