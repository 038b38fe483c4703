"""What may be committed: small files, no registry hosts; one idea a file."""

from pathlib import Path

LONGEST_FILE_LINES = 400
LARGEST_FILE_BYTES = 1_000_000
# In halves, so that this file doesn't name one.
REGISTRIES = tuple(
    bytes(host, "ascii")
    for host in ("pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian.org")
)


def test_no_file_is_too_long_or_too_large_or_names_a_registry(tree: Path) -> None:
    found: dict[str, str] = {}
    for path in tree.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        name, data = str(path.relative_to(tree)), path.read_bytes()
        if path.suffix == ".py" and len(data.splitlines()) > LONGEST_FILE_LINES:
            found[name] = f"{len(data.splitlines())} lines"
        if len(data) > LARGEST_FILE_BYTES:
            found[name] = f"{len(data)} bytes"
        if any(host in data for host in REGISTRIES):
            found[name] = "a registry"
    assert found == {}
