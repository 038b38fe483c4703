"""Texts with a label: a hand-written frame carries it, the model fills the frame's gaps under a grammar."""

from collections import Counter
from dataclasses import replace

from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import render
from seedbed.agent.work import Choice, Chosen, Env, Work
from seedbed.tools.offline.frames import (
    Gap,
    bank,
    bank_label,
    expand,
    grammar,
    join,
    kind_of,
    matches,
    narrow,
)
from seedbed.tools.offline.things import Thing, thing_of

_DRAWS = 3
"""Answers asked for one gap in one attempt."""
_DECODE = Decode(max_tokens=40, temperature=1.4, stop=("\n",), logprobs=1)
"""Every word stands in the grammar: heat makes rows differ and can't make them wrong."""


def choose_frame(choice: Choice, env: Env) -> Chosen | None:
    """A frame of the bank, expanded; those used least come first."""
    label = bank_label(choice.part, choice.cell.label)
    if label is None:
        return None
    thing = _thing(choice, env)
    kind = kind_of([thing.name] if thing else []) or kind_of([choice.part.topic, choice.part.text_kind])
    material = f"frame/{choice.part.name}/{choice.cell.label}"
    order = list(range(len(label.messages)))
    choice.rng.shuffle(order)
    for number in sorted(order, key=lambda n: choice.schedule.used.get(f"{material}/{n}", 0)):
        pieces = expand(label.messages[number], label, thing.forms() if thing else {}, kind, choice.rng)
        if pieces is not None:
            frame = f"{bank().family}/{label.name}/{number}"
            grounding = {"frame": frame, "pieces": pieces, "thing": thing.name if thing else ""}
            return Chosen(grounding, material=f"{material}/{number}")
    return None


def _thing(choice: Choice, env: Env) -> Thing | None:
    """What the row is about: the seat's attribute, the concept, or a thing that the documents price."""
    tree = env.plan.part(choice.part.name).tree
    names = [c.name for c in reversed(tree.path(choice.cell.leaf)) if choice.cell.label not in c.labels]
    if found := thing_of(names, choice.attributes, bank().events):
        return found
    kind = kind_of([choice.part.topic, choice.part.text_kind])
    prices = Counter(str(price.item) for price in env.resources.prices)
    # What has one price only may be a charge for a state of the thing («heavily soiled bike»).
    items = sorted(item for item, number in prices.items() if number > 1)
    priced = [item for item in items if kind and kind_of(item.split()[-1:]) == kind]
    return thing_of([choice.rng.choice(priced)], {}, bank().events) if priced else None


async def write_sure(work: Work, env: Env) -> Work:
    """The row that the brief's frame becomes, or a reason why it became none."""
    grounding = work.brief.grounding
    label = bank_label(env.part(work), work.brief.cell.label)
    assert label is not None
    fillings: list[str] = []
    rng = work.rng
    for place, piece in enumerate(p for p in grounding["pieces"] if "gap" in p):
        gap = narrow(label.gaps[piece["gap"]], rng)
        filling, work = await _fill(work, env, gap, place)
        if filling is None:
            return work.because("low quality", "gap", f"no usable words for the gap {gap.name!r}")
        fillings.append(filling)
    text, frame = join(grounding["pieces"], fillings), str(grounding["frame"])
    notes = {**work.notes, "frame": frame, "model_wrote": fillings}
    row = {"text": text, "label": work.brief.cell.label}
    return replace(work, text=text, row=row, group=f"{work.brief.cell.part}/{frame}", notes=notes)


async def _fill(work: Work, env: Env, gap: Gap, place: int) -> tuple[str | None, Work]:
    """What the model puts into one gap, without the sentence's end; None: nothing usable."""
    prompt = render("fill_gap", setting=bank().setting, shown=gap.shown, lead=gap.lead, end=gap.end)
    decode = replace(_DECODE, grammar=grammar(gap))
    # llama.cpp's own cut off most of what the grammar allows; it alone takes both.
    more = {"top_p": 1.0, "min_p": 0.01} if env.client.profile("writer").quirks.grammar else {}
    for draw in range(_DRAWS):
        slot = work.slot("writer", "fill_gap", place * _DRAWS + draw)
        reply = await env.client.complete(slot, prompt.messages[0]["content"], work.purpose, decode, **more)
        work = work.asked(prompt, reply)
        filling = reply.text.strip()
        if matches(gap, filling):
            return filling.removesuffix(gap.end), work
    return None, work
