"""The command line: `seedbed`. A thin layer over the Python API; it knows no rule of its own.

Nothing heavy is imported at module level, here or in `commands/`, so that `seedbed --help` answers at once.
"""

import click

from seedbed.app.commands.audit import audit
from seedbed.app.commands.building import build, plan, preview, resume
from seedbed.app.commands.changes import extend, redo, steer, stop
from seedbed.app.commands.export import export
from seedbed.app.commands.graphs import graphs
from seedbed.app.commands.inspect import inspect
from seedbed.app.commands.models import models
from seedbed.app.commands.recipes import recipes
from seedbed.app.commands.status import attach, status
from seedbed.app.commands.trace import trace
from seedbed.app.commands.verify import verify
from seedbed.app.commands.view import review, view
from seedbed.app.console import Program

COMMANDS: tuple[click.Command, ...] = (
    *(build, plan, preview, resume, status, attach, stop, steer, extend, redo),
    *(inspect, trace, view, review, audit, verify, export, recipes, models, graphs),
)


@click.group(
    cls=Program,
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="seedbed")
def main() -> None:
    """Make datasets to order, every row with evidence.

    \b
    seedbed build "200 customer messages by intent (booking, praise or refund)" -o runs/messages
    seedbed build "..." --from handbook/ --model ollama:llama3.1"""
