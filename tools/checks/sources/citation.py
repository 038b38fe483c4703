"""`citation`: each passage stands at its offsets in the document that it names."""

from collections.abc import Mapping
from functools import partial
from random import Random
from typing import Any

from seedbed.memory.candidate import Citation
from seedbed.tools.checks.check import Case, Check, NoArguments, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import of_shape
from seedbed.tools.checks.normal import normal
from seedbed.tools.checks.relations.spoiling import other_figure
from seedbed.tools.checks.sources.documents import document, passages_of
from seedbed.tools.knowledge.claims import cited


async def _verify(inputs: Values, _arguments: NoArguments, case: Case) -> Verdict:
    """Marks of typography and Markdown are forgiven; the evidence has the document's own words."""
    passages = passages_of(inputs["of"])
    if passages is None:
        return failed("malformed", "it isn't made of passages {source, start, end, quote}")
    if case.sources is None:
        raise Untold("there are no documents")
    found: list[Citation] = []
    for passage in passages:
        source, start, end = passage.get("source"), passage.get("start"), passage.get("end")
        quote = str(passage["quote"])
        said = document(case.sources, str(passage.get("sha256") or source))
        if said is None:
            return failed("unsupported claim", f"no document {str(source)[:80]!r}")
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(said.text):
            return failed("unsupported claim", f"{said.name} has no place {start} to {end}")
        there = said.text[start:end]
        if not normal(quote) or normal(there) != normal(quote):
            return failed("unsupported claim", f"at {start} to {end} of {said.name} stands «{there[:80]}»")
        found.append(cited(there, said.name or said.sha256, said.sha256, start, there, "citation"))
    if not found and case.schemas.get(str(case.inputs["of"]), {}).get("minItems") != 0:
        raise Untold("nothing is cited")
    return held(*found)


def _shifted(one: Mapping[str, Any], _draw: Random) -> Values:
    """A passage one or two words further on."""
    return {**one, "start": one["start"] + 9, "end": one["end"] + 9}


def _number(one: Mapping[str, Any], draw: Random) -> Values | None:
    """Another figure in what is quoted."""
    quote = other_figure(one["quote"], draw)
    return None if quote is None else {**one, "quote": quote}


def _changed(inputs: Values, _arguments: NoArguments, draw: Random, *, change: Any) -> Values | None:
    value = inputs.get("of")
    passages = passages_of(value)
    if not passages or any(type(one.get("start")) is not int for one in passages):
        return None
    at = draw.randrange(len(passages))
    changed = change(passages[at], draw)
    if changed is None:
        return None
    return {"of": changed if isinstance(value, Mapping) else [*passages[:at], changed, *passages[at + 1 :]]}


CHECK = Check(
    name="citation",
    about="Each passage stands, word for word, at its offsets in the document that it names.",
    inputs=("of",),
    verify=_verify,
    shows={"form": "proven", "kept": "proven"},
    spoil={"shift": partial(_changed, change=_shifted), "number": partial(_changed, change=_number)},
    misfit=of_shape("of", "passage", "passage` or `list of passage", ("object", "array")),
    example="citation: {of: passages}",
)
