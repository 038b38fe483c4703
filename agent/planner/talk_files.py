"""Files that talks are held by, a world of tools and personas: which parts take them."""

from collections.abc import Sequence

from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Offline, Part

_SPEAK = "dialogues"


def checked_files(sources: Sequence[Offline], world: str, personas: str) -> None:
    """Whether one of some offline sources takes the files that flags or words name.

    Raises:
        UserFault: none does.
    """
    _check(world, "--world", "talks in a world of tools", False)
    _check(personas, "--personas", _SPEAK, _SPEAK in sources)


def parts_with_files(parts: Sequence[Part], world: str, personas: str) -> tuple[Part, ...]:
    """The parts of a spec with the files that flags name, which go before the spec's own.

    Raises:
        UserFault: no part takes one.
    """
    recipes = [part for part in parts if part.recipe or part.task]
    if recipes:  # whether its talks call tools or take personas is known once a recipe is expanded
        files = {name: path for name, path in (("world", world), ("personas", personas)) if path}
        return tuple(part.model_copy(update=files) if part in recipes else part for part in parts)
    checked_files([part.offline for part in parts], world, personas)
    return tuple(
        part.model_copy(update={"personas": personas}) if personas and part.offline == _SPEAK else part
        for part in parts
    )


def _check(path: str, flag: str, tasks: str, taken: bool) -> None:
    if path and not taken:
        raise UserFault(
            f"nothing that is asked for takes it: it is for {tasks}",
            where=f"{flag} {path}",
            next_step="leave it out, or ask for such rows (docs/talks.md)",
        )
