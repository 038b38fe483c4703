"""Sections that no row uses: named to concepts whose rows bring little new, each at most twice."""

from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.critic.critique import Faithfulness, read
from seedbed.agent.critic.unused import consult
from seedbed.agent.critic.wants import Grounds
from seedbed.agent.critic.watch import Watch, watch
from seedbed.agent.planner.answer import answer
from seedbed.agent.planner.board import Board
from seedbed.agent.planner.directives import Consult, Unread
from seedbed.agent.planner.policy import EVERYTHING
from seedbed.agent.shelf import Shelf
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.spec import Part, Spec
from seedbed.tools.knowledge.chunks import Chunk, chunk_sources
from tests.agent.planner.boards import PART, TREE, board, brief, cell, draft
from tests.tools.knowledge.documents import document

SPEC = Spec(parts=(Part(name=PART, task="records", topic="t", rows=20, fields={"type": "object"}),))
TEXTS = [f"# D{n}\n\n" + f"word{n} " * (100 - n) for n in range(6)]
CHUNKS: tuple[Chunk, ...] = chunk_sources(document(text, f"{n}.md") for n, text in enumerate(TEXTS))


def place(number: int) -> dict[str, object]:
    chunk = CHUNKS[number]
    return {"source": chunk.name, "sha256": chunk.source, "start": chunk.start, "end": chunk.end}


class Build:
    """A board, the critic's memory of some documents, and a search that finds all of them."""

    def __init__(self) -> None:
        self.board: Board = board({"bikes": 8, "boats": 8})
        self.watch: Watch = watch(SPEC, {}, Shelf(chunks=CHUNKS))
        self.asked: list[tuple[str, int]] = []
        self.at = 0

    def row(self, *numbers: int, leaf: str = "bikes", order: Brief | None = None) -> Draft:
        """One accepted row that was written from these documents."""
        self.at += 1
        home = order or brief(self.board, self.at, cell(leaf))
        made = draft(text=f"row {self.at}", notes={"sources": [place(n) for n in numbers]})
        self.board.order(self.at, home)
        verdict = Verdict(state="accepted", cell=home.cell.key, seat=home.seat)
        self.board.apply(self.at, verdict, [(home.seat, self.at)], made)
        self.watch.add(home, made, verdict)
        return made

    def sent(self, leaf: str = "bikes") -> Brief:
        """A brief that is to be written from what its concept has before it."""
        section = self.board.before(PART, leaf)[0]
        return brief(
            self.board, self.at + 1, cell(leaf), grounding={"unread": section.model_dump(mode="json")}
        )

    def near(self, part: str, leaf: str, among: Sequence[str]) -> Sequence[str]:
        self.asked.append((leaf, len(among)))
        return list(among)

    def grounds(self) -> Grounds:
        return Grounds(
            board=self.board,
            watch=self.watch,
            usable={},
            policy=EVERYTHING,
            proposes=lambda part: False,
            shows=lambda part: False,
            past=(),
            near=self.near,
        )

    def consulted(self) -> list[Consult]:
        found = list(consult(self.grounds()))
        for directive in found:
            answer(directive, self.board)
        return found


def names(directive: Consult) -> list[str]:
    return [section.name for section in directive.sections]


def test_a_concept_whose_rows_bring_new_sections_is_left_alone() -> None:
    build = Build()
    build.row(0)
    build.row(1, 0)
    assert build.consulted() == [] and build.asked == []


def test_one_whose_rows_repeat_gets_the_nearest_unused_ones_with_the_figures() -> None:
    build = Build()
    build.row(0)
    build.row(0)
    build.row(0, 0)
    (found,) = build.consulted()
    assert (found.part, found.leaf, found.kind, found.by) == (PART, "bikes", "consult", "critic")
    assert names(found) == ["1.md", "2.md", "3.md", "4.md", "5.md"]
    assert found.because == (
        "most of what searches brought for its latest 2 rows was used before; no row uses 5 of 6 sections"
    )
    assert build.asked == [("bikes", 5)]
    assert build.board.before(PART, "bikes") == list(found.sections)
    assert build.board.before(PART, "boats") == []


def test_rows_sent_to_unused_sections_tell_nothing_of_the_searches() -> None:
    build = Build()
    build.row(0)
    build.row(0)
    assert build.consulted()
    for number in range(1, 4):
        build.row(number, order=build.sent())
    assert build.watch.stale[PART, "bikes"] == 1
    build.row(4)
    assert build.watch.stale[PART, "bikes"] == 0


def test_what_one_concept_has_before_it_is_named_to_no_other() -> None:
    build = Build()
    build.row(0)
    build.row(0)
    build.row(0, leaf="boats")
    (first,) = build.consulted()
    assert first.leaf == "bikes" and build.consulted() == []
    build.row(1, order=build.sent())
    assert build.consulted() == []  # its rows bring something new again, and nothing is left for the other
    assert build.asked == [("bikes", 5)]


def test_no_more_is_named_than_there_are_seats_to_be_ordered() -> None:
    build = Build()
    for _ in range(6):
        build.row(0)
    (found,) = build.consulted()
    assert len(found.sections) == 2


def test_a_section_of_which_no_row_came_is_named_once_more_and_then_left_alone() -> None:
    build = Build()
    build.row(*range(5))
    build.row(*range(5))
    for time in range(2):
        (found,) = build.consulted()
        assert names(found) == ["5.md"]
        order = build.sent()
        build.at += 1
        build.board.order(build.at, order)
        assert build.consulted() == []  # while it is out
        rejected = Verdict(state="rejected", cell=order.cell.key)
        build.board.apply(build.at, rejected, (), draft("low quality"))
        assert time or build.board.before(PART, "bikes") == []
    assert build.consulted() == []


def test_a_row_taken_back_leaves_its_sections_unused() -> None:
    build = Build()
    build.row(0)
    order = brief(build.board, 2, cell())
    made = build.row(1, 0, order=order)
    build.row(0, 1)
    build.watch.withdraw(order, made, Verdict(state="accepted", cell=cell().key, seat=order.seat))
    assert build.watch.use is not None
    assert len(build.watch.use.unused()) == 4
    build.watch.withdraw(order, made, Verdict(state="accepted", cell=cell().key, seat=order.seat))
    assert len(build.watch.use.unused()) == 5


def test_nothing_is_named_where_it_is_off_or_there_is_nothing_to_search() -> None:
    build = Build()
    build.row(0)
    build.row(0)
    grounds = build.grounds()
    assert list(consult(replace(grounds, policy=replace(EVERYTHING, unused=False)))) == []
    assert list(consult(replace(grounds, near=None))) == []
    assert list(consult(replace(grounds, near=lambda part, leaf, among: ()))) == []
    assert list(consult(replace(grounds, watch=watch(SPEC, {})))) == []


def test_the_critique_says_what_is_used() -> None:
    build = Build()
    build.row(0, 1)
    unmeasured = Faithfulness(estimate=None, low=None, high=None, basis="")
    plan = Plan(parts=(PartPlan(part=PART, tree=TREE, quotas={}),))
    found = read(1, build.board, plan, build.watch, unmeasured, None).sources
    assert found is not None
    assert (found["sections"]["used"], found["documents"]["total"], found["entities"]) == (2, 6, None)


def test_in_which_order_a_board_learns_of_briefs_and_directives_changes_nothing() -> None:
    one = [Unread(source="s", name="n", heading=(str(n),), passages=("p",)) for n in range(3)]
    named = [
        Consult(part=PART, leaf="bikes", sections=tuple(one[:2]), because=""),
        Consult(part=PART, leaf="bikes", sections=(one[0], one[2]), because=""),
    ]
    orders = [
        brief(board(), n, cell(), grounding={"unread": section.model_dump(mode="json")})
        for n, section in enumerate((one[0], one[1], one[0]), 1)
    ]
    live, resumed = board(), board()
    answer(named[0], live)
    for number, order in enumerate(orders[:2], 1):
        live.order(number, order)
    answer(named[1], live)
    live.order(3, orders[2])
    for number in (3, 1, 2):  # those in flight come first
        resumed.order(number, orders[number - 1])
    for directive in named:
        answer(directive, resumed)
    assert live.before(PART, "bikes") == resumed.before(PART, "bikes") == [one[2]]
