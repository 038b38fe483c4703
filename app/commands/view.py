"""`seedbed view`: runs in the browser; `seedbed review`: the same, opened where people decide about rows."""

import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

import click

from seedbed.app import options

_port = click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="On 127.0.0.1; any free one if not given."
)
_no_browser = click.option("--no-browser", is_flag=True, help="Print the link, open nothing.")


@click.command()
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN…")
@_port
@_no_browser
def view(runs: tuple[Path, ...], port: int, no_browser: bool) -> None:
    """Look at runs in the browser, while they are built or after.

    Prints a link that is good once, for this machine alone. Ctrl-C ends it; the runs go on."""
    _serve(runs, port, no_browser)


@click.command()
@options.run
@options.text("reviewer", "NAME", "Who decides (else the user of this machine).")
@_port
@_no_browser
def review(run: Path, reviewer: str, port: int, no_browser: bool) -> None:
    """Decide about the rows most worth a person's minute, in the browser.

    One key each: accept, reject, fix, can't say. A rejected row is withdrawn, and `seedbed resume` makes
    another; docs/review.md says what else follows. Ctrl-C ends it; decisions are kept as they are made."""
    from seedbed.app.asking import plant, who
    from seedbed.app.console import tell
    from seedbed.memory.files.run_folder import open_for_reading

    open_for_reading(run)
    name = who(reviewer)
    tell("planting some rows of known truth, to tell how well rows are read", "dim")
    plant(run)
    at = f"/run/{quote(run.resolve().name)}/review?{urlencode({'reviewer': name})}"
    _serve([run], port, no_browser, at)


def _serve(runs: Sequence[Path], port: int, no_browser: bool, at: str = "/") -> None:
    from seedbed.app.console import tell
    from seedbed.app.viewer.server import serve

    links: list[str] = []

    def told(link: str) -> None:
        click.echo(link)
        if links:
            tell("the link before it was used; this one is for another browser", "dim")
        elif not no_browser:
            # Some browsers run in the terminal, and wait for the page.
            threading.Thread(target=shown, args=(link,), daemon=True).start()
        links.append(link)

    def shown(link: str) -> None:
        if not webbrowser.open(link):
            tell("no browser could be opened: open the link above in one", "yellow")

    serve(runs, port, told, at)
