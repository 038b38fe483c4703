"""What each node of the build graph does before and after production.

Each stage looks in the store first: what an earlier process has done is loaded, not done again."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

from seedbed.agent.critic.faith import gold_estimate, matched
from seedbed.agent.making.given import GIVEN, never_given, read_concepts
from seedbed.agent.making.parts import recipe_of, settled, untried
from seedbed.agent.models.delivery.flow import finished
from seedbed.agent.models.endpoint import fallback_of, lacks
from seedbed.agent.models.exam.sitting import sit_exam
from seedbed.agent.planner.reading.interpret import interpret as read_request
from seedbed.agent.planner.tree.grow_tree import counted
from seedbed.graphs.endpoints import players, profiles
from seedbed.graphs.fingerprint import check_fingerprint, fingerprint
from seedbed.graphs.interrupting import ask
from seedbed.graphs.material.prepare import prepare as fill_resources
from seedbed.graphs.material.real_files import decisions, keep_steering, steering_rows
from seedbed.graphs.material.worlds import kept_worlds, worlds_of
from seedbed.graphs.observer import LINES, progress
from seedbed.graphs.planning import WRITTEN, accept, planned
from seedbed.graphs.run import Run, end
from seedbed.memory.files.plan_file import write_plan
from seedbed.memory.files.projection import append_events
from seedbed.memory.files.spec_file import write_recipes
from seedbed.memory.plan import Plan
from seedbed.memory.profile import PLAIN
from seedbed.memory.spec import Spec
from seedbed.memory.store.standing import answers, ended, plan_in
from seedbed.memory.store.status import read_status
from seedbed.tools.evaluation.diversity import measures
from seedbed.tools.evaluation.report.measured import SOURCES_USED, faithfulness_told, measure_sources
from seedbed.tools.evaluation.report.publish import publish as write_report


async def examine(run: Run) -> None:
    """Each model sits the exam once, all at the same time, or is taken to pass it; profiles are journaled."""
    run.enter("examine")
    said = run.observer.said
    client, roles = run.client, players(run.client)
    models: dict[tuple[str, str], list[str]] = {}
    for role in roles:
        end = client.endpoint(role)
        models.setdefault((end.place or end.base_url, end.model), []).append(role)

    async def sit(mine: Sequence[str]) -> None:
        for role in mine:
            if client.profile(role).exam_version == 0:
                await sit_exam(client, role, said, skip=run.hints.skip_exam)

    await finished(map(sit, models.values()))
    for first in {client.endpoint(role).name: client.endpoint(role) for role in roles}.values():
        if client.has(role := fallback_of(first.name)) and (cant := lacks(client.endpoint(role), first)):
            told = " or ".join(PLAIN[skill] for skill in cant)
            said(f"{client.endpoint(role).model} won't answer in the place of {first.model}: it can't {told}")


async def interpret(run: Run) -> None:
    """The request as a spec; what was decided without being asked is said."""
    run.enter("interpret")
    kept, given = run.store.meta("spec"), run.store.meta("given_spec")
    if kept is not None:
        run.spec = Spec.model_validate(kept)
    elif given is not None:
        run.spec = run.hints.applied_to(Spec.model_validate(given))
    else:  # flags went where what was read takes them
        reading = await read_request(
            str(run.store.meta("request")),
            client=run.client,
            hints=run.hints,
            ask=partial(ask, run),
            say=run.observer.said,
        )
        for sentence in reading.said:
            run.observer.said(sentence)
        run.spec = reading.spec
        if not run.hints.recipe:
            run.store.set_meta(WRITTEN, [p.name for p in reading.spec.parts if p.recipe])
    if kept is None:
        spec = settled(run.spec, Path(run.hints.folder or "."))
        dated = spec.today is None and any("today" in str(part.recipe) for part in spec.parts)
        run.spec = spec.model_copy(update={"today": datetime.now(UTC).date()}) if dated else spec
        run.keep_spec()
        write_recipes(run.folder, run.known_spec())
    run.ledger.budget = run.hints.budget or run.known_spec().budget  # the words may have named one


async def prepare(run: Run) -> None:
    """Documents, worlds and examples; then the fingerprint is known."""
    run.enter("prepare")
    spec = run.known_spec()
    run.steering, run.gold = steering_rows(run.store, spec), decisions(run.store, spec)
    worlds = await worlds_of(run)
    run.resources = replace(await fill_resources(run), worlds=worlds)
    if run.store.meta("plan") is None and run.store.meta("given_plan") is None:
        spec = _counted(run)
    now = fingerprint(spec, run.client, run.resources, run.steering, kept_worlds(run))
    check_fingerprint(run.store, now, accept=run.accept_changes)
    keep_steering(run.store, run.steering)


def _counted(run: Run) -> Spec:
    """The spec with the rows of parts that count them by the documents."""
    before = run.known_spec()
    parts = tuple(counted(part, run.resources, run.observer.said) for part in before.parts)
    if any(part.each for part in parts):
        # What follows from a recipe follows from its rows, too: how many each label has.
        now, folder = before.model_copy(update={"parts": parts}), Path(run.hints.folder or ".")
        if (spec := settled(now, folder, counted=True)) != before:
            run.spec = spec
            run.keep_spec()
    return run.known_spec()


async def plan(run: Run) -> None:
    """Concept trees, quotas, values of axes; or the plan that was given or is there."""
    run.enter("plan")
    run.plan = plan_in(run.store)
    if run.plan is not None:
        return
    given = run.store.meta("given_plan")
    accept(run, *await planned(run, Plan.model_validate(given) if given is not None else None))


async def read_examples(run: Run) -> None:
    """What the person's rows are about, where they are to be rows of the dataset."""
    if run.known_spec().include_examples and not run.resources.concepts:
        run.resources = replace(run.resources, concepts=await read_concepts(run.orderer().env))


async def curate(run: Run) -> None:
    """The rows stand. Nothing is taken away here; splits with groups kept whole are drawn at export."""
    run.enter("curate")
    await run.end_production()
    if run.known_spec().include_examples:
        _tell_examples(run)


def _tell_examples(run: Run) -> None:
    """Say how many of the person's rows are rows of the dataset now, and why the others aren't."""
    ends: dict[str, Counter[str]] = defaultdict(Counter)
    for number, brief in run.store.briefs():
        if brief and brief.method == GIVEN.name and (one := run.store.candidate(number)):
            first = one.verdict.reasons[0] if one.verdict.state != "accepted" else None
            ends[brief.cell.part][f"{first.code} ({first.by})" if first else ""] += 1
    for part in run.known_spec().parts:
        rows, mine = len(run.resources.examples.get(part.name, ())), ends[part.name]
        rest, taken = rows - mine.total(), mine.pop("", 0)
        fits = f"{never}:" if (never := never_given(part)) else "no seat fits"
        why = [f"{code}: {number}" for code, number in mine.most_common()]
        why += [f"{fits} {rest}"] if rest > 0 else []
        if rows > taken:
            said = f"{taken} of {rows} examples are in the dataset ({'; '.join(why)})"
            run.observer.said(f"{part.name}: {said}")


async def evaluate(run: Run) -> None:
    """Measure the dataset as a whole."""
    run.enter("evaluate")
    run.store.set_meta("diversity", _diversity(run))
    by_people = gold_estimate(run.store, run.gold, run.known_spec().seed)
    known = by_people is not None and by_people.estimate is not None
    run.store.set_meta("faithfulness", by_people.model_dump(mode="json") if by_people and known else None)
    decided = matched(run.store, run.gold)
    wrong = sorted(id for id, right in decided.items() if not right)
    run.store.set_meta("decided", {"decided": len(decided), "wrong": wrong} if run.gold else None)
    spec = run.known_spec()
    left_out = {part.name: [*untried(recipe_of(part), spec)] for part in spec.parts if part.recipe}
    run.store.set_meta("untried", {part: checks for part, checks in left_out.items() if checks})
    run.store.set_meta("versions", {"seedbed": version("seedbed"), "python": python_version()})
    if run.resources.chunks:
        run.store.set_meta(SOURCES_USED, measure_sources(run.store, run.resources.chunks))


def _diversity(run: Run) -> dict[str, Any]:
    """Of the accepted rows: as the critic has kept it up, if these are all that were right and nobody has
    changed any; else read anew."""
    parts = [part.name for part in run.known_spec().parts]
    changed = any(value.get("withdrawn") or value.get("amended") for _, value in answers(run.store))
    if run.committer is not None and not changed:
        kept, rows = run.committer.critic.diversity.whole(), run.committer.schedule.accepted
        if all(name in kept and kept[name]["texts"] == len(rows(f"{name}/")) for name in parts):
            return {name: kept[name] for name in parts}
    return measures(run.store, run.known_spec(), run.example_texts())


def _unmet(run: Run) -> str:
    """Why the faithfulness that the spec demands isn't there; empty if it may be, or can't be told."""
    wanted, found = run.known_spec().accept.faithfulness, read_status(run.store)["faithfulness"]
    if wanted is None or found["high"] is None or found["high"] >= wanted:
        return ""
    return (
        f"faithfulness {wanted:g} was asked for, and that of the rows is {faithfulness_told(found)}: name a "
        "stronger judge or writer, or ask for less"
    )


def publish(run: Run, stop: str) -> None:
    """Dataset, provenance, report and card; once they are written the run has ended."""
    run.enter("publish")
    unmet, missing = _unmet(run), run.known_spec().rows - run.store.counts().get("accepted", 0)
    cant = run.store.meta("unmakeable") or () if missing else ()
    state, because = "short" if missing or unmet else "done", "; ".join(filter(None, (stop, *cant, unmet)))
    run.save_known()
    report = write_report(
        run.folder,
        run.store,
        {name: p.model_dump(mode="json") for name, p in profiles(run.client, players(run.client)).items()},
        progress(run.observer.said, LINES),
        {"state": state, "stopped_because": because},
    )
    run.store.set_meta("sha256", report["sha256"])
    if run.committer is not None:
        plan = run.known_plan()
        write_plan(plan, run.folder.plan, ended=ended(run.store, plan))
        write_recipes(run.folder, run.known_spec())
    append_events(run.folder, run.store)
    end(run.store, state, because)
    run.published = True
