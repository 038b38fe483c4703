"""The demands of a request are held against those that a recipe binds: none is dropped in silence."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from seedbed.agent.planner.reading.answer import ClauseRead
from seedbed.agent.planner.reading.covering import lost, touch
from seedbed.memory.clauses import NOT_KEPT, WHOLE

Binders = Mapping[str, tuple[str, ...]]
"""Words of the request → what keeps them; all of it must hold."""
NOTHING = "not kept: the plan has nothing for it"
PURPOSE = "not kept: purpose"
BUDGET = "budget"
_ALIKE = 0.8
"""From here on words that differ are a slip in copying."""


def binders_of(raw: object) -> dict[str, tuple[str, ...]]:
    """The `clauses` of a recipe that is valid: binders as lists."""
    if not isinstance(raw, Mapping):
        return {}
    return {
        str(words): tuple(map(str, binder)) if isinstance(binder, (list, tuple)) else (str(binder),)
        for words, binder in raw.items()
    }


def bind(demands: Sequence[ClauseRead], given: Binders) -> tuple[Binders, tuple[str, ...]]:
    """The demands in their order with what keeps them, and a sentence for each that the recipe leaves out or
    of which it loses words. Keys that are no words of a demand are left out. `demands`: of the request.
    `given`: as the recipe has them. A key is a demand's words, a piece of them, or several demands."""
    given = _mended(demands, given)
    clauses: dict[str, tuple[str, ...]] = {}
    dropped: list[str] = []
    for demand in demands:
        missing = lost(demand.words, list(given))
        keys = [key for key in given if touch(key, demand.words)]
        if not missing:
            clauses |= {key: given[key] for key in keys}
        elif demand.holds_for == "nothing":
            clauses[demand.words] = (PURPOSE,)
        elif not keys:
            clauses[demand.words] = (NOTHING,)
            dropped.append(f"nothing is said of «{demand.words}»")
        else:
            # Its pieces stay kept; the whole says what of it isn't.
            clauses |= {key: given[key] for key in keys}
            clauses[demand.words] = (f"not kept: the plan has nothing for «{missing}»",)
            dropped.append(f"of «{demand.words}» the words «{missing}» are lost")
    return clauses, tuple(dropped)


def _mended(demands: Sequence[ClauseRead], given: Binders) -> Binders:
    """Keys that were copied with a slip, as the words that they are a copy of."""
    strange = [k for k in given if not any(touch(k, demand.words) for demand in demands)]
    left = [demand.words for demand in demands if not any(touch(k, demand.words) for k in given)]
    renamed: dict[str, str] = {}
    for key in strange:
        if close := get_close_matches(key, [w for w in left if w not in renamed.values()], 1, _ALIKE):
            renamed[key] = close[0]
    return {renamed.get(key, key): binder for key, binder in given.items()}


def keeps_nothing(binders: Iterable[Sequence[str]]) -> bool:
    """Whether no demand is kept by more than the number of rows, and what is held of any rows."""
    return all(all(one.startswith(NOT_KEPT) or one in WHOLE for one in each) for each in binders)
