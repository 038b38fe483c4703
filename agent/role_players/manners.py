"""Manners: how a user writes of whom nothing else is known. A list by hand, beside this file."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from seedbed.memory.canonical import digest_text

_FILE = "manners.yaml"


@cache
def manners() -> tuple[str, ...]:
    """Every manner, a line each."""
    import yaml

    return tuple(yaml.safe_load(_text()))


def manner_hashes() -> Mapping[str, str]:
    """The file's name → its hash: it decides about rows as prompts do."""
    return {_FILE: digest_text(_text())}


def _text() -> str:
    return files("seedbed.agent.role_players").joinpath(_FILE).read_text(encoding="utf-8")
