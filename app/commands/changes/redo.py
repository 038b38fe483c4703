"""`seedbed redo`: rows that a person takes back are made anew."""

from pathlib import Path

import click

from seedbed.app import options


@click.command()
@options.run
@click.argument("rows", nargs=-1, required=True, metavar="ROW…")
@click.option("--because", default="", metavar="T", help="Why; the writer is told to avoid it.")
@options.as_json
def redo(run: Path, rows: tuple[str, ...], because: str, as_json: bool) -> int:
    """Withdraw rows of the dataset and have others made in their place.

    ROW is an id, or the beginning of one. A withdrawn row counts as rejected, for policy, by a person; its
    seat is owed again, and no copy of it is accepted. A running build goes on with that; a finished or
    stopped one is open again, and `seedbed resume` goes on.
    """
    from seedbed.app.asking import give
    from seedbed.graphs.commands.orders import Redo
    from seedbed.memory.errors import UserFault

    if len(because) > 400:
        raise UserFault(f"--because has {len(because)} characters", next_step="say it in at most 400")
    return give(run, Redo(rows=rows, because=because), as_json=as_json)
