"""An index that runs share: each sees its own, equal passages are embedded once, one process at a time."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.search.collection import check_place
from seedbed.tools.knowledge.search.index import KnowledgeIndex, open_index, open_shared
from tests.tools.knowledge.chroma_server import chroma_server, free_port
from tests.tools.knowledge.documents import RATES, RULES, document, passages

_HOLD = """
import sys
from pathlib import Path
from seedbed.tools.knowledge.search.index import open_shared
index = open_shared(sys.argv[1])
print("open", flush=True)
sys.stdin.readline()
"""


def _sources(index: KnowledgeIndex) -> set[str]:
    return {hit.source for hit in index.search("tandem fee late rate", 9)}


@pytest.mark.timeout(60)
def test_each_run_sees_its_own_and_nothing_is_embedded_twice(tmp_path: Path) -> None:
    rates, rules = passages(RATES), passages(RULES)
    first = open_shared(str(tmp_path))
    assert first.add(rates).new == len(rates)
    first.close()
    second = open_shared(str(tmp_path))
    assert second.search("tandem", 5) == []
    assert second.passage(rates[0].id) is None
    assert second.add(rules).new == len(rules)
    assert _sources(second) == {rules[0].source}
    assert second.add(rates).unchanged == len(rates)
    assert _sources(second) == {rates[0].source, rules[0].source}
    assert second.keep_only([rules[0].source]) == len(rates)
    assert _sources(second) == {rules[0].source}
    second.close()
    third = open_shared(str(tmp_path))
    assert third.add([*rates, *rules]).new == 0
    third.close()


def test_it_finds_what_an_index_in_the_run_finds_under_this_runs_names(tmp_path: Path) -> None:
    chunks = passages(RATES, RULES)
    own, shared = open_index(tmp_path / "own"), open_shared(str(tmp_path / "shared"))
    shared.add(passages(*(f"# Noise {n}\n\nA tandem of {n} fees." for n in range(20))))
    shared.keep_only([])
    renamed = [replace(chunk, name=f"elsewhere/{chunk.name}") for chunk in chunks]
    shared.add(renamed)
    own.add(chunks)
    mine, theirs = own.search("tandem fee", 5), shared.search("tandem fee", 5)
    assert theirs == [replace(hit, name=f"elsewhere/{hit.name}") for hit in mine]
    own.close()
    shared.close()


def test_the_same_text_under_another_title_has_its_own_vector(tmp_path: Path) -> None:
    text = "The fee is paid at the counter."
    plain, titled = chunk_sources([document(text)]), chunk_sources([document(text, title="Tandem hire")])
    assert plain[0].id == titled[0].id
    index = open_shared(str(tmp_path))
    assert index.add(plain).new == 1
    assert index.add(titled).new == 1
    index.close()


def test_a_second_process_is_told_that_the_folder_is_held(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLD, str(tmp_path)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(UserFault, match="another process is using this knowledge index"):
            open_shared(str(tmp_path))
        with pytest.raises(UserFault, match="another process"):
            check_place(str(tmp_path), egress=False)
    finally:
        holder.kill()
        holder.communicate()
    open_shared(str(tmp_path)).close()
    check_place(str(tmp_path), egress=False)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserFault, match="can't be written"):
        open_shared(str(tmp_path / "file"))


# a server ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.mark.timeout(60)
def test_a_server_serves_several_at_once(server: str) -> None:
    rates, rules = passages(RATES), passages(RULES)
    check_place(server, egress=False)
    first, second = open_shared(server), open_shared(server)
    first.add(rates)
    second.add(rules)
    assert _sources(first) == {rates[0].source}
    assert _sources(second) == {rules[0].source}
    assert second.add(rates).new == 0
    assert _sources(second) == {rates[0].source, rules[0].source}
    first.close()
    second.close()


def test_a_server_that_is_down_is_told_with_the_next_step() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    for asked in (check_place, open_shared):
        with pytest.raises(UserFault, match="no answer") as told:
            asked(url, egress=False)
        assert "chroma run" in told.value.next_step


@pytest.mark.timeout(60)
def test_a_server_that_dies_between_is_told_and_what_was_loaded_still_answers(tmp_path: Path) -> None:
    with chroma_server(tmp_path) as url:
        index = open_shared(url)
        index.add(passages(RATES))
        found = index.search("tandem", 2)
    assert found
    assert index.search("tandem", 2) == found
    with pytest.raises(UserFault, match="can't be used"):
        index.add(passages(RULES))
    index.close()


@pytest.mark.parametrize(
    ("url", "egress", "why"),
    [
        ("http://chroma.example:8000", False, "would go to chroma.example"),
        ("http://127.0.0.1.example:8000", False, "would go to 127.0.0.1.example"),
        ("http://chroma.example:8000", True, "unencrypted"),
        ("http://me:secret@127.0.0.1:8000", False, "scheme, host and port"),
        ("http://127.0.0.1:8000/path", False, "scheme, host and port"),
        ("http://127.0.0.1:99999", False, "no address"),
        ("http://", False, "scheme, host and port"),
    ],
)
def test_addresses_that_are_refused(
    url: str, egress: bool, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMA_TOKEN", "word")
    with pytest.raises(UserFault, match=why) as told:
        check_place(url, egress=egress)
    assert "secret" not in str(told.value)


def test_a_proxy_before_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(UserFault, match="proxy stands between"):
        check_place("http://127.0.0.1:8000", egress=False)
