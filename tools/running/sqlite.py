"""Queries run on a script's database, and compared over it and new fills of its tables, in the sandbox.

What SQLite itself does stands in `inside/database.py`. Nothing here parses SQL."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seedbed.memory.errors import ToolFault
from seedbed.tools.running.given import script
from seedbed.tools.verification.sandbox.sandbox import Ran, SandboxFault, find_sandbox

FILLS = 5
"""New fills over which queries are compared: on one alone other queries often agree (measured: 4 of 5 fills
told `> 87` from `> 80`)."""
SECONDS = 15.0
ANSWER = 1_000_000
"""Most characters of what the sandbox answers."""
_DATABASE = (Path(__file__).parent / "inside" / "database.py").read_text("utf-8")


def query(program: str, files: Any, seconds: float) -> dict[str, Any]:
    """What a query answers: `ok`, `code`, `rows`, `columns`, `stdout` (as SQLite's shell prints it), `said`.
    Raises GivenFault: `files` is no script. SandboxFault: programs can't be run here."""
    asked = {"script": script(files), "query": program}
    ran = find_sandbox().call(_DATABASE, "ask", asked, ANSWER, seconds=seconds)
    match ran.value:
        case {"rows": [*rows], "columns": [*columns], "settled": bool(settled), "said": str(said)}:
            if not said and not settled:
                said = "the result depends on the order in which the tables are read, or on chance"
            lines = ("|".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)
            code = 1 if said and not rows else 0
            out = {"ok": not said, "code": code, "rows": rows, "columns": columns, "said": said}
            return out | {"stdout": "".join(lines)}
        case _:
            return {"ok": False, "said": unanswered(ran)}


def compare(base: str, others: Sequence[str], files: Any, seed: int, *, ordered: bool) -> list[list[str]]:
    """Other queries against one, over the script's data and FILLS new fills; of each what a database says.

    `same`, `differs`, `empty` (neither gives a row), `unsettled` (the one's own rows hang on the order of a
    table), or `fails: …`. `ordered`: the order of rows matters. Raises ValueError: that one doesn't run.
    ToolFault: programs can't be run here."""
    try:
        asked = {"script": script(files), "base": base, "others": list(others), "fills": FILLS}
        asked |= {"seed": seed, "ordered": ordered}
        ran = find_sandbox().call(_DATABASE, "compared", asked, ANSWER, seconds=SECONDS)
    except SandboxFault as fault:
        raise ToolFault(str(fault)) from fault
    match ran.value:
        case {"said": "", "others": [*answers]} if len(answers) == len(others):
            return [[str(one) for one in verdicts] for verdicts in answers]
        case {"said": str(said)} if said:
            raise ValueError(said)
        case _:
            raise ValueError(unanswered(ran))


def unanswered(ran: Ran) -> str:
    """Why the sandbox gave no answer that can be used."""
    words = {"time": "it took too long", "memory": "it took too much memory"}
    return words.get(ran.state, ran.detail or "what the sandbox answered is no result")
