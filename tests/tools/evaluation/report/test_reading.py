"""A row made of documents, as a person reads it."""

import pytest

from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.store.protocol import Candidate
from seedbed.tools.evaluation.report.reading import read
from seedbed.tools.export.rows import ExportRow
from tests.tools.export.test_of_documents import ROWS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.part.name)
def test_the_first_text_stands_alone_and_every_other_field_under_its_name(row: ExportRow) -> None:
    fields = {name: value for name, value in row.row.items() if name not in ("id", "part")}
    verdict = Verdict(state="accepted", cell="rows/a/any/any")
    told = read(Candidate(1, "a" * 16, verdict, Draft(row=fields, grade="proven")), row.part)
    assert told.text == fields[told.kind] and row.part.row_roles[told.kind] in ("prompt", "text")
    claims = dict(told.claims)
    roles = row.part.row_roles
    placed = [name for name, role in roles.items() if role == "place"]
    hidden = {name for name, role in roles.items() if placed and role in ("place", "context")}
    assert claims.pop("from", "") == " › ".join(fields[name] for name in placed).replace(" > ", " › ")
    assert claims.keys() == fields.keys() - {told.kind} - hidden
    assert all(
        claims[name] == said for name, said in fields.items() if name in claims and isinstance(said, str)
    )
