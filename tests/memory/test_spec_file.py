"""spec.yaml: read with precise messages, written readable, read back equal."""

from pathlib import Path

import pytest

from seedbed.memory.errors import UserFault
from seedbed.memory.files.spec_file import parse_spec, read_spec, spec_text, write_spec
from seedbed.memory.spec import Attribute, Budget, Label, Model, Part, Spec

FLAT = """\
offline: labels
topic: a bike-rental firm
rows: 40
labels: [refund, booking, yes]
"""


def fault(text: str) -> str:
    with pytest.raises(UserFault) as caught:
        parse_spec(text, "spec.yaml")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_one_part_may_stand_at_the_top_and_is_written_there_under_a_head() -> None:
    spec = parse_spec(FLAT)
    assert [label.name for label in spec.parts[0].labels] == ["refund", "booking", "yes"]
    assert spec.rows == 40
    lines = spec_text(spec).splitlines()
    assert lines[0].startswith("# A spec of seedbed")
    assert "offline: labels" in lines and "parts:" not in lines


BUDGETS = ("5usd 30min", "5usd, 30min", "[5usd, 30min]", "\n- 5 usd\n- 30 min", "{usd: 5, minutes: 30}")


@pytest.mark.parametrize("words", BUDGETS, ids=repr)
def test_a_budget_in_each_form(words: str) -> None:
    assert parse_spec(f"{FLAT}budget: {words}\n").budget == Budget(usd=5, minutes=30)


WHOLE = Spec(
    request='say "hi"\u202e\nin two lines',
    parts=(
        Part(
            name="messages",
            offline="labels",
            topic="no: really # a topic",
            rows=10,
            labels=(Label(name="yes", definition="a: b"), Label(name="no", outside="x", share=2.0)),
            attributes=(Attribute(name="tone", values=("polite", "1e5")),),
            guidance=("Never say 'no'.", "- dash"),
            difficulties=("plain", "hard"),
        ),
        Part(name="rows", recipe="records", topic="x", rows=3),
    ),
    sources=("./docs",),
    budget=Budget(tokens=5, usd=0.1),
    models={"default": Model(base_url="http://127.0.0.1:1/v1", model="m", parameters={"top_p": 0.5})},
    roles={"judge": "default"},
    seed=3,
)


@pytest.mark.parametrize(
    "spec",
    [
        WHOLE,
        parse_spec(FLAT),
        Spec(parts=(WHOLE.parts[0],)),
        Spec(parts=(WHOLE.parts[1],), language="German"),
    ],
)
def test_what_is_written_is_read_back_equal(spec: Spec, tmp_path: Path) -> None:
    write_spec(spec, tmp_path / "spec.yaml")
    assert read_spec(tmp_path / "spec.yaml") == spec


def test_the_nearest_right_name_is_given() -> None:
    text = fault(
        "parts:\n- offline: labels\n  topic: x\n  rows: 4\n  lables: [a, b]\n"
        "- name: two\n  offline: lables\n  topic: y\n  rows: 2\n  labels:\n  - nmae: a\n  - name: b\n"
    )
    assert text.startswith(
        "spec.yaml: parts[0].lables: unknown key `lables`; did you mean `labels`? (line 5); "
    )
    assert "parts[1].offline: unknown value `lables`; did you mean `labels`? (line 7)" in text
    assert "parts[1].labels[0].nmae: unknown key `nmae`; did you mean `name`? (line 11)" in text
    assert "parts[1].labels[0]: `name` is missing" in text


def test_paths_of_a_flat_file_are_the_files_own() -> None:
    text = fault("offline: labels\ntopic: x\nrows: many\nlables: [a, b]\nbuget: 5usd\n")
    assert "rows: input should be a valid integer" in text
    assert "`many` (line 3)" in text
    assert "unknown key `lables`; did you mean `labels`? (line 4)" in text
    assert "unknown key `buget`; did you mean `budget`? (line 5)" in text
    assert "parts" not in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no spec: it has none of a part's keys"),
        ("just words", "is no spec: it has none of a part's keys"),
        ("- a\n- b", "is no spec: it has none of a part's keys"),
        ("seed: 3", "none of a part's keys, only `seed`"),
        ("parts: []", "parts: "),
        ("topic: x\nrows: 1", "recipe: a part has a recipe: a name, a file, or its text"),
        ("recipe: records\noffline: labels\ntopic: x\nrows: 1", "recipe: a part has a recipe"),
        (f"{FLAT}budget: 5eur", "budget: '5eur' is no budget (line 5)"),
        (f"{FLAT}budget: 7", "budget: "),
        (FLAT.replace("yes", "1"), "labels[2]: 1 is read as a number, and text is wanted: put it in quotes"),
        (FLAT.replace("yes", "refund"), "labels: 'refund' is named twice"),
        (
            "recipe: records\ntopic: x\nrows: 1\nlabels: [{name: a, share: inf}, b]",
            "labels[0].share: input should be a finite number, not `inf` (line 4)",
        ),
        (f"{FLAT}difficulties: [easy, hard, easy]\n", "difficulties: 'easy' is named twice"),
        (FLAT.replace("40", "0"), "rows: input should be greater than or equal to 1, not `0`"),
        *(
            (
                f"{FLAT}models:\n  a:\n    parameters:\n      {own}: []\n",
                f"models.a.parameters: {own!r} is seedbed's own in each call, and can't be given (line",
            )
            for own in ("messages", "model", "tools", "n")
        ),
        (FLAT.replace("40", "true"), "rows: true is read as a truth value, and a number is wanted (line 3)"),
        (
            FLAT + "models: {default: {timeout: 1e99}}",
            "timeout: input should be less than or equal to 86400",
        ),
        *(
            (f"{FLAT}{line}", "true is read as a truth value, and a number is wanted (line 5)")
            for line in ("accept: {near_duplicate: true}", "max_concurrent: true", "turns: [true, 4]")
        ),
        (FLAT.replace("40", "20000000"), "less than or equal to 10000000"),
        (FLAT.replace("40", ""), "rows: has no value (line 3)"),
        (FLAT.replace("a bike-rental firm", "'  '"), "topic: is empty (line 2)"),
        (FLAT.replace("yes", "' '"), "labels[2]: is empty (line 4)"),
        (f"{FLAT}attributes: {{tone: [x, '']}}", "attributes: is empty (line 5)"),
        (f"{FLAT}guidance: [Be terse., ' ']", "guidance[1]: is empty (line 5)"),
        (f"{FLAT}seed: -1", "seed: input should be greater than or equal to 0, not `-1` (line 5)"),
        (f"{FLAT}seed: {2**53}", f"line 5, column 7: no file of a run can hold the number {2**53}"),
        (f"{FLAT}parts: []", "labels: unknown key `labels`"),
        ("parts:\n- offline: problems\n  seed: 3\n", "parts[0].seed: unknown key `seed`"),
        (f"{FLAT}roles: {{jugde: x}}", "jugde"),
        (f"{FLAT}roles: {{judge: x}}", "roles: no model is named 'x' in models (line 5)"),
        (f"{FLAT}guidance: be terse", "guidance: a list is wanted, not `be terse` (line 5)"),
        (f"{FLAT}models: {{a: {{price: 5}}}}", "models.a.price: a map is wanted, not `5`"),
        (f"{FLAT}models: {{a: {{base_ur: x}}}}", "models.a.base_ur: unknown key `base_ur`; did you mean"),
        (f"{FLAT}accept: {{grade: prooven}}", "accept.grade: unknown value `prooven`; did you mean `proven`"),
        ("offline: questions\ntopic: x\nrows: 1", "the part 'rows' is made of documents (--from PATH)"),
        ("offline: [", "line 1, column"),
        ("offline: [labels]\ntopic: x\nrows: 1", "offline: unknown value"),
    ],
)
def test_faults_say_what_and_where(text: str, says: str) -> None:
    assert says in fault(text)


def test_a_long_list_of_faults_is_cut() -> None:
    assert "and 15 more" in fault(FLAT + "".join(f"zzz{i}: 1\n" for i in range(35)))


def test_files_are_named_from_the_specs_folder_or_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    for path in (there / "docs", here / "docs", here / "elsewhere"):
        path.mkdir(parents=True)
    for name in ("mine.yaml", "world.yaml"):
        (there / name).touch()
    text = "recipe: mine.yaml\ntopic: tides\nworld: world.yaml\nrows: 3\ngold: g.jsonl\n"
    (there / "spec.yaml").write_text(f"{text}sources: [docs, elsewhere, 'chroma:x']\n", encoding="utf-8")
    monkeypatch.chdir(here)
    spec = read_spec(Path("../there/spec.yaml"))
    assert spec.sources == ("../there/docs", "elsewhere", "chroma:x")
    (part,) = spec.parts
    assert (part.recipe, part.world) == ("../there/mine.yaml", "../there/world.yaml")
    assert spec.gold == "g.jsonl", "here as it isn't there"
    (there / "run.sqlite").touch()
    assert read_spec(Path("../there/spec.yaml")).sources[0] == "docs", "a run's own spec is as it was built"


# search tools among the sources -----------------------------------------------------------------------

HEAD = "offline: questions\ntopic: the rules of a bike-rental firm\nrows: 2\nsources:\n"
MCP = "  - mcp: {command: [python, notes.py], tool: search_notes}\n"


def test_search_tools_stand_among_the_sources_and_come_back_equal() -> None:
    spec = parse_spec(
        HEAD
        + "  - docs\n"
        + MCP
        + "  - web: {url: 'https://example.com/s?q={query}'}\n    queries: [bike deposits]\n"
    )
    assert spec.sources == ("docs",)
    assert [search.name for search in spec.search] == ["mcp:mcp", "web:web"]
    assert [search.place for search in spec.search] == ["the program python", "example.com"]
    assert parse_spec(spec_text(spec)) == spec
    assert parse_spec(HEAD + MCP).sources == (), "a search tool alone is a source too"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  - mcp: {tool: x}", "either `command` or `url`"),
        ("  - mcp: {tool: x, url: 'file:///etc/passwd'}", "http"),
        ("  - mcp: {command: [a]}", "tool"),
        ("  - {}", "either `mcp` or `web`"),
        ("  - web: {url: 'file:///x?{query}'}", "url"),
        ("  - web: {url: 'https://example.com/s'}", "url"),
        ("  - web: {url: 'https://{query}.example.com/'}", "url"),
        ("  - web: {url: 'https://e/?{query}', key: secret}", "key"),
        (2 * "  - web: {url: 'https://example.com/?{query}'}\n", "two search tools are called 'web:web'"),
    ],
)
def test_what_is_wrong_with_a_search_tool_is_named(line: str, said: str) -> None:
    with pytest.raises(UserFault, match=said):
        parse_spec(HEAD + line + "\n")
