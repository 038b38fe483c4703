"""The end of a build for people: asked and delivered, why not more, what it cost, and rows to read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from seedbed.app.console import line, table, words
from seedbed.app.views.talk_lines import played
from seedbed.memory.files.disk import typed
from seedbed.memory.store.costs import tokens as tokens_of
from seedbed.tools.evaluation.report.amounts import counted, duration, first_of, money, number, percent
from seedbed.tools.evaluation.report.measured import faithfulness_told, sources_told

if TYPE_CHECKING:
    from seedbed.tools.evaluation.report.reading import Reading

READ = 5
"""Rows that are shown at the end of a build."""


def summary(
    path: Path, figures: Mapping[str, Any], readings: "Sequence[Reading]"
) -> Iterator[Table | Text | Padding]:
    """The end of a build for people.

    Args:
        figures: The content of `report.json`.
        readings: Rows to show."""
    yield delivered(figures)
    yield from missing(figures)
    yield from demands(figures["clauses"] if figures["accepted"] else ())
    yield from measured(figures)
    yield from used(figures)
    cost = figures["cost"]
    tokens = cost["whole"]["prompt_tokens"] + cost["whole"]["completion_tokens"]
    spent = f", {money(cost['whole']['usd'])}" if cost["whole"]["usd"] else ""
    yield Text(
        f"{counted(figures['candidates'], 'candidate')}, {counted(cost['calls'], 'call')}, "
        f"{number(tokens)} tokens{spent}, {duration(cost['seconds'])}.",
        style="dim",
    )
    if told := lost_told(cost):
        yield Text(told, style="dim")
    if readings:
        yield Text()
    for reading in readings:
        yield as_read(reading)
    yield Text()
    for what, file in (("report", path / "report.html"), ("rows", path / "dataset.jsonl")):
        if file.is_file():
            yield _pair(what, str(file))
    if readings:
        yield _pair("why a row is here", f"seedbed inspect {typed(path)} {readings[0].id}")
    if figures["sha256"]:
        yield _pair("sha256", f"{figures['sha256']}  (all rows and their evidence)")


def lost_told(cost: Mapping[str, Any]) -> str:
    """What of the cost is an upper bound. `cost`: with `lost`, as the status has it; empty: nothing."""
    if not (lost := cost.get("lost")):
        return ""
    return f"Of these at most {_most(lost)} for {counted(lost['calls'], 'call')} whose usage never came."


def open_told(status: Mapping[str, Any]) -> str:
    """What a killed run hasn't been charged for yet; empty: nothing."""
    if not (left := status.get("open")):
        return ""
    what = f"{counted(left['calls'], 'call')} unanswered when its process ended"
    return f"{what}: `seedbed resume` charges at most {_most(left)} for them."


def _most(bound: Mapping[str, Any]) -> str:
    return f"{number(bound['tokens'])} tokens" + (f", {money(bound['usd'])}" if bound["usd"] else "")


def refused_told(status: Mapping[str, Any]) -> list[str]:
    """What people asked for that couldn't be done any more when its turn came, a line each."""
    said = "not done, though asked for: {asked}: {because}"
    return [said.format_map(one) for one in status.get("refused", ())]


_COSTS = 8
"""Lines of a table."""
_OF_COSTS = ("calls", "tokens", "cost", "rows", "tokens\na row", "cost\na row")


def cost_tables(spending: Mapping[str, Any]) -> Iterator[Any]:
    """`spending` of the status by recipe, step, check, model and cell, the most tokens first; then what was
    not for a row."""
    for key in ("by_recipe", "by_step", "by_check", "by_model", "by_cell", "apart"):
        lines: Mapping[str, Mapping[str, Any]] = spending[key]
        if not lines:
            continue
        title = key.replace("by_", "cost by ").replace("apart", "not for a row")
        made = table(title, *_OF_COSTS, numbers=_OF_COSTS)
        for name, one in islice(lines.items(), _COSTS):
            told = number(one["calls"]), number(tokens_of(one)), money(one["usd"])
            each = ("–",) * 3
            if one["rows"]:
                each = (number(one["rows"]), number(one["tokens_per_row"]), money(one["usd_per_row"]))
            made.add_row(words(line(name, 60)), *told, *each)
        yield made
        if len(lines) > _COSTS:
            yield words(f"… and {len(lines) - _COSTS:,} more: --json", "dim")


def delivered(figures: Mapping[str, Any]) -> Table:
    """Asked and delivered by part and grade."""
    columns = ("Asked", "Delivered", "Proven", "Supported", "Missing")
    made = table("Part", *columns, numbers=columns)
    for part in figures["parts"]:
        sums = (part["asked"], part["delivered"], part["grades"]["proven"], part["grades"]["supported"])
        lacking = words(number(part["missing"]), "bold yellow" if part["missing"] else "")
        made.add_row(words(part["part"]), *map(number, sums), lacking)
    if len(figures["parts"]) > 1:
        grades = [figures["grades"].get(grade, 0) for grade in ("proven", "supported")]
        sums = (figures["requested"], figures["accepted"], *grades, figures["missing"])
        made.add_section()
        made.add_row("whole", *map(number, sums), style="bold")
    return made


def missing(figures: Mapping[str, Any]) -> Iterator[Text]:
    """How many rows are missing and why, or what else was asked for and isn't there; nothing if all is."""
    if not figures["missing"]:
        if figures["state"] == "short":
            yield words(f"Not what was asked for: {line(figures['stopped_because'], 600)}.", "bold yellow")
        return
    because, there = line(figures["stopped_because"]) or "the build has not ended", Counter[str]()
    yield words(f"{counted(figures['missing'], 'row')} missing: {because}.", "bold yellow")
    for part in figures["parts"]:
        # Not of places that are full: what was turned away there is no cause any more.
        cells = [one for one in part["cells"] if one["delivered"] < one["planned_at_the_end"]]
        counts = sum((Counter(one["reasons"]) for one in cells), Counter[str]())
        if part["missing"] and counts:
            reasons = ", ".join(f"{reason} {count}" for reason, count in counts.most_common(4))
            said = f"  {part['part']}: {part['missing']} missing; turned away in the places that miss rows"
            yield words(f"{said}: {reasons}", "yellow")
            there |= counts
    for one in [one for one in figures["reasons"] if one["reason"] in there][:1]:
        many = f"  in the whole build most often by {one['by']} ({counted(one['candidates'], 'candidate')})"
        such = f", such as: {line(one['such_as'], 300)}" if one["such_as"] else ""
        yield words(f"{many}{such}", "yellow")


def demands(told: Sequence[Mapping[str, Any]]) -> Iterator[Table]:
    """How many rows keep each demand of the request, those that some don't keep first; nothing without any.
    `told`: as `status --json` has them."""
    made = table("Demand", "Rows", "How it was checked", numbers=("Rows",))
    for one in sorted(told, key=lambda one: (not one["not_kept"], one["share"] or 0.0)):
        rows = f"{number(one['rows'])} of {number(one['of'])}" if one["share"] is not None else "–"
        how = "; ".join(filter(None, (one["basis"], one["not_kept"] and f"not kept: {one['not_kept']}")))
        style = "yellow" if one["not_kept"] or (one["share"] or 0) < 1 else ""
        made.add_row(words(line(one["text"], 60)), words(rows), words(line(how, 100), style))
    if told:
        yield made


def measured(figures: Mapping[str, Any]) -> Iterator[Padding]:
    """What the critic found: coverage, faithfulness and the probes that it rests on, near-copies, Vendi."""
    if not figures["accepted"]:
        return
    told, demanded = faithfulness_told(figures["faithfulness"]), figures["critic"]["demanded"]
    wanted = f"; {percent(demanded)} were asked for" if demanded else ""
    varied = [
        f"{name}: {percent(one['near_duplicates'])} near-copies"
        + (f", as varied as {one['vendi']:.0f} of {one['sampled']} texts" if one["vendi"] is not None else "")
        for name, one in figures["diversity"].items()
    ]
    # Padding is wrapped at the terminal's width; a bare text would not be.
    covered = f"Coverage of the plan {percent(figures['coverage'])}"
    yield Padding(words(f"{covered}; right rows (faithfulness): {told}{wanted}.", "dim"), 0)
    if varied:
        yield Padding(words(f"Variety: {first_of(varied, 4, '; ')}.", "dim"), 0)


def used(figures: Mapping[str, Any]) -> Iterator[Padding]:
    """How much of the documents the rows use; nothing where there are none."""
    if said := sources_told(figures["sources"]):
        yield Padding(words(f"Of the sources: {line(said, 400)}.", "dim"), 0)


_LINES = 12
"""Messages, calls and results of a talk that are shown."""


def as_read(reading: "Reading") -> Table:
    """One row as a person reads it, with the strongest reason to believe it."""
    made = Table.grid(padding=(0, 2))
    made.add_column(width=8, style="dim")
    made.add_column(overflow="fold")
    for name, messages in reading.talks.items():
        talk = played(messages, _LINES)  # the answers of a pair stand under their names; a talk needs none
        titled = Group(words(f"{name}:", "dim"), talk) if name in ("chosen", "rejected") else talk
        made.add_row("" if made.row_count else reading.id[:8], titled)
    if reading.text and not reading.talks:
        made.add_row(reading.id[:8], words(line(reading.text, 600)))
    for name, value in reading.claims:
        if name in reading.talks:
            continue
        claim = Text(f"{line(name, 40)}: ", style="dim")
        style = "not dim" if name == "from" else "not dim bold"
        made.add_row("" if made.row_count else reading.id[:8], claim.append(line(value, 300), style=style))
    if reading.grounds:
        first = reading.grounds[0]
        made.add_row("", words(f"{reading.grade}, {first.kind}: {line(first.says, 200)}", "dim"))
    return made


def _pair(name: str, value: str) -> Text:
    return Text(f"{name}: ", style="dim").append(line(value), style="not dim")
