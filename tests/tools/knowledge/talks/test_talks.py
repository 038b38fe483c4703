"""Talks about documents: chains, their words, and what no chain may hold."""

import pytest

from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.talks.asking import in_talk
from seedbed.tools.knowledge.talks.chains import chains_of
from seedbed.tools.knowledge.talks.exchange import Chain, chain_of
from seedbed.tools.knowledge.talks.hold import faults
from seedbed.tools.knowledge.talks.phrases import bank
from seedbed.tools.knowledge.talks.sentences import stands_alone
from seedbed.tools.knowledge.talks.settled import settled
from seedbed.tools.knowledge.talks.wording import messages_of
from tests.tools.knowledge.documents import RATES, RULES, passages

CHUNKS = passages(RATES, RULES)
CHAINS = chains_of(CHUNKS, make_questions(CHUNKS))


def of_shape(shape: str) -> list[Chain]:
    return [chain for chain in CHAINS if chain.shape == shape]


def said(chain: Chain, number: int = 0, manner: str = "plain") -> list[str]:
    return [one["content"] for one in messages_of(chain, manner, number)]


def test_a_value_is_told_in_a_sentence_and_asked_for_again_in_few_words() -> None:
    told = {exchange.answer: exchange.asked[0] for chain in CHAINS for exchange in chain.exchanges}
    assert told["The day rate for a tandem is £26."] in (
        "How much is the day rate for a tandem?",
        "And how much is the day rate?",
        "And for a tandem?",
    )


def test_every_talk_bears_its_answers_in_every_manner() -> None:
    assert len({chain.shape for chain in CHAINS}) >= 4
    for number, chain in enumerate(CHAINS):
        for manner in bank().manners:
            talk = messages_of(chain, manner, number)
            assert list(faults(chain, talk)) == []
            assert [one["role"] for one in talk] == ["user", "assistant"] * len(chain.exchanges)
            assert all("{" not in one["content"] for one in talk)


def test_a_talk_says_no_link_twice() -> None:
    chain = next(chain for chain in CHAINS if len(chain.exchanges) == 3)
    for number in range(40):
        users = said(chain, number, "planner")[::2]
        starts = [one.split(".")[0] for one in users if one.startswith(("Noted", "I've", "Good"))]
        assert len(set(starts)) == len(starts)


def test_a_chain_is_the_same_after_json() -> None:
    for chain in CHAINS:
        assert chain_of(chain.as_json()) == chain and chain_of(chain.as_json()).id == chain.id


def test_of_the_chains_no_place_is_asked_about_twice() -> None:
    kept = settled(CHAINS)
    asked = [(p.source, p.start, one.answer) for c in kept for one in c.exchanges for p in one.places[:1]]
    assert kept and len(set(asked)) == len(asked)
    assert settled(CHAINS) == kept


def changed(chain: Chain, at: int, words: str) -> list[str]:
    talk = [dict(one) for one in messages_of(chain, "plain", 0)]
    talk[at]["content"] = words
    return list(faults(chain, talk))


def test_what_a_talk_says_otherwise_is_found() -> None:
    (chain, *_) = of_shape("value, value")
    assert "doesn't say" in changed(chain, 1, "It is £99.")[0]
    assert "messages" in next(faults(chain, messages_of(chain, "plain", 0)[:2]))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("According to “rules.md”, what is a tandem?", "What is a tandem?"),
        (
            "By default, what does it use, according to the section “TLS” of “CLI”?",
            "By default, what does it use?",
        ),
        ("By whom are child seats fitted?", "Who are child seats fitted by?"),
        ("Of how many bikes did the fleet consist?", "How many bikes did the fleet consist of?"),
    ],
)
def test_questions_are_asked_as_people_ask(question: str, asked: str) -> None:
    assert in_talk(question) == asked


@pytest.mark.parametrize(
    "sentence",
    [
        "It costs £5 per day.",
        "However, the shop stays closed on Sundays.",
        "The options below are described in detail.",
        "This command returns an error.",
        "We recommend the second way to everybody.",
        "The rule holds for:",
        "Use <name> for the key of the list.",
    ],
)
def test_a_sentence_that_leans_on_others_is_no_answer(sentence: str) -> None:
    assert not stands_alone(sentence)


def test_a_whole_sentence_is_one() -> None:
    assert stands_alone("The late fee for a tandem is £8 per hour.")
