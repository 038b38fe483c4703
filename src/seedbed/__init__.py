"""seedbed: datasets made to order, every row with evidence.

This file only makes the folders `agent`, `tools`, `graphs`, `memory` and `app` importable as `seedbed.agent`
and so on. In an installed wheel they lie beside it. In a checkout they lie two folders up, so the root of
the repository goes to the front of the package's search path; the links beside this file serve type checkers,
which don't execute it. It knows nothing of what is in those folders.
"""

from pathlib import Path

_here = Path(__file__).resolve().parent
_root = _here.parent.parent
if _here.parent.name == "src" and (_root / "pyproject.toml").is_file():
    # First, not last: the links, or the plain files git makes of them where core.symlinks is false, would
    # otherwise be looked at before the real folders.
    __path__.insert(0, str(_root))
