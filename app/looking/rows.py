"""Candidates as a list, filtered, page by page; by the index that the viewer has."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from seedbed.app.console import line, words
from seedbed.app.viewer.index import RowIndex
from seedbed.app.views.run import RunView
from seedbed.tools.evaluation.report.amounts import counted, number


def listed(view: RunView, wish: Mapping[str, str], page: int, per_page: int) -> dict[str, Any]:
    """A page of the candidates that are as wished.

    Args:
        wish: As `RowIndex.find` has it; what is empty is open.
        page: From 1."""
    with closing(RowIndex()) as index:
        index.refresh(view.store, view.spec)
        found = index.find(wish, "number", (page - 1) * per_page, per_page)
        kinds = [kind for kind, _ in index.counts.kinds.values()]
        checks = {name for kind in kinds for name in kind.fault | kind.passed}
        there = {
            "check": sorted(checks | {name.partition(".")[0] for name in checks}),
            "cell": sorted({kind.cell for kind in kinds}),
            "label": sorted({kind.label for kind in kinds}),
        }
        shown = ("id", "number", "state", "cell", "grade", "reason", "text")
        return {
            "total": found.total,
            "page": page,
            "pages": max(1, -(-found.total // per_page)),
            "rows": [{name: row[name] for name in shown} for row in found.rows],
            "unknown": {name: some for name, some in there.items() if wish.get(name, "") not in ("", *some)},
        }


def drawn(found: Mapping[str, Any]) -> Iterator[Any]:
    """The page, a line a candidate, to be printed."""
    for row in found["rows"]:
        style = {"accepted": "green", "rejected": "red", "failed": "red"}.get(row["state"], "")
        how = row["reason"] or row["grade"]
        head = words(f"{row['id'][:8]}  ", "bold")
        head.append(f"{row['state']}", style=style)
        head.append(f"  {line(how, 60)}" if how else "", style="dim")
        yield head.append(f"  {line(row['cell'], 80)}", style="dim")
        yield words(f"          {line(row['text'], 160) or '(no text)'}")
    page, pages = found["page"], found["pages"]
    more, at = page < pages, f", page {number(page)} of {number(pages)}" if pages > 1 else ""
    if page > pages:
        at = f"; there is no page {number(page)}: the last is {number(pages)}"
    yield words(f"{counted(found['total'], 'candidate')}{at}{': --page goes on' if more else ''}", "dim")
    for name, some in found["unknown"].items():
        yield words(f"no candidate has that {name}; there are: {line(', '.join(some) or 'none', 400)}", "dim")
