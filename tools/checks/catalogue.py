"""Every check there is: each `Check` of a module in the folders beside this one, which the house's own files
alone can add."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from seedbed.tools.checks import form, reading, relations, running, sources, words
from seedbed.tools.checks.check import Check

_FOLDERS = (form, words, running, sources, relations, reading)
"""What costs nothing comes first: in this order planners read of them."""


def _checks_of(folder: ModuleType) -> Iterator[Check]:
    modules = (import_module(one.name) for one in iter_modules(folder.__path__, f"{folder.__name__}."))
    found = [check for module in modules for check in vars(module).values() if isinstance(check, Check)]
    yield from sorted(found, key=lambda check: check.name)


BY_NAME = {check.name: check for folder in _FOLDERS for check in _checks_of(folder)}
CATALOGUE: tuple[Check, ...] = tuple(BY_NAME.values())


def find(name: str) -> Check:
    """The check of that name. Raises KeyError: there is none."""
    return BY_NAME[name]
