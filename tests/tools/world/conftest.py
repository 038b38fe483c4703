"""What needs the sandbox is skipped, with the reason, where there is none."""

from tests.tools.verification.sandbox.conftest import found

__all__ = ["found"]
