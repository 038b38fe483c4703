"""A benchmark as a command: its flags, its figures in a file and at the terminal, and processes of its own
for what is measured alone."""

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

_ALONE = "--alone"


def asked(about: str | None, alone: Callable[..., Any] | None = None, **flags: Any) -> argparse.Namespace:
    """What the command line says. In a process that `in_process` began, `alone` is called and ends it.

    Args:
        about: What `--help` says.
        flags: Name → what holds where the flag isn't given, a list where there may be several. A type: it has
            to be given, without its name.
    """
    if alone is not None and sys.argv[1:2] == [_ALONE]:
        print(json.dumps(alone(*json.loads(sys.argv[2]))))
        sys.exit()
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in flags.items():
        many: dict[str, Any] = {"nargs": "+"} if isinstance(usual, list) else {}
        one, flag = usual[0] if many else usual, f"--{name.replace('_', '-')}"
        if isinstance(one, type):
            parser.add_argument(name, type=one, **many)
        elif isinstance(one, bool):
            parser.add_argument(flag, action="store_true")
        else:
            said = None if usual == "" else "else %(default)s"
            parser.add_argument(flag, type=type(one), default=usual, help=said, **many)
    return parser.parse_args()


def command(
    measure: Callable[..., dict[str, Any]],
    about: str | None,
    *,
    raw: tuple[str, ...] = (),
    alone: Callable[..., Any] | None = None,
    **flags: Any,
) -> None:
    """Measure as the command line says; the figures go to `--out`, and to the terminal without those that are
    raw. `alone`, `flags`: as `asked` has them."""
    given = vars(asked(about, alone, out="", **flags))
    out = given.pop("out")
    figures = measure(**given)
    if out:
        Path(out).write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    brief = {name: value for name, value in figures.items() if name not in raw}
    print(json.dumps(brief, ensure_ascii=False, indent=1))


def in_process(module: str, *words: Any) -> dict[str, Any]:
    """What a module's `alone` gives for some words, in a process of its own."""
    line = [sys.executable, "-m", module, _ALONE, json.dumps(words)]
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured_on(*packages: str) -> dict[str, Any]:
    """The `machine`, and `versions` of packages, if any matter."""
    machine = {"system": platform.platform(), "python": platform.python_version()}
    return {"machine": machine, **({"versions": {one: version(one) for one in packages}} if packages else {})}
