"""`seedbed inspect`: what a run holds, and why one row is in it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seedbed.app import options
from seedbed.app.console import show
from seedbed.app.ending import print_json
from seedbed.app.views.escape import line, words

if TYPE_CHECKING:
    from rich.text import Text

    from seedbed.memory.store.protocol import Candidate

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
    from seedbed.app.running import READ
    from seedbed.app.views.plan import drawn
    from seedbed.app.views.run import open_run
    from seedbed.app.views.summary import summary
    from seedbed.app.views.why_tree import chain
    from seedbed.memory.store.damage import reading
    from seedbed.tools.evaluation.report.reading import specimens

    if bool(row) + rejected + plan > 1:
        raise click.UsageError("give one of ROW, --rejected and --plan")
    found: Any
    pieces: Iterable[Any]
    with reading(run), open_run(run) as view:
        if row:
            found = view.row(row).why()
            pieces = (chain(found),)
        elif rejected:
            found = _turned_away(
                one for state in ("rejected", "failed") for one in view.store.candidates(state)
            )
            pieces = _told(found)
        elif plan:
            found = view.plan()
            pieces = drawn(found)
        else:
            found = view.figures()
            pieces = summary(view.path, found, () if as_json else specimens(view.store, view.spec, READ))
        if as_json:
            print_json(found)
        else:
            for piece in pieces:
                show(piece)
    return 0


def _turned_away(candidates: "Iterable[Candidate]") -> list[dict[str, Any]]:
    """Reasons, the commonest first, with examples."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for candidate in candidates:
        for reason in candidate.verdict.reasons:
            shown = {"id": candidate.row_id, "text": candidate.draft.text, "detail": reason.detail}
            groups.setdefault((reason.code, reason.by), []).append(shown)
    return [
        {"reason": code, "by": by, "candidates": len(some), "examples": some[:_EXAMPLES]}
        for (code, by), some in sorted(groups.items(), key=lambda pair: -len(pair[1]))
    ]


def _told(found: Iterable[Mapping[str, Any]]) -> "Iterator[Text]":

    if not found:
        yield words("nothing was turned away")
    for group in found:
        yield words(f"{group['reason']}, said by {group['by']}: {group['candidates']}", "bold")
        for one in group["examples"]:
            yield words(f"  {one['id'][:8]}  {line(one['text'], 160) or '(no text)'}")
            if one["detail"]:
                yield words(f"            {line(one['detail'], 200)}", "dim")
