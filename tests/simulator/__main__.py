"""`python -m tests.simulator --port P`: serves until it is stopped."""

import sys

from tests.simulator.options import read_options
from tests.simulator.server import Server
from tests.simulator.serving import run


def main(arguments: list[str] | None = None) -> int:
    """Runs the server; its exit code."""
    options = read_options(arguments)
    return run(Server(options).application(), options.port)


if __name__ == "__main__":
    sys.exit(main())
