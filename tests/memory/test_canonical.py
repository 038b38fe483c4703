"""Canonical JSON: the quick way writes what RFC 8785 says, and refuses what that refuses."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from seedbed.memory.exact.canonical import canonical, in_order

_TEXTS = st.text(st.characters(), max_size=8)  # lone surrogates too
_ENDS = st.none() | st.booleans() | st.integers(-(2**54), 2**54) | st.floats() | _TEXTS
_VALUES = st.recursive(
    _ENDS, lambda one: st.lists(one, max_size=4) | st.dictionaries(_TEXTS, one, max_size=4), max_leaves=12
)


@given(_VALUES)
def test_bytes_and_refusals_are_those_of_rfc_8785(value: Any) -> None:
    try:
        wanted = rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as refusal:
        with pytest.raises(type(refusal)):
            canonical(value)
    else:
        assert canonical(value) == wanted


def test_keys_sort_by_utf_16_and_numbers_stand_as_in_javascript() -> None:
    keys = {"\U0001f600": 1.0, "\ufb33": 1e-7, "ö": (True, None), "a": 2**53 - 1}
    assert canonical(keys) == '{"a":9007199254740991,"ö":[true,null],"\U0001f600":1,"\ufb33":1e-7}'.encode()


@given(_VALUES)
def test_a_line_in_order_holds_the_same_and_keeps_its_keys(value: Any) -> None:
    try:
        wanted = canonical(value)
    except rfc8785.CanonicalizationError:
        return
    line = in_order(value)
    assert "\n" not in line and canonical(json.loads(line)) == wanted
    assert in_order(dict.fromkeys("bca", value)).startswith('{"b":')
