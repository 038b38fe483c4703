"""Requests wait as files and are answered by `take` and `put`."""

import json
import os
import time
from pathlib import Path

import pytest

from tests.answered.by_hand import put, take
from tests.answered.folder import ABANDONED, Folder
from tests.answered.wire import Answer, Json, key_of
from tests.answered_tests.running import body, command, content, endpoint, message, schema

TOOL = {"type": "function", "function": {"name": "get_bike", "parameters": {"type": "object"}}}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder.of(tmp_path / "by hand")


def _wait_for(folder: Folder, number: int) -> None:
    end = time.monotonic() + 10
    while len(folder.waiting()) < number:
        assert time.monotonic() < end, "the requests didn't arrive"
        time.sleep(0.02)


def _logged(folder: Folder) -> list[Json]:
    return [json.loads(line) for line in folder.log.read_text(encoding="utf-8").splitlines()]


def test_several_requests_are_taken_answered_and_logged_each_once(folder: Folder, tmp_path: Path) -> None:
    first = body("What is 2 + 2?", response_format=schema("sum", "sum"))
    second = body("Say hello.", max_tokens=9)
    with endpoint(folder.root, "--model", "hand") as running:
        asked = [running.asking(one) for one in (first, second, first)]
        _wait_for(folder, 2)
        taken = command("take", folder.root, 8, "--wait", 5).stdout
        assert taken.count("#### REQUEST") == 2
        assert 'ANSWER MUST BE JSON FOR: {"title": "sum"' in taken
        assert "--- user:\nSay hello." in taken
        answers = tmp_path / "answers.txt"
        answers.write_text(
            f'=== {key_of(first)}\n{{"sum": "4"}}\n=== {key_of(second)}\nHello.\n\nDear you.\n'
        )
        done = command("put", folder.root, answers)
        assert (done.returncode, done.stdout) == (0, "2 answered; 0 waiting\n")
        said = [content(one.result(10)) for one in asked]
        assert said == ['{"sum": "4"}', "Hello.\n\nDear you.", '{"sum": "4"}']
        assert content(running.ask(first)) == '{"sum": "4"}'  # and once more, without anybody
    assert [line["body"] for line in _logged(folder)] == [first, second]


def test_tools_are_called_and_streams_are_streams(folder: Folder) -> None:
    request = body("Which bike is B04?", tools=[TOOL])
    calls = [{"name": "get_bike", "arguments": {"bike_id": "B04"}}]
    with endpoint(folder.root) as running:
        asked = running.asking(request)
        _wait_for(folder, 1)
        assert put(folder, f"=== {key_of(request)} tool\n{json.dumps(calls)}\n") == (1, [])
        choice = asked.result(10).json()["choices"][0]
        assert choice["finish_reason"] == "tool_calls"
        assert choice["message"]["content"] is None
        function = choice["message"]["tool_calls"][0]["function"]
        assert function["name"] == "get_bike"
        assert json.loads(function["arguments"]) == {"bike_id": "B04"}
        stream = {**request, "stream": True}
        folder.place(stream)
        assert folder.answer(key_of(stream), Answer("A blue one.")) == ""
        lines = [line for line in running.ask(stream).text.split("\n\n") if line]
        assert lines[-1] == "data: [DONE]"
        deltas = [json.loads(line.removeprefix("data: "))["choices"][0]["delta"] for line in lines[:-1]]
        assert "".join(one.get("content") or "" for one in deltas) == "A blue one."


def test_who_puts_is_told_what_is_wrong(folder: Folder) -> None:
    key = folder.place(body("A"))
    done, wrong = put(
        folder, f'=== {"0" * 10}\nx\n=== {key} tool\nnone\n=== {key} tool\n[{{"name": 1}}]\n=== {key}\nyes\n'
    )
    assert done == 1
    assert [line.split(":")[1].strip()[:20] for line in wrong] == [
        "no such request",
        "tool calls are no JS",
        'a tool call is {"nam',
    ]
    assert put(folder, f"=== {key}\nno\n") == (0, [f"{key}: answered already"])
    assert folder.answered(key) == Answer("yes")
    assert put(folder, "no key at all")[0] == 0


def test_two_who_take_get_different_requests_and_what_is_left_lying_waits_again(folder: Folder) -> None:
    keys = {folder.place(body(str(number))) for number in range(5)}
    mine, yours = take(folder, 3, 0), take(folder, 3, 0)
    assert (len(mine), len(yours)) == (3, 2)
    assert {key for key, _ in (*mine, *yours)} == keys
    assert take(folder, 1, 0) == []
    long_ago = time.time() - ABANDONED - 1
    key = mine[0][0]
    os.utime(folder.root / "claimed" / key, (long_ago, long_ago))
    assert [one for one, _ in take(folder, 8, 0)] == [key]
    assert command("take", folder.root, 1, "--wait", 0).stdout == "NOTHING WAITING\n"


def test_a_request_that_nobody_answers_is_named(folder: Folder) -> None:
    request = body(
        "Is this claim supported by the passage?", response_format=schema("check_claims", "claims")
    )
    with endpoint(folder.root, "--timeout", 0.3) as running:
        response = running.ask(request)
        assert response.status_code == 504
        assert message(response) == (
            f"request {key_of(request)} wasn't answered in 0.3 s: "
            "check_claims (user: Is this claim supported by the passage?)"
        )
        assert folder.waiting() == [key_of(request)]  # it can still be answered
        assert put(folder, f"=== {key_of(request)}\nlate\n")[0] == 1
        assert content(running.ask(request)) == "late"
