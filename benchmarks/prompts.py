"""What each prompt costs and how often its answer could be used at once, from runs that are there.

    python -m benchmarks.prompts RUN… --out FILE

A prompt is the file of `agent/prompts/` by which a call's slot is named. `prompt` and `answer` are medians of
the tokens that the endpoint counted; `valid` is the share of first answers that could be read (no
`repair` followed), `again` the share of calls made for a second or later attempt at a row, because a check
had refused the first.
"""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.command import command

_CALLS = """
    select a.role, a.step, a.attempt, l.prompt_tokens, l.completion_tokens
    from answers a join ledger l on l.slot = a.slot where l.state = 'settled'
"""
_REPAIR = "/repair-"


def by_prompt(runs: list[Path]) -> dict[str, dict[str, Any]]:
    """Figures of each prompt over some runs, by its name."""
    first: defaultdict[str, list[tuple[str, int, int, int]]] = defaultdict(list)
    repaired: defaultdict[str, int] = defaultdict(int)
    for run in runs:
        with closing(sqlite3.connect(f"file:{run / 'run.sqlite'}?mode=ro", uri=True)) as store:
            for role, step, attempt, prompt, answer in store.execute(_CALLS):
                name = step.partition("/")[0]
                if _REPAIR not in step:
                    first[name].append((role, attempt, prompt, answer))
                elif step.endswith(f"{_REPAIR}1"):
                    repaired[name] += 1
    return {
        name: {
            "roles": sorted({role for role, *_ in calls}),
            "calls": len(calls),
            "prompt": round(median(prompt for *_, prompt, _ in calls)),
            "answer": round(median(answer for *_, answer in calls)),
            "valid": round(1 - repaired[name] / len(calls), 3),
            "again": round(sum(attempt > 0 for _, attempt, *_ in calls) / len(calls), 3),
        }
        for name, calls in sorted(first.items())
    }


if __name__ == "__main__":
    command(by_prompt, __doc__, runs=[Path])
