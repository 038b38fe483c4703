"""Fusing and dropping near-copies: ties go by id."""

from seedbed.tools.knowledge.search.index import DENSE_WEIGHT, fused, without_doubles
from seedbed.tools.knowledge.search.lexical import Lexicon, stems


def test_reciprocal_ranks_are_summed_with_weights_and_ties_go_by_id() -> None:
    result = fused([(1.0, ["b", "a"]), (DENSE_WEIGHT, ["c", "b"])])
    assert result == ["b", "a", "c"]
    assert fused([(1.0, ["a", "b"]), (1.0, ["c", "b"])]) == ["b", "a", "c"]
    assert fused([(1.0, ["z"]), (1.0, ["y"])]) == ["y", "z"]
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
    assert without_doubles(texts) == ["a", "c", "d", "e"]


def test_words_are_ranked_by_their_stems() -> None:
    assert stems("Returned returning RETURNS") == ["return"] * 3
    scores = Lexicon(["she returned the bicycles", "helmets are free", ""]).scores("returning a bicycle")
    assert scores[0] > 0 == scores[1] == scores[2]
    assert Lexicon(["x"]).scores("unknown words") == [0.0]
