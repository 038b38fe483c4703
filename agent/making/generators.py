"""Generators: rows that begin with something a program drew and knows the answer to.

What is drawn lies in the brief, by the target's name, so that a resumed build draws alike.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from seedbed.agent.work import Choice, Env

Generator = Callable[[Choice, Env], tuple[dict[str, Any], str] | None]
"""(choice, environment) → (target → value, id of what is used up); None: no more."""
_DRAWS = 40


def _problem(choice: Choice, env: Env) -> tuple[dict[str, Any], str] | None:
    """`problem`, `answer`: a word problem of the bank with its computed answer
    (tools/offline/problems)."""
    from seedbed.tools.offline.problems import library
    from seedbed.tools.offline.problems.problem import LEVELS

    for _ in range(_DRAWS):
        family = choice.rng.choice(library.families())
        level = str(choice.attributes.get("level") or choice.rng.choice(LEVELS))
        if level not in LEVELS:
            continue
        drawn = library.draw(family.name, level, choice.rng)
        material = f"{choice.part.name}/{drawn.program}/{sorted(drawn.inputs.items())}"
        answer = _number(drawn.answer)
        if answer is not None and not choice.used.get(material):
            return {"problem": drawn.text, "answer": answer}, material
    return None


def _number(text: str) -> float | int | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value.is_integer() else value


def _blueprint(choice: Choice, env: Env) -> tuple[dict[str, Any], str] | None:
    """`tools`, `errand`: a task in the part's world, executed before anybody words it (APIGen-MT).

    Of the kinds that the world bears, one used least."""
    from seedbed.agent.making.supply import supply_of
    from seedbed.agent.role_players.acting import ActingRole
    from seedbed.tools.world.blueprints.blueprint import KINDS
    from seedbed.tools.world.blueprints.drawing import draw_blueprint

    part, world = choice.part, env.resources.worlds[choice.part.name]
    kinds = [kind for kind in KINDS if not world.kinds or kind in world.kinds]
    mine = (material for material in choice.used if material.startswith(f"{part.name}/"))
    taken = Counter(material.split("/")[-2] for material in mine)
    for kind in sorted(choice.rng.sample(kinds, len(kinds)), key=lambda kind: taken[kind]):
        supply, place = supply_of(env.resources, part.name, kind, env.spec.seed), 0
        while (drawn := supply.at(place)) is not None:
            material = f"{part.name}/{kind}/{drawn.number}"
            if not choice.used.get(material):
                blueprint = draw_blueprint(world, kind, env.spec.seed, drawn.number)
                role = ActingRole(world, blueprint.offered)
                tools = [one["function"] for one in role.tools]
                return {"tools": tools, "errand": blueprint.id}, material
            place += 1
    return None


GENERATORS: Mapping[str, Generator] = {"problems": _problem, "blueprint": _blueprint}
"""Name → generator: the one list, written by hand."""
