"""What needs the sandbox is skipped, with the reason, where programs can't be run."""

from tests.tools.running.conftest import bash, python

__all__ = ["bash", "python"]
