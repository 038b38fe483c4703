"""A recipe as it is written, by pydantic: its keys, and the form and limits of what stands there."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import AfterValidator as After
from pydantic import BeforeValidator as Before
from pydantic import Field, Tag, model_validator
from pydantic import PlainValidator as Plain

from seedbed.agent.recipes.deal import problem_of_shares
from seedbed.agent.recipes.forms import Condition, Making, Name, Prompt, Said, Share, Words, either, unless
from seedbed.agent.recipes.load import OPTIONS
from seedbed.agent.recipes.shapes import problem_of_values, read_shape, spelled, typed
from seedbed.memory.files.file_faults import said, unknown
from seedbed.memory.languages import is_code
from seedbed.memory.recipe import Leaf, RecipeField, Relation, Value
from seedbed.memory.spec import Filled

_RELATIONS: tuple[Relation, ...] = get_args(Relation)
_NAMED = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_NO_NAME = "small letters, digits and hyphens are wanted, at most 60"
_NAMING = ("field", "axis", "rubric", "holds", "check", "source")
_BINDERS = ("rows", *(f"{one} NAME" for one in _NAMING), "budget", "not kept: reason")
Shares = Annotated[
    dict[str, Share],
    unless(lambda some: problem_of_values([*typed(some).values()]) or problem_of_shares([*some.values()])),
]
Values = Annotated[list[Any], unless(problem_of_values)]
Code = Annotated[
    str,
    unless(lambda c: "" if is_code(c) else f"{said(c)} is no language: ISO 639-1 codes such as en, de, es"),
]


class AxisSaid(Said):
    """What `vary` says of an axis."""

    of: Annotated[
        Annotated[Values, Tag("<list>")] | Annotated[Shares, Tag("<map>")],
        either("a list of values or a map of shares"),
    ] = []
    when: Condition = ""
    otherwise: Value = Field(None, alias="else")
    ask: Annotated[Prompt, Field(max_length=1000)] = ""
    n: Annotated[int, Field(ge=1, le=500)] = 0
    per: Words = ""
    other_than: Words = ""

    @model_validator(mode="before")
    @classmethod
    def _may_be_values_alone(cls, value: Any) -> Any:
        options = isinstance(value, Mapping) and (
            bool({"of", "ask", "other_than"} & set(value)) or set(value) <= OPTIONS
        )
        if options and isinstance(of := value.get("of"), Mapping) and "ask" in of and set(of) <= OPTIONS:
            raise ValueError("`ask` stands beside `when`, not in `of`: `{ask: …, n: …, when: …}`")
        return value if options or value is None else {"of": value}

    @model_validator(mode="after")
    def _options_fit(self) -> "AxisSaid":
        there = self.model_fields_set
        if self.ask and ("of" in there or self.other_than):
            raise ValueError("`ask`: values that are asked for aren't given too")
        if self.ask and not self.n:
            raise ValueError("`n` is missing beside `ask`: how many values are asked for")
        for one, beside in (("n", "ask"), ("per", "ask"), ("otherwise", "when")):
            if one in there and beside not in there:
                raise ValueError(f"`{'else' if one == 'otherwise' else one}` stands beside `{beside}` only")
        return self


def _leaf(value: Any) -> Leaf:
    if value == "none":
        return Leaf(of="none")
    if isinstance(value, Mapping) and [*value] == ["per"] and isinstance(value["per"], str):
        return Leaf(of="axis", axis=value["per"])
    raise ValueError("`{per: AXIS}` or `none` is wanted")


class Line(Said):
    """One line of `holds`."""

    a: str
    relation: Relation
    b: tuple[str, ...]
    most: int = 1
    """Of `edits`."""
    number: int = 0


def _line(value: Any) -> Line:
    words = value.split() if isinstance(value, str) else []
    if len(words) < 3:
        raise ValueError(f"{said(value)}: `A RELATION B` is wanted, RELATION one of {', '.join(_RELATIONS)}")
    relation = next((one for one in _RELATIONS if one == words[1]), None)
    if relation is None:
        raise ValueError(unknown("relation", words[1], _RELATIONS))
    rest, most = words[2:], 1
    if relation == "edits" and len(rest) > 1 and rest[-1].isdecimal():
        most = int(rest.pop())
        if not 1 <= most <= 50:
            raise ValueError(f"a whole number from 1 to 50 is wanted, not `{most}`")
    if relation not in ("follows", "answers") and len(rest) > 1:
        raise ValueError(f"`{relation}` has one B, not {len(rest)}")
    if words[0] in rest:
        raise ValueError(f"`{words[0]}` stands on both sides")
    return Line(a=words[0], relation=relation, b=tuple(rest), most=most)


class SentenceSaid(Said):
    """One sentence of the rubric."""

    say: Annotated[Prompt, Field(max_length=1000)]
    when: Condition = ""

    @model_validator(mode="before")
    @classmethod
    def _may_be_words_alone(cls, value: Any) -> Any:
        return value if isinstance(value, Mapping) else {"say": value}


def _binder(value: str) -> str:
    text = " ".join(value.split())
    word, _, rest = text.partition(" ")
    if text in ("rows", "budget") or (word in _NAMING and rest):
        return text
    if text.startswith("not kept"):
        if not text.removeprefix("not kept").removeprefix(":").strip():
            raise ValueError("`not kept:` needs its reason")
        if text.startswith("not kept:"):
            return text
    raise ValueError(unknown("binder", text, _BINDERS))


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, (list, tuple)) else [value]


Binder = Annotated[str, After(_binder)]


_Meanings = Annotated[
    Annotated[Words, Tag("<text>")] | Annotated[dict[str, Words], Tag("<map>")],
    either("a sentence, or a map of values to definitions,"),
]
_Read = Annotated[
    Annotated[list[str], Tag("<list>"), Field(min_length=1)] | Annotated[dict[str, Any], Tag("<map>")],
    either("a list of fields, or a check with arguments for each value,"),
]


_ONE_LEVEL = "there are two or more; where all rows are of one, say it in the prompt, and leave `levels` out"


class RecipeSaid(Said):
    """A recipe, with the one that it starts from merged in."""

    recipe: Annotated[str, unless(lambda name: "" if _NAMED.fullmatch(name) else _NO_NAME)]
    about: Filled
    use: str = ""
    clauses: dict[Filled, Annotated[list[Binder], Field(min_length=1), Before(_listed)]] = {}
    params: dict[str, Any] = {}
    language: Annotated[
        Annotated[str, Tag("<text>")] | Annotated[dict[str, str], Tag("<map>")],
        either("a code, or a map of fields to codes,"),
    ] = ""
    languages: Annotated[dict[Code, Share], unless(lambda some: problem_of_shares([*some.values()]))] = {}
    levels: Annotated[
        dict[Filled, str],
        unless(lambda some: "" if len(some) > 1 else _ONE_LEVEL),
        Before(lambda v: dict.fromkeys(map(spelled, v), "") if isinstance(v, list) else v),
    ] = {}
    row: Annotated[dict[Name, Annotated[RecipeField, Plain(read_shape)]], Field(min_length=1)]
    keep: dict[Name, Annotated[RecipeField, Plain(read_shape)]] = {}
    leaf: Annotated[Leaf, Plain(_leaf)] | None = None
    vary: dict[Name, AxisSaid] = {}
    write: Prompt = ""
    make: Annotated[dict[str, Making], Field(min_length=1)] = {}
    means: dict[str, _Meanings] = {}
    read: dict[str, _Read] = {}
    holds: Annotated[list[Annotated[Line, Plain(_line)]], Field(min_length=1)] = []
    rubric: Annotated[list[SentenceSaid], Field(min_length=1)] = []
    checks: Annotated[dict[str, dict[str, Any]], Field(min_length=1)] = {}
    without: Annotated[list[str], Field(min_length=1)] = []

    @model_validator(mode="before")
    @classmethod
    def _leaf_may_stand_among_the_axes(cls, value: Any) -> Any:
        vary = value.get("vary")
        if not isinstance(vary, Mapping) or "leaf" not in vary:
            return value
        if "leaf" in value:
            raise ValueError("`leaf` is said twice")
        rest = {name: axis for name, axis in vary.items() if name != "leaf"}
        return {**value, "vary": rest, "leaf": vary["leaf"]}

    @model_validator(mode="after")
    def _is_made(self) -> "RecipeSaid":
        if not (self.write or self.make):
            raise ValueError("`write` or `make` is missing: nothing makes the row")
        return self
