"""The dataset card: texts that stay texts, metadata as Hugging Face reads it, rows that load by it."""

import json
import re
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.standing import known
from seedbed.tools.evaluation.report.card import _as_play, card, markdown
from seedbed.tools.evaluation.report.figures import figures as figures_of
from seedbed.tools.evaluation.report.limits import limits
from seedbed.tools.evaluation.report.publish import publish
from tests.runs import HOSTILE, make_run, spec
from tests.tools.conftest import Load
from tests.tools.evaluation.report.conftest import PROFILES


def _front(folder: RunFolder) -> dict[str, Any]:
    hub: Any = pytest.importorskip("huggingface_hub")
    found: dict[str, Any] = hub.DatasetCard.load(folder.card).data.to_dict()
    return found


def test_its_tables_are_tables(folder: RunFolder) -> None:
    body = folder.card.read_text(encoding="utf-8").split("---\n", 2)[2]
    html = MarkdownIt("commonmark").enable("table").render(body)
    assert html.count("<table>") == 1
    assert html.count("<tr>") == 4
    assert "Known limits" in html and "2 of the 11 rows asked for are missing" in html


def test_its_metadata_is_of_the_lists_of_the_hub(folder: RunFolder) -> None:
    head = _front(folder)
    known: Any = files("datasets.utils") / "resources"
    lists = {
        name: json.loads((known / f"{name}.json").read_text("utf-8"))
        for name in ("size_categories", "creators")
    }
    languages = json.loads((known / "languages.json").read_text("utf-8"))
    assert head["language"] == ["en"] and "en" in languages
    assert head["size_categories"] == ["n<1K"] and "n<1K" in lists["size_categories"]
    assert head["language_creators"][0] in lists["creators"]["language"]
    assert head["annotations_creators"][0] in lists["creators"]["annotations"]
    client: Any = pytest.importorskip("huggingface_hub").InferenceClient
    assert head["task_categories"] == ["text-classification", "text-generation"]
    assert all(hasattr(client, task.replace("-", "_")) for task in head["task_categories"])
    assert head["license"] == "unknown", "nobody but its owner can say"


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("language: en", ["en"]),
        ("language: {source: en, target: fr}", ["en", "fr"]),
        ("language: {target: fr}", ["de", "fr"]),
        ("language: {source: any}", ["de"]),
        ("about: no language", ["de"]),
    ],
)
def test_its_languages_are_those_that_recipes_say_before_that_of_the_spec(
    folder: RunFolder, said: str, codes: list[str]
) -> None:
    recipe = f"{said}\nrow: {{source: string, target: line 1..9 as response, size: integer}}\n"
    with closing(folder.open_store()) as store:
        asked, plan = known(store)
        parts = tuple(part.model_copy(update={"recipe": recipe}) for part in asked.parts)
        asked = asked.model_copy(update={"parts": parts, "language": "German"})
        assert figures_of(store, asked, plan, "", {})["languages"] == codes


@pytest.mark.parametrize(
    ("given", "told", "creators"),
    [
        (0, "9 rows made by seedbed from", ["machine-generated"]),
        (4, "5 rows made by seedbed and 4 that were given from", ["found", "machine-generated"]),
        (9, "0 rows made by seedbed and 9 that were given from", ["found"]),
    ],
)
def test_rows_that_a_person_gave_are_told_apart(
    figures: dict[str, Any], given: int, told: str, creators: list[str]
) -> None:
    own = {**figures, "given": given}
    text = card({**own, "limits": list(limits(own))}, {}, spec())
    _, front, body = text.split("---\n", 2)
    head = yaml.safe_load(front)
    assert told in body and head["language_creators"] == head["annotations_creators"] == creators
    assert ("What isn't given or quoted from sources was written by programs" in body) == bool(given)


def test_a_demand_of_which_no_check_said_anything_is_not_known(figures: dict[str, Any]) -> None:
    easy = {"text": "easy", "not_kept": "", "share": None, "rows": 0, "of": 0}
    told = [one for one in limits({**figures, "clauses": [easy]}) if "“easy”" in one]
    assert told == ["Not known of what was asked: “easy” (no check said a thing of it in any row)."]


def test_a_run_loads_by_its_card_and_not_as_another_of_the_same_name(
    load: Load, folder: RunFolder, tmp_path: Path
) -> None:
    (config,) = _front(folder)["configs"]
    assert (folder.path / config["data_files"]).is_file()
    here = load(str(folder.path), split="train")
    assert here.num_rows == 9
    other = make_run(tmp_path / "elsewhere" / folder.path.name)
    with_fewer = other.open_store(write=True)
    publish(other, with_fewer, PROFILES)
    with_fewer.close()
    lines = other.dataset.read_text(encoding="utf-8").splitlines(keepends=True)
    other.dataset.write_text("".join(lines[:3]), encoding="utf-8")
    card = other.card.read_text(encoding="utf-8")
    sha = json.loads(other.report_json.read_text(encoding="utf-8"))["sha256"]
    other.card.write_text(card.replace(sha, "0" * 64), encoding="utf-8")
    assert load(str(other.path), split="train").num_rows == 3


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([{"name": "calculate", "parameters": {"type": "object"}}, {"name": "search"}], "calculate, search"),
        ([{"type": "function", "function": {"name": "calculate"}}], "calculate"),
        (["saw", "Hobel für Türen"], '["saw", "Hobel für Türen"]'),
        ("saw and plane", "saw and plane"),
        (None, "null"),
    ],
)
def test_a_talk_shows_its_tools_by_name_and_what_is_only_called_so_as_it_is(given: Any, told: str) -> None:
    messages = [{"role": "user", "content": "Which?"}, {"role": "assistant", "content": "This one."}]
    shown = _as_play({"messages": messages, "tools": given})
    assert shown == f"user: Which?\nassistant: This one.\n\n[tools: {told}]"


def test_hostile_text_stays_text() -> None:
    table = f"| a | b |\n| - | - |\n| {markdown(HOSTILE)} | x |\n"
    html = MarkdownIt("commonmark").enable("table").render(table)
    assert html.count("<td>") == 2
    assert not re.search(r"<(script|a|strong|code|h1|em|img)\b", html)
    assert "\x1b" not in html
