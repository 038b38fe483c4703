"""`seedbed trace`: what a run did, for whoever shows traces."""

from contextlib import closing
from pathlib import Path

import click

from seedbed.app import options
from seedbed.app.console import print_json, tell


@click.command()
@options.run
@click.option(
    "--to",
    "place",
    required=True,
    metavar="URL|FILE",
    help="A collector of OTLP over HTTP (http://127.0.0.1:4318), or a file for OTLP JSON lines.",
)
@options.text("row", "ROW", "Only the chain of this row: its id, or the beginning.")
@options.as_json
def trace(run: Path, place: str, row: str, as_json: bool) -> None:
    """Send what a run did as a tree of spans, from the request to each row.

    Any program that takes OpenTelemetry shows it (Phoenix, Langfuse, Jaeger). A collector's key comes by
    OTEL_EXPORTER_OTLP_HEADERS. While a run is built, `build --trace otlp:URL` sends as rows are committed."""
    from seedbed.app.tracing import export
    from seedbed.memory.files.run_folder import open_for_reading
    from seedbed.memory.store.damage import reading
    from seedbed.tools.evaluation.report.amounts import counted

    with reading(run), closing(open_for_reading(run).open_store()) as store:
        shown, spans = export(run, store, place, row)
    if as_json:
        print_json({"to": shown, "spans": spans})
    else:
        tell(f"{shown}: {counted(spans, 'span')}")
