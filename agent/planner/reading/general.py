"""The general recipe: for a request for which no valid recipe was written.

Free fields as strings, closed ones as axes that are read, a sentence of the rubric for each demand that can
be seen in one row. Plain, never refused; what it doesn't keep it says."""

from collections.abc import Sequence
from typing import Any

from seedbed.agent.planner.reading.answer import ClauseRead, FieldRead, ParsedPart
from seedbed.agent.planner.reading.binding import PURPOSE, stands_in
from seedbed.tools.requests.numbers import numbers_in

MOST_SENTENCES = 20
_SHAPE = "string 1..6000"
SOURCE_PASSAGES = "source_passages"


def general(part: ParsedPart) -> dict[str, Any]:
    """The general recipe of a part, raw, with its clauses."""
    closed = [one for one in part.fields if len(one.values) > 1]
    free = [one for one in part.fields if len(one.values) < 2]
    name = "the_text" if "text" in [one.name for one in closed] else "text"
    free = free or [FieldRead(name, "the row", ())]
    sentences = [c for c in part.clauses if c.holds_for == "each row" and not _axis_of(c, closed)]
    sentences = sentences[:MOST_SENTENCES]
    given = ", ".join(f"{one.name} is {{{{ {one.name} }}}}" for one in closed)
    labels = f" (Given with it: {given}.)" if given else ""  # the judge sees no labels
    raw: dict[str, Any] = {
        "recipe": f"general-{part.name}",
        "about": _plain(part.kind),
        **_making(part, free, closed),
        "means": {one.name: {v: _plain(f"{one.what}: {v}") for v in one.values} for one in closed},
        "rubric": [
            f"It is what was ordered: {_plain(part.kind)}.{labels}",
            *(f"It keeps to this demand: «{_plain(clause.words)}».{labels}" for clause in sentences),
        ],
        "clauses": _clauses(part, closed, sentences),
        "language": part.languages[0] if len(part.languages) == 1 else "any" if part.languages else "",
    }
    return {key: value for key, value in raw.items() if value}


def _making(part: ParsedPart, free: Sequence[FieldRead], closed: Sequence[FieldRead]) -> dict[str, Any]:
    """One call for all fields; of documents one with a passage, which the last of several fields follows."""
    subject = "what is told below" if part.documents else "{{ leaf }}"
    lines = [f"One row of a dataset: {_plain(part.kind)}. Its subject: {subject}."]
    lines += [f"- {one.name}: {_plain(one.what)}" for one in free]
    lines += [f"{_plain(one.what) or one.name}: {{{{ {one.name} }}}}." for one in closed]
    values = {one.name: list(one.values) for one in closed}
    if not part.documents:
        many = len(free) > 2  # one is the text, two are prompt and response without being told
        shapes = {one.name: f"{_SHAPE} as text" if many else _SHAPE for one in free}
        return {"row": shapes | values, "write": "\n".join(lines)}
    roles = ["text"] if len(free) == 1 else ["prompt", *["context"] * (len(free) - 2), "response"]
    shapes = {one.name: f"{_SHAPE} as {role}" for one, role in zip(free, roles, strict=True)}
    targets, prompt = ", ".join(shapes), "\n".join([*lines, f"{{{{ {SOURCE_PASSAGES} }}}}"])
    return {
        "row": {**shapes, SOURCE_PASSAGES: "list 1 of passage as context", **values},
        "make": {SOURCE_PASSAGES: {"pick": "passages", "n": 1}, targets: prompt},
        "holds": [f"{free[-1].name} follows {SOURCE_PASSAGES}"] if len(free) > 1 else [],
    }


def _clauses(
    part: ParsedPart, closed: Sequence[FieldRead], sentences: Sequence[ClauseRead]
) -> dict[str, str]:
    bound: dict[str, str] = {}
    for clause in part.clauses:
        if is_rows(clause, part):
            bound[clause.words] = "rows"
        elif clause.holds_for == "nothing":
            bound[clause.words] = PURPOSE
        elif axis := _axis_of(clause, closed):
            bound[clause.words] = f"axis {axis}"
        elif clause in sentences:
            bound[clause.words] = f"rubric {sentences.index(clause) + 2}"
        elif clause.holds_for == "each row":
            bound[clause.words] = f"not kept: the general recipe checks {MOST_SENTENCES} demands of a row"
        else:
            bound[clause.words] = "not kept: the general recipe deals no shares of its own"
    return bound


def is_rows(clause: ClauseRead, part: ParsedPart) -> bool:
    """Whether a demand is the number of rows."""
    found = numbers_in(clause.words)
    counts = [number.value for number in found if not clause.words[number.end :].lstrip().startswith("%")]
    return clause.holds_for == "the set" and len(counts) == len(found) and counts == [part.rows]


def stated_rows(part: ParsedPart) -> int:
    """The number that alone is a demand of the set («60»); 0: none is."""
    found = ((c.words, numbers_in(c.words)) for c in part.clauses if c.holds_for == "the set")
    return next((one[0].value for words, one in found if [n.text for n in one] == [words]), 0)


def _axis_of(clause: ClauseRead, closed: Sequence[FieldRead]) -> str:
    """The closed field all of whose values stand in the clause; of a share no field is dealt here."""
    if clause.holds_for == "some rows":
        return ""
    named = (f.name for f in closed if all(stands_in(value, clause.words) for value in f.values))
    return next(named, "")


def _plain(text: str) -> str:
    """Words of a person where a template and a sentence stand: without what means something there."""
    return text.translate(_MEANING).strip()


_MEANING = str.maketrans({"{": "(", "}": ")", "%": " percent", "'": "’", "#": "no. "})
