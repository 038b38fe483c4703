"""Budget, files and language are read and taken out of the request."""

import time
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.requests.limits import read_limits


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs" / "deep").mkdir(parents=True)
    for name in ("rows.jsonl", "my notes.txt"):
        (tmp_path / name).write_text("{}")


@pytest.mark.parametrize(
    ("request_", "budget", "left"),
    [
        ("20 tweets for at most 5 dollars", {"usd": 5.0}, "20 tweets"),
        ("for at most $5 make 20 tweets", {"usd": 5.0}, "make 20 tweets"),
        ("20 tweets, budget: 5usd 30min", {"usd": 5.0, "minutes": 30.0}, "20 tweets"),
        (
            "20 tweets under 200k tokens and in half an hour",
            {"tokens": 200_000, "minutes": 30.0},
            "20 tweets",
        ),
        ("20 tweets, spend no more than 1.5 million tokens", {"tokens": 1_500_000}, "20 tweets"),
        ("20 tweets, 500 calls max", {"calls": 500}, "20 tweets,"),
        ("20 tweets, 200k tokens.", {"tokens": 200_000}, "20 tweets, ."),
        ("20 tweets of 200 tokens", {}, "20 tweets of 200 tokens"),
        ("100 calls to a help desk, in short", {}, "100 calls to a help desk, in short"),
        ("20 tweets, budget of $1.5k", {"usd": 1500.0}, "20 tweets"),
        ("20 tweets for at most USD 50", {"usd": 50.0}, "20 tweets"),
        ("20 tweets, max 50$", {"usd": 50.0}, "20 tweets"),
        ("20 tweets, budget: five thousand dollars", {}, "20 tweets, budget: five thousand dollars"),
        ("20 tweets within 2 hours and 30 minutes", {"minutes": 150.0}, "20 tweets"),
        ("20 tweets, 1 hour 30 min max", {"minutes": 90.0}, "20 tweets,"),
        ("reviews of a 30 minute ride", {}, "reviews of a 30 minute ride"),
        ("bikes returned up to 30 minutes late", {}, "bikes returned up to 30 minutes late"),
        ("reviews of gifts under $5 each", {}, "reviews of gifts under $5 each"),
        ("20 gifts for $2.50 each", {}, "20 gifts for $2.50 each"),
        ("20 flats for under $5,000 a month", {}, "20 flats for under $5,000 a month"),
    ],
)
def test_budgets(request_: str, budget: dict[str, Any], left: str) -> None:
    limits = read_limits(request_, Path())
    assert limits.budget.model_dump(exclude_none=True) == budget
    assert " ".join(limits.text.split()) == left
    assert bool(limits.said) == bool(budget)


@pytest.mark.parametrize(
    ("request_", "sources", "examples", "left"),
    [
        ("questions from docs/", ("docs/",), (), "questions"),
        ("questions about ./docs/deep.", ("./docs/deep",), (), "questions ."),
        ("questions from docs/deep, docs/none.", ("docs/deep",), (), "questions , docs/none."),
        ('questions from "my notes.txt"', ("my notes.txt",), (), "questions"),
        ("tweets like those in rows.jsonl", (), ("rows.jsonl",), "tweets"),
        ("tweets, examples: rows.jsonl", (), ("rows.jsonl",), "tweets"),
        ("records from rows.jsonl", ("rows.jsonl",), (), "records"),
        ("positive/negative and/or 24/7", (), (), "positive/negative and/or 24/7"),
        ("faq of https://x.org/our-docs/ and", (), (), "faq of https://x.org/our-docs/ and"),
        ("faq of https://x.org/user-guide.html", (), (), "faq of https://x.org/user-guide.html"),
    ],
)
def test_paths(request_: str, sources: tuple[str, ...], examples: tuple[str, ...], left: str) -> None:
    limits = read_limits(request_, Path())
    assert (limits.sources, limits.examples) == (sources, examples)
    assert " ".join(limits.text.split()) == left


def test_a_comma_that_parts_no_thousands_is_refused() -> None:
    with pytest.raises(UserFault, match=r"'0,5usd' is no budget .*decimals after a point"):
        read_limits("20 tweets for at most 0,5 usd", Path())


@pytest.mark.parametrize("text", ["1", "1,", "~", "-", "x" + " " * 19_000, "max $5" + "\n" * 19_000])
def test_a_long_request_is_read_soon(text: str) -> None:
    began = time.monotonic()
    read_limits(f"{text * (20_000 // len(text))} x", Path())
    assert time.monotonic() - began < 3


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(UserFault, match=r"\./dcos: no such file or folder — did you mean docs\?"):
        read_limits("questions from ./dcos", Path())


@pytest.mark.parametrize(
    ("request_", "languages"),
    [
        ("20 tweets in German about food", ("German",)),
        ("20 German-language tweets", ("German",)),
        ("20 tweets. Language: Dutch", ("Dutch",)),
        ("20 tweets about English grammar", ()),
        ("20 tweets in English and French", ("English", "French")),
    ],
)
def test_languages(request_: str, languages: tuple[str, ...]) -> None:
    assert read_limits(request_, Path()).languages == languages
