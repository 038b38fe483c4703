"""Exporting a run: rows read, shuffled, split and written, each file whole or not at all.

Shuffling and splitting go by seed: groups are kept whole over all parts, each part and label is in its share
on each side. A folder as the Hugging Face Hub has datasets is a card that names the files, and Parquet by
split. Rows that all have the same fields are one configuration there, `default`; else each part is one."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from glob import escape
from hashlib import sha256
from itertools import groupby, product
from pathlib import Path
from typing import Any, get_args

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.randomness import rng
from seedbed.memory.files.file_faults import meant
from seedbed.memory.files.run_folder import outside
from seedbed.memory.files.yaml_file import save
from seedbed.memory.recipe import RowRole
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import known, profiles_in
from seedbed.tools.evaluation.report.amounts import counted, first_of
from seedbed.tools.evaluation.report.play import text_of
from seedbed.tools.export.arrow import parquet, table
from seedbed.tools.export.formats import BY_NAME, Written
from seedbed.tools.export.rows import COLUMNS, ExportRow, read_rows

_SHARE = re.compile(r"\s*([A-Za-z0-9_]+)=(0*\.\d+|1(?:\.0*)?)\s*")
_ROLE = re.compile(rf"\s*(\w+)=({'|'.join(get_args(RowRole))})\s*")
_MOST_NAMED = 5
_ENDINGS = {Path(one.file).suffix for one in BY_NAME.values() if not one.folder}
_OTHER_ENDINGS = {".ndjson", ".tsv", ".txt"}
"""Of files that hold rows, too; a name with any other ending, as of a version, is a folder's."""
CARD = "README.md"
_OURS = re.compile(r"^ *- seedbed$", re.MULTILINE)
"""The tag in the front matter of each card of a run."""
_DATA = re.compile(r"^ *(?:- )?path: (data/\S+\.parquet)$", re.MULTILINE)
"""A file that such a card names."""


@dataclass(frozen=True, slots=True)
class ExportWish:
    """How rows are to be written."""

    format: str = "jsonl"
    seed: int = 0
    split: str = ""
    """`train=0.8,test=0.2`; empty: one file."""
    columns: tuple[str, ...] = ()
    raw_cells: bool = False
    """Whether cells of CSV with formulas or control characters stay as they are."""
    roles: str = ""
    """`note=prompt,json=response`: what fields are for in a chat, where it isn't what the recipe says."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    files: dict[Path, int]
    """File → rows in it."""
    warnings: tuple[str, ...]
    beside: tuple[Path, ...] = ()
    """Files without rows: a card, a description for a trainer."""


def place(run: Path, format: str) -> Path:
    """Where a run's exports go if no place is given: a format that is a folder has one of its own."""
    known = BY_NAME.get(format)
    return run / "export" / known.file if known is not None and known.folder else run / "export"


def export(store: Store, spec: Spec, wish: ExportWish, out: Path | str) -> Exported:
    """Write a run's accepted rows. Raises UserFault: format, columns or split don't exist, there are no rows
    (or none that the format can say), a library is missing, or a file is a run's own or can't be written.

    Args:
        out: The file, by its ending; of several splits, each goes beside it under `NAME-SPLIT`. Else, or with
            a slash at its end, a folder: a file of the format's name in it, or where `hf` goes."""
    if wish.format not in BY_NAME:
        hint = meant(str(wish.format), list(BY_NAME))
        raise UserFault(f"there is no format {wish.format!r}", where="--format", next_step=hint)
    chats = BY_NAME[wish.format].say is not None
    for flag, unfit, lacks in (
        ("--raw-cells", wish.raw_cells and wish.format != "csv", "cells"),
        ("--roles", bool(wish.roles) and not chats, "questions and answers: rows are as they are"),
    ):
        if unfit:
            raise UserFault(f"{wish.format} has no {lacks}", where=flag, next_step="leave it out")
    if str(out) == "-":
        step = "name a file or folder (./- for one of this name)"
        raise UserFault("rows don't go to standard output", where="--out", next_step=step)
    shares = parse_split(wish.split) if wish.split else {"": 1.0}
    rows = read_rows(store, spec, parse_roles(wish.roles, spec))
    columns = dict.fromkeys([*COLUMNS, *(name for row in rows for name in (*row.row, *row.axes))])
    if strange := next((name for name in wish.columns if rows and name not in columns), ""):
        step = f"of {', '.join(columns)}"
        raise UserFault(f"there is no column {strange!r}", where="--columns", next_step=step)
    if not rows:
        raise UserFault("the run has no accepted rows yet", next_step="`seedbed status` says how far it is")
    chosen = assign(shuffled(rows, wish.seed), shares)
    base = _file_at(out, BY_NAME[wish.format].file)
    out = Path(out)
    if BY_NAME[wish.format].folder:
        from seedbed.tools.evaluation.report.card import licence_in, with_licence
        from seedbed.tools.evaluation.report.figures import figures

        before = refuse_other(out)
        data, configs, warnings = data_files(chosen, tuple(shares), wish.columns)
        told = figures(store, *known(store), store.meta("sha256") or "", profiles_in(store))
        files = {out / path: file for path, file in data.items()}
        gone = [path for path in before if path not in files]
        warnings += [f"{path.relative_to(out)}: removed; an earlier export had written it" for path in gone]
        made = card_of(told, chosen, spec, configs)
        beside = {out / CARD: with_licence(made, licence_in(out / CARD))}
    else:
        files, beside, warnings = _files(chosen, tuple(shares), wish, base)
        gone = []
    if not any(number for _, number in files.values()):
        why = f"{counted(len(rows), 'row')} left out: {BY_NAME[wish.format].refuses}"
        what = f"no row can be said in {wish.format}: {why}"
        raise UserFault(what, where="--format", next_step="export jsonl, openai, sharegpt or trl-sft")
    texts = {path: text for path, (text, _) in files.items()} | beside
    places = [(outside(path, "--out"), text) for path, text in texts.items()]
    for path in gone:
        path.unlink()
    for path, text in places:
        save(text, path, "give another --out")
    warnings += missing_labels(chosen, shares)
    return Exported({path: rows for path, (_, rows) in files.items()}, tuple(warnings), tuple(beside))


def _file_at(out: Path | str, name: str) -> Path:
    """The file that is named, else one of this name in the folder that is."""
    path = Path(out)
    ends = path.suffix.lower() in _ENDINGS | _OTHER_ENDINGS and not str(out).endswith("/")
    return path if ends and not path.is_dir() else path / name


def _files(
    rows: Sequence[ExportRow], splits: Sequence[str], wish: ExportWish, base: Path
) -> tuple[dict[Path, tuple[bytes, int]], dict[Path, bytes], list[str]]:
    """One file a split (two where pairs have their own) with its rows, what describes them, and warnings."""
    format = BY_NAME[wish.format]
    files: dict[Path, tuple[bytes, int]] = {}
    described: dict[str, Mapping[str, Any]] = {}
    warnings: list[str] = []
    # All splits of a table have the same types.
    whole = table(rows, wish.columns, format.name) if format.name == "parquet" else None
    for name in splits:
        mine = [row for row in rows if row.split == name]
        for apart, some in format.apart(mine).items():
            end = f"-{name}{apart}" if name else apart
            path = base.with_name(f"{base.stem}{end}{base.suffix}")
            if whole is not None:
                written = Written(parquet(whole.filter([row.split == name for row in rows])))
            else:
                written = format.write(some, wish.columns, wish.raw_cells)
            files[path] = written.data, len(some) - written.left_out
            warnings.extend(f"{path.name}: {warning}" for warning in written.warnings)
            if not some:
                warnings.append(f"{path.name}: no rows; {_why_short(rows)}")
            if format.described:
                described[path.stem] = {"file_name": path.name, **format.description(some)}
    own = Path(format.file).suffix
    if base.suffix != own and base.suffix in _ENDINGS:
        warnings.append(f"{base.name}: holds {format.name}, of which programs expect the ending {own}")
    for path in sorted({*base.parent.glob(f"{escape(base.stem)}-*{escape(base.suffix)}")} - files.keys()):
        warnings.append(f"{path.name}: stays; if an earlier export wrote it, its rows are in these files too")
    path = base.with_name("dataset_info.json")
    return files, {path: _dataset_info(path, described)} if described else {}, warnings


def _dataset_info(path: Path, entries: Mapping[str, Mapping[str, Any]]) -> bytes:
    """LLaMA-Factory's list of the datasets in a folder, with these; those of others in it are kept."""
    known: Any = {}
    try:
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        why = "" if isinstance(known, dict) else "not a JSON object"
    except (OSError, ValueError, RecursionError) as error:
        why = str(error)
    if why:
        hint = "mend it, or give another --out"
        raise UserFault(f"can't be added to: {why}", where=str(path), next_step=hint)
    return (json.dumps({**known, **entries}, ensure_ascii=False, indent=2) + "\n").encode()


def parse_split(text: str) -> dict[str, float]:
    """`train=0.8,test=0.2` as name → share; the shares add up to 1. Raises UserFault: it is written
    otherwise, or the shares don't add up."""
    words = text.split(",")
    shares = {found[1]: float(found[2]) for word in words if (found := _SHARE.fullmatch(word))}
    total = sum(shares.values())
    if len(shares) < len(words) or 0 in shares.values() or not math.isclose(total, 1.0, abs_tol=1e-6):
        what = f"{text!r} doesn't name splits, each once, with shares that add up to 1"
        raise UserFault(what, where="--split", next_step="write it as train=0.8,held_out=0.2")
    return shares


def parse_roles(text: str, spec: Spec) -> dict[str, str]:
    """`note=prompt,json=response` as field → role. Raises UserFault: it is written otherwise, or no part has
    such a field."""
    words = text.split(",") if text else []
    roles = {found[1]: found[2] for word in words if (found := _ROLE.fullmatch(word))}
    fields = dict.fromkeys(name for part in spec.parts for name in part.row_roles)
    if len(roles) < len(words) or not roles.keys() <= fields.keys():
        step = f"write it as note=prompt,json=response, of the fields {', '.join(fields)}"
        raise UserFault(f"{text!r} doesn't name fields, each with a role", where="--roles", next_step=step)
    return roles


def shuffled(rows: Sequence[ExportRow], seed: int) -> list[ExportRow]:
    """The rows in an order that depends on seed and ids alone."""
    ordered = sorted(rows, key=lambda row: row.id)
    rng(seed, "export").shuffle(ordered)
    return ordered


def assign(rows: Sequence[ExportRow], shares: dict[str, float]) -> list[ExportRow]:
    """The rows, each with its split, in the same order.

    Groups go one by one, those of most strata first, to the split that is furthest behind its shares so far:
    of all rows, of the part's and of the stratum's."""
    groups: dict[str, list[ExportRow]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    place = {row.id: number for number, row in enumerate(rows)}
    ordered = sorted(
        groups.values(),
        key=lambda group: (-len({*map(_stratum, group)}), _stratum(group[0]), place[group[0].id]),
    )
    filled: dict[str, Counter[object]] = {name: Counter() for name in shares}
    done: Counter[object] = Counter()
    split_of: dict[str, str] = {}
    for group in ordered:
        mine = Counter(key for row in group for key in ("", row.part.name, _stratum(row)))
        done.update(mine)  # += would go through all that was counted
        behind = {
            name: sum(many * (share * done[key] - filled[name][key]) for key, many in mine.items())
            for name, share in shares.items()
        }
        taken = max(behind, key=behind.__getitem__)
        filled[taken].update(mine)
        split_of |= {row.id: taken for row in group}
    return [replace(row, split=split_of[row.id]) for row in rows]


def missing_labels(rows: Sequence[ExportRow], splits: Iterable[str]) -> Iterator[str]:
    """A line for each split and field of role label: the values of two rows or more of which it has none."""
    found: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for row in rows:
        for name in (name for name, role in row.part.row_roles.items() if role == "label"):
            values = found.setdefault((row.part.name, name), {})
            told = row.row.get(name)
            for value in set(map(text_of, told if isinstance(told, list) else [told])):
                values.setdefault(value, Counter()).update([row.split])
    filled = {row.split for row in rows}  # of one without a row that is said
    for split, ((part, name), values) in product(filter(filled.__contains__, splits), found.items()):
        if lost := [value for value, by in values.items() if value and by.total() > 1 and not by[split]]:
            shown = first_of([repr(value[:40]) for value in sorted(lost)], _MOST_NAMED)
            why = _why_short([row for row in rows if row.part.name == part])
            yield f"{split}: {part} has no row there of {name} {shown}; {why}"


def _why_short(rows: Sequence[ExportRow]) -> str:
    """Why a split has no row of some kind."""
    if len({row.group for row in rows}) < len(rows):
        return "groups are kept whole, and there are too few"
    return "its share is too small for so few rows"


def _stratum(row: ExportRow) -> tuple[str, str]:
    """Its part, and its value of the part's first label."""
    label = next((name for name, role in row.part.row_roles.items() if role == "label"), "label")
    return row.part.name, str(row.row.get(label, ""))


def data_files(
    rows: Sequence[ExportRow], splits: Sequence[str], columns: tuple[str, ...]
) -> tuple[dict[str, tuple[bytes, int]], list[dict[str, Any]], list[str]]:
    """Path in the folder → its content and rows, the configurations for the card, and warnings.

    All splits of a configuration have the same types. A single one is called `train`; one without rows has no
    file, since `datasets` doesn't load it. Raises UserFault: pyarrow is not installed."""
    files: dict[str, tuple[bytes, int]] = {}
    configs, warnings = [], []
    for config, place, mine in _configurations(rows):
        whole, paths = table(mine, columns, "hf"), []
        for split in splits:
            there = [row.split == split for row in mine]
            path = f"{place}/{split or 'train'}.parquet"
            if not any(there):
                warnings.append(f"{path}: no rows and no file; {_why_short(rows)}")
                continue
            files[path] = parquet(whole.filter(there)), sum(there)
            paths.append({"split": split or "train", "path": path})
        content = sha256(b"".join(files[one["path"]][0] for one in paths)).hexdigest()
        configs.append({"config_name": config, "data_files": paths, "description": f"SHA-256 {content}"})
    return files, configs, warnings


def _configurations(rows: Sequence[ExportRow]) -> list[tuple[str, str, list[ExportRow]]]:
    """Name, folder and rows of each, the parts in alphabetical order."""
    if len({frozenset(row.row) for row in rows}) == 1:
        return [("default", "data", list(rows))]
    by_part = groupby(sorted(rows, key=lambda row: row.part.name), key=lambda row: row.part.name)
    return [(name, f"data/{name}", list(mine)) for name, mine in by_part]


def card_of(
    figures: Mapping[str, Any], rows: Sequence[ExportRow], spec: Spec, configs: Sequence[Mapping[str, Any]]
) -> bytes:
    """The dataset card with these configurations."""
    from seedbed.tools.evaluation.report.card import card

    samples = {row.part.name: row.row for row in sorted(rows, key=lambda row: row.id, reverse=True)}
    shown = {part.name: samples[part.name] for part in spec.parts if part.name in samples}
    return card(figures, shown, spec, configs).encode()


def refuse_other(folder: Path) -> list[Path]:
    """See that no card of anyone else is written over; the data files that our own one there names. Raises
    UserFault: the folder has another one, or is a run."""
    outside(path := folder / CARD, "--out")
    before, _, rest = (path.read_text("utf-8", "replace") if path.is_file() else "").partition("---\n")
    front = rest.partition("---\n")[0]
    if path.exists() and (before or not _OURS.search(front)):
        what = "is a card that seedbed didn't write, and it would be lost"
        raise UserFault(what, where=str(path), next_step="give another --out")
    named = set(_DATA.findall(front))
    return [one for one in folder.glob("data/**/*.parquet") if one.relative_to(folder).as_posix() in named]
