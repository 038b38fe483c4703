"""Recorded answers: an inbox packed into a cassette, and both read.

A line of a cassette holds an answer and the hash of its request's content; `.zst` is compressed.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from os.path import commonprefix
from pathlib import Path

import zstandard

from tests.answered.inbox import Inbox
from tests.answered.wire import Answer, Json, content_of, named, order_of

_VERSION = 1
_MARK = re.compile("[0-9a-f]{12}")
"""What an attempt's texts are set apart by."""
_FIGURES = re.compile("[0-9][0-9,.]*")


class BadCassette(Exception):
    """A recording that can't be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer."""

    answer: Answer
    content: str
    """Of the request that it answers."""
    seed: int | None
    name: str
    """The request in a few words."""
    order: str = ""
    """Hash of the `brief` block that ended it, with its place in the exchange; empty: it had none."""


@dataclass(slots=True)
class Cassette:
    """Answers by the content of their requests."""

    model: str = ""
    """Empty: it isn't known."""
    answers: list[Recorded] = field(default_factory=list)

    def find(self, body: Json) -> Answer | None:
        """The answer to a request: that with its seed where several were given, else the first."""
        content = content_of(body)
        same = [one for one in self.answers if one.content == content]
        best = next((one for one in same if one.seed == body.get("seed")), same[0] if same else None)
        return best.answer if best else None

    def find_like(self, body: Json) -> Answer | None:
        """The answer to the request most alike by name, of the same schema: of another attempt, say, or in an
        earlier version's words; None: there is none of that schema."""
        name = _MARK.sub("", named(body))
        title = name.partition(" (")[0]
        same = [one for one in self.answers if one.name.partition(" (")[0] == title]
        return max(same, key=lambda one: alike(name, _MARK.sub("", one.name))).answer if same else None

    def find_order(self, body: Json) -> Recorded | None:
        """The answer to the same order in another version's words: to its `brief` block; where a tool spoke
        last, to what begins as it did but for figures. Of several those with its seed, and of these the one
        that begins most alike, else the first."""
        order, name = order_of(body), _plain(named(body))
        same = [
            one
            for one in self.answers
            if (one.order == order if order else not one.order and _plain(one.name) == name)
        ]
        mine = [one for one in same if one.seed == body.get("seed")] or same
        return max(mine, key=lambda one: alike(named(body), one.name), default=None)

    def moved(self, requests: Mapping[str, Collection[str]]) -> "Cassette":
        """The same answers for other requests: content → that of those which they are for now."""
        pairs = ((one, to) for one in self.answers for to in requests.get(one.content, (one.content,)))
        return Cassette(self.model, [replace(one, content=to) for one, to in pairs])


def _plain(name: str) -> str:
    """A request's name without figures and marks."""
    return _FIGURES.sub("", _MARK.sub("", name))


def alike(a: str, b: str) -> int:
    """Characters in which two texts begin alike."""
    return len(commonprefix([a, b]))  # noqa: RUF071


def read(path: Path) -> Cassette:
    """The answers of a cassette, or of an inbox (`.sqlite`).

    Raises:
        BadCassette: there is no such file, or it isn't of this version.
    """
    try:
        if path.suffix == ".sqlite":
            path.stat()  # an inbox that isn't there would be made
            with closing(Inbox(path)) as inbox:
                found = list(inbox.log())
            answers = [
                Recorded(answer, content_of(body), body.get("seed"), named(body), order_of(body))
                for body, answer in found
            ]
            return Cassette(str(found[0][0].get("model", "")) if found else "", answers)
        data = path.read_bytes()
        if path.suffix == ".zst":
            data = zstandard.ZstdDecompressor().stream_reader(data).read()
        head, *lines = map(json.loads, data.decode("utf-8").split("\n")[:-1])
        if head.pop("version") != _VERSION:
            raise BadCassette(f"{path} is of another version than {_VERSION}")
        return Cassette(head["model"], [Recorded(Answer.of(line), **line) for line in lines])
    except (OSError, ValueError, KeyError, TypeError, zstandard.ZstdError) as fault:
        raise BadCassette(f"{path} is no cassette: {str(fault)[:200]}") from fault


def pack(cassette: Cassette, path: Path) -> int:
    """Writes a cassette, equal answers once; how many there are. `.zst` is compressed.

    The same answers give the same file, in whatever order they came.
    """
    rows: dict[tuple[str, str, str], Json] = {}
    for one in cassette.answers:
        row = {name: value for name, value in asdict(one).items() if name != "answer" and value != ""}
        rows.setdefault((one.name, one.content, str(one.seed)), {**row, **one.answer.as_json()})
    head = {"cassette": "answers", "version": _VERSION, "model": cassette.model}
    lines = [head, *(rows[key] for key in sorted(rows))]
    data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    path.write_bytes(zstandard.ZstdCompressor(level=19).compress(data) if path.suffix == ".zst" else data)
    return len(rows)


def merged(cassettes: Iterable[Cassette]) -> Cassette:
    """Several recordings as one; the first one's model."""
    every = list(cassettes)
    model = next((one.model for one in every if one.model), "")
    return Cassette(model, [answer for one in every for answer in one.answers])
