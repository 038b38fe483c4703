"""What reading and indexing documents costs: a thousand of them, ten megabytes, in mixed formats.

    python -m benchmarks.knowledge.ingest --out FILE

Texts are put together from `../shared/data` (docs_redis, docs_recipes, docs_wikipedia; about 1.9 MB, so
each text comes about five times, in other company) and written as Markdown, text, HTML, PDF, DOCX,
reStructuredText, CSV and JSONL. The preparation of a build (`graphs/material/prepare.py`) then reads, cuts,
embeds and indexes (with `--questions` it also looks for questions), each time in a process of its own: first;
again unchanged; and with one file changed, taken by assent.
"""

import asyncio
import html
import json
import os
import platform
import re
import resource
import sys
import tempfile
import textwrap
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from benchmarks.command import command, in_process
from seedbed.agent.planner.hints import Hints
from seedbed.agent.resources import Resources
from seedbed.graphs.material.prepare import prepare
from seedbed.graphs.run import Run
from seedbed.memory.exact.randomness import rng
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.opening import open_store
from tests.tools.knowledge.formats.files import docx, pdf

_SHARED = Path(__file__).parents[3] / "shared" / "data"
_CORPORA = ("docs_redis", "docs_recipes", "docs_wikipedia")
_FORMATS = ("md", "html", "pdf", "md", "docx", "html", "txt", "rst", "jsonl", "csv")
"""Document n is written as the n-th of these, and round again."""
_BYTES = 7_000
"""Of text in each document, at least."""
_LINES = 45
"""On a page of PDF."""


def composed(shared: Path, documents: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(title, sections as heading and text) of each document, the same every time."""
    rows = [
        json.loads(line)
        for corpus in _CORPORA
        for line in (shared / corpus / "docs.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    random = rng(1, "ingest", 0)
    order: list[int] = []
    for number in range(documents):
        sections: list[tuple[str, str]] = []
        while sum(len(text.encode()) for _, text in sections) < _BYTES:
            if not order:
                order = random.sample(range(len(rows)), len(rows))
            row = rows[order.pop()]
            name = re.sub(r"\W+", " ", str(row.get("title") or row["id"])).strip()
            sections.append((name, row["text"]))
        yield f"Document {number + 1}", sections


def write(folder: Path, shared: Path, documents: int) -> Counter[str]:
    """Write the documents; how many there are of each format."""
    written: Counter[str] = Counter()
    for number, (title, sections) in enumerate(composed(shared, documents)):
        suffix = _FORMATS[number % len(_FORMATS)]
        written[suffix] += 1
        place = folder / suffix
        place.mkdir(exist_ok=True)
        (place / f"d{number:04d}.{suffix}").write_bytes(_bytes(suffix, title, sections))
    return written


def _bytes(suffix: str, title: str, sections: Sequence[tuple[str, str]]) -> bytes:
    if suffix == "pdf":
        lines = [title, *(line for name, text in sections for line in (name, *textwrap.wrap(text, 90), ""))]
        plain = [line.encode("cp1252", "replace").decode("cp1252") for line in lines]
        return pdf([plain[at : at + _LINES] for at in range(0, len(plain), _LINES)], title=title)
    if suffix == "docx":
        blocks: list[str | tuple[int, str] | list[list[str]]] = [(1, title)]
        for name, text in sections:
            blocks += [(2, name), *(part for part in _clean(text).split("\n\n") if part.strip())]
        return docx(blocks)
    return _text(suffix, title, sections).encode("utf-8")


def _clean(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def _text(suffix: str, title: str, sections: Sequence[tuple[str, str]]) -> str:
    if suffix == "md":
        return f"# {title}\n\n" + "\n\n".join(f"## {name}\n\n{text}" for name, text in sections) + "\n"
    if suffix == "html":
        body = "".join(
            f"<h2>{html.escape(name)}</h2>"
            + "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
            for name, text in sections
        )
        return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    if suffix == "rst":
        whole = f"{title}\n{'=' * len(title)}\n\n"
        for name, text in sections:
            plain = re.sub(r"([\\`*_|])", r"\\\1", text)
            whole += f"{name}\n{'-' * len(name.encode())}\n\n{plain}\n\n"
        return whole
    if suffix == "jsonl":
        text = "\n\n".join(f"## {name}\n\n{text}" for name, text in sections)
        return json.dumps({"id": title, "title": title, "text": text}, ensure_ascii=False) + "\n"
    if suffix == "csv":
        cells = (" ".join(text.split()).replace('"', '""') for _, text in sections)
        rows = (f'"{name}","{cell}"\n' for (name, _), cell in zip(sections, cells, strict=True))
        return "Section,Contents\n" + "".join(rows)
    return f"{title}\n\n" + "\n\n".join(f"{name}\n\n{text}" for name, text in sections) + "\n"


# one preparation, in a process of its own -----------------------------------------------------------------


class _Nobody:
    """A client without any endpoint."""

    def has(self, role: str) -> bool:
        return False


class _Said:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def said(self, message: str) -> None:
        self.lines.append(message)


def child(run_folder: str, documents: str, accept: bool, questions: bool) -> Mapping[str, Any]:
    """Prepare, and what that took."""
    observer = _Said()
    folder = RunFolder(Path(run_folder))
    folder.sources.mkdir(parents=True, exist_ok=True)
    part = Part(name="main", offline="questions" if questions else "problems", topic="documents", rows=100)
    spec = Spec(request="Questions about the documents.", sources=(documents,), parts=(part,))
    nobody = cast(Any, _Nobody())
    store = open_store(folder.store)
    run = Run(folder, store, nobody, nobody, cast(Any, observer), 1, Hints(), accept, spec=spec)
    found: list[Resources] = []

    async def prepared() -> None:  # what `asyncio.run` is given back it tells of in words, megabytes of them
        found.append(await prepare(run))

    began = time.perf_counter()
    asyncio.run(prepared())
    (resources,) = found
    seconds = time.perf_counter() - began
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(sum(one.ru_utime + one.ru_stime for one in used), 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "peak_mb_reading_apart": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "documents": len(resources.sources),
        "characters": sum(len(source.text) for source in resources.sources),
        "passages": len(resources.chunks),
        "questions": sum(map(len, resources.items.values())),
        "said": observer.lines,
    }


def _prepared(run: Path, docs: Path, *, accept: bool = False, questions: bool) -> dict[str, Any]:
    figures = in_process("benchmarks.knowledge.ingest", str(run), str(docs), accept, questions)
    print(json.dumps({**figures, "said": len(figures["said"])}), file=sys.stderr, flush=True)
    return figures


def measure(documents: int, shared: Path, questions: bool) -> dict[str, Any]:
    """Write, prepare, prepare again, change a file and prepare again."""
    with tempfile.TemporaryDirectory() as place:
        docs, run = Path(place) / "docs", Path(place) / "run"
        docs.mkdir()
        written = write(docs, shared, documents)
        size = sum(path.stat().st_size for path in docs.rglob("*") if path.is_file())
        first = _prepared(run, docs, questions=questions)
        again = _prepared(run, docs, questions=questions)
        changed = docs / "md" / "d0000.md"
        changed.write_text(changed.read_text(encoding="utf-8") + "\nOne line more.\n", encoding="utf-8")
        one = _prepared(run, docs, accept=True, questions=questions)
        bytes_kept = sum(path.stat().st_size for path in run.rglob("*") if path.is_file())
    flags = f"--documents {documents}{' --questions' * questions}"
    return {
        "command": f"python -m benchmarks.knowledge.ingest {flags}",
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
        "written": dict(sorted(written.items())),
        "bytes": size,
        "run_bytes": bytes_kept,
        "first": first,
        "again unchanged": again,
        "one file changed": one,
    }


if __name__ == "__main__":
    command(measure, __doc__, alone=child, documents=1_000, shared=_SHARED, questions=False)
