"""A few rows with their whole trace, and what all of them would cost: `seedbed preview`."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from seedbed.agent.making.parts import in_shares, settled
from seedbed.agent.methods import find
from seedbed.agent.models.settings import ROLES
from seedbed.agent.planner.estimate import Dry, Estimate, a_token, estimate
from seedbed.agent.planner.scheduling.ahead import ahead_in
from seedbed.app.console import print_json, show
from seedbed.app.intake import given_in, read_wish, spec_path
from seedbed.app.running import passing, stopped
from seedbed.app.views.run import RunView, open_run
from seedbed.app.views.summary import delivered
from seedbed.app.views.terminal import Terminal, before
from seedbed.app.views.why import why
from seedbed.app.views.why_tree import chain
from seedbed.memory.brief import split_key
from seedbed.memory.plan import Plan, extended
from seedbed.memory.spec import Price, Spec
from seedbed.memory.store.costs import tokens as tokens_of
from seedbed.memory.store.protocol import Candidate
from seedbed.tools.evaluation.report.amounts import money, number


def preview(spec: str, rows: int, yes: bool, as_json: bool, quiet: bool, **flags: Any) -> int:
    """`seedbed preview`; the exit code."""
    asked, plan, told = given_in(spec_path(spec))
    few = asked.model_copy(update={"parts": tuple(map(in_shares, settled(asked, Path()).parts))})
    wish, said = read_wish(few, {**flags, "rows": max(rows, len(asked.parts))})
    if plan:
        wish = replace(wish, plan=_for_few(plan, wish.hints.applied_to(few)))
    # A few rows that cost nothing need no yes.
    free = all(one.embedded for one in wish.settings.models.values())
    observer = Terminal(yes=yes or free, quiet=quiet or as_json, capped=wish.capped, leaves_run=False)
    before(wish.settings, observer, [*told, *said])
    with passing(wish, observer) as (run, outcome):
        if outcome.exit_code not in (0, 1):
            return stopped(outcome, as_json=as_json)
        with open_run(run) as view:
            _show(view, asked, as_json)
    return outcome.exit_code


def _for_few(plan: Plan, few: Spec) -> Plan:
    """A plan of all rows with the quotas of a few, in its own shares. `few`: with the rows of each part."""
    parts = []
    for mine in plan.parts:
        part, none = few.part(mine.part), mine.model_copy(update={"quotas": {}})
        dealt = extended(part.model_copy(update={"rows": 0}), none, mine, part.rows)
        parts.append(mine.model_copy(update={"quotas": dealt}))
    return Plan(parts=tuple(parts))


def _show(view: RunView, asked: Spec, as_json: bool) -> None:
    figures = view.figures()
    chains = [why(view.store, candidate) for candidate in view.store.candidates("accepted")]
    estimate = _for_all(_expected(view, asked), asked, _by_batch(view))
    if as_json:
        print_json({"rows": chains, "estimate": estimate, "status": view.status})
        return
    for one in chains:
        show(chain(one))
        show("")
    show(delivered(figures))
    for part, cost in estimate["parts"].items() if len(asked.parts) > 1 else ():
        show(f"{part}: {cost['rows']:,} rows take {_cost(cost)}")
    show(f"all {asked.rows:,} rows take {_cost(estimate['whole'])}, test rows included", "bold")
    apart = figures["cost"]["apart"]
    if planned := sum(tokens_of(apart[stage]) for stage in ("interpret", "plan") if stage in apart):
        show(f"planning took {number(planned)} tokens here; it and dry runs come on top")


def _by_batch(view: RunView) -> float:
    """What the calls would have cost in batches, as a share of what they did."""
    prices = {model.model: model.price for model in view.spec.models.values() if model.price}
    paid = {name: usage.usd for name, usage in view.store.costs("model").items() if name in prices}
    return sum(usd * prices[name].batch for name, usd in paid.items()) / (sum(paid.values()) or 1.0)


def _expected(view: RunView, asked: Spec) -> dict[str, Estimate]:
    """Part → the estimate of a build of all its rows, which rests on the candidates of these few."""
    store = view.store
    methods = {brief.cell.part: find(brief.method) for _, brief in store.briefs() if brief is not None}
    made: dict[str, list[Candidate]] = {name: [] for name in methods}
    for one in store.candidates():
        made[split_key(one.verdict.cell)[0]].append(one)
    ahead = ahead_in(store).least
    each = a_token(store, "sample")
    found = {}
    for part in view.spec.parts:
        some = made.get(part.name, [])
        some = some * 2 if len(some) == 1 else some  # one alone tells no spread, and is better than a guess
        dry = Dry(
            tokens=tuple(one.draft.tokens for one in some),
            writing=tuple(one.draft.writing for one in some),
            right=sum(one.verdict.state == "accepted" for one in some),
            usd=each.get(part.name, 0.0),
        )
        price = Price(prompt=1e6 * dry.usd, completion=1e6 * dry.usd)
        prices: dict[str, Price | None] = dict.fromkeys(ROLES, price)
        whole = part.model_copy(update={"rows": asked.part(part.name).rows})
        mine = round(ahead * whole.rows / asked.rows)
        alone = view.spec.model_copy(update={"parts": (whole,)})
        found[part.name] = estimate(alone, methods, prices, {part.name: dry}, mine)
    return found


def _for_all(each: dict[str, Estimate], asked: Spec, by_batch: float) -> dict[str, dict[str, Any]]:
    """What all rows would cost, by part and as a whole.

    Args:
        each: Part → its estimate.
        by_batch: What calls cost in batches, as a share of what they do directly."""
    parts: dict[str, dict[str, Any]] = {}
    for part in asked.parts:
        one = each[part.name]
        tokens, usd = one.tokens, one.usd or 0.0
        ends = {"low": round(tokens * one.low), "high": round(tokens * one.high)}
        parts[part.name] = {"rows": part.rows, "tokens": tokens, **ends}
        parts[part.name] |= {"usd": round(usd, 4), "usd_by_batch": round(usd * by_batch, 4)}
    keys = ("rows", "tokens", "low", "high", "usd", "usd_by_batch")
    whole = {key: round(sum(one[key] for one in parts.values()), 4) for key in keys}
    return {"parts": parts, "whole": whole}


def _cost(cost: dict[str, Any]) -> str:
    by_batch = f" ({money(cost['usd_by_batch'])} with --batch)"
    dollars = f" and {money(cost['usd'])}{by_batch}" if cost["usd"] else ""
    between = f"({number(cost['low'])} to {number(cost['high'])})"
    return (
        f"about {number(cost['tokens'])} tokens {between}{dollars}" if cost["tokens"] else "no model's answer"
    )
