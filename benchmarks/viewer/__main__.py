"""How quickly the viewer answers on a large run, at the server, and what memory it takes.

    python -m benchmarks.viewer --rows 100000 --out viewer.json

The run is written first (some minutes for 100,000 rows; `--run FOLDER` keeps it for another time). The viewer
is a process of its own. Its first page is asked for at once, then the first pages again and again while it
reads the rows, then each view of them several times.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil

from benchmarks.command import command, measured_on
from benchmarks.viewer.made import make
from seedbed.memory.files.run_folder import open_for_reading

_PAGES = (
    *("", "/live", "/rows", "/map", "/map?colour=cost", "/planner", "/critic", "/recipe", "/failures"),
    *("/row/{id}", "/row/{id}?state=accepted&label=refund", "/call/{slot}", "/review", "/review/summary"),
)
_ROWS = (
    *("state=accepted", "state=rejected", "part=messages", "label=refund", "grade=supported"),
    *("leaf=tours", "cell=messages/tours/refund/any", "reason=duplicate", "misses=2", "misses=1"),
    *("check=language.text", "check=axis.label", "passed=rubric.1", "code=off+concept", "by=axis.label"),
    *("search=harbour", "search=shop+behind", "search=zzzz", "search={id}", "search=%25_"),
    "label=refund&leaf=tours&search=deposit&check=language.text",
    *(f"sort={way}{column}" for column in ("number", "id", "state", "label", "reason") for way in ("", "-")),
    *("page=2", "page=1000", "state=accepted&page=1900", "label=refund&sort=-id&page=400"),
)


class Asking:
    """A browser with the cookie, and the milliseconds that each answer took: until it was there, and of the
    server's CPU (which the system counts in steps of 10)."""

    def __init__(self, port: int, server: psutil.Process) -> None:
        self._port, self._server, self._cookie = port, server, ""
        self.took: dict[str, list[float]] = {}
        self.cpu: dict[str, list[float]] = {}
        self.missing: set[str] = set()

    def __call__(self, path: str, named: str = "") -> str:
        began, cpu = time.perf_counter(), spent(self._server)
        connection = HTTPConnection("127.0.0.1", self._port, timeout=120)
        connection.request("GET", path, headers={"cookie": self._cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        took = (time.perf_counter() - began) * 1000
        connection.close()
        if said := answer.headers.get("set-cookie"):
            self._cookie = said.partition(";")[0]
        if answer.status == 404:
            self.missing.add(named or path)
        elif answer.status >= 400:
            raise RuntimeError(f"{path}: {answer.status}: {text[:300]}")
        else:
            self.took.setdefault(named or path, []).append(took)
            self.cpu.setdefault(named or path, []).append((spent(self._server) - cpu) * 1000)
        return text


def spent(process: psutil.Process) -> float:
    """Seconds of CPU that a process took until now."""
    times = process.cpu_times()
    return float(times.user + times.system)


@contextmanager
def _viewer(folder: Path) -> Iterator[tuple[psutil.Process, str]]:
    command = [sys.executable, "-m", "seedbed", "view", str(folder), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield psutil.Process(process.pid), process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def _until_read(ask: Asking, base: str) -> None:
    """Look at the run as people do while its rows are read."""
    while "still being read" in ask(f"{base}/rows", "rows, while they are read"):
        ask(base, "first page, while the rows are read")
        time.sleep(0.2)


def _tabs(ask: Asking, path: str, process: psutil.Process) -> dict[str, float]:
    """Ten tabs that follow a run for ten seconds: what each answer took, and the share of a core."""
    told = f"{path}, ten tabs"

    def follow(_: int) -> None:
        for _ in range(5):
            ask(path, told)
            time.sleep(2)

    began, cpu = time.perf_counter(), spent(process)
    with ThreadPoolExecutor(10) as tabs:
        list(tabs.map(follow, range(10)))
    core = (spent(process) - cpu) / (time.perf_counter() - began)
    return {**_told(ask.took.pop(told), ask.cpu.pop(told)), "core": round(core, 3)}


def _told(took: list[float], cpu: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(statistics.median(took), 1),
        "max_ms": round(max(took), 1),
        "cpu_ms": round(statistics.mean(cpu), 1),
    }


def _looked_at(folder: Path, times: int) -> dict[str, Any]:
    """Every figure of one run. `times`: how often each view is asked for."""
    run = open_for_reading(folder)
    store = run.open_store()
    candidates = store.committed()
    some = store.candidate(candidates // 2)
    assert some is not None
    brief = store.brief(some.number)
    assert brief is not None
    names = {"{id}": some.row_id, "{slot}": store.answers_of(brief.id)[0][0].key}
    store.close()

    def filled(path: str) -> str:
        for name, value in names.items():
            path = path.replace(name, value)
        return path

    began = time.perf_counter()
    with _viewer(folder) as (process, link):
        started = time.perf_counter() - began
        base = f"/run/{folder.name}"
        ask = Asking(int(link.split("/")[2].rpartition(":")[2]), process)
        ask(f"/?{link.partition('/?')[2]}", "the link")
        began = time.perf_counter()
        ask(base, "first page, at once")
        _until_read(ask, base)
        filling = time.perf_counter() - began
        filling_cpu, filled_mb = spent(process), process.memory_info().rss / 1e6
        tabs = _tabs(ask, f"{base}/live", process)
        for _ in range(times):
            for page in _PAGES:
                ask(base + filled(page), page or "/")
            for wish in _ROWS:
                ask(f"{base}/rows?{filled(wish)}", f"/rows?{wish}")
        took, rss = ask.took, process.memory_info().rss / 1e6
    answers = {name: _told(ms, ask.cpu[name]) for name, ms in took.items()}
    rows = {name: one for name, one in answers.items() if name.startswith("/rows?")}
    return {
        "candidates": candidates,
        "store_mb": round((folder / "run.sqlite").stat().st_size / 1e6),
        "start_s": round(started, 2),
        "first_page_s": round(took["first page, at once"][0] / 1000, 3),
        "rows_read_s": round(filling, 1),
        "rows_read_cpu_s": round(filling_cpu, 1),
        "rss_mb": {"rows_read": round(filled_mb), "after": round(rss)},
        "slowest_of_rows_ms": max(one["max_ms"] for one in rows.values()),
        "slowest_p50_of_rows_ms": max(one["p50_ms"] for one in rows.values()),
        "slowest_cpu_of_rows_ms": max(one["cpu_ms"] for one in rows.values()),
        "ten_tabs": tabs,
        "slow": sorted(name for name, one in answers.items() if one["p50_ms"] > 300),
        "not_there": sorted(ask.missing),
        "answers": answers,
        **measured_on(),
    }


def measure(rows: int, times: int, run: str) -> dict[str, Any]:
    """Make the run where it isn't there, and look at it."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(run or Path(temporary) / "run")
        began = time.perf_counter()
        if not folder.exists():
            make(folder, rows)
        written = round(time.perf_counter() - began, 1)
        return {"rows": rows, "written_s": written, **_looked_at(folder, times)}


if __name__ == "__main__":
    command(measure, __doc__, rows=100_000, times=7, run="")
