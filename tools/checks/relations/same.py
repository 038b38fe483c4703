"""A says the same as B: nothing more, nothing less, nothing else, in words of its own.

Each statement of A is looked up in B and each of B in A; where just the facts are to be the same, of those
that claim something. Of two languages A is first translated back, by a model that doesn't know B. A figure
that the other side lacks in digits is no defect by itself («14 days», «two weeks»): a judge is asked about
just that figure."""

from collections.abc import Sequence
from functools import partial
from random import Random
from typing import Any

from pydantic import Field

from seedbed.memory.languages import language_name
from seedbed.tools.checks.asked import STRING, answer_schema, ask, shown, step_of
from seedbed.tools.checks.check import Arguments, Case, Check, Question, Values, Verdict, failed, held
from seedbed.tools.checks.figures import Figure, figures, unmatched
from seedbed.tools.checks.inputs import is_messages, language_of, named
from seedbed.tools.checks.likeness import longest_run, words
from seedbed.tools.checks.reading.sentences import AskedSentence, judged
from seedbed.tools.checks.relations.claiming import Source, check_claims, sources_of
from seedbed.tools.checks.relations.spoiling import copy_b, drop_sentence, number_in_a

_BY = "same"


class SameArguments(Arguments):
    """How much may be taken over word for word, in one language."""

    run: int = Field(12, ge=1)
    """Words of a run from which it may be too long."""
    share: float = Field(0.6, gt=0, le=1)
    """Share of the shorter text's words that one such run may have."""
    facts: bool = Field(
        False,
        description="true: what they state has to be the same, not how their readers are addressed or asked",
    )


async def _verify(values: Values, arguments: SameArguments, case: Case) -> Verdict:
    name, a = named(values, case, "a")[0]
    text, sources = shown(a), sources_of(named(values, case, "b"))
    empty = [one for one, said in ((name, text), *((s.name, s.text) for s in sources)) if not said.strip()]
    if len(empty) > len(sources):  # whether they may be is for their shapes to say
        return held(detail="nothing says anything")
    if empty:
        return failed("unsupported claim", f"'{empty[0]}' is empty, the other isn't")
    mine, theirs = language_of(case, "a"), language_of(case, "b")
    foreign = bool(mine and theirs) and mine != theirs
    for source in sources:
        if copied := _copied(text, source.text, arguments, foreign=foreign):
            return failed("low quality", f"{name} {copied} of {source.name}")
    read = (name, text)
    held_against = partial(check_claims, case, whole=not arguments.facts, terms=arguments.facts)
    if foreign:
        into = language_name(theirs)
        read = (f"{name}, put back into {into}", await _translated(text, into, case))
    forth = await held_against(read, sources, step=step_of(_BY, case, "forth"))
    evidence = [forth.judgement(_BY, f"what {name} says is said")]
    if forth.wrong:
        return failed("unsupported claim", f"{name} says more or other than it may: {forth.told}", *evidence)
    for number, source in enumerate(sources):
        one, step = Source(*read), step_of(_BY, case, f"back {number}")
        back = await held_against((source.name, source.text), [one], step=step)
        evidence.append(back.judgement(_BY, f"what {source.name} says stands in {name}"))
        if back.wrong:
            return failed("unsupported claim", f"{name} leaves out or changes: {back.told}", *evidence)
    texts = {name: text}
    for source in sources:
        texts[source.name] = f"{texts[source.name]}\n\n{source.text}" if source.name in texts else source.text
    others = "\n".join(_unnumbered(value) for _, value in named(values, case, "b"))
    there = figures(_unnumbered(a), mine), figures(others, theirs)
    if asked := _figures_asked([*texts], *there):
        found = await judged(case, texts, asked, step=step_of(_BY, case, "figures"), by=_BY)
        evidence += found
        if wrong := "; ".join(one.reason for one in found if not one.ok):
            return failed("unsupported claim", f"figures differ: {wrong}", *evidence)
    return held(*evidence)


def _copied(text: str, other: str, arguments: SameArguments, *, foreign: bool) -> str:
    """What is too near, in words; empty: nothing. Of short texts only a whole copy is."""
    mine, theirs = words(text), words(other)
    if mine == theirs and len(mine) > 3:
        return "is a copy"
    run = 0 if foreign else longest_run(text, other)
    if run >= arguments.run and run > arguments.share * min(len(mine), len(theirs)):
        return f"takes over {run} words in one run"
    return ""


async def _translated(text: str, language: str, case: Case) -> str:
    job, into = "translate_back", {"language": language}
    schema = answer_schema(job, {"text": STRING})
    said = await ask(case, Question("solver", job, into, {"text": text}, schema, step_of(_BY, case)))
    return str(said.value["text"])


def _unnumbered(value: Any) -> str:
    """A value as it is shown, without the numbers of a list's items."""
    listed = isinstance(value, (list, tuple)) and not is_messages(value)
    return "\n".join(map(shown, value)) if listed else shown(value)


def _figures_asked(
    names: Sequence[str], mine: Sequence[Figure], theirs: Sequence[Figure]
) -> list[AskedSentence]:
    """Sentences on the figures that one side alone has in digits; the first name is A's."""
    name, *others = names
    a, b = f"'{name}'", " and ".join(f"'{other}'" for other in others)
    missing = [(one.written, a, b) for one in unmatched(mine, theirs)]
    missing += [(one.written, b, a) for one in unmatched(theirs, mine)]
    said = (
        f"What the figure «{written}» in {here} says, {there} says too: in digits, in words, in "
        "another unit or another form. (Also true if it merely numbers a heading, a paragraph or an item.)"
        for written, here, there in dict.fromkeys(missing)
    )
    return [AskedSentence(number=number, say=one) for number, one in enumerate(said, 1)]


def _copy(values: Values, arguments: SameArguments, random: Random) -> Values | None:
    """A copy, where it is long enough to be told from a text that can't be said otherwise."""
    changed = copy_b(values, arguments, random)
    return changed if changed and len(words(changed["a"])) > 3 else None


CHECK = Check(
    name="same",
    about="A says what B says, all and nothing else, in its own words; another language is translated back.",
    inputs=("a", "b*"),
    verify=_verify,
    arguments=SameArguments,
    shows={"same": "supported"},
    spoil={"copy": _copy, "number": number_in_a, "drop_sentence": drop_sentence},
    calls=2.5,
    example="clear same clumsy",
)
