"""How much is copied, and whether a summary covers its text."""

from seedbed.tools.curation.copied import copied, covered

TEXT = """# Keys

A lost key costs £25 and is replaced within 2 days. The key box at the station takes keys until 23:00.
Keys are handed out at the counter against a signature.

## Bikes

The workshop repairs a broken bike within 2 hours. A repaired bike is tested by a mechanic before it leaves.
A broken bike may be left at any shop of the firm.
"""


def test_a_copy_is_all_copied_and_other_words_are_not() -> None:
    sentence = "The workshop repairs a broken bike within 2 hours."
    assert copied(sentence, TEXT).share == 1
    assert copied(sentence, TEXT).longest == len(sentence.split())
    other = "Bikes that broke are mended in the workshop, which takes 2 hours."
    assert copied(other, TEXT).share == 0 and copied(other, TEXT).longest < 4
    half = "The workshop repairs a broken bike, and nobody waits long for that."
    assert 0.2 < copied(half, TEXT).share < 0.5 and copied(half, TEXT).longest == 6


def test_marks_and_letter_case_hide_no_copy() -> None:
    assert copied("the **workshop** REPAIRS a broken bike", TEXT).share == 1


def test_few_words_are_copied_if_they_stand_there() -> None:
    assert copied("a broken", TEXT).share == 1
    assert copied("a mended", TEXT).share == 0
    assert copied("", TEXT).share == 0 == copied("", TEXT).longest


def test_a_summary_of_both_halves_goes_to_the_end() -> None:
    both = "Losing a key costs £25; it is replaced in 2 days. The workshop repairs a broken bike in 2 hours."
    found = covered(both, TEXT)
    assert found.to_the_end and found.main == found.of == 2 and found.share == 1


def test_a_summary_of_the_beginning_alone_is_seen() -> None:
    found = covered("Losing a key costs £25; it is replaced in 2 days.", TEXT)
    assert not found.to_the_end and (found.main, found.of) == (1, 2)


def test_a_text_without_sentences_has_nothing_to_cover() -> None:
    found = covered("A key.", "# Keys\n\n£25")
    assert (found.main, found.of, found.share, found.to_the_end) == (0, 0, 0.0, True)
