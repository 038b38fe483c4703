"""What is checked of one row, by kind: expression, calculations, equivalence, program, claims, toolcalls.

Each check takes a row and gives a verdict with its evidence; a row that lacks a field, or can't be read, is
not ok, and says why. Nothing here knows files, order or several rows (`rows.py`). What a text may cost is
bounded in the workers (`checks.py`), in the sandbox, and for annotations by counting.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.annotations import annotations, has_annotation
from seedbed.tools.verification.equivalence import ENGINE
from seedbed.tools.verification.row_source import Row, text_of, texts_of, value_of

if TYPE_CHECKING:
    from seedbed.tools.verification.checks import Checked

_MOST_ANNOTATIONS = 10_000
_STATES = {
    "time": "the time limit was reached",
    "memory": "the memory limit was reached",
    "died": "the worker that computed it died",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one row."""

    row: int
    """Its line's number, or its place among the rows given, from 0."""
    ok: bool
    score: float
    """0 to 1: the share of what was checked that holds."""
    reason: str
    """In a line, why it isn't ok, or what is to be said of one that is; may be empty."""
    evidence: tuple[Mapping[str, Any], ...] = ()
    """Each item with `kind`, `ok` and `by`, as in a dataset's provenance."""

    def as_json(self) -> dict[str, Any]:
        """The verdict as an object of five plain fields."""
        return {
            "row": self.row,
            "ok": self.ok,
            "score": self.score,
            "reason": self.reason,
            "evidence": [dict(item) for item in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of check."""

    fields: tuple[str, ...]
    """Fields that a row must have."""
    fits: Callable[[Row], bool]
    """Whether a row has what is checked."""
    check: Callable[[Row], Verdict]
    at_once: bool
    """Whether several rows may be checked at once, in processes of their own."""
    ready: Callable[[], None]
    """Raises UserFault where the check can't be made on this machine."""


def not_ok(row: Row, reason: str) -> Verdict:
    """A row of which nothing could be checked."""
    return Verdict(row.number, False, 0.0, reason)


def _texts(row: Row, *names: str, numbers: bool = True) -> tuple[list[str], str]:
    found = [text_of(row, name, numbers=numbers) for name in names]
    return [text for text, _ in found], "; ".join(fault for _, fault in found if fault)


def _because(done: "Checked") -> str:
    return done.reason or _STATES.get(done.state, done.state)


# expression ----------------------------------------------------------------------------------------------


def _expression(row: Row) -> Verdict:
    """Computed within limits; without an `answer` a statement must hold, else the `answer` be the same."""
    from seedbed.tools.verification.checks import computed, equivalent

    compared = row.fields.get("answer") is not None
    texts, fault = _texts(row, *(("expression", "answer") if compared else ("expression",)))
    if fault:
        return not_ok(row, fault)
    done = computed(texts[0])
    holds, reason, inputs = done.state == "done" and done.ok, "", {}
    if compared:
        inputs = {"answer": texts[1]}
        same = equivalent(texts[0], texts[1])
        holds = same.state == "done" and same.ok
        told = f"the expression is {_short(done.result)}: " if done.result else ""
        reason = "" if holds else f"{told}{_because(same)}"
    elif done.state != "done":
        reason = _because(done)
    elif done.result == "false":
        holds, reason = False, "it doesn't hold"
    evidence = _computation(texts[0], done.result, inputs, holds, "expression")
    return Verdict(row.number, holds, float(holds), reason, (evidence,))


def _computation(
    expression: str, result: str, inputs: Mapping[str, str], ok: bool, by: str
) -> dict[str, Any]:
    return {
        "kind": "computation",
        "ok": ok,
        "by": by,
        "expression": expression,
        "result": result,
        "engine": ENGINE,
        "inputs": dict(inputs),
    }


# equivalence ---------------------------------------------------------------------------------------------


def _equivalence(row: Row) -> Verdict:
    """`a` and `b` are the same answer."""
    from seedbed.tools.verification.checks import equivalent

    texts, fault = _texts(row, "a", "b")
    if fault:
        return not_ok(row, fault)
    done = equivalent(texts[0], texts[1])
    holds = done.state == "done" and done.ok
    reason = done.reason if done.state == "done" else _because(done)
    evidence = _computation(texts[0], texts[1], {}, holds, "equivalence")
    return Verdict(row.number, holds, float(holds), reason, (evidence,))


# calculations --------------------------------------------------------------------------------------------


def _calculated(row: Row) -> list[tuple[str, str]]:
    """(field, text) of what is read: `text`, or where that holds no annotation every text that holds one."""
    text = row.fields.get("text")
    if type(text) is str and has_annotation(text):
        return [("text", text)]
    holding = [(place, said) for place, said in texts_of(row) if has_annotation(said)]
    return holding or ([("text", text)] if type(text) is str else [])


def _calculations(row: Row) -> Verdict:
    """Every annotation of the row is recomputed."""
    texts = _calculated(row)
    if not texts and ("text" in row.fields or not any(texts_of(row))):
        return not_ok(row, text_of(row, "text", numbers=False)[1])
    found = [(place, one) for place, text in texts for one in annotations(text)]
    if not found:
        return Verdict(row.number, True, 1.0, "it holds no calculation to recompute")
    if len(found) > _MOST_ANNOTATIONS:
        return not_ok(row, f"more than {_MOST_ANNOTATIONS:,} calculations in a row")
    wrong = [(place, one) for place, one in found if not one.ok]
    reason = ""
    if wrong:
        place, first = wrong[0]
        where = "" if place == "text" else f"`{_short(place)}`: "
        more = f" (and {len(wrong) - 1:,} more)" if len(wrong) > 1 else ""
        reason = f"{where}{first.fault}{more}"
    evidence = []
    for place, one in found:
        item = one.evidence()
        evidence.append({**item, "inputs": {"field": place, **item["inputs"]}})
    score = round((len(found) - len(wrong)) / len(found), 6)  # of at most 10,000: below 1 if one is wrong
    return Verdict(row.number, not wrong, score, reason, tuple(evidence))


# program -------------------------------------------------------------------------------------------------


def _program(row: Row) -> Verdict:
    """The program passes the tests, in the sandbox, and their own code refuses a faulty variant of it."""
    from seedbed.tools.running.strength import strength

    texts, reason = _texts(row, "program", "tests", numbers=False)
    if reason:
        return not_ok(row, reason)
    program, tests = texts
    found = strength("python", program, None, tests)
    reason = found.said
    if not (reason or found.refused):
        reason = f"the tests refuse none of {found.total} faulty variants of the program"
    evidence = {
        "kind": "execution",
        "program": program,
        "tests": tests,
        "outcome": found.said or "passed",
        "ok": not reason,
        "by": "program",
    }
    return Verdict(row.number, not reason, round(found.share, 6), reason, (evidence,))


def _sandboxed() -> None:
    from seedbed.tools.verification.sandbox.sandbox import find_sandbox

    find_sandbox()


# claims --------------------------------------------------------------------------------------------------


def _claims(row: Row) -> Verdict:
    """Each sentence of `claim` is supported by `evidence`, a text or several; the worst one scores."""
    from seedbed.tools.knowledge.claims import supported

    (claim,), fault = _texts(row, "claim")
    given = row.fields.get("evidence", "")
    several = isinstance(given, list)
    fields = {f"evidence.{number}": one for number, one in enumerate(given)} if several else row.fields
    names = list(fields) if several else ["evidence"]
    grounds, wrong = _texts(Row(row.number, fields), *names)
    if fault or wrong:
        return not_ok(row, _short("; ".join(filter(None, (fault, wrong)))))
    ok, score, reason, evidence = supported(claim, grounds, several)
    return Verdict(row.number, ok, score, reason, evidence)


# toolcalls -----------------------------------------------------------------------------------------------


def _toolcalls(row: Row) -> Verdict:
    """Each of `calls` is a call of one of `tools`, or a talk holds; the score is the share of what does."""
    from seedbed.tools.verification.toolcalls.calls import read_calls
    from seedbed.tools.verification.toolcalls.check import check_calls
    from seedbed.tools.verification.toolcalls.tools import read_tools

    if _is_talk(row):
        return _trajectory(row)
    if missing := [name for name in ("tools", "calls") if name not in row.fields]:
        return not_ok(row, f"has no field `{missing[0]}`")
    try:
        tools = read_tools(value_of(row.fields["tools"]))
        calls = read_calls(value_of(row.fields["calls"]))
    except (UserFault, ValueError) as fault:
        return not_ok(row, str(fault))
    if isinstance(calls, str):
        return not_ok(row, calls)
    checked = check_calls(tools, calls)
    if not checked:
        return Verdict(row.number, True, 1.0, "it calls nothing")
    wrong = [one for one in checked if not one.ok]
    more = f" (and {len(wrong) - 1} more calls)" if len(wrong) > 1 else ""
    reason = f"{wrong[0].reason}{more}" if wrong else ""
    score = (len(checked) - len(wrong)) / len(checked)
    return Verdict(row.number, not wrong, score, reason, tuple(one.evidence() for one in checked))


def _is_talk(row: Row) -> bool:
    """Whether a row has the messages of a talk, and no calls of their own."""
    return "calls" not in row.fields and any(name in row.fields for name in ("messages", "conversations"))


def _trajectory(row: Row) -> Verdict:
    """The talk of a row holds, turn by turn; the score is the share of its turns without fault."""
    from seedbed.tools.verification.trajectories.check import check_trajectory
    from seedbed.tools.verification.trajectories.read import read_trajectory

    try:
        checked = check_trajectory(read_trajectory(value_of(row.fields)))
    except (UserFault, ValueError) as fault:
        return not_ok(row, str(fault))
    return Verdict(row.number, checked.ok, round(checked.score, 6), checked.reason, checked.evidence())


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 120 else f"{plain[:120]}…"


def _anywhere() -> None:
    """Nothing is needed but this process."""


def _has(*names: str) -> Callable[[Row], bool]:
    return lambda row: all(name in row.fields for name in names)


KINDS: Mapping[str, Kind] = {
    "expression": Kind(("expression",), _has("expression"), _expression, True, _anywhere),
    "calculations": Kind(
        ("text",),
        lambda row: "text" in row.fields or any(has_annotation(text) for _, text in texts_of(row)),
        _calculations,
        False,
        _anywhere,
    ),
    "equivalence": Kind(("a", "b"), _has("a", "b"), _equivalence, True, _anywhere),
    "program": Kind(("program", "tests"), _has("program", "tests"), _program, True, _sandboxed),
    "claims": Kind(("claim", "evidence"), _has("claim", "evidence"), _claims, False, _anywhere),
    "toolcalls": Kind(
        ("tools", "calls"),
        lambda row: _has("tools", "calls")(row) or _is_talk(row),
        _toolcalls,
        False,
        _anywhere,
    ),
}
"""Every kind by the name that `seedbed verify --kind` knows it by."""
