"""`seedbed inspect`: what a run holds, why one row is in it, and why another isn't."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seedbed.app import options
from seedbed.app.console import show
from seedbed.app.ending import print_json

if TYPE_CHECKING:
    from seedbed.app.views.run import RunView


@click.command()
@options.run
@click.argument("row", required=False)
@click.option("--rejected", is_flag=True, help="What was turned away, by reason, with examples.")
@click.option(
    "--plan",
    is_flag=True,
    help="The concept tree with its seats, how it was planned, and each revision with its cause.",
)
@click.option(
    "--why-not",
    default="",
    metavar="CELL|CLAUSE",
    help="Why a cell or concept is short, or which rows miss a demand (its words, or #2).",
)
@click.option(
    "--diff", type=click.Path(path_type=Path), metavar="OTHER", help="What differs from another run."
)
@click.option("--call", default="", metavar="SLOT", help="What one call sent, and what was answered.")
@click.option("--rows", is_flag=True, help="Candidates as a list; the flags below choose among them.")
@click.option("--state", type=click.Choice(("accepted", "rejected", "failed")), help="Of --rows: these.")
@click.option("--cell", default="", metavar="CELL", help="Of --rows: of this cell (part/leaf/label/level).")
@click.option("--check", default="", metavar="CHECK", help="Of --rows: with which this check found fault.")
@click.option("--label", default="", metavar="LABEL", help="Of --rows: with this label.")
@click.option("--search", default="", metavar="TEXT", help="Of --rows: that hold this text.")
@click.option("--page", type=click.IntRange(1), help="Of --rows: which page, from 1.")
@click.option("--per-page", type=click.IntRange(1, 10_000), help="Of --rows: how many a page (50).")
@options.as_json
def inspect(
    run: Path,
    row: str | None,
    rejected: bool,
    plan: bool,
    why_not: str,
    diff: Path | None,
    call: str,
    rows: bool,
    page: int | None,
    per_page: int | None,
    as_json: bool,
    **chosen: str | None,
) -> int:
    """Show a run, why one row is in it, or why another isn't.

    Of a ROW: who made it, from what, by which calls and tools, with which evidence, and what else was tried.
    ROW is an id, or the beginning of one.
    """
    from seedbed.app.views.run import open_run
    from seedbed.memory.store.damage import reading

    wish = {name: value for name, value in chosen.items() if value}
    rows = rows or bool(wish or page or per_page)
    if (row is not None) + rejected + plan + bool(why_not) + bool(diff) + bool(call) + rows > 1:
        raise click.UsageError("give one of ROW, --rejected, --plan, --why-not, --diff, --call and --rows")
    with reading(run), open_run(run) as view:
        if row is not None:
            found, pieces = _row(view, row)
        elif rejected:
            found, pieces = _rejected(view)
        elif plan:
            found, pieces = _plan(view)
        elif why_not:
            found, pieces = _why_not(view, why_not)
        elif diff:
            found, pieces = _diff(view, diff)
        elif call:
            found, pieces = _call(view, call)
        elif rows:
            found, pieces = _rows(view, wish, page or 1, per_page or 50)
        else:
            found, pieces = _overview(view, drawn=not as_json)
        if as_json:
            print_json(found)
        else:
            for piece in pieces:
                show(piece)
    return 0


Looked = tuple[Any, Iterable[Any]]
"""(plain data, the same to be printed)."""


def _row(view: "RunView", row: str) -> Looked:
    from seedbed.app.views.why_tree import chain

    found = view.row(row).why()
    return found, (chain(found),)


def _rejected(view: "RunView") -> Looked:
    from seedbed.app.looking.turned_away import drawn, turned_away

    found = turned_away(one for state in ("rejected", "failed") for one in view.store.candidates(state))
    return found, drawn(found)


def _plan(view: "RunView") -> Looked:
    from seedbed.app.views.plan import drawn

    found = view.plan()
    return found, drawn(found)


def _why_not(view: "RunView", what: str) -> Looked:
    from seedbed.app.looking.why_not import drawn, why_not

    found = why_not(view, what)
    return found, drawn(found)


def _diff(view: "RunView", other: Path) -> Looked:
    from seedbed.app.looking.beside import drawn
    from seedbed.app.views.compare import compared, side
    from seedbed.app.views.run import open_run
    from seedbed.memory.store.damage import reading

    with reading(other), open_run(other) as beside:
        found = compared(side(view.store), side(beside.store))
    return found, drawn(found, str(view.path), str(other))


def _call(view: "RunView", slot: str) -> Looked:
    from seedbed.app.looking.call import call_of, drawn

    found = call_of(view.store, slot)
    return found, drawn(found)


def _rows(view: "RunView", wish: Mapping[str, str], page: int, per_page: int) -> Looked:
    from seedbed.app.looking.rows import drawn, listed

    found = listed(view, wish, page, per_page)
    return found, drawn(found)


def _overview(view: "RunView", *, drawn: bool) -> Looked:
    from seedbed.app.running import READ
    from seedbed.app.views.summary import summary
    from seedbed.tools.evaluation.report.reading import specimens

    found = view.figures()
    return found, summary(view.path, found, specimens(view.store, view.spec, READ)) if drawn else ()
