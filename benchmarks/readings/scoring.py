"""What a blind reading found: how many accepted rows are acceptable, how many planted ones were caught."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, StrictBool, StrictInt, ValidationError

from seedbed.agent.models.exam.skills import wilson_bounds
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.files.disk import write_atomic


class Verdict(BaseModel):
    """What the reader says of one row."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    number: StrictInt
    acceptable: StrictBool
    reason: str


def read_lines(path: Path) -> list[Any]:
    """The JSON values of a JSONL file that this program wrote."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def score(folder: Path) -> dict[str, Any]:
    """Write `result.json` into the folder; what it says.

    Shares have Wilson's 95 % interval. `objections` are the reasons against accepted rows, `missed` the
    planted rows that were taken for acceptable.

    Raises:
        UserFault: no verdicts, the sheet isn't the planted one, or a row has none or several verdicts.
    """
    for name in ("plant.json", "verdicts.jsonl"):
        if not (folder / name).is_file():
            raise UserFault(f"there is no {name}", where=str(folder), next_step="plant, then have it read")
    about = json.loads((folder / "plant.json").read_text("utf-8"))
    sheet = {row["number"]: row for row in read_lines(folder / "sheet.jsonl")}
    key = {line["number"]: line for line in read_lines(folder / "key.jsonl")}
    if digest_text((folder / "sheet.jsonl").read_text("utf-8")) != about["sheet_sha256"]:
        raise UserFault("sheet.jsonl is not as it was planted", where=str(folder), next_step="plant anew")
    verdicts = _verdicts(folder / "verdicts.jsonl", sheet)
    accepted = [v for number, v in verdicts.items() if not key[number]["planted"]]
    planted = [v for number, v in verdicts.items() if key[number]["planted"]]

    def told(verdict: Verdict) -> dict[str, Any]:
        return {**key[verdict.number], "reason": verdict.reason, "sheet": sheet[verdict.number]}

    result = {
        "reading": about,
        "accepted": _share([v.acceptable for v in accepted], "acceptable"),
        "parts": {
            part: _share([v.acceptable for v in accepted if sheet[v.number]["part"] == part], "acceptable")
            for part in sorted({row["part"] for row in sheet.values()})
        },
        "planted": {
            kind: _share([not v.acceptable for v in planted if key[v.number]["planted"] in kinds], "caught")
            for kind, kinds in {"all": [*about["planted"]], **{k: [k] for k in about["planted"]}}.items()
        },
        "objections": [told(v) for v in accepted if not v.acceptable],
        "missed": [told(v) for v in planted if v.acceptable],
    }
    write_atomic(folder / "result.json", json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return result


def _verdicts(path: Path, numbers: Iterable[int]) -> dict[int, Verdict]:
    given: dict[int, list[Verdict]] = {number: [] for number in numbers}
    for place, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            verdict = Verdict.model_validate_json(line)
        except ValidationError as fault:
            said = "; ".join(
                f"{'.'.join(map(str, e['loc']))}: {e['msg']}".lstrip(": ") for e in fault.errors()
            )
            raise UserFault(f"line {place} is no verdict: {said}", where=str(path)) from fault
        if verdict.number not in given:
            raise UserFault(f"line {place}: the sheet has no row {verdict.number}", where=str(path))
        given[verdict.number].append(verdict)
    if odd := [f"{number} has {len(found)}" for number, found in given.items() if len(found) != 1]:
        raise UserFault(f"every row needs exactly one verdict: row {', row '.join(odd)}", where=str(path))
    return {number: found[0] for number, found in given.items()}


def _share(good: Sequence[bool], name: str) -> dict[str, float]:
    """A share with its 95 % interval (Wilson 1927)."""
    number, hits = len(good), sum(good)
    low, high = wilson_bounds(hits, number)
    return {
        "read": number,
        name: hits,
        "share": round(hits / number, 4) if number else 0.0,
        "low": round(low, 4),
        "high": round(high, 4),
    }
