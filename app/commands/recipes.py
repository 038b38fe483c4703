"""`seedbed recipes`: the kinds of rows that come with the program, and a look at one's own before it is paid
for."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from seedbed.app import options
from seedbed.app.console import WRONG, print_json, table, tell, words
from seedbed.app.console import show as put

if TYPE_CHECKING:
    from seedbed.memory.recipe import Axis, Recipe

_LEAVES = {
    "subject": "of the request's subject",
    "none": "none",
    "passages": "sections of the documents",
    "generator": "those of the generator",
}


@click.group()
def recipes() -> None:
    """Look at recipes: what a row is and how it is made."""


@recipes.command("list")
@options.as_json
def list_recipes(as_json: bool) -> None:
    """List the recipes that come with the program."""
    from seedbed.agent.recipes.load import gallery

    if as_json:
        print_json({"recipes": [{"recipe": name, "about": said} for name, said in gallery().items()]})
        return
    made = table("Recipe", "A row is")
    for name, said in gallery().items():
        made.add_row(words(name), words(said))
    put(made)


@recipes.command()
@click.argument("name", metavar="NAME|FILE")
@options.as_json
def show(name: str, as_json: bool) -> None:
    """Show a recipe as it is written, and what it becomes."""
    from seedbed.agent.recipes.expand import expand
    from seedbed.agent.recipes.load import find
    from seedbed.memory.files.yaml_file import dump

    raw = find(name, Path())
    recipe = expand(raw, where=name)
    if as_json:
        print_json({"recipe": dict(raw), "expanded": recipe.model_dump(mode="json")})
    else:
        put(dump(dict(raw), "").strip())
        _tell(recipe)


@recipes.command()
@click.argument("file", metavar="NAME|FILE")
@options.rows("Hold its shares against so many rows.")
@options.as_json
def check(file: str, rows: int | None, as_json: bool) -> int:
    """Check a recipe: every fault with its line, or what it becomes."""
    from seedbed.agent.recipes.draft import RecipeFault
    from seedbed.agent.recipes.expand import expand
    from seedbed.agent.recipes.load import find

    try:
        recipe = expand(find(file, Path()), rows=rows, where=file)
    except RecipeFault as fault:
        if as_json:
            print_json({"ok": False, "faults": list(fault.faults)})
        else:
            for line in fault.faults:
                tell(f"{file}: {line}", "red")
        return WRONG
    if as_json:
        said = [*recipe.advice, *recipe.said]
        print_json({"ok": True, "said": said, "expanded": recipe.model_dump(mode="json")})
    else:
        _tell(recipe)
    return 0


def _tell(recipe: "Recipe") -> None:
    """What a recipe becomes: fields, what varies, steps, checks, and what is planted to measure them."""
    from seedbed.agent.critic.probing.spoiling import kinds
    from seedbed.agent.making.making import counters
    from seedbed.agent.recipes.axes import even
    from seedbed.memory.recipe import Axis
    from seedbed.tools.checks.catalogue import find

    made = table("What", "Name", "How")
    for one in recipe.fields:
        made.add_row("kept field" if one.kept else "field", words(one.name), words(f"{one.kind}, {one.role}"))
    leaf = f"for each value of {recipe.leaf.axis}" if recipe.leaf.axis else _LEAVES[recipe.leaf.of]
    made.add_row("concepts", "leaf", words(leaf))
    reads = next((use.fields for use in recipe.checks if use.id == "level"), ())
    level = Axis(name="level", shares=even(recipe.levels), reads=reads)
    language = Axis(name="language", shares=recipe.languages, is_field=True)  # its checks stand below
    for axis in (*(one for one in (level, language) if one.shares), *recipe.axes):
        made.add_row("axis", words(axis.name), words(_varies(axis)))
    for step in recipe.steps:
        by = f", by {step.by}" if step.by != "writer" else ""
        when = f", when {step.when}" if step.when else ""
        made.add_row("step", words(", ".join(step.targets)), words(step.how + by + when))
    for use in sorted((*recipe.checks, *counters(recipe).values()), key=lambda use: find(use.check).calls):
        calls = find(use.check).calls
        made.add_row("check", words(use.id), words(f"about {calls:g} calls" if calls else "free"))
    for sentence in recipe.rubric:
        made.add_row("rubric", str(sentence.number), words(sentence.say))
    made.add_row("planted", "", words(", ".join(kinds(recipe)) or "nothing"))
    put(made)
    for line in (*recipe.advice, *recipe.said):
        put(line, "dim")


def _varies(axis: "Axis") -> str:
    """What values an axis has, where, and who tells which it is."""
    from seedbed.agent.recipes.axes import even
    from seedbed.agent.recipes.shapes import spelled

    told = ", ".join(f"{spelled(share.value)}: {share.amount}" for share in axis.shares)
    if axis.ask:
        told = f"{axis.wanted} asked{f' for each {axis.per}' if axis.per else ''}: {axis.ask}"
    elif axis.other_than and axis.shares == even(axis.values):
        told = ", ".join(map(spelled, axis.values)) or "asked for there"
    parts = [told]
    if axis.other_than:
        parts.append(f"other than {axis.other_than}")
    if axis.when:
        otherwise = "none" if axis.otherwise is None else spelled(axis.otherwise)
        parts.append(f"when {axis.when}, else {otherwise}")
    if axis.counted:
        parts.append(f"told by {axis.counted['check']}")
    elif axis.reads:
        parts.append(f"read from {', '.join(axis.reads)}")
    elif not axis.is_field:
        parts.append("only varies")
    return "; ".join(parts)
