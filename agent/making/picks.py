"""Material that the committer deals into a brief: passages, examples, accepted rows, personas, what a program
draws. It is a pure function of the choice, so that a resumed build picks and draws alike."""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.making.errands import next_errand
from seedbed.agent.making.making import Making
from seedbed.agent.making.parts import bearing, recipe_of
from seedbed.agent.roles.writer import write_seed
from seedbed.agent.work import Choice, Env
from seedbed.memory.brief import together
from seedbed.memory.errors import ToolFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.recipe import Recipe, Step
from seedbed.memory.tree import Concept, ConceptTree
from seedbed.tools.knowledge.chunks import Chunk, word_count
from seedbed.tools.knowledge.formats.characters import LONGEST
from seedbed.tools.knowledge.search.lexical import leading
from seedbed.tools.offline.problems import library

PICKED = "picked"
"""Key of a brief's grounding: target → what was picked for it."""
_NEAREST, _NEAR = 6, 0.7
"""Passages nearest to the first, at most, from which the others of a linked pick are drawn, and how near one
is at least, by the nearest one's score (`benchmarks/results/retrieval_languages.json`)."""
_FIRSTS, _TWIN = 3, 0.75
"""Passages of which the one with the nearest other one is the first of a linked pick, and the nearness, as a
share of a passage's score with itself, from which on another says the same again."""
_USES = 12
"""Rows that the words of one passage give room for at most, whatever their number."""
_FAILED = 3
"""Rows made of one that failed, which count against it as one that stands."""
_WORDS_PER_ROW = 25
"""Words of a passage for each row that it bears."""
_DRAWS = 40
"""Problems that are drawn at most, until one is new."""


async def take_pick(making: Making, step: Step) -> Mapping[str, Any]:
    """What the brief holds for the step's target; where no row was accepted yet, a plain start is written."""
    (name,), found = step.targets, making.work.brief.grounding.get(PICKED, {})
    if name in found:
        return {name: found[name]}
    if step.arguments["pick"] == "accepted":
        return {name: await write_seed(making)}
    raise ToolFault(f"nothing was picked for {name!r}")


def picks(recipe: Recipe, choice: Choice, env: Env) -> tuple[dict[str, Any], str, str] | None:
    """(target → what is picked, material that it uses, group of the row); None: there is nothing left.
    `accepted` picks nothing where there is nothing yet: the step starts afresh then."""
    made: dict[str, Any] = {}
    material = group = ""
    for step in recipe.steps:
        if step.how != "pick":
            continue
        kind, number = str(step.arguments["pick"]), int(step.arguments.get("n", 1))
        # One thing or a list: by its field, else by how many are picked.
        known = [field.kind != "list" for field in recipe.fields if field.name == step.targets[0]]
        one = known[0] if known else number == 1
        if kind == "passages":
            found = _passages(step, number, choice, env)
            if not found:
                return None
            material = material or bearing(choice.part.name, found[0].id, _borne(found[0], choice))
            group = group or found[0].id
            values = [passage_of(chunk) for chunk in found]
        else:
            values, start = _rows(kind, number, choice, env)
            if not values and kind == "accepted":
                continue
            if len(values) < number:
                return None
            material = material or start
        made[step.targets[0]] = values[0] if one else values
    return made, material, group


def passage_of(chunk: Any) -> dict[str, Any]:
    """A passage as rows hold it; `quote` is the source's text from start to end."""
    return {"source": chunk.name, "start": chunk.start, "end": chunk.end, "quote": chunk.text}


# passages ------------------------------------------------------------------------------------------------


def _passages(step: Step, number: int, choice: Choice, env: Env) -> Sequence[Chunk]:
    """So many passages of the leaf, the first one of those used least; none if none has room."""
    tree = env.plan.part(choice.part.name).tree
    leaf = tree[choice.cell.leaf]
    every: Collection[Chunk] = _with_rows(tree, env)
    here = _of(leaf, env) or [*every]
    if step.arguments.get("whole") == "document":
        documents = env.resources.once("documents", lambda: _documents(env))
        here, every = [documents[one] for one in dict.fromkeys(c.source for c in here)], documents.values()
    # Twice as many as are ordered may be tried: some fail, and whether more can be made of it shows then.
    wanted = math.ceil(choice.part.rows * tree.share(leaf.id) / max(1, len(here)))
    borne = [_borne(chunk, choice) for chunk in here]
    least = (
        [c for c, n in zip(here, borne, strict=True) if n == rows < max(_known_room(c, env), 2 * wanted)]
        for rows in sorted({*borne})
    )
    if not (free := next(filter(None, least), [])):
        return ()
    linked, apart = step.arguments.get("linked") == "entity", str(step.arguments.get("apart", "no"))
    firsts = [choice.rng.choice(free) for _ in range(_FIRSTS if linked else 1)]
    first = max(firsts, key=lambda one: _nearness(one, apart, env)) if len(firsts) > 1 else firsts[0]
    chosen = [first]
    while len(chosen) < number:
        others = [chunk for chunk in every if all(_apart(chunk, one, apart, env) for one in chosen)]
        if not others:
            return ()
        others = _least(others, choice.schedule.spoilt, first, choice)
        near = _near(first, others, env) if linked else others
        chosen.append(choice.rng.choice(_least(near, choice.schedule.used, first, choice)))
    return chosen


def _borne(chunk: Chunk, choice: Choice) -> int:
    """How many rows were ordered of a passage; they are dealt its numbers in turn."""
    part, passage, used, number = choice.part.name, chunk.id, choice.schedule.used, 0
    while used.get(bearing(part, passage, number)):
        number += 1
    return number


def _of(leaf: Concept, env: Env) -> list[Chunk]:
    return [chunk for id in leaf.sections or (leaf.id,) for chunk in env.resources.passages.get(id, ())]


def _with_rows(tree: ConceptTree, env: Env) -> Sequence[Chunk]:
    """All passages but those that lie only where no row is to be of: a planner may leave sections out."""
    chunks: Sequence[Chunk] = env.resources.chunks
    if not tree.idle:
        return chunks

    def derive() -> Sequence[Chunk]:
        busy = {chunk.id for leaf in tree.leaves() if leaf.id not in tree.idle for chunk in _of(leaf, env)}
        idle = {chunk.id for id in tree.idle for chunk in _of(tree[id], env)} - busy
        return [chunk for chunk in chunks if chunk.id not in idle]

    return env.resources.once(f"passages without {sorted(tree.idle)}", derive)


def _documents(env: Env) -> Mapping[str, Chunk]:
    """Source's hash → the document as one passage, whole or up to `LONGEST`."""
    whole: dict[str, Chunk] = {}
    for chunk in env.resources.chunks:
        if chunk.source not in whole or chunk.end <= LONGEST:
            whole[chunk.source] = replace(chunk, id=f"{chunk.source[:16]}:0-{chunk.end}", start=0)
    return whole


def room_of(chunk: Chunk) -> int:
    """Rows that the words of a passage give room for, which need not repeat each other."""
    return min(_USES, max(1, word_count(chunk.text) // _WORDS_PER_ROW))


def _known_room(chunk: Chunk, env: Env) -> int:
    """The same, read once: orders ask again and again, and the text lies on the disk."""
    known: dict[str, int] = env.resources.once("room of passages", dict)
    if chunk.id not in known:
        known[chunk.id] = room_of(chunk)
    return known[chunk.id]


def _apart(chunk: Chunk, other: Chunk, how: str, env: Env) -> bool:
    """Whether two passages are as far apart as is said. Short sections share a passage; of a document without
    sections any two are apart."""
    if chunk.id == other.id or how not in ("document", "section"):
        return bool(chunk.id != other.id)
    if chunk.source != other.source:
        return True
    mine, theirs = ({path for path, _ in one.under} for one in (chunk, other))
    return how == "section" and (not mine & theirs or chunk.source in _undivided(env))


def _undivided(env: Env) -> Collection[str]:
    """Documents of which all stands under one heading, or under none."""

    def derive() -> Collection[str]:
        paths: dict[str, set[Any]] = defaultdict(set)
        for chunk in env.resources.chunks:
            paths[chunk.source] |= {path for path, _ in chunk.under}
        return {source for source, found in paths.items() if len(found) < 2}

    return env.resources.once("documents without sections", derive)


def _least(others: Sequence[Chunk], counts: Mapping[str, int], first: Chunk, choice: Choice) -> list[Chunk]:
    """Those that were dealt with the first passage least, in whatever order. Counted are rows that came to
    nothing, for of a pair that can't be joined a writer says so each time; or all, for a second row of a pair
    is a near twin."""
    part, mine = choice.part.name, (first.name, first.start)
    dealt = [counts.get(together(part, mine, (one.name, one.start)), 0) for one in others]
    least = min(dealt)
    return [one for one, times in zip(others, dealt, strict=True) if times == least]


def _near(first: Chunk, others: Sequence[Chunk], env: Env) -> Sequence[Chunk]:
    """Those that share most words with the first: a model reads whether they speak of the same things."""
    known = {chunk.id: chunk for chunk in others}
    ranked = [(id, score) for id, score in env.resources.index.alike(first.text) if id in known]
    return [known[id] for id in nearest_of(ranked)] or others


def _nearness(first: Chunk, apart: str, env: Env) -> float:
    """How near the nearest passage is that may stand beside this one and says something else, as a share of
    its score with itself; 0: there is none."""
    known: dict[str, float] = env.resources.once(f"nearness, apart {apart}", dict)
    if first.id not in known:
        chunks = {chunk.id: chunk for chunk in env.resources.chunks}
        ranked = env.resources.index.alike(first.text)
        others = ((chunks[id], score) for id, score in ranked if id in chunks)
        shares = (score / ranked[0][1] for chunk, score in others if _apart(chunk, first, apart, env))
        known[first.id] = next((share for share in shares if share < _TWIN), 0.0)
    return known[first.id]


def nearest_of(ranked: Sequence[tuple[str, float]]) -> list[str]:
    """Of passages (id, score), the best first, those from which a linked one is drawn."""
    return leading(ranked, _NEAREST, _NEAR)


# rows ----------------------------------------------------------------------------------------------------


def _rows(kind: str, number: int, choice: Choice, env: Env) -> tuple[list[dict[str, Any]], str]:
    """(so many rows or personas, those used least first and drawn among equals, id of the first); fewer where
    there are fewer."""
    there: dict[Any, Mapping[str, Any]] = {}
    numbers: Sequence[int] = ()
    if kind == "personas":
        there = _named(env.resources.personas.get(choice.part.name, ()))
    elif kind == "accepted":
        there = _named(choice.rows(choice.schedule.latest(choice.cell.key)))
        numbers = () if there else choice.schedule.accepted(f"{choice.part.name}/")
    elif kind != "examples":
        numbers = choice.schedule.accepted(f"{kind}/")
    if kind in ("examples", "accepted") and not there and not numbers:
        there = _named(examples_of(choice, env))
    names = [*there, *numbers]
    choice.rng.shuffle(names)

    def worn(name: Any) -> tuple[int, int]:
        """How much a row was used: by rows that stand or may come; a few that failed count as one."""
        start = start_of(choice.part.name, name)
        spoilt = choice.schedule.spoilt.get(start, 0)
        return choice.schedule.used.get(start, 0) - spoilt + spoilt // _FAILED, spoilt

    names.sort(key=worn)
    found: list[dict[str, Any]] = []
    start = ""
    for name in names:
        rows = (there[name],) if there else choice.rows([name])  # none: it is being committed
        start = start or (start_of(choice.part.name, name) if rows else "")
        found += map(dict, rows)
        if len(found) == number:
            break
    return found, start


def examples_of(choice: Choice, env: Env, retired: Collection[str] = ()) -> list[Mapping[str, Any]]:
    """The person's rows for a part, without those that were rows of the dataset and were withdrawn, and those
    with one of some hashes."""
    part, gone = choice.part, choice.schedule.taken_back
    rows = env.resources.examples.get(part.name, ())
    if not (gone or retired):
        return [*rows]
    fields = {one.name for one in recipe_of(part).fields}

    def derive() -> list[tuple[str, str]]:
        return [(digest(row), digest({k: v for k, v in row.items() if k in fields})) for row in rows]

    hashes: list[tuple[str, str]] = env.resources.once(f"hashes {part.name}\n{part.recipe}", derive)
    told = zip(rows, hashes, strict=True)
    return [row for row, (whole, own) in told if whole not in retired and own not in gone]


def _named(rows: Iterable[Mapping[str, Any]]) -> dict[Any, Mapping[str, Any]]:
    return {digest(dict(row))[:16]: row for row in rows}


def start_of(part: str, name: Any) -> str:
    """Id of a row as material that rows of a part start from."""
    return f"{part}/from/{name}"


# what a program draws ------------------------------------------------------------------------------------


def _problem(choice: Choice, env: Env) -> tuple[dict[str, Any], str] | None:
    """`problem`, `answer`: a word problem of the bank (tools/offline/problems) with its computed answer;
    of the cell's level where the bank has that."""
    for _ in range(_DRAWS):
        family = choice.rng.choice(library.families())
        wanted = choice.cell.difficulty
        level = wanted if wanted in library.LEVELS else choice.rng.choice(library.LEVELS)
        drawn = library.draw(family.name, level, choice.rng)
        material = f"{choice.part.name}/{drawn.program}/{sorted(drawn.inputs.items())}"
        answer = float(drawn.answer)
        if not choice.schedule.used.get(material):
            whole = int(answer) if answer.is_integer() else answer
            return {"problem": drawn.text, "answer": whole}, material
    return None


Generator = Callable[[Choice, Env], tuple[dict[str, Any], str] | None]
"""(choice, environment) → (target → value, id of what is used up); None: no more."""
GENERATORS: Mapping[str, Generator] = {"problems": _problem, "blueprint": next_errand}
"""Name → generator: the one list, written by hand."""
