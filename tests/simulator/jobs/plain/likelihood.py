"""Log-probabilities: of generated tokens, and of a text that is given (echo).

Deterministic: a token that stood before is likely, another one less so; where a prompt ends in `Label: X`
after texts with labels, X is likely if it is right for the last one.
"""

import math
import re
import zlib
from dataclasses import dataclass

from tests.simulator.chance import fraction
from tests.simulator.profiles import Profile
from tests.simulator.wire import Json
from tests.simulator.world.vocabulary import stems

_TOKEN = re.compile(r" ?[^\W\d_]{1,8}| ?\d{1,3}| ?[^\w\s]|\s|\w")
_SHOT = re.compile(r"[^:\n]+: (.+?)\n[^:\n]+:[ \t]*([^\n]*?)[ \t]*(?:\n\n|\s*\Z)", re.DOTALL)
"""A text and its label, each after a word and a colon."""
SURE, RIGHT, WRONG, COPIED, NEW = -0.2, -0.15, -4.0, -0.6, -4.6


def given_logprobs(prompt: str, profile: Profile, seed: int) -> list[tuple[str, float]]:
    """Every token of a given text with how likely it was; the first has no context and counts as 0."""
    asked = few_shot(prompt)
    claim, begin = 0.0, len(prompt)
    if asked is not None and asked.claimed:
        begin = asked.begin
        claim = RIGHT if asked.claimed == believed_label(asked, profile, seed) else WRONG
    offset, found, seen = 0, list[tuple[str, float]](), set[str]()
    for token in _TOKEN.findall(prompt):
        level = claim if offset >= begin else COPIED if token in seen else NEW
        # Scattered by up to a sixth either way.
        scattered = round(level * (5 / 6 + _lot(f"{seed}\x1f{token}") / 3), 6)
        found.append((token, scattered if offset else 0.0))
        seen.add(token)
        offset += len(token)
    return found


def completed_logprobs(given: list[tuple[str, float]], text: str, offset: int, top: bool) -> Json:
    """`logprobs` of a completion: of a given text, then of an answer that begins at a place."""
    found = [*given, *((token, SURE) for token in _TOKEN.findall(text))]
    at, offsets = 0 if given else offset, list[int]()
    for token, _ in found:
        offsets.append(at)
        at += len(token)
    likely = [one if start else None for (_, one), start in zip(found, offsets, strict=True)]
    tops = [None if one is None else {token: one} for (token, _), one in zip(found, likely, strict=True)]
    tokens = [token for token, _ in found]
    named = {"tokens": tokens, "token_logprobs": likely, "text_offset": offsets}
    return {**named, "top_logprobs": tops if top else None}


def _lot(text: str) -> float:
    return zlib.crc32(text.encode("utf-8", "replace")) / 2**32


@dataclass(frozen=True, slots=True)
class FewShot:
    """A prompt of texts with labels, ending in a text and its label's line (`Label:` or `Label: X`)."""

    claimed: str
    """What the last line says; empty when it is to be said."""
    begin: int
    """Offset of the space before it."""
    judged: str
    """The last text."""
    shown: tuple[tuple[str, str], ...]
    """Texts with the labels that the prompt shows for them."""


def few_shot(text: str) -> FewShot | None:
    """The prompt read so; None if it isn't one."""
    found = [*_SHOT.finditer(text)]
    if len(found) < 2:
        return None
    *shots, last = found
    shown = tuple((shot[1], shot[2]) for shot in shots)
    return FewShot(last[2], max(last.start(2) - 1, 1), last[1], shown)


def believed_label(prompt: FewShot, profile: Profile, seed: int) -> str:
    """The label that the model holds for right: that of the likest text, but for its share of errors."""
    mine = stems(prompt.judged)

    def likeness(shown: tuple[str, str]) -> float:
        theirs = stems(shown[0])
        return len(mine & theirs) / math.sqrt(len(mine) * len(theirs) or 1)

    right = max(prompt.shown, key=likeness)[1]
    if fraction(seed, "likelihood", prompt.judged) < profile.judges_right:
        return right
    others = sorted({label for _, label in prompt.shown} - {right})
    return others[zlib.crc32(prompt.judged.encode()) % len(others)] if others else right


def chosen_logprobs(content: str, top: int, sure: float, seed: int) -> list[Json]:
    """The entries of `logprobs.content` for a generated text.

    Args:
        top: alternatives asked for per token.
        sure: how sure the model is, 0 … 1.
    """
    found = []
    previous = ""
    for token in _TOKEN.findall(content):
        lot = _lot(f"{seed}\x1f{previous}\x1f{token}")
        logprob = round(math.log(max(0.02, sure - 0.08 * lot)), 6)
        rest = [max((1 - math.exp(logprob)) / 2**rank, 1e-9) for rank in range(1, top)]
        others = [(f"{token}{'~' * n}", min(math.log(p), logprob - 0.01 * n)) for n, p in enumerate(rest, 1)]
        tops = [_entry(*one) for one in ((token, logprob), *others)[:top]]
        found.append({**_entry(token, logprob), "top_logprobs": tops})
        previous = token
    return found


def _entry(token: str, logprob: float) -> Json:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode("utf-8", "surrogatepass"))}
