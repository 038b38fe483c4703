"""`seedbed models`: what the endpoints can do, what they have, and the embedded model's weights."""

import asyncio
from typing import TYPE_CHECKING, Any

import click

from seedbed.app import options
from seedbed.app.console import print_json, show, table, tell, words

if TYPE_CHECKING:
    from seedbed.agent.models.settings import Settings


@click.group()
def models() -> None:
    """Look at endpoints, or get the embedded model."""


@models.command()
@click.argument("spec", required=False, metavar="[SPEC.yaml]")
@options.models
@click.option("--settings-only", is_flag=True, help="Only show where each setting came from; ask nothing.")
@options.as_json
def check(spec: str | None, model: str, base_url: str, settings_only: bool, as_json: bool) -> None:
    """Find out what the models can do.

    Shows where each setting came from, then each model sits the exam."""
    settings = _settings(spec, model, base_url)
    profiles: dict[str, Any] = {}
    if not as_json:
        show(_settings_table(settings))
    if not settings_only:
        from seedbed.agent.models.listing import with_names
        from seedbed.app.examine import profiles_of, shown

        found = asyncio.run(profiles_of(with_names(settings, tell), tell))
        for name, profile in found.items():
            profiles[name] = profile.model_dump(mode="json")
            for piece in () if as_json else shown(name, profile):
                show(piece)
    if as_json:
        print_json({"models": _origins(settings), "profiles": profiles})


@models.command("list")
@options.models
@options.as_json
def list_models(model: str, base_url: str, as_json: bool) -> None:
    """List presets, and the models of an endpoint."""
    from seedbed.agent.models.listing import names_at
    from seedbed.agent.models.places import PRESETS

    settings = _settings(None, model, base_url)
    default = settings.models["default"]
    has = [] if default.embedded else names_at(default)
    if as_json:
        print_json({"presets": [p.name for p in PRESETS], "endpoint": default.model.base_url, "models": has})
        return
    made = table("Preset", "Address", "Key")
    for preset in PRESETS:
        address = preset.base_url or preset.base_url_env or "this machine"
        made.add_row(preset.name, address, preset.api_key_env or "–")
    show(made)
    if default.embedded:
        show("No endpoint is named; the embedded model works. --base-url URL lists what one has.")
    else:
        show("\n  ".join((f"{default.model.base_url} has {len(has)} models:", *has)))


@models.command()
@options.quiet
def pull(quiet: bool) -> None:
    """Get the embedded model's weights (98 MB), pinned by hash."""
    from seedbed.agent.models.local.embedded import pull as get

    get(lambda said: None if quiet else tell(said))


def _settings(spec: str | None, model: str, base_url: str) -> "Settings":
    from seedbed.app.intake import settings_of, spec_path
    from seedbed.memory.files.spec_file import read_spec

    flags = {"model": model, "base_url": base_url}
    return settings_of(flags, read_spec(spec_path(spec)) if spec else None)


def _origins(settings: "Settings") -> dict[str, Any]:
    """Every setting and where it came from; of the key only that."""
    return {
        name: {
            "model": one.model.model,
            "base_url": one.model.base_url,
            "preset": one.model.preset,
            "key": bool(one.api_key),
            "roles": [role for role, chosen in settings.roles.items() if chosen == name],
            "from": dict(one.origins),
        }
        for name, one in settings.models.items()
    }


def _settings_table(settings: "Settings") -> Any:
    made = table("Model", "Setting", "Value", "From")
    for name, one in settings.models.items():
        for field, origin in one.origins.items():
            if field == "api_key":
                value = "set" if one.api_key else "–"
            elif field == "headers":  # a header may hold a key
                value = ", ".join(one.model.headers)
            else:
                value = str(getattr(one.model, field))
            made.add_row(words(name), field, words(value), words(origin))
            name = ""
    return made
