"""Fusing, dropping near-copies and diversifying: each does what its paper says, ties go by id."""

import numpy as np
from numpy.typing import NDArray

from seedbed.tools.knowledge.search.fusion import DENSE_WEIGHT, diversified, fused, without_doubles
from seedbed.tools.knowledge.search.lexical import Lexicon, stems


def test_reciprocal_ranks_are_summed_with_weights_and_ties_go_by_id() -> None:
    result = fused([(1.0, ["b", "a"]), (DENSE_WEIGHT, ["c", "b"])])
    assert [key for key, _ in result] == ["b", "a", "c"]
    assert dict(result)["b"] == 1 / 61 + DENSE_WEIGHT / 62
    assert [key for key, _ in fused([(1.0, ["z"]), (1.0, ["y"])])] == ["y", "z"]
    assert fused([(1.0, []), (1.0, [])]) == []


LONG = "The deposit for a tandem is paid at the counter before the ride and given back on return of it"


def test_near_copies_go_and_what_differs_in_a_figure_stays() -> None:
    texts = {
        "a": f"{LONG}: 110 pounds.",
        "b": f"{LONG.upper()}: 110 POUNDS!",
        "c": f"{LONG}: 120 pounds.",
        "d": "Helmets are free.",
        "e": "",
        "f": "",
    }
    ranked = [(key, 1.0 - at / 10) for at, key in enumerate("abcdef")]
    assert [key for key, _ in without_doubles(ranked, texts)] == ["a", "c", "d", "e"]


def _plane(degrees: float) -> NDArray[np.float32]:
    return np.asarray([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))], dtype=np.float32)


def test_a_novel_passage_goes_before_a_second_of_the_same_kind() -> None:
    vectors = {"a": _plane(0), "b": _plane(2), "c": _plane(90), "d": _plane(120)}
    ranked = [("a", 1.0), ("b", 0.9), ("c", 0.85), ("d", 0.1)]
    assert [key for key, _ in diversified(ranked, vectors, 2)] == ["a", "c"]
    assert [key for key, _ in diversified(ranked, vectors, 4, share=1.0)] == ["a", "b", "c", "d"]
    assert {key for key, _ in diversified(ranked, vectors, 9)} == set("abcd")
    assert diversified([], vectors, 3) == []
    equal = [("y", 1.0), ("x", 0.5), ("w", 0.5)]
    same = dict.fromkeys("wxy", _plane(10))
    assert [key for key, _ in diversified(equal, same, 3)] == ["y", "w", "x"]


def test_words_are_ranked_by_their_stems() -> None:
    assert stems("Returned returning RETURNS") == ["return"] * 3
    scores = Lexicon(["she returned the bicycles", "helmets are free", ""]).scores("returning a bicycle")
    assert scores[0] > 0 == scores[1] == scores[2]
    assert Lexicon(["x"]).scores("unknown words") == [0.0]
