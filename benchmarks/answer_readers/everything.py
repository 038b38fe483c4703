"""All forms in one list, and the reader made of them."""

from functools import lru_cache

from benchmarks.answer_readers import (
    chances,
    changing,
    counting,
    equations,
    figures,
    goods,
    hire,
    numbers,
    rates,
    series,
    shapes,
    shares,
    tables,
    together,
    units,
)
from benchmarks.answer_readers.forms import Form, Reader

FORMS: tuple[Form, ...] = (
    *goods.FORMS,
    *rates.FORMS,
    *units.FORMS,
    *together.FORMS,
    *shares.FORMS,
    *counting.FORMS,
    *chances.FORMS,
    *series.FORMS,
    *numbers.FORMS,
    *tables.FORMS,
    *changing.FORMS,
    *equations.FORMS,
    *shapes.FORMS,
    *figures.FORMS,
    *hire.FORMS,
)


@lru_cache(maxsize=1)
def reader() -> Reader:
    """The reader of every form; made once."""
    return Reader(FORMS)
