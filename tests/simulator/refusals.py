"""The error bodies of OpenAI-compatible servers, and which requests deserve one."""

from dataclasses import dataclass
from typing import Any

from tests.simulator.profiles import Profile, profile_of
from tests.simulator.wire import Call

WRONG_KEY = "wrong"
"""The one API key that isn't accepted."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer."""

    status: int
    message: str
    kind: str = "invalid_request_error"
    param: str | None = None
    code: str | None = None

    @property
    def body(self) -> dict[str, Any]:
        """As OpenAI writes it."""
        return {"error": {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}}


RATE_LIMITED = Refusal(
    429, "Rate limit reached: too many requests in flight.", "requests", None, "rate_limit_exceeded"
)
BROKEN = "The server had an error while processing your request. Sorry about that!"
BAD_GATEWAY = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>502 Bad Gateway</body>\n</html>\n"
"""What a proxy says in place of the server."""


def unknown_path(method: str, path: str) -> Refusal:
    """404 for a path that the server hasn't."""
    return Refusal(404, f"Invalid URL ({method} {path})")


def unknown_model(name: Any) -> Refusal:
    """404 for a model that isn't served."""
    said = f"The model `{name}` does not exist or you do not have access to it."
    return Refusal(404, said, code="model_not_found")


def check_key(authorization: str) -> Refusal | None:
    """401 for the wrong key; a missing one is accepted, as local servers do."""
    if authorization.removeprefix("Bearer ").strip() != WRONG_KEY:
        return None
    return Refusal(401, f"Incorrect API key provided: {WRONG_KEY}.", code="invalid_api_key")


def check_call(call: Call, models: tuple[str, ...], chosen: str | None) -> Refusal | None:
    """404 for an unknown model; 400 for what is too long or asks for what its model doesn't take."""
    model = call.body.get("model")
    if model not in models:
        return unknown_model(model)
    profile = profile_of(str(model), chosen)
    if param := _unsupported(call, profile):
        said = f"Unsupported parameter: '{param}' is not supported with this model."
        return Refusal(400, said, param=param, code="unsupported_parameter")
    if not profile.takes_system and any(role == "system" for role, _ in call.messages):
        return Refusal(400, "System role not supported")
    if said := not_strict(call.response_format):
        return Refusal(400, said, param="response_format")
    if call.prompt_tokens > profile.context:
        said = (
            f"This model's maximum context length is {profile.context} tokens. However, your messages "
            f"resulted in {call.prompt_tokens} tokens. Please reduce the length of the messages."
        )
        return Refusal(400, said, param="messages", code="context_length_exceeded")
    return None


def _unsupported(call: Call, profile: Profile) -> str | None:
    """The parameter that a model doesn't take."""
    body = call.body
    if not profile.takes_schema and call.response_format.get("type", "text") != "text":
        return "response_format"
    sampling = ("max_tokens", "temperature", "seed") * (not profile.takes_sampling and call.path == "chat")
    given = (name for name in ("grammar", *sampling) if body.get(name) is not None)
    return next((name for name in given if (name, body[name]) != ("temperature", 1)), None)


def not_strict(form: Any) -> str:
    """What OpenAI says of a `response_format` that is strict and can't be; empty: it takes it."""
    asked = (form or {}).get("json_schema") or {}
    wrong = asked.get("strict") and _not_strict(asked.get("schema"), ())
    return f"Invalid schema for response_format '{asked.get('name')}': {wrong}" if wrong else ""


def _not_strict(node: Any, context: tuple[str, ...]) -> str:
    within = f"In context={context!r}, "
    if not isinstance(node, dict):
        return f"{within}{node!r} is not of type 'object', 'boolean'."
    if not node.keys() & {"type", "anyOf", "$ref"}:
        return f"{within}schema must have a 'type' key."
    if node.get("format", "date") not in ("date", "date-time", "time", "duration", "email", "uuid"):
        return f"{within}{node['format']!r} is not a valid format."
    if other := {"minLength", "maxLength", "oneOf", "allOf", "not"} & node.keys():
        return f"{within}{min(other)!r} is not permitted."
    properties = node.get("properties") or {}
    if node.get("type") == "object" and node.get("additionalProperties") is not False:
        return f"{within}'additionalProperties' is required to be supplied and to be false."
    if missing := [name for name in properties if name not in (node.get("required") or ())]:
        said = "'required' is required to be supplied and to be an array including every key in properties."
        return f"{within}{said} Missing '{missing[0]}'."
    children: list[tuple[tuple[str, ...], Any]] = []
    children += [(("properties", name), one) for name, one in properties.items()]
    children += [(("$defs", name), one) for name, one in (node.get("$defs") or {}).items()]
    children += [(("anyOf", str(n)), one) for n, one in enumerate(node.get("anyOf") or ())]
    children += [(("items",), node.get("items"))] if node.get("type") == "array" else []
    return next((wrong for at, one in children if (wrong := _not_strict(one, (*context, *at)))), "")
