"""`seedbed --help` and `import seedbed` load nothing heavy.

What keeps both under 0.5 s is that these libraries stay outside: chromadb alone takes about a second. Time
itself is not tested, since it depends on the machine.
"""

import signal
import subprocess
import sys

import pytest

HEAVY = {
    *("bm25s", "chromadb", "datasketch", "faker", "langchain_core", "langchain_openai", "langgraph", "numpy"),
    *("openai", "pandas", "pyarrow", "scipy", "sklearn", "sympy", "wordllama", "xllamacpp"),
}

HELP = """
from seedbed.app.cli import main
try:
    main(["--help"], prog_name="seedbed")
except SystemExit as end:
    assert end.code == 0
"""

SIGNALLED = """
import os, sys

class Signal:
    def find_spec(self, name, *_):
        if name == "click":
            os.kill(os.getpid(), int(sys.argv[1]))

sys.meta_path.insert(0, Signal())
from seedbed.__main__ import main
main()
"""


def test_nothing_heavy_is_loaded() -> None:
    show = "\nimport sys\nprint(); print(*sorted(name for name in sys.modules if '.' not in name))"
    ran = subprocess.run(
        [sys.executable, "-c", HELP + show], check=True, capture_output=True, text=True
    ).stdout
    loaded = set(ran.splitlines()[-1].split())
    assert "seedbed" in loaded
    assert sorted(loaded & HEAVY) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_it_is_loaded_ends_it_without_a_traceback(number: signal.Signals) -> None:
    ran = subprocess.run([sys.executable, "-c", SIGNALLED, str(number.value)], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")


def test_the_command_is_installed() -> None:
    command = sys.executable.removesuffix("python") + "seedbed"
    ran = subprocess.run([command, "--version"], check=True, capture_output=True, text=True)
    assert ran.stdout.startswith("seedbed")


def test_a_build_loads_what_its_first_call_can_do_without_later() -> None:
    show = "import sys, seedbed.graphs.lifecycle; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", show], check=True, capture_output=True, text=True).stdout
    assert not {"networkx", "numpy", "pandas", "scipy", "sympy", "wordllama"} & set(ran.split())
