"""seedbed: datasets made to order, every row with evidence.

    from seedbed import build
    run = build("200 customer messages by intent (booking, praise or refund)", rows=200)

This file makes the folders `agent`, `tools`, `graphs`, `memory` and `app` importable as `seedbed.agent`
and so on. In an installed wheel they lie beside it. In a checkout they lie two folders up, so the root of
the repository goes to the front of the package's search path; the links beside this file serve type checkers,
which don't execute it. The Python API (`app/api.py`) is loaded when a name of it is first asked for.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seedbed.app.api import abuild as abuild
    from seedbed.app.api import aresume as aresume
    from seedbed.app.api import build as build
    from seedbed.app.api import resume as resume
    from seedbed.app.verifying import verify as verify
    from seedbed.app.views.run import RowView as RowView
    from seedbed.app.views.run import RunView as RunView
    from seedbed.app.views.run import open_run as open_run
    from seedbed.memory.errors import Paused as Paused
    from seedbed.memory.errors import UserFault as UserFault
    from seedbed.memory.spec import Spec as Spec

_here = Path(__file__).resolve().parent
_root = _here.parent.parent
if _here.parent.name == "src" and (_root / "pyproject.toml").is_file():
    # First, not last: the links, or the plain files git makes of them where core.symlinks is false, would
    # otherwise be looked at before the real folders.
    __path__.insert(0, str(_root))

_PLACES = {
    **dict.fromkeys(("abuild", "aresume", "build", "resume"), "app.api"),
    **dict.fromkeys(("RowView", "RunView", "open_run"), "app.views.run"),
    **dict.fromkeys(("Paused", "UserFault"), "memory.errors"),
    "Spec": "memory.spec",
    "verify": "app.verifying",
}
__all__ = [*_PLACES]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'seedbed' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"seedbed.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
