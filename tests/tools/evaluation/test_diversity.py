"""Measures of diversity on texts and vectors of which they are known."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from seedbed.tools.curation.duplicates import reaches, rouge_l, words
from seedbed.tools.evaluation.diversity import SIZE, Diversity, Texts, distinct, phrases, vendi
from tests.tools.evaluation.streams import fresh, near_copy


def diversity(
    texts: Mapping[str, Sequence[str]],
    examples: Mapping[str, Sequence[str]],
    seed: int,
    threshold: float,
    language: str = "English",
) -> Any:
    state = Diversity(examples, seed, threshold, language)
    for part, some in texts.items():
        state.add(part, some)
    return state.read()


def unit(*rows: list[float]) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    made = np.zeros((len(rows), 256), dtype=np.float32)
    for place, row in enumerate(rows):
        made[place, : len(row)] = np.asarray(row) / max(float(np.linalg.norm(row)), 1e-9)
    return made


def test_phrases_that_several_texts_share_are_joined_and_counted() -> None:
    texts = [
        *[f"Number {n} is cheap, I'll give it that, but nothing else holds." for n in range(3)],
        *[f"It peels, I'll give it that. Case {n * n}." for n in range(2)],
        *[f"Nobody wrote case {n} like this one did, word by word {n}" for n in range(7, 9)],
        "la la la la la la",
    ]
    found = dict(phrases([words(text) for text in texts]))
    assert found["i ll give it that"] == 5 and found["give it that but nothing else holds"] == 3
    assert found["is cheap i ll give"] == 3 and len(found) == 3
    assert phrases([["la"] * 9] * 3) == [("la la la la", 3)]  # a run that goes on as itself
    assert phrases([["a", "b", "c", "d"]] * 3 + [["x"]] * 57) == [("a b c d", 3)]
    assert phrases([["a", "b", "c", "d"]] * 3 + [["x"]] * 58) == []  # fewer than one in twenty
    assert phrases([]) == phrases([["x"] * 250 + ["a", "b", "c", "d"], *[["a", "b", "c", "d"]] * 2]) == []
    long = phrases([[f"word{n}" for n in range(99)]] * 3)
    assert len(long) == 1 and len(long[0][0]) <= 120
    chinese = ["人工智能很好", "他学人工智能", *["请问怎么申请退款，谢谢"] * 3, "人工智能的书"]
    assert phrases([words(text) for text in chinese]) == [("请问怎么申请退款谢谢", 3)]


def test_vendi_of_equal_texts_is_one_and_of_unlike_ones_their_number() -> None:
    assert vendi(unit(*[[1.0, 2.0, 3.0]] * 7)) == pytest.approx(1.0)
    assert vendi(np.eye(256, dtype=np.float32)[:40]) == pytest.approx(40)
    assert vendi(np.eye(256, dtype=np.float32)) == pytest.approx(256)
    assert vendi(unit()) == 0
    assert vendi(np.concatenate([np.eye(256, dtype=np.float32)[:90]] * 4)) == pytest.approx(90)
    assert vendi(unit([1], [0], [0], [1])) == pytest.approx(2), "texts without a known word are one more"


def test_vendi_counts_groups_by_their_entropy() -> None:
    assert vendi(unit([1], [1], [0, 1], [0, 1])) == pytest.approx(2)
    # Shares 3/4 and 1/4.
    assert vendi(unit([1], [1], [1], [0, 1])) == pytest.approx(
        np.exp(-0.75 * np.log(0.75) - 0.25 * np.log(0.25))
    )
    # By hand: eigenvalues of [[1, .6], [.6, 1]] / 2 are .8 and .2.
    assert vendi(unit([1, 0], [0.6, 0.8])) == pytest.approx(np.exp(-0.8 * np.log(0.8) - 0.2 * np.log(0.2)))


def test_distinct_shares_of_known_texts() -> None:
    assert distinct([["a", "b", "a", "b"], ["a", "c"]]) == (0.5, 0.75)
    assert distinct([["a", "b"], ["c", "d"]], limit=3) == (1.0, 1.0)
    assert distinct([["a", "a"], ["c", "d"]], limit=2) == (0.5, 1.0)
    assert distinct([]) == (0.0, 0.0)


def test_lengths_and_vocabulary_of_known_texts() -> None:
    found = diversity({"p": ["a b, A b", "a c"]}, {}, 1, 0.7)["p"]
    assert (found["texts"], found["words"], found["vocabulary"], found["mean_words"]) == (2, 6, 3, 3)
    empty = diversity({"p": []}, {}, 1, 0.7)["p"]
    assert (empty["texts"], empty["distinct_1"], empty["near_duplicates"], empty["vendi"]) == (0, 0, 0, 0)


def test_sums_are_copies_of_their_equals_alone_as_where_rows_are_taken() -> None:
    sums = [f"What is {n} {sign} {n + 3}?" for n in range(2, 40) for sign in "×+"]
    assert diversity({"p": sums}, {}, 1, 0.7)["p"]["near_duplicates"] == 0
    assert diversity({"p": [*sums, sums[0].upper()]}, {}, 1, 0.7)["p"]["near_duplicates"] == round(1 / 77, 4)


def test_planted_near_copies_are_counted_once_each() -> None:
    rows = fresh(100)
    planted = [near_copy(rows[number], number) for number in range(10)]
    assert diversity({"p": rows}, {}, 1, 0.7)["p"]["near_duplicates"] == 0
    # A copy of several earlier rows is one; equal words count whatever their case.
    found = diversity({"p": [*rows, *planted, rows[3].upper() + "!"]}, {}, 1, 0.7)["p"]
    assert found["near_duplicates"] == round(11 / 111, 4)
    strict = diversity({"p": [*rows, *planted, rows[3].upper() + "!"]}, {}, 1, 1.0)["p"]
    assert strict["near_duplicates"] == round(1 / 111, 4)


def test_a_copy_is_found_after_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seedbed.tools.evaluation.diversity._FILED", 100)
    rows = [f"{number} {number * 7} {number * 11} {number * 13}" for number in range(110)]
    found = diversity({"p": [*rows, rows[80], rows[109]]}, {}, 1, 0.7, "None")["p"]
    assert found["near_duplicates"] == round(2 / 112, 4)


def test_row_by_row_gives_the_same_as_at_once() -> None:
    rows, examples = fresh(400), {"p": fresh(20, seed=3)}
    state = Diversity(examples, 5, 0.7, "English")
    for place, text in enumerate(rows):
        state.add("p", [text])
        if place % 150 == 0:
            state.read()
    assert state.read() == diversity({"p": rows}, examples, 5, 0.7)
    assert json.loads(json.dumps(state.read())) == state.read()
    assert state.read()["p"]["sampled"] == 300


def test_examples_stand_beside_at_equal_size() -> None:
    pool = fresh(300)
    examples = [near_copy(pool[0], number) for number in range(20)]
    found = diversity({"p": pool, "q": pool}, {"p": examples, "q": []}, 1, 0.7)
    assert "examples" not in found["q"]
    assert "at_equal_size" not in found["q"]
    assert found["p"]["examples"]["texts"] == found["p"]["at_equal_size"]["texts"] == 20
    beside = found["p"]["at_equal_size"]
    assert beside["examples"]["vendi"] == found["p"]["examples"]["vendi"]
    assert 2 * beside["examples"]["vendi"] < beside["rows"]["vendi"] < 20
    assert beside["examples"]["distinct_1"] < beside["rows"]["distinct_1"]


def test_other_languages_have_no_vendi_and_say_why() -> None:
    found = diversity({"p": fresh(20)}, {"p": fresh(5, seed=2)}, 1, 0.7, "German")["p"]
    assert found["vendi"] is None
    assert "German" in found["vendi_reason"]
    assert found["at_equal_size"]["rows"]["vendi"] is None
    assert found["distinct_1"] > 0
    assert "vendi_reason" not in diversity({"p": fresh(2)}, {}, 1, 0.7, "english")["p"]


def test_rows_that_the_embedder_spells_out_have_no_vendi_in_an_english_build_either() -> None:
    """Ten Hindi rows that all differ were told as «as varied as 3 of 10»."""
    hindi = ["मुझे पैसा वापस चाहिए", "मेरा पार्सल कहाँ है", "सामान टूटा हुआ आया"]
    found = diversity({"p": [*hindi, *fresh(20)]}, {"p": fresh(3)}, 1, 0.7, "English")["p"]
    assert found["vendi"] is None and "for 3 of 23 texts" in found["vendi_reason"]
    assert found["at_equal_size"]["examples"]["vendi"] is None
    few = diversity({"p": [hindi[0], *fresh(20), "3 + 5 = 8"]}, {}, 1, 0.7, "English")["p"]
    assert few["vendi"] is not None


def test_a_sample_is_bounded_uniform_and_of_its_seed_and_name() -> None:
    def sampled(seed: int, name: str = "a") -> list[str]:
        kept = Texts(name, seed, 0.7, "None")
        for number in range(2 * SIZE):
            kept._texts = number
            kept._keep(str(number), ())
        return kept.sample

    assert sampled(1) == sampled(1) != sampled(2) and sampled(1) != sampled(1, "b")
    kept = Counter(int(text) // SIZE for seed in range(20) for text in sampled(seed))
    assert kept.total() == 20 * SIZE and abs(kept[0] - kept[1]) < 500


def test_a_character_a_word_reaches_what_words_do() -> None:
    rows = fresh(30) + [near_copy(text, 7) for text in fresh(5)]
    letters: dict[str, str] = {}
    said = ["".join(letters.setdefault(word, chr(len(letters))) for word in words(row)) for row in rows]
    for n, one in enumerate(said):
        for threshold in (0.2, 8 / 9, 1.0):
            wanted = any(rouge_l(words(rows[n]), words(other)) >= threshold for other in rows[:n])
            assert reaches(one, said[:n], threshold) == wanted
    assert not reaches("", ["", "a"], 0.0)
