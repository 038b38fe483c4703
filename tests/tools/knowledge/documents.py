"""Small documents for the tests of knowledge."""

from hashlib import sha256

from seedbed.tools.knowledge.chunks import Chunk, chunk_sources
from seedbed.tools.knowledge.sources import Source


def document(text: str, name: str = "doc.md", title: str = "") -> Source:
    digest = sha256(text.encode()).hexdigest()
    return Source(name, name, digest, digest, text, title)


def passages(*texts: str) -> tuple[Chunk, ...]:
    return chunk_sources(document(text, f"doc{number}.md") for number, text in enumerate(texts))


RATES = """# Hire rates

| Bike type | Hourly rate | Day rate | Deposit |
|---|---|---|---|
| City bike | £4 | £15 | £60 |
| Electric city bike | £7.50 | £29 | £150 |
| Tandem | £7 | £26 | £110 |

The rider of a city bike pays a deposit. A tandem has two saddles.
"""
RULES = """# Rules

## Late returns

The late fee for a tandem is £8 per hour. A helmet must be returned within 2 days.
A till difference of more than £5 is reported to the head office.

## Lost property

Lost items are kept for 42 days.
"""
