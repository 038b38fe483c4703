"""`seedbed inspect`: what a run holds, why one row is in it, and why another isn't."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from seedbed.app import options
from seedbed.app.console import print_json, show


@click.command()
@options.run
@click.argument("row", required=False)
@click.option("--rejected", is_flag=True, help="What was turned away, by reason, with examples.")
@click.option(
    "--plan",
    is_flag=True,
    help="The concept tree with its seats, how it was planned, and each revision with its cause.",
)
@options.text(
    "why-not",
    "CELL|CLAUSE",
    "Why a cell, concept or label is short, or which rows miss a demand (its words, or #2).",
    "short",
)
@click.option(
    "--diff", "other", type=click.Path(path_type=Path), metavar="OTHER", help="What differs from another run."
)
@options.text("call", "SLOT", "What one call sent, and what was answered.", "slot")
@click.option("--rows", "many", is_flag=True, help="Candidates as a list; the flags below choose among them.")
@click.option("--state", type=click.Choice(("accepted", "rejected", "failed")), help="Of --rows: these.")
@options.text("cell", "CELL", "Of --rows: of this cell (part/leaf/label/level).")
@options.text("check", "CHECK", "Of --rows: with which this check found fault.")
@options.text("label", "LABEL", "Of --rows: with this label.")
@options.text("search", "TEXT", "Of --rows: that hold this text.")
@click.option("--page", type=click.IntRange(1), help="Of --rows: which page, from 1.")
@click.option("--per-page", type=click.IntRange(1, 10_000), help="Of --rows: how many a page (50).")
@options.as_json
def inspect(
    run: Path,
    row: str | None,
    rejected: bool,
    plan: bool,
    short: str,
    other: Path | None,
    slot: str,
    many: bool,
    page: int | None,
    per_page: int | None,
    as_json: bool,
    **chosen: str | None,
) -> None:
    """Show a run, why one row is in it, or why another isn't.

    Of a ROW: who made it, from what, by which calls and tools, with which evidence, and what else was tried.
    ROW is an id, or the beginning of one."""
    from seedbed.app.looking import call, rows, why_not
    from seedbed.app.views import compare
    from seedbed.app.views import plan as plan_view
    from seedbed.app.views.run import open_run
    from seedbed.app.views.summary import READ, summary
    from seedbed.app.views.why_tree import chain
    from seedbed.memory.store.damage import reading
    from seedbed.tools.evaluation.report.reading import specimens

    wish = {name: value for name, value in chosen.items() if value}
    many = many or bool(wish or page or per_page)
    if (row is not None) + rejected + plan + bool(short) + bool(other) + bool(slot) + many > 1:
        raise click.UsageError("give one of ROW, --rejected, --plan, --why-not, --diff, --call and --rows")
    found: Any
    pieces: Iterable[Any]
    with reading(run), open_run(run) as view:
        if row is not None:
            found = view.row(row).why()
            pieces = (chain(found),)
        elif rejected:
            candidates = (one for state in ("rejected", "failed") for one in view.store.candidates(state))
            found = why_not.turned_away(candidates)
            pieces = why_not.refusals_drawn(found)
        elif plan:
            found = view.plan()
            pieces = plan_view.drawn(found)
        elif short:
            found = why_not.why_not(view, short)
            pieces = why_not.drawn(found)
        elif other:
            with reading(other), open_run(other) as another:
                found = compare.compared(compare.side(view.store), compare.side(another.store))
            pieces = compare.drawn(found, str(run), str(other))
        elif slot:
            found = call.call_of(view.store, slot)
            pieces = call.drawn(found)
        elif many:
            found = rows.listed(view, wish, page or 1, per_page or 50)
            pieces = rows.drawn(found)
        else:
            found = view.figures()
            pieces = () if as_json else summary(run, found, specimens(view.store, view.spec, READ))
        if as_json:
            print_json(found)
        else:
            for piece in pieces:
                show(piece)
