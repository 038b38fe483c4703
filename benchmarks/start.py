"""How soon a build begins: seconds until `--help` has ended, until the first word of `build`, and until its
first call arrives at an endpoint on this machine.

    python -m benchmarks.start [--runs N]

Medians. Run it twice where modules were changed: bytecode that isn't there yet is made
at first (at each start where PYTHONDONTWRITEBYTECODE is set: some 2.5 s more until the first call)."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.command import command
from tests.simulator.launch import Running, simulator

SEEDBED = [sys.executable, "-m", "seedbed"]
REQUEST = "12 customer messages for a bike-rental firm by intent (booking, cancellation)"


def help_ended() -> float:
    """Seconds of `--help`."""
    began = time.perf_counter()
    subprocess.run([*SEEDBED, "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def begun(endpoint: Running) -> tuple[float, float]:
    """Seconds until a build's first word and its first call."""
    with tempfile.TemporaryDirectory() as folder:
        before = endpoint.stats()["requests"]
        words = ("--base-url", endpoint.base_url, "--model", "sim-strong", "--budget", "500ktok", "--yes")
        command = [*SEEDBED, "build", REQUEST, *words, "-o", str(Path(folder) / "run")]
        began = time.perf_counter()
        with subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "SEEDBED_API_KEY": "k"},
        ) as build:
            assert build.stderr is not None
            build.stderr.read(1)
            word = time.perf_counter() - began
            while endpoint.stats()["requests"] == before:
                if build.poll() is not None:
                    raise SystemExit(f"the build ended with {build.returncode} before it asked anything")
                time.sleep(0.01)
            call = time.perf_counter() - began
            build.communicate()
    return word, call


def measure(runs: int) -> dict[str, float]:
    """The medians."""
    with simulator() as endpoint:
        words, calls = zip(*(begun(endpoint) for _ in range(runs)), strict=True)
    found = {"help": [help_ended() for _ in range(runs)], "first_word": words, "first_call": calls}
    return {name: round(statistics.median(times), 3) for name, times in found.items()}


if __name__ == "__main__":
    command(measure, __doc__, runs=5)
