"""What the critic keeps in mind: levels, outcomes."""

from seedbed.agent.critic.state import CriticState, fresh_state
from seedbed.memory.brief import Cell
from seedbed.memory.candidate import Agreement, Classification, Verdict
from tests.agent.critic.grounds import SPEC
from tests.agent.planner.schedules import brief, cell, draft, rejected, schedule

HOME = cell()
_BOARD = schedule(1, difficulties=("any", "easy", "hard"))


def fresh() -> CriticState:
    return fresh_state(SPEC, {})


def right(home: Cell = HOME) -> Verdict:
    return Verdict(state="accepted", cell=home.key, seat=0)


def test_a_right_row_that_came_too_late_is_heard_as_one_in_time() -> None:
    late, in_time = fresh(), fresh()
    late.add(brief(_BOARD, 1), draft(text="a red bike by the sea"), rejected(HOME, "surplus"))
    in_time.add(brief(_BOARD, 1), draft(text="a red bike by the sea"), right())
    assert late.diversity.read() == in_time.diversity.read() != fresh().diversity.read()
    wrong = fresh()
    wrong.add(brief(_BOARD, 1), draft("wrong answer", text="a red bike"), rejected(HOME, "wrong answer"))
    assert wrong.diversity.read() == fresh().diversity.read()


def test_levels_are_measured_by_independent_readings_first_ones_included() -> None:
    mind = fresh()
    easy, hard = cell(difficulty="easy"), cell(difficulty="hard")
    solved = Agreement(ok=True, by="solver", question="q", answers=("1", "1", "2", "1"), share=0.75)
    read = Classification(ok=True, by="judge", label="x", probability=1.0, slot="key")
    student = Classification(ok=True, by="student", label="x", probability=0.9)  # no independent reading
    mind.add(brief(_BOARD, 1, easy), draft(evidence=(student, read)), right(easy))
    mind.add(brief(_BOARD, 2, hard), draft(evidence=(solved,), tries=(("wrong label",),)), right(hard))
    mind.add(brief(_BOARD, 3, hard), draft(evidence=(student,)), right(hard))
    mind.add(brief(_BOARD, 4), draft(evidence=(read,)), right())  # a cell of any difficulty
    assert {key[1]: tuple(level) for key, level in mind.levels.items()} == {
        "easy": (1, 1.0),
        "hard": (2, 0.75),
    }
