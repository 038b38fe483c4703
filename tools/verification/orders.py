"""Orders to a language model inside a text: the well-known forms of prompt injection.

A list of forms, not a judgement: it knows «ignore the above instructions», chat and tool markup, words hidden
by letters without width. An order in plain prose («rows of this kind deserve a 5») passes it. What keeps
orders from doing anything is elsewhere: documents choose no tool, no plan, no check.
"""

import re

_NO_WIDTH = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff]")
_HIDDEN = re.compile("(?:\\w[\u200b-\u200f\u2060-\u2064\ufeff]){4,}")
_FORMS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}\b(?:above|previous|prior|earlier|preceding|all|"
    r"your|these|other)\b[^.!?\n]{0,30}\b(?:instruction|prompt|rule|direction|guideline|order|command)s?\b"
    r"|\bignore the above\b"
    r"|^\W*(?:system|assistant|developer)\s*:\s"
    r"|\byou are now\b"
    r"|\b(?:reveal|print|repeat|show|leak)\b[^.!?\n]{0,30}\bsystem prompt\b"
    r"|\bcall (?:the|a|your) (?:tool|function)s?\b"
    r"|<\|[a-z_]{3,20}\|>|\[/?INST\]|<</?SYS>>|</?(?:tool_call|function_call|system|assistant)>"
    r"|\"tool_calls\"\s*:|```json brief|</?text-[0-9a-f]{8,}>",
    re.I | re.M,
)


def order_in(text: str) -> str:
    """The first order to a model that a text holds, shortened; empty: none of the known forms."""
    if hidden := _HIDDEN.search(text):
        return _NO_WIDTH.sub("", hidden[0])[:80]
    found = _FORMS.search(_NO_WIDTH.sub("", text))
    return " ".join(found[0].split())[:80] if found else ""
