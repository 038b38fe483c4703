"""A row made of documents, as a person reads it."""

import pytest

from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.store.protocol import Candidate
from seedbed.tools.evaluation.reading import read
from seedbed.tools.export.rows import ExportRow
from tests.tools.export.test_of_documents import ROWS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.part.name)
def test_the_first_text_stands_alone_and_every_other_field_under_its_name(row: ExportRow) -> None:
    fields = row.fields
    verdict = Verdict(state="accepted", cell="rows/a/any/any")
    told = read(Candidate(1, "a" * 16, verdict, Draft(row=fields, grade="proven")), row.part)
    assert told.text == fields[told.kind] and row.part.row_roles[told.kind] in ("prompt", "text")
    claims = dict(told.claims)
    assert claims.keys() == fields.keys() - {told.kind}
    assert all(
        claims[name] == said for name, said in fields.items() if name in claims and isinstance(said, str)
    )
