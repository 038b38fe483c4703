"""What needs the sandbox is skipped, with the reason, where there is none."""

import pytest

from seedbed.tools.verification.sandbox.sandbox import Sandbox, SandboxFault, find_sandbox


@pytest.fixture(scope="session")
def sandbox() -> Sandbox:
    """This machine's."""
    try:
        return find_sandbox()
    except SandboxFault as fault:
        pytest.skip(str(fault))
