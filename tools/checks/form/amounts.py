"""How much there is of something: `count` (words, lines, sentences, syllables …, whole or by the part),
`length`, `ratio` (one field's length beside another's) and `numbers_in` (figures in a text)."""

import math
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from seedbed.tools.checks.check import Arguments, Case, Check, Role, SomeArguments, Untold, Values
from seedbed.tools.checks.figures import figures
from seedbed.tools.checks.form.measured import Unit, lines, measured, sentences_of, uncounted
from seedbed.tools.checks.inputs import by_rule, is_messages, language_of, of_shape, of_text, spoken
from seedbed.tools.checks.ranges import Range, Ranges, Span, in_words

_QUOTED = 60
"""Characters of a sentence that is told of: who wrote it may have counted another one."""
_PARTS = {
    "line": ("string", "string"),
    "sentence": ("string", "string"),
    "item": ("array", "list N of …"),
    "turn": ("array", "messages A..B"),
}
"""Part → JSON type of what has such parts, and the shape that a recipe writes."""
_MOST = 10_000
"""Words, lines or items that a spoiler adds."""


class CountArguments(Arguments):
    """What is counted and how many are wanted; `words: 40..60` says both."""

    unit: Unit = "words"
    wanted: Ranges = Field((), alias="is", description="N, A..B, or with `per` a list, one for each part")
    per: Literal["", "line", "sentence", "item", "turn"] = Field(
        "", description="each line, sentence, item or turn (what is said, no calls or results) on its own"
    )
    role: Role = Field("", description="with `per: turn`: this role's turns alone")
    characters: Range | None = None
    words: Range | None = None
    lines: Range | None = None
    sentences: Range | None = None
    items: Range | None = None
    syllables: Range | None = None

    @model_validator(mode="after")
    def _fit(self) -> Self:
        if not self.pairs:
            raise ValueError("give `is`, or a unit with its range such as `words: 40..60`")
        if len(self.wanted) > 1 and not self.per:
            raise ValueError("a list of counts needs `per: line` (or sentence, item, turn)")
        if self.role and self.per != "turn":
            raise ValueError("`role` goes with `per: turn`")
        return self

    @property
    def pairs(self) -> list[tuple[Unit, tuple[Span, ...]]]:
        """The units that are given with their range, or ranges part by part."""
        given = [(unit, (wanted,)) for unit in get_args(Unit) if (wanted := getattr(self, unit)) is not None]
        return [*given, *([(self.unit, self.wanted)] if self.wanted else [])]


class LengthArguments(Arguments):
    """How long."""

    unit: Literal["characters", "words"] = "characters"
    between: Range = Field(description="A..B, A.. or ..B; both ends belong to it")
    per: ClassVar = ""
    role: ClassVar = ""

    @property
    def pairs(self) -> list[tuple[Unit, tuple[Span, ...]]]:
        """As a count has them."""
        return [(self.unit, (self.between,))]


class RatioArguments(Arguments):
    """How long `a` is over how long `b` is."""

    unit: Literal["characters", "words"] = "words"
    between: Range = Field(description="of a / b: `[0.1, 0.3]` is a tenth to three tenths")


class NumbersInArguments(SomeArguments):
    """How many figures; number words aren't counted, a date has up to three."""

    most: int | None = Field(None, ge=0)
    least: int | None = Field(None, ge=0)


def _counted(inputs: Values, arguments: CountArguments | LengthArguments, case: Case) -> str:
    """Held only if the count is surely within, failed only if it is surely not."""
    language, unsure = language_of(case), ""
    for unit, wanted in arguments.pairs:
        per = arguments.per if unit != f"{arguments.per}s" else ""  # lines are those of the whole
        parts = _parts(inputs["of"], per, language, arguments.role)
        if len(wanted) > 1 and len(parts) != len(wanted):
            return f"{len(parts)} {per}s; {len(wanted)} are wanted"
        turns = _turns(inputs["of"], arguments.role) if per == "turn" else ()
        for number, part in enumerate(parts):
            asked = wanted[number] if len(wanted) > 1 else wanted[0]
            found = measured(part, unit, language)
            named = f' ("{part[:_QUOTED]}{"…" * (len(part) > _QUOTED)}")' if per == "sentence" else ""
            whose = f", the {turns[number]['role']}'s" if turns else ""
            whose = f" of the {arguments.role}" if arguments.role else whose
            place = f"{per} {number + 1}{whose}{named}: " if per else ""
            if found.high < asked.low or found.low > asked.high:
                return f"{place}{found} {unit}; {asked} are wanted"
            # A word that may be said in two ways may be said in the way that fits.
            if unit != "syllables" and (found.low not in asked or found.high not in asked):
                unsure = f"{place}{found} {unit} can be counted; {asked} are wanted"
                if unit == "sentences":
                    unsure += " (a stop after a short word or before a small letter may end none)"
    if unsure:
        raise Untold(unsure)
    return ""


def _told(arguments: CountArguments | LengthArguments, named: Mapping[str, str]) -> str:
    whose = f"of the {arguments.role} in" if arguments.role else "of"
    per = f"each {arguments.per} {whose} " if arguments.per else ""
    sizes = []
    for unit, wanted in arguments.pairs:
        said = [in_words(one) for one in wanted]
        one = all(size.rpartition(" ")[2] == "1" for size in said)
        sizes.append(f"{', '.join(said)} {unit[:-1] if one else unit}")
    rare = " A pronouncing dictionary has to know its words, names too." * any(
        unit == "syllables" for unit, _ in arguments.pairs
    )
    return f"{per}'{named['of']}' has {' and '.join(sizes)}.{rare}"


def _beyond(
    arguments: CountArguments | LengthArguments,
    named: Mapping[str, Any],
    schemas: Mapping[str, Any],
    languages: Mapping[str, Sequence[str]],
) -> str:
    """A count that can't be made in a language, or that the shape of the field rules out; so many words have
    a character each, and one between."""
    schema = schemas.get(named["of"], {})
    if any(unit != "items" for unit, _ in arguments.pairs) and (
        why := of_text(arguments, named, schemas, languages)
    ):
        return why
    for unit, _ in arguments.pairs:
        if why := _uncounted(unit, named["of"], languages):
            return why
    if arguments.per:
        kind, written = _PARTS[arguments.per]
        misfit = of_shape("of", f"text or list of {arguments.per}s", written, (kind,))
        return misfit(arguments, named, schemas, languages)
    for unit, wanted in arguments.pairs:
        least, most = ("minItems", "maxItems") if unit == "items" else ("minLength", "maxLength")
        shape, asked = Span(schema.get(least, 0), schema.get(most, math.inf)), wanted[0]
        if unit == "words":
            asked = Span(2 * asked.low - 1, math.inf)
        if unit in ("characters", "words", "items") and (asked.low > shape.high or asked.high < shape.low):
            what = "items" if unit == "items" else "characters"
            return (
                f"{in_words(wanted[0])} {unit} are wanted, and `{named['of']}` has by its shape "
                f"{in_words(shape)} {what}: no value has both"
            )
    return ""


def _uncounted(unit: Unit, field: str, languages: Mapping[str, Sequence[str]]) -> str:
    why = next((why for code in languages.get(field, ()) if (why := uncounted(unit, code))), "")
    return why and (
        f"{unit} of `{field}` can't be counted ({why}): say how long it is in characters, by its shape, and "
        "leave the rest to a sentence of the rubric"
    )


def _incomparable(
    arguments: RatioArguments, named: Mapping[str, Any], _: object, languages: Mapping[str, Sequence[str]]
) -> str:
    return next((why for one in ("a", "b") if (why := _uncounted(arguments.unit, named[one], languages))), "")


def _parts(value: Any, per: str, language: str, role: str) -> list[Any]:
    if not per:
        return [value]
    if per == "line" and isinstance(value, str):
        return list(lines(value))
    if per == "sentence" and isinstance(value, str):
        return sentences_of(value, language)
    if per == "item" and isinstance(value, (list, tuple)):
        return list(value)
    if per == "turn" and is_messages(value):
        return [one["content"] for one in _turns(value, role)]
    raise Untold(f"it has no {per}s")


def _turns(talk: Sequence[Mapping[str, Any]], role: str) -> list[Mapping[str, Any]]:
    """What is said in a talk, by one role or by both."""
    turns = (one for one in talk if one["role"] in ((role,) if role else ("user", "assistant")))
    return [one for one in turns if one["content"] or not one.get("tool_calls")]


def _beside(inputs: Values, arguments: RatioArguments, case: Case) -> str:
    """An empty `b` has no ratio and fails."""
    a, b = (measured(inputs[one], arguments.unit, language_of(case, one)).low for one in ("a", "b"))
    if not b:
        return f"{case.inputs.get('b', 'b')} has no {arguments.unit}"
    if a / b in arguments.between:
        return ""
    return f"{a:g} {arguments.unit} to {b:g} are {a / b:.2f}; {arguments.between} is wanted"


def _ratio_told(arguments: RatioArguments, named: Mapping[str, str]) -> str:
    """The ends as parts of a hundred: writers reckon with them."""
    percent = Span(100 * arguments.between.low, 100 * arguments.between.high)
    return f"'{named['a']}' has {in_words(percent)} per cent of the {arguments.unit} of '{named['b']}'."


def _over_and_over(inputs: Values, arguments: RatioArguments, _draw: Random) -> Values | None:
    """`a` said until it is too long."""
    a, b = inputs["a"], inputs["b"]
    if not isinstance(a, str) or not a.strip() or not isinstance(b, str) or arguments.between.high > 100:
        return None
    one, wanted = (measured(text, arguments.unit).low for text in (a, b))
    times = int(arguments.between.high * wanted / one) + 1 if one else 0
    return {"a": " ".join([a] * (times + 1))} if 0 < times < _MOST else None


def _figures(inputs: Values, arguments: NumbersInArguments, case: Case) -> str:
    """Each place counts, the same figure twice as two."""
    texts = spoken(inputs["of"])
    if not texts:
        raise Untold("no text to look at")
    found = [one.written for text in texts for one in figures(text, language_of(case))]
    shown = f"{len(found)} figures ({', '.join(found[:12])})"
    if arguments.most is not None and len(found) > arguments.most:
        return f"{shown}; at most {arguments.most} are wanted"
    if arguments.least is not None and len(found) < arguments.least:
        return f"{shown}; at least {arguments.least} are wanted"
    return ""


def _figures_told(arguments: NumbersInArguments, named: Mapping[str, str]) -> str:
    least = -math.inf if arguments.least is None else arguments.least
    most = math.inf if arguments.most is None else arguments.most
    return f"Numbers in digits in '{named['of']}': {in_words(Span(least, most))}."


COUNT = Check(
    name="count",
    about="A text or list has so many words, lines, sentences, syllables (English), characters or items; the "
    "full stop of an abbreviation or a date ends no sentence.",
    inputs=("of",),
    verify=by_rule("count", _counted),
    arguments=CountArguments,
    shows={"form": "proven", "kept": "proven", "label": "proven"},
    tells=_told,
    misfit=_beyond,
    example="count: {of: haiku, unit: syllables, is: [5, 7, 5], per: line}",
)
LENGTH = Check(
    name="length",
    about="A text is so many characters or words long.",
    inputs=("of",),
    verify=by_rule("length", _counted),
    arguments=LengthArguments,
    shows={"form": "proven", "kept": "proven"},
    tells=_told,
    misfit=_beyond,
    example="length: {of: summary, unit: words, between: 40..60}",
)
RATIO = Check(
    name="ratio",
    about="The length of a over the length of b lies in a range (a summary beside its text).",
    inputs=("a", "b"),
    verify=by_rule("ratio", _beside, "low quality"),
    arguments=RatioArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"longer": _over_and_over},
    tells=_ratio_told,
    misfit=_incomparable,
    example="ratio: {a: summary, b: article, between: [0.1, 0.3]}",
)
NUMBERS_IN = Check(
    name="numbers_in",
    about="A text has at most (at least) so many figures in digits.",
    inputs=("of",),
    verify=by_rule("numbers_in", _figures),
    arguments=NumbersInArguments,
    shows={"form": "proven", "kept": "proven"},
    tells=_figures_told,
    misfit=of_text,
    example="numbers_in: {of: description, most: 4}",
)
