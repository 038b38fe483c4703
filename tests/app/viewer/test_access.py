"""The cookie among those of other programs on this machine, which a browser sends along."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from seedbed.app.viewer.access import Access


@pytest.mark.parametrize("other", ['settings={"dark": true}', "a/b=1", "said=two words", "café=1", ";;", "x"])
def test_cookies_of_other_programs_lock_nobody_out(other: str) -> None:
    guarded = Access(PlainTextResponse("the page"), 8000, lambda _: None)
    browser = TestClient(guarded, "http://127.0.0.1:8000")
    token = guarded.link().partition("?")[2]
    mine = browser.get(f"/?{token}", follow_redirects=False).headers["set-cookie"].partition(";")[0]
    browser.cookies.clear()
    for sent in (f"{other}; {mine}", f"{mine}; {other}"):
        assert browser.get("/", headers={b"cookie": sent.encode()}).text == "the page", sent
    assert browser.get("/", headers={b"cookie": other.encode()}).status_code == 401
