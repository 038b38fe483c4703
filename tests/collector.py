"""A collector of traces for tests, which takes OTLP over HTTP: `with collector() as collecting`."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from tests.loopback import Request, loopback

_PROTOBUF = "application/x-protobuf"


@dataclass(slots=True)
class Collecting:
    """A collector that listens."""

    url: str = ""
    spans: list[dict[str, Any]] = field(default_factory=list)
    """What came so far; what came a second time stands there a second time."""


@contextmanager
def collector(
    status: int = 200, kind: str = _PROTOBUF, delay: float = 0, refused: int = 0
) -> Iterator[Collecting]:
    """One for the time of a block.

    Args:
        status: Of its answers; but for 200 and protobuf it takes nothing.
        kind: Their content type.
        delay: Seconds before each.
        refused: How many spans of each batch it says that it refused.
    """
    collecting, ended = Collecting(), Event()
    part = ExportTracePartialSuccess(rejected_spans=refused, error_message="nope" * (refused > 0))
    taken = ExportTraceServiceResponse(partial_success=part).SerializeToString()

    def answer(request: Request) -> tuple[int, str, bytes]:
        ended.wait(delay)
        headers = {name.lower(): value for name, value in request.headers.items()}
        if request.path != "/v1/traces" or headers.get("content-type") != _PROTOBUF:
            return 404, kind, taken
        if (status, kind) == (200, _PROTOBUF):
            packed = headers.get("content-encoding") == "gzip"
            body = gzip.decompress(request.body) if packed else request.body
            collecting.spans.extend({**one, "key": headers.get("x-key")} for one in _spans(body))
        return status, kind, taken

    with loopback(answer) as collecting.url:
        yield collecting
        ended.set()


def _spans(body: bytes) -> Iterator[dict[str, Any]]:
    """The spans of a request."""
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        about = {one.key: _value(one.value) for one in resource.resource.attributes}
        for span in (span for scope in resource.scope_spans for span in scope.spans):
            yield {
                "trace": span.trace_id.hex(),
                "id": span.span_id.hex(),
                "parent": span.parent_span_id.hex(),
                "name": span.name,
                "start": span.start_time_unix_nano,
                "end": span.end_time_unix_nano,
                "ok": span.status.code != 2,
                "attributes": {one.key: _value(one.value) for one in span.attributes},
                "links": [link.span_id.hex() for link in span.links],
                "project": about.get("openinference.project.name"),
            }


def _value(value: Any) -> Any:
    which = value.WhichOneof("value")
    if which == "array_value":
        return [_value(one) for one in value.array_value.values]
    return getattr(value, which) if which else None
