"""Questions about lines of the form "Key: value": "Prep time: 10 min".

Only values that values.py knows are asked for; such a line says nothing without its heading, so every
question names the section.
"""

import re
from collections.abc import Iterator

from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.plain import Laid
from seedbed.tools.knowledge.questions.items import Wording
from seedbed.tools.knowledge.questions.lexicon import Lexicon
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.verbs import is_plural
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.knowledge.wordlist import word_set

_LINE = re.compile(r"[^\w]*(?P<key>[A-Za-z][a-z'’-]*(?: [\w'’-]+){0,3}) ?: (?P<value>[^:]+?|\d.*?)\.?")
_NOT_KEYS = word_set(
    """note notes example examples tip tips warning see source author date tags version step default hint
    important update updated time"""
)


def key_and_value(line: str) -> tuple[str, str, int] | None:
    """Key, value and where the value begins, if a plain line is of the form "Key: value"."""
    match = _LINE.fullmatch(line)
    if not match or match["key"].lower() in _NOT_KEYS:
        return None
    return match["key"], match["value"], match.start("value")


def ask_key_values(block: Block, where: str, words: Lexicon) -> Iterator[tuple[Laid, Wording]]:
    """(line, question) for each line of a paragraph or list item; `where` names its section."""
    if block.laid is None or block.kind == "heading" or not where:
        return
    for line in block.laid.lines():
        pair = key_and_value(line.plain)
        if pair is None:
            continue
        said, value, start = pair
        values = find_values(value)
        if len(values) != 1 or values[0].text != value or values[0].kind in ("year", "month", "weekday"):
            continue
        key = words.opening(said)
        plural = is_plural(head_of(key))
        if values[0].kind == "number" and not plural:
            continue
        if re.search(r"\b(?:is|are|can|must|how|what|if|for|to)\b", key):
            continue
        if values[0].kind == "number" and plural:
            asked = f"what is the number of {key}"
        elif values[0].kind == "money":
            asked = f"how much {'are' if plural else 'is'} the {key}"
        else:
            asked = f"what {'are' if plural else 'is'} the {key}"
        wording = Wording(
            f"According to {where}, {asked}?", start, start + len(value), "easy", values[0].kind
        )
        yield line, wording
