"""What a recipe expands into."""

from pathlib import Path

import pytest

from seedbed.agent.recipes.draft import RecipeFault
from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.holds import bound
from seedbed.agent.recipes.load import find, parse, shipped
from seedbed.memory.recipe import Leaf, Recipe
from tests.agent.recipes.recipes import SMALL, changed, expanded, faults


def one(name: str) -> Recipe:
    """A shipped recipe."""
    return expand(shipped(name), where=name)


def test_a_small_recipe_whole() -> None:
    recipe = expanded(SMALL, 100)
    assert [(one.name, one.role, one.kept) for one in recipe.fields] == [
        ("question", "prompt", False),
        ("solution", "response", False),
        ("answer", "response", False),
        ("department", "label", False),
        ("note", "context", True),
    ]
    assert [axis.name for axis in recipe.axes] == ["department", "tone", "why", "customer"]
    assert recipe.leaf == Leaf(of="axis", axis="department")
    assert recipe.axis("department").reads == ("question",)
    assert recipe.axis("why").otherwise is None and recipe.axis("customer").wanted == 20
    assert [step.names for step in recipe.steps] == [
        ("department", "leaf"),
        ("department", "tone", "why", "customer", "note", "leaf"),
        ("question",),
    ]
    assert [use.id for use in recipe.checks] == [
        "schema", "language.question", "language.solution", "language.answer", "leaks.department",
        "readability.solution", "rubric", "label.department", "concept", "answers.answer",
        "answers.answer.solution",
    ]  # fmt: skip
    uses = {use.id: use for use in recipe.checks}
    assert uses["label.department"].inputs == {"of*": ("question",)}
    assert uses["label.department"].arguments["axes"]["department"]["means"]["billing"] == "paying"
    assert uses["answers.answer"].inputs == {"a": "answer", "b*": ("question",)}
    assert uses["answers.answer"].arguments == {"task": "Answer it."}
    assert (uses["answers.answer.solution"].relation, uses["answers.answer.solution"].line) == ("answers", 2)
    assert uses["rubric"].inputs == {"of*": ("question", "solution", "answer")}
    assert uses["concept"].inputs == {"of*": ("question",)}
    assert recipe.rubric[1].when == "why == 'broken'"
    assert [clause.kept_by for clause in recipe.clauses][:2] == [("rows",), ("field question",)]


def test_a_schema_may_have_null_among_its_values() -> None:
    recipe = expanded(changed("note: line 3..80", "note: {schema: {enum: [open, null]}}"))
    assert recipe.field("note").value_schema == {"enum": ["open", None]}
    assert "no value" in faults(changed("note: line 3..80", "note: {a: }"))[0]


def test_the_value_where_an_axis_does_not_hold_may_mean_something_too() -> None:
    text = changed("""when: "tone == 'angry'"}""", """when: "tone == 'angry'", else: nothing}""")
    for said, means in (
        ("late: came late, broken: came broken", {"late": "came late", "broken": "came broken"}),
        ("late: x, broken: y, nothing: all is well", {"late": "x", "broken": "y", "nothing": "all is well"}),
    ):
        recipe = expanded(changed("billing: paying}}", f"billing: paying}}, why: {{{said}}}}}", text))
        assert recipe.axis("why").means == means
    more = "billing: paying}, why: {late: x, broken: y, never: z}}"
    wrong = faults(changed("billing: paying}}", more, text))
    assert "unknown value of `why` `never`" in wrong[0]


def test_axes_are_read_programs_run_and_concepts_come_from_where_they_should() -> None:
    calls, flips, stance = one("function-calls"), one("counterfactuals"), one("stance")
    assert calls.axis("need").reads == ("now", "request", "tools") and not calls.axis("need").is_field
    reads = {axis.name: axis.reads for axis in flips.axes if axis.reads}
    assert reads == {"label": ("original",), "label_after": ("rewrite",)}
    assert flips.axis("label_after").means == flips.axis("label").means
    assert "label.stance+sarcastic" in [use.id for use in stance.checks]
    sarcastic = stance.axis("sarcastic")
    assert sarcastic.values == (True, False) and sarcastic.otherwise is False and "true" in sarcastic.means
    bash, sql = one("bash-one-liners"), one("text-to-sql")
    assert bash.language == {"command": "any", "test": "any"}
    uses = {use.id: use for use in (*bash.checks, *sql.checks)}
    assert "language.command" not in uses and {"ran.ran", "ran.result"} <= {*uses}
    how = {"compare": "program", "language": "bash", "files": "tree"}
    assert uses["answers.command"].arguments.items() > how.items()
    told = {
        "compare": "sql",
        "files": "schema data",
        "task": "Answer what is asked there by one query for SQLite.",
    }
    assert uses["answers.sql"].arguments == told
    level = next(use for use in sql.checks if use.check == "level")
    assert level.inputs["of*"] == ("schema", "question", "sql")
    assert [*level.arguments["levels"]] == [*sql.levels]
    places, evolved = one("two-places"), one("evol-instruct")
    assert (places.leaf.of, evolved.leaf.of) == ("passages", "subject")
    assert one("routed-questions").leaf == Leaf(of="axis", axis="department")
    assert "concept" not in [use.id for use in evolved.checks]
    needs = next(use for use in places.checks if use.check == "needs")
    assert needs.arguments == {"answer": "answer"}
    assert one("translation-pairs").language == {"source": "en", "target": "de"}


def test_what_is_said_of_shares() -> None:
    said = expanded(changed("rest of them: rest", "rest of them: 5 rows, other: rest"), 50).said
    assert "tone: 0.5 of 50 for calm: 25" not in said  # comes out as written
    assert "tone: 0.25 of 50 for angry: 13" in " ".join(said)
    assert "tone: rest of them is read as 5 rows of 50, not as a share" in said
    third = expanded(
        changed("{calm: 0.5, angry: 0.25, rest of them: rest}", "{calm: 1/3, angry: rest}"), 250
    ).said
    assert "tone: 1/3 of 250 for calm: 83" in third
    half = expanded(
        changed("{calm: 0.5, angry: 0.25, rest of them: rest}", "{calm: 0.5, angry: 0.5}"), 51
    ).said
    assert "tone: 0.5 of 51 for calm: 26; the half goes to the value named first" in half
    assert "only varied, not checked: tone, why, customer" in half


def test_a_concept_beside_an_asked_axis_is_said() -> None:
    said = " ".join(expanded(changed("leaf: {per: department}\n", "")).advice)
    assert "question: the prompt names a concept of the subject (`leaf`) and `customer`" in said
    assert not expanded(SMALL).advice


def test_write_is_one_step_for_all_that_nothing_else_makes() -> None:
    recipe = expanded(
        "recipe: r\nabout: a\nrow: {now: datetime as context, q: line as prompt, a: line as response}\n"
        "vary: {when_now: {ask: times, n: 5}}\n"
        "make: {now: {set: when_now}}\nwrite: 'At {{ now }} on {{ leaf }}.'\n"
    )
    assert [(step.targets, step.how) for step in recipe.steps] == [(("now",), "set"), (("q", "a"), "write")]


def test_checks_are_added_changed_and_taken_away() -> None:
    text = changed(
        "checks: {readability: {of: solution, most: 50}, answers.answer: {task: Answer it.}}",
        "checks: {readability.answer: {most: 40}, "
        "code.short: {of: [answer], code: 'def verify(answer): return 1'}, "
        "leaks: {of: question, value: answer}, language.question: {}, language: {of: answer}}\n"
        "without: [label.department, rubric]",
    )
    recipe = expanded(text)
    uses = {use.id: use for use in recipe.checks}
    assert uses["readability.answer"].inputs == {"of": "answer"}
    assert uses["readability.answer"].arguments == {"most": 40}
    assert uses["leaks.question"].inputs == {"of*": ("question",), "value": "answer"}
    assert [use.inputs for use in recipe.checks if use.id == "language.answer"] == [{"of*": ("answer",)}]
    assert uses["code.short"].check == "code" and uses["code.short"].inputs == {"of*": ("answer",)}
    assert "label.department" not in uses and "rubric" not in uses
    kept = {clause.text: clause.kept_by for clause in recipe.clauses}
    assert kept["department"] == ("not kept: the check is taken away",)
    assert kept["polite"] == ("not kept: the check is taken away",)
    assert kept["ok"] == ("holds 1",)
    assert "the check label.department is taken away" in recipe.said


def test_a_value_that_is_a_count_is_read_by_a_check() -> None:
    recipe = expanded(
        "recipe: r\nabout: a\nrow: {text: string 5..900}\nvary: {size: [short, long]}\n"
        "write: 'A {{ size }} text on {{ leaf }}.'\n"
        "read: {size: {check: count.text, short: {words: ..40}, long: {words: 120..}}}\n"
        "clauses: {short ones: axis size}\n"
    )
    assert recipe.axis("size").counted["short"] == {"words": "..40"}
    assert recipe.axis("size").reads == ()


def test_the_right_option_is_read_by_its_solvers() -> None:
    text = (
        "recipe: r\nabout: a\nrow: {question: line as prompt, options: list 4 of line 1..90 as context, "
        "reasoning: string as response, answer: [A, B, C, D]}\n"
        "write: 'A question on {{ leaf }} with four options; right is {{ answer }}, with reasons.'\n"
        "holds: [answer answers question options]\n"
        "clauses: {the right one: axis answer}\n"
    )
    tied = text + "rubric: [\"'reasoning' ends with the letter {{ answer }}.\"]\n"
    recipe = expanded(tied)
    assert recipe.axis("answer").reads == ()
    assert "label.answer" not in [use.id for use in recipe.checks]
    assert bound(recipe.checks, recipe.axes, recipe.rubric)["axis answer"] == ("answers.answer",)


def test_a_value_that_follows_from_the_row_is_made_and_solved_for_by_what_fits_best() -> None:
    found = expanded(
        """\
recipe: verdicts
about: A review with a verdict on it
row: {review: string 5..900 as prompt, mood: "one of [good, bad, mixed]"}
make:
  item: {pick: passages, n: 1, whole: document}
  review: {set: "item | cell('review')"}
  mood: "Is this review good, bad or mixed? {{ review }}"
holds: [mood answers review]
"""
    )
    assert not found.axes and found.field("mood").role == "label"
    solving = next(use for use in found.checks if use.id == "answers.mood")
    assert solving.arguments == {"best": True}


def test_the_languages_of_a_recipe_are_weighed_against_each_other() -> None:
    several = expanded(
        "recipe: r\nabout: a\nlanguages: {de: 0.5, nl: rest}\nrow: {text: string}\n"
        "write: '{{ leaf }} in {{ language }}'\n"
    )
    arguments = {use.id: use.arguments for use in several.checks}
    assert arguments["language.text"] == {"among": ("de", "nl")}
    alone = expanded(
        "recipe: r\nabout: a\nlanguage: {a: en, b: de}\nrow: {a: string as prompt, b: string as response}\n"
        "write: '{{ leaf }}'\n"
    )
    assert [use.arguments for use in alone.checks if use.check == "language"] == [{}, {}]


def test_a_solver_of_what_is_corrected_is_told_what_to_do() -> None:
    text = (
        "recipe: r\nabout: A sentence with one error and its correction; set the language\n"
        "row: {wrong: line, right: line}\nwrite: '{{ leaf }}'\n"
        "holds: [right edits wrong 2, right answers wrong]\n"
    )
    arguments = {use.id: use.arguments for use in expanded(text).checks}
    assert arguments["answers.right"]["task"] == (
        "`right` is `wrong` changed in at most 2 places, as this says: «A sentence with one error and its "
        "correction». Make that change and no other."
    )
    own = expanded(text + "checks: {answers.right: {task: Correct it.}}\n")
    assert next(use for use in own.checks if use.id == "answers.right").arguments["task"] == "Correct it."


@pytest.mark.parametrize("check", ["near-copies", "schema"])
def test_what_is_always_checked_keeps_a_clause(check: str) -> None:
    assert faults(changed("ok: holds 1", f"ok: check {check}")) == ()


def test_levels_and_languages_are_dealt() -> None:
    recipe = expanded(
        "recipe: r\nabout: a\nlevels: {easy: one step, hard: three steps}\n"
        "languages: {en: 1/3, de: 1/3, es: rest}\n"
        "row: {text: string, code: string as context}\nkeep: {note: string}\n"
        "language: {note: any, code: en}\n"
        "make: {'note, text': '{{ leaf }} in {{ language }}, {{ level }}', code: '{{ text }}'}\n"
        "clauses: {a third German: axis language, easy and hard: [axis level, check level]}\n"
    )
    kept = bound(recipe.checks, recipe.axes, recipe.rubric)
    assert kept["axis language"] == kept["check language"] and kept["axis level"] == ("level",)
    assert recipe.levels == {"easy": "one step", "hard": "three steps"}
    assert [share.value for share in recipe.languages] == ["en", "de", "es"]
    assert recipe.language == {"text": "language", "note": "any", "code": "en"}


def test_a_raw_recipe_without_a_file_names_no_lines() -> None:
    raw = dict(parse(changed("n: 20", "m: 20"), ""))
    with pytest.raises(Exception, match=r"^the recipe: vary\.customer") as caught:
        expand(raw)
    assert "line" not in str(caught.value)


def test_a_field_that_may_be_null_is_read_as_what_it_is_where_it_isnt() -> None:
    text = (
        "recipe: notes\nabout: Notes\n"
        "row: {title: line 3..80 as text, tips: 'list 2 of line 5..80 or null as response'}\n"
        "write: 'A note on {{ leaf }}.'\n"
    )
    spoken = [use.fields for use in expanded(text).checks if use.check == "language"]
    assert ("tips",) in spoken
    talk = "recipe: talks\nabout: Talks\nrow: {said: messages 3 or null}\nwrite: 'A talk on {{ leaf }}.'\n"
    assert any("an even number of messages" in one for one in faults(talk))


def test_a_parameter_of_the_recipe_that_one_starts_from_goes_with_the_prompts_that_named_it() -> None:
    own = {
        "use": "labelled-text",
        "write": "A note on {{ leaf }} by {{ writer }}: {{ length }}, of «{{ label }}».",
    }
    assert expand(find(own, Path())).steps[0].prompt == own["write"], "as a spec keeps it, too"
    assert find({"use": "labelled-text", "rubric": ["It is real."]}, Path())["params"] == {"kind": "message"}
    with pytest.raises(RecipeFault, match=r"params\.kind: no prompt names it"):
        expand({**own, "params": {"kind": "note"}})
