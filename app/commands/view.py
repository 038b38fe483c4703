"""`seedbed view`: runs in the browser."""

import threading
import webbrowser
from contextlib import suppress
from pathlib import Path

import click


@click.command()
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN…")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="On 127.0.0.1; any free one if not given."
)
@click.option("--no-browser", is_flag=True, help="Print the link, open nothing.")
def view(runs: tuple[Path, ...], port: int, no_browser: bool) -> int:
    """Look at runs in the browser, while they are built or after.

    Prints a link that is good once, for this machine alone. Ctrl-C ends it; the runs go on.
    """
    from seedbed.app.console import tell
    from seedbed.app.viewer.server import serve

    links: list[str] = []

    def told(link: str) -> None:
        with suppress(BrokenPipeError):  # whoever read the links has gone; who is inside goes on
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

    serve(runs, port, told)
    return 0
