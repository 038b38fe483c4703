"""In whose manner an answer is sent, and with which faults: `manners.yaml`."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

from tests.answered.cassette import Cassette, alike
from tests.answered.wire import Answer, Json, content_of, schema_of
from tests.simulator.serving import json_response

MANNERS: Mapping[str, Json] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
EVERYWHERE = "everywhere"
HOUSES = tuple(name for name in MANNERS if name != EVERYWHERE)
_CONTENTS: Mapping[str, Callable[[str], Any]] = {
    "half": lambda text: text[: len(text) // 2],
    "aloud": lambda text: f"A message {{of}} a guest …\n</think>\n\n{text}",  # the prompt has the opening tag
    "parts": lambda text: [{"type": "text", "text": part} for part in (text[:9], text[9:])],
}


class Speaking:
    """One endpoint that speaks in a house's manner, with faults at fixed places."""

    def __init__(self, house: str, cassette: Cassette, faults: Mapping[str, str]) -> None:
        """Args:
        cassette: Its model is the only one that it has.
        faults: `TITLE/N` → the fault that comes instead of the first answer to the Nth distinct request for a
            schema of that title.
        """
        self._manner, self._cassette, self._faults = MANNERS[house], cassette, faults
        self._known = {**MANNERS[EVERYWHERE], **self._manner.get("faults", {})}
        self._numbers = Counter[str]()
        self._seen: set[str] = set()
        self._owed: dict[str, tuple[Json, Answer]] = {}
        """Content of a request → the request and the answer in whose place a fault came."""
        self.root: str = self._manner.get("root", "/v1")
        self.lists: Json = self._manner["lists"]

    def error(self, status: int, message: str) -> web.Response:
        """An error in the house's form."""
        return json_response(_filled(self._manner["error"], STATUS=status, MESSAGE=message), status)

    def lacks(self, body: Json) -> web.Response | None:
        """That there is no such model; None: there is, or any name is taken."""
        absent, name = self._manner.get("no_model"), str(body.get("model"))
        if name == self._cassette.model or absent is None:
            return None
        return json_response(_filled(absent["body"], NAME=name), absent["status"])

    def owed(self, body: Json) -> Answer | None:
        """The answer to a request that nobody recorded: what a fault kept back, which is asked for in other
        words, else the answer to what is most alike; None: there is none."""
        self._seen.add(content_of(body))
        near = {
            content: alike(str(body["messages"]), str(asked["messages"]))
            for content, (asked, _) in self._owed.items()
            if _title(asked) == _title(body)
        }
        if near:
            return self._owed.pop(max(near, key=near.__getitem__))[1]
        return self._cassette.find_like(body)

    def respond(self, body: Json, answer: Answer, reply: Json) -> web.Response:
        """The response with an answer, or the fault that stands at its place.

        Args:
            reply: The answer as a `chat.completion`.
        """
        dressed = _with({**reply, **self._manner.get("body", {})}, self._manner)
        title, content = _title(body), content_of(body)
        self._owed.pop(content, None)
        if content not in self._seen:
            self._seen.add(content)
            self._numbers[title] += 1
            if name := self._faults.get(f"{title}/{self._numbers[title]}"):
                self._owed[content] = (body, answer)
                return self._fault(self._known[name], dressed)
        return self._sent(dressed)

    def _fault(self, fault: Json, reply: Json) -> web.Response:
        status = fault.get("status", 200)
        if "page" in fault:
            return web.Response(text=fault["page"], status=status, content_type="text/html")
        if "body" in fault:
            return json_response(fault["body"], status, fault.get("headers"))
        return self._sent(_with(reply, fault))

    def _sent(self, reply: Json) -> web.Response:
        text = self._manner.get("lead", "") + json.dumps(reply, ensure_ascii=False)
        return web.Response(text=text, content_type="application/json")


def _title(body: Json) -> str:
    return str((schema_of(body) or {}).get("title"))


def _with(reply: Json, more: Json) -> Json:
    """A reply whose choice and message have more fields, and another content."""
    choice: Json = {**reply["choices"][0], **more.get("choice", {})}
    message: Json = {**choice["message"], **more.get("message", {})}
    if how := more.get("content"):
        message["content"] = _CONTENTS[how](message["content"])
    return {**reply, "choices": [{**choice, "message": message}]}


def _filled(value: Any, **words: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, **words) for key, one in value.items()}
    if not isinstance(value, str) or value in words:
        return words.get(value, value) if isinstance(value, str) else value
    for name, word in words.items():
        value = value.replace(name, str(word))
    return value
