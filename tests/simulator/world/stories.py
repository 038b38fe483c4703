"""Stories that arithmetic problems are told in: an opening, steps in any order, a question.

`words/stories.txt` has a story per `# name | unit | items` head. Below it stand its beats: `start` and `step`
with wordings (parted by ` || `), calculations after ` => ` (`v` is the value so far, `t` one in between),
what each finds after ` :: `, after ` ~~ ` the step as one expression where it has more than one calculation;
`ask` with wordings of the question. A slot is `{name:range}` where a number is told first: `3-12`,
`2.5-9.5/0.5` (in steps), `<v` (below the value so far), `/v` (a divisor of it), `%v` (a percentage of it that
comes out even). `{P}`, `{Q}` are people, `{item}` is one of the story's items.

A text is read back sentence by sentence, with no memory of what was written.
"""

import re
from dataclasses import dataclass
from functools import cache

from tests.simulator.world.vocabulary import FOLDER, pool

WHOLE = frozenset({"people", "pages", "points", "{item}"})
"""Units of things that come whole."""
UNKNOWN, LOST = "x", "some"
"""What may stand where a number was: the unknown, and a number that the text no longer tells."""
_SLOT = re.compile(r"\{(\w+)(?::([^{}]+))?\}")
_TOKEN = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*|\bx\b|\bsome\b")
_NAME = re.compile(r"\b[A-Z][a-z]+\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_DRAWN = ("P", "Q", "item")


@dataclass(frozen=True, slots=True)
class Beat:
    """One sentence of a story and what is calculated with it."""

    kind: str
    """`start`, `step` or `ask`."""
    wordings: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...] = ()
    """Slots and what they may hold, in the order in which they are drawn."""
    calculations: tuple[str, ...] = ()
    finds: tuple[str, ...] = ()
    whole: str = ""
    """All its calculations as one expression."""


@dataclass(frozen=True, slots=True)
class Story:
    """A world of sentences that fit each other."""

    name: str
    unit: str
    items: tuple[str, ...]
    starts: tuple[Beat, ...]
    steps: tuple[Beat, ...]
    ask: Beat

    @property
    def decimals(self) -> int:
        """Most decimals of its values."""
        return 0 if self.unit in WHOLE else 2


@dataclass(frozen=True, slots=True)
class Told:
    """A beat in one of its wordings, with its numbers as the text has them."""

    beat: Beat
    wording: int
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tale:
    """A problem: a start, steps, perhaps a question."""

    story: Story
    item: str
    people: tuple[str, str]
    told: tuple[Told, ...]
    ask: int | None = None
    """The question's wording."""

    @property
    def unit(self) -> str:
        """What the answer counts."""
        return self.story.unit.format(item=self.item)

    def sentences(self) -> list[str]:
        """The problem as text, without scenery."""
        asked = [Told(self.story.ask, self.ask)] if self.ask is not None else []
        return [self._sentence(told) for told in (*self.told, *asked)]

    def _sentence(self, told: Told) -> str:
        slots = {"P": self.people[0], "Q": self.people[1], "item": self.item, **dict(told.numbers)}
        return _filled(told.beat.wordings[told.wording], slots)


@cache
def stories() -> tuple[Story, ...]:
    """All stories, in the file's order."""
    return _read("stories")


@cache
def german_stories() -> tuple[Story, ...]:
    """Those that nobody asks for."""
    return _read("german")


def _read(name: str) -> tuple[Story, ...]:
    heads = (FOLDER / "words" / f"{name}.txt").read_text(encoding="utf-8").split("# ")[1:]
    return tuple(_story(head.strip().splitlines()) for head in heads)


def _story(lines: list[str]) -> Story:
    name, unit, items = (part.strip() for part in lines[0].split("|"))
    beats = [_beat(line) for line in lines[1:]]
    of = {kind: tuple(b for b in beats if b.kind == kind) for kind in ("start", "step", "ask")}
    listed = tuple(item.strip() for item in items.split(",")) if items else ("",)
    return Story(name, unit, listed, of["start"], of["step"], of["ask"][0])


def _beat(line: str) -> Beat:
    kind, rest = line.split(" ", 1)
    said, _, formula = rest.partition(" => ")
    wordings = tuple(part.strip() for part in said.split(" || "))
    calculations, _, told = formula.partition(" :: ")
    finds, _, whole = told.partition(" ~~ ")
    ranges = {m.group(1): m.group(2) for w in wordings for m in _SLOT.finditer(w) if m.group(2)}
    split = tuple(part.split("t = ")[-1].strip() for part in calculations.split(";")) if formula else ()
    found = tuple(part.strip() for part in finds.split(";")) if formula else ()
    return Beat(
        kind, wordings, tuple(ranges.items()), split, found, whole.strip() or split[0] if split else ""
    )


def sentences_of(text: str) -> list[str]:
    """A text's sentences; a decimal point ends none."""
    return _SENTENCE.split(text.strip())


def read_tale(text: str) -> tuple[Tale | None, list[str]]:
    """The tale that a text tells and the sentences that aren't part of it.

    None: it is no tale of ours, or has lost its order.
    """
    told: list[Told] = []
    found: list[tuple[Story, str]] = []
    rest: list[str] = []
    ask, people = None, ("", "")
    for sentence in sentences_of(text):
        known = _index().get(_skeleton(sentence))
        if known is None:
            rest.append(sentence)
            continue
        story, item, beat, wording = known
        found.append((story, item))
        people = _people(beat.wordings[wording], sentence, people)
        if beat.kind == "ask":
            ask = wording
        else:
            names = [m.group(1) for m in _SLOT.finditer(beat.wordings[wording]) if m.group(1) not in _DRAWN]
            tokens = [m.group() for m in _TOKEN.finditer(sentence)]
            told.append(Told(beat, wording, tuple(zip(names, tokens, strict=True))))
    if not told or len({story.name for story, _ in found}) > 1:
        return None, rest
    if [t.beat.kind for t in told] != ["start"] + ["step"] * (len(told) - 1):
        return None, rest
    item = next((item for _, item in found if item), found[0][0].items[0])
    return Tale(found[0][0], item, people, tuple(told), ask), rest


def numbers_in(text: str) -> list[str]:
    """What stands for numbers in a text, in order: numbers, the unknown, lost numbers."""
    return _TOKEN.findall(text)


def _people(wording: str, sentence: str, before: tuple[str, str]) -> tuple[str, str]:
    """Who {P} and {Q} are, as far as this sentence and those before it say."""
    names = [n for n in _NAME.findall(sentence) if n in _PEOPLE]
    roles = [m.group(1) for m in _SLOT.finditer(wording) if m.group(1) in ("P", "Q")]
    said = dict(zip(roles, names, strict=False))
    return said.get("P", before[0]), said.get("Q", before[1])


_PEOPLE = frozenset(pool("people"))
_FILLERS = re.compile(r"\b(?:really|also|indeed|just)\b")


def _skeleton(sentence: str) -> str:
    """A sentence without its numbers and names, and without what near-copies put in."""
    bare = _NAME.sub(lambda m: "@" if m.group() in _PEOPLE else m.group(), sentence)
    return " ".join(_FILLERS.sub("", _TOKEN.sub("#", bare)).casefold().split())


@cache
def _index() -> dict[str, tuple[Story, str, Beat, int]]:
    """Story, item, beat and wording by skeleton; sentences without an item are filed once."""
    name = pool("people")[0]
    found: dict[str, tuple[Story, str, Beat, int]] = {}
    for story in (*stories(), *german_stories()):
        for beat in (*story.starts, *story.steps, story.ask):
            for at, wording in enumerate(beat.wordings):
                for item in story.items if "{item}" in wording else ("",):
                    filled = _filled(wording, {"P": name, "Q": name, "item": item})
                    found[_skeleton(filled)] = (story, item, beat, at)
    return found


def _filled(wording: str, slots: dict[str, str]) -> str:
    """A wording as it stands in a text; slots that aren't given hold a number."""
    text = _SLOT.sub(lambda m: slots.get(m.group(1), "7"), wording)
    return text if text.startswith(f"{UNKNOWN} ") else text[:1].upper() + text[1:]
