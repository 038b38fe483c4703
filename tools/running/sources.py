"""The texts of the programs that are executed inside the sandbox on our behalf."""

from functools import cache
from importlib.resources import files

_IMPORT = "from seedbed.tools.running.inside.columns import Column, literals_of\n"


@cache
def programs() -> str:
    """Runs commands, or a Python program."""
    return _text("programs.py")


@cache
def database() -> str:
    """Makes, fills and asks databases: one text, since nothing can be imported there."""
    return _text("database.py").replace(_IMPORT, _text("columns.py"))


def _text(name: str) -> str:
    return files("seedbed.tools.running.inside").joinpath(name).read_text(encoding="utf-8")
