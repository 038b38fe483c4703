"""What no turn of any talk may do, and what looks like it and is fine."""

import pytest

from seedbed.tools.verification.talks.check import talk_faults
from seedbed.tools.verification.talks.talk import talk_of
from seedbed.tools.verification.talks.words import mentions, says, tells


def said(*texts: str) -> list[tuple[int, str]]:
    talk = [{"role": "assistant" if n % 2 else "user", "content": text} for n, text in enumerate(texts)]
    return [(one.turn, one.said) for one in talk_faults(talk_of(talk, {}), [])]


START = ("I need a list for three days by bike.", "Take two tubes and a pump.")


@pytest.mark.parametrize(
    ("texts", "turn", "why"),
    [
        (("Hello, my name is [your name].", "Good day."), 1, "gap"),
        (("I need a pump. *sighs*", "There is one at the station."), 1, "stage"),
        (("I need a pump.", "My persona knows one at the station."), 2, "of the order"),
        (("I need a pump.", "Take the one with the long hose, which fits both valves and the"), 2, "middle"),
        (
            (
                *START,
                "And which tyre levers?",
                "Two of steel. I hope this helps.",
                "And a lock?",
                "A cable. Let me know if you need more.",
            ),
            6,
            "pads",
        ),
        (
            (
                *START,
                "Which lock is good against thieves in town?",
                "A steel one.",
                "And against thieves in town, which lock is good?",
                "A heavy one.",
            ),
            5,
            "asks again",
        ),
        (
            (
                "My bike lock is rusty and the lamp is broken.",
                "Oil it.",
                "The lamp is broken, the bike lock is rusty.",
                "Oil it well.",
            ),
            3,
            "hasn't said before",
        ),
        (
            (
                "A?",
                "You could try oil on it.",
                "B?",
                "You could try soap on it.",
                "C?",
                "You could try wax on it.",
            ),
            6,
            "begins with 'you could try'",
        ),
    ],
)
def test_what_leads_nowhere_is_found_at_its_turn(texts: tuple[str, ...], turn: int, why: str) -> None:
    assert [at for at, one in said(*texts) if why in one] == [turn]


@pytest.mark.parametrize(
    "texts",
    [
        (*START, "And *really* only one pump?", "One is enough; turn 90 degrees to lock it."),
        (*START, "ok and what do i do when it rains for hours on the second day", "Wait."),
        (*START, "Shorter, please.", "Two tubes, a pump."),
        (*START, "Nearly given up on pumps.", "I hope this helps."),
    ],
)
def test_what_looks_like_it_is_fine(texts: tuple[str, ...]) -> None:
    assert said(*texts) == []


@pytest.mark.parametrize(
    ("text", "value", "is_said"),
    [
        ("Twenty euros will do.", "€20", True),
        ("Count back from 11:15: ten minutes.", "11:15", True),
        ("It weighs 12.5 kilos.", "12", False),
        ("She has the nut allergy.", "a nut allergy", True),
        ("We take the 85 bus.", "85 euros", True),
        ("It takes 85 minutes.", "85 euros", False),
    ],
)
def test_a_value_is_said_in_any_spelling(text: str, value: str, is_said: bool) -> None:
    assert says(text, value) is is_said


def test_half_of_the_words_mention_and_all_of_them_tell() -> None:
    assert mentions("She can't eat nuts.", "nut allergy") and not tells("She can't eat nuts.", "nut allergy")
    assert tells("An allergy, against a nut.", "nut allergy") and not mentions("On Friday.", "Thursday")
