"""The simulated endpoint of the tests: an OpenAI-compatible server on a world that it knows.

`python -m tests.simulator --port 0` starts it (design.md §5); `tests.simulator.launch.simulator()` does so
from a test. It reads the wire only: nothing of the product is imported here, and the product knows nothing
of it.
"""
