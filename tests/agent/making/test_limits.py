"""Writers are told beforehand what checks will hold their fields to."""

from dataclasses import replace

import pytest

from seedbed.agent.making.steps import write
from tests.agent.making.pairs import CLEAR, CLUMSY, PAIRS, row_of
from tests.agent.scenes import said


async def test_limits_of_checks_are_told_to_whom_they_bind() -> None:
    checks = {
        "readability": {"of": "clear", "most": 45},
        "similarity": {"a": "clear", "b": "clumsy"},
        "count": {"of": "clear", "words": "..50", "unit": "lines", "is": ["2..3", 1], "per": "turn"},
        "length": {"of": "clear", "between": "10.."},
        "count.one": {"of": "clear", "sentences": 1},
        "absent": {"of": "clear", "words": ["utilise", "prior to"]},
        "ratio": {"a": "clear", "b": "clumsy", "between": "..0.8"},
        "numbers_in": {"of": "clear", "most": 2},
    }
    bound = {**PAIRS, "holds": ["clear differs clumsy"], "checks": checks}
    work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, recipe=bound)
    await write(work, env)
    first, second = said(scripted), said(scripted, 1)
    compared = (
        "'clear' and 'clumsy' have at most 70 % of their words",
        "less than 70 %",
        "- 'clear' has at most 80 per cent of the words of 'clumsy'.\n",
    )
    limits = (
        "LIX of at most 45",
        "- each turn of 'clear' has at most 50 words and 2 to 3, 1 lines.\n",
        "- 'clear' has at least 10 characters.\n",
        "- 'clear' has 1 sentence.\n",
        "- None of these words stands in 'clear': utilise, prior to.\n",
        "- 'clear' has at most 2 numbers in digits.\n",
    )
    assert not [limit for limit in limits + compared if limit not in second]
    assert not [limit for limit in compared if limit in first]
    assert not [limit for limit in limits if limit not in first.partition("others will then make")[2]]


@pytest.mark.parametrize(
    ("size", "told"), [("short", "'clear' has at most 8 words"), ("long", "'clear' has at least 9 words")]
)
async def test_the_limits_of_a_dealt_value_that_is_counted_are_told(size: str, told: str) -> None:
    """«short» alone tells no writer that it means eight words."""
    sizes = {"short": {"words": "..8"}, "long": {"words": "9.."}}
    sized = {
        **PAIRS,
        "vary": {**PAIRS["vary"], "size": ["short", "long"]},
        "read": {"size": {"check": "count.clear", **sizes}},
        "make": {**PAIRS["make"], "clear": "Say it clearly, size: {{ size }}.\n{{ clumsy }}"},
    }
    work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, recipe=sized)
    dealt = {**work.brief.attributes, "size": size}
    await write(replace(work, brief=work.brief.model_copy(update={"attributes": dealt})), env)
    assert told in said(scripted, 1)
    assert said(scripted, 1).count("'clear' has") == 1


async def test_a_run_of_words_is_told_with_both_its_ends() -> None:
    run = {"similarity": {"a": "clear", "b": "clumsy", "by": "run", "between": "3..9"}}
    work, env, scripted = row_of({"clumsy": CLUMSY}, {"clear": CLEAR}, recipe={**PAIRS, "checks": run})
    await write(work, env)
    assert "'clear' and 'clumsy' have at least 3 and at most 9 words in a row in common." in said(scripted, 1)
