"""`seedbed redo`: rows that a person takes back are made anew."""

from contextlib import closing
from pathlib import Path
from typing import Any

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
    from seedbed.app.asking import ask, report
    from seedbed.app.views.why import find
    from seedbed.graphs.commands.carry_out import withdrawal
    from seedbed.graphs.commands.orders import Redo
    from seedbed.memory.errors import UserFault
    from seedbed.memory.files.run_folder import open_for_reading
    from seedbed.memory.store.damage import reading
    from seedbed.tools.evaluation.report.amounts import counted, number

    if len(because) > 400:
        raise UserFault(f"--because has {len(because)} characters", next_step="say it in at most 400")
    with reading(run), closing(open_for_reading(run).open_store()) as store:
        ids = tuple(dict.fromkeys(find(store, row).row_id for row in rows))
    wish = Redo(rows=ids, because=because)
    asked = ask(run, wish, lambda store, _: withdrawal(wish, store))

    def said(status: dict[str, Any]) -> str:
        gone = counted(len(ids), "row")
        done = f"withdrawn, {number(status['missing'])} missing"
        return f"{gone} {done if asked.done else 'to be withdrawn'}"

    report(run, asked, said, {"withdrawn": list(ids)} if as_json else None)
    return 0
