"""/v1/completions: prompts continued, and log-probabilities of the prompt itself (`echo`)."""

from tests.simulator.jobs.answering import Desk
from tests.simulator.jobs.plain.likelihood import Token, generated, prompt_logprobs
from tests.simulator.profiles import Profile
from tests.simulator.replies import Answer
from tests.simulator.wire import Call, Json


def completions(call: Call, desk: Desk, profile: Profile, seed: int) -> tuple[list[Json], list[Answer]]:
    """The choices, prompt by prompt, and what was answered."""
    echo, top = bool(call.body.get("echo")), call.body.get("logprobs")
    answers = [desk.complete(call, prompt, profile) for prompt in call.inputs]
    choices = []
    for index, (prompt, answer) in enumerate(zip(call.inputs, answers, strict=True)):
        text = answer.content or ""
        found = [*(prompt_logprobs(prompt, profile, seed) if echo else ()), *generated(text, len(prompt))]
        choices.append(
            {
                "index": index,
                "text": prompt * echo + text,
                "finish_reason": answer.finish,
                "logprobs": None if top is None else _logprobs(found, bool(top)),
            }
        )
    return choices, answers


def _logprobs(found: list[Token], top: bool) -> Json:
    """As the wire has them; the first token of a prompt has none."""
    likely = [t.logprob if t.offset else None for t in found]
    tops = [None if one is None else {t.text: one} for t, one in zip(found, likely, strict=True)]
    return {
        "tokens": [t.text for t in found],
        "token_logprobs": likely,
        "top_logprobs": tops if top else None,
        "text_offset": [t.offset for t in found],
    }
