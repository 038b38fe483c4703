"""The endpoint that is answered by hand: `python -m tests.answered COMMAND …` (README.md)."""

import json
import re
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import click

from tests.answered.cassette import BadCassette, Cassette, merged, pack, read
from tests.answered.inbox import Inbox
from tests.answered.manners import HOUSES, Speaking
from tests.answered.serving import application, by_hand, missing, recorded
from tests.answered.wire import Answer, Json, schema_of
from tests.simulator.serving import run

_LOOK = 0.3
"""Seconds between two looks for requests."""
_SHOWN = 10_000
"""Characters after which no further request is taken: many a terminal cuts what is longer."""
_ANSWER = re.compile(r"(?m)^=== ([0-9a-f]{10})( tool)?[ \t]*\n")
_PATH = click.Path(path_type=Path)


@click.group()
def main() -> None:
    """An endpoint that is answered by hand, and one that gives such answers again."""


@main.command()
@click.argument("inbox", type=_PATH)
@click.option("--port", default=0, help="0: any free one")
@click.option("--model", default="hand", help="the name that it lists")
@click.option("--timeout", default=3000.0, help="seconds for one request")
@click.option("--known", type=_PATH, multiple=True, help="a cassette whose answers needn't be given again")
@click.option("--by-order", is_flag=True, help="these too, whatever the words around a `brief`")
def serve(
    inbox: Path, port: int, model: str, timeout: float, known: tuple[Path, ...], by_order: bool
) -> None:
    """Let requests wait in INBOX until they are answered."""
    cassette = merged(_read(path) for path in known)
    with closing(Inbox(inbox)) as requests:
        find = recorded(cassette, by_hand(requests, timeout), by_order=by_order)
        sys.exit(run(application(find, [model]), port))


@main.command()
@click.argument("cassettes", type=_PATH, nargs=-1, required=True)
@click.option("--port", default=0, help="0: any free one")
@click.option("--misses", type=_PATH, help="the inbox where what has no answer waits")
@click.option("--by-order", is_flag=True, help="whatever the words around a `brief`")
@click.option("--moved", type=_PATH, help="where is noted what was given by its order, for `move`")
@click.option("--manner", type=click.Choice(HOUSES), help="the house in whose manner they are sent")
@click.option(
    "--fault", "faults", type=(str, str), multiple=True, help="TITLE/N, and what comes there instead"
)
def replay(
    cassettes: tuple[Path, ...],
    port: int,
    misses: Path | None,
    by_order: bool,
    moved: Path | None,
    manner: str | None,
    faults: tuple[tuple[str, str], ...],
) -> None:
    """Give recorded answers."""
    every = [_read(path) for path in cassettes]
    cassette = merged(every)
    speaking = Speaking(manner, cassette, dict(faults)) if manner else None
    with ExitStack() as stack:
        inbox = stack.enter_context(closing(Inbox(misses))) if misses else None
        find = recorded(cassette, missing(inbox), by_order=by_order or moved is not None, moved=moved)
        sys.exit(run(application(find, [one.model or "any" for one in every], speaking), port))


@main.command("pack")
@click.argument("inbox", type=_PATH)
@click.argument("cassette", type=_PATH)
def packed(inbox: Path, cassette: Path) -> None:
    """Write the answers of INBOX (or of a cassette) as a cassette."""
    print(f"{pack(_read(inbox), cassette)} answers, {cassette.stat().st_size} bytes")


@main.command()
@click.argument("moved", type=_PATH)
@click.argument("cassettes", type=_PATH, nargs=-1, required=True)
def move(moved: Path, cassettes: tuple[Path, ...]) -> None:
    """Keep the answers of CASSETTES for the requests in whose place MOVED has them."""
    requests: dict[str, dict[str, None]] = {}
    for before, now in map(str.split, moved.read_text().splitlines()):
        requests.setdefault(before, {})[now] = None
    for path in cassettes:
        pack(_read(path).moved(requests), path)


@main.command()
@click.argument("inbox", type=_PATH)
@click.argument("most", type=int)
@click.option("--wait", default=240.0, help="seconds, at most")
def take(inbox: Path, most: int, wait: float) -> None:
    """Claim up to MOST requests, as soon as there is one, and print them: so many as a terminal shows."""
    end, shown = time.monotonic() + wait, ""
    with closing(Inbox(inbox)) as requests:
        while not (found := requests.claim(1)) and time.monotonic() < end:
            time.sleep(_LOOK)
        while found:
            shown += _shown(*found[0]) + "\n"
            most -= 1
            found = requests.claim(1) if most > 0 and len(shown) < _SHOWN else []
    print(shown or "NOTHING WAITING")


@main.command()
@click.argument("inbox", type=_PATH)
@click.argument("file", type=_PATH)
def put(inbox: Path, file: Path) -> None:
    """Answer requests: FILE holds each answer after a line `=== KEY`, or `=== KEY tool` and a list of calls,
    `[{"name": …, "arguments": {…}}]`.

    Whether an answer keeps its schema is not looked at: a model's doesn't always either.
    """
    parts = _ANSWER.split(file.read_text(encoding="utf-8"))
    wrong = [] if parts[1:] else ["no line `=== KEY` in it"]
    with closing(Inbox(inbox)) as requests:
        for key, tool, said in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            try:
                answer = Answer(calls=_calls(said)) if tool else Answer(said.strip("\n"))
                fault = requests.answer(key, answer)
            except ValueError as error:
                fault = f'calls are a JSON list of {{"name": …, "arguments": …}}: {error}'
            wrong += [f"{key}: {fault}"] if fault else []
        waiting = len(requests.waiting())
    done = len(parts) // 3 - len(wrong)
    print("\n".join([*wrong, f"{max(done, 0)} answered; {waiting} waiting"]))
    sys.exit(bool(wrong))


def _read(path: Path) -> Cassette:
    try:
        return read(path)
    except BadCassette as fault:
        raise click.UsageError(str(fault)) from fault


def _shown(key: str, body: Json) -> str:
    """A request as whoever answers it reads it."""
    limit = body.get("max_tokens") or body.get("max_completion_tokens")
    stop = f", stop {body['stop']!r}" if body.get("stop") else ""
    lines = [
        f"\n################ REQUEST {key}  (max_tokens {limit}, temperature {body.get('temperature')}{stop})"
    ]
    if body.get("tools"):
        lines.append(f"TOOLS YOU MAY CALL: {_json(body['tools'])} tool_choice: {body.get('tool_choice')}")
    if (schema := schema_of(body)) is not None:
        lines.append(f"ANSWER MUST BE JSON FOR: {_json(schema)}")
    for message in body["messages"]:
        called = message.get("tool_calls")
        content = message.get("content") or ""
        said = content if isinstance(content, str) else _json(content)
        lines.append(f"--- {message.get('role')}{f' tool_calls={_json(called)}' if called else ''}:\n{said}")
    return "\n".join(lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _calls(text: str) -> tuple[Json, ...]:
    """Calls of tools.

    Raises:
        ValueError: it is no list of them.
    """
    given = json.loads(text)
    if not isinstance(given, list) or not given:
        raise ValueError("it is no list")
    for call in given:
        if not isinstance(call, dict) or not isinstance(call.get("name"), str) or "arguments" not in call:
            raise ValueError(f"{call!r} is no call")
    return tuple(given)


if __name__ == "__main__":
    main()
