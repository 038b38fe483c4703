"""Scripts: what kind of talk two roles hold. One YAML file of `scripts/` each; a new one needs no code.

A script says how long a talk is, what a model fills into the private plan before it and who may see which
field, how user and assistant play it, what is told at which turn, and which rules of
`tools/verification/talks` hold of plan and talk, by name. This module knows no model and no task's method.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from seedbed.memory.canonical import digest_text
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Frozen, Part
from seedbed.memory.task import WAYS, Way
from seedbed.memory.yaml_file import parse
from seedbed.tools.verification.talks.check import CHECKS, LITERAL
from seedbed.tools.verification.talks.plans import PLAN_CHECKS
from seedbed.tools.verification.talks.talk import Speaker

OPEN = "open-talk"
"""Name of the usual way's file."""
Rule = dict[str, str | int]
"""`check` names a rule; the other keys are its parameters, fields of the plan but for a few literal ones."""
Ending = Literal["goal reached", "given up", "turn limit"]


class PlanField(Frozen):
    """One thing that is settled before the talk."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
    means: str
    """What it is, for the model that fills it."""
    shown: tuple[Literal["user", "assistant", "system"], ...] = ()
    """Whose notes hold it, and whether it stands in the talk's system message; empty: the checks alone."""
    kind: Literal["text", "list", "choice"] = "text"
    of: tuple[str, ...] = ()
    """What a choice chooses from."""
    least: Annotated[int, Field(ge=0)] = 2
    most: Annotated[int, Field(ge=1, le=12)] = 4
    """Items of a list."""
    optional: bool = False
    """Whether a text may stay empty."""
    standing: str = ""
    """How a text stands in the system message, with … in its place; empty: as it is."""

    @property
    def title(self) -> str:
        """Its name as a person reads it."""
        return self.name.replace("_", " ")


class Cue(Frozen):
    """What one speaker is told at certain turns alone."""

    speaker: Speaker
    turn: Annotated[int, Field(ge=1)] | None = None
    """The first turn that it is told at; None: the speaker's last before the limit."""
    until: int | None = None
    """The last one; None: the first is the only one."""
    told: str

    def holds_at(self, turn: int, most: int) -> bool:
        """Whether it is told at a turn of a talk of at most so many."""
        if self.turn is None:
            return turn == (most if self.speaker == "assistant" else most - 1)
        return self.turn <= turn <= (self.until or self.turn)


class Script(Frozen):
    """One kind of talk."""

    way: Way
    title: str
    """What such a talk is called, after «a»."""
    about: str
    """What makes it good, for the model that plans or writes it."""
    turns: tuple[Annotated[int, Field(ge=2)], Annotated[int, Field(le=64)]]
    """Fewest and most, where the spec doesn't say."""
    floor: Annotated[int, Field(ge=2)] = 2
    """Most turns that a spec must at least allow, for the script to be played at all."""
    plan: tuple[PlanField, ...]
    user: str
    """How the user plays it."""
    assistant: str
    """How the assistant goes about it."""
    cues: tuple[Cue, ...] = ()
    plan_checks: tuple[Rule, ...] = ()
    checks: tuple[Rule, ...] = ()
    ends: tuple[Ending, ...] = ("goal reached", "turn limit")
    """How such a talk may end."""
    rubric: Annotated[tuple[str, ...], Field(min_length=1)]
    """What a reader of the whole talk looks for beside what holds of every talk, a sentence each."""

    @model_validator(mode="after")
    def _names_what_there_is(self) -> "Script":
        names = {one.name for one in self.plan}
        if self.turns[0] > self.turns[1] or self.turns[1] < self.floor:
            raise ValueError(f"turns: {self.turns[0]} to {self.turns[1]}, with a floor of {self.floor}")
        for rules, table in ((self.plan_checks, PLAN_CHECKS), (self.checks, CHECKS)):
            for rule in rules:
                kind = table.get(str(rule.get("check")))
                if kind is None:
                    raise ValueError(f"there is no check {rule.get('check')!r}; there are {', '.join(table)}")
                if set(rule) - {"check"} != set(kind.parameters):
                    raise ValueError(f"{rule['check']} takes {', '.join(kind.parameters)}")
                named = {
                    one.strip()
                    for key in kind.parameters
                    if key not in LITERAL
                    for one in str(rule[key]).split(",")
                }
                if unknown := sorted(named - names):
                    raise ValueError(f"{rule['check']} names {unknown[0]!r}, which the plan doesn't have")
        return self

    def shown_to(self, who: Literal["user", "assistant", "system"]) -> tuple[PlanField, ...]:
        """The fields of the plan that one of them sees."""
        return tuple(one for one in self.plan if who in one.shown)

    def told(self, speaker: Speaker, turn: int, most: int) -> str:
        """What a speaker is told at a turn: how it plays, and what is due now."""
        due = [one.told for one in self.cues if one.speaker == speaker and one.holds_at(turn, most)]
        always = self.user if speaker == "user" else self.assistant
        return "\n".join([always.strip(), *(f"Now: {one.strip()}" for one in due)])

    def bounds(self, part: Part) -> tuple[int, int]:
        """Fewest and most turns of a part's talks; the most is even: the assistant has the last word."""
        least, most = part.turns or self.turns
        return min(least, most - most % 2), most - most % 2


def lacks_turns(part: Part) -> str | None:
    """Why a part's talks are too short for its script, in a line; None: they aren't."""
    script = script_of(part.way)
    if script.bounds(part)[1] >= script.floor:
        return None
    return f"{script.title} takes {script.floor} turns; turns: allows {script.bounds(part)[1]}"


@cache
def _texts() -> Mapping[str, str]:
    folder = files("seedbed.agent").joinpath("role_players", "scripts")
    found = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): folder.joinpath(name).read_text(encoding="utf-8") for name in found}


@cache
def script_of(way: str) -> Script:
    """The script of a way of dialogues; the empty one is open talk.

    Raises:
        UserFault: there is none of that name, or its file is no script.
    """
    name = way or OPEN
    if name not in _texts():
        known = ", ".join(_texts())
        raise UserFault(f"there is no script {name!r}", next_step=f"there are {known}")
    return read_script(_texts()[name], f"{name}.yaml")


def read_script(text: str, where: str) -> Script:
    """A script out of its file's text.

    Raises:
        UserFault: it isn't one; with the place.
    """
    loaded = parse(text, where)
    try:
        return Script.model_validate(loaded.value)
    except ValidationError as error:
        first: Any = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        line = loaded.line([step for step in first["loc"] if isinstance(step, str | int)])
        raise UserFault(
            f"{place}: {first['msg']}", where=f"{where}, line {line}", next_step="mend the script"
        ) from error


def scripted_ways() -> tuple[Way, ...]:
    """The ways of dialogues that have a script, the usual one first."""
    return tuple(way for way in ("", *WAYS["dialogues"]) if (way or OPEN) in _texts())


def script_hashes() -> dict[str, str]:
    """`scripts/NAME` → hash of each file: part of a run's fingerprint."""
    return {f"scripts/{name}": digest_text(text) for name, text in _texts().items()}
