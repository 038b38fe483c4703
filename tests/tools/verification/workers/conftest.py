"""A pool of hard jobs that the tests of a module share."""

from collections.abc import Iterator

import pytest

from seedbed.tools.verification.workers.pool import Pool

HARD_JOBS = "tests.tools.verification.workers.hard_jobs"


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(HARD_JOBS, size=2)
    yield made
    made.close()
