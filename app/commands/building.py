"""`seedbed build`, `plan`, `preview` and `resume`: the commands that make rows, or what they are made by."""

from pathlib import Path
from typing import Any

import click

from seedbed.app import options
from seedbed.app.console import first_word

_request = click.argument("request", metavar="REQUEST|SPEC.yaml")


@click.command()
@_request
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="RUN", help="The run's folder; new or empty."
)
@options.wish
@click.option("--dry-run", is_flag=True, help="Plan and estimate only; make no rows and leave no run.")
@options.carried
def build(as_json: bool, quiet: bool, **flags: Any) -> int:
    """Make a dataset.

    Reads the request, plans, asks for approval, makes and checks every row.

    REQUEST is plain words, a text file that holds them, a spec, or a folder made by `seedbed plan`."""
    first_word(quiet=quiet or as_json)
    from seedbed.app import running

    return running.build(as_json=as_json, quiet=quiet, **flags)


@click.command()
@_request
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
def plan(as_json: bool, quiet: bool, **flags: Any) -> int:
    """Write spec and plan of a request, to be edited.

    Then `seedbed build DIR` takes them."""
    first_word(quiet=quiet or as_json)
    from seedbed.app import running

    return running.plan(as_json=as_json, quiet=quiet, **flags)


@click.command()
@click.argument("spec", metavar="SPEC.yaml")
@options.rows("Rows to make.", 100, default=5, show_default=True)
@options.models
@options.budget
@options.real_files
@options.knowledge
@options.personas
@options.world
@options.yes
@options.as_json
@options.quiet
def preview(as_json: bool, quiet: bool, **flags: Any) -> int:
    """Make a few rows and estimate the cost of all.

    Each row is shown with its whole trace; no run is left.

    SPEC.yaml may be a folder made by `seedbed plan`."""
    first_word(quiet=quiet or as_json)
    from seedbed.app import preview as previewing

    return previewing.preview(as_json=as_json, quiet=quiet, **flags)


@click.command()
@options.run
@options.paced
@options.models
@options.real_files
@options.knowledge
@click.option("--accept-changes", is_flag=True, help="Go on though prompts, sources or models have changed.")
@options.carried
def resume(**flags: Any) -> int:
    """Go on with a run that was stopped or killed.

    Nothing that was answered is paid for twice."""
    from seedbed.app import running

    return running.resume(**flags)
