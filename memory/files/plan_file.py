"""`plan.yaml`: the concept tree and the quotas, as approved and, after a build, as they ended.

People edit the approved plan before a build. Knows nothing of how a plan is made."""

from collections.abc import Iterator
from pathlib import Path

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import Path as Place
from seedbed.memory.files.file_faults import read_as, shown, unknown
from seedbed.memory.files.yaml_file import dump, load, save
from seedbed.memory.plan import Plan, cells, largest_remainder
from seedbed.memory.spec import Frozen, Spec
from seedbed.memory.tree import ConceptTree

_HEAD = """\
The plan of a dataset: per part its concept tree (parents before children) and the rows of each cell.
A cell is part/leaf/label/difficulty. Rows must add up to what the spec asks of the part.
`approved` is what figures are given against; `ended` is the plan after the build's own revisions."""


class PlanFile(Frozen):
    """What a plan file holds."""

    approved: Plan
    ended: Plan | None = None


def read_plan(path: Path) -> PlanFile:
    """The plans in a file. Raises UserFault: it can't be read, is no YAML, or no plan; every fault with its
    path and line."""
    return read_as(PlanFile, load(path), str(path))


def write_plan(plan: Plan, path: Path, *, ended: Plan | None = None) -> None:
    """Write the approved plan, and the plan as it ended where there is one. Raises UserFault: it can't be
    written there."""
    save(plan_text(plan, ended), path, make=False)


def plan_text(plan: Plan, ended: Plan | None = None) -> str:
    """The file's text."""
    return dump(PlanFile(approved=plan, ended=ended).model_dump(mode="json", exclude_defaults=True), _HEAD)


def check_plan(plan: Plan, spec: Spec, file: Path | None = None) -> None:
    """Whether an edited plan still is a plan of this spec. `file`: where it was edited, for faults' lines.
    Raises UserFault: a part is missing or unknown, concepts under one parent have one name, a quota's cell
    doesn't exist or is below zero, or a part's rows don't add up; every fault named."""
    found = [*_misfits(plan, spec)]
    if not found:
        return
    loaded = load(file) if file else None
    told = (
        f"{text} (line {loaded.line(('approved', *at))})" if loaded and at else text for at, text in found
    )
    step = "mend the file, or delete it to have a plan made anew"
    raise UserFault("; ".join(told), where=str(file or "the plan"), next_step=step)


def _misfits(plan: Plan, spec: Spec) -> Iterator[tuple[Place, str]]:
    names = [part.name for part in spec.parts]
    planned = [part.part for part in plan.parts]
    yield from (((), f"the part `{name}` of the spec has no plan") for name in names if name not in planned)
    for number, part in enumerate(plan.parts):
        place, at = f"parts[{number}]", ("parts", number)
        if part.part not in names:
            yield (*at, "part"), f"{place}.part: {unknown('part of the spec', part.part, names)}"
            continue
        if part.part in planned[:number]:
            yield (*at, "part"), f"{place}.part: `{part.part}` is planned twice"
        levels = part.difficulties
        doubled = sorted({level for level in levels if levels.count(level) > 1})
        for level in doubled:
            yield (*at, "difficulties"), f"{place}.difficulties: `{level}` is named twice"
        if not (spec.sources or spec.search):  # sections of documents are told apart by what stands in them
            yield from _namesakes(part.tree, at)
        asked = spec.part(part.part)
        if (total := sum(part.quotas.values())) != asked.rows:
            told = f"{place}.quotas add up to {total} rows, and the spec asks for {asked.rows}"
            yield (*at, "quotas"), told
        known = dict.fromkeys(cell.key for cell in cells(asked, part.tree, part.difficulties))
        for key, rows in part.quotas.items():
            if key not in known:
                yield (*at, "quotas", key), f"{place}.quotas: {unknown('cell', key, [*known])}"
            elif rows < 0:
                yield (*at, "quotas", key), f"{place}.quotas: `{key}` has {rows} rows"


def _namesakes(tree: ConceptTree, at: Place) -> Iterator[tuple[Place, str]]:
    """Concepts that have the name of one before them under the same parent."""
    seen = set[tuple[str, str]]()
    for number, concept in enumerate(tree.concepts):
        mine = {(parent, " ".join(concept.name.split())) for parent in concept.parents}
        if mine & seen:
            above = tree[concept.parents[0]].name
            told = f"two concepts under {above!r} are called {concept.name!r}"
            yield (*at, "tree", "concepts", number), f"{shown(at)}.tree.concepts[{number}]: {told}"
        seen |= mine


def departs(plan: Plan, spec: Spec) -> str:
    """Where a plan deals labels otherwise than by the spec's shares, by more than a row; empty: nowhere."""
    found = []
    for part in spec.parts:
        dealt = plan.part(part.name).rows_by(2)
        due = largest_remainder(part.rows, [label.share for label in part.labels] or [1])
        found += [
            f"{label.name} {dealt[label.name]} rows for {rows}"
            for label, rows in zip(part.labels, due, strict=False)
            if abs(dealt[label.name] - rows) > 1
        ]
    return ", ".join(found)
