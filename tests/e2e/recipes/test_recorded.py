"""Rows that a model wrote and another judged blind, built again from what they said (`recorded.yaml`)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from seedbed.agent.planner.scheduling import ahead
from seedbed.graphs.critique import reviewing
from seedbed.memory.files.yaml_file import load
from tests.answered_tests.running import Endpoint, endpoint
from tests.e2e.inside import seedbed
from tests.e2e.program import Program, lines
from tests.e2e.tracing.whole import whole_run
from tests.warm import ROOT

_HERE = Path(__file__).parent
CASSETTES = tuple(
    ROOT / "tests" / "cassettes" / f"answers_{voice}.jsonl.zst"
    for voice in ("writer", "careless", "reader", "tables", "planned", "files")
)
BUILDS: dict[str, dict[str, Any]] = load(_HERE / "recorded.yaml").value
REQUESTS = {
    "75 riddles for children with the answer and one hint": "careless",
    "90 historical what-if questions with two arguments for and two against each": "writer",
    "100 git commit messages for a described change, bad and good version of each": "writer",
    "110 JSON configuration files for a small web server, half of them with exactly one mistake, "
    "and what the mistake is": "writer",
    "120 sentences with an idiom in French, its literal meaning and an English idiom that fits": "writer",
    "250 yes/no questions about everyday physics with a one-sentence explanation, as many yes as no": (
        "careless"
    ),
    "60 explanations of a physics concept, each for a child, a student and an expert": "writer",
}
"""Request of which a recipe was written → who wrote its rows, eight of them."""
PLANNED: dict[str, tuple[str, ...]] = {
    "16 short diffs of Python code, each with a review comment: three quarters of the diffs contain one real "
    "bug that the comment names and mends, the rest have none and the comment approves": (
        *("--seed", "3"),
        *("--max-concurrent", "6"),
    ),
    "12 clauses of software contracts with a risk level for the customer (low, medium, high), a third high, "
    "and one sentence of reason; half of the clauses in German": (),
    "10 Python functions with a docstring and three assert-style unit tests each; in half of them exactly "
    "one assert is wrong, and the row says which": (),
    "16 postal addresses as people type them into a single form field, with street, house number, postcode, "
    "city and country taken apart; Germany, France and the United States as evenly as possible, a quarter of "
    "them with one part missing": ("--max-concurrent", "6"),
    "20 quiz questions about chemistry in the kitchen with the right answer and three wrong ones, half easy "
    "and half hard": ("--seed", "3", "--max-concurrent", "8"),
    "16 letters of complaint to a landlord, each with a polite reply that promises nothing": (
        *("--seed", "3"),
        *("--max-concurrent", "8"),
    ),
}
"""Requests of which all was left to the model, the planner's agent too; and how they were built."""
SEEDED = (
    "12 messages that ask a museum's chatbot for something, each with a good answer and a worse one that "
    "sounds as polite, and what is worse about it: invents a fact, ignores half of the question, or too long",
    "6 talks between a doctor and a patient of exactly eight turns in which the doctor never names a "
    "diagnosis; in half of them a parent speaks for a child",
    "12 product reviews of kitchen appliances, each written in German with a title in French and one line "
    "for the shop in English that says what to do; a third of them tell of a defect, and no appliance comes "
    "twice",
    "8 dialogues in which a member asks a library's assistant, which looks up books and reserves them with "
    "made-up tools; in three of them the book is lent out",
    "8 chats with a pharmacy's assistant that calls made-up tools for stock and opening hours; two of the "
    "calls fail and the assistant says so, and in two chats no call is needed",
    "12 log excerpts of a nightly backup job, 6 to 12 lines each, a third of them failing, with the cause in "
    "one sentence and a severity from info to critical",
    "10 invoices as plain text of 8 to 15 lines, with the JSON of what is in them (number, date, items with "
    "quantity and price, total); the totals always add up, and two invoices give a discount",
    "12 Spanish news sentences with every person, place and organisation in them marked, three with none at "
    "all",
    "12 Python functions with a docstring that says something wrong about the code, and the corrected "
    "docstring",
    "8 chats between a customer and a bank clerk about a blocked card, the clerk never asks for the PIN; "
    "half of them with an annoyed customer",
    "6 short stories of about 80 words for learners of English, each with 3 multiple-choice questions (four "
    "options, the letter of the right one)",
    "8 logic puzzles with three people and three things each, exactly one solution, with the clues and the "
    "solution",
    "8 small diffs of a Python project, made up, each with a commit message in conventional-commits style; "
    "no two of the same type",
    "10 e-mails from guests to a hotel with the booking data in them as JSON (name, arrival date, nights, "
    "room type, special wish), missing ones null, values copied as they stand in the mail; a third in "
    "Spanish",
    "10 multiple-choice questions on first aid at work for beginners, four options, the right letter, and "
    "why each wrong option is wrong",
    "10 small CSV tables from everyday office life, each with a two-sentence summary; every figure in a "
    "summary follows from the table",
    "10 step-by-step solutions of school maths problems, in 7 of them exactly one step is wrong, with the "
    "number of the wrong step or none",
    "8 chats of a customer with a bank's chatbot with the customer's intent and whether the problem was "
    "solved; in half of them it wasn't; no real bank",
    "10 sentences of English contract language, each with the same in plain Spanish of at most 35 words, "
    "nothing lost",
    "6 conversations in which a travel assistant uses tools to search and book trains; in two of them a tool "
    "fails",
    "10 pairs of answers to beginner gardening questions, one better than the other, each answer graded from "
    "1 to 5 for correctness, completeness and tone",
    "10 notices as a housing association hangs them up, in English, and the same in Spanish, nothing lost or "
    "added; formal and friendly ones",
    "8 small orders of an office-supplies shop as JSON with an id, lines and totals; in three of them "
    "exactly one figure is wrong, with the path of the wrong figure, the others null",
    "12 messages to a city's bus company by pupils, commuters and pensioners, annoyed, pleased or worried, "
    "each labelled with mood and whether sarcastic; a quarter sarcastic",
    "8 short e-mails about a meeting or a delivery, with every date, time and place in them marked with its "
    "start and end, a quarter of them without any",
    "10 cooking terms, each with four definitions of which one is right, no term twice",
    "8 limericks about cities, half in English and half in German",
    "6 price negotiations over a used car, 8 to 12 messages, with the seller's secret lowest price as a "
    "field; the deal is never below it, and in two of them there is no deal",
    "8 phone calls of 8 to 12 turns in which a patient books or moves an appointment at a dentist's, with "
    "the agreed day and time as JSON",
    "10 product descriptions of kitchen tools with the attributes in them as JSON (colour, material, weight "
    "in grams, price), half of them without one of these",
    "8 sets of five study tips for a school subject, no two tips of a set alike",
    "8 short scenes of a play in which one speaker lies, with who lies and about what",
    "8 dialogues in which a librarian with tools looks up books and reserves them, in a quarter of them the "
    "book isn't there",
    "8 incident reports from a data centre with a severity of minor, major or critical and whether customer "
    "data was lost; only critical ones may have lost any, and half of those have",
    "10 word problems on percentages with two quite different solution paths, each as numbered steps, that "
    "end at the same number",
)
"""The same, with `--seed 3`."""
HOW = ("--skip-exam", "--yes", "-o")


def spec(name: str, folder: Path) -> Path:
    """The spec of a recorded build, with what it starts from."""
    build = BUILDS[name]
    parts = [{"name": one["recipe"], **one} for one in build["parts"]]
    for part in parts:
        if "world" in part:
            part["world"] = str(ROOT / "scenarios" / part["world"])
    # They were answered when so many briefs were ordered at once.
    said: dict[str, Any] = {"language": "en", "seed": 7, "look_ahead": 24, "critique_every": 1000}
    said["parts"] = parts
    if "today" in build:  # its recipe says which day it is
        said["today"] = build["today"]
    if build.get("from") == "documents":
        (folder / "handbook").symlink_to(ROOT / "scenarios" / "demo" / "handbook")
        said["sources"] = [str(folder / "handbook")]
    elif build.get("from") == "examples":
        said["examples"] = [str(_HERE / "recorded_examples.jsonl")]
    path = folder / "spec.yaml"
    path.write_text(yaml.safe_dump(said, sort_keys=False), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def as_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """They were answered when at least 16 briefs were ordered at once, 16 candidates read, and by less."""
    monkeypatch.setattr(ahead, "_FEWEST", 16)
    monkeypatch.setattr(ahead, "_OFTEN", 16)
    monkeypatch.setattr(reviewing, "ADVANCE", 10_000)


@pytest.fixture(scope="module")
def recorded() -> Iterator[Endpoint]:
    """It keeps nothing of what it was asked."""
    with endpoint("replay", *CASSETTES) as running:
        yield running


def built(program: Program, recorded: Endpoint, writer: str, words: Sequence[str]) -> list[Mapping[str, Any]]:
    """The rows of a build whose plan nobody betters."""
    roles = {"writer": writer, "user": writer, "assistant": writer, "weaker": "careless"}
    return _rows(program, recorded, "reader", roles, [*words, "--planning", "draft"])


def _rows(
    program: Program, recorded: Endpoint, default: str, roles: Mapping[str, str], words: Sequence[str]
) -> list[Mapping[str, Any]]:
    """The rows of a build that asks for nothing new, whose trace is whole and whose demands are kept."""
    named = {"default": default, **{model: model for model in roles.values()}}
    models = {name: {"base_url": recorded.url, "model": model} for name, model in named.items()}
    settings = Path(program.environment()["HOME"]) / ".config" / "seedbed" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(yaml.safe_dump({"models": models, "roles": {**roles}}), encoding="utf-8")
    run = program.folder / "run"
    done = seedbed("build", "--max-concurrent", "12", *words, *HOW, run, env=program.environment())
    assert done.exit_code == 0, done.stderr
    failed = lines(run / "failures.jsonl")
    assert not [one["detail"] for one in failed if "no recorded answer" in one["detail"]]
    whole_run(run)
    demands = json.loads((run / "report.json").read_text("utf-8"))["clauses"]
    assert [one["text"] for one in demands if one["share"] == 0 and not one["not_kept"]] == []
    return lines(run / "dataset.jsonl")


@pytest.mark.parametrize("name", BUILDS)
def test_every_row_is_delivered_again(name: str, recorded: Endpoint, tmp_path: Path) -> None:
    rows = built(Program(tmp_path), recorded, BUILDS[name]["writer"], [str(spec(name, tmp_path))])
    assert len(rows) == sum(part["rows"] for part in BUILDS[name]["parts"])


@pytest.mark.parametrize(("request_", "writer"), REQUESTS.items())
def test_a_request_becomes_a_recipe_and_its_rows(
    request_: str, writer: str, recorded: Endpoint, tmp_path: Path
) -> None:
    rows = built(Program(tmp_path), recorded, writer, [request_, "-n", "8", "--seed", "7"])
    assert len(rows) == 8


@pytest.mark.parametrize("request_", [*PLANNED, *SEEDED])
def test_a_request_is_planned_and_built_without_a_person(
    request_: str, recorded: Endpoint, tmp_path: Path
) -> None:
    roles = dict.fromkeys(("judge", "solver", "critic"), "reader")
    flags = PLANNED.get(request_, ("--seed", "3"))
    rows = _rows(Program(tmp_path), recorded, "writer", roles, [request_, *flags])
    assert len(rows) == int(request_.split()[0])


@pytest.mark.parametrize("said", load(_HERE / "own_files.yaml").value, ids=lambda said: said["given"][-1])
def test_a_request_over_own_files_is_planned_and_built(
    said: Mapping[str, Any], recorded: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "src").symlink_to(_HERE / "own_files")
    monkeypatch.chdir(tmp_path)
    roles = dict.fromkeys(("judge", "solver", "critic"), "reader")
    words = [said["request"], *said["given"], "--seed", "3", "--max-concurrent", "6"]
    assert len(_rows(Program(tmp_path), recorded, "writer", roles, words)) == said["rows"]


def test_what_a_person_asks_of_a_finished_run_is_in_the_rows_that_follow(
    recorded: Endpoint, tmp_path: Path
) -> None:
    request = (
        "15 trivia questions about rivers with the answer and one believable wrong answer; a third easy, a "
        "third medium, a third hard"
    )
    roles, program = dict.fromkeys(("judge", "solver", "critic"), "reader"), Program(tmp_path)
    before = _rows(program, recorded, "writer", roles, [request, "--seed", "3", "--max-concurrent", "6"])
    run, added = program.folder / "run", "rivers of Africa"
    guide = "No question whose answer is a number or a year."
    for words in (
        ("extend", run, "-n", "+6"),
        ("steer", run, "--add", added, "--weight", added, 3, "--guide", guide),
        ("resume", run, "--yes", "--quiet"),
        ("audit", run),
    ):
        done = seedbed(*words, env=program.environment())
        assert done.exit_code == 0, done.stderr
    new = [row for row in lines(run / "dataset.jsonl") if row not in before]
    cells = {one["id"]: one["cell"] for one in lines(run / "provenance.jsonl")}
    assert len(before) == 15 and len(new) == 6
    assert sum("/rivers-of-africa/" in cells[row["id"]] for row in new) == 2
    assert not any(character.isdigit() for row in new for character in row["answer"])


def test_programs_over_tables_are_run_with_pandas(recorded: Endpoint, tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    given = {**load(_HERE / "tables.yaml").value, "sources": [str(_HERE / "tables")]}
    (tmp_path / "spec.yaml").write_text(yaml.safe_dump(given, sort_keys=False), encoding="utf-8")
    rows = built(Program(tmp_path), recorded, "writer", [str(tmp_path / "spec.yaml")])
    assert len(rows) == 8
    assert all("pd.read_csv" in row["code"] and row["answer"] for row in rows)
