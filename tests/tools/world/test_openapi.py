"""Tools out of an OpenAPI description, and the server that stands in for the real one."""

from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import UserFault
from seedbed.tools.verification.toolcalls import Call
from seedbed.tools.world.world_file import read_world

API = """
openapi: 3.0.3
paths:
  /bookings:
    get:
      operationId: listBookings
      summary: Lists bookings.
      parameters: [{name: status, in: query, schema: {type: string}}, {name: token, in: header}]
    post:
      operationId: createBooking
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Booking"}}}}
  /bookings/{bookingId}:
    parameters: [{$ref: "#/components/parameters/Id"}]
    get: {}
    patch:
      operationId: changeBooking
      requestBody:
        content:
          application/json: {schema: {properties: {status: {type: string, nullable: true, example: open}}}}
    delete: {operationId: dropBooking}
  /bookings/{bookingId}/confirm:
    post:
      operationId: confirmBooking
      parameters: [{$ref: "#/components/parameters/Id"}]
components:
  parameters: {Id: {name: bookingId, in: path, description: Which one., schema: {type: string}}}
  schemas:
    Booking: {type: object, properties: {bike: {type: string}, example: {type: integer}}, required: [bike]}
"""
CONFIRM = (
    "openapi: api.yaml\nbackend: {confirmBooking: {does: update, in: bookings, set: {status: confirmed}}}\n"
)


def test_a_described_api_is_played_with_state(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(API, encoding="utf-8")
    (tmp_path / "world.yaml").write_text(CONFIRM, encoding="utf-8")
    world = read_world(tmp_path / "world.yaml")
    state = world.start()
    said: list[Any] = []
    calls: list[tuple[str, dict[str, Any]]] = [
        ("createBooking", {"bike": "tandem", "example": 3}),
        ("confirmBooking", {"bookingId": "1001"}),
        ("get_bookings_bookingId", {"bookingId": "1001"}),
        ("listBookings", {"status": "confirmed"}),
        ("changeBooking", {"bookingId": "1001", "status": None}),
        ("dropBooking", {"bookingId": "1001"}),
        ("get_bookings_bookingId", {"bookingId": "1001"}),
        ("createBooking", {}),
        ("listBookings", {"token": "x"}),
    ]
    for name, arguments in calls:
        state, outcome = world.call(state, Call(name, arguments))
        said.append(outcome.value if outcome.ok else outcome.error)
    booking = {"bookingId": "1001", "bike": "tandem", "example": 3}
    assert said[0] == booking and said[2] == {**booking, "status": "confirmed"}
    assert said[3]["count"] == 1 and said[4]["status"] is None and said[5] == {"deleted": "1001"}
    assert "no booking has" in said[6] and "`bike` is missing" in said[7] and "no argument `token`" in said[8]


def test_a_body_that_is_made_of_others_has_the_fields_of_all(tmp_path: Path) -> None:
    parts = """\
    Booking: {allOf: [{$ref: "#/components/schemas/New"}, {properties: {example: {type: integer}}}]}
    New: {type: object, properties: {bike: {type: string}}, required: [bike]}"""
    (tmp_path / "world.yaml").write_text(CONFIRM, encoding="utf-8")
    taken = []
    for api in (API, API.partition("    Booking:")[0] + parts):
        (tmp_path / "api.yaml").write_text(api, encoding="utf-8")
        taken.append(read_world(tmp_path / "world.yaml").tools["createBooking"].parameters)
    assert taken[0] == taken[1] and [*taken[1]["properties"]] == ["bike", "example"]


def test_a_search_goes_by_fields_that_records_can_have(tmp_path: Path) -> None:
    """And a record is named by what its path calls it, whatever the records' key is called."""
    named = [f"{{name: {name}, in: query, schema: {{}}}}" for name in ("limit", "status", "bike")]
    api = API.replace("{name: status, in: query, schema: {type: string}}", ", ".join(named))
    (tmp_path / "api.yaml").write_text(api, encoding="utf-8")
    rows = "collections: {bookings: {key: id, rows: [{id: B1, bike: tandem}, {id: B2, bike: city}]}}\n"
    (tmp_path / "world.yaml").write_text(CONFIRM + rows, encoding="utf-8")
    world = read_world(tmp_path / "world.yaml")
    asked: list[dict[str, Any]] = [{"limit": 1}, {"limit": 9, "bike": "city"}, {"status": "lost"}]
    said = [world.call(world.start(), Call("listBookings", one))[1].value["count"] for one in asked]
    assert said == [2, 1, 0]
    call = Call("get_bookings_bookingId", {"bookingId": "B2"})
    assert world.call(world.start(), call)[1].value == {"id": "B2", "bike": "city"}


def test_names_are_such_as_endpoints_take(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.0.3\npaths:\n  /r: {get: {operationId: repos/list}, post: {operationId: r.new}}\n",
        encoding="utf-8",
    )
    (tmp_path / "world.yaml").write_text("openapi: api.yaml\n", encoding="utf-8")
    assert [*read_world(tmp_path / "world.yaml").tools] == ["repos_list", "r_new"]
    for name in ("r.put", "größe", "a" * 65):
        (tmp_path / "world.yaml").write_text(f"tools: [{{name: {name}}}]\n", encoding="utf-8")
        with pytest.raises(UserFault, match=f"endpoints take no tool of the name '{name}'"):
            read_world(tmp_path / "world.yaml")


_REFERS = "{{$ref: '#/components/schemas/S{}'}}"
_TWICE = f"    S{{}}: {{{{properties: {{{{a: {_REFERS}, b: {_REFERS}}}}}}}}}"
BRANCHING = "\n".join(
    [
        "openapi: 3.1.0",
        f"paths: {{/a: {{get: {{parameters: [{{name: a, in: query, schema: {_REFERS.format(0)}}}]}}}}}}",
        "components:",
        "  schemas:",
        *(_TWICE.format(n, n + 1, n + 1) for n in range(20)),
        "    S20: {type: string}",
    ]
)


@pytest.mark.parametrize(
    ("api", "said"),
    [
        ("openapi: 3.0.3\npaths: {}\n", "describes no operation"),
        ("[1]\n", "no OpenAPI 3 description"),
        ("swagger: '2.0'\n", "no OpenAPI 3 description"),
        ("openapi: 3.1.0\n", "describes no operation"),
        ("openapi: 3.1.0\npaths: {/a: {parameters: 5, get: {}}}\n", "get /a: Input should be a valid tuple"),
        (API.replace("#/components/schemas/Booking", "#/components/schemas/Boat"), "leads nowhere"),
        (API.replace("#/components/schemas/Booking", "https://elsewhere/x"), "leads nowhere"),
        (API.replace("#/components/schemas/Booking", "#/openapi/x"), "leads nowhere"),
        (
            API.replace("{bike: {type: string},", '{bike: {$ref: "#/components/schemas/Booking"},'),
            "refers to itself",
        ),
        (BRANCHING, "with what it refers to it has more than 20,000 parts"),
        (API, "backend: nothing executes the tool 'confirmBooking' — write"),
    ],
)
def test_what_cannot_be_played_says_why(tmp_path: Path, api: str, said: str) -> None:
    (tmp_path / "api.yaml").write_text(api, encoding="utf-8")
    (tmp_path / "world.yaml").write_text("openapi: api.yaml\n", encoding="utf-8")
    with pytest.raises(UserFault) as caught:
        read_world(tmp_path / "world.yaml")
    assert said in str(caught.value)
