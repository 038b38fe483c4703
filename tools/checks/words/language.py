"""`language`: each text is in the language it is to be in (py3langid; Lui & Baldwin 2012, «langid.py»).

Only the languages in question are weighed: with all 142 a short English sentence may pass for Tagalog."""

from collections.abc import Iterable

from pydantic import Field, field_validator

from seedbed.memory.languages import is_code
from seedbed.tools.checks.check import Arguments, Case, Check, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import is_messages, named, rule, spoken
from seedbed.tools.languages import codes, read_as

LEAST_LETTERS = 20
"""Texts with fewer letters aren't judged."""
LONG = 80
"""Letters from which one text of several is judged on its own."""
MOST = 20_000
"""Characters of a text that are read."""
COMPANIONS = ("de", "fr", "es")
"""Weighed where nothing else is in question but one language."""


class LanguageArguments(Arguments):
    """Which languages."""

    code: str = Field("", alias="is", description="ISO 639-1; empty: the one the field is to be in")
    among: tuple[str, ...] = Field((), description="other languages in question")

    @field_validator("code", "among")
    @classmethod
    def _known(cls, said: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for one in (said,) if isinstance(said, str) else said:
            if one and not is_code(one):
                raise ValueError(f"{one!r} is no language: ISO 639-1 codes such as en, de, es")
        return said


async def _verify(inputs: Values, arguments: LanguageArguments, case: Case) -> Verdict:
    """Fields without a language, or `any`, are left alone; so are texts too short to tell.

    Where the identifier doesn't know the language, it holds without evidence and says so."""
    known = codes()
    others = {*arguments.among, *case.languages.values(), *case.spoken}
    for field, value in named(inputs, case, "of"):
        own = (arguments.code or case.languages.get(field, "any")).casefold()
        if own == "any":
            continue
        if own not in known:
            return Verdict("held", detail=f"not checked: py3langid doesn't know the language {own!r}")
        candidates = frozenset({own, "en", *(one for one in others if one in known)})
        if len(candidates) == 1:
            candidates |= set(COMPANIONS)
        talk = is_messages(value)  # of which the system's message is who orders it, as a world's policy is
        said = [one for one in value if one["role"] != "system"] if talk else value
        for text in _judged(spoken(said)):
            if (found := read_as(text, candidates, own)) != own:
                return failed("malformed", f"{field} reads as {found}, not {own}: {text[:60]!r}")
    return held(rule("language", arguments, case))


def _judged(texts: Iterable[str]) -> list[str]:
    """All texts as one, and each that is long enough to be judged on its own."""
    cut = [text[:MOST] for text in texts]
    whole = "\n".join(cut)[:MOST]
    alone = [one for one in cut if _letters(one) >= LONG] if len(cut) > 1 else []
    return [one for one in (whole, *alone) if _letters(one) >= LEAST_LETTERS]


def _letters(text: str) -> int:
    """Letters; one of a script with thousands counts as three."""
    return sum((3 if one >= "\u2e80" else 1) for one in text if one.isalpha())


CHECK = Check(
    name="language",
    about="Each text of 20 letters or more is in its field's language. Always on; `language: any` ends it.",
    inputs=("of*",),
    verify=_verify,
    arguments=LanguageArguments,
    shows={"kept": "supported"},
    example="language: {of: [question, answer], is: de}",
)
