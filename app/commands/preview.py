"""`seedbed preview`: a few rows with their whole trace, and what all of them would cost."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seedbed.app import options
from seedbed.app.console import first_word, show
from seedbed.app.ending import print_json

if TYPE_CHECKING:
    from seedbed.app.views.run import RunView
    from seedbed.memory.spec import Spec


@click.command()
@click.argument("spec", metavar="SPEC.yaml")
@options.rows("Rows to make.", 100, default=5, show_default=True)
@options.models
@options.budget
@options.real_files
@options.knowledge
@options.personas
@options.world
@options.yes
@options.as_json
@options.quiet
def preview(spec: str, rows: int, yes: bool, as_json: bool, quiet: bool, **flags: Any) -> int:
    """Make a few rows and estimate the cost of all.

    Each row is shown with its whole trace; no run is left."""
    first_word(quiet=quiet or as_json)
    from seedbed.app.intake import read_wish, spec_of
    from seedbed.app.running import carry, stopped
    from seedbed.app.views.run import open_run
    from seedbed.app.views.terminal import Terminal, before
    from seedbed.graphs import lifecycle

    asked = spec_of(spec)
    wish, said = read_wish(asked, {**flags, "rows": max(rows, len(asked.parts))})
    # A few rows that cost nothing need no yes.
    free = all(one.embedded for one in wish.settings.models.values())
    observer = Terminal(yes=yes or free, quiet=quiet or as_json, capped=wish.capped, leaves_run=False)
    before(wish.settings, observer, said)
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        outcome = carry(lambda: lifecycle.build(run, wish, observer), observer)
        if outcome.exit_code not in (0, 1):
            return stopped(outcome, as_json=as_json)
        with open_run(run) as view:
            _show(view, asked, as_json)
    return outcome.exit_code


def _show(view: "RunView", asked: "Spec", as_json: bool) -> None:
    from seedbed.app.views.summary import delivered
    from seedbed.app.views.why import why
    from seedbed.app.views.why_tree import chain

    figures = view.figures()
    chains = [why(view.store, candidate) for candidate in view.store.candidates("accepted")]
    estimate = for_all(figures, asked, _by_batch(view))
    if as_json:
        print_json({"rows": chains, "estimate": estimate, "status": view.status})
        return
    for one in chains:
        show(chain(one))
        show("")
    show(delivered(figures))
    for part, cost in estimate["parts"].items():
        show(f"{part}: {cost['rows']:,} rows take {_cost(cost)}")
    rest = "planning, dry runs, probes and critiques come on top"
    show(f"all {asked.rows:,} rows take {_cost(estimate['whole'])}; {rest}", "bold")


def _by_batch(view: "RunView") -> float:
    """What the calls would have cost in batches, as a share of what they did."""
    prices = {model.model: model.price for model in view.spec.models.values() if model.price}
    paid = {name: usage.usd for name, usage in view.store.costs("model").items() if name in prices}
    return sum(usd * prices[name].batch for name, usd in paid.items()) / (sum(paid.values()) or 1.0)


def for_all(figures: "dict[str, Any]", asked: "Spec", by_batch: float) -> "dict[str, dict[str, Any]]":
    """What all rows would cost, by what these few cost per accepted row. `by_batch`: times that, what they
    would by batches."""
    parts: dict[str, dict[str, Any]] = {}
    for part in asked.parts:
        mine = figures["cost"]["by_recipe"].get(part.name, {})
        tokens, usd = ((mine.get(f"{what}_per_row") or 0.0) * part.rows for what in ("tokens", "usd"))
        parts[part.name] = {"rows": part.rows, "tokens": round(tokens), "usd": round(usd, 4)}
        parts[part.name]["usd_by_batch"] = round(usd * by_batch, 4)
    keys = ("rows", "tokens", "usd", "usd_by_batch")
    whole = {key: round(sum(one[key] for one in parts.values()), 4) for key in keys}
    return {"parts": parts, "whole": whole}


def _cost(cost: "dict[str, Any]") -> str:
    from seedbed.tools.evaluation.report.amounts import money, number

    by_batch = f" ({money(cost['usd_by_batch'])} with --batch)"
    dollars = f" and {money(cost['usd'])}{by_batch}" if cost["usd"] else ""
    return f"about {number(cost['tokens'])} tokens{dollars}" if cost["tokens"] else "no model's answer"
