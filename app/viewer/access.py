"""Who may look: one link from the terminal, then a cookie; this machine's pages only."""

import secrets
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with none at all, a form would say that its origin is «null»
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Access:
    """An ASGI middleware. A link is good once: who opens it gets the cookie, and the next link is told."""

    def __init__(self, app: ASGIApp, port: int, told: Callable[[str], None], at: str = "/") -> None:
        """Args:
        told: Called with each new link.
        at: The page that a link opens, as path and query."""
        self._app, self._port, self._told = app, port, told
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._origins = {f"http://{host}" for host in self._hosts}
        self._cookie, self._session = f"seedbed-{port}", secrets.token_urlsafe(32)
        self._token, self._at = "", at

    def link(self) -> str:
        """A new link, in place of the last one."""
        self._token = secrets.token_urlsafe(32)
        return f"http://127.0.0.1:{self._port}{self._at}{'&' if '?' in self._at else '?'}token={self._token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        answer = self._refusal(scope) or self._app
        return await answer(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        """What is answered instead of a page; None: the page."""
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            return PlainTextResponse("This address isn't served here.\n", 421)
        changes = scope["method"] not in ("GET", "HEAD")
        if changes and headers.get("origin") not in self._origins:
            return PlainTextResponse("Another site's page can't change anything here.\n", 403)
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        given = asked.pop("token", [""])[0]
        if self._token and secrets.compare_digest(given.encode(), self._token.encode()):
            self._told(self.link())
            rest = f"?{urlencode(asked, doseq=True)}" if asked else ""
            here = f"/{scope['path'].lstrip('/')}"  # «//» would be another host
            answer = RedirectResponse(here + rest, 303)
            answer.set_cookie(self._cookie, self._session, httponly=True, samesite="strict")
            return answer
        # Other programs at this address send cookies along at some of which the standard library gives up.
        session = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        if secrets.compare_digest(session.encode(), self._session.encode()):
            return None
        why = "This link was used, or is none" if given else "This page needs a link"
        return PlainTextResponse(f"{why}. The terminal shows the one that works.\n", 401)
