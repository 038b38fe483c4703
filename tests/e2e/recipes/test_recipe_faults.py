"""What can be wrong with recipes, as a user meets it: in a spec, in a dry run, with a model that can't."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

from seedbed.graphs.trial.trying import Trial
from tests.e2e.inside import seedbed
from tests.e2e.program import lines
from tests.simulator.fixtures import endpoint
from tests.simulator.launch import Running, simulator

__all__ = ["endpoint"]

POSTS = """\
recipe: posts
about: Posts on a matter with their stance
row: {text: string 15..280, stance: [for, against]}
write: "One post on {{ leaf }}, stance {{ stance }}."
means: {stance: {for: wants more of it, against: wants less of it}}
rubric: [It reads like a post by a person.]
"""
"""A recipe of six lines."""
DRAWN = """\
recipe: drawn
about: Problems that a program draws
row: {problem: string as prompt, answer: number as response}
leaf: none
make: {"problem, answer": {generate: puzles}}
"""


def _build(folder: Path, endpoint: Running, *words: object, **part: Any) -> Result:
    """A spec of one part, or a request."""
    asked: tuple[object, ...] = words
    if part:
        spec = folder / "spec.yaml"
        whole = {"language": "en", "seed": 2, "accept": part.pop("accept", {})}
        whole["parts"] = [{"name": "rows", "topic": "trams", "rows": 4, **part}]
        spec.write_text(yaml.safe_dump(whole, sort_keys=False), encoding="utf-8")
        asked = (spec, *words)
    named = ("--base-url", endpoint.base_url, "--model", endpoint.model, "--skip-exam", "--yes")
    return seedbed("build", *asked, *named, "-o", folder / "run", env={"SEEDBED_API_KEY": "k"})


def test_a_faulty_recipe_is_refused_with_its_line(endpoint: Running, tmp_path: Path) -> None:
    path = tmp_path / "posts.yaml"
    path.write_text(POSTS.replace("{{ leaf }}", "{{ leaf.__class__ }}"), encoding="utf-8")
    named = _build(tmp_path, endpoint, "4 posts about trams", "--recipe", path)
    for done in (named, _build(tmp_path, endpoint, recipe=str(path)), seedbed("recipes", "check", path)):
        assert done.exit_code == 2 and "line 4" in done.stderr, done.stderr
        assert "may not begin with an underscore" in done.stderr and "Traceback" not in done.stderr


MISSING: dict[str, tuple[dict[str, Any], str]] = {
    "a recipe of no name": ({"recipe": "stanse"}, "stance"),
    "a file that isn't there": ({"recipe": "mine/posts.yaml"}, "posts.yaml"),
    "a check that there isn't": ({"recipe": POSTS + "checks: {legth.text: {}}\n"}, "length"),
    "a generator that there isn't": ({"recipe": DRAWN}, "problems"),
    "a grade that it can't have": (
        {"recipe": POSTS, "accept": {"grade": "proven"}},
        "not every written field of its recipe is proven",
    ),
    "no documents": ({"recipe": "summaries"}, "--from"),
    "no world": ({"recipe": "world-talk"}, "world"),
    "no part to start from": ({"recipe": "rephrased-problems"}, "problems"),
    "talks that search": ({"recipe": "search-talk"}, "--from"),
}
"""What a recipe names → what the person is told."""


@pytest.mark.parametrize("name", sorted(MISSING))
def test_what_a_recipe_names_has_to_be_there(endpoint: Running, tmp_path: Path, name: str) -> None:
    part, hint = MISSING[name]
    done = _build(tmp_path, endpoint, **part)
    assert done.exit_code == 2, done.stderr
    assert hint in done.stderr and "Traceback" not in done.stderr
    assert "another model" not in done.stderr, "no model would help"


def test_a_part_that_cannot_be_made_does_not_keep_the_others_from_it(
    endpoint: Running, tmp_path: Path
) -> None:
    parts = [
        {"name": "cited", "recipe": "summaries", "topic": "trams", "rows": 3},
        {"name": "posts", "recipe": yaml.safe_load(POSTS), "topic": "trams", "rows": 4},
    ]
    spec = tmp_path / "two.yaml"
    spec.write_text(yaml.safe_dump({"parts": parts, "seed": 2}), encoding="utf-8")
    done = _build(tmp_path, endpoint, spec)
    assert done.exit_code == 1, done.stderr
    assert "part cited: nothing can make its rows" in done.stderr and "--from PATH" in done.stderr
    rows = lines(tmp_path / "run" / "dataset.jsonl")
    assert [row["part"] for row in rows] == ["posts"] * 4
    told = seedbed("status", tmp_path / "run")
    assert "7 requested = 4 accepted + 3 missing" in told.stdout and "--from PATH" in told.stdout
    assert seedbed("audit", tmp_path / "run").exit_code == 0


def test_a_dry_run_shows_rows_and_the_defects_that_were_caught(endpoint: Running, tmp_path: Path) -> None:
    done = _build(tmp_path, endpoint, recipe=POSTS, rows=24)
    assert done.exit_code == 0, done.stderr
    told = " ".join(done.stderr.split())
    assert "rows of the dry run would be accepted" in told and "planted defects were caught" in told
    assert "stance: for · against" in told, "the plan names the label as the file does"
    assert "stance: for" in told and "stance: against" in told
    with closing(sqlite3.connect(tmp_path / "run" / "run.sqlite")) as store:
        ((kept,),) = store.execute("SELECT value FROM meta WHERE key = 'trials'")
    (trial,) = (Trial.model_validate(one) for one in json.loads(kept).values())
    found = [(one.aimed, one.kind) for one in trial.planted if one.caught]
    assert {("rubric.1", "rubric.1/broken"), ("axis.stance", "swap.stance")} <= set(found)
    assert all(one.by and one.base for one in trial.planted if one.caught) and not trial.blind
    assert len(lines(tmp_path / "run" / "dataset.jsonl")) == 24


def test_a_model_that_writes_no_valid_recipe_does_not_stop_the_build(tmp_path: Path) -> None:
    with simulator(faulty_recipes=True) as endpoint:
        done = _build(tmp_path, endpoint, "6 short poems about trams, labels: glad, sad")
    assert done.exit_code == 0, done.stderr
    rows = lines(tmp_path / "run" / "dataset.jsonl")
    spec = (tmp_path / "run" / "spec.yaml").read_text(encoding="utf-8")
    assert len(rows) == 6 and "general" in spec
    found = json.loads(seedbed("status", tmp_path / "run", "--json").stdout)["clauses"]
    assert found and all(one["share"] == 1.0 or one["not_kept"] for one in found)
