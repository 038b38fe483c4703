"""Requests wait in an inbox and are answered by `take` and `put`."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.answered.inbox import ABANDONED, Inbox
from tests.answered.wire import Answer, key_of
from tests.answered_tests.running import body, command, content, endpoint, message, schema

TOOL = {"type": "function", "function": {"name": "get_bike", "parameters": {"type": "object"}}}


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with closing(Inbox(tmp_path / "by hand" / "inbox.sqlite")) as made:
        yield made


def _put(inbox: Inbox, text: str) -> list[str]:
    """What `put` says, line by line."""
    answers = inbox.path.with_name("answers.txt")
    answers.write_text(text, encoding="utf-8")
    return command("put", inbox.path, answers).stdout.splitlines()


def _wait_for(inbox: Inbox, number: int) -> None:
    end = time.monotonic() + 10
    while len(inbox.waiting()) < number:
        assert time.monotonic() < end, "the requests didn't arrive"
        time.sleep(0.02)


def test_requests_are_taken_and_answered_each_once_and_calls_sent(inbox: Inbox) -> None:
    first = body("What is 2 + 2?", response_format=schema("sum", "sum"))
    second = body("Which bike is B04?", tools=[TOOL], max_tokens=9)
    calls = [{"name": "get_bike", "arguments": {"bike_id": "B04"}}]
    with endpoint("serve", inbox.path) as running:
        asked = [running.asking(one) for one in (first, second, first)]
        _wait_for(inbox, 2)
        taken = command("take", inbox.path, 8, "--wait", 5).stdout
        assert taken.count("#### REQUEST") == 2
        assert 'ANSWER MUST BE JSON FOR: {"title": "sum"' in taken
        assert "--- user:\nWhich bike is B04?" in taken
        answers = f"=== {key_of(first)}\nTwo\n\nlines.\n=== {key_of(second)} tool\n{json.dumps(calls)}\n"
        assert _put(inbox, answers) == ["2 answered; 0 waiting"]
        said = [one.result(10) for one in asked]
        assert content(said[0]) == content(said[2]) == content(running.ask(first)) == "Two\n\nlines."
        choice = said[1].json()["choices"][0]
        assert (choice["finish_reason"], choice["message"]["content"]) == ("tool_calls", None)
        function = choice["message"]["tool_calls"][0]["function"]
        assert (function["name"], json.loads(function["arguments"])) == ("get_bike", {"bike_id": "B04"})
    assert [one for one, _ in inbox.log()][:2] in ([first, second], [second, first])


def test_who_puts_is_told_what_is_wrong(inbox: Inbox) -> None:
    key = inbox.place(body("A"))
    *wrong, done = _put(
        inbox, f'=== {"0" * 10}\nx\n=== {key} tool\nnone\n=== {key} tool\n[{{"name": 1}}]\n=== {key}\nyes\n'
    )
    assert done == "1 answered; 0 waiting"
    assert [line.split(":")[1].strip()[:20] for line in wrong] == [
        "no such request",
        *["calls are a JSON lis"] * 2,
    ]
    assert _put(inbox, f"=== {key}\nno\n") == [f"{key}: answered already", "0 answered; 0 waiting"]
    assert inbox.answered(key) == Answer("yes")
    assert _put(inbox, "no key at all")[0] == "no line `=== KEY` in it"


def test_two_who_take_get_different_requests_and_what_is_left_lying_waits_again(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [inbox.place(body(str(number))) for number in range(5)]
    with closing(Inbox(inbox.path)) as other:
        mine, yours = inbox.claim(3), other.claim(3)
    assert [key for key, _ in (*mine, *yours)] == keys and len(mine) == 3
    assert command("take", inbox.path, 1, "--wait", 0).stdout == "NOTHING WAITING\n"
    later = time.time() + ABANDONED + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert [key for key, _ in inbox.claim(8)] == keys


def test_a_request_that_nobody_answers_is_named(inbox: Inbox) -> None:
    request = body(
        "Is this claim supported by the passage?", response_format=schema("check_claims", "claims")
    )
    with endpoint("serve", inbox.path, "--timeout", 0.3) as running:
        response = running.ask(request)
        assert response.status_code == 504
        assert message(response) == (
            f"request {key_of(request)} wasn't answered in 0.3 s: "
            "check_claims (user: Is this claim supported by the passage?)"
        )
        assert inbox.waiting() == [key_of(request)]  # it can still be answered
        assert _put(inbox, f"=== {key_of(request)}\nlate\n") == ["1 answered; 0 waiting"]
        assert content(running.ask(request)) == "late"
