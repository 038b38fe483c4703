"""The arms: what stands against the program (closed), each the program with mechanisms taken away.

They share writer, checks, prompts and budget; the policies differ, and two arms have steps of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from seedbed.agent.methods import METHODS
from seedbed.agent.planner.scheduling.policy import EVERYTHING, Policy
from seedbed.agent.work import Env, Method, Step, Work

CLOSED = "closed"
_UNIFORM = Policy(
    by_need=False,
    reassign=False,
    choose_method=False,
    spare_checks=False,
    reweight=False,
    reader=False,
    probes=False,
)
"""Briefs to every cell in turn, and nothing learnt."""
_QUOTA = replace(_UNIFORM, by_need=True, reassign=True)


@dataclass(frozen=True, slots=True)
class Arm:
    """One contestant."""

    name: str
    what: str
    """A line for readers of the figures."""
    policy: Policy
    methods: tuple[Method, ...] = METHODS
    near_duplicate: float = 0.7
    to_the_budget: bool = False
    """It has no seats to fill: it asks for more rows than the budget pays for, and the budget ends it."""


def _with(change: Callable[[Method], Method]) -> tuple[Method, ...]:
    """The product's methods, those of recipes changed."""
    return tuple(change(method) if not method.offline else method for method in METHODS)


async def _unread(work: Work, env: Env) -> Work:
    """No check at all: the row is taken for what was ordered."""
    return replace(work, assigned=(work.brief.cell.key,))


def _asked_twice(judge: Step) -> Step:
    """Two critics: the second reads what the first let pass, and both must pass it."""

    async def both(work: Work, env: Env) -> Work:
        once = await judge(work, env)
        if once.reasons:
            return once
        # Another call slot, or the journal would give the first critic's answer again.
        twice = await judge(replace(once, attempt=work.attempt + 1000), env)
        return replace(twice, attempt=work.attempt)

    return both


def _open(method: Method) -> Method:
    return replace(method, verify=_unread, judge=None)


def _planned(method: Method) -> Method:
    judge = _asked_twice(method.judge) if method.judge else None
    return replace(method, judge=judge, attempts=3)


ARMS: tuple[Arm, ...] = (
    Arm(CLOSED, "the program", EVERYTHING),
    Arm("open", "uniform briefs, everything kept", _UNIFORM, _with(_open), 1.0, to_the_budget=True),
    Arm("rejection", "uniform briefs, our checks", _UNIFORM),
    Arm("quota", "briefs for unfilled cells only, drifted rows moved, our checks, nothing learnt", _QUOTA),
    Arm(
        "planned",
        "a fixed plan, the best of up to three attempts, two critics (in the manner of Simula)",
        replace(_QUOTA, reassign=False),
        _with(_planned),
    ),
)
"""The program first: what it spends is the budget of the others."""
OTHERS = tuple(arm.name for arm in ARMS if arm.name != CLOSED)

ABLATED = ("reweight", "choose_method", "reassign", "spare_checks", "probes")
"""Mechanisms that are switched off one by one; without probes nothing is known of the checks, so that
one tells only what they cost."""


def find(name: str, off: str = "") -> Arm:
    """The arm of that name, with a mechanism switched off.

    Raises:
        KeyError: there is no such arm.
        ValueError: there is no such mechanism.
    """
    arm = {arm.name: arm for arm in ARMS}[name]
    if not off:
        return arm
    if off not in {field.name for field in fields(Policy)}:
        raise ValueError(f"the policy has no mechanism {off!r}")
    return replace(arm, policy=replace(arm.policy, **{off: False}))
