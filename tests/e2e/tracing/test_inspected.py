"""`seedbed inspect` of real runs: a row with its calls and tools, one call as it was sent, lists, what is
short, what differs between two runs."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.files.run_folder import RunFolder
from seedbed.tools.trace.spans import of_row
from tests.e2e.inside import seedbed
from tests.e2e.program import lines
from tests.e2e.tampering import database, edit_json
from tests.once import copied

pytestmark = pytest.mark.timeout(300)  # three builds stand before the first test


def told(*words: Any) -> str:
    """What is printed, on one line."""
    result = seedbed("inspect", *words)
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def found(*words: Any) -> Any:
    """The one JSON object."""
    result = seedbed("inspect", *words, "--json")
    assert result.exit_code == 0 and result.stderr == "", result.stderr
    return json.loads(result.stdout)


def test_a_row_s_chain_has_its_calls_with_the_tools_that_they_called(talks: Path) -> None:
    row = lines(talks / "dataset.jsonl")[0]["id"]
    with closing(RunFolder(talks).open_store()) as store:
        (candidate,) = store.find_row(row)
        spans = [span for span in of_row(store, candidate.number) if span.kind in ("call", "tool")]
    made = {span.id for span in spans if span.kind == "call"}
    spans = [span for span in spans if span.id in made or span.parent in made]  # a search has no call
    calls = found(talks, row)["calls"]
    assert sum(1 + len(one["tools"]) for one in calls) == len(spans)
    (calculated, *_) = [tool for one in calls for tool in one["tools"]]
    said = told(talks, row)
    assert calculated["result"] is not None and calculated["tool"] in said
    assert all(one["slot"][:16] in said for one in calls)


def test_attempts_and_failed_deliveries_stand_in_the_chain(storied: Path) -> None:
    with closing(RunFolder(storied).open_store()) as store:
        failed = next(one for one in store.failures() if store.find_row(one.brief[:16]))
        (candidate,) = store.find_row(failed.brief[:16])
    (one, *_) = [call for call in found(storied, candidate.row_id)["calls"] if "code" in call]
    assert (one["code"], one["ok"]) == (failed.code, False)
    assert failed.code in told(storied, candidate.row_id)


def test_one_call_is_shown_as_it_was_sent_and_answered(storied: Path) -> None:
    call = found(storied, lines(storied / "dataset.jsonl")[0]["id"])["calls"][0]
    shown = found(storied, "--call", call["slot"][:12])
    with closing(RunFolder(storied).open_store()) as store:
        assert shown["sent"] == store.sent(call["request"])
    assert shown["answer"]["choices"] and shown["deliveries"][-1]["state"] == "settled"
    said = seedbed("inspect", storied, "--call", call["slot"]).stdout
    for message in shown["sent"]["messages"]:
        assert message["content"] in said
    assert shown["answer"]["choices"][0]["message"]["content"] in said
    for wrong, why in (("zz", "no call begins"), ("0", "calls begin")):
        result = seedbed("inspect", storied, "--call", wrong)
        assert result.exit_code == 2 and why in result.stderr


def test_a_failed_talk_shows_its_words_up_to_where_it_failed(talks: Path, tmp_path: Path) -> None:
    run = copied(talks, tmp_path / "run")
    row = lines(run / "dataset.jsonl")[0]

    def lost(draft: Any) -> None:
        draft |= {"row": None, "evidence": []}
        draft["reasons"] = [{"code": "malformed", "by": "form", "detail": "the answer was cut at its cap"}]

    assert edit_json(run, "candidates", "draft", f"row_id = '{row['id']}'", lost) == 1
    with database(run) as connection:
        connection.execute("UPDATE candidates SET state = 'failed' WHERE row_id = ?", (row["id"],))
        connection.execute(
            "UPDATE candidates SET verdict = json_set(verdict, '$.state', 'failed') WHERE row_id = ?",
            (row["id"],),
        )
    (wrote,) = found(run, row["id"])["wrote"]
    words = [one["content"] for one in wrote["messages"] if one["role"] in ("user", "assistant")]
    spoken = [
        one["content"] for one in row["messages"] if one["role"] in ("user", "assistant") and one["content"]
    ]
    assert [one for one in words if one] == spoken
    said = told(run, row["id"])
    assert "attempt 1 wrote" in said and spoken[0][:40] in said and "calls" in said


def test_candidates_are_listed_filtered_and_paged(storied: Path) -> None:
    every = found(storied, "--rows", "--per-page", "1000")
    assert every["total"] == len(every["rows"]) and every["pages"] == 1
    states = {one["state"] for one in every["rows"]}
    assert {"accepted", "rejected"} <= states
    for state in states:
        mine = [one for one in every["rows"] if one["state"] == state]
        assert found(storied, "--state", state)["rows"] == mine[:50]
    row = next(one for one in every["rows"] if one["state"] == "accepted")
    cell, label = row["cell"], row["cell"].split("/")[2]
    assert all(one["cell"] == cell for one in found(storied, "--cell", cell)["rows"])
    assert found(storied, "--label", label)["total"] >= 1
    assert row["id"] in {one["id"] for one in found(storied, "--search", row["text"][:40])["rows"]}
    refused = [one for one in every["rows"] if one["reason"] == "low quality"]
    checked = {one["id"] for one in found(storied, "--check", "rubric", "--per-page", "1000")["rows"]}
    assert refused and checked & {one["id"] for one in refused}
    pages = [found(storied, "--rows", "--per-page", "7", "--page", n)["rows"] for n in (1, 2)]
    assert [*pages[0], *pages[1]] == every["rows"][:14]
    assert "--page goes on" in told(storied, "--rows", "--per-page", "7")
    assert found(storied, "--rows", "--page", "999")["rows"] == []
    assert "; there is no page 999: the last is 2" in told(storied, "--rows", "--page", "999")
    assert found(storied, "--page", "2", "--per-page", "7")["rows"] == pages[1]
    assert found(storied, "--check", "rubric")["unknown"] == {}
    assert cell in found(storied, "--cell", "nowhere")["unknown"]["cell"]
    assert "no candidate has that check; there are: " in told(storied, "--check", "rubrik")


def test_why_a_cell_is_short_names_seats_candidates_reasons_and_directives(storied: Path) -> None:
    here = found(storied, "--why-not", "messages")
    seats = found(storied, "--plan")["parts"][0]["concepts"][0]
    assert here["kind"] == "cell" and here["filled"] == seats["filled"]
    assert here["filled"] + here["open"] == seats["quota"] and here["tried"] >= here["filled"]
    assert sum(here["states"].values()) == here["tried"]
    assert any(one["kind"] == "add concept" for one in here["directives"])
    added = found(storied, "--why-not", "Tyres")
    assert added["cells"] and all("tyres" in one for one in added["cells"])
    refused = found(storied, "--state", "rejected")["rows"][0]
    label = refused["cell"].split("/")[2]
    labelled = found(storied, "--why-not", label.upper())
    assert labelled["cells"] and all(one.split("/")[2] == label for one in labelled["cells"])
    cell = found(storied, "--why-not", refused["cell"])
    assert cell["cells"] == [refused["cell"]] and cell["states"]["rejected"] >= 1
    assert refused["reason"].split(", ")[0] in {one["reason"] for one in cell["reasons"]}
    assert all(one["examples"] for one in cell["reasons"])
    said = told(storied, "--why-not", refused["cell"])
    assert f"{cell['tried']} candidate" in said and cell["reasons"][0]["reason"] in said
    result = seedbed("inspect", storied, "--why-not", "no such thing at all")
    assert result.exit_code == 2 and "there is no cell, concept, label, level or demand" in result.stderr


def test_why_a_demand_isn_t_kept_shows_the_rows_and_what_their_checks_said(
    storied: Path, tmp_path: Path
) -> None:
    run = copied(storied, tmp_path / "run")
    row = lines(run / "dataset.jsonl")[0]["id"]
    with closing(RunFolder(run).open_store(write=True)) as store:
        (candidate,) = store.find_row(row)
        part = candidate.verdict.cell.split("/")[0]
        piece = next(one for one in candidate.draft.evidence if one.kind in ("judgement", "rule", "schema"))
        spec: Any = store.meta("spec")
        mine = next(one for one in spec["parts"] if one["name"] == part)
        mine["clauses"] = {"kind to the reader": ["holds kind"], "by people": ["not kept: nothing tells"]}
        mine["bound"] = {"holds kind": [piece.by]}
        store.set_meta("spec", spec)

    def unkind(draft: Any) -> None:
        for one in draft["evidence"]:
            one["ok"] = one["ok"] and one["by"] != piece.by

    assert edit_json(run, "candidates", "draft", f"row_id = '{row}'", unkind) == 1
    here = found(run, "--why-not", "Kind to")
    assert (here["kind"], here["missed"], here["rows"]) == ("clause", 1, here["of"] - 1)
    (missing,) = here["misses"]
    assert missing["id"] == row and [one["ok"] for one in missing["checks"]] == [False] * len(
        missing["checks"]
    )
    assert row[:8] in told(run, "--why-not", "kind to the reader") and "✗" in told(run, "--why-not", "#1")
    assert "nothing keeps it: nothing tells" in told(run, "--why-not", "by people")


def test_two_runs_stand_side_by_side_where_they_differ(storied: Path, talks: Path) -> None:
    here = found(storied, "--diff", talks)
    figures = {one["what"]: (one["a"], one["b"]) for one in here["figures"]}
    assert figures["accepted"] == tuple(len(lines(run / "dataset.jsonl")) for run in (storied, talks))
    assert here["recipes"].keys() >= {"messages", "search-talk"} and here["concepts"]
    said = told(storied, "--diff", talks)
    assert "recipe of search-talk" in said and "tokens by role" in said
    same = told(storied, "--diff", storied)
    assert "figure: nothing differs" in same and "recipe of" not in same
    result = seedbed("inspect", storied, "--diff", talks.parent / "nowhere")
    assert result.exit_code == 2 and "there is no run" in result.stderr


@pytest.mark.parametrize(
    "words",
    [("--rows",), ("--why-not", "messages"), ("--rejected",), ("--plan",), ("row",), ("call",), ("diff",)],
)
def test_forty_columns_are_enough(
    words: tuple[str, ...], storied: Path, talks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    row = lines(storied / "dataset.jsonl")[0]["id"]
    slot = found(storied, row)["calls"][0]["slot"]
    more: dict[tuple[str, ...], tuple[Any, ...]]
    more = {("row",): (row,), ("call",): ("--call", slot), ("diff",): ("--diff", talks)}
    result = seedbed("inspect", storied, *more.get(words, words))
    assert result.exit_code == 0 and result.stdout.strip()
