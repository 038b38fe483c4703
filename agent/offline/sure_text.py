"""Texts with a label in the sure form: structure first, and the model fills only what it does well.

Where the bank knows the label, a hand-written frame carries it and the model fills the frame's gaps under a
grammar. Elsewhere the beginning of one of the user's examples is kept and the model ends the sentence. Both
are plain completions with a fixed prefix, which the endpoint keeps. Whether the text is right is decided in
`agent/annotator/`; here only what the model said is held to the gap's language.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.prompting import render
from seedbed.agent.work import Bench, Choice, Chosen, Work
from seedbed.memory.spec import Part
from seedbed.tools.curation.text_quality import is_word
from seedbed.tools.offline.frames import BankLabel, Family, Gap, expand, join, kind_of
from seedbed.tools.offline.matching import bank_label
from seedbed.tools.offline.patterns import grammar, has_holes, matches, narrow, own_words
from seedbed.tools.offline.things import Thing, thing_of

LEAST_EXAMPLES = 3
"""Examples that a label needs where the bank doesn't know it."""
_DRAWS = 3
"""Answers asked for one gap, or one sentence's end, in one attempt."""
_CLOSED = Decode(max_tokens=40, temperature=1.4, top_p=1.0, min_p=0.01, stop=("\n",), logprobs=1)
"""Where every word stands in the grammar, heat makes rows differ and can't make them wrong."""
_OPEN = Decode(max_tokens=40, temperature=0.9, top_p=1.0, min_p=0.05, stop=("\n",), logprobs=1)
_END = Decode(max_tokens=40, temperature=0.7, top_p=1.0, min_p=0.08, stop=("\n",), logprobs=1)
_LEAST_MEAN, _LEAST_ANY = -1.25, -3.5
"""Log-likelihood per token of a sentence's end, and of its unlikeliest token, at least."""
_SHOWN = 6
_WEAK_ENDS = frozenset(
    ("a", "an", "the", "of", "to", "in", "on", "at", "for", "with", "and", "or", "but", "when", "that")
)


# choosing ---------------------------------------------------------------------------------------------


def choose_frame(choice: Choice, bench: Bench) -> Chosen | None:
    """A frame of the bank, expanded, or an example's beginning; those used least come first."""
    found = bank_label(choice.part, choice.cell.label)
    if found is not None and (chosen := _choose_banked(choice, bench, *found)) is not None:
        return chosen
    return _choose_example(choice, bench)


def _choose_banked(choice: Choice, bench: Bench, family: Family, label: BankLabel) -> Chosen | None:
    thing = _thing(choice, bench, family)
    kind = kind_of(family, [thing.name] if thing else []) or kind_of(
        family, [choice.part.topic, choice.part.text_kind]
    )
    for number in _least_used(choice, len(label.messages), f"frame/{choice.part.name}/{choice.cell.label}"):
        pieces = expand(label, label.messages[number], thing, kind, choice.rng)
        if pieces is not None:
            frame = f"{family.name}/{label.name}/{number}"
            grounding = {"frame": frame, "pieces": pieces, "thing": thing.name if thing else ""}
            return Chosen(grounding, material=f"frame/{choice.part.name}/{choice.cell.label}/{number}")
    return None


def _least_used(choice: Choice, number: int, prefix: str) -> list[int]:
    order = list(range(number))
    choice.rng.shuffle(order)
    return sorted(order, key=lambda n: choice.used.get(f"{prefix}/{n}", 0))


def _thing(choice: Choice, bench: Bench, family: Family) -> Thing | None:
    """What the row is about: the seat's attribute, the concept, or a thing that the documents price."""
    tree = bench.plan.part(choice.part.name).tree
    names = [c.name for c in reversed(tree.path(choice.cell.leaf)) if choice.cell.label not in c.labels]
    if found := thing_of(names, choice.attributes, family.events):
        return found
    kind = kind_of(family, [choice.part.topic, choice.part.text_kind])
    prices = Counter(str(price.item) for price in bench.shelf.prices)
    # What has one price only may be a charge for a state of the thing («heavily soiled bike»).
    items = sorted(item for item, number in prices.items() if number > 1)
    priced = [item for item in items if kind and kind_of(family, item.split()[-1:]) == kind]
    return thing_of([choice.rng.choice(priced)], {}, family.events) if priced else None


def _choose_example(choice: Choice, bench: Bench) -> Chosen | None:
    texts = own_examples(choice.part, choice.cell.label, bench.shelf.examples.get(choice.part.name, ()))
    if len(texts) < LEAST_EXAMPLES:
        return None
    number = _least_used(choice, len(texts), f"example/{choice.part.name}/{choice.cell.label}")[0]
    first = re.split(r"(?<=[.!?])\s", texts[number])[0].split()
    kept = choice.rng.randint(max(2, int(len(first) * 0.4)), max(3, int(len(first) * 0.65)))
    shown = [text for place, text in enumerate(texts) if place != number][:_SHOWN]
    return Chosen(
        {"frame": f"example/{choice.cell.label}/{number}", "start": " ".join(first[:kept])},
        tuple({"text": text, "label": choice.cell.label} for text in shown),
        material=f"example/{choice.part.name}/{choice.cell.label}/{number}",
    )


def own_examples(part: Part, label: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The texts of a label's examples, each on one line."""
    return [
        " ".join(str(row["text"]).split()) for row in rows if row.get("label") == label and row.get("text")
    ]


# writing ----------------------------------------------------------------------------------------------


async def write_sure(work: Work, bench: Bench) -> Work:
    """The row that the brief's frame or beginning becomes, or a reason why it became none."""
    work = await (_fill_frame if "pieces" in work.brief.grounding else _end_example)(work, bench)
    if work.reasons:
        return work
    label = work.brief.cell.label
    frame = str(work.brief.grounding["frame"])
    return replace(work, row={"text": work.text, "label": label}, group=f"{work.brief.cell.part}/{frame}")


async def _fill_frame(work: Work, bench: Bench) -> Work:
    part, pieces = bench.part(work), work.brief.grounding["pieces"]
    found = bank_label(part, work.brief.cell.label)
    assert found is not None
    family, label = found
    fillings: list[str] = []
    rng = work.rng
    for place, piece in enumerate(p for p in pieces if "gap" in p):
        gap = narrow(label.gaps[piece["gap"]], rng)
        filling, work = await _fill(work, bench, family, gap, place)
        if filling is None:
            return work.because("low quality", "gap", f"no usable words for the gap {gap.name!r}")
        fillings.append(filling)
    notes = {**work.notes, "frame": work.brief.grounding["frame"], "model_wrote": fillings}
    return replace(work, text=join(pieces, fillings), notes=notes)


async def _fill(work: Work, bench: Bench, family: Family, gap: Gap, place: int) -> tuple[str | None, Work]:
    """What the model puts into one gap, without the sentence's end; None: nothing usable."""
    prompt = render("fill_gap", setting=family.setting, shown=gap.shown, lead=gap.lead, end=gap.end)
    decode = replace(_OPEN if has_holes(gap) else _CLOSED, grammar=grammar(gap))
    for draw in range(_DRAWS):
        slot = work.slot("writer", "fill_gap", place * _DRAWS + draw)
        reply = await bench.desk.complete(slot, prompt.messages[0]["content"], work.purpose, decode)
        work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
        filling = reply.text.strip()
        if matches(gap, filling) and _sensible(own_words(gap, filling), family, gap):
            return filling.removesuffix(gap.end), work
    return None, work


def _sensible(own: Sequence[str], family: Family, gap: Gap) -> bool:
    """Whether the model's own words are words, in place, and new."""
    if not own:
        return True
    lower = [word.lower() for word in own]
    said = " ".join(lower)
    return (
        lower[-1] not in _WEAK_ENDS
        and not family.avoid & set(lower)
        and len(set(lower)) >= len(lower) - 1
        and all(word == "i" or is_word(word) for word in lower)
        and not any(line.lower().endswith(said) for line in gap.shown)
    )


async def _end_example(work: Work, bench: Bench) -> Work:
    part, start = bench.part(work), str(work.brief.grounding["start"])
    shown = [str(row["text"]) for row in work.brief.demonstrations]
    label = next(entry for entry in part.labels if entry.name == work.brief.cell.label)
    prompt = render(
        "continue_example",
        kind=part.text_kind or "text",
        label=label.name,
        gloss=label.definition,
        topic=part.topic,
        shown=shown,
        start=start,
    )
    names = _names([*shown, start])
    for draw in range(_DRAWS):
        slot = work.slot("writer", "continue_example", draw)
        reply = await bench.desk.complete(slot, prompt.messages[0]["content"], work.purpose, _END)
        work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
        text = _one_sentence(start, reply.text)
        if text and _fluent(reply) and _names([text]) <= names:
            notes = {
                **work.notes,
                "frame": work.brief.grounding["frame"],
                "model_wrote": [text[len(start) :].strip()],
            }
            return replace(work, text=text, notes=notes)
    return work.because("low quality", "sentence", "no usable end for the example's beginning")


def _one_sentence(start: str, more: str) -> str:
    """The beginning with its end up to the first mark; empty where that has too few or too many words."""
    found = re.match(r"[^.!?\n]*[.!?]", more)
    if found is None:
        return ""
    count = len(found.group().split())
    return start + found.group() if 2 <= count <= 14 else ""


def _fluent(reply: Reply) -> bool:
    """Whether the model itself finds its words likely, all in all and one by one."""
    values = [float(entry["logprob"]) for entry in reply.logprobs]
    return bool(values) and sum(values) / len(values) >= _LEAST_MEAN and min(values) >= _LEAST_ANY


def _names(texts: Sequence[str]) -> set[str]:
    """Capitalised words inside sentences: names of days, people, places."""
    return {word for text in texts for word in re.findall(r"(?<=[a-z,;] )[A-Z][a-z]+", text)}
