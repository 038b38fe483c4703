"""The step `run`, where recipes look for it; what it does stands in `tools/running`."""

from seedbed.tools.running.languages import missing
from seedbed.tools.running.run import run

__all__ = ["missing", "run"]
