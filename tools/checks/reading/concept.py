"""Which concept of the tree a row is about: a name for recipes. The reading itself assigns the row to a cell,
and is `agent/annotator/reading.py`."""

from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict


class ListedConcept(Arguments):
    """One concept that may be named."""

    id: str
    name: str
    inside: str = ""
    outside: str = ""


class ConceptArguments(Arguments):
    """What a reader chooses from, and the id of the seat's own: the caller gives them."""

    concepts: tuple[ListedConcept, ...] = ()
    here: str = ""


async def _verify(_values: Values, _arguments: ConceptArguments, _case: Case) -> Verdict:
    raise Untold("a row's concept is read where it is assigned")


CHECK = Check(
    name="concept",
    about="A reader who knows the row and the list of concepts finds the row's own.",
    inputs=("of*",),
    verify=_verify,
    arguments=ConceptArguments,
    shows={"label": "supported"},
    calls=1.2,
    example="concept: {of: text}",
)
