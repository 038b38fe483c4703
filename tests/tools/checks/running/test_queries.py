"""The checks `sql` and `sql_mutants`: one SELECT, whose faulty variants give other rows."""

from seedbed.tools.checks.running.sql import MUTANTS, SQL
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold, verdict

SCHEMA = "CREATE TABLE shop (id INTEGER PRIMARY KEY, town TEXT, sales INT);"
DATA = "INSERT INTO shop VALUES (1, 'Ulm', 87), (2, 'Kiel', 90), (3, 'Ulm', 20);"
QUERY = "SELECT town, SUM(sales) FROM shop WHERE sales > 80 GROUP BY town ORDER BY 2"


def test_one_select() -> None:
    assert holds(SQL, {"of": QUERY})
    assert holds(SQL, {"of": f"WITH a AS ({QUERY}) SELECT * FROM a UNION SELECT 1, 2;"})
    assert "2 statements" in fails(SQL, {"of": f"{QUERY}; SELECT 1"})
    assert "no SELECT" in fails(SQL, {"of": "DELETE FROM shop"})
    assert "tomorrow" in fails(SQL, {"of": "SELECT * FROM shop WHERE d > date('now')"})
    assert holds(SQL, {"of": "SELECT date('now')"}, {"any_day": True})
    assert holds(SQL, {"of": "SELECT TOP 3 a FROM b"}, {"dialect": "tsql"})
    assert untold(SQL, {"of": QUERY}, {"dialect": "nosuch"})
    assert spoilt(SQL, {"of": QUERY}) == {"second_statement", "open_bracket"}
    survives(SQL)


def test_variants_are_told_apart(python: None) -> None:
    assert holds(MUTANTS, {"of": QUERY, "schema": (SCHEMA, None)})
    found = verdict(MUTANTS, {"of": QUERY, "schema": (SCHEMA, DATA)})
    assert "variants told over 6 databases" in found.evidence[0].outcome  # type: ignore[union-attr]
    assert spoilt(MUTANTS, {"of": QUERY, "schema": (SCHEMA, DATA)}) == {"never"}


def test_what_is_not_told_apart(python: None) -> None:
    blind = {"of": "SELECT COUNT(*) > 0 FROM shop WHERE sales > -99999 OR sales IS NULL", "schema": SCHEMA}
    assert "variants told" in fails(MUTANTS, blind, {"least": 0.9})
    assert "no such table" in fails(MUTANTS, {"of": "SELECT a FROM b WHERE a > 1", "schema": SCHEMA})
    assert "attached" in fails(MUTANTS, {"of": QUERY, "schema": "ATTACH 'x' AS y"})
    assert fails(MUTANTS, {"of": "nonsense (", "schema": SCHEMA})
    assert untold(MUTANTS, {"of": None, "schema": SCHEMA})
    assert untold(MUTANTS, {"of": QUERY, "schema": (None,)})
    survives(MUTANTS)
