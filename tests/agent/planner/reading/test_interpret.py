"""From words to a spec whose parts have recipes: flags, questions, files, several parts."""

import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.reading.binding import SHARE
from seedbed.agent.planner.reading.interpret import interpret
from seedbed.agent.planner.reading.without_a_model import interpret as by_rule_alone
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget, Each
from tests.agent.planner.reading.answers import CLAUSES, TIPS, answer, bound, part, read, recipe
from tests.agent.recipes.recipes import changed
from tests.scripted import Asked, client_on, scripted

WORDS = "30 tips on baking bread"


async def test_a_request_becomes_a_spec_with_a_recipe(tmp_path: Path) -> None:
    reading, asked = await read(tmp_path, WORDS, answer(TIPS), then=[recipe()])
    only = reading.spec.parts[0]
    assert (only.name, bool(only.recipe), only.rows, only.topic) == ("rows", True, 30, "baking bread")
    assert isinstance(only.recipe, dict) and "clauses" not in only.recipe
    assert only.clauses == {"30": ("rows",), "tips on baking bread": ("rubric 1",)}
    assert (reading.spec.language, reading.spec.request, reading.said) == ("English", WORDS, ())
    assert [one.job for one in asked] == ["read_request", "write_recipe"]


async def test_parts_in_several_languages(tmp_path: Path) -> None:
    words = "30 tips on baking bread in German and 20 in French"
    german = part(languages=["de"], clauses=["30 tips on baking bread in German"])
    french = part(20, name="french", languages=["fr"], clauses=["and 20 in French", "tips on baking bread"])
    reading, asked = await read(tmp_path, words, answer(german, french))
    told = {one.brief["part"]["name"]: one for one in asked if one.job == "write_recipe"}
    assert "parts_before" not in told["tips"].brief
    assert told["french"].brief["parts_before"] == [{"name": "tips", "kind": "a tip"}]
    assert "{pick: tips, n: 1}" in told["french"].last and "`tips` has text." in told["french"].last
    one, other = reading.spec.parts
    assert (one.name, other.name, reading.spec.language) == ("tips", "french", "German")
    assert isinstance(one.recipe, dict) and isinstance(other.recipe, dict)
    assert "language" not in one.recipe and other.recipe["language"] == "fr"


async def test_flags_go_before_the_request(tmp_path: Path) -> None:
    hints = Hints(rows=50, budget=Budget(usd=2.0))
    reading, _ = await read(tmp_path, WORDS, answer(TIPS), hints=hints)
    assert reading.spec.rows == 50 and reading.spec.budget.usd == 2.0
    assert "-n 50 goes before the request's 30 rows" in reading.said
    more = {**OPEN, "text": "30 or 20?", "decided": "20"}
    _, asked = await read(tmp_path / "3", WORDS, answer(TIPS, questions=[more]), hints=hints)
    told = asked[1].last
    assert told.index("Decided: 20") < told.index("-n 50 goes before the request's 30 rows: so many are made")
    open_ = answer(part(30), part(0, name="jokes", clauses=["and jokes"]))
    both, _ = await read(tmp_path / "4", f"{WORDS} and jokes", open_, hints=hints)
    assert [one.rows for one in both.spec.parts] == [30, 20]
    assert not any("goes before" in one for one in both.said)
    unsaid, _ = await read(tmp_path / "2", "tips on bread", answer(part(0)), hints=Hints(rows=50))
    assert (unsaid.spec.rows, unsaid.said) == (50, ())


async def test_rows_that_are_counted_by_documents_wait_for_them(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.md").write_text("# A ferry\n\nIt stays in port.\n", encoding="utf-8")
    each: Any = {"documents": True, "each": {"of": "document", "rows": 2}, "clauses": ["each of these items"]}
    hints = Hints(sources=(str(tmp_path / "news"),))
    words = "each of these items retold twice"
    reading, asked = await read(tmp_path, words, answer(part(0, **each)), hints=hints)
    only = reading.spec.parts[0]
    assert only.each is not None and (only.each.of, only.each.rows) == ("document", 2)
    assert asked[1].brief["part"]["rows"] == "2 for each document (a file, or a row of a table)"
    assert not any("How many rows" in line for line in reading.said)
    flagged = hints.model_copy(update={"rows": 5})
    reading, _ = await read(tmp_path / "2", words, answer(part(0, **each)), hints=flagged)
    assert (reading.spec.rows, reading.spec.parts[0].each) == (5, None)
    assert "-n 5 goes before the request's 2 for each document" in reading.said
    counted, _ = await read(tmp_path / "3", words, answer(part(40, **each)), hints=hints)
    assert (counted.spec.rows, counted.spec.parts[0].each) == (40, None)
    made_up, _ = await read(tmp_path / "4", words, answer(part(0, **{**each, "documents": False})))
    assert (made_up.spec.rows, made_up.spec.parts[0].each) == (100, None)


async def test_one_file_is_no_count_of_documents_unless_the_reader_says_so_twice(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("helmet kids\nchain skips\n", encoding="utf-8")
    (tmp_path / "q.csv").write_text("id,query\n1,helmet\n", encoding="utf-8")
    words, clauses = "each query put otherwise", ["each query put otherwise"]
    each: Any = {"documents": True, "each": {"of": "document", "rows": 1}, "clauses": clauses}
    entry: Any = {**each, "each": {"of": "entry", "rows": 1, "there": 2}}
    by = Hints(sources=(str(tmp_path / "q.txt"),))
    mended, asked = await read(
        tmp_path / "0", words, answer(part(0, **each)), answer(part(0, **entry)), hints=by
    )
    assert mended.spec.parts[0].each == Each(of="entry", rows=1, there=2)
    assert "q.txt is one document" in asked[1].last and asked[2].job == "write_recipe"
    kept, asked = await read(tmp_path / "1", words, *[answer(part(0, **each))] * 2, hints=by)
    assert kept.spec.parts[0].each == Each(of="document", rows=1)
    assert [one.job for one in asked] == ["read_request", "read_request", "write_recipe"]
    table = Hints(sources=(str(tmp_path / "q.csv"),))
    rows, asked = await read(tmp_path / "2", words, answer(part(0, **each)), hints=table)
    assert rows.spec.parts[0].each == Each(of="document", rows=1) and len(asked) == 2


async def test_rows_are_counted_by_one_of_several_sources(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("id,question\n1,When?\n2,Where?\n", encoding="utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "a.md").write_text("# Hours\n\nWe open at nine.\n", encoding="utf-8")
    words, sources = (
        "answer each question in q.csv from book",
        tuple(str(tmp_path / n) for n in ("q.csv", "book")),
    )

    async def counted(named: str, sources: tuple[str, ...], to: str) -> tuple[str, str, tuple[str, ...]]:
        each = {"of": "document", "rows": 1, "source": named}
        of: Any = {"documents": True, "each": each, "clauses": ["each question in q.csv"]}
        reading, asked = await read(tmp_path / to, words, answer(part(0, **of)), hints=Hints(sources=sources))
        (only,) = reading.spec.parts
        assert only.each is not None
        return only.each.source, asked[1].brief["part"]["rows"], reading.said

    paths = [{"path": "q.csv", "use": "documents"}]
    given = await read(tmp_path / "0", words, answer(part(0), paths=paths), hints=Hints(sources=sources))
    assert given[0].spec.sources == sources, "by a flag, wherever it lies"
    (tmp_path / "book" / "q.csv").write_text("id,question\n1,When?\n", encoding="utf-8")
    inner, paths = str(tmp_path / "book" / "q.csv"), [{"path": "book", "use": "documents"}]
    hints = Hints(sources=(inner,), folder=str(tmp_path))
    both = await read(tmp_path / "5", words, answer(part(0), paths=paths), hints=hints)
    assert [*map(Path, both[0].spec.sources)] == [Path(inner), tmp_path / "book"], "a folder is no file in it"
    assert (await counted("book", (inner, sources[1]), "6"))[0] == sources[1]
    source, told, _ = await counted("q.csv", sources, "1")
    assert source == sources[0]
    assert told.endswith(f"row of a table) of {source}; what `find` searches is the others")
    assert (await counted("a.md", sources, "2"))[0] == "a.md", "a file of a folder that is named"
    assert (await counted("q.csv", sources[:1], "3"))[0] == "", "there is no other"
    source, _, said = await counted("r.csv", sources, "4")
    assert source == "" and "rows: r.csv isn't among the documents, so all of them are counted" in said


async def test_the_flag_is_spread_over_the_parts(tmp_path: Path) -> None:
    jokes = part(10, name="jokes", clauses=["10 jokes on baking"])
    words = "30 tips on baking bread and 10 jokes on baking"
    reading, asked = await read(tmp_path, words, answer(TIPS, jokes), hints=Hints(rows=8))
    assert [one.rows for one in reading.spec.parts] == [6, 2]
    assert sorted(one.brief["part"]["rows"] for one in asked[1:]) == [2, 6]
    with pytest.raises(UserFault, match="can't be spread over 2 parts"):
        await read(tmp_path / "2", words, answer(TIPS, jokes), hints=Hints(rows=1))


async def test_no_rows_are_nothing_to_build(tmp_path: Path) -> None:
    clauses = [("0 tips", "the set"), "on baking bread"]
    none = answer(part(0, clauses=clauses))
    with pytest.raises(UserFault, match="'0 tips' asks for 0 rows, and there is nothing to build"):
        await read(tmp_path, "0 tips on baking bread", none)
    reading, _ = await read(tmp_path / "2", "0 tips on baking bread", none, hints=Hints(rows=5))
    assert reading.spec.rows == 5
    typos = answer(part(0, clauses=["tips on baking bread", "0 typos", ("0% rants", "the set")]))
    reading, _ = await read(tmp_path / "3", "tips on baking bread, 0 typos, 0% rants", typos)
    assert reading.spec.rows == 100, "a zero of something else says nothing of the rows"


async def test_rows_that_are_not_said_are_decided_and_said_or_asked(tmp_path: Path) -> None:
    unsaid = answer(part(0, clauses=["tips on baking bread"]))
    reading, _ = await read(tmp_path, "tips on baking bread", unsaid)
    assert reading.spec.rows == 100 and reading.said == ("How many rows? Decided: 100",)

    dropped = answer(part(0, clauses=[("30", "the set"), "tips on baking bread"]))
    reading, _ = await read(tmp_path / "3", WORDS, dropped)
    assert (reading.spec.rows, reading.said) == (30, ("How many rows? Decided: 30",)), "the words say it"
    times = answer(part(60, clauses=[("30", "the set"), "tips on baking bread in 2 languages"]))
    reading, _ = await read(tmp_path / "4", f"{WORDS} in 2 languages", times)
    assert any("says 30, 2; the plan makes 60 rows" in one for one in reading.said), "30 is a demand"

    async def ask(text: str, options: tuple[str, ...]) -> str | None:
        return "seventy"

    answered, asked = await read(tmp_path / "2", "tips on baking bread", unsaid, ask=ask)
    assert (answered.spec.rows, answered.said, len(asked)) == (70, (), 2)


OPEN = {"text": "For beginners?", "options": ["for beginners", "for bakers"], "decided": "for beginners"}


async def test_where_nobody_is_there_a_question_is_decided_and_an_unsafe_request_said(tmp_path: Path) -> None:
    unsafe = "They teach to poison bread."
    reading, _ = await read(tmp_path, WORDS, answer(TIPS, questions=[OPEN], unsafe=unsafe))
    assert "For beginners? Decided: for beginners" in reading.said and len(reading.said) == 2
    assert any("unsafe" in line and "poison bread" in line for line in reading.said)


async def test_an_answer_is_read_once_more_and_nothing_is_asked_twice(tmp_path: Path) -> None:
    parsed: list[str] = []

    async def ask(text: str, options: tuple[str, ...]) -> str | None:
        parsed.append(text)
        return "for bakers"

    second = answer(part(clauses=CLAUSES, subject="baking bread for a living"), questions=[OPEN])
    reading, asked = await read(tmp_path, WORDS, answer(TIPS, questions=[OPEN]), second, ask=ask)
    assert parsed == ["For beginners? [for beginners]"]
    assert reading.spec.parts[0].topic == "baking bread for a living" and reading.said == ()
    assert asked[1].brief["answered"] == [{"question": "For beginners?", "answer": "for bakers"}]
    assert ["The person has been asked already" in one.last for one in asked[:2]] == [False, True]
    agreed, asked = await read(tmp_path / "2", WORDS, answer(TIPS, questions=[OPEN]), ask=_as_decided)
    assert [one.job for one in asked] == ["read_request", "write_recipe"] and agreed.said == ()


async def _as_decided(text: str, options: tuple[str, ...]) -> str | None:
    return ""


async def test_documents_named_in_words_and_by_flag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# Sourdough\n")
    monkeypatch.chdir(tmp_path)
    cited = answer(
        part(documents=True, clauses=["30 tips from ./docs"]), paths=[{"path": "./docs", "use": "documents"}]
    )
    reading, asked = await read(tmp_path, "30 tips from ./docs", cited, hints=Hints(sources=("docs",)))
    assert reading.spec.sources == ("docs",)
    assert "a.md (1 words): Sourdough" in asked[1].last
    with pytest.raises(UserFault, match=r"no such file or folder.*docs"):
        wrong = {**cited, "paths": [{"path": "./dogs", "use": "documents"}]}
        await read(tmp_path / "2", "30 tips from ./dogs", wrong)


async def test_what_flags_hand_over_is_told_to_the_reader(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "tips.txt").write_text("Oil the chain.\n\nPump the tyres.\n")
    (tmp_path / "own.jsonl").write_text('{"frage": "Wie alt?", "antwort": "8"}')
    hints = Hints(sources=(f"{tmp_path}/docs",), examples=(f"{tmp_path}/own.jsonl",))
    reading, asked = await read(tmp_path, WORDS, answer(TIPS), hints=hints)
    assert asked[0].brief["given"] == {
        "documents": [f"{tmp_path}/docs"],
        "in them": ["tips.txt (6 words): Oil the chain. | Pump the tyres."],
        "fields of example rows": ["frage", "antwort"],
    }
    assert reading.spec.sources == hints.sources and reading.spec.examples == hints.examples
    assert "the documents aren't used: no part is made of them" in reading.said
    assert '{"frage": "Wie alt?"' in asked[1].last


async def test_all_values_of_a_label_are_told_to_reader_and_writer_whatever_the_order(tmp_path: Path) -> None:
    labels = ["praise", "complaint", "question", "advice"]
    rows = [{"text": f"Text {n} of some length", "label": labels[n // 3]} for n in range(12)]
    (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, rows)))
    hints = Hints(examples=(f"{tmp_path}/own.jsonl",))
    _, asked = await read(tmp_path, WORDS, answer(TIPS), hints=hints)
    counts = {"label": dict.fromkeys(labels, 3)}
    assert asked[0].brief["given"]["values of example rows"] == counts
    line = json.dumps({"values in all 12 rows": counts})
    before, found, after = asked[1].last.partition(f"\n{line}\n")
    assert found and before.splitlines()[-1].startswith("<text-")
    assert after.count('"label": ') == 8 and '"label": "advice"' in after


async def test_a_part_that_cannot_be_made_does_not_keep_the_other(tmp_path: Path) -> None:
    words = "30 tips on baking bread and 20 questions on our handbook"
    cited = part(
        20, name="questions", documents=True, kind="a question", clauses=["20 questions on our handbook"]
    )
    reading, _ = await read(tmp_path, words, answer(TIPS, cited))
    assert [one.name for one in reading.spec.parts] == ["tips"]
    assert any("questions is left out" in line and "--from PATH" in line for line in reading.said)
    with pytest.raises(UserFault, match=r"none are named.*--from PATH"):
        await read(tmp_path / "2", words, answer(cited))


async def test_a_number_of_rows_is_enough_where_the_reader_sees_none_asked_for(tmp_path: Path) -> None:
    reading, _ = await read(tmp_path, "tips for bakers", answer(), hints=Hints(rows=12))
    assert [(one.rows, one.topic) for one in reading.spec.parts] == [(12, "tips for bakers")]
    assert "the planner's model sees no rows asked for: the request is taken as one demand" in reading.said


async def test_no_rows_and_too_many(tmp_path: Path) -> None:
    with pytest.raises(UserFault, match="no rows are asked for"):
        await read(tmp_path, "hello", answer())
    with pytest.raises(UserFault, match="at most 1,000,000"):
        await read(tmp_path / "2", "2000000 tips", answer(part(2_000_000)))
    with pytest.raises(UserFault, match="the request is empty"):
        await read(tmp_path / "3", "  ", answer(TIPS))


async def test_beside_a_named_recipe_the_words_may_be_a_subject_alone(tmp_path: Path) -> None:
    reading, _ = await read(tmp_path, "the museum", answer(), hints=Hints(recipe="haiku", rows=50))
    only = reading.spec.parts[0]
    assert (only.topic, only.rows, only.clauses) == ("the museum", 50, {})


async def test_shares_that_miss_the_rows_are_told_with_the_line_of_the_named_recipe(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(changed("{calm: 0.5,", "{calm: 90 rows,"), encoding="utf-8")
    with pytest.raises(UserFault, match=r"mine\.yaml: line 11, vary\.tone: calm 90"):
        await read(tmp_path, "the museum", answer(), hints=Hints(recipe=str(path), rows=50))


async def test_a_part_of_which_nothing_can_be_kept_is_left_out_and_alone_it_ends_the_reading(
    tmp_path: Path,
) -> None:
    words, spoken = "30 tips on baking bread", part(9, name="spoken", clauses=["9 as spoken audio"])
    no = recipe('{9 as spoken audio: "not kept: only text can be made"}')

    def kept(asked: Asked) -> str:
        return no if asked.brief["part"]["clauses"] == ["9 as spoken audio"] else bound(asked)

    why = "by the planner's model nothing can keep «9 as spoken audio» (only text can be made)"
    step = "ask for what a text can hold"
    reading, _ = await read(tmp_path, f"{words} and 9 as spoken audio", answer(TIPS, spoken), then=kept)
    assert [one.name for one in reading.spec.parts] == ["tips"]
    assert f"spoken is left out: {why} ({step})" in reading.said
    with pytest.raises(UserFault) as caught:
        await read(tmp_path / "alone", "9 as spoken audio", answer(spoken), then=kept)
    assert str(caught.value) == f"the request: {why} — {step}"


async def test_material_that_is_named_as_examples_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "mails.jsonl").write_text('{"text": "Where is it?"}\n')
    hints = Hints(examples=(str(tmp_path / "mails.jsonl"),))
    with pytest.raises(
        UserFault, match=r"none are named — name files .*; or .*mails\.jsonl: --examples shows"
    ):
        await read(tmp_path, "label each mail", answer(part(documents=True)), hints=hints)


async def test_the_budget_is_a_demand_that_a_cap_keeps(tmp_path: Path) -> None:
    words = "30 tips on baking bread for at most 3 dollars"
    parsed = part(clauses=[*CLAUSES, ("for at most 3 dollars", "the set")])
    reading, asked = await read(tmp_path, words, answer(parsed, budget="for at most 3 dollars"))
    assert reading.spec.budget.usd == 3.0
    assert reading.spec.parts[0].clauses["for at most 3 dollars"] == ("budget",)
    assert "for at most 3 dollars" not in asked[1].brief["part"]["clauses"]


async def test_demands_past_those_that_a_plan_heeds_are_named(tmp_path: Path) -> None:
    demands = [f"demand {number}" for number in range(200)]
    reading, _ = await read(
        tmp_path, "30 tips, " + ", ".join(demands), answer(part(clauses=["30 tips", *demands]))
    )
    clauses = reading.spec.parts[0].clauses
    assert len(clauses) == 201
    assert clauses["demand 199"][0].startswith("not kept: past the first 60")
    assert any("heeds the first 60" in line for line in reading.said)


async def test_a_model_that_writes_no_json_is_not_asked(tmp_path: Path) -> None:
    with scripted({}) as server:
        async with client_on(server, tmp_path, "logprobs") as client:
            reading = await interpret("30 tweets by topic (cats, dogs)", client=client)
    assert server.asked == [] and reading.spec.parts[0].offline == "labels"
    assert (await by_rule_alone("30 tweets by topic (cats, dogs)")).spec == reading.spec


async def test_a_recipe_that_is_named_stands_and_each_demand_is_held_against_it(tmp_path: Path) -> None:
    half = ("half of them short", "some rows")
    asked_for = part(clauses=[("30", "the set"), "tips on baking bread", "that rhyme", "by bakers", half])

    def held(asked: Asked) -> str:
        assert asked.brief["demands"] == ["tips on baking bread", "that rhyme", "by bakers", half[0]]
        assert {"check concept", "rubric 1", "field text"} <= set(asked.brief["binders"])
        kept = [(1, ["check concept"], ""), (2, [], "nothing of it looks for rhymes"), (4, ["rubric 1"], "")]
        return json.dumps({"demands": [{"number": n, "kept_by": by, "why_not": w} for n, by, w in kept]})

    with scripted({"read_request": [answer(asked_for)], "bind_clauses": held}) as server:
        async with client_on(server, tmp_path) as client:
            reading = await interpret(WORDS, client=client, hints=Hints(recipe="labelled-text"))
    (only,) = reading.spec.parts
    assert only.clauses == {
        "30": ("rows",),
        "tips on baking bread": ("check concept",),
        "that rhyme": ("not kept: nothing of it looks for rhymes",),
        "by bakers": ("not kept: the recipe labelled-text was given, which has nothing for it",),
        half[0]: (SHARE,),
    }
    said = "; ".join(reading.said)
    assert "3 of 5 demands aren't kept by labelled-text; without --recipe the planner adapts one" in said
    assert "if this names a subject" not in said
