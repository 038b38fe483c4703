"""What rows are filed under is found alike wherever it lies, whoever asks, and after a failure."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.store import filed
from seedbed.memory.store import tables as t
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Commit, Event
from seedbed.memory.store.sql import SqlStore

VERDICT = Verdict(state="accepted", cell="texts/x", grade="proven")


def commit(number: int, keys: Sequence[str], events: Sequence[Event] = ()) -> Commit:
    return Commit(number, f"row {number}", VERDICT, Draft(), bands=keys, events=events)


def lying(store: SqlStore) -> tuple[int, int]:
    """Rows whose keys lie with the row, and keys in their places."""
    counted = [sa.select(sa.func.count()).select_from(table) for table in (t.newest_bands, t.bands)]
    newest, placed = (store._rows(query)[0][0] for query in counted)
    return newest, placed


@pytest.mark.parametrize("most", [1, 3, 100])
def test_it_doesnt_matter_where_keys_lie(
    store: SqlStore, where: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(filed, "_MOST", most)
    draw = random.Random(most)
    rows = {number: draw.sample("abcdefgh", 3) for number in range(1, 21)}
    for number, keys in rows.items():
        store.commit(commit(number, keys))
        alone, *together = draw.sample("abcdefgh", 5)
        shared = {n: len(set(its) & set(together)) for n, its in rows.items() if n <= number}
        certain = {n for n in shared if alone in rows[n]}
        like = [n for n, both in shared.items() if both > 1 and n not in certain]
        expected = [*sorted(certain), *sorted(like, key=lambda n: -shared[n])]
        reader = open_store(where, write=False)
        assert store.banded([alone], together) == reader.banded([alone], together) == expected
        reader.close()
    assert lying(store) == (len(rows) % most, 3 * (len(rows) - len(rows) % most))


def test_at_the_end_and_for_a_mended_row_all_keys_are_in_their_places(store: SqlStore) -> None:
    store.commit(commit(1, ["a", "b"]))
    assert lying(store) == (1, 0)
    store.commit(Commit(amended=[(1, VERDICT, Draft(), ["c"])]))
    assert lying(store) == (0, 3) and store.banded([], ["b", "c"]) == [1]
    store.commit(commit(2, ["b", "c"]))
    store.commit(Commit(back_to=2))
    assert lying(store) == (0, 5) and store.banded([], ["b", "c"]) == [1, 2]


def test_what_wasnt_written_isnt_found(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filed, "_MOST", 2)
    store.commit(commit(1, ["a"]))
    for _ in range(2):  # it would bring both to their places
        with pytest.raises(TypeError):
            store.commit(commit(2, ["a"], [Event("committer", "accepted", {"number": {1}})]))
        assert store.banded(["a"], []) == [1] and lying(store) == (1, 0)
    store.commit(commit(2, ["a"]))
    assert store.banded(["a"], []) == [1, 2] and lying(store) == (0, 2)
