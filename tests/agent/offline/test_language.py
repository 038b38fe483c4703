"""English goes by its name and by its code."""

from dataclasses import replace

import pytest

from seedbed.agent.offline.language import english_only
from seedbed.memory.spec import Spec
from seedbed.tools.evaluation.diversity import untested
from tests.agent.planner.schedules import KIND, env
from tests.agent.scripted import client


@pytest.mark.parametrize(
    ("language", "english"), [("English", True), ("en", True), ("de", False), ("German", False)]
)
def test_english_goes_by_its_name_and_by_its_code(language: str, english: bool) -> None:
    there = replace(env(client()[0]), spec=Spec(parts=(KIND,), language=language))
    assert (english_only(KIND, there) is None) == (untested(language) is None) == english
