"""The benchmark of coverage: what it compares is the same but for the steering, and its means are means."""

from pathlib import Path

import pytest

from benchmarks.knowledge.coverage import _CORPUS, _SHARED, _means, questions, write_documents
from seedbed.tools.knowledge.sources import read_sources


def test_means_and_ratios_are_of_shares() -> None:
    share = {"total": 10}
    runs = [
        {
            "documents_of": "d",
            "asked": 5,
            "on": on,
            **{kind: {**share, "used": used} for kind in ("documents", "sections", "entities")},
        }
        for on, used in ((True, 4), (True, 6), (False, 2), (False, 3))
    ]
    (told,) = _means(runs)
    assert told["sections"] == {"on": 0.5, "off": 0.25, "ratio": 2.0}


@pytest.mark.skipif(not _SHARED.is_dir(), reason="../shared/data isn't here")
def test_the_corpus_is_written_as_documents(tmp_path: Path) -> None:
    folder = write_documents(tmp_path / _CORPUS, _CORPUS)
    assert len(list(folder.iterdir())) > 250
    assert len(read_sources([next(iter(sorted(folder.iterdir())))]).sources) == 1
    assert questions(folder, 7, 1).rows == 7
