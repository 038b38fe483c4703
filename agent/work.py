"""What a sub-agent is given and gives back: one candidate in the making, a value of which each step returns a
changed copy; and one way in which rows are made, a `Method`."""

import random
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Reply
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.prompting import Prompt
from seedbed.memory.brief import WHOLE, Brief, Cell, Slot
from seedbed.memory.candidate import Draft, Evidence, Grade, Reason, ReasonCode
from seedbed.memory.languages import language_code
from seedbed.memory.plan import Plan
from seedbed.memory.profile import PLAIN, Skill
from seedbed.memory.spec import Form, Offline, Part, Spec
from seedbed.tools.checks.check import Said

if TYPE_CHECKING:
    from seedbed.agent.models.ask import Client
    from seedbed.agent.planner.scheduling.schedule import Schedule
    from seedbed.agent.resources import Resources
    from seedbed.agent.toolloop import Converse


PROBE, TRIAL = "probe", "trial"
"""The stage of a row that measures the checks, and of a row of the dry run."""
_LONGEST = 600
"""Characters of a fault."""


@dataclass(frozen=True, slots=True)
class Env:
    """What sub-agents work with: the run's spec and plan, the door to the models, prepared material."""

    spec: Spec
    plan: Plan
    client: "Client"
    resources: "Resources"
    converse: "Converse"
    """Holds a sub-agent's conversation with its tools."""
    role_play: Callable[["Work", Any, "Env"], Awaitable[Any]]
    """Holds a talk of user and assistant: (candidate, `role_players.stage.Play`, this) → its `Stage`."""

    def part(self, work: "Work") -> Part:
        return self.spec.part(work.brief.cell.part)

    def tools_of(self, work: "Work", role: str) -> tuple[str, ...]:
        """The tools that a role has as an agent, for a candidate; none: it answers in one call."""
        mine = next((one for one in self.plan.parts if one.part == work.brief.cell.part), None)
        return mine.agents.get(role, ()) if mine else ()


@dataclass(frozen=True, slots=True)
class Work:
    """One candidate in the making."""

    brief: Brief
    attempt: int = 0
    """0 for the first writing."""
    material: Mapping[str, Any] = field(default_factory=dict)
    """What its steps found and made; stays over repairs."""
    row: Mapping[str, Any] | None = None
    text: str = ""
    """The words of the row, as judges and duplicates see them."""
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[Reason, ...] = ()
    assigned: tuple[str, ...] = ()
    grade: Grade = "supported"
    signature: str = ""
    group: str = ""
    prompts: Mapping[str, str] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)
    stood: Mapping[str, Said] = field(default_factory=dict)
    """Hash of a question → its answer, of checks that held in some attempt."""
    tokens: int = 0
    """Of the answers that it was made with, attempts that failed included."""
    writing: int = 0
    """Those of them that the writer took."""
    tries: tuple[tuple[ReasonCode, ...], ...] = ()
    """Per earlier attempt, why it was written anew."""
    refused: tuple[str, ...] = ()
    """And by which check."""
    left_out: tuple[str, ...] = ()
    """Paid checks that didn't examine it, since its method had earned trust."""
    judged: bool = False
    """Whether the judge has read this attempt, beside its other readers."""
    whole: bool = False
    """Every check examines it, whatever its brief spares."""
    stage: str = "sample"
    """What the ledger says its calls are for: `sample`, `trial`, or `PROBE`."""
    aimed: str = ""
    """Of a probe, what is to catch its defect (`agent/critic/probing/spoiling.py`)."""

    @property
    def rng(self) -> random.Random:
        """A generator for this attempt, from the brief's seed."""
        return random.Random(f"{self.brief.seed}/{self.attempt}")

    @property
    def purpose(self) -> Purpose:
        """What this candidate's calls are charged to."""
        return Purpose(self.stage, self.brief.cell.key, self.brief.method, self.brief.number)

    @property
    def spared(self) -> tuple[str, ...]:
        """Ids of the paid checks that it does without."""
        return () if self.whole or self.stage == PROBE else self.brief.spared

    @property
    def refusal(self) -> str:
        """The check that turned it away; empty: none did."""
        if not self.reasons:
            return ""
        first = self.reasons[0]
        return first.code if first.code == "malformed" else first.by

    def slot(self, role: str, step: str, draw: int = 0) -> Slot:
        return Slot(self.brief.id, role, step, self.written, draw)

    @property
    def written(self) -> int:
        """The attempt's number in the journal. Repairs of a row that is examined in full after all have
        numbers of their own: checks that it was spared may refuse it first, and its writer is told another
        reason."""
        return self.attempt + WHOLE if self.whole and self.attempt else self.attempt

    def because(
        self, code: ReasonCode, by: str, detail: str = "", to: Mapping[str, str] | None = None
    ) -> "Work":
        """The candidate with one more reason against it; `to`: what of it each role of a talk is told."""
        told = {role: _plain(line) for role, line in (to or {}).items()}
        reason = Reason(code=code, by=by, detail=_plain(detail), to=told)
        return replace(self, reasons=(*self.reasons, reason))

    def with_evidence(self, *evidence: Evidence) -> "Work":
        return replace(self, evidence=(*self.evidence, *evidence))

    def asked(self, prompt: Prompt, *replies: Reply) -> "Work":
        """The candidate with a prompt, who answered it and what the answers took noted."""
        models = tuple(dict.fromkeys((*self.models, *(reply.model for reply in replies if reply.model))))
        prompts = {**self.prompts, prompt.name: prompt.sha256}
        tokens = self.tokens + sum(reply.tokens for reply in replies)
        return replace(self, prompts=prompts, models=models, tokens=tokens)

    def again(self) -> "Work":
        """The next attempt: material and notes of the past stay, what was written and found goes."""
        return replace(
            self,
            attempt=self.attempt + 1,
            tries=(*self.tries, tuple(dict.fromkeys(reason.code for reason in self.reasons))),
            refused=(*self.refused, self.refusal),
            left_out=(),
            judged=False,
            row=None,
            text="",
            evidence=(),
            reasons=(),
            assigned=(),
            signature="",
        )

    def feedback(self, speaker: str = "") -> tuple[str, ...]:
        """Why the last attempt was refused; for a speaker without what is about the other's turns."""
        told: Iterable[tuple[str, str]] = self.notes.get("feedback", ())
        return tuple(line for role, line in told if not speaker or role in ("", speaker))

    def draft(self) -> Draft:
        """What the committer gets."""
        told = {
            "attempts": self.attempt + 1,
            "refused": (*self.refused, self.refusal) if self.reasons else self.refused,
            "spared": self.left_out if self.row is not None else (),
            "form": self.brief.form,
        }
        return Draft.model_validate(self, from_attributes=True).model_copy(update=told)


def _plain(fault: str) -> str:
    """A fault on one line, without back-ticks: it quotes answers, and must look like no part of a prompt."""
    return clean(fault, _LONGEST).replace("`", "'")


Step = Callable[[Work, Env], Awaitable[Work]]
"""A step raises `AnswerFault` when a model's answer was unusable to the last; the graph counts it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a method takes along into a brief, chosen in the committer's order."""

    grounding: dict[str, Any] = field(default_factory=dict)
    demonstrations: tuple[dict[str, Any], ...] = ()
    material: str = ""
    """Id of a material that is used up by an accepted row; empty: nothing is used up."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a method may look at when it chooses: nothing but spec, seed and commits."""

    part: Part
    cell: Cell
    attributes: Mapping[str, str]
    rng: random.Random
    number: int
    """The brief's number."""
    schedule: "Schedule"
    """As the last commit left it, with the briefs that went out since."""
    rows: Callable[[Sequence[int]], tuple[dict[str, Any], ...]] = lambda numbers: ()
    """Numbers of accepted candidates → their rows."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one candidate of a part usually takes, for the estimate."""

    calls: float
    prompt_tokens: int
    completion_tokens: int
    by_role: Mapping[str, float] = field(default_factory=dict)
    """Role → calls of its model."""


@dataclass(frozen=True, slots=True)
class Method:
    """One way in which the rows of a part are made."""

    name: str
    """`recipe/MANNER`, or `offline/SOURCE`."""
    grade: Grade
    """The grade that its accepted rows have."""
    choose: Callable[[Choice, "Env"], Chosen | None]
    """What goes into the brief; None: this method has nothing left for the cell."""
    write: Step
    verify: Step
    needs: Mapping[str, tuple[Skill, ...]] = field(default_factory=dict)
    """Role → skills that the role's model must have."""
    offline: Offline = ""
    """The offline source that it is: it serves parts of that source alone; empty: parts with a recipe."""
    judge: Step | None = None
    to_judge: Callable[["Work", "Env"], Sequence[Any]] = lambda work, env: "all"
    """What is left for it of a row that is verified."""
    lacks: Callable[[Part, "Env"], str | None] | None = None
    """What is missing for a part, in a line: «what — next step»; None: nothing."""
    proves: Callable[[Part], bool] | None = None
    """Whether its rows of a part are proven though its grade says supported; None: the grade says it."""
    attempts: int | None = None
    """Attempts of one candidate; None: as the spec says. 1 where writing again would give the same."""
    paid: Callable[[Part, Grade | Literal["any"]], tuple[str, ...]] | None = None
    """(part, grade that is demanded) → ids of the paid checks that rows may do without once that is earned;
    None: none."""
    given: bool = False
    """Whether it takes rows that the person gave: before any other method, as long as one is left."""
    cost: Callable[[Part], Cost] = lambda part: Cost(0, 0, 0)
    """What a candidate of a part usually takes."""

    @property
    def form(self) -> Form:
        """Whether capable models make its rows or an offline source does."""
        return "sure" if self.offline else "strong"

    def refusal(self, part: Part, env: "Env") -> str:
        """Why it can't serve a part, in a line, «what — next step»; empty: it can."""
        cant = (unable(env.client, role, skills) for role, skills in self.needs.items())
        return next(filter(None, cant), "") or (self.lacks and self.lacks(part, env)) or ""


def unable(client: "Client", role: str, skills: Sequence[Skill]) -> str:
    """What the model of a role can't do of what it would have to, «what — next step»; empty: nothing."""
    end = client.endpoint(role)
    if not (missing := [PLAIN[skill] for skill in skills if not end.profile.can(skill)]):
        return ""
    step = f"name another with --model and --base-url, or for this role alone (`roles: {{{role}: …}}`)"
    return f"the {role} model {end.model!r} can't {' or '.join(missing)} — {step}"


def english_only(part: Part, env: Env) -> str | None:
    """Why a method whose wordings or checks were written and tested in English only can't serve a spec in
    another language; None: it is English."""
    language = env.spec.language
    if language_code(language) == "en":
        return None
    return (
        f"offline sources write English only, and the one language of the run is {language} — leave the "
        "language out, or name a model that can write JSON in it with --model and --base-url"
    )
