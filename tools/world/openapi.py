"""Tools out of an OpenAPI description (3.x), and what a stateful stand-in for its server does.

Each operation becomes a tool: its name is `operationId`, its arguments are the parameters and the fields of
its JSON body. What it does follows from HTTP's own meaning (RFC 9110, section 9.3): POST on a collection
creates, GET finds or gets, PUT and PATCH update, DELETE deletes. An operation that means something else (an
action on a resource) is a tool that nothing executes until the world file says what it does. No address is
ever called."""

import re
from collections.abc import Mapping
from itertools import count
from typing import Any, TypeAlias

from pydantic import AliasPath, BaseModel, ConfigDict, Field, ValidationError
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable

from seedbed.memory.errors import UserFault
from seedbed.tools.world.world import Collection, Operation

CALLED = re.compile(r"[\w-]{1,64}", re.ASCII)
"""Names of tools that endpoints take."""
_METHODS = ("get", "post", "put", "patch", "delete")
_DEEPEST, _MOST_PARTS = 24, 20_000
"""References within each other, and whatever is in one operation with what they lead to."""
_READ = ("operationId", "summary", "description", "requestBody", "parameters")
_NOT_SCHEMA = ("nullable", "example", "xml", "discriminator", "externalDocs")
"""Keywords of OpenAPI that JSON Schema doesn't have."""
_RESOURCE = re.compile(r"/*([^/{}]+)/*(\{([^/{}]+)\})?/*")
"""A collection, and the name of its key where one record is meant."""
_MEANING = {
    ("get", False): "find",
    ("post", False): "create",
    ("get", True): "get",
    ("put", True): "update",
    ("patch", True): "update",
    ("delete", True): "delete",
}
"""Method, and whether the path names a record."""

Described: TypeAlias = tuple[tuple[dict[str, Any], ...], dict[str, Operation], dict[str, Collection]]
"""Raw tools, as `read_tools` takes them, and the operations and collections that are implied."""


class _Parameter(BaseModel):
    name: str
    place: str = Field(alias="in")
    required: bool = False
    description: str | None = None
    of: dict[str, Any] = Field({}, alias="schema")


_BODY = ("requestBody", "content", "application/json", "schema")


class _Operation(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    id: str = Field("", alias="operationId")
    summary: str = ""
    description: str = ""
    parameters: tuple[_Parameter, ...] = ()
    shared: tuple[_Parameter, ...] = ()
    """Of all operations of the path."""
    properties: dict[str, Any] = Field({}, validation_alias=AliasPath(*_BODY, "properties"))
    """Of its JSON body, with those that it must have."""
    required: tuple[str, ...] = Field((), validation_alias=AliasPath(*_BODY, "required"))

    def arguments(self) -> dict[str, Any]:
        """One object of named arguments: path, query and body; headers and cookies are left out."""
        named = [one for one in (*self.shared, *self.parameters) if one.place in ("path", "query")]
        properties = {
            one.name: {**one.of, **({"description": one.description} if one.description else {})}
            for one in named
        }
        required = [one.name for one in named if one.required or one.place == "path"]
        return {
            "type": "object",
            "properties": properties | self.properties,
            "required": [*dict.fromkeys((*required, *self.required))],
        }


def described(api: Any, where: str) -> Described:
    """The tools of a description. Raises UserFault: no OpenAPI 3 description, or a reference that leads
    nowhere, elsewhere or back to itself."""
    if not isinstance(api, Mapping) or not str(api.get("openapi", "")).startswith("3."):
        step = "give a file with `openapi: 3.…`"
        raise UserFault("is no OpenAPI 3 description", where=where, next_step=step)
    tools: list[dict[str, Any]] = []
    operations: dict[str, Operation] = {}
    keys: dict[str, str] = {}
    paths = api.get("paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        for method in _METHODS:
            if not isinstance(item, Mapping) or not isinstance(given := item.get(method), Mapping):
                continue
            asked = {name: given.get(name) for name in _READ} | {"shared": item.get("parameters")}
            asked = {name: one for name, one in asked.items() if one is not None}
            try:
                read = _Operation.model_validate(_resolved(asked, api, count()))
            except ValueError as fault:
                said = fault.errors()[0]["msg"] if isinstance(fault, ValidationError) else fault
                raise UserFault(f"{method} {path}: {said}", where=where, next_step="mend the file") from fault
            name = "_".join(re.findall(r"[\w-]+", read.id or f"{method} {path}", re.ASCII))[:64]
            about = read.summary or read.description
            tools.append({"name": name, "description": about, "parameters": read.arguments()})
            resource = _RESOURCE.fullmatch(str(path))
            if resource and (does := _MEANING.get((method, bool(resource[2])))):
                of = {"does": does, "in": resource[1], "by": resource[3] or ""}
                operations[name] = Operation.model_validate(of)
                keys[resource[1]] = resource[3] or keys.get(resource[1], "id")
    if not tools:
        raise UserFault("describes no operation", where=where, next_step="give `paths`")
    return tuple(tools), operations, {name: Collection(key=key) for name, key in keys.items()}


def _resolved(node: Any, api: Mapping[str, Any], parts: "count[int]", above: tuple[str, ...] = ()) -> Any:
    """A part of the description with what it refers to in its place. `parts` counts what there is of it.
    Raises ValueError: it can't be made arguments; says why."""
    if len(above) > _DEEPEST:
        raise ValueError("it is nested too deep")
    if next(parts) > _MOST_PARTS:
        raise ValueError(f"with what it refers to it has more than {_MOST_PARTS:,} parts")
    if isinstance(node, list):
        return [_resolved(child, api, parts, above) for child in node]
    if not isinstance(node, Mapping):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str):
        if reference in above:
            raise ValueError(f"{reference} refers to itself: write the levels that are meant")
        try:
            found = Registry().resolver_with_root(Resource.opaque(api)).lookup(reference).contents
        except (Unresolvable, ValueError, TypeError) as fault:  # a step into a text or a number
            raise ValueError(f"{reference} leads nowhere in the file") from fault
        return _resolved(found, api, parts, (*above, reference))
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties" and isinstance(value, Mapping):
            made[key] = {name: _resolved(child, api, parts, above) for name, child in value.items()}
        elif key not in _NOT_SCHEMA:
            made[key] = _resolved(value, api, parts, above)
    if node.get("nullable") is True and isinstance(made.get("type"), str):  # OpenAPI 3.0's way to say so
        made["type"] = [made["type"], "null"]
    return _in_one(made)


def _in_one(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that is made of other objects' (`allOf`), with the fields of all."""
    parts = schema.get("allOf")
    if not isinstance(parts, list) or not all(isinstance(one, dict) and "properties" in one for one in parts):
        return schema
    properties: dict[str, Any] = {}
    required: list[str] = []
    for one in (*parts, schema):
        properties |= one.get("properties", {})
        required += one.get("required", ())
    rest = {key: value for key, value in schema.items() if key != "allOf"}
    return {**rest, "type": "object", "properties": properties, "required": [*dict.fromkeys(required)]}
