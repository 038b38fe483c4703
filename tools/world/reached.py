"""Whether a talk did what its blueprint asks for: the end state, what had to be read, what makes its kind.

The end decides (Yao et al. 2024, tau-bench, section 3): the calls of the talk are executed again, and the
state they leave must be the blueprint's. By which way the assistant got there is its own matter, unless the
kind is that way; what it says of it is the judge's."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from seedbed.memory.candidate import Execution
from seedbed.memory.exact.canonical import canonical, digest
from seedbed.tools.verification.toolcalls import Call, read_call
from seedbed.tools.world.blueprint import KINDS, RESULT, Blueprint, Made, Played, executed, played
from seedbed.tools.world.world import Record, State, World, changes

BY = "world of tools 1"
"""Name of this check in evidence."""
_MOST_NAMED = 3
"""Differences that are named."""
Messages = Sequence[Mapping[str, Any]]


def calls_of(messages: Messages) -> Iterator[tuple[int, Call]]:
    """The calls of OpenAI's messages, each with the place of its message."""
    for place, message in enumerate(messages):
        for one in message.get("tool_calls") or ():
            yield place, read_call(one)


def evidence_of(world: World, found: Played) -> Execution:
    """A talk's calls as evidence. Its program: the calls in their order; its tests: their results, what they
    changed, and the end's digest. Canonical JSON: whoever has the world can write both anew from the row."""
    calls = [{"name": one.call.name, "arguments": dict(one.call.arguments)} for one in found.made]
    results = [one.outcome.text for one in found.made]
    end = {"results": results, "changes": changes(world.start(), found.end), "end": found.end.digest}
    program, tests = canonical(calls).decode(), canonical(end).decode()
    return Execution(ok=True, by=BY, program=program, tests=tests, outcome="passed")


def on_the_way(world: World, blueprint: Blueprint, state: State) -> bool:
    """Whether a state is one on the ways to the end: after any of the calls, in their order."""
    found = {digest({}): (start := world.start())}
    for one in executed(world, blueprint).made:
        for before in list(found.values()):
            after, _ = world.call(before, one.call)
            found[digest(changes(start, after))] = after  # of a large world that is a little of it
    return digest(changes(start, state)) in found


def unreached(
    world: World, blueprint: Blueprint, messages: Messages, *, untold: bool = False
) -> Iterator[str]:
    """What of the blueprint didn't come about, a line each; nothing: it did. `untold`: for who isn't to know
    the blueprint's values. Raises SandboxFault: as `played`."""
    kind, plan, found = KINDS[blueprint.kind], executed(world, blueprint), played(world, calls_of(messages))
    if found.end.digest != plan.end.digest:
        named = "; ".join(islice(_differences(plan.end, found.end, untold), _MOST_NAMED))
        yield f"the talk doesn't end in the state that is wanted: {named}"
    if kind.calls[1] == 0 and found.made:
        yield f"{found.made[0].call.name} is called though no tool serves"
    undone = plan.end.digest == world.start().digest  # what was made is gone again: the end tells nothing
    for name in dict.fromkeys(one.call.name for one in plan.made if kind.every or (undone and one.changed)):
        if not found.of(name, ok=True):
            yield f"{name} is never carried out"
    for one in _wanted(blueprint, plan):
        if not any(made.outcome.ok and _holds(made.outcome.value, one.outcome.value) for made in found.made):
            shown = ", ".join(f"{name} {value}" for name, value in one.call.arguments.items())
            of = "what the user says" if untold else shown[:120]
            yield f"no call shows what {one.call.name} finds of {of}"
    if plan.made:
        yield from _of_kind(blueprint, plan, found, messages)


def _differences(wanted: State, end: State, untold: bool) -> Iterator[str]:
    """The records that ended otherwise."""
    for collection, records in changes(wanted, end).items():
        for key, is_ in records.items():
            if is_ is None or not (was := wanted.records(collection).get(key)):
                yield f"{collection} {key} {'is missing' if is_ is None else 'is one too many'}"
                continue
            names = [name for name in dict.fromkeys((*was, *is_)) if is_.get(name) != was.get(name)]
            said = (
                f"has {name} {is_.get(name)!r}" + f", not {was.get(name)!r}" * (not untold) for name in names
            )
            yield f"{collection} {key} {', '.join(said)}"


# what is only read ---------------------------------------------------------------------------------------


def _wanted(blueprint: Blueprint, plan: Played) -> list[Made]:
    """The calls whose results are what is wanted: after the last change, and not there for a later call."""
    together = KINDS[blueprint.kind].together
    last = max((one.place for one in plan.made if one.changed and not together), default=0)
    passed_on = {int(number) for one in blueprint.calls for number, _ in RESULT.findall(str(one.arguments))}
    return [one for one in plan.made if one.place > last and one.outcome.ok and one.place not in passed_on]


def _holds(value: Any, wanted: Any) -> bool:
    """Whether a result shows all of another one: the same, or each of its records."""
    records = _records(wanted)
    return digest(value) == digest(wanted) or (
        bool(records) and all(any(_shows(one, record) for one in _records(value)) for record in records)
    )


def _records(value: Any) -> list[Record]:
    if isinstance(value, Mapping) and isinstance(results := value.get("results"), list):
        return [one for one in results if isinstance(one, Mapping)]
    return [value] if isinstance(value, Mapping) else []


def _shows(record: Record, wanted: Record) -> bool:
    return all(key in record and digest(record[key]) == digest(value) for key, value in wanted.items())


# what makes a kind ---------------------------------------------------------------------------------------


def _of_kind(blueprint: Blueprint, plan: Played, found: Played, messages: Messages) -> Iterator[str]:
    kind, last = KINDS[blueprint.kind], plan.made[-1].call.name
    done = [one.place for one in found.of(last, ok=True)]
    if kind.together:
        together = [sum(one.place == place for one in found.made) for place in {m.place for m in found.made}]
        if max(together, default=0) < len(plan.made):
            yield f"the {len(plan.made)} calls are not made in one turn"
    if kind.told == "when asked" and _users(messages[: done[0] if done else None]) < 2:
        yield "what is missing isn't asked for before the call"
    for one in plan.made if kind.refused else ():
        if one.outcome.ok:
            continue
        refused = [made.place for made in found.of(one.call.name, ok=False)]
        if not refused:
            yield f"no call of {one.call.name} is refused"
        elif not _users(messages[refused[0] : next((at for at in done if at > refused[0]), None)]):
            yield "the user isn't told of what was refused before it is done otherwise"


def _users(messages: Messages) -> int:
    return sum(one.get("role") == "user" for one in messages)
