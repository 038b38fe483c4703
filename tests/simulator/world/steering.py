"""The worlds that steering is measured on (issue 3, "What must be measured").

Records on 40 concepts (`steering_texts.py`) drift, are defective and repeat themselves by laws that the
program doesn't know. World 1: a defective record's equation is wrong, and anybody can recompute it. World 2:
only a judge tells, with recall 0.8 and false alarms 0.1. World 3: as 2, and 40 % of the defects are of two
natural kinds, with recall 0.55. Everything that isn't such a record is the plain world's.

An answer is a function of body and seed, but for near-copies, which depend on what was written before; so
answers are kept, and a body asked again gets its answer again.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.simulator.chance import canonical, fraction, rng
from tests.simulator.jobs.briefs import concept_of, text_of
from tests.simulator.jobs.judge import NONE_FITS
from tests.simulator.jobs.plan import propose_concepts
from tests.simulator.options import Options
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call, Json
from tests.simulator.world.nearest import Nearest
from tests.simulator.world.outcomes import DRIFT_BETA, Own, World
from tests.simulator.world.rows import Row
from tests.simulator.world.steering_splits import Splits, telling
from tests.simulator.world.steering_texts import Note, concepts, note, read_concept, repeated

DEFECT_BETA = (1.2, 2.2)
DEFECT_BOUNDS = (0.05, 0.6)
MOST = 0.95
"""No probability of drift or defect is above it, whatever the scale."""
COPY_AFTER = 16
"""A text is a near-copy with probability 1 − exp(−n/16), n texts written before it."""
CONCEPT_RIGHT = 0.95
RECALL = {"natural_a": 0.55, "natural_b": 0.55}
"""By kind of defect; of all others `RECALL_ELSE`."""
RECALL_ELSE = 0.8
FALSE_ALARM = 0.1
NATURAL = 0.4
"""World 3: share of the defects that no probe imitates."""
IMITABLE = ("wrong_number", "wrong_word", "swapped_sentence", "cut_sentence")
WRONG_WORKING = "wrong_working"
PLANTED = "planted"
"""The defect of a text that this server didn't write and that is near one that it did."""
DIRECT = "direct"
_ASIDES = {"cannot": "", "plan": "First the sum, then the sentence."}
"""Properties of an answer that are no fields → what is said there."""
_NAMES = ("text", "working")
_SLIPS = (-10, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 10)

_READERS = ("choose_concept", "judge_sentences", "read_level")


class SteeringWorld(World):
    """One of the worlds 1, 2, 3, named by `--world`."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._seed = options.seed
        self._answers: dict[str, Own] = {}
        self._before: Counter[tuple[str, str, str]] = Counter()
        """How many texts were written for one cell under one set of attribute values."""
        self._originals: dict[tuple[str, str, str], list[Note]] = defaultdict(list)
        """Those of them that are no copies."""
        self._written: dict[str, Row] = {}
        """By the canonical record and by its text field."""
        self._near: Nearest[Row] = Nearest()
        self._splits = Splits()
        self._rates: dict[str, float] = {}

    def own_answer(self, call: Call, profile: Profile) -> Own | None:
        """Splits of the 40 concepts, records on them and on their children, and judgements of records; judges
        with a bias keep it."""
        if call.job == "write_fields":
            return self._answers.get(call.digest) or self._record(call)
        if call.job == "propose_concepts":
            parent, _ = concept_of(call.brief.get("parent"))
            if self._splits.concept_of(parent) is None:
                return None
            return self._splits.proposed(parent, propose_concepts(call, profile, self._seed)), None
        if profile.bias != "none" or call.job not in _READERS:
            return None
        record = _record_of(call.texts or (call.said,))
        if record is None:
            return None
        written = self._written.get(canonical(record))
        if call.job == "choose_concept":
            made = self._concept(call, record["text"], written)
        elif call.job == "read_level":
            made = {"level": written.level} if written and written.level else None
        else:
            made = self._judged(call, record, written)
        return (made, None) if made else None

    def drift_rate(self, asked: str) -> float:
        """The probability with which briefs on a concept drift."""
        return self._rate("drift", asked, DRIFT_BETA, (0.0, 1.0))

    def defect_rate(self, asked: str, manner: str) -> float:
        """The probability with which what a manner makes of a concept's briefs is defective."""
        return self._rate("defect", f"{asked}\x1f{manner}", DEFECT_BETA, DEFECT_BOUNDS)

    def _rate(self, what: str, of: str, beta: tuple[float, float], bounds: tuple[float, float]) -> float:
        key = f"{what} {of}"
        if key not in self._rates:
            drawn = rng(self._seed, f"steering {what} of", of).betavariate(*beta)
            clipped = min(max(drawn, bounds[0]), bounds[1])
            self._rates[key] = min(clipped * self._options.scale, MOST)
        return self._rates[key]

    def _record(self, call: Call) -> Own | None:
        brief = call.brief
        asked_leaf, _ = concept_of(brief.get("concept"))
        asked = self._splits.concept_of(asked_leaf)
        wanted = _fields(call) - {*_ASIDES}
        if asked is None or wanted not in ({"text"}, {*_NAMES}):
            return None
        draw = rng(self._seed, "steering write", call.digest)
        drifts = fraction(self._seed, "drift", call.digest) < self.drift_rate(asked)
        others = tuple(name for name in concepts() if name != asked)
        about = (self._popular(call, others) if drifts else None) or asked
        leaf = asked_leaf if about == asked else about
        told = telling(leaf, about) if leaf != about else ()
        manner = text_of(brief.get("manner")) or DIRECT
        defective = fraction(self._seed, "defect", call.digest) < self.defect_rate(asked, manner)
        defect = self._kind(call) if defective else None
        slip = draw.choice(_SLIPS) if defect == WRONG_WORKING else 0
        level = text_of(brief.get("difficulty")) or text_of(brief.get("level"))
        attributes = json.dumps(brief.get("attributes") or brief.get("axes") or {}, sort_keys=True)
        shelf = (leaf, level, attributes)
        copies = fraction(self._seed, "repeat", call.digest) < -math.expm1(-self._before[shelf] / COPY_AFTER)
        originals, made = self._originals[shelf], None
        while made is None or made.text in self._written:
            made = repeated(draw, draw.choice(originals)) if copies else note(draw, about, level, told)
        self._before[shelf] += 1
        if not copies:
            originals.append(made)
        record = {"text": made.text}
        if "working" in wanted:
            record["working"] = made.working(slip)
        written = Row(
            "write_fields",
            call.digest,
            canonical(record),
            concept=about,
            asked_concept=asked,
            asked_leaf=asked_leaf,
            defect=defect,
            copy=copies,
            level=level or None,
        )
        self._written[written.text] = self._written[made.text] = written
        self._near.add(made.text, written)
        aside = {name: said for name, said in _ASIDES.items() if name in _fields(call)}
        self._answers[call.digest] = {**aside, **record}, written
        return self._answers[call.digest]

    def _kind(self, call: Call) -> str:
        """The kind of a defect."""
        if self._options.world == 1:
            return WRONG_WORKING
        draw = rng(self._seed, "steering kind", call.digest)
        if self._options.world == 3 and draw.random() < NATURAL:
            return draw.choice(tuple(RECALL))
        return draw.choice(IMITABLE)

    def _concept(self, call: Call, text: str, written: Row | None) -> Json | None:
        """The number of the true concept, or 0 where it isn't listed, with probability 0.95; else any other
        of the list."""
        numbers = {entry.name: entry.number for entry in call.numbered}
        written = written or self._near.find(text)
        if written is not None:
            strayed = written.concept != written.asked_concept
            leaf = (written.concept if strayed else written.asked_leaf) or ""
        elif any(self._splits.concept_of(name) for name in numbers):
            leaf = read_concept(text)
        else:
            return None
        true = self._splits.listed(leaf, numbers, text)
        others = [number for name, number in numbers.items() if name != true]
        if fraction(self._seed, "steering concept", call.digest) < CONCEPT_RIGHT or not others:
            return {"concept": numbers[true] if true else NONE_FITS}
        return {"concept": rng(self._seed, "steering other", call.digest).choice(others)}

    def _judged(self, call: Call, record: dict[str, str], written: Row | None) -> Json:
        """Yes or no to each sentence; the first is false of a row that is refused.

        World 1: what was written always passes. Else by the text's hash: defects are seen with their
        recall (in every world those that were planted), and sound rows refused as false alarms."""
        defect = written.defect if written else PLANTED if self._near.find(record["text"]) else None
        refused = RECALL.get(defect, RECALL_ELSE) if defect else FALSE_ALARM
        passes = self._options.world == 1 and defect != PLANTED
        fine = passes or rng(self._seed, "steering score", canonical(record)).random() >= refused
        verdicts = ["yes" if fine else "no", *["yes"] * len(call.numbered)]
        return {
            "sentences": [
                {"number": entry.number, "quote": "", "why": "As it reads.", "verdict": verdict}
                for entry, verdict in zip(call.numbered, verdicts, strict=False)
            ]
        }


def _record_of(texts: Sequence[str]) -> dict[str, str] | None:
    """The record whose fields are shown one by one, or one after the other in one text."""
    shown = list(texts) if len(texts) > 1 else texts[0].split("\n\n")
    return dict(zip(_NAMES, shown, strict=False)) if len(shown) <= len(_NAMES) else None


def _fields(call: Call) -> set[str]:
    """What the answer must have."""
    return set((call.schema or {}).get("properties") or {})
