"""A run as a value to look at, and to answer and steer; opened by `seedbed.open_run`."""

from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedbed.app import asking
from seedbed.app.asking import order, who
from seedbed.app.views.plan import plan_of
from seedbed.app.views.why import why
from seedbed.memory.budget import parse_budget
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import parsed
from seedbed.memory.files.disk import typed
from seedbed.memory.files.run_folder import Held, RunFolder, open_for_reading
from seedbed.memory.review import Decision, decided, planted_rows
from seedbed.memory.spec import Spec
from seedbed.memory.store.damage import reading
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.store.standing import known, profiles_in, row_named, spec_in
from seedbed.memory.store.status import PUBLISHED, read_status
from seedbed.tools.evaluation.report.figures import figures
from seedbed.tools.evaluation.review.order import upcoming
from seedbed.tools.evaluation.review.signals import read_pool
from seedbed.tools.export.arrow import table
from seedbed.tools.export.export import Exported, ExportWish, place
from seedbed.tools.export.export import export as write_export
from seedbed.tools.export.rows import read_rows

if TYPE_CHECKING:
    from seedbed.graphs.observer import Question


class RowView:
    """One candidate of a run."""

    def __init__(self, run: "RunView", candidate: Candidate) -> None:
        self._run, self._candidate = run, candidate

    @property
    def id(self) -> str:
        return self._candidate.row_id

    @property
    def fields(self) -> dict[str, Any]:
        """Field → its value, of those that its recipe delivers."""
        return dict(self._candidate.draft.row or {})

    def why(self) -> dict[str, Any]:
        """The chain from the request to the verdict, as a JSON object."""
        return why(self._run.store, self._candidate)


class RunView:
    """A run, open for reading. A context manager; closing it twice is harmless, and of all else a closed one
    raises UserFault."""

    def __init__(self, folder: RunFolder) -> None:
        """Raises:
        UserFault: there is no store, it is damaged, or the run has no spec yet."""
        self.path = folder.path
        self._folder = folder
        self._store, self._closed = folder.open_store(), False
        self._decided = False
        self._shown: dict[str, str] = {}
        self.spec: Spec
        self._read_spec()

    def _read_spec(self) -> None:
        if (found := spec_in(self.store)) is None:
            from seedbed.graphs.approval.questions import question_of

            larger = " --budget CAP, above that one" if question_of(self.store) else ""
            self._store.close()
            step = f"`seedbed resume {typed(self.path)}`{larger}"
            if working := self._folder.held():
                step = f"{working} is at it: `seedbed status {typed(self.path)}` looks on"
            raise UserFault("the run has no spec yet", where=str(self.path), next_step=step)
        self.spec = found

    def __enter__(self) -> "RunView":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the store, after the run's files have followed what was decided here (`decide`, `undo`).
        Raises UserFault: they can't be written."""
        self._store.close()
        self._closed = True
        if self._decided:
            from seedbed.graphs.at_rest import settle

            self._decided = False
            with suppress(Held):  # who holds the run writes them
                settle(self._folder)

    def _here(self) -> Path:
        """The run's folder. Raises UserFault: this view is closed."""
        if self._closed:
            step = f"open_run({str(self.path)!r}) opens the run again"
            raise UserFault("this view is closed", where=str(self.path), next_step=step)
        return self.path

    @property
    def store(self) -> Store:
        """Where all of it lies. Raises UserFault: this view is closed."""
        self._here()
        return self._store

    @property
    def status(self) -> dict[str, Any]:
        """The figures of `seedbed status --json`."""
        return read_status(self.store)

    def figures(self) -> dict[str, Any]:
        """The figures of the report, as the store has them now. Raises UserFault: the run has no plan yet, or
        its `report.json` is damaged."""
        kept = report_of(self.path)
        whole = str(self.store.meta("sha256") or kept.get("sha256", ""))
        return figures(self.store, *known(self.store), whole, profiles_in(self.store))

    def plan(self) -> dict[str, Any]:
        """The concept tree as it stands, with seats, and each revision with its cause. Raises UserFault: the
        run has no plan yet."""
        return plan_of(self.store, *known(self.store))

    def steer(self, **directives: Any) -> None:
        """A person's directives: those of `seedbed steer --help` by name, and `only` for its `--for`. Raises
        UserFault: a concept isn't there, or can't be had; nothing is changed then."""
        from seedbed.graphs.commands.orders import Steer, order_of

        refuse_slips("steer", directives, Steer)
        asking.ask(self._here(), order_of(Steer, **directives))

    def extend(self, rows: int, part: str = "") -> None:
        """Ask for more rows; `resume` goes on. Raises UserFault: there is no such part, or no plan yet."""
        from seedbed.graphs.commands.orders import Extend, order_of

        asking.ask(self._here(), order_of(Extend, rows=rows, part=part))
        self._read_spec()

    def redo(self, *rows: str, because: str = "") -> None:
        """Withdraw rows by id or the beginning of it; `resume` makes others in their place. Raises UserFault:
        one isn't in the dataset."""
        from seedbed.graphs.commands.orders import Redo, order_of

        asking.ask(self._here(), order_of(Redo, rows=rows, because=because))

    def waiting(self) -> "Question | None":
        """What the run waits for a person to answer: plan and cost, or more budget; None: nothing.

        `model_dump()` gives it as plain data. Spec, plan and dry rows it is about are the run's."""
        from seedbed.graphs.approval.questions import question_of

        # Opened anew: the run may be gone.
        with reading(self._here()), closing(open_for_reading(self.path).open_store()) as store:
            return question_of(store)

    def approve(self, budget: Sequence[str] = ()) -> None:
        """Say yes to what waits; a process that waits goes on, else `resume` does. `budget`: caps from now
        on, such as `5usd`; a question for more budget needs some. Raises UserFault: nothing waits, or
        somebody answered first."""
        self._answer("approve", budget=parse_budget(budget) if budget else None)

    def decline(self, because: str = "") -> None:
        """Say no to what waits, with a word why; it can still be approved. Raises UserFault: nothing waits,
        or somebody answered first."""
        self._answer("decline", because=because)

    def change(self, parts: Mapping[str, Mapping[str, Any]] = {}, *, anew: bool = False) -> None:
        """Change the plan that waits for approval. Raises UserFault: it can't be had, field by field; nothing
        waits, or somebody answered first.

        Args:
            parts: Part → what changes in it: `rows`, `labels`, `rename`, `drop`, `add`, `strike`, `demand`,
                `guidance`, `spread` (`graphs/approval/changing.py`, PartChange).
            anew: Whether the dry rows are made anew, by the process that waits or by `resume`."""
        from seedbed.graphs.approval.changing import wished

        self._answer("change", parts=wished(parts), anew=anew)
        self._read_spec()

    def _answer(self, name: str, **said: Any) -> None:
        from seedbed.graphs.approval.orders import read

        if (question := self.waiting()) is None:
            raise UserFault("nothing waits for an answer", where=str(self.path))
        asking.answer(self.path, read(name, {"question": question.number, "by": "from Python", **said}))

    def decide(
        self,
        row: str,
        decision: Decision,
        *,
        reviewer: str = "",
        reason: str = "",
        note: str = "",
        fixed: Mapping[str, Any] | None = None,
        tell: bool = False,
        show: bool = False,
    ) -> None:
        """A person's decision about a row, kept at once; the run's files follow when the run is closed. See
        docs/review.md. Raises UserFault: there is no such row, this reviewer decided it already, or a mended
        row doesn't hold.

        Args:
            row: Its id or the beginning of it.
            reviewer: Who decides; empty: the name of the user of this machine.
            reason: Of `reject` alone: why, of the closed list of reasons.
            fixed: Field → its right value, for `fix`.
            tell: The writers are told the note.
            show: The writers are shown the row as an example."""
        here = self._here()
        said = {"reason": reason, "note": note, "tell": tell, "show": show, "reviewer": reviewer}
        if why := self._shown.get(str(row)):
            said["stream"] = why
        asking.ask(here, order(here, row, decision, fixed, **said))
        self._decided = True

    def review_queue(self, reviewer: str = "", rows: int = 20) -> list[dict[str, Any]]:
        """The rows most worth a reviewer's minute, the first first: `row` (its id), `fields`, and `why` it is
        there (`doubt`, `drawn`, `refused`, `again` or `planted`; who decides shouldn't look at that). Raises
        UserFault: the run has no plan yet."""
        planted, seed = planted_rows(self.store), self.spec.seed
        pool, made = read_pool(self.store, seed), decided(self.store)
        items = list(islice(upcoming(pool, made, planted, who(reviewer), seed, most=rows), rows))
        self._shown |= {one.id: one.stream for one in items}
        return [
            {
                "row": one.id,
                "fields": dict(planted[one.id].row) if one.id in planted else self.row(one.id).fields,
                "why": one.stream,
            }
            for one in items
        ]

    def undo(self, reviewer: str = "", row: str = "") -> None:
        """Take back a reviewer's last decision, or the one about a row. Raises UserFault: there is none, or
        the row's seat is filled again."""
        from seedbed.graphs.commands.orders import Undo, order_of

        asking.ask(self._here(), order_of(Undo, reviewer=who(reviewer), row=row))
        self._decided = True

    def rows(self) -> list[dict[str, Any]]:
        """The accepted rows by id, as in `dataset.jsonl`."""
        return [row.row for row in read_rows(self.store, self.spec)]

    def row(self, id: str) -> RowView:
        """A candidate by its id or the beginning of it. Raises UserFault: none or several match."""
        return RowView(self, row_named(self.store, id))

    def to_pandas(self) -> Any:
        """The accepted rows as a `pandas.DataFrame`, where pandas is installed."""
        import pandas

        return pandas.DataFrame(self.rows())

    def to_datasets(self) -> Any:
        """The accepted rows as a `datasets.Dataset` (Hugging Face), where that is installed: the columns of
        the format `parquet`, None where a row's part has no such field."""
        import datasets

        return datasets.Dataset(table(read_rows(self.store, self.spec), (), "a dataset"))

    def export(
        self,
        format: str = "jsonl",
        out: Path | str | None = None,
        *,
        split: str | Mapping[str, float] = "",
        seed: int | None = None,
        columns: str | Sequence[str] = (),
        raw_cells: bool = False,
        roles: str = "",
    ) -> Exported:
        """Write the accepted rows; see `seedbed export --help`. Raises UserFault: a wrong format, split or
        column, no rows, or a place that can't be written.

        Args:
            out: A file (`.jsonl`, `.csv` …), else a folder; None: the run's `export`, for `hf` `export/hf`.
            split: Name → share, or that as `train=0.8,test=0.2`.
            columns: Names, or those as `weight,split`.
            seed: Of order and split; None: the run's.
            raw_cells: In CSV no quote before formulas, and no control characters spelt.
            roles: What fields are in a chat, `note=prompt,json=response`, where the recipe says otherwise."""
        if isinstance(split, Mapping):  # `1e-05` isn't read back
            split = ",".join(f"{name}={share:.17f}" for name, share in split.items())
        if isinstance(columns, str):
            columns = [name.strip() for name in columns.split(",") if name.strip()]
        seed = self.spec.seed if seed is None else seed
        wish = ExportWish(format, seed, str(split), tuple(columns), raw_cells, roles)
        done = write_export(self.store, self.spec, wish, out or place(self.path, format))
        if self.store.meta("state") in PUBLISHED:
            return done
        there, asked = self.store.counts().get("accepted", 0), self.store.meta("requested") or 0
        unfinished = f"the run isn't finished: {there:,} of {asked:,} rows are there"
        return replace(done, warnings=(*done.warnings, unfinished))


def open_run(path: Path | str) -> RunView:
    """A run that exists, for reading. Raises UserFault: there is none, or it can't be read."""
    return RunView(open_for_reading(Path(path)))


def report_of(path: Path) -> dict[str, Any]:
    """The report of a run that ended; empty while it has none. Raises UserFault: the file is damaged."""
    file = RunFolder(path).report_json
    found = parsed(file.read_bytes()) if file.is_file() else {}
    if not isinstance(found, dict):
        step = f"remove it; `seedbed audit {typed(path)} --repair` writes that of a finished run again"
        raise UserFault("it is damaged", where=str(file), next_step=step)
    return found


def refuse_slips(name: str, flags: Mapping[str, Any], known: type) -> None:
    """Arguments that a function doesn't take are the caller's slip: a TypeError."""
    if unknown := sorted(flags.keys() - known.__annotations__.keys()):
        raise TypeError(f"{name} takes no argument {unknown[0]!r}")
