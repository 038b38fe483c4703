"""Rows that begin with something a program drew and knows the answer to; it lies in the brief, by the
target's name, so that a resumed build draws alike."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from seedbed.agent.work import Choice, Env

Generator = Callable[[Choice, Env], tuple[dict[str, Any], str] | None]
"""(choice, environment) → (target → value, id of what is used up); None: no more."""
_DRAWS = 40
_FAILED = 4
"""Errands of a kind that all came to nothing, after which it is planned no more."""
_EARLIER, _SHOWN = 12, 200
"""Errands that a planner is shown, and characters of each."""


def _problem(choice: Choice, env: Env) -> tuple[dict[str, Any], str] | None:
    """`problem`, `answer`: a word problem of the bank (tools/offline/problems) with its computed answer;
    of the cell's level where the bank has that."""
    from seedbed.tools.offline.problems import library

    for _ in range(_DRAWS):
        family = choice.rng.choice(library.families())
        wanted = choice.cell.difficulty
        level = wanted if wanted in library.LEVELS else choice.rng.choice(library.LEVELS)
        drawn = library.draw(family.name, level, choice.rng)
        material = f"{choice.part.name}/{drawn.program}/{sorted(drawn.inputs.items())}"
        answer = float(drawn.answer)
        if not choice.schedule.used.get(material):
            whole = int(answer) if answer.is_integer() else answer
            return {"problem": drawn.text, "answer": whole}, material
    return None


def _blueprint(choice: Choice, env: Env) -> tuple[dict[str, Any], str] | None:
    """The kind of errand that a model is to plan, of those wanted one used least, and the errands before it.
    A kind of which the first few all came to nothing is one that the world doesn't bear."""
    from seedbed.tools.checks.inputs import is_messages
    from seedbed.tools.world.blueprint import KINDS, signature
    from seedbed.tools.world.reached import calls_of

    part, world = choice.part, env.resources.worlds[choice.part.name]
    used: Counter[str] = Counter()
    spoilt: Counter[str] = Counter()
    for material, uses in choice.schedule.used.items():
        of, _, kind = material.rpartition("/")[0].rpartition("/")
        if of == part.name:
            used[kind] += uses
            spoilt[kind] += choice.schedule.spoilt.get(material, 0)
    kinds = [
        kind
        for kind in world.kinds or KINDS
        if (world.policy or kind != "against policy") and not used[kind] == spoilt[kind] >= _FAILED
    ]
    if not kinds:
        return None
    kind = min(choice.rng.sample(kinds, len(kinds)), key=lambda one: used[one])
    earlier = []
    for row in choice.rows(choice.schedule.latest(choice.cell.key)[-_EARLIER:]):
        talk = next((value for value in row.values() if is_messages(value)), ())
        asked = next((str(one["content"])[:_SHOWN] for one in talk if one["role"] == "user"), "")
        earlier.append({"asked": asked, "signature": signature(call for _, call in calls_of(talk))})
    return {"kind": kind, "earlier": earlier}, f"{part.name}/{kind}/{choice.number}"


GENERATORS: Mapping[str, Generator] = {"problems": _problem, "blueprint": _blueprint}
"""Name → generator: the one list, written by hand."""
