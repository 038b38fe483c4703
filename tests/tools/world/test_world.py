"""A world of tools: calls that change its state, and calls that it refuses."""

from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls import Call, read_tools
from seedbed.tools.world.own_tools import CALCULATOR, CALCULATOR_WORLD
from seedbed.tools.world.world import Collection, Operation, State, World, changes
from seedbed.tools.world.world_file import read_world

WORLD = """
tools:
  - name: find_bikes
    parameters: {properties: {kind: {type: string}, free: {type: boolean}}}
  - name: book_bike
    parameters:
      properties: {bike_id: {type: string}, days: {type: integer, minimum: 1}}
      required: [bike_id, days]
  - name: get_booking
    parameters: {properties: {booking_id: {type: string}}, required: [booking_id]}
  - name: change_days
    parameters:
      properties: {booking_id: {type: string}, new_days: {type: integer}}
      required: [booking_id, new_days]
  - name: cancel_booking
    parameters: {properties: {booking_id: {type: string}}, required: [booking_id]}
  - name: remove_bike
    parameters: {properties: {bike_id: {type: string}}, required: [bike_id]}
collections:
  bikes:
    key: bike_id
    rows:
      - {bike_id: B1, kind: City, free: true}
      - {bike_id: B2, kind: tandem, free: false}
  bookings: {key: booking_id, prefix: K-}
backend:
  find_bikes: {does: find, in: bikes, returns: [bike_id, kind]}
  book_bike:
    does: create
    in: bookings
    needs: {bikes: bike_id}
    needs_fields: {bikes: {free: true}}
    set: {status: booked}
  get_booking: {does: get, in: bookings}
  change_days: {does: update, in: bookings, fields: {new_days: days}, only_if: {status: booked}}
  cancel_booking: {does: update, in: bookings, set: {status: cancelled}, only_if: {status: booked}}
  remove_bike: {does: delete, in: bikes}
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return opened(tmp_path, WORLD)


def opened(folder: Path, text: str) -> World:
    path = folder / "world.yaml"
    path.write_text(text, encoding="utf-8")
    return read_world(path)


def played(world: World, *calls: tuple[str, dict[str, Any]]) -> tuple[Any, list[Any]]:
    state, said = world.start(), []
    for name, arguments in calls:
        state, outcome = world.call(state, Call(name, arguments))
        said.append(outcome.value if outcome.ok else outcome.error)
    return state, said


def test_what_was_booked_is_there_later_and_a_repetition_is_equal(world: World) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("find_bikes", {"kind": "city"}),
        ("book_bike", {"bike_id": "B1", "days": 2}),
        ("change_days", {"booking_id": "K-1001", "new_days": 3}),
        ("get_booking", {"booking_id": "K-1001"}),
        ("cancel_booking", {"booking_id": "K-1001"}),
        ("get_booking", {"booking_id": "K-1001"}),
        ("book_bike", {"bike_id": "B1", "days": 1}),
        ("remove_bike", {"bike_id": "B2"}),
        ("cancel_booking", {"booking_id": "K-1001"}),
    ]
    state, said = played(world, *calls)
    booked = {"booking_id": "K-1001", "bike_id": "B1", "days": 3, "status": "booked"}
    assert said[0] == {"count": 1, "results": [{"bike_id": "B1", "kind": "City"}]}
    assert said[3] == booked and said[5] == {**booked, "status": "cancelled"}
    assert said[6]["booking_id"] == "K-1002" and said[7] == {"deleted": "B2"}
    assert said[8] == "booking 'K-1001' is 'cancelled', not 'booked'"
    assert changes(world.start(), state) == {
        "bikes": {"B2": None},
        "bookings": {"K-1001": {**booked, "status": "cancelled"}, "K-1002": said[6]},
    }
    again, _ = played(world, *calls)
    assert again.digest == state.digest != world.start().digest


def test_what_a_call_leaves_as_it_is_need_not_be_there(tmp_path: Path) -> None:
    moved = WORLD.replace("new_days: {type: integer}}", "new_days: {type: integer}, bike_id: {type: string}}")
    moved = moved.replace(
        "change_days: {does: update,", "change_days: {does: update, needs: {bikes: bike_id},"
    )
    _, said = played(
        opened(tmp_path, moved),
        ("book_bike", {"bike_id": "B1", "days": 2}),
        ("change_days", {"booking_id": "K-1001", "new_days": 3}),
        ("change_days", {"booking_id": "K-1001", "new_days": 4, "bike_id": "B9"}),
    )
    assert said[1]["days"] == 3 and said[2] == "no bike has the bike_id 'B9'"


def test_a_new_record_has_a_key_of_its_own_and_one_that_is_given_as_it_is() -> None:
    schema = {"type": "object", "properties": {"id": {"type": ["integer", "string"]}}}
    named = [{"name": name, "description": "D.", "parameters": schema} for name in ("add", "find", "drop")]
    world = World(
        {one.name: one for one in read_tools(named)},
        {
            name: Operation.model_validate({"does": does, "in": "pets"})
            for name, does in (("add", "create"), ("find", "find"), ("drop", "delete"))
        },
        {"pets": Collection(key="id", prefix="P-", rows=({"id": "P-1001"}, {"id": "P-1003"}))},
    )
    _, said = played(
        world,
        ("add", {}),
        ("drop", {"id": "P-1002"}),
        ("add", {"id": 0}),
        ("add", {}),
        ("find", {"id": 0}),
        ("add", {"id": 0}),
    )
    assert [one["id"] for one in (said[0], said[2], said[3])] == ["P-1002", 0, "P-1005"]
    assert said[4]["count"] == 1 and said[5] == "there is a pet '0' already"


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("book_bike", {"bike_id": "B9", "days": 1}, "no bike has the bike_id 'B9'"),
        ("book_bike", {"bike_id": "B2", "days": 1}, "bike 'B2' has free False, not True"),
        ("get_booking", {"booking_id": "K-1"}, "no booking has the booking_id 'K-1'"),
        ("book_boat", {}, "there is no function 'book_boat'; the nearest is book_bike"),
    ],
)
def test_a_refused_call_is_an_answer_and_changes_nothing(
    world: World, name: str, arguments: dict[str, Any], error: str
) -> None:
    state, outcome = world.call(world.start(), Call(name, arguments))
    assert outcome.error == error and state.digest == world.start().digest
    assert outcome.text == '{"error": ' + f'"{error}"' + "}"


def test_a_tool_that_answers_too_much_or_no_json_is_an_error_of_the_tool() -> None:
    answers: dict[str, Any] = {"1": "x" * 30_000, "2": {1, 2}, "3": float("nan"), "4": "fine"}
    world = World(
        {CALCULATOR.name: CALCULATOR}, real={"calculate": lambda given: answers[given["expression"]]}
    )
    said = [world.call(world.start(), Call("calculate", {"expression": number}))[1] for number in "1234"]
    assert "30,002 characters" in said[0].error and "no JSON" in said[1].error and "no JSON" in said[2].error
    assert said[3].ok and said[3].text == '"fine"'


def test_the_calculator_computes_exactly_and_answers_nonsense_with_an_error() -> None:
    def said(expression: str) -> Any:
        outcome = CALCULATOR_WORLD.call(State(), Call("calculate", {"expression": expression}))[1]
        return outcome.value or outcome.error

    assert said("3*18.50+2") == {"result": "57.5"}
    assert said("two plus two") == "can't be read at character 5: 'plus two'"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("in: bikes, returns", "in: boats, returns", "in: there is no collection 'boats' (line "),
        ("needs: {bikes: bike_id}", "needs: {bikes: bike}", "needs: the tool has no argument 'bike' (line "),
        ("remove_bike: {does", "remove_bikes: {does", "did you mean 'remove_bike'?"),
        (
            "  remove_bike: {does: delete, in: bikes}\n",
            "",
            "backend: nothing executes the tool 'remove_bike' (line ",
        ),
        ("does: delete", "does: destroy", "backend.remove_bike.does"),
        ("bike_id: B2", "bike_id: B1", "rows[1]: its bike_id 'B1' is that of rows[0] too (line "),
        ("bike_id: B2", "bike_id: 12345678901234567890", "column 19: no file of a run can hold the number"),
        ("prefix: K-", "prefixes: K-", "prefixes"),
        ("tools:", "tool:", "tool"),
        ("tools:", "kinds: [singel]\ntools:", "world.yaml: kinds[0]: there is no kind 'singel'; did you"),
        ("tools:", "mcp: {command: [x], url: 'http://y'}\ntools:", "mcp: give either `command` or `url`"),
    ],
)
def test_a_world_that_is_none_says_where(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(UserFault) as caught:
        opened(tmp_path, WORLD.replace(old, new, 1))
    assert said in str(caught.value)


def test_examples_of_the_file_stand_beside_a_tools_own_schema(tmp_path: Path) -> None:
    given = "examples: {book_bike: {days: [2, 3]}}\n"
    days = opened(tmp_path, WORLD + given).tools["book_bike"].parameters["properties"]["days"]
    assert days == {"type": "integer", "minimum": 1, "examples": [2, 3]}
    for wrong, said in (("book", "no tool 'book'"), ("get_booking", "no argument 'days'")):
        with pytest.raises(UserFault, match=said):
            opened(tmp_path, WORLD + given.replace("book_bike", wrong))
