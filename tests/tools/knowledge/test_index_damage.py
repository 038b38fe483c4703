"""A kill while passages are added loses nothing for good, and a damaged folder is told, not crashed over."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.search.index import open_index
from tests.tools.knowledge.documents import passages

_ADD = """
import sys
from pathlib import Path
from seedbed.tools.knowledge.search import index as module
from tests.tools.knowledge.test_index_damage import many
module.BATCH = 20
index = module.open_index(Path(sys.argv[1]))
write = index._write
def told(batch, vectors):
    write(batch, vectors)
    print("batch", flush=True)
index._write = told
index.add(many())
"""


def many() -> tuple[Chunk, ...]:
    """Two hundred short documents."""
    return passages(*(f"# Animal {n}\n\nAnimal number {n} lives in valley {n % 7}." for n in range(200)))


@pytest.mark.timeout(90)
@pytest.mark.parametrize("batches", [1, 8])
def test_a_kill_while_adding_is_made_good_by_adding_again(tmp_path: Path, batches: int) -> None:
    adding = subprocess.Popen(
        [sys.executable, "-c", _ADD, str(tmp_path / "killed")], stdout=subprocess.PIPE, text=True
    )
    assert adding.stdout is not None
    for _ in range(batches):
        assert adding.stdout.readline() == "batch\n"
    adding.send_signal(signal.SIGKILL)
    adding.communicate()
    again, whole = open_index(tmp_path / "killed"), open_index(tmp_path / "whole")
    here = len(again)
    assert 20 * batches <= here < 200
    added = again.add(many())
    assert (added.new, added.unchanged) == (200 - here, here)
    whole.add(many())
    for query in ("animal 7 valley", "Animal number 199"):
        assert again.search(query, 5) == whole.search(query, 5)
    again.close()
    whole.close()


def _garbage(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"garbage" * 1_000)


def _truncated(folder: Path) -> None:
    whole = (folder / "chroma.sqlite3").read_bytes()
    (folder / "chroma.sqlite3").write_bytes(whole[: len(whole) // 2])


def _no_vectors(folder: Path) -> None:
    for path in folder.glob("*-*/*"):
        path.unlink()


def _bad_vectors(folder: Path) -> None:
    for path in folder.glob("*-*/*"):
        path.write_bytes(b"xx" * 500)


@pytest.mark.parametrize("damage", [_garbage, _truncated, _no_vectors, _bad_vectors])
def test_a_damaged_folder_is_told_with_the_next_step(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = tmp_path / "index"
    index = open_index(folder)
    index.add(passages(*(f"# Animal {n}\n\nIt lives in valley {n}." for n in range(1_200))))
    index.close()
    damage(folder)
    with pytest.raises(UserFault, match="can't be used") as told:
        open_index(folder).search("valley", 3)
    assert told.value.where == str(folder)
    assert told.value.next_step.startswith("delete this folder")
