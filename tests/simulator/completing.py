"""/v1/completions: prompts continued, and log-probabilities of the prompt itself (`echo`)."""

from tests.simulator.jobs.answering import Desk
from tests.simulator.jobs.plain.likelihood import Token, prompt_logprobs, tokens_of
from tests.simulator.profiles import Profile
from tests.simulator.replies import Answer, completion_choice, usage
from tests.simulator.wire import Call, Json

SURE = -0.2
"""Log-probability of a generated token."""


def completions(call: Call, desk: Desk, profile: Profile, seed: int) -> tuple[list[Json], Json]:
    """The choices, prompt by prompt, and the bill."""
    echo, top = bool(call.body.get("echo")), call.body.get("logprobs")
    choices: list[Json] = []
    answers: list[Answer] = []
    prompt_tokens = 0
    for prompt in call.inputs:
        given = len(tokens_of(prompt))
        prompt_tokens += given
        for variant in call.variants():
            answer = desk.complete(variant, prompt, profile)
            answers.append(answer)
            text = answer.content or ""
            found = None
            if top is not None:
                before = prompt_logprobs(prompt, profile, seed) if echo else []
                found = before + _generated(text, len(prompt))
            whole = prompt + text if echo else text
            choices.append(
                completion_choice(len(choices), whole, answer.finish, found, int(top or 0), given * echo)
            )
    return choices, usage(prompt_tokens, answers)


def _generated(text: str, offset: int) -> list[Token]:
    found = []
    for token in tokens_of(text):
        found.append(Token(token, offset, SURE))
        offset += len(token)
    return found
