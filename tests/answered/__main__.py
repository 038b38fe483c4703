"""The endpoint that is answered by hand: `python -m tests.answered …` (README.md)."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from aiohttp import web

from tests.answered.by_hand import by_hand, put, shown, take
from tests.answered.cassette import BadCassette, Cassette, merged, pack, read
from tests.answered.folder import Folder
from tests.answered.serving import HOST, Find, NoAnswer, application, serve
from tests.answered.wire import Answer, Json, content_of, named


def replaying(cassette: Cassette, misses: Folder | None, *, by_order: bool = False) -> Find:
    """Recorded answers; what has none is HTTP 404 with its name, and waits in the folder to be answered.

    Args:
        by_order: Whether an answer to the same order in an earlier version's words will do.
    """

    async def find(body: Json) -> Answer:
        answer = cassette.find(body) or (cassette.find_order(body) if by_order else None)
        if answer is None:
            kept = f"; it waits in {misses.root} as {misses.place(body)}" if misses else ""
            said = f"no recorded answer to {named(body)}, content {content_of(body)[:10]}{kept}"
            raise NoAnswer(404, said)
        return answer

    return find


def knowing(cassette: Cassette, ask: Find) -> Find:
    """Recorded answers, also to the same order in an earlier version's words; what has none is asked."""

    async def find(body: Json) -> Answer:
        return cassette.find(body) or cassette.find_order(body) or await ask(body)

    return find


def _serve(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.answered", description=_serve_help())
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--model", default="hand", metavar="NAME")
    parser.add_argument("--timeout", type=float, default=3000.0, metavar="S", help="for one request")
    parser.add_argument(
        "--known", type=Path, nargs="+", default=[], metavar="CASSETTE", help="answered before"
    )
    given = parser.parse_args(arguments)
    find = by_hand(Folder.of(given.folder), given.timeout)
    if given.known:
        find = knowing(merged(read(path) for path in given.known), find)
    return _run(application(find, given.model), given.port)


def _take(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.answered take")
    parser.add_argument("folder", type=Path)
    parser.add_argument("most", type=int, metavar="N")
    parser.add_argument("--wait", type=float, default=240.0, metavar="S")
    given = parser.parse_args(arguments)
    found = take(Folder.of(given.folder), given.most, given.wait)
    print("\n".join(shown(key, body) for key, body in found) or "NOTHING WAITING")
    return 0


def _put(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.answered put")
    parser.add_argument("folder", type=Path)
    parser.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    folder = Folder.of(given.folder)
    done, wrong = put(folder, given.file.read_text(encoding="utf-8"))
    for line in wrong:
        print(line)
    print(f"{done} answered; {len(folder.waiting())} waiting")
    return 1 if wrong else 0


def _replay(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.answered replay")
    parser.add_argument("cassette", type=Path, nargs="+")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--model", default=None, metavar="NAME", help="default: any")
    parser.add_argument("--misses", type=Path, metavar="FOLDER", help="where requests without answer wait")
    parser.add_argument("--by-order", action="store_true", help="whatever the words around a `brief` block")
    given = parser.parse_args(arguments)
    cassette = merged(read(path) for path in given.cassette)
    _tell_torn(cassette)
    misses = Folder.of(given.misses) if given.misses else None
    find = replaying(cassette, misses, by_order=given.by_order)
    app = application(find, given.model or cassette.model, strict=bool(given.model))
    return _run(app, given.port)


def _pack(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.answered pack")
    parser.add_argument("folder", type=Path, help="whose log.jsonl is packed, or a log")
    parser.add_argument("cassette", type=Path)
    parser.add_argument("--only", default="", metavar="WORDS", help="of requests whose name has these words")
    given = parser.parse_args(arguments)
    log = Folder(given.folder).log if given.folder.is_dir() else given.folder
    cassette = read(log)
    _tell_torn(cassette)
    cassette.answers = [one for one in cassette.answers if given.only in one.name]
    number = pack(cassette, given.cassette)
    print(f"{number} answers, {given.cassette.stat().st_size} bytes")
    return 0


def _tell_torn(cassette: Cassette) -> None:
    if cassette.torn:
        print(f"{cassette.torn} line(s) cut off, left out", file=sys.stderr)


def _run(app: web.Application, port: int) -> int:
    try:
        asyncio.run(serve(app, port))
    except OSError as fault:
        print(f"can't listen on {HOST}:{port}: {fault}", file=sys.stderr)
        return 2
    return 0


def _serve_help() -> str:
    return "Serves requests that are answered by hand. Also: take, put, replay, pack (see README.md)."


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "take": _take,
    "put": _put,
    "replay": _replay,
    "pack": _pack,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command, or serves; exit code 2 where a recording can't be read or nothing can listen there."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = COMMANDS.get(given[0]) if given else None
    try:
        return command(given[1:]) if command else _serve(given)
    except (BadCassette, OSError) as fault:
        print(str(fault), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
