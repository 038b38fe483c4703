"""All forms in one list, and the reader made of them."""

from functools import lru_cache

from benchmarks.answer_readers import counting, equations, goods, hire, rates, series, shapes, shares
from benchmarks.answer_readers.forms import Form, Reader

FORMS: tuple[Form, ...] = (
    *goods.FORMS,
    *rates.FORMS,
    *shares.FORMS,
    *counting.FORMS,
    *series.FORMS,
    *equations.FORMS,
    *shapes.FORMS,
    *hire.FORMS,
)


@lru_cache(maxsize=1)
def reader() -> Reader:
    """The reader of every form; made once."""
    return Reader(FORMS)
