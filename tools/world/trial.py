"""Tools that are of no use before anybody has called them: tried with arguments that make sense.

A function that hangs would cost five seconds at every draft of a blueprint; one that answers otherwise to the
same call gives trajectories that nobody can execute again.
"""

from collections.abc import Iterable

from seedbed.memory.exact.randomness import rng
from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.world.blueprints.arguments import drawn_arguments
from seedbed.tools.world.blueprints.values import Undrawable
from seedbed.tools.world.world import Outcome, World

_TRIES = 2


def useless(world: World, names: Iterable[str]) -> dict[str, str]:
    """Tool → why it is of no use, of those among the names that are; each is called four times at most.

    Raises:
        SandboxFault: there are Python functions and this machine can't execute them.
    """
    return {name: why for name in names if (why := _why(world, name))}


def _why(world: World, name: str) -> str:
    state = world.start()
    failed: list[str] = []
    for number in range(_TRIES):
        try:
            arguments = drawn_arguments(world, state, name, rng(0, f"trial of {name}", number))
        except Undrawable:
            return ""
        outcome = world.call(state, Call(name, arguments))[1]
        if _by_the_machine(outcome, name):
            failed.append(outcome.error)
        elif world.call(state, Call(name, arguments))[1] != outcome:
            return "it answers otherwise when the same call is made again"
    return failed[0] if len(failed) == _TRIES else ""


def _by_the_machine(outcome: Outcome, name: str) -> bool:
    """Whether it ran into a limit or gave what is no answer; what a tool raises itself is its answer."""
    return outcome.error.startswith(f"{name} ")
