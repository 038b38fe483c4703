"""The sandboxes of this machine, for tests that run programs in them."""

import pytest

from seedbed.tools.verification.sandbox.runners import RUNNERS
from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.verification.sandbox.sandbox import find_sandbox, first_shown
from seedbed.tools.verification.sandbox.verdict import SandboxFault


@pytest.fixture(scope="session")
def found() -> Sandbox:
    """The sandbox that is used here; what needs it is skipped, with the reason, where there is none."""
    try:
        return find_sandbox()
    except SandboxFault as fault:
        pytest.skip(str(fault))


@pytest.fixture(scope="session", params=[name for name, _ in RUNNERS])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Each way of running that can be shown to hold here."""
    try:
        return first_shown(tuple(pair for pair in RUNNERS if pair[0] == request.param))
    except SandboxFault as fault:
        pytest.skip(str(fault))
