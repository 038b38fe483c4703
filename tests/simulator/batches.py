"""/v1/files and /v1/batches: a file of calls, answered some time after it was handed in.

The first batches may fail as a whole, and a share of calls expires, each body once. Answers are those that
the same bodies have when they are sent directly.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.simulator import refusals
from tests.simulator.chance import fraction
from tests.simulator.counts import Counts
from tests.simulator.options import Options
from tests.simulator.replies import CREATED
from tests.simulator.serving import json_response
from tests.simulator.wire import Call, Json, read_call

Answered = Callable[[Call], tuple[int, Json, Json]]
"""A call → status, body and bill."""


@dataclass(slots=True)
class _Batch:
    about: Json
    """What it was made of: endpoint, input file, metadata."""
    created: float
    status: str = "in_progress"
    result: Json = field(default_factory=dict)
    """What is added once it is over."""


@dataclass(slots=True)
class Batches:
    """The files and batches of one server."""

    options: Options
    counts: Counts
    answered: Answered
    _files: dict[str, bytes] = field(default_factory=dict)
    _batches: dict[str, _Batch] = field(default_factory=dict)
    _expired: set[str] = field(default_factory=set)

    def add_to(self, router: web.UrlDispatcher) -> None:
        """The routes, if it has batches."""
        if self.options.batches < 0:
            return
        router.add_post("/v1/files", self._upload)
        router.add_get("/v1/files", self._list_files)
        router.add_get("/v1/files/{id}/content", self._content)
        router.add_post("/v1/batches", self._create)
        router.add_get("/v1/batches", self._list)
        router.add_get("/v1/batches/{id}", self._retrieve)
        router.add_post("/v1/batches/{id}/cancel", self._cancel)

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        given = form["file"]
        if form["purpose"] != "batch" or not isinstance(given, web.FileField):
            return _refused(400, "purpose must be 'batch', and file a file")
        return json_response(self._kept(given.file.read()))

    def _kept(self, data: bytes) -> Json:
        id = f"file-{len(self._files) + 1}"
        self._files[id] = data
        return {"id": id, "object": "file", "bytes": len(data), "created_at": CREATED, "purpose": "batch"}

    async def _list_files(self, request: web.Request) -> web.Response:
        return json_response({"object": "list", "data": [], "has_more": False})

    async def _content(self, request: web.Request) -> web.Response:
        data = self._files.get(request.match_info["id"])
        return _refused(404, "No such file") if data is None else web.Response(body=data)

    async def _create(self, request: web.Request) -> web.Response:
        about = await request.json()
        if about["input_file_id"] not in self._files or about["completion_window"] != "24h":
            return _refused(400, "No such input file, or no such window")
        id = f"batch_{len(self._batches) + 1}"
        self._batches[id] = _Batch(about, time.time())
        self.counts["batches"] += 1
        return json_response(self._shown(id))

    async def _list(self, request: web.Request) -> web.Response:
        ids = [*reversed(self._batches)]
        after = request.query.get("after")
        ids = ids[ids.index(after) + 1 if after in ids else 0 :][: int(request.query.get("limit", 20))]
        return json_response({"object": "list", "data": [self._shown(id) for id in ids], "has_more": False})

    async def _retrieve(self, request: web.Request) -> web.Response:
        id = request.match_info["id"]
        return json_response(self._shown(id)) if id in self._batches else _refused(404, "No such batch")

    async def _cancel(self, request: web.Request) -> web.Response:
        id = request.match_info["id"]
        if id not in self._batches or self._batches[id].status != "in_progress":
            return _refused(409, "It is over")
        self._batches[id].status = "cancelled"
        self.counts["cancelled"] += 1
        return json_response(self._shown(id))

    def _shown(self, id: str) -> Json:
        """A batch as the API shows it, over if its time has come."""
        one = self._batches[id]
        if one.status == "in_progress" and time.time() >= one.created + self.options.batches:
            self._end(id, one)
        calls = self._files[one.about["input_file_id"]].count(b"\n")
        counted = {"total": calls, "completed": 0, "failed": 0}
        return {
            "id": id,
            "object": "batch",
            "created_at": int(one.created),
            "status": one.status,
            "request_counts": counted,
            **one.about,
            **one.result,
        }

    def _end(self, id: str, one: _Batch) -> None:
        calls = self._files[one.about["input_file_id"]].splitlines()
        large = 0 < self.options.batch_room < len(calls)
        if large or int(id.removeprefix("batch_")) <= self.options.batches_failing:
            fault = {"code": "invalid_request", "message": "The file can't be read", "line": None}
            fault |= (
                {"code": "token_limit_exceeded", "message": "Enqueued token limit reached"} if large else {}
            )
            one.status, one.result = "failed", {"errors": {"object": "list", "data": [fault]}}
            return
        done, lost = list[Json](), list[Json]()
        for line in calls:
            said = json.loads(line)
            call = read_call(said["url"].removeprefix("/v1/").split("/")[0], said["body"])
            self.counts.arrived(call.job, call.digest)
            head = {"id": f"req-{call.digest[:16]}", "custom_id": said["custom_id"]}
            lot = fraction(self.options.seed, "expired", call.digest)
            if lot < self.options.batch_expiry and call.digest not in self._expired:
                self._expired.add(call.digest)
                self.counts["expired"] += 1
                error = {"code": "batch_expired", "message": "This request could not be executed in time."}
                lost.append({**head, "response": None, "error": error})
                continue
            status, body, bill = self.answered(call)
            if status == 200:
                self.counts.to_answer(call.digest)
                self.counts.delivered(call.digest, bill)
            else:
                self.counts["refused"] += 1
            response = {"status_code": status, "request_id": head["id"], "body": body}
            (done if status == 200 else lost).append({**head, "response": response, "error": None})
        one.status = "expired" if lost else "completed"
        for name, lines in (("output_file_id", reversed(done)), ("error_file_id", lost)):
            data = b"".join(json.dumps(one).encode() + b"\n" for one in lines)
            one.result[name] = self._kept(data)["id"] if data else None
        one.result["request_counts"] = {
            "total": len(done) + len(lost),
            "completed": len(done),
            "failed": len(lost),
        }


def _refused(status: int, message: str) -> web.Response:
    return json_response(refusals.Refusal(status, message).body, status)
