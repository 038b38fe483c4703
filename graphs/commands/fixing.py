"""A person's changes to a row of a run that is read: examined before they are asked for as an order."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from seedbed.agent.making.fixing import KEPT, fixed
from seedbed.graphs.candidate.remaking import env_of
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.review import Fixed
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import known, row_named, standing


def examined(folder: RunFolder, store: Store, row: str, changes: Mapping[str, Any]) -> Fixed:
    """A row with a person's changes, which its schema and every check that costs nothing have let pass.
    Raises UserFault: there is no such row, a field can't be changed, or a check finds fault."""
    found = row_named(store, row)
    brief = store.brief(found.number)
    if brief is None or found.draft.row is None:
        raise UserFault(f"of {found.row_id} no row came, so there is nothing to mend")
    spec, plan = known(store)
    env = env_of(folder, spec, plan, store)
    there = replace(env, plan=plan.with_trees(standing(store, plan).trees))
    kept = found.draft.notes.get(KEPT, {})
    work = fixed(changes, found.draft.row, kept, brief, there)
    with ThreadPoolExecutor(1) as apart:  # the caller may be in an event loop
        return apart.submit(asyncio.run, work).result()
