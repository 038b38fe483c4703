"""Checks of talks on people's own: Schema-Guided Dialogue (Rastogi et al. 2020), and one figure changed.

    python -m benchmarks.verification.sgd_talks --out FILE

Calls and results stand where the data has them. The copy holds at most two records of a result, so that what
is said of the others has no ground: talks all of whose results have fewer are counted apart. Into answers
without a fault one wrong figure is planted in place of one that their result holds.
"""

import argparse
import json
import platform
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from seedbed.tools.verification.trajectories.check import Checked, check_trajectory
from seedbed.tools.verification.trajectories.read import read_trajectory

DATA = Path("../shared/data/sgd")
_FIGURE = re.compile(r"(?<![\w.:-])(\d{1,4})(?![\w-]|[.:]\d)")


def talks(folder: Path) -> Iterator[dict[str, Any]]:
    """The dialogues as rows {messages, tools}."""
    services = {
        one["service_name"]: _tools(one)
        for one in map(json.loads, (folder / "schema.jsonl").read_text("utf-8").splitlines())
    }
    for line in (folder / "dialogues.jsonl").read_text("utf-8").splitlines():
        given = json.loads(line)
        messages: list[dict[str, Any]] = []
        for number, one in enumerate(given["messages"]):
            if call := one.get("call"):
                asked = {"id": f"call {number}", "function": call}
                messages.append({"role": "assistant", "content": None, "tool_calls": [asked]})
                result = {"tool_call_id": f"call {number}", "content": json.dumps(one["results"])}
                messages.append({"role": "tool", **result})
            messages.append({"role": one["role"], "content": one["content"]})
        yield {"tools": services[given["service"]], "messages": messages}


def _tools(service: Mapping[str, Any]) -> list[dict[str, Any]]:
    described = {slot["name"]: slot["description"] for slot in service["slots"]}
    made = []
    for intent in service["intents"]:
        names = [*intent["required_slots"], *intent["optional_slots"]]
        named = {name: {"type": "string", "description": described[name]} for name in names}
        for name, default in intent["optional_slots"].items():
            named[name]["default"] = default
        parameters = {"type": "object", "properties": named, "required": intent["required_slots"]}
        made.append({"name": intent["name"], "description": intent["description"], "parameters": parameters})
    return made


def is_whole(row: Mapping[str, Any]) -> bool:
    """Whether no result may have lost records."""
    return all(len(json.loads(one["content"])) < 2 for one in row["messages"] if one["role"] == "tool")


def planted(row: Mapping[str, Any], rng: random.Random) -> tuple[dict[str, Any], int] | None:
    """The row with one figure of an answer changed that its result holds, and the answer's place."""
    messages = row["messages"]
    places = []
    for number, one in enumerate(messages[1:], 1):
        before = messages[number - 1]
        if one["role"] == "assistant" and one["content"] and before["role"] == "tool":
            held = {str(value) for record in json.loads(before["content"]) for value in record.values()}
            places += [(number, hit) for hit in _FIGURE.finditer(one["content"]) if hit[1] in held]
    if not places:
        return None
    number, hit = rng.choice(places)
    other = str(int(hit[1]) + rng.choice((1, 2, 3, 7)))
    text = messages[number]["content"]
    changed = {**messages[number], "content": text[: hit.start(1)] + other + text[hit.end(1) :]}
    return {**row, "messages": [*messages[:number], changed, *messages[number + 1 :]]}, number


def _checked(row: Mapping[str, Any]) -> Checked:
    return check_trajectory(read_trajectory(row))


def measure(folder: Path, seed: int) -> dict[str, Any]:
    """Refused talks and turns, whole ones apart, and planted values that were found."""
    rng = random.Random(seed)
    found: dict[str, Any] = {}
    rows = [*talks(folder)]
    for name, some in (("results whole", [*filter(is_whole, rows)]), ("all", rows)):
        checked = [_checked(row) for row in some]
        faults = [one for each in checked for one in each.faults]
        found[name] = {
            "talks": len(some),
            "refused": sum(not one.ok for one in checked),
            "turns": sum(len(row["messages"]) for row in some),
            "turns with a fault": sum(len({one.turn for one in each.faults}) for each in checked),
            "defects": dict(sorted(Counter(one.defect for one in faults).items())),
            "reasons": [one.reason for one in faults][:30] if name == "results whole" else [],
        }
    tried, caught, missed = 0, 0, []
    for row in rows:
        if (bad := planted(row, rng)) is None or any(one.turn == bad[1] for one in _checked(row).faults):
            continue
        tried += 1
        if any(one.turn == bad[1] for one in _checked(bad[0]).faults):
            caught += 1
        else:
            missed.append(bad[0]["messages"][bad[1]]["content"])
    found["one figure changed"] = {"tried": tried, "caught at its turn": caught, "missed": missed[:12]}
    return found


def main() -> None:
    """Measure, and write the result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    machine = {"python": platform.python_version(), "system": platform.platform()}
    result = {"machine": machine, "seed": asked.seed, **measure(asked.data, asked.seed)}
    asked.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
