"""What a check is: a way to verify rows, by name, with its evidence and its ways to spoil a row.

A check looks at some of a row's values and answers *held*, *failed* or *no verdict*. Those that need a model
ask through an `Asker`, which the build answers from an endpoint and the audit from the journal, so that no
check has code of its own for being re-checked. An unusable answer is no verdict, never a failure or a
score."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from seedbed.memory.candidate import Evidence, Grade, ReasonCode
from seedbed.memory.errors import AnswerFault, ToolFault

State = Literal["held", "failed", "no verdict"]
Role = Literal["", "user", "assistant", "system", "tool"]
"""An argument that is a role of a talk; empty: none."""
Shows = Literal["form", "kept", "same", "follows", "answers", "edits", "differs", "needs", "label"]
"""What a check can show: that a row has a form, that something ordered is kept, a relation, the value of an
axis."""


class Arguments(BaseModel):
    """Arguments of a check; a subclass has a default for whatever may be left out. One that is excluded is
    given by the program, and by no recipe."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class NoArguments(Arguments):
    """For checks that take none."""


class SomeArguments(Arguments):
    """Of which one at least must be given."""

    @model_validator(mode="after")
    def _one_at_least(self) -> Self:
        *names, last = type(self).model_fields
        if all(value is None or value == "" for _, value in self):
            raise ValueError(f"give {', '.join(names)} or {last}")
        least, most = getattr(self, "least", None), getattr(self, "most", None)
        if least is not None and most is not None and least > most:
            raise ValueError(f"nothing is `least: {least:g}` and `most: {most:g}` at once")
        return self


@dataclass(frozen=True, slots=True)
class Said:
    """What a model answered."""

    value: Any
    """Valid against the schema that was asked for."""
    slot: str
    """Key of the stored answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a check asks a model."""

    role: Literal["judge", "solver"]
    prompt: str
    """Name of a file in `agent/prompts`."""
    values: Mapping[str, Any]
    """What it is filled with; words of recipe and program."""
    texts: Mapping[str, str]
    """Foreign text that it is filled with (fields, sources), delimited by the asker."""
    schema: Mapping[str, Any]
    """JSON schema of the answer: strict, every property required, `title` set."""
    step: str
    """What tells this question from the candidate's others, the check's id at least."""
    draw: int = 0
    """Number of an independent draw."""
    common: tuple[str, ...] = ()
    """Texts that stand first in many rows' questions: set apart alike in each, so that an endpoint may have
    what begins with them in its cache."""


class Untold(ToolFault):
    """There can be no verdict on such values, and the text says why; the candidate fails, counted apart."""


Asker = Callable[[Question], Awaitable[Said]]
"""Asks a model on behalf of a check; raises AnswerFault where the answer was unusable to the last."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a check knows of a candidate besides its inputs."""

    row: Mapping[str, Any]
    """Every value there is: fields, kept ones, other targets."""
    schemas: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Field → JSON schema."""
    languages: Mapping[str, str] = field(default_factory=dict)
    """Field → ISO 639-1 code of the language that it is to be in; `any`: it doesn't matter."""
    spoken: frozenset[str] = frozenset()
    """Those of every field of the row."""
    seat: Mapping[str, Any] = field(default_factory=dict)
    """Axis → the value that was dealt. Never shown to a reader."""
    inputs: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Input of this check → name of the field (or fields) that it takes its value from."""
    question: str = ""
    """Name of the field that the row's answer answers (its prompt); empty: it has none."""
    ask: Asker | None = None
    """None: no model is to be asked; a check that needs one gives no verdict."""
    world: Any = None
    """The `tools.world.world.World` in which the part's tools are called; None: it has none."""
    told: Mapping[str, str] = field(default_factory=dict)
    """Role → what it was told before the talk that a check reads."""
    sources: Path | None = None
    """Folder of the cited sources, `<sha256>.txt`."""
    counted: frozenset[str] = frozenset()
    """Hashes of those that rows are counted by, where these are some of them: they are no knowledge."""
    seed: int = 0
    """Of whatever the check draws (orders, fills); from the brief."""
    lean: bool = False
    """Whether one draw that confirms the row is enough, where few come to what the row says by chance."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found."""

    state: State
    evidence: tuple[Evidence, ...] = ()
    code: ReasonCode = "low quality"
    """Why the row is rejected, where it failed."""
    detail: str = ""
    """One line: what is wrong and where, so that the writer can mend it; or why there is no verdict."""
    to: Mapping[str, str] = field(default_factory=dict)
    """Role of a talk (empty: none alone) → what of the detail that one is told. Empty: all are told all."""
    score: float | None = None
    """0 to 1: how much of what was looked at holds; None: the evidence's share."""
    unanswered: bool = False
    """There is no verdict because no answer of the check's own model was usable: the row may be right."""


Values = Mapping[str, Any]
"""Input → its value, or the values of several fields."""
Verify = Callable[[Values, Any, Case], Coroutine[Any, Any, Verdict]]
"""(values, arguments, case) → verdict. No verdict follows where it raises AnswerFault (nobody answers, or no
answer was usable) or ToolFault (`Untold`, or this machine can't run what it takes)."""
Spoil = Callable[[Values, Any, Random], Values | None]
"""(values of a right row, arguments, generator) → the changed values alone, such that the check must refuse
them; None: this row can't be spoilt so."""


Misfit = Callable[[Any, Mapping[str, Any], Mapping[str, Mapping[str, Any]], Mapping[str, Sequence[str]]], str]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the library."""

    name: str
    about: str
    """One line for the reference: what it looks at and when it holds."""
    inputs: tuple[str, ...]
    """Names of what it looks at. One that ends in `*` takes several fields; one written with `?` at its end
    may be left out: the `?` is taken off, and `optional` has it."""
    verify: Verify
    arguments: type[Arguments] = NoArguments
    shows: Mapping[Shows, Grade] = field(default_factory=lambda: {"form": "supported"})
    """What it can show, and whether that proves."""
    spoil: Mapping[str, Spoil] = field(default_factory=dict)
    """Name of a defect → how it is planted; none where what is refused is malformed, against the rules or a
    copy: whether that is caught says nothing of how often the dataset is wrong."""
    languages: frozenset[str] | None = None
    """ISO 639-1 codes it was tried in: it is left out elsewhere, with a word; None: any."""
    calls: float = 0.0
    """Model calls that one verification usually takes; 0: free."""
    solves: float = 0.0
    """Those of them that a solver answers; the rest is the judge's."""
    tells: Callable[[Any, Mapping[str, str]], str] | None = None
    """(arguments, input → names of its fields) → the limit that a writer has to know, in a sentence; None: an
    order says what it asks for."""
    misfit: Misfit | None = None
    """(arguments, input → name or names of its fields, field → JSON schema, field → ISO 639-1 codes that it
    may be in) → why it can hold of no row; empty, and None: it can."""
    names: tuple[str, ...] = ()
    """Arguments that name a field or an axis, or several with blanks between."""
    reads_null: bool = False
    """Whether null is a value to it; else a row whose first input is null keeps it."""
    apart: str = ""
    """An input whose fields were found without knowing what they are held against, to measure it: they are
    never mended to fit."""
    example: str = ""
    """A line of YAML for the reference."""
    optional: frozenset[str] = field(init=False)
    """Inputs (without `*`) that may be left out."""

    def __post_init__(self) -> None:
        """Faults become no verdict; the marks of what may be left out are taken off."""
        left_out = frozenset(name.rstrip("*?") for name in self.inputs if "?" in name)
        object.__setattr__(self, "optional", left_out)
        object.__setattr__(self, "inputs", tuple(name.replace("?", "") for name in self.inputs))
        object.__setattr__(self, "verify", _without_faults(self.verify))


def _without_faults(verify: Verify) -> Verify:
    async def verified(values: Values, arguments: Any, case: Case) -> Verdict:
        try:
            return await verify(values, arguments, case)
        except AnswerFault as fault:
            return unanswered(fault)
        except ToolFault as fault:
            return Verdict("no verdict", detail=str(fault))

    return verified


def held(*evidence: Evidence, detail: str = "", score: float | None = None) -> Verdict:
    """The row keeps it."""
    return Verdict("held", evidence, detail=detail, score=score)


def failed(
    code: ReasonCode, detail: str, *evidence: Evidence, to: Mapping[str, str] = {}, score: float | None = None
) -> Verdict:
    """The row breaks it."""
    return Verdict("failed", evidence, code, detail, to, score)


def unanswered(fault: AnswerFault) -> Verdict:
    """No verdict, for no answer of a model was usable."""
    return Verdict("no verdict", detail=f"no usable answer: {fault}", unanswered=True)


def texts_of(value: Any) -> Sequence[str]:
    """Every string in a value, in order: what checks of words look at, whatever the field's shape."""
    return [one for one in leaves(value) if isinstance(one, str)]


def leaves(value: Any) -> Sequence[Any]:
    """Whatever in a value is neither a list nor a map, in order."""
    if not isinstance(value, (Mapping, list, tuple)):
        return [value]
    return [leaf for one in (value.values() if isinstance(value, Mapping) else value) for leaf in leaves(one)]
