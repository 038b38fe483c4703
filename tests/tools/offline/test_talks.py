"""Talks about documents: chains, their words, and what no chain may hold."""

from seedbed.tools.knowledge.claims import contains
from seedbed.tools.offline.tables import make_questions
from seedbed.tools.offline.talks import Chain, chains_of, manner_of, messages_of, phrases
from tests.tools.knowledge.documents import RATES, RULES, passages

CHAINS = chains_of(make_questions(passages(RATES, RULES)), 4, 6)


def test_a_value_is_told_in_a_sentence_and_asked_for_again_in_few_words() -> None:
    told = {exchange.answer: exchange.asked for chain in CHAINS for exchange in chain.exchanges}
    assert told["The hourly rate for the tandem is £7."] in (
        "What is the hourly rate for the tandem?",
        "And what is the hourly rate?",
        "And for the tandem?",
    )


def test_every_talk_bears_its_answers_in_every_manner() -> None:
    assert len({chain.shape for chain in CHAINS}) >= 2
    for number, chain in enumerate(CHAINS):
        for manner in phrases()["manners"]:
            talk = messages_of(chain, manner, number)
            for exchange, answer in zip(chain.exchanges, talk[1::2], strict=True):
                assert contains(exchange.item.answer, answer["content"])
            assert [one["role"] for one in talk] == ["user", "assistant"] * len(chain.exchanges)
            assert all("{" not in one["content"] for one in talk)


def test_a_chain_is_the_same_after_json_and_no_place_is_asked_about_twice() -> None:
    for chain in CHAINS:
        assert Chain.model_validate_json(chain.model_dump_json()) == chain
    asked = [one.item.id for chain in CHAINS for one in chain.exchanges]
    assert asked and len(set(asked)) == len(asked)
    assert {len(chain.exchanges) for chain in chains_of(make_questions(passages(RATES, RULES)), 4, 4)} == {2}


def test_a_description_tells_how_a_person_speaks() -> None:
    assert (manner_of("a busy nurse"), manner_of("a nurse")) == ("in a hurry", "")
