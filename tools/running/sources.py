"""The texts of the programs that are executed inside the sandbox on our behalf."""

from functools import cache
from importlib.resources import files


@cache
def source(name: str) -> str:
    """`programs.py` (runs commands or a Python program), `database.py` (makes, fills, asks databases)."""
    return files("seedbed.tools.running.inside").joinpath(name).read_text(encoding="utf-8")
