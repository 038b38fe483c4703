"""Who plays which role in a run: endpoints opened, the embedded model's server started."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Endpoint, fallback_of
from seedbed.agent.models.settings import DEFAULT, EMBEDDER, ROLES, ResolvedModel, Settings, played_by
from seedbed.memory.errors import UserFault
from seedbed.memory.profile import Profile

HOSTED_CONCURRENCY = 64
"""Calls at once where the user doesn't say, for endpoints that are not the embedded model."""


async def open_endpoints(stack: AsyncExitStack, settings: Settings) -> dict[str, Endpoint]:
    """Role → endpoint for every role and `default`, for the embedder if one is named, and for who answers
    while another is down (`fallback_of`); what was started ends with the stack. Raises UserFault: the
    embedded model can't be started, or is to be the embedder."""
    names: dict[str, str] = {DEFAULT: DEFAULT, **{role: played_by(role, settings.roles) for role in ROLES}}
    if EMBEDDER in settings.roles:
        names[EMBEDDER] = settings.roles[EMBEDDER]
        if settings.models[names[EMBEDDER]].embedded:
            what = "the embedded model gives no embeddings"
            step = "leave the role out: passages are embedded on this machine without any model"
            raise UserFault(what, where=f"roles.{EMBEDDER}", next_step=step)
    for name in sorted(set(names.values())):
        if spare := settings.models[name].model.fallback:
            names[fallback_of(name)] = spare
    opened = {name: await _open(stack, settings.models[name]) for name in sorted(set(names.values()))}
    return {role: opened[name] for role, name in names.items()}


async def _open(stack: AsyncExitStack, resolved: ResolvedModel) -> Endpoint:
    if resolved.embedded:
        from seedbed.agent.models.local.embedded import serve

        return replace(await stack.enter_async_context(serve(resolved.weights)), name=resolved.name)
    model = resolved.model
    return Endpoint(
        name=resolved.name,
        model=model.model,
        base_url=model.base_url,
        api_key=resolved.api_key,
        profile=Profile(model=model.model, exam_version=0),
        headers=model.headers,
        parameters=model.parameters,
        price=model.price,
        timeout=model.timeout,
    )


def concurrency(endpoints: Mapping[str, Endpoint]) -> int:
    """Calls at once where nobody says: what the embedded model's server takes, or `HOSTED_CONCURRENCY`."""
    asked = [end for role, end in endpoints.items() if role != EMBEDDER]
    if any(end.concurrent is None for end in asked):
        return HOSTED_CONCURRENCY
    return max(end.concurrent or 1 for end in asked)


def profiles(client: Client, roles: Sequence[str] = (DEFAULT, *ROLES)) -> dict[str, Profile]:
    """Endpoint name → profile; of the roles' own it is what the fingerprint has."""
    return {client.endpoint(role).name: client.profile(role) for role in roles}


def players(client: Client) -> list[str]:
    """The roles whose models are examined: with those that answer while another is down, who can also be
    named when a build is resumed."""
    spares = map(fallback_of, profiles(client))
    return [DEFAULT, *ROLES, *filter(client.has, spares)]
