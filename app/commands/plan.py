"""`seedbed plan`: the spec and the plan of a request, to be edited and built."""

import os
import tempfile
from pathlib import Path
from typing import Any

import click

from seedbed.app import options
from seedbed.app.console import first_word, tell
from seedbed.app.ending import print_json
from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import typed


@click.command()
@click.argument("request", metavar="REQUEST|SPEC.yaml")
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="Where spec.yaml and plan.yaml go.",
)
@options.wish
@options.yes
@options.as_json
@options.quiet
def plan(request: str, out: Path, yes: bool, as_json: bool, quiet: bool, **flags: Any) -> int:
    """Write spec and plan of a request, to be edited.

    Then `seedbed build DIR` takes them."""
    first_word(quiet=quiet or as_json)
    from seedbed.app.intake import read_wish
    from seedbed.app.running import carry, stopped
    from seedbed.app.views.plan import how_planned
    from seedbed.app.views.run import open_run
    from seedbed.app.views.terminal import Terminal, before
    from seedbed.graphs import lifecycle
    from seedbed.memory.files.yaml_file import save

    written = [out / "spec.yaml", out / "plan.yaml"]
    for path in written:
        if os.path.exists(path):
            raise UserFault("is there already", where=str(path), next_step="give another --out, or remove it")
    _see_writable(out)
    wish, said = read_wish(request, flags)
    observer = Terminal(yes=yes, quiet=quiet or as_json)
    before(wish.settings, observer, said)
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        outcome = carry(lambda: lifecycle.build(run, wish, observer, until="plan"), observer)
        if outcome.exit_code:
            return stopped(outcome, as_json=as_json)
        with open_run(run) as view:
            found = view.plan()
        for path in written:
            save((run / path.name).read_bytes(), path, "give another --out")
    if as_json:
        print_json({"spec": str(written[0]), "plan": str(written[1]), "planning": found["planning"]})
    elif not quiet:
        for told in how_planned(found["agents"], found["planning"]):
            tell(told)
        tell(f"wrote {written[0]} and {written[1]}; edit them, then: seedbed build {typed(out)}")
    return 0


def _see_writable(folder: Path) -> None:
    """See that files can be put there before anything is spent on them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        what = f"can't be written: {error.strerror}"
        raise UserFault(what, where=str(folder), next_step="give another --out") from error
