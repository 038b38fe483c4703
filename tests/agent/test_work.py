"""Where the calls of a candidate stand."""

from dataclasses import replace

from seedbed.memory.candidate import Reason
from tests.agent.scenes import recipe_part, scene


def test_repairs_of_a_row_that_is_examined_in_full_after_all_have_places_of_their_own() -> None:
    spared, _, _ = scene(recipe_part("product-records"))
    whole = replace(spared, whole=True)
    assert whole.slot("writer", "x") == spared.slot("writer", "x")  # what was answered isn't asked again
    refused = Reason(code="low quality", by="rubric")
    repaired, anew = (replace(one, reasons=(refused,)).again() for one in (spared, whole))
    assert anew.slot("writer", "x") != repaired.slot("writer", "x")
