"""Evidence, verdict and candidate: how one brief ended and why it may be believed.

`tools/evaluation/audit/` re-checks evidence by its kinds."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from seedbed.memory.spec import Form, Frozen

Grade = Literal["proven", "supported"]
PersonsReason = Literal[
    "wrong answer", "unsupported claim", "off concept", "wrong label", "duplicate", "contaminated",
    "malformed", "policy", "low quality",
]  # fmt: skip
"""For which a person may reject a row."""
ReasonCode = Literal[PersonsReason, "surplus"]
State = Literal["in_flight", "accepted", "rejected", "failed"]
MISFIT = "misfit"
"""Key of a draft's notes: axis whose value, by its writer's word, doesn't go with the rest of the order."""
Outcome = Literal["accepted", "near-copies", "elsewhere", "wrong"]
"""What became of a candidate: a near-copy of another, one that belongs elsewhere, or wrong in itself."""


class Reason(Frozen):
    """Why a candidate is not accepted."""

    code: ReasonCode
    by: str
    """The check that said so."""
    detail: str = ""
    to: dict[str, str] = Field({}, exclude=True)
    """Role of a talk (empty: none alone) → what of it that one is told. Empty: all are told all."""

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code

    @property
    def told(self) -> str:
        """The code; where its writer could make nothing of what was given, that it was declined."""
        return "declined by its writer" if self.is_declined else self.code

    @property
    def is_declined(self) -> bool:
        """Whether its writer could make nothing of the material, or of the values that were drawn."""
        return (self.code, self.by) == ("off concept", "writer")


class _Evidence(Frozen):
    ok: bool
    by: str
    """Which check or model."""


class Computation(_Evidence):
    """The answer was computed from the inputs that stand in the text."""

    kind: Literal["computation"] = "computation"
    expression: str
    result: str
    engine: str
    inputs: dict[str, Any]


class Execution(_Evidence):
    """A program ran, and passed its tests where there are some."""

    kind: Literal["execution"] = "execution"
    program: str
    tests: str
    outcome: str


class Citation(_Evidence):
    """A claim stands in a source: `quote` at code points start … end of `sources/<sha256>.txt`."""

    kind: Literal["citation"] = "citation"
    claim: str
    source: str
    sha256: str
    start: int
    end: int
    quote: str


class Agreement(_Evidence):
    """Independent answers to one question agree."""

    kind: Literal["agreement"] = "agreement"
    question: str
    answers: tuple[str, ...]
    share: float


class Likelihood(_Evidence):
    """The label (or answer) is the likeliest of the alternatives given the text."""

    kind: Literal["likelihood"] = "likelihood"
    logprob: float
    per_token: float
    alternatives: dict[str, float]
    slot: str = ""
    """Key of the stored answer that it was read from."""


class Classification(_Evidence):
    """A student or neighbours on embeddings say that the text has the label."""

    kind: Literal["classification"] = "classification"
    label: str
    probability: float
    alternatives: dict[str, float] = {}
    slot: str = ""


class Schema(_Evidence):
    """The row validates against the spec's JSON schema."""

    kind: Literal["schema"] = "schema"
    validator: str


class Rule(_Evidence):
    """A check of the library that needs no model held; it is run again from the row."""

    kind: Literal["rule"] = "rule"
    check: str
    """Its name in `tools/checks`."""
    of: tuple[str, ...]
    """Fields that it looked at."""
    arguments: dict[str, Any] = {}


class Judgement(_Evidence):
    """A judge model scored the row."""

    kind: Literal["judgement"] = "judgement"
    rubric: str
    score: float
    scale: tuple[float, float]
    reason: str
    slot: str = ""


class Human(_Evidence):
    """A person decided."""

    kind: Literal["human"] = "human"
    decision: str
    reviewer: str


Evidence = Annotated[
    Computation
    | Execution
    | Citation
    | Agreement
    | Likelihood
    | Classification
    | Schema
    | Rule
    | Judgement
    | Human,
    Field(discriminator="kind"),
]
EVIDENCE: TypeAdapter[Evidence] = TypeAdapter(Evidence)
PERSONS_OWN = "examples"
"""By whose word a row is right that a person gave as a row of the dataset."""
PROVING = frozenset({"computation", "execution", "citation", "human"})
"""Kinds that prove; a row is proven if one of these holds for its answer and nothing speaks against it."""


class Draft(Frozen):
    """What a worker hands to the committer: a candidate before anything that depends on other rows."""

    row: dict[str, Any] | None = None
    """The fields of the spec; None when nothing judgeable came after all attempts."""
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[Reason, ...] = ()
    """Why the row alone already fails; empty: it may be accepted."""
    grade: Grade = "supported"
    assigned: tuple[str, ...] = ()
    """Cell keys that independent assignments from the text alone named, first to last."""
    text: str = ""
    """The words by which duplicates are told."""
    signature: str = ""
    """Two candidates of one part with equal signatures are duplicates whatever their words; empty: none. Of
    values that may come once it holds several words, and one in common tells a duplicate."""
    group: str = ""
    """Rows of one group stay on one side of a split (same passage, same scene)."""
    attempts: int = 1
    tries: tuple[tuple[ReasonCode, ...], ...] = ()
    """Per earlier attempt of the same candidate, why it was written anew."""
    refused: tuple[str, ...] = ()
    """Per text of it that was turned away, the last included, by which check."""
    spared: tuple[str, ...] = ()
    """Ids of the paid checks that didn't examine the row, since its method had earned trust."""
    whole: bool = False
    """Whether every check examined it though its brief spared some: the trust was lost meanwhile."""
    prompts: dict[str, str] = {}
    """Prompt file → its hash, for those used."""
    models: tuple[str, ...] = ()
    form: Form = "sure"
    tokens: int = 0
    """Of the answers that it was made with."""
    writing: int = 0
    """Those of them that the writer took."""
    notes: dict[str, Any] = {}
    """Whatever else explains the row (steps, searches)."""
    first: "Draft | None" = None
    """As the worker handed it over, where a person's decision has changed it since (`memory/review.py`)."""

    @property
    def given(self) -> bool:
        """Whether it is a row of the person's own, taken as it is: no check that asks a model read it."""
        return any(one.kind == "human" and one.by == PERSONS_OWN for one in self.evidence)

    @property
    def at_first(self) -> "Draft":
        """The draft before people decided anything of it."""
        return self.first or self


class Verdict(Frozen):
    """What the committer decided about one candidate."""

    state: State
    reasons: tuple[Reason, ...] = ()
    grade: Grade = "supported"
    seat: int | None = None
    """The seat that it took."""
    cell: str = ""
    """The cell it counts in (its brief's, or where two assignments moved it)."""
    moved_from: str = ""
    promoted: bool = False
    """It was surplus at first, and took a seat that came open later."""
    withdrawn_at: int | None = None
    """The commit after which a person or the critic withdrew it; None: nobody did. Until then it was
    accepted, and what was learnt from that stays learnt."""
    held: int | None = None
    """The seat that it gave back when it was withdrawn."""

    @property
    def outcome(self) -> Outcome:
        """What became of the candidate; one that is surplus was right."""
        codes = {reason.code for reason in self.reasons}
        if self.state == "accepted" or codes == {"surplus"}:
            return "accepted"
        if codes & {"duplicate", "contaminated"}:
            return "near-copies"
        return "elsewhere" if codes & {"off concept", "wrong label"} else "wrong"

    @property
    def at_first(self) -> "Verdict":
        """The verdict before it was withdrawn."""
        if self.withdrawn_at is None:
            return self
        before = {"state": "accepted", "reasons": (), "seat": self.held, "withdrawn_at": None, "held": None}
        return self.model_copy(update=before)
