"""Builds with random caps: whether one is passed, by the endpoint's own count and by the program's."""

import random
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benchmarks.endurance.building import Size, programs, told, words
from tests.simulator.launch import simulator

_PRICE = {"prompt": 0.4, "completion": 1.6}
"""US dollars for a million tokens."""
_MODELS = {"default": {"model": "sim-strong", "price": _PRICE}}
_FAULTS = {"errors": 0.05, "malformed": 0.02, "truncated": 0.01}
_ROUNDED = 1e-6
"""US dollars to which `status` rounds."""
_UNITS = {"tokens": "tok", "calls": "calls", "usd": "usd"}


def measure(size: Size) -> dict[str, Any]:
    """`passed`: builds that the endpoint, or the program itself, counts more of than their cap. Each has one
    cap, between nearly nothing and a fifth more than what it takes uncapped; half of them meet faults."""
    chance, raw = random.Random(size.seed), list[dict[str, Any]]()
    with programs(size, models=_MODELS) as program:
        with simulator(latency=size.latency, seed=size.seed) as endpoint:
            replace(program, base_url=endpoint.base_url)(*words(size, "whole"))
            whole = _spent(endpoint.stats())
        for number in range(size.number):
            kind = chance.choice([*_UNITS])
            part = chance.uniform(0, 1.2) * whole[kind]
            cap = round(part, 6) if kind == "usd" else max(1, int(part))
            few = replace(size, concurrency=chance.choice([1, 4, 16, 64]))
            with simulator(latency=size.latency, seed=number, **chance.choice([{}, _FAULTS])) as endpoint:
                here, began = replace(program, base_url=endpoint.base_url), time.monotonic()
                budget = ("--budget", f"{cap:f}usd" if kind == "usd" else f"{cap}{_UNITS[kind]}")
                done = here(*words(few, f"run-{number}", *budget, "--json"))
                by_endpoint, status = _spent(endpoint.stats()), done.json()
            own: dict[str, float] = {
                "tokens": sum(status["tokens"].values()),
                "calls": status["calls"],
                "usd": status["cost_usd"],
            }
            over = by_endpoint[kind] > cap or own[kind] > cap + _ROUNDED
            found = {"kind": kind, "cap": cap, "by_endpoint": by_endpoint, "own": own, "passed": over}
            raw.append(found | told(done, began, whole=False) | {"concurrency": few.concurrency})
    return {
        "builds": len(raw),
        "passed": sum(run["passed"] for run in raw),
        "told_less": sum(
            any(run["own"][k] < run["by_endpoint"][k] - _ROUNDED for k in _UNITS) for run in raw
        ),
        "exit_codes": dict(Counter(str(run["exit_code"]) for run in raw)),
        "whole": whole,
        "runs": raw,
    }


def _spent(stats: Mapping[str, Any]) -> dict[str, float]:
    tokens = stats["tokens"]
    usd = sum(tokens[side] * price for side, price in _PRICE.items()) / 1e6
    return {"tokens": sum(tokens.values()), "calls": stats["requests"], "usd": round(usd, 9)}
