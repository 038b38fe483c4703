"""Questions answered by the whole phrase behind the verb, or by the date in front."""

import pytest

from seedbed.tools.knowledge.questions.clauses import parse
from seedbed.tools.knowledge.questions.lexicon import lexicon_of
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.questions.phrases import ask_phrases
from seedbed.tools.knowledge.questions.statements import ask_consequence
from tests.tools.knowledge.documents import passages

WORDS = lexicon_of(passages("The command and the stream lie in a log. Redis keeps it."))


def asked(sentence: str) -> list[tuple[str, str]]:
    clause = parse(sentence, WORDS)
    wordings = ask_phrases(clause) if clause else ()
    return [(wording.question, sentence[wording.start : wording.end]) for wording in wordings]


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("A stream is an append-only log of entries.", "What is a stream?", "an append-only log of entries"),
        (
            "The command returns the value at a given field.",
            "What does the command return?",
            "the value at a given field",
        ),
        (
            "The report consists of the findings of both teams.",
            "What does the report consist of?",
            "the findings of both teams",
        ),
        (
            "Negative offsets are used to count from the end.",
            "What are negative offsets used to do?",
            "count from the end",
        ),
        (
            "The option allows a client to read old entries.",
            "What does the option allow a client to do?",
            "read old entries",
        ),
        (
            "The second method is known as trial division.",
            "What is the second method known as?",
            "trial division",
        ),
        (
            "In 1943, the court reduced the fees of members.",
            "In which year did the court reduce the fees of members?",
            "1943",
        ),
    ],
)
def test_a_certain_sentence_gives_its_question(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence) == [(question, answer)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The gorge is a deep cut in the hills.",  # which gorge was said elsewhere
        "Marie Bell is a famous painter of the north.",  # who, not what
        "The command never returns the old value.",
        "By default the command returns the items.",  # an adjunct before the subject
        "Patches primarily introduce the fixes of the month.",
        "In 1943, the court built and restored the bridge.",
        "The command returns the old value, which is kept.",
    ],
)
def test_what_may_be_read_otherwise_gives_none(sentence: str) -> None:
    assert asked(sentence) == []


def test_when_is_asked_about_as_if_is_and_not_without_a_subject() -> None:
    sentence = "When no channels are specified, the client is unsubscribed from all channels."
    clause = parse(sentence, WORDS)
    assert clause is not None
    wording = ask_consequence(clause, sentence[:-1])
    assert wording is not None and wording.question == "What happens when no channels are specified?"
    used = "When used with a limit, the command returns all of the entries."
    clause = parse(used, WORDS)
    assert clause is None or ask_consequence(clause, used[:-1]) is None


def test_a_thing_said_to_be_two_things_is_not_asked_about() -> None:
    one = "A spike is an event that takes long."
    two = "A spike is a sharp point on a shoe."
    assert [i.question for i in make_questions(passages(one)) if i.kind == "definition"] == [
        "What is a spike?"
    ]
    assert not [i for i in make_questions(passages(f"{one}\n\n{two}")) if i.kind == "definition"]


def test_a_condition_before_a_sentence_may_hold_for_it_too() -> None:
    said = "When the function returns, Redis closes all keys of the client."
    asked = [item.question for item in make_questions(passages(said)) if item.kind == "sentence"]
    assert asked == ["What happens when the function returns?"]
    before = f"Nobody closes keys by hand if memory is managed. {said}"
    assert "What happens when the function returns?" not in [
        i.question for i in make_questions(passages(before))
    ]


def test_a_default_is_something_s() -> None:
    questions = [i.question for i in make_questions(passages("The default is 10 seconds."))]
    assert "What is the default?" not in questions


def test_what_the_next_sentence_adds_would_be_left_out_of_the_answer() -> None:
    said = "When no channels are named, the client leaves all channels of the server."
    asked = [item.question for item in make_questions(passages(said)) if item.kind == "sentence"]
    assert asked == ["What happens when no channels are named?"]
    more = f"{said} In this case, a message is sent to the client, too."
    assert not [item for item in make_questions(passages(more)) if item.question in asked]
