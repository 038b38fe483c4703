"""Recorded answers: logs and cassettes read, and a log packed into a cassette.

Three kinds of lines are read: those of `log.jsonl` (`body` and the answer), plain rows (`messages`, `schema`,
`tools` and the answer), and those of a cassette (`content`, a hash, and the answer). `.zst` is decompressed.
"""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.answered.folder import VERSION
from tests.answered.wire import Answer, Json, content_of, named, order_of

_CALLS = "TOOL_CALLS"
"""What calls of tools begin with in logs of the first trial."""
LARGEST = 2**28
"""Characters that a recording has at most."""


class BadCassette(Exception):
    """A recording that can't be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer."""

    content: str
    """Of the request that it answers."""
    seed: int | None
    name: str
    """The request in a few words."""
    answer: Answer
    order: str = ""
    """Hash of the `brief` block that ended it, with its place in the exchange; empty: it had none."""


@dataclass(slots=True)
class Cassette:
    """Answers by the content of their requests."""

    model: str = ""
    """Empty: it isn't known."""
    answers: list[Recorded] = field(default_factory=list)
    torn: int = 0
    """Lines that were cut off, and left out."""

    _index: dict[str, list[Recorded]] = field(default_factory=dict)
    _indexed: int = 0

    def find(self, body: Json) -> Answer | None:
        """The answer to a request: that with its seed where several were given, else the first."""
        same = self._by_content().get(content_of(body), [])
        best = next((one for one in same if one.seed == body.get("seed")), same[0] if same else None)
        return best.answer if best else None

    def find_order(self, body: Json) -> Answer | None:
        """The answer to the same order (its `brief` block) in another version's words."""
        order = order_of(body)
        return next((one.answer for one in self.answers if order and one.order == order), None)

    def _by_content(self) -> dict[str, list[Recorded]]:
        for one in self.answers[self._indexed :]:
            self._index.setdefault(one.content, []).append(one)
        self._indexed = len(self.answers)
        return self._index


def read(path: Path) -> Cassette:
    """The answers of a log or cassette.

    A line that was cut off is left out, wherever it stands: the program that wrote it was killed.

    Raises:
        BadCassette: there is no such file, it isn't of this version, or has other lines.
    """
    found = Cassette()
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError:
            found.torn += 1
            continue
        where = f"{path}, line {number}"
        if not isinstance(given, dict):
            raise BadCassette(f"{where}: not an object")
        version = given.get("version", VERSION)
        if version != VERSION:
            raise BadCassette(f"{where}: version {version!r}; this program reads version {VERSION}")
        if "cassette" in given:
            found.model = str(given.get("model") or "")
            continue
        found.answers.append(_recorded(given, where))
        body = given.get("body")
        found.model = found.model or str((body.get("model") if isinstance(body, dict) else "") or "")
    return found


def pack(cassette: Cassette, path: Path) -> int:
    """Writes a cassette, equal answers once; how many there are. `.zst` is compressed.

    The same answers give the same file, in whatever order they came.
    """
    rows: dict[tuple[str, str, str], Json] = {}
    for one in cassette.answers:
        row = {"content": one.content, "seed": one.seed, "name": one.name, **one.answer.as_json()}
        row |= {"order": one.order} if one.order else {}
        rows.setdefault((one.name, one.content, str(one.seed)), row)
    head = {"cassette": "answers", "version": VERSION, "model": cassette.model}
    lines = [head, *(rows[key] for key in sorted(rows))]
    data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    if path.suffix == ".zst":
        import zstandard

        data = zstandard.ZstdCompressor(level=19).compress(data)
    path.write_bytes(data)
    return len(rows)


def merged(cassettes: Iterable[Cassette]) -> Cassette:
    """Several recordings as one; the first one's model."""
    every = list(cassettes)
    model = next((one.model for one in every if one.model), "")
    return Cassette(model, [answer for one in every for answer in one.answers], sum(c.torn for c in every))


def _recorded(given: Json, where: str) -> Recorded:
    said = given.get("answer")
    calls = given.get("tool_calls") or ()
    if isinstance(said, str) and said.startswith(_CALLS):  # as the first trial's server wrote them
        said, calls = "", json.loads(said.removeprefix(_CALLS))
    if not calls and not isinstance(said, str):
        raise BadCassette(f"{where}: no answer in it")
    answer = Answer("" if calls else str(said), tuple(calls))
    if isinstance(given.get("content"), str):
        name, order = str(given.get("name", "")), str(given.get("order", ""))
        return Recorded(given["content"], given.get("seed"), name, answer, order)
    body = given.get("body", given)
    if not isinstance(body, dict) or "messages" not in body:
        raise BadCassette(f"{where}: neither `body` nor `messages` nor `content`")
    if "schema" in body:
        body = {**body, "response_format": {"type": "json_schema", "json_schema": {"schema": body["schema"]}}}
    return Recorded(content_of(body), body.get("seed"), named(body), answer, order_of(body))


def _lines(path: Path) -> Iterator[str]:
    try:
        if path.suffix == ".zst":
            import zstandard

            with open(path, "rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as plain:
                try:
                    yield from _limited(io.TextIOWrapper(plain, encoding="utf-8", errors="replace"), path)
                except zstandard.ZstdError as fault:
                    raise BadCassette(f"{path}: {fault}") from fault
        else:
            with open(path, encoding="utf-8", errors="replace") as text:
                yield from _limited(text, path)
    except OSError as fault:
        raise BadCassette(f"{path}: {fault.strerror or fault}") from fault


def _limited(lines: Iterable[str], path: Path) -> Iterator[str]:
    size = 0
    for line in lines:
        size += len(line)
        if size > LARGEST:
            raise BadCassette(f"{path}: more than {LARGEST} characters")
        yield line
