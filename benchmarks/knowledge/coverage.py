"""How much of its documents a dataset uses, with and without steering to what no row uses.

    python -m benchmarks.knowledge.coverage --out FILE

The sure form of grounded_qa over docs_redis (`../shared/data`, 288 documents) and the demo's handbook, no
model; on: the program; off: items are chosen by passage alone. Both sides have the same spec, plan and seed.
What is counted is what the report counts.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.marks import Marks
from seedbed.agent.methods import METHODS
from seedbed.agent.models.places import Flags
from seedbed.agent.models.settings import resolve
from seedbed.agent.work import Bench, Choice, Chosen, Method
from seedbed.graphs.lifecycle import Wish, build
from seedbed.memory.spec import ANY, Spec
from seedbed.memory.store.opening import open_store
from seedbed.memory.tree import slug
from tests.simulator.launch import simulator

_SHARED = Path(__file__).parents[3] / "shared" / "data"
_HANDBOOK = Path(__file__).parents[2] / "scenarios" / "demo" / "handbook"
_SHARES = ("documents", "sections", "entities")
_CORPUS = "docs_redis"


def by_passage(choice: Choice, bench: Bench) -> Chosen | None:
    """An item of the leaf from the passage used least so far: how items were chosen before."""
    free: dict[str, list[Any]] = {}
    taken: dict[str, int] = {}
    for item in bench.shelf.items.get(choice.cell.leaf, ()):
        if choice.used.get(item.id):
            taken[item.chunk] = taken.get(item.chunk, 0) + 1
        elif choice.cell.difficulty in (ANY, item.difficulty):
            free.setdefault(item.chunk, []).append(item)
    if not free:
        return None
    least = min(taken.get(chunk, 0) for chunk in free)
    items = [item for chunk in free if taken.get(chunk, 0) == least for item in free[chunk]]
    kinds = list(dict.fromkeys(item.kind for item in items if item.kind != "cloze")) or ["cloze"]
    kind = choice.rng.choice(kinds)
    item = choice.rng.choice([item for item in items if item.kind == kind])
    return Chosen({"item": json.loads(json.dumps(asdict(item)))}, material=item.id)


def write_documents(folder: Path, corpus: str) -> Path:
    """The corpus as Markdown files."""
    folder.mkdir()
    for line in (_SHARED / corpus / "docs.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        title = " ".join(str(row.get("title") or row["id"]).split())
        name = f"{slug(str(row['id']))}.md"
        (folder / name).write_text(f"# {title}\n\n{row['text']}\n", encoding="utf-8")
    return folder


def questions(documents: Path, rows: int, seed: int) -> Spec:
    """Spec of questions about the documents, in the sure form."""
    part = {"name": "asked", "task": "grounded_qa", "topic": "the documents", "rows": rows, "form": "sure"}
    return Spec.model_validate(
        {"parts": [part], "sources": [str(documents)], "seed": seed, "look_ahead": 16, "max_concurrent": 8}
    )


async def _built(home: Path, flags: Flags, spec: Spec, methods: tuple[Method, ...]) -> dict[str, Any]:
    """A build, and what it used."""
    settings = resolve({}, flags, {"SEEDBED_API_KEY": "k"}, home)
    run = home / "run"
    outcome = await build(run, Wish(settings, spec=spec, methods=methods), Marks())
    store = open_store(run / "run.sqlite")
    used: dict[str, Any] = store.meta("sources_used") or {}
    curve = [
        [value["accepted"], value["sources"]["sections"]["used"]]
        for _, value in sorted(store.journal_entries("critique"))
    ]
    store.close()
    return {
        "exit_code": outcome.exit_code,
        "rows": used["rows"],
        "candidates": outcome.status["candidates"],
        "tokens": sum(outcome.status["tokens"].values()),
        **{kind: {"used": used[kind]["used"], "total": used[kind]["total"]} for kind in _SHARES},
        "sections_by_rows": curve,
    }


def _run(flags: Flags, spec: Spec, *, on: bool) -> dict[str, Any]:
    chosen = tuple(
        replace(method, choose=by_passage) if not on and method.name == "grounded_qa/sure" else method
        for method in METHODS
    )
    with tempfile.TemporaryDirectory() as home:
        os.environ["SEEDBED_CACHE"] = str(Path(home) / "cache")
        return asyncio.run(_built(Path(home), flags, spec, chosen))


def measure(seeds: int) -> dict[str, Any]:
    """Every run, and the ratios of the means."""
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder, simulator() as endpoint:
        flags = Flags(model=endpoint.model, base_url=endpoint.base_url)
        places = {_CORPUS: write_documents(Path(folder) / _CORPUS, _CORPUS), "handbook": _HANDBOOK}
        jobs = [(_CORPUS, 40), (_CORPUS, 80), ("handbook", 20), ("handbook", 60)]
        for corpus, number in jobs:
            for seed in range(1, seeds + 1):
                for on in (True, False):
                    one = {"documents_of": corpus, "asked": number, "seed": seed, "on": on}
                    found.append({**one, **_run(flags, questions(places[corpus], number, seed), on=on)})
                    print(json.dumps({k: v for k, v in found[-1].items() if k != "sections_by_rows"}))
    return {
        "means": _means(found),
        "machine": {"system": platform.platform(), "python": platform.python_version()},
        "runs": found,
    }


def _means(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Per documents and rows: the mean share used, on and off, and their ratio."""
    told = []
    for corpus, asked in dict.fromkeys((r["documents_of"], r["asked"]) for r in runs):
        mine = [r for r in runs if (r["documents_of"], r["asked"]) == (corpus, asked)]
        shares = {
            kind: {
                on: mean(r[kind]["used"] / r[kind]["total"] for r in mine if r["on"] is on)
                for on in (True, False)
            }
            for kind in _SHARES
        }
        told.append(
            {
                "documents_of": corpus,
                "rows": asked,
                **{
                    kind: {
                        "on": round(share[True], 4),
                        "off": round(share[False], 4),
                        "ratio": round(share[True] / share[False], 3),
                    }
                    for kind, share in shares.items()
                },
            }
        )
    return told


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    figures = measure(given.seeds)
    if given.out:
        given.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures["means"], indent=1))


if __name__ == "__main__":
    main()
