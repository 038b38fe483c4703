"""Hugging Face's libraries, without network."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

Load = Callable[..., Any]


@pytest.fixture(scope="session")
def load(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    """`load_dataset`, without network, in a cache of its own."""
    home = tmp_path_factory.mktemp("huggingface")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HOME", str(home))
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
        datasets = pytest.importorskip("datasets", minversion="5.2", reason="`datasets` isn't installed")
        yield lambda *args, **named: datasets.load_dataset(*args, cache_dir=str(home / "cache"), **named)
