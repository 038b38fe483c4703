"""In which languages the static embeddings may be relied on: those in which their use was tested."""

from seedbed.memory.languages import language_code


def untested(language: str) -> str | None:
    """Why figures that rest on static embeddings aren't given in a language; None: they are."""
    if language_code(language) == "en":
        return None
    return f"static embeddings were tested in English only, not in {language}"
