"""The methods of parts that a recipe describes: one for each manner of writing.

`planned`: who, what happens and which details come first, in the same answer (plan-then-write, Yao et al.
2019). `varied`: an existing row of the leaf is rewritten into another of its kind (Self-Instruct, Wang et al.
2023, §2.2)."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, get_args

from seedbed.agent.making.copies import taken_once
from seedbed.agent.making.grading import proves
from seedbed.agent.making.parts import NEEDS, columns_of, recipe_of, seat_of
from seedbed.agent.making.picks import GENERATORS, PICKED, examples_of, picks
from seedbed.agent.making.steps import write
from seedbed.agent.making.talking import CALCULATOR, SEARCH
from seedbed.agent.making.verifying import CONCEPT, judge, paid, to_judge, verify
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.recipes.deal import share_where
from seedbed.agent.resources import Resources
from seedbed.agent.work import Choice, Chosen, Cost, Env, Method, unable
from seedbed.memory.exact.canonical import digest
from seedbed.memory.recipe import Recipe, Step
from seedbed.memory.spec import Part
from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.form.distinct import DISTINCT
from seedbed.tools.checks.form.measured import no_dictionary
from seedbed.tools.checks.reading.sentences import JUDGE
from seedbed.tools.checks.sources.against import DOCUMENTS
from seedbed.tools.evaluation.report.amounts import counted
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.formats.rows import cell_in
from seedbed.tools.running.languages import missing

Manner = Literal["direct", "planned", "varied"]
_SHOWN = 3
"""Examples and earlier rows of one order, at most each."""
_TOLD = 80
"""Rows, at most, of whose values that may come once a writer is told."""
_FEW = 5_000
"""Rows of a part that isn't large: to find the last ones of all its cells costs by how many there are."""
_CALL = (700, 200)
"""Prompt and completion tokens of a usual call."""
_WITH_TOOLS = 6
"""Calls of a talk with tools: what is wanted is done or told, however long it may be."""
_UNSPLIT = (
    "a table is one document unless rows are counted by its rows, by `each: {of: document}` in the spec"
)
_FIRST = 120
"""Characters of a row that shows which columns there are."""
KINDS = ("sources", "examples", "personas", "world")
"""Of files that a person names, as `Hints` has them."""
_ROWS = {"examples": "example", "personas": "persona"}
"""What is picked of a person's rows → one of them."""
_READS_CONCEPT = 0.7
"""Calls for the concept of a candidate: often the nearest one confirms it for nothing."""


def choose(choice: Choice, env: Env, manner: Manner = "direct") -> Chosen | None:
    """What is picked, the person's good rows as demonstrations, and the cell's last rows, to be unlike them.
    None: nothing is left to be picked, or, in the varied manner, there is nothing to vary."""
    recipe = recipe_of(choice.part)
    plain = all(step.how == "write" for step in recipe.steps)
    if manner != "direct" and not (plain and len(recipe.steps) == 1):
        return None
    found = picks(recipe, choice, env)
    if found is None:
        return None
    picked, material, group = found
    drawn: dict[str, Any] = {}
    for step in recipe.steps:
        if step.how == "generate":
            given = GENERATORS[str(step.arguments["generate"])](choice, env)
            if given is None:
                return None
            drawn, material = {**drawn, **given[0]}, material or given[1]
    names, retired = {one.name for one in recipe.row}, choice.schedule.retired
    good = [row for row in examples_of(choice, env, retired) if names & row.keys()]
    last = choice.rows(choice.schedule.latest(choice.cell.key)[-_SHOWN:])
    taken = [row for row in last if row not in picked.values()]
    grounding: dict[str, Any] = {"taken": taken}
    if once := _had_once(recipe, choice):
        grounding["once"] = once
    if picked:
        grounding |= {PICKED: picked, "group": group}
    if drawn:
        grounding["generated"] = drawn
    if manner == "varied":
        vary = _row_to_vary(choice, env, good)
        if vary is None:
            return None
        good = [row for row in good if row != vary]
        grounding |= {"taken": [row for row in taken if row != vary], "vary": vary}
    # At most half; without examples a person chose them, for the critic shows none there.
    numbers = [] if manner == "varied" else choice.schedule.demonstrations(choice.cell.key)
    made = [dict(row) for row in choice.rows(numbers) if not retired or digest(row) not in retired]
    if made := made[: _SHOWN // 2]:
        grounding["made"] = made
    near = _nearest(good, choice, _SHOWN - len(made))
    shown = choice.rng.sample(near, min(_SHOWN - len(made), len(near)))
    return Chosen(grounding, tuple(map(dict, shown)), material)


def _had_once(recipe: Recipe, choice: Choice) -> dict[str, list[str]]:
    """Field whose value may come once → values that the last rows of the part have, of a large part those of
    the cell."""
    if not any(use.check == DISTINCT for use in recipe.checks):
        return {}
    part, of_cell = choice.part, choice.schedule.rows.get(choice.cell.key, ())
    numbers = choice.schedule.accepted(f"{part.name}/") if part.rows <= _FEW else of_cell
    return taken_once(recipe, choice.rows(numbers[-_TOLD:]))


def _row_to_vary(choice: Choice, env: Env, examples: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """A row to vary: of some accepted ones of the cell, else of the leaf at another difficulty, else of the
    examples, one of those that have most of the seat's labels. Drawn by the choice's generator; None: there
    is none yet."""
    numbers = choice.schedule.latest(choice.cell.key)
    if not numbers:
        levels = env.plan.part(choice.part.name).difficulties
        others = [choice.cell.model_copy(update={"difficulty": level}) for level in levels]
        numbers = [n for cell in others if cell != choice.cell for n in choice.schedule.latest(cell.key)]
    if numbers and len(_labels(choice)) < 2:  # a cell's rows have one label
        return dict(choice.rows([choice.rng.choice(numbers)])[0])
    rows = choice.rows(choice.rng.sample(numbers, min(_SHOWN, len(numbers)))) if numbers else examples
    near = _nearest(rows, choice, 1)
    return dict(choice.rng.choice(near)) if near else None


def _labels(choice: Choice) -> list[str]:
    """The axes that are fields of a row."""
    return [axis.name for axis in recipe_of(choice.part).axes if axis.is_field]


def _nearest(rows: Sequence[Mapping[str, Any]], choice: Choice, number: int) -> list[Mapping[str, Any]]:
    """Of some rows so many that have most of the seat's labels, and those that have as many; where some have
    any, none that has not."""
    seat, labels = seat_of(choice.part, choice.cell, choice.attributes), _labels(choice)
    alike = [sum(row.get(name) == seat.get(name) for name in labels) for row in rows]
    best = sorted(alike, reverse=True)[:number]
    least = max(best[-1], min(1, best[0])) if best else 0
    return [row for row, same in zip(rows, alike, strict=True) if same >= least]


def lacks(part: Part, env: Env) -> str | None:
    """What is missing for a part: documents, rows, people or a world that it starts from, a model that
    can write a step of it, something of this machine; None: nothing."""
    recipe = recipe_of(part)
    if missed := unnamed(recipe, files_of(env.resources, part.name)):
        return " — ".join(missed)
    for step in recipe.steps:
        if fault := unable(env.client, step.by, NEEDS["writer"]):
            return fault
        if fault := _too_few(step, part, env.resources):
            return fault
        if fault := _no_column(step, env.resources.chunks):
            return fault if part.each else f"{fault}; {_UNSPLIT}"
        if step.arguments.get("world") and (fault := unable(env.client, "assistant", ("tool_calls",))):
            return fault
    return absent(recipe) or None


def absent(recipe: Recipe) -> str:
    """What this machine lacks to make rows by a recipe, «what — next step»: what runs its programs, or counts
    syllables; empty: nothing."""
    for step in recipe.steps:
        language = "python" if "code" in step.arguments else str(step.arguments.get("run", ""))
        if language and (why := missing(language)):
            return f"{why} — install it, or take a recipe that runs nothing"
    counts = (use.arguments for use in recipe.checks if use.check == "count")
    return no_dictionary() if any("syllables" in (one.get("unit"), *one) for one in counts) else ""


def unnamed(recipe: Recipe, there: Container[str]) -> tuple[str, str] | None:
    """What of a person's files a recipe starts from and isn't there, and how it is named; None: nothing.

    Args:
        there: What is, of sources, examples, personas, world."""
    for step in recipe.steps:
        wanted, drawn = step.arguments.get("pick"), step.arguments.get("generate")
        if (wanted == "passages" or step.how == "find") and "sources" not in there:
            return "its rows are made of documents, and there are none", "name them with --from PATH"
        if wanted == "examples" and "examples" not in there:
            return "its rows start from examples, and there are none", "name them with --examples FILE"
        if wanted == "personas" and "personas" not in there:
            told = "its rows are about people of a file, and there is none"
            return told, "name it with --personas FILE"
        world = str(step.arguments.get("world") or "")
        if world == SEARCH and "sources" not in there:
            return "its talks search documents, and there are none", "name them with --from PATH"
        outside = drawn == "blueprint" or world not in ("", CALCULATOR, SEARCH)
        if outside and "world" not in there:
            return "its talks call tools of a world, and none is named", "name it with --world FILE"
    if any(use.check == DOCUMENTS for use in recipe.checks) and "sources" not in there:
        return "its rows are held against documents, and there are none", "name them with --from PATH"
    return None


def searches(recipe: Recipe) -> bool:
    """Whether rows of a recipe are made by searching documents: a step does, or who answers in a talk."""
    return any(one.how == "find" or one.arguments.get("world") == SEARCH for one in recipe.steps)


def _too_few(step: Step, part: Part, resources: Resources) -> str:
    """Why no row can have all the places of documents, examples or people that a step picks for it; empty: it
    can."""
    picked, wanted, there = step.arguments.get("pick"), int(step.arguments.get("n", 1)), set[str]()
    every: Iterable[str]
    if picked == "passages":
        whole = "document" in (step.arguments.get("whole"), step.arguments.get("apart"))
        every = (one.source if whole else one.id for one in resources.chunks)
        have, what, flag = "the sources have", "document" if whole else "place", "from"
    elif picked in _ROWS:
        every = (digest(dict(row)) for row in getattr(resources, picked).get(part.name, ()))
        have, what, flag = "you name", _ROWS[picked], picked
    else:
        return ""
    for one in every:
        there.add(one)
        if len(there) >= wanted:
            return ""
    told = f"each row starts from {wanted}, and {have} {counted(len(there), what)}"
    return f"{told} — name more with --{flag}, or lower `n`"


def _no_column(step: Step, chunks: Sequence[Chunk]) -> str:
    """Why a column of picked rows has nothing in any of them; empty: each that a step names has."""
    for column in columns_of(step):
        if chunks and all(cell_in(one.text, column) is None for one in chunks):
            first = clean(chunks[0].text, _FIRST)
            told = f"no document has anything in a column {column!r}; the first reads: {first}"
            return f"{told} — name a column that is there"
    return ""


def files_of(resources: Resources, part: str) -> frozenset[str]:
    """What a part has of a person's files, as `unnamed` takes it."""
    kinds = {
        "sources": resources.sources,
        "examples": resources.examples.get(part),
        "personas": resources.personas.get(part),
        "world": resources.worlds.get(part),
    }
    return frozenset(kind for kind, found in kinds.items() if found)


def cost(part: Part) -> Cost:
    """What one candidate usually costs."""
    recipe = recipe_of(part)
    calls: defaultdict[str, float] = defaultdict(float)
    for step in recipe.steps:
        if step.how in ("write", "repeat"):
            calls[step.by] += share_where(step.when, recipe, part.rows)
        elif step.arguments.get("generate") == "blueprint":
            calls["writer"] += 1
        elif step.how == "talk":
            schema = recipe.field(step.targets[0]).value_schema
            turns = (int(schema.get("minItems", 2)) + int(schema.get("maxItems", 8))) / 2
            turns = _WITH_TOOLS if "world" in step.arguments else turns
            turns *= int(step.arguments.get("takes", 1))
            for role in ("user", "assistant"):
                calls[role] += turns / 2
    for use in recipe.checks:
        if use.check == CONCEPT:
            calls["judge"] += _READS_CONCEPT
        elif use.check != JUDGE or recipe.rubric or "pairwise" in use.arguments:
            check = find(use.check)
            calls["judge"] += check.calls - check.solves
            calls["solver"] += check.solves
    every = sum(calls.values())
    return Cost(every, round(every * _CALL[0]), round(every * _CALL[1]), calls)


METHODS = tuple(
    Method(
        name="recipe" if manner == "direct" else f"recipe/{manner}",
        grade="supported",
        needs=NEEDS,
        choose=partial(choose, manner=manner),
        lacks=lacks,
        write=partial(write, manner=manner),
        verify=verify,
        judge=judge,
        to_judge=to_judge,
        proves=proves,
        paid=paid,
        cost=cost,
    )
    for manner in get_args(Manner)
)
