"""Which models a run talks to, at which endpoints, with which keys, and who said so. Field by field: flag >
environment > ./.env > spec > user file; flags and variables are about `default` alone, which is the
embedded model where nobody names an endpoint. A key or header goes to no address that a less trusted place
put in."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from urllib.request import getproxies

from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

from seedbed.agent.models.places import (
    BY_NAME,
    EMBEDDED,
    PRESETS,
    Layer,
    Preset,
    Variables,
    outside,
    read_dotenv,
    read_user_file,
    same_place,
    user_file,
    written,
)
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import meant, nearest
from seedbed.memory.spec import Model, Role

DEFAULT = "default"
"""The model of every role that names no other."""
EMBEDDER: Role = "embedder"
"""The one role that nobody plays unless a model is named for it: embeddings are made on this machine then."""
ROLES: tuple[Role, ...] = tuple(role for role in get_args(Role) if role != EMBEDDER)
"""Those that the model `default` plays where no other is named."""
_LIKE: Mapping[Role, Role] = {
    "user": "writer",
    "assistant": "writer",
    "weaker": "assistant",
    "critic": "planner",
}
"""Where no other is named, who speaks in a talk is the writer's model, and the critic the planner's."""


def played_by(role: Role, roles: Mapping[Role, str]) -> str:
    """The name of the model that plays a role."""
    return roles.get(role) or (played_by(_LIKE[role], roles) if role in _LIKE else DEFAULT)


@dataclass(frozen=True, slots=True)
class ResolvedModel:
    """One model with everything needed to ask it."""

    name: str
    """Its name in `models`."""
    model: Model
    """Complete: `base_url` is filled in, except for the embedded model."""
    api_key: str = field(repr=False)
    """Empty: the endpoint needs none."""
    origins: Mapping[str, str]
    """Field (and `api_key`) → the place that its value came from, in words."""

    @property
    def embedded(self) -> bool:
        """Whether it runs in a server of our own."""
        return self.model.preset == EMBEDDED

    @property
    def weights(self) -> Path | None:
        """The GGUF file that a person named for that server; None: the pinned one, or no server of ours."""
        return Path(self.model.model) if self.embedded and self.model.model != EMBEDDED else None


@dataclass(frozen=True, slots=True)
class Settings:
    """All models of a run."""

    models: Mapping[str, ResolvedModel]
    """Always with `default`."""
    roles: Mapping[Role, str]
    """Role → name in `models`, of those that someone named."""
    configured: bool
    """Whether anybody named an endpoint; if not, `default` is the embedded model for want of another."""

    def model(self, role: Role) -> ResolvedModel:
        return self.models[played_by(role, self.roles)]

    def recorded(self) -> dict[str, Model]:
        """The models as a spec keeps them, so that a resumed run finds them without the flags. No key is in
        it, but the name of the variable that held it; headers stay where a person put them."""
        found: dict[str, Model] = {}
        for name, one in self.models.items():
            changes: dict[str, Any] = {}
            if one.origins.get("headers") == "user file":
                changes["headers"] = {}
            variable = one.origins.get("api_key", "").partition(" (")[0]
            if one.api_key and variable != "SEEDBED_API_KEY":
                changes["api_key_env"] = variable
            found[name] = one.model.model_copy(update=changes)
        return found


def resolve(
    spec_models: Mapping[str, Model],
    flags: Mapping[str, str] = {},
    environ: Mapping[str, str] = os.environ,
    cwd: Path = Path(),
    *,
    spec_roles: Mapping[Role, str] = {},
    user: Path | None = None,
) -> Settings:
    """Every model that a run may use: the spec's, and of the user file those that play a role or answer for
    one that does. Raises UserFault: an endpoint is incomplete or its key is missing; with where to set it.
    `spec_models`: empty before there is a spec. `flags`: the command line's, under the names
    of the variables that say the same (SEEDBED_MODEL, SEEDBED_BASE_URL). `cwd`: the folder whose `.env` is
    read. `user`: the user file; None: at its usual place."""
    mine = read_user_file(user or user_file())
    spec_models, note = _with_default(spec_models, spec_roles, any(flags.values()))
    variables = (("flag", flags), ("environment", environ), ("./.env", read_dotenv(cwd / ".env")))
    models: dict[str, ResolvedModel] = {}
    configured = False
    roles = {**mine.roles, **spec_roles}
    played = {played_by(role, roles) for role in (*ROLES, EMBEDDER)} | {*spec_models}
    played |= {some[name].fallback for some in (mine.models, spec_models) for name in played & some.keys()}
    for name in dict.fromkeys([DEFAULT, *spec_models, *(one for one in mine.models if one in played)]):
        said = [
            *(outside(variables) if name == DEFAULT else ()),
            written(note or "spec", spec_models.get(name)),
            written("user file", mine.models.get(name)),
        ]
        layers = [layer for layer in said if layer.values]
        configured |= bool(layers)
        models[name] = _merge(name, layers, variables, cwd)
    for one in models.values():
        _check_fallback(one, models)
    for role, name in roles.items():
        if name not in models:
            raise _unknown(f"no model is named {name!r}", f"roles.{role}", name, [*{**models, **mine.models}])
    used = {played_by(role, roles) for role in ROLES} & models.keys()
    for name in sorted(used):
        if (price := models[name].model.price) and price.completion is None:
            step = "say both, in US dollars a million tokens; 0: free"
            raise UserFault("`completion` is missing", where=f"models.{name}.price", next_step=step)
    if getproxies().keys() - {"no"}:
        from seedbed.agent.models.chat import check_proxy

        spares = {models[name].model.fallback for name in used} - {""}
        for name in sorted(used | spares | ({roles[EMBEDDER]} if EMBEDDER in roles else set())):
            check_proxy(models[name].model.base_url or "http://127.0.0.1")
    return Settings(models, roles, configured)


def _with_default(
    models: Mapping[str, Model], roles: Mapping[Role, str], flagged: bool
) -> tuple[dict[str, Model], str]:
    """The spec's models with a `default`: a spec that names only one model means it for every role."""
    if not models or DEFAULT in models or flagged or all(played_by(role, roles) != DEFAULT for role in ROLES):
        return dict(models), ""
    if len(models) == 1:
        (name, only) = next(iter(models.items()))
        return {DEFAULT: only, name: only}, f"spec (its only model, {name})"
    bare = ", ".join(role for role in ROLES if role not in roles and role not in _LIKE)
    what = f"none of {', '.join(models)} is named `default`, and no role names a model for: {bare}"
    step = "name one of them `default`, or give every role one in `roles`"
    raise UserFault(what, where="models", next_step=step)


def _merge(name: str, layers: Sequence[Layer], variables: Variables, cwd: Path) -> ResolvedModel:
    """Field by field, the first layer that sets it and may."""
    at = next((i for i, layer in enumerate(layers) if layer.values.keys() & {"preset", "base_url"}), None)
    if at is None:
        layers, at = _guess(name, layers, variables)
    endpoint = layers[at]
    preset = _preset(name, endpoint)
    if preset and preset.name == EMBEDDED:
        said = endpoint.origin
        file = str(endpoint.values.get("model") or EMBEDDED)
        own = file if file == EMBEDDED else str(cwd.absolute() / Path(file).expanduser())
        return ResolvedModel(name, Model(preset=EMBEDDED, model=own), "", {"preset": said, "model": said})
    chosen: dict[str, Any] = {}
    origins: dict[str, str] = {}

    def take(key: str, among: Sequence[Layer]) -> None:
        for layer in among:
            if key in layer.values:
                chosen[key], origins[key] = layer.values[key], layer.origin
                return

    take("preset", [endpoint])
    # A preset means another house: the names of models below it are those of the old one.
    take("model", layers[: at + 1] if "preset" in endpoint.values else layers)
    chosen["base_url"], origins["base_url"] = _address(name, endpoint, preset, variables)
    take("timeout", layers)
    take("fallback", layers)
    for key in ("parameters", "price"):
        take(key, [x for x in layers if x.values.get("model", chosen.get("model")) == chosen.get("model")])
    for key in ("headers", "api_key_env"):
        take(
            key, [x for x in layers if not x.address or same_place(x.address, chosen["base_url"], port=False)]
        )
    model = Model(**chosen)
    key, origin = _key(name, model, preset, endpoint.origin, variables)
    headers = {f"models.{name}.headers.{field}": field + value for field, value in model.headers.items()}
    for where, sent in {origin: key, **headers}.items():
        if not (sent.isascii() and sent.isprintable()):
            what = "holds a line break, or a character that can't be sent (only ASCII's can)"
            raise UserFault(what, where=where, next_step="copy it anew")
    return ResolvedModel(name, model, key, {**origins, "api_key": origin})


def _check_fallback(one: ResolvedModel, models: Mapping[str, ResolvedModel]) -> None:
    """That what is to answer while a model's endpoint is down is another model elsewhere, without a fallback
    of its own: one level is all there is."""
    name, where = one.model.fallback, f"models.{one.name}.fallback"
    if not name:
        return
    if name not in models:
        raise _unknown(f"no model is named {name!r}", where, name, list(models))
    spare = models[name]
    if further := spare.model.fallback:
        said = f"{name!r} has a fallback itself, {further!r}: one level is all there is"
        raise UserFault(said, where=where, next_step="take one of the two out")
    if spare.embedded:
        raise UserFault("the embedded model answers in nobody's place", where=where, next_step="name another")
    if (spare.model.base_url, spare.api_key) == (one.model.base_url, one.api_key):
        said = f"{name!r} has the same address and key, and would be down with it"
        raise UserFault(
            said, where=where, next_step="name a model at another endpoint, or with a key of its own"
        )


def _guess(name: str, layers: Sequence[Layer], variables: Variables) -> tuple[list[Layer], int]:
    """An endpoint where nobody names one: OpenAI's for a bare name with its key, else the embedded model."""
    named = next((layer.values["model"] for layer in layers if "model" in layer.values), "")
    if not named and name == DEFAULT:
        return [Layer("nothing else is named", {"preset": EMBEDDED})], 0
    if named and name == DEFAULT and any(values.get("OPENAI_API_KEY") for _, values in variables):
        openai = Layer("OPENAI_API_KEY is set", {"base_url": BY_NAME["openai"].base_url})
        return [*layers, openai], len(layers)
    near = nearest(named, [preset.name for preset in PRESETS])
    whole = near if near == EMBEDDED else f"{near}:NAME"
    raise UserFault(
        f"the model {named!r} has no endpoint" if named else "names no endpoint",
        where=f"models.{name}",
        next_step=(f"did you mean `--model {whole}`? Otherwise " if near else "")
        + "give --base-url URL, or a preset: "
        + ", ".join(f"{preset.name}:NAME" for preset in PRESETS if preset.name != EMBEDDED),
    )


def _preset(name: str, endpoint: Layer) -> Preset | None:
    word = endpoint.values.get("preset", "")
    if word and word not in BY_NAME:
        raise _unknown(f"there is no preset {word!r}", f"models.{name}.preset", word, list(BY_NAME))
    if word:
        return BY_NAME[word]
    return next((p for p in PRESETS if p.base_url and same_place(p.base_url, endpoint.address)), None)


def _unknown(what: str, where: str, word: str, names: Sequence[str]) -> UserFault:
    return UserFault(what, where=where, next_step=meant(word, names))


def _address(name: str, endpoint: Layer, preset: Preset | None, variables: Variables) -> tuple[str, str]:
    """The base URL and where it came from."""
    if "base_url" in endpoint.values:
        return _checked(str(endpoint.values["base_url"]), f"models.{name}.base_url"), endpoint.origin
    if preset and preset.base_url:
        return preset.base_url, f"preset {preset.name}"
    for origin, values in variables:
        if preset and preset.base_url_env and (own := values.get(preset.base_url_env)):
            path = "" if own.rstrip("/").endswith(preset.base_url_path) else preset.base_url_path
            return _checked(own.rstrip("/") + path, preset.base_url_env), f"{preset.base_url_env} ({origin})"
    raise UserFault(
        "has no base URL", where=f"models.{name}", next_step=preset.hint if preset else "give base_url"
    )


_URL = TypeAdapter(AnyHttpUrl)


def _checked(url: str, where: str) -> str:
    try:
        parts = _URL.validate_python(url)
    except ValidationError as error:
        raise UserFault(
            f"{url!r} is no address", where=where, next_step="it looks like http://127.0.0.1:8000/v1"
        ) from error
    if parts.username or parts.password:
        raise UserFault(
            "holds a password", where=where, next_step="give the key by SEEDBED_API_KEY or api_key_env"
        )
    if parts.query is not None or parts.fragment is not None:
        step = "leave out what comes from ? or # on: the API's paths are put behind the address"
        raise UserFault(f"{url!r} is no root of an API", where=where, next_step=step)
    return str(parts).rstrip("/")


def _key(
    name: str, model: Model, preset: Preset | None, said_by: str, variables: Variables
) -> tuple[str, str]:
    """The key and where it came from."""
    wanted = model.api_key_env or (preset.api_key_env if preset else "")
    for variable in ("SEEDBED_API_KEY" if name == DEFAULT else "", wanted):
        for origin, values in variables:
            if key := values.get(variable, "").strip():
                return key, f"{variable} ({origin})"
    if wanted:
        step = f"export {wanted}=…, or put it into ./.env"
        raise UserFault(f"the variable {wanted} is not set", where=f"models.{name}", next_step=step)
    # A key goes to an address only if the same place, or one above it, named that address.
    trusted = {"environment": ("flag", "environment"), "./.env": ("flag", "environment", "./.env")}
    for origin, values in variables:
        key = values.get("OPENAI_API_KEY", "").strip()
        if key and name == DEFAULT and said_by in trusted[origin]:
            return key, f"OPENAI_API_KEY ({origin})"
    return "", "none is set"
