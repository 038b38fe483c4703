"""`unreal`: personal data that is made up can belong to nobody.

An account or card whose check digits are right may be somebody's, and so may a telephone number that fits a
country's plan. Held are those that fail their checksum or were set aside by those who assign them: telephone
numbers for films and books by Ofcom (UK), Bundesnetzagentur (Mitteilung 148/2021), Arcep (plan national de
numérotation) and NANPA (555-01xx); domains by RFC 2606 and 6761; addresses by IANA; test cards by the card
networks; example IBANs by SWIFT's registry. Names and postal addresses can't be told."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network

from pydantic import Field, field_validator

from seedbed.tools.checks.check import Arguments, Case, Check, Values
from seedbed.tools.checks.inputs import by_rule, language_of, spoken

MOST = 100_000
"""Characters that are looked at."""
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]{1,4}){3,8}(?![A-Za-z0-9])")
_CARD = re.compile(r"(?<![\w.,+-])[2-6](?:[ \u00a0-]?\d){12,18}(?![\w-])")
_DOMAIN = re.compile(
    r"(?:(?<=@)|(?<=://)|(?<![\w.@/-])(?=www\.))(?:[^\W_](?:[\w-]{0,62})\.){1,8}[^\W\d_]{2,24}(?![\w-])"
)
_IP = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\w)"
    r"|(?<![\w.:])(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){3,7}|::[0-9a-fA-F:]{1,20})(?!\w|[.:]\w)"
)
_MARK = re.compile(r"(?:(?<=[.!?:;]\s)|^)\d{1,2}[.)](?=\s)", re.MULTILINE)
"""The number of an item in a list, which no telephone number begins or ends with."""
_PHONES = re.compile(
    r"""\+1[2-9]\d\d55501\d\d
    # Ofcom: cities, Northern Ireland, no area; mobile, freephone, premium, UK-wide
    |\+44(?:11[3-8]|121|131|141|151|161)4960\d{3}
    |\+44(?:2079460|1914980|2896496|2920180|1632960|7700900|8081570|9098790|3069990)\d{3}
    # Bundesnetzagentur: Berlin, Hamburg, Frankfurt, Köln, München, mobile
    |\+49(?:3023125|4066969|6990009|2214710|8999998)\d{3}
    |\+49(?:17139200\d\d|176040690\d\d|15228817386|1729980752)
    # Arcep: four regions and Île-de-France, mobile
    |\+33(?:19900|26191|35301|46571|53649|63998)\d{4}""",
    re.VERBOSE,
)
"""In E.164 form (`+44…`)."""
_CARDS = frozenset(
    """4111111111111111 4242424242424242 4012888888881881 4000056655665556 5555555555554444 5105105105105100
    2223003122003222 378282246310005 371449635398431 6011111111111117 6011000990139424 30569309025904
    38520000023237 3530111333300000 3566002020360505""".split()
)
_IBANS = frozenset(
    """DE89370400440532013000 GB29NWBK60161331926819 GB33BUKB20201555555555 FR1420041010050500013M02606
    ES9121000418450200051332 IT60X0542811101000000123456 NL91ABNA0417164300 AT611904300234573201
    CH9300762011623852957 BE68539007547034 PL61109010140000071219812874 IE29AIBK93115212345678""".split()
)
_DOCUMENTED = ip_network("3fff::/20")
"""RFC 9637, which is younger than Python's own list."""
_FREE_DOMAINS = re.compile(r"(?:.+\.)?(?:example\.(?:com|net|org|edu)|test|example|invalid|localhost)")
"""Those that can belong to nobody."""
_REGIONS = {"en": ("US", "GB"), "de": ("DE",), "fr": ("FR",), "": ("US", "GB", "DE")}


class UnrealArguments(Arguments):
    """Where telephone numbers without a country code would be dialled."""

    regions: tuple[str, ...] = Field((), description="ISO 3166 codes; empty: by the field's language")

    @field_validator("regions")
    @classmethod
    def _known(cls, regions: tuple[str, ...]) -> tuple[str, ...]:
        from phonenumbers import SUPPORTED_REGIONS

        if unknown := [one for one in regions if one not in SUPPORTED_REGIONS]:
            raise ValueError(f"no such region: {', '.join(unknown)}")
        return regions


def _somebodys(inputs: Values, arguments: UnrealArguments, case: Case) -> str:
    """Every text of the value is looked at, wherever it lies (spans' texts, turns, fields of an object)."""
    text = "\n".join(spoken(inputs["of"]))[:MOST]
    found = _real(text, arguments.regions or _regions(language_of(case)))
    return next((f"{what} {said!r} may be somebody's: {_INSTEAD[what]}" for what, said in found), "")


_INSTEAD = {
    "the IBAN": "break its check digits",
    "the card": "use a published test card or break its last digit",
    "the telephone number": "use one with a digit too few, or of a range for films (+44 7700 900xxx)",
    "the domain": "use example.com or .example",
    "the address": "use 192.0.2.x or 2001:db8::",
}


def _regions(language: str) -> tuple[str, ...]:
    from phonenumbers import SUPPORTED_REGIONS

    code = language.upper()
    return _REGIONS.get(language) or ((code,) if code in SUPPORTED_REGIONS else _REGIONS[""])


def _real(text: str, regions: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What may be real. What was read as one thing isn't read as the next."""
    from stdnum import iban, luhn

    def somebodys_account(said: str) -> bool:
        compact = re.sub(r"[ \u00a0-]", "", said)
        ends = (compact[:end] for end in range(len(compact), 14, -1))  # words in capitals may follow
        return any(iban.is_valid(one, check_country=False) and one not in _IBANS for one in ends)

    def somebodys_card(said: str) -> bool:
        digits = re.sub(r"\D", "", said)
        return luhn.is_valid(digits) and digits not in _CARDS

    for what, pattern, is_real in (
        ("the IBAN", _IBAN, somebodys_account),
        ("the card", _CARD, somebodys_card),
        ("the address", _IP, lambda said: not _nobodys_address(said)),
        ("the domain", _DOMAIN, lambda said: not _FREE_DOMAINS.fullmatch(said.casefold())),
    ):
        yield from ((what, found[0]) for found in pattern.finditer(text) if is_real(found[0]))
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    yield from (("the telephone number", said) for said in _phones(text, regions))


def _phones(text: str, regions: tuple[str, ...]) -> list[str]:
    """Numbers that fit a plan and were set aside in none of the regions."""
    import phonenumbers
    from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

    text = _MARK.sub(lambda found: "\n" * len(found[0]), text)
    read: dict[tuple[int, int], list[tuple[str, bool]]] = {}
    for region in regions:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            e164 = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
            aside = _PHONES.fullmatch(e164) is not None
            read.setdefault((match.start, match.end), []).append((match.raw_string, aside))
    return [ways[0][0] for ways in read.values() if not any(aside for _, aside in ways)]


def _nobodys_address(text: str) -> bool:
    """Whether an IP address is one of documentation or of a private net; what is no address is."""
    try:
        found = ip_address(text)
    except ValueError:
        return True
    return not found.is_global or found in _DOCUMENTED


def _told(_arguments: UnrealArguments, fields: Mapping[str, str]) -> str:
    what = f"What '{fields['of']}' has of accounts, cards, telephone numbers, domains and IP addresses"
    return f"{what} can be nobody's: check digits that fail, +44 7700 900xxx, example.com, 192.0.2.x."


CHECK = Check(
    name="unreal",
    about="No IBAN, card, phone number, domain or IP address in it can be somebody's; names can't be told.",
    inputs=("of",),
    verify=by_rule("unreal", _somebodys, "policy"),
    arguments=UnrealArguments,
    shows={"kept": "supported"},
    tells=_told,
    example="unreal: {of: spans}",
)
