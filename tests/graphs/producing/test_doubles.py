"""Duplicates of rows with a signature: by it, by equal words, and coding tasks by nearly equal ones."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.graphs.commands.reviewing import withdrawn
from seedbed.graphs.producing import doubles
from seedbed.graphs.producing.doubles import Doubles
from seedbed.memory.candidate import Computation, Draft, Evidence, Execution, Reason, Verdict
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Commit
from seedbed.tools.checks.form.distinct import keys_of, signature_of
from seedbed.tools.curation.duplicates import bands, words

TEXT = (
    "Write `late_fee(days)`: nothing up to seven days, three pounds for each day above seven, zero for none."
)
RUN = Execution(ok=True, by="sandbox", program="p", tests="t", outcome="passed")
SUM = Computation(ok=True, by="calculator", expression="1", result="1", engine="e", inputs={})


def once(*values: str) -> str:
    return signature_of(keys_of(values, each=True))


def draft(text: str, signature: str, evidence: Evidence) -> Draft:
    return Draft(row={"problem": text}, text=text, signature=signature, evidence=(evidence,))


@pytest.mark.parametrize(
    ("text", "signature", "evidence", "by"),
    [
        (TEXT.replace("above", "over"), "two", RUN, "rouge-l"),
        (TEXT.replace("above", "over"), "two", SUM, ""),
        (TEXT, "two", SUM, "rouge-l"),
        ("Something else in quite other words.", "one", RUN, "signature"),
        ("Something else in quite other words.", "two", RUN, ""),
        (TEXT.replace("above", "over"), once("two"), SUM, "rouge-l"),
        ("Something else in quite other words.", once("new", " ONE"), SUM, "signature"),
        ("Something else in quite other words.", once("two"), SUM, ""),
    ],
)
@pytest.mark.parametrize("clash", [False, True])
def test_a_row_with_a_signature(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    signature: str,
    evidence: Evidence,
    by: str,
    clash: bool,
) -> None:
    if clash:  # every word has the same checksum: the words themselves decide
        monkeypatch.setattr(doubles, "coded", lambda said: "x" * len(said))
    store = open_store(tmp_path / "s.sqlite")
    store.commit(Commit(ordered=[(1, None)]))
    first = draft(TEXT, once("one", "other") if " " in signature else "one", evidence)
    verdict = Verdict(state="accepted", seat=0, cell="rows/leaf/any/any")
    store.commit(Commit(1, "a" * 16, verdict, first, Doubles.keys(first, "rows")))
    found = Doubles(store, 0.7, ()).find(draft(text, signature, evidence), "rows")
    assert (found.by if found else "") == by
    store.close()


@pytest.mark.parametrize(
    ("first", "text", "by"),
    [
        ("12  + 7 + 3", "12 + 7 + 3", "rouge-l"),
        ("12 + 7 + 3", "12 - 7 + 3", ""),
        ("What is 12 × 7?", "what is 12 × 7?", "rouge-l"),
        ("What is 12 × 7?", "What is 12 + 7?", ""),
        ("What is 12 × 7?", "What is 14 × 7?", ""),
        ("Jo has 12 marbles and buys 7 more.", "Jo has 14 marbles and buys 7 more.", "rouge-l"),
    ],
)
def test_a_row_of_numbers_is_one_only_of_its_equal(tmp_path: Path, first: str, text: str, by: str) -> None:
    store = open_store(tmp_path / "s.sqlite")
    store.commit(Commit(ordered=[(1, None)]))
    there = draft(first, "", SUM)
    verdict = Verdict(state="accepted", seat=0, cell="rows/leaf/any/any")
    store.commit(Commit(1, "a" * 16, verdict, there, Doubles.keys(there, "rows")))
    found = Doubles(store, 0.7, ()).find(draft(text, "", SUM), "rows")
    assert (found.by if found else "") == by
    store.close()


@pytest.mark.parametrize("code", ["", "contaminated"])
def test_sums_are_held_against_what_is_held_out_by_their_words(tmp_path: Path, code: str) -> None:
    store = open_store(tmp_path / "s.sqlite")
    known = ["What is 12 × 7?"]
    found = Doubles(store, 0.7, () if code else known, held_out=known if code else ())
    reason = found.find(draft("What is 14 × 7?", "", SUM), "rows")
    assert (reason.code if reason else "") == code
    assert (found.find(draft("What is 12 × 7?", "", SUM), "rows") or RUN).by == (
        "held_out" if code else "duplicates"
    )
    store.close()


def test_who_gets_the_seat_of_a_withdrawn_row_may_have_its_value_but_not_its_words(tmp_path: Path) -> None:
    store = open_store(tmp_path / "s.sqlite")
    store.commit(Commit(ordered=[(1, None)]))
    first = draft(TEXT, once("one"), SUM)
    verdict = Verdict(state="accepted", seat=4, cell="rows/leaf/any/any")
    store.commit(Commit(1, "a" * 16, verdict, first, Doubles.keys(first, "rows")))
    gone = withdrawn(verdict, [Reason(code="policy", by="person")], 1)
    store.commit(Commit(withdrawn=[(1, gone)]))
    found = Doubles(store, 0.7, ())
    other = draft("Something else in quite other words.", once("one"), SUM)
    assert found.find(other, "rows", seat=4) is None
    assert (found.find(other, "rows", seat=5) or RUN).by == "signature"
    assert (found.find(draft(TEXT, once("one"), SUM), "rows", seat=4) or RUN).by == "rouge-l"
    store.close()


@pytest.mark.parametrize(
    ("about", "by"), [("Two owls hunt at night.", ""), ("One ferry is late again.", "rouge-l")]
)
def test_the_same_words_about_something_else_are_another_row(tmp_path: Path, about: str, by: str) -> None:
    store = open_store(tmp_path / "s.sqlite")
    store.commit(Commit(ordered=[(1, None)]))
    first = draft(TEXT, "", SUM).model_copy(update={"row": {"about": "The ferry is late again."}})
    verdict = Verdict(state="accepted", seat=4, cell="rows/leaf/any/any")
    store.commit(Commit(1, "a" * 16, verdict, first, Doubles.keys(first, "rows")))
    found = Doubles(store, 0.7, (), given=lambda part, row: str(row["about"]))
    double = found.find(first.model_copy(update={"row": {"about": about}}), "rows")
    assert (double.by if double else "") == by
    store.close()


@given(st.sets(st.text(st.characters(categories=("L", "N")), min_size=1), min_size=1, max_size=40))
def test_bands_are_of_the_hash_values_of_datasketch(tokens: set[str]) -> None:
    from datasketch import MinHash

    hasher = MinHash(num_perm=128, seed=1)
    hasher.update_batch([token.encode() for token in words(" ".join(tokens))])
    values = hasher.hashvalues
    keys = tuple(f"{n}:{values[4 * n : 4 * n + 4].tobytes().hex()}" for n in range(32))
    assert bands(" ".join(tokens)) == keys
