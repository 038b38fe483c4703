"""Languages by code and name: what is found, and what is refused."""

import pytest

from seedbed.memory.errors import UserFault
from seedbed.memory.languages import check_language, language_code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("German", "de"),
        ("DE", "de"),
        ("Greek", "el"),
        ("Khmer", "km"),
        ("Ndebele", "any"),
        ("Klingon", "any"),
    ],
)
def test_a_language_goes_by_code_and_name_or_the_last_word_of_its_name_alone(said: str, code: str) -> None:
    assert language_code(said) == code


def test_one_that_is_unknown_is_refused_with_the_nearest() -> None:
    check_language("any")
    with pytest.raises(
        UserFault, match=r"there is no language 'Germn' — give .* 639-1; did you mean 'German'"
    ):
        check_language("Germn")
