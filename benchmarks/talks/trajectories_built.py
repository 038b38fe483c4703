"""Trajectories built in a world at the simulated endpoint, with defects planted: what is caught, what is not.

    python -m benchmarks.talks.trajectories_built --rows 500 --out FILE

The endpoint's users and assistants slip at a rate: a call of a wrong type, a call of no tool, an answer that
contradicts a result, one that denies what was made, words of the other role. A planted turn is caught if it
stands in no talk that programs let pass; it is a false alarm if a turn without a defect is asked again. One
row in five is of the kind «follow-up», so that enough can be forgotten. The simulated judge may know what was
planted, so what it alone rejects counts as let pass, and so do duplicates and surplus rows.
"""

import argparse
import asyncio
import json
import platform
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from benchmarks.marks import Marks
from seedbed.agent.models.places import Flags
from seedbed.agent.models.settings import resolve
from seedbed.graphs.lifecycle import Wish, build
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.evaluation.stored_answers import said_text
from seedbed.tools.verification.toolcalls.calls import read_call
from seedbed.tools.verification.toolcalls.check import check_calls
from seedbed.tools.verification.toolcalls.tools import read_tools
from tests.simulator.jobs.act_as_assistant import DEFECTS
from tests.simulator.launch import simulator

ROOT = Path(__file__).resolve().parents[2]
WORLD = ROOT / "scenarios" / "tool_use" / "world.yaml"
_REASKS = 2


@dataclass(frozen=True, slots=True)
class Asking:
    """One turn as it was spoken once: its answers in their order."""

    candidate: Candidate
    attempt: int
    role: str
    turn: int
    again: int
    defect: str
    """The first that was planted in it; empty: none."""
    said: str
    """The last answer's words."""
    refused: bool
    """Whether it was asked again, or ended its talk."""

    @property
    def let_pass(self) -> bool:
        """Whether it is a turn of a talk that programs let pass."""
        return not self.refused and _let_pass(self.candidate, self.attempt)


def _let_pass(candidate: Candidate, attempt: int) -> bool:
    draft = candidate.draft
    if attempt < draft.attempts - 1:
        return draft.tries[attempt] == ("low quality",)
    codes = {reason.code for reason in (*draft.reasons, *candidate.verdict.reasons)}
    return codes <= {"duplicate", "surplus", "low quality"}


def measure(rows: int, rate: float, seed: int) -> dict[str, Any]:
    """Build, and count what became of each turn."""
    with tempfile.TemporaryDirectory() as folder, simulator(tool_world=WORLD, defects=rate, seed=seed) as end:
        run = Path(folder) / "run"
        status = asyncio.run(_built(run, _spec(Path(folder), rows, seed), end.base_url))
        truth = end.truth()
        store = RunFolder(run).open_store()
        askings = list(_askings(store, truth))
        dataset = [json.loads(line) for line in (run / "dataset.jsonl").read_text("utf-8").splitlines()]
        store.close()
    return {"build": status, "planting rate": rate, **_counted(askings), "accepted calls": _calls(dataset)}


def _spec(folder: Path, rows: int, seed: int) -> Spec:
    """Four fifths of the rows of every kind, the rest follow-ups."""
    later = folder / "later.yaml"
    world = yaml.safe_load(WORLD.read_text(encoding="utf-8"))
    later.write_text(yaml.safe_dump({**world, "kinds": ["follow-up"]}, sort_keys=False), encoding="utf-8")
    part = {"task": "tool_use", "topic": "a bike hire"}
    parts = [
        {**part, "name": "every", "world": str(WORLD), "rows": rows - rows // 5},
        {**part, "name": "later", "world": str(later), "rows": rows // 5},
    ]
    return Spec.model_validate({"parts": parts, "seed": seed, "accept": {"near_duplicate": 0.95}})


async def _built(run: Path, spec: Spec, base_url: str) -> dict[str, Any]:
    flags = Flags(base_url=base_url, model="sim-strong")
    settings = resolve({}, flags, {"SEEDBED_API_KEY": "k"}, run.parent)
    outcome = await build(run, Wish(settings, spec=spec), Marks())
    return {name: outcome.status[name] for name in ("requested", "accepted", "rejected", "calls", "seconds")}


def _askings(store: Store, truth: Sequence[Mapping[str, Any]]) -> Iterator[Asking]:
    planted: dict[str, set[str]] = {}
    for one in truth:
        planted.setdefault(one["content_hash"], set()).add(one["defect"] or "")
    for state in ("accepted", "rejected", "failed"):
        for candidate in store.candidates(state):
            brief = store.brief(candidate.number)
            if brief is not None:
                yield from _of_brief(candidate, store.answers_of(brief.id), planted)


def _of_brief(candidate: Candidate, answers: Any, planted: Mapping[str, set[str]]) -> Iterator[Asking]:
    found: dict[tuple[int, int, int], list[tuple[str, str, str]]] = {}
    for slot, answer in answers:
        first, _, rest = slot.step.partition("/")
        if slot.role not in ("user", "assistant") or not first.startswith("turn-"):
            continue
        again = int(rest.split("/")[0].removeprefix("again-")) if rest.startswith("again-") else 0
        key = (slot.attempt, int(first.removeprefix("turn-")), again)
        message = answer.content["choices"][0]["message"]
        sent = _sent(message) if message.get("tool_calls") else said_text(answer)
        kinds = planted.get(sha256(sent.encode()).hexdigest(), {""})
        found.setdefault(key, []).append((slot.role, next(iter(kinds)) if len(kinds) == 1 else "", sent))
    turns = {(attempt, turn) for attempt, turn, _ in found}
    for (attempt, turn, again), said in found.items():
        asked_anew = (attempt, turn, again + 1) in found
        last = again == _REASKS and (attempt, turn + 1) not in turns
        ended = last and not _let_pass(candidate, attempt)
        defect = next((kind for _, kind, _ in said if kind), "")
        yield Asking(candidate, attempt, said[0][0], turn, again, defect, said[-1][2], asked_anew or ended)


def _sent(message: Mapping[str, Any]) -> str:
    """Calls as the endpoint remembers them."""
    made = [one["function"] for one in message["tool_calls"]]
    return json.dumps([[one["name"], json.loads(one["arguments"])] for one in made], sort_keys=True)


def _counted(askings: Sequence[Asking]) -> dict[str, Any]:
    bad = [one for one in askings if one.defect]
    clean = [one for one in askings if not one.defect]
    missed = [one for one in bad if one.let_pass]
    alarms = [one for one in clean if one.refused]
    tried, through = Counter(one.defect for one in bad), Counter(one.defect for one in missed)
    at_once = Counter(one.defect for one in bad if one.refused)
    return {
        "planted": {
            kind: {
                "turns": tried[kind],
                "refused at once": at_once[kind],
                "caught": tried[kind] - through[kind],
                "share": round(1 - through[kind] / tried[kind], 4) if tried[kind] else None,
            }
            for kind in DEFECTS
        },
        "without a defect": {
            "turns": len(clean),
            "asked again": len(alarms),
            "share": round(len(alarms) / max(1, len(clean)), 4),
        },
        "missed": [f"{one.defect}: {one.said[:300]}" for one in missed[:12]],
        "false alarms": [one.said[:300] for one in alarms[:12]],
    }


def _calls(dataset: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Calls of the rows held against their own tools once more."""
    found: list[bool] = []
    for row in dataset:
        made = [read_call(one) for message in row["messages"] for one in message.get("tool_calls") or ()]
        found += [one.ok for one in check_calls(read_tools(row["tools"]), made)]
    return {"calls": len(found), "valid": sum(found)}


def main() -> None:
    """Measure, and write the result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--rate", type=float, default=0.3, help="share of turns with a defect")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    machine = {"python": platform.python_version(), "system": platform.platform()}
    result = {"machine": machine, "seed": asked.seed, **measure(asked.rows, asked.rate, asked.seed)}
    asked.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
