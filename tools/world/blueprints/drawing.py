"""Draws blueprints: a draft is made, executed, and kept if it holds when it is executed again.

By seed and number alone: the same blueprint comes again wherever it is drawn.
"""

import re
from collections.abc import Callable, Mapping
from random import Random

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.randomness import rng as generator
from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.world.blueprints.blueprint import KINDS, Blueprint, Goal, Kind, Message, Step
from seedbed.tools.world.blueprints.chains import nested, sequential
from seedbed.tools.world.blueprints.draft import Draft
from seedbed.tools.world.blueprints.follow_up import follow_up
from seedbed.tools.world.blueprints.shapes import distractors, missing, none, parallel, recovery, single
from seedbed.tools.world.blueprints.validation import fault
from seedbed.tools.world.blueprints.values import Undrawable
from seedbed.tools.world.state import changes
from seedbed.tools.world.world import World

MOST_TRIES = 40
"""Drafts that are made for one blueprint, at most."""
_DRAFTS: Mapping[Kind, Callable[[World, Random], Draft]] = {
    "single": single,
    "parallel": parallel,
    "sequential": sequential,
    "nested": nested,
    "follow-up": follow_up,
    "missing argument": missing,
    "error and recovery": recovery,
    "no suitable tool": none,
    "distractors": distractors,
}


_ID = re.compile(r"(\d{1,2})/(-?\d{1,20})/(\d{1,9})")
"""Kind, seed and number."""


class NoBlueprint(UserFault):
    """A world doesn't bear a kind of blueprint; `why` says what it lacks."""

    def __init__(self, kind: Kind, why: str) -> None:
        self.why = why
        super().__init__(
            f"no blueprint of the kind «{kind}» can be drawn from this world: {why}",
            next_step="see docs/tool-use.md for what each kind needs",
        )


def kinds_of(world: World) -> dict[Kind, str]:
    """Of each kind why the world doesn't bear it; empty: it does, one was drawn."""
    found: dict[Kind, str] = {}
    for kind in KINDS:
        try:
            draw_blueprint(world, kind, 0, 0)
        except NoBlueprint as refused:
            found[kind] = refused.why
        else:
            found[kind] = ""
    return found


def draw_blueprint(world: World, kind: Kind, seed: int, number: int) -> Blueprint:
    """The blueprint of a kind with a number; it holds in this world.

    Raises:
        NoBlueprint: none of 40 drafts holds; says why not the last one.
        SandboxFault: the world has Python functions and this machine can't execute them.
    """
    said = ""
    for attempt in range(MOST_TRIES):
        rng = generator(seed, f"blueprint {kind}", f"{number}.{attempt}")
        try:
            blueprint = _executed(world, kind, seed, number, _DRAFTS[kind](world, rng))
        except Undrawable as refused:
            said = str(refused)
            continue
        if not (said := fault(world, blueprint)):
            return blueprint
    raise NoBlueprint(kind, said)


def blueprint_of(world: World, id: str) -> Blueprint:
    """The blueprint with an id, drawn again.

    Raises:
        UserFault: that is no id of one.
        NoBlueprint, SandboxFault: as `draw_blueprint`.
    """
    found = _ID.fullmatch(id)
    if found is None or int(found[1]) >= len(KINDS):
        step = "take what {generate: blueprint} gives"
        raise UserFault(f"{id!r} is no errand of this world", next_step=step)
    return draw_blueprint(world, KINDS[int(found[1])], int(found[2]), int(found[3]))


def _executed(world: World, kind: Kind, seed: int, number: int, draft: Draft) -> Blueprint:
    start = state = world.start()
    steps: list[Step] = []
    for planned in draft.calls:
        state, outcome = world.call(state, Call(planned.name, planned.arguments))
        steps.append(
            Step(
                turn=planned.turn,
                name=planned.name,
                arguments=dict(planned.arguments),
                value=outcome.value,
                error=outcome.error,
            )
        )
    used = {call.name for call in draft.calls} if draft.offered is None else draft.offered
    changed = {
        collection: {key: dict(record) if record is not None else None for key, record in some.items()}
        for collection, some in changes(start, state).items()
    }
    return Blueprint(
        kind=kind,
        seed=seed,
        number=number,
        offered=tuple(name for name in world.tools if name in used),
        goal=Goal(wants=draft.wants, changes=changed),
        steps=tuple(steps),
        messages=tuple(_messages(draft, steps)),
        end=state.digest,
    )


def _messages(draft: Draft, steps: list[Step]) -> list[Message]:
    """What the messages do, in their order; the calls of a turn are one message, their results one each."""
    facts = [dict(one.facts) for one in draft.wants]
    late = {name: facts[0].pop(name) for name in draft.asks}
    right = {name: facts[0][name] for name in draft.wrong or {}}
    facts[0] |= draft.wrong or {}
    once = facts[:1] if draft.later else facts
    made = [Message(role="user", act="request", facts=tuple(once))]
    if late:
        made.append(Message(role="assistant", act="ask", asks=draft.asks))
        made.append(Message(role="user", act="inform", facts=(late,)))
    for turn in dict.fromkeys(step.turn for step in steps):
        numbers = tuple(number for number, step in enumerate(steps) if step.turn == turn)
        made.append(Message(role="assistant", act="call", steps=numbers))
        made += [Message(role="tool", act="result", steps=(number,)) for number in numbers]
        if right and any(steps[number].error for number in numbers):
            made.append(Message(role="assistant", act="report", steps=numbers))
            made.append(Message(role="user", act="correct", facts=(right,)))
            right = {}
        if draft.later and numbers == (0,):
            made.append(Message(role="assistant", act="answer", steps=numbers))
            made.append(Message(role="user", act="request", facts=({}, facts[1])))
    told_of = range(1 if draft.later else 0, len(steps))
    last = Message(role="assistant", act="answer", steps=tuple(told_of))
    made.append(last if steps else Message(role="assistant", act="decline"))
    return made
