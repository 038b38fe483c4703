"""The audit: is what lies in the run folder what the build made, and does its evidence still hold?

No model is asked. Files and store are compared with each other and with the hashes that the build kept
(`files.py`, `store.py`), and each row is made again from its brief, the sources and the stored
answers: row, evidence and grade must come out as they are (`graphs/candidate/remaking.py`).
Whatever is found wrong is named by row or by file. A forger who makes store, stored answers, files and hashes
anew in one piece is found by the hash that the build printed, and by nothing in the folder."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field

from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import typed
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.plan import Plan
from seedbed.memory.review import BEHIND
from seedbed.memory.spec import Spec
from seedbed.memory.store.damage import reading
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.store.standing import plan_in, spec_in
from seedbed.memory.store.status import PUBLISHED
from seedbed.tools.evaluation.audit.files import files
from seedbed.tools.evaluation.audit.store import Problem, of_row, of_store


@dataclass(slots=True)
class AuditResult:
    """What an audit found."""

    rows: int = 0
    recomputed: Counter[str] = field(default_factory=Counter)
    """Evidence kind → how many were computed again and hold."""
    consistent: Counter[str] = field(default_factory=Counter)
    """Evidence kind → how many follow from the stored answer."""
    not_checkable: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


Remake = Callable[[RunFolder, Spec, Plan, Store], Mapping[str, Sequence[str]]]
"""Row id → what of each accepted row doesn't follow from brief, sources and journal."""
_CONSISTENT = frozenset({"agreement", "likelihood", "classification", "judgement"})
"""Kinds that a model's answers made: that they follow from these is all that can be said of them."""


def audit(folder: RunFolder, remake: Remake) -> AuditResult:
    """Re-check a run. `remake`: makes the rows again. Raises UserFault: there is no store, it can't be read,
    or the run isn't at rest: another process works on it, or was killed at it, or its files don't follow
    people's decisions yet."""
    with _at_rest(folder), reading(folder.store), closing(folder.open_store()) as store:
        why = step = ""
        if unsettled(store):
            why = "its last process was killed, or its disk was full, so its files are older than its store"
            step = f"`seedbed resume {typed(folder.path)}` first"
        elif store.meta(BEHIND):
            why = "people decided about rows since its files were written"
            step = f"`seedbed audit --repair {typed(folder.path)}` writes them first, and so does `resume`"
        elif (spec := spec_in(store)) is None:
            why = "it stopped before it had a spec: there is nothing to audit"
            step = f"`seedbed resume {typed(folder.path)}` goes on"
        if why or spec is None:
            raise UserFault(why, where=str(folder.path), next_step=step)
        plan = plan_in(store)
        result = AuditResult()
        result.problems += files(folder, store, spec, plan)
        result.problems += of_store(store, spec, plan, folder.store.name)
        remade = remake(folder, spec, plan, store) if plan is not None else {}
        for candidate in store.candidates("accepted", by="row_id"):
            result.rows += 1
            if (brief := store.brief(candidate.number)) is None:
                result.problems.append((candidate.row_id, "the store has no brief for it"))
                continue
            result.problems += of_row(candidate, brief, spec)
            _remade(candidate, remade.get(candidate.row_id, ("could not be made again",)), result)
        result.problems = list(dict.fromkeys(result.problems))
        return result


def unsettled(store: Store) -> bool:
    """Whether the last process at a run ended before it had brought the files up to the store."""
    state = store.meta("state")
    return state == "running" or (state not in PUBLISHED and store.meta(DIGESTS) == {})


@contextmanager
def _at_rest(folder: RunFolder) -> Iterator[None]:
    """The run, kept from other processes for a while; a folder that can't be written nobody works on."""
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(folder.hold())
        yield


def _remade(candidate: Candidate, wrong: Sequence[str], result: AuditResult) -> None:
    """A row that was made again with all its evidence."""
    result.problems += [(candidate.row_id, line) for line in wrong]
    for one in candidate.draft.evidence:
        if not one.ok:
            result.problems.append((candidate.row_id, f"{one.kind} by {one.by}: it does not hold"))
        elif one.kind == "human":
            result.not_checkable[one.kind] += 1
        elif not wrong:
            (result.consistent if one.kind in _CONSISTENT else result.recomputed)[one.kind] += 1
