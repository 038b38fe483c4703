"""Computations and comparisons through the shared pool, with the real algebra behind it."""

import random
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from seedbed.tools.verification import checks
from seedbed.tools.verification.checks import Checked, computed, equivalent


@pytest.fixture(scope="module", autouse=True)
def _ended() -> Iterator[None]:
    yield
    checks.shared_pool().close()
    checks.shared_pool.cache_clear()


def test_what_a_computation_and_a_comparison_say() -> None:
    assert computed("1/4 + 15% of 200") == Checked("done", True, "30.25", "")
    assert computed(r"\int_0^1 x dx") == Checked("done", True, "1/2", "")
    unread = computed("1 + + ?")
    assert (unread.state, unread.ok, unread.result) == ("refused", False, "")
    assert "?" in unread.reason and "\n" not in unread.reason
    same, other = equivalent(r"\frac{1}{2}", "0.5"), equivalent("1/2", "0.51")
    assert (same.state, same.ok, other.state, other.ok) == ("done", True, "done", False)
    assert same.reason and other.reason


def test_a_verdict_does_not_depend_on_what_was_asked_before() -> None:
    texts = [r"\int_0^1 x^2 dx", r"\frac{x^2-1}{x-1}", "2 < 3", "x +"]
    patient = partial(computed, limit=30)  # the machine may be busy
    first = {text: patient(text) for text in texts}
    shuffled = texts * 2
    random.Random(5).shuffle(shuffled)
    assert [patient(text) for text in shuffled] == [first[text] for text in shuffled]


def test_what_is_forked_has_one_thread() -> None:
    computed(r"1 \cdot 2")
    (process, *_) = checks.shared_pool().processes
    tasks = Path(f"/proc/{process.pid}/task")
    if not tasks.exists():
        pytest.skip("no /proc here to count threads in")
    assert len(list(tasks.iterdir())) == 1


def test_nothing_is_started_before_the_first_check_and_a_plain_script_needs_no_more_than_a_call() -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "import threading\n"
        "from seedbed.tools.verification import checks\n"
        "assert not checks.shared_pool.cache_info().currsize and 'sympy' not in sys.modules\n"
        "print(checks.computed(r'2 \\cdot 2').result, checks.equivalent('4', '2+2').ok)\n"
        "assert 'sympy' not in sys.modules and threading.active_count() == 1\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("4 True\n", "")
