"""Texts with a label: a hand-written frame of the bank carries it, a small model fills the frame's gaps under
a grammar; graded *supported*.

No row is kept whose label only one signal supports: nearest centroid and calibrated few-shot likelihood must
agree on it. Small models favour some labels whatever the text, so each label's mean over a fixed calibration
set is taken away (contextual calibration after Zhao et al. 2021). What is known to have a label (the user's
examples, the bank's demonstrations) and the set depend on spec and examples alone, so a check gives the same
answer whichever rows happen to be finished."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from seedbed.agent.models.delivery.flow import finished
from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.likelihood import likelihood
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Prompt, render
from seedbed.agent.resources import Resources
from seedbed.agent.work import Choice, Chosen, Cost, Env, Method, Work, english_only
from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Classification, Likelihood
from seedbed.memory.exact.randomness import rng
from seedbed.memory.spec import Part
from seedbed.tools.evaluation.report.amounts import first_of
from seedbed.tools.evaluation.students import NAME, likeliest, nearest
from seedbed.tools.offline.frames import (
    BankLabel,
    Gap,
    bank,
    bank_label,
    expand,
    grammar,
    join,
    kind_of,
    matches,
    narrow,
    sample,
)
from seedbed.tools.offline.problems.inflection import article, plural, singular

_NAME = re.compile(r"[A-Za-z][A-Za-z'’-]*( [A-Za-z][A-Za-z'’-]*){0,2}")
_NOT_A_THING = frozenset(
    """and or of for with about by to in on the at from general other others all any overview question
    questions basics information advice rules prices hours""".split()
)
ATTRIBUTES = ("thing", "product", "item", "object", "service", "film", "bike")
"""Names of attributes whose values are things."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A countable thing."""

    name: str
    """Singular, lower case: "electric city bike"."""
    touchable: bool

    def forms(self) -> dict[str, str]:
        """Slot name → words: thing, a_thing, things, and the same with object or event in place of thing."""
        name = self.name
        forms = {"thing": name, "a_thing": f"{article(name)} {name}", "things": plural(name)}
        kind = "object" if self.touchable else "event"
        return forms | {slot.replace("thing", kind): words for slot, words in forms.items()}


def thing_of(names: Iterable[str], attributes: Mapping[str, str], events: frozenset[str]) -> Thing | None:
    """The first of a seat's attribute values and the concept's names that reads as a thing.

    Args:
        names: Names of the concept and of those above it, the most special first, without the root's.
        attributes: The seat's.
        events: Last words of things that can't be touched."""
    values = [value for name, value in attributes.items() if name.lower() in ATTRIBUTES]
    for value in (*values, *names):
        words = value.strip().split()
        if _NAME.fullmatch(value.strip()) and not {word.lower() for word in words} & _NOT_A_THING:
            single = singular(value.strip().lower())
            return Thing(single, touchable=single.split()[-1] not in events)
    return None


_DRAWS = 3
"""Answers asked for one gap in one attempt."""
_DECODE = Decode(max_tokens=40, temperature=1.4, stop=("\n",), logprobs=1)
"""Every word stands in the grammar: heat makes rows differ and can't make them wrong."""
_SHOWN = 16
"""Texts that a few-shot prompt shows in all. More were hardly better (0.76 right against 0.74, SmolLM2-135M)
and thrice as slow."""
_PER_LABEL = 5
_PILOT = 4
"""Texts a label that calibrate."""
_ROLE = "annotator"
_PROMPT = "label_likelihood"


def lacks(part: Part, env: Env) -> str | None:
    """Why a part can't be served: another language, or a label without frames in the bank."""
    if found := english_only(part, env):
        return found
    poor = [label.name for label in part.labels if bank_label(part, label.name) is None]
    if not poor:
        return None
    named = first_of([*map(repr, poor)], 4)
    known = ", ".join(label.name for label in bank().labels)
    return (
        f"it can't write {part.text_kind or part.topic!r} labelled {named}: without a capable model there "
        f"are {bank().family} (`text_kind: customer message`) by {known}"
    )


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
    drawn = work.rng
    for place, piece in enumerate(p for p in grounding["pieces"] if "gap" in p):
        gap = narrow(label.gaps[piece["gap"]], drawn)
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


async def verify_sure(work: Work, env: Env) -> Work:
    """Both signals for the label of a filled frame, and whether the concept's words stand in it. Raises
    AnswerFault: a model's answer was unusable to the last."""
    part, label = env.part(work), work.brief.cell.label
    known = references(part, env.resources)
    found, shares = nearest(work.text, known.texts)
    near = Classification(
        ok=found == label, by=NAME, label=found, probability=shares[found], alternatives=shares
    )
    work = work.with_evidence(near)
    if not near.ok:
        return work.because("wrong label", NAME, f"reads as {found!r}")
    work, measured = await _measured(work, env, known, label)
    work = work.with_evidence(measured)
    if not measured.ok:
        return work.because("wrong label", measured.by, f"{likeliest(measured.alternatives)!r} is likelier")
    return _confirm_concept(work, env)


def _confirm_concept(work: Work, env: Env) -> Work:
    """The brief's cell, if the leaf is the only one of the label or its words stand in the text."""
    cell = work.brief.cell
    tree = env.plan.part(cell.part).tree
    leaves = [leaf for leaf in tree.leaves() if not leaf.labels or cell.label in leaf.labels]
    said = work.text.lower()
    wanted = [word for word in tree[cell.leaf].name.lower().split() if len(word) > 2]
    if len(leaves) < 2 or (wanted and all(word.removesuffix("s") in said for word in wanted)):
        return replace(work, assigned=(cell.key,))
    return work.because("off concept", "words of the concept", f"{tree[cell.leaf].name!r} isn't in the text")


# texts that are known to have a label --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class References:
    """Label → texts, the user's first."""

    texts: Mapping[str, tuple[str, ...]]
    pilot: Mapping[str, tuple[str, ...]]
    """Label → `_PILOT` texts of the kind that will be checked, drawn without a model."""

    def shown(self) -> dict[str, tuple[str, ...]]:
        """Label → those that a few-shot prompt shows: at most five a label, and one is always left out."""
        most = max(1, min(_PER_LABEL, _SHOWN // len(self.texts)))
        return {label: texts[: min(most, len(texts) - 1)] for label, texts in self.texts.items()}


def references(part: Part, resources: Resources) -> References:
    """What there is for each label of a part; derived once a run."""
    return resources.once(f"references/{part.name}", lambda: _derive(part, resources))


def _derive(part: Part, resources: Resources) -> References:
    texts: dict[str, tuple[str, ...]] = {}
    pilot: dict[str, tuple[str, ...]] = {}
    for label in part.labels:
        own = [
            " ".join(str(row["text"]).split())
            for row in resources.examples.get(part.name, ())
            if row.get("label") == label.name and row.get("text")
        ]
        found = bank_label(part, label.name)
        assert found is not None  # `lacks` refuses others
        texts[label.name] = tuple(dict.fromkeys((*own, *found.demonstrations)))
        pilot[label.name] = _pilot(part, found)
    return References(texts, pilot)


def _pilot(part: Part, label: BankLabel) -> tuple[str, ...]:
    """Frames of the bank filled by chance instead of by a model, always the same."""
    draw = rng(0, f"pilot/{part.name}/{label.name}")
    kind = kind_of([part.topic, part.text_kind])
    made = [
        join(pieces, [sample(label.gaps[one["gap"]], draw) for one in pieces if "gap" in one])
        for message in draw.sample(label.messages, len(label.messages))
        if (pieces := expand(message, label, {}, kind, draw))
    ]
    return tuple(made[:_PILOT])


# the label that a model finds likeliest after a text -----------------------------------------------------


async def _measured(work: Work, env: Env, known: References, label: str) -> tuple[Work, Likelihood]:
    """Evidence of how likely a text's label is; `ok` if no other is likelier. Raises AnswerFault: the
    endpoint's answer holds no log-probabilities."""
    part = env.part(work)
    offsets = await _offsets(part, known, env)
    slot = work.slot(_ROLE, _PROMPT)
    prompt = _prompt(part, known, work.text)
    raw = await _read(env, slot, prompt, part, work.purpose)
    scores = {name: round(raw[name] - offsets[name], 6) for name in raw}
    model = env.client.endpoint(_ROLE).model
    evidence = Likelihood(
        ok=likeliest(scores) == label,
        by=f"few-shot likelihood, {model}",
        logprob=raw[label],
        per_token=raw[label],
        alternatives=scores,
        slot=slot.key,
    )
    models = tuple(dict.fromkeys((*work.models, model)))
    return replace(work.asked(prompt), models=models), evidence


async def _offsets(part: Part, known: References, env: Env) -> Mapping[str, float]:
    """Each label's mean log-probability over the calibration set; workers share one reading of it."""
    shared, key = env.resources.derived, f"label offsets/{part.name}"
    async with shared.setdefault("label offsets", asyncio.Lock()):
        if key not in shared:
            slot = Slot(f"calibration/{part.name}", _ROLE, _PROMPT)
            texts = [text for group in known.pilot.values() for text in group]
            prompts = [_prompt(part, known, text) for text in texts]
            read = await finished(
                _read(env, replace(slot, draw=n), prompt, part, Purpose("calibration"))
                for n, prompt in enumerate(prompts)
            )
            shared[key] = {name: sum(one[name] for one in read) / len(read) for name in read[0]}
        found: Mapping[str, float] = shared[key]
        return found


def _prompt(part: Part, known: References, text: str) -> Prompt:
    """The few-shot prompt: known texts in rounds of one a label."""
    shown = known.shown()
    rounds = max(len(texts) for texts in shown.values())
    pairs = [
        {"text": texts[turn], "label": label}
        for turn in range(rounds)
        for label, texts in shown.items()
        if turn < len(texts)
    ]
    return render(
        _PROMPT,
        text_mark=(part.text_kind.split() or ["text"])[-1].capitalize(),
        label_mark=(part.about.split() or ["label"])[0].capitalize(),
        shown=pairs,
        text=" ".join(text.split()),
    )


def continuations(labels: Sequence[str]) -> list[str]:
    """What may follow «Label:», one a label; with a line break where one label begins another."""
    plain = [f" {label.strip()}" for label in labels]
    nested = any(a != b and b.startswith(a) for a in plain for b in plain)
    return [f"{text}\n" for text in plain] if nested else plain


async def _read(env: Env, slot: Slot, prompt: Prompt, part: Part, purpose: Purpose) -> dict[str, float]:
    names = [label.name for label in part.labels]
    context = str(prompt.messages[0]["content"])
    values = await likelihood(env.client, slot, context, continuations(names), purpose)
    return dict(zip(names, values, strict=True))


SURE = Method(
    name="offline/labels",
    offline="labels",
    grade="supported",
    needs={"writer": ("likelihood",), "annotator": ("likelihood",)},
    choose=choose_frame,
    write=write_sure,
    verify=verify_sure,
    lacks=lacks,
    cost=lambda part: Cost(3, 1200, 20, {"writer": 3}),
)
