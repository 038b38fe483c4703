"""Defects planted in grounded answers: what the claim check catches without any judge.

    python -m benchmarks.knowledge.planted --out FILE [--data DIR] [--each 100]

An answer is a sentence of a passage (of xquad_en one that holds the answer to a question; of docs_redis and
docs_recipes any sentence of prose), its evidence the passage, so that unchanged ones are literally grounded.
Planted, 100 each: a digit of a number changed; a number exchanged for another of the same passage; a name for
one that the passage doesn't have, and for another of the same passage; a negation put in or taken out; the
passage exchanged for another of the same document (of xquad: article), and for one of another; a sentence
of another passage of the same document added. Caught means: `seedbed verify --kind claims` says not ok.
"""

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.knowledge.claims import verify
from benchmarks.knowledge.labelled import DATA, read
from seedbed.memory.randomness import draw_seed
from seedbed.tools.knowledge.sentences import sentence_spans

_NUMBER = re.compile(r"(?<![\w.,$£€-])\d+(?:[.,]\d+)*(?![\w-])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*")
_MAY_DENY = re.compile(
    r"\b(?:is|are|was|were|can|could|will|would|should|must|has been|have been)\b(?! not\b|n't)"
)
_DENIED = re.compile(r"\b(is|are|was|were|can|could|will|would|should|must|do|does|did) not\b")
_PROSE = re.compile(r"[A-Z][^|`<>{}\[\]*_#=\n]{30,280}[.]")


@dataclass(frozen=True, slots=True)
class Answer:
    """A grounded answer, its passage and the document that the passage is of."""

    text: str
    passage: str
    document: str


def answers(data: Path, source: str) -> list[Answer]:
    """All answers of a source, in order."""
    found: dict[tuple[str, str], Answer] = {}
    if source == "xquad_en":
        for row in read(data / source / "test.jsonl"):
            for start, end in sentence_spans(row["context"]):
                said = row["context"][start:end]
                if row["answer"] in said and len(said) > 40:
                    found.setdefault((said, row["context"]), Answer(said, row["context"], row["title"]))
        return list(found.values())
    for row in read(data / source / "docs.jsonl"):
        for passage in row["text"].split("\n\n"):
            for start, end in sentence_spans(passage):
                said = passage[start:end]
                if _PROSE.fullmatch(said) and len(passage) > len(said) + 40:
                    found.setdefault((said, passage), Answer(said, passage, row["id"]))
    return list(found.values())


class Planter:
    """Plants in the answers of one source, with their neighbours at hand."""

    def __init__(self, given: Sequence[Answer], draw: random.Random) -> None:
        self.given, self.draw = given, draw
        self.of_document: dict[str, list[Answer]] = defaultdict(list)
        for one in given:
            self.of_document[one.document].append(one)
        self.names = sorted({name for one in given for name in _NAME.findall(one.text)})

    def number(self, one: Answer) -> tuple[str, str] | None:
        """A digit changed, so that the number isn't in the passage."""
        for match in self._shuffled(_NUMBER, one.text):
            at = self.draw.choice([place for place, sign in enumerate(match[0]) if sign.isdigit()])
            digit = self.draw.choice([sign for sign in "123456789" if sign != match[0][at]])
            new = match[0][:at] + digit + match[0][at + 1 :]
            if not re.search(rf"(?<!\d){re.escape(new)}(?!\d)", one.passage):
                return _put(one.text, match, new), one.passage
        return None

    def number_near(self, one: Answer) -> tuple[str, str] | None:
        """A number exchanged for another of the passage."""
        return self._near(one, _NUMBER)

    def name(self, one: Answer) -> tuple[str, str] | None:
        """A name exchanged for one that the passage doesn't have a word of."""
        for match in self._shuffled(_NAME, one.text):
            new = self.draw.choice(self.names)
            if not any(part in one.passage for part in new.split()):
                return _put(one.text, match, new), one.passage
        return None

    def name_near(self, one: Answer) -> tuple[str, str] | None:
        """A name exchanged for another of the passage."""
        return self._near(one, _NAME)

    def negation(self, one: Answer) -> tuple[str, str] | None:
        """A negation taken out, else put in behind the first verb that may have one."""
        if match := _DENIED.search(one.text):
            return _put(one.text, match, match[1]), one.passage
        if match := _MAY_DENY.search(one.text):
            first, *rest = match[0].split()
            return _put(one.text, match, " ".join([first, "not", *rest])), one.passage
        return None

    def passage_of_document(self, one: Answer) -> tuple[str, str] | None:
        """Another passage of the same document, without the sentence."""
        return self._swapped(one, self.of_document[one.document])

    def passage(self, one: Answer) -> tuple[str, str] | None:
        """A passage of another document."""
        return self._swapped(one, [other for other in self.given if other.document != one.document])

    def sentence(self, one: Answer) -> tuple[str, str] | None:
        """A sentence of another passage of the same document added."""
        others = [
            other
            for other in self.of_document[one.document]
            if other.text not in one.passage and other != one
        ]
        return (f"{one.text} {self.draw.choice(others).text}", one.passage) if others else None

    def _swapped(self, one: Answer, others: Sequence[Answer]) -> tuple[str, str] | None:
        passages = sorted({other.passage for other in others if one.text not in other.passage})
        return (one.text, self.draw.choice(passages)) if passages else None

    def _near(self, one: Answer, pattern: re.Pattern[str]) -> tuple[str, str] | None:
        for match in self._shuffled(pattern, one.text):
            others = sorted({new for new in pattern.findall(one.passage) if new not in one.text})
            if others:
                return _put(one.text, match, self.draw.choice(others)), one.passage
        return None

    def _shuffled(self, pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
        found = list(pattern.finditer(text))
        self.draw.shuffle(found)
        return found


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


SOURCES = ("xquad_en", "docs_redis", "docs_recipes")
KINDS: Mapping[str, Callable[[Planter, Answer], tuple[str, str] | None]] = {
    "number changed": Planter.number,
    "number of the same passage": Planter.number_near,
    "name not in the passage": Planter.name,
    "name of the same passage": Planter.name_near,
    "negation": Planter.negation,
    "passage of another document": Planter.passage,
    "passage of the same document": Planter.passage_of_document,
    "sentence added": Planter.sentence,
    "unchanged": lambda _, one: (one.text, one.passage),
}


def rows_of(data: Path, each: int) -> list[dict[str, Any]]:
    """Planted rows by kind, a third of each source where it has so many, and thrice as many unchanged."""
    rows = []
    draw = random.Random(draw_seed(0, "planted defects in grounded answers"))
    planters = {source: Planter(answers(data, source), draw) for source in SOURCES}
    for kind, plant in KINDS.items():
        wanted, found = each * (3 if kind == "unchanged" else 1), 0
        orders = {source: draw.sample(one.given, len(one.given)) for source, one in planters.items()}
        while found < wanted and any(orders.values()):
            for source, order in orders.items():
                made = None
                while order and made is None:
                    made = plant(planters[source], order.pop())
                    if made and kind != "unchanged" and made[0] in made[1]:
                        made = None  # said elsewhere in the passage, and so no defect
                if made and found < wanted:
                    found += 1
                    rows.append({"kind": kind, "source": source, "claim": made[0], "evidence": made[1]})
    return rows


def main() -> None:
    """Plant, check, count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    rows = rows_of(chosen.data, chosen.each)
    verdicts, seconds = verify(rows)
    result: dict[str, Any] = {"rows": len(rows), "seconds": round(seconds, 1), "kinds": {}}
    for kind in KINDS:
        these = [(row, verdict) for row, verdict in zip(rows, verdicts, strict=True) if row["kind"] == kind]
        refused = sum(not verdict["ok"] for _, verdict in these)
        wrong = kind != "unchanged"
        odd = [(row, verdict) for row, verdict in these if verdict["ok"] == wrong]
        result["kinds"][kind] = {
            "rows": len(these),
            "caught" if wrong else "false alarms": refused,
            "by source": {
                source: f"{sum(not v['ok'] for r, v in these if r['source'] == source)} of "
                f"{sum(r['source'] == source for r, _ in these)}"
                for source in SOURCES
            },
            "missed" if wrong else "alarms": [
                {"claim": row["claim"], "reason": verdict["reason"]} for row, verdict in odd[:10]
            ],
        }
        print(f"{kind}: {refused} of {len(these)} refused")
    if chosen.out:
        chosen.out.write_text(f"{json.dumps(result, indent=1, ensure_ascii=False)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
