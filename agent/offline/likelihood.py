"""The label that a model finds likeliest after a text, by few-shot likelihood. Small models favour some
labels whatever the text, so each label's mean over a fixed calibration set is taken away (contextual
calibration after Zhao et al. 2021); the set depends on spec and examples alone."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from seedbed.agent.models.ask import Client
from seedbed.agent.models.delivery.call import Purpose
from seedbed.agent.models.likelihood import likelihood
from seedbed.agent.offline.references import References
from seedbed.agent.prompting import Prompt, render
from seedbed.agent.work import Env, Work
from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Likelihood
from seedbed.memory.spec import Part
from seedbed.tools.evaluation.students import likeliest

ROLE = "annotator"
PROMPT = "label_likelihood"


async def measure(work: Work, env: Env, known: References, label: str) -> tuple[Work, Likelihood]:
    """Evidence of how likely a text's label is; `ok` if no other is likelier. Raises AnswerFault: the
    endpoint's answer holds no log-probabilities."""
    part = env.part(work)
    offsets = await _offsets(part, known, env)
    slot = work.slot(ROLE, PROMPT)
    prompt = _prompt(part, known, work.text)
    raw = await _read(env.client, slot, prompt, part, work.purpose)
    scores = {name: round(raw[name] - offsets[name], 6) for name in raw}
    model = env.client.endpoint(ROLE).model
    evidence = Likelihood(
        ok=likeliest(scores) == label,
        by=f"few-shot likelihood, {model}",
        logprob=raw[label],
        per_token=raw[label],
        alternatives=scores,
        slot=slot.key,
    )
    prompts = {**work.prompts, prompt.name: prompt.sha256}
    models = work.models if model in work.models else (*work.models, model)
    return replace(work, prompts=prompts, models=models), evidence


async def _offsets(part: Part, known: References, env: Env) -> Mapping[str, float]:
    """Each label's mean log-probability over the calibration set; workers share one reading of it."""
    shared, key = env.resources.derived, f"label offsets/{part.name}"
    async with shared.setdefault("label offsets", asyncio.Lock()):
        if key not in shared:
            slot = Slot(f"calibration/{part.name}", ROLE, PROMPT)
            texts = [text for group in known.calibration().values() for text in group]
            prompts = [_prompt(part, known, text) for text in texts]
            read = await asyncio.gather(
                *(
                    _read(env.client, replace(slot, draw=n), prompt, part, Purpose("calibration"))
                    for n, prompt in enumerate(prompts)
                )
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
        PROMPT,
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


async def _read(client: Client, slot: Slot, prompt: Prompt, part: Part, purpose: Purpose) -> dict[str, float]:
    names = [label.name for label in part.labels]
    context = str(prompt.messages[0]["content"])
    values = await likelihood(client, slot, ROLE, context, continuations(names), purpose)
    return dict(zip(names, values, strict=True))
