"""From what was typed to what is built: plain words, a request file, a spec, or a folder with a plan."""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedbed.agent.making.parts import columns_of, files_taken, recipe_of, settled
from seedbed.agent.models.listing import with_names
from seedbed.agent.models.settings import Settings, resolve
from seedbed.agent.planner.drafting.concepts import by_rows
from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.reading.given import check_sources, read_examples, read_held_out
from seedbed.agent.recipes.expand import expand
from seedbed.agent.recipes.load import find
from seedbed.memory.budget import parse_budget
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import nearest
from seedbed.memory.files.plan_file import check_plan, departs, read_plan
from seedbed.memory.files.row_file import read_text
from seedbed.memory.files.run_folder import open_for_reading
from seedbed.memory.files.spec_file import read_spec
from seedbed.memory.files.yaml_file import parse
from seedbed.memory.languages import check_language, language_code
from seedbed.memory.plan import Plan
from seedbed.memory.spec import MOST_ROWS, Budget, Spec
from seedbed.memory.store.damage import reading
from seedbed.memory.store.opening import move_store
from seedbed.memory.store.status import read_status
from seedbed.memory.tree import slug
from seedbed.tools.evaluation.real_rows import placed, read_decisions, read_real_rows
from seedbed.tools.knowledge.search.chroma_source import is_collection
from seedbed.tools.knowledge.search.collection import check_place

if TYPE_CHECKING:
    from seedbed.graphs.lifecycle import Wish

_SPEC = (".yaml", ".yml")
_TEXT = (".txt", ".md")
_LONGEST = 20_000
"""Characters of a request."""


def _caps(flags: Mapping[str, Any]) -> Budget | None:
    return parse_budget(words) if (words := flags.get("budget")) else None


def settings_of(flags: Mapping[str, Any], said_by: Spec | Hints | None = None) -> Settings:
    """The models that flags, environment, a spec (or what a run kept of its flags) and the user name. Raises
    UserFault: settings are incomplete."""
    asked = {f"SEEDBED_{name.upper()}": flags.get(name) or "" for name in ("model", "base_url")}
    if wrong := [one for one in asked.values() if not isinstance(one, str)]:
        raise UserFault(f"{wrong[0]!r} is no name of a model or endpoint", next_step="give it as a text")
    return resolve(said_by.models if said_by else {}, asked, spec_roles=said_by.roles if said_by else {})


def hints_of(flags: Mapping[str, Any], **more: Any) -> Hints:
    """Flags of the command line as a run keeps them; those about models are left out. Raises UserFault: a
    budget is no cap, or another value can't be had."""
    from seedbed.graphs.commands.orders import order_of

    given = {name: value for name, value in flags.items() if name in Hints.model_fields and value is not None}
    for name, value in given.items():
        if name in ("sources", "examples", "held_out"):
            given[name] = tuple(map(str, value if isinstance(value, (list, tuple)) else [value]))
        elif isinstance(value, Path):
            given[name] = str(value)
    given |= {"budget": _caps(flags), "knowledge": _whole_place(given.get("knowledge", "")), **more}
    return order_of(Hints, "`seedbed build --help` says what there is", **given)


def read_wish(request: str | Path | Spec, flags: Mapping[str, Any]) -> "tuple[Wish, list[str]]":
    """What is to be built, and what there is to say about it. Raises UserFault: the file can't be read, is no
    spec, or its plan doesn't fit; there is no such recipe; or settings are incomplete.

    Args:
        request: Plain words, the path of a spec or request file (a Path is never taken for words), or a spec.
        flags: Name of an option of `build` → its value."""
    from seedbed.graphs.lifecycle import Wish

    spec, plan, words, folder, said = _read(request)
    if spec:
        said += _fitting(spec, plan, flags.get("rows"))
    settings = with_names(settings_of(flags, spec), said.append)
    hints = hints_of(flags, folder=folder, models=settings.recorded(), roles=dict(settings.roles))
    if spec:
        _check_taken(spec, hints, _file(str(request).strip()) if isinstance(request, str | Path) else None)
    elif hints.recipe:
        expand(find(hints.recipe, Path(folder)), where=hints.recipe)
    _check_real_files(spec, hints)
    store = str(flags.get("store", ""))
    return Wish(settings=settings, request=words, spec=spec, plan=plan, hints=hints, store=store), said


def _read(request: str | Path | Spec) -> tuple[Spec | None, Plan | None, str, str, list[str]]:
    """The spec and the plan beside it, or the words, and the folder of their file; what there is to say.
    Raises UserFault: as `read_wish`."""
    if isinstance(request, Spec):
        return request, None, "", "", []
    words, folder, said = str(request).strip(), "", list[str]()
    if path := _file(words):
        if path.suffix in _SPEC:
            spec, plan, said = given_in(path)
            return spec, plan, "", "", said
        words, folder = read_text(path, "the file").strip(), str(path.parent)
        said = [f"the request is the text of {path}; documents go by --from"]
    elif not isinstance(request, str):
        step = "give words, a path or a Spec"
        raise UserFault("is no spec or request", where=repr(request), next_step=step)
    if not words:
        raise UserFault("the request is empty", next_step='say what you need: seedbed build "100 …"')
    if len(words) > _LONGEST:
        step = f"say it in at most {_LONGEST:,}; documents go by --from"
        raise UserFault(f"the request has {len(words):,} characters", next_step=step)
    return None, None, words, folder, said


def _fitting(spec: Spec, plan: Plan | None, rows: int | None) -> Iterator[str]:
    """What of a spec isn't used, or goes before it. `rows`: as by `-n`. Raises UserFault: they are too many,
    or counted otherwise; or the language is none."""
    check_language(spec.language)
    if (most := max(part.rows for part in spec.parts)) > MOST_ROWS:
        what = f"{most:,} rows of one part: at most {MOST_ROWS:,} are dealt at once"
        raise UserFault(what, next_step=f"ask for fewer, then extend it: seedbed extend RUN -n +{MOST_ROWS}")
    if plan and rows not in (None, spec.rows):
        step = (
            "leave it out, or delete plan.yaml to have a plan made anew; `seedbed extend` asks for more later"
        )
        raise UserFault(f"the plan beside it is for {spec.rows:,} rows", where=f"-n {rows}", next_step=step)
    for part in spec.parts if not plan and rows is None else ():
        if part.each and part.rows != part.each.rows:
            yield f"{part.name}: `rows: {part.rows}` isn't used: `each` counts its rows"
    named = settled(spec, Path()).parts
    if rows is not None and any(part.each for part in spec.parts):
        for part in named:
            if part.each and any(map(columns_of, recipe_of(part).steps)):
                what = f"{part.name}: cells of rows are taken (`cell`), so they are counted by `each`"
                step = f"leave it out, or give a file of {rows} rows"
                raise UserFault(what, where=f"-n {rows}", next_step=step)
        yield f"-n {rows} goes before the spec's `each`: rows aren't counted by documents"
    asked = language_code(spec.language) if "language" in spec.model_fields_set else ""
    for part in named if asked else ():
        codes = {*recipe_of(part).language.values()} - {"any"} if part.recipe else set()
        if codes and asked not in codes:
            yield f"{part.name}: its recipe sets `language`, {', '.join(sorted(codes))}, not the spec's"


def _check_taken(spec: Spec, hints: Hints, file: Path | None) -> None:
    """Whether a spec takes what it, `--recipe`, `--world` and `--personas` name. Raises UserFault: it
    doesn't, or a recipe is faulty. `file`: of the spec, if there is one."""
    if hints.recipe:
        what, step = "the spec's parts name their recipes", "leave it out, or name it there: `recipe: NAME`"
        raise UserFault(what, where=f"--recipe {hints.recipe}", next_step=step)
    for flag in ("world", "personas"):
        named = {path: number for number, part in enumerate(spec.parts) if (path := getattr(part, flag))}
        for path in filter(None, (getattr(hints, flag), *named)):
            mine = [path in (getattr(hints, flag), getattr(part, flag)) for part in spec.parts]
            parts = compress(settled(spec, Path()).parts, mine)
            if all(part.recipe and flag not in files_taken(recipe_of(part)) for part in parts):
                step = "leave it out, or ask for such rows (docs/talks.md)"
                where = _line_of(file, flag, named[path]) if path in named else f"--{flag} {path}"
                raise UserFault("no part's recipe takes it", where=where, next_step=step)
    for key, needed in (("include_examples", "examples"), ("allow_verbatim", "steer_by")):
        if getattr(spec, key) and not (getattr(spec, needed) or getattr(hints, needed)):
            step = f"name a file with `{needed}`, or leave it out"
            raise UserFault(f"nothing is named by `{needed}`", where=_line_of(file, key), next_step=step)


def _line_of(file: Path | None, key: str, part: int = 0) -> str:
    """Where a key of a spec stands: its file and line, as far as there is one."""
    if file is None:
        return key
    loaded = parse(read_text(file, "the file"), str(file))
    flat = "parts" not in loaded.value or key in loaded.value
    return f"{file}, line {loaded.line((key,) if flat else ('parts', part, key))}: `{key}`"


def _check_real_files(spec: Spec | None, hints: Hints) -> None:
    """Whether what `--from`, `--examples`, `--gold` and `--held-out` name can be read, `--knowledge` used,
    and `--steer-by` fits the labels that are known.

    Args:
        spec: None: plain words, whose labels are compared once they have been interpreted.

    Raises:
        UserFault: A file or index can't be used, rows that are held out are named as examples too, or a
            recipe with such labels is faulty."""
    if gold := hints.gold or (spec.gold if spec else ""):
        read_decisions(Path(gold))
    check_sources((*(spec.sources if spec else ()), *hints.sources))
    held_out = (*(spec.held_out if spec else ()), *hints.held_out)
    examples = (*(spec.examples if spec else ()), *hints.examples)
    there = {os.path.realpath(one) for one in examples}
    if both := next((one for one in held_out if os.path.realpath(one) in there), ""):
        step = "name it once: examples stand in prompts and are kept out of the dataset, as held-out rows are"
        raise UserFault("is named by --examples and by --held-out", where=both, next_step=step)
    read_examples(examples)
    read_held_out(held_out)
    if knowledge := hints.knowledge or (spec.knowledge if spec else ""):
        check_place(knowledge, egress=bool(spec and spec.egress))
    if not (steer_by := hints.steer_by or (spec.steer_by if spec else "")):
        return
    rows = read_real_rows(Path(steer_by))
    if spec is not None:
        placed(rows, settled(spec, Path(hints.folder or ".")), steer_by)


def _check_named(spec: Spec, path: Path) -> None:
    """Whether the documents and rows that a spec file names are there. `path`: the file. Raises
    UserFault: one isn't, with the places where it was looked for."""
    for key, named in (("sources", spec.sources), ("examples", spec.examples), ("held_out", spec.held_out)):
        for name in named:
            if not is_collection(name) and not os.path.exists(name):
                what = f"{key}: there is no file or folder {name!r} in the spec's folder, nor in {Path.cwd()}"
                step = "mend the path: from the spec's folder, or else from where seedbed is called"
                raise UserFault(what, where=str(path), next_step=step)


def _whole_place(knowledge: Any) -> Any:
    """`--knowledge` as a run keeps it: a folder from the root on, so that it is found from anywhere."""
    if not isinstance(knowledge, str) or not knowledge or "://" in knowledge:
        return knowledge
    return str(Path(knowledge).absolute())


def _file(word: str) -> Path | None:
    """The file that a word names; a folder means the spec in it. None: it is a request in plain words. Raises
    UserFault: it looks like a file and isn't there, or it is there and no file of a kind that is read."""
    if not word or "\n" in word or len(word) > 1_000:
        return None
    path = Path(word)  # of plain words, which may be longer than a name can be
    if os.path.isfile(path / "spec.yaml"):
        return path / "spec.yaml"
    if os.path.isfile(path):
        if path.suffix in (*_SPEC, *_TEXT, ""):
            return path
        what = f"is neither a spec (*.yaml) nor a request (*.txt): {path.suffix}"
        raise UserFault(what, where=word, next_step="documents go by --from, rows by --examples")
    if os.path.exists(path):
        what = "is a folder without spec.yaml" if os.path.isdir(path) else "is a pipe or a device"
        raise UserFault(what, where=word, next_step="documents go by --from; say how many rows of what")
    if path.suffix in (*_SPEC, *_TEXT) and " " not in word:
        beside = path.parent if os.path.isdir(path.parent) else Path()
        near = nearest(path.name, [p.name for p in beside.iterdir() if p.suffix in (*_SPEC, *_TEXT)])
        hint = f"did you mean {beside / near}?" if near else "check the path"
        raise UserFault("there is no such file", where=word, next_step=hint)
    return None


def place(out: Path | None, wish: "Wish") -> Path:
    """The run folder: as named, else `runs/WORDS-OF-THE-REQUEST`, numbered where that is taken."""
    if out is not None:
        return out
    text = wish.request or (wish.spec.request or wish.spec.parts[0].topic if wish.spec else "")
    base = Path("runs") / slug(" ".join(text.split()[:6]))
    number = 1
    while (path := base if number == 1 else base.with_name(f"{base.name}-{number}")).exists():
        number += 1
    return path


@dataclass(frozen=True, slots=True)
class Stopped:
    """A run that may go on."""

    settings: Settings
    approved: bool
    """Whether plan and cost were approved."""
    status: dict[str, Any]
    yes: bool
    """Whether it was begun with `--yes`, and its plan not declined since."""
    capped: bool
    """Whether a budget is named, now or then."""
    finished: bool
    """Whether nothing is left to be done."""
    wishes: Mapping[str, Any]
    """What else flags say, as `lifecycle.resume` takes it."""


def read_run(path: Path, flags: Mapping[str, Any]) -> Stopped:
    """What is known of a run before it goes on. `flags`: name of an option of `resume` → its value. Raises
    UserFault: there is no run, settings are incomplete, a budget is no cap, or what is true or false is
    something else."""
    for name in ("accept_changes", "allow_verbatim", "batch"):
        if not isinstance(given := flags.get(name), bool | None):
            raise UserFault(f"{name}: True or False is wanted, not {given!r}")
    folder = open_for_reading(path)
    if url := str(flags.get("store", "")):
        move_store(folder.store, url)
    folder.bring_up_to_date()
    with reading(path), closing(folder.open_store()) as store:
        given = store.meta("spec") or store.meta("given_spec")
        hints = Hints.model_validate(store.meta("hints") or {})
        left = {command.name for command in store.waiting()}
        approved, status = bool(store.meta("approved")) or "approve" in left, read_status(store)
        asked = bool(left & {"extend", "redo", "decide", "undo"})
        spec = Spec.model_validate(given) if given else None
    edited = False
    if spec is not None and folder.spec.is_file():
        from seedbed.graphs.commands.edits import edited_spec

        edited = edited_spec(folder, spec) != spec
        spec = read_spec(folder.spec)  # other models may stand in it; what may be taken is `edits.py`
    settings = settings_of(flags, spec or hints)  # before it had a spec, its hints kept what flags named
    budget = _caps(flags)
    capped = bool(budget or hints.budget or (spec and spec.budget.model_fields_set))
    files = {name: flags.get(name) for name in ("steer_by", "allow_verbatim", "gold")}
    files["knowledge"] = _whole_place(str(flags.get("knowledge", "")))
    named = {name: value if value is True else str(value) for name, value in files.items() if value}
    finished = status["state"] == "done" and not (asked or edited) and "gold" not in named
    names = ("max_concurrent", "patience", "batch", "workers", "accept_changes")
    plain = {name: flags[name] for name in names if name in flags}
    wishes = {**plain, "budget": budget, "named": named}
    return Stopped(settings, approved, status, hints.yes, capped, finished, wishes)


def spec_path(request: str) -> Path:
    """The spec that a word names: itself, or that of a folder. Raises UserFault: it names none."""
    path = _file(request)
    if path is None or path.suffix not in _SPEC:
        step = "`seedbed plan REQUEST -o DIR` makes one from plain words"
        raise UserFault("is no spec", where=request[:80], next_step=step)
    return path


def given_in(path: Path) -> tuple[Spec, Plan | None, list[str]]:
    """The spec in a file, the plan beside it if there is one, and what there is to say about that. Raises
    UserFault: the spec is none, what it names isn't there, or the plan doesn't fit it."""
    spec, beside = read_spec(path), path.with_name("plan.yaml")
    _check_named(spec, path)
    if not beside.is_file():
        return spec, None, []
    plan = read_plan(beside).approved
    named = settled(spec, Path())  # with the labels that its recipes give
    check_plan(plan, named, beside)
    counted = any(part.each for part in spec.parts)
    stays = f"; its {spec.rows:,} rows stay, `each` counts where there is none" if counted else ""
    other = departs(plan, named)
    other = other and f"; it counts, not the spec's shares ({other}): delete it to plan anew"
    return spec, by_rows(plan, named), [f"the plan beside it is taken: {beside}{stays}{other}"]
