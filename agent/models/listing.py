"""Which models an endpoint has. Asks `/models` once; knows nothing of what they can do."""

from seedbed.agent.models.settings import ResolvedModel
from seedbed.memory.errors import UserFault


async def names_at(model: ResolvedModel) -> list[str]:
    """Names of the models at an endpoint, sorted.

    Proxies and certificates are the environment's (HTTPS_PROXY, SSL_CERT_FILE).

    Raises:
        UserFault: it can't be reached, refuses the key, or has no such list.
    """
    import httpx

    url, where = f"{model.model.base_url}/models", model.model.base_url
    headers = {
        **({"Authorization": f"Bearer {model.api_key}"} if model.api_key else {}),
        **model.model.headers,
    }
    try:
        async with httpx.AsyncClient(timeout=30.0, trust_env=True) as client:
            answer = await client.get(url, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UserFault(
            f"can't be reached ({type(error).__name__}: {error})",
            where=where,
            next_step="is the server up, and is it the right address?",
        ) from error
    if answer.status_code in (401, 403):
        raise UserFault(
            "the endpoint refuses the key" if model.api_key else "the endpoint wants a key",
            where=where,
            next_step="SEEDBED_API_KEY, or `api_key_env` in the spec, names it",
        )
    try:
        listed = answer.json()["data"]
        return sorted(str(entry["id"]) for entry in listed)
    except (ValueError, KeyError, TypeError) as error:
        raise UserFault(
            f"it has no list of models (HTTP {answer.status_code})",
            where=url,
            next_step="the base URL of an OpenAI-compatible API usually ends in /v1",
        ) from error
