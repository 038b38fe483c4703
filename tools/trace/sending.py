"""Spans sent to a collector by OTLP over HTTP, or written to a file as OTLP JSON lines.

Encoding, compression, timeouts and retries are OpenTelemetry's. Keys for a collector come by its own
variables (`OTEL_EXPORTER_OTLP_HEADERS`), and no address is shown with a password."""

import json
import logging
import socket
from base64 import b64decode
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import outside
from seedbed.memory.files.yaml_file import save
from seedbed.tools.trace.conventions import Wording
from seedbed.tools.trace.vocabulary import Span, Trace

if TYPE_CHECKING:
    import requests
    from opentelemetry.sdk.trace import ReadableSpan

_MOST, _CHARACTERS = 200, 2_000_000
"""Spans of one batch, and characters of their texts."""
_SECONDS = 10.0
"""For a batch with its retries."""
_PATH = "/v1/traces"
_OURS = (
    b'{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"seedbed"}}'
)
"""How a file of ours begins."""
_ERRORS = ("call", "tool", "request")
"""Kinds that are errors where they aren't ok; a candidate that is turned away is none."""


def address(url: str) -> str:
    """A collector's address, with OTLP's path where it has none; `otlp:` before it is left out. Raises
    UserFault: it is none."""
    hint = "it looks like http://127.0.0.1:4318, a whole path like https://HOST/api/public/otel/v1/traces"
    try:
        parts = urlsplit(url.removeprefix("otlp:"))
        _ = parts.port
    except ValueError as error:
        raise UserFault(f"that is no collector's address ({error})", next_step=hint) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserFault(f"{_shown(url)!r} is no collector's address", next_step=hint)
    return urlunsplit(parts._replace(path=_PATH if parts.path in ("", "/") else parts.path))


def _shown(url: str) -> str:
    """An address without user, password and query."""
    parts = urlsplit(url.removeprefix("otlp:"))
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


class Encoder:
    """Makes OpenTelemetry's spans of ours, with the texts that they refer to."""

    def __init__(self, trace: Trace, project: str) -> None:
        """Args:
        project: What the run is called where it is shown, its folder's name."""
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.util.instrumentation import InstrumentationScope

        about = {"service.name": "seedbed", "service.version": version("seedbed")}
        self._resource = Resource({**about, "openinference.project.name": project})
        self._scope = InstrumentationScope("seedbed", version("seedbed"))
        self._trace, self._wording = trace, Wording(trace)

    def encode(self, span: Span) -> "ReadableSpan":
        from opentelemetry.sdk.trace import ReadableSpan
        from opentelemetry.trace import Link, SpanKind, Status, StatusCode

        wrong = not span.ok and span.kind in _ERRORS
        detail = next(filter(None, map(span.attributes.get, ("detail", "because", "result"))), "")
        return ReadableSpan(
            span.name,
            context=self._context(span.id),
            parent=self._context(span.parent) if span.parent else None,
            resource=self._resource,
            attributes=self._wording.attributes(span),
            links=[Link(self._context(one)) for one in span.links],
            kind=SpanKind.CLIENT if span.kind == "call" else SpanKind.INTERNAL,
            status=Status(StatusCode.ERROR, str(detail)[:500]) if wrong else Status(StatusCode.OK),
            start_time=round(span.start * 1e9),
            end_time=round(span.end * 1e9),
            instrumentation_scope=self._scope,
        )

    def _context(self, span: str) -> Any:
        from opentelemetry.trace import SpanContext, TraceFlags

        return SpanContext(int(self._trace.id, 16), int(span, 16), False, TraceFlags(TraceFlags.SAMPLED))

    def batches(self, spans: Iterable[Span]) -> "Iterator[list[ReadableSpan]]":
        """Spans by as many as go into one request."""
        batch: list[ReadableSpan] = []
        size = 0
        for span in spans:
            made = self.encode(span)
            batch.append(made)
            size += sum(len(value) for value in (made.attributes or {}).values() if isinstance(value, str))
            if len(batch) >= _MOST or size >= _CHARACTERS:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch


class Collector:
    """Where spans are sent to."""

    def __init__(self, url: str) -> None:
        """Raises UserFault: it is no address."""
        from opentelemetry.exporter.otlp.proto.http import Compression
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        self._url, self._said = address(url), _Said()
        self.shown, self._reached = _shown(self._url), False
        self.down = False
        """Whether no connection came about when it was last sent to."""
        logger = logging.getLogger("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        logger.handlers, logger.propagate = [self._said], False
        self._exporter = OTLPSpanExporter(
            self._url, timeout=_SECONDS, compression=Compression.Gzip, session=_session()
        )

    def send(self, batch: "list[ReadableSpan]") -> str:
        """Send a batch; why it wasn't taken, or empty."""
        from opentelemetry.sdk.trace.export import SpanExportResult

        why = "" if self._reached else self._unreached()
        self._said.last = ""
        self._reached = not why and self._exporter.export(batch) is SpanExportResult.SUCCESS
        if self._reached:
            return ""
        self.down = bool(why := why or self._unreached())
        return f"{self.shown} didn't take the spans: {(why or self._said.last or 'it says no reason')[:300]}"

    def _unreached(self) -> str:
        """Why no connection comes about; empty: one does, or it goes by a proxy."""
        import requests

        if requests.utils.get_environ_proxies(self._url):
            return ""
        parts = urlsplit(self._url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            socket.create_connection((str(parts.hostname), port), timeout=5).close()
        except OSError as error:
            return f"it can't be reached ({(error.strerror or str(error)).lower()})"
        return ""

    def close(self) -> None:
        self._exporter.shutdown()  # type: ignore[no-untyped-call]


class _Said(logging.Handler):
    """Keeps what the exporter said of a batch: of retries the reason, which its last word doesn't tell, and
    of what `_session` found the words alone."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno == logging.WARNING or not self.last:
            told = record.getMessage().partition(", retrying")[0]
            self.last = " ".join(told.rpartition("code: None, reason: ")[2].split())


def _session() -> "requests.Session":
    """A session that takes nothing for taken but what a collector says: no redirect, no web page, no part."""
    import requests

    def look(response: requests.Response, *_: Any, **__: Any) -> None:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if 300 <= response.status_code < 400:
            raise requests.RequestException(f"it redirects to {_shown(response.headers.get('Location', ''))}")
        if response.ok and kind == "text/html":
            raise requests.RequestException("it answers with a web page")
        if response.ok and kind == "application/x-protobuf" and (why := _refused(response.content)):
            raise requests.RequestException(why)

    session = requests.Session()
    session.hooks["response"] = [look]
    return session


def _refused(content: bytes) -> str:
    """What a collector says of spans that it didn't take; empty: it took all."""
    from google.protobuf.message import DecodeError
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

    try:
        part = ExportTraceServiceResponse.FromString(content).partial_success
    except DecodeError:
        return ""
    return f"it refused {part.rejected_spans} of them: {part.error_message}" if part.rejected_spans else ""


def _in_hex(value: dict[str, Any]) -> dict[str, Any]:
    """OTLP's JSON has ids in hex, where protobuf's has base64."""
    ids = value.keys() & {"traceId", "spanId", "parentSpanId"}
    return value | {name: b64decode(value[name]).hex() for name in ids}


def write(path: Path, encoder: Encoder, spans: Iterable[Span]) -> int:
    """Write spans to a file as lines of OTLP JSON, a batch each, whole or not at all; how many. Raises
    UserFault: it can't be written, is a run's own, or holds something that isn't such a trace."""
    from google.protobuf.json_format import MessageToJson
    from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans

    count, place = 0, outside(path, "--to")
    if place.is_file():
        with place.open("rb") as there:
            head = there.read(len(_OURS))
        if head not in (b"", _OURS):
            what = "isn't a trace that seedbed wrote, and it would be lost"
            raise UserFault(what, where=str(path), next_step="give another --to, or delete it")

    def lines() -> Iterator[str]:
        nonlocal count
        for batch in encoder.batches(spans):
            count += len(batch)
            whole = MessageToJson(encode_spans(batch), use_integers_for_enums=True, indent=None)
            found = json.loads(whole, object_hook=_in_hex)
            yield json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"

    save(lines(), place, "give another --to")
    return count
