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
