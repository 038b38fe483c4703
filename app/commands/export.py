"""What is had of a run that is there: `seedbed export`, `trace` and `audit`; and the graphs as they are."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from seedbed.app import options
from seedbed.app.console import print_json, show, table, tell, words
from seedbed.tools.evaluation.report.amounts import counted


@click.command()
@options.run
@click.option(
    "--format",
    default="jsonl",
    show_default=True,
    metavar="F",
    help="jsonl, parquet, csv, openai, sharegpt, alpaca, trl-sft, trl-dpo, llamafactory or hf.",
)
@options.text("out", "PATH", "A file or folder; else RUN/export.", "-o")
@options.text("split", "SHARES", "train=0.8,test=0.2; groups are kept whole.")
@click.option("--seed", type=int, help="Seed of order and split; else the run's.")
@click.option(
    "--columns",
    default="",
    metavar="NAMES",
    help="Add weight,split,grade,level,language or what else varies.",
)
@click.option(
    "--raw-cells",
    is_flag=True,
    help="In CSV, cells as they are: no quote before formulas, no control characters spelt.",
)
@options.as_json
def export(run: Path, as_json: bool, **wish: Any) -> None:
    """Write the accepted rows, shuffled, in another format."""
    from seedbed.app.views.run import open_run
    from seedbed.memory.store.damage import reading
    from seedbed.tools.evaluation.report.amounts import counted

    with reading(run), open_run(run) as view:
        done = view.export(**wish)
    for warning in done.warnings:
        tell(f"warning: {warning}", "yellow")
    if as_json:
        print_json(
            {
                "files": {str(path): rows for path, rows in done.files.items()},
                "beside": [str(path) for path in done.beside],
                "warnings": list(done.warnings),
            }
        )
    else:
        for path, rows in done.files.items():
            tell(f"{path}: {counted(rows, 'row')}")
        for path in done.beside:
            tell(str(path))


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


@click.command()
def graphs() -> None:
    """Print the graphs as Mermaid."""
    from seedbed.graphs import build
    from seedbed.graphs.candidate import conversation, dialogue, sample

    for one in (build, sample, dialogue, conversation):
        graph = one.graph()
        click.echo(f"%% {graph.name}")
        click.echo(graph.get_graph().draw_mermaid())


@click.command()
@options.run
@click.option("--repair", is_flag=True, help="First write missing or damaged files again, from the store.")
@options.as_json
def audit(run: Path, repair: bool, as_json: bool) -> int:
    """Re-check every row's evidence, without a model.

    Compares the files with the store, too. Exit 1 names the rows that are wrong."""
    from seedbed.graphs.at_rest import mend, settle
    from seedbed.graphs.candidate.remaking import remade
    from seedbed.memory.files.run_folder import open_for_reading
    from seedbed.memory.store.damage import reading
    from seedbed.tools.evaluation.audit.run import audit as check

    if repair and settle(open_for_reading(run)):
        tell("the files were older than people's decisions, and follow them now")
    mended = mend(run) if repair else []
    if mended:
        tell(f"written again from the store: {', '.join(mended)}")
    with reading(run):
        found = check(open_for_reading(run), remade)
    counts = {name: getattr(found, name) for name in ("recomputed", "consistent", "not_checkable")}
    kinds = sorted(set().union(*counts.values()))
    evidence = {kind: {name: of[kind] for name, of in counts.items()} for kind in kinds}
    if as_json:
        print_json(
            {
                "rows": found.rows,
                "ok": found.ok,
                **({"repaired": mended} if repair else {}),
                "evidence": evidence,
                "unmade": found.unmade,
                "problems": [{"row": row, "what": what} for row, what in found.problems],
            }
        )
        return 0 if found.ok else 1
    columns = ("Recomputed", "Consistent", "Not checkable")
    made = table("Evidence", *columns, numbers=columns)
    for kind, numbers in evidence.items():
        made.add_row(words(kind), *(f"{number:,}" for number in numbers.values()))
    show(made)
    for row, what in found.problems:
        show(f"{row}: {what}", "red")
    for row in found.unmade:
        show(f"{row}: comes out otherwise while the text of a document is lost", "yellow")
    wrong = len(found.problems)
    verdict = "nothing is wrong" if found.ok else f"{wrong:,} thing{'s are' if wrong > 1 else ' is'} wrong"
    show(f"{counted(found.rows, 'row')}: {verdict}", "green" if found.ok else "bold red")
    return 0 if found.ok else 1
