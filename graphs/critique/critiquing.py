"""A critique of a run: probes are planted, the dataset is read, directives are asked for and answered.

Position is taken from the store: a critique that was interrupted is repeated from its journaled probes and
answers, one that was kept is not made again."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from seedbed.agent.critic.account import accounts
from seedbed.agent.critic.critique import Critique, read
from seedbed.agent.critic.downstream import learn, steered
from seedbed.agent.critic.faith import faithfulness, fault, gold_estimate
from seedbed.agent.critic.wants import Grounds, short_cells, wants
from seedbed.agent.making.parts import has_concepts, of_passages, varied
from seedbed.agent.planner.scheduling.answer import resolve
from seedbed.agent.planner.scheduling.directives import DIRECTIVES, SendBack, Stop, told
from seedbed.agent.planner.tree.propose import able
from seedbed.graphs.critique.probing import draw, drawn, read_drawn
from seedbed.graphs.critique.repeating import affordable, give_back, take_back, withdraw
from seedbed.graphs.critique.reviewing import able as able_to_read
from seedbed.graphs.critique.reviewing import review
from seedbed.graphs.material.real_files import decisions
from seedbed.graphs.producing.committer import Committer
from seedbed.graphs.run import Run
from seedbed.graphs.trial.trying import META, Trial
from seedbed.memory.candidate import Reason
from seedbed.memory.files.disk import typed
from seedbed.memory.review import decided
from seedbed.memory.store.protocol import Candidate, Event
from seedbed.memory.store.standing import answers
from seedbed.tools.evaluation.calibration import look_alpha
from seedbed.tools.evaluation.probe_figures import planted
from seedbed.tools.evaluation.report.amounts import counted, percent
from seedbed.tools.evaluation.report.measured import faithfulness_told
from seedbed.tools.evaluation.review.told import natural_probes

_PER_ROW = 3
"""Candidates per row that a build is expected to need at most; so many looks are expected."""


async def criticise(run: Run) -> str:
    """Read the dataset so far; why production ends, or empty. Raises Paused, UserFault: probes can't be
    judged now; the critique comes when the run is resumed."""
    committer = run.begin()
    reading = committer.kept()
    if reading is None:
        async with run.in_good_order():
            if committer.done and await take_back(run, committer):
                return ""
            reading = await _read(run, committer)
        ends = any(directive.kind == "stop" for directive in reading.directives)
        if ends and not committer.done and give_back(committer):
            return ""
        committer.keep(reading)
    elif any(d.kind == "stop" and d.why == "judge" for d in reading.directives) and (
        [one["judge"] for one in planted(run.store)[-1:]] != [run.client.endpoint("judge").model]
    ):
        return ""  # it ended the build because of a judge that has been replaced since
    elif committer.steered and committer.idle:
        short = [state for state in committer.schedule.cells.values() if state.open]
        why = short_cells(short, committer.schedule.trees, idle=True)
        return f"nothing is left to make more rows from: {why}"
    stops = [directive.because for directive in reading.directives if directive.kind == "stop"]
    if not stops:
        return ""
    _say(run, reading, "the build ends")
    return stops[0]


async def steer(run: Run) -> None:
    """The planner answers the last critique: directives are completed, then done. Raises Paused, UserFault: a
    model that has to propose something can't be asked now."""
    committer = run.begin()
    reading = committer.kept()
    if reading is None or committer.steered:
        return
    async with run.in_good_order():
        ready, dropped = await resolve(
            reading.directives, committer.schedule, committer.orderer.env, reading.commit
        )
    why = "no two distinct subconcepts were proposed"
    events = [Event("planner", "dropped", {**one.model_dump(mode="json"), "why": why}) for one in dropped]
    committer.steer(ready, events)
    run.follow_plan()
    _say(run, reading, told(ready))


def send_back(run: Run) -> None:
    """Take rows back that the critic's model sent back: those that stand and that no person decided about, as
    many as what is left of a cap pays for. Production begins with it, also where a process goes on from one
    that ended once the critique was answered; rows that were taken back stay as they are."""
    committer = run.begin()
    reading = committer.kept() if committer.steered else None
    asked = [one for one in reading.directives if isinstance(one, SendBack)] if reading else []
    if not asked:
        return
    kept = {one.row for one in decided(run.store) if one.changed}
    gone = list[tuple[Candidate, Reason]]()
    for one in asked[: int(min(affordable(run), len(asked)))]:
        row = run.store.candidate(one.number)
        if row is not None and row.verdict.state == "accepted" and row.row_id not in kept:
            gone.append((row, Reason(code="low quality", by="critic", detail=one.because)))
    if gone:
        said = "sent back by the critic's model"
        run.observer.said(withdraw(gone, said, committer))


def _say(run: Run, reading: Critique, asked: str) -> None:
    """One line about a critique, unless nothing came and nothing is asked since the one before."""
    past = [one.accepted for one in run.begin().past[-2:]]
    if asked or len(past) < 2 or past[0] != past[1]:
        at = counted(reading.candidates, "candidate")
        run.observer.said(f"critique after {at}: {_summed(reading)}{f'; {asked}' if asked else ''}")


def _summed(reading: Critique) -> str:
    faithful = faithfulness_told(reading.faithfulness.model_dump(mode="json")).replace("95 % interval ", "")
    read, review = "", reading.review
    if review is not None and review.unusable:
        read = "; the critic's model gave no usable answer, so thresholds decide"
    elif review is not None:
        read = f"; {len(review.rows)} rows read together"
        if review.asked or review.dropped:
            read += f", {len(review.asked)} of its wishes followed, {len(review.dropped)} not"
    return (
        f"coverage {percent(reading.coverage)}, faithfulness {faithful}, "
        f"refused as near-copies {percent(reading.duplicate_share)} of the candidates{read}"
    )


async def _read(run: Run, committer: Committer) -> Critique:
    committer.mark_exhausted()
    schedule, plan, spec, store = committer.schedule, run.known_plan(), run.known_spec(), run.store
    answered = [
        (commit, directive)
        for commit, value in answers(store)
        for directive in DIRECTIVES.validate_python(tuple(value["answered"]))
    ]
    found = accounts(answered, schedule, committer.critic.lines, committer.ahead, spec)
    probed = committer.at if committer.done or committer.idle else committer.at - committer.ahead.least
    probes = await _probes(run, committer, max(0, probed))
    people = decisions(store, spec)
    faithful, known_bad = gold_estimate(store, people, spec.seed), _known_bad(run, probes)
    if faithful is None or faithful.estimate is None:
        known = await asyncio.to_thread(faithfulness, committer.critic.seen, known_bad, spec.seed)
        why = f"; of people's decisions: {faithful.basis}" if faithful else ""
        faithful = known.model_copy(update={"basis": known.basis + why})
    # On the other core: what it reads stands still until its directives are answered.
    reading = await asyncio.to_thread(read, committer.at, schedule, plan, committer.critic, faithful, found)
    by_document = {part.name for part in spec.parts if part.each and of_passages(part)}
    grounds = Grounds(
        schedule=schedule,
        critic=committer.critic,
        usable={part.name: committer.orderer.usable(part) for part in spec.parts},
        varies=lambda name: varied(spec.part(name)) if able(run.client) else (),
        grows=lambda name: able(run.client) and has_concepts(spec.part(name)),
        shows=lambda name: bool(run.resources.examples.get(name)),
        moves=lambda name: run.policy.reweight and name not in by_document,
        past=tuple(committer.past),
        answered=answered,
        accounts=found,
        ends=_misjudged(run, probes) or _out_of_reach(run, committer, known_bad),
    )
    said = {"directives": wants(reading, grounds), "probed": max(0, probed), "ahead": committer.wide}
    reading = reading.model_copy(update=said)
    lessons = await learn(store, spec, committer.at, run.steering, grounds)
    reading = steered(reading, lessons, grounds, plan, spec)
    if not run.policy.reader or not able_to_read(run.client):
        return reading
    assert run.pool is not None
    return await review(reading, grounds, committer.orderer.env, run.pool, run.period)


async def _probes(run: Run, committer: Committer, until: int) -> Sequence[Mapping[str, Any]]:
    """Draw this critique's probes; the entries of those that this judge has read, drawn until a commit. The
    others are read while production goes on."""
    if not run.policy.probes:
        return []
    pool, schedule, at = run.pool, committer.schedule, committer.at
    assert pool is not None
    examined = sum(tally.committed for tally in schedule.parts.values()) - committer.critic.seen.unexamined
    await draw(at, examined, schedule.rows, committer.orderer.env, schedule.revision)
    by_name = {method.name: method for method in run.methods}
    for commit, revision, probes in drawn(run.store):
        env = run.env_of(revision)
        pool.beside("probes", commit, partial(read_drawn, commit, probes, env, by_name.__getitem__))
    await pool.join("probes", until)
    entries = [entry for entry in planted(run.store) if entry["commit"] <= until]
    judge = run.client.endpoint("judge").model
    natural = natural_probes(run.store, run.known_spec().seed)
    return [*(entry for entry in entries if entry["judge"] == judge), *natural]


def _known_bad(run: Run, probes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The probes with what the dry run planted, which the same checks have read; none of another judge's."""
    judge = run.client.endpoint("judge").model
    if any(entry["judge"] != judge for entry in planted(run.store)):
        return list(probes)
    trials = [Trial.model_validate(one) for one in (run.store.meta(META) or {}).values()]
    tried = [one for trial in trials for one in trial.planted]
    return [
        *probes,
        *({"kind": one.kind, "good": False, "flagged": one.caught, "void": False} for one in tried),
    ]


def _misjudged(run: Run, probes: Sequence[Mapping[str, Any]]) -> Stop | None:
    """The end of a build whose judge approves or refuses whatever it reads."""
    if (why := fault(probes)) is None:
        return None
    why += f"; name another judge (models and roles in {run.folder.spec}, or --model), then "
    return Stop(why="judge", because=f"{why}`seedbed resume {typed(run.folder.path)} --accept-changes`")


def _out_of_reach(run: Run, committer: Committer, known_bad: Sequence[Mapping[str, Any]]) -> Stop | None:
    """The end of a build that can't reach the faithfulness that its spec demands, were every further row
    right."""
    spec = run.known_spec()
    wanted = spec.accept.faithfulness
    if wanted is None:
        return None
    look, looks = len(committer.past) + 1, max(1, math.ceil(_PER_ROW * spec.rows / run.period))
    bound = faithfulness(committer.critic.seen, known_bad, spec.seed, look_alpha(look, looks))
    there, missing = spec.rows - committer.schedule.missing, committer.schedule.missing
    if bound.high is None or bound.estimate is None:
        return None
    best = (there * bound.high + missing) / spec.rows
    if best >= wanted:
        return None
    why = (
        f"faithfulness {wanted:g} is out of reach: of {there} rows at most {bound.high:.1%} are right "
        f"(estimate {bound.estimate:.1%}), so of all {spec.rows} at most {best:.1%} could be; name a "
        "stronger judge or writer, or ask for less"
    )
    return Stop(why="faithfulness", because=why)
