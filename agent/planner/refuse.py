"""Requests that can't become a spec: empty, without a task, for what isn't built, too few or too many rows.

Each refusal says what was understood and what to do next.
"""

from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.heard import Heard, Request
from seedbed.memory.errors import UserFault

MOST_ROWS = 1_000_000
_EXAMPLE = 'for example: seedbed build "300 hotel reviews by sentiment"'
_LONGEST = 8_000


def check_words(request: str) -> None:
    """Whether there is anything to read.

    Raises:
        UserFault: the request is empty or too long.
    """
    if not request.strip():
        raise UserFault(
            "the request is empty", next_step=f"say in plain words which rows you need, {_EXAMPLE}"
        )
    if len(request) > _LONGEST:
        raise UserFault(
            f"the request has {len(request):,} characters, at most {_LONGEST:,} are read",
            next_step="put documents into files and name them with --from",
        )


def check_task(heard: Request) -> None:
    """Whether it asks for something that can be built.

    Raises:
        UserFault: there is no task in it, or one that isn't built yet.
    """
    if heard.not_built:
        understood = "; ".join(_understood(part) for part in heard.parts if part.task)
        also = f" (the rest was understood: {understood})" if understood else ""
        raise UserFault(
            f"{' and '.join(dict.fromkeys(heard.not_built))} can't be built yet{also}",
            where="the request",
            next_step=f"what works now: {v.WORKING}",
        )
    tasked = [part for part in heard.parts if part.task]
    if not tasked and not any(part.rows is not None or part.labels for part in heard.parts):
        raise UserFault(
            f"there is no task in {heard.words[:80]!r}",
            where="the request",
            next_step=f"say what a row is; what works now: {v.WORKING}; {_EXAMPLE}",
        )


def _understood(part: Heard) -> str:
    rows = f"{part.rows} rows" if part.rows else "rows"
    return f"{rows} of {part.task}" + (f" about {part.topic}" if part.topic else "")


def check_rows(part: Heard) -> None:
    """Whether a part's number of rows can be built.

    Raises:
        UserFault: none, more than MOST_ROWS, or fewer than its labels.
    """
    rows = part.rows or 0
    where = "the request" if part.name == "rows" else f"the request, {part.name}"
    if rows < 1:
        raise UserFault("asks for no rows", where=where, next_step="say how many, at least 1, or give -n N")
    if rows > MOST_ROWS:
        raise UserFault(
            f"asks for {rows:,} rows, at most {MOST_ROWS:,} can be built in one run",
            where=where,
            next_step="build several runs with different --seed",
        )
    if part.labels and rows < len(part.labels):
        raise UserFault(
            f"{rows} rows can't hold {len(part.labels)} labels",
            where=where,
            next_step=f"ask for at least {len(part.labels)} rows",
        )
