"""`seedbed steer`: a person's directives, also while the build runs."""

from pathlib import Path
from typing import Any

import click

from seedbed.app import options


@click.command()
@options.run
@click.option(
    "--drop",
    multiple=True,
    metavar="C",
    help="Make no more rows of a concept; its open seats go to its siblings. Repeatable.",
)
@click.option(
    "--add",
    multiple=True,
    metavar="C",
    help="Add a concept; it takes its share of the open seats of those beside it. Repeatable.",
)
@click.option("--under", default="", metavar="P", help="Concept that --add puts it under (else the root).")
@click.option("--inside", default="", metavar="LINE", help="What belongs to the concept of --add, in a line.")
@click.option(
    "--weight",
    nargs=2,
    type=(str, click.FloatRange(0.01, 100)),
    multiple=True,
    metavar="C X",
    help="Give a concept X times its open seats, from or to its siblings. Repeatable.",
)
@click.option("--guide", multiple=True, metavar="T", help="Tell the writer a sentence. Repeatable.")
@click.option(
    "--for", "only", multiple=True, metavar="C", help="Concept that --guide is for (else all). Repeatable."
)
@click.option("--part", default="", metavar="NAME", help="The part, where a run has several.")
@options.as_json
def steer(
    run: Path, add: tuple[str, ...], inside: str, guide: tuple[str, ...], as_json: bool, **wish: Any
) -> int:
    """Change what a build makes, also while it runs.

    C is a concept by its id or its name; `seedbed inspect RUN --plan` shows them. Rows that are there stay.
    A running build obeys after its next commit, a stopped one when it is resumed.
    """
    from seedbed.app.asking import give
    from seedbed.graphs.commands.orders import Steer
    from seedbed.memory.errors import UserFault

    if not (add or guide or wish["drop"] or wish["weight"]):
        raise click.UsageError("say what to change: --drop, --add, --weight or --guide")
    if (wish["under"] or inside) and not add:
        raise click.UsageError("--under and --inside say more of --add")
    if inside and len(add) > 1:
        raise click.UsageError("--inside is for one --add")
    if wish["only"] and not guide:
        raise click.UsageError("--for says which concept --guide is for")
    if long := next((text for text in (*add, *guide, inside) if len(text) > 400), ""):
        raise UserFault(f"{long[:40]!r}… has {len(long)} characters", next_step="say it in at most 400")
    return give(run, Steer(add=add, inside=inside, guide=guide, **wish), as_json=as_json)
