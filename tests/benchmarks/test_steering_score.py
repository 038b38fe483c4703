"""How delivered rows are scored: each kind of wrong, near-copies, quotas, margins."""

from typing import Any

from benchmarks.steering.score import Delivered, margins, near_copies, score
from benchmarks.steering.world import make_tree, place_of

A, B = ("Brake repairs", "easy"), ("Taxes", "easy")
TEXT = "Ann mends the brake of 3 bikes at 14 euros each and writes the sum of 42 euros down"
OTHER = "The tax office wants 5 forms by Friday, for which Ben the accountant pays 12 euros a piece in all"


def row(name: str, text: str = TEXT, place: tuple[str, str] = A, number: int = 0) -> Delivered:
    return Delivered(name, text, place, number)


def truth(concept: str = A[0], **more: Any) -> dict[str, Any]:
    return {"concept": concept, "difficulty": "easy", "defect": None, "copy": False, **more}


def test_each_kind_of_wrong() -> None:
    known = {
        "right": truth(),
        "defective": truth(defect="wrong_working"),
        "strayed": truth("Taxes"),
        "harder": truth(difficulty="hard"),
        "copy": truth(copy=True),
    }
    rows = [row(name, number=n) for n, name in enumerate(known)] + [row("nobody wrote it", number=9)]
    found = score(rows, known, {A: 10})
    assert found.wrong == {"unknown": 1, "defective": 1, "misplaced": 2, "copy": 1}
    assert (found.delivered, found.right, found.counted) == (6, 1, 1)
    assert found.coverage == 0.1
    assert found.wrong_share == 5 / 6
    assert found.defective_share == 2 / 6
    assert found.coverage_placed == 0.3
    both = score([row("a")], {"a": truth("Taxes", defect="wrong_working")}, {A: 1})
    assert both.wrong == {"unknown": 0, "defective": 1, "misplaced": 0, "copy": 0}, "counted once"
    empty = score([], {}, {A: 10})
    assert (empty.coverage, empty.wrong_share) == (0.0, 0.0)


def test_moved_rows_are_told_apart() -> None:
    known = {"a": truth(), "b": truth("Taxes"), "c": truth("Taxes")}
    rows = [Delivered("a", TEXT, A, 1, moved=True), Delivered("b", OTHER, A, 2, moved=True), row("c", OTHER)]
    found = score(rows, known, {A: 3})
    assert (found.moved, found.moved_wrong, found.wrong["misplaced"]) == (2, 1, 2)


def test_rows_of_split_leaves_are_scored_as_their_parents() -> None:
    tree = make_tree()
    near = TEXT.replace("mends", "carefully mends")
    cells = {
        "a": "rows/workshop.brake-repairs.worn-pads/any/easy",
        "b": "rows/workshop.brake-repairs.worn-pads.night-jobs/any/easy",
        "c": "rows/workshop.brake-repairs/any/easy",
        "d": "rows/workshop.brake-repairs.loose-cables/any/easy",
    }
    known = {
        "a": truth(asked_leaf="Worn pads (brake repairs)"),
        "b": truth("Taxes", asked_concept="Brake repairs", asked_leaf="Night jobs (worn pads)"),
        "c": truth(asked_leaf="Brake repairs"),
        "d": truth(copy=True, asked_leaf="Loose cables (brake repairs)"),
    }
    texts = {"a": TEXT, "b": TEXT, "c": OTHER, "d": near}
    rows = [row(name, texts[name], place_of(cell, tree)) for name, cell in cells.items()]
    found = score(rows, known, {A: 3, B: 1})
    assert (found.right, found.counted) == (2, 2)
    assert found.wrong == {"unknown": 0, "defective": 0, "misplaced": 1, "copy": 1}


def test_right_rows_beyond_a_cells_quota_are_not_counted() -> None:
    known = {str(n): truth() for n in range(7)} | {"b": truth("Taxes")}
    rows = [row(str(n), number=n) for n in range(7)] + [row("b", OTHER, B, 7)]
    found = score(rows, known, {A: 4, B: 4})
    assert (found.right, found.counted, found.coverage) == (8, 5, 0.625)


def test_a_copy_is_wrong_only_beside_its_original_or_another_copy() -> None:
    known = {"first": truth(), "copy": truth(copy=True), "again": truth(copy=True), "else": truth("Taxes")}
    near = TEXT.replace("mends", "carefully mends")
    again = TEXT.replace("mends", "quickly mends")
    original, copy, more = row("first", number=8), row("copy", near, number=3), row("again", again, number=5)
    assert near_copies([copy], known) == set()
    assert near_copies([copy, more], known) == {"again"}
    assert near_copies([original, copy, more], known) == {"copy", "again"}
    assert near_copies([copy, row("first", OTHER)], known) == set()


def test_likeness_across_true_cells_or_by_chance_is_no_copy() -> None:
    known = {"a": truth(), "b": truth(), "c": truth("Taxes", copy=True)}
    assert near_copies([row("a"), row("b"), row("c", place=B)], known) == set()


def test_margins_that_are_off() -> None:
    ended = {"rows/a/any/easy": 4, "rows/b/any/easy": 4}
    seats = [{"season": "summer"}] * 8
    assert not margins(["rows/a/any/easy"] * 4 + ["rows/b/any/easy"] * 3, seats, ended, seats, 8).exact
    two = margins(["rows/a/any/easy"] * 6 + ["rows/b/any/easy"] * 2, seats, ended, seats, 8)
    assert (two.leaf, two.difficulty, two.exact) == (2, 0, False)
    dry = [{"season": "summer"}] * 5 + [{"season": "winter"}] * 3
    values = margins(["rows/a/any/easy"] * 4 + ["rows/b/any/easy"] * 4, dry, ended, seats, 8)
    assert (values.attribute, values.exact) == (2.0, False)
