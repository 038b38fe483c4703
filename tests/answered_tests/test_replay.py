"""What was answered is packed into cassettes, and cassettes answer by content."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from tests.answered.cassette import merged, read
from tests.answered.inbox import Inbox
from tests.answered.wire import Answer, Json, key_of, order_of
from tests.answered_tests.running import body, command, content, endpoint, message, schema


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """One with four answers: two seeds of one content, a call of a tool, a plain one."""
    with closing(Inbox(tmp_path / "inbox.sqlite")) as found:
        for request, answer in ANSWERED:
            found.place(request)
            assert found.answer(key_of(request), answer) == ""
        return found.path


CALL = {"name": "add", "arguments": {"a": 1}}
ANSWERED: list[tuple[Json, Answer]] = [
    (body("Pick a number.", seed=1), Answer("seven")),
    (body("Pick a number.", seed=2), Answer("nine")),
    (body("Add.", tools=[{"function": {"name": "add"}}]), Answer(calls=(CALL,))),
    (body("Label: Zürich\u2028 💡", response_format=schema("label", "label")), Answer('{"label": "ü"}')),
]


@pytest.mark.parametrize("name", ["answers.jsonl", "answers.jsonl.zst"])
def test_a_cassette_answers_as_the_inbox_does(inbox: Path, tmp_path: Path, name: str) -> None:
    cassette = tmp_path / name
    assert command("pack", inbox, cassette).stdout.startswith("4 answers, ")
    packed, log = read(cassette), read(inbox)
    assert (packed.model, log.model) == ("hand", "hand")
    for request, answer in ANSWERED:
        assert packed.find(request) == log.find(request) == answer
    assert b"Pick a number. Pick" not in cassette.read_bytes()
    again = tmp_path / f"again-{name}"
    command("pack", cassette, again)
    assert again.read_bytes() == cassette.read_bytes()


def test_requests_are_found_by_messages_schema_and_tools_alone(inbox: Path) -> None:
    found = merged([read(inbox)])
    asked = {**body("Pick a number."), "temperature": 2, "max_tokens": 3, "model": "another"}
    assert found.find({**asked, "seed": 2}) == Answer("nine")
    assert found.find({**asked, "seed": 3}) == Answer("seven")
    assert found.find(body("Pick a number!")) is None
    assert found.find(body("Pick a number.", response_format=schema("n", "n"))) is None
    assert found.find(body("Pick a number.", tools=[{"function": {"name": "add"}}])) is None
    assert found.find(body("Add.")) is None


def test_a_replay_answers_and_says_which_request_missed(inbox: Path, tmp_path: Path) -> None:
    cassette, misses = tmp_path / "c.jsonl.zst", tmp_path / "missed.sqlite"
    command("pack", inbox, cassette)
    new = body("Who wrote it?", response_format=schema("author", "name"))
    with endpoint("replay", cassette, "--misses", misses) as running:
        assert content(running.ask(ANSWERED[3][0])) == '{"label": "ü"}'
        calls = running.ask(ANSWERED[2][0]).json()["choices"][0]["message"]["tool_calls"]
        assert json.loads(calls[0]["function"]["arguments"]) == {"a": 1}
        response = running.ask(new)
        assert response.status_code == 404
        assert "author (user: Who wrote it?)" in message(response)
        assert key_of(new) in message(response)
        assert running.ask(new).status_code == 404
    # What missed waits once, can be answered by hand, and is packed with the rest.
    with closing(Inbox(misses)) as missed:
        assert missed.waiting() == [key_of(new)]
        assert missed.answer(key_of(new), Answer('{"name": "Ann"}')) == ""
    both = merged([read(cassette), read(misses)])
    assert both.find(new) == Answer('{"name": "Ann"}')
    assert both.find(ANSWERED[0][0]) == Answer("seven")


def test_answers_are_kept_for_the_same_orders_in_new_words(tmp_path: Path) -> None:
    def asked(words: str, seed: int) -> Json:
        return body(f"{words}\n\n```brief\n{{}}\n```", seed=seed)

    cassette, moved = tmp_path / "c.jsonl.zst", tmp_path / "moved"
    with closing(Inbox(tmp_path / "inbox.sqlite")) as found:
        for seed, said in ((1, "seven"), (2, "nine")):
            found.place(asked(f"Pick {seed}.", seed))
            found.answer(key_of(asked(f"Pick {seed}.", seed)), Answer(said))
    command("pack", tmp_path / "inbox.sqlite", cassette)
    with endpoint("replay", cassette, "--moved", moved) as running:
        assert content(running.ask(asked("Choose.", 2))) == "nine", "that with its seed"
        assert content(running.ask(asked("Pick 1.", 1))) == "seven"
    assert command("move", moved, cassette).exit_code == 0
    now = read(cassette)
    assert now.find(asked("Choose.", 2)) == Answer("nine") and now.find(asked("Pick 2.", 2)) is None
    assert now.find(asked("Pick 1.", 1)) == Answer("seven")


def test_what_is_no_cassette_is_refused_with_its_name(tmp_path: Path) -> None:
    torn = tmp_path / "torn.jsonl"
    torn.write_text('{"cassette": "answers", "version": 1, "model": "x"}\n{"content": "\n')
    for path in (torn, tmp_path / "none.jsonl", tmp_path / "none.sqlite"):
        done = command("replay", path)
        assert done.exit_code == 2 and f"{path} is no cassette" in done.stderr


def test_an_order_is_the_same_whatever_its_spaces() -> None:
    def asked(block: str) -> Json:
        return {"messages": [{"role": "user", "content": f"Write.\n\n```brief\n{block}\n```"}]}

    assert order_of(asked('{"a": 1, "b": [2]}')) == order_of(asked('{\n "b": [\n  2\n ],\n "a": 1\n}'))
    assert order_of(asked('{"a": 1}')) != order_of(asked('{"a": 2}'))
