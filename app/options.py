"""Flags that several commands share, each written once."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class _Documents(click.Path):
    """A path that exists, or a Chroma collection, which is looked at once it is read."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return Path(value) if str(value).startswith("chroma:") else super().convert(value, param, ctx)


class _Count(click.IntRange):
    """A whole number as people write it: 1000, +1,000 or 1_000."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not re.fullmatch(r"[+-]?([0-9]+|[0-9]{1,3}([,_][0-9]{3})+)", str(value).strip()):
            self.fail(f"{value!r} is no whole number: write 1000, 1,000 or 1_000", param, ctx)
        return super().convert(int(str(value).replace(",", "")), param, ctx)


def rows(help: str, most: int = 1_000_000, **more: Any) -> Callable[[F], F]:
    """The flag `-n`: a number of rows.

    Args:
        more: As `click.option` has it.
    """
    return click.option("-n", "--rows", type=_Count(1, most), help=help, **more)


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
run = click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object on stdout, nothing else."
)
quiet = click.option("--quiet", is_flag=True, help="Say only what went wrong.")
yes = click.option("--yes", is_flag=True, help="Approve plan and cost, and decide what is unclear.")
max_concurrent = click.option(
    "--max-concurrent", type=click.IntRange(1, 1024), help="Calls under way at once."
)
patience = click.option(
    "--patience",
    type=click.FloatRange(0),
    metavar="MINUTES",
    help="How long to wait for an endpoint or a database that is down; a day, where nothing is said.",
)
store = click.option(
    "--store",
    default="",
    metavar="URL",
    help="Where the run's store lies: postgresql://USER@HOST/DATABASE, in a schema of its own; else in RUN.",
)
notify = click.option(
    "--notify",
    default="",
    envvar="SEEDBED_NOTIFY",
    metavar="URL|CMD",
    help="Whom to tell when the build ends, stalls or waits for approval: POST to a URL, or a command.",
)
detach = click.option(
    "--detach", is_flag=True, help="Go on without the terminal once plan and cost are approved."
)
budget = click.option(
    "--budget", multiple=True, metavar="CAP", help="200ktok, 5usd, 30min or 500calls; repeatable."
)
base_url = click.option("--base-url", default="", metavar="URL", help="Root of an OpenAI-compatible API.")
model = click.option(
    "--model", default="", metavar="NAME", help="A model's name, PRESET:NAME (ollama:llama3), or embedded."
)
skip_exam = click.option(
    "--skip-exam",
    is_flag=True,
    help="Take for granted what the models can; only what their endpoints accept is found out.",
)
steer_by = click.option(
    "--steer-by",
    type=_FILE,
    metavar="FILE",
    help="Real labelled rows (JSONL: text, label): what a student of the dataset gets wrong of them "
    "steers the build; they enter neither prompts nor rows.",
)
allow_verbatim = click.option(
    "--allow-verbatim", is_flag=True, help="Let the writer see a few of the --steer-by rows."
)
gold = click.option(
    "--gold",
    type=_FILE,
    metavar="FILE",
    help='People\'s decisions about delivered rows (JSONL: {"id": …, "right": true}): faithfulness by them.',
)
knowledge = click.option(
    "--knowledge",
    default="",
    metavar="DIR|URL",
    help="Keep the index of documents in a folder that runs share, or at a Chroma server "
    "(http://127.0.0.1:8000); else it is kept in the run.",
)
world = click.option(
    "--world",
    type=_FILE,
    metavar="FILE",
    help="The world in which tools are called (YAML or JSON: docs/tool-use.md).",
)
personas = click.option(
    "--personas",
    type=_FILE,
    metavar="FILE",
    help="The users who speak in dialogues and tool use; else they are made up.",
)

trace = click.option(
    "--trace",
    default="",
    envvar="SEEDBED_TRACE",
    metavar="otlp:URL",
    help="Send what is done, as it is committed, to a collector of OpenTelemetry (otlp:http://127.0.0.1:4318).",
)


def real_files(command: F) -> F:
    """`--steer-by`, `--allow-verbatim` and `--gold`."""
    return steer_by(allow_verbatim(gold(command)))


def models(command: F) -> F:
    """`--model` and `--base-url`."""
    return model(base_url(command))


def wish(command: F) -> F:
    """What `build` and `plan` take besides the request."""
    for option in (
        click.option("--seed", type=click.IntRange(0, 2**53 - 1), help="Seed of whatever is drawn."),
        patience,
        max_concurrent,
        budget,
        skip_exam,
        models,
        real_files,
        click.option(
            "--include-examples",
            is_flag=True,
            help="Count rows of --examples that fit among the rows of the dataset.",
        ),
        click.option(
            "--examples",
            multiple=True,
            type=_FILE,
            metavar="FILE",
            help="Rows that you have (JSONL): they show labels and style; repeatable.",
        ),
        click.option(
            "--from",
            "sources",
            multiple=True,
            type=_Documents(exists=True, path_type=Path),
            metavar="PATH",
            help="Documents: files, folders, or a Chroma collection (chroma:DIR#NAME); repeatable.",
        ),
        knowledge,
        personas,
        world,
        click.option(
            "--recipe",
            default="",
            metavar="NAME|FILE",
            help="The recipe by which rows are made (`seedbed recipes list`); the request says what about.",
        ),
        click.option(
            "--planning",
            type=click.Choice(("agent", "draft")),
            help="Whether an agent betters the draft of the plan; default: where it pays.",
        ),
        rows("Rows to make."),
    ):
        command = option(command)
    return command
