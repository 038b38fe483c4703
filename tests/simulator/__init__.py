"""The simulated endpoint of the tests: an OpenAI-compatible server on a world that it knows.

`python -m tests.simulator --port 0` starts it (design.md §5); `tests.simulator.launch.simulator()` does so
from a test. It reads the wire only, but for what a shipped recipe holds to (`jobs/recipes/recipes_known.py`),
and the product knows nothing of it.
"""
