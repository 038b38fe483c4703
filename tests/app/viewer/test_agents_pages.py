"""Map, recipe, planner, critic, failures and comparison of a run with directives of critic and person."""

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from seedbed.app.viewer.pages.frame import step_told
from seedbed.app.viewer.runs import ViewedRun, viewed
from seedbed.app.viewer.server import application
from tests.e2e.inside import seedbed
from tests.e2e.program import count
from tests.simulator.launch import simulator

REQUEST = "40 messages to a hotel, labels: angry, calm"
ADDED = "Complaints about <b>rain</b>"
PAGES = ("/map", "/recipe", "/planner", "/critic", "/failures")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> ViewedRun:
    """Planned by an agent, its recipe revised after the dry run; later a person added a concept."""
    folder = tmp_path_factory.mktemp("agents")
    with simulator(hasty_recipes=True, critic="sane", defects=0.2, repeats=0.3, errors=0.1) as endpoint:
        env = {**endpoint.settings, "HOME": str(folder)}
        command = partial(seedbed, env=env)
        made = folder / "run"
        done = command("build", REQUEST, "--yes", "--skip-exam", "-o", made)
        assert done.exit_code == 0, done.stderr
        for words in (
            ("extend", made, "-n", "+12"),
            ("steer", made, "--add", ADDED, "--inside", "wet guests"),
        ):
            assert command(*words).exit_code == 0
        done = command("resume", made, "--yes")
        assert done.exit_code == 0, done.stderr
    return viewed([made])["run"]


@pytest.fixture(scope="module")
def client(run: ViewedRun, made: ViewedRun) -> Iterator[TestClient]:
    runs = {"run": run, **viewed([made.folder.path])}  # whose index ends with the application
    with TestClient(application(runs)) as client:
        for one in runs.values():
            while not one.index.whole:
                one._fill()
        yield client


def links(text: str, at: str) -> list[str]:
    """Where a page leads, without what every page has."""
    main = text.partition("<main")[2]
    found = [urljoin(at, unescape(one)) for one in re.findall(r'href="([^"]+)"', main)]
    return list(dict.fromkeys(one.partition("#")[0] for one in found))


@pytest.mark.parametrize("path", PAGES)
def test_whatever_a_page_leads_to_is_there(path: str, client: TestClient) -> None:
    text = client.get(f"/run/run{path}").text
    leading = links(text, f"/run/run{path}")
    assert leading or path == "/critic"
    for one in leading[:25]:
        assert client.get(one).status_code == 200, one


def test_of_several_runs_each_is_named_with_its_folder(client: TestClient, run: ViewedRun) -> None:
    assert f'<a href="/run/run">run</a> <span class="soft">{run.folder.path}</span>' in client.get("/").text


@pytest.mark.parametrize("path", PAGES)
def test_hostile_words_stay_words(path: str, client: TestClient, run: ViewedRun) -> None:
    for name in ("run", quote("a run")):
        text = client.get(f"/run/{name}{path}").text
        assert "<b>rain" not in text and "<script>alert" not in text and "<i>" not in text
        assert "\x1b" not in text and "\u202e" not in text


def test_the_map_counts_what_the_store_holds(client: TestClient, run: ViewedRun) -> None:
    with run.open() as store:
        counts = store.counts()
    text = client.get("/run/run/map").text
    (row,) = re.findall(r'<th scope="row" class="d0">.*?</tr>', text, re.DOTALL)
    cells = [re.sub(r"<[^>]+>", " ", one).split() for one in re.findall(r"<td.*?</td>", row, re.DOTALL)]
    assert (cells[0][0], cells[1][0]) == ("52", "52")
    assert int(cells[2][0]) == sum(counts[state] for state in ("accepted", "rejected"))


def test_an_added_concept_leads_from_the_map_to_why_it_was_added(client: TestClient) -> None:
    text = client.get("/run/run/map?colour=cost").text
    (link,) = [one for one in links(text, "/run/run/map") if "revision=" in one][:1]
    number = parse_qs(urlsplit(link).query)["revision"][0]
    told = client.get(link).text
    (entry,) = re.findall(rf'<li id="r{number}">.*?</li>', told, re.DOTALL)
    assert "Complaints about &lt;b&gt;rain" in entry and "by a person" in entry
    assert "Because a person added it" in entry


def test_zooming_in_shows_one_concept_and_rows_are_those_of_a_leaf(client: TestClient) -> None:
    text = client.get("/run/run/map").text
    (leaf, *_) = [one for one in links(text, "/run/run/map") if "/rows?" in one]
    id = parse_qs(urlsplit(leaf).query)["leaf"][0]
    near = client.get(f"/run/run/map?part=rows&at={id}").text
    assert len(re.findall(r"<rect ", near)) == 1
    assert client.get("/run/run/map?at=nowhere").status_code == 409


def test_the_planner_tells_demands_tries_tools_and_the_dry_run(client: TestClient, run: ViewedRun) -> None:
    text = client.get("/run/run/planner").text
    assert REQUEST in text and "labels: angry, calm" in text
    written = count(run.folder.path, "SELECT count(*) FROM ledger WHERE step LIKE 'write_recipe/rows%'")
    assert text.count("write recipe: rows") == written >= 2 and "revised before approval" in text
    assert "planted defects were caught" in text
    for said in ("merge_concepts", "Two of the concepts say the same.", "taken"):
        assert said in text, said
    assert "Approved" in text


def test_the_critic_shows_each_critique_and_what_it_asked_for(client: TestClient, run: ViewedRun) -> None:
    with run.open() as store:
        critiques = [value for _, value in sorted(store.journal_entries("critique"))]
    text = client.get("/run/run/critic").text
    assert [int(one) for one in re.findall(r'<li id="c(\d+)">', text)] == [one["commit"] for one in critiques]
    asked = [d["say"] for one in critiques for d in one["directives"] if d["kind"] == "guide"]
    assert all(unescape(text).count(say) for say in asked)
    charts = BeautifulSoup(text, "html.parser").find_all("svg", {"class": "chart"})
    assert [one.desc.get_text().split(":")[0] for one in charts if one.desc] == [
        "Coverage",
        "Tokens for each row accepted since the critique before",
    ]
    counted = run.index.reached(one["commit"] for one in critiques)
    assert list(counted.values()) == sorted(counted.values()) and counted[critiques[-1]["commit"]][0] > 0


def test_each_group_of_failures_leads_to_as_many_candidates(client: TestClient) -> None:
    text = client.get("/run/run/failures").text
    groups = re.findall(r'<a href="(/run/run/rows\?state=[^"]+)"[^>]*>([\d,]+)</a>', text)
    assert groups
    for link, n in groups:
        assert f'<p role="status">{n} candidate' in client.get(unescape(link)).text
    assert "http 50" in text


def test_steps_take_together_what_the_run_took(client: TestClient, run: ViewedRun) -> None:
    text = client.get("/run/run/recipe").text
    rows = re.findall(r'<td class="one">([\d,]+) ', text)
    with run.open() as store:
        totals = store.totals()
    assert sum(int(one.replace(",", "")) for one in rows) == totals.prompt_tokens + totals.completion_tokens
    assert "write_fields/text" in text and "<code>write_fields</code>" in text


def test_two_runs_stand_side_by_side(client: TestClient) -> None:
    text = client.get("/compare?a=run&b=a+run").text
    (line,) = re.findall(r'<tr class="differs"><th scope="row">requested.*?</tr>', text, re.DOTALL)
    assert "<td>52</td>" in line and "<td>11</td>" in line
    assert "messages" in text and client.get("/compare?a=run&b=other").status_code == 404
    same = client.get("/compare?a=run&b=run").text
    assert 'class="differs"' not in same and "The spec is the same" in same


def test_runs_of_odd_names_are_compared_by_the_form(
    client: TestClient, run: ViewedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: dict[str, ViewedRun] = getattr(client.app, "state").runs  # noqa: B009 – httpx knows no Starlette
    monkeypatch.setitem(runs, 'two  "\x1b"', run)
    option, *_ = re.findall('<option value="(two[^>]*)">', client.get("/compare?a=run&b=a+run").text)
    answer = client.get("/compare", params={"a": unescape(option), "b": "run"})
    assert answer.status_code == 200 and "The spec is the same" in answer.text


def test_a_part_that_is_not_there_is_said(client: TestClient) -> None:
    for path in ("/map", "/recipe"):
        answer = client.get(f"/run/run{path}?part=other")
        assert answer.status_code == 409 and "There is no part" in answer.text


def test_steps_are_told_in_words_without_hashes() -> None:
    told = {"write_recipe//a75d41f3": "write recipe", "plan_dataset/turn-1": "plan dataset: turn 1"}
    told |= {"propose_concepts/rows/late-returns": "propose concepts: rows, late returns", "": ""}
    assert {step: step_told(step) for step in told} == told
