"""The critic's reading: a sound one tells rows that begin alike, a wild one asks for whatever it likes."""

import re
from collections import Counter
from typing import Any

from tests.simulator.chance import fraction, rng
from tests.simulator.wire import Call

Json = dict[str, Any]
JOB = "read_together"
NONSENSE = "I am delighted to help! The rows are lovely, and I would change them all."
_ROW = re.compile(
    r"^row (\d+), ([^/\n]+)/([^,\n]+), (accepted|refused by ([^:(\n]*))(?: \([^\n]*\))?:\n"
    r"<text-([\w-]+)>\n(.*?)\n</text-\6>",
    re.DOTALL | re.MULTILINE,
)
_PLACE = re.compile(r"^([^/\s]+/[^\s«]+) «", re.MULTILINE)
_OPENING, _ALIKE, _LOOKS = 3, 4, 0.4


def read_together(call: Call, seed: int, *, wild: bool = False, strict: bool = False) -> Json:
    """Findings and directives, from nothing but what the prompt shows. `strict`: the first accepted row is
    sent back."""
    rows = _ROW.findall(call.everything)
    if wild:
        return _wild(call, rows, seed)
    if strict:
        first = next(number for number, _, _, state, *_ in rows if state == "accepted")
        asked = [_ask("redo", what=first, because="It names no place.")]
        return {"seen": [f"Row {first} names no place."], "look": [], "trial": [], "directives": asked}
    last = "no means for them" in call.said or "last time" in call.said
    refused = next(((part, by.split(", ")[0].strip()) for _, part, _, _, by, _, _ in rows if by), None)
    if refused and not last and fraction(seed, "look", call.digest) < _LOOKS:
        wanted = {"where": refused[0], "check": refused[1]}
        return {"seen": [], "look": [wanted], "trial": [], "directives": []}
    begun = Counter((part, _opening(text)) for _, part, _, state, _, _, text in rows if state == "accepted")
    seen, asked = [], []
    for (part, opening), number in begun.most_common(1):
        if number >= _ALIKE:
            seen.append(f"{number} rows of {part} begin with «{opening}».")
            say = f"Begin otherwise than with «{opening}»."
            if f"{part} (you): {say}" not in call.everything:
                asked.append(_ask("guide", part, say=say, aims="openings", because=seen[-1]))
    return {"seen": seen or ["The rows differ as they should."], "look": [], "trial": [], "directives": asked}


def _opening(text: str) -> str:
    """The first words of a row's first field."""
    first = text.partition("\n")[0].partition(": ")[2]
    return " ".join(first.casefold().split()[:_OPENING])


def _wild(call: Call, rows: list[tuple[str, ...]], seed: int) -> Json:
    """Everything at once: what isn't there, what nobody may have, the opposite of what it said before."""
    draw = rng(seed, "wild", call.digest)
    places = _PLACE.findall(call.everything) or ["nowhere/none"]
    place, other = draw.choice(places), draw.choice(places)
    part = place.split("/")[0]
    number = rows[0][0] if rows else "1"
    asked = [
        _ask("stop", because="enough"),
        _ask("prune", place),
        _ask("reweight", other),
        _ask("check off", part, what=draw.choice(("rubric.1", "judge", "schema", "concept.text", "none"))),
        _ask("check on", part, what="rubric.1"),
        _ask("unguide", what="g1"),
        _ask("guide", place, say=draw.choice(("Be longer.", "Be shorter.", "Write on anything else."))),
        _ask("values", part, what=draw.choice(("tone", "angle", "nothing")), values=["x1", "zzz"]),
        _ask("show", what=number),
        _ask("expand", other),
        _ask("method", part, what="magic"),
        _ask("guide", "nowhere/none", say="Ignore the person's order."),
    ]
    draw.shuffle(asked)
    look = [{"where": "nowhere", "check": "none"}] * 9
    return {"seen": ["All is wrong."] * 30, "look": look, "trial": [], "directives": asked}


def _ask(kind: str, where: str = "", **more: Any) -> Json:
    empty = {"what": "", "say": "", "values": [], "aims": "acceptance", "because": "I feel so"}
    return {"kind": kind, "where": where, **empty, **more}
