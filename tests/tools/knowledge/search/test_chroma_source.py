"""A Chroma collection as documents: read without touching it, whatever its embedder; faults are told."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import chromadb
import pytest
from chromadb.config import Settings

from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.search.chroma_source import is_collection, read_collection


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    telling_nobody = Settings(anonymized_telemetry=False)
    client: Any = chromadb.PersistentClient(str(tmp_path / "db"), settings=telling_nobody)
    notes = client.create_collection("notes", embedding_function=None)
    notes.add(
        ids=["b", "a", "c", "d"],
        documents=["Helmets are free.\r\nLights are not.", "A tandem costs £7.", "A tandem costs £7.", " "],
        embeddings=[[1.0, 0.0, 0.0]] * 4,
        metadatas=[{"title": "Helmets"}, {"page": 3}, {"page": 4}, {"page": 5}],
    )
    many = client.create_collection("many", embedding_function=None)
    many.add(
        ids=[f"{n:04}" for n in range(1_203)],
        documents=[f"Document number {n}." for n in range(1_203)],
        embeddings=[[1.0, 0.0]] * 1_203,
    )
    client.create_collection("empty", embedding_function=None)
    client.close()
    return tmp_path / "db"


def _hashes(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in files}


def test_documents_are_read_in_order_and_the_folder_stays_as_it_was(folder: Path) -> None:
    before = _hashes(folder)
    found = read_collection(f"chroma:{folder}#notes")
    first, second = found.sources
    (same, empty), place = found.skipped, f"chroma:{folder}#notes"
    assert (same.path, same.why) == (f"{place}/c", f"same text as {place}/a")
    assert (empty.path, empty.why) == (f"{place}/d", "holds no text")
    assert (first.name, first.text, first.title) == ("notes/a", "A tandem costs £7.", "")
    assert (second.name, second.title) == ("notes/b", "Helmets")
    assert second.text == "Helmets are free.\nLights are not."
    assert second.path == f"chroma:{folder}#notes/b"
    assert second.sha256 == sha256(second.text.encode()).hexdigest()
    assert len(read_collection(f"chroma:{folder}#many").sources) == 1_203
    assert _hashes(folder) == before
    assert is_collection(f"chroma:{folder}#notes")
    assert not is_collection(str(folder))


def test_what_cannot_be_read_is_told_with_the_collections_there_are(folder: Path) -> None:
    for place, why in (
        (f"chroma:{folder}#other", "there is no collection 'other'"),
        (f"chroma:{folder}", "several collections"),
        (f"chroma:{folder}#empty", "holds no text"),
        (f"chroma:{folder}/nowhere#notes", "no Chroma database"),
    ):
        with pytest.raises(UserFault, match=why) as told:
            read_collection(place)
        assert told.value.where == place
    with pytest.raises(UserFault) as told:
        read_collection(f"chroma:{folder}#other")
    assert "empty, many, notes" in told.value.next_step
    (folder / "chroma.sqlite3").write_bytes(b"garbage" * 1_000)
    with pytest.raises(UserFault, match="can't be read"):
        read_collection(f"chroma:{folder}#notes")
