"""What one commit costs the process that leads a build: decided, written, the next brief ordered.

    python -m benchmarks.commits --rows 1000 10000 40000 --leaves 2 1000 --commits 500

Drafts are there already (60 drawn words, three pieces of evidence); there is no model, and one part of two
cells a leaf. Each seat wants a writer of its own, and one row in ten is read as of another cell, where it
looks for a seat. CPU, so that a busy machine hurts little; rows are those of the run, of which the first are
committed.
"""

import asyncio
import json
import random
import tempfile
import time
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import Any, cast

from benchmarks.command import asked
from seedbed.agent.planner.scheduling.ahead import Ahead
from seedbed.graphs.producing.pool import Pool
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Agreement, Draft, Judgement, Schema
from seedbed.memory.spec import Attribute
from seedbed.memory.store.opening import open_store
from seedbed.memory.tree import Concept, ConceptTree
from tests.graphs import toy

_AHEAD = Ahead(64, 64)
_LEAF = "leaf-{}"
_EVIDENCE = (
    Schema(ok=True, by="schema", validator="jsonschema"),
    Judgement(ok=True, by="judge", rubric="r", score=1.0, scale=(0.0, 1.0), reason="w" * 80, slot="0" * 64),
    Agreement(ok=True, by="label", question="which?", answers=("a",), share=1.0),
)


class _Ready:
    """A pool whose candidates are made."""

    def __init__(self) -> None:
        self._briefs: dict[int, Brief] = {}

    def give(self, number: int, brief: Brief) -> None:
        self._briefs[number] = brief

    async def take(self, number: int, *, whole: bool = False) -> Draft:
        brief = self._briefs.pop(number)
        draw = random.Random(brief.seed)
        text = " ".join(f"{draw.getrandbits(13):x}" for _ in range(60))
        row = {"text": text, "label": brief.cell.label}
        leaf = brief.cell.leaf if number % 10 else _LEAF.format(0)
        read = brief.cell.model_copy(update={"leaf": leaf}).key
        return Draft(row=row, text=text, assigned=(read, read), evidence=_EVIDENCE, models=("m",))


async def measure(rows: int, leaves: int, commits: int) -> dict[str, Any]:
    """Milliseconds of CPU a commit."""
    root = Concept(id="all", name="All")
    under = (Concept(id=_LEAF.format(n), name=f"Leaf {n}", parents=("all",)) for n in range(leaves))
    spec, tree = toy.spec(rows), ConceptTree(concepts=(root, *under))
    writers = Attribute(name="writer", values=tuple(f"writer {number}" for number in range(rows)))
    spec = spec.model_copy(update={"parts": (spec.parts[0].model_copy(update={"attributes": (writers,)}),)})
    with tempfile.TemporaryDirectory() as folder, closing(open_store(Path(folder) / "run.sqlite")) as store:
        one, pool = toy.committer(store, spec, ahead=_AHEAD, tree=tree), _Ready()
        for number, brief in one.schedule.briefs.items():
            pool.give(number, brief)
        began, done = time.process_time(), 0
        while done < commits and not (one.done or one.idle):
            await one.step(cast(Pool, pool))
            done += 1
        cpu = time.process_time() - began
    return {"rows": rows, "leaves": leaves, "commits": done, "cpu_ms_a_commit": round(1000 * cpu / done, 2)}


if __name__ == "__main__":
    given = asked(__doc__, rows=[1000, 10_000, 40_000], leaves=[2, 1000], commits=500)
    for rows, leaves in product(given.rows, given.leaves):
        print(json.dumps(asyncio.run(measure(rows, leaves, given.commits))), flush=True)
