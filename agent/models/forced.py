"""How likely a model holds a given text after a context, token by token (alternatives: `likelihood.py`).

llama.cpp is forced by a grammar of the text's own token numbers (`root ::= <[37393]> <[284]>`), one request
for the whole text; the log-probabilities are the model's own, before the grammar. Measured on SmolLM2-135M:
12–20 ms a token and 5–8 ms a prompt token on one busy core. A token that is no whole UTF-8 can't be forced
(the server answers 500), so texts with such tokens are folded to ASCII first, and those that then still have
some are refused. Elsewhere (`echo: true, logprobs: 1`) context and text go out together.

Answers are journaled under the slot by the desk, the tokens beside them. Knows no claims.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.models.ask import Desk, Purpose
from seedbed.agent.models.likelihood import echoed_tokens
from seedbed.agent.models.wire import Decode
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault

_MARKS = str.maketrans({"–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "..."})


@dataclass(frozen=True, slots=True)
class Forced:
    """One token of the given text."""

    text: str
    logprob: float
    """Natural logarithm of its probability after all that stands before it."""


async def forced(
    desk: Desk, slot: Slot, role: str, context: str, text: str, purpose: Purpose
) -> tuple[Forced, ...]:
    """The text's tokens, each with its log-probability after context and the tokens before it.

    Args:
        context: Ends where the text begins, without a blank.
        text: Begins with its blank.

    Raises:
        AnswerFault: `no logprobs`: the endpoint doesn't tell them for this text.
        ValueError: the text is empty.
    """
    if not text.strip():
        raise ValueError("an empty text has no likelihood")
    if not desk.profile(role).quirks.grammar:
        decode = Decode(max_tokens=1, temperature=0.0, logprobs=1)
        reply = await desk.complete(slot, context + text, purpose, decode, echo=True)
        start = len(context)
        return tuple(Forced(t, p) for t, p in echoed_tokens(reply.content, start, start + len(text)))
    ids = await _token_numbers(desk, role, text)
    grammar = "root ::= " + " ".join(f"<[{number}]>" for number in ids)
    decode = Decode(len(ids), temperature=0.0, grammar=grammar, logprobs=1)
    reply = await desk.complete(slot, context, purpose, decode)
    return _generated(reply.logprobs, ids)


def _generated(listed: Sequence[Mapping[str, Any]], ids: Sequence[int]) -> tuple[Forced, ...]:
    """The forced tokens of a kept answer.

    Raises:
        AnswerFault: `no logprobs`: other tokens were generated, or none.
    """
    if [entry.get("id") for entry in listed] != list(ids):
        raise AnswerFault(
            "no logprobs", "the endpoint didn't keep to the tokens of the text", str(listed)[:2000]
        )
    return tuple(Forced(str(entry["token"]), float(entry["logprob"])) for entry in listed)


async def _token_numbers(desk: Desk, role: str, text: str) -> list[int]:
    """The text's tokens by number, each whole UTF-8; from the journal if this text was asked about before."""
    from seedbed.memory.canonical import digest_text

    key = f"tokens/{desk.endpoint(role).model}/{digest_text(text)}"
    found = desk.store.journaled(key)
    if found is None:
        found = whole(await desk.pieces(role, text)) or whole(await desk.pieces(role, folded(text)))
        desk.store.journal(key, "tokens", found)
    if not found:
        raise AnswerFault("no logprobs", f"the model's tokens cut letters of {text[:80]!r} in two", "")
    return [int(number) for number in found]


def whole(pieces: Sequence[Mapping[str, Any]]) -> list[int]:
    """Token numbers, if every piece is whole UTF-8; else none."""
    return [int(p["id"]) for p in pieces] if all(isinstance(p["piece"], str) for p in pieces) else []


def folded(text: str) -> str:
    """The text in ASCII: accents, typographic dashes and quotes made plain, other letters left out."""
    plain = unicodedata.normalize("NFKD", text.translate(_MARKS))
    return plain.encode("ascii", "ignore").decode()
