"""A user's JSON schema of a row: whether it can be served, and whether a row keeps it.

Draft 2020-12, asserted formats included; those that `jsonschema` checks only where other packages are
installed by their grammar, so that a row is right or wrong everywhere. Schemas are bounded, refer to nothing
outside themselves, and their patterns are matched in linear time, so that neither a schema nor a row can hang
the build. It does not know what endpoints take (`record_wire.py`)."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache, partial
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import canonical

VALIDATOR = "JSON Schema Draft 2020-12"
"""Name of the check in evidence."""
MAX_SCHEMA_BYTES = 100_000
MAX_ROW_BYTES = 100_000
MAX_DEPTH = 24
MAX_PATTERN = 500
"""Longest regular expression, in characters."""

_UNSERVED = {
    "patternProperties": "name the properties one by one",
    "propertyNames": "name the properties one by one",
    "unevaluatedProperties": "use additionalProperties",
    "$dynamicRef": "use $ref",
    "$id": "leave it out: a row's schema refers to itself only",
}


def check_schema(schema: Mapping[str, Any], root: str) -> None:
    """Whether values can be held against a schema: bounded, closed in itself, matched in linear time. Raises
    UserFault: they can't; names the place."""
    try:
        fault = _first_fault(canonical(schema))
    except (TypeError, ValueError, RecursionError):
        fault = next(_faults(schema), None)
    if fault:
        what, place, next_step = fault
        raise UserFault(what, where=".".join((root, *map(str, place))), next_step=next_step)


@lru_cache(maxsize=256)  # each talk brings the schemas of its tools
def _first_fault(schema: bytes) -> tuple[str, Iterable[Any], str] | None:
    return next(_faults(json.loads(schema)), None)


def _faults(schema: Mapping[str, Any]) -> Iterator[tuple[str, Iterable[Any], str]]:
    """What is wrong, where, and what to do."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    known = schema.get("$defs")
    for place, node in _nodes(schema, ()):
        if len(place) > 2 * MAX_DEPTH:
            yield f"nested more than {MAX_DEPTH} deep", place[:6], "flatten it"
        for keyword in filter(node.__contains__, _UNSERVED):
            yield f"{keyword} isn't served", place, _UNSERVED[keyword]
        if (reference := node.get("$ref")) is not None:
            name = str(reference).removeprefix("#/$defs/")
            if name == reference or not isinstance(known, Mapping) or name not in known:
                yield f"the reference {reference!r} leads nowhere", place, 'refer to "#/$defs/NAME"'
        if isinstance(pattern := node.get("pattern"), str):
            try:
                linear_pattern(pattern)
            except ValueError as error:
                step = "mend the pattern: it has no look-around and no back-references"
                yield str(error), (*place, "pattern"), step
    try:
        if len(canonical(schema)) > MAX_SCHEMA_BYTES:
            yield f"a schema of more than {MAX_SCHEMA_BYTES:,} bytes", (), "describe fewer fields"
    except ValueError as error:
        yield f"a value that is no JSON: {error}", (), "mend the value"
    if circle := _circle(schema):
        what = "a definition that refers to itself without going deeper"
        yield what, ("$defs", circle), "break the circle"
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        yield error.message, error.absolute_path, "mend the schema"


def _nodes(node: Any, place: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    """Every subschema with its path; values of enum, const, default and examples are data, not schemas."""
    if isinstance(node, Mapping):
        yield place, node
        for key, value in node.items():
            if key in ("properties", "$defs", "dependentSchemas") and isinstance(value, Mapping):
                for name, child in value.items():
                    yield from _nodes(child, (*place, key, name))
            elif key not in ("enum", "const", "default", "examples", "required"):
                yield from _nodes(value, (*place, key))
    elif isinstance(node, list):
        for number, child in enumerate(node):
            yield from _nodes(child, (*place, number))


_INTO = {"properties", "items", "prefixItems", "additionalProperties", "contains"}
"""Keywords whose subschemas apply to a part of the value, not to the same again."""


def _circle(schema: Mapping[str, Any]) -> str:
    """The name of a definition that applies itself to the same value again, or ""."""
    refers = [
        (place[1], node["$ref"].removeprefix("#/$defs/"))
        for place, node in _nodes(schema, ())
        if place[:1] == ("$defs",) and "$ref" in node and not _INTO & set(place[2:])
    ]
    if not refers:
        return ""
    import networkx as nx

    try:
        return str(nx.find_cycle(nx.DiGraph(refers))[0][0])
    except nx.NetworkXNoCycle:
        return ""


@lru_cache(maxsize=256)
def linear_pattern(pattern: str) -> Any:
    """The pattern for RE2, which matches in time linear in the text (no look-around, no back-references).
    Raises ValueError: too long, or not a pattern that RE2 takes."""
    import re2  # type: ignore[import-untyped]  # google-re2 ships no types

    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"a pattern of {len(pattern)} characters; at most {MAX_PATTERN} are taken")
    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else error
        raise ValueError(f"RE2, which matches in linear time, can't read the pattern: {said}") from error


def violations(value: Any, schema: Mapping[str, Any]) -> list[str]:
    """What a value breaks, `place: message` each, at most five, in the order of places; empty: nothing.

    `schema` has passed `check_schema`."""
    return [one if isinstance(one, str) else _told(one) for one in broken(value, schema)[:5]]


def _told(error: Any) -> str:
    """A fault as its writer can mend it: sizes with what there is, not the whole value."""
    place = ".".join(str(step) for step in error.absolute_path) or "the object"
    there, limit = error.instance, error.validator_value
    match error.validator:
        case "maxLength":
            return f"{place}: {len(there)} characters, at most {limit}: shorten it"
        case "minLength":
            return f"{place}: {len(there)} characters, at least {limit}: say more"
        case "maxItems":
            return f"{place}: {len(there)} items, at most {limit}"
        case "minItems":
            return f"{place}: {len(there)} items, at least {limit}"
        case "type" if limit == "string" and isinstance(there, list):
            return f"{place}: one text is wanted; what comes in several messages stands in it, a line each"
        case "anyOf" if ways := [one for one in error.context if one.validator_value != "null"]:
            either = len({one.relative_schema_path[0] for one in ways}) > 1
            return (" or " if either else "; ").join(dict.fromkeys(map(_told, ways)))[:300]
        case _:
            return f"{place}: {error.message[:300]}"


def broken(value: Any, schema: Mapping[str, Any]) -> list[Any]:
    """What a value breaks, as `jsonschema` says it, in the order of places; or in words, if it is too large.

    `schema` has passed `check_schema`."""
    if too_large := _unbounded(value):
        return [too_large]
    _FOLLOWED.set(count())
    try:
        return sorted(
            _validator(canonical(schema)).iter_errors(value), key=lambda e: [str(p) for p in e.absolute_path]
        )
    except _Endless:
        return [f"the object: its schema refers to itself too often: {_MOST_FOLLOWED:,} times and more"]


class _Endless(Exception):
    """A schema whose references branch: what it says of one value doubles with each."""


_FOLLOWED: ContextVar["count[int]"] = ContextVar("followed")
_MOST_FOLLOWED = 20_000
"""References, in holding one value against its schema."""


def _unbounded(row: Any) -> str:
    level, depth = [row], 0
    while level:
        if depth > MAX_DEPTH:
            return f"the object: nested more than {MAX_DEPTH} deep"
        depth += 1
        level = [
            child
            for value in level
            if isinstance(value, (dict, list))
            for child in (value.values() if isinstance(value, dict) else value)
        ]
    try:
        size = len(canonical(row))
    except ValueError as error:
        return f"the object: {error}"
    return f"the object: {size:,} bytes, at most {MAX_ROW_BYTES:,} are taken" if size > MAX_ROW_BYTES else ""


@lru_cache(maxsize=64)
def _validator(schema: bytes) -> Any:
    from referencing import Registry

    return _dialect()(json.loads(schema), registry=Registry(), format_checker=_formats())


@cache
def _dialect() -> Any:
    """Draft 2020-12 with patterns that are matched in linear time, and multiples of decimals as written."""
    from jsonschema import Draft202012Validator, ValidationError, validators

    def pattern(validator: Any, wanted: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        if validator.is_type(instance, "string") and not linear_pattern(wanted).search(instance):
            yield ValidationError(f"{instance[:80]!r} does not match {wanted!r}")

    def multiple(validator: Any, step: float, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        if validator.is_type(instance, "number") and Fraction(str(instance)) % Fraction(str(step)):
            yield ValidationError(f"{instance!r} is not a multiple of {step}")

    def reference(validator: Any, wanted: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        if next(_FOLLOWED.get()) >= _MOST_FOLLOWED:
            raise _Endless
        yield from Draft202012Validator.VALIDATORS["$ref"](validator, wanted, instance, _schema)

    def unique(validator: Any, wanted: bool, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        several = wanted and validator.is_type(instance, "array")
        if several and len(set(map(canonical, instance))) < len(instance):
            yield ValidationError(f"{instance!r} has non-unique elements")

    own = {"pattern": pattern, "multipleOf": multiple, "$ref": reference, "uniqueItems": unique}
    return validators.extend(Draft202012Validator, own)  # type: ignore[no-untyped-call]  # in types-jsonschema


_TIME = r"([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)([.,]\d+)?)?([Zz]|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)?"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_GRAMMARS: Mapping[str, str] = {
    "date-time": rf"\d{{4}}-\d\d-\d\d[Tt ]{_TIME}",
    "time": _TIME,
    "duration": r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?",
    "email": rf"[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}@{_LABEL}(\.{_LABEL})*",
    "hostname": rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:([\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+",
}
"""ISO 8601 (a zone and seconds may be left out), HTML's addresses, RFC 1123, RFC 3986."""


@cache
def _formats() -> Any:
    """Those of `jsonschema`, and these."""
    from jsonschema import Draft202012Validator, FormatChecker

    checker = FormatChecker(Draft202012Validator.FORMAT_CHECKER.checkers)
    for name in _GRAMMARS:
        checker.checks(name, raises=ValueError)(partial(_has, name))
    checker.checks("regex", raises=(re.error, OverflowError, RecursionError))(_is_pattern)
    return checker


def _is_pattern(value: Any) -> bool:
    return not isinstance(value, str) or bool(re.compile(value))


def _has(name: str, value: Any) -> bool:
    """Whether a value, if it is a text, has a format. Raises ValueError: no such day or host."""
    if not isinstance(value, str):
        return True
    if not re.fullmatch(_GRAMMARS[name], value, re.ASCII):
        return False
    if name == "date-time":
        return bool(date.fromisoformat(value[:10]))
    return name != "uri" or bool(urlsplit(value))
