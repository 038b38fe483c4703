"""Statements on the driver: a fault is SQLAlchemy's, and takes what stands beside it with it."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from seedbed.memory.store import statements as q
from seedbed.memory.store import tables as t
from seedbed.memory.store.prepared import Prepared


def test_of_a_transaction_that_fails_nothing_is_kept(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/store", poolclass=NullPool)  # closed means closed
    with engine.connect() as connection:
        t.metadata.create_all(connection)
        connection.commit()
        prepared = Prepared(connection)
        with prepared.transaction() as c:
            c.execute(q.insert(t.meta), {"key": "first", "value": "1"})
        with pytest.raises(IntegrityError, match=r"meta\.key"), prepared.transaction() as c:
            c.execute(q.change(t.meta), {"at": "first", "value": "2"})
            c.execute_each(q.insert(t.meta), [{"key": key, "value": "3"} for key in ("second", "first")])
        assert [tuple(row) for row in prepared.rows(q.by_key(t.meta))] == [("first", "1")]
        assert prepared.rows(q.at(t.meta), at="first")[0].value == "1"
