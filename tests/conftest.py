"""What holds for every test: no key, proxy or setting from outside, one thread, the same examples.

Set at import, not in a fixture, so that it also holds for fixtures of wider scope and for subprocesses.
"""

import gc
import os
import signal
import sys
from collections.abc import Iterator

import hypothesis
import pytest

from tests.cluster import MISSING, Cluster, cluster

for name in tuple(os.environ):
    if name.startswith(("SEEDBED_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_")) or name.endswith("_API_KEY"):
        del os.environ[name]

# Many processes import the same files: what one has compiled is there for the next.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
# Test processes share the cores; threads of numeric libraries would only get in each other's way.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["RAYON_NUM_THREADS"] = "1"

# Under `nohup`, or behind a shell's `&`, processes inherit that they ignore these.
for heard in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(heard) is signal.SIG_IGN:
        signal.signal(heard, signal.default_int_handler if heard == signal.SIGINT else signal.SIG_DFL)

hypothesis.settings.register_profile("tests", derandomize=True, deadline=None, max_examples=40)
hypothesis.settings.load_profile("tests")


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """PostgreSQL, for those tests of a process that ask for it."""
    if MISSING:
        pytest.skip(MISSING)
    with cluster() as made:
        yield made


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What collecting makes stays to the end: nothing of it is garbage, then or later."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()
