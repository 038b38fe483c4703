"""How many near-copies the bands propose, and how many unlike rows they have compared for nothing.

    python -m benchmarks.duplicates --texts 1500

Real texts (`../shared/data`); copies are made of them by changing words at random (replaced, left out, put
in, a stretch at once) until ROUGE-L says how near they are. `found`: share of those that have two bands in
common, by ROUGE-L; `by_one`: one band; `compared`, `compared_by_one`: share of unlike pairs that have.
"""

import json
import random
from collections import defaultdict
from pathlib import Path
from statistics import fmean

from benchmarks.command import asked
from seedbed.tools.curation.duplicates import bands, rouge_l, words

_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_SETS = ("gsm8k", "clinc150", "ag_news", "sst2", "sms_spam")
_NEAR = 0.7


def texts(name: str, most: int, draw: random.Random) -> list[list[str]]:
    """The words of some texts of a set: of each line its longest text."""
    found = []
    for file in sorted((_DATA / name).glob("*")):
        for line in file.read_text("utf-8").split("\n") if file.suffix in (".jsonl", ".csv", ".tsv") else ():
            fields = json.loads(line or "{}").values() if file.suffix == ".jsonl" else line.split("\t")
            said = list(words(max((str(one) for one in fields if isinstance(one, str)), key=len, default="")))
            found += [said] if len(said) >= 4 else []
    return draw.sample(found, min(most, len(found)))


def changed(said: list[str], others: list[str], draw: random.Random) -> list[str]:
    """A text with some of its words replaced, left out or joined by others."""
    share, how = draw.uniform(0.03, 0.45), draw.choice(("replace", "leave out", "put in", "stretch"))
    if how == "stretch":
        size = int(len(said) * share)
        at = draw.randrange(max(1, len(said) - size))
        return said[:at] + draw.choices(others, k=size) + said[at + size :]
    new: list[str] = []
    for word in said:
        hit = draw.random() < share
        new += [] if hit and how != "put in" else [word]
        new += [draw.choice(others)] if hit and how != "leave out" else []
    return new


def measure(name: str, most: int) -> dict[str, object]:
    """Both shares of one set."""
    draw = random.Random(3)
    mine = texts(name, most, draw)
    every = [word for said in mine for word in said]
    filed = [set(bands(" ".join(said))) for said in mine]
    near: dict[str, list[int]] = defaultdict(list)
    for place, said in enumerate(mine):
        copy = changed(said, every, draw)
        if (score := rouge_l(said, copy)) >= _NEAR:
            near[f"{min(int(10 * score), 9) / 10:.1f}"].append(len(filed[place] & set(bands(" ".join(copy)))))
    pairs = (draw.sample(range(len(mine)), 2) for _ in range(100 * most))
    unlike = [len(filed[a] & filed[b]) for a, b in pairs]
    return {
        "texts": len(mine),
        "found": {low: round(fmean(n > 1 for n in shared), 3) for low, shared in sorted(near.items())},
        "by_one": {low: round(fmean(n > 0 for n in shared), 3) for low, shared in sorted(near.items())},
        "compared": fmean(n > 1 for n in unlike),
        "compared_by_one": fmean(n > 0 for n in unlike),
    }


if __name__ == "__main__":
    most = asked(__doc__, texts=1500).texts
    for name in _SETS:
        print(json.dumps({name: measure(name, most)}), flush=True)
