"""What is checked of one row, by kind: expression, calculations, equivalence, program, claims, toolcalls.

A kind gives a row's fields to a check of recipes, which has no model to ask. Nothing here knows files, order
or several rows (`rows.py`). What a text may cost is bounded in the checks, their workers and the sandbox."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.checks.check import Case, Check
from seedbed.tools.checks.running import calculations, equal, programs, toolcalls, trajectory
from seedbed.tools.verification.annotations import has_annotation, short
from seedbed.tools.verification.row_source import Row, text_of, texts_of, value_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one row."""

    row: int
    """Its line's number, or its place among the rows given, from 0."""
    ok: bool
    score: float
    """0 to 1: the share of what was checked that holds."""
    reason: str = ""
    """In a line, why it isn't ok, or what is to be said of one that is; may be empty."""
    evidence: tuple[Mapping[str, Any], ...] = ()
    """Each item with `kind`, `ok` and `by`, as in a dataset's provenance."""


Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of check."""

    fields: tuple[str, ...]
    """Fields that a row must have."""
    check: Callable[[Fields], Verdict]
    """Raises ValueError or UserFault where nothing can be checked; says why in a line."""
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
                raise ValueError(row.fault)
            return replace(self.check(row.fields), row=row.number)
        except (UserFault, ValueError) as fault:
            return Verdict(row.number, False, 0.0, str(fault))
        except RecursionError:
            return Verdict(row.number, False, 0.0, "nested too deep to be checked")


def _by(check: Check, values: Mapping[str, Any], **arguments: Any) -> Verdict:
    """What a check of recipes says of values."""
    read = check.arguments.model_validate(arguments)
    found = asyncio.run(check.verify(values, read, Case(row={})))
    evidence = [one.model_dump(mode="json") for one in found.evidence]
    return _verdict(found.state == "held", " ".join(found.detail.split()), evidence, found.score)


def _verdict(
    ok: bool, reason: str, evidence: Sequence[Mapping[str, Any]], score: float | None = None
) -> Verdict:
    """The verdict on a row, whose number it doesn't know; without a score its evidence's share."""
    if score is None:
        score = sum(one["ok"] for one in evidence) / len(evidence) if evidence else float(ok)
    return Verdict(0, ok, round(score, 6), reason, tuple(evidence))


def _expression(fields: Fields) -> Verdict:
    """Computed within limits; without an `answer` a statement must hold, else the `answer` be the same."""
    from seedbed.tools.verification.equivalence import ENGINE, computed

    expression = text_of(fields, "expression")
    done = computed(expression)
    if fields.get("answer") is not None:
        found = _by(equal.CHECK, {"a": expression, "b": text_of(fields, "answer")})
        told = f"the expression is {short(done.result)}: " if done.result and not found.ok else ""
        return replace(found, reason=f"{told}{found.reason}")
    holds = done.state == "done" and done.result != "false"
    said = {"expression": expression, "result": done.result, "engine": ENGINE, "inputs": {}}
    evidence = {"kind": "computation", "ok": holds, "by": "expression", **said}
    return _verdict(holds, "" if holds else done.reason or "it doesn't hold", [evidence])


def _equivalence(fields: Fields) -> Verdict:
    """`a` and `b` are the same answer."""
    return _by(equal.CHECK, {name: text_of(fields, name) for name in ("a", "b")})


def _calculations(fields: Fields) -> Verdict:
    """Every annotation is recomputed: of `text`, or where that holds none, of every text that holds one."""
    said = dict(texts_of(fields))
    places = [place for place, text in said.items() if has_annotation(text)]
    if "text" in places or (not places and ("text" in fields or not said)):
        places, said = ["text"], dict(fields)
    texts = {place: text for place in places if "<<" in (text := text_of(said, place, numbers=False))}
    found = {place: _by(calculations.CHECK, {"of": text}, least=0) for place, text in texts.items()}
    wrong = [(place, one.reason) for place, one in found.items() if not one.ok]
    evidence = [
        {**item, "inputs": {"field": place, **item["inputs"]}}
        for place, one in found.items()
        for item in one.evidence
    ]
    if not wrong:
        return _verdict(True, "" if evidence else "it holds no calculation to recompute", evidence)
    place, reason = wrong[0]
    more = sum(not one["ok"] for one in evidence) - 1
    told = reason if place == "text" else f"`{short(place)}`: {reason}"
    return _verdict(False, told + (f" (and {more:,} more)" if more > 0 else ""), evidence)


def _program(fields: Fields) -> Verdict:
    """The program passes the tests, in the sandbox, and their own code refuses a faulty variant of it."""
    from seedbed.tools.running.run import SECONDS

    given = {name: text_of(fields, name, numbers=False) for name in ("program", "tests")}
    return _by(programs.MUTANTS, given, least=0, timeout=SECONDS)


def _claims(fields: Fields) -> Verdict:
    """Each sentence of `claim` is supported by `evidence`, a text or several; the worst one scores."""
    from seedbed.tools.knowledge.claims import supported

    claim, given = text_of(fields, "claim"), fields.get("evidence")
    if several := isinstance(given, list):
        named = {f"evidence.{number}": one for number, one in enumerate(given)}
        if not named:
            raise ValueError("`evidence` is an empty array: give the texts that the claim rests on")
        grounds = [text_of(named, name) for name in named]
    else:
        grounds = [text_of(fields, "evidence")]
    return _verdict(*supported(claim, grounds, several))


def _toolcalls(fields: Fields) -> Verdict:
    """Each of `calls` is a call of one of `tools`, or a talk holds; the score is the share of what does."""
    if _is_talk(fields):
        talk = {"of": value_of(fields["messages"]), "tools": value_of(fields.get("tools")), "may_end": True}
        return _by(trajectory.CHECK, talk)
    if missing := [name for name in ("tools", "calls") if name not in fields]:
        raise ValueError(f"has no field `{missing[0]}`")
    found = _by(toolcalls.CHECK, {"tools": value_of(fields["tools"]), "of": value_of(fields["calls"])})
    nothing = found.ok and fields["calls"] in ([], "[]")
    return _verdict(True, "it calls nothing", ()) if nothing else found


def _is_talk(fields: Fields) -> bool:
    """Whether a row has the messages of a talk, and no calls of their own."""
    return "calls" not in fields and "messages" in fields


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
