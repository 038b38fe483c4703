"""/v1/completions: prompts continued, and log-probabilities of the prompt itself (`echo`)."""

from tests.simulator.jobs.answering import Desk
from tests.simulator.jobs.plain.likelihood import completed_logprobs, given_logprobs
from tests.simulator.profiles import Profile
from tests.simulator.replies import Answer
from tests.simulator.wire import Call, Json


def completions(call: Call, desk: Desk, profile: Profile, seed: int) -> tuple[list[Json], list[Answer]]:
    """The choices, prompt by prompt, and what was answered."""
    echo, top = bool(call.body.get("echo")), call.body.get("logprobs")
    answers = [desk.complete(call) for _ in call.inputs]
    choices = []
    for index, (prompt, answer) in enumerate(zip(call.inputs, answers, strict=True)):
        text = answer.content or ""
        choice = {"index": index, "text": prompt * echo + text, "finish_reason": answer.finish}
        given = given_logprobs(prompt, profile, seed) if echo else []
        logprobs = None if top is None else completed_logprobs(given, text, len(prompt), bool(top))
        choices.append({**choice, "logprobs": logprobs})
    return choices, answers
