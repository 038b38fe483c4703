"""The spec: a request made exact. A frozen value, saved as `spec.yaml`, edited by hand.

One spec asks for one dataset of one or more *parts*; a part is one kind of rows. A file may
give a single part's keys at the top level (`recipe`, `rows`, `labels`, …), and a spec of one part is written
that way. Reading and writing files is `memory/files/spec_file.py`; this module knows only values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from seedbed.memory.search import Search

Form = Literal["strong", "sure"]
Offline = Literal["", "labels", "problems", "questions", "dialogues"]
ROLES_OFFLINE: Mapping[Offline, Mapping[str, str]] = {
    "labels": {"text": "text", "label": "label"},
    "problems": {"question": "prompt", "solution": "response", "answer": "response"},
    "questions": {
        "question": "prompt",
        "answer": "response",
        "context": "context",
        "source": "place",
        "heading": "place",
    },
    "dialogues": {"messages": "messages", "source": "place", "heading": "place"},
}
"""Offline source → field of its rows → what it is for. A place is where it was found: nothing to train on."""
Role = Literal[
    "planner", "writer", "judge", "critic", "solver", "annotator", "embedder", "user", "assistant", "weaker"
]
MOST_ROWS = 1_000_000
"""Of a part that are asked for at once: their seats are dealt together, in memory."""
MOST_ATTEMPTS = 10
"""At one row."""
MOST_IN_PART = 10_000_000
"""Of a part, all that it was extended by counted."""
MOST_SEED = 2**53 - 1
"""The greatest whole number that canonical JSON holds."""
ANY = "any"
"""The label or difficulty of a cell that has none."""


class Frozen(BaseModel):
    """A value read from or written to disk: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _no_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError(f"{str(value).lower()} is read as a truth value, and a number is wanted")
    return value


Count = Annotated[int, BeforeValidator(_no_truth)]
"""A whole number; `true`, which pydantic takes for 1, is none."""
Real = Annotated[float, BeforeValidator(_no_truth), Field(allow_inf_nan=False)]
"""The same of any number."""


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


Filled = Annotated[str, AfterValidator(_filled)]
"""A text that says something."""


class Label(Frozen):
    """One class of the codebook."""

    name: Annotated[Filled, Field(max_length=300)]
    definition: str = ""
    """What is inside."""
    outside: str = ""
    """What is not, though it looks like it."""
    share: Annotated[Real, Field(ge=0)] = 1.0
    """Share of the part's rows, relative to the other labels; 0: no row comes to it yet."""


class Attribute(Frozen):
    """A dimension that varies over the rows (AttrPrompt, Yu et al. 2023)."""

    name: Annotated[Filled, Field(max_length=60)]
    values: Annotated[tuple[Filled, ...], Field(min_length=1)]


class Price(Frozen):
    """What a model costs, in US dollars per million tokens."""

    prompt: Annotated[Real, Field(ge=0)] = 0.0
    cached: Annotated[Real, Field(ge=0)] | None = None
    """Of prompt tokens that the endpoint had in its cache, as it says; None: as the others."""
    completion: Annotated[Real, Field(ge=0)] | None = None
    """None: of a model that makes vectors, which completes nothing."""
    batch: Annotated[Real, Field(ge=0, le=1)] = 0.5
    """Times that, what tokens cost in a batch (`--batch`)."""

    @property
    def by_batch(self) -> "Price":
        """What it costs in a batch."""
        cached, completion = (
            None if one is None else one * self.batch for one in (self.cached, self.completion)
        )
        return Price(prompt=self.prompt * self.batch, cached=cached, completion=completion)


_SENT = frozenset(
    {"model", "messages", "prompt", "input", "encoding_format", "tools", "tool_choice", "response_format"}
    | {"stream", "stream_options", "n", "max_tokens", "max_completion_tokens", "seed", "stop", "grammar"}
    | {"logprobs", "top_logprobs"}
)
"""Keys of a request's body whose values are the program's own."""


class Model(Frozen):
    """One model at one endpoint."""

    base_url: str = ""
    """Root of the OpenAI-compatible API, ending in `/v1`. Empty for `preset: embedded`."""
    model: str = ""
    preset: str = ""
    """One of the presets of `agent/models/presets.yaml`, or empty."""
    api_key_env: str = ""
    """Name of the environment variable that holds the key; the key itself never stands in a spec."""
    headers: dict[str, str] = {}
    parameters: dict[str, Any] = {}
    """Request parameters sent with every call (`temperature`, `top_p`, …)."""
    price: Price | None = None
    timeout: Annotated[Real, Field(gt=0, le=86_400)] = 120.0
    """Seconds that one delivery may take, a day at most."""
    fallback: str = ""
    """Name in `models` of one that answers while this one's endpoint is down. It has none itself."""

    @field_validator("parameters")
    @classmethod
    def _leave_what_is_sent_anyway(cls, given: dict[str, Any]) -> dict[str, Any]:
        if own := next((name for name in given if name in _SENT), ""):
            raise ValueError(f"{own!r} is seedbed's own in each call, and can't be given")
        return given


class Budget(Frozen):
    """Caps. Absent means no cap of that kind."""

    tokens: Annotated[Count, Field(gt=0)] | None = None
    usd: Annotated[Real, Field(gt=0)] | None = None
    calls: Annotated[Count, Field(gt=0)] | None = None
    minutes: Annotated[Real, Field(gt=0)] | None = None


class Acceptance(Frozen):
    """What a candidate must hold to be accepted."""

    grade: Literal["any", "proven"] = "any"
    """`proven`: only rows computed, executed or quoted."""
    near_duplicate: Annotated[Real, Field(gt=0, le=1)] = 0.7
    """ROUGE-L F at or above which a row counts as a duplicate (Self-Instruct, Wang et al. 2023, §2.2)."""
    attempts: Annotated[Count, Field(ge=1, le=MOST_ATTEMPTS)] = 3
    """Attempts (first writing and repairs) of one candidate."""
    faithfulness: Annotated[Real, Field(gt=0, lt=1)] | None = None
    """Share of delivered rows that must be right; a build that surely can't reach it ends. None: any."""


class Each(Frozen):
    """Rows counted by the person's documents."""

    of: Literal["document", "entry", "section", "function"]
    """A file, or a row of a table; besides a line of a text, or an entry of a map in JSON, that is named as
    one file; what stands under a document's own headings; or a function or method of a program in Python."""
    rows: Annotated[Count, Field(ge=1, le=MOST_ROWS)] = 1
    """Of each of them."""
    source: Annotated[str, Field(exclude_if=lambda named: not named)] = ""
    """The file or folder, of those that are named, whose documents alone are counted: what is searched for is
    found in the others. Empty: all are counted, and searched."""

    there: Annotated[Count, Field(ge=0, exclude_if=lambda number: not number)] = 0
    """How many of them the request speaks of; 0: it doesn't say."""

    @property
    def told(self) -> str:
        """In words: `1 for each document of questions.csv`."""
        return f"{self.rows} for each {self.of}" + (f" of {self.source}" if self.source else "")


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Part(Frozen):
    """One kind of rows of the dataset."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")] = "rows"
    offline: Offline = ""
    """The offline source that makes its rows where it has no recipe (docs/recipes.md)."""
    recipe: str | dict[str, Any] = ""
    """A shipped recipe's name, a file, or the recipe itself (docs/recipes.md), as which the run keeps it: its
    YAML text, for the order of its keys counts."""
    clauses: dict[str, Annotated[tuple[str, ...], BeforeValidator(_listed)]] = {}
    """The request's demands in its own words → what keeps each (docs/recipes.md, clauses)."""
    as_bound: dict[str, dict[str, dict[str, str]]] = {}
    """Demand → axis that keeps it → the values and shares that this had when the demand was bound to it."""
    row_roles: dict[str, str] = {}
    """Field → what it is for (`memory/recipe.py`, RowRole). Follows from the recipe, as `bound`, labels and
    difficulties of such a part do: none of them is written to `spec.yaml`."""
    bound: dict[str, tuple[str, ...]] = {}
    """Binder of a clause (`holds 1`) → the checks that keep it, by their id (`same.plain`)."""
    topic: Filled
    """The domain in plain words: "a bike-rental firm"."""
    rows: Annotated[Count, Field(ge=1, le=MOST_IN_PART)]
    each: Each | None = None
    """So many rows for each document or section: `rows` is counted once the documents are read."""
    labels: tuple[Label, ...] = ()
    about: str = ""
    """What the labels classify by: intent, topic, sentiment, spam."""
    text_kind: str = ""
    """What a text is: "customer message", "film review". Empty: "text"."""
    attributes: tuple[Attribute, ...] = ()
    difficulties: tuple[Filled, ...] = ()
    """Levels in equal shares; empty: its source's own."""
    families: tuple[str, ...] = ()
    """Problem families (offline problems); empty: all that fit."""
    guidance: tuple[Filled, ...] = ()
    """Rules for the writer, a sentence each."""
    of: str = ""
    """The part whose accepted rows its rows start from."""
    world: str = ""
    """File of the world in which tools are called (docs/tool-use.md)."""
    personas: str = ""
    """File of the users who speak; empty: they are made up."""
    turns: tuple[Annotated[Count, Field(ge=2)], Annotated[Count, Field(le=64)]] | None = None
    """Fewest and most turns of a dialogue, each a message of user or assistant; None: as its script says."""

    @field_validator("labels", mode="before")
    @classmethod
    def _labels_may_be_words(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return [{"name": k, "definition": v or ""} for k, v in value.items()]
        if isinstance(value, (list, tuple)):
            return [v if isinstance(v, (dict, Label)) else {"name": v} for v in value]
        return value

    @field_validator("attributes", mode="before")
    @classmethod
    def _attributes_may_be_a_map(cls, value: Any) -> Any:
        return [{"name": k, "values": v} for k, v in value.items()] if isinstance(value, dict) else value

    @model_validator(mode="before")
    @classmethod
    def _rows_may_be_counted_later(cls, value: Any) -> Any:
        each = value.get("each") if isinstance(value, dict) else None
        return {"rows": each.get("rows", 1), **value} if isinstance(each, dict) else value

    @model_validator(mode="before")
    @classmethod
    def _roles_follow_from_the_source(cls, value: Any) -> Any:
        source = value.get("offline") if isinstance(value, dict) else None
        if source not in [*ROLES_OFFLINE]:
            return value
        return {**value, "row_roles": dict(ROLES_OFFLINE[source])}

    @model_validator(mode="after")
    def _is_whole(self) -> "Part":
        _refuse_doubles("labels: {!r} is named twice", [label.name for label in self.labels])
        _refuse_doubles("difficulties: {!r} is named twice", self.difficulties)
        if self.labels and not any(label.share for label in self.labels):
            raise ValueError("labels: one of them needs a share above 0")
        if self.offline == "labels" and len(self.labels) == 1:
            raise ValueError("labels: at least two are needed")
        if bool(self.recipe) == bool(self.offline):
            raise ValueError("recipe: a part has a recipe: a name, a file, or its text")
        if self.each and self.offline:
            raise ValueError("each: rows of an offline source aren't counted by documents")
        if self.turns and self.turns[0] > self.turns[1]:
            raise ValueError(f"turns: at least {self.turns[0]} and at most {self.turns[1]} can't both be")
        return self

    @property
    def of_documents(self) -> bool:
        """Whether documents' structure gives its rows, so that its concepts are their sections."""
        return self.offline in ("questions", "dialogues")


class Spec(Frozen):
    """What one run is to build. Whatever of it can change a row is in the run's fingerprint."""

    request: str = ""
    """The plain words that it was read from; empty when a person wrote the spec."""
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    language: str = "English"
    sources: tuple[str, ...] = ()
    """Files and folders of documents. A file may name search tools among them (`mcp:`, `web:`)."""
    search: tuple[Search, ...] = ()
    """Search tools whose answers are documents too."""
    knowledge: str = ""
    """Where the index of the documents lies: a folder that runs share, or the `http://host:port` of a Chroma
    server (on another machine only with `egress`). Empty: in the run."""
    examples: tuple[str, ...] = ()
    """Files of rows that the user already has (JSONL)."""
    include_examples: bool = False
    held_out: tuple[str, ...] = ()
    """Files of rows of which no near-copy may enter the dataset (JSONL, JSON, CSV): a benchmark's, say."""
    steer_by: str = ""
    """File of real labelled rows: the errors of a student of the dataset on them steer the build."""
    allow_verbatim: bool = False
    """Whether the writer may be shown real rows of `steer_by` that the student got wrong."""
    gold: str = ""
    """File of people's decisions about delivered rows, from which faithfulness is estimated."""
    egress: bool = False
    """Whether text of sources or models may go into web search, MCP or URL calls."""
    budget: Budget = Budget()
    accept: Acceptance = Acceptance()
    verification: Literal["adaptive", "full"] = "adaptive"
    """Which rows the paid checks examine: all of a method until enough have passed, then drawn ones, all
    again when one fails; or always all, each by as many draws as a majority takes."""
    planning: Literal["agent", "draft"] | None = None
    """Whether an agent betters the draft of the plan; None: of a request in plain words, where the planner's
    model can and the build is worth it."""
    models: dict[str, Model] = {}
    roles: dict[Role, str] = {}
    """Role → name in `models`; a role that isn't named uses `default`, those who speak in a talk (`user`,
    `assistant`) the writer's, `weaker` the assistant's, `critic` the planner's; passages are embedded on
    this machine where no `embedder` is named."""
    max_concurrent: Annotated[Count, Field(ge=1, le=1024)] | None = None
    """Model calls at once. None: 64 on a hosted endpoint, what the embedded server takes on that."""
    look_ahead: Annotated[Count, Field(ge=1, le=4096)] | None = None
    """W: briefs ordered ahead of the committer at most. None: twice `max_concurrent` when the run is made (of
    talks four times), growing where little is left to learn, a quarter of the rows (of talks half) or
    8 at most."""
    critique_every: Annotated[Count, Field(ge=1)] | None = None
    """K: commits between two critiques. None: a twentieth of the rows, at least 12, at most 500."""
    seed: Annotated[Count, Field(ge=0, le=MOST_SEED)] = 0
    today: date | None = None
    """The day that recipes name by `{{ today }}`. None: that on which the run is made, where one names it."""

    @model_validator(mode="before")
    @classmethod
    def _one_part_may_stand_at_the_top(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "parts" in value:
            return value
        mine = {k: v for k, v in value.items() if k in Part.model_fields}
        rest = {k: v for k, v in value.items() if k not in Part.model_fields}
        return {**rest, "parts": [mine]} if mine else value

    @model_validator(mode="before")
    @classmethod
    def _search_tools_may_stand_among_the_sources(cls, value: Any) -> Any:
        named = value.get("sources") if isinstance(value, dict) else None
        if not isinstance(named, (list, tuple)) or not any(isinstance(one, dict) for one in named):
            return value
        searches = [*value.get("search", ()), *(one for one in named if isinstance(one, dict))]
        return {**value, "sources": [s for s in named if not isinstance(s, dict)], "search": searches}

    @model_validator(mode="after")
    def _parts_have_names(self) -> "Spec":
        _refuse_doubles("parts: the name {!r} is used twice", [part.name for part in self.parts])
        if unknown := sorted(set(self.roles.values()) - set(self.models) - {"default"}):
            raise ValueError(f"roles: no model is named {unknown[0]!r} in models")
        twice = "sources: two search tools are called {!r}: give a `name`"
        _refuse_doubles(twice, [search.name for search in self.search])
        of_documents = [part.name for part in self.parts if part.of_documents]
        if of_documents and not (self.sources or self.search):
            raise ValueError(f"sources: the part {of_documents[0]!r} is made of documents (--from PATH)")
        return self

    @property
    def rows(self) -> int:
        """Rows asked for, over all parts."""
        return sum(part.rows for part in self.parts)

    def part(self, name: str) -> Part:
        """The part of that name. Raises KeyError: there is none."""
        return {part.name: part for part in self.parts}[name]


def _refuse_doubles(told: str, names: Sequence[str]) -> None:
    if doubled := [name for name, times in Counter(names).items() if times > 1]:
        raise ValueError(told.format(doubled[0]))
