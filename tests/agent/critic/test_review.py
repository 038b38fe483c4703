"""What a reader may ask for: what is done of it, and why the rest isn't."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.answers import Ask
from seedbed.agent.critic.account import accounts
from seedbed.agent.critic.critique import Dropped, read
from seedbed.agent.critic.review import MOST, sift
from seedbed.agent.critic.state import Line, fresh_state
from seedbed.agent.making.parts import settled
from seedbed.agent.planner.scheduling.ahead import Ahead
from seedbed.agent.planner.scheduling.answer import answer
from seedbed.agent.planner.scheduling.directives import (
    AddConcept,
    AddValues,
    Directive,
    Expand,
    Guide,
    SetCheck,
    Weigh,
)
from seedbed.agent.planner.scheduling.schedule import TRIES, Schedule
from seedbed.memory.spec import Part, Spec
from seedbed.memory.tree import Concept
from tests.agent.critic.grounds import PLAN, UNMEASURED, grounds
from tests.agent.planner.schedules import LEAVES, METHOD, OTHER, PART, cell, commit, schedule

RECIPE = """\
recipe: notes
about: A note
row: {text: string 5..500}
vary: {tone: [calm, loud]}
write: "A {{ tone }} note about {{ leaf }}."
rubric: ["It is a note.", "It is polite."]
levels: {easy: plain, hard: involved}
"""


def spec_of(**more: Any) -> Spec:
    part = Part.model_validate({"name": PART, "topic": "notes", "rows": 20, "recipe": RECIPE, **more})
    return settled(Spec(parts=(part,)), Path())


SPEC = spec_of(clauses={"polite": ["rubric 2"]})


@dataclass
class Build:
    """What a reader has before it."""

    schedule: Schedule = field(default_factory=lambda: schedule(4, tones=("calm", "loud")))
    answered: list[tuple[int, Directive]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    rows: Mapping[int, str] = field(default_factory=dict)
    moves: bool = True
    shows: bool = True

    def sift(self, *asked: Mapping[str, Any]) -> tuple[list[Directive], list[Dropped]]:
        mind = fresh_state(SPEC, {})
        mind.lines.extend(self.lines)
        on = grounds(
            self.schedule,
            mind,
            usable={PART: (METHOD, OTHER)},
            moves=self.moves,
            shows=self.shows,
            answered=self.answered,
            accounts=accounts(self.answered, self.schedule, self.lines, Ahead(0, 0), SPEC),
        )
        reading = read(1, self.schedule, PLAN, mind, UNMEASURED)
        return sift([ask(**one) for one in asked], reading, on, SPEC, self.rows)

    def done(self, **asked: Any) -> Directive:
        done, dropped = self.sift(asked)
        assert not dropped
        return done[0]

    def why(self, **asked: Any) -> str:
        done, dropped = self.sift(asked)
        assert not done
        return dropped[0].why

    def follow(self, *directives: Directive) -> "Build":
        for directive in directives:
            self.answered.append((1, directive))
            answer(directive, self.schedule)
        return self

    def tried(self, wrong: int, leaf: str = "bikes", right: int = 0) -> "Build":
        for number in range(1, wrong + right + 1):
            commit(self.schedule, number, cell(leaf), *(() if number <= right else ("low quality",)))
        return self


def ask(**more: Any) -> Ask:
    empty = {"what": "", "say": "", "values": [], "aims": "acceptance", "because": "so"}
    return Ask.model_validate({"where": f"{PART}/bikes", **empty, **more})


def refusing(check: str, refused: int, passed: int) -> list[Line]:
    lines = [Line(n, cell().key, "wrong", (check,)) for n in range(1, refused + 1)]
    return [*lines, *(Line(refused + n, cell().key, "accepted") for n in range(1, passed + 1))]


# what is done -----------------------------------------------------------------------------------------


def test_a_sentence_is_told_with_its_reason_and_forgets_only_what_it_aims_at() -> None:
    found = Build().done(kind="guide", say="Begin  with\nthe place.", aims="openings", because="rows 1, 2")
    assert isinstance(found, Guide)
    assert (found.say, found.by, found.because) == ("Begin with the place.", "reader", "rows 1, 2")
    assert (found.about, found.aims) == ("sameness", "openings")
    assert Build().done(kind="guide", say="Stay.", aims="elsewhere").model_dump()["about"] == "drift"


def test_a_sentence_for_some_rows_says_which() -> None:
    build = Build()
    for what, why in {
        "pitch == 'high'": "there is no axis 'pitch'; there are: level, tone",
        "tone == 'shrill'": "`tone` is never 'shrill'; it is: calm, loud",
        "level in ['hard', 'absurd']": "`level` is never 'absurd'; it is: easy, hard",
        "1 == 1": "'1 == 1' names no axis; there are: level, tone",
        "tone ==": "'tone ==' can't be worked out: ",
        "tone.__class__": "'tone.__class__' can't be worked out: ",
    }.items():
        assert build.why(kind="guide", what=what, say="More.").startswith(why)
    where = "level == 'hard' and tone != 'calm'"
    found = build.done(kind="guide", where=PART, what=f" {where} ", say="Two matters in one.")
    assert isinstance(found, Guide) and (found.leaf, found.when) == ("", where)
    build.follow(found)
    assert build.why(kind="guide", where=PART, what=where, say=found.say) == "writers are told so already"
    wider = build.done(kind="guide", where=PART, say=found.say)
    assert build.follow(wider).schedule.guidance[PART, ""] == {found.say: ""}


def test_new_values_go_to_the_open_cells_of_the_place() -> None:
    done, _ = Build().sift({"kind": "values", "what": "tone", "values": ["dry", "calm", "weary"]})
    assert [(one.values, one.beside) for one in done if isinstance(one, AddValues)] == [(("dry", "weary"), 2)]
    everywhere, dropped = Build().sift(
        {"kind": "values", "where": PART, "what": "tone", "values": ["dry", "weary"]}
    )
    assert len(everywhere) == len(LEAVES) and not dropped


def test_a_method_is_changed_where_it_is_another_and_there() -> None:
    assert Build().done(kind="method", what="s").model_dump()["method"] == "s"


def test_a_check_that_refuses_most_rows_is_switched_off_where_nothing_rests_on_it() -> None:
    found = Build(lines=refusing("rubric.1", 12, 6)).done(kind="check off", where=PART, what="rubric.1")
    assert isinstance(found, SetCheck) and not found.on
    back = Build().follow(found.model_copy(update={"by": "critic"}))
    assert back.done(kind="check on", where=PART, what="rubric.1").model_dump()["on"]


def test_a_row_that_it_was_shown_is_shown_to_writers_and_hidden_again() -> None:
    build = Build(rows={1: "ab"}).tried(0, right=1)
    shown = build.done(kind="show", what="1")
    assert (shown.kind, shown.model_dump()["number"]) == ("show", 1)
    build.follow(shown)
    assert build.why(kind="show", what="1") == "it is shown already, or was and failed"
    hidden = build.done(kind="hide", what="1")
    assert (hidden.kind, hidden.model_dump()["text"]) == ("retire", "ab")


def test_a_row_that_it_was_shown_and_that_stands_is_sent_back() -> None:
    build = Build(rows={1: "ab"}).tried(0, right=1)
    back = build.done(kind="redo", what="1")
    assert (back.kind, back.model_dump()["number"], back.by) == ("send back", 1, "reader")
    assert build.why(kind="redo", what="2").startswith("'2' is no accepted row")


def test_a_concept_of_which_nothing_comes_gives_its_rows_away() -> None:
    def build() -> Build:
        return Build().tried(0, "cars", right=3).tried(TRIES)

    assert build().done(kind="prune").kind == "prune"
    assert build().done(kind="reweight").kind == "reweight"


# what isn't -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"kind": "guide", "where": "nowhere", "say": "x"}, "there is no place 'nowhere'"),
        ({"kind": "guide", "where": f"{PART}/land", "say": "x"}, f"there is no place '{PART}/land'"),
        ({"kind": "guide", "say": " \u200b "}, "it says nothing"),
        ({"kind": "guide", "say": "x", "because": "\n"}, "it gives no reason"),
        ({"kind": "unguide", "what": "g7"}, "there is no sentence 'g7'"),
        ({"kind": "values", "what": "size", "values": ["a b", "c d"]}, "the axis 'size' isn't there, or"),
        ({"kind": "values", "what": "tone", "values": ["calm", "dry"]}, "it names no two values"),
        ({"kind": "method", "what": "magic"}, "there is no method 'magic' for it"),
        ({"kind": "prune"}, "something came of its last 12 candidates, or there weren't as many"),
        ({"kind": "prune", "where": PART}, "name a concept"),
        ({"kind": "expand", "where": PART}, "it can't be split"),
        ({"kind": "show", "what": "1"}, "'1' is no accepted row that it was shown"),
        ({"kind": "hide", "what": "²"}, "'²' is no accepted row that it was shown"),
        ({"kind": "check on", "where": PART, "what": "rubric.1"}, "that check isn't off"),
        ({"kind": "check off", "where": PART, "what": "schema"}, "'schema' can't be switched off"),
        ({"kind": "check off", "where": PART, "what": "rubric.2"}, "'rubric.2' can't be switched off"),
        ({"kind": "check off", "where": PART, "what": "rubric.1"}, "it has refused only 0 of 0"),
        ({"kind": "stop"}, "rows are coming"),
    ],
)
def test_what_isn_t_there_or_can_t_be_is_dropped_with_the_reason(asked: dict[str, Any], why: str) -> None:
    assert Build().why(**asked).startswith(why)


def test_a_concept_that_does_well_is_not_given_up() -> None:
    build = Build(schedule=schedule(8)).tried(TRIES - 1, right=4)
    assert build.why(kind="prune").startswith("something came")


def test_a_part_is_split_and_an_axis_grows_only_so_often() -> None:
    build = Build(schedule=schedule(8))
    for number, leaf in enumerate(("cars", "boats", "ships")):
        build.answered.append((number, Expand(part=PART, leaf=leaf, because="so", by="reader")))
        more = AddValues(cell=cell(leaf).key, attribute="tone", values=("dry",), because="so", by="reader")
        build.answered.append((number, more))
    assert build.why(kind="expand") == "it was done 3 times already"
    assert build.why(kind="values", what="tone", values=["dry", "wet"]) == "it was done 3 times already"


def test_the_opposite_of_its_last_word_is_dropped_until_that_has_failed() -> None:
    off = SetCheck(part=PART, check="rubric.1", on=False, because="so", by="reader")
    build = Build().follow(off)
    assert build.why(kind="check on", where=PART, what="rubric.1").startswith(
        "it is the opposite of its last"
    )
    told = Guide(part=PART, leaf="bikes", say="Be brief.", because="so", by="reader")
    build = Build(lines=[Line(n, cell().key, "accepted" if n < 9 else "wrong") for n in range(1, 9)])
    assert build.follow(told).why(kind="unguide", what="g1").endswith("which hasn't failed")
    failed = [Line(n - 20, cell().key, "accepted" if n <= 21 else "wrong") for n in range(1, 42)]
    assert Build(lines=failed).follow(told).done(kind="unguide", what="g1").kind == "unguide"


def test_what_was_taken_back_isn_t_asked_again() -> None:
    told = Guide(part=PART, leaf="bikes", say="Be brief.", because="so", by="reader")
    build = Build().follow(told)
    assert build.why(kind="guide", say="Be brief.") == "writers are told so already"
    build.schedule.guidance.clear()
    assert build.why(kind="guide", say="Be brief.") == "it was said before and taken back"
    off = SetCheck(part=PART, check="rubric.1", on=False, because="so", by="reader")
    build = Build(lines=refusing("rubric.1", 12, 6))
    build.follow(off, off.model_copy(update={"on": True, "by": "critic"}))
    assert build.why(kind="check off", where=PART, what="rubric.1") == "it asked for that before"


def test_a_person_s_word_stands() -> None:
    mine = Guide(part=PART, leaf="bikes", say="Be brief.", because="so", by="person")
    assert Build().follow(mine).why(kind="unguide", what="g1") == "a person said that sentence"
    weighed = Weigh(part=PART, leaf="bikes", factor=2, because="so", by="person")
    concept = Concept(id="vans", name="Vans", parents=("land",))
    added = AddConcept(part=PART, concept=concept, because="so", by="person")
    for where, directive in ((f"{PART}/bikes", weighed), (f"{PART}/vans", added)):
        build = Build(schedule=schedule(8)).follow(directive)
        assert build.why(kind="expand", where=where) in (
            "a person has decided about that concept",
            "fewer than 4 of its rows are missing",
        )
    assert Build(schedule=schedule(8)).done(kind="expand").kind == "expand"


def test_only_so_many_are_done_and_none_twice() -> None:
    said = [{"kind": "guide", "where": f"{PART}/{leaf}", "say": "Be brief."} for leaf in (*LEAVES, *LEAVES)]
    done, dropped = Build().sift(*said)
    assert len(done) == MOST and dropped[-1].why == f"at most {MOST} at once"
    _, twice = Build().sift(said[0], said[0])
    assert [one.why for one in twice] == ["it is asked for now already, or its opposite is"]


def test_no_more_than_three_of_its_sentences_stand_at_a_place() -> None:
    build = Build()
    for word in ("one", "two", "three"):
        build.follow(Guide(part=PART, leaf="bikes", say=word, because="so", by="reader"))
    assert build.why(kind="guide", say="four").endswith("take one back first")


def test_a_mechanism_that_is_off_isn_t_used() -> None:
    build = Build(moves=False, shows=False, rows={1: "ab"}).tried(0, right=1)
    assert build.why(kind="prune") == "no rows are moved in this build"
    assert build.why(kind="show", what="1").startswith("without examples")


def test_a_build_ends_only_where_nearly_nothing_comes() -> None:
    build = Build(lines=[Line(n, cell().key, "accepted" if n == 1 else "wrong") for n in range(1, 60)])
    assert build.done(kind="stop", because="nothing fits").model_dump()["why"] == "read"
