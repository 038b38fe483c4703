"""The plan as a person wants it before approval: shares, concepts, demands and guidance of each part.

What comes out is a plan and a spec as an edited file would hold them, and is held against the same rules.
Whatever can't be had is named field by field, and then nothing of it is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from seedbed.agent.making.parts import recipe_of, recipe_text, settled, takes_concepts
from seedbed.agent.planner.drafting.concepts import with_rows, without_empty
from seedbed.agent.planner.drafting.state import State
from seedbed.agent.planner.tree.propose import below
from seedbed.agent.recipes.load import parse
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import found
from seedbed.memory.files.plan_file import check_plan
from seedbed.memory.plan import quotas
from seedbed.memory.spec import Frozen, Part
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import plan_in, spec_in
from seedbed.memory.tree import Concept, ConceptTree

Rows = Annotated[int, Field(ge=0, le=10_000_000)]
LONGEST = 400
"""Characters of a demand, or of a sentence for writers."""
Words = Annotated[str, Field(min_length=1, max_length=LONGEST)]
_LEAF, _LABEL = 1, 2
"""Places in a cell's key."""


class Added(Frozen):
    """A concept that is to be there."""

    name: Annotated[str, Field(max_length=120)]
    under: str = ""
    """Id of the concept above it; empty: all of the part."""
    inside: Annotated[str, Field(max_length=400)] = ""
    rows: Rows = 0


class PartChange(Frozen):
    """What changes in one part."""

    rows: dict[str, Rows] = {}
    """Id of a concept without others below it → its rows. Those that aren't named keep theirs."""
    labels: dict[str, Rows] = {}
    """Label → its rows, in the same way."""
    spread: bool = False
    """Whether what is over or missing is shared out; else rows that don't add up are a fault."""
    rename: dict[str, Annotated[str, Field(max_length=120)]] = {}
    """Id of a concept → its name."""
    drop: tuple[str, ...] = ()
    """Ids of concepts that go, with those below them."""
    add: tuple[Added, ...] = ()
    strike: tuple[str, ...] = ()
    """Demands of the request that are one no more."""
    demand: tuple[Words, ...] = ()
    """New ones: the writer is told each, and a judge reads it in every row."""
    guidance: tuple[str, ...] | None = None
    """All that the writer is told besides; None: it stays."""


class ChangeFault(UserFault):
    """A change that can't be had."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        """Field (`PART: rows`, `PART: add 1`, …) → what is wrong with it."""
        told = "; ".join(f"{field}: {why}" for field, why in faults.items())
        super().__init__(told, next_step="nothing was changed; mend it and send it again")


def wished(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, PartChange]:
    """Part → what is wished of it, read from plain data. Raises ChangeFault: something of it is no such
    wish."""
    try:
        return TypeAdapter(dict[str, PartChange]).validate_python(parts)
    except ValidationError as error:
        faults = dict[str, str]()
        for path, why in found(error, parts, dict[str, PartChange]):
            part, *inside = map(str, path or ("parts",))
            faults[f"{part}: {' '.join(inside)}" if inside else part] = why
        raise ChangeFault(faults) from None


def changed(parts: Mapping[str, PartChange], store: Store) -> tuple[State, State, list[str]]:
    """(Spec and plan as they are, as they would be, what changed in a few words each).

    Raises:
        ChangeFault: something of it can't be had.
        UserFault: there is no plan yet, or its rows are being made."""
    spec, plan = spec_in(store), plan_in(store)
    if spec is None or plan is None:
        raise UserFault("the run has no plan yet", next_step="`seedbed resume RUN` goes on to it")
    if store.meta("approved"):
        step = "`seedbed steer` changes what is still to be made"
        raise UserFault("the plan was approved, and rows are made by it", next_step=step)
    before = State(spec, plan, store.meta("asked") or {})
    after, faults, done = before, dict[str, str](), list[str]()
    for name, wish in parts.items():
        if name not in {part.name for part in before.spec.parts}:
            faults[name] = f"there is no such part; there are: {', '.join(p.name for p in before.spec.parts)}"
            continue
        found = _OnePart(name, wish, after)
        after = found.done()
        faults |= {f"{name}: {field}": why for field, why in found.faults.items()}
        done += [f"{name}: {one}" for one in found.said]
    if not faults:
        try:
            check_plan(after.plan, after.spec)
        except UserFault as fault:
            faults["the plan"] = fault.what
    if faults:
        raise ChangeFault(faults)
    return before, after, done


class _OnePart:
    """The changes of one part, with every fault noted."""

    def __init__(self, name: str, wish: PartChange, state: State) -> None:
        self.name, self.wish, self.state = name, wish, state
        self.faults: dict[str, str] = {}
        self.said: list[str] = []

    def done(self) -> State:
        """The state with them; only where there is no fault."""
        self._tell_writer()
        self._plan()
        return self.state

    # demands and guidance --------------------------------------------------------------------------

    def _tell_writer(self) -> None:
        part, wish = self.state.spec.part(self.name), self.wish
        changes: dict[str, Any] = {}
        if wish.guidance is not None:
            guidance = tuple(filter(None, (" ".join(one.split()) for one in wish.guidance)))
            if any(len(one) > LONGEST and one not in part.guidance for one in guidance):
                self._fault("guidance", f"a sentence has at most {LONGEST} characters")
            elif guidance != part.guidance:
                changes["guidance"] = guidance
                self.said.append("guidance")
        if wish.strike or wish.demand:
            changes |= self._demands(part)
        if changes:
            self.state = self.state.with_part(part.model_copy(update=changes))
        if "recipe" in changes:
            try:
                self.state = replace(self.state, spec=settled(self.state.spec, Path()))
            except UserFault as fault:
                self._fault("demand" if wish.demand else "strike", fault.what)

    def _demands(self, part: Part) -> dict[str, Any]:
        clauses = dict(part.clauses)
        for text in self.wish.strike:
            if clauses.pop(text, None) is None:
                self._fault("strike", f"«{text[:80]}» is no demand of this part")
            self.said.append(f"«{text[:80]}» is demanded no more")
        if not part.recipe:
            if self.wish.demand:
                self._fault("demand", "its rows are made by rules, so nobody can be told a sentence")
            return {"clauses": clauses}
        raw = dict(parse(str(part.recipe), f"part {part.name}"))
        sentences = list(raw.get("rubric") or ())
        # A sentence goes that nothing but a struck demand needed; those behind it move up.
        was = {binder for text in self.wish.strike for binder in part.clauses.get(text, ())}
        still = {binder for binders in clauses.values() for binder in binders}
        gone = {n for n in range(1, len(sentences) + 1) if f"rubric {n}" in was - still}
        left = [n for n in range(1, len(sentences) + 1) if n not in gone]
        moved = {f"rubric {n}": f"rubric {place}" for place, n in enumerate(left, 1)}
        clauses = {text: tuple(moved.get(one, one) for one in some) for text, some in clauses.items()}
        sentences = [sentences[n - 1] for n in left]
        if self.wish.demand and not any(step.is_written for step in recipe_of(part).steps):
            self._fault("demand", "programs make its rows, so nobody can be told a sentence")
        for said in (" ".join(one.split()) for one in self.wish.demand):
            if not said or said in clauses:
                self._fault("demand", "it is demanded already" if said else "nothing is said")
            sentences.append(said)
            clauses[said] = (f"rubric {len(sentences)}",)
            self.said.append(f"«{said[:80]}» is demanded")
        raw.pop("rubric", None)
        raw |= {"rubric": sentences} if sentences else {}
        return {"clauses": clauses, "recipe": recipe_text(raw)}

    # concepts and shares ---------------------------------------------------------------------------

    def _plan(self) -> None:
        part, mine = self.state.spec.part(self.name), self.state.plan.part(self.name)
        now = self._rows(_LEAF)
        found = self._tree(mine.tree, now)
        labels = self._wanted("labels", "label", self._rows(_LABEL), self.wish.labels)
        if found is None or self.faults:
            return
        tree, wanted = found
        if (wanted, labels) == (now, self._rows(_LABEL)):
            if tree != mine.tree:
                self.state = self.state.with_plan(mine.model_copy(update={"tree": tree}))
            return
        for field, given in (("rows", wanted), ("labels", labels)):
            total = sum(given.values())
            if not total:
                self._fault(field, "no row is left")
            elif total != part.rows and not self.wish.spread:
                off = f"{abs(part.rows - total):,} {'are missing' if total < part.rows else 'too many'}"
                self._fault(field, f"they add up to {total:,}, and {part.rows:,} are asked for: {off}")
        if self.faults:
            return
        try:
            table = quotas(part, tree, mine.difficulties, wanted, labels)
            tree = with_rows(tree, wanted, mine.tree, now)
        except ValueError as error:
            self._fault("rows", str(error))
            return
        self.state = self.state.with_plan(mine.model_copy(update={"tree": tree, "quotas": table}))
        self._hold_labels(tree, wanted)
        self.said.append("shares")

    def _hold_labels(self, tree: ConceptTree, wanted: Mapping[str, int]) -> None:
        """Rows of concepts that only some labels have must be rows of these labels."""
        if self.wish.spread:
            return
        given = self._rows(_LEAF)
        for leaf in tree.leaves():
            if given[leaf.id] != wanted[leaf.id]:
                only = f" (it has only {', '.join(leaf.labels)})" if leaf.labels else ""
                self._fault(
                    f"rows of {leaf.name}",
                    f"{wanted[leaf.id]:,} can't be had with these rows of labels{only}; "
                    f"{given[leaf.id]:,} would fit",
                )

    def _rows(self, place: int) -> Counter[str]:
        return self.state.plan.part(self.name).rows_by(place)

    def _wanted(
        self, field: str, what: str, now: Mapping[str, int], given: Mapping[str, int]
    ) -> dict[str, int]:
        for one in (one for one in given if one not in now):
            self._fault(f"{field} of {one}", f"there is no {what} of that name")
        return {name: given.get(name, rows) for name, rows in now.items()}

    def _tree(self, tree: ConceptTree, now: Mapping[str, int]) -> tuple[ConceptTree, dict[str, int]] | None:
        """The tree as wished, and the rows of its leaves; None: there would be none."""
        wish, inner = self.wish, {parent for one in tree.concepts for parent in one.parents}
        for id in sorted({*wish.rename, *wish.drop} - {one.id for one in tree.concepts}):
            self._fault(f"concept {id}", "there is none of that id")
        if tree.root.id in wish.drop:
            self._fault(f"drop {tree.root.name}", "it is all of the part; drop concepts below it")
            return None
        kept = _without(tree, wish.drop)
        if inner and len(kept) == 1:
            self._fault("drop", "that would leave no concept; keep one")
            return None
        self.said += [f"{tree[id].name} is dropped" for id in wish.drop if id in tree]
        concepts = list[Concept]()
        for was in kept:
            name = " ".join(wish.rename.get(was.id, was.name).split())
            concepts.append(was.model_copy(update={"name": name}))
            self.said += [f"{was.name} is called {name}"] if name != was.name else []
        left, above = {one.id for one in concepts}, {parent for one in concepts for parent in one.parents}
        given = {id: rows for id, rows in wish.rows.items() if id in left or id not in tree}
        mine = {one.id: now[one.id] for one in concepts if one.id not in above}
        wanted = self._wanted("rows", "concept with rows", mine, given)
        for number, added in enumerate(wish.add, 1):
            if (concept := self._concept(number, added, concepts, inner)) is not None:
                concepts.append(concept)
                wanted[concept.id] = added.rows
                self.said.append(f"{concept.name} is added")
        self._hold_names(concepts)
        return ConceptTree(concepts=tuple(concepts)), wanted

    def _concept(self, number: int, added: Added, there: list[Concept], inner: set[str]) -> Concept | None:
        field, name, root = f"add {number}", " ".join(added.name.split()), there[0]
        under = added.under or root.id
        siblings = [one for one in there if under in one.parents]
        if not takes_concepts(self.state.spec.part(self.name)):
            self._fault(field, "rows are made from the concepts (sections, families), so none can be added")
        elif not name:
            self._fault(field, "a concept needs a name")
        elif under not in {one.id for one in there}:
            self._fault(field, f"there is no concept {under!r} to put it under")
        elif under not in inner or not siblings:
            self._fault(field, "the concept above it has none below it; put it beside others")
        if field in self.faults:
            return None
        parent, shared = next(one for one in there if one.id == under), {one.labels for one in siblings}
        labels, inside = shared.pop() if len(shared) == 1 else (), " ".join(added.inside.split())
        return below(parent, name, [one.id for one in there], inside=inside, labels=labels)

    def _hold_names(self, concepts: list[Concept]) -> None:
        before = Counter(one.name.casefold() for one in self.state.plan.part(self.name).tree.concepts)
        for name, times in Counter(one.name.casefold() for one in concepts).items():
            if not name:
                self._fault("name", "a concept needs a name")
            elif times > max(1, before[name]):
                self._fault(f"name {name}", f"{times} concepts would be called so")

    def _fault(self, field: str, why: str) -> None:
        self.faults.setdefault(field, why)


def _without(tree: ConceptTree, drop: Iterable[str]) -> list[Concept]:
    """The concepts that stay: none whose parents all go, none that loses all that is below it."""
    gone = set(drop)
    for one in tree.concepts:
        gone |= {one.id} if one.parents and gone.issuperset(one.parents) else set()
    left = [
        one.model_copy(update={"parents": tuple(p for p in one.parents if p not in gone)})
        for one in tree.concepts
        if one.id not in gone
    ]
    return without_empty(left, {leaf.id for leaf in tree.leaves()})
