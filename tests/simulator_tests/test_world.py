"""The world's texts are diverse and show what they are about; patterns and expressions are read rightly."""

import json
import random
import re
from collections import defaultdict
from fractions import Fraction

import pytest
from rapidfuzz.distance import LCSseq

from tests.simulator.codebook import fullest, label_blocks, numbered_blocks
from tests.simulator.jobs.answering import Desk
from tests.simulator.jobs.arithmetic import evaluate, show
from tests.simulator.jobs.passages import answer_in, questions
from tests.simulator.jobs.plain.patterns import matching
from tests.simulator.options import Options
from tests.simulator.profiles import PROFILES
from tests.simulator.wire import read_call
from tests.simulator.world.known import Known, Written
from tests.simulator.world.outcomes import OptionsWorld
from tests.simulator.world.vocabulary import affinity, concept_words, label_words, pool, stems
from tests.simulator_tests.asking import CONCEPTS, LABELS, PASSAGE, text_brief

LEVELS = ("easy", "medium", "hard")
Text = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    """5,000 texts with label, concept and difficulty."""
    desk = Desk(Options(), OptionsWorld(Options()))
    made = []
    for number in range(5000):
        draw = random.Random(number)
        label, concept, level = draw.choice(list(LABELS)), draw.choice(CONCEPTS), draw.choice(LEVELS)
        prompt = text_brief(number, label, concept, difficulty=level)
        call = read_call("chat", {"model": "sim-strong", "messages": [{"role": "user", "content": prompt}]})
        content = desk.answer(call, PROFILES["strong"]).content
        made.append((json.loads(content or "")["text"], label, concept, level))
    return made


def test_no_two_texts_are_equal(texts: list[Text]) -> None:
    assert len({text for text, *_ in texts}) == 5000


def test_texts_of_a_cell_are_far_apart(texts: list[Text]) -> None:
    cells = defaultdict(list)
    for text, *cell in texts:
        cells[tuple(cell)].append(text.split())
    likeness = [
        2 * LCSseq.similarity(a, b) / (len(a) + len(b))
        for cell in cells.values()
        for i, a in enumerate(cell[:25])
        for b in cell[:i]
    ]
    assert sum(value > 0.7 for value in likeness) < 0.001 * len(likeness)


def test_texts_show_label_and_concept_without_memory(texts: list[Text]) -> None:
    def best_label(shown: frozenset[str]) -> str:
        return max(LABELS, key=lambda name: affinity(shown, label_words(name, LABELS[name])))

    def best_concept(shown: frozenset[str]) -> str:
        return max(CONCEPTS, key=lambda name: affinity(shown, concept_words(name)))

    right = [
        (best_label(stems(t)) == label, best_concept(stems(t)) == concept) for t, label, concept, _ in texts
    ]
    assert sum(label for label, _ in right) > 0.995 * len(texts)
    assert sum(concept for _, concept in right) > 0.98 * len(texts)


def test_texts_are_whole_sentences(texts: list[Text]) -> None:
    for text, *_ in texts:
        assert "{" not in text
        assert not re.search(r"\b[aA] [aeiou]|  ", text)


def test_pools_share_no_words() -> None:
    pools = [pool(kind) for kind in ("things", "deeds", "notions", "traits")]
    assert sum(map(len, pools)) == len({word for words in pools for word in words}) > 1300


def test_codebooks_are_told_from_other_bullets() -> None:
    rules, labels = "Rules:\n- Be brief.\n- Note: think.", "- a: one. Not: two\n  more about it\n- b: three"
    prompt = f"{rules}\n\nLabels:\n{labels}\n\n1. x: y\n2. z: w"
    assert [(e.name, e.definition) for e in fullest(label_blocks(prompt))] == [("a", "one"), ("b", "three")]
    assert [(e.number, e.name) for e in fullest(numbered_blocks(prompt))] == [(1, "x"), (2, "z")]


def test_a_changed_text_is_known_by_the_nearest() -> None:
    known = Known()
    kept = "My sister steered the linen and Kerensa grabbed both the silo and the pedal."
    known.remember("1", Written("write_text", kept, label="refund"), "")
    known.remember(
        "2", Written("write_text", "Nobody near the nail skipped the lagoon at all.", label="praise"), ""
    )
    for changed in (kept.replace("silo", "barn"), f"Hello,  {kept}", kept.upper()):
        found = known.find(changed)
        assert found is not None
        assert found.label == "refund"
    assert known.find("Something else entirely was written here.") is None


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("12 * 3", "36"),
        ("(18 - 3) * 2.5", "37.5"),
        ("7 / 3", "7/3"),
        ("15% * 200", "30"),
        ("2 ^ 10", "1024"),
        ("comb(5, 2) + max(1, 2)", "12"),
        ("price × 2", "24"),
    ],
)
def test_expressions_are_exact(expression: str, value: str) -> None:
    found = evaluate(expression, {"price": Fraction(12)})
    assert found is not None
    assert show(found) == value


@pytest.mark.parametrize(
    "hostile",
    ["9**9**9", "__import__('os').getcwd()", "1/0", "(" * 500, "factorial(10**9)", "[].append(1)", ""],
)
def test_what_is_no_arithmetic_has_no_value(hostile: str) -> None:
    assert evaluate(hostile) is None


@pytest.mark.parametrize("pattern", [r"^[A-Z]{2}-\d{4}$", r"(?:ab|cd)+x?", r"[a-f0-9]{8}", r"\w+\.\w{2,3}"])
def test_patterns_are_matched(pattern: str) -> None:
    for seed in range(20):
        text = matching(pattern, random.Random(seed))
        assert text is not None
        assert re.search(pattern, text)


def test_questions_of_a_passage_are_answered_by_spans() -> None:
    found = questions(PASSAGE)
    assert len(found) >= 5
    for asked in found:
        assert asked.answer in PASSAGE
        assert asked.answer not in asked.question
        assert asked.question.endswith("?")
    assert answer_in(PASSAGE, "What is the deposit for a bike?") == "50 euros"
    assert answer_in(PASSAGE, "How much does a lost key cost?") is not None
    assert answer_in(PASSAGE, "Who is the queen of Sweden?") is None
