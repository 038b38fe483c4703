"""A recipe, expanded: what a row is, how it is made, why it may be believed.

These are values that expansion (`agent/recipes/expand.py`) makes of a recipe file; docs/recipes.md describes
the file. Nothing here knows a model, a check's code or a template's syntax."""

from typing import Annotated, Any, Literal

from pydantic import Field

from seedbed.memory.spec import Frozen, Role

RowRole = Literal["prompt", "response", "chosen", "rejected", "context", "label", "text", "messages"]
"""What a field is for: exports, card, reading and review go by it."""
Value = str | int | float | bool | None
"""A value of an axis, in its YAML type."""
Kind = Literal[
    "string", "line", "integer", "number", "boolean", "date", "datetime", "list", "messages", "enum",
    "choice", "object", "schema", "passage", "file", "tool", "call",
]  # fmt: skip
How = Literal["write", "set", "pick", "find", "talk", "run", "repeat", "generate"]
Relation = Literal["same", "follows", "answers", "edits", "differs", "needs"]
ENGINE = ("level", "language")
"""Axes that every recipe may have besides its own; dealt before those."""


class RecipeField(Frozen):
    """One field of a row, or one that is kept beside it."""

    name: str = ""
    kind: Kind
    """Of the field itself; that of a list's items is in its JSON schema."""
    json_schema: dict[str, Any]
    """What a value must validate against (JSON Schema 2020-12)."""
    role: RowRole | None = None
    """None: it isn't said; no field of an expanded recipe is without one."""
    nullable: bool = False
    kept: bool = False
    """Written and stored beside the row, not delivered."""

    @property
    def is_bare(self) -> bool:
        """Whether it holds a number, a date or a value of an enum: nothing that is worded."""
        return self.kind in ("integer", "number", "boolean", "date", "datetime", "enum", "choice")

    @property
    def value_schema(self) -> dict[str, Any]:
        """What a value must validate against that isn't null."""
        found: dict[str, Any] = self.json_schema["anyOf"][0] if self.nullable else self.json_schema
        return found


class Share(Frozen):
    """How many seats a value of an axis gets."""

    value: Value
    amount: str
    """As the recipe writes it: `0.25`, `1/3`, `5 rows`, `0.25 of all`, `rest`."""


class Axis(Frozen):
    """Something that varies from row to row by exact shares."""

    name: str
    shares: tuple[Share, ...] = ()
    """Values with their shares, in the recipe's order; empty where they are asked for."""
    when: str = ""
    """Expression over axes dealt before; seats on which it is false get `otherwise`. Empty: every seat."""
    otherwise: Value = None
    other_than: str = ""
    """Axis whose value on the same seat this one never has; without shares it takes that axis' values."""
    ask: str = ""
    """What the planner's model is to propose values of; empty: the values are given."""
    wanted: int = 0
    """How many values are asked for."""
    per: str = ""
    """Axis for each of whose values so many are asked; `level` or `language` too."""
    is_field: bool = False
    """Whether it is a field of the row (enum or boolean)."""
    means: dict[str, str] = {}
    """Value as text → its definition. Of a boolean: `true` → the sentence that holds then."""
    reads: tuple[str, ...] = ()
    """Fields from which its value is read blind; empty: it only varies."""
    counted: dict[str, Any] = {}
    """Where a check and no reader tells its value: `check` (an id) and value → arguments; empty: a reader."""

    @property
    def values(self) -> tuple[Value, ...]:
        """Its values, in the recipe's order; none where they are asked for."""
        return tuple(share.value for share in self.shares)


class Leaf(Frozen):
    """Where a part's concepts come from."""

    of: Literal["subject", "axis", "none", "passages", "generator"]
    """Of the request's subject, under each value of an axis, not at all, the documents' sections, or what a
    generator of problems has."""
    axis: str = ""


class Step(Frozen):
    """One step of making a row."""

    targets: tuple[str, ...]
    how: How
    prompt: str = ""
    """Template of what a model is asked to write (`write`)."""
    by: Role = "writer"
    """Whose model is asked for it."""
    arguments: dict[str, Any] = {}
    """What the other kinds of steps take, as the recipe writes it."""
    names: tuple[str, ...] = ()
    """Axes and earlier targets that it uses."""
    when: str = ""
    """Expression over axes and earlier targets; a row on which it is false doesn't take the step, and has
    null for its targets. Empty: every row does."""

    @property
    def is_written(self) -> bool:
        """Whether a model's own words are its targets."""
        return self.how in ("write", "talk", "repeat")


class CheckUse(Frozen):
    """One check of a row, with what it looks at."""

    id: str
    """`CHECK.FIELD`, unique in the recipe: what `checks`, `without` and `clauses` name."""
    check: str
    """Name in `tools/checks`."""
    inputs: dict[str, str | tuple[str, ...]]
    """Input of the check → field, kept field, target, or several of them."""
    arguments: dict[str, Any] = {}
    relation: Relation | Literal[""] = ""
    """The relation that it checks, of a line of `holds`."""
    line: int = 0
    """Number of that line, from 1; 0: none."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that it looks at, in order."""
        several = ((one,) if isinstance(one, str) else one for one in self.inputs.values())
        return tuple(dict.fromkeys(name for some in several for name in some))


class Sentence(Frozen):
    """One sentence of the rubric: yes or no, with a quote."""

    number: int
    """From 1."""
    say: str
    """A template that may name axes."""
    when: str = ""
    """Expression over the seat; where it is false the sentence isn't asked."""
    role: str = ""
    """The role whose every turn it is about; empty: no single turns."""


class Clause(Frozen):
    """One demand of the request and what keeps it."""

    text: Annotated[str, Field(min_length=1)]
    """The request's own words."""
    kept_by: tuple[str, ...]
    """Binders: `rows`, `field F`, `axis A`, `rubric I`, `holds I`, `check ID`, `source S`, `budget`, or
    `not kept: reason`. All must hold."""


class Recipe(Frozen):
    """A recipe after expansion: names resolved, defaults and unasked checks filled in."""

    name: str
    about: str
    fields: tuple[RecipeField, ...]
    """Fields of the row in its order, then those that are kept beside it."""
    axes: tuple[Axis, ...] = ()
    """In the order of dealing: each after those it depends on."""
    levels: dict[str, str] = {}
    """Level → its definition (empty: none given), easiest first."""
    languages: tuple[Share, ...] = ()
    """ISO 639-1 codes with shares, dealt as the axis `language`; empty: the spec's language."""
    language: dict[str, str] = {}
    """Field → ISO 639-1 code, `any`, or the axis that names the code; fields not named: the spec's."""
    leaf: Leaf = Leaf(of="subject")
    steps: tuple[Step, ...]
    checks: tuple[CheckUse, ...] = ()
    """Cheapest first."""
    rubric: tuple[Sentence, ...] = ()
    clauses: tuple[Clause, ...] = ()
    params: dict[str, Any] = {}
    said: tuple[str, ...] = ()
    """Readings that a person is told before approval (which value got the half row, and the like)."""
    advice: tuple[str, ...] = ()
    """What whoever writes the recipe might do better."""

    @property
    def row(self) -> tuple[RecipeField, ...]:
        """The fields that are delivered."""
        return tuple(field for field in self.fields if not field.kept)

    @property
    def schemas(self) -> dict[str, dict[str, Any]]:
        """What values validate against: of fields, and of texts that are none and that some rows lack."""
        lacked = {name for one in self.steps if one.when and one.how == "write" for name in one.targets}
        text_or_null = {"anyOf": [{"type": "string"}, {"type": "null"}]}
        return dict.fromkeys(lacked, text_or_null) | {one.name: one.json_schema for one in self.fields}

    def field(self, name: str) -> RecipeField:
        """The field of that name. Raises KeyError: there is none."""
        return {one.name: one for one in self.fields}[name]

    @property
    def dealt(self) -> tuple[Axis, ...]:
        """The axes in the order of dealing: `level` and `language`, where rows have them, then its own."""
        levels = tuple(Share(value=name, amount=f"1/{len(self.levels)}") for name in self.levels)
        first = zip(ENGINE, (levels, self.languages), strict=True)
        return (*(Axis(name=name, shares=shares) for name, shares in first if shares), *self.axes)

    def axis(self, name: str) -> Axis:
        """The axis of that name. Raises KeyError: there is none."""
        return {one.name: one for one in self.dealt}[name]
