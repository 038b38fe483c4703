"""What a person approves, told: plan, methods, cost and hosts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from seedbed.agent.making.parts import main_axis, recipe_of
from seedbed.agent.planner.estimate import Estimate
from seedbed.agent.planner.scheduling.seats import rows_dealt
from seedbed.app.console import line, table, words
from seedbed.app.views.plan import agents_of, how_planned
from seedbed.graphs.observer import Question
from seedbed.graphs.trial.trying import META as TRIALS
from seedbed.graphs.trial.trying import Trial
from seedbed.memory.clauses import parted
from seedbed.memory.files.yaml_file import parse
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import known
from seedbed.tools.evaluation.report.amounts import counted, money, number


def proposed(question: Question, store: Store, *, left: bool = True) -> Iterator[Any]:
    """Plan, methods and cost, for a person to approve. `left`: whether a run is left, to be resumed."""
    (spec, plan), spent, estimate = known(store), store.totals(), question.estimate
    assert estimate is not None, "it is about a plan"
    parts = table("Part", "Rows", "Method", numbers=("Rows",))
    for part in spec.parts:
        parts.add_row(words(part.name), number(part.rows), words(question.methods.get(part.name, "")))
    yield parts
    for part in spec.parts:
        leaves = [leaf.name for leaf in plan.part(part.name).tree.leaves()]
        yield words(f"{part.name}: {line(part.topic, 200)}")
        if part.labels:
            yield words(f"  {_labels_name(part)}: {_some([label.name for label in part.labels])}", "dim")
        held = [f"tools of {line(part.world, 80)}"] if part.world else []
        if part.turns:
            held.append(f"{' to '.join(map(str, dict.fromkeys(part.turns)))} turns")
        held += [f"users of {line(part.personas, 80)}"] if part.personas else []
        if held:
            yield words(f"  {'; '.join(held)}", "dim")
        yield words(f"  concepts: {_some(leaves)}", "dim")
    yield from how_planned(agents_of(spec, plan), store.meta("planning") or {})
    if idle := _idle(spec):
        yield words(f"`roles` names a model for {' and '.join(idle)}: no part has a step for it", "yellow")
    for name, trial in (store.meta(TRIALS) or {}).items():
        yield from tried(name, Trial.model_validate(trial))
    yield from clauses_told(spec.parts, rows_dealt(spec, plan, store.meta("asked") or {}))
    yield Text()
    ends = (estimate.low, estimate.high)
    if question.free:
        cost = "nothing is billed: every model runs on this machine"
    elif estimate.usd is None:
        cost = "its price is not known: `price` in the spec's `models` says it, --budget caps its tokens"
    else:
        cost = f"about {money(estimate.usd)} ({' to '.join(money(estimate.usd * end) for end in ends)})"
        cost += f", beside {money(spent.usd)} until now" * bool(spent.usd)
    between = " to ".join(number(round(estimate.tokens * end)) for end in ends)
    rests = f"by {counted(estimate.tried, 'row')} of dry runs" if estimate.tried else "by guess"
    yield Text(
        f"Estimate: {number(estimate.candidates)} candidates, {number(estimate.calls)} calls, "
        f"{number(estimate.tokens)} tokens ({between}, {rests}); {cost}{_way_told(question, estimate)}."
    )
    budget, tokens = spec.budget, spent.prompt_tokens + spent.completion_tokens
    caps = (
        (budget.calls, spent.calls + estimate.calls, lambda cap: counted(cap, "call")),
        (budget.tokens, tokens + estimate.tokens, lambda cap: f"{number(cap)} tokens"),
        (budget.usd, spent.usd + (estimate.usd or 0.0), money),
    )
    below = [told(cap) for cap, needed, told in caps if cap is not None and cap < needed]
    if below:
        what = f"The budget ends before that, at {' and '.join(below)}: rows may be missing then"
        more = ", and `seedbed resume --budget` goes on with more" * left
        yield Text(f"{what}{more}.", style="bold yellow")
    if question.hosts:
        hosts = ", ".join(map(line, question.hosts))
        yield Text(f"Text of your documents will go to {hosts}.", style="bold yellow")


def _way_told(question: Question, this: Estimate) -> str:
    """That calls go by batches, or could, and what the other way would cost; empty: nothing to choose."""
    other = question.other
    usd = None if question.free or other is None else other.usd
    least = this.rounds or (other.rounds if other else 0)
    rounds = f"in at least {least} rounds of up to 24 h, about twice as many where rows are repaired"
    if this.rounds:
        return f"; by batches, {rounds}" + (f" (directly about {money(usd)})" if usd is not None else "")
    if usd is not None:
        return f"; by batches (--batch, where the endpoint has them) about {money(usd)}, {rounds}"
    return ""


def _idle(spec: Spec) -> list[str]:
    """The roles that were given a model of their own and write or speak in no part."""
    steps = [step for part in spec.parts if part.recipe for step in recipe_of(part).steps]
    serve = {role for step in steps for role in (step.by, *step.arguments.get("talk", ()))}
    return [role for role in ("user", "assistant", "weaker") if role in spec.roles and role not in serve]


def _labels_name(part: Part) -> str:
    axis = main_axis(recipe_of(part)) if part.recipe else None
    return axis.name if axis else "labels"


_SHOWN, _NAMED = 3, 6
"""Rows of a dry run, and names of a list, that are shown."""


def tried(name: str, trial: Trial) -> Iterator[Any]:
    """A dry run: some of its rows as they are, why others were refused, which planted defects were caught."""
    right = trial.accepted
    told = f"{name}: {trial.told}"
    if trial.tokens_per_row:
        told += f"; {number(trial.tokens_per_row)} tokens a row"
    yield words(f"{told}.", "bold" if right else "bold yellow")
    for one in right[:_SHOWN]:
        for field, value in one.row.items():
            said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield words(f"  {field}: {line(said, 300)}")
        yield words("  –", "dim")
    for one in [one for one in trial.rows if one.reasons][:_SHOWN]:
        yield words(f"  refused: {line('; '.join(one.reasons), 300)}", "yellow")
    for why in trial.failed[:_SHOWN]:
        yield words(f"  no row: {line(why, 300)}", "yellow")
    if trial.missed:
        yield words(f"  not caught: {line(', '.join(trial.missed), 300)}", "yellow")
    for aimed, kinds in trial.blind.items():
        told = f"{line(aimed, 80)}: none of the {len(kinds)} defects planted for it was caught"
        yield words(f"  {told}", "yellow")


Dealt = Mapping[tuple[str, str], Mapping[str, int]]
"""(part, axis) → rows by its value."""


def clauses_told(parts: Sequence[Part], dealt: Dealt) -> Iterator[Any]:
    """Each demand of the request and what keeps it, with the rows that an axis deals; what isn't kept stands
    first."""
    kept = table("Demand", "Kept by")
    told = [(parted(by)[1], part, text, by) for part in parts for text, by in part.clauses.items()]
    for lost, part, text, binders in sorted(told, key=lambda one: not one[0]):
        by = "; ".join(_told(binder, part, dealt) for binder in binders)
        kept.add_row(words(line(text, 120)), words(line(by, 160), "yellow" if lost else ""))
    if told:
        yield kept


def _told(binder: str, part: Part, dealt: Dealt) -> str:
    return binder_told(binder, part).removesuffix(".") + rows_told(binder, part, dealt)


def rows_told(binder: str, part: Part, dealt: Dealt) -> str:
    """The rows that have which value, where what keeps a demand is an axis."""
    values = dealt.get((part.name, binder.partition(" ")[2]), {})
    return f": {_some([f'{value} {number(values[value])}' for value in sorted(values)])}" if values else ""


def binder_told(binder: str, part: Part) -> str:
    """A binder in words that a person knows: a relation and a sentence as the recipe writes them."""
    kind, _, what = binder.partition(" ")
    if kind in ("holds", "rubric") and what.isdigit():
        lines = parse(str(part.recipe), part.name).value.get(kind) or []
        if 0 < int(what) <= len(lines):
            said = lines[int(what) - 1]
            return str(said.get("say", said)) if isinstance(said, dict) else str(said)
    return f"rows, {part.each.told}" if kind == "rows" and part.each else binder


def _some(names: list[str]) -> str:
    more = f" · … {len(names)} in all" if len(names) > _NAMED else ""
    return " · ".join(names[:_NAMED]) + more
