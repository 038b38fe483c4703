"""What people do wrong, or what goes wrong under the viewer: each told in words, nothing hangs."""

import json
import shutil
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from seedbed.memory.files.run_folder import RunFolder
from tests.e2e.inside import Inside, is_clean
from tests.e2e.program import Program
from tests.e2e.viewer.serving import viewing
from tests.runs import make_run


def _text(path: Path) -> None:
    path.write_text("no store at all", encoding="utf-8")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _row(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("UPDATE candidates SET draft = '{\"row\": 7}' WHERE number = 2")


def _cell(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store, store:
        verdict = json.loads(store.execute("SELECT verdict FROM candidates WHERE number = 2").fetchone()[0])
        changed = json.dumps({**verdict, "cell": "no such/cell"})
        store.execute("UPDATE candidates SET verdict = ? WHERE number = 2", (changed,))


def _refused(folder: Path, *words: str) -> str:
    done = Inside(folder)("view", *words, "--no-browser")
    assert (done.code, done.out) == (2, ""), (done.code, done.out, done.err)
    assert "Traceback" not in done.err and is_clean(done.err)
    return done.err


@pytest.mark.parametrize("damage", [_text, _newer, _cut], ids=lambda one: one.__name__[1:])
def test_a_damaged_store_is_told_in_the_browser(damage: Callable[[Path], None], tmp_path: Path) -> None:
    run = make_run(tmp_path / "run").path
    damage(run / "run.sqlite")
    process = Program(tmp_path).start("view", "run", "--no-browser")
    try:
        assert process.stdout is not None
        if not process.stdout.readline():  # or at once, at the terminal
            assert process.wait() == 2
            assert "run.sqlite" in process.communicate()[1]
            return
    finally:
        process.terminate()
        process.communicate()
    with viewing(run, folder=tmp_path) as viewer:
        came = viewer.get("/run/run", cookie=viewer.enter())
        assert came.code == 409 and "run.sqlite" in came.text


@pytest.mark.parametrize("damage", [_row, _cell], ids=lambda one: one.__name__[1:])
def test_a_damaged_row_is_told_and_not_waited_for(damage: Callable[[Path], None], tmp_path: Path) -> None:
    run = make_run(tmp_path / "run").path
    damage(run / "run.sqlite")
    with viewing(run, folder=tmp_path) as viewer:
        cookie, end = viewer.enter(), time.monotonic() + 10
        while (came := viewer.get("/run/run/rows", cookie=cookie)).code == 200:
            assert time.monotonic() < end and "still being read" in came.text
        assert came.code == 409 and "what this version doesn" in came.text
        code, said = viewer.interrupt()
        assert code in (0, 130) and "Traceback" not in said, said


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    for name in ("empty", "file", "absent"):
        assert name in _refused(tmp_path, name)
    make_run(tmp_path / "run")
    assert "absent" in _refused(tmp_path, "run", "absent")


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    make_run(tmp_path / "run")
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = _refused(tmp_path, "run", "--port", port)
    assert port in said and "--port" in said


def test_a_run_deleted_while_it_is_viewed_says_so_and_is_not_made_again(tmp_path: Path) -> None:
    run, other = make_run(tmp_path / "run").path, make_run(tmp_path / "other").path
    with viewing(run, other, folder=tmp_path) as viewer:
        cookie = viewer.enter()
        for page in ("", "/rows", "/map"):
            assert viewer.get(f"/run/run{page}", cookie=cookie).code == 200
        shutil.rmtree(run)
        for page in ("", "/rows", "/map", "/live", "/failures", "/planner", "/critic", "/recipe"):
            came = viewer.get(f"/run/run{page}", cookie=cookie)
            assert came.code == 409 and "seedbed" in came.text, (page, came)
            assert viewer.get(f"/run/other{page}", cookie=cookie).code == 200, page
        assert not run.exists()
        make_run(run)
        assert viewer.get("/run/run", cookie=cookie).code == 200
        code, said = viewer.interrupt()
        assert code in (0, 130) and "Traceback" not in said, said


def test_runs_of_one_name_are_told_apart(tmp_path: Path) -> None:
    first, second = make_run(tmp_path / "a" / "run").path, make_run(tmp_path / "b" / "run").path
    with viewing(first, second, folder=tmp_path) as viewer:
        text = viewer.get("/", cookie=viewer.enter()).text
        assert 'href="/run/run"' in text and 'href="/run/run-2"' in text


def test_a_folder_with_an_odd_name_has_an_address(tmp_path: Path) -> None:
    run = make_run(tmp_path / "<b> a?b#ü %2f&").path
    with viewing(run, folder=tmp_path) as viewer:
        cookie = viewer.enter()
        address = viewer.get("/", cookie=cookie).headers["location"]
        came = viewer.get(address, cookie=cookie)
        assert came.code == 200 and "<b>" not in came.text
        links = [part.partition('"')[0] for part in came.text.split('href="/run/')[1:]]
        assert len(links) > 4
        for link in dict.fromkeys(links):
            assert viewer.get(f"/run/{link.replace('&amp;', '&')}", cookie=cookie).code == 200, link


def test_no_browser_is_said_and_the_link_still_works(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run").path
    with viewing(run, words=(), folder=tmp_path) as viewer:
        assert viewer.get("/run/run", cookie=viewer.enter()).code == 200
        _, said = viewer.interrupt()
    assert "no browser could be opened" in said


def test_ctrl_c_ends_it_within_a_second_whatever_goes_on(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run").path
    with (
        viewing(run, folder=tmp_path) as viewer,
        socket.create_connection(("127.0.0.1", viewer.port)) as idle,
    ):
        cookie = viewer.enter()
        idle.sendall(b"GET / HTTP/1.1\r\n")  # and never ends
        ended = threading.Event()

        def ask() -> None:
            while not ended.is_set():
                try:
                    viewer.get("/run/run/rows", cookie=cookie)
                except OSError:
                    return

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for one in threads:
            one.start()
        try:
            code, said = viewer.interrupt()
        finally:
            ended.set()
            for one in threads:
                one.join()
        assert code in (0, 130) and "Traceback" not in said, (code, said)


def test_a_reader_of_the_link_that_goes_away_does_no_harm(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run").path
    with viewing(run, folder=tmp_path) as viewer:
        assert viewer.process.stdout is not None
        viewer.process.stdout.close()  # as `seedbed view … | head -1` does
        came = viewer.get(viewer.link.removeprefix(viewer.root))
        assert came.code == 303
        cookie = came.headers["set-cookie"].partition(";")[0]
        assert viewer.get("/run/run", cookie=cookie).code == 200


def test_ten_tabs_at_once_see_the_same(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run").path
    with viewing(run, folder=tmp_path) as viewer, ThreadPoolExecutor(10) as tabs:
        cookie = viewer.enter()
        while "still being read" in viewer.get("/run/run/rows", cookie=cookie).text:
            time.sleep(0.02)
        for page in ("/live", "/rows?search=bike", "/map", "/failures"):
            came = list(
                tabs.map(lambda _, page=page: viewer.get(f"/run/run{page}", cookie=cookie), range(10))
            )
            assert {one.code for one in came} == {200}
            assert len({one.text for one in came}) == 1, page


def test_the_viewer_does_not_stand_in_the_way_of_a_build(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run").path
    with viewing(run, folder=tmp_path) as viewer:
        cookie, folder = viewer.enter(), RunFolder(run)
        folder.hold()
        try:
            assert "Running" in viewer.get("/run/run", cookie=cookie).text
        finally:
            folder.release()
        assert "Running" not in viewer.get("/run/run", cookie=cookie).text
        before = sorted(path.name for path in run.iterdir())
        viewer.get("/run/run/rows", cookie=cookie)
        assert sorted(path.name for path in run.iterdir()) == before


def test_two_viewers_of_one_run(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run").path
    with viewing(run, folder=tmp_path) as one, viewing(run, folder=tmp_path) as two:
        cookies = one.enter(), two.enter()
        assert one.get("/run/run", cookie=cookies[0]).code == 200
        assert two.get("/run/run", cookie="; ".join(cookies)).code == 200
        assert two.get("/run/run", cookie=cookies[0]).code == 401
