"""A TCP relay that can be shut: behind it an endpoint is gone, and its counts go on."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Gate:
    """Lets connections through to an address, or refuses them."""

    def __init__(self, behind: str) -> None:
        there = urlsplit(behind)
        self._behind, self._path = (there.hostname or "", there.port or 0), there.path
        self._loop = asyncio.new_event_loop()
        self._ends: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._port = 0

    @property
    def base_url(self) -> str:
        """The endpoint's address, through the gate."""
        return f"http://127.0.0.1:{self._port}{self._path}"

    def open(self) -> None:
        """Let connections through."""
        self._there(self._open())

    def shut(self) -> None:
        """Break every connection and refuse more."""
        self._there(self._shut())

    def _there(self, what: "asyncio.Future[None] | object") -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result()  # type: ignore[arg-type]

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._through, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in self._ends:
            end.transport.abort()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there = await asyncio.open_connection(*self._behind)
        self._ends |= {writer, there}
        try:
            await asyncio.gather(_pass(reader, there), _pass(there_reader, writer))
        finally:
            self._ends -= {writer, there}


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()


@contextmanager
def gate(behind: str) -> Iterator[Gate]:
    """An open gate for the time of a `with` block.

    Args:
        behind: The endpoint's own base URL.
    """
    made = Gate(behind)
    thread = threading.Thread(target=made._loop.run_forever, daemon=True)
    thread.start()
    try:
        made.open()
        yield made
    finally:
        made.shut()
        made._loop.call_soon_threadsafe(made._loop.stop)
        thread.join()
        made._loop.close()
