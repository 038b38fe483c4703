"""The exam's jobs: several things written or read in one call, each with its own lot.

Of the exam's own matter (sentences about rows) this server knows the answers.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.simulator.chance import fraction
from tests.simulator.jobs.briefs import concept_pool
from tests.simulator.jobs.plain.from_schema import NUMBER
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call
from tests.simulator.world.vocabulary import stems

Json = dict[str, Any]
_LINE = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
_SAME = 0.6
"""Share of stems (Jaccard) at which two names mean the same."""


_MATTER = Path(__file__).resolve().parents[3] / "agent" / "models" / "exam" / "tasks" / "material.yaml"


@cache
def material() -> Json:
    """The exam's own matter: the file is read, for importing who owns it would take longer than all else."""
    loaded: Json = yaml.safe_load(_MATTER.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits the exam."""

    call: Call
    profile: Profile
    seed: int

    def right(self, number: int) -> bool:
        """Whether the reading with that number is right, as far as luck goes."""
        return fraction(self.seed, "exam judge", f"{self.call.key} {number}") < self.profile.judges_right

    def lines(self) -> list[str]:
        """The numbered lines of the prompt."""
        return [text for _, text in _LINE.findall(self.call.prompt)]


def _listed(values: list[Any], field: str, **more: Any) -> list[Json]:
    return [{"number": n, **more, field: value} for n, value in enumerate(values, 1)]


def _record(seat: Seat) -> Json:
    fields = (seat.call.schema or {})["properties"]["records"]["items"]["properties"]
    count, choice = (name for name in fields if name != "name")
    records = []
    for line in seat.lines():
        name = next(one for one in material()["names"] if re.search(rf"\b{one}\b", line))
        chosen = next(one for one in fields[choice]["enum"] if re.search(rf"\b{one}\b", line))
        records.append({"name": name, count: int(NUMBER.findall(line)[0]), choice: chosen})
    return {"records": records, "largest": max(records, key=lambda one: one[count])["name"]}


def _subtopics(seat: Seat) -> Json:
    wanted = 6
    made = []
    for topic in seat.lines():
        names = concept_pool(topic, "")[:wanted]
        if not seat.profile.plans_distinct:
            names = ["Opening hours", *(f"The opening hours, part {i}" for i in range(2, wanted + 1))]
        made.append(names)
    return {"topics": _listed(made, "subtopics")}


def _pairs(seat: Seat) -> Json:
    listed = list(enumerate(seat.lines(), 1))
    pairs = [(a, b) for a, x in listed for b, y in listed if a < b and _same(x, y)]
    return {"pairs": [{"first": a, "second": b} for a, b in pairs]}


def _same(one: str, other: str) -> bool:
    if any({one, other} == set(group["double"]) for group in material()["doubles"]):
        return True
    mine, theirs = stems(one), stems(other)
    return bool(mine) and len(mine & theirs) / len(mine | theirs) >= _SAME


def _verdicts(seat: Seat) -> Json:
    truth = {
        one: word == "true" for row in material()["judged"] for word in ("true", "false") for one in row[word]
    }
    made = []
    for n, sentence in enumerate(seat.lines(), 1):
        true = truth[sentence] if _sees(seat, n) else not truth[sentence]
        if seat.profile.bias != "none":
            true = seat.profile.bias == "yes"
        made.append("yes" if true else "no")
    return {"sentences": _listed(made, "verdict", why="It stands in the row.")}


def _sees(seat: Seat, number: int) -> bool:
    return seat.profile.bias == "yes" or (seat.profile.bias == "none" and seat.right(number))


JOBS: dict[str, Callable[[Seat], Json]] = {
    "exam_record": _record,
    "exam_subtopics": _subtopics,
    "exam_pairs": _pairs,
    "exam_verdicts": _verdicts,
}
