"""Probing: the probes of a critique pass the checks of their methods, as candidates do, and are journaled.

They are read beside production: a critique knows those that were drawn a look-ahead before it, as a brief
knows the commits, and the last one waits for all. A probe begins where a candidate has been written; only
where a sentence of the rubric is to be broken, the writer's model is asked for that first. The client bounds
how many run at once, keeps each answer under the probe's own call slots and charges it under the stage
`probe`."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.critic.probing.probes import PROBES, Probe, draw_probes, wanted, words
from seedbed.agent.critic.probing.spoiling import JOB as BREAKS
from seedbed.agent.critic.probing.spoiling import WRONG_WORDS, aimed, break_sentence
from seedbed.agent.critic.state import finding
from seedbed.agent.models.delivery.flow import finished
from seedbed.agent.work import PROBE, Env, Method, Work
from seedbed.graphs.producing.pool import alone
from seedbed.memory.errors import AnswerFault
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import entry_key
from seedbed.tools.evaluation.probe_figures import planted

_DRAWN = "drawn"


async def draw(
    commit: int, candidates: int, rows: Mapping[str, Sequence[int]], env: Env, revision: int = 0
) -> None:
    """Draw the probes of the critique after a commit and journal them, once, whoever asks again: what they
    are drawn from goes on growing while they are read.

    Args:
        commit: Number of the last commit.
        candidates: Candidates committed so far that a paid check examined.
        rows: Cell key → numbers of its accepted candidates.
        revision: Of the plan."""
    store, key = env.client.store, entry_key(_DRAWN, commit)
    if store.journaled(key) is not None:
        return
    before: dict[int, Mapping[str, Any]] = {int(entry["n"]): entry for entry in planted(store)}
    for _, _, probes in drawn(store):
        for one in probes:
            source = env.spec.part(one.brief.cell.part).offline
            told = {"sha256": one.sha256, "source": source, "drawn": one.kind, "good": one.good}
            before[one.number] = told
    number = wanted(candidates, len(before), env.spec.rows)
    probes = await draw_probes(env, rows, list(before.values()), number)
    value = {"commit": commit, "revision": revision, "probes": PROBES.dump_python(probes, mode="json")}
    store.journal(key, _DRAWN, value)


def drawn(store: Store) -> list[tuple[int, int, list[Probe]]]:
    """Of each critique whose probes weren't all read its commit, the plan's revision then and those left."""
    known = {int(entry["n"]) for entry in planted(store)}
    found = []
    for _, value in store.journal_entries(_DRAWN):
        if left := [one for one in value["probes"] if one["number"] not in known]:
            probes = PROBES.validate_python(left)
            found.append((int(value["commit"]), int(value["revision"]), probes))
    return found


async def read_drawn(commit: int, probes: Sequence[Probe], env: Env, method: Callable[[str], Method]) -> None:
    """Read the probes that the critique after a commit drew, and journal of each: {`n`, `commit`, `source`,
    `part`, `cell`, `method`, `judge`, `kind`, `drawn`, `good`, `flagged`, `void`, `asked`, `by`, `reasons`,
    `base`, `sha256`}; `judge` is its model, `drawn` the kind that was wanted (a model can't always make it),
    `asked` whether a model has read it. `method`: name → method. Raises Paused, UserFault: the build can't go
    on; answers that came are kept, nothing is journaled."""
    for entry in await apart([read_probe(probe, commit, env, method) for probe in probes]):
        env.client.store.journal(f"probe/{entry['n']:06d}", PROBE, entry)


async def apart(tasks: Sequence[Coroutine[Any, Any, Any]]) -> list[Any]:
    """All results of what is done side by side. A fault is raised once all have come to a stop."""
    return await finished(map(alone, tasks))


async def read_probe(probe: Probe, commit: int, env: Env, method: Callable[[str], Method]) -> dict[str, Any]:
    """One probe through the checks, as its journal entry."""
    how, made, kind = method(probe.brief.method), probe.made, probe.kind
    part = env.spec.part(probe.brief.cell.part)
    notes = {"kept": made.kept} if made.kept else {}
    work = Work(probe.brief, row=made.row, notes=notes, stage=PROBE, aimed=aimed(kind))
    if made.sentence:
        work, broken = await break_sentence(work, env, made.sentence)
        work = replace(work, row=broken or made.instead)
        kind = WRONG_WORDS if broken is None and work.row is not None else kind
    said = None
    if work.row is not None:
        work = replace(work, text=words(work.row, part))
        try:
            work = await how.verify(work, env)
            if not work.reasons and how.judge is not None:
                work = await how.judge(work, env)
            said = finding(work.reasons)
        except AnswerFault as fault:
            work = work.because("malformed", "malformed", fault.told)
    judge = env.client.endpoint("judge").model
    asked = env.client.store.answers_of(work.brief.id)
    others = {answer.model for slot, answer in asked if slot.role == "judge"} - {judge}
    return {
        "n": probe.number,
        "commit": commit,
        "source": how.offline,
        "part": part.name,
        "cell": probe.brief.cell.key,
        "method": how.name,
        "judge": ", ".join(sorted(others)) or judge,
        "kind": kind,
        "drawn": probe.kind,
        "good": probe.good,
        "flagged": bool(work.reasons),
        "void": said is None,
        "asked": bool(work.prompts.keys() - {BREAKS}),
        "by": [reason.by for reason in work.reasons],
        "reasons": [str(reason) for reason in work.reasons],
        "base": probe.base,
        "row": work.row or {},
        "sha256": probe.sha256,
    }
