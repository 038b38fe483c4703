"""The check `unreal`: right rows hold, planted faults fail, odd shapes end in a verdict."""

from typing import Any

import pytest
from pydantic import ValidationError

from seedbed.tools.checks.words.unreal import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Call (212) 555-0142 or 020 7946 0958, ask for Ann.", "en"),
        ("My mobile is 07700 900461.", "en"),
        ("Ruf 030 23125 123 oder 0171 3920012 an.", "de"),
        ("Appelez le 01 99 00 12 34.", "fr"),
        ("Write to ann@example.com or see https://shop.muster.test/a?b=c and www.a.example.", "en"),
        ("IBAN DE89 3704 0044 0532 0130 00, or DE12 3456 7890 1234 5678 90.", "de"),
        ("Card 4111 1111 1111 1111 or 4111-1111-1111-1112, IP 192.0.2.7, host 10.0.0.1, 2001:db8::1.", "en"),
        ("On 2024-05-03 at 12:30:45 order 20240503 cost 1,200,000 in version 3.11.2 of file.name.py.", "en"),
        ("ISBN 978-3-16-148410-0 and THE WHOLE TEXT IN 20 CAPITALS", "en"),
    ],
)
def test_what_can_be_nobodys_holds(text: str, language: str) -> None:
    assert holds(CHECK, {"of": text}, languages={"of": language})


@pytest.mark.parametrize(
    ("text", "language", "what"),
    [
        ("IBAN DE44 5001 0517 5407 3249 31 please", "de", "the IBAN"),
        ("GB82 WEST 1234 5698 7654 32", "en", "the IBAN"),
        ("4539 1488 0343 6467", "en", "the card"),
        ("ann@gmail.com", "en", "the domain"),
        ("see www.latest.com", "en", "the domain"),
        ("from 8.8.8.8", "en", "the address"),
        ("+1 212 736 5000", "en", "the telephone number"),
        ("Ruf 030 901820 an", "de", "the telephone number"),
    ],
)
def test_what_may_be_somebodys_fails(text: str, language: str, what: str) -> None:
    assert fails(CHECK, {"of": text}, languages={"of": language}).startswith(what)


def test_spans_are_looked_at_by_their_texts() -> None:
    spans: list[Any] = [{"kind": "iban", "start": 0, "end": 22, "text": "DE12345678901234567890"}]
    assert holds(CHECK, {"of": spans})
    assert fails(CHECK, {"of": [*spans, {"kind": "mail", "start": 30, "end": 40, "text": "a@web.de"}]})


def test_spoilt() -> None:
    assert spoilt(CHECK, {"of": "I am Ann."}) == {"real"}
    assert spoilt(CHECK, {"of": [{"kind": "name", "text": "Ann"}]}) == {"real"}


def test_a_region_that_isnt_there_is_refused() -> None:
    with pytest.raises(ValidationError):
        CHECK.arguments.model_validate({"regions": ["XX"]})


def test_odd_values() -> None:
    survives(CHECK)
