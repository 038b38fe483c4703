"""Rows of the two ways, put together: by whoever makes them and, again, by whoever doubts them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from seedbed.memory.brief import retrieval_key
from seedbed.memory.errors import UserFault
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.questions.calculate import fault_of, size_of, whole_value
from seedbed.tools.verification.numerals import numbers_in
from seedbed.tools.verification.problems.problem import Problem
from seedbed.tools.verification.trajectories.check import check_trajectory
from seedbed.tools.verification.trajectories.read import read_trajectory
from seedbed.tools.world.calculator import CALCULATOR, calculated
from seedbed.tools.world.lookups.searches import Search, rounds_of
from seedbed.tools.world.lookups.stated import absence, statement
from seedbed.tools.world.lookups.sums import Manner, manners, sums
from seedbed.tools.world.lookups.talk import Called, Frame, calls_of, envelope, messages
from seedbed.tools.world.lookups.told import answer_sentence, step_sentences
from seedbed.tools.world.operations import Real, WorldError
from seedbed.tools.world.search import SEARCH, found, shows
from seedbed.tools.world.world import World

TOOLS = {tool.name: tool for tool in (SEARCH, CALCULATOR)}
Row = dict[str, Any]
Passages = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Looked:
    """A search as it was made."""

    query: str
    most: int
    """Passages that were wanted."""
    passages: Passages
    """What came: `name`, `heading`, `text`, `source`, `start` of each, the best first."""

    def called(self) -> Called:
        """The call and its result."""
        return Called(SEARCH.name, {"query": self.query, "max_results": self.most}, found(self.passages))


# calculator ----------------------------------------------------------------------------------------------


def calculator_row(problem: Problem, manner: Manner, frame: Frame, *, explains: bool = False) -> Row:
    """A problem, its sums by the calculator, and the answer.

    Args:
        explains: Whether the answer tells the results of the steps that were calls before the last.

    Raises:
        WorldError: the calculator can't compute one of its sums.
        ValueError: the library doesn't know the problem's program.
    """
    rounds = [[_sum(one) for one in some] for some in sums(problem, manner)]
    steps = step_sentences(problem) if explains and manner == "step by step" else ()
    told = [*steps, answer_sentence(problem)]
    return {
        "messages": messages(frame, problem.text, rounds, " ".join(told)),
        "tools": envelope([TOOLS[name] for name in frame.offered]),
    }


def _sum(expression: str) -> Called:
    arguments = {"expression": expression}
    return Called(CALCULATOR.name, arguments, calculated(arguments))


def ordered_row(order: Mapping[str, Any], problem: Problem) -> Row:
    """The row of a brief: its problem, and how the brief says that it is computed and told.

    Raises:
        WorldError, ValueError: as `calculator_row`.
    """
    manner: Manner = "step by step" if order["steps"] and "step by step" in manners(problem) else "at once"
    row = calculator_row(problem, manner, _frame(order), explains=bool(order["explains"]))
    if row_fault(row):  # steps may be worded with a number of their own: «two equal ages»
        row = calculator_row(problem, manner, _frame(order))
    return row


def _frame(order: Mapping[str, Any]) -> Frame:
    return Frame(**{**order["frame"], "offered": tuple(order["frame"]["offered"])})


# search --------------------------------------------------------------------------------------------------


def places_of(item: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The places that an item's answer takes, with `source`, `name`, `start`, `end` and `claim`."""
    return item["hops"] or ({**item, "claim": item["answer"]},)


def is_brought(item: Mapping[str, Any], looked: Sequence[Looked]) -> bool:
    """Whether the searches brought every place that an item's answer takes."""
    shown = [passage for one in looked for passage in one.passages]
    return all(
        any(shows(one, place["source"], place["start"], place["end"]) for one in shown)
        for place in places_of(item)
    )


def planned(order: Mapping[str, Any]) -> tuple[tuple[Search, ...], ...]:
    """The searches for a brief's question, in rounds."""
    return rounds_of(order.get("item") or order["near"], order["called"], apart=bool(order.get("apart")))


def is_enough(order: Mapping[str, Any], looked: Sequence[Looked]) -> bool:
    """Whether nothing more has to be searched for: what isn't there takes all that is planned."""
    if order.get("item"):
        return is_brought(order["item"], looked)
    return len(looked) == sum(map(len, planned(order)))


def search_row(order: Mapping[str, Any], looked: Sequence[Looked]) -> Row:
    """A question of the documents, the searches, a sum where it takes one, and the answer.

    Args:
        order: A brief's `item` or `near` (a question without an answer), `called` and `frame`.

    Raises:
        WorldError: the calculator can't compute the sum.
    """
    frame = _frame(order)
    rounds, left = [], list(looked)
    for some in planned(order):
        if left:
            rounds.append([one.called() for one in left[: len(some)]])
            left = left[len(some) :]
    if item := order.get("item"):
        question, answer = item["question"], statement(item, order["called"])
        rounds += [[_sum(one)] for one in sum_of(item)]
        sources = dict.fromkeys(str(place["name"]) for place in places_of(item))
        source, heading = "; ".join(sources), " > ".join(item["heading_path"])
        if order.get("cites") and len(item["heading_path"]) > 1 and not sum_of(item):
            answer += f" You can look it up in {item['name']}, under “{item['heading_path'][-1]}”."
    else:
        near = order["near"]
        question = near["question"]
        answer = absence(question, near["sought"]["entity"], order["called"])
        first = looked[0].passages[0] if looked and looked[0].passages else {}
        source, heading = str(first.get("name", "")), str(first.get("heading", ""))
    return {
        "messages": messages(frame, question, rounds, answer),
        "tools": envelope([TOOLS[name] for name in frame.offered]),
        "source": source,
        "heading": heading,
    }


def sum_of(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The sum that an item's answer takes, as an expression; empty where it takes none."""
    if item.get("calculation") not in ("difference", "total"):
        return ()
    amounts = []
    for hop in item["hops"]:
        value = whole_value(hop["claim"])
        if value is None:
            return ()
        amounts.append(size_of(value))
    if item["calculation"] == "difference":
        amounts.sort(reverse=True)
    sign = "-" if item["calculation"] == "difference" else "+"
    return (sign.join(f"{amount:f}" for amount in map(Decimal, amounts)),)


def looked_up(
    notes: Mapping[str, Any], brief: str, attempt: int, journaled: Callable[[str], Any]
) -> tuple[Looked, ...]:
    """The searches that a candidate's notes name, with what the journal says that they found."""
    made = notes.get("searches") or ()
    keys = [retrieval_key(brief, search_step(number), attempt) for number in range(1, len(made) + 1)]
    return tuple(
        Looked(str(query), int(most), journaled(key) or ())
        for (query, most), key in zip(made, keys, strict=True)
    )


def search_step(number: int) -> str:
    """A search of a talk as the journal names it, from 1."""
    return f"search-{number}"


def answer_fault(row: Mapping[str, Any], item: Mapping[str, Any], cited: Sequence[Mapping[str, Any]]) -> str:
    """What is wrong with the answer to an item's question; empty: it follows from the citations.

    The assistant has to say it, and the results have to show what is cited.
    """
    said = [one["content"] for one in row["messages"] if one["role"] == "assistant"]
    answer = str(item["answer"])
    if not any(contains(answer, one) for one in said if one):
        return f"the assistant doesn't say {answer[:80]!r}"
    results = [one.result for one in calls_of(row["messages"]) if one.name == SEARCH.name]
    context = "\n".join(str(text) for one in results for text in _texts(one))
    if hidden := [one for one in cited if one["quote"] not in context]:
        return f"no search shows {hidden[0]['quote'][:80]!r}"
    if not item["hops"]:
        return ""
    asked = {"question": item["question"], "answer": answer, "context": context}
    return fault_of(asked, item, cited)


# what is wrong with one ----------------------------------------------------------------------------------


def row_fault(row: Mapping[str, Any], looked: Sequence[Looked] = ()) -> str:
    """The first thing that is wrong with a row, all its calls made again; empty: nothing.

    Args:
        looked: The searches as they were made.
    """
    try:
        trajectory = read_trajectory(row)
        checked = check_trajectory(trajectory, _again(row, looked))
        calls = list(calls_of(row["messages"]))
    except (UserFault, ValueError) as fault:
        return str(fault)[:400]
    if checked.faults:
        return checked.reason
    last = trajectory.messages[-1]
    if last.role != "assistant" or last.calls:
        return "the assistant doesn't have the last word"
    if not calls:
        return "no tool is called"
    return _strange_number(row, calls)


def _again(row: Mapping[str, Any], looked: Sequence[Looked]) -> World:
    """The tools of a row, each call executed anew; a search is answered by what it found when it was made."""
    kept = {(one.query, one.most): one.called().result for one in looked}

    def search(arguments: Mapping[str, Any]) -> Any:
        try:
            return kept[arguments["query"], arguments["max_results"]]
        except (KeyError, TypeError):
            raise WorldError("nobody searched for that") from None

    real: dict[str, Real] = {SEARCH.name: search, CALCULATOR.name: calculated}
    names = [one["function"]["name"] for one in row["tools"]]
    if envelope([TOOLS[name] for name in names if name in TOOLS]) != list(row["tools"]):
        raise ValueError("its tools are not the search and the calculator")
    return World({name: TOOLS[name] for name in names}, real={name: real[name] for name in names})


def _strange_number(row: Mapping[str, Any], calls: Sequence[Called]) -> str:
    """A number of the assistant's that stands neither in what the user said, nor in a result, nor in a call
    («two times the area» is computed as `2*…`)."""
    said = [one["content"] for one in row["messages"] if one["role"] == "user"]
    results = [str(text) for one in calls for text in _texts([one.result, dict(one.arguments)])]
    known = {number for text in (*said, *results) for number in numbers_in(text)}
    for one in row["messages"]:
        told = numbers_in(one["content"]) if one["role"] == "assistant" else ()
        if strange := [number for number in told if number not in known]:
            return f"the assistant says {strange[0]}, which nobody said or computed"
    return ""


def _texts(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value]
