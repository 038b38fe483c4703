"""Talks about documents: chains, their words, and what no chain may hold."""

from seedbed.tools.offline.questions import make_questions
from seedbed.tools.offline.talks import Chain, chain_of, chains_of, faults
from seedbed.tools.offline.wording import manner_of, manners, messages_of
from tests.tools.knowledge.documents import RATES, RULES, passages

CHAINS = chains_of(make_questions(passages(RATES, RULES)))


def said(chain: Chain, number: int = 0, manner: str = "plain") -> list[str]:
    return [one["content"] for one in messages_of(chain, manner, number)]


def test_a_value_is_told_in_a_sentence_and_asked_for_again_in_few_words() -> None:
    told = {exchange.answer: exchange.asked for chain in CHAINS for exchange in chain.exchanges}
    assert told["The hourly rate for a tandem is £7."] in (
        "How much is the hourly rate for a tandem?",
        "And how much is the hourly rate?",
        "And for a tandem?",
    )


def test_every_talk_bears_its_answers_in_every_manner() -> None:
    assert len({chain.shape for chain in CHAINS}) >= 3
    for number, chain in enumerate(CHAINS):
        for manner in manners():
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


def test_no_place_is_asked_about_twice_and_turns_are_kept() -> None:
    asked = [(one.source, one.start, one.answer) for chain in CHAINS for one in chain.exchanges]
    assert asked and len(set(asked)) == len(asked)
    items = make_questions(passages(RATES, RULES))
    assert {chain.turns for chain in chains_of(items, 4, 4)} == {4}


def test_what_a_talk_says_otherwise_is_found() -> None:
    chain = next(chain for chain in CHAINS if chain.shape == "value, value")
    talk = [dict(one) for one in messages_of(chain, "plain", 0)]
    talk[1]["content"] = "It is £99."
    assert "doesn't say" in next(faults(chain, talk))
    assert "messages" in next(faults(chain, messages_of(chain, "plain", 0)[:2]))


def test_a_description_tells_how_a_person_speaks() -> None:
    assert (manner_of("a busy nurse"), manner_of("a nurse")) == ("in a hurry", "")
