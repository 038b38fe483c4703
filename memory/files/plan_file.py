"""`plan.yaml`: the concept tree and the quotas, as approved and, after a build, as they ended.

People edit the approved plan before a build. Knows nothing of how a plan is made."""

from collections import Counter
from pathlib import Path

from pydantic import ValidationError

from seedbed.memory.brief import split_key
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import faults, unknown
from seedbed.memory.files.yaml_file import dump, load, save
from seedbed.memory.plan import Plan, cells, largest_remainder
from seedbed.memory.spec import Frozen, Spec

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
    loaded = load(path)
    try:
        return PlanFile.model_validate(loaded.value)
    except ValidationError as error:
        raise UserFault(
            faults(error, loaded, PlanFile), where=str(path), next_step="mend the file"
        ) from error


def write_plan(plan: Plan, path: Path, *, ended: Plan | None = None) -> None:
    """Write the approved plan, and the plan as it ended where there is one. Raises UserFault: it can't be
    written there."""
    save(plan_text(plan, ended), path)


def plan_text(plan: Plan, ended: Plan | None = None) -> str:
    """The file's text."""
    return dump(PlanFile(approved=plan, ended=ended).model_dump(mode="json", exclude_defaults=True), _HEAD)


def check_plan(plan: Plan, spec: Spec, where: str) -> None:
    """Whether an edited plan still is a plan of this spec. Raises UserFault: a part is missing or unknown, a
    quota's cell doesn't exist or is below zero, or a part's rows don't add up; every fault named."""
    found: list[str] = []
    names = [part.name for part in spec.parts]
    planned = [part.part for part in plan.parts]
    found.extend(f"the part `{name}` of the spec has no plan" for name in names if name not in planned)
    for number, part in enumerate(plan.parts):
        place = f"parts[{number}]"
        if part.part not in names:
            found.append(f"{place}.part: {unknown('part of the spec', part.part, names)}")
            continue
        if part.part in planned[:number]:
            found.append(f"{place}.part: `{part.part}` is planned twice")
        levels = part.difficulties
        doubled = sorted({level for level in levels if levels.count(level) > 1})
        found.extend(f"{place}.difficulties: `{level}` is named twice" for level in doubled)
        asked = spec.part(part.part)
        if (total := sum(part.quotas.values())) != asked.rows:
            found.append(f"{place}.quotas add up to {total} rows, and the spec asks for {asked.rows}")
        known = [cell.key for cell in cells(asked, part.tree, part.difficulties)]
        for key, rows in part.quotas.items():
            if key not in known:
                found.append(f"{place}.quotas: {unknown('cell', key, known)}")
            elif rows < 0:
                found.append(f"{place}.quotas: `{key}` has {rows} rows")
    if found:
        raise UserFault(
            "; ".join(found), where=where, next_step="mend the file, or delete it to have a plan made anew"
        )


def departs(plan: Plan, spec: Spec) -> str:
    """Where a plan deals labels otherwise than by the spec's shares, by more than a row; empty: nowhere."""
    found = []
    for part in spec.parts:
        dealt = Counter[str]()
        for key, rows in plan.part(part.name).quotas.items():
            dealt[split_key(key)[2]] += rows
        due = largest_remainder(part.rows, [label.share for label in part.labels] or [1])
        found += [
            f"{label.name} {dealt[label.name]} rows for {rows}"
            for label, rows in zip(part.labels, due, strict=False)
            if abs(dealt[label.name] - rows) > 1
        ]
    return ", ".join(found)
