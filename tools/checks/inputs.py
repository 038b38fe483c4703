"""What checks look at: values with their fields, the words in them; and the evidence of a free check."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeGuard

from pydantic import BaseModel

from seedbed.memory.candidate import ReasonCode, Rule
from seedbed.tools.checks.check import Case, Misfit, Values, Verdict, Verify, failed, held, texts_of


def named(inputs: Mapping[str, Any], case: Case, name: str) -> list[tuple[str, Any]]:
    """The fields behind one input with their values; an input left out has none."""
    if name not in inputs:
        return []
    fields = case.inputs.get(name, name)
    if isinstance(fields, str):
        return [(fields, inputs[name])]
    return list(zip(fields, inputs[name], strict=True))


def fields_of(case: Case) -> tuple[str, ...]:
    """Every field that a check looks at, in the order of its inputs."""
    several = ((one,) if isinstance(one, str) else one for one in case.inputs.values())
    return tuple(chain.from_iterable(several))


def values_of(inputs: Mapping[str, str | tuple[str, ...]], known: Mapping[str, Any]) -> dict[str, Any]:
    """Input → the value of its field, or the values of its fields.

    Args:
        inputs: As a recipe has them: a name that takes several fields ends in `*`.
        known: Field → value; one that isn't there is None."""
    return {
        name.rstrip("*"): tuple(map(known.get, named)) if isinstance(named, tuple) else known.get(named)
        for name, named in inputs.items()
    }


def spoken(value: Any, *, results: bool = False) -> list[str]:
    """The texts in a value: of messages what is said, not who says it; of anything else every string.
    `results`: of messages also what tools returned, which is nobody's words."""
    if is_messages(value):
        said = (one for one in value if results or one["role"] != "tool")
        return [text for one in said for text in texts_of(one.get("content"))]
    return list(texts_of(value))


def is_messages(value: Any) -> TypeGuard[Sequence[Mapping[str, Any]]]:
    """Whether a value has the shape of a talk."""
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(one, Mapping) and "role" in one and "content" in one for one in value)
    )


def are_tools(value: Any) -> TypeGuard[Sequence[Mapping[str, Any]]]:
    """Whether a value has the shape of tools that a talk has."""
    return isinstance(value, (list, tuple)) and all(
        isinstance(one, Mapping) and isinstance(one.get("parameters"), Mapping) for one in value or [None]
    )


def of_shape(name: str, what: str, shape: str, types: Sequence[str]) -> Misfit:
    """That an input's field is of another JSON type, as its shape says, than those that the check reads.
    `what`: what it is to be, which a recipe writes as `shape`."""

    def misfit(
        _arguments: object, named: Mapping[str, Any], schemas: Mapping[str, Any], _languages: object
    ) -> str:
        schema = schemas.get(named[name], {})
        if "enum" not in schema and schema.get("type", types[0]) in types:
            return ""
        return f"`{named[name]}` is no {what}: the shape `{shape}` is wanted"

    return misfit


def of_text(
    _arguments: object, named: Mapping[str, Any], schemas: Mapping[str, Any], _languages: object
) -> str:
    """That the field of the input `of` holds no word whatever its values, as its shape says."""
    if not _wordless(schemas.get(named["of"], {})):
        return ""
    return f"`{named['of']}` holds numbers or truth values alone, and this looks at a text"


def _wordless(schema: Any) -> bool:
    if not isinstance(schema, Mapping):
        return False
    inner = schema.get("properties")
    if isinstance(inner, Mapping) and inner and schema.get("additionalProperties") is False:
        return all(map(_wordless, inner.values()))
    if schema.get("type") == "array":
        return _wordless(schema.get("items"))
    return schema.get("type") in ("integer", "number", "boolean")


def language_of(case: Case, name: str = "of") -> str:
    """ISO 639-1 code of the language that an input's field is to be in; empty: unknown, any, or several."""
    fields = case.inputs.get(name, name)
    codes = {case.languages.get(one, "") for one in ([fields] if isinstance(fields, str) else fields)}
    code = codes.pop() if len(codes) == 1 else ""
    return "" if code == "any" else code.casefold()


def by_rule(check: str, fault: Callable[[Values, Any, Case], str], code: ReasonCode = "malformed") -> Verify:
    """How a check without a model verifies: by the fault that it finds, empty if the row keeps it."""

    async def verify(values: Values, arguments: Any, case: Case) -> Verdict:
        found = fault(values, arguments, case)
        return failed(code, found) if found else held(rule(check, arguments, case))

    return verify


def rule(check: str, arguments: BaseModel, case: Case) -> Rule:
    """Evidence that a check without a model held; the caller puts the id into `by`."""
    said = arguments.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return Rule(ok=True, by=check, check=check, of=tuple(dict.fromkeys(fields_of(case))), arguments=said)
