"""Talks about documents that tell how a thing is made, and about sections of prose."""

import pytest

from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.talks.chains import chains_of
from seedbed.tools.knowledge.talks.exchange import Chain
from seedbed.tools.knowledge.talks.hold import faults
from seedbed.tools.knowledge.talks.lists import is_title, made_things
from seedbed.tools.knowledge.talks.phrases import bank, manner_of
from seedbed.tools.knowledge.talks.wording import messages_of
from tests.tools.knowledge.documents import document

SOUP = """# Leek Soup

- Prep time: 10 min
- Cook time: 25 min
- Servings: 4

## Ingredients

- 3 leeks
- 2 potatoes, peeled
- 1 litre of stock

## Directions

1. wash the leeks and cut them into rings.
2. Boil potatoes and leeks in the stock for 25 minutes.
3. Blend the soup
4. Enjoy!
"""
CACHE = """# Caching

## Eviction policies

Eviction policies decide which keys are removed when the memory is full. They are set in the
configuration file. However, this is not always wise.

## Expiry

An expiry is a time after which a key is removed. Keys without one stay for ever.

## What happens to a key without memory?

A key that finds no memory is refused by the server.

## Install

Install the server with your package manager.
"""
PLAIN = """Returns the length of the list stored at the given key. An empty list has the length 0.
"""
SOURCES = (
    document(SOUP, "soup.md", "Leek Soup"),
    document(CACHE, "cache.md", "Caching"),
    document(PLAIN, "length.md", "length.md"),
)
CHUNKS = chunk_sources(SOURCES)
CHAINS = chains_of(CHUNKS, make_questions(CHUNKS))


def of(title: str) -> list[Chain]:
    return [chain for chain in CHAINS if chain.heading_path[0] == title]


def told(chains: list[Chain]) -> dict[str, tuple[str, ...]]:
    """Answer → what it is asked by."""
    return {exchange.answer: exchange.asked for chain in chains for exchange in chain.exchanges}


def test_a_recipe_is_asked_for_its_parts_times_servings_and_steps() -> None:
    found = told(of("Leek Soup"))
    parts = next(
        answer for answer in found if "\n- 3 leeks\n- 2 potatoes, peeled\n- 1 litre of stock" in answer
    )
    assert "What do I need for it?" in found[parts]
    assert "The cook time is 25 min." in found and "The recipe gives 4 servings." in found
    assert any("10 min + 25 min = 35 min" in answer for answer in found)
    assert any(answer.endswith(("so 8 servings.", "so 12 servings.")) for answer in found)
    assert "Wash the leeks and cut them into rings." in found and "Blend the soup." in found
    assert "Enjoy!" not in found


def test_a_list_with_another_inside_or_with_a_link_is_not_told() -> None:
    nested = SOUP.replace("- 2 potatoes, peeled", "- for the broth:\n  - 2 potatoes, peeled")
    linked = SOUP.replace("2. Boil", "2. As on https://example.org, boil")
    (one,) = made_things(chunk_sources([document(nested, "a.md", "Leek Soup")]))
    assert one.parts is None and one.steps is not None
    (other,) = made_things(chunk_sources([document(linked, "b.md", "Leek Soup")]))
    assert other.steps is None and other.parts is not None


def test_a_section_is_asked_about_by_what_its_heading_names() -> None:
    found = told(of("Caching"))
    policies = found["Eviction policies decide which keys are removed when the memory is full."]
    assert "What can you tell me about eviction policies?" in policies
    assert "They are set in the configuration file." in found
    assert found["An expiry is a time after which a key is removed."][0] == "What is an expiry?"
    asked = found["A key that finds no memory is refused by the server."]
    assert asked[0] == "What happens to a key without memory?"
    assert not any(answer.startswith(("However", "Install")) for answer in found)


def test_a_document_without_a_title_is_known_by_its_file() -> None:
    (chain, *_) = of("length.md")
    talk = messages_of(chain, "plain", 1)
    assert "“length.md”" in talk[0]["content"] and "does it do" in talk[0]["content"]


def test_all_of_it_is_borne() -> None:
    for number, chain in enumerate(CHAINS):
        for manner in bank().manners:
            assert list(faults(chain, messages_of(chain, manner, number))) == []


@pytest.mark.parametrize(
    ("title", "spoken"),
    [("Apple Pie", True), ("acl-cat.md", False), ("How to boil water", False), ("10 rules", False)],
)
def test_a_title_is_spoken_if_it_names_a_thing(title: str, spoken: bool) -> None:
    assert is_title(title) is spoken


def test_a_person_speaks_as_it_is_described() -> None:
    assert manner_of("Ann, 34, always in a hurry") == "in a hurry"
    assert manner_of("a beginner from Leeds") == "newcomer"
    assert manner_of("Bo, 51") == ""
    assert set(bank().told) <= set(bank().manners)


def test_after_a_question_without_an_answer_nobody_is_delighted() -> None:
    for manner in bank().manners.values():
        assert not any(link.startswith(("Good", "Very good", "Noted")) for link in manner["unanswered"])
