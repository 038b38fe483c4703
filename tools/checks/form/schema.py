"""`schema`: every field keeps its JSON schema. The always-on check of a row's shape."""

from seedbed.memory.candidate import Schema
from seedbed.tools.checks.check import Case, Check, NoArguments, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named


async def _verify(inputs: Values, _arguments: NoArguments, case: Case) -> Verdict:
    """Fields without a schema are left alone; a field that has one and isn't there fails."""
    from seedbed.tools.verification.record_schema import VALIDATOR, violations

    looked = dict(named(inputs, case, "of"))
    if not looked:
        looked = {field: case.row[field] for field in case.schemas if field in case.row}
        if missing := [field for field in case.schemas if field not in case.row]:
            return failed("malformed", f"no {', '.join(missing)}")
    faults = []
    for field, value in looked.items():
        try:
            faults += [_placed(field, one) for one in violations(value, case.schemas.get(field, {}))]
        except ValueError as fault:
            raise Untold(f"the schema of {field}: {fault}") from fault
    if faults:
        return failed("malformed", "; ".join(faults[:5]))
    return held(Schema(ok=True, by="schema", validator=VALIDATOR))


def _placed(field: str, fault: str) -> str:
    """`the object` is what the validator calls the field itself."""
    place, _, message = fault.partition(": ")
    return f"{field if place == 'the object' else f'{field}.{place}'}: {message}"


CHECK = Check(
    name="schema",
    about="Every field keeps its shape, range and values (JSON Schema 2020-12). Always on.",
    inputs=("of*?",),
    verify=_verify,
    reads_null=True,
    shows={"form": "proven"},
    example="schema: {}",
)
