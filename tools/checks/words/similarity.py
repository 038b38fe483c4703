"""`similarity`: how alike two texts are, by a figure of words, letters or static embeddings."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import is_messages, language_of, rule, spoken
from seedbed.tools.checks.likeness import chrf, longest_run, rouge_l
from seedbed.tools.checks.ranges import Range, Span

Measure = Literal["rouge_l", "chrf", "run", "embedding"]


class SimilarityArguments(Arguments):
    """By which figure, and where it must lie."""

    by: Measure = Field(
        "rouge_l", description="run: words of the longest common run; embedding: English only"
    )
    between: Range = Field(Span(0, 0.7), description="0 to 1; of run: words")

    @model_validator(mode="after")
    def _of_this_measure(self) -> Self:
        if self.by == "run" and "between" not in self.model_fields_set:
            raise ValueError("by: run needs between, in words (`..8`)")
        low, high = self.between.low, self.between.high
        if self.by != "run" and (low > 1 or 1 < high < math.inf):
            raise ValueError(f"{self.by} lies between 0 and 1")
        return self


async def _verify(inputs: Values, arguments: SimilarityArguments, case: Case) -> Verdict:
    """Where `b` is a list, every one of it is compared, of a talk what each turn says."""
    a, others = "\n".join(spoken(inputs["a"])), inputs["b"]
    others = spoken(others) if is_messages(others) else others
    listed = [one for one in others if spoken(one)] if isinstance(others, (list, tuple)) else [others]
    texts = ["\n".join(spoken(one)) for one in listed]
    if not a.strip() or not any(text.strip() for text in texts):
        raise Untold("no text to compare")
    if arguments.by == "embedding" and any(language_of(case, one) not in ("en", "") for one in ("a", "b")):
        raise Untold("static embeddings were tested in English only")
    for text in texts:
        figure = _BY[arguments.by](a, text)
        if figure not in arguments.between:
            alike = figure > arguments.between.high
            mend = "say it in other words throughout" if alike else "keep more of its words"
            if figure == 1 and arguments.by == "rouge_l" and a != text:
                mend = "only words are compared, and they are the same: signs, case and layout don't count"
            said = f"{arguments.by} is {figure:.3g}; {arguments.between} is wanted: {mend}"
            return failed("duplicate" if alike else "low quality", said)
    return held(rule("similarity", arguments, case))


def _told(arguments: SimilarityArguments, named: Mapping[str, str]) -> str:
    between, texts = arguments.between, f"'{named['a']}' and '{named['b']}'"
    if arguments.by == "embedding":
        return ""
    run = arguments.by == "run"
    most, times, unit = (math.inf, 1, "") if run else (1, 100, " %")
    ends = (("at least", between.low, between.low > 0), ("at most", between.high, between.high < most))
    told = " and ".join(f"{word} {times * end:g}{unit}" for word, end, is_end in ends if is_end)
    if run:
        return f"{texts} have {told} words in a row in common." if told else ""
    pieces = "words" if arguments.by == "rouge_l" else "letters"
    return f"{texts} have {told} of their {pieces} in common, in the same order." if told else ""


def _embedded(a: str, b: str) -> float:
    from seedbed.tools.knowledge.search.embedder import embed

    first, second = embed([a, b])
    return max(0.0, round(float(first @ second), 6))


def _unread(
    arguments: SimilarityArguments,
    named: Mapping[str, Any],
    _schemas: object,
    languages: Mapping[str, Sequence[str]],
) -> str:
    """Texts of which none is in the language of the embeddings."""
    for name in ("a", "b") if arguments.by == "embedding" else ():
        if "en" not in (codes := languages.get(named[name], ("en",))):
            return f"embedding reads English only, and `{named[name]}` is in {', '.join(codes)}: take chrf"
    return ""


_BY = {"rouge_l": rouge_l, "chrf": chrf, "run": longest_run, "embedding": _embedded}


CHECK = Check(
    name="similarity",
    about="Two texts are so alike, no more and no less: ROUGE-L, chrF, longest run in words, or embeddings.",
    inputs=("a", "b"),
    verify=_verify,
    arguments=SimilarityArguments,
    shows={"differs": "proven", "kept": "supported"},
    tells=_told,
    misfit=_unread,
    example="similarity: {a: instruction, b: parent, by: rouge_l, between: [0.1, 0.7]}",
)
