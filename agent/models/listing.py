"""Which models an endpoint has. Asks `/models` once; knows nothing of what they can do."""

import json
from collections.abc import Callable
from dataclasses import replace

from seedbed.agent.models.settings import ResolvedModel, Settings
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import meant

_LARGEST = 16_000_000
"""Bytes of a list."""


def names_at(model: ResolvedModel) -> list[str]:
    """Names of the models at an endpoint, sorted.

    Proxies and certificates are the environment's (HTTPS_PROXY, SSL_CERT_FILE). Raises UserFault: it can't
    be reached, refuses the key, or has no such list."""
    import httpx

    url = f"{model.model.base_url}/models"
    key = {"Authorization": f"Bearer {model.api_key}"} if model.api_key else {}
    try:
        told = json.loads(_read(url, {**key, **model.model.headers}))
        return sorted(str(entry["id"]) for entry in (told if isinstance(told, list) else told["data"]))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, RecursionError) as error:
        why = str(error).partition("\n")[0]  # httpx adds where to read about a status
        raise UserFault(
            f"its list of models can't be reached ({type(error).__name__}: {why})",
            where=url,
            next_step="is the server up, and is it the right address (which usually ends in /v1)? The key is "
            "that of SEEDBED_API_KEY or of the variable that `api_key_env` names",
        ) from error


def _read(url: str, headers: dict[str, str]) -> bytes:
    """What stands at an address, of a length that lists have: a few bytes may unpack to gigabytes."""
    import httpx

    read = bytearray()
    with httpx.stream("GET", url, headers=headers, timeout=30.0, trust_env=True) as answer:
        for piece in answer.raise_for_status().iter_bytes():
            read += piece
            if len(read) > _LARGEST:
                raise ValueError(f"more than {_LARGEST:,} bytes came")
    return bytes(read)


def with_names(settings: Settings, said: Callable[[str], None]) -> Settings:
    """The settings with a name for each model that has none: the only one that its endpoint has. `said`:
    told what was chosen. Raises UserFault: an endpoint has several models or none, or can't be asked."""
    models = dict(settings.models)
    for name, one in settings.models.items():
        if one.model.model or one.embedded:
            continue
        has = names_at(one)
        if len(has) != 1:
            step = f"--model NAME; {meant('', has)}"
            raise UserFault("no model is named", where=one.model.base_url, next_step=step)
        said(f"the model is {has[0]}, the only one at {one.model.base_url}")
        origins = {**one.origins, "model": "the only one at its endpoint"}
        models[name] = replace(one, model=one.model.model_copy(update={"model": has[0]}), origins=origins)
    return replace(settings, models=models)
