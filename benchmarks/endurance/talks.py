"""Talks of an assistant with tools, many at once: how much of what the endpoint allows a build asks of it."""

import shutil
import time
from dataclasses import replace
from typing import Any

import yaml

from benchmarks.endurance.building import Size, programs, read, told, words
from tests.simulator.launch import simulator
from tests.warm import ROOT

_SCENARIO = ROOT / "scenarios" / "tool_use"


def measure(size: Size) -> dict[str, Any]:
    """`share` of the calls that so many at once of that length allow, in steady state; `whole`: from the
    first to the last, the end with few talks left included."""
    kind = yaml.safe_load(_SCENARIO.with_suffix(".yaml").read_text("utf-8"))
    with programs(size) as program, simulator(latency=size.latency, seed=size.seed) as endpoint:
        shutil.copytree(_SCENARIO, program.folder / _SCENARIO.name)
        program.spec(**kind | {"rows": size.rows, "seed": size.seed})
        began = time.monotonic()
        done = replace(program, base_url=endpoint.base_url)(*words(size, "talks"))
        # The simulated judge sees no defect in a talk, so a build of many ends before its last row.
        found = told(done, began, whole=False) | read(program.folder / "talks")
    allowed = size.concurrency * 1000 / size.latency
    return {
        "share": round(found["calls_per_second"] / allowed, 3),
        "whole": round(found["calls_for_rows"] / found["seconds"] / allowed, 3),
        **found,
    }
