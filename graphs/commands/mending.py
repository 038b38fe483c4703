"""Files of a run written again from its store, where they are missing or aren't what the store says.

The store is never changed by it, and where it isn't as the build left it nothing is written: the files may be
the truer ones. Texts of documents are read again from their originals, where these lie as they did; a text
that a search brought and a world's copy have no second place, so a missing one stays missing."""

from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path

from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import typed, write_atomic
from seedbed.memory.files.run_folder import RunFolder, open_for_reading
from seedbed.memory.review import BEHIND
from seedbed.memory.spec import Spec
from seedbed.memory.store.damage import anew, reading
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import plan_in, spec_in
from seedbed.memory.store.status import PUBLISHED
from seedbed.tools.evaluation.audit.files import as_stored, differs
from seedbed.tools.evaluation.audit.run import unsettled
from seedbed.tools.knowledge.remote.egress import known as found_elsewhere
from seedbed.tools.knowledge.sources import about_text, read_kept, read_sources


def mend(path: Path) -> list[str]:
    """Write the files of a run at rest again that are missing or damaged.

    A spec or plan that can't be read is set aside under its name and `.damaged`; one that a person edited
    stays. Raises UserFault: there is no run, its store is damaged or isn't as the build left it, another
    process works on it or was killed at it, or it has no spec yet.

    Returns:
        Names of the files that were written."""
    folder = open_for_reading(path)
    with folder.hold(), reading(folder.store), closing(folder.open_store(write=True)) as store:
        if unsettled(store) or (spec := spec_in(store)) is None:
            what = "it has not come to an orderly end, so its files are not whole yet"
            step = f"`seedbed resume {typed(path)}` goes on and writes them"
            raise UserFault(what, where=str(path), next_step=step)
        refuse_changed(folder, store)
        stored = chain(as_stored(folder, store, spec, plan_in(store)), _sources(folder, store, spec))
        wanted = ((file, "".join(pieces)) for file, pieces in stored)
        wrong = [(file, text) for file, text in wanted if differs(file, [text])]
        for file, text in wrong:
            if file in (folder.spec, folder.plan) and file.is_file():
                file.replace(file.with_name(f"{file.name}.damaged"))
            write_atomic(file, text)
        if store.meta(DIGESTS) == {}:  # it was killed at its very end
            store.set_meta(DIGESTS, store.digests())
        return [file.relative_to(path).as_posix() for file, _ in wrong]


def refuse_changed(folder: RunFolder, store: Store) -> None:
    """Nothing is made from a store that isn't as it was left. Where people decided about rows since, it can't
    be told; of a run that has yet to deliver, the trace may lack lines, for no row is made from it. Raises
    UserFault: it was changed since."""
    kept = store.meta(DIGESTS)
    if not kept or store.meta(BEHIND):
        return
    changed = {name for name, one in store.digests().items() if kept.get(name) != one}
    if store.meta("state") not in PUBLISHED:
        changed -= {"events"}
    if changed and kept == store.meta(DIGESTS):  # else a process took it up meanwhile
        what = "its store was changed since the build ended, so nothing is made or written from it"
        step = f"`seedbed audit {typed(folder.path)}` says what doesn't fit together; {anew(folder.store)}"
        raise UserFault(what, where=str(folder.store), next_step=step)


def _sources(folder: RunFolder, store: Store, spec: Spec) -> Iterator[tuple[Path, str]]:
    """What is known of each document, and the texts that are lost and can be read again."""
    own = store.meta("sources") or ()
    for about in {one["sha256"]: one for one in (*found_elsewhere(store), *own)}.values():
        yield folder.sources / f"{about['sha256']}.json", about_text(about)
    lost = {about["sha256"] for about in own if read_kept(folder.sources, about) is None}
    paths = [path for named in spec.sources if lost and (path := Path(named)).exists()]
    # The originals may be gone, or can't be read any more: the audit names what is missing.
    with suppress(UserFault):
        for source in read_sources(paths).sources if paths else ():
            if source.sha256 in lost:
                yield folder.sources / f"{source.sha256}.txt", source.text
