"""What may be committed: small files, no registry hosts; one idea a file."""

from pathlib import Path

LONGEST_FILE_LINES = 400
LARGEST_FILE_BYTES = 1_000_000
# In halves, so that this file doesn't name one.
REGISTRIES = tuple(
    bytes(host, "ascii")
    for host in ("pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian.org")
)


def files(tree: Path) -> list[Path]:
    return [path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink()]


def test_no_source_file_is_too_long(tree: Path) -> None:
    sources = (path for path in files(tree) if path.suffix == ".py")
    lengths = {str(path.relative_to(tree)): len(path.read_bytes().splitlines()) for path in sources}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE_LINES} == {}


def test_no_file_is_too_large(tree: Path) -> None:
    sizes = {str(path.relative_to(tree)): path.stat().st_size for path in files(tree)}
    assert {name: size for name, size in sizes.items() if size > LARGEST_FILE_BYTES} == {}


def test_no_file_names_a_registry(tree: Path) -> None:
    named = [
        path.relative_to(tree) for path in files(tree) if any(h in path.read_bytes() for h in REGISTRIES)
    ]
    assert named == []
