"""The run folder: what is left where a run is removed."""

from pathlib import Path

from seedbed.memory.files.run_folder import create


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
