"""Queries: what runs, what is refused, whose rows are settled; and how two are told apart over new fills."""

import time
from pathlib import Path

import pytest

from seedbed.tools.running.mutants import variants
from seedbed.tools.running.sqlite import FILLS, compare
from tests.tools.running.test_run import run_now

SCHEMA = """CREATE TABLE guest (id INTEGER PRIMARY KEY, name TEXT NOT NULL, town TEXT, since DATE);
CREATE TABLE stay (id INTEGER PRIMARY KEY, guest_id INTEGER NOT NULL REFERENCES guest(id), price REAL,
  state TEXT CHECK (state IN ('open', 'paid')), UNIQUE (guest_id, price));"""
DATA = """INSERT INTO guest VALUES (1, 'Ann', 'Ulm', '2023-01-02'), (2, 'Bob', 'Kiel', '2023-02-03'),
  (3, 'Cy', NULL, '2024-01-01');
INSERT INTO stay VALUES (1, 1, 87, 'open'), (2, 1, 90.5, 'paid'), (3, 2, 20, 'paid'), (4, 2, 95, 'open');"""


def test_a_query_and_its_rows(python: None) -> None:
    result = run_now(
        "sqlite", "SELECT town, count(*) AS n FROM guest GROUP BY town ORDER BY n, town", [SCHEMA, DATA]
    )
    assert result["ok"] and result["columns"] == ["town", "n"]
    assert result["rows"] == [[None, 1], ["Kiel", 1], ["Ulm", 1]]
    assert result["stdout"] == "|1\nKiel|1\nUlm|1\n" and result["files"] == []
    assert run_now("sqlite", "SELECT * FROM guest", SCHEMA)["ok"]
    assert run_now("sqlite", "SELECT * FROM guest", f"BEGIN; {SCHEMA}")["ok"]
    odd = run_now("sqlite", "SELECT x'00ff', 1e999, NULL, 'a\u0000b'".replace("\0", ""), SCHEMA)
    assert odd["rows"] == [["x'00ff'", "inf", None, "ab"]]
    tables = run_now("sqlite", "SELECT name FROM sqlite_master WHERE type = 'table'", SCHEMA)
    assert tables["ok"] and tables["rows"] == [["guest"], ["stay"]]
    numbers = "SELECT rowid, name FROM guest WHERE rowid > 1 ORDER BY id"
    assert run_now("sqlite", numbers, [SCHEMA, DATA])["ok"]
    long = run_now("sqlite", "SELECT 9007199254740991, -9223372036854775808", SCHEMA)
    assert long["rows"] == [[9007199254740991, "-9223372036854775808"]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT nope FROM guest", "no such column"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("-- only this", "no query"),
        ("DELETE FROM guest", "readonly"),
        ("WITH a AS (SELECT 1) DELETE FROM guest", "readonly"),
        ("PRAGMA query_only = OFF", "no query"),
        ("ATTACH 'x.db' AS x", "too many attached"),
        ("VACUUM INTO 'x.db'", ""),
        ("SELECT load_extension('/tmp/x.so')", "not authorized"),
        ("SELECT writefile('x', 'y')", "no such function"),
        ("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c", "1000 rows"),
        ("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c", "steps"),
        ("SELECT hex(zeroblob(600000))", "too big"),
        ("SELECT hex(zeroblob(400000))", "characters"),
        ("SELECT count(*) FROM " + ", ".join(f"guest g{n}" for n in range(20)), "steps"),
        ("SELECT " + "abs(" * 3000 + "1" + ")" * 3000, ""),
        ("SELECT random()", "on chance"),
        ("SELECT name FROM guest LIMIT 1", "on chance"),
        ("SELECT name FROM sqlite_schema LIMIT 1", "on chance"),
        ("SELECT rowid FROM guest LIMIT 1", "on chance"),
        ("SELECT name, max(price) FROM guest, stay GROUP BY price > 0", "on chance"),
    ],
)  # fmt: skip
def test_queries_that_are_not_right(python: None, query: str, said: str) -> None:
    began = time.monotonic()
    result = run_now("sqlite", query, [SCHEMA, DATA], timeout=30)
    assert not result["ok"] and said in result["said"], result
    assert time.monotonic() - began < 30  # none comes to its time, on a busy machine either


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("ATTACH '{folder}/x.db' AS x; CREATE TABLE x.t (a); INSERT INTO x.t VALUES (1)",
         "too many attached"),
        ("CREATE VIRTUAL TABLE f USING fts5(a)", "VIRTUAL TABLE isn't allowed"),
        ("VACUUM INTO '{folder}/x.db'", ""),
        ("SELECT load_extension('x')", "not authorized"),
        ("CREATE TABLE t (a); INSERT INTO t VALUES (hex(zeroblob(900000)))", "too big"),
        ("CREATE TABLE t (a); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
         " INSERT INTO t SELECT x FROM c", ""),
        ("CREATE TABLE t (a); CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO t VALUES (1); END;"
         " INSERT INTO t VALUES (1)", ""),
        ("CREATE TABLE", "incomplete input"),
        ("nonsense", "syntax error"),
    ],
)  # fmt: skip
def test_scripts_that_are_refused(python: None, tmp_path: Path, script: str, said: str) -> None:
    began = time.monotonic()
    result = run_now("sqlite", "SELECT 1 FROM t", script.replace("{folder}", str(tmp_path)))
    if "TRIGGER" not in script:
        assert not result["ok"] and said in result["said"], result
    assert time.monotonic() - began < 6
    assert list(tmp_path.iterdir()) == []


def test_no_script_is_a_result(python: None) -> None:
    nothing: object
    for nothing in (None, "", []):
        assert "script" in run_now("sqlite", "SELECT 1", nothing)["said"]


def test_ties_are_no_chance_unless_they_change_the_rows(python: None) -> None:
    table = "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (2, 'z')"
    assert run_now("sqlite", "SELECT b FROM t ORDER BY a", table)["ok"]
    assert not run_now("sqlite", "SELECT b FROM t ORDER BY a DESC LIMIT 1", table)["ok"]
    assert run_now("sqlite", "SELECT a FROM t ORDER BY a DESC LIMIT 1", table)["ok"]
    keyed = "CREATE TABLE k (a PRIMARY KEY, b) WITHOUT ROWID; INSERT INTO k VALUES ('p', 1), ('q', 1)"
    assert not run_now("sqlite", "SELECT a FROM k ORDER BY b LIMIT 1", keyed)["ok"]
    view = table + "; CREATE VIEW v AS SELECT b FROM t ORDER BY a DESC LIMIT 1"
    assert not run_now("sqlite", "SELECT b FROM v", view)["ok"]


def test_ties_may_stand_in_any_order_among_rows_that_are_alike(python: None) -> None:
    days = [("Ann", 1), ("Ann", 3), ("Bob", 2), ("Cy", 4), ("Di", 4), ("Ed", 5), ("Flo", 5)]
    table = "CREATE TABLE t (a, b); INSERT INTO t VALUES " + ", ".join(map(str, days))
    by_day = "SELECT a FROM t ORDER BY b"
    mixed = f"{by_day}, a NOT IN ('Cy', 'Flo')"
    other = "SELECT a FROM t ORDER BY a <> 'Bob', b, a IN ('Di', 'Ed')"
    found = compare(by_day, [mixed, other], table, 1, ordered=True)
    assert [told[0] for told in found] == ["same", "differs"]


JOIN = "SELECT name FROM guest g JOIN stay s ON s.guest_id = g.id WHERE price > 80 ORDER BY name"


@pytest.mark.parametrize("script", [(SCHEMA, DATA), (SCHEMA,)])
def test_other_queries_are_told_apart(python: None, script: object) -> None:
    others = [
        JOIN.replace("80", "87"),  # the same rows on the data that are given
        JOIN.replace(">", ">="),
        JOIN.replace("80", "81"),
        JOIN + " DESC",
        JOIN.replace("SELECT", "SELECT DISTINCT"),
        JOIN.replace("WHERE", "WHERE town IS NOT NULL AND"),
        JOIN.replace("price > 80", "price > 80 AND state = 'open'"),
    ]
    found = compare(JOIN, others, script, 7, ordered=True)
    assert ["differs" in one for one in found] == [True] * len(others)


def test_fills_come_of_the_seed_alone(python: None) -> None:
    others = variants("sqlite", JOIN)
    first, second = (compare(JOIN, others, [SCHEMA, DATA], 5, ordered=True) for _ in range(2))
    assert first == second
    told = ["differs" in one for one in first]
    assert sum(told) >= len(told) - 1  # the left join behind a condition is the same
    assert ["differs"] * (FILLS + 1) in first


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b INT REFERENCES a(id), c TEXT UNIQUE NOT NULL)",
        "CREATE TABLE a (x INT REFERENCES b(y), PRIMARY KEY (x)); CREATE TABLE b (y INT REFERENCES a(x))",
        "CREATE TABLE a (b, c GENERATED ALWAYS AS (b + 1))",
        "CREATE TABLE a (b INT REFERENCES gone(z), c INT)",
        'CREATE TABLE a ("odd ""name" TEXT, [b] BLOB, c BOOLEAN DEFAULT 1, d DATETIME)',
        "CREATE TABLE a (b TEXT CHECK (length(b) > 400), c INT)",
        "CREATE TABLE a (b, c); INSERT INTO a VALUES (1, '9999-12-31'), ('x', '9999-12-31'), (x'00', 1e308)",
        "CREATE TABLE a (b INT); CREATE TRIGGER t BEFORE INSERT ON a BEGIN SELECT RAISE(ABORT, 'no'); END",
    ],
)
def test_odd_schemas_are_filled_or_left_empty(python: None, schema: str) -> None:
    assert isinstance(compare("SELECT * FROM a", ["SELECT count(*) FROM a"], schema, 1, ordered=False), list)
