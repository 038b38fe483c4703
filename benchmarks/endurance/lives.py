"""Lives of runs, drawn by seed: a build of some kinds, killed and gone on with otherwise; rows asked for,
withdrawn and steered once it has ended, and again. Beside each the same life undisturbed."""

import json
import random
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.endurance.building import Size, hashes, programs
from tests.e2e.inside import holds
from tests.e2e.program import Program, answers, count, ended, lines
from tests.e2e.recorded.building import BUILDS
from tests.e2e.runs import BIKES, MESSAGES, PLAIN, RULES, SURE
from tests.simulator.launch import simulator
from tests.warm import ROOT

FAULTS = {"errors": 0.05, "malformed": 0.05, "truncated": 0.03}
_KINDS = (
    {**MESSAGES},
    {**BIKES},
    {**RULES},
    {**SURE},
    {"name": "notes", "recipe": PLAIN, "topic": "a bike shop"},
)
_SLOW = ("code", "exercise", "one-liners", "programmed", "drawn-problems")
"""In names of shipped builds that run programs for minutes."""
_AT_ONCE = (1, 4, 32)
_ENDS = ("KILL", "KILL", "TERM", "INT", "HUP")


@dataclass(slots=True)
class Life:
    """One run by its program. `words`: what was asked of it, for who looks into a fault."""

    program: Program
    run: str
    words: list[str] = field(default_factory=list)
    kills: int = 0

    @property
    def path(self) -> Path:
        return self.program.folder / self.run

    def do(self, *words: str, fine: tuple[int, ...] = (0,)) -> str:
        """A command to its end, which is one of those; what it printed."""
        self.words.append(" ".join(words))
        done = self.program(*words)
        assert done.code in fine and "Traceback" not in done.err, f"{words}: {done.code}, {done.err[-2000:]}"
        return done.out

    def on(self, at_once: int) -> tuple[str, ...]:
        """The command that goes on with so many calls at once."""
        more = ("--yes", "--max-concurrent", str(at_once))
        if count(self.path, "SELECT count(*) FROM meta WHERE key = 'request'"):
            return ("resume", self.run, *more)
        return ("build", "spec.yaml", "--skip-exam", "--planning", "draft", "-o", self.run, *more)

    def accepted(self) -> list[str]:
        with closing(sqlite3.connect(self.path / "run.sqlite")) as store:
            return [
                id
                for (id,) in store.execute(
                    "SELECT row_id FROM candidates WHERE state = 'accepted' ORDER BY 1"
                )
            ]

    def said(self) -> dict[str, tuple[str, str]]:
        """Slot of a call → its request's hash, and what was answered."""
        with closing(sqlite3.connect(self.path / "run.sqlite")) as store:
            return {slot: rest for slot, *rest in store.execute("SELECT slot, request, content FROM answers")}


def measure(size: Size) -> dict[str, Any]:
    """`same`: lives whose files were the same bytes as undisturbed ones after each of their ends; `answered
    otherwise`: where the simulator gave two answers to one request, so that nothing is told; `faults` of the
    others."""
    told = [_life(replace(size, seed=size.seed + number)) for number in range(size.number)]
    return {
        "lives": len(told),
        "kills": sum(one["kills"] for one in told),
        "same": sum(one["end"] == "same" for one in told),
        "answered_otherwise": sum(one["end"] == "answered otherwise" for one in told),
        "faults": [one["end"] for one in told if one["end"] not in ("same", "answered otherwise")],
        "runs": told,
    }


def _life(size: Size) -> dict[str, Any]:
    chance = random.Random(size.seed)
    parts, more = _drawn(chance, size.rows)
    more |= {"parts": parts, "critique_every": chance.choice([5, 9]), "look_ahead": chance.choice([3, 8])}
    faults = {name: share for name, share in FAULTS.items() if chance.random() < 0.6}
    alike = partial(simulator, latency=size.latency, seed=size.seed, **faults)
    with programs(size, **more) as program, alike() as one, alike() as two:
        rough = Life(replace(program, base_url=one.base_url), "rough")
        calm = Life(replace(program, base_url=two.base_url), "calm")
        try:
            end = _lived(rough, calm, chance, size)
        except AssertionError as fault:
            end = str(fault)
    told = {"kills": rough.kills, "end": end, "asked": rough.words}
    return {"seed": size.seed, "parts": [one["name"] for one in parts], **told}


def _lived(rough: Life, calm: Life, chance: random.Random, size: Size) -> str:
    """`same`, or how they came to differ. Raises AssertionError: something ended as it mustn't."""
    end = "same"
    for epoch in range(chance.choice([1, 2, 3])):
        acts, seed = chance.sample(_ACTS, chance.choice([1, 2])), chance.random()
        for life in (rough, calm) if epoch else ():
            for act in acts:
                act(life, random.Random(seed))
        for _ in range(chance.choice([1, 2, 4])):
            _disturbed(rough, chance)
        rough.do(*rough.on(chance.choice(_AT_ONCE)), fine=(0, 1))
        calm.do(*calm.on(size.concurrency), fine=(0, 1))
        for life in (rough, calm):
            _checked(life)
        if (end := _compared(rough, calm)) != "same":
            break
    rough.do("audit", "rough")
    return end


def _drawn(chance: random.Random, rows: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Parts of some kinds, with the documents that they start from."""
    shipped = [
        name
        for name, build in BUILDS.items()
        if "from" not in build and not any(one in name for one in _SLOW)
    ]
    found, more = dict[str, dict[str, Any]](), dict[str, Any]()
    for _ in range(chance.choice([1, 1, 2])):
        if chance.random() < 0.4:
            some = [dict(chance.choice(_KINDS))]
        else:
            build = BUILDS[chance.choice(shipped)]
            some = [{"name": one["recipe"], **one} for one in build["parts"]]
            more |= {"today": build["today"]} if "today" in build else {}
        for part in some:
            world = {"world": str(ROOT / "scenarios" / part["world"])} if "world" in part else {}
            found[part["name"]] = {**part, **world, "rows": chance.randint(3, rows)}
    if RULES["name"] in found:
        more["sources"] = [str(ROOT / "scenarios" / "demo" / "handbook")]
    return [*found.values()], more


def _disturbed(life: Life, chance: random.Random) -> None:
    """Go on, and end that at some answer."""
    words, before = life.on(chance.choice(_AT_ONCE)), answers(life.path)
    process, wanted = life.program.start(*words), before + chance.choice([0, 1, 5, 20])
    while not ended(process) and answers(life.path) < wanted:
        pass
    how = chance.choice(_ENDS)
    if not ended(process):
        process.send_signal(getattr(signal, f"SIG{how}"))
        life.kills += 1
    life.words.append(f"{' '.join(words)}, {how} after {answers(life.path) - before} answers")
    _, err = process.communicate()
    assert process.returncode in (0, 1, 130, -signal.SIGKILL) and "Traceback" not in err, err[-2000:]


def _extend(life: Life, chance: random.Random) -> None:
    life.do("extend", life.run, "-n", f"+{chance.randint(1, 5)}", fine=(0, 2))


def _redo(life: Life, chance: random.Random) -> None:
    if ids := life.accepted():
        life.do(
            "redo",
            life.run,
            *chance.sample(ids, min(len(ids), 2)),
            "--because",
            "it sounds like an advertisement",
        )


def _steer(life: Life, chance: random.Random) -> None:
    _extend(life, chance)
    life.do("steer", life.run, "--guide", f"Never name firm {chance.randint(1, 99)}.", fine=(0, 2))


_ACTS = (_extend, _redo, _steer)


def _checked(life: Life) -> None:
    """What `status` says holds, and the files say the same."""
    status = json.loads(life.do("status", life.run, "--json"))
    holds(status)
    ids = [row["id"] for row in lines(life.path / "dataset.jsonl")]
    assert ids == sorted(set(ids)) and len(ids) == status["accepted"], (
        f"{len(ids)} rows of {status['accepted']}"
    )


def _compared(rough: Life, calm: Life) -> str:
    if hashes(rough.path) == hashes(calm.path):
        return "same"
    mine, theirs = rough.said(), calm.said()
    both = mine.keys() & theirs.keys()
    otherwise = any(mine[one][0] == theirs[one][0] and mine[one] != theirs[one] for one in both)
    return "answered otherwise" if otherwise else "other bytes"
