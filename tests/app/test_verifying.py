"""`verify` from Python, and what the command says of itself."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

import seedbed
from seedbed.app.commands.verify import verify as command
from seedbed.memory.errors import UserFault
from seedbed.tools.verification.row_checks import KINDS
from tests.app.conftest import Seedbed


def test_the_command_offers_every_kind_there_is() -> None:
    (choice,) = [one.type for one in command.params if one.name == "kind"]
    assert isinstance(choice, click.Choice)
    assert list(choice.choices) == list(KINDS)


def test_a_file_and_rows_give_the_same_verdicts(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"text": "<<1/3=.33>>"},
        {"text": "<<1+1=3>>"},
        {"solution": ["x", "<<2*2=4>>"]},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    from_rows = list(seedbed.verify(rows, kind="calculations"))
    assert from_rows == list(seedbed.verify(path, kind="calculations"))
    assert from_rows == list(seedbed.verify(str(path), "calculations"))
    assert [one.ok for one in from_rows] == [True, False, True]


def test_rows_are_taken_as_verdicts_are() -> None:
    taken: list[int] = []

    def rows() -> Iterator[Mapping[str, Any]]:
        for number in range(10):
            taken.append(number)
            yield {"text": "<<1+1=2>>"}

    found = seedbed.verify(rows(), kind="calculations")
    assert taken == []
    next(found)
    next(found)
    assert taken == [0, 1]


def test_what_is_wrong_with_the_call_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserFault, match="did you mean 'equivalence'"):
        seedbed.verify([], kind="equivalent")
    with pytest.raises(UserFault, match="no such file"):
        next(seedbed.verify(tmp_path / "none.jsonl", kind="calculations"))


def test_the_summary_is_for_people_alone(seedbed: Seedbed, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"text": "nothing"}\n{"text": "<<1+1=2>>"}\n', encoding="utf-8")
    done = seedbed("verify", "rows.jsonl", "--kind", "calculations")
    assert done.stderr == "2 rows: 2 ok (1 with nothing to check), 0 not\n"
    assert done.exit_code == 0
    quiet = seedbed("verify", "rows.jsonl", "--kind", "calculations", "--quiet")
    assert (quiet.stderr, quiet.stdout) == ("", done.stdout)
