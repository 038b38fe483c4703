"""`seedbed verify`: check rows that exist, one JSON verdict a line."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from seedbed.app import options
from seedbed.app.console import INTERRUPTED, line, stream, tell

if TYPE_CHECKING:
    from seedbed.tools.verification.row_checks import Verdict


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--kind",
    required=True,
    type=click.Choice(("expression", "calculations", "equivalence", "program", "claims", "toolcalls")),
    help="What is checked; see above.",
)
@options.models
@options.quiet
def verify(file: str, kind: str, model: str, base_url: str, quiet: bool) -> int:
    """Check rows that you have, without a build, and without a model unless you name one.

    FILE is JSONL, one object a line; - reads standard input. Prints one JSON verdict a line: row, ok, score,
    reason, evidence. Exit 0 if every row is ok, 1 if not.

    \b
    expression     {expression}: it can be computed, and equals `answer` if there is one
    calculations   {text}: each <<48/2=24>> holds
    equivalence    {a, b}: both are the same answer
    program        {program, tests}: the Python program passes its tests, in a sandbox
    claims         {claim, evidence}: the evidence, a text or several, supports each sentence of a text.
                   Without --model only sentences that stand there word for word are ok, those with a figure
                   that isn't there are refuted; of others the reason says that they can't be checked.
    toolcalls      {tools, calls}: each call names one of the tools, and its arguments keep the JSON schema of
                   its parameters (docs/verification.md).
                   Or {messages, tools}: a whole talk, turn by turn: calls, results
                   and roles; the score is the share of turns without fault."""
    from seedbed.app.verifying import verify as verdicts_of

    said: Callable[[str], None] = (lambda line: None) if quiet else tell
    counts: Counter[str] = Counter()
    first: Verdict | None = None
    with closing(verdicts_of(file, kind, model, base_url, said)) as verdicts:
        try:
            for verdict in verdicts:
                line = json.dumps(asdict(verdict), ensure_ascii=True)
                # before it is written: whoever has read a verdict finds it counted
                counts.update(rows=1, ok=verdict.ok, empty=verdict.ok and not verdict.evidence)
                first = first or (None if verdict.ok else verdict)
                stream(line, 1)
        except KeyboardInterrupt:
            counts["interrupted"] = 1
    for one in _summary(counts, first):
        said(one)
    if counts["interrupted"]:
        return INTERRUPTED
    return 0 if counts["ok"] == counts["rows"] else 1


def _summary(counts: Counter[str], first: "Verdict | None") -> Iterator[str]:
    from seedbed.tools.evaluation.report.amounts import counted

    empty = f" ({counts['empty']:,} with nothing to check)" if counts["empty"] else ""
    broke_off = "interrupted after " if counts["interrupted"] else ""
    rows, ok = counts["rows"], counts["ok"]
    yield f"{broke_off}{counted(rows, 'row')}: {ok:,} ok{empty}, {rows - ok:,} not"
    if first is not None:
        yield f"the first: row {first.row}: {line(first.reason, 300)}"
