"""Log-probabilities: of generated tokens, and of a text that is given (echo).

Deterministic: a token that stood before is likely, another one less so; where a prompt ends in `Label: X`
after texts with labels, X is likely if it is right for the last one.
"""

import math
import re
import zlib
from dataclasses import dataclass
from typing import Any

from tests.simulator.chance import fraction
from tests.simulator.profiles import Profile
from tests.simulator.world.vocabulary import affinity, label_words, stems

Json = dict[str, Any]
_TOKEN = re.compile(r" ?[^\W\d_]{1,8}| ?\d{1,3}| ?[^\w\s]|\s|\w")
_SHOT = re.compile(r"[^:\n]+: (.+?)\n[^:\n]+:[ \t]*([^\n]*?)[ \t]*(?:\n\n|\s*\Z)", re.DOTALL)
"""A text and its label, each after a word and a colon."""
_CODE = 2
"""A label of so many letters is a code and has no words of its own."""
SURE, RIGHT, WRONG, COPIED, NEW = -0.2, -0.15, -4.0, -0.6, -4.6


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a text and how likely it was."""

    text: str
    offset: int
    logprob: float


def tokens_of(text: str) -> list[str]:
    """Tokens whose concatenation is the text."""
    return _TOKEN.findall(text)


def prompt_logprobs(text: str, profile: Profile, seed: int) -> list[Token]:
    """Every token of a given text; the first has no context and counts as 0."""
    prompt = few_shot(text)
    claim, begin = 0.0, len(text)
    if prompt is not None and prompt.claimed:
        begin = prompt.begin
        claim = RIGHT if prompt.claimed == believed_label(prompt, profile, seed) else WRONG
    seen: set[str] = set()
    offset, found = 0, []
    for token in tokens_of(text):
        level = claim if offset >= begin else COPIED if token in seen else NEW
        # Scattered by up to a sixth either way.
        scattered = round(level * (5 / 6 + _lot(f"{seed}\x1f{token}") / 3), 6)
        found.append(Token(token, offset, scattered if offset else 0.0))
        seen.add(token)
        offset += len(token)
    return found


def generated(text: str, offset: int) -> list[Token]:
    """Every token of an answer that begins at a place."""
    found = []
    for token in tokens_of(text):
        found.append(Token(token, offset, SURE))
        offset += len(token)
    return found


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
    shown: dict[str, list[str]]
    """Label → texts that the prompt shows for it."""


def few_shot(text: str) -> FewShot | None:
    """The prompt read so; None if it isn't one."""
    found = [*_SHOT.finditer(text)]
    if len(found) < 2:
        return None
    *shots, last = found
    shown: dict[str, list[str]] = {}
    for shot in shots:
        shown.setdefault(shot[2], []).append(shot[1])
    return FewShot(last[2], max(last.start(2) - 1, 1), last[1], shown)


def believed_label(prompt: FewShot, profile: Profile, seed: int) -> str:
    """The label that the model holds for right: what is so, but for its share of errors."""
    right = _label_of(prompt.judged, prompt.shown, prompt.claimed)
    if fraction(seed, "likelihood", prompt.judged) < profile.judges_right:
        return right
    others = sorted(name for name in {*prompt.shown, prompt.claimed} - {"", right})
    return others[zlib.crc32(prompt.judged.encode()) % len(others)] if others else right


def _label_of(text: str, shown: dict[str, list[str]], claimed: str) -> str:
    """The label that fits best by the texts shown for it and by its words."""
    mine = stems(text)

    def score(name: str) -> float:
        examples = map(stems, shown.get(name, ()))
        likest = max((len(mine & one) / math.sqrt(len(mine) * len(one) or 1) for one in examples), default=0)
        return 4 * likest + (affinity(mine, label_words(name)) if len(name) > _CODE else 0)

    return max(sorted({*shown, claimed} - {""}), key=score)


def chosen_logprobs(content: str, top: int, sure: float, seed: int) -> list[Json]:
    """The entries of `logprobs.content` for a generated text.

    Args:
        top: alternatives asked for per token.
        sure: how sure the model is, 0 … 1.
    """
    found = []
    previous = ""
    for token in tokens_of(content):
        lot = _lot(f"{seed}\x1f{previous}\x1f{token}")
        logprob = round(math.log(max(0.02, sure - 0.08 * lot)), 6)
        found.append({**_entry(token, logprob), "top_logprobs": _alternatives(token, logprob, top)})
        previous = token
    return found


def _alternatives(token: str, logprob: float, top: int) -> list[Json]:
    rest = 1 - math.exp(logprob)
    entries = [_entry(token, logprob)]
    for rank in range(1, top):
        share = max(rest / 2**rank, 1e-9)
        entries.append(_entry(f"{token}{'~' * rank}", round(min(math.log(share), logprob - 0.01 * rank), 6)))
    return entries[:top]


def _entry(token: str, logprob: float) -> Json:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode("utf-8", "surrogatepass"))}
