"""A row that a person mends: what may be changed, what follows from it, and every check that costs nothing.

What a check of that kind says is made again by the audit from the row alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from seedbed.agent.making.copies import signature_of_row, words_of
from seedbed.agent.making.making import counted
from seedbed.agent.making.parts import recipe_of, written_fields
from seedbed.agent.making.steps import following
from seedbed.agent.making.verifying import checked_making, paid_id, signed, unasked
from seedbed.agent.work import Env, Work
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Evidence
from seedbed.memory.errors import UserFault
from seedbed.memory.review import Fixed
from seedbed.memory.spec import Part

KEPT = "kept"
"""Key of a draft's notes: what a recipe keeps beside the row."""


def editable(part: Part) -> tuple[str, ...]:
    """The delivered fields that a person may change: those that a model wrote. What was dealt to the seat,
    copied or computed stays as it is, or follows. None where no model wrote the rows."""
    return written_fields(recipe_of(part)) if part.recipe else ()


async def fixed(
    changes: Mapping[str, Any], row: Mapping[str, Any], kept: Mapping[str, Any], brief: Brief, env: Env
) -> Fixed:
    """A row with a person's changes, examined. Raises UserFault: a field can't be changed, nothing was
    changed, or a check finds fault. `changes`: field → its new value. `kept`: what stands beside the row."""
    part = env.spec.part(brief.cell.part)
    may = editable(part)
    if strange := sorted(
        name for name, value in changes.items() if name not in may and value != row.get(name)
    ):
        why = f"may be changed: {', '.join(may)}" if may else "no model wrote these rows"
        raise UserFault(f"{strange[0]} can't be changed by hand", next_step=f"reject the row instead ({why})")
    work = Work(brief, row={**row, **changes}, notes={KEPT: dict(kept)})
    now, beside = await following(checked_making(work, env), {**row, **changes}, kept)
    if now == dict(row):
        raise UserFault("nothing was changed", next_step="accept the row, or change what is wrong")
    making = checked_making(replace(work, row=now, notes={KEPT: beside}), env)
    evidence, spared, faults = list[Evidence](), list[str](), list[str]()
    for use in (*making.recipe.checks, *counted(making)):
        if use.id in brief.without:
            continue
        if (verdict := await unasked(making, use)) is None:
            spared.append(paid_id(use))
            continue
        evidence += [signed(one, use) for one in verdict.evidence]
        if verdict.state != "held":
            faults.append(f"{use.id}: {verdict.detail}")
    if faults:
        raise UserFault(f"the mended row isn't right: {'; '.join(faults)}", next_step="mend that, too")
    text = words_of(recipe_of(part), now)
    once = signature_of_row(recipe_of(part), {**beside, **now})
    return Fixed(
        row=now, kept=beside, text=text, signature=once, evidence=tuple(evidence), spared=tuple(spared)
    )
