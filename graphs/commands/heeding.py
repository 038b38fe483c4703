"""Whether anything will still heed a sentence of guidance: said where a person gives one in vain."""

from collections.abc import Sequence

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.scheduling.directives import Directive, Guide
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.standing import Standing


def unheeded(directives: Sequence[Directive], spec: Spec, now: Standing) -> list[str]:
    """Why guidance among the directives changes no row as things stand, a sentence each; empty: it may."""
    told: dict[str, None] = {}
    for guide in directives:
        if not isinstance(guide, Guide):
            continue
        where = f"{guide.part}/{guide.leaf}" if guide.leaf else guide.part
        if why := _no_writer(spec.part(guide.part)):
            where = guide.part
        elif guide.leaf and (guide.part, guide.leaf) in now.closed:
            why = "nothing more is made of that concept"
        elif not any(n for key, n in now.open.items() if key.startswith(f"{where}/")):
            why = (
                "every row is there. `seedbed redo RUN ROW…` makes rows anew, `seedbed extend RUN -n +N` "
                "asks for more; those will"
            )
        if why:
            told[f"nothing will heed it in {where}: {why}"] = None
    return list(told)


def _no_writer(part: Part) -> str:
    """Why no model reads guidance for a part's rows; empty if one does."""
    if part.recipe:
        written = any(step.is_written for step in recipe_of(part).steps)
        return "" if written else "no model writes its rows, programs make them"
    return (
        "its rows are put together from offline sources, not written to order; a build with a model of "
        "your own (--base-url, --model) heeds it"
    )
