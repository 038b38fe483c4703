"""The firm's name is taken from documents only where it can hardly be anything else."""

import pytest

from seedbed.tools.knowledge.sources import Source
from seedbed.tools.offline.prices import firm_name


def _source(title: str, text: str) -> Source:
    return Source("x", "x", "0" * 64, "0" * 64, f"# {title}\n\n{text}", title)


PROSE = "Quillmark Kayak Rental opened in 2009. Quillmark has a kayak for each rental. Ask about our tours."


def test_a_name_in_title_and_prose_is_the_firms() -> None:
    assert firm_name([_source("About Quillmark Kayak Rental", PROSE)]) == "Quillmark Kayak Rental"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Bikes and Prices", "A bike costs £3. Prices are fair, and bikes are good. Bikes, bikes."),
        ("Kayak Rental", "Kayak Rental is fun. A kayak for rental. Kayak, Kayak, Kayak Rental."),
        ("Letters of Ida Norrack", "Ida Norrack wrote. Ida Norrack sang. Ida slept."),
        ("Quillmark Kayak Rental", "Quillmark has a kayak for rental. Quillmark, Quillmark."),
        ("", "Quillmark Kayak Rental."),
    ],
    ids=["common words", "common words as a name", "a person", "in the title alone", "no title"],
)
def test_what_is_less_sure_is_no_name(title: str, text: str) -> None:
    assert firm_name([_source(title, text)]) == ""


def test_no_documents_no_name() -> None:
    assert firm_name([]) == ""
