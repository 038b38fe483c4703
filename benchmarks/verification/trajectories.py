"""Checks of trajectories on 500 that are made by rule: half as they should be, half with one defect planted.

    python -m benchmarks.verification.trajectories --out FILE

Generator and checks have one author, which flatters the figures, and the checks were mended on these worlds;
results/trajectories_first_sight.json has what they found in each group of worlds before that. Each trajectory
is checked twice: as `seedbed verify` does, by its transcript alone, and with its world. A defect is caught if
the trajectory is refused, named if a fault of a fitting kind stands at its turn.
"""

import argparse
import json
import platform
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.verification.trajectory_talks import PLANTED, Talk, planted, row_of, talk
from benchmarks.verification.trajectory_worlds import SCENES
from seedbed.tools.verification.toolcalls.check import check_call
from seedbed.tools.verification.trajectories.check import Checked, check_trajectory
from seedbed.tools.verification.trajectories.read import read_trajectory

_ANSWERS = (
    "unsupported",
    "contradicts a result",
    "success after an error",
    "miscalculated",
    "state forgotten",
)
_FITTING = {
    "wrong type": ("wrong type",),
    "unknown tool": ("unknown function",),
    "contradicted": _ANSWERS,
    "forgotten": _ANSWERS,
    "role break": ("out of turn", "speaks for the other", "out of role"),
}


def measure(count: int, seed: int) -> dict[str, Any]:
    """Half of `count` trajectories clean, a tenth with each kind of defect; the scenes in turn."""
    rng = random.Random(seed)
    turn = [SCENES[number % len(SCENES)] for number in range(count)]
    clean = [talk(scene, rng) for scene in turn[: count // 2]]
    bad = [(kind, *planted(scene, kind, rng)) for kind in PLANTED for scene in turn[: count // 10]]
    began = time.process_time()
    found: dict[str, Any] = {}
    for name, with_world in (("transcript alone", False), ("with the world", True)):
        alarms, misses = [], []
        caught, named, ways, missed = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        valid = calls = 0
        for made in clean:
            checked = _checked(made, with_world)
            if checked.ok:
                calls += len(checked.calls)
                valid += sum(call["ok"] for call in checked.calls)
            else:
                alarms.append({"world": made.scene.name, "reason": checked.reason, **_shown(made, checked)})
        for kind, made, place, how in bad:
            checked = _checked(made, with_world)
            caught[kind] += not checked.ok
            at = [one for one in checked.faults if one.turn == place and one.defect in _FITTING[kind]]
            named[kind] += bool(at)
            ways[f"{kind}: {how}"] += kind in ("contradicted", "forgotten", "role break")
            if checked.ok:
                missed[f"{kind}: {how}"] += 1
                misses.append({"defect": kind, "how": how, "said": made.messages[place]["content"]})
        found[name] = {
            "planted": {
                kind: {"trajectories": count // 10, "caught": caught[kind], "named at its turn": named[kind]}
                for kind in PLANTED
            },
            "by way": {way: [tried - missed[way], tried] for way, tried in sorted(ways.items()) if tried},
            "clean": {"trajectories": len(clean), "refused": len(alarms)},
            "calls of accepted ones": {"calls": calls, "valid": valid},
            "misses": misses[:12],
            "false alarms": alarms[:12],
        }
    spent = round(1000 * (time.process_time() - began) / (2 * count), 2)
    return {"worlds": [scene.name for scene in SCENES], "seed": seed, "cpu_ms_per_check": spent, **found}


def _checked(made: Talk, with_world: bool) -> Checked:
    trajectory = read_trajectory(row_of(made))
    checked = check_trajectory(trajectory, made.world if with_world else None)
    if checked.ok and not all(
        check_call(trajectory.by_name(), one.call).ok
        for message in trajectory.messages
        for one in message.calls
    ):
        raise AssertionError("an accepted trajectory has a call that its schema refuses")
    return checked


def _shown(made: Talk, checked: Checked) -> dict[str, Any]:
    place = checked.faults[0].turn
    return {"said": made.messages[place]["content"], "before": made.messages[place - 1]["content"]}


def main() -> None:
    """Measure, and write the result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    result = {
        "machine": {"python": platform.python_version(), "system": platform.platform()},
        "note": "generator and checks have one author",
        **measure(asked.count, asked.seed),
    }
    asked.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
