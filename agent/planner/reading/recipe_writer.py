"""The planner's model writes the recipe of one part: plain YAML, validated, its faults given back.

Three tries; then the general recipe, so that a small model isn't refused either. A model that says of every
demand that nothing can keep it is believed. Every demand of the reading ends bound or named as not kept. The
recipe is data throughout: parsed strictly, expanded, never run here; it may start from a recipe of the
gallery and from no other file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import yaml

from seedbed.agent.making.method import unnamed
from seedbed.agent.models.ask import Client
from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Decode
from seedbed.agent.planner.reading.answer import ClauseRead, ParsedPart
from seedbed.agent.planner.reading.binding import SHARE, Binders, bind, keeps_nothing, of_every_row, touch
from seedbed.agent.planner.reading.general import general
from seedbed.agent.planner.tree.materials import clean, quoted, rows_block
from seedbed.agent.prompting import Message, Prompt, brief_block, render
from seedbed.agent.recipes.draft import RecipeFault
from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.load import Raw, merged, parse, shipped
from seedbed.agent.recipes.steps import MATERIALS
from seedbed.memory.brief import Slot
from seedbed.memory.clauses import parted
from seedbed.memory.errors import AnswerFault, UserFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.recipe import Recipe
from seedbed.memory.spec import Each
from seedbed.tools.checks.asked import signatures
from seedbed.tools.checks.reference import reference
from seedbed.tools.world.blueprint import KINDS
from seedbed.tools.world.world import World

_EACH = {
    "document": "document (a file, or a row of a table)",
    "entry": "entry of a file (a row of a table by its columns; a line of a text, whose column is `text`; an "
    "entry of a JSON map, whose are `key` and `value`)",
    "section": "section",
    "function": "function or method of a program in Python, each a document (`whole: document`)",
}
TRIES, STUCK = 5, 3
"""Answers that are asked for, and those in a row with the same faults that end it sooner."""
JOB = "write_recipe"
_WRITE = Decode(max_tokens=6000, temperature=0.3)
_MOST_FAULTS = 20
_NOTHING = "clauses: nothing but the number of rows keeps a demand of the request"
_LONGEST = 20_000
"""Characters of a faulty answer that are shown again."""
_FENCED = re.compile(r"^```[\w-]*[ \t]*\n(.*?)(?:^```|\Z)", re.DOTALL | re.MULTILINE)


class NothingKept(UserFault):
    """A recipe that says of each demand but the number of rows that it isn't kept, and why."""


@dataclass(frozen=True, slots=True)
class Given:
    """What there is beside the request."""

    outline: tuple[str, ...] = ()
    """Names and headings of the documents."""
    examples: tuple[Mapping[str, Any], ...] = ()
    """The rows that the person has, as they are."""
    files: frozenset[str] = frozenset()
    """What the person has named, of sources, examples, personas, world (a file of tools), held_out (rows that
    none may copy)."""
    tools: tuple[Mapping[str, Any], ...] = ()
    """A list of tools that nothing executes: a recipe that names it has it as its parameter `tools`."""
    world: World | None = None
    """What the file of tools holds."""
    before: tuple[tuple[str, str, Recipe], ...] = ()
    """(name, kind, recipe) of the parts before this one, whose accepted rows it may start from."""
    decided: tuple[str, ...] = ()
    """What the request leaves open and what was taken, as the person is told, a line each."""


@dataclass(frozen=True, slots=True)
class Written:
    """A recipe for one part."""

    raw: dict[str, Any]
    """As a spec keeps it: valid, whole, without its clauses."""
    clauses: Binders
    """Every demand → what keeps it, or that it isn't kept."""
    recipe: Recipe
    """Expanded."""
    general: bool = False
    """Whether no answer was valid and the general recipe stands in."""
    said: tuple[str, ...] = ()
    """What a person is told, a line each."""


async def write_recipe(
    part: ParsedPart,
    client: Client,
    *,
    given: Given,
    revised: str = "",
    shown: Sequence[str] = (),
) -> Written:
    """A valid recipe for a part. Raises NothingKept: the model says so and, asked once more, has no other.

    Args:
        revised: The recipe as YAML, with its clauses, that is to be revised; empty: it is written anew.
        shown: Rows, refusals and planted defects of its dry run, a line each."""
    block: dict[str, Any] = {"job": JOB, "part": _shown(part)}
    if given.before:
        block["parts_before"] = [{"name": name, "kind": kind} for name, kind, _ in given.before]
    if revised:
        block["revises"] = digest([revised, shown])[:12]
    step = f"{JOB}/{part.name}/{digest(block)[:12]}"
    prompt = _prompt(part, given, step, block, revised, shown)
    before = [one for one, *_ in given.before]
    messages, decode = prompt.messages, _WRITE
    best: Written | None = None
    unkept: NothingKept | None = None
    every: list[tuple[str, ...]] = []
    for attempt in range(TRIES):
        text, faults = await _answer(Slot("interpret", "planner", step, attempt), messages, client, decode)
        if not faults:
            try:
                written, dropped = settle(text, part, before, given)
            except NothingKept as fault:
                if unkept:
                    break
                unkept, faults = fault, (f"{_NOTHING}; if nothing can, answer so again",)
            except UserFault as fault:
                faults = fault.faults if isinstance(fault, RecipeFault) else (str(fault),)
            else:
                if not dropped:
                    return written
                best = best if best is not None and len(best.said) <= len(written.said) else written
                faults = tuple(f"clauses: {sentence}" for sentence in dropped)
        elif faults[0].startswith("truncated"):
            decode = replace(decode, max_tokens=2 * decode.max_tokens)
        every.append(faults)
        if every[-STUCK:] == [faults] * STUCK:
            break
        again = render("mend_recipe", faults=faults[:_MOST_FAULTS], brief=brief_block(block))
        said: Message = {"role": "assistant", "content": text[:_LONGEST] or "(nothing)"}
        messages = (*prompt.messages, said, *again.messages)
    if unkept and not (best or revised):
        raise unkept
    return best or general_recipe(part, every)


def _prompt(
    part: ParsedPart, given: Given, step: str, block: Mapping[str, Any], revised: str, shown: Sequence[str]
) -> Prompt:
    """All that is told to who writes the recipe. `step`: of its slot, by which material is marked."""

    def apart(what: str) -> Slot:
        return Slot("interpret", "planner", f"{step}/{what}")

    return render(
        JOB,
        format=recipe_format(),
        reference=reference(),
        near={"name": part.recipe, "text": as_yaml(shipped(part.recipe))} if part.recipe else {},
        brief=brief_block(block),
        tools="world" in given.files,
        world=quoted(_of_world(given.world), apart("world")),
        kinds={name: one.errand for name, one in KINDS.items()},
        listed=quoted(signatures(given.tools).splitlines(), apart("tools")),
        held_out="held_out" in given.files,
        before=[(name, [field.name for field in one.row]) for name, _, one in given.before],
        outline=quoted(given.outline, Slot("interpret", "planner", step)),
        decided=quoted(given.decided, apart("decided")),
        examples=rows_block(given.examples, apart("examples"), 600),
        tried=revised.strip(),
        shown=quoted(shown, apart("shown")),
    )


def recipe_format() -> str:
    """How recipes are written, for whoever writes or changes one."""
    return str(render("recipe_format").messages[0]["content"]).strip()


async def _answer(
    slot: Slot, messages: Sequence[Message], client: Client, decode: Decode
) -> tuple[str, tuple[str, ...]]:
    """The model's text, and what is wrong with it as an answer."""
    try:
        reply = await client.chat(slot, messages, Purpose("interpret"), decode)
    except AnswerFault as fault:
        return "", (str(fault),)
    if reply.finish == "length":
        return reply.text, (f"truncated: the answer was cut after {decode.max_tokens} tokens",)
    return reply.text, () if reply.text.strip() else ("the answer is empty",)


def yaml_of(text: str) -> str:
    """The YAML of an answer: its last fenced block, else the whole."""
    fenced = _FENCED.findall(text)
    return str(fenced[-1]) if fenced else text


def settle(
    text: str, part: ParsedPart, before: Sequence[str], given: Given
) -> tuple[Written, tuple[str, ...]]:
    """The recipe of an answer, and a sentence for each demand that it drops. `before`: names of the parts
    before this one. Raises UserFault: it isn't valid (RecipeFault: with all faults), starts from what isn't
    there, or keeps nothing of the request (NothingKept: and says why)."""
    raw = with_tools(of_parts(merged(parse(yaml_of(text), "the recipe")), before), given.tools)
    recipe = expand(raw, rows=part.rows or None, where="the recipe")
    if missed := unnamed(recipe, given.files):
        raise UserFault(f"make: {missed[0]}: make the rows without")
    clauses, dropped = bind(part.clauses, {one.text: one.kept_by for one in recipe.clauses})
    for words in (one.words for one in part.clauses if one.holds_for == "some rows"):
        if of_every_row(clauses.get(words, (SHARE,)), recipe):
            clauses = {**clauses, words: (SHARE,)}
            dropped = (*dropped, f"«{words}» is asked of some rows, and what it is bound to of every row")
    asked = [clause for clause in part.clauses if clause.holds_for in ("each row", "some rows")]
    if asked and keeps_nothing(clauses.values()):
        if not dropped:
            raise NothingKept(f"by the planner's model nothing can keep {_unkept(clauses, asked)}")
        raise UserFault(_NOTHING)
    said = tuple(f"not kept: {sentence}" for sentence in dropped)
    without = {key: value for key, value in raw.items() if key != "clauses"}
    return Written(without, clauses, recipe, said=said), dropped


def _unkept(clauses: Binders, asked: Sequence[ClauseRead]) -> str:
    """The demands that are asked of rows, each with why nothing keeps it."""
    whys = {
        words: why
        for words, binders in clauses.items()
        if (why := parted(binders)[1]) and any(touch(words, one.words) for one in asked)
    }
    return clean("; ".join(f"«{words}» ({why})" for words, why in whys.items()), 600)


def with_tools(raw: Raw, tools: Sequence[Mapping[str, Any]]) -> Raw:
    """The recipe with a person's list of tools for its parameter `tools`, if it names that."""
    if not tools or "params.tools" not in str(raw):
        return raw
    return Raw({**raw, "params": {**(raw.get("params") or {}), "tools": [*tools]}}, raw.loaded)


def of_parts(raw: Raw, before: Sequence[str]) -> Raw:
    """The recipe with `pick` of another part's rows under that part's name. Raises UserFault: it picks from a
    part that there isn't."""
    making = raw.get("make")
    changed = dict(making) if isinstance(making, dict) else {}
    for targets, how in changed.items():
        picked = how.get("pick") if isinstance(how, dict) else None
        if not isinstance(picked, str) or picked in (*MATERIALS, *before):
            continue
        if len(before) != 1:
            there = (
                f"those before this one: {', '.join(before)}" if before else "no part stands before this one"
            )
            raise UserFault(f"make.{targets}: {picked!r} is no part whose rows could be picked; {there}")
        changed[targets] = {**how, "pick": before[0]}
    return Raw({**raw, "make": changed}, raw.loaded) if changed else raw


def general_recipe(part: ParsedPart, faults: Sequence[Sequence[str]]) -> Written:
    """The general recipe, and why it stands in: the faults of each try."""
    why = f"no valid recipe in {len(faults)} tries (last fault: {faults[-1][0]}); the general recipe is used"
    raw = general(part)
    recipe = expand(raw, rows=part.rows or None)
    clauses = {one.text: one.kept_by for one in recipe.clauses}
    raw.pop("clauses", None)
    return Written(raw, clauses, recipe, general=True, said=(clean(why, 400),))


def _of_world(world: World | None) -> list[str]:
    """Its tools, how many records it has of which kind, and its policy."""
    if world is None:
        return []
    records = (f"{len(kept.rows)} {name}" for name, kept in world.collections.items())
    lines = signatures([asdict(one) for one in world.tools.values()]).splitlines()
    return [*lines, f"Records: {', '.join(records)}", *f"Policy: {world.policy}".splitlines()]


def _shown(part: ParsedPart) -> dict[str, Any]:
    """What the writer is told of the reading."""
    return {
        "name": part.name,
        "kind": part.kind,
        "subject": part.subject,
        "rows": _counted(part.each) if part.each else part.rows,
        "languages": list(part.languages),
        "documents": part.documents,
        "fields": [asdict(field) for field in part.fields],
        "clauses": [clause.words for clause in part.clauses],
    }


def _counted(each: Each) -> str:
    told = f"{each.rows} for each {_EACH[each.of]}"
    return f"{told} of {each.source}; what `find` searches is the others" if each.source else told


def as_yaml(raw: Mapping[str, Any]) -> str:
    """A recipe as models read it."""
    return yaml.safe_dump(dict(raw), sort_keys=False, allow_unicode=True, width=1000).strip()
