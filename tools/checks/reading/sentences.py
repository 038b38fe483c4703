"""Sentences about a row, each true or not: asked of a judge in one call, with a quote for each.

What the judge does wrong is the judge's: a sentence left out, or a «no» whose quote stands nowhere, is asked
once more; if it stays so there is no verdict. The quote of a «yes» decides nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.candidate import Judgement
from seedbed.memory.errors import AnswerFault
from seedbed.tools.checks.asked import STRING, ask, listing, yes_or_no
from seedbed.tools.checks.check import Arguments, Case, Question
from seedbed.tools.checks.normal import find_pieces

JUDGE = "judge"
"""The check that asks the sentences of a recipe's rubric: its evidence names each by its number."""
_VERDICT = {"type": "string", "enum": ["yes", "no"]}
_SENTENCE = {"number": {"type": "integer"}, "quote": STRING, "why": STRING, "verdict": _VERDICT}
_SCHEMA = listing("judge_sentences", "sentences", _SENTENCE)
_ASKED = 2


class AskedSentence(Arguments):
    """One sentence of the rubric as it is asked of this row."""

    number: int
    say: str
    """Filled in for the row's seat."""
    role: str = ""
    """The role whose every turn it is about; empty: no single turns."""


async def judged(
    case: Case, texts: Mapping[str, str], sentences: Sequence[AskedSentence], *, step: str, by: str
) -> list[Judgement]:
    """One judgement a sentence, in their order. Raises AnswerFault: the judge was unusable to the last, or
    left a sentence without a usable verdict."""
    found: dict[int, Judgement] = {}
    for draw in range(_ASKED):
        open_ = [one for one in sentences if one.number not in found]
        if not open_:
            break
        asked = dict(enumerate(open_, 1))  # without gaps, where others aren't asked of this row
        known = {"sentences": [{**one.model_dump(), "number": place} for place, one in asked.items()]}
        said = await ask(case, Question("judge", "judge_sentences", known, texts, _SCHEMA, step, draw))
        for place, one in asked.items():
            given = [entry for entry in said.value["sentences"] if entry["number"] == place]
            if _usable(given, texts):
                rubric = f"rubric.{one.number}: {one.say}" if by == JUDGE else one.say
                ok = given[0]["verdict"] == "yes"
                found[one.number] = yes_or_no(by, rubric, str(given[0]["why"]), said.slot, ok=ok)
    if missing := [one.number for one in sentences if one.number not in found]:
        raise AnswerFault("no verdict", f"the judge gives none that can be used on sentence {missing[0]}")
    return [found[one.number] for one in sentences]


def _usable(given: Sequence[Mapping[str, Any]], texts: Mapping[str, str]) -> bool:
    """Whether there is a verdict, one alone, and a «no» quotes what is there (or nothing)."""
    if len({entry["verdict"] for entry in given}) != 1:
        return False
    if given[0]["verdict"] == "yes":
        return True
    shown = list(texts.values())
    return any(not entry["quote"].strip() or find_pieces(entry["quote"], shown) for entry in given)


def told(sentences: Sequence[AskedSentence], found: Sequence[Judgement]) -> dict[str, str]:
    """Role (empty: the row as a whole) → the sentences about it that aren't true and why, on one line."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for sentence, judgement in zip(sentences, found, strict=True):
        if not judgement.ok:
            of = f" of each message of the {sentence.role}" * bool(sentence.role)
            why = judgement.reason.strip().rstrip(".")
            lines[sentence.role].append(f"not so{of}: {sentence.say} ({why})")
    return {role: "; ".join(those) for role, those in lines.items()}
