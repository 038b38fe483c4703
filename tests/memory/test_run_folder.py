"""The run folder: what is left where a run is removed, and where it was made."""

from contextlib import closing
from pathlib import Path

import pytest

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
