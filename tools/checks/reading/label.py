"""`label`: the values of axes, read blind: what a codebook's reader says who doesn't know the order.

All axes of a group are read in one call; draws follow each other until each axis has its majority, for the
seat's value or against it (self-consistency, Wang et al. 2023); in a lean build a first reading that names
the seat's value is enough. Values stand in an order of their own each time, so that a reader who favours the
first favours none. `concept` is a name for recipes."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from seedbed.memory.exact.randomness import rng
from seedbed.tools.checks.asked import agreement, answer_schema, ask, spelled, step_of, texts_shown
from seedbed.tools.checks.check import Arguments, Case, Check, Question, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named

NONE_FITS = "none or several fit"
_NONE_FIT = "no definition covers what it is mainly about or does, or two do, neither more than the other"
_YES = {"yes": "true", "no": "false"}


class Codebook(Arguments):
    """One axis."""

    means: dict[str, str]
    """Value → definition; of a boolean `true` → the sentence that holds then."""
    boolean: bool = False


class LabelArguments(Arguments):
    """The axes that one reading tells."""

    axes: dict[str, Codebook]
    draws: int = Field(3, ge=1)
    """Readings, at most; more than half of them must agree with the seat."""


async def _read_elsewhere(_values: Values, _arguments: Arguments, _case: Case) -> Verdict:
    """The reading itself assigns the row to a cell, and is `agent/annotator/reading.py`."""
    raise Untold("a row's concept is read where it is assigned")


async def _verify(values: Values, arguments: LabelArguments, case: Case) -> Verdict:
    known = {**case.row, **case.seat}
    if missing := [name for name in arguments.axes if name not in known]:
        raise Untold(f"the row has no axis «{missing[0]}»")
    # Where an axis doesn't hold (`when`), its value is none that a codebook defines.
    wanted = {
        name: text
        for name, axis in arguments.axes.items()
        if (text := spelled(known[name])) in (("true", "false") if axis.boolean else axis.means)
    }
    if not wanted:
        return held(detail="no axis has a value with a definition on this row")
    texts = texts_shown(named(values, case, "of"), case)
    answers: dict[str, list[str]] = {name: [] for name in wanted}
    for draw in range(arguments.draws):
        if any(_against(answers[name], wanted[name], arguments.draws) for name in wanted):
            break
        unclear = [
            name
            for name, value in wanted.items()
            if answers[name].count(value) <= arguments.draws // 2
            and not (case.lean and answers[name][:1] == [value])
        ]
        if not unclear:
            break
        axes = [_shown(name, arguments.axes[name], case.seed, draw) for name in unclear]
        read_as = {axis["name"]: [value for value, _ in axis["values"]] or list(_YES) for axis in axes}
        choices = {name: {"type": "string", "enum": values} for name, values in read_as.items()}
        step, schema = step_of("label", case, "+".join(wanted)), answer_schema("read_axes", choices)
        said = await ask(case, Question("judge", "read_axes", {"axes": axes}, texts, schema, step, draw))
        for name in unclear:
            read = str(said.value[name])
            answers[name].append(_YES.get(read, read) if arguments.axes[name].boolean else read)
    evidence, wrong = [], []
    for name, value in wanted.items():
        mine = answers[name]
        # Undecided is only what was read no further because another axis had failed.
        ok = not _against(mine, value, arguments.draws)
        evidence.append(agreement(f"axis.{name}", f"axis {name}", mine, mine.count(value), ok=ok))
        others = " and ".join(dict.fromkeys(f"«{one}»" for one in mine if one != value))
        wrong += [] if ok else [f"{name} reads as {others or 'unclear'}, not «{value}»"]
    return failed("wrong label", "; ".join(wrong), *evidence) if wrong else held(*evidence)


def _against(answers: Sequence[str], value: str, draws: int) -> bool:
    """Whether no majority for the value can come any more."""
    return len(answers) - answers.count(value) >= draws - draws // 2


def _shown(name: str, axis: Codebook, seed: int, draw: int) -> dict[str, Any]:
    """An axis as the prompt lists it."""
    entries = [] if axis.boolean else list({**axis.means, NONE_FITS: _NONE_FIT}.items())
    rng(seed, f"values of {name}", draw).shuffle(entries)
    yes, no = (axis.means.get(value, "") if axis.boolean else "" for value in ("true", "false"))
    return {"name": name, "yes": yes, "no": no, "values": entries}


CHECK = Check(
    name="label",
    about="A reader who knows text and codebook alone reads the value that each axis has.",
    inputs=("of*",),
    verify=_verify,
    reads_null=True,
    arguments=LabelArguments,
    shows={"label": "supported"},
    calls=1.2,
    example="label: {of: text, axes: {stance: {means: {for: they want more, against: they want fewer}}}}",
)
CONCEPT = Check(
    name="concept",
    about="A reader who knows the row and the list of concepts finds the row's own.",
    inputs=("of*",),
    verify=_read_elsewhere,
    reads_null=True,
    shows={"label": "supported"},
    calls=1.2,
    example="concept: {of: text}",
)
