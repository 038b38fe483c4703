"""What was measured in a run, for the report, as figures and in a few words: what the critic found, how talks
went, what is used of the documents.

The critic's figures (probes per kind, faithfulness per stratum, difficulty) are read from the journaled
critiques and probes. The last critique comes after the last commit of a build that ended by itself; of one
that was stopped it may be some commits old. What the figures mean is docs/critic.md."""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Any

from seedbed.memory.candidate import Citation, Draft
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import answers
from seedbed.tools.evaluation.probe_figures import probe_figures
from seedbed.tools.evaluation.report.amounts import counted, number, percent

if TYPE_CHECKING:
    from seedbed.tools.knowledge.chunks import Chunk

SOURCES_USED = "sources_used"
"""Among the run's values, once it has been measured."""
_MOST_TOOLS = 30
_KINDS = ("documents", "sections")
_MOST_UNUSED, _NAMED = 10, 2
"""Unused documents and sections that are kept and told, at most."""
_Place = tuple[str, int, int]
"""(SHA-256 of a source's text, start, end)."""
_Section = tuple[str, tuple[str, ...]]
"""(SHA-256 of the source's text, headings above the text, outermost first)."""


def critic_figures(
    store: Store,
    demanded: float | None,
    parts: Sequence[Mapping[str, Any]],
    numbers: Sequence[int],
    spent: Sequence[int],
) -> dict[str, Any]:
    """The content of `critic` in `report.json`.

    Args:
        demanded: The share of right rows that the spec demands; None: any.
        numbers: Of the candidates, ascending.
        spent: Tokens of the answers for none of them, the first one, the first two, …"""
    critiques = [value for _, value in sorted(store.journal_entries("critique"))]
    last: Mapping[str, Any] = critiques[-1] if critiques else {}
    tried = {one["commit"]: bisect(numbers, one["commit"]) for one in critiques}
    reached = {commit: (before, spent[before]) for commit, before in tried.items()}
    probes = probe_figures(store)
    dry = [one for trial in (store.meta("trials") or {}).values() for one in trial["planted"]]
    cells = (cell for part in parts for cell in part["cells"])
    return {
        "planted": sum(kind["judged"] + kind["void"] for kind in probes),
        "probes": probes,
        "dry_run": {"planted": len(dry), "found": sum(bool(one["caught"]) for one in dry)},
        "demanded": demanded,
        "strata": last.get("faithfulness", {}).get("strata", []),
        "difficulty": last.get("difficulty", []),
        "history": history(critiques, reached, taken_back(store)),
        "short": [_short(cell) for cell in cells if cell["delivered"] < cell["planned_at_the_end"]],
    }


def taken_back(store: Store) -> Counter[int]:
    """Commit → rows that left the dataset after it, less those that stand again."""
    found = Counter[int]()
    for commit, value in answers(store):
        again = sum(one["again"] for one in value.get("amended", ()))
        found[commit] += len(value.get("withdrawn", ())) - again
    return found


def history(
    critiques: Sequence[Mapping[str, Any]],
    reached: Mapping[int, tuple[int, int]],
    gone: Mapping[int, int] = {},
) -> list[dict[str, Any]]:
    """The dataset as each critique measured it: `commit`, `candidates` tried and rows `accepted` by then,
    `coverage`, `duplicate_share`, faithfulness (`estimate`, `low`, `high`), and `tokens_per_row`: of the
    answers for each row accepted since the critique before (None: none was), withdrawn ones too. `reached`:
    commit → candidates tried by then, and tokens of their answers; `gone`: as of `taken_back`."""
    found = []
    accepted = spent = 0
    for one in critiques:
        candidates, tokens = reached[one["commit"]]
        before = sum(rows for commit, rows in gone.items() if commit < one["commit"])
        rows = one["accepted"] + before - accepted
        found.append(
            {
                **{key: one[key] for key in ("commit", "accepted", "coverage", "duplicate_share")},
                **{key: one["faithfulness"].get(key) for key in ("estimate", "low", "high")},
                "candidates": candidates,
                "tokens_per_row": round((tokens - spent) / rows, 1) if rows > 0 else None,
            }
        )
        accepted, spent = accepted + rows, tokens
    return found


def _short(cell: Mapping[str, Any]) -> dict[str, Any]:
    reasons: Mapping[str, int] = cell["reasons"]
    said = ", ".join(f"{number} {reason}" for reason, number in list(reasons.items())[:3])
    tried = counted(cell["candidates"], "candidate")
    none = f"no {'other ' * bool(cell['candidates'])}candidate was made"
    return {
        "cell": cell["cell"],
        "rows": cell["rows"],
        "planned": cell["planned_at_the_end"],
        "missing": cell["planned_at_the_end"] - cell["delivered"],
        "candidates": cell["candidates"],
        "why": f"of {tried} ordered for it or read as it: {said}" if said else none,
    }


def faithfulness_told(found: Mapping[str, Any], percent: Callable[[float], str] = percent) -> str:
    """A faithfulness in a few words: the share with its interval, or that it isn't known."""
    if found.get("estimate") is None:
        # Mixed datasets: what isn't known is the supported rows; what is said of the others follows.
        return str(found.get("basis") or "not measured")
    said = percent(found["estimate"])
    if found.get("low") is not None and found.get("high") is not None:
        said += f" (95 % interval {percent(found['low'])} to {percent(found['high'])})"
    return said


def talk_figures(drafts: Iterable[tuple[Draft, bool]], name: str) -> dict[str, Any]:
    """JSON-ready; {} without accepted talks.

    Turns are messages of user and assistant; calls and results are none of their own. `asked_again_for` says
    why a turn failed its checks and was spoken once more (`code: check`). `pass^k`: k → the mean over tasks
    held several times of the chance that k talks about one all do it, rejected ones included (tau-bench, Yao
    et al. 2024, section 3). `drafts`: candidates, and whether each was accepted; read once, none is kept."""
    turns: list[int] = []
    passed: list[list[float]] = []
    ended, again, calls = Counter[str](), Counter[str](), Counter[str]()
    for draft, accepted in drafts:
        shares: list[float] = draft.notes.get("pass^k") or []
        passed += [shares] if len(shares) > 1 else []
        if not accepted:
            continue
        talk, end = (draft.row or {}).get(name) or (), draft.notes.get("ended")
        turns.append(
            sum(one.get("role") in ("user", "assistant") and not one.get("tool_calls") for one in talk)
        )
        ended.update([str(end)] if end else [])
        again.update(map(str, draft.notes.get("asked_again") or ()))
        made = (call for one in talk for call in one.get("tool_calls") or ())
        calls.update(str(call.get("function", {}).get("name")) for call in made)
    if not turns:
        return {}
    found: dict[str, Any] = {
        "talks": len(turns),
        "turns": {"mean": round(fmean(turns), 2), "least": min(turns), "most": max(turns)},
        "asked_again": again.total(),
        "asked_again_for": dict(again.most_common()),
        "ended": dict(ended.most_common()),
    }
    if calls:
        found["calls_per_talk"] = round(calls.total() / len(turns), 2)
        found["tools_called"] = dict(calls.most_common(_MOST_TOOLS))
    if passed:
        means = (round(fmean(shares), 4) for shares in zip(*passed, strict=False))
        found["pass^k"] = {str(k): mean for k, mean in enumerate(means, 1)}
    return found


def talks_told(figures: Mapping[str, Any]) -> str:
    """The figures in a line; empty: there are none."""
    if not figures:
        return ""
    turns = figures["turns"]
    span = f"{turns['least']} to {turns['most']} turns, {turns['mean']:g} on average"
    told = [f"{counted(figures['talks'], 'talk')} of {span}"]
    if figures["ended"]:
        told.append("ended by " + ", ".join(f"{why} {number}" for why, number in figures["ended"].items()))
    told.append(f"{counted(figures['asked_again'], 'turn')} asked again")
    if "calls_per_talk" in figures:
        told.append(f"calls per talk {figures['calls_per_talk']:g}")
    if "pass^k" in figures:
        shares = ", ".join(f"pass^{k} {percent(share)}" for k, share in figures["pass^k"].items())
        told.append(f"of tasks held several times {shares}")
    return "; ".join(told)


def measure_sources(store: Store, chunks: "Sequence[Chunk]") -> dict[str, Any]:
    """What the accepted rows use, as JSON: per kind `used`, `total` and the largest `unused` ones; `rows`. A
    row uses the places that it cites, and the passages that were picked for it."""
    return {"rows": store.counts().get("accepted", 0), **used_of(chunks, _places(store, chunks))}


def _places(store: Store, chunks: "Sequence[Chunk]") -> Iterator[_Place]:
    accepted, hashes = set[int](), {chunk.name: chunk.source for chunk in chunks}
    for candidate in store.candidates("accepted"):
        accepted.add(candidate.number)
        for one in candidate.draft.evidence:
            if isinstance(one, Citation):
                yield one.sha256, one.start, one.end
    for row, brief in store.briefs():
        for one in brief.picked if brief is not None and row in accepted else ():
            if isinstance(one, dict) and one.keys() == {"source", "start", "end", "quote"}:
                yield hashes.get(one["source"], ""), one["start"], one["end"]


def used_of(chunks: "Sequence[Chunk]", places: Iterable[_Place]) -> dict[str, Any]:
    """What places use of some passages: for `documents` and `sections` how many are `used`, the `total`, and
    the largest `unused` with `name` and `size` in words. A section is the text under one line of headings,
    and used if a place lies in it; headings without text of their own are none."""
    from seedbed.tools.knowledge.chunks import word_count

    names = {chunk.source: chunk.name for chunk in chunks}
    words: Counter[str | _Section] = Counter()
    blocks: defaultdict[str, list[tuple[int, int, _Section]]] = defaultdict(list)
    for chunk in chunks:
        there, text = blocks[chunk.source], chunk.text
        for block in chunk.blocks:
            if block.kind == "heading":
                continue
            section = (chunk.source, block.heading_path)
            size = word_count(text[block.start - chunk.start : block.end - chunk.start])
            words.update({section: size, chunk.source: size})
            if there and there[-1][2] == section:
                there[-1] = (there[-1][0], block.end, there[-1][2])
            else:
                there.append((block.start, block.end, section))
    seen: set[str | _Section] = set()
    ends = {source: [last for _, last, _ in some] for source, some in blocks.items()}
    for source, start, end in places:
        seen.add(source)
        some = blocks[source]
        at = bisect(ends.get(source, ()), start)
        while at < len(some) and some[at][0] < end:
            seen.add(some[at][2])
            at += 1
    sections = {
        one: ": ".join(filter(None, (names[one[0]], " > ".join(one[1])))) for one in words if one not in names
    }

    def share(named: Mapping[Any, str]) -> dict[str, Any]:
        left = [(words[one], name) for one, name in named.items() if one not in seen]
        largest = sorted(left, key=lambda one: (-one[0], one[1]))[:_MOST_UNUSED]
        unused = [{"name": name, "size": size} for size, name in largest]
        return {"used": len(named) - len(left), "total": len(named), "unused": unused}

    return {"documents": share(names), "sections": share(sections)}


def sources_used(store: Store, accepted: int) -> dict[str, Any]:
    """As it was measured at the end; {} of a run that has gone on since or is under way."""
    kept: dict[str, Any] = store.meta(SOURCES_USED) or {}
    return {kind: kept[kind] for kind in _KINDS if kept.get(kind)} if kept.get("rows") == accepted else {}


def sources_told(sources: Mapping[str, Any]) -> str:
    """How much is used, in a line; empty where it wasn't measured.

    Args:
        sources: As `sources` of the report. Names in it are data, not escaped."""
    shares = [
        f"{kind} {number(sources[kind]['used'])} of {number(sources[kind]['total'])}"
        for kind in _KINDS
        if sources.get(kind)
    ]
    if not shares:
        return ""
    # A document without headings is a section of that name.
    left = {one["name"]: one["size"] for kind in _KINDS for one in sources[kind]["unused"]}
    named = ", ".join(f"{name} ({counted(size, 'word')})" for name, size in [*left.items()][:_NAMED])
    return f"{', '.join(shares)}{f'; largest unused: {named}' if named else ''}"
