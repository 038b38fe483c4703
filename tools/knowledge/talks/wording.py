"""A chain as messages: the user's words drawn from the bank, the assistant's answers as they are.

A pure function of chain, manner and number: the audit makes the messages again.
"""

import random
import re
from collections.abc import Sequence

from seedbed.tools.knowledge.talks.exchange import Chain, Exchange
from seedbed.tools.knowledge.talks.phrases import Phrases, bank

_ASKS = re.compile(
    r"(?:And|So|What|Which|Who|Whom|Whose|When|Where|Why|How|By|For|From|In|On|At|Of|With|Within|Since|To|Up|"
    r"Until|Is|Are|Could|Should|Would|Anything|Did|Does|Do|Can|If|Under|After|Before)\b"
)


def messages_of(chain: Chain, manner: str, number: int) -> list[dict[str, str]]:
    """The talk as OpenAI's chat messages.

    Args:
        manner: How the user speaks, one of the bank's.
        number: Which of the wordings are drawn.
    """
    rng = random.Random(f"{chain.id}/{manner}/{number}")
    phrases = bank().manners[manner]
    said, frames, asked_so_far = [], list[str](), list[str]()
    last = len(chain.exchanges) - 1
    for at, exchange in enumerate(chain.exchanges):
        options = _links(phrases, exchange, ends=at == last) if at else phrases[chain.opening]
        frame = rng.choice([one for one in options if one not in frames] or options)
        frames.append(frame)
        asked = rng.choice([one for one in exchange.asked if one not in asked_so_far] or exchange.asked)
        asked_so_far.append(asked)
        said.append({"role": "user", "content": _asked(frame, asked, chain.about)})
        said.append({"role": "assistant", "content": exchange.answer})
    return said


def _links(phrases: Phrases, exchange: Exchange, *, ends: bool) -> Sequence[str]:
    """What leads to a question: before one that goes on from the answer nothing but thanks."""
    if exchange.linked:
        return [one for one in phrases["next"] if not one.endswith(": {lower}")]
    return [*phrases["next"], *phrases["last"]] if ends else phrases["next"]


def _asked(frame: str, question: str, about: str) -> str:
    lower = question[0].lower() + question[1:] if _ASKS.match(question) else question
    text = frame.format(q=question, lower=lower, about=about)
    return text[0].upper() + text[1:]
