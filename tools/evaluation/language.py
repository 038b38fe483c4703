"""In which languages the static embeddings may be relied on: those in which their use was tested."""


def untested(language: str) -> str | None:
    """Why figures that rest on static embeddings aren't given in a language; None: they are."""
    if language.casefold() in ("english", "en"):
        return None
    return f"static embeddings were tested in English only, not in {language}"
