"""What was set aside so that it belongs to nobody: numbers, cards, accounts, domains and addresses.

Published by those who assign them: telephone numbers for films and books by Ofcom (UK), Bundesnetzagentur
(Mitteilung 148/2021), Arcep (plan national de numérotation) and NANPA (555-01xx); domains by RFC 2606 and
6761; addresses by IANA; test cards by the card networks; example IBANs by SWIFT's registry.
"""

import re
from ipaddress import ip_address, ip_network

from seedbed.tools.knowledge.wordlist import word_set

PHONES = re.compile(
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
CARDS = word_set(
    """4111111111111111 4242424242424242 4012888888881881 4000056655665556 5555555555554444 5105105105105100
    2223003122003222 378282246310005 371449635398431 6011111111111117 6011000990139424 30569309025904
    38520000023237 3530111333300000 3566002020360505"""
)
IBANS = word_set(
    """DE89370400440532013000 GB29NWBK60161331926819 GB33BUKB20201555555555 FR1420041010050500013M02606
    ES9121000418450200051332 IT60X0542811101000000123456 NL91ABNA0417164300 AT611904300234573201
    CH9300762011623852957 BE68539007547034 PL61109010140000071219812874 IE29AIBK93115212345678"""
)
_DOCUMENTED = ip_network("3fff::/20")
"""RFC 9637, which is younger than Python's own list."""
_DOMAINS = re.compile(r"(?:.+\.)?(?:example\.(?:com|net|org|edu)|test|example|invalid|localhost)")


def domain(name: str) -> bool:
    """Whether a domain can belong to nobody."""
    return _DOMAINS.fullmatch(name.casefold().rstrip(".")) is not None


def address(text: str) -> bool:
    """Whether an IP address is one of documentation or of a private net; what is no address is."""
    try:
        found = ip_address(text)
    except ValueError:
        return True
    return not found.is_global or found in _DOCUMENTED
