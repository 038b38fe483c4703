"""Log-probabilities: of generated tokens, and of a text that is given (echo).

Plausible and deterministic: a token that repeats its context is likely, one that follows as in English less
so, scrambled text unlikely; where a prompt ends in `Label: X` after texts, X is likely if it is right for
the last one.
"""

import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.simulator.chance import fraction
from tests.simulator.profiles import Profile
from tests.simulator.world.vocabulary import affinity, label_words, pool, stems, theme_profile

Json = dict[str, Any]
_TOKEN = re.compile(r" ?[^\W\d_]{1,8}| ?\d{1,3}| ?[^\w\s]|\s|\w")
_LINE = re.compile(r"^[ \t]*([A-Za-z][\w /-]{0,30}?)[ \t]*[:=][ \t]*(.*?)[ \t]*$")
_FUNCTION = frozenset(pool("function"))
_OPENERS = frozenset(
    {"the", "a", "an", "of", "to", "in", "on", "at", "for", "with", "by", "my", "our", "his", "her"}
)
_LABEL_WORDS = 6
"""A line with more words is a text, not a label."""
_CODE = 2
"""A label of so many letters is a code and has no words of its own."""
RIGHT, WRONG, COPIED, FITTING, PLAIN, ODD = -0.15, -4.0, -0.6, -2.6, -4.6, -7.5


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
    forced = _label_span(text, profile, seed)
    return _walk(text, "", seed, forced)


def _walk(text: str, context: str, seed: int, forced: tuple[int, float] | None) -> list[Token]:
    seen: dict[str, set[str]] = {}
    words_seen = set(re.findall(r"\w+", context.lower()))
    previous, offset, found = "", 0, []
    for token in tokens_of(text):
        word = token.strip().lower()
        if forced is not None and offset >= forced[0]:
            level = forced[1]
        else:
            level = _level(word, previous, seen, words_seen)
        found.append(Token(token, offset, 0.0 if offset == 0 else _noisy(level, token, previous, seed)))
        if word:
            seen.setdefault(previous, set()).add(word)
            words_seen.add(word)
            previous = word
        offset += len(token)
    return found


def _level(word: str, previous: str, seen: dict[str, set[str]], words_seen: set[str]) -> float:
    if not word or word in seen.get(previous, ()):
        return COPIED
    if word in _FUNCTION:
        return ODD if previous in _OPENERS else -1.6
    if word in words_seen:
        return FITTING + 0.8
    return FITTING - 0.6 if previous in _FUNCTION else PLAIN


def _noisy(level: float, token: str, previous: str, seed: int) -> float:
    """The level, scattered by up to a sixth either way."""
    lot = zlib.crc32(f"{seed}\x1f{previous}\x1f{token}".encode()) / 2**32
    return round(min(-1e-4, level * (1 + (lot - 0.5) / 3)), 6)


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
    body = text.rstrip()
    lines = body.split("\n")
    last = _LINE.match(lines[-1])
    if last is None:
        return None
    mark, claimed = last.groups()
    shown: dict[str, list[str]] = {}
    block: list[str] = []
    for line in lines[:-1]:
        match = _LINE.match(line)
        if match and match.group(1) == mark:
            shown.setdefault(match.group(2), []).append(" ".join(block))
            block = []
        elif line.strip():
            block.append(match.group(2) if match else line)
    if not shown or not block or any(len(label.split()) > _LABEL_WORDS for label in (*shown, claimed)):
        return None
    begin = len(body) - len(lines[-1]) + (lines[-1].rindex(claimed) if claimed else len(lines[-1]))
    return FewShot(claimed, max(begin - 1, 1), " ".join(block), shown)


def believed_label(prompt: FewShot, profile: Profile, seed: int) -> str:
    """The label that the model holds for right: what is so, but for its share of errors."""
    right = _label_of(prompt.judged, prompt.shown, prompt.claimed)
    if fraction(seed, "likelihood", prompt.judged) < profile.judges_right:
        return right
    others = sorted(name for name in {*prompt.shown, prompt.claimed} - {"", right})
    return others[zlib.crc32(prompt.judged.encode()) % len(others)] if others else right


def _label_span(text: str, profile: Profile, seed: int) -> tuple[int, float] | None:
    """Where the last line's label begins, and how likely its tokens are; None: the text ends in no label."""
    prompt = few_shot(text)
    if prompt is None or not prompt.claimed:
        return None
    return prompt.begin, RIGHT if prompt.claimed == believed_label(prompt, profile, seed) else WRONG


def _label_of(text: str, shown: dict[str, list[str]], claimed: str) -> str:
    """The label that fits best by its words and the texts shown.

    Labels may go by codes (A, B, …): then the texts shown for a code say which label it stands for.
    """
    labels = sorted({*shown, claimed} - {""})
    examples = {name: [stems(example) for example in shown.get(name, ())] for name in labels}
    mine, profile = stems(text), theme_profile(stems(text))

    def score(name: str) -> float:
        likest = max(
            (len(mine & e) / math.sqrt(len(mine) * len(e) or 1) for e in examples[name]), default=0.0
        )
        meant = [sum(column) for column in zip(*map(theme_profile, examples[name]), strict=True)]
        own = affinity(mine, label_words(name)) if len(name) > _CODE else 0.0
        return 4 * likest + 6 * _cosine(profile, meant) + own

    return max(labels, key=score)


def _cosine(a: Sequence[float], b: Sequence[float]) -> float:
    lengths = math.hypot(*a) * math.hypot(*b)
    return sum(x * y for x, y in zip(a, b, strict=True)) / lengths if b and lengths else 0.0


def chosen_logprobs(content: str, top: int, sure: float, seed: int) -> list[Json]:
    """The entries of `logprobs.content` for a generated text.

    Args:
        top: alternatives asked for per token.
        sure: how sure the model is, 0 … 1.
    """
    found = []
    previous = ""
    for token in tokens_of(content):
        lot = zlib.crc32(f"{seed}\x1f{previous}\x1f{token}".encode()) / 2**32
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
