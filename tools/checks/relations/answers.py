"""A is the answer to what B asks: solvers who see B alone come to A.

Solvers answer one after the other until two agree with A or two don't (self-consistency, Wang et al. 2023);
in a lean build one is enough who comes to an answer that isn't one of two or three.
Values are compared by type; where A is a program, both are run and their results are compared, which
proves."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from random import Random
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from pydantic import Field

from seedbed.memory.candidate import Evidence, Execution
from seedbed.tools.checks.asked import agreement, lettered, once, short, step_of, unlike
from seedbed.tools.checks.check import Arguments, Case, Check, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named
from seedbed.tools.checks.relations.solving import (
    JUDGED,
    Compare,
    Least,
    Problem,
    is_level,
    judged_same,
    same_answer,
    solved,
)
from seedbed.tools.checks.relations.spoiling import other_figure
from seedbed.tools.running.languages import Kind

_BY = "answers"


class AnswersArguments(Arguments):
    """What the solver is told, and how its answer is compared."""

    task: str = ""
    """What to do, where B doesn't ask it."""
    compare: Compare = ""
    """Empty: by type, free texts by a judge of sameness."""
    least: Least = 0.9
    best: bool = False
    """Of one of several values: the one that fits best, though none or two may fit, as of a person's own
    material; so it is of `one of [...]`. Else none of them is right then."""
    draws: int = Field(3, ge=1)
    """Solvers, at most; more than half of them must come to A."""
    language: Kind = "python"
    """Of a program that is run."""
    files: str = ""
    """Field with what a program is run on, or with the tables of a query; several with a blank between, such
    as tables and their rows; empty: that of B which is such."""
    tests: str = ""
    """Field with tests that both programs have to pass."""


async def _verify(values: Values, arguments: AnswersArguments, case: Case) -> Verdict:
    name, right = named(values, case, "a")[0]
    fields = named(values, case, "b")
    # Options stand under the letters that A takes.
    letters = case.schemas.get(name, {}).get("enum") or ()
    seen = (
        (of, _files_shown(value) if of in arguments.files.split() else value) for of, value in once(fields)
    )
    asked = Problem(name, [(of, lettered(value, letters)) for of, value in seen], arguments.task)
    step = step_of(_BY, case)
    same: list[bool] = []
    answers: list[Any] = []
    said: list[str] = []
    enough = case.lean and not _guessed(case.schemas.get(name, {}), right)
    undecided = ""
    runs: list[Execution] = []
    whys: list[str] = []
    how, least = arguments.compare, arguments.least
    compared = partial(same_answer, case, asked, right, compare=how, least=least, step=step)
    for draw in range(arguments.draws):
        if _decided(same, arguments.draws) or (same == [True] and enough):
            break
        answer, working = await solved(case, asked, step=step, draw=draw, best=arguments.best)
        answers.append(answer)
        judged = ""
        if answer is None or right is None:  # there is nothing to run or to judge
            same.append(answer is right)
            undecided = undecided or ("" if answer is right else working)
        elif arguments.compare in ("program", "sql"):
            run, printed = await _run(right, answer, fields, arguments, case)
            runs += [run] if run.ok else []
            also = bool(printed) and await judged_same(case, asked, *printed, step=step, draw=draw)
            judged = JUDGED * also
            same.append(run.ok or also)
            whys += [] if same[-1] else [run.outcome]
        else:
            is_same, judged = await compared(answer, draw=draw)
            same.append(is_same)
        said.append(f"{short(answer, 500)}{judged}")
    ok = same.count(True) > arguments.draws // 2 or (enough and same == [True])
    found = agreement(_BY, f"{name} answers", said, same.count(True), ok=ok)
    if not ok:
        other = [one for one, is_same in zip(answers, same, strict=True) if not is_same]
        *found_, mine = unlike([*other[:2], right])
        told = " and ".join(f"«{one}»" for one in found_)
        wrong = f"{len(other)} of {len(same)} who see the rest alone come to {told}, not to «{mine}»"
        if whys:
            many = f"{len(other)} of {len(same)} who see the rest alone"
            wrong = f"this program, told first, against those of {many}: {'; '.join(whys[:2])}"
        if undecided:
            wrong += f" ({short(undecided, 300)})"
        return failed("wrong answer", f"{name}: {wrong}", found)
    evidence: Sequence[Evidence] = runs or [found]
    return held(*evidence)


def _guessed(schema: Mapping[str, Any], right: Any) -> bool:
    """Whether many come to A by chance: it is one of two or three values."""
    few = len(schema.get("enum", ())) in (1, 2, 3)
    return few or "const" in schema or isinstance(right, bool) or right is None


def _decided(same: Sequence[bool], draws: int) -> bool:
    return same.count(True) > draws // 2 or same.count(False) >= draws - draws // 2


async def _run(
    right: Any, answer: Any, fields: Sequence[tuple[str, Any]], arguments: AnswersArguments, case: Case
) -> tuple[Execution, tuple[str, ...]]:
    """Whether A and a solver's program come to the same result, and what both printed where a judge has to
    say it. Raises ToolFault: it can't be told."""
    from seedbed.tools.checks.running.compare import same_result

    kind = "sql" if arguments.compare == "sql" else arguments.language
    known = {**case.seat, **case.row}
    files = [known[name] for name in arguments.files.split()] or _files(fields, kind)
    tests = str(known.get(arguments.tests) or "")
    programs = str(right), str(answer)
    same, why, printed = await asyncio.to_thread(same_result, *programs, kind, files, tests, case.seed)
    return Execution(ok=same, by=_BY, program=str(right), tests=str(answer), outcome=why), printed


def _files_shown(value: Any) -> Any:
    """Picked passages as the files that a program finds in their place; anything else as it is."""
    from seedbed.tools.running.given import laid_out

    several = value if isinstance(value, (list, tuple)) else (value,)
    if not all(isinstance(one, Mapping) and "quote" in one for one in several):
        return value
    return [{"path": path, "content": text} for path, text in laid_out(value).items()]


def _files(fields: Sequence[tuple[str, Any]], kind: str) -> Any:
    """Of what B is: the tables of a query, the files of a program."""
    if kind == "sql":
        texts = (value for _, value in fields if isinstance(value, str))
        return next((text for text in texts if "create table" in text.casefold()), "")
    lists = (value for _, value in fields if isinstance(value, (list, tuple)) and value)
    return next((one for one in lists if all(isinstance(f, Mapping) and "path" in f for f in one)), [])


def _number(values: Values, arguments: AnswersArguments, random: Random) -> Values | None:
    """Another figure in A; of a series that is compared by its course, another course."""
    a = values.get("a")
    if arguments.compare == "correlation" and isinstance(a, (list, tuple)) and a:
        low, high = min(a), max(a)
        return None if low == high or is_level(a) else {"a": [low + high - one for one in a]}
    if arguments.compare in ("program", "sql"):
        return None  # a mutant is the runner's matter
    changed = other_figure(a, random)
    return None if changed is None else {"a": changed}


def _other(values: Values, arguments: AnswersArguments, random: Random) -> Values | None:
    """The letter of another option, or the other of two truth values."""
    a, b = values.get("a"), values.get("b")
    if isinstance(a, bool):
        return {"a": not a}
    fields = b if isinstance(b, tuple) else (b,)
    counts = [len(one) for one in fields if isinstance(one, (list, tuple)) and len(one) > 1]
    alphabet = ascii_uppercase if isinstance(a, str) and a.isupper() else ascii_lowercase
    letters = alphabet[: counts[0]] if counts else ""
    if a not in [*letters]:
        return None
    return {"a": random.choice([one for one in letters if one != a])}


def _told(arguments: AnswersArguments, named: Mapping[str, str]) -> str:
    seen = f"Whoever sees '{named['b']}' alone and is told «{arguments.task}»"
    return f"{seen} comes to what '{named['a']}' says." if arguments.task else ""


CHECK = Check(
    name="answers",
    about="Solvers who see B alone come to A; of a program, to one with the same results.",
    inputs=("a", "b*"),
    verify=_verify,
    reads_null=True,
    arguments=AnswersArguments,
    names=("files", "tests"),
    shows={"answers": "proven"},
    spoil={"number": _number, "other_option": _other},
    calls=2.5,
    solves=2.0,
    example="sql answers question schema",
    tells=_told,
)
