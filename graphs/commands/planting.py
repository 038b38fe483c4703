"""Rows of known truth for people: they are shown among the others, to tell how well reviewers see.

Known-bad ones are made as the critic's probes are, known-good ones are the user's own rows, else copies of
rows that were computed, executed or quoted. No model is asked."""

from collections import defaultdict
from collections.abc import Sequence

from seedbed.agent.critic.probing.probes import Probe, draw_probes
from seedbed.agent.making.fixing import KEPT
from seedbed.graphs.candidate.remaking import env_of
from seedbed.graphs.commands.orders import Plant
from seedbed.memory.candidate import PROVING
from seedbed.memory.exact.canonical import digest
from seedbed.memory.exact.randomness import rng
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.review import PlantedRow, planted_rows
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.probe_figures import planted as probes_of

MOST, _SHARE = 24, 10
"""Planted rows of a run at most, and one for so many rows."""
_GOOD = 3
"""Every third is a right one."""


async def planting(folder: RunFolder, store: Store) -> Plant | None:
    """The rows that a run's reviewers are still to be shown; None: there are enough, or none can be made."""
    there = planted_rows(store)
    wanted = min(MOST, store.counts().get("accepted", 0) // _SHARE + 3) - len(there)
    if wanted < _GOOD or (there and wanted < MOST // _GOOD):  # they come several at a time
        return None
    env = env_of(folder, store)
    rows, sure = defaultdict[str, list[int]](list), list[int]()
    for one in store.candidates("accepted"):
        rows[one.verdict.cell].append(one.number)
        first = one.draft.at_first
        if first.grade == "proven" and any(each.kind in PROVING - {"human"} for each in first.evidence):
            sure.append(one.number)
    known_ones = [
        {"sha256": digest([one.row, 0]), "source": "", "drawn": one.kind, "good": one.good}
        for one in there.values()
    ]
    # Others than the critic's own: these come after them in the order in which probes are drawn.
    probes = await draw_probes(env, rows, [*probes_of(store), *known_ones], wanted)
    # A sentence that only a model could make false leaves the row right, so it is no known-bad one.
    found = [_bad(one, env.spec.seed) for one in probes if one.made.instead or not one.made.sentence]
    good = [one for one in found if one.good]
    bad = [one for one in found if not one.good][: wanted - wanted // _GOOD]
    copies = _proven(sure, store, env.spec.seed, wanted // _GOOD - len(good))
    fresh = [one for one in (*bad, *good, *copies) if one.id not in there]
    return Plant(rows=tuple(fresh)) if fresh else None


def _bad(probe: Probe, seed: int) -> PlantedRow:
    """A probe as people are shown it; where a model would have broken a sentence, with wrong words."""
    made = probe.made
    row = made.instead if made.sentence and made.instead else made.row
    return PlantedRow(
        id=digest([seed, "planted", probe.number, row])[:16],
        row=row,
        good=probe.good,
        kind=probe.kind,
        base=probe.base,
        cell=probe.brief.cell.key,
        attributes=probe.brief.attributes,
        kept=made.kept,
    )


def _proven(sure: Sequence[int], store: Store, seed: int, number: int) -> list[PlantedRow]:
    """Copies of rows whose proof no person gave. `sure`: the candidates."""
    drawn = rng(seed, "planted right").sample(sure, max(0, min(number, len(sure))))
    found = []
    for one in filter(None, map(store.candidate, drawn)):
        brief = store.brief(one.number)
        found.append(
            PlantedRow(
                id=digest([seed, "planted", one.row_id])[:16],
                row=one.draft.at_first.row or {},
                good=True,
                kind="proven",
                base=one.row_id,
                cell=one.verdict.cell,
                attributes=brief.attributes if brief else {},
                kept=one.draft.at_first.notes.get(KEPT, {}),
            )
        )
    return found
