"""Drafts over several of the user's turns: a record is made, and wanted for something later in the talk.

What was booked at one turn must be there at a later one: the user calls it «it», and its key is known from
the earlier result alone.
"""

from random import Random

from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.world.blueprints.arguments import drawn_arguments, named
from seedbed.tools.world.blueprints.blueprint import Described
from seedbed.tools.world.blueprints.draft import Draft, Planned, want
from seedbed.tools.world.blueprints.values import Undrawable
from seedbed.tools.world.world import World


def follow_up(world: World, rng: Random) -> Draft:
    """A record is created, and then changed, deleted or pointed to by another one.

    Raises:
        Undrawable: no tool creates what another one works on.
    """
    pairs = [
        (maker, name, argument)
        for maker, makes in world.operations.items()
        for name in world.tools
        for argument, collection in named(world, name).items()
        if makes.does == "create"
        and makes.collection == collection
        and world.operations[name].does != "get"  # what was made has just been shown
    ]
    said = "no tool creates a record that another one works on"
    for maker, name, argument in rng.sample(pairs, len(pairs)):
        try:
            return _one(world, maker, name, argument, rng)
        except Undrawable as fault:
            said = str(fault)
    raise Undrawable(said)


def _one(world: World, maker: str, name: str, argument: str, rng: Random) -> Draft:
    collection = world.operations[maker].collection
    first = drawn_arguments(world, world.start(), maker, rng)
    state, outcome = world.call(world.start(), Call(maker, first))
    key = world.collections[collection].key
    if not outcome.ok or key not in outcome.value:
        raise Undrawable(
            f"{maker} doesn't show the {key} of what it makes: {outcome.error or 'see `returns`'}"
        )
    arguments = drawn_arguments(world, state, name, rng, {argument: outcome.value[key]})
    own = {one: value for one, value in arguments.items() if one != argument}
    meant = Described(argument=argument, by=(), collection=collection)
    wants = (want(world, maker, first), want(world, name, own, [meant]))
    return Draft(wants, (Planned(0, maker, first), Planned(1, name, arguments)), later=True)
