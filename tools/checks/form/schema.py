"""`schema`: every field keeps its JSON schema. The always-on check of a row's shape.

A string of the format `calculation` holds equations, and each of them is computed again."""

from seedbed.memory.candidate import Schema
from seedbed.tools.checks.check import Case, Check, NoArguments, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named
from seedbed.tools.verification.annotations import equations


async def _verify(inputs: Values, _arguments: NoArguments, case: Case) -> Verdict:
    """Fields without a schema are left alone; a field that has one and isn't there fails."""
    from seedbed.tools.verification.record_schema import VALIDATOR, calculations, violations

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
    computed = []
    for field, value in looked.items():
        try:
            texts = calculations(value, case.schemas.get(field, {}))
            computed += [one for text in texts for one in equations(text)]
        except ValueError as fault:
            return failed("malformed", f"{field}: {fault}")
    evidence = tuple(one.evidence("schema") for one in computed)
    if wrong := [one.fault for one in computed if not one.ok]:
        return failed("wrong answer", "; ".join(wrong[:5]), *evidence)
    return held(Schema(ok=True, by="schema", validator=VALIDATOR), *evidence)


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
