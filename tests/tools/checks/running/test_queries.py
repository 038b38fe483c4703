"""The checks `sql` and `sql_mutants`: one SELECT, whose faulty variants give other rows."""

import pytest

from seedbed.tools.checks.running.sql import MUTANTS, SQL
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold, verdict

SCHEMA = "CREATE TABLE shop (id INTEGER PRIMARY KEY, town TEXT, sales INT);"
DATA = "INSERT INTO shop VALUES (1, 'Ulm', 87), (2, 'Kiel', 90), (3, 'Ulm', 20);"
QUERY = "SELECT town, SUM(sales) FROM shop WHERE sales > 80 GROUP BY town ORDER BY 2"


def test_one_select() -> None:
    assert holds(SQL, {"of": QUERY})
    assert holds(SQL, {"of": f"WITH a AS ({QUERY}) SELECT * FROM a UNION SELECT 1, 2;"})
    assert holds(SQL, {"of": "select * from t where a = 'now' and d > date('2024-01-01')"})
    assert holds(SQL, {"of": "SELECT date('now')"}, {"any_day": True})
    assert holds(SQL, {"of": "SELECT TOP 3 a FROM b"}, {"dialect": "tsql"})
    survives(SQL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("select 1; select 2", "2 statements"),
        ("drop table x", "no SELECT, but DROP"),
        ("insert into t select 1", "no SELECT, but INSERT"),
        ("with a as (delete from t returning *) select * from a", "changes something"),
        ("select * into x from a", "changes something"),
        ("pragma x", "no SELECT"),
        ("explain select 1", "no SELECT"),
        ("values (1)", "no SELECT"),
        ("", "no statement"),
        ("-- nothing", "no statement"),
        ("select (", "can't be read"),
        ("(" * 3000, "can't be read"),
        ("select " + "1," * 20_000 + "1", "more than"),
        *((f"select {day}", "tomorrow") for day in ("date('now')", "CURRENT_DATE", "random()")),
        ("select strftime('%Y', 'now')", "tomorrow"),
    ],
)
def test_what_is_no_single_select_or_another_one_tomorrow(text: str, said: str) -> None:
    assert said in fails(SQL, {"of": text})


@pytest.mark.parametrize(
    ("time", "settled"),
    [
        ("date() ; time() ; datetime() ; julianday() ; unixepoch() ; strftime('%Y') ; timediff(d)", False),
        ("datetime('subsec') ; date('no'||'w') ; strftime('%Y', lower('NOW')) ; date((select 'now'))", False),
        ("timediff(d, 'no'||'w') ; date(char(110, 111, 119)) ; date(x'6e6f77') ; date(\"now\")", False),
        ("date(d) ; date(\"d\") ; timediff(d, '2024-01-01')", True),
        (
            "date('2024-01-01', 'start of month') ; datetime(1700000000, 'unixepoch') ; strftime('%Y', d)",
            True,
        ),
        ("strftime('%Y', date('2024-01-01', 'start of month')) ; date((select max(d) from t))", True),
    ],
)
def test_functions_of_time_go_by_the_rows_or_by_a_date(time: str, settled: bool) -> None:
    for one in time.split(" ; "):
        text = f"select {one} from t"
        assert holds(SQL, {"of": text}) if settled else "tomorrow" in fails(SQL, {"of": text})


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
    whole = {"of": "SELECT town FROM shop", "schema": (SCHEMA, DATA)}
    assert holds(MUTANTS, whole), "nothing in it can be changed"
    assert "gives no rows" in fails(
        MUTANTS, {**whole, "of": "SELECT id FROM shop EXCEPT SELECT id FROM shop"}
    )
    assert untold(MUTANTS, {"of": None, "schema": SCHEMA})
    assert untold(MUTANTS, {"of": QUERY, "schema": (None,)})
    survives(MUTANTS)
