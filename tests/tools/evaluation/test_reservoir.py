"""A bounded sample is uniform, and depends on rows, seed and name alone."""

from collections import Counter

from seedbed.tools.evaluation.reservoir import Reservoir


def sampled(seed: int, texts: range, size: int = 10, name: str = "a") -> tuple[str, ...]:
    made = Reservoir(seed, name, size)
    for text in texts:
        made.add(str(text))
    assert made.seen == len(texts)
    return made.texts


def test_a_short_stream_is_kept_whole() -> None:
    assert sampled(1, range(10)) == tuple(map(str, range(10)))
    assert sampled(1, range(0)) == ()


def test_every_text_is_kept_equally_often() -> None:
    kept = Counter(text for seed in range(900) for text in sampled(seed, range(40)))
    # 225 expected each, standard deviation 13: five of them either way.
    assert sum(kept.values()) == 9_000
    assert len(kept) == 40
    assert 160 < min(kept.values()) <= max(kept.values()) < 290


def test_another_seed_or_name_keeps_others() -> None:
    assert sampled(1, range(400)) == sampled(1, range(400))
    assert sampled(1, range(400)) != sampled(2, range(400))
    assert sampled(1, range(400)) != sampled(1, range(400), name="b")
