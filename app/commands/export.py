"""`seedbed export`: the rows in the formats that other programs read."""

from pathlib import Path
from typing import Any

import click

from seedbed.app import options
from seedbed.app.console import print_json, tell


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
@options.text("roles", "ROLES", "note=prompt,json=response: what fields are in a chat.")
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
