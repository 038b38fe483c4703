"""`seedbed extend`: more rows for a run, finished or not."""

from contextlib import closing
from pathlib import Path

import click

from seedbed.app import options


def _more(text: str) -> int:
    """`+500`, or `500`."""
    digits = text.removeprefix("+").replace(",", "").replace("_", "")
    if not digits.isascii() or not digits.isdecimal() or not 1 <= int(digits) <= 1_000_000:
        raise click.BadParameter(f"{text!r} is no number of rows: +1 to +1,000,000")
    return int(digits)


@click.command()
@options.run
@click.option("-n", "--rows", type=_more, required=True, metavar="+N", help="How many more rows.")
@click.option("--part", default="", metavar="NAME", help="Only for this part (else for all, by their rows).")
@options.as_json
def extend(run: Path, rows: int, part: str, as_json: bool) -> int:
    """Ask a run for more rows.

    They are spread by the plan's shares, with the rows that are there. A running build goes on with them; a
    finished or stopped one is open again, and `seedbed resume` goes on. The budget stays as it is.
    """
    from seedbed.app.asking import ask, too_small, what_next
    from seedbed.app.console import people
    from seedbed.app.ending import print_json
    from seedbed.app.views.escape import words
    from seedbed.graphs.commands.carry_out import known, more_rows
    from seedbed.graphs.commands.orders import Extend
    from seedbed.memory.files.run_folder import open_for_reading
    from seedbed.memory.store.status import read_status
    from seedbed.tools.evaluation.report.amounts import counted, number

    wish = Extend(rows=rows, part=part)
    asked = ask(run, wish, lambda store, _: more_rows(wish, store, *known(store)))
    with closing(open_for_reading(run).open_store()) as store:
        status, short = read_status(store), too_small(store)
    if as_json:
        more = {"run": str(run), "running": asked.running, "done": asked.done, "added": rows}
        print_json({**more, "budget": short, **{k: status[k] for k in ("requested", "accepted", "missing")}})
        return 0
    whole = f", {number(status['requested'])} in all" if asked.done else ""
    people().print(words(f"{counted(rows, 'row')} more{whole}: {what_next(run, asked)}"), soft_wrap=True)
    if short:
        people().print(words(short, "yellow"), soft_wrap=True)
    return 0
