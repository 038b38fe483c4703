"""Some of the requests up to approval, by the program itself: what their dry runs accepted, and which planted
defects they caught."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.marks import Marks
from seedbed.app.intake import read_wish
from seedbed.graphs.lifecycle import build
from seedbed.graphs.planning import WRITTEN
from seedbed.graphs.trial.trying import META
from seedbed.memory.errors import UserFault
from seedbed.memory.files.run_folder import RunFolder


async def try_all(requests: Sequence[str], folder: Path, base_url: str, model: str) -> list[dict[str, Any]]:
    """Every request's dry runs: `request`, `parts` (Trial by name), `said`, `calls`, `tokens`, `why` (it came
    to none). Three at a time."""
    gate = asyncio.Semaphore(3)

    async def one(number: int, words: str) -> dict[str, Any]:
        async with gate:
            return await _try(words, folder / f"dry-{number}", base_url, model)

    return list(await asyncio.gather(*(one(number, words) for number, words in enumerate(requests))))


async def _try(words: str, path: Path, base_url: str, model: str) -> dict[str, Any]:
    observer = Marks(approves=None)
    asked = path.with_suffix(".txt")  # paths in its words begin at its folder
    asked.write_text(words, encoding="utf-8")
    flags = {"base_url": base_url, "model": model, "max_concurrent": 8, "seed": 1, "planning": "draft"}
    why, wish = "", read_wish(str(asked), {**flags, "skip_exam": True})[0]
    try:
        why = (await build(path, wish, observer)).stopped_because
    except UserFault as fault:
        why = str(fault)
    found: dict[str, Any] = {"request": words, "parts": {}, "said": observer.messages, "why": why}
    if not (folder := RunFolder(path)).store.exists():
        return found
    store = folder.open_store()
    try:
        totals = store.totals()
        parts = {"parts": store.meta(META) or {}, "written": store.meta(WRITTEN) or []}
        return {
            **found,
            **parts,
            "calls": totals.calls,
            "tokens": totals.prompt_tokens + totals.completion_tokens,
        }
    finally:
        store.close()


def dry_figures(tried: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Over all of them: rows tried and accepted, defects planted and caught, recipes that were revised."""
    trials = [trial for one in tried for trial in one["parts"].values()]
    rows = [row for trial in trials for row in trial["rows"]]
    planted = [defect for trial in trials for defect in trial["planted"]]
    caught = sum(defect["caught"] for defect in planted)
    kinds: dict[str, list[int]] = {}
    for defect in planted:
        family = "swap" if defect["kind"].startswith("swap.") else defect["kind"].partition(".")[0]
        seen = kinds.setdefault(family, [0, 0])
        seen[0] += bool(defect["caught"])
        seen[1] += 1
    return {
        "requests": len(tried),
        "with_a_dry_run": sum(bool(one["parts"]) for one in tried),
        "rows": len(rows) + sum(len(trial["failed"]) for trial in trials),
        "rows_accepted": sum(not row["reasons"] for row in rows),
        "planted": len(planted),
        "caught": caught,
        "by_check": {name: {"caught": seen[0], "planted": seen[1]} for name, seen in sorted(kinds.items())},
        "revised": sum(any("was revised" in line for line in one["said"]) for one in tried),
        "no_longer_called_kept": sum(
            "isn't kept: the planted" in line for one in tried for line in one["said"]
        ),
    }
