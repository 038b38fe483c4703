"""`--knowledge`: runs share an index, one process at a time; a server that is down costs nothing."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
import yaml
from chromadb.config import Settings

from seedbed.tools.knowledge.search.index import KnowledgeIndex
from tests.e2e.inside import Inside
from tests.e2e.runs import QUESTIONS
from tests.simulator.launch import simulator
from tests.tools.knowledge.documents import RATES, RULES


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with simulator() as endpoint:
        folder = tmp_path_factory.mktemp("knowledge")
        docs = folder / "docs"
        docs.mkdir()
        (docs / "rates.md").write_text(RATES, encoding="utf-8")
        (docs / "rules.md").write_text(RULES, encoding="utf-8")
        program = Inside(folder, endpoint.base_url)
        program.spec(sources=["docs"], parts=[{**QUESTIONS, "rows": 2}], seed=1)
        alone = program.apart("build", "spec.yaml", "--skip-exam", "-o", "alone", "--yes")
        assert alone.code == 0, alone.err
        yield program


def test_runs_share_a_folder_even_one_that_began_elsewhere_and_make_the_same_rows_as_alone(
    program: Inside,
) -> None:
    shared = ("--yes", "--knowledge", "kb")
    one = program("build", "spec.yaml", "--skip-exam", "-o", "one", *shared)
    assert one.code == 0 and "indexed" in one.err, one.err
    assert not (program.folder / "one" / "index").exists()
    here = ("--yes", "--knowledge", "here", "--budget", "3calls")
    stopped = program("build", "spec.yaml", "--skip-exam", "-o", "two", *here)
    assert stopped.code == 3, stopped.err
    refused = program("resume", "two", "--yes", "--knowledge", "http://chroma.example:8000")
    assert refused.code == 2 and "would go to chroma.example" in refused.err
    moved = program("resume", "two", *shared, "--budget", "500calls")
    assert moved.code == 0 and "indexed" not in moved.err, moved.err
    told = yaml.safe_load((program.folder / "two" / "spec.yaml").read_text())
    assert told["knowledge"] == str(program.folder / "kb")
    rows = {(program.folder / name / "dataset.jsonl").read_bytes() for name in ("alone", "one", "two")}
    assert len(rows) == 1
    held = KnowledgeIndex((), str(program.folder / "kb"), shared=True)
    refused = program.apart("build", "spec.yaml", "-o", "three", *shared)
    held.close()
    assert refused.code == 2
    assert "another process is using this knowledge index" in refused.err
    assert not (program.folder / "three").exists()


def test_a_server_that_cannot_be_used_is_told_before_anything_is_asked(program: Inside) -> None:
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))  # bound, and nobody listens
        url = f"http://127.0.0.1:{here.getsockname()[1]}"
        done = program("build", "spec.yaml", "-o", "down", "--yes", "--knowledge", url)
    assert done.code == 2 and "can't be used" in done.err and "Traceback" not in done.err
    assert not Path(program.folder / "down").exists()


def test_a_chroma_collection_is_a_source_and_is_cited(program: Inside) -> None:
    client: Any = chromadb.PersistentClient(
        str(program.folder / "db"), settings=Settings(anonymized_telemetry=False)
    )
    rules = client.create_collection("rules", embedding_function=None)
    rules.add(ids=["1", "2"], documents=[RULES, RATES], embeddings=np.eye(2, dtype=np.float32))
    client.close()
    program.spec("chroma.yaml", parts=[{**QUESTIONS, "rows": 2}], sources=["chroma:db#rules"], seed=1)
    done = program("build", "chroma.yaml", "--skip-exam", "-o", "from-chroma", "--yes")
    assert done.code == 0, done.err
    assert "rules/" in (program.folder / "from-chroma" / "provenance.jsonl").read_text(encoding="utf-8")
    missing = program("plan", "4 questions about the rules", "--from", "chroma:db#other", "-o", "p", "--yes")
    assert missing.code == 2
    assert "there is no collection 'other'" in missing.err
