"""Two runs side by side."""

from typing import Any

from seedbed.app.views.compare import Side, _demands


def _side(*demands: tuple[str, str, float | None]) -> Side:
    told: Any = {"clauses": [{"part": part, "text": text, "share": share} for part, text, share in demands]}
    return Side("", None, told, {}, {})


def test_a_demand_of_several_parts_is_told_for_each() -> None:
    one, other = _demands(
        _side(("a", "kind", 0.5), ("b", "kind", 1.0), ("a", "short", None)), _side(("a", "kind", 1.0))
    )
    assert one == {"kind (a)": 0.5, "kind (b)": 1.0, "short": None} and other == {"kind (a)": 1.0}
