"""Who plays which role in a run: endpoints opened, the embedded model's server started, exams sat."""

from contextlib import AsyncExitStack

from seedbed.agent.models.ask import Desk, Endpoint
from seedbed.agent.models.settings import ResolvedModel, Settings
from seedbed.memory.profile import Profile, Quirks
from seedbed.memory.spec import Spec

HOSTED_CONCURRENCY = 64
"""Calls at once where the user doesn't say, for endpoints that are not the embedded model."""
ROLES = ("planner", "writer", "judge", "solver", "researcher", "annotator")


async def open_endpoints(stack: AsyncExitStack, settings: Settings, spec: Spec | None) -> dict[str, Endpoint]:
    """Role → endpoint for every role and `default`; what was started ends with the stack.

    Raises:
        UserFault: the embedded model can't be started.
    """
    roles = spec.roles if spec else {}
    opened: dict[str, Endpoint] = {}
    for name in sorted({"default", *roles.values()}):
        opened[name] = await _open(stack, name, settings.models[name])
    return {"default": opened["default"], **{role: opened[name] for role, name in roles.items()}}


async def _open(stack: AsyncExitStack, name: str, resolved: ResolvedModel) -> Endpoint:
    unknown = Profile(model=resolved.model.model, exam_version=0)
    if resolved.model.preset == "embedded":
        from seedbed.agent.models.embedded import serve

        served = await stack.enter_async_context(serve())
        return Endpoint(
            name=name,
            model=served.model,
            base_url=served.base_url,
            api_key=served.api_key,
            profile=unknown.model_copy(
                update={"model": served.model, "quirks": Quirks(grammar=True, completions=True)}
            ),
            timeout=300.0,
            concurrent=served.slots,
        )
    return Endpoint(
        name=name,
        model=resolved.model.model,
        base_url=resolved.model.base_url,
        api_key=resolved.api_key,
        profile=unknown,
        headers=resolved.model.headers,
        parameters=resolved.model.parameters,
        price=resolved.model.price,
        timeout=resolved.model.timeout,
    )


def concurrency(endpoints: dict[str, Endpoint]) -> int:
    """Calls at once where nobody says: what the embedded model's server takes, or `HOSTED_CONCURRENCY`."""
    hosted = [end for end in endpoints.values() if end.concurrent is None]
    return HOSTED_CONCURRENCY if hosted else max(end.concurrent or 1 for end in endpoints.values())


def profiles(desk: Desk) -> dict[str, Profile]:
    """Endpoint name → profile, for the fingerprint and the report."""
    return {desk.endpoint(role).name: desk.profile(role) for role in ROLES}
