"""Dealing by shares: exact marginals, even pairs, the same for the same seed."""

from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.agent.recipes.deal import Asked, amount, deal, quotas
from seedbed.memory.errors import UserFault
from seedbed.memory.recipe import Axis, Leaf, Recipe, Share, Value
from tests.agent.recipes.recipes import expanded


def axis(name: str, shares: dict[Value, str] | None = None, **more: object) -> Axis:
    listed = tuple(Share(value=value, amount=text) for value, text in (shares or {}).items())
    return Axis.model_validate({"name": name, "shares": listed, **more})


def recipe(*axes: Axis, **more: object) -> Recipe:
    return Recipe.model_validate(
        {"name": "r", "about": "", "fields": (), "axes": axes, "leaf": Leaf(of="none"), "steps": (), **more}
    )


def dealt(*axes: Axis, rows: int, seed: int = 0, **asked: object) -> list[dict[str, Value]]:
    return deal(recipe(*axes), [{} for _ in range(rows)], asked, seed)  # type: ignore[arg-type]  # of tests


@pytest.mark.parametrize(
    ("shares", "eligible", "total", "wanted"),
    [
        ({True: "0.25", False: "rest"}, 50, 50, [13, 37]),
        ({"a": "1/3", "b": "1/3", "c": "1/3"}, 250, 250, [84, 83, 83]),
        ({"a": "1/3", "b": "rest"}, 200, 200, [67, 133]),
        ({"a": "0.6667", "b": "0.3333"}, 200, 200, [133, 67]),
        ({"a": "0.6667", "b": "0.3334"}, 10_000, 10_000, [6666, 3334]),
        ({True: "0.25 of all", False: "rest"}, 133, 200, [50, 83]),
        ({True: "0.25", False: "rest"}, 133, 200, [33, 100]),
        ({"a": "5 rows", "b": "rest"}, 250, 250, [5, 245]),
        ({"a": "0.5", "b": "0.5"}, 51, 51, [26, 25]),
        ({"a": "0.5", "b": "0.5"}, 0, 51, [0, 0]),
    ],
)
def test_quotas(shares: dict[Value, str], eligible: int, total: int, wanted: list[int]) -> None:
    assert list(quotas(axis("x", shares), eligible, total).values()) == wanted


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "0", "1.5", "50%", "1/0", "2 seats", "0 rows", "1.5 rows", "1e400", "1e-99999999"]
)
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(ValueError, match="`"):
        amount(text)


weights = st.lists(st.integers(1, 9), min_size=2, max_size=6)


def shares_of(numbers: list[int]) -> dict[Value, str]:
    return {f"v{n}": str(Fraction(number, sum(numbers))) for n, number in enumerate(numbers)}


@given(st.tuples(weights, weights, weights), st.integers(20, 400), st.integers(0, 2**40))
def test_marginals_are_exact_and_pairs_even(numbers: tuple[list[int], ...], rows: int, seed: int) -> None:
    axes = [axis(name, shares_of(some), is_field=True) for name, some in zip("abc", numbers, strict=True)]
    seats = dealt(*axes, rows=rows, seed=seed)
    for one in axes:
        wanted = {value: number for value, number in quotas(one, rows, rows).items() if number}
        assert Counter(seat[one.name] for seat in seats) == wanted
    for pair, most in (("ab", 2), ("ac", 7), ("bc", 7)):
        cells = Counter((seat[pair[0]], seat[pair[1]]) for seat in seats)
        first, second = (Counter(seat[name] for seat in seats) for name in pair)
        worst = max(abs(cells[x, y] - first[x] * second[y] / rows) for x in first for y in second)
        assert worst <= most, (pair, worst)


@given(st.integers(2, 12), st.integers(2, 12), st.integers(0, 2**40))
def test_two_axes_alone_meet_in_each_pair_once(first: int, second: int, seed: int) -> None:
    sizes = {"a": first, "b": second}
    axes = [axis(name, shares_of([1] * size), is_field=True) for name, size in sizes.items()]
    seats = dealt(*axes, rows=first * second, seed=seed)
    assert len({(seat["a"], seat["b"]) for seat in seats}) == len(seats) == first * second


@given(st.sampled_from([12, 24, 60]), st.integers(0, 2**40))
def test_of_few_rows_too_no_value_goes_with_one_of_another_axis(rows: int, seed: int) -> None:
    intent = axis("intent", shares_of([1] * 4), is_field=True)
    axes = {"dialect": [1, 1], "anger": [1, 3], "length": [1, 1, 1]}
    seats = dealt(intent, *(axis(name, shares_of(some)) for name, some in axes.items()), rows=rows, seed=seed)
    for one, two in combinations(("intent", *axes), 2):
        pairs = Counter((seat[one], seat[two]) for seat in seats)
        first, second = (Counter(seat[name] for seat in seats) for name in (one, two))
        assert all(abs(pairs[x, y] - first[x] * second[y] / rows) <= 1 for x in first for y in second)


@given(weights, weights, st.integers(1, 300), st.integers(0, 2**40))
def test_other_than_is_never_the_same_and_keeps_its_shares_where_it_can(
    first: list[int], second: list[int], rows: int, seed: int
) -> None:
    a = axis("a", shares_of(first))
    b = axis("b", shares_of(second), other_than="a")
    wanted, had = quotas(b, rows, rows), quotas(a, rows, rows)
    possible = all(wanted[value] + had.get(value, 0) <= rows for value in wanted)
    even = len(set(second)) == 1
    try:
        seats = dealt(a, b, rows=rows, seed=seed)
    except UserFault:
        assert not possible and not even
        return
    assert all(seat["a"] != seat["b"] for seat in seats)
    if possible:
        assert Counter(seat["b"] for seat in seats) == {k: n for k, n in wanted.items() if n}


def test_a_condition_and_what_holds_elsewhere() -> None:
    stance = axis("stance", {"for": "1/3", "against": "1/3", "neutral": "1/3"}, is_field=True)
    irony = axis(
        "irony",
        {True: "0.25 of all", False: "rest"},
        when="stance != 'neutral'",
        otherwise=False,
        is_field=True,
    )
    seats = dealt(stance, irony, rows=500)
    assert sum(seat["irony"] is True for seat in seats) == 125
    assert not any(seat["irony"] for seat in seats if seat["stance"] == "neutral")
    cells = Counter(seat["stance"] for seat in seats if seat["irony"])
    assert abs(cells["for"] - cells["against"]) <= 1


def test_values_that_were_asked_for_are_dealt_evenly_per_value_of_another_axis() -> None:
    kind = axis("kind", {"cat": "0.5", "dog": "0.5"})
    name = axis("name", ask="names", wanted=3, per="kind")
    seats = dealt(kind, name, rows=60, name={"cat": ["Tom", "Mia", "Ida"], "dog": ["Rex", "Bo", "Ace"]})
    assert Counter((seat["kind"], seat["name"]) for seat in seats) == {
        **{("cat", one): 10 for one in ("Tom", "Mia", "Ida")},
        **{("dog", one): 10 for one in ("Rex", "Bo", "Ace")},
    }
    with pytest.raises(UserFault, match="no values were proposed for `name` of dog"):
        dealt(kind, name, rows=60, name={"cat": ["Tom"]})
    with pytest.raises(UserFault, match="no values were proposed for `name`"):
        dealt(axis("name", ask="names", wanted=3), rows=60)


def test_another_one_of_the_values_that_were_asked_for() -> None:
    kind = axis("kind", {"cat": "0.5", "dog": "0.5"})
    name, other = axis("name", ask="names", wanted=3, per="kind"), axis("other", other_than="name")
    names = {"cat": ["Tom", "Mia", "Ida"], "dog": ["Rex", "Bo", "Ace"]}
    seats = dealt(kind, name, other, rows=60, name=names)
    assert all(seat["other"] in names[str(seat["kind"])] and seat["other"] != seat["name"] for seat in seats)
    assert set(Counter(seat["other"] for seat in seats).values()) == {10}
    with pytest.raises(UserFault, match="can't be other than `name`"):
        dealt(axis("name", ask="names", wanted=1), other, rows=2, name=["Tom"])


@pytest.mark.parametrize(
    "axes",
    [
        "who: {ask: people, n: 4}, other: {other_than: who}",
        "at: [x, y], who: {ask: people, n: 4, when: at == 'x', else: ann}, other: {other_than: who}",
        "at: [x, y], other: {ask: people, n: 4, when: at == 'x', else: nobody}",
        "at: [x, y], who: {ask: people, n: 4}, other: {other_than: who, when: at == 'x', else: nobody}",
    ],
)
def test_values_are_asked_for_per_each_value_that_an_axis_can_have(axes: str) -> None:
    says = "says: {ask: 'words of {{ other }}', n: 2, per: other}"
    named = " ".join(f"{{{{ {one} }}}}" for one in ("at", "who") if f"{one}:" in axes)
    text = f"recipe: r\nabout: a\nrow: {{a: line}}\nvary: {{{axes}, {says}}}\nleaf: none\n"
    text += f"write: '{{{{ other }}}} {{{{ says }}}} {named}'\n"
    people, names = ["ann", "ben", "cat", "dan"], ["ann", "ben", "cat", "dan", "nobody"]
    says_of = {one: [f"{one} 1", f"{one} 2"] for one in names}
    asked: Asked = {"who": people, "other": people, "says": says_of}
    seats = deal(expanded(text, 12), [{} for _ in range(12)], asked, 1)
    assert all(str(seat["says"]).startswith(f"{seat['other']} ") for seat in seats)


def test_where_an_axis_has_no_value_none_that_are_asked_for_per_it_is_dealt() -> None:
    day, kind = axis("day", {"a": "0.5", "b": "0.5"}), axis("kind", {"cat": "rest"}, when="day == 'a'")
    seats = dealt(day, kind, axis("name", ask="names", wanted=1, per="kind"), rows=4, name={"cat": ["Tom"]})
    named = Counter((seat["kind"], seat["name"]) for seat in seats)
    assert named == {("cat", "Tom"): 2, (None, None): 2}
    name, other = axis("name", ask="names", wanted=2, per="kind"), axis("other", other_than="name")
    seats = dealt(day, kind, name, other, rows=4, name={"cat": ["Tom", "Mia"]})
    assert {(seat["name"], seat["other"]) for seat in seats} == {("Tom", "Mia"), ("Mia", "Tom"), (None, None)}


def test_what_seats_have_already_stays_and_counts() -> None:
    before: list[dict[str, Value]] = [{"leaf": f"l{n % 7}", "a": "x" if n < 30 else "y"} for n in range(60)]
    both = recipe(axis("a", {"x": "0.5", "y": "0.5"}, is_field=True), axis("b", {"p": "1/3", "q": "rest"}))
    seats = deal(both, before, {}, 3)
    assert [seat["a"] for seat in seats] == [seat["a"] for seat in before]
    assert Counter((seat["a"], seat["b"]) for seat in seats) == {
        ("x", "p"): 10, ("x", "q"): 20, ("y", "p"): 10, ("y", "q"): 20,
    }  # fmt: skip
    assert "b" not in before[0]
    some: list[dict[str, Value]] = [{"a": "x"} if n < 20 else {} for n in range(60)]
    assert Counter(seat["a"] for seat in deal(both, some, {}, 3)) == {"x": 30, "y": 30}


def test_levels_and_languages_are_dealt_unless_seats_have_them() -> None:
    languages = (Share(value="en", amount="1/3"), Share(value="de", amount="rest"))
    both = recipe(axis("a", {"x": "0.5", "y": "0.5"}), levels={"easy": "", "hard": ""}, languages=languages)
    seats = deal(both, [{} for _ in range(60)], {}, 1)
    assert Counter(seat["level"] for seat in seats) == {"easy": 30, "hard": 30}
    assert Counter(seat["language"] for seat in seats) == {"en": 20, "de": 40}
    assert all(seat["level"] == "easy" for seat in deal(both, [{"level": "easy"}] * 4, {}, 1))


@pytest.mark.parametrize(
    ("keys", "values"),
    [
        ("'3.10': 1/2, '3.9': rest", ("3.10", "3.9")),
        ("01: 1/2, 10: rest", ("01", "10")),
        ("1.5: 1/2, 2: rest", (1.5, 2)),
        ("true: 1/2, false: rest", (True, False)),
    ],
)
def test_what_is_spelled_otherwise_than_a_number_stays_as_it_is(keys: str, values: tuple[Value, ...]) -> None:
    text = "recipe: r\nabout: a\nrow: {a: line}\nwrite: '{{ x }} {{ leaf }}'\nvary: {x: {%s}}\n"
    found = expanded(text % keys, 8).axis("x").values
    assert [(type(one), one) for one in found] == [(type(one), one) for one in values]


def test_shares_of_a_field_name_its_numbers_however_they_are_spelled() -> None:
    text = "recipe: r\nabout: a\nrow: {a: line, x: [0.1, 2]}\nvary: {x: {0.10: 1/2, 2: rest}}\n"
    text += "means: {x: {0.1: little, 2: much}}\nwrite: '{{ x }} {{ leaf }}'\n"
    assert expanded(text, 8).axis("x").values == (0.1, 2)


def test_a_field_has_one_value_where_its_condition_holds_and_the_other_elsewhere() -> None:
    text = (
        "recipe: logs\nabout: Logs\nrow: {log: string 15..500 as text, severity: [info, critical], "
        "failing: boolean}\nvary: {failing: {of: [true], when: \"severity == 'critical'\", else: false}}\n"
        "make: {log: 'A log, {{ severity }}, failing {{ failing }}, on {{ leaf }}.'}\n"
        "means: {severity: {info: all well, critical: data lost}, failing: {true: it fails}}\n"
    )
    seats = deal(expanded(text, 8), [{} for _ in range(8)], {}, 1)
    assert [seat["failing"] for seat in seats] == [seat["severity"] == "critical" for seat in seats]
    assert [seat["failing"] for seat in seats].count(True) == 4
