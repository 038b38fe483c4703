"""Chains of questions about the rows of tables, each answered by a sentence around the cited cell; the
user's words are drawn from `phrases.yaml`, a pure function of chain, manner and number."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.spec import Frozen
from seedbed.tools.curation.duplicates import rouge_l, words
from seedbed.tools.offline.tables import GroundedItem

ALIKE = 0.7
"""ROUGE-L F of the questions from which two chains are alike."""
FILE = Path(__file__).with_name("phrases.yaml")


class Exchange(Frozen):
    """One question of the user and the answer that is certain."""

    asked: str
    answer: str
    item: GroundedItem
    """What proves it."""


class Chain(Frozen):
    """Exchanges about one table, in an order that makes sense."""

    exchanges: tuple[Exchange, ...]

    @property
    def id(self) -> str:
        """What no two rows may share: the questions and the places of their answers."""
        return f"talk:{digest_text(repr([(one.asked, one.item.id) for one in self.exchanges]))[:16]}"

    @property
    def shape(self) -> str:
        """The kinds of its links."""
        return ", ".join("value" if one.item.column else "which" for one in self.exchanges)


def chains_of(items: Iterable[GroundedItem], least: int, most: int) -> tuple[Chain, ...]:
    """The chains of so many turns about some documents' questions, each place asked about once, no two
    alike."""
    taken: set[str] = set()
    kept: list[Chain] = []
    asked: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    fitting = (chain for chain in _all(items) if least <= 2 * len(chain.exchanges) <= most)
    for chain in sorted(fitting, key=lambda one: one.id):
        places = {one.item.id for one in chain.exchanges}
        own = words(" ".join(one.asked for one in chain.exchanges))
        if not places & taken and not any(rouge_l(own, other) >= ALIKE for other in asked[chain.shape]):
            taken |= places
            asked[chain.shape].append(own)
            kept.append(chain)
    return tuple(kept)


def _all(items: Iterable[GroundedItem]) -> Iterator[Chain]:
    """Chains about the rows of each table, several for each row; they share cells."""
    tables: dict[tuple[str, tuple[str, ...]], dict[int, list[GroundedItem]]] = {}
    for item in items:
        tables.setdefault((item.source, item.heading_path), {}).setdefault(item.start, []).append(item)
    for rows in tables.values():
        lines = list(rows.values())
        for at, mine in enumerate(lines):
            cells = [item for item in mine if item.column]
            beside = {item.column: item for item in lines[at - 1]}
            for turn in range(len(cells)):
                by = (at + turn) % len(cells)
                first, *rest = [*cells[by:], *cells[:by]]
                start = _value(first, first.question)
                more = [_value(one, f"And what is the {one.column}?") for one in rest[:2]]
                if more:
                    yield Chain(exchanges=(start, *more))
                for item in mine if len(more) > 1 else ():
                    if not item.column and first.answer in item.question:
                        which = Exchange(asked=item.question, answer=f"That's {item.entry}.", item=item)
                        yield Chain(exchanges=(which, *more))
                other = beside.get(first.column)
                if other is not None and other.answer != first.answer:
                    yield Chain(exchanges=(start, _value(other, f"And for {other.entry}?")))


def _value(item: GroundedItem, asked: str) -> Exchange:
    return Exchange(asked=asked, answer=f"The {item.column} for {item.entry} is {item.answer}.", item=item)


@cache
def phrases() -> Mapping[str, Any]:
    """`manners`: who speaks → how it opens (`question`), goes on (`next`) and comes to an end (`last`);
    `told`: who speaks → words that tell it."""
    import yaml

    found: Mapping[str, Any] = yaml.load(FILE.read_bytes(), yaml.CSafeLoader)
    return found


def manner_of(words: str) -> str:
    """How a person speaks who is described so; "" where the words don't tell."""
    said = set(re.findall(r"[\w-]+", words.lower()))
    return next((manner for manner, tell in phrases()["told"].items() if said & set(tell)), "")


def messages_of(chain: Chain, manner: str, number: int) -> list[dict[str, str]]:
    """The talk as OpenAI's chat messages.

    Args:
        manner: How the user speaks, one of the `manners`.
        number: Which of the wordings are drawn."""
    rng = random.Random(f"{chain.id}/{manner}/{number}")
    bank = phrases()["manners"][manner]
    messages, frames = [], list[str]()
    for at, exchange in enumerate(chain.exchanges):
        options = bank["next"] if at else bank["question"]
        question = exchange.asked
        if question.startswith("And "):  # before what goes on from the answer nothing but thanks
            options = [one for one in options if not one.endswith(": {lower}")]
        elif at and at == len(chain.exchanges) - 1:
            options = [*options, *bank["last"]]
        frame = rng.choice([one for one in options if one not in frames] or options)
        frames.append(frame)
        text = frame.format(q=question, lower=question[0].lower() + question[1:])
        messages.append({"role": "user", "content": text[0].upper() + text[1:]})
        messages.append({"role": "assistant", "content": exchange.answer})
    return messages
