"""Logs are packed into cassettes, and cassettes answer by content."""

import json
from pathlib import Path

import pytest

from tests.answered.by_hand import put
from tests.answered.cassette import BadCassette, Cassette, merged, pack, read
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


def test_the_cassette_is_the_same_in_whatever_order_answers_came(folder: Folder, tmp_path: Path) -> None:
    log = read(folder.log)
    pack(log, tmp_path / "a.zst")
    pack(Cassette(log.model, log.answers[::-1] + log.answers), tmp_path / "b.zst")
    assert (tmp_path / "a.zst").read_bytes() == (tmp_path / "b.zst").read_bytes()


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


def test_without_a_folder_a_miss_is_only_named(folder: Folder) -> None:
    with endpoint("replay", folder.log, "--model", "hand") as running:
        assert running.ask(body("Nobody asked this.")).status_code == 404
        assert message(running.ask({**ANSWERED[0][0], "model": "x"})) == "model 'x' not found; there is hand"
        assert content(running.ask(ANSWERED[0][0])) == "seven"


def test_half_a_line_at_the_end_is_left_out_and_told(folder: Folder, tmp_path: Path) -> None:
    whole = folder.log.read_bytes()
    folder.log.write_bytes(whole[:-20])
    found = read(folder.log)
    assert (len(found.answers), found.torn) == (3, 1)
    told = command("pack", folder.root, tmp_path / "c.jsonl")
    assert (told.returncode, told.stderr) == (0, "1 line(s) cut off, left out\n")
    assert told.stdout.startswith("3 answers")


def test_half_a_compressed_cassette_is_refused_or_gives_what_is_whole(folder: Folder, tmp_path: Path) -> None:
    cassette = tmp_path / "c.jsonl.zst"
    pack(read(folder.log), cassette)
    cassette.write_bytes(cassette.read_bytes()[:-30])
    try:
        found = read(cassette)
    except BadCassette as fault:
        assert str(cassette) in str(fault)
    else:
        assert len(found.answers) < 4


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"version": 2, "cassette": "answers"}', "version 2; this program reads version 1"),
        ('{"version": "1", "content": "ab", "answer": "x"}', "version '1'"),
        ('{"messages": []}', "no answer in it"),
        ('{"answer": "x"}', "neither `body` nor `messages` nor `content`"),
        ("[1]", "not an object"),
    ],
)
def test_lines_of_another_version_or_kind_are_refused_by_number(tmp_path: Path, line: str, said: str) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(f'{{"messages": [], "answer": "x"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(BadCassette, match="line 2: "):
        read(log)
    told = command("replay", log)
    assert told.returncode == 2
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_what_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    told = command("replay", tmp_path / "none.jsonl")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.count("\n") == 1
    assert "No such file" in told.stderr


def test_rows_of_other_recordings_are_read(tmp_path: Path) -> None:
    rows = [
        {"messages": [{"role": "user", "content": "A"}], "schema": {"title": "t"}, "answer": "{}"},
        {"messages": [{"role": "user", "content": "B"}], "tools": [{}], "tool_calls": [CALL]},
        {"body": body("C"), "answer": f"TOOL_CALLS{json.dumps([CALL])}"},
    ]
    log = tmp_path / "log.jsonl"
    log.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = read(log)
    asked = body("A", response_format={"type": "json_schema", "json_schema": {"schema": {"title": "t"}}})
    assert found.find(asked) == Answer("{}")
    assert found.find(body("B", tools=[{}])) == Answer(calls=(CALL,))
    assert found.find(body("C")) == Answer(calls=(CALL,))
