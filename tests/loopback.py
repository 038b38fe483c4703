"""HTTP servers on the loopback whose answers a function gives, whole or as bytes that come when they come."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Request:
    """What came."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    """Empty for GET."""


@contextmanager
def loopback(answer: Callable[[Request], tuple[int, str, bytes]]) -> Iterator[str]:
    """Its address for the time of a block, without a path; an answer is status, content type (of a
    redirect: where it leads) and body."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, kind, data = answer(Request(self.path, dict(self.headers.items()), body))
            self.send_response(status)
            self.send_header("Location" if 300 <= status < 400 else "Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET

        def log_message(self, format: str, *_: object) -> None:
            """Nothing is printed."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # else many calls at once wait a second for their connection

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
"""Head of an answer in chunks."""


def chunk(data: bytes) -> bytes:
    """One chunk of such an answer; an empty one ends it."""
    return b"%x\r\n%s\r\n" % (len(data), data)


@asynccontextmanager
async def bytewise(answer: Callable[[int], AsyncIterator[bytes]]) -> AsyncIterator[str]:
    """Its address for the time of a block, without a path. `answer`: the bytes of the answer to a request, by
    its number from 0 on; then the connection is closed."""
    came = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal came
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b"content-length:" in head:
            await reader.readexactly(int(head.partition(b"content-length:")[2].split()[0]))
        number, came = came, came + 1
        try:
            with suppress(ConnectionError):
                async for piece in answer(number):
                    writer.write(piece)
                    await writer.drain()
        finally:  # also where the test's loop ends first
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
