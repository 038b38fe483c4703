"""Each statement of A stands in B: one direction of `same`, without places in documents."""

from seedbed.tools.checks.asked import shown, step_of
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import is_messages, named
from seedbed.tools.checks.relations.claiming import check_claims, sources_of
from seedbed.tools.checks.relations.spoiling import number_in_a

_BY = "claims"


class ClaimsArguments(Arguments):
    """What counts."""

    whole: bool = False
    """Whether questions, requests and courtesies count as statements too."""


async def _verify(values: Values, arguments: ClaimsArguments, case: Case) -> Verdict:
    name, a = named(values, case, "a")[0]
    if not shown(a).strip():
        raise Untold(f"'{name}' is empty")
    found = await check_claims(
        case,
        (name, shown(a)),
        sources_of(named(values, case, "b")),
        step=step_of(_BY, case),
        talk=is_messages(a),
        whole=arguments.whole,
    )
    evidence = found.judgement(_BY, f"what {name} says stands there")
    return failed("unsupported claim", f"{name}: {found.told}", evidence) if found.wrong else held(evidence)


CHECK = Check(
    name="claims",
    about="Each statement of A stands in B, as a judge finds who has to quote it.",
    inputs=("a", "b*"),
    verify=_verify,
    arguments=ClaimsArguments,
    shows={"kept": "supported"},
    spoil={"number": number_in_a},
    calls=1.0,
    example="claims: {a: summary, b: article}",
)
