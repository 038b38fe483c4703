"""`seedbed status`, `seedbed attach`: how far a run is, from any terminal; and looking on to its end."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from seedbed.app import options
from seedbed.app.console import print_json, show, stream, tell
from seedbed.memory.files.disk import typed


@click.command()
@options.run
@options.store
@click.option("--watch", is_flag=True, help="Look again every second until nobody works on it any more.")
@options.as_json
def status(run: Path, store: str, watch: bool, as_json: bool) -> None:
    """Show how far a run is, while it runs or after.

    With --watch --json there is one object a line."""
    from seedbed.app.views.summary import cost_tables, demands
    from seedbed.memory import batch
    from seedbed.memory.files.run_folder import open_for_reading
    from seedbed.memory.store.damage import reading
    from seedbed.memory.store.opening import move_store
    from seedbed.memory.store.status import left_by_all, read_status

    folder = open_for_reading(run)
    if store:
        move_store(folder.store, store)
    if watch:
        from seedbed.app.views.watching import live
        from seedbed.app.views.watching import watch as look

        if as_json:
            look(run, lambda _, found: stream(json.dumps(found)))
        else:
            live(run)
    with reading(run), closing(folder.open_store()) as opened:
        found, out = read_status(opened), batch.figures(opened)
        found |= {"batches": out} if out["out"] else {}
        if not (working := folder.held()):
            found = left_by_all(found, opened)
        if as_json:
            click.echo(json.dumps(found)) if watch else print_json(found)
            return
        told = _told(found, run, working, (opened.meta("by") or {}).get("host", ""))
        for said in (*told, *cost_tables(found["spending"]), *demands(found["clauses"])):
            show(said)


@click.command()
@options.run
@options.as_json
@options.quiet
def attach(run: Path, as_json: bool, quiet: bool) -> int:
    """Look on at a build to its end.

    It may run detached or in another terminal. Ctrl-C leaves it running. Ends as the build does, with its
    summary and its exit code."""
    try:
        from seedbed.app.running import after
        from seedbed.app.views.watching import live, watch
        from seedbed.graphs.lifecycle import Outcome

        status = watch(run, lambda *_: None) if quiet or as_json else live(run)
    except KeyboardInterrupt:
        tell(f"the build goes on; end it: seedbed stop {typed(run)}")
        return 0
    return after(run, Outcome(status), as_json=as_json, quiet=quiet)


def _told(found: dict[str, Any], run: Path, working: str, host: str) -> list[str]:
    """The status in words, with the identities that always hold.

    Args:
        working: Who works on it; empty: nobody that this machine can see.
        host: Of the process that last did."""
    from seedbed.app.views.live import batches_told, waits_told
    from seedbed.app.views.summary import lost_told, open_told, refused_told
    from seedbed.tools.evaluation.report.amounts import counted, duration, money, number, percent
    from seedbed.tools.evaluation.report.measured import faithfulness_told

    if working:
        state = f"running ({working})"
    elif found["state"] == "running":
        gone = f"if nothing works on it there: seedbed resume {typed(run)}"
        state = f"running on {host} when its store was last written, which can't be seen from here; {gone}"
    else:
        state = ": ".join(filter(None, dict.fromkeys((found["state"], found["stopped_because"]))))
        state += f"; go on: seedbed resume {typed(run)}" * (found["state"] == "interrupted")
    tokens = found["tokens"]
    tried = found["spending"]["apart"].get("exam", {}).get("failed_calls", 0)
    how = f" ({number(tried)} to find out what the endpoint takes)" if tried else ""
    waiting = ", which `resume` goes on with" if found["in_flight"] and not working else ""
    faithfulness = faithfulness_told(found["faithfulness"])
    by = ", ".join(f"{model} {number(rows)}" for model, rows in found["made_by"].items())
    return [
        state,
        *filter(None, (waits_told(found.get("waits", {})),)),
        *refused_told(found),
        "{requested} requested = {accepted} accepted + {missing} missing".format_map(found),
        "{candidates} candidates = {accepted} accepted + {rejected} rejected + {failed} failed "
        "+ {in_flight} in flight".format_map(found)
        + waiting,
        *([f"rows with answers of {by}"] if by else ()),
        "grades: " + (", ".join(f"{n} {grade}" for grade, n in found["grades"].items()) or "none yet"),
        f"{number(found['calls'])} calls, {number(found['failed_calls'])} failed{how}; "
        f"{number(tokens['prompt'])} + {number(tokens['completion'])} tokens, {money(found['cost_usd'])}, "
        f"{duration(found['seconds'])}",
        *filter(None, (lost_told(found), open_told(found), batches_told(found.get("batches", {})))),
        f"coverage of the plan {percent(found['coverage'])}; right rows (faithfulness): {faithfulness}",
        f"{counted(found['rounds'], 'critique')}; {counted(found['planted'], 'test row')} of known truth "
        "planted beside the dataset",
    ]
