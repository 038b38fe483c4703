"""The endpoint that is answered by hand: `python -m tests.answered …` (README.md)."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.answered.by_hand import by_hand, put, shown, take
from tests.answered.cassette import BadCassette, Cassette, merged, pack, read
from tests.answered.folder import Folder
from tests.answered.serving import Find, NoAnswer, application
from tests.answered.wire import Answer, Json, content_of, named
from tests.simulator.serving import run


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


def _serve(given: argparse.Namespace) -> int:
    find = by_hand(Folder.of(given.folder), given.timeout)
    if given.known:
        find = knowing(merged(read(path) for path in given.known), find)
    return run(application(find, given.model), given.port)


def _take(given: argparse.Namespace) -> int:
    found = take(Folder.of(given.folder), given.most, given.wait)
    print("\n".join(shown(key, body) for key, body in found) or "NOTHING WAITING")
    return 0


def _put(given: argparse.Namespace) -> int:
    folder = Folder.of(given.folder)
    done, wrong = put(folder, given.file.read_text(encoding="utf-8"))
    print("\n".join([*wrong, f"{done} answered; {len(folder.waiting())} waiting"]))
    return 1 if wrong else 0


def _replay(given: argparse.Namespace) -> int:
    cassette = merged(_told(read(path)) for path in given.cassette)
    misses = Folder.of(given.misses) if given.misses else None
    find = replaying(cassette, misses, by_order=given.by_order)
    return run(application(find, given.model or cassette.model, strict=bool(given.model)), given.port)


def _pack(given: argparse.Namespace) -> int:
    log = Folder(given.folder).log if given.folder.is_dir() else given.folder
    cassette = _told(read(log))
    cassette.answers = [one for one in cassette.answers if given.only in one.name]
    number = pack(cassette, given.cassette)
    print(f"{number} answers, {given.cassette.stat().st_size} bytes")
    return 0


def _told(cassette: Cassette) -> Cassette:
    if cassette.torn:
        print(f"{cassette.torn} line(s) cut off, left out", file=sys.stderr)
    return cassette


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": _serve,
    "take": _take,
    "put": _put,
    "replay": _replay,
    "pack": _pack,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.answered")
    commands = parser.add_subparsers(dest="command")
    made = {name: commands.add_parser(name) for name in COMMANDS}
    for name in ("serve", "take", "put", "pack"):
        made[name].add_argument("folder", type=Path, help="for pack also a log")
    for name in ("serve", "replay"):
        made[name].add_argument("--port", type=int, default=0, help="0: any free one")
    made["serve"].add_argument("--model", default="hand", metavar="NAME")
    made["serve"].add_argument("--timeout", type=float, default=3000.0, metavar="S", help="for one request")
    made["serve"].add_argument("--known", type=Path, nargs="+", default=[], metavar="CASSETTE")
    made["take"].add_argument("most", type=int, metavar="N")
    made["take"].add_argument("--wait", type=float, default=240.0, metavar="S")
    made["put"].add_argument("file", type=Path)
    made["replay"].add_argument("cassette", type=Path, nargs="+")
    made["replay"].add_argument("--model", metavar="NAME", help="default: any")
    made["replay"].add_argument(
        "--misses", type=Path, metavar="FOLDER", help="where what has no answer waits"
    )
    made["replay"].add_argument("--by-order", action="store_true", help="whatever the words around a `brief`")
    made["pack"].add_argument("cassette", type=Path)
    made["pack"].add_argument(
        "--only", default="", metavar="WORDS", help="of requests with these in their name"
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command, or serves; exit code 2 where a recording can't be read or nothing can listen there."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    known = words and (words[0] in COMMANDS or words[0] in ("-h", "--help"))
    given = _parser().parse_args(words if known else ["serve", *words])
    try:
        return COMMANDS[given.command](given)
    except (BadCassette, OSError) as fault:
        print(str(fault), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
