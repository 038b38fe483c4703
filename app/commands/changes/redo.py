"""`seedbed redo`: rows that a person takes back are made anew."""

from contextlib import closing
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
    from seedbed.app.asking import ask, too_small, what_next
    from seedbed.app.console import people
    from seedbed.app.ending import print_json
    from seedbed.app.views.damage import reading
    from seedbed.app.views.escape import words
    from seedbed.app.views.why import find
    from seedbed.graphs.commands.carry_out import withdrawal
    from seedbed.graphs.commands.orders import Redo
    from seedbed.memory.errors import UserFault
    from seedbed.memory.files.run_folder import open_for_reading
    from seedbed.memory.store.status import read_status
    from seedbed.tools.evaluation.report.amounts import counted, number

    if len(because) > 400:
        raise UserFault(f"--because has {len(because)} characters", next_step="say it in at most 400")
    folder = open_for_reading(run)
    with reading(run), closing(folder.open_store()) as store:
        ids = tuple(dict.fromkeys(find(store, row).row_id for row in rows))
    wish = Redo(rows=ids, because=because)
    asked = ask(run, wish, lambda store, _: withdrawal(wish, store))
    with closing(folder.open_store()) as store:
        status, short = read_status(store), too_small(store)
    if as_json:
        more = {"run": str(run), "running": asked.running, "done": asked.done, "withdrawn": list(ids)}
        print_json({**more, "budget": short, **{k: status[k] for k in ("requested", "accepted", "missing")}})
        return 0
    said = f"{counted(len(ids), 'row')} withdrawn, {number(status['missing'])} missing"
    said = said if asked.done else f"{counted(len(ids), 'row')} to be withdrawn"
    people().print(words(f"{said}: {what_next(run, asked)}"), soft_wrap=True)
    if short:
        people().print(words(short, "yellow"), soft_wrap=True)
    return 0
