"""The checks `sql` and `sql_mutants`: one SELECT, whose faulty variants give other rows."""

import builtins
import sys

import pytest

from seedbed.tools.checks.running import sql, sql_mutants
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold, verdict

SCHEMA = "CREATE TABLE shop (id INTEGER PRIMARY KEY, town TEXT, sales INT);"
DATA = "INSERT INTO shop VALUES (1, 'Ulm', 87), (2, 'Kiel', 90), (3, 'Ulm', 20);"
QUERY = "SELECT town, SUM(sales) FROM shop WHERE sales > 80 GROUP BY town ORDER BY 2"


def test_one_select() -> None:
    assert holds(sql.CHECK, {"of": QUERY})
    assert holds(sql.CHECK, {"of": f"WITH a AS ({QUERY}) SELECT * FROM a UNION SELECT 1, 2;"})
    assert "2 statements" in fails(sql.CHECK, {"of": f"{QUERY}; SELECT 1"})
    assert "no SELECT" in fails(sql.CHECK, {"of": "DELETE FROM shop"})
    assert "tomorrow" in fails(sql.CHECK, {"of": "SELECT * FROM shop WHERE d > date('now')"})
    assert holds(sql.CHECK, {"of": "SELECT date('now')"}, {"any_day": True})
    assert holds(sql.CHECK, {"of": "SELECT TOP 3 a FROM b"}, {"dialect": "tsql"})
    assert untold(sql.CHECK, {"of": QUERY}, {"dialect": "nosuch"})
    assert spoilt(sql.CHECK, {"of": QUERY}) == {"second_statement", "open_bracket"}
    survives(sql.CHECK)


def test_variants_are_told_apart(python: None) -> None:
    for schema in ((SCHEMA, DATA), (SCHEMA, None), SCHEMA):
        assert holds(sql_mutants.CHECK, {"of": QUERY, "schema": schema})
    found = verdict(sql_mutants.CHECK, {"of": QUERY, "schema": (SCHEMA, DATA)})
    assert "variants told over 6 databases" in found.evidence[0].outcome  # type: ignore[union-attr]
    assert spoilt(sql_mutants.CHECK, {"of": QUERY, "schema": (SCHEMA, DATA)}) == {"never"}


def test_what_is_not_told_apart(python: None) -> None:
    blind = {"of": "SELECT COUNT(*) > 0 FROM shop WHERE sales > -99999 OR sales IS NULL", "schema": SCHEMA}
    assert "variants told" in fails(sql_mutants.CHECK, blind, {"least": 0.9})
    assert "no such table" in fails(
        sql_mutants.CHECK, {"of": "SELECT a FROM b WHERE a > 1", "schema": SCHEMA}
    )
    assert "ATTACH" in fails(sql_mutants.CHECK, {"of": QUERY, "schema": "ATTACH 'x' AS y"})
    assert fails(sql_mutants.CHECK, {"of": "nonsense (", "schema": SCHEMA})
    assert untold(sql_mutants.CHECK, {"of": None, "schema": SCHEMA})
    assert untold(sql_mutants.CHECK, {"of": QUERY, "schema": (None,)})
    survives(sql_mutants.CHECK)


def test_without_sqlglot_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "sqlglot"]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def missing(name: str, *more: object) -> object:
        if name.split(".")[0] == "sqlglot":
            raise ImportError(name)
        return real(name, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", missing)
    found = verdict(sql.CHECK, {"of": QUERY})
    assert found.state == "no verdict" and "pip install 'seedbed[sql]'" in found.detail
