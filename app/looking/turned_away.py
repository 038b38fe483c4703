"""What was turned away, by reason, with examples."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.text import Text

from seedbed.app.views.escape import line, words
from seedbed.memory.store.protocol import Candidate
from seedbed.tools.evaluation.report.amounts import number

_EXAMPLES = 3
"""Examples shown for one reason."""


def turned_away(candidates: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Reasons, the commonest first, with examples."""
    groups: dict[tuple[str, str], tuple[int, list[dict[str, Any]]]] = {}
    for candidate in candidates:
        for reason in candidate.verdict.reasons:
            count, some = groups.get((reason.code, reason.by), (0, []))
            if count < _EXAMPLES:
                some.append({"id": candidate.row_id, "text": candidate.draft.text, "detail": reason.detail})
            groups[reason.code, reason.by] = count + 1, some
    return [
        {"reason": code, "by": by, "candidates": count, "examples": some}
        for (code, by), (count, some) in sorted(groups.items(), key=lambda pair: -pair[1][0])
    ]


def drawn(found: Iterable[Mapping[str, Any]]) -> Iterator[Text]:
    """The same, to be printed."""
    if not found:
        yield words("nothing was turned away")
    for group in found:
        yield words(f"{group['reason']}, said by {group['by']}: {number(group['candidates'])}", "bold")
        for one in group["examples"]:
            yield words(f"  {one['id'][:8]}  {line(one['text'], 160) or '(no text)'}")
            if one["detail"]:
                yield words(f"            {line(one['detail'], 200)}", "dim")
