"""Files of users: what is read, and how a wrong one is told."""

import json
from pathlib import Path

import pytest

from seedbed.agent.role_players.personas import read_personas
from seedbed.memory.errors import UserFault


def test_users_are_read_line_by_line_or_as_a_list(tmp_path: Path) -> None:
    lines, listed = tmp_path / "users.jsonl", tmp_path / "users.yaml"
    lines.write_text('{"name": "Ann", "age": 34, "home": " Oban  town"}\n\n{"name": "Bo"}\n', "utf-8")
    listed.write_text("- name: Ann\n  age: 34\n  home: Oban town\n- name: Bo\n", "utf-8")
    found = list(read_personas(lines))
    assert found == [{"name": "Ann", "age": "34", "home": "Oban town"}, {"name": "Bo"}]
    assert list(read_personas(listed)) == found


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("u.jsonl", '{"name": "Ann"}\n{"nmae": "Bo"}', "line 2: `name` is missing"),
        ("u.jsonl", '{"name": "Ann", "likes": ["tea"]}', "line 1: likes: input should be a valid string"),
        ("u.jsonl", '{"name": "Ann", "member": true}', "member: true is read as a truth value"),
        ("u.jsonl", '{"name": " "}', "name: string should have at least 1 character"),
        ("u.jsonl", '{"name": "Ann", "a`b": "x"}', "a`b: string should match pattern"),
        ("u.jsonl", '{"name": "%s"}' % ("x" * 300), "name: string should have at most 200 characters"),
        ("u.jsonl", json.dumps({"9" * 900 + str(n): "x" for n in range(50)}), "; and 30 more"),
        ("u.jsonl", "name: Ann", "is not JSON"),
        ("u.jsonl", '{"name": ' + "7" * 6000 + "}", "line 1: holds a number of too many digits"),
        ("u.jsonl", '["Ann"]', "is no object"),
        ("u.jsonl", "\n", "there are no users"),
        ("u.yaml", "- name: Ann\n- age: 9\n", "line 2: `name` is missing"),
        ("u.yaml", "name: Ann\n", "is no list of users"),
    ],
)
def test_a_wrong_file_names_line_and_field(tmp_path: Path, name: str, text: str, told: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(UserFault) as caught:
        read_personas(path)
    assert told in str(caught.value) and str(path) in str(caught.value) and len(str(caught.value)) < 5000


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserFault, match="can't be read"):
        read_personas(tmp_path / "nobody.jsonl")
