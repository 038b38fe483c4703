"""Frames: hand-written sentences that hold a label in place, whose gaps a small model fills. A frame is
expanded with a random generator into literal pieces and gaps."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.spec import Frozen, Part
from seedbed.tools.offline.talks import FILE as PHRASES

_FILE = Path(__file__).parent / "bank" / "customer_messages.yaml"
_NEAR = 84
"""Least `token_sort_ratio` (0–100) at which two names mean the same."""
_PART = re.compile(r"\{([a-z_]+)\}|<([a-z_]+)>")
_RULE = re.compile(r"\{([a-z_]+)\}")
_PATTERNS_KEPT, _ENTRIES_KEPT = 3, 6
"""Patterns of a gap and entries of a rule that one candidate may use: so that rows differ."""
_SENTENCE_START = re.compile(r"(^|[.!?] )([a-z])")
_AFTER_GREETING = re.compile(r"^((?:Hello|Hi|Good morning), )([A-Z])(?=[a-z])")

Rules = dict[str, tuple[str, ...]]


class Gap(Frozen):
    """A place that the model fills: what it is shown, and what it may answer."""

    name: str
    shown: tuple[str, ...]
    """Whole sentences with such a filling, without their end: the demonstrations."""
    lead: str
    """The beginning of the sentence that the model ends."""
    patterns: tuple[str, ...]
    end: str = "."
    rules: Rules


class BankLabel(Frozen):
    """What the bank has for one label."""

    names: tuple[str, ...]
    demonstrations: tuple[str, ...]
    messages: tuple[str, ...]
    rules: Rules
    gaps: dict[str, Gap]

    @property
    def name(self) -> str:
        return self.names[0]


class Bank(Frozen):
    """One kind of text with its labels."""

    family: str
    words: frozenset[str]
    """Words of a request that point at it."""
    setting: str
    """The line above the sentences shown to the model."""
    events: frozenset[str]
    """Things that can't be touched, by their last word."""
    kinds: dict[str, frozenset[str]]
    """Kind of thing → words that tell it."""
    labels: tuple[BankLabel, ...]


@cache
def bank() -> Bank:
    """The bank: customers' messages by intent."""
    import yaml

    raw = yaml.load(_FILE.read_bytes(), yaml.CSafeLoader)
    everywhere, gaps = raw.pop("rules"), raw.pop("gaps")
    for label in raw["labels"]:
        label["rules"] = rules = {**everywhere, **label.get("rules", {})}
        label["gaps"] = {
            name: {**gap, "name": name, "rules": {**rules, **gap.get("rules", {})}}
            for name, gap in {**gaps, **label.get("gaps", {})}.items()
        }
    return Bank.model_validate(raw)


def bank_hashes() -> dict[str, str]:
    """Name → hash of the bank and of the phrases of talks: they decide about rows as prompts do."""
    return {one.name: digest_text(one.read_text(encoding="utf-8")) for one in (_FILE, PHRASES)}


def bank_label(part: Part, name: str) -> BankLabel | None:
    """The bank's label for one of the part's labels, by near names; None: it has none, or isn't about such
    texts."""
    told = _words([part.text_kind, part.about, part.topic, part.name])
    if not bank().words & {word.removesuffix("s") for word in told}:
        return None
    plain = " ".join(name.lower().replace("_", " ").replace("-", " ").split())
    scored = [(fuzz.token_sort_ratio(plain, known), one) for one in bank().labels for known in one.names]
    score, label = max(scored, key=lambda pair: pair[0])
    return label if score >= _NEAR else None


def kind_of(texts: Sequence[str]) -> str:
    """The kind of thing that some words are about, or the empty string."""
    words = _words(texts)
    return next((kind for kind, tell in bank().kinds.items() if tell & words), "")


def _words(texts: Sequence[str]) -> set[str]:
    return {word.strip(".,;:").lower() for text in texts for word in text.replace("-", " ").split()}


def expand(
    template: str, label: BankLabel, words: dict[str, str], kind: str, rng: random.Random
) -> list[dict[str, str]] | None:
    """One frame with its rules drawn: pieces `{"text": …}` and `{"gap": name}` in order.

    None: the frame needs a thing and there is none.

    Args:
        words: Rule → its words (`Thing.forms`). What is drawn is added, so that a rule that stands twice in a
            frame means the same both times (one day, one name)."""
    pieces: list[dict[str, str]] = []
    at = 0
    for found in _PART.finditer(template):
        pieces.append({"text": template[at : found.start()]})
        at = found.end()
        name, gap = found.groups()
        if gap:
            pieces.append({"gap": f"{gap}/{kind}" if f"{gap}/{kind}" in label.gaps else gap})
            continue
        drawn = _draw(name, label, words, kind, rng)
        if drawn is None:
            return None
        pieces.extend(drawn)
    pieces.append({"text": template[at:]})
    return [piece for piece in pieces if piece.get("gap") or piece["text"]]


def _draw(
    name: str, label: BankLabel, words: dict[str, str], kind: str, rng: random.Random
) -> list[dict[str, str]] | None:
    if name in words:
        return [{"text": words[name]}]
    entries = list(label.rules.get(f"{name}/{kind}", label.rules.get(name, ())))
    rng.shuffle(entries)
    for entry in entries:
        if (pieces := expand(entry, label, words, kind, rng)) is not None:
            words[name] = "".join(piece["text"] for piece in pieces)
            return pieces
    return None


def join(pieces: Sequence[Mapping[str, str]], fillings: Sequence[str]) -> str:
    """The text of a frame with its gaps filled in order, each sentence with a capital."""
    left = list(fillings)
    text = "".join(piece["text"] if "text" in piece else left.pop(0) for piece in pieces)
    text = re.sub(r"\s+", " ", text).strip()
    text = _AFTER_GREETING.sub(lambda m: m.group(1) + m.group(2).lower(), text)
    return _SENTENCE_START.sub(lambda m: m.group(1) + m.group(2).upper(), text)


# gaps: patterns (literal text with rules in braces) as a grammar for the endpoint and as a regular expression
# for the check, so that an endpoint without grammars is held to the same language


def narrow(gap: Gap, rng: random.Random) -> Gap:
    """The gap with some of its patterns and of its rules' entries, drawn."""
    patterns = tuple(rng.sample(gap.patterns, min(_PATTERNS_KEPT, len(gap.patterns))))
    rules = {
        name: tuple(rng.sample(list(entries), min(_ENTRIES_KEPT, len(entries))))
        for name, entries in gap.rules.items()
    }
    return gap.model_copy(update={"patterns": patterns, "rules": rules})


def _parts(pattern: str, literal: Callable[[str], str], rule: Callable[[str], str]) -> list[str]:
    """A pattern's parts in another notation, in order."""
    split = _RULE.split(pattern)
    return [(rule if at % 2 else literal)(part) for at, part in enumerate(split) if part]


def grammar(gap: Gap) -> str:
    """GBNF of a gap's filling: a blank, one of the patterns, the sentence's end."""
    made: dict[str, str] = {}

    def rule(name: str) -> str:
        symbol = "r-" + name.replace("_", "-")
        if symbol not in made:
            made[symbol] = ""  # holds its place, so that the rules stand in the order of their use
            made[symbol] = " | ".join(write(entry) for entry in gap.rules[name])
        return symbol

    def write(pattern: str) -> str:
        return " ".join(_parts(pattern, _quoted, rule))

    root = " | ".join(write(pattern) for pattern in gap.patterns)
    rules = (f"{name} ::= {body}" for name, body in made.items())
    return "\n".join([f'root ::= " " ({root}) {_quoted(gap.end)}', *rules])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def sample(gap: Gap, rng: random.Random) -> str:
    """One filling drawn without a model, without the sentence's end."""

    def write(pattern: str) -> str:
        return "".join(_parts(pattern, str, lambda name: write(rng.choice(list(gap.rules[name])))))

    return write(rng.choice(gap.patterns))


def matches(gap: Gap, filling: str) -> bool:
    """Whether a filling (without the leading blank, with its end) is in the gap's language."""

    def rule(name: str) -> str:
        return "(?:" + "|".join(write(entry) for entry in gap.rules[name]) + ")"

    def write(pattern: str) -> str:
        return "".join(_parts(pattern, re.escape, rule))

    every = "|".join(write(pattern) for pattern in gap.patterns)
    return re.fullmatch(f"(?:{every}){re.escape(gap.end)}", filling) is not None
