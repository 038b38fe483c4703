"""Drafts of calls that take nothing of each other: all kinds but the chains."""

from collections.abc import Callable
from itertools import permutations
from random import Random
from typing import Any

from seedbed.tools.world.blueprints.arguments import chosen, drawn_arguments, named, required
from seedbed.tools.world.blueprints.chains import sequential
from seedbed.tools.world.blueprints.draft import Draft, Planned, want
from seedbed.tools.world.blueprints.serving import does_as_well, might_serve
from seedbed.tools.world.blueprints.values import Undrawable
from seedbed.tools.world.state import State
from seedbed.tools.world.world import World

_MOST_PARALLEL = 3
_MOST_DISTRACTORS = 7


def of_any(names: list[str], rng: Random, make: Callable[[str], Draft]) -> Draft:
    """The draft of the first tool, in drawn order, of which one can be had.

    Raises:
        Undrawable: of none; says why not of the first one.
    """
    said = ""
    for name in rng.sample(names, len(names)):
        try:
            return make(name)
        except Undrawable as fault:
            said = said or str(fault)
    raise Undrawable(said or "no tool is of that sort")


def single(world: World, rng: Random) -> Draft:
    """One call of one tool."""
    return of_any(list(world.tools), rng, lambda name: _single(world, world.start(), name, rng))


def _single(world: World, state: State, name: str, rng: Random) -> Draft:
    arguments = drawn_arguments(world, state, name, rng)
    return Draft((want(world, name, arguments),), (Planned(0, name, arguments),))


def parallel(world: World, rng: Random) -> Draft:
    """Two or three calls in one turn: of one tool for several things, or of several tools."""
    first = single(world, rng)
    drafts = [first]
    for _ in range(rng.randint(1, _MOST_PARALLEL - 1)):
        same = rng.random() < 0.5
        state = world.start()
        drafts.append(_single(world, state, first.wants[0].tool, rng) if same else single(world, rng))
    calls = [(one.calls[0].name, one.calls[0].arguments) for one in drafts]
    for (name, arguments), (other, others) in permutations(calls, 2):
        if name == other and arguments.items() <= others.items():
            raise Undrawable("a call that is drawn asks for what another one asks for")
    made = [Planned(0, name, arguments) for name, arguments in calls]
    return Draft(tuple(one.wants[0] for one in drafts), tuple(made))


def missing(world: World, rng: Random) -> Draft:
    """One call of which the user leaves a needed argument out."""

    def make(name: str) -> Draft:
        draft = _single(world, world.start(), name, rng)
        open_ = [one for one in required(world, name) if one in draft.wants[0].facts]
        return Draft(draft.wants, draft.calls, asks=(rng.choice(open_),))

    names = [name for name in world.tools if set(required(world, name)) - set(world.computed.get(name, {}))]
    if not names:
        raise Undrawable("no tool demands an argument")
    return of_any(names, rng, make)


def recovery(world: World, rng: Random) -> Draft:
    """A call that the world refuses, because of the record it names, and the same with one that fits."""

    def make(name: str) -> Draft:
        state = world.start()
        argument, collection = rng.choice(list(named(world, name).items()))
        key = world.collections[collection].key
        _, fits = chosen(world, state, name, argument, rng)
        wrong = _refused(world, state, name, argument, fits[key], rng)
        right = drawn_arguments(world, state, name, rng, {argument: fits[key]})
        first = {one: wrong if one == argument else value for one, value in right.items()}
        calls = (Planned(0, name, first), Planned(1, name, right))
        return Draft((want(world, name, right),), calls, wrong={argument: wrong})

    return of_any([name for name in world.tools if named(world, name)], rng, make)


def _refused(world: World, state: State, name: str, argument: str, right: Any, rng: Random) -> Any:
    """The key of a record that isn't in order, or a key that nothing has: the right one, mistyped."""
    key = world.collections[named(world, name)[argument]].key
    if rng.random() < 0.7:
        try:
            return chosen(world, state, name, argument, rng, fitting=False)[1][key]
        except Undrawable:
            pass
    there = state.records(named(world, name)[argument])
    text = str(right)
    places = [place for place, char in enumerate(text) if char.isdigit()]
    for place in rng.sample(places, len(places)):
        digit = rng.choice([char for char in "0123456789" if char != text[place]])
        mistyped = text[:place] + digit + text[place + 1 :]
        wrong = type(right)(mistyped)
        if str(wrong) not in there:
            return wrong
    raise Undrawable(f"no wrong {key} can be made of {text!r}")


def none(world: World, rng: Random) -> Draft:
    """Something that a tool could do to records, which isn't offered, nor any that might serve.

    What only computes is left out: whoever has no tool may know the answer all the same.
    """

    def make(name: str) -> Draft:
        draft = _single(world, world.start(), name, rng)
        others = [one for one in world.tools if not might_serve(world, one, name)]
        if not others:
            raise Undrawable("every tool might serve")
        offered = rng.sample(others, rng.randint(1, min(_MOST_DISTRACTORS, len(others))))
        return Draft(draft.wants, (), offered=frozenset(offered))

    return of_any([name for name in world.tools if name in world.operations], rng, make)


def distractors(world: World, rng: Random) -> Draft:
    """One call or two, with more tools offered than needed."""
    draft = _chain_or_single(world, rng)
    used, last = {call.name for call in draft.calls}, draft.calls[-1]
    others = [
        name
        for name in world.tools
        if name not in used and not does_as_well(world, name, last.name, last.arguments)
    ]
    if not others:
        raise Undrawable("there is no tool besides those that are needed, or would do as well")
    more = rng.sample(others, rng.randint(1, min(_MOST_DISTRACTORS, len(others))))
    return Draft(draft.wants, draft.calls, offered=frozenset((*used, *more)))


def _chain_or_single(world: World, rng: Random) -> Draft:
    if rng.random() < 0.5:
        try:
            return sequential(world, rng)
        except Undrawable:
            pass
    return single(world, rng)
