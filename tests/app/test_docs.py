"""README and docs are true: commands exist with their flags, drawings are the program's own."""

import re
import shlex
from pathlib import Path

import click
import pytest

from seedbed.app.cli import main
from seedbed.tools.offline.request import read_request

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [README, *(page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob("*.md")))]
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_INLINE = re.compile(r"`(seedbed [^`]+)`")


def commands() -> list[str]:
    """Every `seedbed …` line of README and docs, with continued lines joined and comments gone."""
    blocks = "\n".join(block for page in PAGES for block in _BLOCK.findall(page))
    lines = blocks.replace("\\\n", " ").splitlines()
    shown = [line.split("  #")[0].strip() for line in lines if line.startswith("seedbed ")]
    inline = [" ".join(found.split()) for page in PAGES for found in _INLINE.findall(page)]
    return list(dict.fromkeys([*shown, *inline]))


@pytest.mark.parametrize("line", commands())
def test_every_command_of_readme_and_docs_is_understood(line: str) -> None:
    words = shlex.split(line)[1:]
    found: click.Command = main
    context = click.Context(main, info_name="seedbed")
    while isinstance(found, click.Group) and words:
        step = found.get_command(context, words.pop(0))
        assert step is not None, line
        found = step
    flags = {option for parameter in found.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= flags, line


def test_what_help_shows_is_built_without_a_model() -> None:
    (first, *_) = re.findall(r'"(.*?)"', main.help or "")
    (asked,) = read_request(first)
    assert asked.rows and len(asked.labels) > 1 and not asked.unkept(())


def test_the_readme_shows_the_demo_as_it_is() -> None:
    request = (ROOT / "scenarios" / "demo" / "request.txt").read_text(encoding="utf-8").strip()
    shown = " ".join(README.replace("\\\n", " ").split())
    assert request in shown
    assert "@@" not in README


def test_the_architecture_page_has_the_graphs_as_they_are() -> None:
    from seedbed.graphs import build
    from seedbed.graphs.candidate import conversation, sample

    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for graph in (build.graph(), sample.graph(), conversation.graph()):
        assert graph.get_graph().draw_mermaid().strip() in page


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in (*ROOT.glob("*.md"), ROOT / "benchmarks" / "README.md", *(ROOT / "docs").glob("*.md")):
        for link, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")):
            target = page.parent / link if link else page
            assert target.exists(), f"{page.name}: {link}"
            assert not anchor or anchor in anchors(target), f"{page.name}: {link}#{anchor}"
