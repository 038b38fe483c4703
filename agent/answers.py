"""What models are asked to answer: one frozen schema per job.

The schema's title is the job's name. It goes out as the name of `response_format`, or inside the prompt for
endpoints without one; answers are validated against it once, by `agent/models/ask.py`.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """Answers are closed objects: a key that wasn't asked for is a malformed answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    job: ClassVar[str] = ""
    """The job's name; empty: it is the class's."""


class _Concept(Answer):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    inside: str
    """What belongs to it, one line."""
    outside: str
    """What does not, though it looks like it, one line."""


class _Label(Answer):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    definition: str
    outside: str


class _Attribute(Answer):
    name: Annotated[str, Field(min_length=1, max_length=60)]
    values: Annotated[list[str], Field(min_length=2)]


class ReadPart(Answer):
    """One task that a request asks for. Empty strings and lists: the request doesn't say."""

    task: str
    """One of the spec's tasks."""
    way: str
    """One of the task's ways; empty: its usual one."""
    topic: str
    rows: int
    """0: the request doesn't say."""
    labels: list[_Label]
    label_count: int
    """How many labels it wants when it doesn't name them; 0: it doesn't say."""
    about: str
    text_kind: str
    difficulties: list[str]
    attributes: list[_Attribute]
    fields: list[str]
    """Field names that it asks for (task records)."""
    guidance: list[str]
    turns: list[int]
    """Fewest and most turns of a talk, as the request says them; empty: it doesn't say."""
    at_once: bool
    """Whether one call is to write a whole talk."""
    world: str
    """The file of the world of tools, as the request writes it."""


# writers, planner, interpreter: their prompts end with a `brief` block ---------------------------------


class InterpretRequest(Answer):
    """The request, read."""

    parts: list[ReadPart]
    language: str
    unclear: list[str]
    """What is ambiguous or contradictory, a sentence each."""


class ProposeConcepts(Answer):
    """Children of one concept, distinct from each other."""

    concepts: list[_Concept]


class ProposeLabels(Answer):
    """Labels for a classification task whose request names none."""

    labels: list[_Label]


class ProposeAttributes(Answer):
    """Dimensions along which the rows of one concept should vary (AttrPrompt)."""

    attributes: list[_Attribute]


class ProposeValues(Answer):
    """Further values of one attribute."""

    values: list[str]


class _Need(Answer):
    asks: Annotated[str, Field(min_length=1)]
    """A question that is understood by itself."""
    in_documents: bool


class PlanNeeds(Answer):
    """Who looks things up in documents, and what, in the order of asking."""

    who: Annotated[str, Field(min_length=1)]
    needs: Annotated[list[_Need], Field(min_length=1, max_length=6)]


class WriteText(Answer):
    """A text that has the label asked for."""

    text: Annotated[str, Field(min_length=1)]


class WritePlannedText(Answer):
    """The same, planned first."""

    job: ClassVar[str] = "write_text"
    plan: str
    text: Annotated[str, Field(min_length=1)]


class WriteProblem(Answer):
    """A word problem around given quantities."""

    problem: Annotated[str, Field(min_length=1)]


class _Step(Answer):
    words: str
    """What is found, and why."""
    calculation: str
    """One equation: `48 / 2 = 24`."""


class WriteSolvedProblem(Answer):
    """A problem of the model's own with its chain of thought (Wei et al. 2022), one calculation a step."""

    problem: Annotated[str, Field(min_length=1)]
    steps: Annotated[list[_Step], Field(min_length=1)]
    answer: str
    unit: str
    """What the answer counts or measures; empty: a bare number."""
    equations: list[str]
    """Equations in `x`, the answer, that say what the problem says; empty where it has none."""


class WriteProgrammedProblem(Answer):
    """A problem of the model's own with a program for its answer (PAL, Gao et al. 2023)."""

    problem: Annotated[str, Field(min_length=1)]
    program: Annotated[str, Field(min_length=1)]
    """Lines `name = expression`; the last name is `answer`."""
    unit: str


class RephraseProblem(Answer):
    """The same problem in other words (MetaMath, Yu et al. 2024, §3.1)."""

    problem: Annotated[str, Field(min_length=1)]


class StateProblem(Answer):
    """A problem and its answer as one statement (self-verification, Weng et al. 2023)."""

    statement: Annotated[str, Field(min_length=1)]


class WriteCodeTask(Answer):
    """A programming task with its solution and tests."""

    problem: Annotated[str, Field(min_length=1)]
    """What the function has to do, its signature included."""
    entry_point: str
    """The function's name."""
    solution: Annotated[str, Field(min_length=1)]
    """A Python module that defines it; the standard library alone."""
    tests: Annotated[list[str], Field(min_length=1)]
    """Statements that call it, an `assert` each."""


class WriteQuestion(Answer):
    """A question that the passage answers, and the answer in the passage's own words."""

    question: Annotated[str, Field(min_length=1)]
    answer: Annotated[str, Field(min_length=1)]


class WriteQuery(Answer):
    """What somebody would search for, and the sentence of the passage that tells it."""

    query: Annotated[str, Field(min_length=1)]
    quote: Annotated[str, Field(min_length=1)]


class WordTriples(Answer):
    """A paragraph that states given facts and nothing else (SynthIE, Josifoski et al. 2023)."""

    text: Annotated[str, Field(min_length=1)]


class WriteGroundedAnswer(Answer):
    """A question that the passage answers, and the answer in words of its own."""

    question: Annotated[str, Field(min_length=1)]
    answer: Annotated[str, Field(min_length=1)]


class WriteSummary(Answer):
    """A summary of a text, in words of its own."""

    summary: Annotated[str, Field(min_length=1)]


class WriteGroundedInstruction(Answer):
    """An instruction about a passage, and the response that follows it from the passage alone."""

    instruction: Annotated[str, Field(min_length=1)]
    response: Annotated[str, Field(min_length=1)]


class _Place(Answer):
    quote: Annotated[str, Field(min_length=1)]
    """Copied from its passage, word for word."""
    thing: str
    """What the quote speaks of, as its passage spells it."""
    words: Annotated[str, Field(min_length=1)]
    """The words of the quote that the answer takes."""


class WriteJoinedQuestion(Answer):
    """A question that needs two passages, with the place in each that its answer takes."""

    question: Annotated[str, Field(min_length=1)]
    answer: Annotated[str, Field(min_length=1)]
    calculation: Literal["", "highest", "lowest", "earliest", "latest", "difference", "total"]
    """How the answer comes from the words of both places; empty: it is the words of one of them."""
    first: _Place
    second: _Place


class WriteNearMiss(Answer):
    """A question that the passage answers, and one that only looks so."""

    answerable: Annotated[str, Field(min_length=1)]
    answer: Annotated[str, Field(min_length=1)]
    """To the first, in the passage's own words."""
    question: Annotated[str, Field(min_length=1)]
    """The other."""


class RewordClaim(Answer):
    """The same claim in other words."""

    claim: Annotated[str, Field(min_length=1)]


# role-players: each is shown what it may know, and the talk so far --------------------------------------


class SayErrand(Answer):
    """What a user says who has something done by tools."""

    message: Annotated[str, Field(min_length=1, max_length=2000)]


class SayAsUser(Answer):
    """The user's next message, and whether it is the last."""

    message: Annotated[str, Field(min_length=1)]
    ends: Literal["goes on", "goal reached", "given up"]


class SayAsAssistant(Answer):
    """The assistant's next message."""

    message: Annotated[str, Field(min_length=1)]


class _TurnCall(Answer):
    name: str
    arguments: str
    """A JSON object, as text."""


class AnswerTurn(Answer):
    """The assistant's turn answered anew, in words or by calls."""

    message: str
    """Empty: it only calls."""
    calls: list[_TurnCall]


# judges, annotators, solvers: their prompts hold text and codebook only, never the brief's cell --------


class FindOverlaps(Answer):
    """Pairs of siblings that mean the same, by their numbers."""

    pairs: list[Annotated[list[int], Field(min_length=2, max_length=2)]]


class ChooseLabel(Answer):
    """The label of a text, by the codebook."""

    label: str


class ChooseConcept(Answer):
    """The concept that a text belongs to, by its number in the list; 0: none of them."""

    concept: int


class AnswerQuestion(Answer):
    """An answer from the passage alone, in its own words; empty when it doesn't say."""

    answerable: bool
    answer: str


class FindAnswering(Answer):
    """The passages that answer a query, wholly or in part, by their numbers; the reason first."""

    reason: str
    answering: list[int]


class _Triple(Answer):
    subject: str
    relation: str
    object: str


class ReadTriples(Answer):
    """What a text states in the relations given, and what else it states."""

    triples: list[_Triple]
    rest: list[str]
    """Statements of the text that no triple says, a sentence each."""


class SolveProblem(Answer):
    """An independent solution: an arithmetic expression over the problem's numbers, and its value."""

    expression: str
    answer: str


class SolveCode(Answer):
    """An independent solution of a programming task."""

    solution: Annotated[str, Field(min_length=1)]


class ScoreRow(Answer):
    """A judge's reading of one row: the reason first, then 1 (useless) … 5 (nothing to mend)."""

    reason: str
    score: Annotated[int, Field(ge=1, le=5)]


class FindSupport(Answer):
    """What a passage says about a claim: the words that decide first, then the reason, then the verdict."""

    quote: str
    """Copied from the passage; empty: nothing there is about it."""
    reason: str
    verdict: Literal["supported", "partly", "contradicted", "not in the passage"]
    search: str
    """What to look for elsewhere; empty: nothing is missing."""


def job_name(answer: type[Answer]) -> str:
    """The job's name on the wire: `ChooseLabel` → `choose_label`."""
    if answer.job:
        return answer.job
    name = answer.__name__
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
