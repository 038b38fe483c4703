"""The run folder: what is left where a run is removed, where it was made, and who may read its files."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from seedbed.memory.files.disk import write_atomic
from seedbed.memory.files.run_folder import RunFolder, create


def test_a_run_that_is_removed_leaves_the_link_that_it_lay_behind_and_can_be_made_again(
    tmp_path: Path,
) -> None:
    (disk := tmp_path / "disk").mkdir()
    (link := tmp_path / "run").symlink_to(disk)
    for _ in range(2):
        folder = create(link)
        folder.remove()
        folder.release()
    assert link.is_symlink() and not [*disk.iterdir()]


@pytest.mark.parametrize("behind_a_link", [False, True])
def test_a_run_knows_where_it_was_made_though_both_are_moved(
    behind_a_link: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (disk := tmp_path / "disk" / "deep").mkdir(parents=True)
    (project := tmp_path / "project").mkdir()
    monkeypatch.chdir(project)
    if behind_a_link:
        Path("run").symlink_to(disk)
    folder = create(Path("run"))
    with closing(folder.open_store(write=True)) as store:
        folder.keep_place(store)
        monkeypatch.chdir(tmp_path)
        if not behind_a_link:
            project = project.rename("elsewhere").absolute()
        assert RunFolder(project / "run").made_in(store).resolve() == project
    folder.release()


def test_a_folder_that_goes_while_it_is_looked_at_is_held_by_nobody(tmp_path: Path) -> None:
    assert RunFolder(tmp_path / "gone").held() == ""


@pytest.mark.parametrize("umask", [0o077, 0o022, 0o002])
def test_who_may_read_a_file_that_is_written_whole_says_the_umask(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        write_atomic(file := tmp_path / "dataset.jsonl", "{}")
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o666 & ~umask
