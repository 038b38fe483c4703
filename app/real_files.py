"""Real rows and the index of documents that flags or a spec name, checked before anything is spent."""

import os
from pathlib import Path

from seedbed.agent.planner.hints import Hints
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Spec
from seedbed.tools.knowledge.search.chroma_source import is_collection
from seedbed.tools.knowledge.search.collection import check_place


def check_real_files(spec: Spec | None, hints: Hints) -> None:
    """Whether `--gold` can be read, `--knowledge` used, and `--steer-by` fits the labels that are known.
    `spec`: None: plain words, whose labels are compared once they have been interpreted. Raises UserFault: a
    file or index can't be used, or a recipe with such labels is faulty."""
    from seedbed.agent.making.parts import settled
    from seedbed.tools.evaluation.downstream.real_rows import placed, read_decisions, read_real_rows

    if gold := hints.gold or (spec.gold if spec else ""):
        read_decisions(Path(gold))
    if knowledge := hints.knowledge or (spec.knowledge if spec else ""):
        check_place(knowledge, egress=bool(spec and spec.egress))
    if not (steer_by := hints.steer_by or (spec.steer_by if spec else "")):
        return
    rows = read_real_rows(Path(steer_by))
    if spec is not None:
        placed(rows, settled(spec, Path(hints.folder or ".")), steer_by)


def check_named(spec: Spec, path: Path) -> None:
    """Whether the documents and examples that a spec file names are there. `path`: the file. Raises
    UserFault: one isn't, with the places where it was looked for."""
    for key, named in (("sources", spec.sources), ("examples", spec.examples)):
        for name in named:
            if not is_collection(name) and not os.path.exists(name):
                raise UserFault(
                    f"{key}: there is no file or folder {name!r} in the spec's folder, nor in {Path.cwd()}",
                    where=str(path),
                    next_step="mend the path: from the spec's folder, or else from where seedbed is called",
                )


def whole_place(knowledge: str) -> str:
    """`--knowledge` as a run keeps it: a folder from the root on, so that it is found from anywhere."""
    if not knowledge or knowledge.startswith(("http://", "https://")):
        return knowledge
    return str(Path(knowledge).absolute())
