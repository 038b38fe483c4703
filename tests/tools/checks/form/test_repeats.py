"""The check `repeats`: right rows hold, planted faults fail, odd shapes end in a verdict."""

from seedbed.tools.checks.form.repeats import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold

TALK = [
    {"role": "system", "content": "You help people who want to travel by train."},
    {"role": "user", "content": "When does the first train leave for Leeds?"},
    {"role": "assistant", "content": "It leaves at six in the morning, from platform two."},
    {"role": "user", "content": "And is there one that I can take at night?"},
    {"role": "assistant", "content": "Yes, the sleeper leaves just before midnight every day."},
]


def test_two_parts_too_alike_are_refused() -> None:
    assert holds(CHECK, {"of": TALK})
    again = [*TALK, {"role": "user", "content": "So when does the first train leave for Leeds?"}]
    assert "alike" in fails(CHECK, {"of": again})
    assert holds(CHECK, {"of": again}, {"role": "assistant"})
    assert holds(CHECK, {"of": ["Thank you!", "Thank you!"]})
    assert fails(CHECK, {"of": "One line is said here.\n\nAnother one.\nOne line is said here."})
    assert untold(CHECK, {"of": 5})


def test_spoilt() -> None:
    assert spoilt(CHECK, {"of": TALK}) == {"twice"}
    assert spoilt(CHECK, {"of": TALK}, {"role": "assistant"}) == {"twice"}
    assert spoilt(CHECK, {"of": ["one two three four", "five six seven eight"]}) == {"twice"}


def test_odd_values() -> None:
    survives(CHECK)
