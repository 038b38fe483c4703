"""Two answers to one talk in every format: what is written loads, and a chat template shows both."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part, Spec
from seedbed.tools.export.export import ExportWish, export
from seedbed.tools.export.formats import BY_NAME
from seedbed.tools.export.rows import ExportRow, read_rows
from tests.tools.export.talks import ADD, ONE_CALL, PARALLEL, PLAIN, WEATHER, call, enveloped
from tests.tools.export.test_chat_templates import as_json, rendered, written
from tests.tools.export.test_loading import Load, as_written, load, loaded

_ = load  # the fixture
SPEC = Spec(
    sources=("docs",),
    parts=(
        Part(name="talks", task="dialogues", way="information-seeking", topic="bikes", rows=9),
        Part(name="pairs", task="preferences", of="talks", topic="bikes", rows=9),
    ),
)


def says(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


WORDS = {
    "prompt": PLAIN["messages"][:4],
    "chosen": [PLAIN["messages"][4]],
    "rejected": [says("It is yours at eleven.")],
    "defect": "contradicts a result",
}
AFTER_RESULTS = {
    "prompt": PARALLEL["messages"][:5],
    "chosen": [PARALLEL["messages"][5]],
    "rejected": [says("It rains in both.")],
    "defect": "success after an error",
    "tools": PARALLEL["tools"],
}
OF_CALLS = {
    "prompt": ONE_CALL["messages"][:1],
    "chosen": [ONE_CALL["messages"][1]],
    "rejected": [
        {"role": "assistant", "content": None, "tool_calls": [call("weather", '{"day": 1}', "a1")]},
    ],
    "defect": "missing argument",
    "tools": [enveloped(WEATHER), enveloped(ADD)],
}
CALL_OR_WORDS = {**OF_CALLS, "rejected": [says("It stays dry at 21 degrees.")], "defect": "unsupported"}
PAIRS: tuple[dict[str, Any], ...] = (WORDS, AFTER_RESULTS, OF_CALLS, CALL_OR_WORDS)


def row(fields: dict[str, Any], number: int = 0) -> ExportRow:
    id = f"{number:016x}"
    return ExportRow(id, SPEC.parts[1], {"id": id, **fields}, "proven", id, among_conversations=True)


ROWS = [row(fields, number) for number, fields in enumerate(PAIRS)]


def test_trl_has_prompt_chosen_and_rejected() -> None:
    first, second, third, fourth = written("trl-dpo", ROWS)
    assert first == {name: WORDS[name] for name in ("prompt", "chosen", "rejected")}
    assert second["tools"] == PARALLEL["tools"] and second["prompt"][-1]["role"] == "tool"
    assert third["chosen"][0]["tool_calls"][0]["function"]["arguments"] == {"place": "Köln", "day": 1}
    assert third["rejected"][0]["tool_calls"][0]["function"]["arguments"] == {"day": 1}
    assert third["chosen"][0]["content"] == "" and fourth["rejected"] == CALL_OR_WORDS["rejected"]


def test_other_rows_are_left_out_and_counted() -> None:
    talk = ExportRow("f" * 16, SPEC.parts[0], {"id": "f" * 16, **PLAIN}, "proven", "f")
    made = BY_NAME["trl-dpo"].write([*ROWS, talk], (), False)
    assert made.left_out == 1 and "trl-sft, openai and jsonl" in made.warnings[0]


@pytest.mark.parametrize("template", ["chatml", "llama"])
def test_a_template_shows_both_answers_after_the_same_prompt(template: str) -> None:
    for value in written("trl-dpo", [ROWS[0], *ROWS[2:]] if template == "llama" else ROWS):
        before = rendered(template, value["prompt"], value.get("tools"))
        for name in ("chosen", "rejected"):
            text = rendered(template, value["prompt"] + value[name], value.get("tools"))
            assert text.startswith(before)
            (message,) = value[name]
            shown = [message["content"].strip()]
            shown += [as_json(one["function"]["arguments"]) for one in message.get("tool_calls", ())]
            assert all(one in text[len(before) :] for one in shown)


FORMATS = ["jsonl", "openai", "sharegpt", "trl-sft", "trl-dpo", "llamafactory"]


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_loads(load: Load, tmp_path: Path, format: str) -> None:
    path = tmp_path / BY_NAME[format].file
    path.write_bytes(BY_NAME[format].write(ROWS, (), False).data)
    rows = loaded(load, path)
    assert rows == as_written(path) and len(rows) == len(PAIRS)


def test_llamafactory_ranks_and_ends_the_talk_with_what_is_answered() -> None:
    made = BY_NAME["llamafactory"].write(ROWS, (), False)
    assert made.described is not None and made.described["ranking"] is True
    first, second, third, fourth = json.loads(made.data)
    assert first["chosen"] == {"from": "gpt", "value": "It is yours at ten."}
    assert (first["system"], len(first["conversations"])) == ("You hire out bicycles.", 3)
    assert second["conversations"][-1]["from"] == "observation"
    assert third["rejected"] == {
        "from": "function_call",
        "value": '{"name": "weather", "arguments": {"day": 1}}',
    }
    assert fourth["rejected"]["from"] == "gpt" and all(
        len(one["conversations"]) % 2 for one in (first, second)
    )


def test_sharegpt_has_both_answers() -> None:
    first, _, third, _ = json.loads(BY_NAME["sharegpt"].write(ROWS, (), False).data)
    assert [one["from"] for one in first["conversations"]] == ["system", "human", "gpt", "human"]
    assert first["rejected"]["value"] == "It is yours at eleven."
    assert third["chosen"]["from"] == "function_call"


# a whole run ---------------------------------------------------------------------------------------------


class Accepted:
    """A store as far as exports read it: a talk of a group, a pair made of it, a row made of that pair, and a
    pair of a talk that isn't there."""

    MADE: tuple[tuple[str, str, dict[str, Any], str, dict[str, Any]], ...] = (
        ("a" * 16, "talks", PLAIN, "passage", {}),
        ("b" * 16, "pairs", WORDS, "", {"picked": {"talk": PLAIN}}),
        ("c" * 16, "pairs", OF_CALLS, "", {"picked": {"talk": PARALLEL}}),
        ("d" * 16, "pairs", AFTER_RESULTS, "", {"picked": {"seeds": [WORDS], "passage": {"quote": "x"}}}),
    )
    """(id, part, row, group of its own material, grounding of its brief)."""

    def __init__(self, rows: int = 3) -> None:
        self.made = self.MADE[:rows]

    def candidates(self, state: str) -> list[Any]:
        return [
            SimpleNamespace(
                number=number,
                row_id=id,
                draft=SimpleNamespace(row=fields, group=group),
                verdict=SimpleNamespace(cell=f"{part}/all/any/any", grade="proven"),
            )
            for number, (id, part, fields, group, _) in enumerate(self.made, 1)
        ]

    def briefs(self) -> list[Any]:
        return [(n, SimpleNamespace(grounding=made[4])) for n, made in enumerate(self.made, 1)]


def exported(tmp_path: Path, format: str, spec: Spec = SPEC) -> Any:
    store: Any = Accepted()
    return export(store, spec, ExportWish(format), tmp_path)


def test_rows_stay_on_the_side_of_the_rows_that_they_were_made_from() -> None:
    store: Any = Accepted(4)
    groups = {row.id[0]: row.group for row in read_rows(store, SPEC)}
    assert groups["a"] == groups["b"] == groups["d"] != groups["c"]


def test_llamafactory_has_pairs_in_a_file_of_their_own(tmp_path: Path) -> None:
    done = exported(tmp_path, "llamafactory")
    assert {path.name: number for path, number in done.files.items()} == {
        "seedbed.json": 1,
        "seedbed-pairs.json": 2,
    }
    info = json.loads((tmp_path / "dataset_info.json").read_text(encoding="utf-8"))
    assert info["seedbed-pairs"]["ranking"] is True and "ranking" not in info["seedbed"]
    assert info["seedbed-pairs"]["file_name"] == "seedbed-pairs.json"


def test_trl_dpo_takes_the_pairs_of_a_mixed_run(tmp_path: Path) -> None:
    done = exported(tmp_path, "trl-dpo")
    assert list(done.files.values()) == [2] and "1 row isn't a pair" in done.warnings[0]


def test_a_run_without_pairs_is_told_which_formats_fit(tmp_path: Path) -> None:
    store: Any = Accepted(1)
    with pytest.raises(UserFault, match="isn't a pair of") as told:
        export(store, SPEC, ExportWish("trl-dpo"), tmp_path)
    assert "trl-sft" in str(told.value.next_step)
