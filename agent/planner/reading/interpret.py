"""A request in plain words becomes a spec: the planner's model reads it, its reading is the reading, and a
recipe is written for each part.

Rules keep numbers, paths, budget and flags, and only say or ask where they differ. What is open is asked
once, or decided and said. Without a model that can write JSON the request is read by rule. Knows no terminal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from math import prod
from pathlib import Path

from seedbed.agent.making.method import KINDS
from seedbed.agent.making.parts import files_taken
from seedbed.agent.models.ask import Client
from seedbed.agent.models.delivery.flow import finished
from seedbed.agent.models.endpoint import elsewhere
from seedbed.agent.planner.hints import Hints, distinct_paths
from seedbed.agent.planner.reading.answer import ClauseRead, ParsedPart, Reading
from seedbed.agent.planner.reading.asking import Ask, ask_round, possible, with_rows, without
from seedbed.agent.planner.reading.binding import BUDGET, stands_in, touch
from seedbed.agent.planner.reading.general import stated_rows
from seedbed.agent.planner.reading.given import (
    by_flag,
    called,
    counted_in,
    outline,
    read_examples,
    whole_files,
    with_words,
)
from seedbed.agent.planner.reading.named_recipe import named_recipe
from seedbed.agent.planner.reading.recipe_writer import Given, NothingKept, Written, write_recipe
from seedbed.agent.planner.reading.request import MOST_CLAUSES, read_request
from seedbed.agent.planner.reading.without_a_model import Interpretation, check_words, spec_of
from seedbed.agent.planner.reading.without_a_model import interpret as by_rule_alone
from seedbed.agent.planner.tree.materials import values_of
from seedbed.memory.errors import UserFault
from seedbed.memory.languages import language_name
from seedbed.memory.spec import Budget, Part
from seedbed.tools.evaluation.report.amounts import first_of
from seedbed.tools.requests.limits import read_budget, read_limits
from seedbed.tools.requests.numbers import numbers_in
from seedbed.tools.world.world import World
from seedbed.tools.world.world_file import listed_tools, read_world

_NO_FLAGS = Hints()
_NONE = Budget()
_SHOWN, _SHORT = 12, 240
"""Documents of which the reader is told what is in them, and characters of each."""
_TEXTS = "ask for what a text can hold"
_SHOWN_ONLY = "--examples shows what rows are like, and --from has rows made of what is there"


async def interpret(
    request: str,
    client: Client,
    *,
    hints: Hints = _NO_FLAGS,
    ask: Ask | None = None,
    say: Callable[[str], None] | None = None,
) -> Interpretation:
    """Read a request and write its recipes. Raises UserFault: no rows are asked for, unknown paths, a file of
    tools that is no world, or no part of it can be made.

    Args:
        hints: Flags, which go before the request.
        ask: Asks a person; None, or None answered: nobody is there.
        say: Tells a person what of their files leaves the machine, before it does."""
    folder = Path(hints.folder or ".")
    if not client.profile("planner").can("json_schema"):
        return await by_rule_alone(request, hints=hints, ask=ask)
    check_words(request)
    flagged = by_flag(hints)
    there = distinct_paths((*flagged.sources, *called(request, folder)))
    told = _told_of((*there, *flagged.examples), (), client, say)
    read = partial(
        read_request,
        request,
        client,
        given=_given(flagged, there),
        subject=bool(hints.recipe),
        counted=hints.rows is not None,
        whole=whole_files(there),
    )
    decided: list[str] = []
    reading = await read()
    answered, rows = await ask_round(reading, hints.rows, ask, decided)
    if answered:
        reading = await read(answered=answered)
    decided = [*reading.said, *decided]
    files = with_words(flagged, reading)
    tools = files.world
    _told_of((*files.sources, *files.examples, *filter(None, (tools,))), told, client, say)
    files, listed, world = _called(files)
    budget, by_rule = checked(reading, folder, files.sources, hints.rows)
    said = [*decided, *by_rule]
    if reading.unsafe:
        approve = "whether it is built is for you to approve"
        said.append(f"unsafe, by the planner's model: {reading.unsafe} ({approve})")
    planned = _to_make(reading, rows, files, hints, said, decided)
    given = Given(
        outline(files.sources),
        read_examples(files.examples),
        files=frozenset(kind for kind in (*KINDS, "held_out") if getattr(files, kind)),
        tools=listed,
        world=world,
        decided=tuple(dict.fromkeys(decided)),
    )
    found = await _recipes(planned, reading, client, given, hints.recipe, folder)
    pairs = zip(planned, found, strict=True)
    unkept = {part.name: (str(one), _TEXTS) for part, one in pairs if isinstance(one, NothingKept)}
    planned = without(planned, unkept, said)
    written = [one for one in found if isinstance(one, Written)]
    if listed:
        used = any(one.recipe.params.get("tools") == [*listed] for one in written)
        how = "is a list: what calls of its tools give back is made up with each row, where a row has it"
        said.append(f"{tools} {how}" if used else f"{tools} isn't used: no plan takes a list of tools")
    cost = BUDGET if budget != _NONE else "not kept: it can't be read as a budget"
    parts = _parts(planned, written, reading, cost, files, said)
    language = next((language_name(part.languages[0]) for part in reading.parts if part.languages), "English")
    # Files of talks went where recipes take them; where none does, that is said and not refused.
    flags = files.model_copy(update={"world": "", "personas": ""})
    spec = spec_of(reading.words, parts, language, budget, flags)
    return Interpretation(spec, tuple(dict.fromkeys(said)))


def _told_of(
    paths: Sequence[str], before: Sequence[str], client: Client, say: Callable[[str], None] | None
) -> Sequence[str]:
    """The paths, having said of which the planner's endpoint gets names and first lines, if that is on
    another machine. `before`: those of which it was said."""
    new, host = [one for one in paths if one not in before], elsewhere(client.endpoint("planner").base_url)
    if new and host and say:
        names = first_of([Path(one).name for one in new])
        say(f"names and first lines of {names} go to {host}, which reads the request and plans")
    return paths


def _given(flagged: Hints, there: Sequence[str]) -> dict[str, object]:
    """What the reader is told of the flags. `there`: their documents, and files that the words name."""
    rows = read_examples(flagged.examples)
    fields = dict.fromkeys(key for row in rows for key in row)
    given = {
        "documents": list(flagged.sources),
        "in them": outline(there, most=_SHOWN, longest=_SHORT),
        "fields of example rows": list(fields)[:40],
        "values of example rows": values_of(rows),
        "file of tools": flagged.world,
        "file of personas": flagged.personas,
    }
    return {name: value for name, value in given.items() if value}


def _called(files: Hints) -> tuple[Hints, tuple[Mapping[str, object], ...], World | None]:
    """The files, without a file of tools that is a mere list, that list, and what else the file is. Raises
    UserFault: it is neither a list nor a world, before recipes are written for it."""
    if not files.world:
        return files, (), None
    if found := listed_tools(path := Path(files.world)):
        return files.model_copy(update={"world": ""}), found, None
    return files, (), read_world(path)


def _to_make(
    reading: Reading, rows: Sequence[int], files: Hints, hints: Hints, said: list[str], decided: list[str]
) -> tuple[ParsedPart, ...]:
    """The parts that can be made, with their rows; what differs from the reading is told to `said`. `rows`:
    as settled."""
    before = len(said)
    planned = with_rows(reading.parts, rows, hints.rows, said)
    if decided:  # perhaps otherwise, by a reader who knows of no flag
        alone = "so many are made, and what the words count otherwise isn't kept"
        decided += [f"{one}: {alone}" for one in said[before:]]
    shown = " ".join(files.examples)
    planned = possible(planned, bool(files.sources), said, f"{shown}: {_SHOWN_ONLY}" if shown else "")
    planned = tuple(counted_in(part, files.sources, said) for part in planned)
    if files.sources and not hints.recipe and not any(part.documents for part in planned):
        said.append("the documents aren't used: no part is made of them")
    return planned


async def _recipes(
    planned: Sequence[ParsedPart], reading: Reading, client: Client, given: Given, named: str, folder: Path
) -> list[Written | NothingKept]:
    """The recipe of each part, in order: the one that the person named, else its own."""
    if named:
        return await finished(named_recipe(part, named, folder, client, given.tools) for part in planned)
    found: list[Written | NothingKept] = []
    for part in planned:  # one after the other, since one may start from rows of those before
        found.append(one := await _written(part, reading, client, given))
        if isinstance(one, Written):
            given = replace(given, before=(*given.before, (part.name, part.kind, one.recipe)))
    return found


async def _written(part: ParsedPart, reading: Reading, client: Client, given: Given) -> Written | NothingKept:
    """The recipe of a part, or why none can keep anything of it; what limits the cost is bound by rule, and
    isn't the writer's business."""
    others = tuple(clause for clause in part.clauses if not _of_budget(clause, reading))
    documents = given if part.documents else replace(given, outline=())
    try:
        return await write_recipe(replace(part, clauses=others), client, given=documents)
    except NothingKept as fault:
        return fault


def _of_budget(clause: ClauseRead, reading: Reading) -> bool:
    return bool(reading.budget) and touch(clause.words, reading.budget)


def _parts(
    planned: Sequence[ParsedPart],
    written: Sequence[Written],
    reading: Reading,
    cost: str,
    files: Hints,
    said: list[str],
) -> tuple[Part, ...]:
    first = next((part.languages[0] for part in planned if part.languages), "en")
    past = f"not kept: past the first {MOST_CLAUSES} demands, which a plan heeds"
    parts: list[Part] = []
    for part, recipe in zip(planned, written, strict=True):
        raw = dict(recipe.raw)
        alone = part.languages[0] if len(part.languages) == 1 else first
        if alone != first and not {"language", "languages"} & set(raw):
            raw["language"] = alone
        bound = {**recipe.clauses}
        bound |= {clause.words: (cost,) for clause in part.clauses if _of_budget(clause, reading)}
        bound |= {clause.words: (past,) for clause in part.beyond}
        taken = files_taken(recipe.recipe)
        parts.append(
            Part(
                name=part.name,
                recipe=raw,
                clauses=bound,
                topic=part.subject,
                rows=part.rows,
                each=part.each,
                world=files.world if "world" in taken else "",
                personas=files.personas if "personas" in taken else "",
            )
        )
        said += [f"{part.name}: {one}" if len(planned) > 1 else one for one in recipe.said]
    for kept, what in (("world", "tools"), ("personas", "personas")):
        if (path := getattr(files, kept)) and not any(getattr(part, kept) for part in parts):
            said.append(f"{path} isn't used: no plan takes a file of {what}")
    return tuple(parts)


# what rules have to say beside the model's reading: they say or ask; they never override and never refuse --


def checked(
    reading: Reading, folder: Path, sources: tuple[str, ...], rows: int | None = None
) -> tuple[Budget, tuple[str, ...]]:
    """The budget that the words set, and a line for each place where rules read them otherwise. `sources`:
    documents that flags and words name, as found. `rows`: as a flag says, which goes before the words."""
    budget, said = _budget(reading.budget)
    said = said if rows else (*_numbers(reading), *said)
    try:
        limits = read_limits(reading.words, folder)
    except UserFault:  # of what may be no path or budget at all
        return budget, said
    if not reading.budget and limits.budget != _NONE:
        lines = [line for line in limits.said if line.startswith("budget:")]
        said += tuple(f"taken for no limit on the cost: {line} (--budget sets one)" for line in lines)
    known = {Path(source).resolve() for source in sources}
    for path in limits.sources:
        if Path(path).resolve() not in known and not any(stands_in(one.path, path) for one in reading.paths):
            said += (f"{path} is there and isn't taken for documents (--from {path} takes it)",)
    return budget, said


def _budget(words: str) -> tuple[Budget, tuple[str, ...]]:
    if not words:
        return _NONE, ()
    try:
        _, found, said = read_budget(f"budget: {words}")
    except UserFault as fault:
        return _NONE, (f"«{words}» limits nothing: {fault.what}; {fault.next_step}",)
    if found != _NONE:
        return found, said
    return _NONE, (f"«{words}» can't be read as a budget and limits nothing: give --budget 5usd",)


def _numbers(reading: Reading) -> tuple[str, ...]:
    """A sentence where the rows of a part are neither a number of the words nor a product or a sum of two or
    three of them, or others than a number that is a demand of its own; «one» counts no rows."""
    found = {number.value: number.text for number in numbers_in(reading.words)}
    stated = {value: text for value, text in found.items() if value > 1}
    few = sorted(stated)[:20]
    groups = [*combinations(few, 2), *combinations(few, 3)]
    follows = {*found, *map(prod, groups), *map(sum, groups)}
    wrong = [
        part
        for part in reading.parts
        if part.rows and stated and (part.rows not in follows or stated_rows(part) not in (0, part.rows))
    ]
    return tuple(
        f"the request says {', '.join(stated.values())}; the plan makes {part.rows} rows"
        + (f" of {part.name}" if len(reading.parts) > 1 else "")
        + " (right where one row holds several of what is counted; -n sets another number)"
        for part in wrong
    )
