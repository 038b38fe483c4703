"""A chain as messages: the user's words drawn from `phrases.yaml`, the assistant's answers as they are.

A pure function of chain, manner and number: the audit makes the messages again.
"""

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from seedbed.tools.offline.talks import Chain

FILE = "phrases.yaml"
_ASKS = re.compile(
    r"(?:And|What|Which|Who|When|Where|How|By|For|From|In|On|At|Of|With|Within|To|Up|Until|Is|Are|Does|Do|Under"
    r"|After|Before|During|Outside)\b"
)


def phrases_text() -> str:
    """The file as it stands."""
    return files("seedbed.tools.offline").joinpath(FILE).read_text(encoding="utf-8")


@cache
def _read() -> Mapping[str, Any]:
    import yaml

    found: Mapping[str, Any] = yaml.safe_load(phrases_text())
    return found


def manners() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Who speaks → how it opens (`question`), goes on (`next`) and comes to an end (`last`)."""
    found: Mapping[str, Mapping[str, Sequence[str]]] = _read()["manners"]
    return found


def manner_of(words: str) -> str:
    """How a person speaks who is described so; "" where the words don't tell."""
    said = set(re.findall(r"[\w-]+", words.lower()))
    return next((manner for manner, tell in _read()["told"].items() if said & set(tell)), "")


def messages_of(chain: Chain, manner: str, number: int) -> list[dict[str, str]]:
    """The talk as OpenAI's chat messages.

    Args:
        manner: How the user speaks, one of `manners`.
        number: Which of the wordings are drawn.
    """
    rng = random.Random(f"{chain.id}/{manner}/{number}")
    phrases = manners()[manner]
    messages, frames = [], list[str]()
    for at, exchange in enumerate(chain.exchanges):
        options = phrases["next"] if at else phrases["question"]
        if exchange.linked:  # before what goes on from the answer nothing but thanks
            options = [one for one in options if not one.endswith(": {lower}")]
        elif at and at == len(chain.exchanges) - 1:
            options = [*options, *phrases["last"]]
        frame = rng.choice([one for one in options if one not in frames] or options)
        frames.append(frame)
        question = exchange.asked
        lower = question[0].lower() + question[1:] if _ASKS.match(question) else question
        text = frame.format(q=question, lower=lower)
        messages.append({"role": "user", "content": text[0].upper() + text[1:]})
        messages.append({"role": "assistant", "content": exchange.answer})
    return messages
