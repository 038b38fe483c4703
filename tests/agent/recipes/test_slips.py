"""Slips in recipes are refused before the first call, each with its line, key and what would be allowed."""

import os
import random
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.recipes.draft import RecipeFault
from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.load import find, parse, shipped_names
from seedbed.memory.errors import UserFault
from seedbed.memory.files.yaml_file import load
from tests.agent.recipes.recipes import SMALL, changed, expanded, faults
from tests.warm import ROOT

SLIPS = load(Path(__file__).with_name("slips.yaml")).value


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_refused(name: str) -> None:
    slip = SLIPS[name]
    found = faults(changed(slip["is"], slip["instead"]))
    assert found, "nothing was found"
    assert any(f"{slip['at']}: " in one and slip["says"] in one for one in found), found


@pytest.mark.parametrize(
    "check",
    ["numbers_in: {most: 4}", "length: {unit: words, between: 1..5}", "readability: {most: 50}"],
)
def test_a_check_of_texts_is_refused_of_numbers(check: str) -> None:
    numbers = changed("line 3..80", "list 3 of integer")
    name, _, arguments = check.partition(":")
    found = faults(changed("checks: {", f"checks: {{{name}.note:{arguments}, ", numbers))
    assert any(f"checks.{name}.note: `note` holds numbers or truth values alone" in one for one in found)


def test_faults_come_in_one_order_whatever_the_process() -> None:
    """They are told to the model that wrote the recipe, whose answer is found again by the question."""
    program = (
        "from tests.agent.recipes.recipes import changed, faults\n"
        "from tests.agent.recipes.test_slips import SLIPS\n"
        "several = 'department: {orders: 1/2, payed: 1/2}, tone: {calm'\n"
        "print(faults(changed('tone: {calm', several.replace('}, ', '}\\n  '))))\n"
        "for slip in SLIPS.values(): print(faults(changed(slip['is'], slip['instead'])))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1 and b"`billing` of its values" in said.pop()


@pytest.mark.parametrize(
    ("shape", "more", "says"),
    [
        ("messages 5", "", "begins with the user and ends with the assistant: an even number of messages"),
        ("messages 6", ", last: user", "begins with the user and ends with the user: an odd number"),
        ("messages 5", ", last: user", ""),
        ("messages 5", ", last: any", ""),
        ("messages 5", ", world: calculator", ""),
        ("messages 5..6", "", ""),
        (
            "messages 4..8",
            "}}\nchecks: {turns: {of: chat, between: 9..12",
            "has by its shape at most 8 messages",
        ),
    ],
)
def test_a_talk_has_a_number_of_messages_that_can_end_it(shape: str, more: str, says: str) -> None:
    talk = f"make: {{chat: {{talk: {{user: Ask., assistant: Answer.}}{more}}}}}"
    found = faults(f"recipe: chats\nabout: Chats\nrow: {{chat: {shape}}}\n{talk}\n")
    assert len(found) == bool(says) and says in "".join(found)


@pytest.mark.parametrize(("long", "says"), [(19_000, ""), (20_000, "has 20,002 characters, 20,000 at most")])
def test_a_text_that_all_rows_share_may_be_long(long: int, says: str) -> None:
    shared = f"""make: {{db: {{set: "'{"x" * long}'"}}, ask: "On {{{{ leaf }}}}: {{{{ db }}}}"}}"""
    found = faults(f"recipe: questions\nabout: Questions\nrow: {{db: string, ask: line}}\n{shared}\n")
    assert len(found) == bool(says) and says in "".join(found)


def test_what_is_taken_from_one_text_needn_t_be_compared() -> None:
    taken = (
        "recipe: ads",
        "about: Job ads",
        "row: {ad: string as prompt, title: line as response, pay: integer as response}",
    )
    made = ('make: {ad: "An ad on {{ leaf }}.", "title, pay": "The title and the pay of {{ ad }}."}',)
    each = "holds: [title answers ad, pay answers ad]"
    assert not faults("\n".join((*taken, *made, each)))
    assert any(
        "nothing compares" in one for one in faults("\n".join((*taken, *made, "holds: [pay answers ad]")))
    )


def test_a_kept_result_compares_what_is_each_compared_with_it() -> None:
    said = (
        "recipe: estimates",
        "about: Estimates",
        "row: {ask: line as prompt, reasoning: string as response, answer: line as response}",
        "keep: {value: number}",
        'make: {ask: "How much of {{ leaf }}?", "reasoning, value, answer": "{{ ask }}"}',
    )
    worked = "calculations: {of: reasoning, result: value}"
    both = "code: {of: [answer, value], code: 'def verify(answer, value): return True'}"
    assert not faults("\n".join((*said, f"checks: {{{worked}, {both}}}")))
    found = faults("\n".join((*said, f"checks: {{{worked}}}")))
    assert any("nothing compares `reasoning` and `answer`" in one for one in found)


def test_what_says_the_same_as_one_text_needn_t_be_compared() -> None:
    said = (
        "recipe: notes",
        "about: Notes in two tones",
        "row: {note: string as prompt, formal: string as response, friendly: string as response}",
        'make: {note: "A note on {{ leaf }}.", formal: "Stiffly: {{ note }}", friendly: "Warm: {{ note }}"}',
    )
    assert not faults("\n".join((*said, "holds: [formal same note, friendly same note]")))
    found = faults("\n".join((*said, "holds: [formal same note]")))
    assert any("nothing compares `formal` and `friendly`" in one for one in found)


def test_what_is_each_held_to_the_rows_text_or_a_document_needn_t_be_compared() -> None:
    play = (
        "recipe: plays",
        "about: Scenes",
        "row: {scene: string as text, liar: line as response, lie: line as response}",
        "write: 'A scene on {{ leaf }}, who lies in it and about what.'",
    )
    one, other = "'liar' lies in 'scene'.", "'scene' shows that 'lie' is untrue."
    assert not faults("\n".join((*play, f'rubric: ["{one}", "{other}"]')))
    assert any("nothing compares" in said for said in faults("\n".join((*play, f'rubric: ["{one}"]'))))
    digest = (
        "recipe: digests",
        "about: Digests",
        "row: {title: line as response, summary: string as response}",
        "make: {page: {pick: passages, whole: document}, title: 'Of {{ page }}', summary: 'Of {{ page }}'}",
        "holds: [title follows page, summary follows page]",
    )
    assert not faults("\n".join(digest))


def test_what_speaks_for_a_label_is_compared_with_it_in_the_words_of_the_fault() -> None:
    """What one fault proposes, no other refuses."""
    quiz = (
        "recipe: quiz",
        "about: A question with options",
        "row: {question: line as prompt, options: list 2 of line as context, right: [A, B], "
        "why: line as response}",
        "write: 'On {{ leaf }}; {{ right }} is right.'",
        "holds: [right answers question options]",
        "checks: {answers.right: {task: Choose.}}",
    )
    (fault,) = faults("\n".join(quiz))
    proposed = fault.partition("«")[2].partition("»")[0]
    assert proposed == "'why' speaks for {{ right }}"
    assert not faults("\n".join((*quiz, f'rubric: ["{proposed}."]')))


def test_what_has_a_few_changed_spots_is_in_no_other_words() -> None:
    text = (
        "recipe: r\nabout: a\nrow: {wrong: line, right: line}\nwrite: '{{ leaf }}'\n"
        "holds: [right edits wrong 2, right answers wrong, wrong differs right]\n"
    )
    (fault,) = faults(text)
    assert "holds[2]" in fault and "exclude each other" in fault
    assert not faults(changed(", wrong differs right", "", text))


def test_an_answer_may_be_computed_from_the_axis_that_its_question_is_written_by() -> None:
    text = (
        "recipe: r\nabout: a\nrow: {question: line as prompt, answer: line as response}\n"
        "vary: {letter: [A, B], other: [C, D]}\nholds: [answer answers question]\n"
        "make: {question: 'On {{ leaf }}, so that {{ letter }} is right.', answer: {set: letter}, "
        "more: '{{ other }}'}\n"
    )
    assert not faults(text)
    assert "nothing that makes `answer` names" in faults(changed("set: letter", "set: other", text))[0]


def test_what_is_wrong_in_the_recipe_that_one_starts_from_says_whose_it_is() -> None:
    used = 'recipe: r\nuse: text-to-sql\nmake: {question: "{{ level }} {{ feature }} {{ voice }}"}\n'
    with pytest.raises(RecipeFault) as caught:
        expand(find(parse(used, ""), Path()))
    whose = "in `text-to-sql`, which it starts from, "
    for told in (f"{whose}row.sql: nothing makes it", f"{whose}make.result.program: "):
        assert any(one.startswith(told) for one in caught.value.faults)


NLI = "use: nli\nrow: {premise: string 5.., hypothesis: string 5.., label: [entailment, contradiction]}\n"
VALUES = """recipe: r
about: x
row: {a: string, k: [x, y, z], u: [p, q]}
write: '{{ leaf }} {{ k }} {{ u }}'
means: {k: {x: p, y: q, z: o}, u: {p: d, q: e}}
vary: """


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (NLI, "line 2, row.label: the values of `label` are others than in `nli`: say `means` of them anew"),
        (VALUES + "{u: {p: 0.5, r: rest}}", "line 6, vary.u.r: unknown value `r`; allowed: p, q"),
        (VALUES + "{k: {x: 0.5, y: rest}}", "line 6, vary.k: `z` of its values in `row` can't occur"),
        (VALUES + "{v: {of: [1, 2], when: leaf, else: 1}}", "unknown name `leaf`; allowed: k, u"),
    ],
)
def test_of_a_fault_it_is_not_said_what_follows_from_it(text: str, says: str) -> None:
    with pytest.raises(RecipeFault) as caught:
        expand(find(parse(text, ""), Path()))
    found = [one for one in caught.value.faults if "no prompt names" not in one]
    assert len(found) == 1 and says in found[0]


OTHERS = {
    "an axis that nobody reads": (" for {{ department }}", "", "row.department: no prompt of a writer names"),
    "a leaf that no prompt names": (" on {{ leaf }} ", " ", "leaf: `leaf` is dealt, and no prompt names"),
    "no template": ("{{ tone }} question", "{{ tone question", "make.question: "),
    "a circle": ("n: 20}", "n: 20}\n  a: {of: [x], when: b}\n  b: {of: [y], when: a}", "in a circle"),
    "follows what isn't seen": (
        "{{note}}",
        "",
        "holds[0]: can't work: the step that makes `note` doesn't name",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_slips_are_refused(name: str) -> None:
    old, new, text = OTHERS[name]
    written = SMALL.replace('"A note on {{ leaf }} for {{ department }}."', '"A note: {{ why }}."')
    written = changed("holds: [", "holds: [note follows question, ", written)
    assert not faults(written)
    found = faults(changed(old, new, written))
    assert any(text in one for one in found), found


def test_a_fault_of_a_leaf_among_the_axes_has_its_place() -> None:
    text = changed("leaf: {per: department}\n", "", changed("vary:\n", "vary:\n  leaf: {per: dept}\n"))
    assert faults(text)[0].startswith("line 11, vary.leaf.per: unknown axis `dept`")
    assert faults(changed("about: Questions", "vary_: Questions"))[0].endswith("`about` is missing")


def test_all_faults_of_form_and_then_of_meaning_are_said_at_once_in_the_order_of_the_file() -> None:
    meaning = changed("rubric 1", "rubric 9", changed("most: 50}", "mst: 50}"))
    form = changed("note: line", "note: lien", changed("n: 20", "m: 20", meaning))
    for text, wanted in ((form, [9, 13]), (meaning, [3, 21])):
        with pytest.raises(RecipeFault) as caught:
            expanded(text)
        assert [int(one.split(",")[0].removeprefix("line ")) for one in caught.value.faults] == wanted
    assert str(caught.value).startswith("recipe.yaml: line 3, clauses.polite: ")


def test_a_field_of_a_check_that_is_unknown_is_not_said_to_be_missing_too() -> None:
    (fault,) = faults(changed("{of: solution, most: 50}", "{of: solutoin, most: 50}"))
    assert "unknown field `solutoin`; did you mean `solution`?" in fault
    assert any("`of` is missing" in one for one in faults(changed("{of: solution, most: 50}", "{most: 50}")))


@pytest.mark.parametrize(
    ("shares", "rows", "text"),
    [
        ("{calm: 300 rows, angry: rest}", 200, "there are only 200 rows"),
        ("{calm: 120 rows, angry: 90 rows}", 200, "calm 120 + angry 90 is 210, and it has to be 200 (rows)"),
        ("{calm: 0.9 of all, angry: 20 rows}", 100, "calm 90 + angry 20 is 110"),
    ],
)
def test_shares_that_miss_the_number_of_rows_are_refused_with_their_numbers(
    shares: str, rows: int, text: str
) -> None:
    recipe = changed("{calm: 0.5, angry: 0.25, rest of them: rest}", shares)
    assert not faults(recipe)  # without a number of rows nobody can know
    (fault,) = faults(recipe, rows)
    assert fault.startswith("line 11, vary.tone: ") and text in fault


def test_a_condition_that_never_holds_is_refused_and_one_that_needs_more_rows_is_told() -> None:
    (fault,) = faults(changed("angry: 0.25", "angry: 0.0001"), 20)
    assert fault == "line 12, vary.why: on 20 rows `when` never holds"
    said = expand(parse(SMALL, ""), rows=1).said
    assert "why: on 1 row its `when` never holds, so no row has a value of it" in said
    noted = changed("note: line 3..80", "note: line 3..80 or null")
    note = """{write: "A note.", when: "tone == 'angry' and why == 'late'"}"""
    step = changed('"A note on {{ leaf }} for {{ department }}."', note, noted)
    assert "note: on 1 row its `when` never holds, so no row has it" in expanded(step, 1).said
    assert faults(changed("== 'late'", "!= 'late' and why != 'broken'", step), 20) == (
        "line 16, make.note: on 20 rows `when` never holds",
    )


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_written_is_refused_or_expands(seed: int) -> None:
    """Recipes with parts replaced by junk: no error but those for people."""
    draws = random.Random(seed)
    raws = [dict(parse(SMALL, "")), *(dict(find(name, Path())) for name in shipped_names())]
    counts = {"expanded": 0, "refused": 0}
    for _ in range(60):
        raw = deepcopy(draws.choice(raws))
        for _ in range(draws.randint(1, 3)):
            _spoil(raw, draws)
        try:
            expand(raw, rows=draws.choice([None, 1, 20]))
            counts["expanded"] += 1
        except UserFault:
            counts["refused"] += 1
    assert counts["refused"] > counts["expanded"]


JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 3.5, "", "x", "rest", "{{ x }}", "a b", "leaf", "1/0", "5 rows", [], {}, ["a"],
    {"a": None}, {"of": ["a"]}, {"ask": "x"}, [[]], [{"a": 1}], {"": ""}, "text",
    "2..1", "list of", "{{",
    "a" * 300,
    {"per": "x"}, "1e999", float("inf"), 10**30, "string 1..5 as text or null", "user: x", "'text' y",
)  # fmt: skip


def _spoil(raw: dict[str, Any], draws: random.Random) -> None:
    places = [path for path in _paths(raw) if path]
    if not places:
        return
    path = draws.choice(places)
    holder: Any = raw
    for step in path[:-1]:
        holder = holder[step]
    how = draws.random()
    if how < 0.6:
        holder[path[-1]] = deepcopy(draws.choice(JUNK))
    elif how < 0.8 and isinstance(holder, dict):
        name = draws.choice(["x", "leaf", "text", "of", "a, b", f"{path[-1]}x", "", "check", "5"])
        holder[name] = holder.pop(path[-1])
    else:
        del holder[path[-1]]


def _paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [above]
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        found += _paths(child, (*above, key))
    return found
