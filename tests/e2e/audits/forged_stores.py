"""Forgeries in the store of a run, by somebody who then makes every file and hash agree with it."""

import json
from collections.abc import Callable
from typing import Any

from tests.e2e.audits.forger import Forger, Forgery
from tests.e2e.tampering import database, edit_draft, edit_json, evidence_of


def _piece(draft: Any, kind: str) -> Any:
    return next(piece for piece in draft["evidence"] if piece["kind"] == kind)


def _one_input(draft: Any) -> None:
    inputs = _piece(draft, "computation")["inputs"]
    first = next(iter(inputs))
    inputs[first] = f"{inputs[first]}7"


def _span(draft: Any) -> None:
    cited = _piece(draft, "citation")
    cited.update(start=cited["start"] + 1, end=cited["end"] + 1)


def _answers(draft: Any) -> None:
    answers = _piece(draft, "agreement")["answers"]
    answers[1:2] = [f"{answers[0]}1"]


def _answer(draft: Any) -> None:
    draft["row"]["answer"] = _piece(draft, "computation")["result"] = "4"


def _computation(draft: Any) -> None:
    _piece(draft, "computation").update(expression="2+2", result="4", inputs={"a": "2", "b": "2"})
    draft["row"]["answer"] = "4"


DRAFTS: tuple[tuple[str, Callable[[Any], None]], ...] = (
    ("problems", _answer),
    ("sums", _computation),
    ("problems", _one_input),
    ("problems", lambda draft: draft["row"].update(problem="Say why.")),
    ("problems", _answers),
    ("problems", lambda draft: draft.update(evidence=[])),
    ("sums", lambda draft: draft["row"].update(solution="1 + 1 = <<1+1=3>>3")),
    ("rules", _span),
    ("rules", lambda draft: draft["row"].update(question="What costs £40?")),
    ("rules", lambda draft: _piece(draft, "citation").update(ok=False)),
    ("questions", lambda draft: _piece(draft, "citation").update(quote="Helmets are lent!")),
    ("questions", _answers),
    ("messages", lambda draft: draft["row"].update(text="Where is my parcel?")),
    ("messages", lambda draft: _piece(draft, "judgement").update(score=0)),
    ("messages", lambda draft: draft.update(evidence=draft["evidence"][:1])),
    ("bikes", lambda draft: draft["row"].update(price=1)),
    ("bikes", lambda draft: draft["row"].update(price="cheap")),
    ("bikes", lambda draft: _piece(draft, "judgement").update(reason="a masterpiece")),
)
"""Part, and how the draft of one of its rows is changed."""


def another_cited(run: Forger) -> str:
    def first_word(draft: Any) -> None:
        cited = _piece(draft, "citation")
        cited["claim"] = draft["row"]["answer"] = cited["quote"].split()[0]

    return run.draft("questions", first_word)


def context_changed(run: Forger) -> str:
    return run.draft("questions", lambda draft: draft["row"]["passage"].update(quote="And £5 more."))


def labels_swapped(run: Forger) -> str:
    one, other = run.unlike("messages", "label")
    for mine, theirs in ((one, other), (other, one)):
        change = {"label": theirs["label"]}
        edit_draft(run.path, mine["id"], lambda draft, change=change: draft["row"].update(change))  # type: ignore[misc]
    return f"{one['id']} {other['id']}"


def judgement_of_another(run: Forger) -> str:
    found = evidence_of(run.path, run.rows["messages"][-1], "judgement")
    return run.draft("messages", lambda draft: draft["evidence"].append(found))


def grade_raised(run: Forger) -> str:
    mine = run.draft("messages", lambda draft: draft.update(grade="proven"))
    where = f"row_id = '{mine}'"
    edit_json(run.path, "candidates", "verdict", where, lambda verdict: verdict.update(grade="proven"))
    return mine


def brief_changed(run: Forger) -> str:
    mine = run.take("messages")
    number = f"number = (SELECT number FROM candidates WHERE row_id = '{mine}')"
    edit_json(run.path, "briefs", "content", number, lambda b: b["attributes"].update(tone="curt"))
    return mine


def seat_changed(run: Forger) -> str:
    mine = run.take("bikes")
    where = f"candidate = (SELECT number FROM candidates WHERE row_id = '{mine}')"
    edit_json(run.path, "seats", "content", where, lambda seat: seat["attributes"].update(tone="curt"))
    return mine


def writers_answer_changed(run: Forger) -> str:
    return run.answered("messages", "writer", lambda said: said.update(text="Where is my parcel?"))


def judges_answer_changed(run: Forger) -> str:
    return run.answered("bikes", "judge", lambda said: said.update(score=1, reason="no"))


def answer_gone(run: Forger) -> str:
    mine = run.take("problems")
    with database(run.path) as connection:
        connection.execute("DELETE FROM answers WHERE substr(brief, 1, 16) = ? AND role = 'solver'", (mine,))
    return mine


def seats_exchanged(run: Forger) -> str:
    one, other = run.take("problems"), run.take("problems")
    with database(run.path) as connection:
        found = {
            row_id: (number, seat)
            for row_id, number, seat in connection.execute("SELECT row_id, number, seat FROM candidates")
        }
        for mine, theirs in ((one, other), (other, one)):
            place = (found[theirs][1], found[mine][0])
            connection.execute("UPDATE candidates SET seat = ? WHERE number = ?", place)
            connection.execute("UPDATE seats SET candidate = ? WHERE number = ?", (place[1], place[0]))
            change = (
                f"UPDATE candidates SET verdict = json_set(verdict, '$.seat', {place[0]}) WHERE number = ?"
            )
            connection.execute(change, (place[1],))
    return f"{one} {other}"


def verdict_changed(run: Forger) -> str:
    """A rejected row takes the place of an accepted one of its cell."""
    with database(run.path) as connection:
        query = """
            SELECT bad.row_id, bad.number, good.row_id, good.number, good.seat, good.verdict
            FROM candidates AS bad JOIN candidates AS good
            ON substr(bad.cell, 1, instr(bad.cell, '/')) = substr(good.cell, 1, instr(good.cell, '/'))
            WHERE bad.state = 'rejected' AND good.state = 'accepted'
        """
        bad, number, good, other, seat, verdict = connection.execute(query).fetchone()
        change = "UPDATE candidates SET state = ?, seat = ?, verdict = ? WHERE number = ?"
        connection.execute(change, ("accepted", seat, verdict, number))
        rejected = json.dumps({**json.loads(verdict), "state": "rejected", "seat": None})
        connection.execute(change, ("rejected", None, rejected, other))
        connection.execute("UPDATE seats SET candidate = ? WHERE number = ?", (number, seat))
    edit_draft(run.path, bad, lambda draft: draft.update(reasons=[]))
    return f"{bad} {good}"


def row_deleted(run: Forger) -> str:
    with database(run.path) as connection:
        query = "SELECT seat FROM candidates WHERE row_id = ?"
        mine = run.take("sums")
        seat = connection.execute(query, (mine,)).fetchone()[0]
        connection.execute("DELETE FROM candidates WHERE row_id = ?", (mine,))
    return f"seat\xa0{seat}"


def row_copied(run: Forger) -> str:
    mine = run.take("sums")
    with database(run.path) as connection:
        connection.execute(
            "INSERT INTO candidates SELECT 9999, 'feedfeedfeedfeed', state, cell, seat, verdict, draft "
            "FROM candidates WHERE row_id = ?",
            (mine,),
        )
        connection.execute(
            "INSERT INTO briefs SELECT 9999, id, cell, method, content, seat FROM briefs "
            "WHERE number = (SELECT number FROM candidates WHERE row_id = ?)",
            (mine,),
        )
    return "feedfeedfeedfeed"


def fewer_asked_for(run: Forger) -> str:
    with database(run.path) as connection:
        connection.execute("UPDATE meta SET value = '27' WHERE key = 'requested'")
    return "run.sqlite"


def drafts_changed(run: Forger) -> str:
    return " ".join(run.draft(part, change) for part, change in DRAFTS)


STORE: tuple[tuple[Forgery, ...], ...] = (
    (
        *(drafts_changed, labels_swapped, judgement_of_another),
        *(grade_raised, brief_changed, seat_changed, writers_answer_changed, judges_answer_changed),
        *(answer_gone, seats_exchanged),
    ),
    (verdict_changed,),
    (another_cited, context_changed, row_deleted, fewer_asked_for),
    (row_copied,),
)
"""Heaps of forgeries that one audit must find, none of which hides another."""
