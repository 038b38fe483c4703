"""Tools out of an OpenAPI description (3.x), and what a stateful stand-in for its server does.

Each operation becomes a tool: its name is `operationId`, its arguments are the parameters and the fields of
its JSON body. What it does follows from HTTP's own meaning (RFC 9110, section 9.3): POST on a collection
creates, GET finds or gets, PUT and PATCH update, DELETE deletes. An operation that means something else (an
action on a resource) is a tool that nothing executes until the world file says what it does. No address is
ever called.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.tools.world.operations import Collection, Operation

_METHODS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 24
_NOT_SCHEMA = ("nullable", "example", "xml", "discriminator", "externalDocs")
"""Keywords of OpenAPI that JSON Schema doesn't have."""
_PLACE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Described:
    """What a description gives: raw tools, and the operations that it implies."""

    tools: tuple[dict[str, Any], ...]
    """As `read_tools` takes them."""
    operations: Mapping[str, Operation]
    collections: Mapping[str, Collection]


def described(api: Any, where: str) -> Described:
    """The tools of a description.

    Raises:
        UserFault: no OpenAPI 3 description, or a reference that leads nowhere, elsewhere or back to itself.
    """
    if not isinstance(api, Mapping) or not str(api.get("openapi", "")).startswith("3."):
        raise UserFault(
            "is no OpenAPI 3 description", where=where, next_step="give a file with `openapi: 3.…`"
        )
    tools: list[dict[str, Any]] = []
    operations: dict[str, Operation] = {}
    keys: dict[str, str] = {}
    for path, method, operation, shared in _operations(api, where):
        name = str(operation.get("operationId") or _name(method, path))
        parameters = [_resolved(one, api, where) for one in (*shared, *operation.get("parameters", ()))]
        body = _body(operation, api, where)
        tools.append(
            {
                "name": name,
                "description": str(operation.get("summary") or operation.get("description") or ""),
                "parameters": _arguments(parameters, body),
            }
        )
        if (does := _meaning(method, path)) is not None:
            kind, collection, key = does
            operations[name] = Operation.model_validate({"does": kind, "in": collection})
            keys.setdefault(collection, key or "id")
            keys[collection] = key or keys[collection]
    if not tools:
        raise UserFault("describes no operation", where=where, next_step="give `paths`")
    collections = {name: Collection(key=key) for name, key in keys.items()}
    return Described(tuple(tools), operations, collections)


def _operations(
    api: Mapping[str, Any], where: str
) -> Iterator[tuple[str, str, Mapping[str, Any], list[Any]]]:
    """(path, method, operation, parameters of the whole path) of each operation, in the file's order."""
    paths = api.get("paths")
    if not isinstance(paths, Mapping):
        raise UserFault("has no `paths`", where=where, next_step="give the operations")
    for path, item in paths.items():
        if not isinstance(item, Mapping):
            raise UserFault(f"the path {path!r} is no object", where=where, next_step="mend the file")
        for method in _METHODS:
            if isinstance(operation := item.get(method), Mapping):
                yield str(path), method, operation, list(item.get("parameters", ()))


def _name(method: str, path: str) -> str:
    words = [part for part in re.split(r"\W+", path) if part]
    return "_".join((method, *words))


def _meaning(method: str, path: str) -> tuple[Any, str, str] | None:
    """(what it does, collection, key) by HTTP's meaning; None where the path names an action."""
    parts = [part for part in path.split("/") if part]
    keyed = [_PLACE.fullmatch(part) for part in parts]
    if not parts or keyed[0]:
        return None
    if len(parts) == 1:
        does = {"get": "find", "post": "create"}.get(method)
        return (does, parts[0], "") if does else None
    if len(parts) == 2 and (key := keyed[1]):
        does = {"get": "get", "put": "update", "patch": "update", "delete": "delete"}.get(method)
        return (does, parts[0], key[1]) if does else None
    return None


def _body(operation: Mapping[str, Any], api: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    body = _resolved(operation.get("requestBody", {}), api, where)
    content = body.get("content", {}) if isinstance(body, Mapping) else {}
    media = content.get("application/json", {}) if isinstance(content, Mapping) else {}
    schema = media.get("schema", {}) if isinstance(media, Mapping) else {}
    return schema if isinstance(schema, Mapping) else {}


def _arguments(parameters: list[Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """One object of named arguments: path, query and body; headers and cookies are left out."""
    named = [one for one in parameters if isinstance(one, Mapping) and one.get("in") in ("path", "query")]
    properties = {str(one["name"]): _with_words(one) for one in named if "name" in one}
    required = [str(one["name"]) for one in named if one.get("required") or one.get("in") == "path"]
    properties |= body.get("properties", {})
    required += [name for name in body.get("required", ()) if name not in required]
    return {"type": "object", "properties": properties, "required": required}


def _with_words(parameter: Mapping[str, Any]) -> dict[str, Any]:
    said = parameter.get("description")
    return {**parameter.get("schema", {}), **({"description": said} if isinstance(said, str) else {})}


def _resolved(node: Any, api: Mapping[str, Any], where: str, above: tuple[str, ...] = ()) -> Any:
    """A part of the description with what it refers to in its place."""
    if len(above) > _DEEPEST:
        raise UserFault("is nested too deep", where=where, next_step="flatten it")
    if isinstance(node, list):
        return [_resolved(child, api, where, above) for child in node]
    if not isinstance(node, Mapping):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str):
        if reference in above:
            said = f"{reference} refers to itself, and arguments of unbounded depth can't be made"
            raise UserFault(said, where=where, next_step="write the levels that are meant")
        return _resolved(_followed(reference, api, where), api, where, (*above, reference))
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties" and isinstance(value, Mapping):
            made[key] = {name: _resolved(child, api, where, above) for name, child in value.items()}
        elif key not in _NOT_SCHEMA:
            made[key] = _resolved(value, api, where, above)
    if node.get("nullable") is True and isinstance(made.get("type"), str):  # OpenAPI 3.0's way to say so
        made["type"] = [made["type"], "null"]
    return made


def _followed(reference: str, api: Mapping[str, Any], where: str) -> Any:
    if not reference.startswith("#/"):
        raise UserFault(f"refers to {reference!r} elsewhere", where=where, next_step="put it into the file")
    node: Any = api
    for step in reference[2:].split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, Mapping) or name not in node:
            raise UserFault(f"{reference} leads nowhere", where=where, next_step="mend the reference")
        node = node[name]
    return node
