"""Flags that several commands share, each written once."""

import math
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import typed
from seedbed.memory.spec import MOST_SEED

F = TypeVar("F", bound=Callable[..., Any])


class _Documents(click.Path):
    """A path that exists, or a Chroma collection, which is looked at once it is read."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if str(value).startswith(("http://", "https://")):
            step = "save the page and name the file; web searches are told in docs/knowledge.md"
            self.fail(f"{value} is an address: {step}", param, ctx)
        return Path(value) if str(value).startswith("chroma:") else super().convert(value, param, ctx)


class _Count(click.IntRange):
    """A whole number as people write it: 1000, +1,000 or 1_000."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not re.fullmatch(r"[+-]?([0-9]+|[0-9]{1,3}([,_][0-9]{3})+)", str(value).strip()):
            self.fail(f"{value!r} is no whole number: write 1000, 1,000 or 1_000", param, ctx)
        plain: Any = str(value).replace(",", "")  # a text: of one with too many digits click says so
        return super().convert(plain, param, ctx)


class Number(click.FloatRange):
    """A number that is one: of `nan` no comparison holds, so that no range refuses it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        found = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail(f"{value!r} is no number", param, ctx)
        return found


def rows(help: str, most: int = 1_000_000, **more: Any) -> Callable[[F], F]:
    """The flag `-n`: a number of rows. `more`: as `click.option` has it."""
    return click.option("-n", "--rows", type=_Count(1, most), help=help, **more)


def run(command: F) -> F:
    """The argument RUN. What is wrong is told with its path in the commands that mend it."""

    @wraps(command)
    def filled(*, run: Path, **rest: Any) -> Any:
        try:
            return command(run=run, **rest)
        except UserFault as fault:
            fault.args = (of_run(str(fault), run),)
            raise

    argument = click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
    return argument(filled)  # type: ignore[return-value]


def of_run(said: str, run: Path) -> str:
    """What is said, with a run's path in the commands that it names."""
    return re.sub(r"(`seedbed [a-z]+) RUN\b", lambda found: f"{found[1]} {typed(run)}", said)


def text(name: str, metavar: str, help: str, *called: str, envvar: str | None = None) -> Callable[[F], F]:
    """A flag with a text; empty: not given, which is refused as the flag's own value (a script's
    variable that isn't set). `called`: its name for the function, if another."""

    def named(ctx: click.Context, param: click.Parameter, value: str) -> str:
        if not value.strip() and ctx.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE:
            raise click.BadParameter("nothing is named: name it, or leave the flag out")
        return value

    about: dict[str, Any] = {"metavar": metavar, "help": help, "envvar": envvar}
    return click.option(f"--{name}", *called, default="", callback=named, **about)


def _file(name: str, help: str, **more: Any) -> Callable[[F], F]:
    there = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.option(f"--{name}", type=there, metavar="FILE", help=help, **more)


def several(name: str, metavar: str, help: str, *called: str, type: Any = str) -> Callable[[F], F]:
    """A flag that may be given more than once. `called`: its name for the function, if another."""
    told = f"{help} Repeatable."
    return click.option(f"--{name}", *called, multiple=True, type=type, metavar=metavar, help=told)


def _flag(name: str, help: str, *called: str) -> Callable[[F], F]:
    return click.option(f"--{name}", *called, is_flag=True, help=help)


as_json = _flag("json", "Print one JSON object on stdout, nothing else.", "as_json")
quiet = _flag("quiet", "Say only what went wrong.")
yes = _flag("yes", "Approve plan and cost, and decide what is unclear.")
detach = _flag("detach", "Go on without the terminal once plan and cost are approved.")


def _caps(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words as they are; one that is no cap is named before anything is loaded."""
    if words:
        from seedbed.memory.budget import parse_budget

        parse_budget(words)
    return words


budget = click.option(
    "--budget",
    multiple=True,
    metavar="CAP",
    callback=_caps,
    help="200ktok, 5usd, 30min or 500calls; repeatable.",
)
knowledge = text(
    "knowledge",
    "DIR|URL",
    "Keep the index of documents in a folder that runs share, or at a Chroma server "
    "(http://127.0.0.1:8000); else it is kept in the run.",
)
world = _file("world", "The world in which tools are called (YAML or JSON: docs/tool-use.md).")
personas = _file("personas", "The users of dialogues whose recipe picks them; else they are made up.")


def _all(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one, in the order of the help."""

    def with_all(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return with_all


real_files = _all(
    _file(
        "steer-by",
        "Real labelled rows (JSONL, JSON, CSV, Parquet: text, label): what a student of the dataset gets "
        "wrong of them steers the build; they enter neither prompts nor rows.",
    ),
    _flag("allow-verbatim", "Let the writer see a few of the --steer-by rows."),
    _file(
        "gold",
        "People's decisions about delivered rows (JSONL, JSON, CSV, Parquet: "
        '{"id": …, "right": true}): faithfulness by them.',
    ),
)
models = _all(
    text("model", "NAME", "A model's name, PRESET:NAME (ollama:llama3), or embedded."),
    text("base-url", "URL", "Root of an OpenAI-compatible API."),
)
store = text(
    "store",
    "URL",
    "Where the run's store lies: postgresql://USER@HOST/DATABASE, in a schema of its own; else in RUN.",
)
carried = _all(
    store,
    text(
        "workers",
        "PLACE",
        "Make rows in other processes, by Ray: ray:local:4 (on this machine) or ray://HOST:PORT; none.",
    ),
    text(
        "trace",
        "otlp:URL",
        "Send what is done, as it is committed, to a collector of OpenTelemetry (otlp:http://127.0.0.1:4318).",
        envvar="SEEDBED_TRACE",
    ),
    text(
        "notify",
        "URL|CMD",
        "Whom to tell when the build ends, stalls or waits for approval: POST to a URL, or a command; "
        "`resume` doesn't remember it.",
        envvar="SEEDBED_NOTIFY",
    ),
    detach,
    click.option(
        "--log",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Say in a file, which rotates, how it goes, and ask nothing; of --detach, in place of "
        "RUN/build.log.",
    ),
    yes,
    as_json,
    quiet,
)
"""How a build is carried through."""
paced = _all(
    budget,
    click.option("--max-concurrent", type=click.IntRange(1, 1024), help="Calls under way at once."),
    click.option(
        "--batch/--no-batch",
        default=None,
        help="Send calls of rows in batches: half the price, answered within a day; or one by one again.",
    ),
    click.option(
        "--patience",
        type=Number(0),
        metavar="MINUTES",
        help="How long to wait for an endpoint or a database that is down; a day, where nothing is said.",
    ),
)
wish = _all(
    rows("Rows to make."),
    click.option(
        "--planning",
        type=click.Choice(("agent", "draft")),
        help="Whether an agent betters the draft of the plan; default: where it pays.",
    ),
    text(
        "recipe",
        "NAME|FILE",
        "The recipe by which rows are made (`seedbed recipes list`); the request says what about.",
    ),
    world,
    personas,
    knowledge,
    click.option(
        "--from",
        "sources",
        multiple=True,
        type=_Documents(exists=True, path_type=Path),
        metavar="PATH",
        help="Documents: files, folders, or a Chroma collection (chroma:DIR#NAME); repeatable.",
    ),
    _file(
        "examples",
        "Rows that you have (JSONL, JSON, CSV, Parquet): they show labels and style; repeatable.",
        multiple=True,
    ),
    _flag("include-examples", "Count rows of --examples that fit among the rows of the dataset."),
    _file(
        "held-out",
        "Rows of a benchmark (JSONL, JSON, CSV, Parquet), of which no near-copy enters the dataset; "
        "repeatable.",
        multiple=True,
    ),
    real_files,
    models,
    _flag(
        "skip-exam", "Take for granted what the models can; only what their endpoints accept is found out."
    ),
    paced,
    click.option("--seed", type=click.IntRange(0, MOST_SEED), help="Seed of whatever is drawn."),
)
"""What `build` and `plan` take besides the request."""
