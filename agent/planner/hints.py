"""What the command line said beside the request or spec: flags, which go before both."""

import os
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field

from seedbed.memory.errors import UserFault
from seedbed.memory.plan import largest_remainder
from seedbed.memory.spec import MOST_ROWS, Budget, Frozen, Model, Part, Role, Spec
from seedbed.tools.knowledge.search.chroma_source import is_collection


class Hints(Frozen):
    """Flags. Empty and None: not given."""

    rows: Annotated[int, Field(ge=1, le=MOST_ROWS)] | None = None
    recipe: str = ""
    """Name or file of the recipe by which the rows of a request are made."""
    sources: tuple[str, ...] = ()
    knowledge: str = ""
    world: str = ""
    """File of a world of tools, for the parts whose tools are called in one."""
    personas: str = ""
    """File of the users who speak, for the parts of talks."""
    examples: tuple[str, ...] = ()
    include_examples: bool = False
    held_out: tuple[str, ...] = ()
    steer_by: str = ""
    allow_verbatim: bool = False
    gold: str = ""
    folder: str = ""
    """Where relative paths of a request start if they lead nowhere from the current folder (a request
    file's)."""
    budget: Budget | None = None
    yes: bool = False
    """Whether plan and cost were approved beforehand (`--yes`); a resumed run remembers it."""
    skip_exam: bool = False
    """Whether the models' skills are taken for granted."""
    max_concurrent: Annotated[int, Field(ge=1, le=1024)] | None = None
    batch: bool = False
    """Whether calls of rows go out in batches."""
    patience: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    """Minutes that the build waits for an endpoint that is down; None: a day."""
    workers: str = ""
    """Where candidates are made (`graphs/workers/cluster.py`, place); empty: in the process that builds."""
    seed: int | None = None
    planning: Literal["agent", "draft"] | None = None
    models: dict[str, Model] = {}
    roles: dict[Role, str] = {}

    def applied_to(self, spec: Spec) -> Spec:
        """The spec with the flags in it. Doing it twice changes nothing more.

        Sources, examples and rows held out are added; rows are spread over the parts as the spec spreads
        them; world and personas go to the parts that take them; the rest replaces.

        Raises:
            UserFault: fewer rows than a part needs; no part takes a world or personas; examples or real rows
                are to be used, and none are named.
            pydantic.ValidationError: the result is no spec."""
        replaced = "knowledge include_examples steer_by allow_verbatim gold budget max_concurrent planning"
        found = ((name, getattr(self, name)) for name in replaced.split())
        changes: dict[str, object] = {name: one for name, one in found if one}
        changes |= {} if self.seed is None else {"seed": self.seed}
        changes |= {
            "sources": distinct_paths((*spec.sources, *self.sources)),
            "examples": distinct_paths((*spec.examples, *self.examples)),
            "held_out": distinct_paths((*spec.held_out, *self.held_out)),
            "models": {**spec.models, **self.models},
            "roles": {**spec.roles, **self.roles},
        }
        rows = [part.rows for part in spec.parts]
        counted: dict[str, object] = {} if self.rows is None else {"each": None}
        if self.rows is not None and self.rows != spec.rows:
            rows = spread(self.rows, rows)
        changes["parts"] = tuple(
            part.model_copy(update={"rows": number, **counted, **self._files(part)})
            for part, number in zip(spec.parts, rows, strict=True)
        )
        for flag, takers in (("world", "talks in a world of tools"), ("personas", "dialogues")):
            path = getattr(self, flag)
            if path and not any(self._files(part).get(flag) for part in spec.parts):
                what = f"nothing that is asked for takes it: it is for {takers}"
                step = "leave it out, or ask for such rows (docs/talks.md)"
                raise UserFault(what, where=f"--{flag} {path}", next_step=step)
        made = Spec.model_validate(spec.model_copy(update=changes).model_dump())
        if self.include_examples and not made.examples:
            step = "name some with --examples FILE"
            raise UserFault("there are no examples", where="--include-examples", next_step=step)
        if self.allow_verbatim and not made.steer_by:
            step = "name a file of real rows with --steer-by FILE"
            raise UserFault("there are no real rows to show", where="--allow-verbatim", next_step=step)
        return made

    def _files(self, part: Part) -> dict[str, str]:
        """The files of talks for a part; whether a recipe takes them is known once it is expanded."""
        taken: tuple[str, ...] = ("world", "personas") if part.recipe else ()
        taken = ("personas",) if part.offline == "dialogues" else taken
        return {flag: path for flag in taken if (path := str(getattr(self, flag)))}


def spread(rows: int, over: Sequence[float]) -> list[int]:
    """Rows of a flag over parts, as they have some already, at least one each. Raises UserFault: fewer rows
    than parts."""
    shares = largest_remainder(rows, over)
    if 0 in shares and rows >= len(over):
        shares = [1 + more for more in largest_remainder(rows - len(over), over)]
    if 0 in shares:
        what = f"{rows} rows can't be spread over {len(over)} parts"
        raise UserFault(what, where="-n", next_step="give more rows, or ask for fewer parts")
    return shares


def distinct_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Paths in their order, each once whatever its spelling (`docs` and `./docs`), as first written."""
    kept: dict[str, str] = {}
    for path in paths:
        plain = path if is_collection(path) or "://" in path else os.path.normpath(path)
        kept.setdefault(plain, path)
    return tuple(kept.values())
