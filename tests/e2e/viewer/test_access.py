"""Who may look, and from where: plain HTTP against the real process."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.viewer.serving import Viewer, viewing
from tests.runs import make_run


@pytest.fixture(scope="module")
def viewer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewer]:
    folder = tmp_path_factory.mktemp("access")
    (folder / "secret.txt").write_text("the secret beside the run")
    with viewing(make_run(folder / "run").path, folder=folder) as found:
        yield found


@pytest.fixture(scope="module")
def cookie(viewer: Viewer) -> str:
    return viewer.enter()


PAGES = ("/", "/run/run", "/run/run/rows", "/run/run/live", "/static/style.css", "/no-such-page")


def test_without_a_token_nothing_is_shown(viewer: Viewer) -> None:
    for path in PAGES:
        came = viewer.get(path)
        assert came.code == 401 and "The terminal shows" in came.text, path
        assert "bike" not in came.text and "set-cookie" not in came.headers


def test_a_wrong_token_or_cookie_opens_nothing(viewer: Viewer, cookie: str) -> None:
    name, _, value = cookie.partition("=")
    wrong = [f"{name}={value[:-1]}x", f"{name}=", f"{name}=é", f'{name}="', f"other={value}", ";;", f"{name}"]
    for path in PAGES:
        assert viewer.get(f"{path}?token=wrong").code == 401
        assert viewer.get(f"{path}?token=").code == 401
        assert viewer.get(f"{path}?token=%F0%9F%9A%B2&token[]=1").code == 401
    for said in wrong:
        assert viewer.get("/run/run", cookie=said).code == 401, said


def test_a_link_is_good_once(viewer: Viewer, cookie: str) -> None:
    used = viewer.link.removeprefix(viewer.root)
    came = viewer.get(used)
    assert came.code == 401 and "was used" in came.text and "set-cookie" not in came.headers
    assert viewer.get("/run/run", cookie=cookie).code == 200
    assert viewer.links[-1] != viewer.link


def test_the_cookie_is_for_this_site_and_for_no_script(viewer: Viewer, cookie: str) -> None:
    came = viewer.get(viewer.links[-1].removeprefix(viewer.root))
    viewer.next_link()
    assert {"HttpOnly", "SameSite=strict"} <= {*came.headers["set-cookie"].split("; ")}
    assert came.headers["location"] == "/" and "token" not in came.headers["location"]


@pytest.mark.parametrize(
    "path", ["//evil.example/", "////evil.example/", "/\\evil.example", "/%5Cevil.example"]
)
def test_a_link_leads_to_no_other_place(viewer: Viewer, cookie: str, path: str) -> None:
    token = viewer.links[-1].partition("?")[2]
    came = viewer.get(f"{path}?{token}")
    viewer.next_link()
    assert came.code == 303
    assert came.headers["location"].startswith("/") and came.headers["location"][1:2] not in ("/", "\\")


def test_another_host_is_not_served(viewer: Viewer, cookie: str) -> None:
    for host in (
        "evil.example",
        f"evil.example:{viewer.port}",
        "127.0.0.1",
        f"127.0.0.1.evil:{viewer.port}",
        "",
    ):
        came = viewer.get("/run/run", host=host, cookie=cookie)
        assert came.code in (400, 421) and "bike" not in came.text, host
    assert viewer.get("/run/run", host=f"localhost:{viewer.port}", cookie=cookie).code == 200


def test_another_origin_changes_nothing(viewer: Viewer, cookie: str) -> None:
    for origin in (
        "http://evil.example",
        "null",
        f"https://127.0.0.1:{viewer.port}",
        "http://127.0.0.1:1",
        "",
    ):
        came = viewer.get("/run/run", "POST", cookie=cookie, origin=origin)
        assert came.code == 403, origin
    assert viewer.get("/run/run", "POST", cookie=cookie).code == 403
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert viewer.get("/run/run", method, cookie=cookie).code == 403
    assert viewer.get("/run/run", "POST", cookie=cookie, origin=viewer.root).code == 405


TRICKS = (
    "/static/../server.py",
    "/static/..%2fserver.py",
    "/static/%2e%2e/%2e%2e/access.py",
    "/static/....//....//access.py",
    "/static//etc/passwd",
    "/static/..%5c..%5caccess.py",
    "/static/style.css%00.py",
    "/run/..%2f",
    "/run/../run",
    "/run/%2e%2e%2fsecret.txt",
    "/run/run%2f..%2f..%2fsecret.txt",
    "/run/run/source/..%2f..%2fsecret.txt",
    "/run/run/source/%2e%2e%2f%2e%2e%2fsecret.txt?start=0&end=9",
    "/run/run/row/..%2f..%2fsecret.txt",
    "/run/run/row/%25",
    "/run/run/row/_",
    "/run/run/call/..%2frun.sqlite",
    "//etc/passwd",
)


def test_no_path_leads_out(viewer: Viewer, cookie: str) -> None:
    for path in TRICKS:
        came = viewer.get(path, cookie=cookie)
        assert 300 <= came.code < 500, (path, came.code)
        for word in ("import ", "root:", "the secret", "SQLite format"):
            assert word not in came.text, path


def test_addresses_that_make_no_sense_are_answered_in_words(viewer: Viewer, cookie: str) -> None:
    huge, long = "9" * 30, "9" * 5000
    wishes = [
        *(f"page={number}" for number in (huge, long, "-1", "0", "%C2%B2", "1e9", "")),
        *(f"misses={number}" for number in (huge, long, "-1", "%C2%B2", "999")),
        *(f"sort={name}" for name in ("number;drop%20table%20rows", "-", "--id", "text)", huge)),
        *(f"search={text}" for text in ("%00", "%ff", "%ed%a0%80", "%25_%5c", "'\"", "x" * 60_000)),
        *(
            f"{name}=%27%29%20or%201%3d1--"
            for name in ("state", "leaf", "cell", "check", "code", "by", "passed")
        ),
        *(
            "part=none",
            "at=none",
            "colour=none",
            "reason=&state=",
            "search=a&search=b&page=2&page=3",
            "=&&=&%",
        ),
    ]
    for page in ("rows", "map", "failures", "", "live", "planner", "critic", "recipe"):
        for wish in wishes if page == "rows" else wishes[::4]:
            came = viewer.get(f"/run/run/{page}?{wish}".replace("/?", "?"), cookie=cookie)
            assert came.code < 500, (page, wish[:60], came.text[:300])
            assert "Traceback" not in came.text


def test_every_answer_says_that_nothing_else_may_run(viewer: Viewer, cookie: str) -> None:
    for path in PAGES:
        for said in (cookie, ""):
            headers = viewer.get(path, cookie=said).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin" and headers["cache-control"] == "no-store"


def test_the_pages_have_no_script_or_style_of_their_own(viewer: Viewer, cookie: str) -> None:
    for path in ("/run/run", "/run/run/rows", "/run/run/map", "/run/run/failures"):
        text = viewer.get(path, cookie=cookie).text
        assert text.count("<script") == 1 and "<style" not in text and " style=" not in text
        assert " onclick" not in text and "javascript:" not in text.replace("(javascript:1)", "")


def test_the_token_stands_in_no_page_and_in_no_log(tmp_path: Path) -> None:
    with viewing(make_run(tmp_path / "run").path, folder=tmp_path) as viewer:
        cookie = viewer.enter()
        token = viewer.link.partition("token=")[2]
        pages = "".join(viewer.get(path, cookie=cookie).text for path in PAGES)
        viewer.get("/?token=wrong")
        code, said = viewer.interrupt()
        assert code in (0, 130), said
    value = cookie.partition("=")[2]
    for secret in (token, value, viewer.links[-1].partition("token=")[2]):
        assert secret not in pages + said and secret not in json.dumps([said])
    assert value not in viewer.link + "".join(viewer.links)
