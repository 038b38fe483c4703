"""`seedbed extend`: more rows for a run, finished or not."""

from pathlib import Path
from typing import Any

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
    from seedbed.app.asking import ask, report
    from seedbed.graphs.commands.carry_out import known, more_rows
    from seedbed.graphs.commands.orders import Extend
    from seedbed.tools.evaluation.report.amounts import counted, number

    wish = Extend(rows=rows, part=part)
    asked = ask(run, wish, lambda store, _: more_rows(wish, store, *known(store)))

    def said(status: dict[str, Any]) -> str:
        whole = f", {number(status['requested'])} in all" if asked.done else ""
        return f"{counted(rows, 'row')} more{whole}"

    report(run, asked, said, {"added": rows} if as_json else None)
    return 0
