"""A says nothing but what stands in B; of passages with the place in their documents, and each is used.

A whole answer, or claims that are all of it, that stand in a passage word for word are proven by their place;
what only a judge holds to follow is supported."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from pydantic import Field

from seedbed.memory.candidate import Citation
from seedbed.tools.checks.asked import shown, step_of
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held, leaves
from seedbed.tools.checks.inputs import fields_of, is_messages, named
from seedbed.tools.checks.normal import find_quote
from seedbed.tools.checks.relations.claiming import Claim, Source, check_claims, passages_apart, sources_of
from seedbed.tools.checks.relations.spoiling import number_in_a
from seedbed.tools.checks.sources.documents import document
from seedbed.tools.knowledge.claims import cited, contains, normal

_BY = "follows"


class FollowsArguments(Arguments):
    """What of B must be used."""

    all_used: bool = Field(True, description="false: passages that a step picked may be left unused")
    """Whether each of several passages must be rested on, where A states enough for that; other fields never
    have to, and a talk goes where its user takes it."""


async def _verify(values: Values, arguments: FollowsArguments, case: Case) -> Verdict:
    name, a = named(values, case, "a")[0]
    sources = sources_of(named(values, case, "b"))
    if a in ([], ()) or not shown(a).strip():  # whether it may be is for its shape to say
        return held(detail=f"'{name}' says nothing")
    if verbatim := _verbatim(a, sources, arguments, case):
        return held(*verbatim)
    step = step_of(_BY, case)
    talk = is_messages(a)
    asked = "" if talk else _asked(case, name)
    found = await check_claims(case, (name, shown(a)), sources, step=step, asked=asked, talk=talk)
    judgement = found.judgement(_BY, f"{name} follows")
    if found.wrong:
        said = " and ".join(other for other, _ in named(values, case, "b"))
        return failed("unsupported claim", f"{name} beside {said}: {found.told}", judgement)
    passages = passages_apart(sources)
    if passages and any(one.slip for one in found.claims):
        raise Untold("the judge quotes what isn't in the passages")
    used = {place[0] for claim in found.claims for place in claim.places}
    if arguments.all_used and not talk and (unused := _unused(used, passages, len(found.claims))):
        lost = sources[unused[0]]
        alike = [one for one in sources if one.name == lost.name]
        which = f"passage {alike.index(lost) + 1} of " * (len(alike) > 1)
        told = f"nothing in '{name}' rests on {which}'{lost.name}': say something that only it tells"
        return failed("low quality", told, judgement)
    cited = [_citations(claim, sources, case) for claim in found.claims]
    plain = [_plain(claim.text) for claim in found.claims]
    word_for_word = (
        any(contains(said, one.quote) for one in of) for said, of in zip(plain, cited, strict=True)
    )
    proven = any(cited) and _are_all_of(a, plain) and all(word_for_word)
    return held(*chain.from_iterable(cited), *([] if proven else [judgement]))


def _asked(case: Case, name: str) -> str:
    """The row's question, or its list of questions, where A answers it and the check looks at it in no other
    way."""
    question = case.row.get(case.question)
    texts = question if isinstance(question, (list, tuple)) else [question]
    is_said = all(isinstance(one, str) for one in texts)
    return shown(question) if is_said and case.question not in (name, *fields_of(case)) else ""


def _unused(used: set[int], passages: Sequence[int], statements: int) -> list[int]:
    """Of several passages those that nothing rests on; beside a field that says as much one may be left. A
    single answer can't rest on several («needs» shows that they are)."""
    asked = 1 < len(passages) <= statements
    return [number for number in passages if number not in used] if asked else []


def _verbatim(a: Any, sources: Sequence[Source], arguments: FollowsArguments, case: Case) -> list[Citation]:
    """Citations of all of A from the passages, word for word and each used; none where it isn't so, nor of a
    map, whose values say together what stands in no place."""
    if any(isinstance(one, Mapping) for one in (a if isinstance(a, (list, tuple)) else [a])):
        return []
    said = [shown(one) for one in leaves(a) if one is not None]
    found: list[Citation] = []
    used: set[int] = set()
    for text in said:
        for number, source in enumerate(sources):
            span = find_quote(text, source.text)
            if span and contains(text, source.text) and (cited := _citation(text, source, *span, case)):
                found += cited
                used.add(number)
                break
        else:
            return []
    passages = passages_apart(sources)
    return [] if arguments.all_used and _unused(used, passages, len(said)) else found


def _plain(claim: str) -> str:
    return claim.strip().rstrip(".")


def _are_all_of(a: Any, claims: Sequence[str]) -> bool:
    """Whether A has no words but the claims: who lists them may leave one out, or say what B says instead."""
    left = normal(" | ".join(shown(one) for one in leaves(a) if one is not None))
    for claim in sorted(map(normal, claims), key=len, reverse=True):
        left = left.replace(claim, "|") if claim else left
    return not any(map(str.isalnum, left))


def _citations(claim: Claim, sources: Sequence[Source], case: Case) -> list[Citation]:
    """The places that a claim rests on; of one in other words the quotes speak for themselves."""
    found: list[Citation] = []
    for number, start, end in claim.places:
        quote, plain = sources[number].text[start:end], _plain(claim.text)
        said = plain if contains(plain, quote) else quote
        found += _citation(said, sources[number], start, end, case)
    return found


def _citation(claim: str, source: Source, start: int, end: int, case: Case) -> list[Citation]:
    """A citation at offsets of the passage's document; none: it has no place there, or the text isn't it."""
    passage, quote = source.passage or {}, source.text[start:end]
    at = passage.get("start")
    if not isinstance(at, int) or at < 0 or case.sources is None:
        return []
    said = document(case.sources, str(passage.get("sha256") or passage.get("source")))
    if said is None or said.text[at : at + len(source.text)] != source.text:
        return []
    found = cited(claim, str(passage.get("source")), said.sha256, at + start, quote, _BY)
    return [found] if found.ok else []


CHECK = Check(
    name="follows",
    about="Each statement of A stands in B, with a quote; in passages with its place, each of them used.",
    inputs=("a", "b*"),
    verify=_verify,
    arguments=FollowsArguments,
    shows={"follows": "proven"},
    spoil={"number": number_in_a},
    calls=1.0,
    example="answer follows sections",
)
