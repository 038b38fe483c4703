"""README and docs are true: commands exist with their flags, drawings are the program's own."""

import re
import shlex
from pathlib import Path

import click
import pytest

from seedbed.app.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_INLINE = re.compile(r"`(seedbed [^`]+)`")


def commands() -> list[str]:
    """Every `seedbed …` line of the README, with continued lines joined and comments gone."""
    lines = "\n".join(_BLOCK.findall(README)).replace("\\\n", " ").splitlines()
    shown = [line.split("  #")[0].strip() for line in lines if line.startswith("seedbed ")]
    return [*shown, *_INLINE.findall(README)]


@pytest.mark.parametrize("line", commands())
def test_every_command_of_the_readme_is_understood(line: str) -> None:
    words = shlex.split(line)[1:]
    found: click.Command = main
    context = click.Context(main, info_name="seedbed")
    while isinstance(found, click.Group) and words:
        step = found.get_command(context, words.pop(0))
        assert step is not None, line
        found = step
    flags = {option for parameter in found.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= flags, line


def test_every_command_has_help_that_says_what_it_does() -> None:
    for command in COMMANDS:
        assert command.help and command.help.strip().endswith("."), command.name


def test_the_readme_shows_the_demo_as_it_is() -> None:
    request = (ROOT / "scenarios" / "demo" / "request.txt").read_text(encoding="utf-8").strip()
    shown = " ".join(README.replace("\\\n", " ").split())
    assert request in shown
    assert "@@" not in README


def test_the_architecture_page_has_the_graphs_as_they_are() -> None:
    from seedbed.graphs import build, sample, talk

    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for graph in (build.graph(), sample.graph(), talk.graph()):
        assert graph.get_graph().draw_mermaid().strip() in page
