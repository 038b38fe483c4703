"""/v1/completions without echo: the next few-shot row in the words of those shown, to the end of its line."""

import random
import re

from tests.simulator.world.vocabulary import pool, sections

_MARK = re.compile(r"^\s*([A-Z][\w ]{0,24}?)\s*[:=]\s*(.*)$")
_WORDS_OF_MANY = 4
"""Shorter words say nothing about the topic."""


def continued(prompt: str, draw: random.Random) -> str:
    """One line that goes on where the prompt ends."""
    lines = [line for line in prompt.splitlines() if line.strip()]
    last = _MARK.match(lines[-1]) if lines else None
    mark = last.group(1) if last else None
    shown = [
        m.group(2) for line in lines[:-1] if (m := _MARK.match(line)) and m.group(1) == mark and m.group(2)
    ]
    source = " ".join(shown) or " ".join(lines[-8:])
    content = [w for w in re.findall(r"[A-Za-z]{4,}", source) if len(w) >= _WORDS_OF_MANY] or list(
        pool("things")[:20]
    )
    frames = draw.sample(sections("frames")["own"], 2)
    return " " + " ".join(_filled(frame, draw, content) for frame in frames)


def _filled(frame: str, draw: random.Random, content: list[str]) -> str:
    picked = [draw.choice(content).lower() for _ in range(4)]
    slots = dict(zip(("own", "own2", "thing", "thing2"), picked, strict=True))
    return frame.format_map({**slots, "person": draw.choice(pool("people"))})
