"""The runs that a benchmark consists of: which ones each mode needs, and the name of each.

A run is named by all that decides it but its budget, which is what closed spent in the same world; so modes
share runs, and an interrupted benchmark knows which it has.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.steering.arms import ABLATED, ARMS, CLOSED
from benchmarks.steering.world import COMBINATIONS

ROOT = Path(__file__).resolve().parents[2]
MODES = ("main", "worlds", "sweep", "ablation", "smoke", "replay")
SCALES = (0.0, 0.5, 1.0, 1.5)
REPLAY = "replay"
SMOKE_SEEDS = 1000
"""First seed of the smoke test, far from the others."""


@dataclass(frozen=True, slots=True)
class Job:
    """One run of an arm in a world, or one series of replays."""

    arm: str
    world: int
    seed: int
    rows: int
    """Rows asked for; of replays their number."""
    scale: float = 1.0
    """Times drift and defects."""
    combinations: int = 4
    off: str = ""
    """The mechanism that is switched off; empty: none."""
    budget: int | None = None
    """Tokens; None: no cap (closed)."""
    critic: str = "sane"
    """How the model reads rows together: as `--critic` of the simulator says."""

    @property
    def key(self) -> str:
        """What names it."""
        off = f"-{self.off}" if self.off else ""
        off += f"-{self.critic}" if self.critic != "sane" else ""
        return (
            f"{self.arm}{off}/world {self.world}/x{self.scale:g}/c{self.combinations}"
            f"/seed {self.seed}/{self.rows} rows"
        )

    @property
    def measure(self) -> "Job | None":
        """The run whose tokens are this one's budget; None: it has no cap."""
        if self.arm == REPLAY or (self.arm == CLOSED and not self.off):
            return None
        return replace(self, arm=CLOSED, off="", budget=None)

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return asdict(self)


def jobs_of(mode: str, seeds: int, rows: int, few: int, smoke: int, replays: int) -> list[Job]:
    """The runs that a mode needs.

    Args:
        seeds: Seeds of main and worlds.
        few: Seeds of sweep or ablation.
        smoke: Whole runs of the smoke test.
        replays: Replays of the statistics in each world.
    """
    if mode == "main":
        return _paired(range(seeds), rows)
    if mode == "worlds":
        return [Job(CLOSED, world, seed, rows) for seed in range(seeds) for world in (2, 3)]
    if mode == "sweep":
        places = [(scale, number) for scale in SCALES for number in COMBINATIONS]
        return [job for scale, number in places for job in _paired(range(few), rows, scale, number)]
    if mode == "ablation":
        closed = [Job(CLOSED, 1, seed, rows) for seed in range(few)]
        return closed + [replace(job, off=name) for name in ABLATED for job in closed]
    if mode == "smoke":
        return [Job(CLOSED, 2, SMOKE_SEEDS + number, rows) for number in range(smoke)]
    if mode == "replay":
        return [Job(REPLAY, world, 0, replays) for world in (2, 3)]
    raise ValueError(f"no mode {mode!r}; there are {', '.join(MODES)}")


def _paired(seeds: Iterable[int], rows: int, scale: float = 1.0, combinations: int = 4) -> list[Job]:
    return [Job(arm.name, 1, seed, rows, scale, combinations) for seed in seeds for arm in ARMS]


@cache
def code() -> str:
    """16 hex digits over the sources that a run depends on: results of other code aren't taken over."""
    every = hashlib.sha256()
    for folder in ("memory", "tools", "agent", "graphs", "tests/simulator", "benchmarks/steering"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in (".py", ".md", ".json", ".txt", ".yaml"):
                every.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return every.hexdigest()[:16]
