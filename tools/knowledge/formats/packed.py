"""Packed documents (DOCX): whether what they unpack to stays in bounds, before anything is unpacked.

Python's zipfile hands out at most as many bytes of a member as its directory states, so the stated sizes
bound what a reader gets, true or not. A document type declaration, which no Office file has, could define
entities that grow when they are read: such a file is refused.
"""

import io
from xml.sax import ContentHandler, SAXParseException
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parseString

from seedbed.tools.knowledge.formats.found import Unreadable

MOST_UNPACKED = 200_000_000
"""Bytes of all members together."""
MOST_XML = 100_000_000
"""Bytes of the XML among them."""
MOST_MEMBERS = 10_000


def fault_of_package(data: bytes) -> Unreadable | None:
    """Why a packed file isn't read; None: it may be."""
    try:
        with ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if len(members) > MOST_MEMBERS:
                return Unreadable(
                    f"holds {len(members):,} packed files; at most {MOST_MEMBERS:,} are unpacked"
                )
            xml = [member for member in members if member.filename.lower().endswith((".xml", ".rels"))]
            for some, most in ((members, MOST_UNPACKED), (xml, MOST_XML)):
                size = sum(member.file_size for member in some)
                if size > most:
                    return Unreadable(
                        f"unpacks to {size / 1e6:,.0f} MB; at most {most / 1e6:.0f} MB are unpacked"
                    )
            if any(member.flag_bits & 1 for member in members):
                return Unreadable("locked with a password")
            for member in xml:
                parseString(package.read(member), ContentHandler(), forbid_dtd=True)
    except (BadZipFile, NotImplementedError, EOFError, OSError) as fault:
        return Unreadable(f"damaged: {fault}")
    except DefusedXmlException:
        return Unreadable("its XML declares a document type, which such files never do: not read for safety")
    except SAXParseException as fault:
        return Unreadable(f"damaged: its XML ends in the middle ({fault.getMessage()})")
    return None
