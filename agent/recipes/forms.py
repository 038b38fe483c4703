"""Words and steps of a recipe, as pydantic reads them: their form, their limits, and what they name."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator as After
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic import BeforeValidator as Before

from seedbed.agent.recipes.deal import amount
from seedbed.agent.recipes.shapes import spelled
from seedbed.agent.recipes.templates import within
from seedbed.memory.files.file_faults import Path, said
from seedbed.memory.spec import Filled
from seedbed.tools.running.languages import runnable
from seedbed.tools.running.own import LONGEST, function

RESERVED = frozenset(
    (
        "id", "part", "leaf", "level", "language", "today", "params", "loop", "zip", "true", "false", "none",
        "True", "False", "None", "and", "or", "not", "in", "is", "if", "else", "elif", "for", "recursive",
    )
)  # fmt: skip
"""Names that no field, axis or target may have."""
_GIVEN = {
    "id": "each row has its own; take another (`number`, `order_id`)",
    "part": "each row of several parts has it; take another (`section`)",
    "level": "`levels: {easy: …, hard: …}` deals it evenly; for other shares take an axis of another name "
    "(`difficulty: {hard: 1/3, usual: rest}`) with `means`, and no `levels`",
    "language": "`languages: {en: 1/2, de: 1/2}` deals it, `language` gives that of all rows or of a field",
}
"""What gives a row that which has its own key."""


def _template(text: str) -> str:
    within(text)
    return text


def _expression(text: str) -> str:
    within(text, expression=True)
    return text


def name_of(name: str) -> str:
    """A name of a field, axis or target. Raises ValueError: it may not be called so."""
    if name in RESERVED:
        told = _GIVEN.get(name, "call it otherwise")
        raise ValueError(f"`{name}` is a name of the format: {told}")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,59}", name):
        raise ValueError(f"{said(name)}: a name has letters, digits and `_` and begins with a letter")
    return name


def made_of(code: str) -> list[str]:
    """What a step's own program is given, by name. Raises ValueError: it isn't such a program."""
    arguments = function(code, "make").args
    if arguments.posonlyargs or arguments.vararg or arguments.kwarg or not arguments.args:
        raise ValueError("`make` names what it is given, axes and earlier targets: def make(sentence, level)")
    return [one.arg for one in (*arguments.args, *arguments.kwonlyargs)]


def _makes(code: str) -> str:
    made_of(code)
    return code


def _plain(value: Any) -> Any:
    """A number or truth value as the words of an expression."""
    return spelled(value) if isinstance(value, (bool, int, float)) else value


def _share(value: Any) -> Any:
    if isinstance(value, (bool, Mapping, list)):
        raise ValueError(f"{said(value)} is no share: write 0.25, 1/3, `5 rows` or `rest`")
    if value is not None:
        amount(str(value))
    return value if value is None else str(value).strip()


def unless(problem: Callable[[Any], str]) -> After:
    """Refuses a value of which something is wrong."""

    def check(value: Any) -> Any:
        if wrong := problem(value):
            raise ValueError(wrong)
        return value

    return After(check)


def up_to(most: int) -> After:
    """Refuses a text of more characters."""
    return unless(lambda text: f"has {len(text):,} characters, {most:,} at most" if len(text) > most else "")


def _form(value: Any) -> str:
    return "<map>" if isinstance(value, Mapping) else "<list>" if isinstance(value, list) else "<text>"


Words = Annotated[Filled, up_to(1000)]
Prompt = Annotated[Filled, up_to(20_000), After(_template)]
Condition = Annotated[Filled, up_to(2000), After(_expression)]
Value = Annotated[Filled, up_to(20_000), Before(_plain), After(_expression)]
Name = Annotated[str, After(name_of)]
Share = Annotated[str, Before(_share)]
Count = Annotated[int, Field(ge=1, le=50)]


def either(wanted: str) -> Discriminator:
    """What tells text, list and map apart where a key takes several of them."""
    return Discriminator(_form, custom_error_type="form", custom_error_message=f"{wanted} is wanted")


class Said(BaseModel):
    """What stands in a recipe: types as YAML has them, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Write(Said):
    """One call of a model, for the rows on which `when` holds."""

    write: Prompt
    by: Literal["writer", "weaker"] = "writer"
    when: Condition = ""


class Set(Said):
    """What is worked out from what is there."""

    set: Value


class Code(Said):
    """What a program of the recipe's writer makes of what is there."""

    code: Annotated[Filled, up_to(LONGEST), After(_makes)]


class Pick(Said):
    """What is taken from documents, rows or persons."""

    pick: Words
    n: Count = 1
    linked: Literal["entity", "none"] = "none"
    apart: Literal["document", "section", "no"] = "no"
    whole: Literal["document", "no"] = "no"
    """Whether each is a whole document, as one passage."""


class Find(Said):
    """What a search brings."""

    find: Prompt
    n: Count = 3
    when: Condition = ""


def _silent(told: Mapping[str, str]) -> str:
    left = next((role for role in ("user", "assistant") if role not in told), "")
    return left and f"`{left}` is missing: what that role is told"


class Talk(Said):
    """Two roles that speak in turn."""

    talk: Annotated[dict[Literal["user", "assistant"], Prompt], unless(_silent)]
    first: Literal["user", "assistant"] = "user"
    last: Literal["user", "assistant", "any"] = "assistant"
    ends: Prompt = ""
    world: Annotated[Literal["", "calculator", "search", "true"], Before(_plain)] = ""
    errand: Annotated[Condition, Before(_plain)] = ""
    takes: Annotated[int, Field(ge=1, le=16)] = 1

    @model_validator(mode="after")
    def _several_takes_are_of_an_errand(self) -> "Talk":
        if "takes" in self.model_fields_set and not self.errand:
            raise ValueError("`takes`: only a talk with an `errand` is held several times")
        return self


class Run(Said):
    """A program that is run in the sandbox."""

    run: Annotated[Words, After(runnable)]
    program: str
    files: Any = None
    tests: Any = None
    timeout: Annotated[float, Field(gt=0, le=60)] = 30.0
    when: Condition = ""


class Repeat(Said):
    """A call that is made again until something holds."""

    repeat: Prompt
    until: Condition
    most: Annotated[int, Field(ge=1, le=20)]


class Generate(Said):
    """What a program draws. `kinds`: of an errand, those wanted, or an axis whose values they are; none: the
    world's."""

    generate: Literal["problems", "blueprint"]
    kinds: str | list[str] = ""


Step = Write | Set | Code | Pick | Find | Talk | Run | Repeat | Generate
_KEYS = tuple(one.__name__.lower() for one in get_args(Step))


def _way(value: Any) -> str:
    return next((f"<{key}>" for key in _KEYS if isinstance(value, Mapping) and key in value), "")


def templates_of(step: Step) -> Iterator[tuple[Path, str, bool]]:
    """(where it stands in the step, text, whether it is an expression) of all that names something."""
    if isinstance(step, Talk):
        yield from ((("talk", role), text, False) for role, text in step.talk.items())
    if isinstance(step, Run):
        for key, value in (("program", step.program), ("files", step.files), ("tests", step.tests)):
            names = value if isinstance(value, list) else [value]
            yield from (((key,), one, True) for one in names if isinstance(one, str) and one.isidentifier())
        return
    if isinstance(step, Code):
        yield from ((("code",), name, True) for name in made_of(step.code))
        return
    for key, value in step:
        if isinstance(value, str) and value and key not in _NOT_NAMING:
            alone = key == "find" and value.isidentifier()
            yield (key,), value, alone or key in ("set", "errand", "until", "kinds")


_NOT_NAMING = ("by", "when", "pick", "linked", "apart", "first", "last", "generate")


Making = Annotated[
    Annotated[
        Annotated[Write, Tag("<write>")]
        | Annotated[Set, Tag("<set>")]
        | Annotated[Code, Tag("<code>")]
        | Annotated[Pick, Tag("<pick>")]
        | Annotated[Find, Tag("<find>")]
        | Annotated[Talk, Tag("<talk>")]
        | Annotated[Run, Tag("<run>")]
        | Annotated[Repeat, Tag("<repeat>")]
        | Annotated[Generate, Tag("<generate>")],
        Discriminator(
            _way,
            custom_error_type="way",
            custom_error_message=f"text (one call) is wanted, or a map with one of {', '.join(_KEYS)}",
        ),
    ],
    Before(lambda value: {"write": value} if isinstance(value, str) else value),
]
