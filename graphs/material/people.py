"""The users that people bring to a run's talks: read once, kept in the run, in the resources by part.

A resumed build takes them from the store, so it doesn't need the files.
"""

from pathlib import Path

from seedbed.agent.role_players.personas import Persona, read_personas
from seedbed.graphs.run import Run

_META = "personas"


def people(run: Run) -> dict[str, tuple[Persona, ...]]:
    """Part → its users, as their files had them when the run was made; parts without a file aren't named.

    Raises:
        UserFault: a file can't be read, or has a wrong field.
    """
    kept = run.store.meta(_META)
    if kept is None:
        named = [part for part in run.known_spec().parts if part.personas]
        kept = {part.name: list(read_personas(Path(part.personas))) for part in named}
        if kept:
            run.store.set_meta(_META, kept)
    return {part: tuple(users) for part, users in dict(kept).items()}
