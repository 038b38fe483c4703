"""What a delivered row costs against one plain call that asks for it, from runs that are there.

    python -m benchmarks.cost RUN… --out FILE

The plain call has the prompt of the row's first writing and gives all that the row's writers wrote: what
one would pay with the same words, material and model, and no check. `full` counts every call of making and
checking rows, `all` those of reading, planning, exam and critique too. `trusted` is computed, not built: all
that writers and speakers took and a tenth of the rest, what rows of a part of 700 cost once they have earned
trust (`agent/planner/scheduling/trust.py`). Tokens are those that the endpoint counted.
"""

import argparse
import json
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

from seedbed.agent.planner.scheduling.trust import interval

WRITERS = ("writer", "user", "assistant")
_CALLS = """
    select l.stage, l.role, l.prompt_tokens, l.completion_tokens, a.brief
    from ledger l left join answers a on a.slot = l.slot where l.state = 'settled' order by l.id
"""


def ratios(run: Path) -> dict[str, Any]:
    """Tokens for a delivered row of one run, and against the plain call.

    Raises:
        ValueError: the run has no rows.
    """
    rows = len((run / "dataset.jsonl").read_text(encoding="utf-8").splitlines())
    if not rows:
        raise ValueError(f"{run} has no rows")
    with sqlite3.connect(f"file:{run / 'run.sqlite'}?mode=ro", uri=True) as store:
        calls = store.execute(_CALLS).fetchall()
    sampled = [call for call in calls if call[0] == "sample"]
    first: dict[str, int] = {}
    by_role: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for _, role, prompt, completion, brief in sampled:
        if role in WRITERS:
            first.setdefault(brief, prompt)
        by_role[role][0] += 1
        by_role[role][1] += prompt + completion
    wrote = sum(prompt + completion for _, role, prompt, completion, _ in sampled if role in WRITERS)
    said = sum(completion for _, role, _, completion, _ in sampled if role in WRITERS)
    made = sum(prompt + completion for _, _, prompt, completion, _ in sampled)
    plain = (sum(first.values()) + said) / len(first)
    per_row = {
        "plain": plain,
        "full": made / rows,
        "all": sum(prompt + completion for _, _, prompt, completion, _ in calls) / rows,
        "trusted": (wrote + (made - wrote) / interval(700)) / rows,
    }
    return {
        "rows": rows,
        "candidates": len(first),
        "tokens": {name: round(value) for name, value in per_row.items()},
        "ratio": {name: round(value / plain, 2) for name, value in per_row.items()},
        "calls": {role: [n / rows, round(tokens / rows)] for role, (n, tokens) in by_role.items()},
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    found = {run.name: ratios(run) for run in options.runs}
    text = json.dumps(found, indent=1)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
