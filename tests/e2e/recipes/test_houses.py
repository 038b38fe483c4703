"""At each preset a build, where an endpoint answers in the house's manner (`tests/answered/manners.yaml`)."""

from pathlib import Path

import pytest
from click.testing import Result

from seedbed.agent.recipes import deal
from seedbed.graphs.critique import repeating
from tests.answered.manners import MANNERS
from tests.answered_tests.running import Endpoint, endpoint
from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.warm import ROOT

REQUEST = "8 messages to a town's swimming pool, labelled praise, complaint or question"
CASSETTES = tuple(ROOT / "tests" / "cassettes" / f"rows_{voice}.jsonl.zst" for voice in ("writer", "reader"))
HOW = ("--skip-exam", "--yes", "--planning", "draft", "--max-concurrent", "1", "-o")
WRITES = ("page", "empty", "half")
FAULTS = {
    "ollama": (*WRITES, "aloud"),
    "vllm": (*WRITES, "aloud"),
    "llamacpp": (*WRITES, "loading"),
    "lmstudio": WRITES,
    "openrouter": (*WRITES, "late", "later", "parts", "refusal", "stopped"),
    "azure": (*WRITES, "busy", "withheld", "refusal", "stopped"),
}
"""What comes at the first, second, … row that is written."""
SAID = {
    "page": ("http 502", "a web page: "),
    "empty": ("empty", "no text"),
    "half": ("truncated", "cap of tokens"),
    "loading": ("http 503", "Loading model"),
    "late": ("http 429", "Provider returned error (BaseTen, writer is temporarily rate-limited)"),
    "later": ("http 502", "Network connection lost"),
    "refusal": ("refused", "the model refused: I'm sorry"),
    "stopped": ("filtered prompt", "the endpoint's content filter refuses the prompt (violence): "),
    "withheld": ("filtered", "the endpoint's content filter withheld the answer (violence)"),
    "busy": ("http 429", "Rate limit"),
}
"""What is written down of a fault; of the others nothing, since the answer can be read."""


@pytest.fixture(autouse=True)
def as_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answers are of when only rows of one passage were read for repeats, and pairs of few seats were as
    even as the order of dealing left them."""
    monkeypatch.setattr(repeating, "_given", lambda recipe: True)
    monkeypatch.setattr(deal, "_FEW", 0)


def _build(running: Endpoint, house: str, folder: Path, model: str = "writer") -> Result:
    address = running.url.removesuffix("/v1") + MANNERS[house].get("root", "/v1")
    words = ("--recipe", "labelled-text", "-n", "8", "--model", f"{house}:{model}", "--base-url", address)
    return seedbed("build", REQUEST, *words, *HOW, folder / "run", env=Program(folder).environment())


@pytest.mark.parametrize("house", FAULTS)
def test_every_row_comes_whatever_the_house_does(house: str, tmp_path: Path) -> None:
    places = [
        word
        for number, name in enumerate(FAULTS[house], 1)
        for word in ("--fault", f"write_fields/{number}", name)
    ]
    with endpoint("replay", *CASSETTES, "--by-order", "--manner", house, *places) as running:
        done = _build(running, house, tmp_path)
    assert done.exit_code == 0, done.stderr
    assert len(lines(tmp_path / "run" / "dataset.jsonl")) == 8
    failed = lines(tmp_path / "run" / "failures.jsonl")
    told = [(one["code"], one["detail"]) for one in failed if one["brief"] and "exam" not in one["brief"]]
    assert [code for code, _ in told] == [SAID[name][0] for name in FAULTS[house] if name in SAID]
    for (_, detail), name in zip(told, (name for name in FAULTS[house] if name in SAID), strict=True):
        assert SAID[name][1] in detail
    assert seedbed("audit", tmp_path / "run").exit_code == 0


NEAREST = ("has no model 'wrter'", "did you mean 'writer'?")
ENDS = {
    **dict.fromkeys(("ollama", "vllm", "lmstudio", "openrouter"), ("wrter", (), 2, NEAREST)),
    "azure": ("gpt-4o", (), 2, ("has no deployment 'gpt-4o' (The API deployment", "name a deployment")),
    "openrouter, no money": ("writer", ("write_fields/2", "poor"), 3, ("more credits", "seedbed resume ")),
}


@pytest.mark.parametrize("what", ENDS)
def test_what_no_build_gets_by_is_told_with_what_to_do(what: str, tmp_path: Path) -> None:
    model, fault, code, said = ENDS[what]
    house = what.partition(",")[0]
    options = ("--fault", *fault) if fault else ()
    with endpoint("replay", *CASSETTES, "--by-order", "--manner", house, *options) as running:
        done = _build(running, house, tmp_path, model)
    assert done.exit_code == code
    assert [word for word in said if word not in done.stderr] == [], done.stderr
