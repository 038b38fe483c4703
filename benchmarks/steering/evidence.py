"""What a finished run shows of itself: delivered rows, margins, probes, how its checks did on natural texts.

Read from the run folder alone, after the run.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.steering.score import Delivered, margins
from benchmarks.steering.world import place_of
from seedbed.memory.files.plan_file import read_plan
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.plan import Plan
from tests.simulator.world.steering_texts import record_hash

Json = dict[str, Any]


def delivered(folder: RunFolder, plan: Plan) -> list[Delivered]:
    """The dataset's rows, in the order of their briefs."""
    tree = plan.parts[0].tree
    rows = {row["id"]: row for row in _lines(folder.dataset)}
    found = [
        Delivered(
            hash=record_hash(rows[line["id"]]),
            text=str(rows[line["id"]].get("text", "")),
            place=place_of(line["cell"], tree),
            number=int(line["brief"]["number"]),
            moved=bool(line["moved_from"]),
        )
        for line in _lines(folder.provenance)
    ]
    return sorted(found, key=lambda row: row.number)


def exactness(folder: RunFolder, asked: int) -> Json:
    """How far the dataset is from the plan as it ended, and whether that is exact."""
    planned = read_plan(folder.plan)
    ended = {k: n for part in (planned.ended or planned.approved).parts for k, n in part.quotas.items()}
    lines = list(_lines(folder.provenance))
    store = folder.open_store()
    seats = [seat.attributes for seat, _, _ in store.seats()]
    store.close()
    found = margins(
        [line["cell"] for line in lines], [line["brief"]["attributes"] for line in lines], ended, seats, asked
    )
    return {**asdict(found), "exact": found.exact}


def checks(folder: RunFolder, truth: Mapping[str, Mapping[str, Any]]) -> Json:
    """What the judge did with texts that came about naturally: judged and refused, of defective and of sound
    ones. Every attempt of every candidate counts, each text once."""
    read: dict[str, bool] = {}
    for row, passed in _judged(folder.store):
        entry = truth.get(record_hash(row))
        if entry is not None:
            read.setdefault(str(entry["hash"]), not passed)
    bad = [refused for name, refused in read.items() if truth[name]["defect"]]
    good = [refused for name, refused in read.items() if not truth[name]["defect"]]
    return {
        "bad": len(bad),
        "bad_refused": sum(bad),
        "good": len(good),
        "good_refused": sum(good),
    }


def _judged(store: Path) -> Iterator[tuple[Json, bool]]:
    """(record, whether it passed) of each attempt that the judge has read."""
    written: dict[tuple[str, int], Json] = {}
    scores: dict[tuple[str, int], bool] = {}
    with closing(sqlite3.connect(store)) as connection:
        answers = connection.execute(
            "SELECT brief, attempt, role, content FROM answers "
            "WHERE role = 'writer' OR (role = 'judge' AND step LIKE 'judge_sentences%') ORDER BY time"
        )
        for brief, attempt, role, content in answers:
            said = _said(content)
            if role == "writer" and isinstance(said.get("text"), str):
                written[brief, attempt] = {name: said[name] for name in ("text", "working") if name in said}
            elif isinstance(said.get("sentences"), list):
                passed = all(one.get("verdict") == "yes" for one in said["sentences"])
                scores[brief, attempt] = passed
    for at, score in scores.items():
        if at in written:
            yield written[at], score


def _said(content: str) -> Json:
    """The object that an answer holds; empty: none."""
    try:
        found = json.loads(json.loads(content)["choices"][0]["message"]["content"])
    except (ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def probes(folder: RunFolder) -> Json:
    """The program's own probes, from its journal: read and flagged, of known-bad and known-good ones.

    Void ones (taken for another concept, or unreadable) tell nothing of the judge and aren't counted.
    """
    found: Json = {"planted": 0, "bad": 0, "bad_refused": 0, "good": 0, "good_refused": 0, "kinds": {}}
    store = folder.open_store()
    for _, value in store.journal_entries("probe"):
        found["planted"] += 1
        if value["void"]:
            continue
        side = "good" if value["good"] else "bad"
        found[side] += 1
        found[f"{side}_refused"] += bool(value["flagged"])
        kind = found["kinds"].setdefault(value["kind"], [0, 0])
        kind[0] += 1
        kind[1] += bool(value["flagged"])
    store.close()
    return found


def spent(folder: RunFolder) -> Json:
    """Stage and step → [calls, tokens]: where a run's tokens went. A step's name is its prompt's."""
    with closing(sqlite3.connect(folder.store)) as connection:
        rows = connection.execute(
            "SELECT l.stage, coalesce(a.step, '(no answer)'), count(*), "
            "sum(l.prompt_tokens + l.completion_tokens) FROM ledger l LEFT JOIN answers a ON a.slot = l.slot "
            "GROUP BY 1, 2 ORDER BY 4 DESC"
        ).fetchall()
    found: dict[str, list[int]] = {}
    for stage, step, calls, tokens in rows:
        name = stage if stage == "exam" else f"{stage}/{step.partition('/')[0]}"
        known = found.setdefault(name, [0, 0])
        known[0] += calls
        known[1] += tokens
    return found


def methods(folder: RunFolder) -> Json:
    """Method → [candidates committed, of them accepted, tokens of its briefs]."""
    store = folder.open_store()
    made = {number: brief.method for number, brief in store.briefs() if brief is not None}
    found: dict[str, list[int]] = {name: [0, 0, 0] for name in sorted(set(made.values()))}
    for candidate in store.candidates():
        counts = found[made[candidate.number]]
        counts[0] += 1
        counts[1] += candidate.verdict.state == "accepted"
    for name, usage in store.costs("method").items():
        if name in found:
            found[name][2] = usage.prompt_tokens + usage.completion_tokens
    store.close()
    return found


def directives(folder: RunFolder) -> Json:
    """Kind of directive → how many the planner answered."""
    found: dict[str, int] = {}
    for event in _lines(folder.events):
        if event["kind"] == "directive":
            kind = str(event["data"]["kind"])
            found[kind] = found.get(kind, 0) + 1
    return found


def report(folder: RunFolder) -> Json:
    """What `report.json` says of faithfulness and coverage; empty where the run ended before it."""
    if not folder.report_json.exists():
        return {}
    whole = json.loads(folder.report_json.read_text(encoding="utf-8"))
    return {key: whole[key] for key in ("faithfulness", "coverage", "critic") if key in whole}


def _lines(path: Path) -> Iterator[Json]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
