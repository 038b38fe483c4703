"""Where a collection of passages lies: in a run, in a folder that runs share, or at a Chroma server.

Chroma keeps it; a folder has one owner at a time by an OS file lock, for an open process silently misses what
another one writes. It knows no passages and no ranking."""

import ipaddress
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from filelock import FileLock, Timeout

from seedbed.memory.errors import Paused, UserFault
from seedbed.memory.exact.canonical import digest_text

TOKEN = "CHROMA_TOKEN"
"""Environment variable with a Chroma server's token."""
LOCK = ".seedbed.lock"
_WITHIN = 120.0
"""Seconds that a request to a Chroma server may take."""
_FOLDER = "move this folder away; it is made anew from sources/"
_SERVER = "start it (chroma run), then seedbed resume; or give --knowledge a folder"
_SPACE = {"hnsw": {"space": "cosine", "ef_search": 200, "num_threads": 1}}


class Opened(NamedTuple):
    """A collection in use."""

    collection: Any
    using: Callable[[], AbstractContextManager[None]]
    """Around each use of it. Raises UserFault: it can't be read or written; Paused: its server is away."""
    close: Callable[[], None]
    """Gives files, connection and lock back."""


def is_server(place: str) -> bool:
    """Whether a place (`--knowledge`) is a server's address; else it is a folder."""
    return place.startswith(("http://", "https://"))


def opened(place: str, embedder: str, *, shared: bool, egress: bool) -> Opened:
    """The embedder's collection at a place, made if it isn't there. Raises UserFault: another process holds
    the folder, its files can't be read, the address is none, or the server isn't there, isn't Chroma or may
    not be used.

    Args:
        place: A folder, or a server's `http://host:port`; a token for it stands in the environment
            (CHROMA_TOKEN).
        shared: Whether other runs use the place too; a folder is then held against other processes.
        egress: Whether a server may be on another machine: the documents' text goes there."""
    import chromadb

    with ExitStack() as held:
        if is_server(place):
            using = partial(_opening, place, _SERVER)
            client = _connected(place, egress=egress)
        else:
            using = partial(_opening, place, _FOLDER)
            if shared:
                held.callback(_held(Path(place)).release)
            with using():
                Path(place).mkdir(parents=shared, exist_ok=True)
                client = chromadb.PersistentClient(place, settings=_settings())
        held.callback(_close, client)
        with using():
            collection = _collection(client, embedder)
        if is_server(place):
            using = partial(using, was_there=True)
        return Opened(collection, using, held.pop_all().close)


def _held(folder: Path) -> FileLock:
    lock = FileLock(folder / LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        several = "several at once take a Chroma server (chroma run, then --knowledge http://127.0.0.1:8000)"
        step = f"wait for it, or give another --knowledge; {several}"
        what = "another process is using this knowledge index"
        raise UserFault(what, where=str(folder), next_step=step) from error
    except OSError as error:
        what = f"the knowledge index can't be written: {error.strerror}"
        step = "name a folder that can be written with --knowledge"
        raise UserFault(what, where=str(folder), next_step=step) from error
    return lock


def check_place(place: str, *, egress: bool) -> None:
    """Whether `--knowledge` can be used, before anything is spent; nothing is written but the folder. Raises
    UserFault: it can't."""
    if is_server(place):
        _close(_connected(place, egress=egress))
    elif "://" in place:
        step = "name a folder, or the http://host:port of a Chroma server"
        raise UserFault("is no place for an index", where=place, next_step=step)
    else:
        _held(Path(place)).release()


def _connected(url: str, *, egress: bool) -> Any:
    """The client of a server that has answered."""
    import chromadb

    parts = _checked(url, egress=egress)
    token = os.environ.get(TOKEN, "").strip()
    headers = {"X-Chroma-Token": token, "Authorization": f"Bearer {token}"} if token else {}
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    with _opening(url, _SERVER):
        client = chromadb.HttpClient(str(parts.hostname), port, secure, headers, _settings())
    for session in _sessions(client):
        session.timeout = _WITHIN
    return client


def _sessions(client: Any) -> list[Any]:
    """The connections of a server's client, to which Chroma sets no time limit and which it doesn't close."""
    ends = (client, getattr(client, "_admin_client", None))
    found = (getattr(getattr(end, "_server", None), "_session", None) for end in ends)
    return [session for session in found if session is not None]


def _close(client: Any) -> None:
    client.close()
    for session in _sessions(client):
        session.close()


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by name or number, without asking anybody."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _checked(url: str, *, egress: bool) -> SplitResult:
    def wrong(what: str, step: str, where: str = url) -> UserFault:
        return UserFault(what, where=where, next_step=step)

    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # looked at, it is read
    except ValueError as error:
        raise wrong(f"is no address: {error}", "--knowledge http://HOST:PORT") from error
    host = parts.hostname or ""
    if not host or parts.username or parts.password or parts.path.strip("/") or parts.query:
        step = f"--knowledge http://HOST:PORT; a token stands in {TOKEN}"
        raise wrong("a Chroma server's address is scheme, host and port", step, f"{parts.scheme}://{host}")
    if is_loopback(host):
        if parts.scheme in getproxies() and not proxy_bypass(host):
            what = "the environment's proxy stands between, and the documents' text would go there"
            raise wrong(what, f"set NO_PROXY={host}")
    elif not egress:
        step = "allow it with `egress: true` in the spec, or use a server on this machine or a folder"
        raise wrong(f"the documents' text would go to {host}", step)
    elif parts.scheme == "http" and os.environ.get(TOKEN):
        raise wrong("the token would go to another machine unencrypted", f"use https, or unset {TOKEN}")
    return parts


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _collection(client: Any, embedder: str) -> Any:
    """Named by its embedder, as far as Chroma takes such a name."""
    plain = re.fullmatch(r"[a-zA-Z0-9._-]{0,80}[a-zA-Z0-9]", embedder) is not None
    short = re.sub(r"[^a-zA-Z0-9._-]", "-", embedder)[:80]
    return client.get_or_create_collection(
        f"seedbed-{embedder if plain else f'{short}-{digest_text(embedder)[:16]}'}",
        embedding_function=None,
        configuration=_SPACE,
        metadata={"embedder": embedder},
    )


@contextmanager
def _opening(where: str, mend: str, *, was_there: bool = False) -> Iterator[None]:
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, httpx.HTTPError, ValueError) as fault:  # ValueError: what Chroma makes of no answer
        why = " ".join(str(fault).split())[:200]
        told = UserFault(f"the knowledge index can't be used ({why})", where=where, next_step=mend)
        raise (Paused(str(told)) if was_there else told) from fault
