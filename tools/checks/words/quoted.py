"""`quoted`: one text stands word for word in another, as a span or a quote of it does."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from seedbed.tools.checks.check import Arguments, Case, Check, Values, leaves
from seedbed.tools.checks.figures import figures, unmatched
from seedbed.tools.checks.inputs import by_rule, is_messages, language_of, named, spoken
from seedbed.tools.checks.normal import find_quote
from seedbed.tools.checks.words.numbers import IN_WORDS


def _fault(inputs: Values, _arguments: Arguments, case: Case) -> str:
    """Every text and number of `a` is looked for; typography, Markdown and space are forgiven (`find_quote`);
    no part of a word or number is."""
    wanted, others = [text for text in spoken(inputs["a"]) if text.strip()], named(inputs, case, "b")
    texts = [text for _, other in others for text in spoken(other, results=True) if text.strip()]
    missing = next(
        (one for one in wanted if not any(find_quote(one, text, whole=True) for text in texts)), ""
    )
    if not missing and not is_messages(inputs["a"]):
        missing = _figure_missing(leaves(inputs["a"]), texts, language_of(case, "b"))
    of = " or ".join(f"'{field}'" for field, _ in others)
    return f"«{missing[:200]}» doesn't stand word for word in {of}" if missing else ""


def _figure_missing(a: Sequence[Any], texts: Sequence[str], language: str) -> str:
    """The first number that stands in none of the texts in digits, however they part its thousands; empty:
    each does, or is so small that it may be written in words."""
    numbers = (one for one in a if isinstance(one, (int, float)) and not isinstance(one, bool))
    written = "\n".join(f"{Decimal(str(one)):f}" for one in numbers if abs(one) > IN_WORDS)
    theirs = [one for text in texts for one in figures(text, language)] if written else []
    return next((one.written for one in unmatched(figures(written, "en"), theirs)), "")


def _told(_arguments: Arguments, fields: Mapping[str, str]) -> str:
    one_of = fields["b"].replace("' and '", "' or '")
    return f"What '{fields['a']}' says stands word for word in '{one_of}'."


def _exchanged(inputs: Values, _arguments: Arguments, _draw: Random) -> Values | None:
    """The first and the last word of `a` have changed places, or the letters of its one word."""
    a, others = inputs["a"], inputs["b"]
    if not isinstance(a, str) or not a.strip():
        return None
    glue = " " if len(a.split()) > 1 else ""
    pieces = a.split() if glue else list(a.strip())
    changed = glue.join([pieces[-1], *pieces[1:-1], pieces[0]])
    listed = others if isinstance(others, tuple) else [others]
    texts = [text for other in listed for text in spoken(other, results=True)]
    return None if any(find_quote(changed, text, whole=True) for text in texts) else {"a": changed}


CHECK = Check(
    name="quoted",
    about="A stands word for word in B, as an answer span, a quote or an extracted value does; of a list or "
    "map each text; an empty one quotes nothing. Dashes, quotation marks, Markdown and space may differ.",
    inputs=("a", "b*"),
    verify=by_rule("quoted", _fault, "unsupported claim"),
    shows={"form": "proven", "kept": "proven"},
    spoil={"exchanged": _exchanged},
    tells=_told,
    example="quoted: {a: answer, b: passage}",
)
