"""Rows made again from what was answered, for the audit: no model is asked, and no check has a second form.

A row is a pure function of its brief, the sources and the answers in the journal. The sample graph makes it
again with a client that knows nothing but the journal; what comes out must be the row, with the same evidence
and grade. A row that somebody changed, or evidence that doesn't follow from what was answered, is found so.
"""

import asyncio
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.making.fixing import KEPT, editable, fixed
from seedbed.agent.making.method import absent
from seedbed.agent.making.parts import recipe_of
from seedbed.agent.methods import METHODS
from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Endpoint
from seedbed.agent.models.settings import DEFAULT, ROLES, played_by
from seedbed.agent.models.wire import Reply
from seedbed.agent.resources import Resources
from seedbed.agent.work import Env, Work
from seedbed.graphs.candidate.conversation import converse
from seedbed.graphs.candidate.dialogue import role_play
from seedbed.graphs.candidate.sample import make
from seedbed.graphs.material.prepare import SEARCHED, cut
from seedbed.memory.brief import Brief, Slot
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import AnswerFault, UserFault
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.plan import Plan
from seedbed.memory.profile import SKILLS, Profile, Skill, SkillResult
from seedbed.memory.review import decided
from seedbed.memory.spec import MOST_ATTEMPTS, Budget, Spec
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.protocol import Candidate, Store, StoredAnswer
from seedbed.memory.store.standing import known, profiles_in, revised, standing
from seedbed.tools.knowledge.remote.egress import placed
from seedbed.tools.knowledge.sources import Source, read_kept, source_of
from seedbed.tools.offline.tables import prices
from seedbed.tools.world.mcp_tools import Kept
from seedbed.tools.world.world_file import KeptWorld, open_world


class JournalClient(Client):
    """A client that answers from the journal alone."""

    def fail(self, slot: Slot, reply: Reply, fault: AnswerFault) -> None:
        """What was unusable then was noted then."""

    async def _answered(self, path: str, slot: Slot, *_: Any, **__: Any) -> StoredAnswer:
        stored = self.store.answer(slot)
        if stored is None:
            raise AnswerFault("gone", f"the journal has no answer of the {slot.role} to {slot.step}")
        return stored


def remade(folder: RunFolder, spec: Spec, plan: Plan, store: Store) -> dict[str, Sequence[str] | None]:
    """What of each accepted row doesn't follow from the sources and the journal.

    Returns:
        Row id → what is wrong, in lines; empty where the row came out as it is, None where it doesn't and
        the text of a document is lost, or this machine can't run what it takes. Rows whose world was changed
        can't be made again and aren't named."""
    worlds, changed = _worlds(folder, store)
    if not store.counts().get("accepted"):
        return {}
    accept = spec.accept.model_copy(
        update={"attempts": MOST_ATTEMPTS}
    )  # fewer may be allowed since a row was made
    env = _env(folder, spec.model_copy(update={"accept": accept}), plan, store, worlds)
    trees = revised(store, plan).history
    own = store.meta("sources") or ()
    lost = any(read_kept(folder.sources, about) is None for about in own)
    idle = {part.name for part in spec.parts if lost or (part.recipe and absent(recipe_of(part)))}
    found: dict[str, Sequence[str] | None] = {}

    async def hand(rows: Iterator[Candidate]) -> None:
        for candidate in rows:
            brief = store.brief(candidate.number)
            if brief is None or (part := candidate.verdict.cell.partition("/")[0]) in changed:
                continue
            later = 0 < brief.revision < len(trees)
            there = replace(env, plan=env.plan.with_trees(trees[brief.revision])) if later else env
            wrong = await _wrong(candidate, brief, there)
            found[candidate.row_id] = None if wrong and part in idle else wrong

    async def every() -> None:
        rows = store.candidates("accepted")
        # What takes long are programs, each in a process.
        await asyncio.gather(*(hand(rows) for _ in range(os.cpu_count() or 1)))

    asyncio.run(every())
    return found


async def _wrong(candidate: Candidate, brief: Brief, env: Env) -> Sequence[str]:
    by_name = {method.name: method for method in METHODS}
    if brief.method not in by_name:
        return [f"was made in a way that this version hasn't got: {brief.method}"]
    try:
        again = await make(brief, env, by_name[brief.method], whole=candidate.draft.whole)
    except (LookupError, TypeError, ValueError) as error:  # a brief that no build writes
        return [f"can't be made again from its brief: {type(error).__name__}: {error}"[:300]]
    return [*_differences(candidate.draft.at_first, again), *await _mended(candidate, brief, env)]


async def _mended(candidate: Candidate, brief: Brief, env: Env) -> Sequence[str]:
    """What of a row that people mended doesn't come out the same again; of several hands the last's."""
    made = [one for one in decided(env.client.store) if one.row == candidate.row_id and one.fixed]
    if not made:
        return []
    told, first = made[-1].fixed, candidate.draft.at_first
    assert told is not None
    before = made[-2].fixed if len(made) > 1 else None
    row, kept = (before.row, before.kept) if before else (first.row or {}, first.notes.get(KEPT, {}))
    changes = {name: told.row[name] for name in editable(env.part(Work(brief))) if name in told.row}
    try:
        again = await fixed(changes, row, kept, brief, env)
    except UserFault as fault:
        return [f"a person mended it, and it does not hold: {fault}"]
    wrong = [name for name, value in told if value != getattr(again, name)]
    return [f"a person mended it, and its {', '.join(wrong)} come out otherwise"] if wrong else []


def _differences(kept: Draft, again: Draft) -> Iterator[str]:
    """What an accepted draft says that what was answered does not."""
    if again.row is None or again.reasons:
        why = "; ".join(f"{one.by}: {one.detail}" for one in again.reasons) or "no row comes of it"
        yield f"does not follow from what was answered: {why[:300]}"
        return
    row = kept.row or {}
    for name in {**row, **again.row}:
        if (name in row) != (name in again.row) or again.row.get(name) != row.get(name):
            yield f"its {name} is not what was answered"
    for name, value in kept.notes.get(KEPT, {}).items():
        made = json.loads(json.dumps(again.notes.get(KEPT, {}).get(name)))  # as a store has it
        if made != value:
            yield f"{name}, which is kept beside it, is not what was answered"
    if again.evidence != kept.evidence:
        mine = {(one.kind, one.by) for one in kept.evidence}
        theirs = {(one.kind, one.by) for one in again.evidence}
        odd = sorted(f"{kind} by {by}" for kind, by in mine ^ theirs) or ["what it says"]
        yield f"its evidence does not follow from what was answered: {', '.join(odd[:3])}"
    if again.grade != kept.grade:
        yield f"is {kept.grade}, and what was answered makes it {again.grade}"
    if again.assigned != kept.assigned:
        yield "was read as of another concept"


# the run, without a model --------------------------------------------------------------------------------


def env_of(folder: RunFolder, store: Store) -> Env:
    """What sub-agents work with, of a run that is read, by its plan as it stands: no model answers but from
    the journal. Raises UserFault: the run has no plan yet."""
    spec, plan = known(store)
    now = plan.with_trees(standing(store, plan).trees)
    return _env(folder, spec, now, store, _worlds(folder, store)[0])


def _env(folder: RunFolder, spec: Spec, plan: Plan, store: Store, worlds: Mapping[str, Any]) -> Env:
    """The same by another plan. `worlds`: part → its world."""
    client = JournalClient(store, Ledger(store, Budget()), _endpoints(spec, store), max_concurrent=1)
    sources = _sources(folder, store)
    chunks = cut(spec, sources) if not all(part.recipe for part in spec.parts) else ()
    resources = Resources(
        folder=folder.sources,
        sources=sources,
        chunks=chunks,
        prices=prices(chunks),
        worlds=worlds,
        examples=store.meta("examples") or {},
    )
    return Env(spec, plan, client, resources, converse, role_play)


def _worlds(folder: RunFolder, store: Store) -> tuple[dict[str, Any], set[str]]:
    """Part → its world, from the run's copy; and the parts whose copy was changed."""
    found: dict[str, Any] = {}
    changed: set[str] = set()
    kept = Kept(store.journaled, lambda *_: None, asks=False)
    for name, about in (store.meta("worlds") or {}).items():
        try:
            found[name] = open_world(folder.worlds / name, KeptWorld.model_validate(about), kept)
        except UserFault:
            changed.add(name)
    return found, changed


def _sources(folder: RunFolder, store: Store) -> list[Source]:
    """The run's own copies; one that was changed is empty, so that what cites it comes out otherwise."""
    found = [
        read_kept(folder.sources, about) or source_of({**about, "pages": ()}, None)
        for about in store.meta("sources") or ()
    ]
    if asked := store.meta(SEARCHED):
        found += placed(store, folder.sources, asked)
    return found


def _endpoints(spec: Spec, store: Store) -> dict[str, Endpoint]:
    """Role → who played it, as the run knows it."""
    profiles = {name: Profile.model_validate(found) for name, found in profiles_in(store).items()}
    able = SkillResult(passed=0, tried=0, low=0.0, threshold=0.0, able=True)
    sure: dict[Skill, SkillResult] = dict.fromkeys(SKILLS, able)
    some = next(iter(profiles.values()), Profile(model="", exam_version=0, skills=sure))
    names: dict[str, str] = {DEFAULT: DEFAULT, **{role: played_by(role, dict(spec.roles)) for role in ROLES}}
    played = {role: (name, profiles.get(name, some)) for role, name in names.items()}
    return {
        role: Endpoint(name=name, model=profile.model, base_url="", api_key="", profile=profile)
        for role, (name, profile) in played.items()
    }
