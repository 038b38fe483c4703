"""What the benchmark of retrieval pairs counts and flags, on a handful of documents."""

from collections import Counter
from pathlib import Path

from benchmarks.knowledge.pairs import Pair, claimed, flagged, pairs
from seedbed.tools.knowledge.index import open_index
from seedbed.tools.knowledge.questions.make import make_questions
from tests.agent.writer.grounded.pair_documents import CHUNKS, QUESTION, SENTENCE, TANDEM, TEXTS


def test_rows_ranks_and_flags_are_counted(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    index.add(CHUNKS)
    items = make_questions(CHUNKS)
    seen: Counter[str] = Counter()
    made = list(pairs(items, CHUNKS, index, "question", seen))
    index.close()
    assert sum(count for name, count in seen.items() if name.startswith("rank ")) == len(items)
    assert len(made) == sum(seen[f"{number} negatives"] for number in (1, 2, 3))
    mine = next(pair for pair in made if pair.query == QUESTION)
    assert mine.positive == TANDEM.text
    assert claimed(mine.item, TANDEM.text)
    assert not claimed(mine.item, TEXTS["boats.md"])
    wrong = Pair(mine.item, QUESTION, mine.positive, (f"{SENTENCE} Really.",), (TEXTS["boats.md"],))
    report = flagged([wrong])
    assert report["claim check: negatives"] == {"of": 1, "flagged": 1.0}
    assert report["claim check: best ranked, unread"]["flagged"] == 0.0
    assert report["claim check: examples"][0]["query"] == QUESTION
