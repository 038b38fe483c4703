"""A row's answer, found again by a solver who doesn't see it, and compared by its type.

Values are compared by program; only free texts that differ in their words are put before a judge of
sameness."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import StatisticsError, correlation
from typing import Annotated, Any, Literal

from pydantic import Field

from seedbed.memory.languages import language_name
from seedbed.tools.checks.asked import STRING, answer_schema, ask, shown
from seedbed.tools.checks.check import Case, Question, texts_of
from seedbed.tools.checks.normal import kinds_of, normal, same_value
from seedbed.tools.checks.told import in_words
from seedbed.tools.verification.calculator import ExpressionFault
from seedbed.tools.verification.record_wire import from_wire, wire_schema
from seedbed.tools.verification.toolcalls import read_calls

Compare = Annotated[
    Literal["", "exact", "correlation", "set", "calls", "program", "sql"],
    Field(
        description="none: by the field's type; exact: letter for letter; set: a list in any order; "
        "correlation: how a series goes; calls: of functions; program, sql: both are run, results compared"
    ),
]
Least = Annotated[float, Field(ge=0, le=1)]
"""The least correlation at which two series go alike."""
_LEVEL, _COURSE, _MONTHS = 0.1, 0.5, 6
"""A series stays at one level if it varies by such a share of its values at most, if values that follow one
another correlate less, and if there are so many."""

JUDGED = " (the same to a judge)"
"""Behind an answer in evidence: it differs, and a model called it the same."""
_ONE_FIGURE = re.compile(r"([^\d(]*?)([-+]?\d+(?:[.,]\d+)*)([^\d)]*)")


@dataclass(frozen=True, slots=True)
class Problem:
    """What a solver gets: the fields that it may see, and what is wanted."""

    field: str
    """The field that is to be found."""
    given: Sequence[tuple[str, str]]
    """(name, text) of what the solver sees."""
    task: str = ""
    """What to do, where what is given doesn't ask it."""

    @property
    def values(self) -> dict[str, Any]:
        """What prompts are filled with: (key of the text, name) of what is given, and the task."""
        given = [(f"given {number}", name) for number, (name, _) in enumerate(self.given)]
        return {"given": given, "task": self.task}

    @property
    def texts(self) -> dict[str, str]:
        """Key → text."""
        return {f"given {number}": text for number, (_, text) in enumerate(self.given)}


async def solved(
    case: Case, asked: Problem, *, step: str, draw: int, may_be_null: bool = False, best: bool = False
) -> tuple[Any, str]:
    """A solver's answer, in the shape of the field, and how it was found; None, even of a field that is never
    null: there is none, or not one alone. `may_be_null`: whether what it sees may not hold the answer.
    `best`: whether of several values the one that fits best is the answer, so that there is one. Raises
    AnswerFault: the solver was unusable to the last."""
    schema = _uncounted(case.schemas.get(asked.field) or STRING)
    several = len(schema.get("enum", ())) > 1 and not may_be_null
    whole = wire_schema("solve_field", {"working": STRING, "answer": schema})
    if not ((several and best) or _takes_null(schema)):
        whole["properties"]["answer"] = {"anyOf": [whole["properties"]["answer"], {"type": "null"}]}
    code = case.languages.get(asked.field, "")
    values = asked.values | {
        "field": asked.field,
        "shape": in_words(schema),
        "language": language_name(code) if code and code != "any" and _is_free(schema) else "",
        "may_be_null": may_be_null or _takes_null(schema),
        "several": several,
        "best": best,
        "number": kinds_of(schema) in ({"number"}, {"integer"}) and not may_be_null,
    }
    said = await ask(case, Question("solver", "solve_field", values, asked.texts, whole, step, draw))
    return from_wire(said.value["answer"], schema), str(said.value["working"])


def _uncounted(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A list of just so many is asked for as one of any number: who is told how many there are stops at them,
    and of «exactly two» a third is never found."""
    number = schema.get("minItems")
    counted = number is not None and number == schema.get("maxItems")
    return {key: one for key, one in schema.items() if not (counted and key in ("minItems", "maxItems"))}


def _takes_null(schema: Mapping[str, Any]) -> bool:
    return "null" in kinds_of(schema) or any(map(_takes_null, schema.get("anyOf", ())))


async def same_answer(
    case: Case,
    asked: Problem,
    right: Any,
    answer: Any,
    *,
    compare: Compare = "",
    least: float = 0.9,
    step: str,
    draw: int,
) -> tuple[bool, str]:
    """Whether a solver's answer is the row's, and `JUDGED` where a judge said so. Raises AnswerFault: the
    judge of sameness was unusable to the last."""
    schema = case.schemas.get(asked.field)
    if compare == "correlation":
        return correlated(right, answer, least), ""
    if compare == "calls":
        same = same_calls(right, answer)
        if same is not None:
            return same, ""
    elif same_value(right, answer, schema, unordered=compare == "set") or _same_amount(right, answer):
        return True, ""
    elif compare == "exact" or not _is_free(schema, right):
        return False, ""
    same = await judged_same(case, asked, shown(right), shown(answer), step=step, draw=draw)
    return same, JUDGED * same


async def judged_same(case: Case, asked: Problem, first: str, second: str, *, step: str, draw: int) -> bool:
    """Whether a judge takes two answers for the same; it isn't asked where only their figure differs. Raises
    AnswerFault: it was unusable to the last."""
    if _other_figure(first, second):
        return False
    job, texts = "compare_answers", asked.texts | {"first": first, "second": second}
    wanted = answer_schema(job, {"why": STRING, "same": {"type": "boolean"}})
    said = await ask(case, Question("judge", job, asked.values, texts, wanted, step, draw))
    return bool(said.value["same"])


def _other_figure(a: str, b: str) -> bool:
    """Whether two texts are alike but for one number, which is another one however its last mark is read."""
    one, other = (_ONE_FIGURE.fullmatch(normal(text).casefold().rstrip(".")) for text in (a, b))
    if one is None or other is None or one.group(1, 3) != other.group(1, 3):
        return False
    return not _readings(one[2]) & _readings(other[2])


def _readings(figure: str) -> set[Decimal]:
    """The last point or comma as that of thousands, and of decimals."""
    whole, mark, last = figure.replace(",", ".").rpartition(".")
    whole = whole.replace(".", "")
    return {Decimal(whole + last), Decimal(whole + mark + last)}


def _same_amount(a: Any, b: Any) -> bool:
    """Whether two texts are one amount, «312.00 euros» and «312 euros», which no judge need be asked."""
    if not (isinstance(a, str) and isinstance(b, str)):
        return False
    from seedbed.tools.verification.equivalence import at_once  # with its tables, where two texts differ

    try:
        return (at_once(a, b) or (False, ""))[0]
    except ExpressionFault:
        return False


def correlated(a: Any, b: Any, least: float) -> bool:
    """Whether two series go together (Pearson) at least so far; or both stay at one level, where what
    correlates is chance. One that is constant to the last goes with its equal or with such a one."""
    if not (_is_series(a) and _is_series(b)) or len(a) != len(b):
        return False
    if same_value(list(a), list(b)):
        return True
    try:
        if _narrow([*a, *b]) and is_level(a) and is_level(b):
            return True
        return correlation([float(one) for one in a], [float(one) for one in b]) >= least
    except (StatisticsError, OverflowError):
        return False


def is_level(series: Sequence[float]) -> bool:
    """Whether a series has no course: it hardly varies, and none of its values goes after the one before."""
    if len(series) < _MONTHS or not _narrow(series):
        return False
    try:
        return correlation([float(one) for one in series[:-1]], [float(one) for one in series[1:]]) < _COURSE
    except StatisticsError:  # of one value alone
        return True


def _narrow(series: Sequence[float]) -> bool:
    low, high = min(series, default=0), max(series, default=0)
    return high - low <= _LEVEL * min(abs(low), abs(high))


def _is_series(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(
        isinstance(one, (int, float)) and not isinstance(one, bool) for one in value
    )


def same_calls(a: Any, b: Any) -> bool | None:
    """Whether two lists are the same calls, in any order; None: only texts among their arguments differ."""
    sides: list[list[dict[str, Any]]] = []
    for value in (a, b):
        calls = read_calls(value)
        if isinstance(calls, str) or any(one.fault for one in calls):
            return False
        sides.append([{"name": one.name, "arguments": dict(one.arguments)} for one in calls])
    if same_value(sides[0], sides[1], unordered=True):
        return True
    bare = [[{**one, "arguments": _without_texts(one["arguments"])} for one in side] for side in sides]
    return None if same_value(bare[0], bare[1], unordered=True) else False


def _without_texts(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with a blank for each that is a text without a figure."""
    return {
        key: "" if isinstance(value, str) and not any(c.isdigit() for c in value) else value
        for key, value in arguments.items()
    }


def _is_free(schema: Mapping[str, Any] | None, value: Any = "") -> bool:
    """Whether a field holds words that may be put in another way; without a schema its value tells."""
    if not schema:
        return bool(texts_of(value)) or isinstance(value, str)
    if "enum" in schema or "const" in schema or "format" in schema:
        return False
    if "string" in kinds_of(schema):
        return True
    inner = [schema.get("items"), *(schema.get("properties") or {}).values(), *schema.get("anyOf", ())]
    return any(isinstance(one, Mapping) and one and _is_free(one) for one in inner)
