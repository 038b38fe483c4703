"""Where a collection of passages lies: in a run, in a folder that runs share, or at a Chroma server.

Chroma keeps it; a folder has one owner at a time by an OS file lock, for an open process silently misses what
another one writes. It knows no passages and no ranking.
"""

import ipaddress
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from filelock import FileLock, Timeout

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest_text

TOKEN = "CHROMA_TOKEN"
"""Environment variable with a Chroma server's token."""
LOCK = ".seedbed.lock"
_ANSWERS_WITHIN = 5.0
"""Seconds that a Chroma server may take to say that it is there."""
_WRITES_WITHIN = 120.0
"""Seconds that a request to a Chroma server may take."""
_BATCH = 2_000
"""Passages per request; Chroma takes at most 5,461 at once."""
_SPACE = {"hnsw": {"space": "cosine", "ef_search": 200, "num_threads": 1}}


@dataclass(frozen=True, slots=True)
class Opened:
    """A collection in use."""

    client: Any
    collection: Any
    where: str
    mend: str
    """What to do if it can't be read."""
    lock: FileLock | None = None

    def read(self, ids: Sequence[str]) -> dict[str, Any]:
        """Id → its vector, of those that are there.

        Raises:
            UserFault: the collection can't be read.
        """
        found: dict[str, Any] = {}
        for at in range(0, len(ids), _BATCH):
            with _opening(self.where, self.mend):
                rows = self.collection.get(ids=list(ids[at : at + _BATCH]), include=["embeddings"])
            found.update(zip(rows["ids"], rows["embeddings"], strict=True))
        return found

    def write(self, **rows: Any) -> None:
        """Keep passages, as `chromadb.Collection.upsert` takes them.

        Raises:
            UserFault: the collection can't be written.
        """
        with _opening(self.where, self.mend):
            self.collection.upsert(**rows)

    def close(self) -> None:
        """Give files, connection and lock back."""
        self.client.close()
        for session in _sessions(self.client):
            session.close()
        if self.lock is not None:
            self.lock.release()


def is_server(place: str) -> bool:
    """Whether a place (`--knowledge`) is a server's address; else it is a folder."""
    return place.startswith(("http://", "https://"))


def in_folder(folder: Path, embedder: str, *, hold: bool) -> Opened:
    """The embedder's collection in a folder, made if it isn't there.

    Args:
        hold: Whether to hold the folder against other processes; whoever holds the run needn't.

    Raises:
        UserFault: another process holds the folder, or its files can't be read.
    """
    import chromadb

    mend = "move this folder away; it is made anew from sources/"
    lock = _held(folder) if hold else None
    try:
        with _opening(str(folder), mend):
            folder.mkdir(parents=True, exist_ok=True)
            client: Any = chromadb.PersistentClient(str(folder), settings=_settings())
            return Opened(client, _collection(client, embedder), str(folder), mend, lock)
    except UserFault:
        if lock is not None:
            lock.release()
        raise


def _held(folder: Path) -> FileLock:
    lock = FileLock(folder / LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UserFault(
            "another process is using this knowledge index",
            where=str(folder),
            next_step="wait for it, or give another --knowledge; several at once take a Chroma server "
            "(chroma run, then --knowledge http://127.0.0.1:8000)",
        ) from error
    except OSError as error:
        raise UserFault(
            f"the knowledge index can't be written: {error.strerror}",
            where=str(folder),
            next_step="name a folder that can be written with --knowledge",
        ) from error
    return lock


def check_place(place: str, *, egress: bool) -> None:
    """Whether `--knowledge` can be used, before anything is spent; nothing is written but the folder.

    Raises:
        UserFault: it can't.
    """
    if is_server(place):
        _answering(place, egress=egress)
    else:
        _held(Path(place)).release()


def at_server(url: str, embedder: str, *, egress: bool) -> Opened:
    """The embedder's collection at a Chroma server, made if it isn't there.

    Args:
        url: `http://host:port`; a token for it stands in the environment (CHROMA_TOKEN).
        egress: Whether the server may be on another machine: the documents' text goes there.

    Raises:
        UserFault: the address is none, the server isn't there or isn't Chroma, or it is on another machine
            and that isn't allowed.
    """
    import chromadb

    parts = _answering(url, egress=egress)
    mend = "start it again (chroma run), then seedbed resume; or give --knowledge a folder"
    with _opening(url, mend):
        client = chromadb.HttpClient(
            host=str(parts.hostname),
            port=_port(parts),
            ssl=parts.scheme == "https",
            headers=_headers(parts),
            settings=_settings(),
        )
        for session in _sessions(client):
            session.timeout = _WRITES_WITHIN
        return Opened(client, _collection(client, embedder), url, mend)


def _sessions(client: Any) -> list[Any]:
    """The connections of a server's client, to which Chroma sets no time limit and which it doesn't close."""
    ends = (client, getattr(client, "_admin_client", None))
    found = (getattr(getattr(end, "_server", None), "_session", None) for end in ends)
    return [session for session in found if session is not None]


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by name or number, without asking anybody."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _answering(url: str, *, egress: bool) -> SplitResult:
    """The address, once its server has said that it is there."""
    import httpx

    parts = _checked(url, egress=egress)
    try:
        with httpx.Client(timeout=_ANSWERS_WITHIN) as asking:
            said = asking.get(f"{url.rstrip('/')}/api/v2/heartbeat", headers=_headers(parts))
        known = said.status_code == 200 and b"heartbeat" in said.content
    except httpx.HTTPError as fault:
        raise _unusable(
            f"no answer: {fault}",
            url,
            f"start it (chroma run --port {_port(parts)}), or give --knowledge a folder",
        ) from fault
    if not known:
        why = f"status {said.status_code}"
        step = f"check the address; a token for it stands in {TOKEN}"
        raise _unusable(f"no Chroma server answers there, {why}", url, step)
    return parts


def _checked(url: str, *, egress: bool) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port(parts)
    except ValueError as error:
        raise UserFault(
            f"is no address: {error}", where=url, next_step="--knowledge http://HOST:PORT"
        ) from error
    host = parts.hostname or ""
    if not host or parts.username or parts.password or parts.path.strip("/") or parts.query:
        raise UserFault(
            "a Chroma server's address is scheme, host and port",
            where=f"{parts.scheme}://{host}",
            next_step=f"--knowledge http://HOST:PORT; a token stands in {TOKEN}",
        )
    if is_loopback(host):
        if parts.scheme in getproxies() and not proxy_bypass(host):
            raise UserFault(
                "the environment's proxy stands between, and the documents' text would go there",
                where=url,
                next_step=f"set NO_PROXY={host}",
            )
        return parts
    if not egress:
        raise UserFault(
            f"the documents' text would go to {host}",
            where=url,
            next_step="allow it with `egress: true` in the spec, or use a server on this machine or a folder",
        )
    if parts.scheme == "http" and os.environ.get(TOKEN):
        raise UserFault(
            "the token would go to another machine unencrypted",
            where=url,
            next_step=f"use https, or unset {TOKEN}",
        )
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 8000)


def _headers(parts: SplitResult) -> dict[str, str]:
    token = os.environ.get(TOKEN, "").strip()
    return {"X-Chroma-Token": token, "Authorization": f"Bearer {token}"} if token else {}


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
def _opening(where: str, mend: str) -> Iterator[None]:
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, httpx.HTTPError, ValueError) as fault:  # ValueError: what Chroma makes of no answer
        raise _unusable(str(fault), where, mend) from fault


def _unusable(why: str, where: str, mend: str) -> UserFault:
    short = " ".join(why.split())[:200]
    return UserFault(f"the knowledge index can't be used ({short})", where=where, next_step=mend)
