"""Requests that can't become a spec: empty, without a task, for what takes a model, too few or too many rows.

Each refusal says what was understood and what to do next.
"""

from collections.abc import Mapping, Sequence

from seedbed.agent.planner.old_tasks import RECIPES
from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.heard import Heard, Request
from seedbed.agent.planner.rules.read import WITHOUT_MODEL
from seedbed.agent.planner.rules.tasks import DERIVED
from seedbed.memory.errors import UserFault
from seedbed.memory.profile import PLAIN

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
        UserFault: there is no task in it, or one that takes a model.
    """
    others = [part for part in heard.parts if part.task and (part.task, part.way) not in WITHOUT_MODEL]
    if heard.not_built or others:
        names = dict.fromkeys((*heard.not_built, *(_called(part) for part in others)))
        understood = "; ".join(_understood(part) for part in heard.parts if part.task and part not in others)
        also = f" (the rest was understood: {understood})" if understood else ""
        kinds = ((part.task, part.way) for part in others)
        recipes = ", ".join(dict.fromkeys(RECIPES[kind] for kind in kinds if kind in RECIPES))
        one = f"name one (recipes: {recipes})" if recipes else "name one"
        raise UserFault(
            f"{' and '.join(names)} can't be made without a model that can {PLAIN['json_schema']}{also}",
            where="the request",
            next_step=f"{one}: --base-url URL --model NAME; what works without: {v.WORKING}",
        )
    tasked = [part for part in heard.parts if part.task]
    if not tasked and not any(part.rows is not None or part.labels for part in heard.parts):
        raise UserFault(
            f"there is no task in {heard.words[:80]!r}",
            where="the request",
            next_step=f"say what a row is; what works now: {v.WORKING}; {_EXAMPLE}",
        )


def _called(part: Heard) -> str:
    return " ".join(filter(None, (part.way, part.task.replace("_", " "))))


def _understood(part: Heard) -> str:
    rows = f"{part.rows} rows" if part.rows else "rows"
    return f"{rows} of {part.task.replace('_', ' ')}" + (f" about {part.topic}" if part.topic else "")


_NEEDS: Mapping[str, str] = {
    "grounded_qa": "questions need the documents that answer them",
    "retrieval": "search queries need the documents that hold their passages",
    "claims": "claims need the documents that support or refute them",
    "extraction": "entities and relations can, for now, only be taken from documents",
    "information-seeking": "dialogues whose answers are cited need the documents that they are cited from",
    "search": "conversations that search documents need the documents",
}


def check_documents(parts: Sequence[Heard]) -> None:
    """Whether the parts do without documents, of which none are named.

    Raises:
        UserFault: a part needs some.
    """
    for part in parts:
        if needs := _NEEDS.get(part.task) or _NEEDS.get(part.way):
            raise UserFault(
                f"{needs}, and none are named",
                where="the request",
                next_step="name files or a folder with --from PATH",
            )


def check_parents(parts: Sequence[Heard]) -> None:
    """Whether problems that are made of other problems have some.

    Raises:
        UserFault: a part has none before it.
    """
    for part in parts:
        if part.way in DERIVED and not part.of:
            raise UserFault(
                f"problems of the way {part.way!r} are made of other problems, and none are asked for before",
                where="the request",
                next_step=f'ask for both: "100 word problems and 50 {part.way} problems"',
            )


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
