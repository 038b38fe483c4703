"""write_record: a value for the user's own JSON schema, its strings in the words of the concept."""

import json
from typing import Any

from tests.simulator.jobs.briefs import Order, copied
from tests.simulator.jobs.from_schema import Source, value_for
from tests.simulator.jobs.write_text import stock_text
from tests.simulator.wire import schemas_in
from tests.simulator.world.known import Written

PLACEHOLDER = "TBD (placeholder, to be filled in)"
"""What a defective record says in one of its strings."""


def write_record(order: Order) -> tuple[dict[str, Any], Written]:
    """The answer and the truth about it; its defect is `placeholder` (without free text: `extra_field`)."""
    wanted = _schema_of(order)
    concept = order.concept
    source = Source(order.draw, lambda: stock_text(order.draw, concept.name), concept.things)
    record = value_for(wanted, source)
    defect = None
    if order.outcome.defective:
        record, defect = _spoiled(record, wanted)
    if order.outcome.copy_of is not None and not order.outcome.exact_copy:
        record = _near_copy(order, record, wanted)
    written = Written(
        job="write_record",
        text=canonical(record),
        concept=None if _says_nothing(record, wanted, defect) else concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
    )
    return {"record": record}, written


def _says_nothing(record: Any, schema: dict[str, Any], defect: str | None) -> bool:
    """Whether all its words are the placeholder's: such a text is alike under every concept, so a judge who
    told one of them would tell the one that was written last."""
    texts = [record[name] for name in _free_text(record, schema)] if isinstance(record, dict) else [record]
    return defect == "placeholder" and all(str(text).startswith(PLACEHOLDER[:3]) for text in texts)


def _schema_of(order: Order) -> dict[str, Any]:
    """The record's schema: as it stands in the prompt with all its bounds, else as it was asked for."""
    schema = order.call.schema or {}
    asked = (schema.get("properties") or {}).get("record") or order.brief.get("fields") or schema
    for whole in schemas_in(order.call.everything):
        if set(whole["properties"]) == set(asked.get("properties") or ()):
            return whole
    return {**{k: v for k, v in schema.items() if k in ("$defs", "definitions")}, **asked}


def canonical(record: Any) -> str:
    """A record as the text it is known by: keys sorted, no white space."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _free_text(record: Any, schema: dict[str, Any]) -> list[str]:
    """Names of the record's string fields that may say anything."""
    if not isinstance(record, dict):
        return []
    bound = ("enum", "const", "pattern", "format", "maxLength", "minLength")
    fields = schema.get("properties") or {}
    return [
        n for n, v in record.items() if isinstance(v, str) and not any(b in fields.get(n, {}) for b in bound)
    ]


def _spoiled(record: Any, schema: dict[str, Any]) -> tuple[Any, str]:
    if names := _free_text(record, schema):
        return {**record, names[-1]: PLACEHOLDER}, "placeholder"
    if isinstance(record, dict):
        return {**record, "unasked": PLACEHOLDER}, "extra_field"
    return PLACEHOLDER, "placeholder"


def _near_copy(order: Order, record: Any, schema: dict[str, Any]) -> Any:
    names = _free_text(record, schema)
    return {**record, names[0]: copied(order, record[names[0]])} if names else record
