"""`seedbed extend`: more rows for a run, finished or not."""

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
    from seedbed.app.asking import give
    from seedbed.graphs.commands.orders import Extend

    return give(run, Extend(rows=rows, part=part), as_json=as_json)
