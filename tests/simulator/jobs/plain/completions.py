"""/v1/completions without echo: the next few-shot row in the words of those shown, to the end of its line."""

import random
import re

from tests.simulator.world.vocabulary import pool, sections

_MARK = re.compile(r"^\s*([A-Z][\w ]{0,24}?)\s*[:=]\s*(.*)$")
_FEWEST = 4
"""Words that a line is filled from, at least."""


def continued(prompt: str, draw: random.Random) -> str:
    """One line that goes on where the prompt ends."""
    lines = [line for line in prompt.splitlines() if line.strip()]
    last = _MARK.match(lines[-1]) if lines else None
    mark = last.group(1) if last else None
    shown = [
        m.group(2) for line in lines[:-1] if (m := _MARK.match(line)) and m.group(1) == mark and m.group(2)
    ]
    source = " ".join(shown) or " ".join(lines[-8:])
    content = list(
        dict.fromkeys(w for w in re.findall(r"[a-z]{4,}", source.lower()) if w not in pool("idle"))
    )
    content += pool("things")[: max(0, _FEWEST - len(content))]
    frames = draw.sample(sections("frames")["own"], 2)
    return " " + " ".join(_filled(frame, draw, content) for frame in frames)


def _filled(frame: str, draw: random.Random, content: list[str]) -> str:
    picked = draw.sample(content, _FEWEST)
    slots = dict(zip(("own", "own2", "thing", "thing2"), picked, strict=True))
    return frame.format_map({**slots, "person": draw.choice(pool("people"))})
