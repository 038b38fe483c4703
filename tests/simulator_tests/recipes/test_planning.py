"""The planner's jobs around recipes."""

from typing import Any

import pytest
import yaml

from tests.simulator.launch import Running
from tests.simulator_tests.asking import answer, as_model, body, brief, client, said
from tests.simulator_tests.recipes.asking import TEXT, shaped

VALUES = {"values": {"type": "array", "items": TEXT}}


def _values(running: Running, **more: Any) -> dict[str, Any]:
    content = {"axis": "sender", "ask": "customers of a bank", "wanted": 40, "per": "", "subject": "banking"}
    prompt = brief("Give values.", job="propose_axis_values", **{**content, **more})
    return {**body(running, prompt), "response_format": shaped("propose_axis_values", VALUES)}


def test_so_many_different_values_are_proposed_none_twice(endpoint: Running) -> None:
    with client(endpoint) as found:
        first = answer(found, _values(endpoint))["values"]
        more = answer(found, _values(endpoint, wanted=5, taken=first))["values"]
        times = answer(found, _values(endpoint, ask="ISO 8601 times in 2025", wanted=3))["values"]
        weak = answer(found, _values(as_model(endpoint, "sim-weak"), wanted=3))["values"]
    assert len(set(first)) == 40
    assert len(set(more) - set(first)) == 5
    assert all(one.startswith("2025-") for one in times)
    assert all("the usual one" in one for one in weak)


def _read(running: Running, request: str) -> Any:
    prompt = brief("Read.", job="read_request", request=request)
    with client(running) as found:
        request_body = {
            **body(running, prompt),
            "response_format": shaped("read_request", {"parts": {"type": "array"}}),
        }
        return answer(found, request_body)


def test_a_request_is_read_plainly(endpoint: Running) -> None:
    said_ = "300 short reviews of hotels, in German, for at most 3 dollars; labels: good, bad and mixed"
    read = _read(endpoint, said_)
    (part,) = read["parts"]
    assert (part["rows"], part["languages"], part["documents"]) == (300, ["de"], False)
    assert part["subject"] == "hotels"
    assert part["fields"][1]["values"] == ["good", "bad", "mixed"]
    assert read["budget"] == "for at most 3 dollars"
    words = [clause["words"] for clause in part["clauses"]]
    assert words[0] == "300"
    assert words[-1] == "labels: good, bad and mixed"
    assert all(clause in said_ for clause in words)
    assert {clause["holds_for"] for clause in part["clauses"]} == {"the set", "each row"}


def test_two_kinds_of_rows_and_files_are_seen(endpoint: Running) -> None:
    read = _read(endpoint, "60 tickets about bikes and 40 questions about ./lease.pdf")
    assert [part["rows"] for part in read["parts"]] == [60, 40]
    assert [part["documents"] for part in read["parts"]] == [False, True]
    assert read["paths"] == [{"path": "./lease.pdf", "use": "documents"}]
    assert _read(endpoint, "some bug reports about bikes")["parts"][0]["rows"] == 0


PART: dict[str, Any] = {
    "kind": "a hotel review",
    "subject": "hotels",
    "rows": 300,
    "fields": [
        {"name": "text", "what": "the review", "values": []},
        {"name": "mood", "what": "its mood", "values": ["good", "bad"]},
    ],
    "clauses": [
        {"words": "300", "holds_for": "the set"},
        {"words": "hotel reviews: short", "holds_for": "each row"},
        {"words": "mood good or bad", "holds_for": "each row"},
        {"words": "to train a model", "holds_for": "nothing"},
    ],
}


@pytest.mark.parametrize("job", ["write_recipe", "mend_recipe"])
def test_a_recipe_is_plain_yaml_with_its_clauses_bound(endpoint: Running, job: str) -> None:
    with client(endpoint) as found:
        text = said(found, body(endpoint, brief("Plan.", job=job, part=PART)))
    recipe = yaml.safe_load(text)
    assert recipe["row"] == {"text": "string 20..600", "mood": ["good", "bad"]}
    assert "{{ leaf }}" in recipe["write"]
    assert "{{ mood }}" in recipe["write"]
    assert set(recipe["means"]["mood"]) == {"good", "bad"}
    assert recipe["clauses"] == {
        "300": "rows",
        "hotel reviews: short": "rubric 1",
        "mood good or bad": "axis mood",
        "to train a model": "not kept: purpose",
    }
    assert len(recipe["rubric"]) == 1
    assert not {"language", "languages"} & set(recipe)
    assert "&" not in text.replace("&amp;", "")


def test_recipes_of_several_texts_and_of_documents_tie_them(endpoint: Running) -> None:
    fields: list[dict[str, Any]] = [
        {"name": name, "what": "", "values": []} for name in ("question", "answer")
    ]
    with client(endpoint) as found:
        plain, cited = (
            yaml.safe_load(
                said(
                    found,
                    body(
                        endpoint,
                        brief(
                            "Plan.",
                            job="write_recipe",
                            part={**PART, "fields": fields, "documents": documents},
                        ),
                    ),
                )
            )
            for documents in (False, True)
        )
    assert plain["holds"] == ["answer answers question"]
    assert list(plain["make"]) == ["question", "answer"]
    assert cited["holds"] == ["answer answers question passages"]
    assert cited["make"]["passages"] == {"pick": "passages", "n": 1}
    assert "leaf" not in str(cited["make"])


@pytest.mark.parametrize(
    ("codes", "key", "value"),
    [(["de"], "language", "de"), (["en", "es"], "languages", {"en": "1/2", "es": "rest"})],
)
def test_recipes_have_the_languages_ordered(endpoint: Running, codes: Any, key: str, value: Any) -> None:
    with client(endpoint) as found:
        order = brief("Plan.", job="write_recipe", part={**PART, "languages": codes})
        assert yaml.safe_load(said(found, body(endpoint, order)))[key] == value
