"""Fusing and dropping near-copies: ties go by id."""

from seedbed.tools.knowledge.search.index import DENSE_WEIGHT, fused, without_doubles
from seedbed.tools.knowledge.search.lexical import Lexicon, languages_of, stems


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
    assert stems("cafe\u0301") == stems("café") and stems("\u1109\u1165\u110b\u116e\u11af") == stems("서울")


def test_each_text_is_stemmed_by_its_language_and_a_query_by_all_of_them() -> None:
    texts = [
        "Die Bibliothek verleiht Bücher und Zeitschriften an alle Einwohner der Stadt.",
        "Библиотека выдаёт книги и журналы всем жителям города.",
        "The library lends its magazines to everybody who lives in town.",
        "图书馆向城里的所有居民出借书籍和杂志，每次借期为两周。",
        "```\nfor n in range(9): print(n)\n```",
    ]
    assert languages_of([*texts, *texts[:2], *texts[:1] * 3], [*"aaaaa", *"bb", *"ccc"]) == [
        *("de", "ru", "en", "zh", "en"), *("de", "ru"), *("de", "de", "de")
    ]  # fmt: skip
    lexicon = Lexicon(texts)
    assert lexicon.languages == ("de", "ru", "en", "zh", "en")
    for number, query in enumerate(("ein Buch für einen Städter", "о книгах", "lending a magazine", "借书")):
        scores = lexicon.scores(query)
        assert max(range(5), key=scores.__getitem__) == number
        assert lexicon.scores(query) == [0.0 if n != number else scores[n] for n in range(5)]
