"""What is checked of one row, by kind: expression, calculations, equivalence, program, claims, toolcalls.

Nothing here knows files, order or several rows (`rows.py`). What a text may cost is bounded in the workers
(`checks.py`), in the sandbox, and for annotations by counting.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.annotations import annotations, has_annotation, short
from seedbed.tools.verification.equivalence import ENGINE
from seedbed.tools.verification.row_source import Row, RowFault, text_of, texts_of, value_of

_MOST_ANNOTATIONS = 10_000


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
        return asdict(self)


Fields = Mapping[str, Any]


class _Found(NamedTuple):
    """What a check found; a row is ok if all its evidence is."""

    evidence: Sequence[Mapping[str, Any]]
    reason: str = ""
    score: float | None = None
    """None: the share of the evidence that is ok."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of check."""

    fields: tuple[str, ...]
    """Fields that a row must have."""
    check: Callable[[Fields], _Found]
    """Raises RowFault or UserFault where nothing can be checked."""
    instead: str = ""
    """What a row may have in their place, in words."""
    has_instead: Callable[[Fields], bool] = lambda _: False
    apart: bool = False
    """Whether it runs in processes of its own, so that several rows may be checked at once."""

    def fits(self, row: Row) -> bool:
        """Whether a row has what is checked."""
        there = all(name in row.fields for name in self.fields) or self.has_instead(row.fields)
        return not row.fault and there

    def verdict(self, row: Row) -> Verdict:
        """What comes of a row; one that can't be checked is not ok, and says why."""
        try:
            if row.fault:
                raise RowFault(row.fault)
            found = self.check(row.fields)
        except (UserFault, ValueError) as fault:
            return Verdict(row.number, False, 0.0, str(fault))
        except RecursionError:
            return Verdict(row.number, False, 0.0, "nested too deep to be checked")
        right = [bool(item["ok"]) for item in found.evidence]
        share = sum(right) / len(right) if right else 1.0
        score = round(share if found.score is None else found.score, 6)
        return Verdict(row.number, all(right), score, found.reason, tuple(found.evidence))


def _computation(expression: str, result: str, ok: bool, by: str, **inputs: str) -> dict[str, Any]:
    said = {"kind": "computation", "ok": ok, "by": by, "expression": expression}
    return {**said, "result": result, "engine": ENGINE, "inputs": inputs}


def _expression(fields: Fields) -> _Found:
    """Computed within limits; without an `answer` a statement must hold, else the `answer` be the same."""
    from seedbed.tools.verification.checks import computed, equivalent

    expression = text_of(fields, "expression")
    inputs = {} if fields.get("answer") is None else {"answer": text_of(fields, "answer")}
    done = computed(expression)
    if inputs:
        same = equivalent(expression, inputs["answer"])
        holds = same.state == "done" and same.ok
        told = f"the expression is {short(done.result)}: " if done.result else ""
        reason = "" if holds else f"{told}{same.reason}"
    else:
        holds = done.state == "done" and done.result != "false"
        reason = "" if holds else done.reason or "it doesn't hold"
    return _Found([_computation(expression, done.result, holds, "expression", **inputs)], reason)


def _equivalence(fields: Fields) -> _Found:
    """`a` and `b` are the same answer."""
    from seedbed.tools.verification.checks import equivalent

    a, b = text_of(fields, "a"), text_of(fields, "b")
    done = equivalent(a, b)
    holds = done.state == "done" and done.ok
    return _Found([_computation(a, b, holds, "equivalence")], done.reason)


def _calculations(fields: Fields) -> _Found:
    """Every annotation is recomputed: of `text`, or where that holds none, of every text that holds one."""
    text = fields.get("text")
    if type(text) is str and has_annotation(text):
        texts = [("text", text)]
    else:
        texts = [(place, said) for place, said in texts_of(fields) if has_annotation(said)]
    if not texts and ("text" in fields or not any(texts_of(fields))):
        texts = [("text", text_of(fields, "text", numbers=False))]
    found = [(place, one) for place, said in texts for one in annotations(said)]
    if not found:
        return _Found((), "it holds no calculation to recompute")
    if len(found) > _MOST_ANNOTATIONS:
        raise RowFault(f"more than {_MOST_ANNOTATIONS:,} calculations in a row")
    wrong = [(place, one.fault) for place, one in found if not one.ok]
    evidence = []
    for place, one in found:
        item = one.evidence()
        evidence.append({**item, "inputs": {"field": place, **item["inputs"]}})
    if not wrong:
        return _Found(evidence)
    place, fault = wrong[0]
    where = "" if place == "text" else f"`{short(place)}`: "
    return _Found(evidence, f"{where}{fault}{_more(wrong)}")


def _program(fields: Fields) -> _Found:
    """The program passes the tests, in the sandbox, and their own code refuses a faulty variant of it."""
    from seedbed.tools.running.strength import strength

    program, tests = (text_of(fields, name, numbers=False) for name in ("program", "tests"))
    found = strength("python", program, None, tests)
    reason = found.said
    if not (reason or found.refused):
        reason = f"the tests refuse none of {found.total} faulty variants of the program"
    said = {"program": program, "tests": tests, "outcome": found.said or "passed"}
    return _Found([{"kind": "execution", **said, "ok": not reason, "by": "program"}], reason, found.share)


def _claims(fields: Fields) -> _Found:
    """Each sentence of `claim` is supported by `evidence`, a text or several; the worst one scores."""
    from seedbed.tools.knowledge.claims import supported

    claim, given = text_of(fields, "claim"), fields.get("evidence")
    if several := isinstance(given, list):
        named = {f"evidence.{number}": one for number, one in enumerate(given)}
        if not named:
            raise RowFault("`evidence` is an empty array: give the texts that the claim rests on")
        grounds = [text_of(named, name) for name in named]
    else:
        grounds = [text_of(fields, "evidence")]
    _, score, reason, evidence = supported(claim, grounds, several)
    if not evidence:
        raise RowFault(reason)
    return _Found(evidence, reason, score)


def _toolcalls(fields: Fields) -> _Found:
    """Each of `calls` is a call of one of `tools`, or a talk holds; the score is the share of what does."""
    from seedbed.tools.verification.toolcalls.calls import read_calls
    from seedbed.tools.verification.toolcalls.check import check_calls
    from seedbed.tools.verification.toolcalls.tools import read_tools
    from seedbed.tools.verification.trajectories.check import check_trajectory
    from seedbed.tools.verification.trajectories.messages import read_trajectory

    if _is_talk(fields):
        talk = check_trajectory(read_trajectory(value_of(fields)))
        return _Found(talk.evidence(), talk.reason, talk.score)
    if missing := [name for name in ("tools", "calls") if name not in fields]:
        raise RowFault(f"has no field `{missing[0]}`")
    tools, calls = read_tools(value_of(fields["tools"])), read_calls(value_of(fields["calls"]))
    if isinstance(calls, str):
        raise RowFault(calls)
    checked = check_calls(tools, calls)
    if not checked:
        return _Found((), "it calls nothing")
    wrong = [one.reason for one in checked if not one.ok]
    return _Found([one.evidence() for one in checked], f"{wrong[0]}{_more(wrong)}" if wrong else "")


def _is_talk(fields: Fields) -> bool:
    """Whether a row has the messages of a talk, and no calls of their own."""
    return "calls" not in fields and "messages" in fields


def _more(wrong: Sequence[Any]) -> str:
    return f" (and {len(wrong) - 1:,} more)" if len(wrong) > 1 else ""


KINDS: Mapping[str, Kind] = {
    "expression": Kind(("expression",), _expression, apart=True),
    "calculations": Kind(
        ("text",),
        _calculations,
        "a text that holds <<48/2=24>>",
        lambda fields: any(has_annotation(text) for _, text in texts_of(fields)),
    ),
    "equivalence": Kind(("a", "b"), _equivalence, apart=True),
    "program": Kind(("program", "tests"), _program, apart=True),
    "claims": Kind(("claim", "evidence"), _claims),
    "toolcalls": Kind(("tools", "calls"), _toolcalls, "the `messages` of a talk", _is_talk),
}
"""Every kind by the name that `seedbed verify --kind` knows it by."""
