"""`seedbed inspect`: what a run holds, and why one row is in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seedbed.app import options

if TYPE_CHECKING:
    from seedbed.app.api import RunView

_EXAMPLES = 3
"""Examples shown for one reason."""


@click.command()
@options.run
@click.argument("row", required=False)
@click.option("--rejected", is_flag=True, help="What was turned away, by reason, with examples.")
@click.option(
    "--plan",
    is_flag=True,
    help="The concept tree with its seats, how it was planned, and each revision with its cause.",
)
@options.as_json
def inspect(run: Path, row: str | None, rejected: bool, plan: bool, as_json: bool) -> int:
    """Show a run, why one row is in it, or how its plan came about.

    Of a ROW: who made it, from what, with which evidence, and what else was tried. ROW is an id, or the
    beginning of one.
    """
    from seedbed.app.api import open_run
    from seedbed.memory.store.damage import reading

    if bool(row) + rejected + plan > 1:
        raise click.UsageError("give one of ROW, --rejected and --plan")
    with reading(run), open_run(run) as view:
        if row:
            _row(view, row, as_json)
        elif rejected:
            _rejected(view, as_json)
        elif plan:
            _plan(view, as_json)
        else:
            _run(view, as_json)
    return 0


def _row(view: "RunView", row: str, as_json: bool) -> None:
    from seedbed.app.console import results
    from seedbed.app.ending import print_json
    from seedbed.app.views.why_tree import chain

    found = view.row(row).why()
    if as_json:
        print_json(found)
    else:
        results().print(chain(found))


def _run(view: "RunView", as_json: bool) -> None:
    from seedbed.app.ending import print_json
    from seedbed.app.running import READ, show
    from seedbed.app.views.summary import summary
    from seedbed.tools.evaluation.report.reading import specimens

    figures = view.figures()
    if as_json:
        print_json(figures)
        return
    show(summary(view.path, figures, specimens(view.store, view.spec, READ)))


def _plan(view: "RunView", as_json: bool) -> None:
    from seedbed.app.console import results
    from seedbed.app.ending import print_json
    from seedbed.app.views.plan import drawn

    found = view.plan()
    if as_json:
        print_json(found)
        return
    for piece in drawn(found):
        results().print(piece)


def _rejected(view: "RunView", as_json: bool) -> None:
    from seedbed.app.console import show
    from seedbed.app.ending import print_json
    from seedbed.app.views.escape import line

    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for state in ("rejected", "failed"):
        for candidate in view.store.candidates(state):
            for reason in candidate.verdict.reasons:
                shown = {"id": candidate.row_id, "text": candidate.draft.text, "detail": reason.detail}
                groups.setdefault((reason.code, reason.by), []).append(shown)
    ordered = sorted(groups.items(), key=lambda pair: -len(pair[1]))
    if as_json:
        print_json(
            [
                {"reason": code, "by": by, "candidates": len(some), "examples": some[:_EXAMPLES]}
                for (code, by), some in ordered
            ]
        )
        return
    if not ordered:
        show("nothing was turned away")
    for (code, by), some in ordered:
        show(f"{code}, said by {by}: {len(some)}", "bold")
        for one in some[:_EXAMPLES]:
            show(f"  {one['id'][:8]}  {line(one['text'], 160) or '(no text)'}")
            if one["detail"]:
                show(f"            {line(one['detail'], 200)}", "dim")
