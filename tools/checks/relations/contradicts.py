"""Whether places of a row contradict each other: a sentence that the judge says yes or no to."""

from pydantic import Field

from seedbed.tools.checks.check import Arguments, Check
from seedbed.tools.checks.reading.stated import by_sentences


class ContradictsArguments(Arguments):
    """Which way it must be."""

    must: bool = Field(default=False, alias="is")
    """Whether there must be a contradiction; false: there must be none."""


CHECK = Check(
    name="contradicts",
    about="No two places of the fields contradict each other; with `is: true` two do.",
    inputs=("of*",),
    verify=by_sentences(
        "contradicts",
        "low quality",
        "Two places of {all} contradict each other: of the same thing, time and condition one says what the "
        "other rules out.",
        otherwise="No two places of {all} contradict each other: of the same thing, time and condition none "
        "says what another rules out. (A rule and its exception, an estimate and the exact figure, a change "
        "that is told as one, two people of different opinion are no contradiction.)",
    ),
    arguments=ContradictsArguments,
    shows={"kept": "supported"},
    calls=1.0,
    example="contradicts: {of: [premise, hypothesis], is: true}",
)
