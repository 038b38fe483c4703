"""The places that say which models to use: flags, environment, ./.env, spec, user file; and presets. Each
is read into a layer, which says what it sets and nothing more; `settings.py` lays them over each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import own_folder
from seedbed.memory.files.yaml_file import load
from seedbed.memory.spec import Frozen, Model, Role

Variables = Sequence[tuple[str, Mapping[str, str]]]
"""(place, its variables), the most trusted first."""


class Preset(Frozen):
    """One kind of endpoint, as `presets.yaml` has it."""

    name: str
    base_url: str = ""
    """Root of the API; empty where each user has their own, or none."""
    api_key_env: str = ""
    """The variable in which its users keep their key; empty: it needs none."""
    base_url_env: str = ""
    """The variable in which its users keep the address of their own endpoint."""
    base_url_path: str = ""
    """What comes after that address."""
    hint: str = ""
    """What to do when its settings are not complete."""


EMBEDDED = "embedded"
"""A preset, and the name of its model on the wire and in specs."""
PRESETS = tuple(map(Preset.model_validate, load(Path(__file__).parent / "presets.yaml").value))
BY_NAME = {preset.name: preset for preset in PRESETS}


@dataclass(frozen=True, slots=True)
class Layer:
    """What one place says about one model."""

    origin: str
    values: Mapping[str, Any]
    """Fields of `Model` that it sets."""

    @property
    def address(self) -> str:
        """The base URL that it means, its preset's if it names only that; empty: it means none."""
        preset = BY_NAME.get(self.values.get("preset", ""))
        return str(self.values.get("base_url") or (preset.base_url if preset else ""))


class UserFile(Frozen):
    """A person's own settings."""

    models: dict[str, Model] = {}
    roles: dict[Role, str] = {}


def user_file() -> Path:
    """Where a person's own settings lie: `config.yaml` with `models:` and `roles:` as in a spec."""
    return own_folder() / "config.yaml"


def outside(variables: Variables) -> list[Layer]:
    """What flags, environment and ./.env say about `default`."""
    layers = []
    for origin, values in variables:
        said = _values(values.get("SEEDBED_MODEL", ""), values.get("SEEDBED_BASE_URL", ""))
        preset, address = said.get("preset", ""), values.get("OPENAI_BASE_URL", "")
        if address and not said.get("base_url") and preset in ("", "openai"):
            said["base_url"] = address
        layers.append(Layer(origin, said))
    return layers


def _values(model: str, base_url: str) -> dict[str, Any]:
    """`ollama:llama3:8b` is a preset's model; `embedded`, and `my.gguf` without an address, are the embedded
    server's."""
    found, (first, _, name) = {"model": model}, model.partition(":")
    if first in BY_NAME and (name or first == EMBEDDED):
        found = {"preset": first, "model": name}
    elif not base_url and model.casefold().endswith(".gguf"):
        found = {"preset": EMBEDDED, "model": model}
    return {key: value for key, value in {**found, "base_url": base_url}.items() if value}


def written(origin: str, model: Model | None) -> Layer:
    """What a spec or the user file says about one model; None: nothing."""
    values = {name: getattr(model, name) for name in model.model_fields_set} if model else {}
    values = {key: value for key, value in values.items() if value not in ("", {}, None)}
    if "model" in values and not values.keys() & {"preset", "base_url"}:
        values |= _values(values.pop("model"), "")
    return Layer(origin, values)


def same_place(a: str, b: str, *, port: bool = True) -> bool:
    """Whether two addresses have the same host, and the same port."""
    try:
        one, other = urlsplit(a), urlsplit(b)
        same = one.hostname == other.hostname and bool(one.hostname)
        return same and (not port or one.port == other.port)
    except ValueError:
        return False


def read_dotenv(path: Path) -> dict[str, str]:
    """The variables of a `.env` file; nothing is interpolated, and nothing gets into our own environment."""
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        return {k: v for k, v in dotenv_values(path, interpolate=False).items() if v is not None}
    except (OSError, UnicodeDecodeError) as error:
        raise UserFault("can't be read", where=str(path), next_step="mend or remove it") from error


def read_user_file(path: Path) -> UserFile:
    """A person's own settings; empty ones where there is no file. Raises UserFault: the file can't be read or
    says what it can't; with line."""
    if not path.is_file():
        return UserFile()
    from seedbed.memory.files.file_faults import read_as

    loaded = load(path)
    return read_as(UserFile, loaded, str(path)) if loaded.value else UserFile()
