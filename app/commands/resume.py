"""`seedbed resume`: go on where a run stopped."""

from pathlib import Path
from typing import Any

import click

from seedbed.app import options


@click.command()
@options.run
@options.budget
@options.max_concurrent
@options.models
@options.real_files
@options.knowledge
@click.option("--accept-changes", is_flag=True, help="Go on though prompts, sources or models have changed.")
@options.yes
@options.as_json
@options.quiet
def resume(
    run: Path,
    budget: tuple[str, ...],
    max_concurrent: int | None,
    model: str,
    base_url: str,
    knowledge: str,
    accept_changes: bool,
    yes: bool,
    as_json: bool,
    quiet: bool,
    **real_files: Any,
) -> int:
    """Go on with a run that was stopped or killed.

    Nothing that was answered is paid for twice.
    """
    from seedbed.agent.models.places import Flags
    from seedbed.app.intake import caps, read_run
    from seedbed.app.real_files import whole_place
    from seedbed.app.running import after, carry, nothing_to_do
    from seedbed.app.views.terminal import Terminal, before
    from seedbed.graphs import lifecycle
    from seedbed.graphs.commands.mending import mend

    named = {name: value if value is True else str(value) for name, value in real_files.items() if value}
    stopped = read_run(run, Flags(model, base_url))
    if stopped.status["state"] == "done" and not named.get("gold") and not stopped.asked:
        return nothing_to_do(run, stopped.status, mend(run), as_json=as_json, quiet=quiet)
    capped = bool(budget) or stopped.capped
    observer = Terminal(yes=yes or stopped.yes, quiet=quiet or as_json, capped=capped)
    before(stopped.settings, observer, approved=stopped.approved)
    outcome = carry(
        lambda: lifecycle.resume(
            run,
            stopped.settings,
            observer,
            budget=caps(budget),
            max_concurrent=max_concurrent,
            accept_changes=accept_changes,
            real_files=named,
            knowledge=whole_place(knowledge),
        ),
        observer,
    )
    return after(run, outcome, as_json=as_json, quiet=quiet)
