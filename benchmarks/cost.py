"""What a delivered row costs against one plain call that asks for it, from runs that are there.

    python -m benchmarks.cost RUN… --out FILE

The plain call has the prompt of the row's first writing and gives all that the row's writers wrote and
what the tools of its talk returned, at the run's own rate of characters a token: what one would pay with
the same words, material and model, and no check; `invented` is the share of it that tools returned.
`full` counts every call of making and checking rows, `all` those of reading, planning, exam and critique
too. `trusted` is computed, not built: all that writers and speakers took and a tenth of the rest, what
rows of a part of 700 cost once they have earned trust (`agent/planner/scheduling/trust.py`). Tokens are
those that the endpoint counted.
"""

import json
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.command import command
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
    rows = [json.loads(line) for line in (run / "dataset.jsonl").read_text(encoding="utf-8").splitlines()]
    if not rows:
        raise ValueError(f"{run} has no rows")
    with closing(sqlite3.connect(f"file:{run / 'run.sqlite'}?mode=ro", uri=True)) as store:
        calls = store.execute(_CALLS).fetchall()
        answers = [json.loads(content) for (content,) in store.execute("select content from answers")]
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
    a_token = _said(answers) / sum(answer["usage"]["completion_tokens"] for answer in answers)
    returned = _returned(rows) / a_token / len(rows)
    plain = (sum(first.values()) + said) / len(first) + returned
    per_row = {
        "plain": plain,
        "full": made / len(rows),
        "all": sum(prompt + completion for _, _, prompt, completion, _ in calls) / len(rows),
        "trusted": (wrote + (made - wrote) / interval(700)) / len(rows),
    }
    return {
        "rows": len(rows),
        "candidates": len(first),
        "tokens": {name: round(value) for name, value in per_row.items()},
        "ratio": {name: round(value / plain, 2) for name, value in per_row.items()},
        "invented": round(returned / plain, 2),
        "calls": {role: [n / len(rows), round(tokens / len(rows))] for role, (n, tokens) in by_role.items()},
    }


def _said(answers: list[dict[str, Any]]) -> int:
    """Characters that models gave, calls of tools among them."""
    messages = [answer["choices"][0]["message"] for answer in answers]
    return sum(
        len(message.get("content") or "")
        + sum(len(call["function"]["arguments"]) for call in message.get("tool_calls") or ())
        for message in messages
    )


def _returned(rows: list[dict[str, Any]]) -> int:
    """Characters that the tools of the rows' talks returned."""
    talks = [value for row in rows for value in row.values() if isinstance(value, list)]
    turns = [turn for talk in talks for turn in talk if isinstance(turn, dict) and turn.get("role") == "tool"]
    return sum(len(str(turn.get("content", ""))) for turn in turns)


if __name__ == "__main__":
    command(lambda runs: {run.name: ratios(run) for run in runs}, __doc__, runs=[Path])
