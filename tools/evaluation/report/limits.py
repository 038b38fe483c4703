"""What a dataset's user has to know before relying on it, in plain sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from seedbed.tools.evaluation.report.amounts import counted, first_of, number, percent


def limits(figures: Mapping[str, Any]) -> Iterator[str]:
    """The known limits, the gravest first. Names in them are data, not escaped."""
    if figures["missing"]:
        of = number(figures["requested"])
        yield f"{number(figures['missing'])} of the {of} rows asked for are missing."
    if unread := figures["sources"]["unread"]:
        yield f"Rows of the documents that would be counted and weren't read: {first_of(unread)}."
    for clause in figures["clauses"]:
        if clause["not_kept"]:
            yield f"Not kept of what was asked: “{clause['text']}” ({clause['not_kept']})."
        elif clause["share"] is None and figures["accepted"]:
            yield f"Not known of what was asked: “{clause['text']}” (no check said a thing of it in any row)."
        elif clause["share"] is not None and clause["share"] < 1:
            lacking = f"{number(clause['of'] - clause['rows'])} of {number(clause['of'])} rows"
            yield f"“{clause['text']}” does not hold in {lacking}."
    yield from _trust(figures)
    yield from _made_by(figures)
    if given := figures["given"]:
        yield f"Given by a person, and as they were given: {counted(given, 'row')}."
    yield (
        f"What isn't {'given or ' if given else ''}quoted from sources was written by programs and language "
        "models: names and events in it are invented."
    )
    among, benchmarks = "the rows and your examples", "public benchmarks"
    if figures["held_out"]:
        among, benchmarks = "the rows, your examples and the rows held out", "other benchmarks"
    yield (
        f"Repeated rows were looked for among {among}, by their words: the same in quite other words, and "
        f"rows of {benchmarks}, are not found."
    )
    if not figures["steered_by"]:
        yield "Nobody has tried on real data whether the dataset serves its purpose."


def _trust(figures: Mapping[str, Any]) -> Iterator[str]:
    """How far what the checks said can be believed."""
    faithful, supported = figures["faithfulness"], figures["grades"].get("supported", 0)
    if supported:
        rest = "rests" if supported == 1 else "rest"
        said = f"{counted(supported, 'row')} {rest} on models that read and agreed, which is no proof"
        low = faithful.get("low")
        known = f"at least {percent(low)} of all rows are right (95 % interval)" if low is not None else ""
        yield f"{said}; {known or 'how many of them are right is not known'}."
    if spared := figures["spared"]["rows"]:
        names = ", ".join(figures["spared"]["checks"])
        yield (
            f"{counted(spared, 'row')} {'was' if spared == 1 else 'were'} not read by every check that costs "
            f"money ({names}), because rows made in the same way had passed them often enough."
        )


def _made_by(figures: Mapping[str, Any]) -> Iterator[str]:
    """What follows from the models and the language."""
    if plain := [part["part"] for part in figures["parts"] if part["source"] != "recipe"]:
        yield (
            f"{', '.join(plain)}: made without a capable model, from fixed patterns; such rows are plainer "
            "and more alike than what people write."
        )
    used = list(dict.fromkeys(model["model"] for model in figures["models"]))
    if len(used) == 1 and {"writer", "judge"} <= figures["cost"]["by_role"].keys():
        yield f"One model, {used[0]}, wrote the rows and judged them: it may overlook its own habits."
    for model in figures["models"]:
        if "judging" in model["can_not"] or "judging" in model["not_shown"]:
            yield f"{model['model']} was not shown to judge well: its exam was skipped, or left it open."
    for part, checks in figures["untried"].items():
        yield f"{part}: not checked where seedbed knows the rows' language too little: {', '.join(checks)}."
