"""Forgeries in the store of a run, by somebody who then makes every file and hash agree with it."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

from tests.e2e.audits.built import Built, Forgery
from tests.e2e.tampering import database, edit_draft, edit_evidence, edit_json, evidence_of


def answer_changed(run: Built) -> str:
    mine = run.first("problems")
    edit_draft(run.path, mine, lambda draft: draft["row"].update(answer="4"))
    edit_evidence(run.path, mine, "computation", result="4")
    return mine


def computation_changed(run: Built) -> str:
    mine = run.first("sums")
    edit_evidence(run.path, mine, "computation", expression="2+2", result="4", inputs={"a": "2", "b": "2"})
    edit_draft(run.path, mine, lambda draft: draft["row"].update(answer="4"))
    return mine


def inputs_changed(run: Built) -> str:
    mine = run.first("problems")
    inputs = evidence_of(run.path, mine, "computation")["inputs"]
    edit_evidence(run.path, mine, "computation", inputs={**inputs, next(iter(inputs)): "77"})
    return mine


def solution_changed(run: Built) -> str:
    mine = run.first("sums")
    edit_draft(run.path, mine, lambda draft: draft["row"].update(solution="1 + 1 = <<1+1=3>>3"))
    return mine


def problem_changed(run: Built) -> str:
    mine = run.first("problems")
    edit_draft(run.path, mine, lambda d: d["row"].update(problem=d["row"]["problem"] + " Say why."))
    return mine


def span_shifted(run: Built) -> str:
    mine = run.first("rules")
    found = evidence_of(run.path, mine, "citation")
    edit_evidence(run.path, mine, "citation", start=found["start"] + 1, end=found["end"] + 1)
    return mine


def quote_changed(run: Built) -> str:
    mine = run.first("questions")
    found = evidence_of(run.path, mine, "citation")
    edit_evidence(run.path, mine, "citation", quote=found["quote"] + "!")
    return mine


def answer_cited_otherwise(run: Built) -> str:
    mine = run.first("questions")
    word = evidence_of(run.path, mine, "citation")["quote"].split()[0]
    edit_evidence(run.path, mine, "citation", claim=word)
    edit_draft(run.path, mine, lambda draft: draft["row"].update(answer=word))
    return mine


def question_changed(run: Built) -> str:
    mine = run.first("rules")
    edit_draft(run.path, mine, lambda draft: draft["row"].update(question="What costs £40?"))
    return mine


def context_changed(run: Built) -> str:
    mine = run.first("questions")

    def longer(draft: Any) -> None:
        draft["row"]["passage"]["quote"] += " And £5 more."

    edit_draft(run.path, mine, longer)
    return mine


def text_changed(run: Built) -> str:
    mine = run.first("messages")
    edit_draft(run.path, mine, lambda draft: draft["row"].update(text="Where is my parcel?"))
    return mine


def labels_swapped_in_the_store(run: Built) -> str:
    one, other = run.unlike("messages", "label")
    labels = run.row(one)["label"], run.row(other)["label"]
    for mine, label in ((one, labels[1]), (other, labels[0])):
        _label(run, mine, label)
    return f"{one} {other}"


def _label(run: Built, row_id: str, label: str) -> None:
    edit_draft(run.path, row_id, lambda draft: draft["row"].update(label=label))


def record_changed(run: Built) -> str:
    mine = run.first("bikes")
    edit_draft(run.path, mine, lambda draft: draft["row"].update(price=1))
    return mine


def record_broken(run: Built) -> str:
    mine = run.first("bikes")
    edit_draft(run.path, mine, lambda draft: draft["row"].update(price="cheap"))
    return mine


def score_raised(run: Built) -> str:
    mine = run.first("messages")
    score = evidence_of(run.path, mine, "judgement")["score"]
    edit_evidence(run.path, mine, "judgement", score=score - 1)
    return mine


def reason_changed(run: Built) -> str:
    mine = run.first("bikes")
    edit_evidence(run.path, mine, "judgement", reason="a masterpiece")
    return mine


def slot_of_another(run: Built) -> str:
    one, other = run.rows["messages"][:2]
    found = evidence_of(run.path, other, "judgement")
    edit_draft(run.path, one, lambda d: d.update(evidence=[*d["evidence"], found]))
    return one


def agreement_changed(run: Built) -> str:
    mine = run.first("problems")
    first, *others = evidence_of(run.path, mine, "agreement")["answers"]
    edit_evidence(run.path, mine, "agreement", answers=[first, "99999", *others[1:]])
    return mine


def agreement_of_readers_changed(run: Built) -> str:
    mine = run.first("questions")
    first, *others = evidence_of(run.path, mine, "agreement")["answers"]
    edit_evidence(run.path, mine, "agreement", answers=[first, f"{first} indeed", *others[1:]])
    return mine


def evidence_gone(run: Built) -> str:
    mine = run.first("problems")
    edit_draft(run.path, mine, lambda draft: draft.update(evidence=[]))
    return mine


def a_signal_gone(run: Built) -> str:
    mine = run.first("messages")

    def but_one(draft: Any) -> None:
        assert len(draft["evidence"]) > 1
        draft["evidence"] = draft["evidence"][:1]

    edit_draft(run.path, mine, but_one)
    return mine


def evidence_against(run: Built) -> str:
    mine = run.first("rules")
    edit_evidence(run.path, mine, "citation", ok=False)
    return mine


def grade_raised(run: Built) -> str:
    mine = run.first("messages")
    edit_draft(run.path, mine, lambda draft: draft.update(grade="proven"))
    where = f"row_id = '{mine}'"
    edit_json(run.path, "candidates", "verdict", where, lambda verdict: verdict.update(grade="proven"))
    return mine


def verdict_changed(run: Built) -> str:
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


def seats_exchanged(run: Built) -> str:
    one, other = run.rows["problems"][:2]
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


def brief_changed(run: Built) -> str:
    mine = run.first("messages")
    number = f"number = (SELECT number FROM candidates WHERE row_id = '{mine}')"
    edit_json(run.path, "briefs", "content", number, lambda b: b["attributes"].update(tone="curt"))
    return mine


def seat_changed(run: Built) -> str:
    mine = run.first("bikes")
    where = f"candidate = (SELECT number FROM candidates WHERE row_id = '{mine}')"
    edit_json(run.path, "seats", "content", where, lambda seat: seat["attributes"].update(tone="curt"))
    return mine


def answer_of_the_writer_changed(run: Built) -> str:
    mine = run.first("messages")
    _answered(run, mine, "writer", lambda said: said.update(text="Where is my parcel?"))
    return mine


def answer_of_the_judge_changed(run: Built) -> str:
    mine = run.first("bikes")
    _answered(run, mine, "judge", lambda said: said.update(score=1, reason="no"))
    return mine


def answer_gone(run: Built) -> str:
    mine = run.first("problems")
    with database(run.path) as connection:
        connection.execute("DELETE FROM answers WHERE substr(brief, 1, 16) = ? AND role = 'solver'", (mine,))
    return mine


def _answered(run: Built, row_id: str, role: str, change: Callable[[Any], None]) -> None:
    """Change what a role said, wherever it said it in JSON."""

    def changed(content: Any) -> None:
        message = content["choices"][0]["message"]
        with contextlib.suppress(json.JSONDecodeError):  # a malformed answer, which was asked for again
            said = json.loads(message["content"] or "")
            change(said)
            message["content"] = json.dumps(said)

    where = f"substr(brief, 1, 16) = '{row_id}' AND role = '{role}'"
    assert edit_json(run.path, "answers", "content", where, changed)


def row_deleted_from_the_store(run: Built) -> str:
    with database(run.path) as connection:
        query = "SELECT seat FROM candidates WHERE row_id = ?"
        mine = run.first("sums")
        seat = connection.execute(query, (mine,)).fetchone()[0]
        connection.execute("DELETE FROM candidates WHERE row_id = ?", (mine,))
    return f"seat {seat}"


def row_copied_in_the_store(run: Built) -> str:
    mine = run.first("sums")
    with database(run.path) as connection:
        connection.execute(
            "INSERT INTO candidates SELECT 9999, 'feedfeedfeedfeed', state, cell, seat, verdict, draft "
            "FROM candidates WHERE row_id = ?",
            (mine,),
        )
        connection.execute(
            "INSERT INTO briefs SELECT 9999, id, cell, method, content FROM briefs "
            "WHERE number = (SELECT number FROM candidates WHERE row_id = ?)",
            (mine,),
        )
    return "feedfeedfeedfeed"


def fewer_asked_for(run: Built) -> str:
    with database(run.path) as connection:
        connection.execute("UPDATE meta SET value = '27' WHERE key = 'requested'")
    return "run.sqlite"


STORE: dict[str, Forgery] = {
    "an answer changed everywhere": answer_changed,
    "a computation changed": computation_changed,
    "inputs changed": inputs_changed,
    "a solution changed": solution_changed,
    "a problem's text changed": problem_changed,
    "a citation's span shifted": span_shifted,
    "a quote changed": quote_changed,
    "another answer cited": answer_cited_otherwise,
    "a question changed": question_changed,
    "a context changed": context_changed,
    "a text changed": text_changed,
    "labels swapped": labels_swapped_in_the_store,
    "a record changed": record_changed,
    "a record broken": record_broken,
    "a judge's score changed": score_raised,
    "a judge's reason changed": reason_changed,
    "another row's judgement": slot_of_another,
    "a solver's answer changed": agreement_changed,
    "a reader's answer changed": agreement_of_readers_changed,
    "evidence gone": evidence_gone,
    "a signal gone": a_signal_gone,
    "evidence that speaks against": evidence_against,
    "a grade raised": grade_raised,
    "a verdict changed": verdict_changed,
    "seats exchanged": seats_exchanged,
    "a brief changed": brief_changed,
    "a seat changed": seat_changed,
    "a writer's stored answer changed": answer_of_the_writer_changed,
    "a judge's stored answer changed": answer_of_the_judge_changed,
    "a stored answer gone": answer_gone,
    "a row deleted": row_deleted_from_the_store,
    "a row copied": row_copied_in_the_store,
    "fewer rows asked for": fewer_asked_for,
}
