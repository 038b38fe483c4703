"""The error bodies of OpenAI-compatible servers, and which requests deserve one."""

from dataclasses import dataclass
from typing import Any

from tests.simulator.profiles import Profile
from tests.simulator.wire import Call

WRONG_KEY = "wrong"
"""The one API key that isn't accepted."""
_KINDS = {"chat": "messages", "completions": "prompt", "embeddings": "input"}


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


NO_JSON = Refusal(400, "We could not parse the JSON body of your request.")
RATE_LIMITED = Refusal(
    429, "Rate limit reached: too many requests in flight.", "requests", None, "rate_limit_exceeded"
)
BROKEN = {
    500: Refusal(
        500, "The server had an error while processing your request. Sorry about that!", "server_error"
    ),
    503: Refusal(503, "The engine is currently overloaded, please try again later.", "server_error"),
}
BAD_GATEWAY = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>502 Bad Gateway</body>\n</html>\n"
"""What a proxy says in place of the server."""


def unknown_path(method: str, path: str) -> Refusal:
    """404 for a path that the server hasn't."""
    return Refusal(404, f"Invalid URL ({method} {path})")


def unknown_model(name: str) -> Refusal:
    """404 for a model that isn't served."""
    return Refusal(
        404, f"The model `{name}` does not exist or you do not have access to it.", code="model_not_found"
    )


def check_key(authorization: str) -> Refusal | None:
    """401 for the wrong key; a missing one is accepted, as local servers do."""
    if authorization.removeprefix("Bearer ").strip() != WRONG_KEY:
        return None
    return Refusal(401, f"Incorrect API key provided: {WRONG_KEY}.", code="invalid_api_key")


def check_call(call: Call, models: tuple[str, ...]) -> Refusal | None:
    """404 for an unknown model, 400 for a request that lacks its content."""
    model = call.body.get("model")
    if not isinstance(model, str) or not model:
        return Refusal(400, "you must provide a model parameter")
    if model not in models:
        return unknown_model(model)
    field = _KINDS[call.path]
    content = call.body.get(field)
    if (
        not isinstance(content, (str, list))
        or (field == "messages" and not isinstance(content, list))
        or not content
    ):
        return Refusal(
            400, f"Missing required parameter: '{field}'.", param=field, code="missing_required_parameter"
        )
    return None


def check_parameters(call: Call, profile: Profile, prompt_tokens: int) -> Refusal | None:
    """400 for what this model doesn't take."""
    body = call.body
    if "grammar" in body:
        return Refusal(400, "Unrecognized request argument supplied: grammar")
    if not profile.takes_schema and call.response_format.get("type", "text") != "text":
        return _unsupported("response_format", "'response_format' is not supported with this model.")
    if not profile.takes_sampling and call.path == "chat":
        if body.get("max_tokens") is not None:
            return _unsupported(
                "max_tokens",
                "Unsupported parameter: 'max_tokens' is not supported with this model. "
                "Use 'max_completion_tokens' instead.",
            )
        if body.get("temperature") not in (None, 1, 1.0):
            return Refusal(
                400,
                f"Unsupported value: 'temperature' does not support {body['temperature']} with this model. "
                "Only the default (1) value is supported.",
                param="temperature",
                code="unsupported_value",
            )
        if body.get("seed") is not None:
            return _unsupported("seed", "Unsupported parameter: 'seed' is not supported with this model.")
    if prompt_tokens > profile.context:
        return Refusal(
            400,
            f"This model's maximum context length is {profile.context} tokens. However, your messages "
            f"resulted in {prompt_tokens} tokens. Please reduce the length of the messages.",
            param="messages",
            code="context_length_exceeded",
        )
    return None


def _unsupported(param: str, message: str) -> Refusal:
    return Refusal(400, message, param=param, code="unsupported_parameter")
