"""Where in its passage a row has its matter: several writers at once would begin with what stands first."""

from seedbed.agent.making.making import Making
from seedbed.agent.making.parts import borne_before
from seedbed.memory.exact.randomness import draw_seed
from seedbed.memory.recipe import Step
from seedbed.tools.knowledge.sentences import sentence_spans

_SHORT, _LONGEST = 240, 400
"""Characters of a passage that has places, at least (a quarter of so many, at its end, has none); of a
sentence that is shown, at most."""
_LINES = ("|", "-", "*", "#", ">")
"""What begins a line that is no part of running text: a table's row, an item of a list, a heading."""


def point_in(making: Making, step: Step) -> str:
    """The sentence of the passage that an order names, or of the first of several, where its row has its
    matter; empty: it names none, or one too short. The rows of a passage have places spread over it, wherever
    the first one lies (van der Corput 1935, «Verteilungsfunktionen»)."""
    brief = making.work.brief
    picked = brief.grounding.get("picked", {}).items()
    named = [value[0] if isinstance(value, list) else value for name, value in picked if name in step.names]
    text = named[0].get("quote", "") if len(named) == 1 else ""
    if len(text) < _SHORT:
        return ""
    number = f"{borne_before(brief):b}"
    spread = int(number[::-1], 2) / 2 ** len(number)
    drawn = draw_seed(0, "point", str(brief.grounding.get("group"))) / 2**53
    return sentence_at(text, int((drawn + spread) % 1 * (len(text) - _SHORT // 4)))


def sentence_at(text: str, at: int) -> str:
    """The sentence at a place of a text, or after it where a heading, a table's ruler or code is."""
    while (end := text.find("\n", at)) > 0 and _says_nothing(text, text.rfind("\n", 0, at) + 1, end):
        at = end + 1
    line = text.rfind("\n", 0, at) + 1
    between = "\n" if text.startswith(_LINES, line) else "\n\n"
    begin = text.rfind(between, 0, at) + len(between) if between in text[:at] else 0
    block = text[begin:].partition(between)[0]
    spans = ((begin + a, begin + b) for a, b in sentence_spans(block))
    start, end = next(((a, b) for a, b in spans if at < b), (begin, begin + len(block)))
    return " ".join(text[start : min(end, start + _LONGEST)].split())


def _says_nothing(text: str, start: int, end: int) -> bool:
    line = text[start:end]
    code = line.startswith(("    ", "\t")) and not line.lstrip().startswith(_LINES)
    code = code or text[:start].count("```") % 2 == 1
    return code or line.startswith(("#", "```")) or not any(map(str.isalnum, line))
