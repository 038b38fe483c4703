"""Logs are packed into cassettes, and cassettes answer by content."""

import json
from pathlib import Path

import pytest

from tests.answered.by_hand import put
from tests.answered.cassette import merged, read
from tests.answered.folder import Folder
from tests.answered.wire import Answer, Json, key_of
from tests.answered_tests.running import body, command, content, endpoint, message, schema


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """One with four answers: two seeds of one content, a call of a tool, a plain one."""
    found = Folder.of(tmp_path / "by hand")
    for request, answer in ANSWERED:
        found.place(request)
        assert found.answer(key_of(request), answer) == ""
    return found


CALL = {"name": "add", "arguments": {"a": 1}}
ANSWERED: list[tuple[Json, Answer]] = [
    (body("Pick a number.", seed=1), Answer("seven")),
    (body("Pick a number.", seed=2), Answer("nine")),
    (body("Add.", tools=[{"function": {"name": "add"}}]), Answer(calls=(CALL,))),
    (body("Label: Zürich\u2028 💡", response_format=schema("label", "label")), Answer('{"label": "ü"}')),
]


@pytest.mark.parametrize("name", ["answers.jsonl", "answers.jsonl.zst"])
def test_a_packed_log_answers_as_the_log_does(folder: Folder, tmp_path: Path, name: str) -> None:
    cassette = tmp_path / name
    assert command("pack", folder.root, cassette).stdout.startswith("4 answers, ")
    packed, log = read(cassette), read(folder.log)
    assert (packed.model, log.model) == ("hand", "hand")
    for request, answer in ANSWERED:
        assert packed.find(request) == log.find(request) == answer
    assert b"Pick a number. Pick" not in cassette.read_bytes()


def test_requests_are_found_by_messages_schema_and_tools_alone(folder: Folder) -> None:
    found = merged([read(folder.log)])
    asked = {**body("Pick a number."), "temperature": 2, "max_tokens": 3, "model": "another"}
    assert found.find({**asked, "seed": 2}) == Answer("nine")
    assert found.find({**asked, "seed": 3}) == Answer("seven")
    assert found.find(body("Pick a number!")) is None
    assert found.find(body("Pick a number.", response_format=schema("n", "n"))) is None
    assert found.find(body("Pick a number.", tools=[{"function": {"name": "add"}}])) is None
    assert found.find(body("Add.")) is None


def test_a_replay_answers_and_says_which_request_missed(folder: Folder, tmp_path: Path) -> None:
    cassette, missed = tmp_path / "c.jsonl.zst", tmp_path / "missed"
    command("pack", folder.root, cassette)
    new = body("Who wrote it?", response_format=schema("author", "name"))
    with endpoint("replay", cassette, "--misses", missed) as running:
        assert content(running.ask(ANSWERED[3][0])) == '{"label": "ü"}'
        calls = running.ask(ANSWERED[2][0]).json()["choices"][0]["message"]["tool_calls"]
        assert json.loads(calls[0]["function"]["arguments"]) == {"a": 1}
        response = running.ask(new)
        assert response.status_code == 404
        assert "author (user: Who wrote it?)" in message(response)
        assert key_of(new) in message(response)
        assert running.ask(new).status_code == 404
        assert running.stop() == (0, "")
    # What missed waits once, can be answered by hand, and is packed with the rest.
    by_hand = Folder.of(missed)
    assert by_hand.waiting() == [key_of(new)]
    assert put(by_hand, f'=== {key_of(new)}\n{{"name": "Ann"}}\n') == (1, [])
    both = merged([read(cassette), read(by_hand.log)])
    assert both.find(new) == Answer('{"name": "Ann"}')
    assert both.find(ANSWERED[0][0]) == Answer("seven")


def test_half_a_line_at_the_end_is_left_out_and_told(folder: Folder, tmp_path: Path) -> None:
    whole = folder.log.read_bytes()
    folder.log.write_bytes(whole[:-20])
    found = read(folder.log)
    assert (len(found.answers), found.torn) == (3, 1)
    told = command("pack", folder.root, tmp_path / "c.jsonl")
    assert (told.returncode, told.stderr) == (0, "1 line(s) cut off, left out\n")
    assert told.stdout.startswith("3 answers")
