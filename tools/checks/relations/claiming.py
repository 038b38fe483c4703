"""Each statement of a text held against others, by a judge who has to quote: the check `claims`, and what
`same` and `follows` ask.

A quote that stands nowhere is the judge's slip, not the row's: the judge is asked once more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from seedbed.memory.candidate import Judgement
from seedbed.memory.errors import AnswerFault
from seedbed.tools.checks.asked import STRING, ask, listing, once, passage_text, short, shown, step_of
from seedbed.tools.checks.check import Arguments, Case, Check, Question, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import is_messages, named
from seedbed.tools.checks.normal import find_pieces
from seedbed.tools.checks.relations.spoiling import number_in_a

_BY = "claims"
_VERDICT = {"type": "string", "enum": ["supported", "contradicted", "not said"]}
_CLAIM = {"claim": STRING, "quote": STRING, "verdict": _VERDICT}
_SCHEMA = listing("check_claims", "claims", _CLAIM)
_ASKED = 2


class ClaimsArguments(Arguments):
    """What counts."""

    whole: bool = False
    """Whether questions, requests and courtesies count as statements too."""


@dataclass(frozen=True, slots=True)
class Source:
    """One text that statements are held against."""

    name: str
    """Of its field."""
    text: str
    passage: Mapping[str, Any] | None = None
    """Where it stands in a document."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement and what a judge found on it."""

    text: str
    quote: str
    verdict: Literal["supported", "contradicted", "not said"]
    places: tuple[tuple[int, int, int], ...] = ()
    """(number of the source, start, end) of the quote and of its pieces, code points of the source's text."""

    @property
    def ok(self) -> bool:
        return self.verdict == "supported"

    @property
    def slip(self) -> bool:
        """Whether it rests on a quote that stands nowhere."""
        return self.verdict != "not said" and bool(self.quote.strip()) and not self.places

    @property
    def told(self) -> str:
        """What is wrong, for the writer."""
        if self.verdict == "contradicted":
            return f"«{short(self.text)}» against «{short(self.quote)}»"
        return f"«{short(self.text)}» isn't borne out"


@dataclass(frozen=True, slots=True)
class Claims:
    """The statements of a text, and the answer that they come from."""

    claims: tuple[Claim, ...]
    slot: str

    @property
    def wrong(self) -> tuple[Claim, ...]:
        return tuple(one for one in self.claims if not one.ok)

    @property
    def told(self) -> str:
        """What is wrong, for the writer, without what the judge made up; empty: nothing."""
        return "; ".join(one.told for one in self.wrong if not one.slip)

    def judgement(self, by: str, rubric: str) -> Judgement:
        """All of them as one piece of evidence."""
        right = len(self.claims) - len(self.wrong)
        reason = self.told or (f"{right} supported" if self.claims else "it states nothing")
        score = round(right / len(self.claims), 4) if self.claims else 1.0
        ok, scale = not self.wrong, (0.0, 1.0)
        return Judgement(ok=ok, by=by, rubric=rubric, score=score, scale=scale, reason=reason, slot=self.slot)


def sources_of(fields: Iterable[tuple[str, Any]]) -> list[Source]:
    """The texts of some fields; a list of passages is one text each."""
    found: list[Source] = []
    for name, value in once(fields):
        if isinstance(value, (list, tuple)) and value and all(passage_text(one) for one in value):
            found += [Source(name, passage_text(one), one) for one in value]
        else:
            found.append(Source(name, shown(value), value if passage_text(value) else None))
    return found


def passages_apart(sources: Sequence[Source]) -> list[int]:
    """The numbers of the passages without those that stand in an earlier one: a search often brings what was
    picked, and nothing can rest on that alone."""
    found: list[int] = []
    for number, one in enumerate(sources):
        if one.passage and not any(one.text in sources[other].text for other in found):
            found.append(number)
    return found


async def check_claims(
    case: Case,
    a: tuple[str, str],
    sources: Sequence[Source],
    *,
    step: str,
    asked: str = "",
    talk: bool = False,
    whole: bool = False,
    terms: bool = False,
) -> Claims:
    """Each statement of A (name, text), held against the sources. Raises AnswerFault: the judge was unusable
    to the last, or refutes by words that stand nowhere.

    Args:
        asked: What A answers, so that a mere answer can be read as a statement.
        talk: A is a talk: only the assistant states, what a user says is given.
        whole: Questions, requests and courtesies count as statements too.
        terms: What a word means may be explained."""
    texts = {"A": a[1]} | {f"B{number}": source.text for number, source in enumerate(sources)}
    if asked:
        texts["asked"] = asked
    numbered = [(f"B{number}", source.name) for number, source in enumerate(sources)]
    values = {"name": a[0], "asked": bool(asked), "sources": numbered}
    values |= {"talk": talk, "whole": whole, "terms": terms}
    listed = [source.text for source in sources]
    for draw in range(_ASKED):
        said = await ask(case, Question("judge", "check_claims", values, texts, _SCHEMA, step, draw))
        claims = tuple(
            Claim(one["claim"], one["quote"], one["verdict"], find_pieces(one["quote"], listed))
            for one in said.value["claims"]
        )
        if claims and not any(one.slip for one in claims):
            break
    found = Claims(claims, said.slot)
    if found.wrong and all(one.slip for one in found.wrong):
        told = f"the judge refutes by «{short(found.wrong[0].quote)}», which isn't there"
        raise AnswerFault("no such quote", told)
    if whole and not claims:
        raise AnswerFault("no claims", "the judge lists nothing of what the text says")
    return found


async def _verify(values: Values, arguments: ClaimsArguments, case: Case) -> Verdict:
    name, a = named(values, case, "a")[0]
    if not shown(a).strip():
        return held(detail=f"'{name}' says nothing")
    sources, step, talk = sources_of(named(values, case, "b")), step_of(_BY, case), is_messages(a)
    found = await check_claims(case, (name, shown(a)), sources, step=step, talk=talk, whole=arguments.whole)
    evidence = found.judgement(_BY, f"what {name} says stands there")
    return failed("unsupported claim", f"{name}: {found.told}", evidence) if found.wrong else held(evidence)


CHECK = Check(
    name="claims",
    about="Each statement of A stands in B, as a judge finds who has to quote it.",
    inputs=("a", "b*"),
    verify=_verify,
    arguments=ClaimsArguments,
    shows={"kept": "supported"},
    spoil={"number": number_in_a},
    calls=1.0,
    example="claims: {a: summary, b: article}",
)
